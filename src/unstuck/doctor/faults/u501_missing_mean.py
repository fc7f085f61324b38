"""One gradient is the sum over the samples, the others are the mean

## What happens

Most gradients are divided by the number of samples `m`, one is not. The script runs, and the loss may even fall for a
while; then it jumps up, or swings, or stops at the value of a network that answers the same to everything.

## Why it stops learning

All parameters share one learning rate. The loss being minimised is the mean over the samples,
`L = (1/m) sum_i L_i`, so every gradient is `(1/m) sum_i dL_i/dW`. The parameter without the `1/m` takes steps that are `m`
times too long: with 60 samples and a learning rate of 0.5 it moves as if the rate were 30. It overshoots its valley in
the first step. With ReLU such a step can push every unit of the layer below zero for all inputs; a unit that is below
zero for all inputs has the gradient 0 and never comes back.

## How we know

The step of each parameter is compared with the exact gradient. The directions agree for all of them, and the lengths
agree for all but one, which is longer by exactly the number of samples.

## The repair

Divide this gradient by the number of samples too, or, better, divide once: at the output,
`delta = (p - t) / m`. Everything that is computed from `delta` is then a mean by itself.

## When this is fine

A sum in *all* gradients is no fault: it is the mean with a learning rate that is `m` times larger. So are different
learning rates for different layers, if they are meant.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.curvature import sharpness
from unstuck.doctor.dynamics import learns
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.proportions import (
    averaged,
    common_scale,
    divisions_by_samples,
    first_delta,
    gradient_node,
    is_mean,
    proportions,
    scale_of_own_loss,
)
from unstuck.doctor.repair import divisions, fix, place_of, sample_counts, shown, without_division
from unstuck.doctor.tree import combined
from unstuck.doctor.values import Scope, source_of, tree_of

FAR = 10.0  # learning rate times curvature
SURELY = 4.0  # the same, where it was not seen how training goes on: beyond 2 the curvature may yet give way


def diagnose(case: Case) -> Iterator[Finding]:
    """Find gradients that are sums over the samples where the others, or the loss, are means."""
    yield from _of_some(case)
    yield from _of_all(case)


def _of_all(case: Case) -> Iterator[Finding]:
    """Find gradients of the sum that are stepped along as if of the mean: the loss is a mean, and the steps too long."""
    evidence = case.first
    if evidence is None or evidence.samples < 2:
        return
    scale, own, m = common_scale(evidence), scale_of_own_loss(evidence), evidence.samples
    own = max(own, 1 / m) if own else own  # a mean over all rows of an epoch is one over those of a batch
    if own and _only_shown_as_mean(case, evidence):
        return
    # Where it computes none, the mean is what a learning rate is meant for.
    if (
        scale is None
        or abs(scale / (own or 1 / m) - m) > 1e-4 * m
        or any(_divided_by_hand(case, evidence, c) for c in evidence.compared)
    ):
        return
    sharp = sharpness(evidence)
    bound = FAR if own else 2  # where it says itself that the mean is meant, the start may be steeper than the rest
    course = case.experiments.course if case.experiments is not None else None
    least = 2.0 if course is not None else SURELY
    if sharp is None or sharp.eigenvalue / m > bound or not sharp.eigenvalue > least:
        return
    if course is not None and course.parts and course.first_bad is None and learns(course):
        return  # the learning rate is meant for the sum: only the first steps are too long
    start = first_delta(evidence)
    place = evidence.round.joins[0].node if start is None else start[0]
    yield found(
        __name__,
        case.span(place),
        f"The gradients are sums over the {m} samples"
        + ("; the loss is their mean." if own else ", and far too long."),
        f"Every step is {m} times as long as the gradient of the loss asks for at this learning rate. It is so long that it "
        "overshoots: beyond 2 / curvature each step ends farther from the minimum than it began. Divide the error at the "
        "output, or each gradient, by the number of samples.",
        ("length of the gradients, compared with those of the mean loss", number(scale * m), "1"),
        (
            "learning rate times curvature",
            number(sharp.eigenvalue),
            f"below 2; with the mean {number(sharp.eigenvalue / m)}",
        ),
    )


def _only_shown_as_mean(case: Case, evidence: Evidence) -> bool:
    """Say whether the loss that has a name is the sum, and is divided where it is printed or compared: `print(E / m)`."""
    named = {write.node for write in case.trace.writes}
    divided = [o.node for o in evidence.own if o.kind is not None and o.node.name in ("div", "truediv", "true_divide")]
    return any(n not in named and n.inputs and n.inputs[0] in named for n in divided)


def _divided_by_hand(case: Case, evidence: Evidence, c: Compared) -> bool:
    """Say whether an update divides a number by that of the samples: `alpha / m * gradient` is a mean."""
    tree = tree_of(case, c.after) if c.after.site >= 0 else None
    if tree is None:
        return False
    scope = Scope(case, c.after)
    for part in ast.walk(scope.source.statement(tree)):
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div):
            divisor = part.right
            if isinstance(divisor, ast.Name):  # `m = len(y)`
                given = list(scope.source.assignments(scope.source.tree, divisor.id))[-1:]
                divisor = next((s.value for s in given if isinstance(s, ast.Assign)), divisor)
            for text in (scope.source.text_of(each) for each in (part.right, divisor)):
                with contextlib.suppress(Exception):
                    if scope.evaluate(text) == evidence.samples:
                        return True
    return False


def _of_some(case: Case) -> Iterator[Finding]:
    """Find parameters whose gradient is the sum over the samples where that of the others is the mean."""
    evidence = case.first
    if evidence is None:
        return
    m = evidence.samples
    steps = [p for p in proportions(evidence) if p.factor]
    if m < 2 or len(steps) < 2:
        return
    weights = [p for p in steps if not evidence.is_bias(p.compared)]
    # A bias that is divided by a number that was written there is what was meant; `mean` may stand for `sum`.
    written = [p for p in steps if p not in weights and not averaged(evidence, p.compared)]
    small = min(abs(p.factor) for p in weights + written or steps)
    short = [p.compared for p in steps if abs(p.factor) == small]
    if all(divisions_by_samples(evidence, c) > 1 for c in short):
        return  # the short ones are wrong
    if not any(is_mean(evidence, c) or _divided_by_hand(case, evidence, c) for c in short):
        return  # all are sums, and some lack a number that only happens to be that of the samples
    long = [p for p in steps if abs(abs(p.factor) / small - m) <= 1e-5 * m]
    in_updates = bool(long) and any(_divided_by_hand(case, evidence, c) for c in short)
    for p in long:
        c = p.compared
        node = c.after if in_updates and c.after.site >= 0 else gradient_node(evidence, c)
        yield found(
            __name__,
            case.span(node),
            f"The gradient of {c.name} is the sum over the {m} samples; that of the others is the mean.",
            f"The other parameters divide by the number of samples, this one does not, so with the same learning rate its "
            f"steps are {m} times too long for the loss that is being minimised. It overshoots: the loss jumps up, and with "
            "ReLU the units can die and never come back. Divide by the number of samples here too.",
            ("length of the step, compared with the others", number(abs(p.factor) / small), "1"),
            ("samples in an update", str(m), ""),
        )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Divide by the number of samples, as the script writes it elsewhere."""
    evidence = case.first
    tree = place_of(case, finding)
    if evidence is None or tree is None:
        return
    source = source_of(case, finding.span.path)
    whole = tree.value if isinstance(tree, ast.AugAssign | ast.Assign) else tree
    if not isinstance(whole, ast.expr):
        return
    for c in evidence.compared:
        if case.span(gradient_node(evidence, c)) == finding.span:
            for node in divisions(case, c, products=True):
                yield from without_division(case, node)
    yield from _as_in_another(case, evidence, finding)
    for samples in sample_counts(case, finding, evidence.samples):
        text = combined(source.text_of(whole), "/", samples)
        yield from fix(f"Divide by the number of samples: {shown(text)}", source.put(whole, text))


