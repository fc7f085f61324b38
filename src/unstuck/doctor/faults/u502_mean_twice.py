"""One gradient is divided by the number of samples twice

## What happens

The error at the output is divided by the number of samples `m`, and a gradient made from it is divided by `m` again.
Nothing goes wrong visibly: the layer just hardly moves, while the others do all the work.

## Why it stops learning

The gradient of the mean loss is `(1/m) sum_i dL_i/dW`. With `1/m^2` in front the parameter takes steps that are `m` times
shorter than those of the others, at the same learning rate. After a thousand epochs with 60 samples it has moved as far as it
should have moved in seventeen. A hidden layer that stays at its random start limits the whole network to what can be
built from random features.

## How we know

The step of each parameter is compared with the exact gradient. The directions agree for all of them, and the lengths
agree for all but one, which is shorter by exactly the number of samples.

## The repair

Divide by the number of samples once: either in the error at the output, `delta = (p - t) / m`, or in each gradient, not in
both.

## When this is fine

When *all* gradients carry the same factor it only means a smaller learning rate. A layer that is meant to learn more
slowly is no fault either.
"""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.proportions import common_scale, divisions_by_samples, gradient_node, proportions
from unstuck.doctor.repair import divisions, without_division
from unstuck.doctor.roles import ancestors
from unstuck.doctor.steps import Rate, rate_of
from unstuck.doctor.trace import Node


def diagnose(case: Case) -> Iterator[Finding]:
    """Find gradients that were divided by the number of samples twice."""
    yield from _of_some(case)
    yield from _of_all(case)


def _of_all(case: Case) -> Iterator[Finding]:
    """Find the second division where all gradients went through two."""
    evidence = case.first
    if evidence is None or evidence.samples < 3:
        return
    scale, m = common_scale(evidence), evidence.samples
    if scale is None or (abs(scale * m * m - 1) > 1e-4 and abs(scale * m * m - 2) > 1e-4):
        return
    rate = rate_of(case)
    dividing = [n for n in evidence.backward if _divides(evidence, n) and not (rate and _takes(evidence, n, rate))]
    again = [n for n in dividing if ancestors(n.inputs, case.roles.version) & set(dividing)]
    if not again:
        return
    yield found(
        __name__,
        case.span(again[0]),
        f"The gradients are divided by the number of samples ({m}) twice, here for the second time.",
        f"The mean of the loss over the samples asks for one division. With two every step is {m} times too short, as if the "
        "learning rate were: the network hardly moves. Divide once: in the error at the output, or in each gradient.",
        ("length of the gradients, compared with those of the mean loss", number(scale * m), "1"),
        ("samples in an update", str(m), ""),
    )


def _divides(evidence: Evidence, node: Node) -> bool:
    after = evidence.matches.get(node)
    before = [evidence.matches[s][1] for s in node.inputs if s in evidence.matches]
    return after is not None and bool(before) and abs(abs(after[1] / before[0]) * evidence.samples - 1) < 1e-6


def _takes(evidence: Evidence, node: Node, rate: Rate) -> bool:
    """Say whether an operation takes the learning rate in, which may be 1/m as well: `rate * x.T @ error / m`."""
    number: object = rate.value if rate.node is None else rate.node
    made = [s for s in node.inputs if s not in evidence.matches and s.name in ("mul", "multiply")]
    return any(number is a or (rate.node is None and number == a) for n in (node, *made) for a in n.args)


