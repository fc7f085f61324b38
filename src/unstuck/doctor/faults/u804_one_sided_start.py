"""All first weights have the same sign

## What happens

The weights are drawn by `np.random.rand`, from 0 to 1. All units of a layer do nearly the same, and the sums of many
positive terms lie far from 0.

## Why it stops learning

With weights of mean m the sum of n inputs of mean x is about n m x, for every unit: the units answer alike, get nearly the
same gradient and stay alike. Large sums saturate sigmoid and tanh; small ones (`rand / 100`) give every row the same
answer, and the network has to find out what tells its units apart from differences in the third digit.

## How we know

The smallest of the first weights, how much the units of a layer differ on the rows met first, and the same script started
from the same draws, centred on 0 and scaled by the number of inputs. Where another fault spoils the course of training, twice
the loss of guessing at the first update, or a layer that is saturated there, lets it be suspected.

## The repair

`rng.normal(size=shape) / np.sqrt(number_of_inputs)`, or `2 * np.random.rand(*shape) - 1` scaled in the same way.

## When this is fine

In small networks, which often learn all the same, and are then not reported. Biases may well start on one side.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.causes import first_loss, hidden_units, restarted, saturated, starts_of
from unstuck.doctor.directions import array
from unstuck.doctor.dynamics import Suspicion, constant_evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.replica import Replica
from unstuck.doctor.restart import restart
from unstuck.doctor.units import Unit

WORSE = 2.0  # than guessing is the first loss, where nothing but the start can have made it so
MOST = 0.9  # of the answers of a layer are saturated at the first update
FLAT = ("sigmoid", "tanh")


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect first weights that are all of one sign, in every layer; or in one whose answers are saturated by them."""
    starts = [s for s in starts_of(case) if s.value.size > 3]
    if len(starts) < 2:
        return
    alone = not all(_one_sided(s.value) for s in starts)
    if alone:
        units = hidden_units(case)
        pairs = zip(starts, units, strict=False) if len(units) == len(starts) - 1 else ()
        starts = [s for s, unit in pairs if _one_sided(s.value) and _share_flat(unit) > MOST]
    if not starts:
        return
    change = restarted(case, starts)
    unlike = [_unlike(array(unit.after.value), starts[0].layer.outputs) for unit in hidden_units(case)[:1]]
    course = case.experiments.course if case.experiments is not None else None
    begins = first_loss(case)
    flat = max(map(_share_flat, hidden_units(case)), default=0.0)
    low, high = min(s.value.min() for s in starts), max(s.value.max() for s in starts)
    finding = found(
        __name__,
        starts[0].where.span,
        f"All first weights{' of a layer' if alone else ''} have the same sign: {number(float(low))} to {number(float(high))}.",
        "Units whose weights are all positive do nearly the same, get nearly the same gradient and stay alike; and the sums "
        "of many terms of one sign lie far from 0, where sigmoid and tanh are flat. Draw around 0: "
        "rng.normal(size=shape) / sqrt(number of inputs).",
        ("smallest and largest first weight", f"{number(float(low))}; {number(float(high))}", "of both signs"),
        *(
            ("how much the units of the first layer differ on one row", number(u), "about 1")
            for u in unlike
            if u is not None
        ),
        *(
            [("loss of a row at the first update; of guessing", "; ".join(map(number, begins)), "alike")]
            if begins is not None
            else []
        ),
        *(constant_evidence(course) if course is not None else ()),
        certainty="suspected",
    )
    yield Suspicion(
        finding,
        (change,) if change is not None else (),
        ("a start around 0, scaled by the number of inputs",) if change is not None else (),
        replica=Replica.restarted,
        strong=True,
        standing=flat > MOST or (begins is not None and begins[0] > WORSE * begins[1]),
    )


def _share_flat(unit: Unit) -> float:
    return saturated(unit.activation, unit.after.value) if unit.activation in FLAT else 0.0


def _one_sided(value: np.ndarray) -> bool:
    """Say whether numbers drawn at random are all above 0, or all below."""
    return bool((value.min() >= 0 or value.max() <= 0) and value.std() > 0.05 * np.abs(value.mean()))


