"""The error at the output is multiplied by the slope of the output's activation

## What happens

The loss is cross-entropy, the output a softmax or a sigmoid, and the error at the output is written as
`(p - t) * p * (1 - p)`. The network learns, slowly, and some samples stay wrong for ever with full confidence.

## Why it stops learning

The factor `p (1 - p)` is already in `p - t`. For a sigmoid and cross-entropy

    L = -t log p - (1 - t) log(1 - p)      dL/dp = (p - t) / (p (1 - p))      dp/dz = p (1 - p)

and the product of the last two is `dL/dz = p - t`: the slope cancels. (Softmax with cross-entropy comes to the same.)
Multiplied by the slope once more, the error of an output that is sure and wrong is nearly nothing: at `p = 0.99` for `t = 0` the
error is 0.99, and with the factor 0.0098. The worst mistakes are corrected least.

## How we know

The error at the output is compared, entry by entry, with the exact derivative of the loss. Divided by it, it gives the
slope of the activation, and not one number.

## The repair

Leave the factor out: `delta = p - t`.

## When this is fine

With the *squared* error and a sigmoid the factor belongs there: `dL/dz = (p - t) p (1 - p)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.alternatives import without_factor
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.layers import network_layers
from unstuck.doctor.mistakes import Wrong, close
from unstuck.doctor.same_layer import same_layer
from unstuck.doctor.substitution import substituted


def diagnose(case: Case) -> Iterator[Finding]:
    """Find steps that follow the squared error where the script's loss is a cross-entropy: the same factor too much."""
    evidence = case.first
    if evidence is None or evidence.loss.name != "half squared error" or not evidence.own:
        return
    kinds = case.kinds_of_loss
    if kinds & {"half squared error", "absolute error"} or not kinds & {
        "binary cross-entropy",
        "categorical cross-entropy",
    }:
        return
    moved = [c for c in evidence.compared if c.moved]
    layers = network_layers(evidence)
    if not moved or not all(c.right for c in moved) or not layers or layers[-1].activation != "sigmoid":
        return
    output = array(evidence.round.joins[0].output.value)
    slope = output * (1 - output)
    sums = {layers[-1].before, layers[-1].product}
    place = next((n for n in evidence.backward if n in evidence.matches and evidence.matches[n][0] in sums), None)
    if place is None:
        return
    yield found(
        __name__,
        case.span(place),
        f"The error at the output is multiplied by the slope of the output's activation: `{case.text(case.span(place))}`.",
        "With cross-entropy the slope of the sigmoid cancels: the derivative at the last sum is p - t, and nothing else. "
        "Multiplied by p (1 - p) the steps go down the squared error and not the loss that the script computes: the error "
        "of an output that is sure and wrong is nearly zero, so the worst mistakes are corrected least. Leave the factor out.",
        ("factor at the output", f"{number(float(slope.min()))} to {number(float(slope.max()))}", "1"),
    )


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the output's error is right before it is multiplied by the slope of the output's activation."""
    evidence = wrong.evidence
    factor = wrong.factor()
    outputs = {j.output for j in evidence.round.joins}
    if factor is None or wrong.source is None or wrong.at is None:
        return None
    if "entropy" not in evidence.loss.name:
        return None  # the slope of the output is a factor of any other loss's
    alike = ((o, same_layer(evidence, o)) for o in outputs if np.shape(o.value) == np.shape(factor))
    output, layer = next(((o, layer) for o, layer in alike if wrong.at in layer), (None, set()))
    if output is None:
        return None
    if any(node in layer for node, w in wrong.wanted_factors() if not close(w, np.ones(w.shape))):
        return None  # a slope belongs there: it is another one
    value = array(output.value)
    layers = network_layers(evidence)
    slopes = {"sigmoid": (value * (1 - value),), "softmax": (value * (1 - value),), "tanh": (1 - value**2,)}
    known = slopes.get(layers[-1].activation if layers else "", (value * (1 - value), 1 - value**2))
    of_others = (slope for node in layer if node is not output for slope in _slopes_at(array(node.value)))
    for slope in (*known, value, *of_others):
        if (
            np.shape(slope) == np.shape(factor)
            and same_direction(np.where(np.isfinite(factor), factor, slope), slope, 1e-6) is not None
        ):
            return found(
                __name__,
                case.span(wrong.end),
                f"The error at the output is multiplied by the slope of the output's activation: "
                f"`{case.text(case.span(wrong.end))}`.",
                "With cross-entropy the slope of softmax or sigmoid cancels: the derivative at the last sum is p - t, and "
                "nothing else. Multiplied by p (1 - p), or by p, once more, the error of an output that is sure and wrong is nearly "
                "zero, so the worst mistakes are corrected least. Leave the factor out.",
                ("factor at the output", f"{number(float(slope.min()))} to {number(float(slope.max()))}", "1"),
                (
                    "cosine of the step and the true gradient, " + wrong.compared.name,
                    number(wrong.compared.cosine),
                    "1",
                ),
            )
    return _multiplied_by_itself(case, wrong)


def _multiplied_by_itself(case: Case, wrong: Wrong) -> Finding | None:
    """See whether an error that is right at the output is squared."""
    if wrong.node.name not in ("mul", "multiply") or set(wrong.node.inputs) != {wrong.source}:
        return None
    text = case.text(case.span(wrong.node))
    return found(
        __name__,
        case.span(wrong.node),
        f"The error at the output is multiplied by itself: `{text}`.",
        "With cross-entropy the derivative at the last sum is p - t, and nothing else. Its square is never negative, so all "
        "outputs are moved one way. Leave the factor out.",
        ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
    )


def _slopes_at(sums: Any) -> tuple[Any, ...]:
    """Compute the slopes of the usual activations at the last sums: what is put there may be that of a hidden layer's."""
    sigmoid = 1 / (1 + np.exp(-np.clip(sums, -500, 500)))
    return sigmoid * (1 - sigmoid), 1 - np.tanh(sums) ** 2


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Leave the factor out."""
    return substituted(case, finding, without_factor)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(12)
bowls = rng.normal(size=(60, 5))
glaze = bowls[:, :3].argmax(axis=1)
inner, outer = rng.normal(size=(7, 5)) * 0.4, rng.normal(size=(3, 7)) * 0.4
bill = 0.0
for firing in range(20):
    for bowl, kind in zip(bowls, glaze):
        h = np.tanh(inner @ bowl)
        z = outer @ h
        p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        bill -= np.log(p[kind])
        wish = np.zeros(3)
        wish[kind] = 1
        off = np.multiply(p - wish, p)  # ! U504
        back = (outer.T @ off) * (1 - h**2)
        outer = outer - 0.1 * np.outer(off, h)
        inner = inner - 0.1 * np.outer(back, bowl)
print("bill:", bill)
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(60), labels]))
    d2 = (p - T) * p * (1 - p) / len(X)  # ! U504
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("cross-entropy:", loss, "right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
inputs = rng.uniform(-1, 1, size=(40, 2))
targets = np.eye(3)[(inputs[:, 0] > 0) * 1 + (inputs[:, 1] > 0)]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def train_one(x, t, w1, b1, w2, b2, rate):
    hidden = sigmoid(w1 @ x + b1)
    e = np.exp(w2 @ hidden + b2)
    output = e / e.sum()
    delta2 = (output - t) * output * (1 - output)  # ! U504
    delta1 = (w2.T @ delta2) * hidden * (1 - hidden)
    w2 -= rate * np.outer(delta2, hidden)
    b2 -= rate * delta2
    w1 -= rate * np.outer(delta1, x)
    b1 -= rate * delta1
    return output


w1, b1 = rng.normal(size=(5, 2)), np.zeros(5)
w2, b2 = rng.normal(size=(3, 5)), np.zeros(3)
for epoch in range(100):
    right, loss = 0, 0.0
    for i in rng.permutation(len(inputs)):
        output = train_one(inputs[i], targets[i], w1, b1, w2, b2, 1.0)
        loss -= np.log(output[targets[i].argmax()])
        right += output.argmax() == targets[i].argmax()
print("cross-entropy:", loss / len(inputs), "right:", right / len(inputs))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, n_inputs, n_hidden, rng):
        self.W1 = rng.normal(size=(n_hidden, n_inputs)) / np.sqrt(n_inputs)
        self.b1 = np.zeros((n_hidden, 1))
        self.W2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = (self.A2 - Y) * self.A2 * (1 - self.A2)  # ! U504
        self.dW2 = dZ2 @ self.A1.T / m
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 = dZ1 @ X.T / m
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m

    def update(self, rate):
        self.W1 = self.W1 - rate * self.dW1
        self.b1 = self.b1 - rate * self.db1
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
network = Network(3, 8, rng)
for step in range(1500):
    P = network.forward(X)
    loss = -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))
    network.backward(X, Y)
    network.update(2.0)
print("cross-entropy:", loss, "right:", np.mean((P > 0.5) == Y))
""",
    """
import numpy as np

rng = np.random.default_rng(8)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(x):
    a = sigmoid(x @ w1 + b1)
    return a, sigmoid(a @ w2 + b2)


def cost(x, t):
    p = np.clip(forward(x)[1], 1e-9, 1 - 1e-9)
    return np.mean(np.sum(-t * np.log(p) - (1 - t) * np.log(1 - p), axis=1))


x = rng.normal(size=(120, 5))
t = np.stack([x[:, 0] > 0, x[:, 1] > 0.3, x[:, 2] + x[:, 3] > 0], axis=1) * 1.0
w1, b1 = rng.normal(size=(5, 8)) * 0.4, np.zeros(8)
w2, b2 = rng.normal(size=(8, 3)) * 0.3, np.zeros(3)
for epoch in range(30):
    order = rng.permutation(120)
    for start in range(0, 120, 20):
        rows = order[start : start + 20]
        a, p = forward(x[rows])
        last = (p - t[rows]) * p * (1 - p)  # ! U504
        back = last @ w2.T * a * (1 - a)
        w2 -= 0.5 * a.T @ last / 20
        b2 -= 0.5 * last.mean(axis=0)
        w1 -= 0.5 * x[rows].T @ back / 20
        b1 -= 0.5 * back.mean(axis=0)
    if epoch % 3 == 2:
        print(epoch, cost(x, t))
""",
    """
import numpy as np

rng = np.random.default_rng(14)
points = rng.normal(size=(3, 120))
marks = np.eye(3)[:, points.argmax(axis=0)]
V, w = rng.normal(size=(10, 3)) * 0.5, rng.normal(size=(3, 10)) * 0.5


def bell(z):
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s)


for epoch in range(200):
    mid = np.maximum(V @ points, 0)
    sums = w @ mid
    e = np.exp(sums - sums.max(axis=0))
    guess = e / e.sum(axis=0)
    back = (guess - marks) * bell(sums)  # ! U504
    below = (w.T @ back) * (mid > 0)
    w -= 0.5 * back @ mid.T / 120
    V -= 0.5 * below @ points.T / 120
print("right:", np.mean(guess.argmax(axis=0) == marks.argmax(axis=0)))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(2)
inputs = rng.uniform(-1, 1, size=(40, 2))
targets = np.stack([inputs[:, 0] > inputs[:, 1], inputs[:, 0] <= inputs[:, 1]], axis=1) * 1.0


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def train_one(x, t, w1, b1, w2, b2, rate):
    hidden = sigmoid(w1 @ x + b1)
    output = sigmoid(w2 @ hidden + b2)
    delta2 = (output - t) * output * (1 - output)
    delta1 = (w2.T @ delta2) * hidden * (1 - hidden)
    w2 -= rate * np.outer(delta2, hidden)
    b2 -= rate * delta2
    w1 -= rate * np.outer(delta1, x)
    b1 -= rate * delta1
    return output


w1, b1 = rng.normal(size=(5, 2)), np.zeros(5)
w2, b2 = rng.normal(size=(2, 5)), np.zeros(2)
for epoch in range(100):
    right = 0
    for i in rng.permutation(len(inputs)):
        output = train_one(inputs[i], targets[i], w1, b1, w2, b2, 1.0)
        right += output.argmax() == targets[i].argmax()
print("right:", right / len(inputs))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, n_inputs, n_hidden, rng):
        self.W1 = rng.normal(size=(n_hidden, n_inputs)) / np.sqrt(n_inputs)
        self.b1 = np.zeros((n_hidden, 1))
        self.W2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dA2 = (self.A2 - Y) / (self.A2 * (1 - self.A2))
        dZ2 = dA2 * self.A2 * (1 - self.A2)
        self.dW2 = dZ2 @ self.A1.T / m
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 = dZ1 @ X.T / m
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m

    def update(self, rate):
        self.W1 = self.W1 - rate * self.dW1
        self.b1 = self.b1 - rate * self.db1
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
network = Network(3, 8, rng)
for step in range(1500):
    P = network.forward(X)
    network.backward(X, Y)
    network.update(2.0)
print("right:", np.mean((P > 0.5) == Y))
""",
    """
import math
import random

random.seed(11)
cases = [(0, 0), (0, 1), (1, 0), (1, 1)]
wanted = [[1, 1, 1, 0], [0, 1, 1, 1], [0, 1, 1, 0]]  # nand, or, and of both: each is told its own error
w = [[random.uniform(-1, 1), random.uniform(-1, 1)] for _ in range(3)]
b = [random.uniform(-1, 1) for _ in range(3)]
out = [[0.0] * 4 for _ in range(3)]
for turn in range(3000):
    for i in range(4):
        out[0][i] = 1 / (1 + math.exp(-(cases[i][0] * w[0][0] + cases[i][1] * w[0][1] + b[0])))
        out[1][i] = 1 / (1 + math.exp(-(cases[i][0] * w[1][0] + cases[i][1] * w[1][1] + b[1])))
        out[2][i] = 1 / (1 + math.exp(-(out[0][i] * w[2][0] + out[1][i] * w[2][1] + b[2])))
    for p in range(3):
        for i in range(4):
            slope = (wanted[p][i] - out[p][i]) * out[p][i] * (1 - out[p][i])
            first, second = cases[i] if p < 2 else (out[0][i], out[1][i])
            w[p][0] += slope * first
            w[p][1] += slope * second
            b[p] += slope
print("error:", sum(abs(wanted[2][i] - out[2][i]) for i in range(4)))
""",
)
