"""A bias is never updated

## What happens

The layer has a bias in the forward pass, and no line moves it. The network learns, but not as well as it could; with ReLU it may be stuck.

## Why it stops learning

Without its bias a layer computes `x W`, which is 0 at x = 0: it can turn and stretch, and not shift. A boundary that does not pass through the
origin, or a function that is not 0 there, has to be put together from something else. A bias that stays at its first value is as good as
none.

## How we know

The bias has the same numbers in every step, and the exact gradient of the loss with respect to it is not 0.

## The repair

`b -= rate * delta.sum(axis=0, keepdims=True)`, beside the update of the weights.

## When this is fine

A constant that is not meant to learn, for example a threshold that is given.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import angle, array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.frozen import frozen_values, left_out, lost_in_a_name, never_moved
from unstuck.doctor.kept_together import like_their_weights
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.tree import Source
from unstuck.doctor.updating import (
    back_into_the_loop,
    like_another_bias,
    like_another_update,
    place_of_short_range,
    put_into_lists,
    ranges_of_updates,
    whole_range,
    with_unread_gradient,
)
from unstuck.doctor.values import source_of, tree_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find values that the output was made from like weights and biases, and that never change though they should."""
    evidence = case.first
    if evidence is None:
        return
    for place, values in never_moved(case, evidence, biases=True).items():
        names = " and ".join(dict.fromkeys(value.name for value in values))
        yield found(
            __name__,
            place,
            f"The bias {names} is never updated." if " and " not in names else f"The biases {names} are never updated.",
            "It keeps its first value for ever, so the layer can only tilt and never shift: what it should do for an input "
            "of zeros is fixed. ReLU networks can get stuck for that alone. Update it, beside the weights of its layer, with "
            "the sum over the samples of the layer's error.",
            *(
                (
                    f"true gradient of {value.name}, length",
                    number(float(np.linalg.norm(value.true))),
                    "0, if it need not move",
                )
                for value in values
            ),
            ("change of " + values[0].name, "0", "not 0"),
        )

    yield from _units_left_out(case, evidence)


def _units_left_out(case: Case, evidence: Evidence) -> Iterator[Finding]:
    """Find rows or columns of a parameter that stand still while the others follow their gradient."""
    for c in evidence.compared:
        step, true = array(c.step), array(c.true)
        if c.agrees or not c.moved or step.shape != true.shape or true.ndim == 0:
            continue
        still = (step == 0) & (np.abs(true) > 1e-9 * np.max(np.abs(true)))
        for axis in range(true.ndim):
            rest = tuple(i for i in range(true.ndim) if i != axis)
            lines = np.flatnonzero(np.all((step == 0), axis=rest) & np.any(still, axis=rest))
            if not 0 < len(lines) < true.shape[axis]:
                continue
            along = angle(-np.delete(step, lines, axis), np.delete(true, lines, axis))[1] <= c.tolerance
            if not along and c.gradient is None:  # L2 or an optimizer may stand between
                continue
            what = f"{('rows', 'columns')[axis] if true.ndim == 2 else 'entries'} (the first has the index {lines[0]})"
            length = float(np.linalg.norm(np.take(true, lines, axis)))
            yield _part(case, c, f"{len(lines)} of {true.shape[axis]} {what}", length)
            break
    seen: set[int] = set()
    for each in case.evidence:  # of an input that is 0 in the first row there is no gradient yet
        for c, true in left_out(each):
            if c.slot.number not in seen:
                seen.add(c.slot.number)
                what = f"{np.size(true)} of {np.size(true) + np.size(c.true)} entries"
                tree = tree_of(case, c.after)
                statement = source_of(case, case.span(c.after).path).statement(tree) if tree is not None else None
                name = ast.unparse(statement.target) if isinstance(statement, ast.AugAssign) else c.name
                yield _part(case, c, what, float(np.linalg.norm(true)), name)


