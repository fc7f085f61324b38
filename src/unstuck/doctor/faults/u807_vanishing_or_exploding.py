"""The gradient shrinks, or grows, from layer to layer

## What happens

In a network of many layers those near the input do not move (or, the other way round, everything is NaN after a few steps).
The layers near the output learn on what random layers leave of the input.

## Why it stops learning

On its way down the error is multiplied by the weights and by the derivative of the activation, once for each layer. That of
the sigmoid is at most 1/4: five layers leave less than a thousandth. Large weights do the opposite.

## How we know

The length of the exact gradient in each layer, divided by the root of its number of weights: with gradients that are right
it falls, or rises, by the same factor from layer to layer.

## The repair

ReLU or tanh in place of the sigmoid, weights of deviation sqrt(2 / number of inputs), fewer layers; against exploding
gradients clipping to a length.

## When this is fine

A factor of ten between the layers is usual, and a script that learns is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.causes import cached_layers, restarted, starts_of
from unstuck.doctor.dynamics import Suspicion, constant_evidence

LAYERS = 4
RATIO = 300.0


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect gradients that fall or rise by large factors from layer to layer."""
    evidence = case.first
    layers = cached_layers(case)
    if evidence is None or len(layers) < LAYERS:
        return
    true = {c.before: c.true for c in evidence.compared}
    sizes = [float(np.sqrt(np.mean(np.square(true[each.weights])))) for each in layers if each.weights in true]
    if len(sizes) < LAYERS or not all(sizes) or not np.all(np.isfinite(sizes)):
        return
    ratio = sizes[-1] / sizes[0]
    steps = np.sign(np.diff(np.log(sizes)))
    if not (ratio > RATIO or ratio < 1 / RATIO) or np.sum(steps == np.sign(np.log(ratio))) < len(steps) - 1:
        return
    starts = starts_of(case)
    change = restarted(case, starts) if starts else None
    course = case.experiments.course if case.experiments is not None else None
    word = "shrinks" if ratio > 1 else "grows"
    finding = found(
        __name__,
        case.span(layers[0].after),
        f"The gradient {word} from layer to layer, by {number(max(ratio, 1 / ratio))} over {len(sizes)} layers.",
        "On its way down the error is multiplied by the weights and the derivative of the activation, once for each layer (that "
        "of the sigmoid is at most 1/4). Take ReLU or tanh, weights of deviation sqrt(2 / inputs), or fewer layers.",
        (
            "gradient of a weight in each layer, from the input up",
            ", ".join(number(s) for s in sizes),
            "about the same",
        ),
        *(constant_evidence(course) if course is not None else ()),
        certainty="suspected",
    )
    yield Suspicion(
        finding,
        (change,) if change is not None else (),
        ("weights as large as the activation asks for",) if change is not None else (),
        strong=True,
    )


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 3))
T = (X[:, :1] * X[:, 1:2] > 0).astype(float)
sizes = [3, 10, 10, 10, 10, 10, 1]
weights = [rng.normal(size=(n, m)) / np.sqrt(n) for n, m in zip(sizes[:-1], sizes[1:])]
biases = [np.zeros((1, m)) for m in sizes[1:]]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))  # ! U807


for epoch in range(600):
    outputs = [X]
    for w, b in zip(weights, biases):
        outputs.append(sigmoid(outputs[-1] @ w + b))
    delta = (outputs[-1] - T) / len(X)
    for k in reversed(range(len(weights))):
        below = delta @ weights[k].T * outputs[k] * (1 - outputs[k])
        weights[k] -= 0.5 * outputs[k].T @ delta
        biases[k] -= 0.5 * delta.sum(axis=0, keepdims=True)
        delta = below
print("right:", np.mean((outputs[-1] > 0.5) == T))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 3))
T = (X[:, :1] * X[:, 1:2] > 0).astype(float)
sizes = [3, 16, 16, 16, 16, 1]
weights = [rng.normal(size=(n, m)) / np.sqrt(n) for n, m in zip(sizes[:-1], sizes[1:])]
biases = [np.zeros((1, m)) for m in sizes[1:]]
for epoch in range(1500):  # deep, with tanh
    outputs = [X]
    for w, b in zip(weights[:-1], biases[:-1]):
        outputs.append(np.tanh(outputs[-1] @ w + b))
    p = 1 / (1 + np.exp(-(outputs[-1] @ weights[-1] + biases[-1])))
    delta = (p - T) / len(X)
    for k in reversed(range(len(weights))):
        below = delta @ weights[k].T * (1 - outputs[k] ** 2)
        weights[k] -= 0.3 * outputs[k].T @ delta
        biases[k] -= 0.3 * delta.sum(axis=0, keepdims=True)
        delta = below
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
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
)
