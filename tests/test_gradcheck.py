"""The gradient checker: right gradients agree, planted faults are seen and named, nonsense is refused."""

import dataclasses
import itertools
import math
from collections import OrderedDict, namedtuple

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unstuck.errors import InputError
from unstuck.gradcheck import GradientReport, Measurement, check_gradients, report
from unstuck.gradcheck.slopes import EPS, central_slope, noise_level

# ------------------------------------------------------------------------------- a small network, written by hand

ACTIVATIONS = {
    "tanh": (np.tanh, lambda z, a: 1 - a**2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z, a: a * (1 - a)),
    "relu": (lambda z: np.maximum(0, z), lambda z, a: (z > 0).astype(float)),
}


class Net:
    """Softmax and mean cross-entropy; `fault` plants one mistake in the gradient, as a user would write it."""

    def __init__(
        self, widths=(2, 4, 4, 3), activation="tanh", rows=10, l2=0.0, seed=0, scale=1.0, fault="", kind=float
    ):
        rng = np.random.default_rng(seed)
        self.x = rng.normal(size=(rows, widths[0])).astype(kind)
        self.t = np.eye(widths[-1], dtype=kind)[rng.integers(widths[-1], size=rows)]
        self.depth, self.l2, self.fault, self.kind = len(widths) - 1, l2, fault, kind
        self.activate, self.slope = ACTIVATIONS[activation]
        self.parameters = {}
        for layer, (n_in, n_out) in enumerate(itertools.pairwise(widths), 1):
            self.parameters[f"W{layer}"] = scale * rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)
            self.parameters[f"b{layer}"] = scale * rng.normal(size=(1, n_out)) / 10

    def values(self, p):
        """Return (z, a) of each layer, the log-probabilities as the last z."""
        layers = [(None, self.x)]
        for layer in range(1, self.depth + 1):
            w, b = p[f"W{layer}"], p[f"b{layer}"]
            if self.kind is not float:
                w, b = w.astype(self.kind), b.astype(self.kind)
            z = layers[-1][1] @ w + b
            if layer < self.depth:
                layers.append((z, self.activate(z)))
        z = z - z.real.max(axis=1, keepdims=True)
        z = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        return [*layers, (z, np.exp(z))]

    def loss(self, p):
        data = -np.sum(self.t * self.values(p)[-1][0]) / self.kind(len(self.x))
        return data + self.l2 / 2 * sum((p[f"W{i + 1}"] ** 2).sum() for i in range(self.depth)) if self.l2 else data

    def gradient(self, p):
        layers, m, fault = self.values(p), len(self.x), self.fault
        y = layers[-1][1]
        dz = (y - self.t) / m
        if fault == "extra output derivative":
            dz = dz * y * (1 - y)
        if fault == "softmax over samples":
            z = layers[-1][0]
            dz = (np.exp(z) / np.exp(z).sum(axis=0) - self.t) / m
        if fault == "one subtracted from every class":
            dz = (y - 1) / m
        gradients = {}
        for layer in range(self.depth, 0, -1):
            w = p[f"W{layer}"]
            below = layers[layer - 1][1]
            if fault == "another layer's activation" and layer == 3:
                below = layers[1][1]
            gradients[f"b{layer}"] = dz.sum(axis=0, keepdims=True)
            gradients[f"W{layer}"] = below.T @ dz + self.l2 * w
            if layer > 1:
                z, a = layers[layer - 1]
                dz = dz @ (w if fault == "weight not transposed" and layer == 2 else w.T)
                if fault == "no activation derivative" and layer == 2:
                    continue
                if fault == "derivative of the activated" and layer == 2:
                    dz = dz * self.slope(a, self.activate(a))
                    continue
                dz = dz * self.slope(z, a)
        return {name: gradients[name] for name in p}


def check(net, change=None, **options):
    """Check a network, whose right gradient `change` turns into a wrong one."""
    g = net.gradient(net.parameters)
    return check_gradients(net.loss, g if change is None else change(g, net.parameters), net.parameters, **options)


def wrong_names(found):
    return {p.name for p in found.parameters if not p.agrees}


def of(found, name):
    return next(p for p in found.parameters if p.name == name)


# ------------------------------------------------------------------------------------------ right gradients agree


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


# -------------------------------------------------------------------------------- wrong gradients are seen


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


# ------------------------------------------------------------------------------------ faults are named: patterns


