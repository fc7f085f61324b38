"""The versions of a script are forked from one process that has made the imports, and know nothing of each other."""

from __future__ import annotations

import dataclasses
import os
import signal
from pathlib import Path

import pytest

from unstuck.doctor.nursery import can_be_had, libraries
from unstuck.doctor.options import Options
from unstuck.doctor.visit import Visits

pytestmark = pytest.mark.skipif(not can_be_had(), reason="processes are forked on Linux alone")

SCRIPT = """
import sys
import numpy as np
from scipy import stats

print("known:", sorted(vars(np).keys() & {"left", "behind"}), "argv", len(sys.argv), "draw", np.random.rand())
np.left = "behind"
X = np.random.normal(size=(40, 2))
w, y = np.zeros(2), X @ np.array([1.0, -2.0])
for step in range(60):
    w += 0.1 * X.T @ (X @ w - y) / len(X)
"""
EXAMINE = {"do": "examine", "options": dataclasses.asdict(Options(course=False, repair=False)), "seconds": 10.0}


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "network.py"
    path.write_text(SCRIPT)
    return path


def test_versions_know_nothing_of_each_other(script: Path) -> None:
    other = {script: SCRIPT.replace("0.1 * X", "-0.1 * X").encode()}
    with Visits(script) as visits:
        first, second = (visits.of(files).ask(EXAMINE, 30)[0] for files in ({}, other))
    assert first is not None
    assert second is not None
    assert [first["verdict"], second["verdict"]] == ["faulty", "healthy"]
    assert first["printed"] == second["printed"]
    assert "known: []" in first["printed"]


def test_they_are_found_as_in_a_process_of_their_own(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script.write_text(SCRIPT.replace("np.left =", "np.random.seed(4)\nnp.left =").replace("np.random.rand()", "4"))
    with Visits(script) as visits:
        forked, _ = visits.of({}).ask(EXAMINE, 30)
    monkeypatch.setattr("unstuck.doctor.visit.can_be_had", lambda: False)
    with Visits(script) as visits:
        alone, _ = visits.of({}).ask(EXAMINE, 30)
    assert forked is not None
    assert forked == alone


def test_without_it_each_begins_by_itself(script: Path) -> None:
    with Visits(script) as visits:
        assert visits.of({}).ask({**EXAMINE, "seconds": 1.0}, 30)[0] is not None
        nursery = visits._nursery
        assert nursery is not None
        os.killpg(nursery._process.pid, signal.SIGKILL)
        visits.close({})
        report, why = visits.of({}).ask(EXAMINE, 30)
        assert report is not None, why
        assert report["verdict"] == "faulty"


def test_how_a_process_ended_is_known(script: Path) -> None:
    ends = {script: b"import signal\nsignal.raise_signal(signal.SIGTERM)\n"}
    with Visits(script) as visits:
        record, why = visits.of(ends).ask(EXAMINE, 30)
    assert record is None
    assert "SIGTERM" in why


def test_only_libraries_that_are_well_known_are_imported_ahead(tmp_path: Path) -> None:
    path = tmp_path / "network.py"
    path.write_text("import scipy.stats, json\nfrom sklearn import datasets\nimport neighbour\nfrom . import pandas\n")
    assert list(libraries(path)) == ["scipy.stats", "sklearn", "sklearn.datasets"]
    (tmp_path / "sklearn.py").write_text("raise SystemExit")
    assert list(libraries(path)) == ["scipy.stats"]
    path.write_text("import (")
    assert list(libraries(path)) == []
