"""Edits by exact span: only the characters named change, every other byte of the file stays as it is.

Line ends, tabs, a byte order mark, a missing line end at the end, and in a notebook the outputs, the metadata and the
way in which the JSON is written: all of it is kept, because the file is never parsed and written anew.
"""

from __future__ import annotations

import bisect
import difflib
import hashlib
import itertools
import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from unstuck.doctor.findings import Edit, Span
from unstuck.errors import InputError

BOM = "\ufeff"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
_SPACE = re.compile(r"[ \t\r\n]*")
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\"\\]", re.DOTALL
)


def apply_edits(content: bytes, edits: Iterable[Edit]) -> bytes:
    """Replace the characters of each edit's span by its text.

    Parameters
    ----------
    content : bytes
        A file in UTF-8: a script, or a notebook if the spans name its cells.
    edits : iterable of Edit
        Edits of this one file, in any order. Line ends in their texts are written as the file writes its own.

    Returns
    -------
    bytes

    Raises
    ------
    InputError
        If two edits overlap, or a span lies outside of the file.
    """
    edits = sorted(edits, key=lambda e: _key(e.span))
    for before, after in itertools.pairwise(edits):
        if overlap(before, after):
            raise InputError(f"Two edits overlap on line {after.span.line}: {before.text!r} and {after.text!r}.")
    text = content.decode("utf-8")
    if any(edit.span.cell is not None for edit in edits):
        return _in_notebook(text, edits).encode("utf-8")
    mark, text = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    starts = _line_starts(text)
    line_end = _line_end(text)
    cuts = [(_offset(text, starts, e.span), e.text.replace("\n", line_end)) for e in edits]
    return (mark + _cut(text, cuts)).encode("utf-8")


def overlap(a: Edit, b: Edit) -> bool:
    """Say whether two edits touch the same characters, or insert at the same place."""
    first, second = sorted((a.span, b.span), key=_key)
    if (first.path, first.cell) != (second.path, second.cell):
        return False
    end = (first.end_line, first.end_column)
    begin = (second.line, second.column)
    return end > begin or (first.line, first.column) == begin


def _key(span: Span) -> tuple[str, int, int, int, int, int]:
    return span.path or "", span.cell or 0, span.line, span.column, span.end_line, span.end_column


def by_file(script: Path, edits: Iterable[Edit]) -> dict[Path, list[Edit]]:
    """Sort edits by the files that they belong to: the script, or a module of the user's."""
    out: dict[Path, list[Edit]] = defaultdict(list)
    for edit in edits:
        out[Path(edit.span.path) if edit.span.path else script].append(edit)
    return dict(out)


def moved_back(content: bytes, edits: Iterable[Edit], span: Span) -> Span | None:
    """Find what a place in an edited file was before the edits.

    Parameters
    ----------
    content : bytes
        The file before the edits.
    edits : iterable of Edit
        Those that were made in it.
    span : Span
        A place in what `apply_edits` gave.

    Returns
    -------
    Span or None
        In `content`; None if it lies in text that an edit wrote.
    """
    mine = [e for e in edits if (e.span.path, e.span.cell) == (span.path, span.cell)]
    before = _source_of(content, span.cell)
    after = _source_of(apply_edits(content, mine), span.cell)
    starts, line_end = _line_starts(before), _line_end(before)
    begin, end = _offset(after, _line_starts(after), span)
    moved = 0
    for edit in sorted(mine, key=lambda e: _key(e.span)):
        first, last = _offset(before, starts, edit.span)
        written = len(edit.text.replace("\n", line_end))
        if begin < first + moved + written and end > first + moved:
            return None
        if end <= first + moved:
            break
        moved += written - (last - first)
    places = []
    for offset in (begin - moved, end - moved):
        line = bisect.bisect_right(starts, offset)
        places.append((line, offset - starts[line - 1] + 1))
    (line, column), (end_line, end_column) = places
    return Span(line, column, end_line, end_column, span.path, span.cell)