def _part(case: Case, c: Compared, what: str, length: float, name: str = "") -> Finding:
    """Tell of entries that an update leaves out, where the loop or the slice that does so stands."""
    return found(
        __name__,
        place_of_short_range(case, c.after) or case.span(c.after),
        f"Part of {name or c.name} is never updated: {what}.",
        "The loss depends on these entries as on the others, but the update leaves them out, as a range or a slice does "
        "that begins one too late or ends one too early, or a line that stands behind the loop it belongs into. Their units keep the weights of the start. Update the "
        "whole array.",
        ("length of the true gradient there", number(length), ""),
        ("change there", "0", "not 0"),
    )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Update the bias as its weights are updated, with the sum of the layer's error over the samples."""
    evidence = case.first
    if evidence is None:
        return
    source = source_of(case, finding.span.path)
    yield from like_their_weights(case, evidence, [v.node for v in frozen_values(case, evidence) if v.is_bias])
    for value in never_moved(case, evidence, biases=True).get(finding.span, ()):
        if lost_in_a_name(case, evidence, value.name) == finding.span:
            yield from _kept(source, finding.span, value.name)
        yield from put_into_lists(case, evidence, finding.span, value.name, value.true)
        yield from like_another_update(case, evidence, value.name, value.true)
        yield from like_another_bias(case, evidence, value.name, value.true)
        yield from with_unread_gradient(case, evidence, value.name)
        yield from ranges_of_updates(case, evidence)
    for c in evidence.compared:
        tree = tree_of(case, c.after)
        if tree is None or case.span(c.after).path != finding.span.path:
            continue
        if finding.span in (case.span(c.after), place_of_short_range(case, c.after)):
            yield from back_into_the_loop(source, source.statement(tree))
            yield from whole_range(source, source.statement(tree))
            return


def _kept(source: Source, span: Span, name: str) -> Iterator[Fix]:
    """Give the bias what another name was given: `self.b = ...` if the old bias is in it, `self.b += ...` if not."""
    statement = source.at(span)
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        begin, end = source.extent(statement.targets[0])[0], source.extent(statement.value)[0]
        old = any(ast.unparse(n) == name for n in ast.walk(statement.value))
        for sign in ("",) if old else ("+", "-"):
            text = f"{name} {sign}= "
            yield from fix(f"Write {shown(text + source.text_of(statement.value))}", source.edit(begin, end, text))


