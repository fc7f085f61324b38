"""The gradient checker: right gradients agree, whatever the function, its size and its rounding."""

import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from handwritten import ACTIVATIONS, Net, check, wrong_names
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unstuck.gradcheck import check_gradients


@pytest.mark.parametrize("method", ["central", "auto", "complex"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_right_network_agrees(activation, method):
    net = Net(activation=activation)
    found = check_gradients(net.loss, net.gradient, net.parameters, method=method)
    assert found.agrees, found
    assert found.suggestions == ()
    assert [p.name for p in found.parameters] == list(net.parameters)
    for p in found.parameters:
        assert p.checked == math.prod(p.shape)
        assert (p.wrong, p.kinks) == (0, 0)
        assert p.cosine == pytest.approx(1, abs=1e-12)
        assert p.ratio == pytest.approx(1, abs=1e-8)
        assert p.suggestion is None
        if activation != "relu":
            assert p.order == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("seed", range(16))
def test_random_networks_agree_and_planted_errors_of_one_in_ten_thousand_do_not(seed):
    rng = np.random.default_rng(seed)
    widths = (*rng.integers(1, 4, size=rng.integers(1, 4)).tolist(), int(rng.integers(2, 4)))
    scale, l2 = float(rng.choice([0.1, 1, 3])), float(rng.choice([0, 0.01, 1]))
    activation = list(ACTIVATIONS)[seed % 3]
    net = Net(widths, activation, rows=int(rng.integers(1, 20)), l2=l2, seed=seed, scale=scale)
    found = check(net)
    assert found.agrees, found

    g = net.gradient(net.parameters)
    name = str(rng.choice([name for name in g if np.any(np.abs(g[name]) > 1e-6)]))
    place = rng.choice(np.flatnonzero(np.abs(g[name]) > 1e-6))
    g[name].flat[place] *= 1 + 1e-4
    assert wrong_names(check_gradients(net.loss, g, net.parameters)) == {name}


FUNCTIONS = {
    "constant": (lambda x: 3.0 + 0 * anp.sum(x), 3),
    "linear": (lambda x: anp.sum(anp.array([1.0, -2.0, 3.0]) * x), 3),
    "quadratic": (lambda x: anp.sum((x - 0.3) ** 2), 3),
    "exp": (lambda x: anp.sum(anp.exp(3 * x)), 3),
    "log": (lambda x: anp.sum(anp.log(x**2)), 3),
    "logsumexp": (lambda x: anp.log(anp.sum(anp.exp(x))), 3),
    "sine": (lambda x: anp.sum(anp.sin(20 * x)), 3),
    "norm": (lambda x: anp.sqrt(anp.sum(x**2)), 3),
    "quotient": (lambda x: x[0] / (1 + x[1] ** 2) * anp.tanh(x[2]), 3),
    "sharp": (lambda x: anp.sum(anp.tanh(1e4 * (x - 0.5))), 3),
    "tiny": (lambda x: 1e-30 * anp.sum(anp.sin(x)), 3),
    "huge": (lambda x: 1e100 * anp.sum(anp.sin(x)), 3),
    "a large constant": (lambda x: 1e8 + anp.sum(anp.sin(x)), 3),
    "power": (lambda x: anp.sum(anp.abs(x) ** 1.5), 3),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("scale", [1.0, 1e-8, 1e8])
def test_functions_of_all_sizes_agree_and_wrong_ones_do_not(name, scale):
    f, n = FUNCTIONS[name]

    def function(x):
        return f(x / scale)

    for seed in range(2):
        x = scale * np.random.default_rng(seed).normal(size=n)
        with np.errstate(all="ignore"):  # autograd's cosh overflows where tanh is 1
            g = autograd.grad(function)(x)
        found = check_gradients(function, g, x)
        assert found.agrees, found
        if np.any(g):
            wrong = g.copy()
            wrong[np.argmax(np.abs(g))] *= 1.001
            assert not check_gradients(function, wrong, x).agrees


@settings(max_examples=40, deadline=None)
@given(
    coefficients=st.lists(st.floats(-10, 10), min_size=2, max_size=6),
    x=st.floats(-3, 3),
    exponent=st.integers(-8, 8),
    constant=st.sampled_from([0.0, 1.0, -1e4]),
)
@example(coefficients=[0.0, 1.4e-183, 1.4e-183], x=0.0, exponent=0, constant=0.0)  # squares of the noise vanish
@example(coefficients=[0.0, 2.2e-311], x=-1.0, exponent=0, constant=0.0)  # numbers without all their digits
def test_polynomials_agree(coefficients, x, exponent, constant):
    scale = 10.0**exponent
    p = np.polynomial.Polynomial(coefficients)
    value = np.array([x * scale, -scale])

    def function(v):
        return float(np.sum(p(v / scale))) + constant

    found = check_gradients(function, p.deriv()(value / scale) / scale, value)
    assert found.agrees, found


def test_parameters_of_very_different_sizes_in_one_array():
    sizes = np.array([1e-8, 1.0, 1e8])

    def function(x):
        return np.sum(np.sin(x / sizes))

    def gradient(x):
        return np.cos(x / sizes) / sizes

    x = 0.7 * sizes
    assert check_gradients(function, gradient, x).agrees
    for i in range(3):
        wrong = gradient(x)
        wrong[i] *= 1.001
        found = check_gradients(function, wrong, x)
        assert found.parameters[0].worst.index == (i,), found


@pytest.mark.parametrize("method", ["central", "auto"])
@pytest.mark.parametrize("seed", range(5))
def test_a_perfect_fit_where_everything_is_rounding(seed, method):
    # At the minimum the function is 1e-31 and its gradient is nothing but rounding, 1e-15, on both sides.
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=(20, 3)), rng.normal(size=3)
    t = np.array([math.fsum(row * w) for row in x])
    found = check_gradients(lambda w: np.sum((x @ w - t) ** 2), lambda w: 2 * x.T @ (x @ w - t), w, method=method)
    assert found.agrees, found


@pytest.mark.parametrize("margin", [1.0, 20.0, 36.0, 40.0, 700.0])
def test_a_saturated_softmax_where_one_minus_p_is_rounding(margin):
    z = np.array([margin, 0.0])
    t = np.array([1.0, 0.0])

    def probabilities(z):
        e = np.exp(z - z.real.max())
        return e / e.sum()

    found = check_gradients(lambda z: -np.log(probabilities(z)[0]), lambda z: probabilities(z) - t, z)
    assert found.agrees, found


@pytest.mark.parametrize("scale", [3.0, 10.0, 30.0])
def test_saturated_units_whose_derivative_has_few_digits_left(scale):
    # 1 - tanh² keeps no digit where tanh is 1 - 1e-16: the gradient is right, and not as exact as a complex step.
    for seed in range(3):
        found = check(Net((2, 3, 2), seed=seed, scale=scale))
        assert found.agrees, found


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_function_that_computes_in_float32_agrees_within_what_can_be_seen(activation):
    net = Net((2, 3, 3), activation, kind=np.float32)
    right = Net((2, 3, 3), activation)
    found = check_gradients(net.loss, right.gradient(net.parameters), net.parameters)
    assert found.agrees, found
    wrong = {name: 1.01 * g for name, g in right.gradient(net.parameters).items()}
    assert not check_gradients(net.loss, wrong, net.parameters).agrees


def test_float32_parameters_are_taken_as_float64():
    x = np.array([0.3, -0.7], dtype=np.float32)
    seen = []

    def function(v):
        seen.append(v.dtype)
        return np.sum(np.sin(v))

    assert check_gradients(function, np.cos(x.astype(float)), x, method="central").agrees
    assert set(seen) == {np.dtype(np.float64)}


def test_what_a_coarse_function_hides_is_said():
    f = np.float32
    found = check_gradients(lambda x: f(1e4) + f(np.sin(f(x))), math.cos(0.7), 0.7)
    assert found.agrees
    assert found.parameters[0].resolution > 1e-3
    assert "float32" in str(found)


def test_fine_structure_is_not_taken_for_noise():
    def function(x):
        return x + 1e-9 * np.sin(1e7 * x)

    assert check_gradients(function, 1 + 1e-2 * math.cos(7e6), 0.7, method="central").agrees
    assert not check_gradients(function, 1 + 2e-2 * math.cos(7e6), 0.7, method="central").agrees
    assert check_gradients(np.sin, np.cos(1e8 + 0.3), 1e8 + 0.3, method="central").agrees
