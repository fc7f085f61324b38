"""An update adds the gradient

## What happens

The gradient is right, and the parameter is moved along it instead of against it: `W += rate * dW`. The loss rises. If it is only one of
several parameters, the others work against it, and the loss swings or stops somewhere in between.

## Why it stops learning

The gradient points to where the loss grows. A small step along it changes the loss by

    L(W + rate dW) - L(W)  =  + rate |dW|^2 + ...

which is more, and one against it by `- rate |dW|^2`, which is less. The better the gradient, the faster it climbs.

## How we know

The step of each parameter is compared with the exact gradient: the direction is exact, and its sign is that of uphill.

## The repair

`W -= rate * dW`.

## When this is fine

If the error is written as target minus output, the "gradient" is the negative one already, and `+=` is right, in *every* update.
"""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared, sign_of_step
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.proportions import first_delta, proportions, turned_slope
from unstuck.doctor.repair import other_operator
from unstuck.doctor.single_numbers import turned_entries


def diagnose(case: Case) -> Iterator[Finding]:
    """Find updates that add the gradient, or subtract its opposite."""
    evidence = case.first
    if evidence is None:
        return
    yield from _some_entries(case)
    steps = proportions(evidence)
    start = first_delta(evidence)
    uphill = [p for p in steps if p.factor < 0]
    if not uphill or start is None or (len(uphill) == len(steps) and start[1] < 0):
        return
    for p in uphill:
        c = p.compared
        if turned_slope(evidence, c) is not None or not _always_uphill(case, c):
            continue  # an optimizer's memory can carry a step uphill now and then
        if _between_answers(evidence, c):
            continue
        yield found(
            __name__,
            case.span(c.after),
            f"{c.name} is moved uphill: `{case.text(case.span(c.after))}`.",
            "A step must go against the gradient: parameter = parameter - learning rate * gradient. With the other sign it "
            "climbs, and the loss rises faster the better the gradient is. Change the sign of this update.",
            ("cosine of the step and the direction downhill", number(c.cosine), "1"),
        )


def _between_answers(evidence: Evidence, c: Compared) -> bool:
    """Say whether two distributions meet that the parameter is in both of: which of them is the target is not known.

    In a mixture of experts the gate's answer goes towards what it is once the errors are known, which it is made of.
    """
    if "cross-entropy" not in evidence.loss.name:
        return False
    targets = [join.target_node for join in evidence.round.joins]
    return any(t is not None and evidence.roles.mask[t.index] >> c.slot.number & 1 for t in targets)


def _some_entries(case: Case) -> Iterator[Finding]:
    """Find entries of a parameter, changed one by one, that move uphill in each update while the others move downhill."""
    assert case.first is not None
    for c in case.first.compared:
        turned = turned_entries(c) if not c.right and c.moved else []
        others = [o for e in case.evidence for o in e.compared if o.slot is c.slot and o.moved]
        sites = {node.site for node in turned}
        if len(sites) != 1 or not all(sites <= {node.site for node in turned_entries(o)} for o in others):
            continue
        span = case.span(turned[0])
        yield found(
            __name__,
            span,
            f"Some entries of {c.name} are moved uphill: `{case.text(span)}`.",
            "A step must go against the gradient: parameter = parameter - learning rate * gradient. The other entries of "
            "this parameter do, and these climb. Change the sign of this update.",
            ("entries that are moved uphill", f"{len(turned)} of {c.true.size}", "none"),
            ("cosine of the step and the direction downhill", number(c.cosine), "1"),
        )


