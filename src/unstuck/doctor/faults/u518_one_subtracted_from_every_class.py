"""One is subtracted from every class, not from the true one

## What happens

The error at the output is `p - 1` in every column. All outputs are pushed up alike, the softmax takes the common part away
again, and the answers drift to 1/k for all k classes.

## Why it stops learning

The derivative of cross-entropy through softmax is `p - t` with t = 1 for the true class and 0 for the others:

    dL/dz_k = p_k - 1   for the true class        dL/dz_k = p_k   for the others

With 1 subtracted everywhere the labels are never looked at. The errors of one sample add up to 1 - k, where they should add up to
0, and the step is the same whatever the right answer is.

## How we know

The error at the output equals the output minus 1 in every entry.

## The repair

Subtract at the true class only: `delta[np.arange(m), y] -= 1`, on a copy of the output; or `p - t` with t in one-hot form.

## When this is fine

In a network with a single output, `p - 1` is right for a sample whose target is 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding
from unstuck.doctor.roles import ancestors
from unstuck.doctor.trace import Node


def diagnose(case: Case) -> Iterator[Finding]:
    """Find an error at the output that is the output minus one for every class."""
    evidence = case.first
    if evidence is not None and evidence.all_agree:
        return
    updates = ancestors([v for slot in case.roles.slots for v in slot.versions[1:]], case.roles.version)
    for node in case.trace.nodes:
        if node not in updates or not _probabilities_minus_one(node):
            continue
        if evidence is not None and not any(_is_hot(join.target, node) for join in evidence.round.joins):
            continue
        errors = array(node.value)
        yield found(
            __name__,
            case.span(node),
            f"1 is subtracted from every class, not from the true one only: `{case.text(case.span(node))}`.",
            "The derivative of cross-entropy through softmax is p - t, and t is 1 for the true class and 0 for all others: "
            "p_k - 1 at the true class, p_k elsewhere. With 1 subtracted everywhere every output is pushed up alike, the "
            "targets are never looked at, and the answers drift to 1/k. Subtract 1 at the index of the true class.",
            ("outputs from which 1 was subtracted, in one row", str(errors.shape[-1]), "1"),
            ("sum of the errors of one row", number(float(errors.sum(axis=-1).ravel()[0])), "0"),
        )
        return


def _probabilities_minus_one(node: Node) -> bool:
    """Say whether a value is `p - 1` in every entry, where the p of a sample add up to 1."""
    if node.name not in ("sub", "subtract", "add") or np.size(node.value) < 2 or not isinstance(node.args[0], Node):
        return False
    before = array(node.args[0].value)
    if before.shape != np.shape(node.value) or not np.allclose(array(node.value), before - 1, atol=1e-12):
        return False
    return bool(np.all(before >= 0) and any(np.allclose(before.sum(axis=a), 1) for a in range(before.ndim)))


def _is_hot(target: Any, node: Node) -> bool:
    """Say whether targets are 1 for the true class and 0 for the others."""
    target = array(target)
    return target.shape == np.shape(node.value) and bool(np.all((target == 0) | (target == 1)))


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(60), labels]).mean()
    d2 = p.copy()
    d2 -= 1  # ! U518
    d2 /= len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("cross-entropy:", loss, "right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
inputs = rng.uniform(-1, 1, size=(40, 2))
labels = (inputs[:, 0] > 0) * 1 + (inputs[:, 1] > 0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def train_one(x, label, w1, b1, w2, b2, rate):
    hidden = sigmoid(w1 @ x + b1)
    e = np.exp(w2 @ hidden + b2)
    output = e / e.sum()
    loss = -np.log(output[label])
    delta2 = output - 1  # ! U518
    delta1 = (w2.T @ delta2) * hidden * (1 - hidden)
    w2 -= rate * np.outer(delta2, hidden)
    b2 -= rate * delta2
    w1 -= rate * np.outer(delta1, x)
    b1 -= rate * delta1
    return output, loss


w1, b1 = rng.normal(size=(5, 2)), np.zeros(5)
w2, b2 = rng.normal(size=(3, 5)), np.zeros(3)
for epoch in range(100):
    right = 0
    for i in rng.permutation(len(inputs)):
        output, loss = train_one(inputs[i], labels[i], w1, b1, w2, b2, 1.0)
        right += output.argmax() == labels[i]
print("right:", right / len(inputs))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(60), labels] -= 1
    d2 /= len(X)
    d1 = d2 @ W2.T * (1 - h**2)
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
labels = (inputs[:, 0] > 0) * 1 + (inputs[:, 1] > 0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def train_one(x, label, w1, b1, w2, b2, rate):
    hidden = sigmoid(w1 @ x + b1)
    e = np.exp(w2 @ hidden + b2)
    output = e / e.sum()
    delta2 = output.copy()
    delta2[label] -= 1
    delta1 = (w2.T @ delta2) * hidden * (1 - hidden)
    w2 -= rate * np.outer(delta2, hidden)
    b2 -= rate * delta2
    w1 -= rate * np.outer(delta1, x)
    b1 -= rate * delta1
    return output


w1, b1 = rng.normal(size=(5, 2)), np.zeros(5)
w2, b2 = rng.normal(size=(3, 5)), np.zeros(3)
for epoch in range(100):
    right = 0
    for i in rng.permutation(len(inputs)):
        output = train_one(inputs[i], labels[i], w1, b1, w2, b2, 0.5)
        right += output.argmax() == labels[i]
print("right:", right / len(inputs))
""",
)
