"""Edits by exact span: whatever the file looks like, only the characters named change."""

from __future__ import annotations

import json
import re
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unstuck.doctor.edits import apply_edits, by_file, clean_in_git, overlap, shown_name, unified_diff, write_fixed
from unstuck.doctor.findings import Edit, Span
from unstuck.errors import InputError


def edit(line: int, column: int, end_line: int, end_column: int, text: str, **more) -> Edit:
    return Edit(Span(line, column, end_line, end_column, **more), text)


characters = st.sampled_from(["a", "=", " ", "\t", "é", "∂", "𝜕", '"', "\\", "\x0c", "\u2028"])
lines = st.lists(st.text(characters, max_size=6), min_size=1, max_size=6)


@st.composite
def files(draw) -> tuple[list[str], list[str], bool]:
    """Lines, the line ends after them (the last may have none), and whether there is a byte order mark."""
    text = draw(lines)
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    ends = [end] * (len(text) - 1) + [draw(st.sampled_from(["", end]))]
    return text, ends, draw(st.booleans())


@st.composite
def cuts(draw, text: list[str]) -> list[tuple[int, int, int, int]]:
    """Places that do not overlap: (line, column, end line, end column)."""
    places = [(i + 1, c + 1) for i, line in enumerate(text) for c in range(len(line) + 1)]
    chosen = sorted(draw(st.lists(st.integers(0, len(places) - 1), unique=True, max_size=6)))
    pairs = list(zip(chosen[::2], chosen[1::2], strict=False))
    return [(*places[a], *places[b]) for a, b in pairs]


@given(st.data())
def test_only_the_characters_named_change(data) -> None:
    text, ends, marked = data.draw(files())
    spans = data.draw(cuts(text))
    new = data.draw(st.lists(st.sampled_from(["", "x", "né", "a\nb"]), min_size=len(spans), max_size=len(spans)))
    content = "".join(line + end for line, end in zip(text, ends, strict=True))
    starts = [0]
    for line, end in zip(text, ends, strict=True):
        starts.append(starts[-1] + len(line + end))
    expected, moved = content, 0
    for (l1, c1, l2, c2), with_text in zip(spans, new, strict=True):
        written = with_text.replace("\n", next((e for e in ends if e), "\n"))
        begin, stop = starts[l1 - 1] + c1 - 1 + moved, starts[l2 - 1] + c2 - 1 + moved
        expected = expected[:begin] + written + expected[stop:]
        moved += len(written) - (stop - begin)
    mark = "\ufeff" if marked else ""
    edits = [edit(*span, with_text) for span, with_text in zip(spans, new, strict=True)]
    assert apply_edits((mark + content).encode(), reversed(edits)).decode() == mark + expected


@given(st.data())
def test_in_a_notebook_the_other_cells_and_everything_else_stay_byte_for_byte(data) -> None:
    text = data.draw(lines)
    spans = data.draw(cuts(text))
    new = data.draw(st.lists(st.sampled_from(["", "x", '"é\\', "a\nb"]), min_size=len(spans), max_size=len(spans)))
    source = "\n".join(text)
    as_list = data.draw(st.booleans()) and bool(source)
    parts = re.findall(r"[^\n]*\n|[^\n]+", source)
    cell = {
        "cell_type": "code",
        "outputs": [{"data": "𝜕 source"}],
        "source": parts if as_list else source,
        "metadata": {},
    }
    other = {"cell_type": "markdown", "source": ["# title"], "metadata": {"a": 1}}
    record = {"metadata": {"cells": [1]}, "cells": [other, cell, {"cell_type": "code", "source": "z = 1"}]}
    raw = json.dumps(record, indent=data.draw(st.sampled_from([None, 1, 4])), ensure_ascii=data.draw(st.booleans()))
    edits = [edit(*span, with_text, cell=1) for span, with_text in zip(spans, new, strict=True)]
    changed = json.loads(apply_edits(raw.encode(), edits))
    flat = [edit(*span, with_text) for span, with_text in zip(spans, new, strict=True)]
    wanted = apply_edits(source.encode(), flat).decode()
    assert "".join(changed["cells"][1]["source"]) == wanted
    record["cells"][1]["source"] = changed["cells"][1]["source"]
    assert changed == record
    if not edits:
        assert apply_edits(raw.encode(), edits) == raw.encode()


def test_the_lines_of_a_notebook_cell_stay_lines() -> None:
    raw = '{"cells": [\n {"cell_type": "code",\n  "source": [\n   "a = 1\\n",\n   "b = \\u00e9"\n  ]}]}\n'
    out = apply_edits(raw.encode(), [edit(2, 1, 2, 1, "c = 2\n", cell=1)]).decode()
    assert out == raw.replace('"b = ', '"c = 2\\n",\n   "b = ')
    assert json.loads(out)["cells"][0]["source"] == ["a = 1\n", "c = 2\n", "b = é"]
    assert apply_edits(out.encode(), [edit(2, 1, 3, 1, "", cell=1)]).decode() == raw


