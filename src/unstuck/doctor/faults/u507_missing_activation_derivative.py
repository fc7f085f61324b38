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

from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.roles import SCALING
from unstuck.doctor.substitution import with_slope
from unstuck.doctor.trace import Node
from unstuck.doctor.values import passed_on_unchanged, place_without

FEW = 2  # numbers that have a direction


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the derivative of the layer's activation puts it right."""
    missing = wrong.missing_slope()
    if missing is None or wrong.source is None or wrong.at is None:
        return _through_units_that_are_off(case, wrong)
    source = wrong.source  # `rate * delta.T` in an update is not where the slope belongs
    while np.size(wrong.node.value) > 1 and (before := _before_scaling(wrong, source)) is not None:
        source = before
    span = passed_on_unchanged(case, wrong.at) or place_without(case, wrong, source)
    return _finding(case, wrong, span, missing[1])


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
    return with_slope(case, finding)


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