def each(change):
    return lambda g, p: {name: change(v) for name, v in g.items()}


def only(name, change):
    return lambda g, p: {**g, name: change(g[name], p[name])}


def biases(change):
    return lambda g, p: {name: change(v) if name[0] == "b" else v for name, v in g.items()}


def weights(change):
    return lambda g, p: {name: change(v, p[name]) if name[0] == "W" else v for name, v in g.items()}


def cut(index):
    def change(v, w):
        v = v.copy()
        v[index] = 0
        return v

    return change


ALL = {"W1", "b1", "W2", "b2", "W3", "b3"}
WS, BS = {"W1", "W2", "W3"}, {"b1", "b2", "b3"}

PATTERNS = {
    "sum for mean": ({}, each(lambda v: 10 * v), {}, ALL, ["Every parameter: exactly 10 times too large", "10 rows"]),
    "sum for mean, samples": (
        {},
        each(lambda v: 10 * v),
        {"samples": 10},
        ALL,
        ["there are 10 rows", "mean over the rows is missing"],
    ),
    "sum, other samples": ({}, each(lambda v: 10 * v), {"samples": 7}, ALL, ["exactly 10 times", "10 outputs"]),
    "mean twice": ({}, each(lambda v: v / 10), {"samples": 10}, ALL, ["10 times too small", "divided by them twice"]),
    "sign": ({}, each(lambda v: -v), {}, ALL, ["Every parameter", "the sign is wrong"]),
    "sign and sum": ({}, each(lambda v: -10 * v), {"samples": 10}, ALL, ["wrong sign", "10 rows"]),
    "two": ({}, each(lambda v: 2 * v), {}, ALL, ["exactly 2 times too large", "squared error"]),
    "half": ({}, each(lambda v: v / 2), {}, ALL, ["exactly 2 times too small", "squared error"]),
    "a factor": ({}, each(lambda v: 1.37 * v), {}, ALL, ["right in direction, and 1.37 times"]),
    "one weight lacks the mean": (
        {},
        only("W1", lambda v, w: 10 * v),
        {"samples": 10},
        {"W1"},
        ["W1: exactly 10 times"],
    ),
    "transposed": ({}, only("W2", lambda v, w: v.T), {}, {"W2"}, ["W2: exact when transposed"]),
    "shifted": ({}, only("W3", lambda v, w: np.roll(v, 1, axis=0)), {}, {"W3"}, ["W3: exact when shifted", "axis 0"]),
    "bias mean": (
        {},
        biases(lambda v: v / 10),
        {},
        BS,
        ["b1, b2, b3: exactly 10 times too small", "Only parameters that"],
    ),
    "bias total": (
        {"seed": 1, "l2": 0.1},
        biases(lambda v: np.full(v.shape, v.sum())),
        {},
        BS,
        ["the sum of all the slopes", "sum over the rows alone", "Only parameters that are one row"],
    ),
    "one number": ({}, only("b2", lambda v, w: np.full(v.shape, 0.1)), {}, {"b2"}, ["b2: the same in every entry"]),
    "output bias summed to zero": (
        {},
        only("b3", lambda v, w: 0 * v),
        {},
        {"b3"},
        ["b3: 0, and the function does change", "summed into one number"],
    ),
    "stops": ({}, only("W1", lambda v, w: 0 * v), {}, {"W1"}, ["W1: 0, and the function", "the gradient stops"]),
    "penalty missing": ({"l2": 0.02}, weights(lambda v, w: v - 0.02 * w), {}, WS, ["W1, W2, W3: without 0.02 times"]),
    "penalty sign": ({"l2": 0.02}, weights(lambda v, w: v - 0.04 * w), {}, WS, ["without 0.04 times", "half of"]),
    "penalty extra": ({}, weights(lambda v, w: v + 0.02 * w), {}, WS, ["W1, W2, W3: too much by 0.02 times"]),
    "row": ({}, only("W2", cut((2,))), {}, {"W2"}, ["W2: wrong in [2, :] only (it is 0 there)"]),
    "column": ({}, only("W2", cut((slice(None), 0))), {}, {"W2"}, ["W2: wrong in [:, 0] only"]),
    "entry": ({}, only("W2", cut((2, 1))), {}, {"W2"}, ["W2: wrong in one entry only, [2, 1] (it is 0 there)"]),
    "entry of a bias": ({}, only("b2", cut((0, 3))), {}, {"b2"}, ["b2: wrong in one entry only, [0, 3]"]),
}


