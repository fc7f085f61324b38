"""The contract of the faults: each one's page, and its scripts examined with all faults switched on.

What a fault promises is in its own file (`unstuck/doctor/faults`); what is asked of it is here, once for all:

1. the page has all headings, in order, none empty;
2. at least one broken script and two healthy ones;
3. in a broken script exactly the marked lines are found, under the marked codes;
4. nothing is found in a healthy script, not even suspected;
5. every finding rests on a measured number;
6. if its file has a `repair`, one of its broken scripts at least is repaired by it: then nothing is found in it, all
   gradients agree, and a second repair changes nothing. (That a repaired script learns is for the proof to say.)

A mark is a comment on the faulty line: `# ! U301` for what must be measured, `# ? U103` for what can only be suspected.
"""

from __future__ import annotations

import ast
import random
import re
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from unstuck.doctor import cure
from unstuck.doctor import diagnose as diagnosis
from unstuck.doctor.case import found
from unstuck.doctor.cure import Cure, Repaired
from unstuck.doctor.examination import examine_script
from unstuck.doctor.faults import Fault, catalogue
from unstuck.doctor.findings import Edit, Finding, Fix, ScriptReport, Span
from unstuck.doctor.options import Options
from unstuck.doctor.visit import Visits

HEADINGS = ("What happens", "Why it stops learning", "How we know", "The repair", "When this is fine")
MARK = re.compile(r"#\s*([!?])\s*(U\d{3}(?:\s*,\s*U\d{3})*)\s*$")
SECONDS = 20.0  # for the traced run of one script; they need a few tenths

Place = tuple[int, str]  # line and code


@pytest.fixture
def no_global_randomness() -> None:
    """Let the scripts draw as their authors do, from NumPy's global generator too."""


# -- the contract


def page_faults(fault: Fault) -> list[str]:
    """Point 1: say what is wrong with a page."""
    sections = re.split(r"^## (.+)$", fault.page, flags=re.MULTILINE)
    names, texts = tuple(sections[1::2]), sections[2::2]
    wrong = [] if fault.title and not fault.title.endswith(".") else ["the first line is no title"]
    if names != HEADINGS:
        wrong.append(f"the headings are {', '.join(names) or 'missing'}; expected {', '.join(HEADINGS)}")
    return wrong + [
        f"nothing stands under {name!r}" for name, text in zip(names, texts, strict=True) if not text.strip()
    ]


def number_faults(fault: Fault) -> list[str]:
    """Point 2: say which scripts are missing."""
    broken, healthy = scripts(fault, "BROKEN"), scripts(fault, "HEALTHY")
    wrong = [] if broken else ["no broken script"]
    if len(healthy) < 2:
        wrong.append(f"{len(healthy)} healthy scripts; expected two, a near miss among them")
    return wrong + [f"broken script {i} has no mark" for i, text in enumerate(broken) if not marks(text)]


def broken_faults(fault: Fault, script: str) -> list[str]:
    """Points 3 and 5: say how the findings in a broken script differ from its marks."""
    report = examined(script)
    measured = [f for f in report.findings if f.certainty != "suspected" and f.consequence_of is None]
    wrong = _differences("measured", marks(script, "!"), places(measured))
    own = [f for f in report.findings if f.certainty == "suspected" and f.code == fault.code]
    wrong += _differences("suspected", marks(script, "?"), places(own))
    if not any(code == fault.code for _, code in marks(script)):
        wrong.append(f"no line is marked {fault.code}")
    wrong += [f"{f.code} rests on no measured number" for f in report.findings if not measured_numbers(f)]
    return wrong + _trouble(report)


def healthy_faults(script: str) -> list[str]:
    """Point 4: say what was found in a healthy script."""
    report = examined(script)
    wrong = [f"line {f.span.line}: {f.code} {f.certainty}: {f.message}" for f in report.findings]
    return wrong + _trouble(report)


def repair_faults(fault: Fault, parse: Callable[[str], Any] = ast.parse) -> list[str]:
    """Point 6: say what is wrong with the repairs of a fault's broken scripts."""
    wrong = []
    for script in scripts(fault, "BROKEN"):
        result, text = repaired(script)
        if not result.chosen:
            wrong.append("no repair helps")
        elif not result.clean:
            wrong.append(f"after the repair: {result.report.message}")
        elif fault.code not in {finding.code for finding, _ in result.chosen}:
            wrong.append("it is repaired by another fault")
        else:
            parse(text)
            again, same = repaired(text)
            return [] if not again.chosen and same == text else ["a second repair changes something"]
    return wrong


