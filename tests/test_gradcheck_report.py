"""The gradient checker: its report, and the numerics that stand behind it."""

import dataclasses
import math

import numpy as np
import pytest
from handwritten import Net, check, wrong_names

from unstuck.errors import InputError
from unstuck.gradcheck import GradientReport, Measurement, report
from unstuck.gradcheck.slopes import EPS, central_slope, noise_level


def measurement(**changes):
    w = np.array([[1.0, 2.0], [3.0, 4.0]])
    parts = {
        "parameter": w,
        "given": 2 * w,
        "numeric": 2 * w,
        "error": np.full(w.shape, 1e-9),
        "kinks": np.zeros(w.shape, dtype=bool),
        "checked": np.ones(w.shape, dtype=bool),
    }
    return Measurement(**{**parts, **changes})


def test_a_report_from_measurements_of_any_origin():
    found = report({"w": measurement()})
    assert found.agrees
    assert found.parameters[0].ratio == 1
    assert wrong_names(report({"w": measurement(given=np.ones((2, 2)))})) == {"w"}
    assert "10 rows" in report({"w": measurement(given=20 * measurement().parameter)}, samples=10).suggestions[0]
    assert wrong_names(report({"w": measurement(direction_agrees=False)})) == {"w"}
    checked = np.array([[True, False], [False, False]])
    unseen = report({"w": measurement(given=np.array([[2.0, 0], [0, 0]]), checked=checked)})
    assert unseen.agrees
    assert unseen.parameters[0].checked == 1


def test_a_measurement_with_kinks_alone_has_nothing_to_compare():
    p = report({"w": measurement(kinks=np.ones((2, 2), dtype=bool))}).parameters[0]
    assert (p.cosine, p.ratio, p.worst, p.kinks, p.agrees) == (None, None, None, 4, True)


def test_bad_measurements_are_refused():
    with pytest.raises(InputError, match="expected a dict with at least one parameter"):
        report({})
    with pytest.raises(InputError, match=r"of w has numeric of the shape \(2,\); expected \(2, 2\)"):
        report({"w": measurement(numeric=np.ones(2))})


def test_the_report_reads_as_a_table():
    lines = str(check(Net(), lambda g, p: {**g, "W2": g["W2"].T})).splitlines()
    assert lines[0].startswith("The gradient does not agree with the function, in 1 of 6 parameters")
    head, rows = lines[2], lines[3:9]
    assert [row.split()[0] for row in rows] == list(Net().parameters)
    assert {len(row.rstrip()) <= 120 for row in rows} == {True}
    place = head.index("measured")
    assert all(row[place + 8 : place + 10] == "  " for row in rows)
    assert [row.split()[-1] for row in rows] == ["agrees", "agrees", "WRONG", "agrees", "agrees", "agrees"]
    assert lines[10].startswith("* W2: exact when transposed")
    assert str(check(Net())).startswith("The gradient agrees with the function; measured: 47 entries")


def test_what_is_barely_seen_is_not_explained():
    off = measurement().numeric + 0.15
    p = report({"w": measurement(given=off, error=np.full((2, 2), 0.1))}).parameters[0]
    assert (p.agrees, p.suggestion) == (False, None)


def test_reports_are_frozen_and_have_no_truth_value_of_their_own():
    found = check(Net((2, 2)))
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.parameters = ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.parameters[0].agrees = False
    assert "__bool__" not in vars(GradientReport)


def slope_of(function, x, first_step=2.0**-7, noise=0.0):
    with np.errstate(all="ignore"):
        return central_slope(lambda h: (function(x + h), function(x - h), h), function(x), first_step, noise)


@pytest.mark.parametrize(
    ("function", "x", "slope"),
    [
        (np.exp, 1.0, np.e),
        (np.exp, -40.0, math.exp(-40)),
        (lambda x: np.tanh(1e8 * x), 0.5e-8, 1e8 / math.cosh(0.5) ** 2),
        (lambda x: np.exp(-((1e8 * x) ** 2)), 0.5e-8, -1e8 * math.exp(-0.25)),  # flat at all wide steps
        (lambda x: np.sin(1e5 * x), 0.3, 1e5 * math.cos(3e4)),
        (lambda x: max(x, 0.0) ** 2, 0.0, 0.0),
    ],
)
def test_slopes_are_within_their_errors_and_the_errors_are_small(function, x, slope):
    found = slope_of(function, x)
    assert not found.kink
    assert abs(found.value - slope) <= found.error
    assert found.error <= 1e-8 * abs(slope) + 1e-15


def test_noise_is_measured():
    rng = np.random.default_rng(0)

    def path(t):
        return math.sin(1 + t)

    assert noise_level([path]) < 4 * EPS
    assert noise_level([lambda t: 1e8 + path(t)]) == pytest.approx(1e8 * EPS / math.sqrt(12), rel=1)
    assert noise_level([lambda t: path(t) + rng.normal(0, 1e-6)]) == pytest.approx(1e-6, rel=1)
    assert noise_level([lambda t: round(path(t), 6)]) == pytest.approx(1e-6 / math.sqrt(12), rel=1)
    assert noise_level([lambda t: np.float32(path(np.float32(t)))]) > 1e-8
    assert noise_level([lambda t: np.float32(2.3)]) == 0  # constant: nothing to be seen
    assert noise_level([lambda t: np.float32(2.3) + np.float32(1e-3) * np.float32(t)]) > 1e-8
    assert noise_level([path, lambda t: path(t) + abs(t - 1e-6)]) < 4 * EPS  # a kink on one path
