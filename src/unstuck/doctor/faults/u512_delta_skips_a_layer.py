"""The error of a layer is used where that of the next one belongs

## What happens

In a network with several hidden layers the error at the output, or that of a later layer, is sent straight to a layer further down. The widths
are equal, so the shapes fit.

## Why it stops learning

The error goes back layer by layer:

    delta_l = (delta_{l+1} W_{l+1}^T) * f'(z_l)

`delta_1` is made from `delta_2`, not from `delta_3`. If a layer is skipped, its weights and its slopes do not count: the layers below are told what
somebody else's share of the error is. Their steps have no relation to the way down, while the upper layers are right and go on learning.

## How we know

The wrong value becomes right, to rounding, when the error that went into it is replaced by the exact one of another layer.

## The repair

Follow the chain: compute `delta_3` at the output, `delta_2` from `delta_3`, `delta_1` from `delta_2`, each with the weights between the two layers.

## When this is fine

Where the forward pass itself skips a layer (`h3 = f(h2 @ W3 + h1)`, a residual connection), the error takes both ways back, and they
are added.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.alternatives import other_index, other_values
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.substitution import substituted


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the error of the next layer should have stood where that of a later one does."""
    evidence = wrong.evidence
    if wrong.source is None or wrong.at is None:
        return None
    factor, shapes = wrong.factor(), {np.shape(wrong.source.value)}
    if wrong.node.name == "mul" and np.size(wrong.source.value) == 1 < np.size(wrong.end.value):
        # The one error of the output goes with any number of units.
        factor, shapes = array(wrong.end.value) / array(wrong.source.value), {np.shape(wrong.end.value)}
    for node, there in sorted(evidence.adjoint.items(), key=lambda pair: -pair[0].index):
        if node is wrong.at or node in evidence.roles.version or np.size(there) < 2:
            continue
        for value in (there, there.T):
            if np.shape(value) not in shapes:
                continue
            if wrong.mended(wrong.source, value * wrong.scale) or (factor is not None and wrong.right(value * factor)):
                place = _place(case, wrong)
                return found(
                    __name__,
                    place,
                    f"The error in `{case.text(place)}` is that of another layer.",
                    "Each layer's error is the next layer's, sent back through the weights between them: "
                    "delta_l = (delta_{l+1} W_{l+1}^T) * f'(z_l). Here a layer is skipped, so its weights do not count and "
                    "the layers below are told nothing about their own share. Send back the error of the next layer.",
                    (
                        "cosine of the step and the true gradient, " + wrong.compared.name,
                        number(wrong.compared.cosine),
                        "1",
                    ),
                    ("the same with the next layer's error", "1", "1"),
                )
    return None


