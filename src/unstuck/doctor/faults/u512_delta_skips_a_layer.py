"""The error of a layer is used where that of the next one belongs

## What happens

In a network with several hidden layers the error at the output, or that of a later layer, is sent straight to a layer further down. The widths
are equal, so the shapes fit.

## Why it stops learning

The error goes back layer by layer:

    delta_l = (delta_{l+1} W_{l+1}^T) * f'(z_l)

`delta_1` is made from `delta_2`, not from `delta_3`. If a layer is skipped, its weights and its slopes do not count: the layers below are told what
somebody else's share of the error is. Their steps have no relation to the way down, while the upper layers are right and go on learning.

## How we know

The wrong value becomes right, to rounding, when the error that went into it is replaced by the exact one of another layer.

## The repair

Follow the chain: compute `delta_3` at the output, `delta_2` from `delta_3`, `delta_1` from `delta_2`, each with the weights between the two layers.

## When this is fine

Where the forward pass itself skips a layer (`h3 = f(h2 @ W3 + h1)`, a residual connection), the error takes both ways back, and they
are added.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.alternatives import other_index, other_values
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.same_layer import same_layer
from unstuck.doctor.substitution import substituted
from unstuck.doctor.trace import Node

FEW = 3  # numbers that may be proportional to others by chance
NEAR = 1e-3  # gradients that are told apart


def diagnose(case: Case) -> Iterator[Finding]:
    """Find parameters that get the gradient of another one: each value on the way is right, but for something else."""
    evidence = case.first
    if evidence is None:
        return
    named = {wrong.compared.slot.number for wrong in case.wrong}
    for c in evidence.compared:
        if c.moved and not c.right and c.slot.number not in named:
            finding = _of_another(case, evidence, c)
            if finding is not None:
                yield finding


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the error of the next layer should have stood where that of a later one does."""
    evidence = wrong.evidence
    other = _of_another(case, evidence, wrong.compared, (wrong.node, *wrong.node.inputs))
    if other is not None or wrong.source is None or wrong.at is None:
        return other
    factor, shapes = wrong.factor(), {np.shape(wrong.source.value)}
    if wrong.node.name == "mul" and np.size(wrong.source.value) == 1 < np.size(wrong.end.value):
        # The one error of the output goes with any number of units.
        factor, shapes = array(wrong.end.value) / array(wrong.source.value), {np.shape(wrong.end.value)}
    summed = wrong.node.inputs if wrong.node.name == "add" else ()  # in the place of each other they only double
    known = {wrong.at, *(evidence.matches[term][0] for term in summed if term in evidence.matches)}
    for node, there in sorted(evidence.adjoint.items(), key=lambda pair: -pair[0].index):
        if node in known or node in evidence.roles.version or np.size(there) < 2:
            continue
        if wrong.at in same_layer(evidence, node) or node in same_layer(evidence, wrong.at):
            continue  # the powers of a softmax, of one row, are its outputs but for a factor
        for value in (there, there.T):
            if np.shape(value) not in shapes:
                continue
            if wrong.mended(wrong.source, value * wrong.scale) or (factor is not None and wrong.right(value * factor)):
                place = _place(case, wrong)
                return found(
                    __name__,
                    place,
                    f"The error in `{case.text(place)}` is that of another layer.",
                    "Each layer's error is the next layer's, sent back through the weights between them: "
                    "delta_l = (delta_{l+1} W_{l+1}^T) * f'(z_l). Here a layer is skipped, so its weights do not count and "
                    "the layers below are told nothing about their own share. Send back the error of the next layer.",
                    (
                        "cosine of the step and the true gradient, " + wrong.compared.name,
                        number(wrong.compared.cosine),
                        "1",
                    ),
                    ("the same with the next layer's error", "1", "1"),
                )
    return None


def _of_another(case: Case, evidence: Evidence, c: Compared, near: tuple[Node, ...] = ()) -> Finding | None:
    """See whether a parameter is moved along the true gradient of another one of its shape; `near` is where that is wrong."""
    for other in evidence.compared:
        if other is c or not other.right or np.size(c.true) < FEW or np.shape(other.true) != np.shape(c.true):
            continue
        if same_direction(other.true, c.true, NEAR) is None and _follows(c, other):
            place = _where_it_is_taken(case, evidence, c, other, near)
            return found(
                __name__,
                place,
                f"`{case.text(place)}` gives {c.name} the gradient of {other.name}.",
                f"The step of {c.name} goes along the exact derivative with respect to {other.name}. Both have one shape, so nothing "
                "fails, and the step says nothing of the way down. Each weight, and each bias, needs the error of its own "
                "sums.",
                (f"cosine of the step of {c.name} and its own gradient", number(c.cosine), "1"),
                (f"the same with the gradient of {other.name}", "1", ""),
            )
    return None


