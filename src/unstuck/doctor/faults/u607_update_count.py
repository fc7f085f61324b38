"""A parameter takes several steps along one gradient

## What happens

An update stands in a loop that runs more than once for each batch, or twice in the source. The training is fast and restless; a learning rate that
should be safe makes it swing or explode.

Or it stands behind the loop over the batches: gradients are computed for each, and only those of the last are ever used. The training is as slow as if
there were one batch in an epoch.

Or the batches come from a generator that was made once: it is empty after the first epoch, and from the second on nothing is learnt any more.

## Why it stops learning

A gradient is computed for one set of weights. After the first step the weights are others, and the old gradient is no longer theirs. Two steps along
it are one step that is twice as long: the learning rate of this parameter is in truth 2 (or n) times the one that is written. For some parameters it
is, for others not, so no single rate is right for all.

## How we know

Between two forward passes the parameter was changed more than once, each time in the same direction, that of its gradient. Or most of the gradients
of a parameter are never read. Or the loop with the updates goes over a generator, which gave all it had in the first epoch.

## The repair

One update for each parameter and batch; take the line out of the inner loop, or put it into the loop over the batches.

## When this is fine

A step of the gradient and a step of weight decay, or the two halves of a momentum update, are different directions and belong to one update.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found
from unstuck.doctor.compared import Compared, step_of
from unstuck.doctor.directions import angle
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.proportions import gradient_node
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.slots import carriers
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source
from unstuck.doctor.values import source_of, tree_of

MANY = 3  # gradients that are never read, and as many times those that are


def diagnose(case: Case) -> Iterator[Finding]:
    """Find parameters that take more than one step along the gradient of the same outputs."""
    evidence = case.first
    if evidence is None:
        return
    twice: list[tuple[Compared, list[Node]]] = []
    for c in evidence.compared:
        along = [node for node, step in _steps(case, c) if _is_a_step(step, c)]
        if len(along) > 1 or len(along := _of_one_number(case, c)) > 1:
            twice.append((c, along))
    if not twice:
        yield from _thrown_away(case)
        yield from _used_up(case)
        return
    names = ", ".join(dict.fromkeys(c.name for c, _ in twice))
    _, along = twice[0]
    yield found(
        __name__,
        case.span(along[1]),
        f"{names}: updated {len(along)} times with the gradient of the same outputs.",
        "A gradient holds for the weights with which it was computed. Used again after the first step it is that of another "
        "place, and the learning rate is in truth that many times as large for this parameter. Update each parameter once "
        "for each batch.",
        ("steps along one gradient", str(len(along)), "1"),
        ("parameters concerned", f"{len(twice)} of {len(evidence.compared)}", "0"),
    )


def _thrown_away(case: Case) -> Iterator[Finding]:
    """Find gradients that are computed for each batch, of which only the last one of many is ever used."""
    evidence = case.first
    if evidence is None or case.trace.lifted:
        return
    for c in evidence.compared:
        gradient = gradient_node(evidence, c)
        if gradient is c.after or not c.moved or np.size(c.true) < 2:
            continue
        twins = [n for n in case.trace.nodes if n.site == gradient.site and n.name == gradient.name]
        unused = sum(not case.roles.users.get(n) for n in twins if np.shape(n.value) == np.shape(gradient.value))
        if unused < MANY or unused < MANY * (len(twins) - unused):
            continue
        yield found(
            __name__,
            case.span(c.after),
            f"{c.name} is updated once, and its gradient computed {round(len(twins) / (len(twins) - unused))} times.",
            "The gradients of all batches but the last are thrown away: the update stands behind the loop over the batches, and "
            "not in it. So there is one step where there should be one for each batch. Put the updates into the loop.",
            ("gradients that were computed", str(len(twins)), ""),
            ("of these never read", str(unused), "0"),
        )
        return


def _used_up(case: Case) -> Iterator[Finding]:
    """Find a loop with updates in it that goes over a generator, which is empty from its second run on."""
    for site, turns in case.trace.used_up.items():
        whole = case.trace.sites.all[site].span
        first = [slot.versions[1] for slot in case.roles.parameters if len(slot.versions) > 1]
        inside = [s for node in first for s in case.spans(node) if s.path == whole.path]
        loop = source_of(case, whole.path).at(whole)
        if not any(whole.line <= s.line <= whole.end_line for s in inside) or not isinstance(loop, ast.For):
            continue
        span = source_of(case, whole.path).span(loop.iter)
        yield found(
            __name__,
            span,
            f"`{case.text(span)}` is used up after the first time: the loop over it never runs again.",
            "A generator, and what zip, map and iter give, can be gone through once; then it is empty, and a loop over it ends "
            "at once without an error. So there are the updates of one epoch, and none in all those that follow. Make a new one "
            "for each epoch, within the loop over the epochs, or make a list of it.",
            ("turns of the loop the first time", str(turns), ""),
            ("turns the second time", "0", str(turns)),
        )


def _steps(case: Case, c: Compared) -> Iterator[tuple[Node, Any]]:
    """List the changes that took a parameter from its old value to its new one, in order: one sum is one change."""
    chain = [c.after]
    while chain[-1] is not c.before:
        older = [n for n in carriers(chain[-1]) if n.index >= c.before.index]
        if not older:
            return
        inner = len(chain) > 1 and _is_term(case, chain[-1], chain[-2])
        chain[-1:] = [older[0]] if inner else [chain[-1], older[0]]
    for new, old in reversed(list(itertools.pairwise(chain))):
        yield new, step_of(old, new)


def _of_one_number(case: Case, c: Compared) -> list[Node]:
    """List the equal steps of a single number after one row, a bias in the loop over the weights; each row has one."""
    evidence = case.first
    assert evidence is not None
    joins = evidence.round.joins
    if np.size(c.true) > 1 or not c.moved or len(joins) > 1 or np.size(joins[0].output.value) > 1:
        return []
    steps = [s for node, step in _steps(case, c) for s in _summed(node, step)]
    first = steps[0][1] if steps else 0.0
    same = len({node.site for node, _ in steps}) == 1 and all(np.isclose(step, first, rtol=1e-9) for _, step in steps)
    return [node for node, _ in steps] if same else []


def _summed(node: Node, step: Any) -> list[tuple[Node, float]]:
    """Take a step apart that is written as the sum of several, as single numbers are that form an array."""
    total = next((s for s in node.inputs if s.name == "sum" and s.site == node.site), None)
    if total is None:
        return [(node, float(np.ravel(step)[0]))]
    return [(node, float(term)) for term in np.ravel(total.inputs[0].value)]


def _is_term(case: Case, inner: Node, outer: Node) -> bool:
    """Say whether a value is a part of the expression that made another: `w + a` in `w + a - b`."""
    if min(inner.site, outer.site) < 0 or inner.stack != outer.stack:
        return False
    one, other = case.span(inner), case.span(outer)
    begins = (other.line, other.column) <= (one.line, one.column)
    ends = (one.end_line, one.end_column) <= (other.end_line, other.end_column)
    return one != other and one.path == other.path and begins and ends


def _is_a_step(step: Any, c: Compared) -> bool:
    return np.shape(step) == np.shape(c.true) and np.size(step) > 1 and abs(angle(step, c.true)[0]) > 0.999


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Take the second update out; put those that stand behind the loop over the batches into it."""
    tree = place_of(case, finding)
    if tree is not None:
        source = source_of(case, finding.span.path)
        statement = source.statement(tree)
        if isinstance(statement, ast.For):
            yield from _made_anew(source, statement)
            return
        yield from _into_the_loop(case, source)
        block = source.block(statement)
        texts = [ast.dump(s) for s in block]
        again = [s for i, s in enumerate(block) if texts[i] in texts[:i] and isinstance(s, ast.Assign | ast.AugAssign)]
        if len(again) > 1:
            yield from fix("Leave out what is done a second time", *(source.remove(s) for s in again))
        yield from _behind_the_loop(source, statement)
        yield from fix(f"Leave out {shown(source.text_of(statement))}", source.remove(statement))