def _place(case: Case, wrong: Wrong) -> Span:
    """Find where the error of another layer is sent back: on a line of its own, if that is for this layer alone."""
    source = wrong.source
    own = source is not None and source.site >= 0 and source.name in ("dot", "matmul")
    if source is None or not own or case.span(source).line == case.span(wrong.node).line:
        return case.span(wrong.node)
    users = [u for u in case.roles.users.get(source, ()) if u in wrong.evidence.round.ancestors]
    return case.span(source) if users == [wrong.node] else case.span(wrong.node)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Send back the error of the next layer."""
    return substituted(case, finding, other_values, other_index)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(6)
X = rng.normal(size=(60, 4))
labels = (X[:, 0] * X[:, 1] > 0) * 1 + (X[:, 2] > 0.5)
T = np.eye(3)[labels]
W1, b1 = rng.normal(size=(4, 8)) * 0.5, np.zeros(8)
W2, b2 = rng.normal(size=(8, 8)) * 0.4, np.zeros(8)
W3, b3 = rng.normal(size=(8, 3)) * 0.4, np.zeros(3)
for epoch in range(500):
    h1 = np.tanh(X @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    e = np.exp(h2 @ W3 + b3)
    p = e / e.sum(axis=1, keepdims=True)
    d3 = (p - T) / len(X)
    d2 = d3 @ W3.T * (1 - h2**2)
    d1 = d3 @ W3.T * (1 - h1**2)  # ! U512
    W3 -= 0.5 * h2.T @ d3
    b3 -= 0.5 * d3.sum(axis=0)
    W2 -= 0.5 * h1.T @ d2
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, sizes, rng):
        self.weights = [rng.normal(size=(b, a)) * np.sqrt(2 / a) for a, b in zip(sizes, sizes[1:])]
        self.biases = [np.zeros((b, 1)) for b in sizes[1:]]

    def forward(self, x):
        self.activations = [x]
        for w, b in zip(self.weights, self.biases):
            self.activations.append(sigmoid(w @ self.activations[-1] + b))
        return self.activations[-1]

    def train(self, x, y, rate):
        out = self.forward(x)
        delta = (out - y) * out * (1 - out) / x.shape[1]
        steps = []
        for layer in range(len(self.weights) - 1, -1, -1):
            a = self.activations[layer]
            steps.insert(0, (delta @ a.T, delta.sum(axis=1, keepdims=True)))
            if layer == 2:
                last = delta = self.weights[layer].T @ delta * a * (1 - a)
            if layer == 1:
                delta = last * a * (1 - a)  # ! U512
        for layer, (dw, db) in enumerate(steps):
            self.weights[layer] -= rate * dw
            self.biases[layer] -= rate * db
        return np.mean((out - y) ** 2)


rng = np.random.default_rng(7)
x = rng.normal(size=(2, 50))
y = np.stack([x[0] * x[1] > 0, x[0] > 0]) * 1.0
network = Network([2, 6, 6, 2], rng)
for epoch in range(3000):
    error = network.train(x, y, 8.0)
print("mean squared error:", error)
""",
    """
import numpy as np

rng = np.random.default_rng(21)
rows = rng.choice([-1.0, 1.0], size=(24, 3))
wanted = (rows.prod(axis=1) > 0).astype(float)
W, V = rng.normal(size=(9, 4)), rng.normal(size=(1, 10))


def squash(s):
    return 1 / (1 + np.exp(-s))


for turn in range(400):
    for row, target in zip(rows, wanted):
        x = np.append(row, 1.0).reshape(4, 1)
        h = squash(W @ x)
        with_one = np.vstack([h, [[1.0]]])
        y = squash(V @ with_one)
        miss = (target - y) * y * (1 - y)
        share = miss * h * (1 - h)  # ! U512
        V += 0.7 * miss @ with_one.T
        W += 0.7 * share @ x.T
answers = [squash(V @ np.append(squash(W @ np.append(r, 1.0)), 1.0))[0] for r in rows]
print("right:", np.mean((np.array(answers) > 0.5) == (wanted > 0.5)))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(6)
X = rng.normal(size=(60, 4))
labels = (X[:, 0] * X[:, 1] > 0) * 1 + (X[:, 2] > 0.5)
T = np.eye(3)[labels]
W1, b1 = rng.normal(size=(4, 8)) * 0.5, np.zeros(8)
W2, b2 = rng.normal(size=(8, 8)) * 0.4, np.zeros(8)
W3, b3 = rng.normal(size=(8, 3)) * 0.4, np.zeros(3)
for epoch in range(500):
    h1 = np.tanh(X @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    e = np.exp((h1 + h2) @ W3 + b3)
    p = e / e.sum(axis=1, keepdims=True)
    d3 = (p - T) / len(X)
    dh = d3 @ W3.T
    d2 = dh * (1 - h2**2)
    d1 = (dh + d2 @ W2.T) * (1 - h1**2)
    W3 -= 0.5 * (h1 + h2).T @ d3
    b3 -= 0.5 * d3.sum(axis=0)
    W2 -= 0.5 * h1.T @ d2
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, sizes, rng):
        self.weights = [rng.normal(size=(b, a)) * np.sqrt(2 / a) for a, b in zip(sizes, sizes[1:])]
        self.biases = [np.zeros((b, 1)) for b in sizes[1:]]

    def forward(self, x):
        self.activations = [x]
        for w, b in zip(self.weights, self.biases):
            self.activations.append(sigmoid(w @ self.activations[-1] + b))
        return self.activations[-1]

    def train(self, x, y, rate):
        out = self.forward(x)
        delta = (out - y) * out * (1 - out) / x.shape[1]
        steps = []
        for layer in range(len(self.weights) - 1, -1, -1):
            a = self.activations[layer]
            steps.insert(0, (delta @ a.T, delta.sum(axis=1, keepdims=True)))
            delta = self.weights[layer].T @ delta * a * (1 - a)
        for layer, (dw, db) in enumerate(steps):
            self.weights[layer] -= rate * dw
            self.biases[layer] -= rate * db
        return np.mean((out - y) ** 2)


rng = np.random.default_rng(7)
x = rng.normal(size=(2, 50))
y = np.stack([x[0] * x[1] > 0, x[0] > 0]) * 1.0
network = Network([2, 6, 6, 2], rng)
for epoch in range(3000):
    error = network.train(x, y, 8.0)
print("mean squared error:", error)
""",
)
