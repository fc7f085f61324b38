"""Nearly all rows belong to one class, and the network answers it to everything

## What happens

The accuracy is high and never moves: it is the share of the largest class. The rare class is never answered.

## Why it stops learning

The loss is a sum over the rows. With 95 rows of 100 in one class, the answer "that class" is right 95 times, and the five
others pull with a twentieth of the strength. Small or short training does not get beyond it.

## How we know

The shares of the classes, and how many rows of each are answered rightly.

## The repair

Give the rare rows more weight in the loss (n / (k * count of the class)), draw them more often, or begin with the output
bias at the logarithm of the shares; and judge by the share right of each class, not of all rows.

## When this is fine

When the rare class cannot be told from the inputs, its share is the right answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.doctor.case import Case, found
from unstuck.doctor.causes import targets_of
from unstuck.doctor.dynamics import Suspicion

MOST = 0.8  # share of one class


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect a class that holds nearly all rows, when it is the only answer."""
    data = targets_of(case)
    course = case.experiments.course if case.experiments is not None else None
    if data is None or course is None or course.yardstick != "accuracy" or course.constant_score is None:
        return
    share, right = course.constant_score, course.final_score
    if share < MOST or abs(right - share) > 0.02:
        return
    last = course.parts[course.last.start] if course.last.start < len(course.parts) else course.parts[-1]
    answers = last.columns[4]
    if last.columns.shape[1] > 1 and answers.max() < 0.98 * answers.sum():
        return
    finding = found(
        __name__,
        data.span,
        f"{100 * share:.3g} % of the rows belong to one class, and it is the answer to every row.",
        "The rare rows pull on the weights with their small share of the loss only, so the constant answer is nearly the best "
        "for a long time. Weight the rows by n / (number of classes * rows of their class), or draw the rare ones more often.",
        ("rows of the largest class", f"{100 * share:.3g} %", ""),
        ("rows answered rightly at the end", f"{100 * right:.3g} %", "more than the share of one class"),
        ("rows of other classes answered rightly", "none", ""),
        certainty="suspected",
    )
    yield Suspicion(finding, strong=True)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
T = (np.arange(400) % 20 == 0).astype(float)[:, None]  # ? U105
X = rng.normal(size=(400, 2)) + 0.8 * T
W1 = rng.normal(size=(2, 6)) * 0.5
b1 = np.zeros(6)
W2 = rng.normal(size=(6, 1)) * 0.5
b2 = np.zeros(1)
for epoch in range(600):
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

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(400, 2))
T = (X[:, :1] + X[:, 1:] > 2.4).astype(float)  # rare, and learnt
W = rng.normal(size=(2, 1)) * 0.5
b = np.zeros(1)
for epoch in range(2000):
    p = 1 / (1 + np.exp(-(X @ W + b)))
    d = (p - T) / len(X)
    W -= 2.0 * X.T @ d
    b -= 2.0 * d.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(300, 2))
labels = np.where(X[:, 0] > 1.2, 1, 0)  # a tenth of the rows
T = np.eye(2)[labels]
W = rng.normal(size=(2, 2)) * 0.1
b = np.zeros(2)
for epoch in range(1500):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - T) / len(X)
    W -= 1.0 * X.T @ d
    b -= 1.0 * d.sum(axis=0)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
)
