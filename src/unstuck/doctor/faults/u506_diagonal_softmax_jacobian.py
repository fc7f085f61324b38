"""The derivative of the softmax is taken to be p (1 - p)

## What happens

The outputs are those of a softmax, the loss is the squared error, and the error is multiplied by `p * (1 - p)`, as for a sigmoid. It learns slowly, and the gradients do not agree
with the loss in any layer.

## Why it stops learning

Each output of a softmax depends on all the scores, since they share one sum:

    dp_k/dz_j = p_k (1[k = j] - p_j)        so        dL/dz_j = p_j (d_j - sum_k d_k p_k),     d = dL/dp

`p (1 - p)` is the diagonal of that alone. What is left out is how raising one score lowers the other outputs, which is the very
competition by which a softmax decides.

## How we know

The error at the scores is the true derivative at the outputs times `p (1 - p)`, to rounding; with the other terms it is the true
derivative at the scores.

## The repair

`p * (d - (d * p).sum(axis=1, keepdims=True))`, with `d` the derivative at the outputs. Or take the cross-entropy, with which the two derivatives together
are `p - t`; it learns faster from a confident mistake, too.

## When this is fine

For sigmoids, several of them as well: each depends on its own sum alone, and the derivative is `a (1 - a)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.slopes_made import span_of_slope
from unstuck.doctor.substitution import substituted
from unstuck.doctor.trace import Node
from unstuck.doctor.values import Scope


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the wrong value is the error times the diagonal of the softmax's derivative."""
    for node in _softmaxes(wrong):
        shares = array(node.value)
        back = wrong.evidence.adjoint.get(node)
        axis = _classes(shares)
        if back is None or axis is None:
            continue
        diagonal, full = back * shares * (1 - shares), _through(shares, back, axis)
        if same_direction(diagonal, full, 1e-6) is not None or not wrong.right(full):
            continue
        place = next((n for n in _made(wrong, diagonal) if same_direction(n.value, diagonal, 1e-6) is not None), None)
        if place is None or any(place is join.node for join in wrong.evidence.round.joins):
            continue  # `p - t` itself has nothing of a derivative
        span = span_of_slope(case, wrong) if place in (wrong.end, wrong.node) else case.span(place)
        left = float(np.linalg.norm(full - diagonal) / np.linalg.norm(full))
        return found(
            __name__,
            span,
            f"`{case.text(span)}` takes p (1 - p) for the derivative of a softmax.",
            "Each output of a softmax depends on all scores: dp_k/dz_j = p_k ([k = j] - p_j). p (1 - p) is only the diagonal, "
            "k = j; that raising one score lowers the other outputs is left out. With d = dL/dp the derivative is "
            "p * (d - sum(d * p)), the sum over the classes. With the cross-entropy it is simply p - t.",
            ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
            ("length of what is left out, beside the derivative", number(left), "0"),
        )
    return None


def _made(wrong: Wrong, diagonal: Any) -> Iterator[Node]:
    """List the wrong value, and what is put together of it and others entry by entry."""
    yield from (wrong.end, wrong.node)
    if np.size(wrong.node.value) == 1:
        way = wrong.evidence.way(wrong.compared)
        for node in wrong.evidence.backward:
            if (
                node in way
                and node.name in ("setitem", "concatenate", "array")
                and np.shape(node.value) == diagonal.shape
            ):
                yield node


def _softmaxes(wrong: Wrong) -> list[Node]:
    """List what may be shares: the outputs, and where the right error came to, as the attention of a hidden layer."""
    return [join.output for join in wrong.evidence.round.joins] + ([wrong.at] if wrong.at is not None else [])


def _classes(shares: Any) -> int | None:
    """Find the axis along which outputs add up to 1; None if they are no shares."""
    if not shares.ndim or shares.ndim > 2 or not np.all((shares >= 0) & (shares <= 1)):
        return None
    axes = [a for a in range(shares.ndim) if shares.shape[a] > 1 and np.allclose(shares.sum(axis=a), 1, atol=1e-6)]
    return axes[0] if len(axes) == 1 else None


