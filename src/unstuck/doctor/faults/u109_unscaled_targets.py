"""The targets of a linear output are far from 0, or spread very widely

## What happens

The network has to answer thousands, and starts with answers near 0. The error is the mean of the targets for a long time,
and its gradient is so large that the first steps throw the weights far away.

## Why it stops learning

The gradient of the squared error is `output - target`: with targets near 5000 it is 5000 for each row, whatever the input.
It drives the hidden units into saturation, or to numbers that are not finite. A learning rate small enough to survive it
is too small for what depends on the inputs.

## How we know

Mean and deviation of the targets, and the same script run on standardised targets.

## The repair

Learn `(t - mean) / deviation`, and turn the answers back: `output * deviation + mean`.

## When this is fine

When the output bias starts at the mean, or when the learning rate suits the targets: a script that learns is not reported.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.causes import each as to_each
from unstuck.doctor.causes import last_named, targets_of
from unstuck.doctor.directions import array
from unstuck.doctor.dynamics import Suspicion
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.values import source_of
from unstuck.doctor.watch import Change


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect targets that are numbers far from 0 or widely spread."""
    data = targets_of(case)
    if data is None or data.whole.size < 3 or not np.all(np.isfinite(data.whole)):
        return
    met = array(data.met.value) if data.met is not None else data.whole
    one_column = met.size < data.whole.size and len(met.ravel()) >= len(
        data.whole
    )  # of a table that holds the inputs, too
    t = met if one_column else data.whole
    mean, deviation = float(np.mean(t)), float(np.std(t))
    if len(np.unique(t)) <= 2 or deviation == 0 or (deviation < 10 and abs(mean) < 5 * deviation):
        return
    place = data.place(case)
    finding = found(
        __name__,
        (last_named(case, data.met) if data.met is not None else None) or data.span,
        f"The targets are not scaled: their mean is {number(mean)} and their deviation {number(deviation)}.",
        "The error of every row is as large as the targets at first, whatever the input, and so are the gradients: the first "
        "steps throw the weights far away. Learn (t - mean) / deviation, and turn the answers back afterwards.",
        ("mean of the targets", number(mean), "about 0"),
        ("standard deviation of the targets", number(deviation), "about 1"),
        certainty="suspected",
    )
    change = Change(
        values={} if place is None else {place: to_each(lambda t: (np.asarray(t, dtype=float) - mean) / deviation)}
    )
    yield Suspicion(
        finding,
        (change,) if place is not None else (),
        ("targets that are standardised",) if place is not None else (),
        strong=abs(mean) > 100 or deviation > 100,
    )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Standardise the targets where they get their name."""
    source = source_of(case, finding.span.path)
    tree = source.at(finding.span)
    statement = source.statement(tree) if tree is not None else None
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    given = [t for target in targets for t in (target.elts if isinstance(target, ast.Tuple) else [target])]
    data = targets_of(case)
    written = {
        w.name
        for w in case.trace.writes
        if data is not None and case.trace.sites.all[w.site].span.line == finding.span.line
        if np.size(w.node.value) == np.size(data.whole) and np.array_equal(np.ravel(w.node.value), np.ravel(data.whole))
    }
    names = [t.id for t in given if isinstance(t, ast.Name) and (len(given) == 1 or t.id in written)]
    if statement is not None and len(names) == 1 and source.alone(statement):
        name = names[0]
        text = f"{name} = ({name} - {name}.mean()) / {name}.std()"
        edit = source.insert_after(statement, text)
        yield from fix(f"Standardise the targets: {shown(text)}", edit, safety="changes-training")


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.uniform(-1, 1, size=(100, 2))
T = 5000 + 1000 * np.sin(2 * X[:, :1]) * X[:, 1:]  # ! U109
W1 = rng.normal(size=(2, 16))
b1 = np.zeros(16)
W2 = rng.normal(size=(16, 1)) * 0.25
b2 = np.zeros(1)
for epoch in range(2000):
    h = np.tanh(X @ W1 + b1)
    p = h @ W2 + b2
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.1 * h.T @ d2
    b2 -= 0.1 * d2.sum(axis=0)
    W1 -= 0.1 * X.T @ d1
    b1 -= 0.1 * d1.sum(axis=0)
print("error:", np.mean((p - T) ** 2))
""",
    """
import numpy as np

gen = np.random.default_rng(3)


def harvests(count):
    rain = gen.uniform(-1, 1, size=(2, count))
    tons = 3000 + 700 * np.tanh(2 * rain[0]) * rain[1]
    tons += gen.normal(size=count) * 10
    return rain, tons.reshape(1, -1)


rain, tons = harvests(120)  # ! U109
A, a = gen.normal(size=(14, 2)), np.zeros((14, 1))
B, b = gen.normal(size=(1, 14)) * 0.3, np.zeros((1, 1))
for year in range(2500):
    mid = np.tanh(A @ rain + a)
    off = (B @ mid + b - tons) / 120
    back = B.T @ off * (1 - mid**2)
    B -= 0.1 * off @ mid.T
    b -= 0.1 * off.sum(axis=1, keepdims=True)
    A -= 0.1 * back @ rain.T
    a -= 0.1 * back.sum(axis=1, keepdims=True)
print("error:", np.mean((120 * off) ** 2))
""",
)


HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(8)
weight = rng.normal(70, 12, size=60)
table = np.column_stack([weight, (weight + rng.normal(0, 5, size=60) > 72) * 1.0])
given = (table[:, 0] - table[:, 0].mean()) / table[:, 0].std()
wanted = table[:, 1].reshape(-1, 1)
given = np.column_stack([np.ones(60), given])
coefficients = np.zeros((2, 1))
for step in range(2000):
    said = 1 / (1 + np.exp(-given @ coefficients))
    coefficients -= 0.3 * given.T @ (said - wanted) / 60
print("right:", np.mean((said > 0.5) == wanted))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.uniform(-1, 1, size=(100, 1))
T = 500 * X + 2000  # a straight line gets there all the same
W = np.zeros((1, 1))
b = np.zeros(1)
for epoch in range(500):
    p = X @ W + b
    d = (p - T) / len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0)
print("error:", np.mean((p - T) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.uniform(-1, 1, size=(80, 1))
T = 40 + 3 * np.sin(3 * X)
W1 = rng.normal(size=(1, 16))
b1 = np.zeros(16)
W2 = rng.normal(size=(16, 1)) * 0.25
b2 = np.full(1, T.mean())  # the output starts at the mean of the targets
for epoch in range(3000):
    h = np.tanh(X @ W1 + b1)
    p = h @ W2 + b2
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.05 * h.T @ d2
    b2 -= 0.05 * d2.sum(axis=0)
    W1 -= 0.05 * X.T @ d1
    b1 -= 0.05 * d1.sum(axis=0)
print("error:", np.mean((p - T) ** 2))
""",
)
