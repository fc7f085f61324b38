"""The softmax runs over the samples instead of over the classes

## What happens

The exponentials are divided by a sum taken down the rows of the batch, or over the whole of it, so the outputs of one
sample do not add up to 1: the samples compete with each other for each class. The accuracy stays near that of guessing,
or far below what the data allow.

## Why it stops learning

The gradient `p - t` belongs to a softmax over the classes of one sample, `p_k = exp(z_k) / sum_j exp(z_j)`. With the other
sum, raising the score of one sample lowers the outputs of all the others, and the step no longer lowers the loss.

## How we know

The sums of the output along each axis: here those down the samples are 1 and those over the classes are not. Or a square
array is divided by the sums of its own rows as a vector, which NumPy lays along the columns. Or the powers are divided by nothing, or what
is taken from the scores before them, the largest of a column, is another number for each class.

## The repair

Sum over the classes and keep the axis: `axis=1, keepdims=True` when samples are rows, `axis=0, keepdims=True` when they
are columns.

## When this is fine

When samples are columns, `axis=0` *is* the sum over the classes. For one sample alone, a vector, `e / e.sum()` is right.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.alternatives import summands
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix, place_of
from unstuck.doctor.roles import ancestors, without_views
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source, followed
from unstuck.doctor.values import called, numpy_name, source_of

FEW = 3  # outputs of which nothing can be said

SHAPING = ("transpose", "array", "asarray", "reshape", "expand_dims", "atleast_2d")


def diagnose(case: Case) -> Iterator[Finding]:
    """Find outputs that do not add up to 1 along the classes, and scores that lose a number for each class before."""
    crossed = next(_crossed(case), None)
    if crossed is not None:
        share, total = crossed
        each = array(share.value).sum(axis=1)
        yield found(
            __name__,
            case.span(total),
            f"Each column is divided by the sum of a row: `{case.text(case.span(share))}`.",
            "Without keepdims the sums of the rows are a vector, and NumPy lays a vector along the columns: entry (i, j) is "
            "divided by the sum of row j, not of row i. As there are as many rows as columns, nothing complains, and no row "
            "adds up to 1. Keep the axis: keepdims=True.",
            ("sum of the shares of one row", f"{number(float(each.min()))} to {number(float(each.max()))}", "1"),
        )
        return
    evidence = case.first
    if evidence is None:
        return
    summed = next(_over_samples(case, evidence), None)
    finding = summed or _undivided(case, evidence) or _shifted(case, evidence)
    if finding is not None:
        yield finding


def _over_samples(case: Case, evidence: Evidence) -> Iterator[Finding]:
    """Find outputs that add up to 1 along the samples, or all together, and not along the classes."""
    for join in evidence.round.joins[:1]:
        output, target = array(join.output.value), array(join.target)
        if output.ndim != 2 or target.shape != output.shape or min(output.shape) < 2:
            continue
        if not np.all((output >= 0) & (output <= 1 + 1e-9)):
            continue
        hot = [bool(np.allclose(target.sum(axis=axis), 1)) for axis in (0, 1)]
        ones = [bool(np.allclose(output.sum(axis=axis), 1, atol=1e-4)) for axis in (0, 1)]
        whole = bool(np.isclose(output.sum(), 1, atol=1e-4))
        if hot[0] == hot[1]:
            continue
        classes = hot.index(True)
        sums = output.sum(axis=classes)
        if ones[classes] or not (ones[1 - classes] or whole):
            continue
        node = _normalised(case, evidence, join.output, 1 - classes, whole)
        yield found(
            __name__,
            case.span(node),
            f"The softmax adds up over the {'whole batch' if whole else 'samples'} instead of over the classes: "
            f"`{case.text(case.span(node))}`.",
            "Each sample's outputs should add up to 1: p_k = exp(z_k) / sum over the classes of exp(z). Here the samples "
            "compete with each other instead, so p - t is not the gradient of the loss and the step does not lower it. Sum "
            f"along the classes: axis={classes}, keepdims=True.",
            ("sum of the outputs of one sample", f"{number(float(sums.min()))} to {number(float(sums.max()))}", "1"),
            (
                "sum of the outputs over the samples, for one class",
                number(float(output.sum(axis=1 - classes).ravel()[0])),
                "not 1",
            ),
        )


def _undivided(case: Case, evidence: Evidence) -> Finding | None:
    """Find outputs that are powers of e, divided by nothing, where one class of each sample is asked for."""
    joins = [join for e in case.evidence for join in e.round.joins]
    classes = {_class_axis(array(join.target)) for join in joins}
    power = without_views(joins[0].output)
    if len(classes) != 1 or None in classes or power.name != "exp" or np.size(joins[0].target) < FEW:
        return None
    axis = classes.pop()
    sums = np.concatenate([np.atleast_1d(array(join.output.value).sum(axis=axis)).ravel() for join in joins])
    if np.allclose(sums, 1):
        return None  # the logarithm of the sum was taken off before
    return found(
        __name__,
        case.span(power),
        f"The outputs are `{case.text(case.span(power))}`, and nothing divides them by their sum.",
        "The outputs of a softmax are shares: p_k = exp(z_k) / sum over the classes of exp(z). Without the division they are "
        "any number above 0, the classes do not compete, and p - t is not the derivative of the cross-entropy. Divide by the "
        "sum over the classes.",
        ("sum of the outputs of one sample", f"{number(float(sums.min()))} to {number(float(sums.max()))}", "1"),
    )


def _class_axis(target: Any) -> int | None:
    """Say along which axis there is a single 1 for each sample; None if there is none, or along both."""
    if target.ndim not in (1, 2) or not np.all((target == 0) | (target == 1)):
        return None
    hot = [a for a in range(target.ndim) if target.shape[a] > 1 and np.all(target.sum(axis=a) == 1)]
    return hot[0] if len(hot) == 1 else None


def _shifted(case: Case, evidence: Evidence) -> Finding | None:
    """Find a softmax before which other numbers are taken from the classes of one sample: the largest over the samples."""
    join = evidence.round.joins[0]
    axis = _class_axis(array(join.target))
    for node in sorted(evidence.forward, key=lambda n: n.index):
        if (
            node.name not in ("sub", "subtract")
            or len(node.inputs) != 2
            or np.shape(node.value) != np.shape(join.target)
        ):
            continue
        scores, largest = node.inputs
        if axis is None or np.ndim(node.value) != 2 or largest.name not in ("max", "amax", "reduce"):
            continue
        over = np.broadcast_to(array(largest.value), np.shape(node.value))
        users = [u for u in evidence.roles.users.get(node, ()) if u in evidence.forward]
        if (
            largest.inputs[:1] != (scores,)
            or not any(u.name == "exp" for u in users)
            or not np.all(np.isfinite(over))
            or not np.any(np.ptp(over, axis=axis))
        ):
            continue
        apart = float(np.max(np.ptp(over, axis=axis)))
        return found(
            __name__,
            case.span(largest),
            f"`{case.text(case.span(largest))}` is the largest of each class over the samples, not that of each sample.",
            "A softmax stays the same if one number is taken from all scores of a sample; the largest of them keeps exp from "
            "overflowing. Here each class loses a number of its own, which depends on the other samples: the shares are "
            "others, p - t is not the gradient, and where a sample is far below the others its sum is 0. Take the largest along "
            f"the classes: axis={axis}, keepdims=True.",
            ("largest difference between what two classes of a sample lose", number(apart), "0"),
        )
    return None


def _crossed(case: Case) -> Iterator[tuple[Node, Node]]:
    """List quotients of a square array by the sums of its own rows, which lie along its columns; and those sums."""
    for node in case.trace.nodes:
        if node.name not in ("div", "divide", "true_divide") or len(node.inputs) != 2 or not case.roles.depends(node):
            continue
        whole, total = node.inputs
        square = np.ndim(whole.value) == 2 and len(set(np.shape(whole.value))) == 1 and np.size(whole.value) > 1
        summed = total.name in ("sum", "reduce") and total.inputs[:1] == (whole,) and np.ndim(total.value) == 1
        if square and summed and node.args[0] is whole:
            across, down = (array(whole.value).sum(axis=axis) for axis in (1, 0))
            if np.allclose(total.value, across) and not np.allclose(total.value, down):
                yield node, total


def _normalised(case: Case, evidence: Evidence, output: Node, axis: int, whole: bool) -> Node:
    """Find the sum over the wrong axis that the output was divided by."""
    way = sorted(ancestors([output], evidence.roles.version), key=lambda n: -n.index)
    total = array(output.value).shape
    for node in way:
        if node.name in ("sum", "reduce") and node in evidence.forward:
            size = np.size(node.value)
            if (whole and size == 1) or size == total[1 - axis]:
                return node
    return output


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Sum over the classes, and keep the axis."""
    evidence = case.first
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    if not isinstance(tree, ast.expr):
        return
    axis = 1
    if evidence is not None and not any(case.span(total) == finding.span for _, total in _crossed(case)):
        axis = 0 if np.allclose(array(evidence.round.joins[0].target).sum(axis=0), 1) else 1
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or called(node) != "sum":
            continue
        for inner, _ in summands(node):
            edit = source.put(_arranged(source, node), _along(source, node, inner, axis))
            largest = [
                source.put(_arranged(source, other), _along(source, other, within, axis))
                for other in ast.walk(source.function(node))
                if isinstance(other, ast.Call) and called(other) in ("max", "amax") and other.keywords
                for within, _ in summands(other)
            ]
            title = f"Sum over the classes: axis={axis}, keepdims=True"
            if any(largest):  # what is taken off before exp must be the same for all classes, too
                yield from fix(title, edit, *(each for each in largest if each is not None))
            yield from fix(title, edit)


