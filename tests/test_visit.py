"""One process examines a version of a script, and trains it; the script itself has no part in what is asked."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from unstuck.doctor.check import check
from unstuck.doctor.options import Options
from unstuck.doctor.visit import Visit, Visits

SCRIPT = """
import os, sys
import numpy as np

os.write(1, b'{"verdict": "healthy"}\\n')
print("read:", repr(sys.stdin.read()))
rng = np.random.default_rng(3)
X = rng.normal(size=(40, 2))
y = X @ np.array([1.0, -2.0])
w = np.zeros(2)
np.savetxt("weights.txt", w)
w += np.loadtxt("weights.txt")
for step in range(60):
    w += 0.1 * X.T @ (X @ w - y) / len(X)
    np.savetxt("weights.txt", w)
"""
EXAMINE = {"do": "examine", "options": dataclasses.asdict(Options(course=False, repair=False)), "seconds": 10.0}
TRAIN = {
    "do": "train",
    "options": dataclasses.asdict(Options()),
    "numbers": [0, 2],
    "seconds": 10.0,
    "clock": 60.0,
    "loss": None,
    "steps": 1.0,
}


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "network.py"
    path.write_text(SCRIPT)
    return path


def measured(record: dict[str, Any] | None) -> list[dict[str, Any]]:
    assert record is not None
    return [{k: v for k, v in run.items() if k != "seconds"} for run in record["runs"]]


def test_training_after_an_examination_is_that_of_a_process_of_its_own(script: Path) -> None:
    with Visit(script, {}) as visit:
        report, why = visit.ask(EXAMINE, 30)
        assert report is not None, why
        assert [f["code"] for f in report["findings"]] == ["U601"]
        after, _ = visit.ask(TRAIN, 60)
        again, _ = visit.ask(EXAMINE, 30)
        assert again is not None
        assert again["findings"] == report["findings"]
    with Visit(script, {}) as visit:
        alone, _ = visit.ask(TRAIN, 60)
    assert measured(after) == measured(alone)
    assert measured(after)[0]["score"] != measured(after)[1]["score"]  # other seeds
    assert not (script.parent / "weights.txt").exists()


def test_what_is_answered_is_not_what_the_script_writes(script: Path) -> None:
    report = check(script, options=Options(course=False, repair=False))
    assert report.verdict == "faulty"
    assert "read: ''" in report.printed


def test_a_version_that_ends_its_process_leaves_the_others_alone(script: Path) -> None:
    gone = {script: b"import os, signal\nos.close(0)\nsignal.raise_signal(signal.SIGKILL)\n"}
    with Visits(script) as visits:
        record, why = visits.of(gone).ask(EXAMINE, 30)
        assert record is None
        assert "memory" in why
        assert visits.of(gone).ask({**EXAMINE, "seconds": 1.0}, 30)[0] is None  # another process, which ends as well
        report, _ = visits.of({}).ask(EXAMINE, 30)
        assert report is not None
        kept = visits.of({})
        visits.close({})
        assert kept.closed
        assert kept.ask(EXAMINE, 30) == (None, "The process is gone.")
    with pytest.raises(RuntimeError):
        visits.of({})
