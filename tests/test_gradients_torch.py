"""The network's losses, gradients and steps against PyTorch: a third truth, its formulas and its derivatives not ours.

Needs the extra `torch`; CONTRIBUTING says how.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from unstuck.errors import InputError
from unstuck.nn import ACTIVATIONS, LOSSES, OPTIMIZERS, Network

torch = pytest.importorskip(
    "torch", reason="needs PyTorch, 200 MB that nothing else here needs: pip install '.[torch]'"
)
functional = torch.nn.functional

THEIRS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "softplus": functional.softplus,
    "gelu": functional.gelu,
    "exp": torch.exp,
    "identity": lambda z: z,
    "softmax": lambda z: functional.softmax(z, dim=1),
}
THEIR_LOSSES = {
    "binary_cross_entropy": lambda y, t: functional.binary_cross_entropy(y, t, reduction="none").sum(dim=1),
    "categorical_cross_entropy": lambda y, t: -(t * torch.log(y)).sum(dim=1),
    "half_squared_error": lambda y, t: functional.mse_loss(y, t, reduction="none").sum(dim=1) / 2,
    "mean_squared_error": lambda y, t: functional.mse_loss(y, t, reduction="none").mean(dim=1),
    "huber": lambda y, t: functional.huber_loss(y, t, reduction="none").sum(dim=1),
    "poisson": lambda y, t: (y - t + torch.xlogy(t, t / y)).sum(dim=1),
}
THEIR_OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, 0.05),
    "momentum": lambda p: torch.optim.SGD(p, 0.05, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, 0.05, momentum=0.9, nesterov=True),
    "rmsprop": lambda p: torch.optim.RMSprop(p, 0.05, alpha=0.9),
    "adam": lambda p: torch.optim.Adam(p, 0.05),
    "adamw": lambda p: torch.optim.AdamW([{"params": p[::2]}, {"params": p[1::2], "weight_decay": 0}], 0.05),
}


def problem(network: Network, rng: np.random.Generator):
    parameters = network.initial_parameters(rng, weights="normal:0.4", biases="normal:0.3")
    n_outputs = network.widths[-1]
    t = rng.dirichlet(np.ones(n_outputs), 7) if n_outputs > 1 else rng.random((7, 1))
    return parameters, rng.standard_normal((7, network.widths[0])), t, rng.uniform(0.1, 2, 7)


def as_tensors(parameters):
    return {name: torch.tensor(p, requires_grad=True) for name, p in parameters.items()}


def their_loss(network: Network, parameters, x, t, weights):
    a, penalty = torch.tensor(x), 0.0
    functions = [f.name for f in (*network.hidden_activations, network.output_activation)]
    for layer, function in enumerate(functions, start=1):
        w = parameters[f"W{layer}"]
        a = THEIRS[function](functional.linear(a, w.T, parameters[f"b{layer}"]))
        penalty = penalty + network.l2 / 2 * (w**2).sum()
    return (torch.tensor(weights) * THEIR_LOSSES[network.loss_record.name](a, torch.tensor(t))).mean() + penalty


def disagreement(ours: np.ndarray, theirs) -> float:
    theirs = theirs.detach().numpy()
    return float(np.linalg.norm(ours - theirs) / (np.linalg.norm(theirs) or 1))


def pairs():
    for loss, output, width in itertools.product(LOSSES, ACTIVATIONS, (1, 2, 5)):
        try:
            Network((2, width), output=output, loss=loss)
        except InputError:
            continue
        yield pytest.param(loss, output, width, id=f"{loss}-{output}-{width}")


@pytest.mark.parametrize(("loss", "output", "width"), list(pairs()))
def test_every_gradient_is_that_of_pytorch(loss, output, width, rng) -> None:
    for hidden in ACTIVATIONS:
        network = Network((3, 4, width), hidden, output, loss, l2=0.1)
        parameters, x, t, weights = problem(network, rng)
        ours, theirs = network.loss_and_gradients(parameters, x, t, weights), as_tensors(parameters)
        value = their_loss(network, theirs, x, t, weights)
        value.backward()
        assert ours.loss == pytest.approx(value.item(), rel=1e-12)
        for name, gradient in ours.gradients.items():
            assert disagreement(gradient, theirs[name].grad) < 1e-9, (hidden, name)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [1, 100, 10_000])
def test_classes_from_logits_of_any_size(size, dtype, rng) -> None:
    """PyTorch's own fused losses take the values before the output activation, as ours do."""
    fused = {
        "binary_cross_entropy": lambda z, t: functional.binary_cross_entropy_with_logits(z, t, reduction="none").sum(1),
        "categorical_cross_entropy": lambda z, t: functional.cross_entropy(z, t.argmax(dim=1), reduction="none"),
    }
    x = (size * rng.standard_normal((6, 3))).astype(dtype)
    t = np.eye(3, dtype=dtype)[rng.integers(3, size=6)]
    for loss, theirs in fused.items():
        z = torch.tensor(x, requires_grad=True)
        value = theirs(z, torch.tensor(t)).mean()
        value.backward()
        ours = Network((3, 3), loss=loss).loss_and_gradients(
            {"W1": np.eye(3, dtype=dtype), "b1": np.zeros(3, dtype)}, x, t
        )
        assert ours.loss == pytest.approx(value.item(), rel=1e-6 if dtype == np.float32 else 1e-12)
        # The slope at b is the sum over the rows of that at z.
        tolerance = 1e-6 if dtype == np.float32 else 1e-12
        np.testing.assert_allclose(ours.gradients["b1"], z.grad.numpy().sum(axis=0), atol=tolerance)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_twenty_steps_of_every_optimizer_are_those_of_pytorch(name, rng) -> None:
    network = Network((3, 4, 2), "tanh", l2=0.01)
    parameters, x, t, weights = problem(network, rng)
    optimizer, theirs = OPTIMIZERS[name](), as_tensors(parameters)
    state, stepper = optimizer.start(parameters), THEIR_OPTIMIZERS[name](list(theirs.values()))
    for step in range(1, 21):
        gradients = network.loss_and_gradients(parameters, x, t, weights).gradients
        state, parameters = optimizer.update(state, parameters, gradients, 0.05, step)
        stepper.zero_grad()
        their_loss(network, theirs, x, t, weights).backward()
        stepper.step()
    for parameter, p in parameters.items():
        assert disagreement(p, theirs[parameter]) < 1e-9, parameter


def test_the_comparison_can_fail(rng) -> None:
    network = Network((3, 4, 2), "tanh")
    parameters, x, t, weights = problem(network, rng)
    theirs = as_tensors(parameters)
    their_loss(network, theirs, x, t, weights).backward()
    wrong = network.loss_and_gradients(parameters, x, t, weights).gradients["W1"].copy()
    wrong[0, 0] *= 1.001
    assert disagreement(wrong, theirs["W1"].grad) > 1e-9