def test_a_tab_a_byte_order_mark_and_wide_characters_before_the_place() -> None:
    content = b"\xef\xbb\xbf\tgr\xc3\xb6\xc3\x9fe = \xf0\x9d\x9c\x95 * 2\r\nend"
    assert apply_edits(content, [edit(1, 14, 1, 15, "3")]) == content.replace(b"2", b"3")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (edit(1, 1, 1, 3, ""), edit(1, 3, 1, 4, ""), False),
        (edit(1, 1, 1, 3, ""), edit(1, 2, 1, 4, ""), True),
        (edit(1, 1, 2, 1, ""), edit(1, 5, 1, 5, ""), True),
        (edit(1, 1, 1, 1, ""), edit(1, 1, 1, 1, ""), True),  # in which order?
        (edit(1, 1, 1, 3, "", path="a.py"), edit(1, 1, 1, 3, ""), False),
        (edit(1, 1, 1, 3, "", cell=1), edit(1, 1, 1, 3, "", cell=2), False),
    ],
)
def test_overlap(first: Edit, second: Edit, expected: bool) -> None:
    assert overlap(first, second) is overlap(second, first) is expected
    if expected:
        with pytest.raises(InputError, match="overlap"):
            apply_edits(b"abcdef\nghijkl\n", [first, second])


@pytest.mark.parametrize("bad", [edit(3, 1, 3, 1, ""), edit(1, 5, 1, 6, ""), edit(1, 3, 1, 1, "")])
def test_a_span_outside_of_the_file_is_refused(bad: Edit) -> None:
    with pytest.raises(InputError):
        apply_edits(b"abc\nd", [bad])


def test_a_cell_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="code cell 2"):
        apply_edits(b'{"cells": [{"cell_type": "code", "source": []}]}', [edit(1, 1, 1, 1, "", cell=2)])


def test_edits_belong_to_their_files() -> None:
    one, two = edit(1, 1, 1, 1, "a"), edit(1, 1, 1, 1, "b", path="/lib.py")
    assert by_file(Path("/net.py"), [one, two]) == {Path("/net.py"): [one], Path("/lib.py"): [two]}


def git(folder: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess:
    base = ["git", "-C", str(folder), "-c", "user.name=t", "-c", "user.email=t@t", "-c", "core.autocrlf=false"]
    return subprocess.run([*base, *arguments], input=text.encode(), capture_output=True, timeout=60)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("net.py", b"a\nb\nc\n", b"a\nB\nc\n"),
        ("net.py", b"a\nb", b"a\nB"),
        ("net.py", b"a\nb", b"a\nb\n"),
        ("net.py", b"a\r\nb\r\n", b"a\r\nB\r\n"),
        ("my net.py", b"\xef\xbb\xbfa\n", b"\xef\xbb\xbf\xc3\xa9\n"),
        ('odd"name.py', b"a\x0cb\n", b"a\x0cc\n"),
        ("größe.py", b"x\n", b"y\n"),
    ],
)
def test_git_applies_the_diff(tmp_path: Path, name: str, before: bytes, after: bytes) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    assert git(tmp_path, "init").returncode == 0
    for folder in (tmp_path, inner):  # at the top, and in a folder below it
        (folder / name).write_bytes(before)
        applied = git(folder, "apply", "-", text=unified_diff(name, before, after))
        assert applied.returncode == 0, applied.stderr
        assert (folder / name).read_bytes() == after
    assert unified_diff(name, before, before) == ""


def test_what_is_written_and_what_is_kept(tmp_path: Path) -> None:
    script, link = tmp_path / "net.py", tmp_path / "link.py"
    script.write_bytes(b"old\n")
    script.chmod(0o755)
    link.symlink_to(script)
    assert write_fixed(link, b"old\n", b"new\n") == tmp_path / "net.py.bak"
    assert link.is_symlink()
    assert script.read_bytes() == b"new\n"
    assert (tmp_path / "net.py.bak").read_bytes() == b"old\n"
    assert stat.S_IMODE(script.stat().st_mode) == 0o755
    assert write_fixed(script, b"new\n", b"newer\n") == tmp_path / "net.py.bak2"
    assert (tmp_path / "net.py.bak").read_bytes() == b"old\n"
    with pytest.raises(InputError, match="has changed since"):
        write_fixed(script, b"old\n", b"x")
    assert script.read_bytes() == b"newer\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.py", "net.py", "net.py.bak", "net.py.bak2"]


def test_no_copy_of_what_git_has(tmp_path: Path) -> None:
    git(tmp_path, "init")
    script = tmp_path / "net.py"
    script.write_bytes(b"old\n")
    assert not clean_in_git(script)  # not tracked
    git(tmp_path, "add", "net.py")
    assert not clean_in_git(script)  # staged only
    git(tmp_path, "commit", "-m", "x")
    assert clean_in_git(script)
    assert write_fixed(script, b"old\n", b"new\n") is None
    assert not clean_in_git(script)
    assert [p.name for p in tmp_path.iterdir() if p.name != ".git"] == ["net.py"]


def test_names_are_those_of_the_folder_in_which_we_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path)
    assert shown_name(tmp_path / "a" / "net.py", tmp_path / "a") == "a/net.py"
    monkeypatch.chdir(tmp_path / "a")
    assert shown_name(tmp_path / "net.py", tmp_path) == "net.py"
