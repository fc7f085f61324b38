"""The learning rate is too high

## What happens

The loss jumps up and down, explodes, or ends in NaN; or, after one wild step, it does not move any more, since all ReLUs
are dead or all sigmoids saturated.

## Why it stops learning

Where the loss bends with the curvature c, a step of rate k takes the distance d to the minimum to (1 - k c) d. With k c
above 2 that is longer than before: each step overshoots further than the last. The largest curvature is the largest
eigenvalue of the Hessian, so plain gradient descent is stable only below 2 / eigenvalue.

## How we know

That eigenvalue, measured at the first update by replaying the forward pass, and the same script with its steps divided by
10, 100 or 1000. Or one update takes the bare gradient where all others take the same times a number below 1, and the script learns with that
number there too: the learning rate was left out.

## The repair

Divide the learning rate by 10 until the loss falls steadily, then go up again by factors of 2 or 3.

## When this is fine

Steps a little above the limit can be survived: the weights move to where the loss bends less. A script that learns is not
reported.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterator
from functools import partial

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.dynamics import Suspicion
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix
from unstuck.doctor.restart import multiplies_gradient, other_rate
from unstuck.doctor.steps import rate_of, rate_of_step, step_sizes, update_span
from unstuck.doctor.trace import Node
from unstuck.doctor.values import source_of, tree_of
from unstuck.doctor.watch import Change

LONG = 0.02  # of a parameter's own length, in a step
LEAST = 0.7  # a rate above this is hardly missed
FALLS = 0.25  # of what is left to learn: so much does a cure take where the loss is above that of a constant answer


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect the learning rate if steps are long, or longer than the curvature allows."""
    course = case.experiments.course if case.experiments is not None else None
    if case.experiments is None or course is None or not len(course.loss):
        return
    yield from _left_out(case)
    measured = case.experiments.sharpness
    sizes = step_sizes(course)
    beside_itself = course.constant_loss is not None and course.final_loss > course.constant_loss
    unstable = measured is not None and measured.eigenvalue > 2
    worse = not np.isfinite(course.loss[-1]) or course.final_loss > 0.98 * course.loss[0]
    if not unstable and not worse and course.first_bad is None and sizes < LONG:
        return
    rate = rate_of(case)
    evidence = [("longest step, compared with the parameter", number(sizes), "about 0.001 to 0.01")]
    limit = ""
    if measured is not None:
        evidence.insert(
            0, ("rate times the largest curvature at the first update", number(measured.eigenvalue), "below 2")
        )
        if rate is not None and unstable:
            limit = f"; stable below {number(rate.value * measured.stable)}"
    told = f"{number(rate.value)}" if rate is not None else "as it is"
    finding = found(
        __name__,
        rate.where.span if rate is not None else update_span(case),
        f"The learning rate is too high: {told}{limit}.",
        "Each step overshoots the minimum and lands further away on the other side: with the curvature c a step of rate k takes "
        "the distance d to (1 - k c) d, and that grows if k c > 2. Divide the learning rate by 10 until the loss falls.",
        *evidence,
        certainty="suspected",
    )
    yield Suspicion(
        finding,
        (Change(steps=0.1), Change(steps=0.01), Change(steps=0.001)),
        ("a tenth of the learning rate", "a hundredth of the learning rate", "a thousandth of the learning rate"),
        strong=bool(unstable and worse) or course.first_bad is not None,
        gain=FALLS if unstable and beside_itself else None,
    )