def repaired(script: str) -> tuple[Repaired, str]:
    """Repair a script, examining it in this process; the text that comes out."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "network.py"
        path.write_text(script)
        patch.setattr(cure, "check", lambda path, options, replaced, visits: examined(replaced[path].decode(), options))
        patch.setattr(cure, "TOGETHER", 1)
        result = Cure(path, Options(), time.monotonic() + 4 * SECONDS, lambda said: None, Visits(path)).search(
            examined(script)
        )
        return result, result.files.get(path, script.encode()).decode()


def scripts(fault: Fault, which: str) -> tuple[str, ...]:
    return getattr(fault.module, which, ())


def marks(script: str, kind: str = "!?") -> list[Place]:
    """List the places where a script says that something is to be found."""
    found = []
    for number, line in enumerate(script.splitlines(), 1):
        mark = MARK.search(line)
        if mark and mark[1] in kind:
            found += [(number, code.strip()) for code in mark[2].split(",")]
    return found


def places(findings: list[Finding]) -> list[Place]:
    return [(f.span.line, f.code) for f in findings]


def measured_numbers(finding: Finding) -> bool:
    return any(re.search(r"\d", evidence.value) for evidence in finding.evidence)


def _differences(certainty: str, marked: list[Place], seen: list[Place]) -> list[str]:
    missing, extra = sorted(set(marked) - set(seen)), sorted(set(seen) - set(marked))
    return [f"line {line}: {code} not {certainty}" for line, code in missing] + [
        f"line {line}: {code} {certainty}, without a mark" for line, code in extra
    ]


def _trouble(report: ScriptReport) -> list[str]:
    return [report.message] if report.verdict in ("crashed", "inconclusive") else []


def examined(script: str, options: Options | None = None) -> ScriptReport:
    """Examine a script in this process, as it stands, with nothing kept of what it did to the random numbers."""
    state, numpy_state = random.getstate(), np.random.get_state()  # noqa: NPY002
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "network.py"
        path.write_text(script)
        try:
            return examine_script(path, options or Options(), SECONDS)
        finally:
            random.setstate(state)
            np.random.set_state(numpy_state)  # noqa: NPY002


# -- the faults under it

FAULTS = catalogue()


def each(which: str) -> list[Any]:
    return [pytest.param(f, s, id=f"{f.code}-{i}") for f in FAULTS for i, s in enumerate(scripts(f, which))]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_the_page_is_complete(fault: Fault) -> None:
    assert page_faults(fault) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_there_are_enough_scripts(fault: Fault) -> None:
    assert number_faults(fault) == []


@pytest.mark.parametrize(("fault", "script"), each("BROKEN"))
def test_exactly_the_marked_lines_are_found(fault: Fault, script: str, capsys: Any) -> None:
    assert broken_faults(fault, script) == []


@pytest.mark.parametrize(("fault", "script"), each("HEALTHY"))
def test_nothing_is_found_in_a_healthy_script(fault: Fault, script: str, capsys: Any) -> None:
    assert healthy_faults(script) == []


@pytest.mark.parametrize("fault", [f for f in FAULTS if hasattr(f.module, "repair")], ids=lambda fault: fault.code)
def test_a_broken_script_is_repaired(fault: Fault, capsys: Any) -> None:
    assert repair_faults(fault) == []


# -- the contract itself: bad faults, planted

PAGE = "".join(f"## {heading}\n\nText.\n\n" for heading in HEADINGS)
HEALTHY_SCRIPT = """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(40, 3))
y = X @ np.array([[1.0], [-2.0], [0.5]]) + 0.3
w = np.zeros((3, 1))
b = np.zeros((1, 1))
for epoch in range(200):
    e = X @ w + b - y
    w -= 0.1 * X.T @ e / len(X)
    b -= 0.1 * e.mean(axis=0, keepdims=True)
