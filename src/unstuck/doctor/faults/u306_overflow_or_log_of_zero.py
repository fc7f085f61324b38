"""A number overflows, or the logarithm of zero is taken

## What happens

A `RuntimeWarning` (overflow, divide by zero, invalid value), then `inf` or `nan`. If it is in the loss that is printed, the loss reads
`nan`; if it is on the way to the gradients, all weights are `nan` after the next step, and stay so.

## Why it stops learning

A 64-bit number ends at about 1.8e308, so `exp(x)` is infinite from x = 710 on. `log(0)` is minus infinity, `0/0`, `inf - inf` and
`0 * inf` are not numbers, and whatever is computed from `nan` is `nan`. One such entry in a batch reaches every weight through the sums of the
backward pass. A loss that is `nan` is also never smaller than the best one so far, so nothing is ever kept.

## How we know

The first operation in the whole run that made an infinity or `nan` out of finite numbers, and the numbers that went in.

## The repair

* Softmax: subtract the largest score of each row first, `np.exp(z - z.max(axis=1, keepdims=True))`. The result is the same.
* Cross-entropy: `np.log(np.clip(p, 1e-12, 1))`, or compute it from the scores.
* A quotient: keep what is divided by away from 0, `a / (s + 1e-12)`.

If the numbers are this large because the training runs away, look first for what makes it run away: the learning rate, the scale of the inputs, the
sign or the mean of the gradient.

## When this is fine

`1 / (1 + np.exp(-z))` for z below -710: the infinity in it is divided by, and the result is 0, as it should be.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.dynamics import Suspicion
from unstuck.doctor.findings import Evidence as Measured
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.followed import followed
from unstuck.doctor.mistakes import finite
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import combined
from unstuck.doctor.values import called, numpy_name, source_of

FELL = 0.5  # of the loss at the start
MAKING = {
    *("log", "log2", "log10", "exp", "div", "divide", "true_divide"),
    *("power", "pow", "square", "cosh", "sinh"),
}


def diagnose(case: Case) -> Iterator[Finding]:
    """Find the first operation that made a NaN or an infinity out of finite numbers."""
    first = next(_spoiling(case), None)
    if first is not None and first.name in MAKING:
        yield _told(case, first)


def _spoiling(case: Case) -> Iterator[Node]:
    """List the operations that made a NaN or an infinity out of finite numbers, and spoilt something with it."""
    for node in case.trace.nodes:
        value = node.value
        if node.site < 0 or not isinstance(value, float | np.floating | np.ndarray) or not node.inputs:
            continue
        kind = np.asarray(value).dtype.kind
        if kind != "f" or np.all(np.isfinite(value)):
            continue
        if not all(finite(n.value) for n in node.inputs):
            continue  # it was not finite before
        if (not case.roles.mask or _concerns_weights(case, node)) and _stays(case, node):
            yield node


def _told(case: Case, node: Node) -> Finding:
    value = node.value
    worst = [float(np.max(np.abs(array(n.value)))) for n in node.inputs]
    small = [float(np.min(np.abs(array(n.value)))) for n in node.inputs]
    return found(
        __name__,
        case.span(node),
        f"`{case.text(case.span(node))}` gives {'NaN' if np.any(np.isnan(value)) else 'infinity'}.",
        "exp of more than 709 is too large for a number, log(0) is minus infinity, and 0/0 is not a number. One such "
        "value spreads through every later step, and from then on all weights are NaN. Subtract the largest score before "
        "exp, and keep what goes into log above 0 (np.clip(p, 1e-12, 1)).",
        ("largest value that went in", number(max(worst)), "below 709 for exp"),
        ("smallest, apart from its sign", number(min(small)), "above 0 for log and /"),
    )


def suspect(case: Case) -> Iterator[Suspicion]:
    """Find that operation where it comes long after the first updates, in a network that has learnt until then."""
    course = case.experiments.course if case.experiments is not None else None
    if case.experiments is None or course is None or course.bad_join is None:
        return
    learnt = course.loss[np.isfinite(course.loss)]
    if len(learnt) < 2 or min(learnt) > FELL * learnt[0] or learnt[-1] > 2 * min(learnt):
        return  # it went up, or up and down: then it is the steps that are too long
    run = case.experiments.spoilt
    if run is None:
        return
    late = Case(*followed(run.trace))
    makers = [node for node in _spoiling(late) if node.name in MAKING]
    # What spoils the weights, sooner than what spoils the cost alone.
    node = next((n for n in makers if _stays(late, n, in_weights=True)), makers[0] if makers else None)
    if node is not None:
        finding = _told(late, node)
        passed = Measured("outputs that were numbers before", str(course.bad_join), "")
        yield Suspicion(dataclasses.replace(finding, evidence=(*finding.evidence, passed)), strong=True)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Keep what goes into a logarithm, or below a fraction, above 0; take the largest score off before an exponential."""
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    numpy = numpy_name(source)
    if numpy is None:
        return
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div):
        below: ast.expr | None = tree.right
    elif isinstance(tree, ast.Call) and tree.args:
        of_two = called(tree) in ("divide", "true_divide") and len(tree.args) > 1
        below = tree.args[1 if of_two else 0] if of_two or called(tree) in ("log", "log2", "log10") else None
    else:
        return
    if below is not None:
        text = f"{numpy}maximum({source.text_of(below)}, 1e-12)"
        yield from fix(f"Keep it above 0: {shown(text)}", source.put(below, text))
    elif isinstance(tree, ast.Call) and called(tree) == "exp":
        inner = source.text_of(tree.args[0])
        for node in case.trace.nodes:
            if node.site >= 0 and case.span(node) == finding.span and np.ndim(node.value):
                axis = _classes(case, node)
                keep = f", axis={axis}, keepdims=True" if np.ndim(node.value) == 2 else ""
                text = combined(inner, "-", f"{numpy}max({inner}{keep})")
                yield from fix(f"Take the largest off: {shown(text)}", source.put(tree.args[0], text))
                return


