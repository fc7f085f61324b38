"""A network of ours that stands for the script's: it is held against it, and several changes at once are told apart."""

import contextlib
import dataclasses
import io
import time
from pathlib import Path

import pytest

from unstuck.doctor.assign import assign_roles
from unstuck.doctor.case import Case
from unstuck.doctor.evidence import gather
from unstuck.doctor.examination import examine_script
from unstuck.doctor.experiments import Experiments
from unstuck.doctor.options import Options
from unstuck.doctor.replica import replica_of
from unstuck.doctor.run import run_traced
from unstuck.doctor.trace import Limits

PLATEAU = """
import numpy as np

rng = np.random.default_rng(1)
centres = rng.normal(size=(6, 12))
labels = np.arange(240) % 6
x = [centres[k] + 0.3 * rng.normal(size=12) for k in labels]
t = [np.eye(6)[k] for k in labels]
sizes = [12, 2, 2, 6]
W = [rng.random((a + 1, b)) / 100 for a, b in zip(sizes, sizes[1:])]


def forward(row):
    values = [row]
    for w in W:
        values.append(1 / (1 + np.exp(-np.dot(np.insert(values[-1], 0, 1), w))))
    return values


for step in range(4):
    D = [np.zeros(w.shape) for w in W]
    for row, target in zip(x, t):
        values = forward(row)
        delta = values[-1] - target
        for l in (2, 1, 0):
            D[l] += np.outer(np.insert(values[l], 0, 1), delta)
            delta = np.dot(W[l][1:], delta) * values[l] * (1 - values[l])
    W = [w - 2 * d / len(x) for w, d in zip(W, D)]
"""
COLUMNS = """
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(3, 50))
T = (X[:1] * X[1:2] > 0) * 1.0
W1, b1 = rng.normal(size=(5, 3)), np.zeros((5, 1))
W2, b2 = rng.normal(size=(1, 5)), np.zeros((1, 1))
for step in range(40):
    h = np.tanh(W1 @ X + b1)
    p = 1 / (1 + np.exp(-(W2 @ h + b2)))
    d2 = (p - T) / 50
    d1 = W2.T @ d2 * (1 - h**2)
    W2, b2 = W2 - 0.5 * d2 @ h.T, b2 - 0.5 * d2.sum(axis=1, keepdims=True)
    W1, b1 = W1 - 0.5 * d1 @ X.T, b1 - 0.5 * d1.sum(axis=1, keepdims=True)
"""


def case_of(text):
    path = Path("net.py")
    with contextlib.redirect_stdout(io.StringIO()):
        trace = run_traced(text, path, Limits(seconds=60)).trace
    roles = assign_roles(trace)
    case = Case(trace, roles, gather(roles))
    case.experiments = Experiments(text, path, case.first, 0, time.monotonic() + 100)
    return case


def test_it_goes_as_the_script_does():
    case = case_of(PLATEAU)
    replica = replica_of(case, case.experiments.course)
    assert replica.network.widths == (12, 2, 2, 6)
    assert (replica.batch, replica.updates) == (240, 4)
    assert replica.rate == pytest.approx(2)
    own = replica.trained()
    assert own.final_loss == pytest.approx(case.experiments.course.final_loss, rel=0.02)
    assert own.updates == 4


def test_a_network_that_computes_something_else_is_refused(monkeypatch):
    case = case_of(PLATEAU)
    course = case.experiments.course
    first = case.first
    case.evidence = [dataclasses.replace(first, compared=[dataclasses.replace(c) for c in first.compared])]
    assert replica_of(case, course) is not None
    changed = case.evidence[0].compared[0]
    changed.true = changed.true[::-1]
    assert replica_of(case, course) is None


def test_only_what_it_needs_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("unstuck.doctor.dynamics.SLOW", 0.0)
    script = tmp_path / "net.py"
    script.write_text(PLATEAU)
    with contextlib.redirect_stdout(io.StringIO()):
        report = examine_script(script, Options(), 20)
    found = {f.code: f for f in report.findings if f.certainty == "measured"}
    assert set(found) == {"U804", "U808", "U707"}
    assert all(any("all but this" in e.what for e in f.evidence) for f in found.values())


def test_layers_of_another_shape_are_refused():
    case = case_of(COLUMNS)
    replica = replica_of(case, case.experiments.course)
    assert replica is None or replica.network.widths == (3, 5, 1)