@pytest.mark.parametrize("name", PATTERNS)
def test_patterns_are_named(name):
    net, change, options, wrong, phrases = PATTERNS[name]
    found = check(Net(**net), change, method="complex", **options)  # the fastest
    assert wrong_names(found) == wrong, found
    text = "\n".join(found.suggestions)
    for phrase in phrases:
        assert phrase in text, found
    assert all(p.suggestion for p in found.parameters if not p.agrees)
    assert all(p.suggestion is None for p in found.parameters if p.agrees)


def test_numbers_of_the_patterns():
    assert of(check(Net(), each(lambda v: -v)), "W2").cosine == pytest.approx(-1)
    assert of(check(Net(), each(lambda v: 10 * v)), "W2").ratio == pytest.approx(10)
    stops = of(check(Net(), only("W1", lambda v, w: 0 * v)), "W1")
    assert (stops.cosine, stops.ratio) == (None, 0)


def test_a_tiny_constant_is_said_to_be_harmless():
    x, eps = np.array([0.2, 0.5, 0.3]), 1e-8
    found = check_gradients(lambda p: -np.sum(np.log(p + eps)), -1 / x, x)
    assert not found.agrees
    assert "too little to change the learning" in found.parameters[0].suggestion


def test_a_gradient_where_the_function_does_not_change():
    p = {"w": np.array([0.3, 0.4]), "unused": np.array([1.0, 2.0])}
    found = check_gradients(lambda p: np.sum(p["w"] ** 2), {"w": 2 * p["w"], "unused": np.array([0.1, 0.2])}, p)
    assert wrong_names(found) == {"unused"}
    assert "does not change with it" in of(found, "unused").suggestion


def test_a_random_gradient_has_no_pattern():
    rng = np.random.default_rng(3)
    found = check(Net(), each(lambda v: rng.normal(size=v.shape)))
    assert wrong_names(found) == ALL
    assert found.suggestions == ()
    assert all(p.suggestion is None for p in found.parameters)


BACKWARD_FAULTS = {
    "extra output derivative": ALL,
    "softmax over samples": ALL,
    "one subtracted from every class": ALL,
    "no activation derivative": {"W1", "b1"},
    "derivative of the activated": {"W1", "b1"},
    "weight not transposed": {"W1", "b1"},
    "another layer's activation": {"W3"},
}


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
@pytest.mark.parametrize("fault", BACKWARD_FAULTS)
def test_faults_of_backward_passes_are_seen_where_they_are(fault, activation):
    found = check(Net(activation=activation, fault=fault), method="complex")
    assert wrong_names(found) == BACKWARD_FAULTS[fault], found
    text = " ".join(found.suggestions)
    assert ("carries the error back from W2 to b1" in text) == (BACKWARD_FAULTS[fault] == {"W1", "b1"})
    assert ("Only W3 is wrong" in text) == (BACKWARD_FAULTS[fault] == {"W3"})


def test_a_change_that_changes_nothing_is_not_reported():
    # For a ReLU the derivative at the activated value is the same: this is not a fault.
    assert check(Net(activation="relu", fault="derivative of the activated")).agrees


# ---------------------------------------------------------------------------------------------------------- kinks


@pytest.mark.parametrize("method", ["central", "auto"])
@pytest.mark.parametrize(("slope", "right"), [(-1, 1), (0, 1), (0.5, 1), (1, 1), (1.1, 0), (-1.1, 0)])
def test_at_a_kink_any_slope_between_the_two_sides_is_right(slope, right, method):
    found = check_gradients(lambda x: np.sum(np.abs(x)), np.array([slope, 1.0]), np.array([0.0, 2.0]), method=method)
    p = found.parameters[0]
    assert found.agrees == bool(right), found
    assert p.kinks == 1
    assert p.cosine == pytest.approx(1)  # of the entry without a kink
    assert "kink" in str(found)


@pytest.mark.parametrize("x", [1e-2, 1e-4, 1e-6, 1e-9])
def test_a_kink_beside_the_point_is_escaped(x):
    assert check_gradients(lambda v: abs(v) + math.sin(v), 1 + math.cos(x), x).parameters[0].kinks == 0
    assert check_gradients(lambda v: abs(v) + math.sin(v), 1 + math.cos(x), x).agrees
    assert not check_gradients(lambda v: abs(v) + math.sin(v), 1.0001 + math.cos(x), x).agrees