def _unlike(after: np.ndarray, units: int) -> float | None:
    """Measure how much the units of a layer differ from one another on one row, compared with their size."""
    if units < 2 or units not in after.shape:
        return None
    axis = len(after.shape) - 1 - after.shape[::-1].index(units)
    size = float(np.mean(np.abs(after)))
    return float(np.mean(after.std(axis=axis))) / size if size else None


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Draw around 0, scaled by the number of inputs."""
    del finding
    return restart(case)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.uniform(0, 1, size=(200, 40))
T = (X[:, :1] > X[:, 1:2]).astype(float)
W1 = rng.uniform(0, 1, size=(40, 10))  # ! U804
b1 = np.zeros(10)
W2 = rng.uniform(0, 1, size=(10, 1))
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

np.random.seed(8)
kind = np.random.randint(0, 3, 150)
scans = np.random.rand(150, 60) + np.random.rand(3, 60)[kind]
asked = np.eye(3)[kind]


def squash(z):
    return 1 / (1 + np.exp(-z))


first, last = np.random.rand(60, 12), np.random.rand(12, 3)  # ? U804
b, c = np.zeros(12), np.zeros(3)
for lap in range(300):
    mid = squash(scans @ first + b)
    raised = np.exp(mid @ last + c)
    said = raised / raised.sum(axis=1, keepdims=True)
    error = -np.mean(np.sum(asked * np.log(said + 1e-9), axis=1))
    off = (said - asked) / 150
    back = off @ last.T * mid * (1 - mid)
    last -= 0.5 * mid.T @ off
    moved = c - 0.5 * off.sum(axis=0)  # ! U604
    first -= 0.5 * scans.T @ back
    b -= 0.5 * back.sum(axis=0)
print("error:", error)
""",
    """
import numpy as np

gen = np.random.default_rng(31)
dots = gen.uniform(0, 1, size=(240, 36))
shape = (dots[:, 0] > dots[:, 1]) * 1 + (dots[:, 2] > dots[:, 3]) * 1
wanted = np.eye(3)[shape]
seen = gen.random((36, 20))  # ! U804
seen_shift = np.zeros(20)
said = gen.normal(size=(20, 3)) * 0.2
said_shift = np.zeros(3)
for turn in range(1500):
    mid = 1 / (1 + np.exp(-(dots @ seen + seen_shift)))
    e = np.exp(mid @ said + said_shift)
    p = e / e.sum(axis=1, keepdims=True)
    off = (p - wanted) / len(dots)
    back = off @ said.T * mid * (1 - mid)
    said -= 1.0 * mid.T @ off
    said_shift -= 1.0 * off.sum(axis=0)
    seen -= 1.0 * dots.T @ back
    seen_shift -= 1.0 * back.sum(axis=0)
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 2))
T = (X[:, :1] * X[:, 1:] > 0).astype(float)
W1 = rng.uniform(0, 1, size=(2, 12))  # a small network, which learns
b1 = np.zeros(12)
W2 = rng.uniform(0, 1, size=(12, 1))
b2 = np.zeros(1)
for epoch in range(4000):
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

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 3))
T = (X.sum(axis=1, keepdims=True) > 0).astype(float)
W = rng.uniform(0, 1, size=(3, 1))  # a single layer: nothing to tell apart
b = np.zeros(1)
for epoch in range(500):
    p = 1 / (1 + np.exp(-(X @ W + b)))
    d = (p - T) / len(X)
    W -= 1.0 * X.T @ d
    b -= 1.0 * d.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

gen = np.random.default_rng(31)
dots = gen.uniform(0, 1, size=(240, 36))
shape = (dots[:, 0] > dots[:, 1]) * 1 + (dots[:, 2] > dots[:, 3]) * 1
wanted = np.eye(3)[shape]
seen = gen.random((36, 20)) * 0.05  # of one sign, and far from flat
seen_shift = np.zeros(20)
said = gen.normal(size=(20, 3)) * 0.2
said_shift = np.zeros(3)
for turn in range(4000):
    mid = 1 / (1 + np.exp(-(dots @ seen + seen_shift)))
    e = np.exp(mid @ said + said_shift)
    p = e / e.sum(axis=1, keepdims=True)
    off = (p - wanted) / len(dots)
    back = off @ said.T * mid * (1 - mid)
    said -= 1.0 * mid.T @ off
    said_shift -= 1.0 * off.sum(axis=0)
    seen -= 1.0 * dots.T @ back
    seen_shift -= 1.0 * back.sum(axis=0)
""",
)