def _source_of(content: bytes, cell: int | None) -> str:
    text = content.decode("utf-8")
    if cell is not None:
        return list(_code_cells(text))[cell - 1][0]
    return text.removeprefix(BOM)


def _cut(text: str, cuts: Sequence[tuple[tuple[int, int], str]]) -> str:
    out, done = [], 0
    for (begin, end), new in cuts:
        out += [text[done:begin], new]
        done = end
    return "".join([*out, text[done:]])


def _line_starts(text: str) -> list[int]:
    return [0, *(line.end() for line in _LINE.finditer(text) if line.group().endswith(("\r", "\n")))]


def _line_end(text: str) -> str:
    first = re.search(r"\r\n|\r|\n", text)
    return first.group() if first else "\n"


def _offset(text: str, starts: Sequence[int], span: Span) -> tuple[int, int]:
    """Turn the lines and columns of a span into offsets."""

    def at(line: int, column: int) -> int:
        if not 1 <= line <= len(starts):
            raise InputError(f"An edit is meant for line {line}, but there are {len(starts)} lines.")
        following = starts[line] if line < len(starts) else len(text)
        length = len(text[starts[line - 1] : following].rstrip("\r\n"))
        if not 1 <= column <= length + 1:
            raise InputError(f"An edit is meant for column {column} of line {line}, which has {length} characters.")
        return starts[line - 1] + column - 1

    begin, end = at(span.line, span.column), at(span.end_line, span.end_column)
    if end < begin:
        raise InputError(f"The span of an edit on line {span.line} ends before it begins.")
    return begin, end


# -- notebooks


def _in_notebook(text: str, edits: Sequence[Edit]) -> str:
    cells = list(_code_cells(text))
    ascii_only = text.isascii()
    cuts = []
    for edit in edits:
        if edit.span.cell is None or not 1 <= edit.span.cell <= len(cells):
            raise InputError(f"An edit is meant for code cell {edit.span.cell}, but there are {len(cells)} code cells.")
        source, places, between = cells[edit.span.cell - 1]
        begin, end = _offset(source, _line_starts(source), edit.span)
        new = json.dumps(edit.text.replace("\n", _line_end(source)), ensure_ascii=ascii_only)[1:-1]
        if between is not None:  # a list of lines: new lines become elements of it
            new = new.replace("\\n", f'\\n"{between}"')
        cuts.append(((places[begin], places[end]), new))
    return _cut(text, cuts)


def _code_cells(text: str) -> Iterator[tuple[str, list[int], str | None]]:
    """Find the source of each code cell in the JSON.

    Yields
    ------
    source : str
    places : list of int
        Where each character stands in the JSON; one more for the end.
    between : str or None
        What stands between two lines where the source is a list; None if it is one string.
    """
    decoder = json.JSONDecoder()
    for key, start, _ in _members(text, _skip(text, 0), decoder):
        if key != "cells":
            continue
        for cell, _ in _elements(text, start, decoder):
            parts = {name: (begin, end) for name, begin, end in _members(text, cell, decoder)}
            kind = decoder.raw_decode(text, parts["cell_type"][0])[0]
            if kind == "code":
                yield _source(text, parts["source"][0], decoder)


def _source(text: str, start: int, decoder: json.JSONDecoder) -> tuple[str, list[int], str | None]:
    if text[start] == '"':
        strings, between = [start], None
    else:
        elements = list(_elements(text, start, decoder))
        strings = [begin for begin, _ in elements]
        between = text[elements[0][1] : elements[1][0]] if len(elements) > 1 else ", "
    source, places, end = [], [], start + 1
    for begin in strings:
        end = begin + 1
        while text[end] != '"':
            found = _CHARACTER.match(text, end)
            assert found is not None
            source.append(json.loads(f'"{found.group()}"', strict=False))
            places.append(end)
            end = found.end()
    return "".join(source), [*places, end], between


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _members(text: str, at: int, decoder: json.JSONDecoder) -> Iterator[tuple[str, int, int]]:
    """List the members of the object that begins at a place: key, and where its value begins and ends."""
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, at = decoder.raw_decode(text, at)
        start = _skip(text, _skip(text, at) + 1)  # past the colon
        _, at = decoder.raw_decode(text, start)
        yield key, start, at
        at = _skip(text, at)
        at = _skip(text, at + 1) if text[at] == "," else at