print(np.mean(e**2))
"""
BROKEN_SCRIPT = HEALTHY_SCRIPT.replace("w -= 0.1", "w += 0.1").replace("/ len(X)", "/ len(X)  # ! U601")


def planted(monkeypatch: pytest.MonkeyPatch, **parts: Any) -> Fault:
    """Add a fault to the catalogue that the diagnosis uses."""
    module = ModuleType("unstuck.doctor.faults.u999_planted")
    vars(module).update(parts)
    fault = Fault("U999", "planted", "A planted fault", parts.get("page", PAGE), module)
    monkeypatch.setattr(diagnosis, "catalogue", cache(lambda: (*catalogue(), fault)))
    return fault


def finding_on(line: int, *evidence: tuple[str, str, str]) -> Finding:
    return found(".u999_planted", Span(line, 1, line, 2), "Wrong.", "Because.", *evidence)


def test_the_scripts_for_planting_are_what_they_claim(capsys: Any) -> None:
    assert healthy_faults(HEALTHY_SCRIPT) == []
    assert broken_faults(next(f for f in catalogue() if f.code == "U601"), BROKEN_SCRIPT) == []


def test_a_fault_that_fires_on_healthy_code_is_caught(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    planted(monkeypatch, diagnose=lambda case: [finding_on(3, ("length", "1", "2"))])
    assert healthy_faults(HEALTHY_SCRIPT) == ["line 3: U999 measured: Wrong."]


def test_a_fault_that_names_another_line_is_caught(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    script = HEALTHY_SCRIPT.replace("0.1 * X.T", "0.1*X.T").replace("/ len(X)", "/ len(X)  # ! U999")
    line = marks(script)[0][0]
    fault = planted(monkeypatch, diagnose=lambda case: [finding_on(line + 1, ("length", "1", "2"))])
    assert broken_faults(fault, script) == [
        f"line {line}: U999 not measured",
        f"line {line + 1}: U999 measured, without a mark",
    ]


def test_a_fault_that_finds_nothing_is_caught(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    fault = planted(monkeypatch, diagnose=lambda case: [])
    wrong = broken_faults(fault, BROKEN_SCRIPT.replace("U601", "U601, U999"))
    assert [w.partition(": ")[2] for w in wrong] == ["U999 not measured"]


def test_a_fault_that_speaks_on_anothers_script_is_caught(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    planted(monkeypatch, diagnose=lambda case: [finding_on(2, ("length", "1", "2"))])
    other = next(f for f in catalogue() if f.code == "U601")
    assert broken_faults(other, BROKEN_SCRIPT) == ["line 2: U999 measured, without a mark"]


def test_a_fault_without_a_number_is_caught(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    script = HEALTHY_SCRIPT.replace("/ len(X)", "/ len(X)  # ! U999")
    line = marks(script)[0][0]
    fault = planted(monkeypatch, diagnose=lambda case: [finding_on(line, ("size", "far too long", "1"))])
    assert broken_faults(fault, script) == ["U999 rests on no measured number"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("w -= -0.1", "no repair helps"),
        ("b -= 0.1", "no repair helps"),
        ("w -= 0.1", ""),
    ],
)
def test_a_repair_that_does_not_help_is_caught(
    monkeypatch: pytest.MonkeyPatch, text: str, wrong: str, capsys: Any
) -> None:
    fault = next(f for f in catalogue() if f.code == "U601")

    def repair(case: Any, found: Finding) -> Iterator[Fix]:
        line = BROKEN_SCRIPT.splitlines()[found.span.line - 1]
        column = line.index("w += 0.1") + 1
        yield Fix("Planted", "safe", (Edit(Span(found.span.line, column, found.span.line, column + 8), text),))

    monkeypatch.setattr(fault.module, "repair", repair)
    monkeypatch.setattr(fault.module, "BROKEN", (BROKEN_SCRIPT,))
    assert repair_faults(fault) == ([wrong] if wrong else [])


def test_a_suspicion_does_not_pass_for_a_measurement(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    script = HEALTHY_SCRIPT.replace("/ len(X)", "/ len(X)  # ! U999")
    line = marks(script)[0][0]
    finding = found(
        ".u999_planted", Span(line, 1, line, 2), "Wrong.", "Why.", ("size", "2", "1"), certainty="suspected"
    )
    fault = planted(monkeypatch, diagnose=lambda case: [finding])
    assert broken_faults(fault, script) == [
        f"line {line}: U999 not measured",
        f"line {line}: U999 suspected, without a mark",
    ]
    assert broken_faults(fault, script.replace("# !", "# ?")) == []


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_page_without_a_heading_is_caught(heading: str) -> None:
    module = ModuleType("u999_planted")
    without = PAGE.replace(f"## {heading}\n\nText.\n\n", "")
    assert page_faults(Fault("U999", "planted", "A planted fault", without, module)) != []
    empty = PAGE.replace(f"## {heading}\n\nText.\n\n", f"## {heading}\n\n")
    assert page_faults(Fault("U999", "planted", "A planted fault", empty, module)) == [
        f"nothing stands under {heading!r}"
    ]
    assert page_faults(Fault("U999", "planted", "A planted fault", PAGE, module)) == []


def test_missing_scripts_and_marks_are_caught() -> None:
    module = ModuleType("u999_planted")
    fault = Fault("U999", "planted", "A planted fault", PAGE, module)
    assert len(number_faults(fault)) == 2
    vars(module).update(BROKEN=(HEALTHY_SCRIPT,), HEALTHY=(HEALTHY_SCRIPT, HEALTHY_SCRIPT))
    assert number_faults(fault) == ["broken script 0 has no mark"]


def test_a_script_that_does_not_run_is_caught(capsys: Any) -> None:
    assert healthy_faults(HEALTHY_SCRIPT.replace("len(X)", "len(Z)")) != []


def test_marks_are_read_from_the_end_of_a_line() -> None:
    text = "a = 1  # ! U301\nb = 2  # ! U501, U502\nc = 3  # ? U103\nd = '# ! U999'\ne = 5"
    assert marks(text, "!") == [(1, "U301"), (2, "U501"), (2, "U502")]
    assert marks(text, "?") == [(3, "U103")]
