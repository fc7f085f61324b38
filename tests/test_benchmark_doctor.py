"""The benchmark of the doctor: its scripts learn, its operators do what they say, and its count can be wrong."""

from __future__ import annotations

import difflib
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "doctor"
sys.path.insert(0, str(BENCHMARK))

import mutate  # noqa: E402
import registry  # noqa: E402
import run  # noqa: E402
from behaviour import Behaviour, behaviour  # noqa: E402
from source import Edit, PlaceError, Site, Source  # noqa: E402

CORRECT = sorted((BENCHMARK / "scripts" / "correct").glob("*.py"))
HEALTHY = sorted((BENCHMARK / "scripts" / "healthy").glob("*.py"))
LITTLE = """import numpy as np
w = np.array([1.0, 2.0])
for step in range(3):
    error = w - 1
    w = w - 0.1 * error  # é
print(w)
"""


@pytest.fixture(scope="module")
def everything() -> list[tuple[Source, registry.Mutant]]:
    return list(mutate.all_mutants())


def run_of(stem: str, text: str | None = None) -> tuple[Source, Behaviour]:
    source = Source.read(BENCHMARK / "scripts" / "correct" / f"{stem}.py")
    return source, behaviour(text or source.text, source.path.parent, source.notes["score"])


# -- scripts


def test_there_are_enough_scripts_and_all_compile() -> None:
    assert len(CORRECT) >= 14
    assert len(HEALTHY) >= 22
    for path in CORRECT + HEALTHY:
        compile(path.read_text(), str(path), "exec")


@pytest.mark.parametrize("stem", ["neurons_in_dicts", "bpnn_loops", "house_prices", "globals_best", "tuples_returned"])
def test_a_correct_script_learns(stem: str) -> None:
    source, ran = run_of(stem)
    assert not ran.crash
    assert mutate.learnt(source, ran)


def test_not_learning_is_seen() -> None:
    """A script that stops after ten iterations has not learnt, by the same yardstick."""
    source, ran = run_of("bpnn_loops", (CORRECT[0].parent / "bpnn_loops.py").read_text().replace("=800", "=10"))
    assert not ran.crash
    assert not mutate.learnt(source, ran)


# -- places and edits


def test_every_place_of_the_annotations_is_in_the_script() -> None:
    for path in CORRECT:
        source = Source.read(path)
        for role, entries in source.notes.items():
            if isinstance(entries, list):
                assert source.sites(role)
                for entry in entries:
                    others = entry if isinstance(entry, dict) else {}
                    for place in [
                        *others.get("with", []),
                        *(others[k] for k in ("before", "loop", "after") if k in others),
                    ]:
                        source.find(place)
                    assert all(text in source.text for text in others.get("fair", []))


def test_every_role_is_one_that_an_operator_reads() -> None:
    known = {op.role for op in registry.OPERATORS.values()} | {"score", "reach", "at_most"}
    for path in CORRECT:
        assert set(Source.read(path).notes) <= known, path.stem


@pytest.mark.parametrize("place", ["«no such» text", "w", "«error = w» - 1"])
def test_a_place_that_is_missing_or_ambiguous_or_no_node_is_refused(place: str) -> None:
    with pytest.raises(PlaceError):
        Source(Path("little.py"), LITTLE).find(place)


def test_an_edit_leaves_the_rest_to_the_character() -> None:
    source = Source(Path("little.py"), LITTLE)
    text, lines = source.apply([source.drop_factor(source.find("«0.1» * error"))])
    assert text == LITTLE.replace("0.1 * error", "error")
    assert lines == (5,)
    after = source.insert_after(source.find("error = w - 1"), "print(error)")
    assert source.apply([after]) == (LITTLE.replace("w - 1\n", "w - 1\n    print(error)\n"), (5,))
    gone = source.delete(source.find("error = w - 1"))
    assert source.apply([gone])[0] == LITTLE.replace("    error = w - 1\n", "")


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        Source(Path("little.py"), LITTLE).apply([Edit(0, 6, "a"), Edit(4, 8, "b")])


# -- operators


def misplaced(source: Source, mutant: registry.Mutant) -> bool:
    """Say whether a mutant names a line that does not exist, or none of those that it changed, where it left any."""
    before, after = source.text.splitlines(), mutant.text.splitlines()
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    changed = {i + 1 for kind, *_, start, end in blocks if kind != "equal" for i in range(start, end)}
    exists = mutant.lines and all(1 <= line <= len(after) for line in mutant.lines)
    return not exists or bool(changed and not changed & set(mutant.lines))


def test_every_operator_makes_mutants_on_lines_that_it_changed(
    everything: list[tuple[Source, registry.Mutant]],
) -> None:
    assert [m.name for s, m in everything if misplaced(s, m)] == []
    assert {m.operator for _, m in everything} == set(registry.OPERATORS)


