"""The answers are chosen among the samples, not among the classes

## What happens

The loss falls as it should, but the accuracy stays where it was, near 1/k or at some odd number, and does not move.

## Why it stops learning

The network does learn; the number that is looked at does not show it. The answer to a sample is the class with the largest output,
`argmax` over the k outputs of *this sample*: n samples give n answers. Along the other axis `argmax` says for each class which sample has
most of it: k numbers between 0 and n - 1. Without an axis it says where the largest output of all stands: one number. Compared with
the same thing made from the targets these numbers agree now and then, by chance.

## How we know

The number of the answers: one for each class, or one in all, where there should be one for each sample.

## The repair

`argmax(axis=1)` when samples are rows, `axis=0` when they are columns; for the outputs and for the one-hot targets alike.

## When this is fine

For a single sample (a vector, or one row) `argmax()` without an axis is right. And "which sample is most certain of being a cat?"
is a sensible question; only not an accuracy.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.answers import axis_of, class_axis, comparisons
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Edit, Finding, Fix
from unstuck.doctor.repair import fix
from unstuck.doctor.roles import without_views
from unstuck.doctor.trace import Node
from unstuck.doctor.tracing.replays import Method
from unstuck.doctor.tree import Source
from unstuck.doctor.values import source_of, tree_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find answers that were chosen among the samples, where they should be chosen among the classes."""
    evidence = case.first
    if evidence is None:
        return
    seen = set()
    for comparison in comparisons(case):
        for side in (comparison.answers, comparison.labels):
            node = _chosen(side)
            if node is None or node.site in seen:
                continue
            scores = node.args[0]
            classes = class_axis(evidence, scores) if isinstance(scores, Node) else None
            if classes is None or not isinstance(scores, Node):
                continue
            axis = axis_of(node)
            n, k = np.shape(scores.value)[1 - classes], np.shape(scores.value)[classes]
            if (axis is None and n == 1) or (axis is not None and axis % 2 == classes) or k < 2:
                continue
            seen.add(node.site)
            yield found(
                __name__,
                case.span(node),
                f"`{case.text(case.span(node))}` chooses among the {f'{n} samples' if axis is not None else 'whole array'}, "
                f"not among the {k} classes.",
                "The answer to a sample is its class with the largest output: argmax along the classes, one number for each "
                "sample. Along the samples it says for each class which sample has most of it, and what is counted then has "
                f"nothing to do with right and wrong. Use axis={classes}.",
                ("answers that are compared", str(np.size(node.value)), f"{n}, one for each sample"),
                *_share(evidence, comparison.node, scores, classes),
            )


def _chosen(node: Node) -> Node | None:
    node = without_views(node)
    if node.name == "getitem" and np.ndim(node.value) == 0 and node.inputs:  # of answers that are compared one by one
        node = without_views(node.inputs[0])
    return node if node.name == "argmax" else None


def _share(evidence: Evidence, node: Node, scores: Node, classes: int) -> list[tuple[str, str, str]]:
    """Compare the share of equal entries with the true accuracy, where the targets of these samples are known."""
    for join in evidence.round.joins:
        if np.shape(join.target) == np.shape(scores.value):
            right = np.argmax(scores.value, axis=classes) == np.argmax(join.target, axis=classes)
            return [("share of equal entries", number(float(np.mean(node.value))), number(float(np.mean(right))))]
    return []


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Choose along the classes, on both sides of the comparison."""
    for comparison in comparisons(case):
        nodes = [_chosen(side) for side in (comparison.answers, comparison.labels)]
        mine = [node for node in nodes if node is not None and node.site >= 0]
        if finding.span in [case.span(node) for node in mine]:
            edits = {case.span(node): _along_classes(case, node) for node in mine}
            first = edits[finding.span]
            yield from fix("Choose along the classes", first)
            yield from fix("Choose along the classes on both sides", *(e for e in edits.values() if e is not None))
            return


def _along_classes(case: Case, node: Node) -> Edit | None:
    """Write the axis of the classes into a call of argmax; None if it is there, or the array is no table."""
    tree = tree_of(case, node)
    if not isinstance(tree, ast.Call) or case.first is None or not isinstance(node.args[0], Node):
        return None
    classes = class_axis(case.first, node.args[0])
    if classes is None:
        return None
    source = source_of(case, case.span(node).path)
    given = [k.value for k in tree.keywords if k.arg == "axis"]
    given += tree.args[0 if isinstance(node.function, Method) else 1 :][:1]
    return source.put(given[0], str(classes)) if given else source.put(tree, _with_axis(source, tree, classes))


def _with_axis(source: Source, call: ast.Call, axis: int) -> str:
    whole = source.text_of(call)
    return f"{whole[:-1]}{', ' if call.args or call.keywords else ''}axis={axis})"


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
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=0) == T.argmax(axis=0)))  # ! U701
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

    def accuracy(self, x, y):
        answers = np.argmax(self.forward(x), axis=1)  # ! U701
        wanted = np.argmax(y, axis=1)  # ! U701
        return np.mean(answers == wanted)


rng = np.random.default_rng(7)
x = rng.normal(size=(2, 50))
y = np.stack([x[0] * x[1] > 0, x[0] * x[1] <= 0]) * 1.0
network = Network([2, 6, 6, 2], rng)
for epoch in range(3000):
    error = network.train(x, y, 8.0)
print("mean squared error:", error, "right:", network.accuracy(x, y))
""",
)

HEALTHY = (
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

    def accuracy(self, x, y):
        answers = np.argmax(self.forward(x), axis=0)
        wanted = np.argmax(y, axis=0)
        return np.mean(answers == wanted)


rng = np.random.default_rng(7)
x = rng.normal(size=(2, 50))
y = np.stack([x[0] * x[1] > 0, x[0] * x[1] <= 0]) * 1.0
network = Network([2, 6, 6, 2], rng)
for epoch in range(3000):
    error = network.train(x, y, 8.0)
print("mean squared error:", error, "right:", network.accuracy(x, y))
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
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=-1) == labels))
print("the clearest sample of each class:", p.argmax(axis=0))
""",
)