def _through(shares: Any, back: Any, axis: int) -> Any:
    """Carry a derivative back through a softmax."""
    return shares * (back - (back * shares).sum(axis=axis, keepdims=True))


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Write the whole derivative."""
    yield from substituted(case, finding, _whole)


def _whole(scope: Scope, whole: Any, wrong: Wrong) -> Iterator[tuple[Any, str]]:
    if wrong.source is None:
        return
    output = next((n for n in _softmaxes(wrong)[::-1] if _classes(array(n.value)) is not None), wrong.node)
    axis = _classes(array(output.value))
    tree = scope.case.trace.site(wrong.source).span if wrong.source.site >= 0 else None
    errors = [*scope.texts_for(wrong.source.value), *([f"({scope.case.trace.sites.text(tree)})"] if tree else [])]
    for shares in scope.texts_for(output.value):
        for error in errors:
            yield whole, f"{shares} * ({error} - ({error} * {shares}).sum(axis={axis}, keepdims=True))"


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
    e = np.exp(h @ W2 + b2)
    p = e / e.sum(axis=1, keepdims=True)
    loss = 0.5 * np.mean(np.sum((p - T) ** 2, axis=1))
    error = (p - T) / len(X)
    d2 = error * p * (1 - p)  # ! U506
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 2 * h.T @ d2
    b2 -= 2 * d2.sum(axis=0, keepdims=True)
    W1 -= 2 * X.T @ d1
    b1 -= 2 * d1.sum(axis=0, keepdims=True)
    if epoch % 100 == 0:
        print(epoch, loss)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(7)
items = rng.normal(size=(120, 5, 3))
wanted = items[np.arange(120), items[:, :, 0].argmax(axis=1), 1:2]
u, v = rng.normal(size=3) * 0.3, rng.normal(size=(3, 1)) * 0.5
for step in range(600):
    scores = items @ u
    look = np.exp(scores - scores.max(axis=1, keepdims=True))
    look = look / look.sum(axis=1, keepdims=True)
    seen = np.einsum("nt,ntd->nd", look, items)
    error = (seen @ v - wanted) / len(items)
    back = np.einsum("nd,ntd->nt", error @ v.T, items)
    slope = back * look * (1 - look)  # ! U506
    v = v - 0.3 * seen.T @ error
    u = u - 0.3 * np.einsum("nt,ntd->d", slope, items)
    if step % 100 == 0:
        print(step, np.mean((seen @ v - wanted) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(5)
X = rng.normal(size=(90, 4))
labels = X[:, :3].argmax(axis=1)
targets = np.eye(3)[labels]


class Dense:
    def __init__(self, into, out):
        self.w, self.b = rng.normal(size=(into, out)) * 0.5, np.zeros(out)

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, grad, rate):
        back = self.w @ grad
        self.w -= rate * np.outer(self.x, grad)
        self.b -= rate * grad
        return back


class Shares:
    def forward(self, z):
        e = np.exp(z - z.max())
        self.p = e / e.sum()
        return self.p

    def backward(self, grad, rate):
        out = np.zeros(len(self.p))
        for i in range(len(self.p)):
            for j in range(len(self.p)):
                if i == j:
                    out[i] = grad[i] * self.p[i] * (1 - self.p[i])  # ! U506
        return out


layers = [Dense(4, 3), Shares()]
for epoch in range(10):
    cost = 0
    for x, t in zip(X, targets):
        for layer in layers:
            x = layer.forward(x)
        cost += 0.5 * np.sum((x - t) ** 2)
        grad = x - t
        for layer in layers[::-1]:
            grad = layer.backward(grad, 0.2)
    print(epoch, cost / len(X))
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
for epoch in range(500):
    h = np.tanh(X @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    p = e / e.sum(axis=1, keepdims=True)
    loss = 0.5 * np.mean(np.sum((p - T) ** 2, axis=1))
    error = (p - T) / len(X)
    d2 = p * (error - (error * p).sum(axis=1, keepdims=True))
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 4 * h.T @ d2
    b2 -= 4 * d2.sum(axis=0, keepdims=True)
    W1 -= 4 * X.T @ d1
    b1 -= 4 * d1.sum(axis=0, keepdims=True)
    if epoch % 100 == 0:
        print(epoch, loss)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(500):
    h = np.tanh(X @ W1 + b1)
    p = sigmoid(h @ W2 + b2)
    loss = 0.5 * np.mean(np.sum((p - T) ** 2, axis=1))
    d2 = (p - T) / len(X) * p * (1 - p)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 4 * h.T @ d2
    b2 -= 4 * d2.sum(axis=0, keepdims=True)
    W1 -= 4 * X.T @ d1
    b1 -= 4 * d1.sum(axis=0, keepdims=True)
    if epoch % 100 == 0:
        print(epoch, loss)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
smooth = 0.9 * T + 0.1 / 3
W, b = rng.normal(size=(4, 3)) * 0.5, np.zeros(3)
for epoch in range(300):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - smooth) / len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(7)
items = rng.normal(size=(120, 5, 3))
wanted = items[np.arange(120), items[:, :, 0].argmax(axis=1), 1:2]
u, v = rng.normal(size=3) * 0.3, rng.normal(size=(3, 1)) * 0.5
for step in range(600):
    scores = items @ u
    look = np.exp(scores - scores.max(axis=1, keepdims=True))
    look = look / look.sum(axis=1, keepdims=True)
    seen = np.einsum("nt,ntd->nd", look, items)
    error = (seen @ v - wanted) / len(items)
    back = np.einsum("nd,ntd->nt", error @ v.T, items)
    slope = look * (back - (back * look).sum(axis=1, keepdims=True))
    v = v - 0.3 * seen.T @ error
    u = u - 0.3 * np.einsum("nt,ntd->d", slope, items)
    if step % 100 == 0:
        print(step, np.mean((seen @ v - wanted) ** 2))
""",
)
