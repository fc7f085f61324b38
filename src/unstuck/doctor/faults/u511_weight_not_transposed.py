"""The error is sent back through the wrong weights

## What happens

The error of a layer is multiplied by the weights without transposing them, or by those of another layer. The matrix is square, so the
product has the right shape and no error is raised.

## Why it stops learning

Going back, the error must take each connection that the signal took, with the same weight. If the forward pass is
`z_j = sum_i a_i W_ij`, then `dL/da_i = sum_j delta_j W_ij`, which is `delta @ W.T`. Without the transpose unit i gets the sum over
`W_ji`: the weights of other connections. What arrives in the lower layers has nothing to do with their share in the error; its angle
with the true gradient is as good as random. The layer above is not affected, so the network learns something, with random features
below.

## How we know

The product is wrong, and the error that went into it is exact. With the transposed weights in its place the product agrees with the true
derivative to rounding.

## The repair

`delta @ W.T` where the forward pass is `a @ W`; `W.T @ delta` where it is `W @ a`.

## When this is fine

If the forward pass itself uses `W.T` (weights stored as outputs by inputs), the way back uses `W`. Fixed random
matrices in place of `W.T` are a method of their own (feedback alignment), if that is what is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.alternatives import other_index, other_values
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.gradients import replayed
from unstuck.doctor.mistakes import Wrong, weights_of
from unstuck.doctor.substitution import substituted
from unstuck.doctor.trace import Node


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the transposed weights, or those of another layer, put it right."""
    evidence = wrong.evidence
    weights = weights_of(evidence)
    for source in wrong.node.inputs:
        root = source.inputs[0] if source not in weights and len(source.inputs) == 1 else source
        if root not in weights or np.ndim(source.value) != 2:
            continue
        options = [(array(source.value).T, f"{weights[root]} transposed")]
        for other, name in weights.items():
            if other is not root and np.ndim(other.value) == 2:
                options += [(array(other.value), name), (array(other.value).T, f"{name} transposed")]
        for value, name in options:
            if np.shape(value) == np.shape(source.value) and wrong.mended(source, value):
                return found(
                    __name__,
                    case.span(wrong.node),
                    f"The error is sent back through the wrong weights in `{case.text(case.span(wrong.node))}`: "
                    f"it needs {name}.",
                    "Going back, an error must take each connection that the signal took, with the same weight: if forward is "
                    "z = a W, backward is delta W^T. With a square matrix the missing transpose raises no error, but the units "
                    f"get the blame of others. Use {name}.",
                    (
                        "cosine of the step and the true gradient, " + wrong.compared.name,
                        number(wrong.compared.cosine),
                        "1",
                    ),
                    (f"the same with {name}", "1", "1"),
                )
    return _through_another_entry(case, wrong, weights)


def _through_another_entry(case: Case, wrong: Wrong, weights: dict[Node, str]) -> Finding | None:
    """See whether another entry of the same weights puts a single number right, or the one that it was made of.

    `error * w[0]` is right for the first unit, and where it goes on as the second one's it is not.
    """
    for product in (wrong.node, wrong.source):
        for source in product.inputs if product is not None and np.size(product.value) == 1 else ():
            root = source.inputs[0] if source.name == "getitem" and source.inputs else source
            if root not in weights or root is source or np.size(source.value) > 1:
                continue
            there = {float(n.value) for n in wrong.evidence.backward if np.ndim(n.value) == 0}
            for value in array(root.value).ravel():
                assert product is not None
                made = replayed(product, lambda n: value if n is source else n.value)  # noqa: B023 - used at once
                if float(made) in there:
                    continue  # it went back through that entry as well
                if wrong.mended(*((source, value) if product is wrong.node else (product, made))):
                    return _another_entry(case, wrong, product, source, weights[root], float(value))
    return None


