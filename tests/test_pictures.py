"""What is drawn of a script are its own numbers, and few of them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from unstuck.doctor.check import check
from unstuck.doctor.options import Options
from unstuck.doctor.pictured import thinned
from unstuck.doctor.pictures import _as_table, _direction, _grid, _reduced, _spread

SCRIPT = """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(90, 60))
T = np.eye(3)[np.arange(90) % 3]
X[:, :3] += 3 * T
W1 = rng.normal(size=(60, 40)) * 0.1
b1 = np.full(40, -50.0) * (np.arange(40) < 30)
W2 = rng.normal(size=(40, 3)) * 0.1
b2 = np.zeros(3)
for epoch in range(200):
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    y = h @ W2 + b2
    e = np.exp(y - y.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T  # the derivative of the activation is missing
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("pictures") / "net.py"
    path.write_text(SCRIPT)
    return check(path, options=Options(pictures=True, repair=False))


def test_the_network(report) -> None:
    layers = [(x.weights, x.inputs, x.outputs, x.activation, x.wrong) for x in report.pictures.layers]
    assert layers == [("W1", 60, 40, "ReLU", True), ("W2", 40, 3, "softmax", False)]
    assert report.pictures.missing == ()


def test_the_maps_show_where_step_and_gradient_differ(report) -> None:
    maps = {report.gradients[each.number].parameter: each for each in report.pictures.maps}
    assert set(maps) == {"W1", "b1", "W2", "b2"}
    assert report.pictures.maps[-1].number in (2, 3) or not np.any(report.pictures.maps[-1].difference)
    assert maps["W1"].shape == (60, 40)
    assert np.shape(maps["W1"].step) == (32, 40)
    assert np.any(maps["W1"].difference)
    # dead units have no gradient, but the script moves them
    dead = np.array(maps["W1"].gradient)[:, :30]
    assert not np.any(dead)
    assert np.any(np.array(maps["W1"].step)[:, :30])
    for name in ("W2", "b2"):
        assert maps[name].step == maps[name].gradient
        assert not np.any(maps[name].difference)


def test_the_answers_of_the_layers(report) -> None:
    hidden, output = report.pictures.spreads
    assert (hidden.activation, output.activation) == ("ReLU", "softmax")
    assert hidden.first.dead == pytest.approx(0.75, abs=0.03)
    assert hidden.first.saturated is None
    assert abs(sum(hidden.first.counts) - 1000) < 15
    assert hidden.low == 0


def test_the_course(report) -> None:
    course = report.pictures.course
    assert (len(course.steps), len(course.loss)) == (100, 100)
    assert course.loss[0] > course.loss[-1]
    assert course.constant_score == pytest.approx(1 / 3)
    counts = np.array(course.confusion)
    assert counts.shape == (3, 3)
    assert np.trace(counts) / counts.sum() == pytest.approx(course.score[-1], abs=0.05)
    assert set(counts.sum(axis=1)) == {counts.sum() / 3}


def test_they_are_small_and_survive_json(report) -> None:
    text = json.dumps(report.as_json())
    assert len(text) < 60_000
    assert type(report).from_json(json.loads(text)) == report


def test_without_being_asked_the_script_is_not_run_again(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(SCRIPT)
    pictures = check(path, options=Options(repair=False)).pictures
    assert pictures.course is None
    assert pictures.spreads == ()
    assert len(pictures.layers) == 2


def test_what_is_not_understood_is_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "none.py"
    path.write_text("print(1)\n")
    pictures = check(path, options=Options(pictures=True)).pictures
    assert dataclasses.replace(pictures, missing=()) == type(pictures)()
    assert pictures.missing


def test_a_large_table_keeps_its_largest_entries() -> None:
    table = np.zeros((100, 1000))
    table[57, 911], table[3, 3] = -5, 2
    small = _reduced(table)
    assert small.shape == (32, 48)
    assert sorted(small[small != 0]) == [-5, 2]
    assert _reduced(np.ones((2, 3))).shape == (2, 3)


@pytest.mark.parametrize(
    "values", [np.zeros(3), np.array([np.nan, np.inf, 1.0]), np.array([1e200, -1e200]), np.float64(2)]
)
def test_any_numbers_have_a_direction(values) -> None:
    direction = _direction(values)
    assert np.all(np.isfinite(direction))
    assert np.linalg.norm(direction) == pytest.approx(float(np.any(np.nan_to_num(values, posinf=0, nan=0))))
    assert len(_grid(_as_table(direction))) == 1


def test_answers_that_differ_by_rounding_alone_are_counted() -> None:
    answer = float(np.exp(-1))
    rows = np.array([[answer], [np.nextafter(answer, 1)]])
    assert sum(_spread(rows, "another activation", float(rows.min()), float(rows.max())).counts) == 1000


def test_thinned_keeps_the_ends() -> None:
    assert thinned(list(range(1000)), 5) == [0, 249, 499, 749, 999]
    assert thinned([1, 2], 5) == [1, 2]
