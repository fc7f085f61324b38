"""The gradient checker: what cannot be checked is refused, in words."""

import math

import numpy as np
import pytest

from unstuck.errors import InputError
from unstuck.gradcheck import check_gradients

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
