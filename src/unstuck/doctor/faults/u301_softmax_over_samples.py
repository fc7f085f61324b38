"""The softmax runs over the samples instead of over the classes

## What happens

The exponentials are divided by a sum taken down the rows of the batch, or over the whole of it, so the outputs of one
sample do not add up to 1: the samples compete with each other for each class. The accuracy stays near that of guessing,
or far below what the data allow.

## Why it stops learning

The gradient `p - t` belongs to a softmax over the classes of one sample, `p_k = exp(z_k) / sum_j exp(z_j)`. With the other
sum, raising the score of one sample lowers the outputs of all the others, and the step no longer lowers the loss.

## How we know

The sums of the output along each axis: here those down the samples are 1 and those over the classes are not. Or a square
array is divided by the sums of its own rows as a vector, which NumPy lays along the columns.

## The repair

Sum over the classes and keep the axis: `axis=1, keepdims=True` when samples are rows, `axis=0, keepdims=True` when they
are columns.

## When this is fine

When samples are columns, `axis=0` *is* the sum over the classes. For one sample alone, a vector, `e / e.sum()` is right.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.alternatives import summands
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix, place_of
from unstuck.doctor.roles import VIEWS, ancestors
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source, followed
from unstuck.doctor.values import called, numpy_name, source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find outputs that add up to 1 along the samples where the classes lie along the other axis."""
    crossed = next(_crossed(case), None)
    if crossed is not None:
        share, total = crossed
        each = array(share.value).sum(axis=1)
        yield found(
            __name__,
            case.span(total),
            f"Each column is divided by the sum of a row: `{case.text(case.span(share))}`.",
            "Without keepdims the sums of the rows are a vector, and NumPy lays a vector along the columns: entry (i, j) is "
            "divided by the sum of row j, not of row i. As there are as many rows as columns, nothing complains, and no row "
            "adds up to 1. Keep the axis: keepdims=True.",
            ("sum of the shares of one row", f"{number(float(each.min()))} to {number(float(each.max()))}", "1"),
        )
        return
    evidence = case.first
    if evidence is None:
        return
    for join in evidence.round.joins[:1]:
        output, target = array(join.output.value), array(join.target)
        if output.ndim != 2 or target.shape != output.shape or min(output.shape) < 2:
            continue
        if not np.all((output >= 0) & (output <= 1 + 1e-9)):
            continue
        hot = [bool(np.allclose(target.sum(axis=axis), 1)) for axis in (0, 1)]
        ones = [bool(np.allclose(output.sum(axis=axis), 1, atol=1e-4)) for axis in (0, 1)]
        whole = bool(np.isclose(output.sum(), 1, atol=1e-4))
        if hot[0] == hot[1]:
            continue
        classes = hot.index(True)
        sums = output.sum(axis=classes)
        if ones[classes] or not (ones[1 - classes] or whole):
            continue
        node = _normalised(case, evidence, join.output, 1 - classes, whole)
        yield found(
            __name__,
            case.span(node),
            f"The softmax adds up over the {'whole batch' if whole else 'samples'} instead of over the classes: "
            f"`{case.text(case.span(node))}`.",
            "Each sample's outputs should add up to 1: p_k = exp(z_k) / sum over the classes of exp(z). Here the samples "
            "compete with each other instead, so p - t is not the gradient of the loss and the step does not lower it. Sum "
            f"along the classes: axis={classes}, keepdims=True.",
            ("sum of the outputs of one sample", f"{number(float(sums.min()))} to {number(float(sums.max()))}", "1"),
            (
                "sum of the outputs over the samples, for one class",
                number(float(output.sum(axis=1 - classes).ravel()[0])),
                "not 1",
            ),
        )
        return
    for largest, axis in itertools.islice(_unlike_shifts(evidence), 1):
        spread = np.ptp(np.broadcast_to(array(largest.value), _shape_of_scores(largest)), axis=axis)
        yield found(
            __name__,
            case.span(largest),
            f"What is taken off before the softmax is not the same for all classes of a sample: `{case.text(case.span(largest))}`.",
            "A number may be subtracted from all scores of a sample, as it cancels in exp(z_k - c) / sum of exp(z - c). Here the "
            "maximum runs over the samples, so each class gets a number of its own: the outputs are those of other scores, and "
            "if one of them lies far above the rest of its sample, all of these become 0. Take the maximum over the classes: "
            f"axis={axis}, keepdims=True.",
            ("difference of the numbers taken off within one sample", number(float(np.max(spread))), "0"),
        )