def _behind_the_loop(source: Source, statement: ast.stmt) -> Iterator[Fix]:
    """Move an update that stands in a loop over something else, and reads nothing of it, behind that loop."""
    loops = [loop for loop in source.loops(statement)[:1] if isinstance(loop, ast.For)]
    read = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for loop in loops:
        others = [s for s in loop.body if s is not statement]
        made = {
            n.id
            for part in (loop.target, *others)
            for n in ast.walk(part)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        if statement in loop.body and others and not read & made:
            moved = source.insert_after(loop, source.whole_lines(statement))
            yield from fix("Update once, behind the loop", source.remove(statement), moved)


def _made_anew(source: Source, loop: ast.For) -> Iterator[Fix]:
    """Write what a generator was made by in the place of its name, or a list of it where it gets its name."""
    names = {n.id for n in ast.walk(loop.iter) if isinstance(n, ast.Name)}
    made = [
        s
        for s in ast.walk(source.function(loop))
        if isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Name) and s.targets[0].id in names
    ]
    for statement in made if len(made) == 1 and isinstance(made[0].value, ast.Call | ast.GeneratorExp) else ():
        text = source.text_of(statement.value)
        for name in ast.walk(loop.iter):
            if isinstance(name, ast.Name) and name.id == statement.targets[0].id:  # type: ignore[attr-defined]
                yield from fix(f"Make it anew each time: {shown(text)}", source.put(name, text))
        yield from fix("Make a list of it", source.put(statement.value, f"list({text})"))


