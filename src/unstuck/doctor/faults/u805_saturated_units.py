"""Sigmoid or tanh units are saturated: they answer the same, whatever the input

## What happens

A layer of sigmoid or tanh units answers nearly 0, 1 or −1 to every row. The layers above learn from constants, the layers
below learn nothing.

## Why it stops learning

The derivative of the sigmoid is a (1 - a), that of tanh 1 - a². At a = 0.9999 the first is 1e-4, the second 2e-4, and the
gradient of all that lies below is multiplied by it.

## How we know

The share of saturated answers in each layer, at the first update and at the last, and, where the first biases are what
drives them there, the same script with biases of 0.

## The repair

Start with biases of 0, weights of deviation 1 / sqrt(number of inputs), and scaled inputs. If the units saturate later,
lower the learning rate.

## When this is fine

In a network that has learnt: confident units are saturated. At the output that is what is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found
from unstuck.doctor.causes import biases_of, cached_layers, hidden_units, saturated, without_biases
from unstuck.doctor.dynamics import Suspicion
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.restart import biases_at_zero

MOST = 0.5


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect hidden layers of which most answers are saturated, at the start or at the end."""
    course = case.experiments.course if case.experiments is not None else None
    layers = cached_layers(case)
    for unit in hidden_units(case):
        if unit.activation not in ("sigmoid", "tanh"):
            continue
        first = saturated(unit.activation, unit.after.value)
        last = first
        if course is not None and len(course.activations) >= unit.depth:
            last = saturated(unit.activation, course.activations[unit.depth - 1])
        if max(first, last) < MOST:
            continue
        biases = [
            (v, where)
            for layer, v, where in biases_of(case)
            if layer.after is unit.after or layer.before is unit.before
        ]
        driven = first >= MOST and any(np.mean(np.abs(v)) > 4 for v, _ in biases)
        change = without_biases(case, [w for _, w in biases]) if driven else None
        finding = found(
            __name__,
            biases[0][1].span if driven else case.span(unit.after),
            f"{100 * max(first, last):.0f} % of the answers of layer {unit.depth} are saturated.",
            f"Far from 0 {unit.activation} is flat: whatever comes in, nearly the same goes out, and the gradient of all below "
            "is multiplied by a derivative of nearly 0. "
            + (
                "Start with biases of 0."
                if driven
                else "Scale the inputs, start with smaller weights, or take shorter steps."
            ),
            ("saturated answers at the first update", f"{100 * first:.0f} %", "few"),
            *([("saturated answers at the end", f"{100 * last:.0f} %", "")] if course is not None else []),
            certainty="suspected",
        )
        yield Suspicion(
            finding,
            (change,) if change is not None else (),
            ("biases that start at 0",) if change is not None else (),
            strong=max(first, last) > 0.9 and len(layers) > 1,
        )
        return


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Start with biases of 0."""
    return biases_at_zero(case, finding)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 16))
b1 = np.zeros(16) + 30  # ! U805
W2 = rng.normal(size=(16, 1)) * 0.25
b2 = np.zeros(1)
for epoch in range(2000):
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
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 16)) * 6  # half of it saturated, and it learns
b1 = rng.normal(size=16) * 6
W2 = rng.normal(size=(16, 1)) * 0.25
b2 = np.zeros(1)
for epoch in range(3000):
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

rng = np.random.default_rng(3)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 30)) * 2
b1 = rng.normal(size=30) * 2
W2 = rng.normal(size=(30, 1)) * 0.2
b2 = np.zeros(1)
for epoch in range(4000):
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
