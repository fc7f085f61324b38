"""The inputs are not scaled: pixels from 0 to 255, or columns in very different units

## What happens

Numbers far from 1 go into the first layer. The sums there are as large, so sigmoid and tanh answer 0, 1 or −1 to every
row from the start, or the first steps are so long that nothing finite is left.

## Why it stops learning

The gradient of a weight is the error times the input, so the steps grow with the inputs; and the derivative of a
saturated unit is nearly 0: at z = 20 that of the sigmoid is 2e-9. One learning rate cannot suit a column of thousands
and one of hundredths.

## How we know

The range of the inputs, and the same script run on inputs that are standardised, or divided by their largest value if
all are counts or pixels.

## The repair

`x = (x - x.mean(axis=0)) / x.std(axis=0)`, with the mean and deviation of the training rows for all later rows;
pixels: `x / 255`.

## When this is fine

When the first weights are small enough for the inputs as they are, or an optimizer scales each step: a script that
learns is not reported, whatever its inputs.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.causes import each as to_each
from unstuck.doctor.causes import first_sums, inputs_of, last_named, standardised
from unstuck.doctor.dynamics import Suspicion
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import place_of as place_of_finding
from unstuck.doctor.restart import multiplies_gradient, other_rate, standardise
from unstuck.doctor.steps import rate_of
from unstuck.doctor.values import source_of
from unstuck.doctor.watch import Change

LARGE = 4.0  # root mean square of a feature
UNLIKE = 20.0  # largest deviation of a feature, compared with the smallest


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect inputs far from 1, and features of very different spread."""
    data = inputs_of(case)
    if data is None or not data.whole.size or not np.all(np.isfinite(data.whole)):
        return
    x = data.whole
    others = tuple(i for i in range(x.ndim) if i != data.axis % x.ndim) if x.ndim > 1 else None
    size = np.sqrt(np.mean(x**2, axis=others))
    spread = np.std(x, axis=others)
    varied = np.ravel(spread)[np.ravel(spread) > 0]
    if not varied.size:
        return
    scale = standardised(data)
    if np.allclose(scale(x), x):
        return  # pixels that are scaled
    if np.max(size) < LARGE and np.max(varied) < UNLIKE * np.min(varied):
        return
    place = data.place(case)
    change = Change(values={} if place is None else {place: to_each(data.at(place, scale))})
    evidence = [
        ("inputs", f"{number(float(x.min()))} to {number(float(x.max()))}", "about -1 to 1"),
        ("standard deviations of the features", f"{number(float(varied.min()))} to {number(float(varied.max()))}", "1"),
    ]
    sums = first_sums(case, x, data.axis)
    scaled = first_sums(case, scale(x), data.axis)
    far = False
    if sums is not None and scaled is not None:
        before, after = (float(np.sqrt(np.mean(s**2))) for s in (sums, scaled))
        far = before > 3 and before > 2 * after
        evidence.append(
            ("size of the sums in the first layer at the start", number(before), f"{number(after)} if scaled")
        )
    finding = found(
        __name__,
        (last_named(case, data.met) if data.met is not None else None) or data.span,
        f"The inputs are not scaled: they reach {number(float(np.max(np.abs(x))))}.",
        "The sums of the first layer are as large as the inputs, where sigmoid and tanh are flat (at z = 20 the derivative of "
        "the sigmoid is 2e-9), and each step is multiplied by the input. Standardise each column, (x - mean) / deviation, "
        "or divide pixels by 255.",
        *evidence,
        certainty="suspected",
    )
    yield Suspicion(
        finding,
        (change,) if place is not None else (),
        ("inputs that are scaled",) if place is not None else (),
        strong=bool(np.max(size) > 2 * LARGE),
        standing=far,
    )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Standardise the inputs where they get their name, or take steps that are short enough for them as they are."""
    data, tree = inputs_of(case), place_of_finding(case, finding)
    if data is not None and tree is not None and data.whole.ndim == 2:
        source = source_of(case, finding.span.path)
        yield from standardise(case, source, source.at(finding.span) or tree)
    rate = rate_of(case)
    if rate is not None and multiplies_gradient(case, rate):
        yield from other_rate(rate.where.source, rate.where.expression, 0.1, 0.01)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
angle = rng.uniform(0, 2 * np.pi, 200)
radius = np.where(np.arange(200) % 2, 100.0, 220.0)
X = 300 + np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)  # ! U101
T = (np.arange(200) % 2)[:, None]
W1 = rng.normal(size=(2, 12))
b1 = np.zeros(12)
W2 = rng.normal(size=(12, 1)) / np.sqrt(12)
b2 = np.zeros(1)
for epoch in range(1500):
    h = np.tanh(X @ W1 + b1)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.uniform(0, 20, size=(100, 1))  # large, and the first weights are small enough for it
T = 0.3 * X + 1
W = rng.normal(size=(1, 1)) * 0.01
b = np.zeros(1)
for epoch in range(3000):
    p = X @ W + b
    d = (p - T) / len(X)
    W -= 0.01 * X.T @ d
    b -= 0.01 * d.sum(axis=0)
print("error:", np.mean((p - T) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
X = X * 3 + 1  # far from standard, and it learns
W1 = rng.normal(size=(2, 24)) * 0.5
b1 = rng.normal(size=24)
W2 = rng.normal(size=(24, 1)) * 0.2
b2 = np.zeros(1)
for epoch in range(6000):
    h = np.tanh(X @ W1 + b1)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.3 * h.T @ d2
    b2 -= 0.3 * d2.sum(axis=0)
    W1 -= 0.3 * X.T @ d1
    b1 -= 0.3 * d1.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
)
