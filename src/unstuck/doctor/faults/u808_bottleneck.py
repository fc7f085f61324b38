"""A layer is too narrow for what has to pass through it

## What happens

With gradients that are right and a learning rate that suits, the network answers only some of the training rows, and stays
there. Few units in one layer are all that the layers above get to see.

## Why it stops learning

Each unit draws one boundary through its inputs. One unit can only tell two sides apart, five sigmoids have to code ten
classes as ten corners: possible, but so narrow a way that gradient descent rarely finds it.

## How we know

The width of the layer against the number of classes and of inputs, and the same script with wider layers.

## The repair

Start wide, with 30 to 300 units, and make the layer narrower once it learns.

## When this is fine

When the code in the middle is the purpose, as in an autoencoder; and when it learns.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from unstuck.doctor.case import Case, found
from unstuck.doctor.causes import cached_layers, starts_of
from unstuck.doctor.course import Course
from unstuck.doctor.dynamics import Suspicion, score_text
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.replica import Replica
from unstuck.doctor.restart import wider
from unstuck.doctor.watch import Change
from unstuck.doctor.widths import WIDE, Written, written_widths

NARROW = 3


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect hidden layers of very few units, or of fewer than there are classes."""
    layers = cached_layers(case)
    course = case.experiments.course if case.experiments is not None else None
    starts = starts_of(case)
    if len(layers) < 2 or course is None or len(starts) != len(layers):
        return
    widths = [layer.outputs for layer in layers[:-1]]
    classes = layers[-1].outputs if course.confusion is not None else 1
    if _reconstructs(case):
        return  # an autoencoder is narrow on purpose
    least = min(widths)
    if least > NARROW and not least < classes:
        return
    wide = max(WIDE, 4 * least)
    narrow = starts[widths.index(least)]
    places = written_widths(case, starts, widths.index(least))
    for number, place in enumerate(places or [None]):
        finding = found(
            __name__,
            place.span if place is not None else narrow.where.span,
            f"A hidden layer of {least} unit{'s' if least > 1 else ''} is too narrow.",
            "All that the layers above see of the input has to pass through it: one unit tells two sides apart, and a few "
            "sigmoids can code more classes only at corners that gradient descent rarely finds. Start wide, and make it "
            "narrower once it learns.",
            ("units in the narrowest hidden layer", str(least), "more than the classes; better 30 or more"),
            ("classes or outputs", str(classes), ""),
            ("score at the end", score_text(course), ""),
            certainty="suspected",
        )
        yield Suspicion(
            finding,
            (Change(literals={place.span: str(wide)}),) if place is not None else (),
            (f"{wide} units",) if place is not None else (),
            replica=Replica.widened,
            strong=number == 0 and (least == 1 or (least < classes and classes > 2)),
            shows=partial(_is_wide, place, wide),
        )


def _reconstructs(case: Case) -> bool:
    """Say whether the targets are the inputs themselves."""
    assert case.first is not None
    target = case.first.round.joins[0].target
    data = [a for a in cached_layers(case)[0].product.inputs if not case.roles.mask[a.index]]
    return any(np.shape(n.value) == np.shape(target) and np.allclose(n.value, target) for n in data)


def _is_wide(place: Written | None, wide: int, course: Course) -> bool:
    """Say whether a layer has become as wide as it was meant to: the number may have been that of something else."""
    return (place is not None and place.sure) or any(a.shape[1] in (wide, wide + 1) for a in course.activations)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Give the layer more units."""
    return wider(case, finding)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
width = 1  # ! U808
W1 = rng.normal(size=(2, width))
b1 = np.zeros(width)
W2 = rng.normal(size=(width, 1))
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
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
T = np.array([[0.0], [1.0], [1.0], [0.0]])
W1 = rng.normal(size=(2, 3)) * 2  # three units, and it is enough
b1 = np.zeros(3)
W2 = rng.normal(size=(3, 1))
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
X = rng.normal(size=(100, 2))
labels = 2 * (X[:, 0] > 0) + (X[:, 1] > 0)
T = np.eye(4)[labels]  # four classes through two units: a corner for each
W1 = rng.normal(size=(2, 2)) * 0.5
b1 = np.zeros(2)
W2 = rng.normal(size=(2, 4)) * 0.5
b2 = np.zeros(4)
for epoch in range(3000):
    h = np.tanh(X @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
)
