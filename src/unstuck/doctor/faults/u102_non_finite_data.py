"""The data are not finite before the training begins

## What happens

There is a NaN or an infinity among the inputs or the targets: a gap in the file, a logarithm of 0, a column divided by its
standard deviation of 0. The loss is `nan` from the first step on.

## Why it stops learning

Whatever is computed from NaN is NaN. The output of one such sample is NaN; the gradient of a weight is a sum over the samples,

    dL/dW = sum_i x_i delta_i

and one NaN in it makes the sum NaN. After one step every weight is NaN, for all samples, for ever.

## How we know

The first array in the run that is not finite is data: no weight has gone into it.

## The repair

Look before the training: `assert np.isfinite(X).all()`. Gaps: take the rows out, `X[np.isfinite(X).all(axis=1)]`, or fill in the mean of the
column. Columns that never change: `std = X.std(axis=0)`, then divide by `np.where(std > 0, std, 1)`, or leave the column out.

## When this is fine

NaN in raw data does no harm if it is taken out or filled in before the network sees it. A column of ones, as bias, does no
harm either; only dividing by its spread does.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import finite
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.starts import where_written
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import followed
from unstuck.doctor.values import numpy_name, source_of


def _is_unfilled(case: Case, node: Node) -> bool:
    """Say whether an array was made by `np.empty`: what is in it before it is filled means nothing."""
    site = case.trace.origins.get(node)
    text = case.text(case.trace.sites.all[site].span) if site is not None else ""
    return re.match(r"[\w.]*\bempty(_like)?\(", text) is not None


def diagnose(case: Case) -> Iterator[Finding]:
    """Find data that was not finite before it met the first weight."""
    roles = case.roles
    seen = set()
    for node in case.trace.nodes:
        if not roles.mask or not (roles.mask[node.index] or any(n in roles.version for n in node.inputs)):
            continue
        for data in node.inputs:
            if roles.mask[data.index] or data in roles.version or np.size(data.value) < 2 or finite(data.value):
                continue
            origin = _first(data)
            if _is_unfilled(case, origin):
                continue
            if origin in seen or (origin.site >= 0 and not _goes_into_training(case, node)):
                continue
            seen.add(origin)
            value = np.asarray(origin.value)
            bad = ~np.isfinite(value)
            written = where_written(case, origin) if origin.site < 0 else None
            span = written[1] if written else case.place(origin)
            made = origin.site >= 0 and origin.name != "setitem"
            yield found(
                __name__,
                span,
                f"{bad.sum()} of the {bad.size} numbers of the data are NaN or infinite"
                + (f" after `{case.text(span)}`." if origin.site >= 0 else "."),
                "A sum with one NaN in it is NaN. So the output of such a sample is NaN, the gradient of every weight that "
                "it touches is a sum over the samples, and after one step all weights are NaN. "
                + (
                    "Here they are made in the preparation, out of finite numbers: a column that is the same in every row "
                    "has the standard deviation 0, and 0/0 is NaN. Divide by np.where(std > 0, std, 1)."
                    if made
                    else "Take these rows out, or fill in the mean of the column, before the training."
                ),
                ("numbers of the data that are not finite", f"{bad.sum()} of {bad.size}", "0"),
                *_columns(bad),
            )
            return


def _goes_into_training(case: Case, node: Node) -> bool:
    """Say whether a value leads to the outputs or the steps: what a loss makes of the data is another fault's business."""
    evidence = case.first
    return evidence is None or node.site in {n.site for n in evidence.forward | evidence.round.ancestors}


def _first(node: Node) -> Node:
    """Go back to the first value that was not finite.

    What is written into an array comes before the array itself: that may have been changed in place.
    """
    while True:
        written = node.args[2] if node.name == "setitem" and len(node.args) > 2 else None
        if isinstance(written, Node) and not finite(written.value):
            if written.site < 0 and np.size(written.value) == 1:
                return node
            node = written
            continue
        before = [n for n in node.inputs if not finite(n.value)]
        if not before:
            return node
        node = before[0]