BROKEN = (
    """
import math
import random

random.seed(4)
grains = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(40)]
sorts = [1.0 if a - b + c > 0 else 0.0 for a, b, c in grains]


class Sieve:
    def __init__(self, many):
        self.holes = [random.uniform(-1, 1) for _ in range(many)]
        self.edge = 0.0

    def passes(self, given):
        total = self.edge
        for hole, grain in zip(self.holes, given):
            total += hole * grain
        return 1 / (1 + math.exp(-total))


first, last = [Sieve(3) for _ in range(4)], Sieve(4)
for shake in range(30):
    for grain, sort in zip(grains, sorts):
        through = [sieve.passes(grain) for sieve in first]
        said = last.passes(through)
        push = (said - sort) * said * (1 - said)
        pushes = [push * last.holes[k] * through[k] * (1 - through[k]) for k in range(4)]
        for k in range(4):
            last.holes[k] -= 0.5 * push * through[k]
        last.edge -= 0.5 * push
        for k, sieve in enumerate(first):
            for j in range(len(grain) - 1):  # ! U605
                sieve.holes[j] -= 0.5 * pushes[k] * grain[j]
            sieve.edge -= 0.5 * pushes[k]
print("said:", said)
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
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1  # ! U605
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
        self.W1 = self.W1 - rate * self.dW1  # ! U605
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

rng = np.random.default_rng(4)
points = rng.normal(size=(80, 2))
inside = (np.sum((points - 0.5) ** 2, axis=1, keepdims=True) < 1.2).astype(float)
V = rng.normal(size=(2, 12))
shift = np.zeros(12)
w = rng.normal(size=(12, 1))
lean = np.zeros(1)
for i in range(2000):
    mid = np.tanh(points.dot(V) + shift)
    guess = 1 / (1 + np.exp(-(mid.dot(w) + lean)))
    off = (inside - guess) / 80
    up_w, up_lean = mid.T.dot(off), off.sum(axis=0)
    back = off.dot(w.T) * (1 - mid**2)
    up_v, up_shift = points.T.dot(back), back.sum(axis=0)
    w = w + 0.5 * up_w
    lean = lean + 0.5 * up_lean
    V = V + 0.5 * up_v
    lean = lean + 0.5 * up_lean  # ! U605
print("right:", np.mean((guess > 0.5) == inside))
""",
    """
import numpy as np

rng = np.random.RandomState(4)
here, there = rng.normal([2.0, 2.0], 0.45, size=(50, 2)), rng.normal([4.5, 4.0], 0.45, size=(50, 2))
order = rng.permutation(100)
points, sides = np.vstack([here, there])[order], np.array([-1] * 50 + [1] * 50)[order]


class Threshold:
    def __init__(self, size):
        self.w, self.b = np.zeros(size), 0.0

    def answer(self, x):
        return np.where(x @ self.w + self.b >= 0, 1, -1)

    def learn(self, points, sides, rate=0.1):
        wrong = 0
        for x, side in zip(points, sides):
            change = rate * (side - self.answer(x))
            self.w += change * x
            b = change  # ! U605
            wrong += int(change != 0)
        return wrong


unit = Threshold(2)
for epoch in range(30):
    unit.learn(points, sides)
print("right:", np.mean(unit.answer(points) == sides))
""",
    """
import numpy as np

rng = np.random.default_rng(6)
rows = rng.normal(size=(120, 3))
wanted = np.cos(rows[:, :1]) + 0.5 * rows[:, 1:2] + 1


class Net:
    def __init__(self):
        self.first, self.second = rng.normal(size=(3, 12)), rng.normal(size=(12, 1)) * 0.3
        self.low, self.high = np.zeros(12), np.zeros(1)

    def forward(self, x):
        self.hidden = np.tanh(x @ self.first + self.low)
        return self.hidden @ self.second + self.high

    def step(self, x, t, rate):
        off = (self.forward(x) - t) / len(x)
        back = off @ self.second.T * (1 - self.hidden**2)
        self.second = self.second - rate * self.hidden.T @ off
        high = -rate * off.sum(axis=0)  # ! U605
        self.first = self.first - rate * x.T @ back
        self.low = self.low - rate * back.sum(axis=0)


net = Net()
for epoch in range(400):
    net.step(rows, wanted, 0.1)
print("mean squared error:", np.mean((net.forward(rows) - wanted) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(15)
points = rng.normal(size=(80, 3))
wanted = np.maximum(points[:, :1], 0) + 1
net = {"V": rng.normal(size=(3, 10)) * 0.5, "v": np.zeros(10), "W": rng.normal(size=(10, 1)) * 0.3, "w": np.zeros(1)}
for turn in range(300):
    mid = np.tanh(points @ net["V"] + net["v"])
    off = 2 * (mid @ net["W"] + net["w"] - wanted) / 80
    back = off @ net["W"].T * (1 - mid**2)
    slopes = {"V": points.T @ back, "v": back.sum(axis=0), "W": mid.T @ off, "w": off.sum(axis=0)}
    for name in ("V", "W", "w"):  # ! U605
        net[name] = net[name] - 0.1 * slopes[name]
print("error:", np.mean((np.tanh(points @ net["V"] + net["v"]) @ net["W"] + net["w"] - wanted) ** 2))
""",
    """
import math
import random

random.seed(4)


class Cell:
    def __init__(self, size, lean):
        self.pulls, self.lean = [random.uniform(-1, 1) for _ in range(size)], lean

    def fire(self, came):
        self.came = came
        drive = 0.0
        for k in range(len(came)):
            drive += self.pulls[k] * came[k]
        drive += self.lean
        self.went = math.tanh(drive)
        return self.went


class Mesh:
    def __init__(self):
        self.below, self.above = [Cell(2, 0.1) for _ in range(4)], Cell(4, 0.2)

    def answer(self, spot):
        return self.above.fire([cell.fire(spot) for cell in self.below])

    def learn(self, spot, wanted, rate):
        blame = (self.answer(spot) - wanted) * (1 - self.above.went**2)
        back = [blame * self.above.pulls[k] * (1 - cell.went**2) for k, cell in enumerate(self.below)]
        for cell, each in [(self.above, blame), *zip(self.below, back)]:
            for k in range(len(cell.pulls)):
                pull = each * cell.came[k]
                cell.pulls[k] -= rate * pull  # ! U605


spots = [(random.uniform(-1, 1), random.uniform(-1, 1)) for _ in range(60)]
mesh = Mesh()
for turn in range(60):
    for spot in spots:
        mesh.learn(spot, 0.8 if spot[0] + spot[1] > 0.6 else -0.8, 0.1)
print(sum((mesh.answer(s) > 0) == (s[0] + s[1] > 0.6) for s in spots), "of 60")
""",
    """
import math
import random

random.seed(9)
walks = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(30)]
tired = [1.0 if abs(w[0]) + abs(w[1]) > 0.9 else 0.0 for w in walks]


class Loom:
    def __init__(self, threads, knots):
        self.warp = [[random.uniform(-1, 1) for _ in range(knots)] for _ in range(threads)]
        self.slack = [0.0] * knots
        self.weft, self.rest = [random.uniform(-1, 1) for _ in range(knots)], 0.0

    def weave(self, walk):
        self.knot = []
        for j in range(len(self.weft)):
            pull = self.slack[j]
            for i in range(len(walk)):
                pull += walk[i] * self.warp[i][j]
            self.knot.append(math.tanh(pull))
        pull = self.rest
        for j in range(len(self.weft)):
            pull += self.knot[j] * self.weft[j]
        return 1 / (1 + math.exp(-pull))

    def mend(self, walk, wanted, rate):
        off = self.weave(walk) - wanted
        back = [off * self.weft[j] * (1 - self.knot[j] ** 2) for j in range(len(self.weft))]
        for j in range(len(self.weft)):
            self.weft[j] -= rate * off * self.knot[j]
        self.rest -= rate * off
        for i in range(len(walk)):
            for j in range(len(self.weft)):
                self.warp[i][j] -= rate * back[j] * walk[i]  # ! U605


loom = Loom(2, 4)
for turn in range(80):
    for walk, wanted in zip(walks, tired):
        loom.mend(walk, wanted, 0.3)
print(sum((loom.weave(w) > 0.5) == (t > 0.5) for w, t in zip(walks, tired)), "of 30")
""",
    """
import random
from math import tanh

random.seed(3)
rows = [[random.uniform(-2, 2)] for _ in range(30)]
wish = [0.5 * tanh(2 * r[0] - 1) + 0.2 for r in rows]
low = [[random.gauss(0, 1), random.gauss(0, 1)] for _ in range(6)]
top = [[random.gauss(0, 1) for _ in range(7)]]


def drive(pulls, given):
    total = pulls[-1]
    for k in range(len(pulls) - 1):
        total += pulls[k] * given[k]
    return tanh(total)


for lap in range(200):
    for row, want in zip(rows, wish):
        mid = [drive(unit, row) for unit in low]
        out = [drive(unit, mid) for unit in top]
        miss = [(o - want) * (1 - o * o) for o in out]
        back = [miss[0] * top[0][k] * (1 - mid[k] ** 2) for k in range(6)]
        for units, pushes, given in ((low, back, row), (top, miss, mid)):
            for unit, push in zip(units, pushes):
                for k in range(len(given)):
                    unit[k] -= 0.1 * push * given[k]
            unit[-1] -= 0.1 * push  # ! U605
print(sum((drive(top[0], [drive(u, r) for u in low]) - w) ** 2 for r, w in zip(rows, wish)))
""",
)