@pytest.mark.parametrize("sharpness", [1e2, 1e4, 1e6])
def test_a_sharp_bend_is_no_kink(sharpness):
    def function(x):
        return np.logaddexp(0, sharpness * x) / sharpness

    p = check_gradients(function, 0.5, 0.0).parameters[0]
    assert (p.agrees, p.kinks) == (True, 0)
    assert not check_gradients(function, 0.4, 0.0).agrees


def test_the_maximum_of_equal_numbers():
    found = check_gradients(np.max, np.array([1.0, 0.0, 0.0]), np.array([2.0, 2.0, 1.0]))
    assert found.agrees
    assert found.parameters[0].kinks == 2


@pytest.mark.parametrize("zero", ["everything", "biases", "the first layer"])
@pytest.mark.parametrize("seed", range(2))
def test_a_relu_network_that_starts_exactly_at_zero(zero, seed):
    net = Net((2, 3, 3, 2), "relu", rows=6, seed=seed)
    for name, value in net.parameters.items():
        if zero == "everything" or (zero == "biases" and name[0] == "b") or (zero[0] == "t" and name[1] == "1"):
            value[:] = 0
    found = check(net)
    assert found.agrees, found
    assert (of(found, "W1").kinks > 0) == (zero == "the first layer")

    wrong = net.gradient(net.parameters)
    wrong["b3"] = 2 * wrong["b3"]
    assert wrong_names(check_gradients(net.loss, wrong, net.parameters)) == {"b3"}


def test_a_border_of_the_domain_is_no_place_to_compare():
    def function(x):
        return np.sum(x * np.log(np.where(x == 0, 1, x)))

    found = check_gradients(function, np.array([0.0, 1 + np.log(2.0)]), np.array([0.0, 2.0]), method="central")
    assert found.agrees
    assert found.parameters[0].kinks == 1
    with pytest.raises(InputError, match="finite at the parameters, but nowhere beside them"):
        check_gradients(lambda x: 1.0 if x == 2 else math.nan, 0.0, 2.0)


def test_functions_that_raise_beside_the_parameters():
    # math.log raises for the first steps, which go below 0, where np.log gives nan.
    assert check_gradients(math.log, 1e8, 1e-8).agrees
    assert check_gradients(lambda x: math.exp(1e4 * x), 1e4 * math.exp(100), 0.01).agrees


# ------------------------------------------------------------------------------------------------------- complex


def test_complex_steps_are_used_only_where_they_are_right():
    x = np.array([0.3, -0.4])
    fine, refused = lambda x: np.sum(np.exp(x)), lambda x: np.sum(np.abs(x) ** 3)
    exact = check_gradients(fine, np.exp(x), x).parameters[0].resolution
    assert exact < check_gradients(fine, np.exp(x), x, method="central").parameters[0].resolution / 10
    g = 3 * np.abs(x) * x
    assert check_gradients(refused, g, x).agrees
    with pytest.raises(InputError, match="drops the imaginary part"):
        check_gradients(refused, g, x, method="complex")


@pytest.mark.parametrize(
    "function",
    [
        lambda x: np.sum(np.abs(x) * x) / 10,  # complex, and wrong
        lambda x: np.linalg.norm(x),
        lambda x: math.hypot(*x),
        lambda x: float(np.sqrt(np.sum(x**2))),
        lambda x: np.sqrt(np.vdot(x, x).real),
        lambda x: np.sqrt(np.sum(np.array(x, dtype=float) ** 2)),
        lambda x: np.sqrt(np.sum(np.add(x, 0, out=np.zeros(2)) ** 2)),
    ],
)
def test_functions_that_drop_the_imaginary_part_are_measured_by_differences(function):
    x = np.array([3.0, 4.0])
    assert check_gradients(function, x / 5, x).agrees
    assert not check_gradients(function, x / 5.001, x).agrees
    with pytest.raises(InputError, match="complex"):
        check_gradients(function, x / 5, x, method="complex")


# ------------------------------------------------------------------------------------------- structures and names

