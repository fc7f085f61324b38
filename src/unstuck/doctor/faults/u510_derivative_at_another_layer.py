"""The derivative of the activation is taken at another layer's values

## What happens

Each error must be multiplied by the slope of its own layer's activation, at that layer's own values. Here an
index is off by one, or a name was copied, and the values of the neighbouring layer are used. The layers are equally wide, so
the shapes fit and nothing complains.

## Why it stops learning

In `delta_l = (delta_{l+1} W_{l+1}^T) * f'(z_l)` the slope says how much unit j of layer l can answer for: little if it is saturated, much
if it is not. With `f'(z_{l-1})` it says so of another unit. Layer l and all below it go in a direction that is no longer downhill;
how far off depends on the data, so the training may work on one problem and fail on the next.

## How we know

The factor that was used is exactly the activation's derivative at the values of another layer, and the one that is needed is the derivative at
the values of this layer.

## The repair

Use the values of the layer whose error this is: `delta_l` goes with `z_l` (or `a_l`).

## When this is fine

Nearly never. Counting differs, though: if `activations[0]` is the input, the activation of layer `l` is
`activations[l + 1]` in a loop over weights from 0.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from unstuck.doctor.alternatives import next_numbers, other_index, other_values
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.mistakes import ACTIVATIONS, FROM_VALUE, Wrong, close, forward_values
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.same_layer import is_wrong_at, same_layer
from unstuck.doctor.stopped import first_zeros, slope_at_the_data
from unstuck.doctor.substitution import substituted
from unstuck.doctor.trace import Node
from unstuck.doctor.values import Scope, source_of


@dataclass(frozen=True)
class _Stopped:
    """The data at which a slope was taken, the product that it is a factor of, and where it was computed."""

    data: Node
    product: Node
    span: Span


def diagnose(case: Case) -> Iterator[Finding]:
    """Find derivatives that are taken at the data, which are 0 and 1, so that a slope `a * (1 - a)` of them is 0."""
    told = set()
    for c in case.first.compared if case.first is not None else ():
        stopped = _stopped_at_the_data(case, c)
        if stopped is None or stopped.span in told:
            continue
        span = stopped.span
        told.add(span)
        yield found(
            __name__,
            span,
            f"The derivative `{case.text(span)}` is taken at the data, and is 0: nothing reaches {c.name}.",
            "Each delta must be multiplied by the slope of its own layer's activation, at that layer's own values. Here it is "
            "that at what the layer was given; written in terms of the activation's value, as a (1 - a) is, it is 0 where "
            "these are 0 or 1. Use the values of the layer whose delta this is.",
            ("slope used, on the average", "0", "not 0"),
            ("length of the true gradient", number(float(np.linalg.norm(c.true))), ""),
        )


def _stopped_at_the_data(case: Case, c: Compared) -> _Stopped | None:
    """Find the data at which a slope is 0 that stops the gradient of a parameter, and where that is computed."""
    evidence = case.first
    if evidence is None or c.flat or not np.any(np.abs(c.true) > 1e-12):
        return None
    if any(o.moved and not o.only_decay for e in case.evidence for o in e.compared if o.slot is c.slot):
        return None
    zeros = first_zeros(evidence, c)
    data, users = slope_at_the_data(evidence, zeros), case.roles.users.get(zeros, ())
    return _Stopped(data, users[0], evidence.span_beside(zeros, users[0])) if data is not None and users else None


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the factor is the right derivative, taken at the values of another layer."""
    factor = wrong.factor()
    if factor is None:
        return None
    for node, wanted in wrong.wanted_factors():
        with np.errstate(all="ignore"):
            right = next((n for n, (_, s) in ACTIVATIONS.items() if close(wanted, s(array(node.value)))), None)
        if right is None or not is_wrong_at(wrong.evidence, node):
            continue
        own = same_layer(wrong.evidence, wrong.at) if wrong.at is not None else set()  # the sum before its bias, too
        for other in _spread_over(wrong.evidence, np.shape(factor)):
            if other in own or other in (node, wrong.at):
                continue
            with np.errstate(all="ignore"):
                values = [ACTIVATIONS[right][1](array(other.value))]
                values += [FROM_VALUE[right](array(other.value))] if right in FROM_VALUE else []
                if not any(close(factor, np.broadcast_to(value, factor.shape)) for value in values):
                    continue
            place = _where_it_is_chosen(case, wrong, other) or case.span(wrong.end)
            return found(
                __name__,
                place,
                f"The derivative in `{case.text(case.span(wrong.end))}` is taken at the values of another layer.",
                "Each delta must be multiplied by the slope of its own layer's activation, at that layer's own values. With "
                "another layer's values the shapes fit, since the layers are equally wide, but the slopes belong to other "
                "units. Use the values of the layer whose delta this is.",
                ("slope used, on the average", number(float(np.nanmean(factor))), number(float(np.nanmean(wanted)))),
                ("made on line", str(case.span(other).line if other.site >= 0 else 0), "the layer's own"),
            )
    return None


