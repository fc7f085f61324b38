"""Every weight of a network against differences: right gradients pass, and planted faults are seen where they are."""

from __future__ import annotations

import numpy as np
import pytest

from unstuck.errors import InputError
from unstuck.gradcheck import check_gradients, check_network
from unstuck.nn import ACTIVATIONS, LOSSES, Network


def problem(network: Network, rng: np.random.Generator, n_rows: int = 5):
    parameters = network.initial_parameters(rng, biases="normal:0.3")
    t = rng.dirichlet(np.ones(network.widths[-1]), n_rows) if network.widths[-1] > 1 else rng.random((n_rows, 1))
    return parameters, rng.standard_normal((n_rows, network.widths[0])), t


@pytest.mark.parametrize("hidden", sorted(ACTIVATIONS))
@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_right_gradients_agree(hidden, loss, rng) -> None:
    network = Network((4, 6, 5, 2), hidden, loss=loss, l2=0.1)
    report = check_network(network, *problem(network, rng))
    assert report.agrees, report
    assert sum(parameter.checked for parameter in report.parameters) == 4 * 6 + 6 + 6 * 5 + 5 + 5 * 2 + 2


@pytest.mark.parametrize("hidden", ["sigmoid", "relu"])
@pytest.mark.parametrize("name", ["W1", "b1", "W2", "b3", "W3"])
def test_one_entry_wrong_by_a_ten_thousandth_is_found(hidden, name, rng) -> None:
    network = Network((4, 6, 5, 2), hidden, l2=0.1)
    parameters, x, t = problem(network, rng)
    gradients = network.loss_and_gradients(parameters, x, t).gradients
    place = np.unravel_index(np.abs(gradients[name]).argmax(), gradients[name].shape)
    gradients[name][place] *= 1.0001
    report = check_network(network, parameters, x, t, gradients)
    assert [p.name for p in report.parameters if not p.agrees] == [name]
    assert next(p for p in report.parameters if p.name == name).worst.index == tuple(map(int, place))


def test_it_says_what_the_general_checker_says(rng) -> None:
    network = Network((3, 4, 2), "tanh", l2=0.2)
    parameters, x, t = problem(network, rng)
    gradients = network.loss_and_gradients(parameters, x, t).gradients
    gradients["W1"] = -gradients["W1"]
    fast = check_network(network, parameters, x, t, gradients)
    slow = check_gradients(
        lambda p: network.mean_loss(p, x, t) + network.penalty(p), gradients, parameters, samples=len(x)
    )
    assert [(p.name, p.agrees, p.suggestion) for p in fast.parameters] == [
        (p.name, p.agrees, p.suggestion) for p in slow.parameters
    ]


def test_a_relu_exactly_at_zero_is_a_kink_and_no_fault(rng) -> None:
    network = Network((3, 4, 2), "relu")
    parameters, x, t = problem(network, rng)
    parameters["W1"][:, 1] = 0
    parameters["b1"][1] = 0
    report = check_network(network, parameters, x, t)
    assert report.agrees
    assert next(p for p in report.parameters if p.name == "b1").kinks == 1


def test_missing_mean_is_named(rng) -> None:
    network = Network((3, 4, 2))
    parameters, x, t = problem(network, rng, n_rows=7)
    gradients = {n: 7 * g for n, g in network.loss_and_gradients(parameters, x, t).gradients.items()}
    report = check_network(network, parameters, x, t, gradients)
    assert not report.agrees
    assert "7" in " ".join(report.suggestions)


def test_nonsense_is_refused(rng) -> None:
    network = Network((3, 4, 2))
    parameters, x, t = problem(network, rng)
    with pytest.raises(InputError, match="x has 2 columns"):
        check_network(network, parameters, x[:, :2], t)
    with pytest.raises(InputError, match="W1 has shape"):
        check_network(network, parameters, x, t, {**parameters, "W1": np.zeros((2, 2))})
    with pytest.raises(InputError, match="this network has"):
        check_network(network, {"W1": parameters["W1"]}, x, t)
