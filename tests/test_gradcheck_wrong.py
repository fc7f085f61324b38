"""The gradient checker: wrong gradients are seen, down to the smallest error that can be."""

import numpy as np
import pytest
from handwritten import Net, check, of, wrong_names
from hypothesis import given, settings
from hypothesis import strategies as st

from unstuck.gradcheck import check_gradients


@pytest.mark.parametrize("method", ["central", "auto", "complex"])
@pytest.mark.parametrize("factor", [1.0005, 0.9995, 1.001, 1 + 1e-6])
def test_one_slope_wrong_by_less_than_a_thousandth_is_seen(factor, method):
    def change(g, p):
        g["W2"][2, 1] *= factor
        return g

    found = check(Net(), change, method=method)
    assert wrong_names(found) == {"W2"}
    p = of(found, "W2")
    assert (p.wrong, p.worst.index) == (1, (2, 1))
    assert p.worst.given / p.worst.numeric == pytest.approx(factor, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    x=st.lists(st.floats(-2, 2), min_size=1, max_size=5),
    where=st.integers(0, 4),
    relative=st.sampled_from([1e-3, -1e-3, 1e-4, -1e-4]),
    data=st.sampled_from(["sin", "exp", "cubic"]),
)
def test_planted_errors_are_caught(x, where, relative, data):
    f, df = {"sin": (np.sin, np.cos), "exp": (np.exp, np.exp), "cubic": (lambda v: v**3 + v, lambda v: 3 * v**2 + 1)}[
        data
    ]
    x = np.array(x)
    g = df(x)
    where %= len(x)
    g[where] *= 1 + relative
    seen = check_gradients(lambda v: np.sum(f(v)), g, x)
    assert seen.agrees == (abs(g[where]) < 1e-8), seen


def test_a_second_look_sees_no_less_than_the_first():
    x = np.array([0.5, 1.0])
    assert check_gradients(lambda v: np.sum(np.exp(v)), np.exp(x), x, method="central").agrees
    assert not check_gradients(lambda v: np.sum(np.exp(v)), np.exp(x) * (1 + 2e-10), x, method="central").agrees


def test_a_sample_of_entries_still_sees_a_mistake_elsewhere():
    net = Net((2, 24, 24, 3))

    def change(g, p):
        g["W2"][7, 3] *= 1.001
        return g

    found = check(net, change, entries=4)
    assert wrong_names(found) == {"W2"}
    p = of(found, "W2")
    assert (p.checked, p.wrong) == (4, 0)
    assert p.order == pytest.approx(0, abs=0.1)
    assert 'entries="all"' in p.suggestion
    assert "of 747 entries" in str(found)
    assert check(net, entries=4).agrees


def test_the_order_is_two_if_right_zero_if_wrong_and_none_if_nothing_is_left():
    x = np.array([0.3, -0.8])
    right = check_gradients(lambda v: np.sum(np.exp(v)), np.exp(x), x).parameters[0]
    wrong = check_gradients(lambda v: np.sum(np.exp(v)), 1.1 * np.exp(x), x).parameters[0]
    quadratic = check_gradients(lambda v: np.sum(v**2), 2 * x, x).parameters[0]
    wrong_quadratic = check_gradients(lambda v: np.sum(v**2), 3 * x, x).parameters[0]
    assert right.order == pytest.approx(2, abs=0.05)
    assert wrong.order == pytest.approx(0, abs=0.05)
    assert (quadratic.order, quadratic.agrees) == (None, True)
    assert (wrong_quadratic.order, wrong_quadratic.agrees) == (0, False)