def _where_it_is_chosen(case: Case, wrong: Wrong, other: Node) -> Span | None:
    """Find where the other layer's values were taken out of a store, to be given to the function with the derivative."""
    evidence, source = wrong.evidence, source_of(case, case.span(wrong.end).path)
    start = max(join.node.index for join in evidence.round.joins)
    here = source.at(case.span(wrong.end))
    for write in case.trace.writes:
        if start < write.time <= wrong.node.index and other in same_layer(evidence, write.node):
            place = case.trace.sites.all[write.site].span
            tree = source.at(place) if place.path == case.span(wrong.end).path else None
            statement = source.statement(tree) if tree is not None else None
            taken = isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Subscript)
            if taken and here is not None and source.function(here) is not source.function(statement):  # type: ignore[arg-type]
                return place
    return None


def _spread_over(evidence: Evidence, shape: tuple[int, ...]) -> list[Node]:
    """List the forward values of a shape, and those of a single unit, which broadcasting would spread over all units."""
    single = {(1, *shape[1:]), (*shape[:-1], 1)} - {shape} if len(shape) == 2 else set()
    alone = [node for other in sorted(single) for node in forward_values(evidence, other)]
    return [n for n in (*forward_values(evidence, shape), *alone) if np.shape(n.value) in single | {shape}]


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Take the derivative at the layer's own values."""
    yield from substituted(case, finding, other_values, other_index)
    tree, source = place_of(case, finding), source_of(case, finding.span.path)
    if case.first is None or tree is None:
        return
    statement = source.statement(tree)
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Subscript):
        indices = [n.slice for n in ast.walk(statement.value) if isinstance(n, ast.Subscript)]
        parts = [n for i in indices for n in ast.walk(i) if isinstance(n, ast.BinOp | ast.Name | ast.Constant)]
        for part in sorted(parts, key=lambda n: not isinstance(n, ast.BinOp)):
            for text in next_numbers(source, part):
                yield from fix(f"Write {shown(text)} for {shown(source.text_of(part))}", source.put(part, text))
    for c in case.first.compared:
        stopped = _stopped_at_the_data(case, c)
        if stopped is None or stopped.span != finding.span:
            continue
        scope = Scope(case, stopped.product)
        own = [n for n in forward_values(case.first, np.shape(stopped.data.value)) if case.roles.depends(n)]
        for text in dict.fromkeys(t for n in reversed(own) for t in scope.texts_for(n.value)):
            for leaf in (n for n in ast.walk(tree) if isinstance(n, ast.Name | ast.Attribute)):
                if scope.nodes.get(ast.unparse(leaf)) is stopped.data:
                    yield from fix(f"Write {shown(text)} for {shown(ast.unparse(leaf))}", source.put(leaf, text))


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(11)
field = rng.normal(size=(70, 6))
crop = (field[:, :1] * field[:, 1:2] > 0) * 1.0
weights = [rng.normal(size=(6, 6)) * 0.5 for _ in range(3)] + [rng.normal(size=(6, 1)) * 0.5]


def behind_relu(error, sums):
    passed = np.array(error, copy=True)
    passed[sums <= 0] = 0
    return passed


for season in range(300):
    kept, values = [], [field]
    for w in weights:
        kept.append(values[-1] @ w)
        values.append(np.maximum(kept[-1], 0) if w is not weights[-1] else 1 / (1 + np.exp(-kept[-1])))
    error = (values[-1] - crop) / len(field)
    steps = [values[-2].T @ error]
    for layer in (2, 1):
        sums = kept[layer - 1]  # ! U510
        error = behind_relu(error @ weights[layer + 1].T, sums)
        steps.insert(0, values[layer].T @ error)
    steps.insert(0, field.T @ behind_relu(error @ weights[1].T, kept[0]))
    for w, step in zip(weights, steps):
        w -= 0.1 * step
print("right:", np.mean((values[-1] > 0.5) == crop))
""",
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
    d2 = d3 @ W3.T * (1 - h1**2)  # ! U510
    d1 = d2 @ W2.T * (1 - h1**2)
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
            if layer:
                a = self.activations[2]
                delta = self.weights[layer].T @ delta * a * (1 - a)  # ! U510
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

rng = np.random.default_rng(2)
votes = np.array([[i >> k & 1 for k in range(4)] for i in range(16)], dtype=float)
passed = (votes.sum(axis=1, keepdims=True) > 2) * 1.0


def squash(s):
    return 1 / (1 + np.exp(-s))


def steepness(s):
    return s * (1 - s)


inner, inner0 = rng.normal(size=(4, 4)), np.zeros(4)
outer, outer0 = rng.normal(size=(4, 1)) * 0.3, np.zeros(1)
for turn in range(900):
    council = squash(votes @ inner + inner0)
    verdict = squash(council @ outer + outer0)
    fault = (verdict - passed) / len(votes)
    blame = fault @ outer.T * steepness(votes)  # ! U510
    outer -= 1.5 * council.T @ fault
    outer0 -= 1.5 * fault.sum(axis=0)
    inner -= 1.5 * votes.T @ blame
    inner0 -= 1.5 * blame.sum(axis=0)
print("right:", np.mean((verdict > 0.5) == (passed > 0.5)))
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
    e = np.exp(h2 @ W3 + b3)
    p = e / e.sum(axis=1, keepdims=True)
    d3 = (p - T) / len(X)
    d2 = d3 @ W3.T * (1 - h2**2)
    d1 = d2 @ W2.T * (1 - h1**2)
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
