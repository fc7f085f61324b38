"""The test set is not apart from the training set

## What happens

The same rows are in both sets, and the test looks better than the network is; the first really new data are a disappointment. Or each set is
scaled by its own mean and spread, and the network does worse on new data than it could.

## Why it stops learning

It does not; it is judged by a test that is none. What a test measures is the error on samples that had no part in the training,

    E = mean over new (x, t) of L(f(x), t)

A row that was trained on may be known by heart: its error says nothing about others. And a network knows what an input means only in the scale of its training set:
with `z = (x - mean) / std` computed from another set, the same x becomes another z.

## How we know

Rows that two sets took from the same array, by their numbers. The statistics by which each set was shifted and divided, and how far they are apart. Scales
of its own for each set are only suspected to do harm.

## The repair

One order, cut once, and the numbers of the training set for both:

    order = rng.permutation(len(X))
    train, test = X[order[:k]], X[order[k:]]
    mean, std = train.mean(axis=0), train.std(axis=0)
    train, test = (train - mean) / std, (test - mean) / std

## When this is fine

An accuracy on the training set, or on all of the data, called so. Scaling by fixed numbers, as `pixels / 255`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.answers import comparisons
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding
from unstuck.doctor.rowmap import Rows, rows_into
from unstuck.doctor.trace import Node

_STATISTICS = {"mean", "std", "var", "max", "min", "amax", "amin", "ptp", "median", "average", "nanmean", "nanstd"}


def diagnose(case: Case) -> Iterator[Finding]:
    """Find rows that are in the training set and in the test set, and test sets scaled by statistics of their own."""
    evidence = case.first
    if evidence is None:
        return
    times = Counter(node.site for node in case.trace.nodes)
    train = rows_into(case.roles, evidence.round.joins[0].output)
    if train is None:
        return
    seen = set()
    for output in _judged(case, evidence):
        test = rows_into(case.roles, output)
        if test is None or test.value is train.value:
            continue
        for rule in (_shared_rows, _own_scale):
            finding = rule(case, train, test, times)
            if finding is not None and finding.span not in seen:
                seen.add(finding.span)
                yield finding


def _judged(case: Case, evidence: Evidence) -> Iterator[Node]:
    """List outputs that no update followed from: what is compared with labels, and what the same line computes again."""
    join = evidence.round.joins[0]
    yield from (c.output() for c in comparisons(case))
    for node in case.trace.nodes:
        again = node.site == join.output.site and node.name == join.output.name
        if again and not any(user.site == join.node.site for user in case.roles.users.get(node, ())):
            yield node


def _set_of(rows: Rows, times: Counter[int]) -> tuple[Node, Any] | None:
    """Find the set that rows were taken from: the first selection from the root, made once; with its row numbers."""
    nearest = next((n for n in reversed(rows.way) if n.name == "getitem" and np.ndim(n.value)), None)
    if nearest is None or times[nearest.site] > 2 or not isinstance(nearest.args[0], Node):
        return None
    part = nearest.args[1][0] if isinstance(nearest.args[1], tuple) else nearest.args[1]
    part = part.value if isinstance(part, Node) else part
    if nearest.args[0].value.shape[0] != rows.total or isinstance(part, int):
        return None
    try:
        return nearest, np.arange(rows.total)[part]
    except (IndexError, TypeError):
        return None


def _shared_rows(case: Case, train: Rows, test: Rows, times: Counter[int]) -> Finding | None:
    """Find sets that share some rows, neither holding all of the other."""
    if train.root is not test.root:
        return None
    one, two = _set_of(train, times), _set_of(test, times)
    if one is None or two is None or one[0] is two[0]:
        return None
    shared = np.intersect1d(one[1], two[1])
    if not 0 < len(shared) < min(len(np.unique(one[1])), len(np.unique(two[1]))):
        return None
    return found(
        __name__,
        case.span(two[0]),
        f"{len(shared)} rows are in the training set and in the other one too.",
        "A test asks what the network says of samples that it has never seen. Rows that it was trained on it may know by heart, so the "
        "test looks better than the network is. Draw one order and cut it: order = rng.permutation(n); "
        "train, test = order[:k], order[k:].",
        ("rows in both sets", str(len(shared)), "0"),
        ("rows of the training set, and of the other", f"{len(one[1])} and {len(two[1])}", ""),
    )


def _own_scale(case: Case, train: Rows, test: Rows, times: Counter[int]) -> Finding | None:
    """Find two sets of which each was scaled with its own statistics."""
    one, two = _scaled(train, times), _scaled(test, times)
    if one is None or two is None or one[1] is two[1] or np.shape(one[1].value)[1:] != np.shape(two[1].value)[1:]:
        return None
    (_, first), (place, second) = one, two
    spread = array(first.value).std(axis=0)
    apart = np.abs(array(first.value).mean(axis=0) - array(second.value).mean(axis=0))
    worst = float(np.max(apart / np.where(spread > 0, spread, 1)))
    if worst < 1e-9:
        return None
    return found(
        __name__,
        case.span(place),
        f"`{case.text(case.span(place))}` scales this set with its own mean or spread, not with those of the training set.",
        "The network has learnt what an input means in the scale of the training set. Scaled with other numbers the same "
        "measurement becomes another input, and a shift that sets the two sets apart is wiped out. Compute mean and spread of "
        "the training set once, and use them for every set: (X_test - mean) / std.",
        (
            "largest difference between the columns' means, in standard deviations",
            number(worst),
            "0, if one is used for both",
        ),
        certainty="suspected",
    )


def _scaled(rows: Rows, times: Counter[int]) -> tuple[Node, Node] | None:
    """Find where data was shifted or divided by a statistic of itself: the operation, and the data before it."""
    for node in rows.way:
        if node.name not in ("sub", "div", "subtract", "divide") or times[node.site] > 3:
            continue
        left, right = node.args[:2]
        if not isinstance(left, Node) or not isinstance(right, Node) or right.name not in _STATISTICS:
            continue
        source = right.args[0]
        axis = right.kwargs.get("axis", right.args[1] if len(right.args) > 1 else None)
        own = isinstance(source, Node) and (source is left or any(source is n for n in left.inputs))
        if own and axis in (0, None) and np.ndim(left.value) == 2:
            return node, source
    return None


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 4))
y = (X @ np.array([1.0, -2.0, 0.5, 0.0]) + 0.3 * rng.normal(size=100) > 0) * 1.0
train, test = rng.choice(100, 70, replace=False), rng.choice(100, 30, replace=False)
X_train, y_train = X[train], y[train]
X_test, y_test = X[test], y[test]  # ! U107
w, b = np.zeros(4), np.zeros(1)
for epoch in range(300):
    p = 1 / (1 + np.exp(-(X_train @ w + b)))
    d = (p - y_train) / len(X_train)
    w -= 1.0 * X_train.T @ d
    b -= 1.0 * d.sum()
answers = 1 / (1 + np.exp(-(X_test @ w + b))) > 0.5
print("right on the test set:", np.mean(answers == y_test))
""",
    """
import numpy as np


class Line:
    def __init__(self, n):
        self.w = np.zeros((1, n))
        self.b = np.zeros((1, 1))

    def forward(self, x):
        return self.w @ x + self.b

    def train(self, x, t, rate):
        error = self.forward(x) - t
        self.w -= rate * error @ x.T / x.shape[1]
        self.b -= rate * error.mean(axis=1, keepdims=True)


rng = np.random.default_rng(1)
data = rng.uniform(0, 10, size=(90, 3))
answers = data @ np.array([1.0, -2.0, 0.5]) + 3
old, new = data[:60], data[60:]
x_old = (old - old.mean(axis=0)) / old.std(axis=0)
x_new = (new - new.mean(axis=0)) / new.std(axis=0)  # ? U107
line = Line(3)
for epoch in range(300):
    line.train(x_old.T, answers[:60].reshape(1, -1), 0.1)
error = line.forward(x_new.T) - answers[60:].reshape(1, -1)
print("mean squared error on new data:", np.mean(error**2))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 4))
y = (X @ np.array([1.0, -2.0, 0.5, 0.0]) + 0.3 * rng.normal(size=100) > 0) * 1.0
order = rng.permutation(100)
train, test = order[:70], order[70:]
X_train, y_train = X[train], y[train]
X_test, y_test = X[test], y[test]
w, b = np.zeros(4), np.zeros(1)
for epoch in range(300):
    p = 1 / (1 + np.exp(-(X_train @ w + b)))
    d = (p - y_train) / len(X_train)
    w -= 1.0 * X_train.T @ d
    b -= 1.0 * d.sum()
answers = 1 / (1 + np.exp(-(X_test @ w + b))) > 0.5
print("right on the test set:", np.mean(answers == y_test))
""",
    """
import numpy as np


class Line:
    def __init__(self, n):
        self.w = np.zeros((1, n))
        self.b = np.zeros((1, 1))

    def forward(self, x):
        return self.w @ x + self.b

    def train(self, x, t, rate):
        error = self.forward(x) - t
        self.w -= rate * error @ x.T / x.shape[1]
        self.b -= rate * error.mean(axis=1, keepdims=True)


rng = np.random.default_rng(1)
data = rng.uniform(0, 10, size=(90, 3))
answers = data @ np.array([1.0, -2.0, 0.5]) + 3
old, new = data[:60], data[60:]
middle, spread = old.mean(axis=0), old.std(axis=0)
x_old = (old - middle) / spread
x_new = (new - middle) / spread
line = Line(3)
for epoch in range(300):
    line.train(x_old.T, answers[:60].reshape(1, -1), 0.1)
error = line.forward(x_new.T) - answers[60:].reshape(1, -1)
print("mean squared error on new data:", np.mean(error**2))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 4))
y = (X @ np.array([1.0, -2.0, 0.5, 0.0]) + 0.3 * rng.normal(size=100) > 0) * 1.0
order = rng.permutation(100)
train, test = order[:70], order[70:]
X_train, y_train = X[train], y[train]
X_test, y_test = X[test], y[test]
w, b = np.zeros(4), np.zeros(1)
for epoch in range(300):
    p = 1 / (1 + np.exp(-(X_train @ w + b)))
    d = (p - y_train) / len(X_train)
    w -= 1.0 * X_train.T @ d
    b -= 1.0 * d.sum()
answers = 1 / (1 + np.exp(-(X @ w + b))) > 0.5
print("right on all:", np.mean(answers == y), "on the test set:", np.mean(answers[test] == y_test))
""",
)
