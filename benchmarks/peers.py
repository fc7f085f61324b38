"""The same training by ours and by the peers: each is given the work and the parameters to start from.

What each gives back is a function that takes all steps once, from the same start, and gives the parameters at the end.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from scipy.special import expit
from threadpoolctl import threadpool_limits

from unstuck.arrays import Parameters
from unstuck.nn import Recipe
from unstuck.nn.kernels import choose_loop
from unstuck.nn.rows import Rows
from unstuck.nn.threads import threads
from unstuck.nn.training import start

Trainer = Callable[[], Parameters]


def _threads() -> int:
    return int(os.environ.get("OPENBLAS_NUM_THREADS", "1"))


def unstuck(work: Any, parameters: Parameters) -> Trainer:
    recipe = Recipe(work.epochs, work.batch_size, "sequential", work.rate)
    rng = np.random.default_rng(0)
    state, rows = start(work.network, parameters, recipe, rng), Rows(work.x, work.t)

    def train() -> Parameters:
        steps, _ = choose_loop(work.network, rows, recipe, state, rng, None, watched="blocks")
        with threads(work.network, work.batch_size):  # as `fit` does
            for step in steps:
                last = step.parameters
        return last

    return train


def numpy(work: Any, parameters: Parameters) -> Trainer:
    """As in the posts: forward, dz, dW, W - rate dW."""
    hidden = work.network.hidden_activations[0].name
    output, loss = work.network.output_activation.name, work.network.loss_record.name

    def train() -> Parameters:
        w1, b1, w2, b2 = parameters.values()
        for _ in range(work.epochs):
            for first in range(0, len(work.x), work.batch_size):
                x, t = work.x[first : first + work.batch_size], work.t[first : first + work.batch_size]
                z = x @ w1 + b1
                a = expit(z) if hidden == "sigmoid" else np.tanh(z) if hidden == "tanh" else np.maximum(z, 0)
                z = a @ w2 + b2
                if output == "softmax":
                    e = np.exp(z - z.max(axis=1, keepdims=True))
                    y = e / e.sum(axis=1, keepdims=True)
                else:
                    y = expit(z)
                dz = (y - t) / np.float32(len(x))
                if loss == "half_squared_error":
                    dz = dz * y * (1 - y)
                da = dz @ w2.T
                da = da * (a * (1 - a) if hidden == "sigmoid" else 1 - a * a if hidden == "tanh" else a > 0)
                w2, b2 = w2 - work.rate * a.T @ dz, b2 - work.rate * dz.sum(axis=0)
                w1, b1 = w1 - work.rate * x.T @ da, b1 - work.rate * da.sum(axis=0)
        return dict(zip(parameters, (w1, b1, w2, b2), strict=True))

    return train


def pytorch(work: Any, parameters: Parameters) -> Trainer:
    import torch
    from torch import nn

    torch.set_num_threads(_threads())
    n_in, n_hidden, n_out = work.network.widths
    functions = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}
    x, t = torch.from_numpy(work.x), torch.from_numpy(work.t)
    loss_name, rows = work.network.loss_record.name, work.batch_size
    losses = {
        "categorical_cross_entropy": nn.CrossEntropyLoss(),
        "binary_cross_entropy": nn.BCEWithLogitsLoss(reduction="sum"),
        "half_squared_error": nn.MSELoss(reduction="sum"),
    }
    loss = losses[loss_name]
    shrink = {"categorical_cross_entropy": 1.0, "binary_cross_entropy": rows, "half_squared_error": 2 * rows}[loss_name]

    def train() -> Parameters:
        layers: list[Any] = [nn.Linear(n_in, n_hidden), functions[work.network.hidden_activations[0].name]()]
        layers.append(nn.Linear(n_hidden, n_out))
        if loss_name == "half_squared_error":
            layers.append(nn.Sigmoid())
        network = nn.Sequential(*layers)
        with torch.no_grad():
            for own, given in zip(network.parameters(), parameters.values(), strict=True):
                own.copy_(torch.from_numpy(given.T))
        optimizer = torch.optim.SGD(network.parameters(), lr=work.rate)
        for _ in range(work.epochs):
            for first in range(0, len(x), rows):
                optimizer.zero_grad()
                (loss(network(x[first : first + rows]), t[first : first + rows]) / shrink).backward()
                optimizer.step()
        found = [p.detach().numpy().T.copy() for p in network.parameters()]
        return dict(zip(parameters, found, strict=True))

    return train


def _jax(work: Any, parameters: Parameters, by_hand: bool) -> Trainer:
    if _threads() == 1:
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    import jax
    import jax.numpy as jnp

    hidden, output = work.network.hidden_activations[0].name, work.network.output_activation.name
    loss_name, rate = work.network.loss_record.name, work.rate
    function = {"sigmoid": jax.nn.sigmoid, "tanh": jnp.tanh, "relu": jax.nn.relu}[hidden]

    def loss(p: Any, x: Any, t: Any) -> Any:
        z = function(x @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
        if loss_name == "categorical_cross_entropy":
            return -(t * jax.nn.log_softmax(z)).sum() / len(x)
        if loss_name == "binary_cross_entropy":
            return -(t * jax.nn.log_sigmoid(z) + (1 - t) * jax.nn.log_sigmoid(-z)).sum() / len(x)
        return ((jax.nn.sigmoid(z) - t) ** 2).sum() / 2 / len(x)

    def by_differentiation(p: Any, batch: Any) -> Any:
        value, g = jax.value_and_grad(loss)(p, *batch)
        return {name: p[name] - rate * g[name] for name in p}, value

    def by_formulas(p: Any, batch: Any) -> Any:
        x, t = batch
        a = function(x @ p["W1"] + p["b1"])
        z = a @ p["W2"] + p["b2"]
        y = jax.nn.softmax(z) if output == "softmax" else jax.nn.sigmoid(z)
        dz = (y - t) / len(x) * (y * (1 - y) if loss_name == "half_squared_error" else 1)
        slope = a * (1 - a) if hidden == "sigmoid" else 1 - a * a if hidden == "tanh" else a > 0
        da = dz @ p["W2"].T * slope
        g = {"W1": x.T @ da, "b1": da.sum(0), "W2": a.T @ dz, "b2": dz.sum(0)}
        return {name: p[name] - rate * g[name] for name in p}, None

    step = by_formulas if by_hand else by_differentiation
    whole = work.batch_size == len(work.x)
    size = work.batch_size
    x, t = (jnp.asarray(a.reshape(-1, size, a.shape[1])) for a in (work.x, work.t))

    @jax.jit
    def run(p: Any) -> Any:
        if whole:
            p, losses = jax.lax.scan(lambda p, _: step(p, (x[0], t[0])), p, None, length=work.epochs)
        else:
            p, losses = jax.lax.scan(lambda p, _: jax.lax.scan(step, p, (x, t)), p, None, length=work.epochs)
        return p, losses

    def train() -> Parameters:
        found, _ = jax.block_until_ready(run({name: jnp.asarray(p) for name, p in parameters.items()}))
        return {name: np.asarray(found[name]) for name in parameters}

    return train


def scikit_learn(work: Any, parameters: Parameters) -> Trainer:
    from sklearn.neural_network import MLPClassifier

    labels = work.t.argmax(axis=1) if work.t.shape[1] > 1 else work.t[:, 0].astype(int)
    name = {"sigmoid": "logistic"}.get(work.network.hidden_activations[0].name, work.network.hidden_activations[0].name)

    def train() -> Parameters:
        with threadpool_limits(_threads()):
            model = MLPClassifier(
                work.network.widths[1:-1], activation=name, solver="sgd", alpha=0, momentum=0, shuffle=False, tol=0,
                batch_size=work.batch_size, learning_rate_init=work.rate, max_iter=work.epochs,
                n_iter_no_change=10**9, random_state=0, nesterovs_momentum=False,
            )  # fmt: skip
            model.partial_fit(work.x[:1], labels[:1], classes=np.unique(labels))  # makes the arrays
            w1, b1, w2, b2 = (p.copy() for p in parameters.values())
            for own, given in zip((*model.coefs_, *model.intercepts_), (w1, w2, b1, b2), strict=True):
                own[:] = given  # in place: the optimizer holds these arrays
            model.set_params(warm_start=True).fit(work.x, labels)
        (w1, w2), (b1, b2) = model.coefs_, model.intercepts_
        return dict(zip(parameters, (w1, b1, w2, b2), strict=True))

    return train


PEERS: dict[str, Callable[[Any, Parameters], Trainer]] = {
    "unstuck": unstuck,
    "JAX": partial(_jax, by_hand=False),
    "JAX by hand": partial(_jax, by_hand=True),
    "PyTorch": pytorch,
    "scikit-learn": scikit_learn,
    "NumPy": numpy,
}


def versions() -> str:
    from importlib.metadata import version

    names = ("torch", "jax", "jaxlib", "scikit-learn", "numpy", "scipy", "numba")
    return ", ".join(f"{name} {version(name)}" for name in names)