HEALTHY = (
    """
import math
import random

random.seed(2)
shots = [[random.uniform(-1, 1), random.uniform(-1, 1)] for _ in range(60)]


class Gate:
    def __init__(self, size, bar):
        self.pull, self.bar = [random.uniform(-1, 1) for _ in range(size)], bar  # the bar is given, and not learnt

    def opens(self, came):
        total = 0.0
        for k in range(len(came)):
            total += self.pull[k] * came[k]
        return 1 / (1 + math.exp(self.bar - total))

    def learn(self, came, wanted):
        off = self.opens(came) - wanted
        for k in range(len(came)):
            self.pull[k] -= 0.3 * off * came[k]


gate = Gate(2, 0.2)
for turn in range(60):
    for shot in shots:
        gate.learn(shot, 1.0 if 3 * shot[0] + shot[1] > 0.2 else 0.0)
print(sum((gate.opens(s) > 0.5) == (3 * s[0] + s[1] > 0.2) for s in shots), "of 60")
""",
    """
import numpy as np


class Value:
    def __init__(self, data, parents=()):
        self.data, self.parents = np.asarray(data, dtype=float), parents
        self.grad, self.back = np.zeros_like(self.data), lambda: None

    def times(self, other):
        out = Value(self.data @ other.data, (self, other))

        def back():
            self.grad += out.grad @ other.data.T
            other.grad += self.data.T @ out.grad

        out.back = back
        return out

    def plus(self, k):
        out = Value(self.data + k, (self,))

        def back():
            self.grad += out.grad

        out.back = back
        return out

    def exp(self):
        out = Value(np.exp(np.clip(2 * self.data, -30, 30)), (self,))

        def back():
            self.grad += 2 * out.data * out.grad

        out.back = back
        return out

    def over(self, other):
        out = Value(self.data / other.data, (self, other))

        def back():
            self.grad += out.grad / other.data
            other.grad -= out.grad * self.data / other.data**2

        out.back = back
        return out


def tanh(value):
    e = value.exp()
    return e.plus(-1.0).over(e.plus(1.0))  # numbers of the formula, and no biases


def backward(end, slope):
    order = []

    def visit(value):
        if value not in order:
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(end)
    end.grad = slope
    for value in reversed(order):
        value.back()


rng = np.random.default_rng(12)
X = np.linspace(-2, 2, 60).reshape(-1, 1)
T = np.sin(2 * X)
weights = [Value(rng.normal(size=shape)) for shape in ((1, 16), (16, 16), (16, 1))]
for w in weights[1:]:
    w.data *= 0.25
for turn in range(500):
    out = tanh(tanh(Value(X).times(weights[0])).times(weights[1])).times(weights[2])
    for w in weights:
        w.grad = np.zeros_like(w.data)
    backward(out, (out.data - T) / len(X))
    for w in weights:
        w.data -= 0.1 * w.grad
print("mean squared error:", np.mean((out.data - T) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
middle = X.mean(axis=0)
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh((X - middle) @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * (X - middle).T @ d1
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
        self.W1 = self.W1 - rate * self.dW1
        np.subtract(self.b1, rate * self.db1, out=self.b1)
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
import math
import random

random.seed(1)
rows = [[random.gauss(0, 1) for _ in range(3)] for _ in range(60)]
labels = [max(range(3), key=lambda k: row[k]) for row in rows]
weights = [[0.0] * 3 for _ in range(3)]
biases = [0.0] * 3
for epoch in range(20):
    for x, t in zip(rows, labels):
        scores = [sum(w * v for w, v in zip(weights[k], x)) + biases[k] for k in range(3)]
        e = [math.exp(s - max(scores)) for s in scores]
        p = [v / sum(e) for v in e]
        for k in range(3):
            d = p[k] - (1.0 if k == t else 0.0)
            for i in range(3):
                weights[k][i] -= 0.05 * d * x[i]
            biases[k] -= 0.05 * d
print(weights)
""",
    """
import numpy as np


def stretched(values, k):
    return k * values


def shifted(values, k):
    return values + k


def bent(sums):  # tanh
    e = np.exp(stretched(sums, 2.0))
    return shifted(e, -1.0) / shifted(e, 1.0)


rng = np.random.default_rng(5)
points = np.linspace(-2, 2, 60).reshape(-1, 1)
wanted = np.sin(2 * points)
V, shift = rng.normal(size=(1, 16)), np.zeros((1, 16))
w, lean = rng.normal(size=(16, 1)) / 4, np.zeros((1, 1))
for i in range(400):
    mid = bent(points @ V + shift)
    off = (mid @ w + lean - wanted) / 60
    back = off @ w.T * (1 - mid**2)
    w = w - 0.2 * mid.T @ off
    lean = lean - 0.2 * off.sum(axis=0, keepdims=True)
    V = V - 0.2 * points.T @ back
    shift = shift - 0.2 * back.sum(axis=0, keepdims=True)  # 0 but for rounding: all is odd
print("error:", np.mean((bent(points @ V + shift) @ w + lean - wanted) ** 2))
""",
)