def _columns(bad: np.ndarray) -> list[tuple[str, str, str]]:
    if bad.ndim != 2:
        return []
    columns = np.flatnonzero(bad.any(axis=0))
    names = ", ".join(str(c) for c in columns[:8]) + (", ..." if len(columns) > 8 else "")
    return [("columns in which they are, from 0", names, "none")]


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Divide by no 0; fill in the mean of the column."""
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    numpy = numpy_name(source)
    if tree is None or numpy is None:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            divisor = source.text_of(node.right)
            text = f"{numpy}where({followed(divisor, ' > 0')}, {divisor}, 1)"
            yield from fix(f"Divide by no 0: {shown(text)}", source.put(node.right, text))
    statement = source.statement(tree)
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    for target in targets:
        base = target.value if isinstance(target, ast.Subscript) else target
        if isinstance(base, ast.Name | ast.Attribute) and source.alone(statement):
            name = source.text_of(base)
            text = (
                f"{name} = {numpy}where({numpy}isfinite({name}), {name}, {numpy}nan)\n"
                f"{name} = {numpy}where({numpy}isnan({name}), {numpy}nanmean({name}, axis=0), {name})"
            )
            edit = source.insert_after(statement, text)
            yield from fix("Fill in the mean of the column", edit, safety="changes-training")


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
X[:, 2] = 5.0
labels = (X[:, 0] + X[:, 1] > 0) * 1.0
X = (X - X.mean(axis=0)) / X.std(axis=0)  # ! U102
w = rng.normal(size=4) * 0.1
b = 0.0
for epoch in range(200):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    d = (p - labels) / len(X)
    w -= 1.0 * X.T @ d
    b -= 1.0 * d.sum()
print("right:", np.mean((p > 0.5) == labels))
""",
    """
import numpy as np


class Network:
    def __init__(self, n_in, n_hidden, rng):
        self.w1 = rng.normal(size=(n_hidden, n_in)) / np.sqrt(n_in)
        self.b1 = np.zeros((n_hidden, 1))
        self.w2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def train(self, x, t, rate):
        h = np.tanh(self.w1 @ x + self.b1)
        y = self.w2 @ h + self.b2
        d2 = (y - t) / x.shape[1]
        d1 = self.w2.T @ d2 * (1 - h**2)
        self.w2 -= rate * d2 @ h.T
        self.b2 -= rate * d2.sum(axis=1, keepdims=True)
        self.w1 -= rate * d1 @ x.T
        self.b1 -= rate * d1.sum(axis=1, keepdims=True)
        return np.mean((y - t) ** 2)


rng = np.random.default_rng(1)
x = rng.uniform(-1, 1, size=(2, 50))
rainfall = np.abs(np.round(x[:1] + x[1:], 1))
t = np.log(rainfall)  # ! U102
network = Network(2, 8, rng)
for epoch in range(300):
    error = network.train(x, t, 0.1)
print("mean squared error:", error)
""",
    """
import numpy as np

gen = np.random.default_rng(12)
x = gen.normal(size=(50, 3)) * 0.5 + 0.1
t = np.sin(x[:, :1])
x[7, 1] = np.nan  # ! U102
w, b = np.zeros((3, 1)), np.zeros(1)
for lap in range(100):
    off = (x @ w + b - t) / 50
    w -= 0.2 * x.T @ off
    b -= 0.2 * off.sum(axis=0)
print("squared error", np.mean((x @ w + b - t) ** 2))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
X[:, 2] = 5.0
labels = (X[:, 0] + X[:, 1] > 0) * 1.0
spread = X.std(axis=0)
X = (X - X.mean(axis=0)) / np.where(spread > 0, spread, 1)
w = rng.normal(size=4) * 0.1
b = 0.0
for epoch in range(200):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    d = (p - labels) / len(X)
    w -= 1.0 * X.T @ d
    b -= 1.0 * d.sum()
print("right:", np.mean((p > 0.5) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(80, 3))
t = X @ np.array([1.0, -2.0, 0.5]) + 0.1 * rng.normal(size=80)
X[rng.integers(80, size=5), rng.integers(3, size=5)] = np.nan
means = np.nanmean(X, axis=0)
X = np.where(np.isnan(X), means, X)
w = np.zeros(3)
b = np.zeros(1)
for epoch in range(300):
    error = X @ w + b - t
    w -= 0.2 * X.T @ error / len(X)
    b -= 0.2 * error.mean()
print("mean squared error:", np.mean(error**2))
""",
)
