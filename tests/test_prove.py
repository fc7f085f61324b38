"""The proof: what counts as better, on which seeds, and what is written to files afterwards."""

from __future__ import annotations

import dataclasses
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from unstuck.doctor.check import check
from unstuck.doctor.cure import cure
from unstuck.doctor.edits import digest
from unstuck.doctor.findings import Edit, Finding, Fix, Measurements, Proof, Report, ScriptReport, Span
from unstuck.doctor.fixing import apply_fixes, not_applied, why_not
from unstuck.doctor.options import Options
from unstuck.doctor.prove import Trial, Trials, judge, prove
from unstuck.doctor.trial import FAR, move_seeds
from unstuck.doctor.visit import Visits
from unstuck.errors import InputError
from unstuck.report import render
from unstuck.report.json import as_record, read_schema

SCRIPT = """import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(60, 3))
y = X @ np.array([[1.0], [-2.0], [0.5]]) + 0.3
w = np.zeros((3, 1))
b = np.zeros((1, 1))
for epoch in range(100):
    e = X @ w + b - y
    w -= 0.1 * X.T @ e / len(X)
    b -= 0.1 * e.mean(axis=0, keepdims=True)
"""
SPOILT = SCRIPT.replace("w -=", "w +=")


def trial(*scores: float, yardstick: str = "accuracy", constant: float = 0.5, **more) -> Trial:
    """A run of ten updates a part; the loss is the score's opposite."""
    n = len(scores)
    return Trial(
        **{
            "problem": "",
            "loss_name": "l",
            "yardstick": yardstick,
            "steps": tuple(10 * (i + 1) for i in range(n)),
            "loss": tuple(1 - s for s in scores),
            "score": scores,
            "rows": (1.0,) * n,
            "constant_score": constant,
            "updates": 10 * n,
            "finished": True,
            **more,
        }
    )


BAD, GOOD = trial(0.5, 0.5), trial(0.6, 0.9)


@pytest.mark.parametrize(
    ("before", "after", "agreed", "proved"),
    [
        ([BAD] * 3, [GOOD] * 3, (False, True), True),
        ([BAD] * 3, [GOOD] * 3, (True, True), True),
        ([BAD] * 3, [GOOD] * 3, (False, False), False),  # the gradient is still wrong
        ([BAD, BAD, trial(0.9, 0.95)], [GOOD] * 3, (False, True), False),  # worse on one seed
        ([BAD] * 3, [trial(0.6, 0.7)] * 3, (False, True), True),
        ([BAD] * 3, [trial(0.6, 0.7)] * 3, (True, True), False),  # a little better, as with any other learning rate
        ([BAD, BAD, trial(0.9, 0.9)], [GOOD] * 3, (True, True), False),  # no better on one seed
        ([GOOD] * 3, [GOOD] * 3, (False, True), True),  # learned with the fault, the gradient is right now
        ([GOOD] * 3, [GOOD] * 3, (True, True), False),
        ([BAD] * 3, [BAD] * 3, (False, True), False),  # as bad as before
        ([Trial("it crashed")] * 3, [GOOD] * 3, (False, True), True),
        ([trial(0.5, float("nan"))] * 3, [GOOD] * 3, (False, True), True),
        ([GOOD] * 3, [trial(0.9, float("nan"))] * 3, (False, True), False),
    ],
)
def test_what_is_proved(before: list[Trial], after: list[Trial], agreed: tuple[bool, bool], proved: bool) -> None:
    proof = judge(before, after, agreed)
    assert proof.proved is proved
    assert proof.message.startswith("Not proved") is not proved
    assert proof.before.gradient_agrees is agreed[0]


def test_errors_are_better_when_they_are_smaller() -> None:
    large, small = (trial(s, s, yardstick="error", constant=1.0) for s in (0.8, 0.1))
    assert judge([large] * 3, [small] * 3, (False, True)).proved
    assert not judge([small] * 3, [large] * 3, (False, True)).proved
    assert "squared error 0.8 before, 0.1 after" in judge([large] * 3, [small] * 3, (False, True)).message


def test_runs_of_different_length_are_compared_over_the_same_updates() -> None:
    short = trial(0.6, finished=False)
    proof = judge([trial(0.5, 0.99)] * 3, [short] * 3, (False, True))
    assert proof.proved
    assert proof.before.score == (0.5, 0.5, 0.5)
    assert "cut after 10 updates" in proof.message


