"""The first weights are too large for the number of inputs

## What happens

The loss begins far above that of guessing, the units are saturated from the first row on, and training crawls or explodes.

## Why it stops learning

The sum of n terms `w * x` has the deviation sqrt(n) * deviation of w. With `randn(784, 30)` that is 28: sigmoid and tanh
are flat there, with derivatives of 1e-12, and nothing of the error comes through to the weights below.

## How we know

The deviation of the first weights times the root of the number of inputs, the sums that they make of the rows met first,
and the same script started from the same draws scaled down. Where another fault spoils the course of training, the first loss: twice that
of guessing, and more, it is suspected.

## The repair

`rng.normal(size=(n, m)) / np.sqrt(n)` for tanh (Glorot), times sqrt(2) for ReLU (He).

## When this is fine

When few inputs are not 0, or when the units come out of saturation in time: a script that learns is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.causes import first_loss, restarted, starts_of
from unstuck.doctor.directions import array
from unstuck.doctor.dynamics import Suspicion
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.replica import Replica
from unstuck.doctor.restart import restart

FAR = 3.0
WORSE = 2.0  # than guessing is the first loss, where nothing but the start can have made it so


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect first weights that make large sums out of inputs that are not."""
    starts = starts_of(case)
    if not starts or max(s.spread for s in starts) < FAR:
        return
    change = restarted(case, starts)
    worst = max(starts, key=lambda s: s.spread)
    begins = first_loss(case)
    sums = float(np.sqrt(np.mean(array(worst.layer.before.value) ** 2)))
    finding = found(
        __name__,
        worst.where.span,
        f"The first weights are too large for {worst.layer.inputs} inputs: `{worst.where.text}`.",
        "The sum of n terms is sqrt(n) times as large as one of them. So far out sigmoid and tanh are flat and their "
        "derivatives nearly 0, and a softmax is certain of a random class. Divide the draws by sqrt(n).",
        ("deviation of the weights times sqrt(n)", number(worst.spread), "about 1"),
        ("size of the sums that they make", number(sums), "about 1"),
        *(
            [("loss of a row at the first update; of guessing", "; ".join(map(number, begins)), "alike")]
            if begins is not None
            else []
        ),
        certainty="suspected",
    )
    yield Suspicion(
        finding,
        (change,) if change is not None else (),
        ("weights divided by the root of the number of inputs",) if change is not None else (),
        replica=Replica.restarted,
        strong=worst.spread > 4 * FAR,
        standing=begins is not None and begins[0] > WORSE * begins[1],
    )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Draw around 0, scaled by the number of inputs."""
    del finding
    return restart(case)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(200, 30))
T = (X[:, :1] * X[:, 1:2] > 0).astype(float)
W1 = rng.normal(size=(30, 20)) * 30  # ! U802
b1 = np.zeros(20)
W2 = rng.normal(size=(20, 1))
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

gen = np.random.default_rng(12)
kind = gen.integers(0, 4, size=160)
ground = gen.normal(size=(50, 160)) * 0.8 + gen.normal(size=(50, 4))[:, kind]
named = np.eye(4)[:, kind]


class Layer:
    def __init__(self, fed, given):
        self.w, self.c = gen.normal(size=(given, fed)), np.zeros((given, 1))  # ? U802

    def give(self, fed):
        self.fed = fed
        return self.w @ fed + self.c

    def learn(self, back):
        sent = self.w.T @ back
        self.w -= 0.3 * back @ self.fed.T
        self.c -= 0.3 * back.sum(axis=1, keepdims=True)
        return sent


low, top = Layer(50, 14), Layer(14, 4)
for lap in range(250):
    mid = np.tanh(low.give(ground))
    raised = np.exp(top.give(mid))
    odds = raised / raised.sum(axis=0)
    loss = -np.mean(np.sum(named * np.log(odds), axis=0))
    back = top.learn((odds - named) / 160)
    low.learn(back * (1 - np.tanh(mid) ** 2))  # ! U508
print("right:", np.mean(odds.argmax(axis=0) == kind), loss)
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 16)) * 3  # large, and it learns
b1 = np.zeros(16)
W2 = rng.normal(size=(16, 1))
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
    """
import numpy as np

rng = np.random.default_rng(2)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 40))
b1 = rng.normal(size=40)
W2 = rng.normal(size=(40, 1)) * 2  # answers of 10 and more at first
b2 = np.zeros(1)
for epoch in range(2500):
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
)