def _of_some(case: Case) -> Iterator[Finding]:
    """Find parameters whose gradient was divided by the number of samples twice."""
    evidence = case.first
    if evidence is None:
        return
    m = evidence.samples
    steps = [p for p in proportions(evidence) if p.factor]
    if m < 2 or len(steps) < 2:
        return
    large = max(abs(p.factor) for p in steps)
    short = [p for p in steps if abs(large / abs(p.factor) - m) < 1e-5 * m]
    for p in short:
        c = p.compared
        if evidence.is_bias(c) or divisions_by_samples(evidence, c) < 2:
            continue  # the reduction of a bias's gradient, or the long ones are wrong
        yield found(
            __name__,
            case.span(gradient_node(evidence, c)),
            f"The gradient of {c.name} is divided by the number of samples once more than that of the others.",
            f"With the same learning rate it moves {m} times less than the others, so this layer hardly learns. Divide by "
            "the number of samples once: in the error at the output, or in each gradient, not in both.",
            ("length of the step, compared with the others", number(abs(p.factor) / large), "1"),
            ("samples in an update", str(m), ""),
        )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Leave out one of the divisions by the number of samples, that nearest to the update first."""
    evidence = case.first
    if evidence is None:
        return
    told = [c for c in evidence.compared if case.span(gradient_node(evidence, c)) == finding.span]
    for c in told or evidence.compared:
        for node in divisions(case, c):
            yield from without_division(case, node)


BROKEN = (
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
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1 / len(X)  # ! U502
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
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
        dZ2 = (self.A2 - Y) / m
        self.dW2 = dZ2 @ self.A1.T
        self.db2 = dZ2.sum(axis=1, keepdims=True)
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 = dZ1 @ X.T / m  # ! U502
        self.db1 = dZ1.sum(axis=1, keepdims=True)

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
import numpy as np

rng = np.random.default_rng(11)
points = rng.normal(size=(320, 4))
kinds = points[:, :3].argmax(axis=1)


def sgd(parameters, gradients, lr, batch_size):
    for parameter, gradient in zip(parameters, gradients):
        parameter[:] = parameter - lr * gradient / batch_size  # ! U502


def gradients_of_mean(x, wanted):
    scores = np.exp(x @ W + b)
    p = scores / scores.sum(axis=1, keepdims=True)
    p[np.arange(len(x)), wanted] -= 1
    d = p / len(x)
    return x.T @ d, d.sum(axis=0)


W, b = rng.normal(size=(4, 3)) * 0.01, np.zeros(3)
for epoch in range(8):
    for start in range(0, 320, 32):
        x, wanted = points[start : start + 32], kinds[start : start + 32]
        sgd([W, b], gradients_of_mean(x, wanted), 0.5, 32)
    print(epoch, np.mean((points @ W + b).argmax(axis=1) == kinds))
""",
)

HEALTHY = (
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
    d2 = (p - T) / len(X) / 3
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 1.5 * h.T @ d2
    b2 -= 1.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 1.5 * X.T @ d1
    b1 -= 1.5 * d1.sum(axis=0, keepdims=True)
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
            self.weights[layer] -= rate / (layer + 1) * dw
            self.biases[layer] -= rate / (layer + 1) * db
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

rng = np.random.default_rng(0)
X = rng.normal(size=(200, 4))
y = (X[:, :1] * X[:, 1:2] > 0) * 1.0
W1 = rng.normal(size=(4, 8))
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 1)) * 0.5
b2 = np.zeros((1, 1))
lr = 0.05
for epoch in range(600):
    for start in range(0, 200, 20):
        x, t = X[start : start + 20], y[start : start + 20]
        h = np.tanh(x.dot(W1) + b1)
        p = 1 / (1 + np.exp(-(h.dot(W2) + b2)))
        d = p - t
        dh = d.dot(W2.T) * (1 - h**2)
        W2 -= lr * h.T.dot(d) / len(x)
        b2 -= lr * d.sum(axis=0, keepdims=True) / len(x)
        W1 -= lr * x.T.dot(dh) / len(x)
        b1 -= lr * dh.sum(axis=0, keepdims=True) / len(x)
    if epoch % 100 == 0:
        print(epoch, -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
points = rng.normal(size=(200, 4))
wanted = np.where(points[:, :1] * points[:, 1:2] > 0, 1.0, -1.0)
weights = [rng.normal(size=(5, 12)) * 0.6, rng.normal(size=(13, 1)) * 0.3]
steps = [np.zeros_like(w) for w in weights]
eta, momentum = 0.05, 0.9  # the rate is 1 / 20, and there are 20 rows
one = np.ones((20, 1))
for epoch in range(200):
    order = rng.permutation(200)
    for k in range(0, 200, 20):
        x, t = np.hstack([points[order[k : k + 20]], one]), wanted[order[k : k + 20]]
        h = np.hstack([np.tanh(x @ weights[0]), one])
        y = np.tanh(h @ weights[1])
        last = (t - y) * (1 - y**2)
        first = last @ weights[1][:-1].T * (1 - h[:, :-1] ** 2)
        for i, (a, d) in enumerate([(x, first), (h, last)]):
            steps[i] = eta * a.T @ d / len(x) + momentum * steps[i]
            weights[i] += steps[i]
answers = np.hstack([np.tanh(np.hstack([points, np.ones((200, 1))]) @ weights[0]), np.ones((200, 1))]) @ weights[1]
print("right:", np.mean((answers > 0) == (wanted > 0)))
""",
)
