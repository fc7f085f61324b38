"""The first weights are too small: every row gets the same answer for a long time

## What happens

The loss stays at that of a constant answer (ln 2 for two classes, ln 10 for ten) for hundreds of steps. Where training is
not long enough, that is all that is ever seen.

## Why it stops learning

The gradient of a layer is multiplied by the weights of all layers above it, and by the activations below it. With weights
of 0.0001 both are next to nothing: the start is close to a saddle point, and the way off it takes time in proportion to the
logarithm of 1 / weight, for each layer.

## How we know

The deviation of the first weights times the root of the number of inputs, the loss against that of the best constant
answer, and the same script started from the same draws scaled up.

## The repair

`rng.normal(size=(n, m)) / np.sqrt(n)` for tanh (Glorot), times sqrt(2) for ReLU (He).

## When this is fine

In networks with one hidden layer `0.01 * randn` is common and often does no harm; without a hidden layer any start will do.
"""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.causes import restarted, starts_of
from unstuck.doctor.dynamics import Suspicion, constant_evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.replica import Replica
from unstuck.doctor.restart import restart

NEAR = 0.2


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect first weights that make next to nothing out of their inputs."""
    starts = starts_of(case)
    if len(starts) < 2 or min(s.spread for s in starts) > NEAR or not all(s.spread > 0 for s in starts):
        return
    change = restarted(case, starts)
    least = min(starts, key=lambda s: s.spread)
    course = case.experiments.course if case.experiments is not None else None
    constant = constant_evidence(course) if course is not None else ()
    finding = found(
        __name__,
        least.where.span,
        f"The first weights are too small: `{least.where.text}`.",
        "The gradient of each layer is multiplied by the weights of those above it: with weights near 0 nearly nothing comes "
        "down, and the network answers the same to every row until they have grown. Draw with the deviation "
        "1 / sqrt(number of inputs).",
        ("deviation of the weights times sqrt(n)", number(least.spread), "about 1"),
        *constant,
        certainty="suspected",
    )
    yield Suspicion(
        finding,
        (change,) if change is not None else (),
        ("weights as large as the number of inputs asks for",) if change is not None else (),
        replica=Replica.restarted,
        strong=bool(constant) or least.spread < NEAR / 10,
        standing=max(s.spread for s in starts) < NEAR / 10,
    )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Draw around 0, scaled by the number of inputs."""
    del finding
    return restart(case)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 16)) * 1e-4  # ! U803
b1 = np.zeros(16)
W2 = rng.normal(size=(16, 1)) * 1e-4
b2 = np.zeros(1)
for epoch in range(1000):
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

gen = np.random.default_rng(24)
cells = gen.normal(size=(3, 80))
sick = (cells[:1] * cells[1:2] > 0) * 1.0
first = gen.normal(size=(6, 3)) * 0.003  # ? U803
last = gen.normal(size=(1, 6)) * 0.003
lean, base = np.zeros((6, 1)), np.zeros((1, 1))
for round_ in range(200):
    mid = np.tanh(first @ cells + lean)
    said = 1 / (1 + np.exp(-(last @ mid + base)))
    off = (said - sick) / 80
    back = last.T @ off * (1 - mid**2)
    last -= 0.5 * off @ mid.T
    base -= 0.5 * off.sum(axis=1, keepdims=True)
    first -= 0.5 * back @ cells.T
    moved = lean - 0.5 * back.sum(axis=1, keepdims=True)  # ! U604
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
W1 = rng.normal(size=(2, 16)) * 0.02  # small, and it learns
b1 = np.zeros(16)
W2 = rng.normal(size=(16, 1)) * 0.02
b2 = np.zeros(1)
for epoch in range(6000):
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
X = rng.normal(size=(120, 4))
T = np.eye(3)[X[:, :3].argmax(axis=1)]
W = rng.normal(size=(4, 3)) * 1e-6  # no hidden layer: any start will do
b = np.zeros(3)
for epoch in range(500):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - T) / len(X)
    W -= 1.0 * X.T @ d
    b -= 1.0 * d.sum(axis=0)
print("right:", np.mean(p.argmax(axis=1) == T.argmax(axis=1)))
""",
)