def test_runs_that_are_the_same_are_called_so() -> None:
    assert "draws no random numbers" in judge([BAD] * 3, [GOOD] * 3, (False, True)).message
    other = [GOOD, trial(0.6, 0.91), GOOD]
    assert "draws no random numbers" not in judge([BAD] * 3, other, (False, True)).message


DRAWS = """
import random, sys
import numpy as np
from unstuck.doctor.trial import move_seeds
move_seeds(int(sys.argv[1]))
np.random.seed(seed=5); random.seed(a=5)
old = np.random.RandomState(seed=5)
values = [np.random.rand(), np.random.default_rng(seed=5).random(), np.random.default_rng().random()]
values += [random.random(), old.rand()]
assert isinstance(np.random.mtrand._rand, np.random.RandomState) and isinstance(old, np.random.RandomState)
print(values)
"""


def test_seeds_are_moved_and_the_first_run_has_the_scripts_own() -> None:
    drawn = []
    for number in ("0", "1", "1", "2"):
        done = subprocess.run([sys.executable, "-c", DRAWS, number], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        drawn.append(json.loads(done.stdout))
    old = np.random.RandomState(5)
    plain = random.Random(5)
    modern = [np.random.default_rng(seed).random() for seed in (5, 0)]
    assert drawn[0] == [old.rand(), *modern, plain.random(), np.random.RandomState(5).rand()]
    assert drawn[1] == drawn[2]
    for mine, others in zip(drawn[0], zip(drawn[1], drawn[3], strict=True), strict=True):
        assert len({mine, *others}) == 3
    assert drawn[1][1] == np.random.default_rng(5 + FAR).random()
    assert callable(move_seeds)


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ScriptReport]:
    """The spoilt script, and what is said of it in the end."""
    script = tmp_path_factory.mktemp("proof") / "network.py"
    script.write_text(SPOILT)
    options = Options()
    said: list[str] = []
    report = cure(script, check(script, options=options), options, time.monotonic() + 120, said.append)
    assert any("run 6" in text for text in said)
    return script, report


def test_a_repair_is_proved_by_training(proved: tuple[Path, ScriptReport]) -> None:
    script, report = proved
    assert script.read_text() == SPOILT
    assert [(f.code, f.certainty) for f in report.findings] == [("U601", "proved")]
    assert report.proof is not None
    assert report.proof.yardstick == "error"
    for before, after in zip(report.proof.before.score, report.proof.after.score, strict=True):
        assert before is None or before > 100
        assert after is not None
        assert after < 0.05
    assert (report.proof.before.gradient_agrees, report.proof.after.gradient_agrees) == (False, True)
    assert "-    w += 0.1" in report.diff
    assert "+    w -= 0.1" in report.diff
    assert len(set(report.proof.after.score)) == 3  # other seeds, other data


