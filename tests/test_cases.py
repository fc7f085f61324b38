"""The real cases: every script has its facts, the facts name lines and codes that exist, a repair changes something."""

import importlib
import json
import re
from pathlib import Path

import pytest

CASES = Path(__file__).parents[1] / "benchmarks" / "doctor" / "cases"
FACTS = sorted(CASES.glob("*/*.json"))
NAMES = [f"{path.parent.name}/{path.stem}" for path in FACTS]

# The codes of the catalogue, family by family: the number of the last one in each.
LAST = {1: 9, 2: 5, 3: 8, 4: 3, 5: 18, 6: 11, 7: 7, 8: 8}
CODES = {f"U{family}{number:02d}" for family, last in LAST.items() for number in range(1, last + 1)}

each_case = pytest.mark.parametrize("path", FACTS, ids=NAMES)


def problems(path: Path) -> list[str]:
    """What is inconsistent in one case; empty when nothing is."""
    facts = json.loads(path.read_text(encoding="utf-8"))
    found = [f"no {key}" for key in ("source", "title", "symptom", "score") if not facts.get(key)]
    if facts.get("better") not in ("higher", "lower"):
        found.append("better is neither higher nor lower")
    script = path.with_suffix(".py").read_text(encoding="utf-8")
    compile(script, str(path), "exec")
    lines = script.splitlines()
    for fault in facts["faults"]:
        codes = [fault["code"], *fault["also"]]
        found += [f"{code} is not in the catalogue" for code in codes if code not in CODES]
        if len(set(codes)) != len(codes):
            found.append(f"{fault['code']} is named twice")
        for line in [fault["line"], *fault.get("also_lines", [])]:
            if not 1 <= line <= len(lines) or not lines[line - 1].strip() or lines[line - 1].lstrip().startswith("#"):
                found.append(f"line {line} holds no code")
        if not fault["what"]:
            found.append(f"{fault['code']} is not explained")
    found += [f"{code} is not in the catalogue" for code in facts.get("tolerated", []) if code not in CODES]
    repaired = path.with_name(f"{path.stem}.repaired.py")
    if bool(facts["faults"]) != repaired.exists() or facts.get("repaired", repaired.name) != repaired.name:
        found.append("a repaired script goes with faults, and only with them")
    elif repaired.exists():
        text = repaired.read_text(encoding="utf-8")
        compile(text, str(repaired), "exec")
        if text == script:
            found.append("the repair changes nothing")
    return found


@each_case
def test_case_is_consistent(path: Path) -> None:
    assert problems(path) == []


def test_every_script_has_its_facts() -> None:
    scripts = {path for path in CASES.glob("*/*.py") if not path.stem.endswith(".repaired")}
    assert scripts == {path.with_suffix(".py") for path in FACTS}


def test_halves_are_even() -> None:
    halves = [path.parent.name for path in FACTS]
    assert set(halves) == {"open", "sealed", "more"}
    assert abs(halves.count("open") - halves.count("sealed")) <= 2
    assert len({path.stem for path in FACTS}) == len(FACTS)


@each_case
def test_scripts_do_not_tell(path: Path) -> None:
    """No comment or string of a script gives the answer away; that the author of a sound one worries is no answer."""
    if not json.loads(path.read_text(encoding="utf-8"))["faults"]:
        return
    text = path.with_suffix(".py").read_text(encoding="utf-8").lower()
    assert not re.search(r"\b(bug|fault|faulty|wrong|mistake|should be|fixme|repaired|u[1-8]\d\d)\b", text)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda facts: facts["faults"][0].update(line=10_000), "line 10000 holds no code"),
        (lambda facts: facts["faults"][0].update(code="U519"), "U519 is not in the catalogue"),
        (lambda facts: facts.update(source=""), "no source"),
        (lambda facts: facts.update(faults=[]), "a repaired script goes with faults, and only with them"),
    ],
)
def test_a_planted_problem_is_found(tmp_path: Path, change, problem: str) -> None:
    path = next(path for path in FACTS if path.with_name(f"{path.stem}.repaired.py").exists())
    for file in path.parent.glob(f"{path.stem}.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    facts = json.loads(path.read_text(encoding="utf-8"))
    change(facts)
    (tmp_path / path.name).write_text(json.dumps(facts), encoding="utf-8")
    assert problem in problems(tmp_path / path.name)


def test_score_counts_lines_codes_and_alarms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(CASES)
    score = importlib.import_module("score").score

    def finding(code: str, line: int, certainty: str = "measured", consequence_of: str | None = None) -> dict:
        return {"code": code, "line": line, "certainty": certainty, "consequence_of": consequence_of}

    faults = [
        {"code": "U507", "also": ["U512"], "line": 4},
        {"code": "U601", "also": [], "line": 9, "also_lines": [10]},
    ]
    found = [finding("U512", 4), finding("U503", 10), finding("U801", 2), finding("U707", 30)]
    quiet = [finding("U803", 2, "suspected"), finding("U805", 3, consequence_of="U801")]
    script = {"verdict": "faulty", "findings": found + quiet}
    one = score("case", {"faults": faults, "tolerated": ["U707"]}, script)
    assert (one.lines, one.codes, one.faults) == (2, 1, 2)
    assert one.alarms == ("U801 on line 2",)
    nothing = score("case", {"faults": faults}, {"verdict": "inconclusive", "findings": []})
    assert (nothing.understood, nothing.lines, nothing.codes, nothing.alarms) == (False, 0, 0, ())


@pytest.mark.parametrize(("better", "good"), [("higher", True), ("lower", False)])
def test_a_repair_that_makes_it_worse_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, better: str, good: bool
) -> None:
    monkeypatch.syspath_prepend(CASES)
    facts = {"faults": [{}], "repaired": "case.repaired.py", "score": "float(printed[-1]) + x", "better": better}
    (tmp_path / "case.json").write_text(json.dumps(facts), encoding="utf-8")
    (tmp_path / "case.py").write_text(
        "import numpy as np\nnp.random.seed(3)\nx = np.random.rand()\nprint(1)\n", encoding="utf-8"
    )
    (tmp_path / "case.repaired.py").write_text("x = 2\nprint(3)\n", encoding="utf-8")
    assert importlib.import_module("prove").prove(tmp_path / "case.json", seeds=2)[0] is good


def test_scripts_are_spoilt_in_one_place_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(CASES)
    text = "e = 2\ne -= rate * error\ngradient = (p - y) / n @ w.T  # é\n"
    spoilt = list(importlib.import_module("spoil").mutations(text))
    assert {(each.kind, each.line, each.after) for each in spoilt} == {
        ("sign of an update", 2, "e += rate * error"),
        ("no update", 2, "pass"),
        ("not divided", 3, "gradient = (p - y) @ w.T  # é"),
        ("the wrong way round", 3, "gradient = (((y) - (p))) / n @ w.T  # é"),
        ("not transposed", 3, "gradient = (p - y) / n @ w  # é"),
    }
    assert all(each.text.count("\n") == 3 for each in spoilt)
