"""The derivative of the activation is missing

## What happens

The error is sent back through the weights and used as it is: `delta1 = delta2 @ W2.T`, without the slope of the hidden
layer's activation. On an easy problem the network still learns, only worse; with more layers, or with sigmoids, it stops.

## Why it stops learning

Between the weights of a layer and the next one stands the activation `a = f(z)`, and the chain rule asks for its slope:

    dL/dz = dL/da * f'(z) = (delta W^T) * f'(z)

Without `f'(z)` a unit that is saturated, and could not change its answer if it wanted to, is moved as much as one in the
middle of its range. The gradients of this layer and of all layers below it point in a wrong direction. The slope of a
sigmoid is at most 1/4, so they are also at least 4 times too long, and 4 times more with every further layer.

## How we know

The error that is passed back is the exact derivative at the layer's output, and what is used is still that, where the derivative
at the sum before the activation is needed. Multiplied by the slope of the activation it agrees to rounding.

## The repair

Multiply by the derivative of the activation that the forward pass used: `* a * (1 - a)` for a sigmoid, `* (1 - a**2)`
for tanh, `* (z > 0)` for ReLU.

## When this is fine

For a layer without an activation the slope is 1. The derivative need not be a factor in this line: a mask
(`delta[z <= 0] = 0`), `np.where`, or a method of the activation's own will do.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.gradients import SAME
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.roles import SCALING
from unstuck.doctor.substitution import with_slope
from unstuck.doctor.trace import Node
from unstuck.doctor.values import passed_on_unchanged, place_without, source_of

FEW = 2  # numbers that have a direction


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the derivative of the layer's activation puts it right."""
    missing = wrong.missing_slope()
    if missing is None or wrong.source is None or wrong.at is None:
        return _through_units_that_are_off(case, wrong)
    if wrong.end is not wrong.node and wrong.node.name in SAME:
        return None  # a copy, which is multiplied by a slope behind it
    source = wrong.source  # `rate * delta.T` in an update is not where the slope belongs
    while np.size(wrong.node.value) > 1 and (before := _before_scaling(wrong, source)) is not None:
        source = before
    span = _call_past(case, wrong, missing[0]) or passed_on_unchanged(case, wrong.at)
    span = span or place_without(case, wrong, source)
    return _finding(case, wrong, span, missing[1])


def _call_past(case: Case, wrong: Wrong, meant: Node) -> Span | None:
    """Find the call that is given the error without the slope, where the product of both is there and goes nowhere.

    The methods of the layers are right then, and what is wrong is the way in which they are chained.
    """
    ready = _unused(case, wrong, meant)
    place = wrong.evidence.span_beside(wrong.node, ready) if ready is not None else None
    return place if place != case.span(wrong.node) else None


def _unused(case: Case, wrong: Wrong, meant: Node) -> Node | None:
    """Find the right error among what was made before the wrong value and goes into no update."""
    assert wrong.source is not None
    evidence, wanted = wrong.evidence, array(wrong.evidence.adjoint[meant]) * wrong.scale
    for node in case.trace.nodes[wrong.source.index + 1 : wrong.node.index]:
        made = np.shape(node.value) == wanted.shape and node.site >= 0 and node not in evidence.round.ancestors
        if made and np.size(node.value) >= FEW and np.allclose(array(node.value), wanted, rtol=1e-9, atol=0):
            return node
    return None


def _before_scaling(wrong: Wrong, node: Node) -> Node | None:
    """Find the same error before it was turned, or multiplied by one number."""
    if node.name not in ("T", "transpose", *SCALING):
        return None
    matches = wrong.evidence.matches
    same = [s for s in node.inputs if np.size(s.value) > 1 and s in matches and matches[s][0] is wrong.at]
    return same[0] if len(same) == 1 and all(np.size(s.value) == 1 for s in node.inputs if s is not same[0]) else None