def test_the_report_shows_the_proof_in_every_format(proved: tuple[Path, ScriptReport]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    report = Report(1.0, (proved[1],))
    record = as_record(report)
    jsonschema.validate(record, read_schema())
    entry = record["scripts"][0]
    assert entry["proof"]["seeds"] == [0, 1, 2]
    assert entry["findings"][0]["fix"]["safety"] == "safe"
    assert ScriptReport.from_json(json.loads(json.dumps(proved[1].as_json()))) == proved[1]
    text = render(report, "full")
    assert "It learns better on each of three seeds" in text
    assert "+    w -= 0.1" in text
    assert render(report, "diff") == proved[1].diff


def test_a_repair_is_written_once(proved: tuple[Path, ScriptReport]) -> None:
    script, report = proved
    try:
        fixed = apply_fixes(report)
        assert [(f.path, f.repairs) for f in fixed] == [(script, 1)]
        assert script.read_text() == SCRIPT
        assert fixed[0].backup is not None
        assert fixed[0].backup.read_text() == SPOILT
        with pytest.raises(InputError, match="has changed since"):
            apply_fixes(report)
    finally:
        script.write_text(SPOILT)


def test_a_patch_that_makes_it_worse_is_not_proved(tmp_path: Path) -> None:
    script = tmp_path / "network.py"
    script.write_text(SCRIPT)
    trials = Trials(Visits(script), Options(), time.monotonic() + 100, 2)
    proof = prove(trials, {script: SPOILT.encode()}, agreed=(True, True))  # even if the gradients were said to agree
    assert proof is not None
    assert not proof.proved


def test_a_script_that_cannot_be_trained_gets_no_proof(tmp_path: Path) -> None:
    script = tmp_path / "network.py"
    script.write_text("print('hello')\n")
    trials = Trials(Visits(script), Options(), time.monotonic() + 100, 2)
    assert prove(trials, {script: b"print('hello')\n"}, agreed=(True, True)) is None
    assert prove(Trials(Visits(script), Options(), time.monotonic(), 2), {}, agreed=(True, True)) is None


SCALED = """import numpy as np

rng = np.random.default_rng(3)
X = {scale} * rng.normal(size=(60, 3))
y = X @ np.array([[1.0], [-2.0], [0.5]]) / {scale}
w = np.zeros((3, 1)) + 0.01 / {scale}
for epoch in range(100):
    e = X @ w - y
    w -= {rate} * X.T @ e / len(X)
"""


def test_what_shorter_steps_do_as_well_is_not_proved(tmp_path: Path) -> None:
    """Inputs ten times as large make steps a hundred times too long; a rate of a hundredth is as good as scaling."""
    script = tmp_path / "network.py"
    script.write_text(SCALED.format(scale=10, rate=0.1))
    scaled = {script: SCALED.format(scale=1, rate=0.1).encode()}
    trials = Trials(Visits(script), Options(), time.monotonic() + 100, 2)
    proof = prove(trials, scaled, agreed=(True, True))
    assert proof is not None
    assert not proof.proved
    assert "steps of 0.01 times the length alone do as well" in proof.message
    meant = prove(trials, scaled, agreed=(True, True), shorter=False)
    assert meant is not None
    assert meant.proved


# -- which repairs are written


def planned(folder: Path, *fixes: tuple[str, str, Edit]) -> ScriptReport:
    script = folder / "net.py"
    script.write_text("a = 1\nb = 2\nc = 3\n")
    findings = tuple(
        Finding("U601", "update-sign", certainty, edit.span, "", "", (), fix=Fix("", safety, (edit,)))  # type: ignore[arg-type]
        for certainty, safety, edit in fixes
    )
    none = Measurements((1.0,) * 3, (1.0,) * 3, True)
    proof = Proof((0, 1, 2), "accuracy", none, none, True, "")
    digests = {str(script): digest(script.read_bytes())}
    return ScriptReport(str(script), "faulty", "", findings=findings, proof=proof, digests=digests)


FIRST, SECOND, THIRD = (Edit(Span(line, 5, line, 6), "9") for line in (1, 2, 3))


def test_only_proved_repairs_that_keep_the_mathematics_are_written_unless_more_is_asked_for(tmp_path: Path) -> None:
    plan = (("proved", "safe", FIRST), ("proved", "changes-training", SECOND), ("measured", "safe", THIRD))
    report = planned(tmp_path, *plan)
    assert [why for _, why in not_applied(report)] == [
        "its repair changes the training; --unsafe-fixes writes it, too",
        "its repair was not proved",
    ]
    apply_fixes(report)
    assert (tmp_path / "net.py").read_text() == "a = 9\nb = 2\nc = 3\n"
    apply_fixes(planned(tmp_path, *plan), unsafe=True)
    assert (tmp_path / "net.py").read_text() == "a = 9\nb = 9\nc = 3\n"


def test_a_finding_without_a_repair_says_why() -> None:
    finding = Finding("U601", "update-sign", "measured", FIRST.span, "", "", ())
    assert why_not(finding, True) == "there is no repair that works"
    assert why_not(dataclasses.replace(finding, consequence_of="U301"), True) == "it goes away with its cause"


def test_nothing_is_written_where_repairs_overlap(tmp_path: Path) -> None:
    other = Edit(Span(1, 1, 1, 6), "a = 5")
    report = planned(tmp_path, ("proved", "safe", FIRST), ("proved", "safe", other))
    with pytest.raises(InputError, match="overlap on line 1"):
        apply_fixes(report)
    assert (tmp_path / "net.py").read_text() == "a = 1\nb = 2\nc = 3\n"
    assert len(list(tmp_path.iterdir())) == 1