def _unlike_shifts(evidence: Evidence) -> Iterator[tuple[Node, int]]:
    """List the maxima taken off before a softmax that differ from class to class; with the axis of the classes."""
    for node in sorted(evidence.forward, key=lambda n: n.index):
        if node.name not in ("div", "divide", "true_divide") or len(node.inputs) != 2 or np.ndim(node.value) != 2:
            continue
        powers, total = node.inputs
        if (
            powers.name != "exp"
            or total.name not in ("sum", "reduce")
            or powers.inputs[0].name not in ("sub", "subtract")
        ):
            continue
        axis = next((a for a in (0, 1) if _is_sum(total.value, powers.value, a)), None)
        scores, largest = (*powers.inputs[0].inputs, None, None)[:2]
        while largest is not None and largest.name in VIEWS and largest.inputs:
            largest = largest.inputs[0]
        taken = powers.inputs[0].inputs[-1]
        if axis is None or largest is None or largest.name not in ("max", "amax") or largest.inputs[0] is not scores:
            continue
        shape = np.shape(powers.value)
        if np.ndim(taken.value) == 2 and np.any(np.ptp(np.broadcast_to(taken.value, shape), axis=axis)):
            yield largest, axis


def _shape_of_scores(largest: Node) -> tuple[int, ...]:
    return np.shape(largest.inputs[0].value)


def _is_sum(total: Any, values: Any, axis: int) -> bool:
    wanted = array(values).sum(axis=axis, keepdims=True)
    return np.shape(total) == wanted.shape and min(np.shape(values)) > 1 and bool(np.allclose(total, wanted))


def _crossed(case: Case) -> Iterator[tuple[Node, Node]]:
    """List quotients of a square array by the sums of its own rows, which lie along its columns; and those sums."""
    for node in case.trace.nodes:
        if node.name not in ("div", "divide", "true_divide") or len(node.inputs) != 2 or not case.roles.depends(node):
            continue
        whole, total = node.inputs
        square = np.ndim(whole.value) == 2 and len(set(np.shape(whole.value))) == 1 and np.size(whole.value) > 1
        summed = total.name in ("sum", "reduce") and total.inputs[:1] == (whole,) and np.ndim(total.value) == 1
        if square and summed and node.args[0] is whole:
            across, down = (array(whole.value).sum(axis=axis) for axis in (1, 0))
            if np.allclose(total.value, across) and not np.allclose(total.value, down):
                yield node, total


def _normalised(case: Case, evidence: Evidence, output: Node, axis: int, whole: bool) -> Node:
    """Find the sum over the wrong axis that the output was divided by."""
    way = sorted(ancestors([output], evidence.roles.version), key=lambda n: -n.index)
    total = array(output.value).shape
    for node in way:
        if node.name in ("sum", "reduce") and node in evidence.forward:
            size = np.size(node.value)
            if (whole and size == 1) or size == total[1 - axis]:
                return node
    return output


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Sum over the classes, and keep the axis."""
    evidence = case.first
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    if not isinstance(tree, ast.expr):
        return
    axis = 1
    shift = next((a for n, a in _unlike_shifts(evidence) if case.span(n) == finding.span), None) if evidence else None
    if shift is not None:
        for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and called(n) in ("max", "amax")):
            for inner, _ in summands(call):
                title = f"Take the maximum over the classes: axis={shift}, keepdims=True"
                yield from fix(title, source.put(call, _along(source, call, inner, shift)))
        return
    if evidence is not None and not any(case.span(total) == finding.span for _, total in _crossed(case)):
        axis = 0 if np.allclose(array(evidence.round.joins[0].target).sum(axis=0), 1) else 1
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or called(node) != "sum":
            continue
        for inner, _ in summands(node):
            edit = source.put(node, _along(source, node, inner, axis))
            largest = [
                source.put(other, _along(source, other, within, axis))
                for other in ast.walk(source.function(node))
                if isinstance(other, ast.Call) and called(other) in ("max", "amax") and other.keywords
                for within, _ in summands(other)
            ]
            title = f"Sum over the classes: axis={axis}, keepdims=True"
            if any(largest):  # what is taken off before exp must be the same for all classes, too
                yield from fix(title, edit, *(each for each in largest if each is not None))
            yield from fix(title, edit)


def _along(source: Source, call: ast.Call, inner: ast.expr, axis: int) -> str:
    """Write a sum, or a maximum, along an axis that is kept."""
    name, numpy = called(call), numpy_name(source)
    if call.args and inner is call.args[0] and (numpy is not None or isinstance(call.func, ast.Attribute)):
        function = source.text_of(call.func) if isinstance(call.func, ast.Attribute) else f"{numpy}{name}"
        return f"{function}({source.text_of(inner)}, axis={axis}, keepdims=True)"
    return f"{followed(source.text_of(inner), f'.{name}')}(axis={axis}, keepdims=True)"


BROKEN = (
    """