Pair = namedtuple("Pair", "w b")


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        (np.array([1.0, 2.0]), ["parameters"]),
        (1.5, ["parameters"]),
        (np.float64(1.5), ["parameters"]),
        (np.array(1.5), ["parameters"]),
        ([np.array([1.0]), np.array([[2.0, 3.0]])], ["[0]", "[1]"]),
        ((1.0, np.array([2.0])), ["[0]", "[1]"]),
        ({"w": np.array([1.0]), "b": 2.0}, ["w", "b"]),
        (OrderedDict(w=np.array([1.0]), b=2.0), ["w", "b"]),
        ({"w": [np.array([1.0]), np.array([2.0])], 3: 1.0}, ["w[0]", "w[1]", "[3]"]),
        ([{"w": np.ones(2), "b": 0.5}, {"w": np.ones(3), "b": 0.5}], ["[0].w", "[0].b", "[1].w", "[1].b"]),
        (Pair(np.ones((2, 2)), np.zeros(2)), ["[0]", "[1]"]),
    ],
)
def test_structures_go_through_and_are_named(parameters, names):
    def leaves(p):
        if isinstance(p, dict):
            return [leaf for part in p.values() for leaf in leaves(part)]
        return [leaf for part in p for leaf in leaves(part)] if isinstance(p, list | tuple) else [p]

    def mapped(p, f):
        if isinstance(p, dict):
            return {key: mapped(part, f) for key, part in p.items()}
        return [mapped(part, f) for part in p] if isinstance(p, list | tuple) else f(p)

    def function(p):
        assert type(p) is type(parameters) or isinstance(p, dict | float | complex)
        for leaf, original in zip(leaves(p), leaves(parameters), strict=True):
            assert isinstance(leaf, np.ndarray) == isinstance(original, np.ndarray)
            assert np.shape(leaf) == np.shape(original)
        return sum(np.sum(np.sin(leaf)) for leaf in leaves(p))

    found = check_gradients(function, lambda p: mapped(p, np.cos), parameters)
    assert found.agrees
    assert [p.name for p in found.parameters] == names
    wrong = check_gradients(function, lambda p: mapped(p, lambda v: 2 * np.cos(v)), parameters)
    assert wrong_names(wrong) == set(names)


def test_a_named_tuple_keeps_its_fields():
    found = check_gradients(lambda p: np.sum(p.w**2) + p.b**3, Pair(2 * np.ones(2), 12.0), Pair(np.ones(2), 2.0))
    assert found.agrees


def test_the_order_of_keys_does_not_matter_and_nothing_of_the_users_is_changed():
    parameters = {"a": np.array([1.0, 2.0]), "b": np.array([3.0])}
    gradient = {"b": np.array([6.0]), "a": np.array([2.0, 4.0])}
    before = [array.tobytes() for array in (*parameters.values(), *gradient.values())]
    assert check_gradients(lambda p: np.sum(p["a"] ** 2) + np.sum(p["b"] ** 2), gradient, parameters).agrees
    assert before == [array.tobytes() for array in (*parameters.values(), *gradient.values())]


def test_arrays_in_any_memory_order_and_read_only():
    x = np.asfortranarray(np.random.default_rng(0).normal(size=(3, 4)))[::2, ::-1]
    x.flags.writeable = False
    assert check_gradients(lambda v: np.sum(v**3), 3 * x**2, x).agrees