def _into_the_loop(case: Case, source: Source) -> Iterator[Fix]:
    """Move the updates to the end of the loop before them, in which their gradients are computed."""
    evidence = case.first
    if evidence is None:
        return
    places = [(tree_of(case, gradient_node(evidence, c)), tree_of(case, c.after)) for c in evidence.compared]
    for gradient, update in places:
        if gradient is None or update is None:
            continue
        for loop in source.loops(gradient):
            block = source.block(loop)
            behind = block[block.index(loop) + 1 :]
            moved = [s for s in behind if any(t is n for n in ast.walk(s) for _, t in places)]
            if moved and all(map(source.alone, moved)) and update not in ast.walk(loop):
                text = "\n".join(source.whole_lines(s) for s in moved)
                inside = source.insert_after(loop.body[-1], text)
                yield from fix("Update in the loop over the batches", inside, *(source.remove(s) for s in moved))
                return


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
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    W1 -= 0.5 * X.T @ d1  # ! U607
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
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
        for _ in self.weights:
            for layer, (dw, db) in enumerate(steps):
                self.weights[layer] -= rate * dw  # ! U607
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
import random

random.seed(3)
rows = [[random.uniform(-1, 1), random.uniform(-1, 1)] for _ in range(40)]
labels = [1 if a - 2 * b > 0.2 else 0 for a, b in rows]
weights, bias = [0.1, -0.2], 0.0


def answer(row):
    total = bias
    for w, x in zip(weights, row):
        total += w * x
    if total > 0:
        return 1
    return 0


for epoch in range(20):
    mistakes = 0
    for row, label in zip(rows, labels):
        error = label - answer(row)
        for k in range(len(weights)):
            weights[k] += 0.1 * error * row[k]
            bias += 0.1 * error  # ! U607
        mistakes += abs(error)
    print(epoch, mistakes)
""",
    """
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(200, 4))
labels = X[:, :3].argmax(axis=1)
W = {"in": rng.normal(size=(4, 8)) * 0.5, "out": rng.normal(size=(8, 3)) * 0.3}
b = {"in": np.zeros(8), "out": np.zeros(3)}
for epoch in range(15):
    order, total = rng.permutation(200), 0
    for start in range(0, 200, 20):
        rows = order[start : start + 20]
        h = np.tanh(X[rows] @ W["in"] + b["in"])
        e = np.exp(h @ W["out"] + b["out"])
        p = e / e.sum(axis=1, keepdims=True)
        total -= np.log(p[range(20), labels[rows]]).mean()
        d = p.copy()
        d[range(20), labels[rows]] -= 1
        d /= 20
        back = d @ W["out"].T * (1 - h**2)
        dW = {"in": X[rows].T @ back, "out": h.T @ d}
        db = {"in": back.sum(axis=0), "out": d.sum(axis=0)}
    for name in W:
        W[name] -= 0.1 * dW[name]  # ! U607
        b[name] -= 0.1 * db[name]
    print(epoch, total / 10)
""",
    """
import numpy as np


def hands(cards, answers, size, gen):
    deck = gen.permutation(len(cards))
    for at in range(0, len(deck), size):
        yield cards[deck[at : at + size]], answers[deck[at : at + size]]