def _through_units_that_are_off(case: Case, wrong: Wrong) -> Finding | None:
    """See whether single numbers are right but for those of ReLUs that are off, through which no error goes back."""
    value, true = array(wrong.node.value).ravel(), array(wrong.compared.true).ravel()
    if wrong.node.name != "concatenate" or value.size != true.size or len(wrong.node.inputs) != true.size:
        return None
    on, off = true != 0, (true == 0) & (value != 0)
    if np.sum(on) < FEW or not np.any(off) or same_direction(value[on], true[on], 1e-6) is None:
        return None
    return _finding(case, wrong, case.span(wrong.node.inputs[int(np.argmax(off))]), np.array([0.0, 1.0]))


def _finding(case: Case, wrong: Wrong, span: Span, slope: Any) -> Finding:
    return found(
        __name__,
        span,
        f"The derivative of the activation is missing in `{case.text(span)}`.",
        "The chain rule asks for the slope of the activation between a layer's output and what went into it: "
        "delta = (error passed back) * f'(z). Without it units that are flat, and hardly answer for the error, are "
        "changed as much as the others, and each layer below gets a direction that is no longer downhill. "
        "Multiply this value by the derivative of the layer's activation.",
        ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
        (
            "slope of the activation that should be a factor here",
            f"{number(float(slope.min()))} to {number(float(slope.max()))}",
            "1 everywhere, if it could be left out",
        ),
    )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Multiply by the derivative of the layer's activation, or take the error that has it already."""
    yield from _handed_on(case, finding)
    yield from with_slope(case, finding)


def _handed_on(case: Case, finding: Finding) -> Iterator[Fix]:
    """Hand on what the call before kept, `relu.dx`, where that of the one before it is handed on."""
    source = source_of(case, finding.span.path)
    call = source.at(finding.span, ast.Call)
    for wrong in case.wrong if isinstance(call, ast.Call) else ():
        missing = wrong.missing_slope()
        ready = _unused(case, wrong, missing[0]) if missing is not None and wrong.source is not None else None
        if ready is None or ready.stack is None or wrong.evidence.span_beside(wrong.node, ready) != finding.span:
            continue
        before = source.at(case.trace.sites.all[ready.stack[0]].span, ast.Call)
        owner = before.func.value if isinstance(before, ast.Call) and isinstance(before.func, ast.Attribute) else None
        for given in call.args if owner is not None and isinstance(call, ast.Call) else ():
            if owner is not None and isinstance(given, ast.Attribute):
                text = f"{source.text_of(owner)}.{given.attr}"
                yield from fix(f"Write {shown(text)}", source.put(given, text))
        return


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(3)
X = rng.uniform(-1, 1, size=(3, 60))
T = np.stack([X[0] > X[1], X[1] * X[2] > 0]) * 1.0
sizes = [3, 9, 6, 2]
weights = [rng.normal(size=(b, a)) for a, b in zip(sizes, sizes[1:])]
biases = [np.zeros((b, 1)) for b in sizes[1:]]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


for epoch in range(1500):
    a = [X]
    for w, b in zip(weights, biases):
        a.append(sigmoid(w @ a[-1] + b))
    error = a[-1] - T
    delta = error * a[-1] * (1 - a[-1])
    steps = [(delta @ a[-2].T, delta.sum(axis=1, keepdims=True))]
    for l in (1, 0):
        error = weights[l + 1].T @ error  # ! U507
        delta = error * a[l + 1] * (1 - a[l + 1])
        steps.insert(0, (delta @ a[l].T, delta.sum(axis=1, keepdims=True)))
    for l in range(3):
        weights[l] -= 2.0 * steps[l][0] / 60
        biases[l] -= 2.0 * steps[l][1] / 60
print("squared error:", np.mean((a[-1] - T) ** 2))
""",
    """
import numpy as np


class Full:
    def __init__(self, rng, before, after):
        self.w = rng.normal(size=(before, after)) * 0.5
        self.b = np.zeros(after)

    def go(self, x):
        self.x = x
        return x @ self.w + self.b

    def back(self, dy):
        self.dw, self.db = self.x.T @ dy, dy.sum(axis=0)
        self.dx = dy @ self.w.T