def _arranged(source: Source, node: ast.expr) -> ast.expr:
    """Find what only gives a sum another shape: `np.transpose(np.array([total]))`, `total[:, None]`, `total.reshape(-1, 1)`."""
    while True:
        around = source.parent[node]
        if isinstance(around, ast.Attribute) and isinstance(source.parent[around], ast.Call):
            node = around if around.attr in SHAPING else node
            around = source.parent[around]
        arranges = (
            (isinstance(around, ast.Call) and called(around) in SHAPING)
            or (isinstance(around, ast.Subscript) and around.value is node)
            or (isinstance(around, ast.Attribute) and around.attr == "T")
            or (isinstance(around, ast.List | ast.Tuple) and len(around.elts) == 1)
        )
        if not arranges:
            return node
        node = around  # type: ignore[assignment]


def _along(source: Source, call: ast.Call, inner: ast.expr, axis: int) -> str:
    """Write a sum, or a maximum, along an axis that is kept."""
    name, numpy = called(call), numpy_name(source)
    if call.args and inner is call.args[0] and (numpy is not None or isinstance(call.func, ast.Attribute)):
        function = source.text_of(call.func) if isinstance(call.func, ast.Attribute) else f"{numpy}{name}"
        return f"{function}({source.text_of(inner)}, axis={axis}, keepdims=True)"
    return f"{followed(source.text_of(inner), f'.{name}')}(axis={axis}, keepdims=True)"