def test_the_same_check_gives_the_same_report():
    net = Net((2, 3, 2))
    assert check(net) == check(net)
    drawn = [check(net, entries=2, rng=np.random.default_rng(7)) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert drawn[0] != check(net, entries=2, rng=np.random.default_rng(8))


# ------------------------------------------------------------------------------------------------------- nonsense

W = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def square(p):
    return np.sum(p**2)


BAD_PARAMETERS = {
    "int array": (np.array([1, 2]), r"parameters holds int64 numbers.*\.astype\(float\)"),
    "int": (3, r"parameters holds int64 numbers.*float\(…\)"),
    "bool": (np.array([True]), "parameters holds bool"),
    "complex": (np.array([1j]), "complex128 values; expected real"),
    "text": (np.array(["a"]), "<U1 values"),
    "object": (np.array([None]), "object values"),
    "none": (None, "parameters is a None; expected a NumPy array"),
    "string": ("w", "parameters is a str"),
    "set": ({1.0}, "parameters is a set"),
    "matrix": (np.ma.array([1.0]), "MaskedArray"),
    "empty dict": ({}, "parameters is an empty dict"),
    "empty list": ([], "parameters is an empty list"),
    "nested empty": ({"w": []}, "w is an empty list"),
    "no entries": ({"w": np.ones(2), "b": np.ones((0, 3))}, r"b has the shape \(0, 3\)"),
    "nan": (np.array([1.0, np.nan]), r"parameters has nan at the index 1 \(1 of 2"),
    "inf": ({"w": np.array([[1.0, np.inf]])}, r"w has inf at the index \(0, 1\)"),
    "nan number": (math.nan, "parameters has nan as its value"),
    "int in a list": ([np.ones(2), np.array([1])], r"\[1\] holds int64"),
}


@pytest.mark.parametrize("name", BAD_PARAMETERS)
def test_bad_parameters_are_refused(name):
    parameters, message = BAD_PARAMETERS[name]
    with pytest.raises(InputError, match=message):
        check_gradients(lambda p: 0.0, lambda p: p, parameters)


BAD_GRADIENTS = {
    "transposed": (W, 2 * W.T, r"shape \(3, 2\); expected \(2, 3\).*transposed"),
    "flat": (W, 2 * W.ravel(), r"shape \(6,\); expected \(2, 3\).*keepdims"),
    "rows left": (np.ones((1, 3)), np.ones((5, 3)), "5 rows for 1"),
    "rows in front": (W, np.ones((4, 2, 3)), "one part for each of 4 rows"),
    "other size": (W, np.ones(4), r"shape \(4,\); expected \(2, 3\)"),
    "number for array": (W, 1.0, r"shape \(\); expected \(2, 3\)"),
    "nan": (W, np.where(W == 2, np.nan, W), r"the gradient of parameters has nan at the index \(0, 1\)"),
    "inf": (W, np.where(W == 2, np.inf, W), "has inf at"),
    "none": (W, None, "the gradient of parameters is a None"),
    "function of none": (W, lambda p: None, "the gradient of parameters is a None"),
    "text": (W, "2w", "is a str"),
    "ragged": (W, [[1.0], [1.0, 2.0]], "is a list"),
    "complex": (W, W * 1j, "expected an array of floats"),
    "dict for array": (W, {"w": W}, "is a dict"),
    "missing key": ({"w": W, "b": W}, {"w": W}, "missing b"),
    "extra key": ({"w": W}, {"w": W, "c": W}, "superfluous c"),
    "wrong key": ({"w": W}, {"v": W}, "missing w; superfluous v"),
    "list for dict": ({"w": W}, [W], r"the gradient is a list; expected a dict with w"),
    "short list": ([W, W], [W], r"missing \[1\]"),
    "array for list": ([W, W], W, "the gradient is a numpy.ndarray; expected a list or tuple"),
    "nested": ({"w": [W]}, {"w": W}, "the gradient of w is a numpy.ndarray"),
    "shape in dict": ({"w": W, "b": np.ones(3)}, {"w": W, "b": np.ones((1, 3))}, r"of b has the shape \(1, 3\)"),
}


@pytest.mark.parametrize("name", BAD_GRADIENTS)
def test_bad_gradients_are_refused(name):
    parameters, gradient, message = BAD_GRADIENTS[name]
    with pytest.raises(InputError, match=message):
        check_gradients(lambda p: 0.0, gradient, parameters)


BAD_VALUES = {
    "vector": (lambda p: p[0] ** 2, r"shape \(3,\); expected one number.*mean or the sum"),
    "one by one": (lambda p: np.sum(p**2, keepdims=True), r"shape \(1, 1\).*result\.item\(\)"),
    "none": (lambda p: None, "function returned NoneType"),
    "text": (lambda p: "1.0", "function returned str"),
    "tuple": (lambda p: (1.0, p), "function returned tuple"),
    "complex": (lambda p: 1j, "complex128 values"),
    "nan": (lambda p: math.nan, "is nan; expected a finite number"),
    "inf": (lambda p: math.inf, "is inf; expected a finite number"),
}


@pytest.mark.parametrize("name", BAD_VALUES)
def test_functions_that_do_not_return_one_number_are_refused(name):
    function, message = BAD_VALUES[name]
    with pytest.raises(InputError, match=message):
        check_gradients(function, 2 * W, W)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"entries": 0}, "entries is 0; expected a whole number of at least 1 or"),
        ({"entries": 2.5}, "entries is 2.5"),
        ({"entries": "some"}, "entries is 'some'"),
        ({"entries": True}, "entries is True"),
        ({"entries": None}, "entries is None"),
        ({"samples": 0}, "samples is 0"),
        ({"samples": "all"}, "samples is 'all'"),
        ({"samples": 1.0}, "samples is 1.0"),
        ({"rng": 3}, "rng is a int; expected a numpy.random.Generator"),
        ({"rng": np.random}, "rng is a module"),
        ({"method": "forward"}, "method is 'forward'"),
        ({"method": None}, "method is None"),
        ({"method": ["auto"]}, "method is"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(InputError, match=message):
        check_gradients(square, 2 * W, W, **options)


@pytest.mark.parametrize("entries", [1, np.int64(2), 10**12])
def test_any_whole_number_of_entries(entries):
    found = check_gradients(square, 2 * W, W, entries=entries, samples=np.int64(3))
    assert found.parameters[0].checked == min(entries, W.size)


def test_a_function_that_is_none():
    with pytest.raises(InputError, match="function is a ndarray; expected a callable"):
        check_gradients(W, square, W)


def test_random_functions_are_refused():
    rng = np.random.default_rng(0)
    calls = []

    def dropping_out(p):
        calls.append(1)
        return np.sum(p * (rng.random(p.shape) < 0.5))

    with pytest.raises(InputError, match=r"for the same parameters.*dropout"):
        check_gradients(dropping_out, np.ones_like(W), W)
    assert len(calls) == 2  # before any time is spent on measuring
    calls.clear()

    def drifting(p):
        calls.append(1)
        return np.sum(p**2) * (1 + (len(calls) > 30))

    with pytest.raises(InputError, match="state that it keeps between calls"):
        check_gradients(drifting, 2 * W, W)


def test_functions_that_change_their_arguments_are_refused():
    def normalising(p):
        p["w"] -= p["w"].mean()
        return np.sum(p["w"] ** 2)

    with pytest.raises(InputError, match="function changes w while it computes"):
        check_gradients(normalising, {"w": W}, {"w": W.copy()})

    def updating(p):
        p -= 0.1 * p
        return 2 * p

    with pytest.raises(InputError, match="gradient changes parameters while it computes"):
        check_gradients(square, updating, W.copy())


def test_the_users_own_exceptions_come_through():
    def failing(p):
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        check_gradients(failing, 2 * W, W)
    with pytest.raises(ZeroDivisionError, match="mine"):
        check_gradients(square, failing, W)


@pytest.mark.parametrize("size", [1e150, 1e-12, 1e300])
def test_huge_and_tiny_numbers(size):
    x = np.array([1.0, -2.0]) * size

    def function(v):
        return np.sum(np.sin(v / size)) * 1e-5

    assert check_gradients(function, 1e-5 * np.cos(x / size) / size, x).agrees
    assert not check_gradients(function, 1.1e-5 * np.cos(x / size) / size, x).agrees
    found = check_gradients(
        lambda v: np.sum(v) * (1e-300 if size > 1e200 else 1), np.full(2, 1e-300 if size > 1e200 else 1), x
    )
    assert found.agrees


# ------------------------------------------------------------------------------------------------------ the report


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
    assert (
        "10 rows"
        in report({"w": measurement(given=20 * W[:, :2] * 0 + 20 * measurement().parameter)}, samples=10).suggestions[0]
    )
    assert wrong_names(report({"w": measurement(direction_agrees=False)})) == {"w"}
    checked = np.array([[True, False], [False, False]])
    unseen = report({"w": measurement(given=np.array([[2.0, 0], [0, 0]]), checked=checked)})
    assert unseen.agrees
    assert unseen.parameters[0].checked == 1


def test_a_measurement_with_kinks_alone_has_nothing_to_compare():
    p = report({"w": measurement(kinks=np.ones((2, 2), dtype=bool))}).parameters[0]
    assert (p.cosine, p.ratio, p.worst, p.kinks, p.agrees) == (None, None, None, 4, True)


def test_bad_measurements_are_refused():
    with pytest.raises(InputError, match="measurements is empty"):
        report({})
    with pytest.raises(InputError, match=r"of w has numeric of the shape \(2,\); expected \(2, 2\)"):
        report({"w": measurement(numeric=np.ones(2))})


def test_the_report_reads_as_a_table():
    lines = str(check(Net(), only("W2", lambda v, w: v.T))).splitlines()
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


# ------------------------------------------------------------------------------------------------- the numerics


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
