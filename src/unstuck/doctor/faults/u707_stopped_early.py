"""Training stops while the loss is still falling

## What happens

A handful of steps, and the loop is over. The loss falls from step to step, and nothing is learnt yet.

## Why it stops learning

Gradient descent needs about 1 / (rate * curvature) steps along each direction, and where it starts close to a saddle point
some hundreds before anything is to be seen. Five steps say nothing about a network.

## How we know

The number of updates, how the loss fell in the last of them, and the same script with a loop that is two or four times as
long.

## The repair

More epochs: until the loss has not fallen for some time.

## When this is fine

When the run is meant as a trial, or when it stops because rows that were held back are not answered better any more.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from unstuck.doctor.case import Case, found
from unstuck.doctor.dynamics import GOOD, POOR, Suspicion, constant_evidence, improves, learns
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.layers import dropout_masks
from unstuck.doctor.replica import Replica
from unstuck.doctor.restart import other_number
from unstuck.doctor.steps import training_loops
from unstuck.doctor.values import source_of

FEW = 20
LONGER = (2, 4, 16, 64)
SECONDS = 3.0  # of the processor, for a run of many times the length
TURNS = 5  # of the loop


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect a run that ends while the loss falls, or after next to no updates."""
    course = case.experiments.course if case.experiments is not None else None
    if course is None or course.first_bad is not None or not course.finished or not course.quality < GOOD:
        return
    if course.quality > POOR and _has_dropout(case):
        return  # the score of a network of which some units are missing
    few = course.updates <= FEW
    if learns(course) and not few:
        return
    if not improves(course) and course.updates > 10 * FEW:  # of a few updates it cannot be told whether the loss falls
        return
    for number_of_loop, loop in enumerate(training_loops(case)):
        finding = found(
            __name__,
            loop.span,
            f"Training stops after {course.updates:,} updates, while the loss is still falling.",
            "Each step lowers the loss by a little, and from a start at which all units are alike it takes hundreds of steps "
            "before anything is to be seen. Let the loop run until the loss has not fallen for some time.",
            ("updates", f"{course.updates:,}", "hundreds at least"),
            (
                "loss at the first update; at the last",
                f"{course.loss[0]:.5g}; {course.loss[-1]:.5g}",
                "steady at the end",
            ),
            *constant_evidence(course),
            certainty="suspected",
        )
        factors = [f for f in LONGER if f < 5 or f * course.seconds < SECONDS]
        yield Suspicion(
            finding,
            tuple(loop.longer(f) for f in factors),
            tuple(f"a loop {f} times as long" for f in factors),
            longer=2.5,
            replica=Replica.longer,
            strong=few and number_of_loop == 0,
            gain=0.3,
        )


def _has_dropout(case: Case) -> bool:
    """Say whether units or weights are left out at random, so that the outputs are worse in training than need be."""
    masks = dropout_masks(case.first) if case.first is not None else ()
    return any(case.roles.mask[kept.index] or kept in case.roles.version for _, kept, _ in masks)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Let the loop run 4, 20, 100 times as long, where it hardly began.

    With many times the updates nearly any network learns its rows by heart, whatever else is wrong with it. So nothing is
    offered where the script goes through its data often enough: more steps would be no proof.
    """
    source = source_of(case, finding.span.path)
    tree = source.at(finding.span)
    course = case.experiments.course if case.experiments is not None else None
    turns = tree.value if isinstance(tree, ast.Constant) and isinstance(tree.value, int) else None
    hardly = (turns is not None and turns <= TURNS) or (course is not None and course.updates <= FEW)
    if isinstance(tree, ast.expr) and hardly:
        yield from other_number(source, tree, "Train longer", 4, 20, 100)


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
for epoch in range(15):  # ! U707
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
for epoch in range(3000):
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

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 3))
T = (X.sum(axis=1, keepdims=True) > 0).astype(float)
W = np.zeros((3, 1))
for epoch in range(15):  # few, and enough
    p = 1 / (1 + np.exp(-X @ W))
    W -= 1.0 * X.T @ (p - T) / len(X)
print("right:", np.mean((p > 0.5) == T))
""",
)
