"""The targets do not say which class a sample belongs to

## What happens

The labels are turned into targets, and something is lost: every row has a 1 for all classes, or none; or ten classes have become two, because the
labels went through `bool` or a division. The loss falls to some value and stops; the accuracy ends at the share of the classes that are left.

## Why it stops learning

Cross-entropy with softmax expects for each sample one 1, in the column of its class:

    T = [[0, 1, 0],        so that      sum_k t_k = 1      and      dL/dz = p - t
         [1, 0, 0]]

`T[:, labels] = 1` sets, for *every* row, all the columns that occur among the labels; `T[np.arange(n), labels] = 1` sets one in each row. And a network
that is given the same target for two classes has no means to tell them apart.

## How we know

The sums of the targets of one sample; and how many classes there are among the labels and among the targets.

## The repair

`T = np.eye(k)[labels]`, with whole labels from 0 to k - 1. If they begin with 1: `np.eye(k)[labels - 1]`.

## When this is fine

Several ones in a row are right when a sample may belong to several classes; then the outputs are sigmoids and not a softmax. Classes may be thrown
together on purpose, if the network has an output for each that is left.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import sample_axis
from unstuck.doctor.findings import Finding, Span
from unstuck.doctor.roles import VIEWS, Join
from unstuck.doctor.rowmap import labels_of
from unstuck.doctor.starts import where_written
from unstuck.doctor.trace import Node
from unstuck.doctor.values import source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find targets that are no classes any more: rows with several or no ones, classes that were thrown together."""
    evidence = case.first
    if evidence is None:
        return
    for join in evidence.round.joins[:1]:
        if join.target_node is None or np.ndim(join.output.value) != 2:
            continue
        classes = 1 - sample_axis(evidence, join)
        finding = _sums(case, join, classes) or _merged(case, join, classes)
        if finding is not None:
            yield finding


def _sums(case: Case, join: Join, classes: int) -> Finding | None:
    """Find one-hot targets whose rows do not hold a single 1, beside outputs that are shares."""
    output, target = array(join.output.value), array(join.target)
    if join.node.name in ("getitem", "setitem"):
        return None  # labels by which the output is indexed: the script has no targets with ones
    if output.shape[classes] < 2 or target.shape != output.shape or not np.all((target == 0) | (target == 1)):
        return None
    shares = np.allclose(output.sum(axis=classes), 1, atol=1e-4)
    sums = target.sum(axis=classes)
    same = target.shape[1 - classes] > 3 and bool(np.all(target == np.take(target, [0], axis=1 - classes)))
    if not (shares and np.any(sums != 1)) and not (same and np.all(sums > 1)):
        return None
    assert join.target_node is not None
    span = _made(case, join.target_node)
    different = len(np.unique(target, axis=1 - classes).T if classes == 0 else np.unique(target, axis=0))
    return found(
        __name__,
        span,
        f"The targets of a sample are not a single 1 for its class: their sum is {number(float(sums.min()))} to "
        f"{number(float(sums.max()))}.",
        "The outputs of a softmax add up to 1, and so must the targets of each sample: 1 for its class, 0 for the others. With "
        "several ones in a row the sample is said to belong to all these classes at once, with none it belongs to no class, and "
        "the derivative p - t belongs to another loss. One entry in each row: T[np.arange(n), labels] = 1, or np.eye(k)[labels].",
        ("sum of the targets of one sample", f"{number(float(sums.min()))} to {number(float(sums.max()))}", "1"),
        ("different rows among the targets", str(different), f"{output.shape[classes]}, one for each class"),
    )


def _merged(case: Case, join: Join, classes: int) -> Finding | None:
    """Find labels that lost classes on their way into the targets, though the network has an output for each."""
    assert join.target_node is not None
    units = np.shape(join.output.value)[classes]
    steps = labels_of(join.target_node)
    for after, before in itertools.pairwise(steps):
        many, few = len(np.unique(before.value)), len(np.unique(after.value))
        if not 1 < many <= units or few >= many or np.size(after.value) < np.size(before.value):
            continue  # a batch need not hold all classes
        span = case.place(after)
        return found(
            __name__,
            span,
            f"`{case.text(span)}` leaves {few} of the {many} classes: the others are thrown together.",
            f"The network has {units} outputs, and the labels name {many} classes, but what it is trained with names only "
            f"{few}. Samples of the lost classes are taught the answer of another one, so however well it learns, it is wrong for "
            "all of them. Keep the class numbers whole: labels.astype(int), counted from 0.",
            ("classes among the labels", str(many), ""),
            ("classes among the targets", str(few), str(many)),
        )
    return None


def _made(case: Case, node: Node) -> Span:
    """Find where the targets were filled in."""
    while node.name in VIEWS | {"getitem"} and node.inputs and np.ndim(node.inputs[0].value) == 2:
        node = node.inputs[0]
    written = where_written(case, node) if node.site < 0 else None
    if written is None:
        return case.place(node)
    name, span = written
    source = source_of(case, span.path)
    filled = [
        s
        for s in ast.walk(source.tree)
        if isinstance(s, ast.Assign)
        and isinstance(s.targets[0], ast.Subscript)
        and ast.unparse(s.targets[0].value) == name
    ]
    return source.span(filled[-1]) if filled else span


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.zeros((60, 3))
T[:, labels] = 1  # ! U104
W = rng.normal(size=(4, 3)) * 0.1
b = np.zeros((1, 3))
for epoch in range(300):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - T) / len(X)
    W -= 0.2 * X.T @ d
    b -= 0.2 * d.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


class Classifier:
    def __init__(self, n_in, n_classes, rng):
        self.w = rng.normal(size=(n_classes, n_in)) * 0.1
        self.b = np.zeros((n_classes, 1))

    def forward(self, x):
        e = np.exp(self.w @ x + self.b)
        return e / e.sum(axis=0)

    def train(self, x, t, rate):
        d = (self.forward(x) - t) / x.shape[1]
        self.w -= rate * d @ x.T
        self.b -= rate * d.sum(axis=1, keepdims=True)


rng = np.random.default_rng(1)
x = rng.normal(size=(4, 60))
labels = x[:3].argmax(axis=0)
present = (labels > 0).astype(int)  # ! U104
t = np.eye(3)[present].T
model = Classifier(4, 3, rng)
for epoch in range(300):
    model.train(x, t, 0.5)
print("right:", np.mean(model.forward(x).argmax(axis=0) == labels))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1) + 1
T = np.zeros((60, 3))
T[np.arange(60), labels - 1] = 1
W = rng.normal(size=(4, 3)) * 0.1
b = np.zeros((1, 3))
for epoch in range(300):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - T) / len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) + 1 == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(80, 4))
T = (X[:, :3] > 0) * 1.0
W = rng.normal(size=(4, 3)) * 0.1
b = np.zeros((1, 3))
for epoch in range(300):
    p = 1 / (1 + np.exp(-(X @ W + b)))
    d = (p - T) / len(X)
    W -= 1.0 * X.T @ d
    b -= 1.0 * d.sum(axis=0, keepdims=True)
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(2)[(labels > 0).astype(int)]
W = rng.normal(size=(4, 2)) * 0.1
b = np.zeros((1, 2))
for epoch in range(500):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - T) / len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == (labels > 0)))
""",
)