def _as_in_another(case: Case, evidence: Evidence, finding: Finding) -> Iterator[Fix]:
    """Divide in the update what is divided in another's: `eta / len(batch)` for `eta`."""
    for c in evidence.compared:
        tree = tree_of(case, c.after)
        if tree is None or case.span(gradient_node(evidence, c)) != finding.span:
            continue
        source = source_of(case, case.span(c.after).path)
        parts = [n for n in ast.walk(source.statement(tree)) if isinstance(n, ast.expr)]
        for other in evidence.compared:
            for node in divisions(case, other) if other is not c else ():
                whole = tree_of(case, node)
                if not isinstance(whole, ast.BinOp) or not isinstance(whole.op, ast.Div) or whole in parts:
                    continue
                for part in parts:
                    if ast.dump(part) == ast.dump(whole.left):
                        text = source_of(case, case.span(node).path).text_of(whole)
                        yield from fix(f"Divide as in the others: {shown(text)}", source.put(part, text))


BROKEN = (
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
    d2 = p - T
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2 / len(X)
    b2 -= 0.5 * d2.mean(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1  # ! U501
    b1 -= 0.5 * d1.mean(axis=0, keepdims=True)
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
        self.dW2 = dZ2 @ self.A1.T  # ! U501
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 = dZ1 @ X.T / m
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m

    def update(self, rate):
        self.W1 = self.W1 - rate * self.dW1
        self.b1 = self.b1 - rate * self.db1
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
    d2 = p - T
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.01 * h.T @ d2
    b2 -= 0.01 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.01 * X.T @ d1
    b1 -= 0.01 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
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
    d1 = d2 @ W2.T * (1 - h1**2)
    W3 -= 0.5 * h2.T @ d3
    b3 -= 0.5 * d3.sum(axis=0)
    W2 -= 0.3 * h1.T @ d2
    b2 -= 0.3 * d2.sum(axis=0)
    W1 -= 0.2 * X.T @ d1
    b1 -= 0.2 * d1.sum(axis=0)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

# Three corners of a triangle, and the middle of it: both slopes lack the 4 of the steep sigmoid, and all are sums.
spots = np.array([[0.0, 1.0, 1.0], [1.0, -1.0, 1.0], [-1.0, -1.0, 1.0], [0.0, -0.3, 1.0]])
inside = np.array([[0.0], [0.0], [0.0], [1.0]])
gen = np.random.default_rng(3)
first, last = gen.normal(size=(3, 6)), gen.normal(size=(7, 1)) * 0.5


def steep(z):
    return 1 / (1 + np.exp(-4 * z))


for turn in range(3000):
    mid = np.column_stack([steep(spots @ first), np.ones(4)])
    p = steep(mid @ last)
    off = (p - inside) * p * (1 - p)
    back = (off @ last.T * mid * (1 - mid))[:, :6]
    last -= 0.3 * mid.T @ off
    first -= 0.3 * spots.T @ back
print("error:", np.max(np.abs(p - inside)))
""",
)