def _left_out(case: Case) -> Iterator[Suspicion]:
    """Suspect an update that takes the bare gradient, where others take the same times a learning rate."""
    assert case.first is not None
    evidence = case.first
    moved = [c for c in evidence.compared if c.moved and c.agrees and not c.flat and c.factor > 0]
    rates = [(c, rate_of_step(case, c)) for c in moved]
    rated = [(c, rate.value) for c, rate in rates if rate is not None]
    for c in (c for c, rate in rates if rate is None):
        left_out = next((v for o, v in rated if v < LEAST and abs(c.factor * v / o.factor - 1) < 1e-6), None)
        step = c.after.args[-1] if c.after.args else None
        if left_out is None or not isinstance(step, Node) or step.site < 0:
            continue
        if any(n.site == step.site for o in moved if o is not c for n in evidence.way(o)):
            continue  # one place makes the steps of others too
        finding = found(
            __name__,
            case.span(c.after),
            f"The learning rate is missing in the update of {c.name}: `{case.text(case.span(c.after))}`.",
            f"The other gradients are multiplied by it, and this one is subtracted as it is: its steps are {number(1 / left_out)} "
            "times as long. Multiply it by the learning rate as the others.",
            (f"step of {c.name}, in multiples of its gradient", number(c.factor), number(c.factor * left_out)),
            ("learning rate of the others", number(left_out), ""),
            certainty="suspected",
        )
        change = Change(values={step.site: partial(operator.mul, left_out)})
        yield Suspicion(finding, (change,), ("the learning rate there too",), strong=True, gain=FALLS)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Divide the learning rate by 10, 100, 1000; or multiply by it where it was left out."""
    rates = [rate_of_step(case, c) for c in case.first.compared] if case.first is not None else []
    rate = rate_of(case) or next((r for r in rates if r is not None), None)
    for c in case.first.compared if case.first is not None else ():
        tree = tree_of(case, c.after) if case.span(c.after) == finding.span else None
        if tree is not None and rate is not None:
            source = source_of(case, finding.span.path)
            step = tree.value if isinstance(tree, ast.AugAssign) else getattr(tree, "right", None)
            if step is not None:
                text = f"{rate.source.text_of(rate.expression)} * ({source.text_of(step)})"
                yield from fix("Multiply by the learning rate", source.put(step, text), safety="changes-training")
            return
    if rate is not None and rate.where.span == finding.span and multiplies_gradient(case, rate):
        yield from other_rate(rate.where.source, rate.where.expression, 0.1, 0.01, 0.001)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 16))
b1 = np.zeros(16)
W2 = rng.normal(size=(16, 1)) * 0.25
b2 = np.zeros(1)
rate = 10000.0  # ! U602
for epoch in range(2000):
    h = np.tanh(X @ W1 + b1)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= rate * h.T @ d2
    b2 -= rate * d2.sum(axis=0)
    W1 -= rate * X.T @ d1
    b1 -= rate * d1.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

rng = np.random.default_rng(14)
X = rng.uniform(-2, 2, size=(120, 1))
T = np.sin(2 * X)
W1, b1 = rng.normal(size=(1, 30)) * 1.5, rng.normal(size=30)
W2, b2 = rng.normal(size=(30, 1)) * 0.2, np.zeros(1)
rate = 0.05
for epoch in range(2000):
    h = np.tanh(X @ W1 + b1)
    y = h @ W2 + b2
    d2 = (y - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= h.T @ d2  # ! U602
    b2 -= rate * d2.sum(axis=0)
    W1 -= rate * X.T @ d1
    b1 -= rate * d1.sum(axis=0)
print("error:", np.mean((y - T) ** 2))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(15)
X = rng.normal(size=(100, 3))
y = np.where(X[:, 0] + 0.5 * X[:, 1] > 0.3, 1.0, -1.0)
w, bias = np.zeros(3), 0.0
for epoch in range(60):
    for x, t in zip(X, y):
        miss = t - (x @ w + bias)
        w += 0.02 * miss * x
        bias += 0.1 * miss  # another rate than that of the weights, and it does no harm
print("right:", np.mean((X @ w + bias > 0) == (y > 0)))
""",
    """
import numpy as np

rng = np.random.default_rng(16)
X = rng.normal(size=(100, 3))
y = np.where(X[:, :1] - X[:, 1:2] > 0.3, 1.0, 0.0)
w, bias = np.zeros((3, 1)), np.zeros(1)
for epoch in range(400):
    p = 1 / (1 + np.exp(-(X @ w + bias)))
    w -= 0.5 * X.T @ (p - y) / len(X)
    bias -= (p - y).mean()  # without the rate, and it does no harm
print("right:", np.mean((p > 0.5) == (y > 0)))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 16))
b1 = np.zeros(16)
W2 = rng.normal(size=(16, 1)) * 0.25
b2 = np.zeros(1)
rate = 6.0  # high, and it learns
for epoch in range(2000):
    h = np.tanh(X @ W1 + b1)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= rate * h.T @ d2
    b2 -= rate * d2.sum(axis=0)
    W1 -= rate * X.T @ d1
    b1 -= rate * d1.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(200, 5))
T = X @ rng.normal(size=(5, 1)) + 0.1 * rng.normal(size=(200, 1))
W = np.zeros((5, 1))
rate = 1.3  # not far below the limit
for epoch in range(200):
    d = (X @ W - T) / len(X)
    W -= rate * X.T @ d
print("error:", np.mean((X @ W - T) ** 2))
""",
)