def _another_entry(case: Case, wrong: Wrong, product: Node, used: Node, name: str, value: float) -> Finding:
    text = case.text(case.span(product))
    return found(
        __name__,
        case.span(product),
        f"The error is sent back through the wrong weight in `{text}`: it needs another entry of {name}.",
        "Going back, an error must take each connection that the signal took, with the same weight. With that of "
        "another connection a unit gets the blame of another one.",
        (f"entry of {name} that is used", number(float(used.value)), number(value)),
        ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
    )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Send the error back through the transposed weights of its own layer."""
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
    d1 = d2 @ W2 * (1 - h1**2)  # ! U511
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
            w = self.weights[layer].T if layer != 1 else self.weights[layer]
            delta = w @ delta * a * (1 - a)  # ! U511
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

rng = np.random.default_rng(3)
U, W, b = rng.normal(size=(8, 3)) * 0.4, rng.normal(size=(8, 8)) * 0.3, np.zeros((8, 1))
V, c = rng.normal(size=(3, 8)) * 0.4, np.zeros((3, 1))
text = [0, 1, 2, 1, 0, 2, 2, 1] * 12
for start in range(0, 80, 6):
    xs, hs, ps, loss = {}, {-1: np.zeros((8, 1))}, {}, 0
    for t in range(6):
        xs[t] = np.eye(3)[[text[start + t]]].T
        hs[t] = np.tanh(U @ xs[t] + W @ hs[t - 1] + b)
        e = np.exp(V @ hs[t] + c)
        ps[t] = e / e.sum()
        loss -= np.log(ps[t][text[start + t + 1], 0])
    dU, dW, db, dV, dc = (np.zeros_like(p) for p in (U, W, b, V, c))
    later = np.zeros((8, 1))
    for t in reversed(range(6)):
        dy = ps[t].copy()
        dy[text[start + t + 1]] -= 1
        dV += dy @ hs[t].T
        dc += dy
        raw = (V.T @ dy + later) * (1 - hs[t] ** 2)
        dU += raw @ xs[t].T
        dW += raw @ hs[t - 1].T
        db += raw
        later = W @ raw  # ! U511
    for parameter, slope in zip((U, W, b, V, c), (dU, dW, db, dV, dc)):
        parameter -= 0.1 * slope
    print(start, loss)
""",
    """
import numpy as np

rng = np.random.default_rng(11)
near, far = rng.uniform(-1, 1, size=(2, 60))
price = 0.8 * np.tanh(near - far) - 0.5 * np.tanh(near + 2 * far)
into = rng.normal(size=(2, 2)) * 0.7
out = np.array([0.6, -0.35])
rate = 0.07
for week in range(40):
    for a, b, wanted in zip(near, far, price):
        first = np.tanh(into[0, 0] * a + into[1, 0] * b)
        second = np.tanh(into[0, 1] * a + into[1, 1] * b)
        error = out[0] * first + out[1] * second - wanted
        back_first = error * out[0] * (1 - first**2)
        back_second = error * out[0] * (1 - second**2)  # ! U511
        out[0] -= rate * error * first
        out[1] -= rate * error * second
        into[0, 0] -= rate * back_first * a
        into[1, 0] -= rate * back_first * b
        into[0, 1] -= rate * back_second * a
        into[1, 1] -= rate * back_second * b
print("squared error of the last:", error**2)
""",
    """
import numpy as np

rng = np.random.default_rng(7)
steps, width, kinds = 6, 8, 4
rows = [rng.integers(0, kinds, size=steps + 1) for _ in range(40)]
for row in rows:
    row[2:] = (row[:2].sum() + np.arange(steps - 1)) % kinds  # what follows the first two is known by them
U, V = rng.normal(size=(width, kinds)) * 0.4, rng.normal(size=(kinds, width)) * 0.4
W = rng.normal(size=(width, width)) * 0.3


def forward(x):
    s, o = np.zeros((len(x) + 1, width)), np.zeros((len(x), kinds))
    for t in range(len(x)):
        s[t] = np.tanh(U[:, x[t]] + W @ s[t - 1])
        e = np.exp(V @ s[t])
        o[t] = e / e.sum()
    return o, s


for epoch in range(60):
    for row in rows:
        x, y = row[:-1], row[1:]
        o, s = forward(x)
        wrong = o.copy()
        wrong[np.arange(steps), y] -= 1
        dU, dV, dW = np.zeros_like(U), np.zeros_like(V), np.zeros_like(W)
        for t in reversed(range(steps)):
            dV += np.outer(wrong[t], s[t])
            delta = V.T @ wrong[t] * (1 - s[t] ** 2)
            for k in range(t, -1, -1):
                dW += np.outer(delta, s[k - 1])
                dU[:, x[k]] += delta
                delta = W @ delta * (1 - s[k - 1] ** 2)  # ! U511
        U -= 0.02 * dU
        V -= 0.02 * dV
        W -= 0.02 * dW
print("loss:", -np.mean([np.log(forward(r[:-1])[0][np.arange(steps), r[1:]]) for r in rows]))
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
    h2 = np.tanh(h1 @ W2.T + b2)
    e = np.exp(h2 @ W3 + b3)
    p = e / e.sum(axis=1, keepdims=True)
    d3 = (p - T) / len(X)
    d2 = d3 @ W3.T * (1 - h2**2)
    d1 = d2 @ W2 * (1 - h1**2)
    W3 -= 0.5 * h2.T @ d3
    b3 -= 0.5 * d3.sum(axis=0)
    W2 -= 0.5 * d2.T @ h1
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
