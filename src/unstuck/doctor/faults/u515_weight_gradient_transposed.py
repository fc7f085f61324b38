"""The gradient of a square weight matrix is transposed

## What happens

The two factors of the product are exchanged: `delta.T @ a` instead of `a.T @ delta`. With unequal widths NumPy would refuse the update; between
two layers of the same width it fits.

## Why it stops learning

The entry `W[i, j]` connects input i with output j, and its gradient is `sum over samples of a_i delta_j`. Transposed, it gets `a_j delta_i`: every
weight is moved by the correction of another one. The size of the step is right, its direction as good as random.

## How we know

The cosine between the step and the exact gradient is near 0, and that between the transposed step and the exact gradient is 1.

## The repair

`a.T @ delta` where the forward pass is `a @ W`; `delta @ a.T` where it is `W @ a`. `np.outer(a, delta)` has the shape of
`W` in the first case, `np.outer(delta, a)` in the second.

## When this is fine

If the forward pass uses `W.T`, the gradient of `W` is the transposed one.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.alternatives import exchanged
from unstuck.doctor.case import Case, found, number, shape_text
from unstuck.doctor.directions import angle, array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.values import source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find square weights that are moved along the transposed gradient."""
    evidence = case.first
    if evidence is None:
        return
    yield from _of_one_row(case)
    yield from _of_numbers(case)
    for c in evidence.compared:
        if c.right or not c.moved or np.ndim(c.true) != 2 or c.true.shape[0] != c.true.shape[1]:
            continue
        way = evidence.way(c)
        turned = [n for n, (at, _, t) in evidence.matches.items() if t and at is c.before and n in way]
        if not turned:
            continue
        place = turned[0]
        cosine, _ = angle(array(place.value).T, c.true)
        yield found(
            __name__,
            case.span(place),
            f"The gradient of {c.name} is transposed: `{case.text(case.span(place))}`.",
            "The entry for the weight from unit i to unit j stands where the one from j to i belongs. The matrix is "
            "square, so nothing complains, but every weight gets another one's correction. Exchange the two factors, "
            "or transpose the result.",
            ("cosine of the gradient and the true one", number(angle(place.value, c.true)[0]), "1"),
            ("cosine of the gradient, transposed, and the true one", number(abs(cosine)), "not 1"),
        )


def _of_numbers(case: Case) -> Iterator[Finding]:
    """Find square weights that are single numbers in rows, moved along the transposed gradient."""
    for wrong in case.wrong if case.trace.lifted else ():
        c = wrong.compared
        units = math.isqrt(c.true.size)
        if np.ndim(c.true) != 1 or units < 2 or units**2 != c.true.size or np.shape(c.step) != np.shape(c.true):
            continue
        turned = np.ravel(np.reshape(c.step, (units, units)).T)
        if angle(turned, c.true)[1] < c.tolerance:
            span = wrong.evidence.span_beside(wrong.end, c.after)
            yield found(
                __name__,
                span,
                f"The gradient of {c.name} is transposed: `{case.text(span)}`.",
                "The entry for the weight from unit i to unit j stands where the one from j to i belongs. There are as many of "
                "the ones as of the others, so nothing complains, but every weight gets another one's correction. Exchange "
                "the two factors.",
                ("cosine of the step and the true gradient", number(c.cosine), "1"),
                ("cosine of the step, transposed, and the true gradient", number(angle(turned, c.true)[0]), "not 1"),
            )
            return


