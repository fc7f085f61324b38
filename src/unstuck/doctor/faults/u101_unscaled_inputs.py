"""The inputs are not scaled: pixels from 0 to 255, or columns in very different units

## What happens

Numbers far from 1 go into the first layer. The sums there are as large, so sigmoid and tanh answer 0, 1 or −1 to every
row from the start, or the first steps are so long that nothing finite is left. Or all of them are next to 0, as columns that were divided by
the root of the number of rows, and the network answers nearly the same to every row.

## Why it stops learning

The gradient of a weight is the error times the input, so the steps grow with the inputs; and the derivative of a
saturated unit is nearly 0: at z = 20 that of the sigmoid is 2e-9. One learning rate cannot suit a column of thousands
and one of hundredths.

## How we know

The range of the inputs, and the same script run on inputs that are standardised, or divided by their largest value if
all are counts or pixels. Where the script holds the same inputs scaled and trains with the others, it is told where these are taken.

## The repair

`x = (x - x.mean(axis=0)) / x.std(axis=0)`, with the mean and deviation of the training rows for all later rows;
pixels: `x / 255`.

## When this is fine

When the first weights are small enough for the inputs as they are, or an optimizer scales each step: a script that
learns is not reported, whatever its inputs.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.causes import Data, first_sums, inputs_of, last_named, standardised
from unstuck.doctor.causes import each as to_each
from unstuck.doctor.definitions import definition
from unstuck.doctor.directions import array
from unstuck.doctor.dynamics import Suspicion
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.repair import place_of as place_of_finding
from unstuck.doctor.restart import multiplies_gradient, other_rate, standardise
from unstuck.doctor.roles import ancestors
from unstuck.doctor.steps import rate_of
from unstuck.doctor.trace import Node
from unstuck.doctor.values import source_of
from unstuck.doctor.watch import Change

LARGE = 4.0  # root mean square of a feature
SMALL = 0.1  # the same
GAIN = 0.3  # of the loss that is left with inputs next to 0: what is learnt of them is seldom all
UNLIKE = 20.0  # largest deviation of a feature, compared with the smallest


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect inputs far from 1, or next to 0, and features of very different spread."""
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
    small = bool(np.max(size) <= SMALL and np.max(np.abs(x)) < 5 * SMALL)  # and no rare ones among zeros
    if not small and np.max(size) < LARGE and np.max(varied) < UNLIKE * np.min(varied):
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
    left = _left_lying(case, data, scale)
    finding = found(
        __name__,
        _place(case, data) if left is None else left[1],
        f"The inputs are {'next to 0' if small else 'not scaled'}: they reach {number(float(np.max(np.abs(x))))}"
        + (f", though {left[0]} holds them scaled." if left is not None else "."),
        "The gradient of a weight is the error times its input, so each step is as small as the inputs, and next to the bias the "
        "weights hardly move. Standardise each column: (x - mean) / deviation."
        if small
        else "The sums of the first layer are as large as the inputs, where sigmoid and tanh are flat (at z = 20 the derivative of "
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
        gain=GAIN if small else None,
    )


def _place(case: Case, data: Data) -> Span:
    """Find where the inputs get their name; those that are read one by one in a loop, as a whole before it."""
    span = (last_named(case, data.met) if data.met is not None else None) or data.span
    source = source_of(case, span.path)
    tree = source.at(span)
    whole = tree
    while isinstance(whole, ast.Subscript):
        whole = whole.value
    if whole is tree or not isinstance(whole, ast.Name | ast.Attribute) or data.met is None or not source.loops(whole):
        return span
    return definition(case, source, whole, data.met.stack).span


def _left_lying(case: Case, data: Data, scale: Callable[[Any], Any]) -> tuple[str, Span] | None:
    """Find the name under which the same inputs stand, scaled, before the training, which was given the others.

    And where the others got the name under which the network meets them.
    """
    if data.met is None or data.whole.ndim != 2:
        return None
    names: dict[Node, str] = {}
    for write in case.trace.writes:
        if write.time < data.met.index and np.shape(write.node.value) == data.whole.shape:
            names.setdefault(write.node, write.name)
    scaled = next((n for n in names if np.allclose(array(n.value), scale(data.whole), atol=1e-3)), None)
    if scaled is None or scaled in ancestors([data.met], {}):
        return None
    way = ancestors([data.met], {})
    given = [w for w in case.trace.writes if w.node in way and scaled.index < w.node.index <= data.met.index]
    given = [w for w in given if np.shape(w.node.value)[:1] == np.shape(data.met.value)[:1]]
    return names[scaled], case.trace.sites.all[given[0].site].span if given else _place(case, data)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Standardise the inputs where they get their name, or take steps that are short enough for them as they are."""
    data, tree = inputs_of(case), place_of_finding(case, finding)
    if data is not None and tree is not None and data.whole.ndim in (1, 2):
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
    """
