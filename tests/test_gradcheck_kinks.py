"""The gradient checker: kinks are recognised, complex steps taken only where they are right."""

import math

import numpy as np
import pytest
from handwritten import Net, check, of, wrong_names

from unstuck.errors import InputError
from unstuck.gradcheck import check_gradients


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
