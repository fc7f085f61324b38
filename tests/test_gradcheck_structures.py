"""The gradient checker: parameters in any structure, and none of them changed."""

from collections import OrderedDict, namedtuple

import numpy as np
import pytest
from handwritten import Net, check, wrong_names

from unstuck.gradcheck import check_gradients

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