def test_no_mutant_is_there_twice(everything: list[tuple[Source, registry.Mutant]]) -> None:
    assert len({m.name for _, m in everything}) == len(everything)
    assert len({(m.script, m.text) for _, m in everything}) == len(everything)


def test_neighbouring_codes_are_few_and_have_a_reason() -> None:
    for op in registry.OPERATORS.values():
        assert all(len(reason) > 20 for reason in op.also.values())
    assert sum(bool(op.also) for op in registry.OPERATORS.values()) <= 0.15 * len(registry.OPERATORS)


def test_an_operator_that_names_the_wrong_line_is_caught(everything: list[tuple[Source, registry.Mutant]]) -> None:
    source, mutant = next((s, m) for s, m in everything if m.operator == "missing_derivative")
    assert misplaced(source, replace(mutant, lines=(1,)))
    assert misplaced(source, replace(mutant, lines=()))
    assert misplaced(source, replace(mutant, lines=(10_000,)))


def test_an_operator_that_breaks_the_syntax_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def unclosed(source: Source, site: Site) -> list[Edit]:
        return [source.replace(site.node, "(")]

    planted = registry.Operator("unclosed", "U503", "error", unclosed, True, {}, False, False)
    monkeypatch.setattr(registry, "OPERATORS", {"unclosed": planted})
    with pytest.raises(SyntaxError):
        list(registry.mutants(Source.read(CORRECT[0].parent / "house_prices.py")))


# -- what counts


def dropped(source: Source, original: Behaviour, mutant: registry.Mutant) -> str:
    return mutate.why_dropped(mutant, mutate.measure(source, original, mutant))


def test_a_mutant_that_changes_nothing_is_dropped() -> None:
    source, original = run_of("house_prices")
    text = source.text.replace("np.square(hidden)", "hidden ** 2")
    same = registry.Mutant("house_prices", "planted", 1, ("U507",), (46,), text, False)
    assert dropped(source, original, same) == "does the same as the original"
    fault = replace(same, text=source.text.replace("(1 - np.square(hidden))", "1"))
    assert dropped(source, original, fault) == ""
    crash = replace(same, text="raise SystemError('planted')")
    assert dropped(source, original, crash) == "crashes: SystemError: planted"


def test_a_harmless_dynamic_fault_is_dropped() -> None:
    source, original = run_of("house_prices")
    text = source.text.replace("rate = 0.05", "rate = 0.06")
    harmless = registry.Mutant("house_prices", "planted", 1, ("U602",), (37,), text, True)
    assert "still learns" in dropped(source, original, harmless)


def test_what_was_measured_is_current_and_enough(everything: list[tuple[Source, registry.Mutant]]) -> None:
    known = json.loads(mutate.MEASURED.read_text())
    stale = [m.name for _, m in everything if known.get(m.name, {}).get("digest") != m.digest]
    assert stale == [], "run python benchmarks/doctor/mutate.py"
    counted = [m for _, m in everything if not mutate.why_dropped(m, known[m.name])]
    assert len(counted) >= 400
    assert len({m.codes[0] for m in counted}) >= 45


# -- the count


def answer(line: int, code: str = "U507", certainty: str = "measured", consequence: str | None = None) -> run.Answer:
    case = run.Case("spoilt", Path("spoilt.py"), ("U507",), (12,))
    finding = {"code": code, "certainty": certainty, "line": line, "consequence_of": consequence, "message": ""}
    return run.Answer(case, "faulty", [finding])


@pytest.mark.parametrize(
    ("given", "found", "right_code", "right_line"),
    [
        (answer(12), True, True, True),
        (answer(13), True, True, False),
        (answer(12, "U508"), True, False, True),
        (answer(12, certainty="suspected"), False, False, False),
        (answer(12, "U508", consequence="U301"), True, False, False),
        (replace(answer(12), findings=[]), False, False, False),
    ],
)
def test_an_answer_is_judged(given: run.Answer, found: bool, right_code: bool, right_line: bool) -> None:
    assert (given.found, given.right_code, given.right_line) == (found, right_code, right_line)


def test_the_table_counts_misses_and_false_alarms() -> None:
    sound = replace(answer(12), case=run.Case("correct--a", Path("a.py")))
    text = run.table([answer(12), answer(13)], [sound])
    assert "U507         2      100     100      50" in text
    assert "false alarms (proved or measured): 1" in text
    assert [m["case"]["name"] for m in run.misses([answer(12), answer(13)], [sound], None)] == ["spoilt", "correct--a"]


def test_a_changed_folder_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    before = run.folder_digest(tmp_path)
    assert run.folder_digest(tmp_path) == before
    (tmp_path / "b.txt").write_text("")
    assert run.folder_digest(tmp_path) != before