class Bend:
    def go(self, x):
        self.y = np.tanh(x)
        return self.y

    def back(self, dy):
        self.dx = dy * (1 - self.y**2)


rng = np.random.default_rng(3)
x = rng.normal(size=(80, 3))
t = np.stack([x[:, 0] * x[:, 1], x[:, 2] ** 2], axis=1)
first, bend, last = Full(rng, 3, 16), Bend(), Full(rng, 16, 2)
for epoch in range(500):
    y = last.go(bend.go(first.go(x)))
    last.back((y - t) / len(x))
    bend.back(last.dx)
    first.back(last.dx)  # ! U507
    for layer in (first, last):
        layer.w -= 0.1 * layer.dw
        layer.b -= 0.1 * layer.db
print("error:", np.mean((y - t) ** 2))
""",
    """
import numpy as np


def squash(z):
    return 1 / (1 + np.exp(-z))


rng = np.random.default_rng(8)
x = rng.uniform(-1, 1, size=(50, 3, 1))
t = np.array([[[v[0, 0] > v[1, 0]], [v[2, 0] > 0]] for v in x]) * 1.0
weights = [rng.normal(size=(after, before)) * 0.7 for before, after in ((3, 6), (6, 6), (6, 2))]
shifts = [np.zeros((len(w), 1)) for w in weights]
for epoch in range(200):
    steps = [[np.zeros_like(a) for a in kind] for kind in (weights, shifts)]
    for row, wanted in zip(x, t):
        values = [row]
        for w, b in zip(weights, shifts):
            values.append(squash(w @ values[-1] + b))
        error = values[-1] - wanted
        for i in (2, 1, 0):
            delta = error * values[i + 1] * (1 - values[i + 1])
            steps[0][i] += delta @ values[i].T
            steps[1][i] += delta
            error = weights[i].T @ error  # ! U507
    for w, b, dw, db in zip(weights, shifts, *steps):
        w -= 3.0 / len(x) * dw
        b -= 3.0 / len(x) * db
print("right:", np.mean([(squash(weights[2] @ squash(weights[1] @ squash(weights[0] @ r + shifts[0]) + shifts[1]) + shifts[2]) > 0.5) == w for r, w in zip(x, t)]))
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
    d1 = d2 @ W2.T  # ! U507
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
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
    output = sigmoid(w2 @ hidden + b2)
    delta2 = (output - t) * output * (1 - output)
    delta1 = w2.T @ delta2  # ! U507
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
    s = X @ W1 + b1
    h = np.maximum(s, 0)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T
    d1[s <= 0] = 0
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(64, 5))
y = np.abs(X[:, :1]) + 0.5 * X[:, 1:2]
sizes = [5, 10, 10, 1]
weights = [rng.normal(size=(a, b)) * np.sqrt(2 / a) for a, b in zip(sizes, sizes[1:])]
biases = [np.zeros(b) for b in sizes[1:]]


def forward(x):
    activations = [x]
    for layer, (w, b) in enumerate(zip(weights, biases)):
        z = activations[-1] @ w + b
        activations.append(z if layer == len(weights) - 1 else np.maximum(z, 0))
    return activations


for epoch in range(200):
    order = rng.permutation(len(X))
    for start in range(0, len(X), 16):
        rows = order[start : start + 16]
        activations = forward(X[rows])
        delta = (activations[-1] - y[rows]) / len(rows)
        gradients = []
        for layer in reversed(range(len(weights))):
            gradients.append((activations[layer].T @ delta, delta.sum(axis=0)))
            delta = np.where(activations[layer] > 0, delta @ weights[layer].T, 0)
        for layer, (dw, db) in enumerate(reversed(gradients)):
            weights[layer] -= 0.1 * dw
            biases[layer] -= 0.1 * db
print("mean squared error:", np.mean((forward(X)[-1] - y) ** 2))
""",
)
