"""The learning rate is too low

## What happens

The loss falls along a straight line, and so slowly that the run is over before anything is learnt.

## Why it stops learning

A step of rate k takes a direction of curvature c from d to (1 - k c) d: it needs about 1 / (k c) steps. A rate ten
thousand times below the stable one needs ten thousand times as many.

## How we know

The length of the steps compared with the weights, the learning rate compared with the largest stable one (2 / the largest
eigenvalue of the Hessian), and the same script with longer steps.

## The repair

Multiply the learning rate by 10 until the loss becomes unsteady, then take a third of that.

## When this is fine

When the run is long enough for it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.curvature import sharpness
from unstuck.doctor.dynamics import Suspicion
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.readings import RULE
from unstuck.doctor.restart import multiplies_gradient, other_rate
from unstuck.doctor.steps import rate_of, step_sizes, update_span
from unstuck.doctor.watch import Change

ROOM = 30.0  # so many times as long could the steps be
FAR = 1000.0  # the same, by which it is told without a cure
SHORT = 1e-3
GAIN = 0.3  # of what is left to learn, in a run as long as it is
RISING = 1.5  # times the first loss, which only steps uphill reach


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect the learning rate if steps could be much longer."""
    if case.experiments is None:
        yield from _at_the_first_update(case)
        return
    course = case.experiments.course
    if course is None or course.first_bad is not None:
        return
    if course.loss.size and course.final_loss > RISING * course.loss[0]:
        return  # longer steps are no cure for what climbs
    if case.first is not None and case.first.loss.name == RULE:
        return  # a rate that is as long for all steps changes no answer of a perceptron
    measured = case.experiments.sharpness
    sizes = step_sizes(course)
    room = measured.stable if measured is not None and np.isfinite(measured.stable) else None
    if (room is not None and room < ROOM) or (room is None and sizes > SHORT):
        return
    rate = rate_of(case)
    factors = [room / 5] if room is not None else []
    factors += [f for f in (10.0, 100.0, 1000.0, 10000.0) if room is None or f < room / 10]
    evidence = [("longest step, compared with the parameter", number(sizes), "about 0.001 to 0.01")]
    limit = ""
    if room is not None:
        evidence.append(
            ("largest stable learning rate, compared with this one", f"{number(room)} times", "2 to 20 times")
        )
        limit = f"; stable up to {number(rate.value * room)}" if rate is not None else ""
    told = f"{number(rate.value)}" if rate is not None else "as it is"
    finding = found(
        __name__,
        rate.where.span if rate is not None else update_span(case),
        f"The learning rate is too low: {told}{limit}.",
        "With steps this short the weights hardly leave their first values in the whole run. Multiply the learning rate by 10 "
        "until the loss becomes unsteady, then take a third of that.",
        *evidence,
        certainty="suspected",
    )
    yield Suspicion(
        finding,
        tuple(Change(steps=f) for f in factors),
        tuple(f"{number(f)} times the learning rate" for f in factors),
        strong=room is not None and room > FAR and sizes <= SHORT,
        gain=GAIN if room is not None else None,
    )


def _at_the_first_update(case: Case) -> Iterator[Suspicion]:
    """Suspect the learning rate by the first update alone, where the rest of the course is that of other faults."""
    rate = rate_of(case)
    measured = sharpness(case.evidence[0]) if case.evidence and rate is not None else None
    moved = [c for c in case.evidence[0].compared if c.moved and np.any(c.before.value)] if case.evidence else []
    sizes = max((float(np.linalg.norm(c.step) / np.linalg.norm(c.before.value)) for c in moved), default=SHORT)
    if rate is None or measured is None or not FAR < measured.stable < np.inf or sizes > SHORT / 10:
        return
    finding = found(
        __name__,
        rate.where.span,
        f"The learning rate is too low: {number(rate.value)}; stable up to {number(rate.value * measured.stable)}.",
        "With steps this short the weights hardly leave their first values in the whole run. Multiply the learning rate by 10 "
        "until the loss becomes unsteady, then take a third of that.",
        ("longest step, compared with the parameter", number(sizes), "about 0.001 to 0.01"),
        ("largest stable learning rate, compared with this one", f"{number(measured.stable)} times", "2 to 20 times"),
        certainty="suspected",
    )
    yield Suspicion(finding, standing=True)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Multiply the learning rate by 10, 100, 1000, 10000: the most first that the curvature allows by far."""
    rate = rate_of(case)
    if rate is None or case.first is None or rate.where.span != finding.span or not multiplies_gradient(case, rate):
        return
    measured = case.experiments.sharpness if case.experiments is not None else None
    factors = (10.0, 100.0, 1000.0, 10000.0)
    stable = [f for f in factors if measured is not None and 4 * f < measured.stable]
    rest = [f for f in factors if f not in stable]
    yield from other_rate(rate.where.source, rate.where.expression, *reversed(stable), *rest)


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
rate = 0.0002  # ! U603
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

gen = np.random.default_rng(23)
cells = gen.normal(size=(80, 3))
sick = (cells[:, :1] * cells[:, 1:2] > 0) * 1.0
first, last = gen.normal(size=(3, 6)) * 0.6, gen.normal(size=(6, 1)) * 0.4
gather_first, gather_last = np.zeros((3, 6)), np.zeros((6, 1))
for round_ in range(200):
    mid = np.tanh(cells @ first)
    said = 1 / (1 + np.exp(-(mid @ last)))
    off = (said - sick) / 80
    gather_last += mid.T @ off  # ! U606
    gather_first += cells.T @ (off @ last.T * (1 - mid**2))  # ! U606
    last -= 0.00001 * gather_last
    first -= 0.00001 * gather_first  # ? U603
print("right:", np.mean((said > 0.5) == sick))
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
rate = 0.05  # low, and it gets there
for epoch in range(8000):
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

rng = np.random.default_rng(5)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 16))
b1 = np.zeros(16)
W2 = rng.normal(size=(16, 1)) * 0.25
b2 = np.zeros(1)
rate = 0.02  # a row at a time: 20,000 steps
for epoch in range(100):
    for i in rng.permutation(len(X)):
        x, t = X[i : i + 1], T[i : i + 1]
        h = np.tanh(x @ W1 + b1)
        p = 1 / (1 + np.exp(-(h @ W2 + b2)))
        d2 = p - t
        d1 = d2 @ W2.T * (1 - h**2)
        W2 -= rate * h.T @ d2
        b2 -= rate * d2[0]
        W1 -= rate * x.T @ d1
        b1 -= rate * d1[0]
""",
)