def _always_uphill(case: Case, c: Compared) -> bool:
    """Say whether a parameter is moved uphill in each of the first updates, or all of it in the very first one.

    There no optimizer remembers anything.
    """
    first = (p for p in proportions(case.evidence[0]) if p.compared.slot is c.slot)
    if any(p.factor < 0 and sign_of_step(p.compared) for p in first):
        return True
    steps = [p for evidence in case.evidence for p in proportions(evidence) if p.compared.slot is c.slot]
    return all(p.factor < 0 for p in steps)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Change the sign of the update."""
    evidence = case.first
    if evidence is None:
        return
    for c in evidence.compared:
        for node in (c.after, *turned_entries(c)):
            if case.span(node) == finding.span:
                yield from other_operator(case, node)
                return


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(7)
data = rng.normal(size=(60, 2))
wanted = np.where(data[:, 0] - 0.4 * data[:, 1] > 0.1, 1, -1)
weights = np.zeros(3)


def total(x):
    return weights[0] + sum(weights[i + 1] * x[i] for i in range(len(x)))


for epoch in range(30):
    for x, t in zip(data, wanted):
        miss = t - total(x)
        weights[0] += 0.01 * miss
        for i in range(len(x)):
            weights[i + 1] -= 0.01 * miss * x[i]  # ! U601
print("right:", sum((total(x) > 0) == (t > 0) for x, t in zip(data, wanted)), "of", len(data))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 += 0.5 * h.T @ d2  # ! U601
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, n_inputs, n_hidden, rng):
        self.W1 = rng.normal(size=(n_hidden, n_inputs)) / np.sqrt(n_inputs)
        self.b1 = np.zeros((n_hidden, 1))
        self.W2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
        self.dW2 = dZ2 @ self.A1.T / m
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 = dZ1 @ X.T / m
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m

    def update(self, rate):
        self.W1 = self.W1 + rate * self.dW1  # ! U601
        self.b1 = self.b1 + rate * self.db1  # ! U601
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
network = Network(3, 8, rng)
for step in range(1500):
    P = network.forward(X)
    network.backward(X, Y)
    network.update(2.0)
print("right:", np.mean((P > 0.5) == Y))
""",
    """
import numpy as np

rng = np.random.default_rng(11)
grid = rng.uniform(-1, 1, size=(120, 2))
inside = (np.hypot(grid[:, 0], grid[:, 1]) < 0.6)[:, None] * 1.0


def bend(v):
    return 1 / (1 + np.exp(-v))


def bend_slope(v):
    return bend(v) * (1 - bend(v))


u, u0 = rng.normal(size=(2, 9)) * 2, np.zeros((1, 9))
v, v0 = rng.normal(size=(9, 1)), np.zeros((1, 1))
for turn in range(1500):
    mid = bend(grid @ u + u0)
    said = bend(mid @ v + v0)
    off = (said - inside) * said * (1 - said) / len(grid)
    back = off @ v.T * bend_slope(mid)  # ! U508
    v -= 4.0 * mid.T @ off
    v0 -= 4.0 * off.sum(axis=0, keepdims=True)
    u += 4.0 * grid.T @ back  # ! U601
    u0 += 4.0 * back.sum(axis=0, keepdims=True)  # ! U601
    if turn % 300 == 0:
        print(turn, np.mean((said - inside) ** 2))
print("right:", np.mean((said > 0.5) == (inside > 0.5)))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (T - p) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 += 0.5 * h.T @ d2
    b2 += 0.5 * d2.sum(axis=0, keepdims=True)
    W1 += 0.5 * X.T @ d1
    b1 += 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, n_inputs, n_hidden, rng):
        self.W1 = rng.normal(size=(n_hidden, n_inputs)) / np.sqrt(n_inputs)
        self.b1 = np.zeros((n_hidden, 1))
        self.W2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
        self.dW2 = dZ2 @ self.A1.T / m
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 = dZ1 @ X.T / m
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m

    def update(self, rate):
        self.W1 = self.W1 + (-rate) * self.dW1
        self.b1 += -rate * self.db1
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
network = Network(3, 8, rng)
for step in range(1500):
    P = network.forward(X)
    network.backward(X, Y)
    network.update(2.0)
print("right:", np.mean((P > 0.5) == Y))
""",
)