def _of_one_row(case: Case) -> Iterator[Finding]:
    """Find a row of weights that a column is subtracted from, or the reverse: broadcasting makes a table of the two."""
    for evidence in case.evidence[:1]:
        for c in evidence.compared:
            shape = np.shape(c.before.value)
            if np.ndim(c.before.value) != 2 or 1 not in shape or np.shape(c.after.value) != (max(shape),) * 2:
                continue
            way = evidence.way(c) & evidence.backward_set
            turned = [n for n in sorted(way, key=lambda n: n.index) if np.shape(n.value) == shape[::-1] != shape]
            if not turned or angle(array(turned[0].value).T, c.true)[1] > c.tolerance:
                continue
            yield found(
                __name__,
                case.span(turned[0]),
                f"The gradient of {c.name} is transposed: `{case.text(case.span(turned[0]))}`.",
                "The weights lie in a row and their gradient in a column, or the reverse. Subtracting one from the other "
                "does not fail: NumPy repeats both, and makes a table of every difference. The weights grow a row for each "
                "unit. Exchange the two factors of the product, or transpose the result.",
                ("shape of the gradient", shape_text(turned[0].value), shape_text(c.true)),
                ("shape of the weights after the update", shape_text(c.after.value), shape_text(c.before.value)),
            )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Exchange the two factors, or transpose the result."""
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    whole = tree.value if isinstance(tree, ast.AugAssign | ast.Assign) else tree
    if isinstance(whole, ast.expr):
        for old, text in exchanged(source, whole):
            yield from fix(f"Write {shown(text)}", source.put(old, text))
        if isinstance(whole, ast.BinOp) and isinstance(whole.op, ast.Mult):
            text = f"({source.text_of(whole)}).T"
            yield from fix(f"Write {shown(text)}", source.put(whole, text))


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
    d1 = d2 @ W2.T * (1 - h1**2)
    W3 -= 0.5 * h2.T @ d3
    b3 -= 0.5 * d3.sum(axis=0)
    W2 -= 0.5 * d2.T @ h1  # ! U515
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(8)
inputs = rng.uniform(-1, 1, size=(40, 2))
targets = np.stack([inputs[:, 0] * inputs[:, 1], inputs[:, 0] ** 2], axis=1)


def train_one(x, t, w1, b1, w2, b2, w3, b3, rate):
    h1 = np.tanh(w1 @ x + b1)
    h2 = np.tanh(w2 @ h1 + b2)
    output = w3 @ h2 + b3
    delta3 = output - t
    delta2 = (w3.T @ delta3) * (1 - h2**2)
    delta1 = (w2.T @ delta2) * (1 - h1**2)
    w3 -= rate * np.outer(delta3, h2)
    b3 -= rate * delta3
    w2 -= rate * np.outer(h1, delta2)  # ! U515
    b2 -= rate * delta2
    w1 -= rate * np.outer(delta1, x)
    b1 -= rate * delta1
    return np.sum(delta3**2)


w1, b1 = rng.normal(size=(6, 2)), np.zeros(6)
w2, b2 = rng.normal(size=(6, 6)) * 0.4, np.zeros(6)
w3, b3 = rng.normal(size=(2, 6)) * 0.4, np.zeros(2)
for epoch in range(60):
    error = 0.0
    for i in rng.permutation(40):
        error += train_one(inputs[i], targets[i], w1, b1, w2, b2, w3, b3, 0.1)
print("mean squared error:", error / 80)
""",
    """
import numpy as np

rng = np.random.default_rng(12)
places = rng.uniform(-1, 1, size=(30, 2))
heights = np.sin(2 * places[:, 0]) * places[:, 1]
into, shift = rng.normal(size=(7, 2)), rng.normal(size=(7, 1)) * 0.5
out = rng.normal(size=(1, 7)) * 0.4
for turn in range(60):
    for place, height in zip(places, heights):
        column = place.reshape(2, 1)
        bumps = np.tanh(into @ column + shift)
        error = out @ bumps - height
        back = out.T @ error * (1 - bumps**2)
        out = out - 0.05 * (error * bumps)  # ! U515
        into -= 0.05 * back @ column.T
        shift -= 0.05 * back
guesses = out @ np.tanh(into @ places.T + shift)
print("mean squared error:", np.mean((guesses.mean(axis=0) - heights) ** 2))
""",
    """
import random

random.seed(5)
size = 3
weights = [[random.uniform(-0.5, 0.5) for _ in range(size)] for _ in range(size)]
wished = [[0.4, -0.2, 0.1], [0.0, 0.3, -0.5], [0.6, 0.1, 0.2]]


def times(matrix, vector):
    return [sum(row[k] * vector[k] for k in range(size)) for row in matrix]


def table(column, row):
    return [[a * b for b in row] for a in column]


for lap in range(60):
    loss = 0.0
    for _ in range(8):
        x = [random.uniform(-1, 1) for _ in range(size)]
        off = [p - t for p, t in zip(times(weights, x), times(wished, x))]
        change = table(x, off)  # ! U515
        for i in range(size):
            for j in range(size):
                weights[i][j] -= 0.1 * change[i][j]
        loss += sum(o * o for o in off)
    if lap % 10 == 0:
        print(lap, loss)
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
