"""ReLU units are dead: they answer 0 to every row, and cannot learn any more

## What happens

Every unit of a layer gives 0 for all rows. The output no longer depends on the input: it is the same for all, and the loss
stays at that of the best constant answer.

## Why it stops learning

The derivative of max(0, z) is 0 where z < 0. If z is below 0 for every row, no gradient reaches the weights of the unit,
and nothing will ever bring it back. One step that is too long does it: a large negative bias, or weights turned away from
all rows.

## How we know

The units that answer 0 to all rows, at the first update and at the last; and the same script with biases of 0, where these
are what keeps the units down.

## The repair

Biases that start at 0 or a little above, a He start, a lower learning rate; or a leaky ReLU, max(0.01 z, z).

## When this is fine

Some dead units are usual and do no harm; and a single row says nothing, since each unit is silent for many rows.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found
from unstuck.doctor.causes import biases_of, dead_units, hidden_units, without_biases
from unstuck.doctor.dynamics import Suspicion, constant_evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.restart import biases_at_zero

MOST = 0.9


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect layers of ReLUs of which nearly all are silent on every row."""
    course = case.experiments.course if case.experiments is not None else None
    for unit in hidden_units(case):
        if unit.activation != "ReLU":
            continue
        early = dead_units(case, unit)
        first, traced = early[0], max(early)
        last = traced
        if course is not None and len(course.activations) >= unit.depth and len(course.activations[unit.depth - 1]) > 3:
            last = float(np.mean(np.all(course.activations[unit.depth - 1] <= 0, axis=0)))
        if max(first, traced, last) < MOST:
            continue
        biases = [(v, where) for layer, v, where in biases_of(case) if layer.before is unit.before]
        driven = first >= MOST and any(np.mean(v) < -1 for v, _ in biases)
        change = without_biases(case, [w for _, w in biases]) if driven else None
        at = (
            "from the start"
            if first >= MOST
            else f"after {early.index(traced)} updates"
            if traced >= MOST
            else "at the end"
        )
        share = max(first, traced, last)
        finding = found(
            __name__,
            biases[0][1].span if driven else case.span(unit.after),
            f"{100 * share:.0f} % of the units of layer {unit.depth} answer 0 to every row {at}.",
            "The derivative of max(0, z) is 0 below 0: no gradient reaches a unit that is silent on all rows, so it stays dead, "
            "and with all units dead the output is a constant. "
            + ("Start with biases of 0." if driven else "A step that was too long does this: lower the learning rate."),
            ("dead units at the first update", f"{100 * first:.0f} %", "few"),
            ("dead units later", f"{100 * max(traced, last):.0f} %", "few"),
            *(constant_evidence(course) if course is not None else ()),
            certainty="suspected",
        )
        yield Suspicion(
            finding,
            (change,) if change is not None else (),
            ("biases that start at 0",) if change is not None else (),
            strong=share == 1,
            standing=traced == 1 and len(early) > 1,
        )
        return


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Start with biases of 0."""
    return biases_at_zero(case, finding)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(200, 2))
T = (X[:, :1] * X[:, 1:] > 0).astype(float)
W1 = rng.normal(size=(2, 24))
b1 = np.full(24, -30.0)  # ! U806
W2 = rng.normal(size=(24, 1)) * 0.2
b2 = np.zeros(1)
for epoch in range(1500):
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (z > 0)
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
X = rng.normal(size=(200, 2))
T = (X[:, :1] * X[:, 1:] > 0).astype(float)
W1 = rng.normal(size=(2, 24))
b1 = rng.normal(size=24) - 1.0  # some units are dead, and it learns
W2 = rng.normal(size=(24, 1)) * 0.2
b2 = np.zeros(1)
for epoch in range(3000):
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (z > 0)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 20))
b1 = np.zeros(20)
W2 = rng.normal(size=(20, 1)) * 0.3
b2 = np.zeros(1)
for epoch in range(40):
    for i in rng.permutation(len(X)):  # on a single row many units are silent
        x, t = X[i : i + 1], T[i : i + 1]
        z = x @ W1 + b1
        h = np.maximum(z, 0)
        p = 1 / (1 + np.exp(-(h @ W2 + b2)))
        d2 = p - t
        d1 = d2 @ W2.T * (z > 0)
        W2 -= 0.05 * h.T @ d2
        b2 -= 0.05 * d2[0]
        W1 -= 0.05 * x.T @ d1
        b1 -= 0.05 * d1[0]
""",
)
