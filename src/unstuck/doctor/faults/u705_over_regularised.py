"""The penalty on the weights drowns the data

## What happens

The weights shrink to nothing, and every row gets the same answer. Without the penalty the same script learns.

## Why it stops learning

The step follows the gradient of loss + λ/2 · w². The first pulls the weights to where the rows are answered rightly, the
second pulls them to 0 with the strength λ w. Where λ is larger than the curvature of the loss the second wins, and the
minimum of the sum lies next to w = 0. A λ that is divided by the number of rows in one script is not in another.

## How we know

The length of the penalty's part of the gradient against that of the data, and the same script without the penalty.

## The repair

Divide λ by 10 until the training rows are learnt; or divide it by the number of rows, as the loss is.

## When this is fine

When it is wanted: a strong penalty may answer new rows better. It should not keep the training rows from being learnt at all.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.dynamics import Suspicion
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.restart import other_number
from unstuck.doctor.steps import penalties_of
from unstuck.doctor.values import source_of
from unstuck.doctor.watch import Change

NOTHING = 0.05  # of what there is to learn: the input is ignored
SOMETHING = 0.3  # then this much is a gain, however much noise there is in the targets


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect terms of the gradient that are a number times the weights."""
    terms = penalties_of(case)
    if not terms:
        return
    finding = found(
        __name__,
        terms[0].span,
        f"The penalty on the weights is too strong: {number(terms[0].factor)} times the weights is added to the gradient.",
        "The penalty pulls all weights to 0, and more strongly than the data pull them anywhere else: the minimum of the sum "
        "lies next to 0, where every row gets the same answer. Make it smaller, or divide it by the number of rows.",
        (
            "length of the penalty's part of the gradient at the first update; of the data's",
            f"{number(terms[0].length)}; {number(terms[0].data)}",
            "smaller than that of the data",
        ),
        certainty="suspected",
    )
    change = Change(values={term.site: lambda v: v * 0.0 for term in terms})
    course = case.experiments.course if case.experiments is not None else None
    nothing = course is not None and course.quality < NOTHING
    yield Suspicion(finding, (change,), ("no penalty",), gain=SOMETHING if nothing else None)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Make the penalty a hundredth of it, a ten thousandth, nothing."""
    source = source_of(case, finding.span.path)
    tree = source.at(finding.span)
    if isinstance(tree, ast.expr):
        yield from other_number(source, tree, "Take a weaker penalty", 0.01, 0.0001, 0)


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
penalty = 0.3  # ! U705
for epoch in range(2000):
    h = np.tanh(X @ W1 + b1)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * (h.T @ d2 + penalty * W2)
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * (X.T @ d1 + penalty * W1)
    b1 -= 0.5 * d1.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

gen = np.random.default_rng(5)
x = gen.normal(size=(150, 4))
t = 0.7 * x[:, :1] - 0.5 * x[:, 1:2] + gen.normal(size=(150, 1))  # half of it is noise
A, a = gen.normal(size=(4, 6)) * 0.5, np.zeros(6)
B, b = gen.normal(size=(6, 1)) * 0.4, np.zeros(1)
pull = 2.0  # ! U705
for lap in range(600):
    mid = np.tanh(x @ A + a)
    off = (mid @ B + b - t) / len(x)
    off_mid = off @ B.T * (1 - mid**2)
    for value, slope in ((A, x.T @ off_mid + pull * A), (B, mid.T @ off + pull * B)):
        value -= 0.05 * slope
    a -= 0.05 * off_mid.sum(axis=0)
    b -= 0.05 * off.sum(axis=0)
print("squared error", np.mean((mid @ B + b - t) ** 2))
""",
)

HEALTHY = (
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
penalty = 0.0005
for epoch in range(3000):
    h = np.tanh(X @ W1 + b1)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * (h.T @ d2 + penalty * W2)
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * (X.T @ d1 + penalty * W1)
    b1 -= 0.5 * d1.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 4))
T = (X[:, :1] - X[:, 1:2] > 0).astype(float)
W = rng.normal(size=(4, 1))
b = np.zeros(1)
penalty = 0.05  # strong, and the sign of the answer is right all the same
for epoch in range(500):
    p = 1 / (1 + np.exp(-(X @ W + b)))
    d = (p - T) / len(X)
    W -= 0.2 * (X.T @ d + penalty * W)
    b -= 0.2 * d.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
)