import numpy as np

rng = np.random.default_rng(6)
weight = rng.uniform(50, 230, 60)
way = 50 - 0.3 * weight + 0.0007 * weight**2 + rng.normal(0, 1, 60)
powers = np.stack([weight, weight**2], axis=1)
mean, spread = powers.mean(axis=0), powers.std(axis=0)
powers_scaled = (powers - mean) / spread
table = np.c_[np.ones(60), powers]  # ! U101
theta = np.zeros(3)
for step in range(2000):
    off = table @ theta - way
    theta = theta - 0.05 * table.T @ off / 60
print("error:", np.mean((table @ theta - way) ** 2))
""",
    """
import numpy as np

yards = np.array([[1, 2104, 3], [1, 1600, 3], [1, 2400, 3], [1, 1416, 2], [1, 3000, 4], [1, 1985, 4], [1, 1534, 3.0]])  # ! U101
price = np.array([4.0, 3.3, 3.7, 2.3, 5.4, 3.0, 3.1])


def better(rows, wanted, rate, base, per_yard, per_room):
    to_base, to_yard, to_room = 0.0, 0.0, 0.0
    for i in range(len(rows)):
        one, yard, room = rows[i, 0], rows[i, 1], rows[i, 2]
        off = base * one + per_yard * yard + per_room * room - wanted[i]
        to_base += off * one / len(rows)
        to_yard += off * yard / len(rows)
        to_room += off * room / len(rows)
    return base - rate * to_base, per_yard - rate * to_yard, per_room - rate * to_room


base, per_yard, per_room = 0.0, 0.0, 0.0
for turn in range(500):
    base, per_yard, per_room = better(yards, price, 0.01, base, per_yard, per_room)
print(base, per_yard, per_room)
""",
    """
import numpy as np


def fetch():
    rng = np.random.default_rng(3)
    size, age = rng.uniform(500, 4000, 90), rng.uniform(0, 60, 90)
    dear = (size + 25 * age > 2800) * 1.0
    table = np.stack([size, age], axis=1)  # ! U101
    return table, dear


def answer(x, w, b):
    return 1 / (1 + np.exp(-np.clip(x @ w + b, -500, 500)))


x, t = fetch()
w, b = np.zeros(2), 0.0
for lap in range(400):
    p = answer(x, w, b)
    w -= 0.5 * x.T @ (p - t) / len(x)
    b -= 0.5 * np.mean(p - t)
print("right:", np.mean((answer(x, w, b) > 0.5) == t))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
blood = rng.normal(size=(120, 4)) * 0.05  # ! U101
worse = np.tanh(12 * blood[:, :1]) + 8 * blood[:, 1:2] * (1 + rng.normal(size=(120, 1)) * 0.2)
worse = (worse - worse.mean()) / worse.std()
A, a = rng.normal(size=(4, 8)) * 0.5, np.zeros(8)
B, b = rng.normal(size=(8, 1)) * 0.35, np.zeros(1)
for lap in range(600):
    mid = 1 / (1 + np.exp(-(blood @ A + a)))
    off = (mid @ B + b - worse) / 120
    off_mid = off @ B.T * mid * (1 - mid)
    B -= 0.2 * mid.T @ off
    b -= 0.2 * off.sum(axis=0)
    A -= 0.2 * blood.T @ off_mid
    a -= 0.2 * off_mid.sum(axis=0)
print("error:", np.mean((mid @ B + b - worse) ** 2))
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
    """
import numpy as np

rng = np.random.default_rng(4)
blood = rng.normal(size=(120, 4)) * 0.05  # next to 0, and each step is scaled by the optimizer
worse = 12 * blood[:, :1] + 8 * blood[:, 1:2]
A, a = np.zeros((4, 1)), np.zeros(1)
sA, sa = np.zeros((4, 1)), np.zeros(1)
for lap in range(1500):
    off = (blood @ A + a - worse) / 120
    gA, ga = blood.T @ off, off.sum(axis=0)
    sA, sa = 0.99 * sA + 0.01 * gA**2, 0.99 * sa + 0.01 * ga**2
    A -= 0.02 * gA / (np.sqrt(sA) + 1e-8)
    a -= 0.02 * ga / (np.sqrt(sa) + 1e-8)
print("error:", np.mean((blood @ A + a - worse) ** 2))
""",
)