def _classes(case: Case, node: Node) -> int:
    """Say along which axis an array of scores is added up."""
    for user in case.roles.users.get(node, ()):
        if user.name == "sum" and isinstance(user.kwargs.get("axis"), int):
            return int(user.kwargs["axis"])
    return np.ndim(node.value) - 1


def _concerns_weights(case: Case, node: Node) -> bool:
    """Say whether a value was made of weights, or goes into one that was: the logarithm of the targets in a loss."""
    return any(case.roles.mask[value.index] for value in case.roles.made_of(node))


def _stays(case: Case, node: Node, *, in_weights: bool = False) -> bool:
    """Say whether a value that is not finite spoils something that is kept: 1 / inf is 0, and no harm is done.

    With `in_weights`, whether it spoils a weight: a cost that is only printed does not count.
    """
    stack, seen = [node], set()
    while stack:
        value = stack.pop()
        if value in seen:
            continue
        seen.add(value)
        users = case.roles.users.get(value, [])
        if value in case.roles.version or (not users and not in_weights):
            return True
        stack += [user for user in users if not finite(user.value)]
    return False


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
T = np.eye(3)[X[:, :3].argmax(axis=1)]
W = rng.normal(size=(4, 3)) * 0.5
b = np.zeros((1, 3))
for epoch in range(300):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    divergence = np.sum(T * np.log(T / p))  # ! U306
    d = (p - T) / len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0, keepdims=True)
    if epoch % 100 == 0:
        print("divergence:", divergence)
print("right:", np.mean(p.argmax(axis=1) == T.argmax(axis=1)))
""",
    """
import numpy as np


class Normalised:
    def __init__(self, n_in, n_hidden, rng):
        self.w1 = rng.normal(size=(n_hidden, n_in)) / np.sqrt(n_in)
        self.w2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, x):
        self.x = x
        self.h = np.maximum(self.w1 @ x, 0)
        self.length = np.sqrt((self.h**2).sum(axis=0, keepdims=True))
        self.unit = self.h / self.length  # ! U306
        return self.w2 @ self.unit + self.b2

    def backward(self, d, rate):
        du = self.w2.T @ d
        dh = (du - self.unit * (du * self.unit).sum(axis=0, keepdims=True)) / self.length
        self.w2 -= rate * d @ self.unit.T
        self.b2 -= rate * d.sum(axis=1, keepdims=True)
        self.w1 -= rate * (dh * (self.h > 0)) @ self.x.T


rng = np.random.default_rng(1)
x = rng.normal(size=(2, 40))
t = np.sign(x[:1])
network = Normalised(2, 3, rng)
for epoch in range(200):
    y = network.forward(x)
    network.backward((y - t) / x.shape[1], 0.1)
print("mean squared error:", np.mean((y - t) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
incomes = rng.exponential(size=(80, 2))
incomes[5] = 8.0, 10.0
repaid = (incomes[:, :1] + 0.5 * incomes[:, 1:] > 1.2) * 1.0
w, b = np.zeros((2, 1)), np.zeros((1, 1))
for month in range(900):
    p = 1 / (1 + np.exp(-(incomes @ w + b)))
    slope = (1 - repaid) / (1 - p) - repaid / p  # ! U306
    d = slope * p * (1 - p) / len(incomes)
    w -= 0.1 * incomes.T @ d
    b -= 0.1 * d.sum(axis=0, keepdims=True)
print("right:", np.mean((p > 0.5) == repaid))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
T = np.eye(3)[X[:, :3].argmax(axis=1)]
W = rng.normal(size=(4, 3)) * 0.5
b = np.zeros((1, 3))
for epoch in range(300):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    divergence = np.sum(np.where(T > 0, np.log(np.maximum(T, 1e-300) / p), 0))
    d = (p - T) / len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == T.argmax(axis=1)), "divergence:", divergence)
""",
    """
import numpy as np

rng = np.random.default_rng(1)
x = rng.normal(size=(50, 2))
t = (x.sum(axis=1, keepdims=True) > 0) * 1.0
w, b = rng.normal(size=(2, 1)), np.zeros((1, 1))
for epoch in range(200):
    p = 1 / (1 + np.exp(-(x @ w + b)))
    d = (p - t) / len(x)
    w -= 1.0 * x.T @ d
    b -= 1.0 * d.sum(axis=0, keepdims=True)
far = 1 / (1 + np.exp(-(1000 * x @ w + b)))
print("right:", np.mean((p > 0.5) == t), "with steep slopes:", np.mean((far > 0.5) == t))
""",
)