BROKEN = (
    """
import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=0, keepdims=True)  # ! U301


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
    p = softmax(h @ W2 + b2)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
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
        self.W2 = rng.normal(size=(2, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((2, 1))

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        E = np.exp(self.W2 @ self.A1 + self.b2)
        self.A2 = E / E.sum()  # ! U301
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
        self.W1 = self.W1 - rate * self.dW1
        self.b1 = self.b1 - rate * self.db1
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
labels = (X[0] + X[1] * X[2] > 0) * 1
Y = np.eye(2)[:, labels]
network = Network(3, 8, rng)
for step in range(1500):
    P = network.forward(X)
    network.backward(X, Y)
    network.update(2.0)
print("right:", np.mean(P.argmax(axis=0) == labels))
""",
    """
import math

import numpy as np

gen = np.random.default_rng(12)
chain = gen.dirichlet(np.full(8, 0.3), size=8)
letters = [0]
for _ in range(600):
    letters.append(int(gen.choice(8, p=chain[letters[-1]])))
pairs = list(zip(letters, letters[1:]))
score = gen.normal(size=(8, 8))


def shares(table):
    grown = np.exp(table - table.max())
    return grown / np.sum(grown, axis=1)  # ! U301


for turn in range(300):
    now = shares(score)
    slope = np.zeros((8, 8))
    for one, two in pairs:
        slope[one] += now[one]
        slope[one, two] -= 1
    score = score - 5.0 / len(pairs) * slope
print("nats:", -sum(math.log(shares(score)[a, b]) for a, b in pairs) / len(pairs))
""",
    """
import numpy as np

rng = np.random.default_rng(51)
x = rng.normal(size=(70, 4))
kind = np.argmax(x[:, :3], axis=1)
wanted = np.eye(3)[kind]
A, B = rng.normal(size=(4, 10)) * 0.5, rng.normal(size=(10, 3)) * 0.3


def shares(z):
    e = np.exp(z - np.max(z, axis=0, keepdims=True))  # ! U301
    return e / e.sum(axis=1, keepdims=True)


for turn in range(300):
    mid = np.tanh(x @ A)
    p = shares(mid @ B)
    off = (p - wanted) / 70
    back = off @ B.T * (1 - mid**2)
    B -= 0.5 * mid.T @ off
    A -= 0.5 * x.T @ back
print("right:", np.mean(p.argmax(axis=1) == kind))
""",
    """
import numpy as np

rng = np.random.default_rng(52)
x = rng.normal(size=(4, 70))
kind = np.argmax(x[:3], axis=0)
wanted = np.eye(3)[:, kind]
A, a = rng.normal(size=(10, 4)) * 0.5, np.zeros((10, 1))
B, b = rng.normal(size=(3, 10)) * 0.3, np.zeros((3, 1))
for turn in range(300):
    mid = 1 / (1 + np.exp(-(A @ x + a)))
    p = np.exp(B @ mid + b)  # ! U301
    off = (p - wanted) / 70
    back = B.T @ off * mid * (1 - mid)
    B -= 0.5 * off @ mid.T
    b -= 0.5 * off.sum(axis=1, keepdims=True)
    A -= 0.5 * back @ x.T
    a -= 0.5 * back.sum(axis=1, keepdims=True)
print("right:", np.mean(p.argmax(axis=0) == kind))
""",
    """
import numpy as np

rng = np.random.default_rng(9)


def shares(scores):
    e = np.exp(scores - np.transpose(np.array([np.max(scores, axis=1)])))
    return e / np.transpose(np.array([e.sum(axis=1)]))  # ! U301


points = rng.normal(size=(4, 70))
marks = np.eye(3)[:, points[:3].argmax(axis=0)]
V, lean = rng.normal(size=(3, 4)) * 0.3, np.zeros((3, 1))
for epoch in range(200):
    p = shares(V @ points + lean)
    back = (p - marks) / 70
    V -= back @ points.T
    lean -= back.sum(axis=1, keepdims=True)
print("right:", np.mean(p.argmax(axis=0) == marks.argmax(axis=0)))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(53)
x = rng.normal(size=(70, 4))
kind = np.argmax(x[:, :3], axis=1)
wanted = np.eye(3)[kind]
A, a = rng.normal(size=(4, 10)) * 0.5, np.zeros(10)
B, b = rng.normal(size=(10, 3)) * 0.3, np.zeros(3)
for turn in range(400):
    mid = np.tanh(x @ A + a)
    z = mid @ B + b
    z = z - z.max()  # of all: the same for each class
    logs = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    p = np.exp(logs)
    off = (p - wanted) / 70
    back = off @ B.T * (1 - mid**2)
    B -= 0.5 * mid.T @ off
    b -= 0.5 * off.sum(axis=0)
    A -= 0.5 * x.T @ back
    a -= 0.5 * back.sum(axis=0)
print("right:", np.mean(p.argmax(axis=1) == kind))
""",
    """
import numpy as np

gen = np.random.default_rng(12)
seen = gen.integers(6, size=(300, 2))
seen[:, 1] = (seen[:, 0] * seen[:, 1]) % 6
times = np.zeros((6, 6))
np.add.at(times, (seen[:, 0], seen[:, 1]), 1)
score = gen.normal(size=(6, 6))
for turn in range(300):
    grown = np.exp(score)
    now = (grown.T / grown.sum(1)).T
    nats = -np.log(now[seen[:, 0], seen[:, 1]]).mean()
    score -= 5.0 * (now * times.sum(1)[:, None] - times) / 300
print("nats:", nats)
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(4, 60))
labels = X[:3].argmax(axis=0)
T = np.eye(3)[labels].T
W = rng.normal(size=(3, 4)) * 0.1
b = np.zeros((3, 1))
for epoch in range(300):
    e = np.exp(W @ X + b)
    p = e / e.sum(axis=0)
    d = (p - T) / X.shape[1]
    W -= 0.5 * d @ X.T
    b -= 0.5 * d.sum(axis=1, keepdims=True)
print("right:", np.mean(p.argmax(axis=0) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
inputs = rng.uniform(-1, 1, size=(40, 2))
targets = np.stack([inputs[:, 0] > inputs[:, 1], inputs[:, 0] <= inputs[:, 1]], axis=1) * 1.0


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def train_one(x, t, w1, b1, w2, b2, rate):
    hidden = sigmoid(w1 @ x + b1)
    e = np.exp(w2 @ hidden + b2)
    output = e / e.sum()
    delta2 = output - t
    delta1 = (w2.T @ delta2) * hidden * (1 - hidden)
    w2 -= rate * np.outer(delta2, hidden)
    b2 -= rate * delta2
    w1 -= rate * np.outer(delta1, x)
    b1 -= rate * delta1
    return output


w1, b1 = rng.normal(size=(5, 2)), np.zeros(5)
w2, b2 = rng.normal(size=(2, 5)), np.zeros(2)
for epoch in range(100):
    right = 0
    for i in rng.permutation(len(inputs)):
        output = train_one(inputs[i], targets[i], w1, b1, w2, b2, 1.0)
        right += output.argmax() == targets[i].argmax()
print("right:", right / len(inputs))
""",
)