import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=0, keepdims=True)  # ! U301


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
    p = softmax(h @ W2 + b2)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
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
        self.W2 = rng.normal(size=(2, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((2, 1))

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        E = np.exp(self.W2 @ self.A1 + self.b2)
        self.A2 = E / E.sum()  # ! U301
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
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
labels = (X[0] + X[1] * X[2] > 0) * 1
Y = np.eye(2)[:, labels]
network = Network(3, 8, rng)
for step in range(1500):
    P = network.forward(X)
    network.backward(X, Y)
    network.update(2.0)
print("right:", np.mean(P.argmax(axis=0) == labels))
""",
    """
import math

import numpy as np

gen = np.random.default_rng(12)
chain = gen.dirichlet(np.full(8, 0.3), size=8)
letters = [0]
for _ in range(600):
    letters.append(int(gen.choice(8, p=chain[letters[-1]])))
pairs = list(zip(letters, letters[1:]))
score = gen.normal(size=(8, 8))


def shares(table):
    grown = np.exp(table - table.max())
    return grown / np.sum(grown, axis=1)  # ! U301


for turn in range(300):
    now = shares(score)
    slope = np.zeros((8, 8))
    for one, two in pairs:
        slope[one] += now[one]
        slope[one, two] -= 1
    score = score - 5.0 / len(pairs) * slope
print("nats:", -sum(math.log(shares(score)[a, b]) for a, b in pairs) / len(pairs))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(5, 200)) * 2
labels = (X[0] * X[1] > 0) * 2 + (X[2] > 0)
T = np.eye(4)[:, labels]
W1, b1 = rng.normal(size=(12, 5)) * 0.6, np.zeros((12, 1))
W2, b2 = rng.normal(size=(4, 12)) * 0.6, np.zeros((4, 1))


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))  # ! U301
    return e / np.sum(e, axis=0, keepdims=True)


for epoch in range(300):
    h = np.maximum(0, W1 @ X + b1)
    p = softmax(W2 @ h + b2)
    d2 = (p - T) / X.shape[1]
    d1 = W2.T @ d2 * (h > 0)
    W2 -= 0.5 * d2 @ h.T
    b2 -= 0.5 * d2.sum(axis=1, keepdims=True)
    W1 -= 0.5 * d1 @ X.T
    b1 -= 0.5 * d1.sum(axis=1, keepdims=True)
print("loss:", -np.mean(np.log(p[labels, np.arange(200)])), "right:", np.mean(p.argmax(axis=0) == labels))
""",
)

HEALTHY = (
    """
import numpy as np

gen = np.random.default_rng(12)
seen = gen.integers(6, size=(300, 2))
seen[:, 1] = (seen[:, 0] * seen[:, 1]) % 6
times = np.zeros((6, 6))
np.add.at(times, (seen[:, 0], seen[:, 1]), 1)
score = gen.normal(size=(6, 6))
for turn in range(300):
    grown = np.exp(score)
    now = (grown.T / grown.sum(1)).T
    nats = -np.log(now[seen[:, 0], seen[:, 1]]).mean()
    score -= 5.0 * (now * times.sum(1)[:, None] - times) / 300
print("nats:", nats)
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(4, 60))
labels = X[:3].argmax(axis=0)
T = np.eye(3)[labels].T
W = rng.normal(size=(3, 4)) * 0.1
b = np.zeros((3, 1))
for epoch in range(300):
    e = np.exp(W @ X + b)
    p = e / e.sum(axis=0)
    d = (p - T) / X.shape[1]
    W -= 0.5 * d @ X.T
    b -= 0.5 * d.sum(axis=1, keepdims=True)
print("right:", np.mean(p.argmax(axis=0) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
inputs = rng.uniform(-1, 1, size=(40, 2))
targets = np.stack([inputs[:, 0] > inputs[:, 1], inputs[:, 0] <= inputs[:, 1]], axis=1) * 1.0


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def train_one(x, t, w1, b1, w2, b2, rate):
    hidden = sigmoid(w1 @ x + b1)
    e = np.exp(w2 @ hidden + b2)
    output = e / e.sum()
    delta2 = output - t
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
)