gen = np.random.default_rng(3)
cards = gen.normal(size=(96, 4))
answers = cards @ np.array([[1.0], [-0.5], [0.2], [0.0]]) + 0.3
w, b = np.zeros((4, 1)), np.zeros((1, 1))
dealt = hands(cards, answers, 16, gen)
for turn in range(40):
    for number, (x, t) in enumerate(dealt):  # ! U607
        off = (x @ w + b - t) / len(x)
        w = w - 0.1 * x.T @ off
        b = b - 0.1 * off.sum(axis=0, keepdims=True)
    if turn % 10 == 0:
        print(turn, np.mean((cards @ w + b - answers) ** 2))
""",
    """
import random

random.seed(3)
rows = [[random.uniform(-1, 1), random.uniform(-1, 1)] for _ in range(40)]
labels = [1 if a - 2 * b > 0.2 else 0 for a, b in rows]
weights, bias = [0.1, -0.2], 0.0
pairs = zip(rows, labels)
for epoch in range(20):
    mistakes = 0
    for row, label in pairs:  # ! U607
        error = label - (1 if bias + sum(w * x for w, x in zip(weights, row)) > 0 else 0)
        for k in range(len(weights)):
            weights[k] += 0.1 * error * row[k]
        bias += 0.1 * error
        mistakes += error != 0
    print(epoch, mistakes)
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
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    W1 -= 0.0005 * W1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
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
v1 = np.zeros_like(W1)
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 += 0.9 * v1
    v1 = 0.9 * v1 - 0.05 * X.T @ d1
    W1 -= 0.05 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
x = rng.uniform(-1, 1, (150, 2))
t = np.sin(3 * x[:, :1]) * x[:, 1:]
net = {"v": rng.normal(0, 0.7, (2, 16)), "c": np.zeros(16), "w": rng.normal(0, 0.25, (16, 1))}
moved = {key: np.zeros_like(value) for key, value in net.items()}
for step in range(800):
    h = np.tanh(x @ net["v"] + net["c"])
    error = (h @ net["w"] - t) / len(x)
    back = error @ net["w"].T * (1 - h**2)
    slopes = {"v": x.T @ back, "c": back.sum(axis=0), "w": h.T @ error}
    for key, value in net.items():
        moved[key] = 0.9 * moved[key] - 0.1 * slopes[key]
        net[key] = value + 0.9 * moved[key] - 0.1 * slopes[key]  # Nesterov's look ahead: one step
print("mean squared error", np.mean((np.tanh(x @ net["v"] + net["c"]) @ net["w"] - t) ** 2))
""",
    """
import random

random.seed(3)
rows = [[random.uniform(-1, 1), random.uniform(-1, 1)] for _ in range(40)]
labels = [1 if a - 2 * b > 0.2 else 0 for a, b in rows]
weights, bias = [0.1, -0.2], 0.0
for epoch in range(20):
    mistakes = 0
    for row, label in zip(rows, labels):
        error = label - int(bias + sum(w * x for w, x in zip(weights, row)) > 0)
        for k in range(len(weights)):
            weights[k] += 0.1 * error * row[k]
        bias += 0.1 * error
        mistakes += error != 0
    print(epoch, mistakes)
""",
    """
import numpy as np


class Hands:
    def __init__(self, cards, answers):
        self.cards, self.answers = cards, answers

    def __iter__(self):
        self.at = 0
        return self

    def __next__(self):
        if self.at >= len(self.cards):
            raise StopIteration
        self.at += 16
        return self.cards[self.at - 16 : self.at], self.answers[self.at - 16 : self.at]


gen = np.random.default_rng(3)
cards = gen.normal(size=(96, 4))
answers = (cards @ np.array([1.0, -0.5, 0.2, 0.0]) > 0) * 2 - 1
w = np.zeros(4)
dealt = Hands(cards, answers)  # begins anew each time
for turn in range(30):
    for x, t in dealt:
        off = np.tanh(x @ w) - t
        w = w - 0.1 * x.T @ (off * (1 - np.tanh(x @ w) ** 2)) / len(x)
    missed = ((x, t) for x, t in zip(cards, answers) if (x @ w > 0) != (t > 0))
    for x, t in missed:  # at the end there are none
        w = w + 0.1 * t * x
print("right:", np.mean((cards @ w > 0) == (answers > 0)))
""",
)
