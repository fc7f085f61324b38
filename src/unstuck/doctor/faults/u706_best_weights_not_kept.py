"""The weights at the end are worse than earlier ones, which were not kept

## What happens

The network had learnt, and lost it again: a burst of the loss, a collapse, noise of single rows. The script goes on with
the weights of the very last step.

## Why it stops learning

Nothing guarantees that a step lowers the loss of all rows: single rows pull their own way, and a long step may throw the
weights out of a narrow valley. The last weights are those of one moment.

## How we know

The score at its best and at the end, computed from the outputs and targets on the way.

## The repair

Measure the loss on rows that are held back, keep a copy of the weights (`W.copy()`) whenever it is the lowest so far, and
go on with those. And look for the reason: mostly a learning rate that is too high.

## When this is fine

When the loss varies a little from step to step, as it does with single rows.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.dynamics import Suspicion, score_text
from unstuck.doctor.steps import training_loops, update_span

LOST = 0.4


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect a run that had learnt, and does not answer rightly at its end."""
    course = case.experiments.course if case.experiments is not None else None
    if course is None or len(course.score) < 10:
        return
    smooth = np.convolve(course.score, np.ones(3) / 3, mode="valid")
    best = float(smooth.max() if course.yardstick == "accuracy" else smooth.min())
    if course.quality_of(best) < 0.6 or course.quality_of(best) - max(course.quality, 0.0) < LOST:
        return
    at = int(course.steps[int(np.flatnonzero(smooth == best)[-1]) + 1])
    loops = training_loops(case)
    finding = found(
        __name__,
        loops[0].span if loops else update_span(case),
        f"The weights were better after {at:,} updates than they are at the end, and were not kept.",
        "A step lowers the loss of the rows that it sees, and not always that of all: what was learnt can be lost again. Keep a "
        "copy of the weights whenever the loss of rows that are held back is the lowest so far, and look for what threw them "
        "off: mostly a learning rate that is too high.",
        (f"score after {at:,} updates", f"{100 * best:.3g} %" if course.yardstick == "accuracy" else number(best), ""),
        ("score at the end", score_text(course), "the same"),
        certainty="suspected",
    )
    yield Suspicion(finding, strong=True)


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
for epoch in range(2400):  # ? U706
    h = np.tanh(X @ W1 + b1)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    now = T if epoch < 2300 else 1 - T  # another task, with other answers
    d2 = (p - now) / len(X)
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
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 16))
b1 = np.zeros(16)
W2 = rng.normal(size=(16, 1)) * 0.25
b2 = np.zeros(1)
for epoch in range(2500):
    h = np.tanh(X @ W1 + b1)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 1.0 * h.T @ d2
    b2 -= 1.0 * d2.sum(axis=0)
    W1 -= 1.0 * X.T @ d1
    b1 -= 1.0 * d1.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 16))
b1 = np.zeros(16)
W2 = rng.normal(size=(16, 1)) * 0.25
b2 = np.zeros(1)
for epoch in range(60):
    for i in rng.permutation(len(X)):  # the loss of single rows goes up and down
        x, t = X[i : i + 1], T[i : i + 1]
        h = np.tanh(x @ W1 + b1)
        p = 1 / (1 + np.exp(-(h @ W2 + b2)))
        d2 = p - t
        d1 = d2 @ W2.T * (1 - h**2)
        W2 -= 0.1 * h.T @ d2
        b2 -= 0.1 * d2[0]
        W1 -= 0.1 * x.T @ d1
        b1 -= 0.1 * d1[0]
""",
)
