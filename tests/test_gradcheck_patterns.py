"""The gradient checker: what a wrong gradient looks like is said in words."""

import numpy as np
import pytest
from handwritten import Net, check, of, wrong_names

from unstuck.gradcheck import check_gradients


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