def _follows(c: Compared, other: Compared) -> bool:
    """Say whether a step goes along, or against, the gradient of another parameter."""
    hit = same_direction(c.step, other.true, max(c.tolerance, other.tolerance)) if c.moved else None
    return hit is not None and not hit[1]


def _where_it_is_taken(case: Case, evidence: Evidence, c: Compared, other: Compared, near: tuple[Node, ...]) -> Span:
    """Find where the gradient is made for this parameter alone, or gets the name for it, if it has one for each."""
    way, theirs = evidence.way(c), evidence.way(other)
    matches = (n for n in evidence.backward if n in way and evidence.matches.get(n, (None,))[0] is other.before)
    taken = near or tuple(itertools.islice(matches, 1))
    same = [p for p in evidence.compared if np.shape(p.true) == np.shape(other.true) and _follows(p, other)]
    same.sort(key=lambda p: p.after.index)
    for node in taken:
        written = [case.trace.sites.all[w.site].span for w in case.trace.writes if w.node is node]
        while len(written) >= 2 * len(same) and len({span.line for span in written[-len(same) :]}) == 1:
            del written[-len(same) :]  # where a call hands all of them back
        names = written[-len(same) :]
        if node in evidence.backward_set and node in theirs and len(names) == len(same) > 1:
            return names[same.index(c)]
    alone = [n for n in taken if n not in theirs and n.site >= 0]
    return case.span(alone[0] if alone else near[0] if near else c.after)