def _elements(text: str, at: int, decoder: json.JSONDecoder) -> Iterator[tuple[int, int]]:
    """List the elements of the array that begins at a place: where each begins and ends."""
    at = _skip(text, at + 1)
    while text[at] != "]":
        _, end = decoder.raw_decode(text, at)
        yield at, end
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at


# -- what a person or git sees


def unified_diff(name: str, before: bytes, after: bytes) -> str:
    """Write the difference between two versions of a file as `git apply` takes it; nothing if there is none."""
    old, new = (re.findall(r"[^\n]*\n|[^\n]+", content.decode("utf-8")) for content in (before, after))
    diff = difflib.unified_diff(old, new, _quoted("a/" + name), _quoted("b/" + name))
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in diff)


def _quoted(name: str) -> str:
    """Write a file's name as git does: quoted if there are quotes in it, with a tab after it if there are spaces."""
    if re.search(r'["\\\x00-\x1f\x7f]', name):
        return json.dumps(name, ensure_ascii=False)
    return name + "\t" if " " in name else name


def shown_name(path: Path, beside: Path) -> str:
    """Name a file from the folder in which we are, or if it is not in it, from the script's folder."""
    for folder in (Path.cwd(), beside):
        try:
            return path.resolve().relative_to(folder.resolve()).as_posix()
        except ValueError:
            continue
    return path.name


# -- writing


def digest(content: bytes) -> str:
    """Give a number by which it is seen whether a file has changed."""
    return hashlib.sha256(content).hexdigest()


def clean_in_git(path: Path) -> bool:
    """Say whether git holds exactly this content of a file, so that it can be had back from there."""
    command = ["git", "-C", str(path.parent), "status", "--porcelain", "--ignored", "--", path.name]
    tracked = ["git", "-C", str(path.parent), "ls-files", "--error-unmatch", "--", path.name]
    try:
        runs = [
            subprocess.run(c, capture_output=True, timeout=20, stdin=subprocess.DEVNULL) for c in (tracked, command)
        ]
    except (OSError, subprocess.TimeoutExpired):
        return False
    return all(run.returncode == 0 for run in runs) and not runs[1].stdout.strip()


def write_fixed(path: Path, before: bytes, after: bytes) -> Path | None:
    """Write the repaired file in one step, with a copy of the old one beside it unless git has that.

    Parameters
    ----------
    before : bytes
        What the file is expected to hold: what was examined.

    Returns
    -------
    Path or None
        The copy, if one was made: `net.py.bak`, or with a number if there is one already.

    Raises
    ------
    InputError
        If the file has changed meanwhile, or cannot be written. Nothing is written then.
    """
    from unstuck.nn.files import write_atomically

    path = path.resolve()  # a link stays a link
    try:
        now, mode = path.read_bytes(), path.stat().st_mode
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror or error}.") from error
    if now != before:
        raise InputError(f"{path} has changed since it was examined; nothing was written. Check it again.")
    backup = None
    if not clean_in_git(path):
        backup = next(b for b in _backups(path) if not b.exists())
        write_atomically(backup, before)
        backup.chmod(mode & 0o777)
    write_atomically(path, after)
    path.chmod(mode & 0o777)
    return backup


def _backups(path: Path) -> Iterator[Path]:
    yield path.with_name(path.name + ".bak")
    number = 1
    while True:
        number += 1
        yield path.with_name(f"{path.name}.bak{number}")
