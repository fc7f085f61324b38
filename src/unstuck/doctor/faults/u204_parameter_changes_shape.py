"""A parameter changes its shape in its update

## What happens

A bias or a gain of one number for each unit has, after the first step, one row for each sample. `b = b - rate * delta` with
`delta` of the shape `(m, k)` and `b` of the shape `(1, k)` raises no error: the new `b` is `(m, k)`, and broadcasting makes it fit
again in the next forward pass.

## Why it stops learning

Each sample now has parameters of its own, which are moved by its own error alone. They learn the training set by heart, sample by
sample, and share nothing. A new sample, or a batch of another size, finds no row that is its own: the shapes do not fit, or the first rows
are used for samples that they have nothing to do with.

## How we know

The shape of the parameter before its update and after it.

## The repair

A parameter that is used for every sample gets the sum (or the mean) of the samples' gradients:
`delta.sum(axis=0, keepdims=True)`. Written in place, `b -= ...`, NumPy refuses to change the shape, and the mistake cannot pass
unseen.

## When this is fine

A single number that becomes one number for each unit in the first step (`b = 0`, then a vector) is only a short way to write the start.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.trace import Node
from unstuck.doctor.values import operands, source_of, tree_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find parameters that change their shape in an update."""
    for evidence in case.evidence[:1]:
        for c in evidence.compared:
            before, after = np.shape(c.before.value), np.shape(c.after.value)
            if before == after or np.size(c.after.value) <= np.size(c.before.value) or np.size(c.before.value) == 1:
                continue
            yield found(
                __name__,
                case.span(c.after),
                f"{c.name} changes its shape in its update: {before} becomes {after}.",
                "What is subtracted has one row for each sample, so the parameter grows a row for each sample too, and each "
                "row learns by itself. A new sample, or a batch of another size, does not fit any more. Sum the gradient over "
                "the samples, and keep the axis.",
                ("shape before and after", f"{before} -> {after}", f"{before}"),
                consequence_of="U516" if evidence.is_bias(c) else None,
            )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Sum the gradient over the samples, and keep the axis; or take the mean, as the other gradients may."""
    evidence = case.evidence[0]
    for c in evidence.compared:
        before, after = np.shape(c.before.value), np.shape(c.after.value)
        if before == after or case.span(c.after) != finding.span or len(before) != len(after):
            continue
        axes = [axis for axis, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
        step = next((e for e, v in operands(case, c.after) if v is not c.before), None)
        if len(axes) != 1 or step is None:
            return
        source, step = source_of(case, finding.span.path), _without_numbers(case, c.after, step)
        text = source.text_of(step)
        text = f"({text})" if isinstance(step, ast.BinOp | ast.UnaryOp) else text
        for reduced in ("sum", "mean"):
            written = f"{text}.{reduced}(axis={axes[0]}, keepdims=True)"
            yield from fix(f"Add up the samples: {shown(written)}", source.put(step, written))


def _without_numbers(case: Case, node: Node, expression: ast.expr) -> ast.expr:
    """Find what is multiplied by a rate: of `rate * delta / n` the delta."""
    value = next((v for e, v in operands(case, node) if e is expression), None)
    while isinstance(value, Node) and value.name in ("mul", "multiply", "div", "divide"):
        arrays = [(e, v) for e, v in operands(case, value) if np.ndim(v.value if isinstance(v, Node) else v)]
        if len(arrays) != 1 or tree_of(case, value) is not expression:
            break
        expression, value = arrays[0]
    return expression


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(40, 4))
y = np.tanh(X @ rng.normal(size=(4, 2))) * np.array([2.0, -1.0])
W = rng.normal(size=(4, 2)) * 0.5
gain = np.ones((1, 2))
for epoch in range(400):
    a = np.tanh(X @ W)
    error = (a * gain - y) / len(X)
    dW = X.T @ (error * gain * (1 - a**2))
    gain = gain - 0.5 * error * a  # ! U204
    W = W - 0.5 * dW
print("mean squared error:", np.mean((a * gain - y) ** 2))
""",
    """
import numpy as np


class Scaled:
    def __init__(self, n_in, n_out, rng):
        self.w = rng.normal(size=(n_out, n_in)) / np.sqrt(n_in)
        self.gain = np.ones((n_out, 1))
        self.b = np.zeros((n_out, 1))

    def forward(self, x):
        self.x = x
        self.z = self.w @ x
        return self.gain * self.z + self.b

    def backward(self, d, rate):
        dw = (self.gain * d) @ self.x.T
        self.gain = self.gain - rate * d * self.z  # ! U204
        self.b = self.b - rate * d.sum(axis=1, keepdims=True)
        self.w = self.w - rate * dw


rng = np.random.default_rng(3)
x = rng.normal(size=(3, 30))
t = np.array([[1.0, -2.0, 0.5], [0.3, 0.2, 1.0]]) @ x + 0.5
layer = Scaled(3, 2, rng)
for epoch in range(300):
    y = layer.forward(x)
    layer.backward((y - t) / x.shape[1], 0.2)
print("mean squared error:", np.mean((y - t) ** 2))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(40, 4))
y = np.tanh(X @ rng.normal(size=(4, 2))) * np.array([2.0, -1.0])
W = rng.normal(size=(4, 2)) * 0.5
gain = np.ones((1, 2))
for epoch in range(400):
    a = np.tanh(X @ W)
    error = (a * gain - y) / len(X)
    dW = X.T @ (error * gain * (1 - a**2))
    gain = gain - 0.5 * (error * a).sum(axis=0, keepdims=True)
    W = W - 0.5 * dW
print("mean squared error:", np.mean((error * len(X)) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = 0.0
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = 0.0
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 = b2 - 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 = b1 - 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
)