def _place(case: Case, wrong: Wrong) -> Span:
    """Find where the error of another layer is sent back: on a line of its own, if that is for this layer alone."""
    source = wrong.source
    own = source is not None and source.site >= 0 and source.name in ("dot", "matmul")
    if source is None or not own or case.span(source).line == case.span(wrong.node).line:
        return case.span(wrong.node)
    users = [u for u in case.roles.users.get(source, ()) if u in wrong.evidence.round.ancestors]
    return case.span(source) if users == [wrong.node] else case.span(wrong.node)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Send back the error of the next layer."""
    return substituted(case, finding, other_values, other_index)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(6)
X = rng.normal(size=(60, 4))
labels = (X[:, 0] * X[:, 1] > 0) * 1 + (X[:, 2] > 0.5)
T = np.eye(3)[labels]
W1, b1 = rng.normal(size=(4, 8)) * 0.5, np.zeros(8)
W2, b2 = rng.normal(size=(8, 8)) * 0.4, np.zeros(8)
W3, b3 = rng.normal(size=(8, 3)) * 0.4, np.zeros(3)
for epoch in range(500):
    h1 = np.tanh(X @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    e = np.exp(h2 @ W3 + b3)
    p = e / e.sum(axis=1, keepdims=True)
    d3 = (p - T) / len(X)
    d2 = d3 @ W3.T * (1 - h2**2)
    d1 = d3 @ W3.T * (1 - h1**2)  # ! U512
    W3 -= 0.5 * h2.T @ d3
    b3 -= 0.5 * d3.sum(axis=0)
    W2 -= 0.5 * h1.T @ d2
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, sizes, rng):
        self.weights = [rng.normal(size=(b, a)) * np.sqrt(2 / a) for a, b in zip(sizes, sizes[1:])]
        self.biases = [np.zeros((b, 1)) for b in sizes[1:]]

    def forward(self, x):
        self.activations = [x]
        for w, b in zip(self.weights, self.biases):
            self.activations.append(sigmoid(w @ self.activations[-1] + b))
        return self.activations[-1]

    def train(self, x, y, rate):
        out = self.forward(x)
        delta = (out - y) * out * (1 - out) / x.shape[1]
        steps = []
        for layer in range(len(self.weights) - 1, -1, -1):
            a = self.activations[layer]
            steps.insert(0, (delta @ a.T, delta.sum(axis=1, keepdims=True)))
            if layer == 2:
                last = delta = self.weights[layer].T @ delta * a * (1 - a)
            if layer == 1:
                delta = last * a * (1 - a)  # ! U512
        for layer, (dw, db) in enumerate(steps):
            self.weights[layer] -= rate * dw
            self.biases[layer] -= rate * db
        return np.mean((out - y) ** 2)


rng = np.random.default_rng(7)
x = rng.normal(size=(2, 50))
y = np.stack([x[0] * x[1] > 0, x[0] > 0]) * 1.0
network = Network([2, 6, 6, 2], rng)
for epoch in range(3000):
    error = network.train(x, y, 8.0)
print("mean squared error:", error)
""",
    """
import numpy as np

rng = np.random.default_rng(21)
rows = rng.choice([-1.0, 1.0], size=(24, 3))
wanted = (rows.prod(axis=1) > 0).astype(float)
W, V = rng.normal(size=(9, 4)), rng.normal(size=(1, 10))


def squash(s):
    return 1 / (1 + np.exp(-s))


for turn in range(400):
    for row, target in zip(rows, wanted):
        x = np.append(row, 1.0).reshape(4, 1)
        h = squash(W @ x)
        with_one = np.vstack([h, [[1.0]]])
        y = squash(V @ with_one)
        miss = (target - y) * y * (1 - y)
        share = miss * h * (1 - h)  # ! U512
        V += 0.7 * miss @ with_one.T
        W += 0.7 * share @ x.T
answers = [squash(V @ np.append(squash(W @ np.append(r, 1.0)), 1.0))[0] for r in rows]
print("right:", np.mean((np.array(answers) > 0.5) == (wanted > 0.5)))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
X = rng.normal(size=(80, 3))
y = np.sin(2 * X[:, :1]) + X[:, 1:2] * X[:, 2:]
Wa, ba = rng.normal(size=(3, 6)) * 0.6, np.zeros(6)
Wg, bg = rng.normal(size=(3, 6)) * 0.6, np.zeros(6)
Wo, bo = rng.normal(size=(6, 1)) * 0.4, np.zeros(1)


def gradients(X, y):
    a = np.tanh(X @ Wa + ba)
    g = 1 / (1 + np.exp(-(X @ Wg + bg)))
    h = a * g
    error = (h @ Wo + bo - y) / len(X)
    back = error @ Wo.T
    da, dg = back * g * (1 - a**2), back * a * g * (1 - g)
    sums = da.sum(axis=0)
    dba = sums
    dbg = sums  # ! U512
    return X.T @ da, dba, X.T @ dg, dbg, h.T @ error, error.sum(axis=0), np.mean((h @ Wo + bo - y) ** 2)


for step in range(1500):
    dWa, dba, dWg, dbg, dWo, dbo, loss = gradients(X, y)
    for p, g in ((Wa, dWa), (ba, dba), (Wg, dWg), (bg, dbg), (Wo, dWo), (bo, dbo)):
        p -= 0.3 * g
print("mean squared error:", loss)
""",
    """
import numpy as np

rng = np.random.default_rng(12)
X = rng.normal(size=(90, 4))
Y = (X[:, :1] * X[:, 1:2] > 0) * 1.0
W = [rng.normal(size=(a, b)) / np.sqrt(a) for a, b in ((4, 7), (7, 7), (7, 1))]
B = [np.zeros((1, 7)), np.zeros((1, 7)), np.zeros((1, 1))]
for epoch in range(1200):
    h1 = np.tanh(X @ W[0] + B[0])
    h2 = np.tanh(h1 @ W[1] + B[1])
    p = 1 / (1 + np.exp(-(h2 @ W[2] + B[2])))
    d3 = (p - Y) / len(X)
    d2 = d3 @ W[2].T * (1 - h2**2)
    d1 = d2 @ W[1].T * (1 - h1**2)
    W[2] -= 0.5 * h2.T @ d3
    B[2] -= 0.5 * d3.sum(axis=0, keepdims=True)
    W[1] -= 0.5 * h1.T @ d2
    B[1] -= 0.5 * d2.sum(axis=0, keepdims=True)
    W[0] -= 0.5 * X.T @ d1
    B[0] -= 0.5 * d2.sum(axis=0, keepdims=True)  # ! U512
print("right:", np.mean((p > 0.5) == Y))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(6)
X = rng.normal(size=(60, 4))
labels = (X[:, 0] * X[:, 1] > 0) * 1 + (X[:, 2] > 0.5)
T = np.eye(3)[labels]
W1, b1 = rng.normal(size=(4, 8)) * 0.5, np.zeros(8)
W2, b2 = rng.normal(size=(8, 8)) * 0.4, np.zeros(8)
W3, b3 = rng.normal(size=(8, 3)) * 0.4, np.zeros(3)
for epoch in range(500):
    h1 = np.tanh(X @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    e = np.exp((h1 + h2) @ W3 + b3)
    p = e / e.sum(axis=1, keepdims=True)
    d3 = (p - T) / len(X)
    dh = d3 @ W3.T
    d2 = dh * (1 - h2**2)
    d1 = (dh + d2 @ W2.T) * (1 - h1**2)
    W3 -= 0.5 * (h1 + h2).T @ d3
    b3 -= 0.5 * d3.sum(axis=0)
    W2 -= 0.5 * h1.T @ d2
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, sizes, rng):
        self.weights = [rng.normal(size=(b, a)) * np.sqrt(2 / a) for a, b in zip(sizes, sizes[1:])]
        self.biases = [np.zeros((b, 1)) for b in sizes[1:]]

    def forward(self, x):
        self.activations = [x]
        for w, b in zip(self.weights, self.biases):
            self.activations.append(sigmoid(w @ self.activations[-1] + b))
        return self.activations[-1]

    def train(self, x, y, rate):
        out = self.forward(x)
        delta = (out - y) * out * (1 - out) / x.shape[1]
        steps = []
        for layer in range(len(self.weights) - 1, -1, -1):
            a = self.activations[layer]
            steps.insert(0, (delta @ a.T, delta.sum(axis=1, keepdims=True)))
            delta = self.weights[layer].T @ delta * a * (1 - a)
        for layer, (dw, db) in enumerate(steps):
            self.weights[layer] -= rate * dw
            self.biases[layer] -= rate * db
        return np.mean((out - y) ** 2)


rng = np.random.default_rng(7)
x = rng.normal(size=(2, 50))
y = np.stack([x[0] * x[1] > 0, x[0] > 0]) * 1.0
network = Network([2, 6, 6, 2], rng)
for epoch in range(3000):
    error = network.train(x, y, 8.0)
print("mean squared error:", error)
""",
    """
import numpy as np

rng = np.random.default_rng(5)
A, B = rng.normal(size=(60, 3)), rng.normal(size=(60, 3))
y = np.tanh(A[:, :1] - B[:, 1:2])
Wa, ba = rng.normal(size=(3, 5)) * 0.5, np.zeros((1, 5))
Wb, bb = rng.normal(size=(3, 5)) * 0.5, np.zeros((1, 5))
Wo = rng.normal(size=(5, 1)) * 0.5
for epoch in range(800):
    h = np.tanh(A @ Wa + ba + B @ Wb + bb)
    error = (h @ Wo - y) / len(y)
    delta = error @ Wo.T * (1 - h**2)
    db = delta.sum(axis=0, keepdims=True)
    Wo -= 0.5 * h.T @ error
    Wa -= 0.5 * A.T @ delta
    Wb -= 0.5 * B.T @ delta
    ba -= 0.5 * db
    bb -= 0.5 * db
print("mean squared error:", np.mean((h @ Wo - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
best = np.array([2, 0, 1])  # which of three offers each of three kinds of guest takes
W1, b1 = rng.normal(size=(3, 6)) * 0.5, np.zeros(6)
W2, b2 = rng.normal(size=(6, 3)) * 0.1, np.zeros(3)
usual, taken = 0.0, []
for step in range(400):
    sums = [np.zeros_like(v) for v in (W1, b1, W2, b2)]
    for _ in range(16):
        kind = rng.integers(3)
        x = np.eye(3)[kind]
        h = np.tanh(x @ W1 + b1)
        e = np.exp(h @ W2 + b2)
        p = e / e.sum()
        arm = rng.choice(3, p=p)
        reward = float(rng.random() < (0.9 if arm == best[kind] else 0.1))
        dz = p.copy()
        dz[arm] -= 1.0
        dh = W2 @ dz * (1 - h**2)
        for total, g in zip(sums, (np.outer(x, dh), dh, np.outer(h, dz), dz)):
            total += (reward - usual) * g / 16
        usual += 0.02 * (reward - usual)
        taken.append(reward)
    W1, b1, W2, b2 = (v - 0.5 * total for v, total in zip((W1, b1, W2, b2), sums))
print("taken:", np.mean(taken[-500:]))
""",
)
