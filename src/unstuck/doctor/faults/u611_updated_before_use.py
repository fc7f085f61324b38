"""Weights are updated before the backward pass has used them

## What happens

The last layer's weights get their step, and then the error is sent back through them: through the new ones. With a small learning rate
nothing is noticed; with a larger one the training gets unsteady.

## Why it stops learning

The gradient belongs to one set of weights: those with which the forward pass computed the outputs. The error for the lower layers is

    delta_1 = (delta_2 W_2^T) * f'(z_1)        with the W_2 of the forward pass

With `W_2 - rate * dW_2` in its place it is off by `rate * delta_2 dW_2^T`, more the larger the rate and the larger the error. The step of
the lower layers is then not the slope of any loss.

## How we know

The error that is sent back is wrong with the weights as they are, and exact, to rounding, with the weights as they were before their update.

## The repair

Compute all gradients first, then update. In a loop over layers, compute `delta @ W.T` before the line `W -= ...`.

## When this is fine

If the error for the lower layer was computed before the update, the order of the updates does not matter.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.repair import fix
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source
from unstuck.doctor.values import source_of, tree_of


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the weights as they were before their update put the value right."""
    evidence = wrong.evidence
    for c in evidence.compared:
        for use, source in _uses(wrong, c):
            old = array(c.before.value)
            right = dataclasses.replace(wrong, node=use).mended(source, old if source is c.after else old.T)
            if not right and not _wrong_already(wrong, use, source) and not _is_a_share(wrong, use, source):
                continue
            return found(
                __name__,
                case.span(c.after),
                f"{c.name} is updated before the backward pass has used it.",
                "The gradient belongs to the weights with which the forward pass computed the outputs. Here the error is "
                "sent back through weights that were changed in between, so the lower layers follow the slope of a mixture. "
                "Compute all gradients first, then update.",
                (
                    f"cosine of the step and the true gradient, {wrong.compared.name}",
                    number(wrong.compared.cosine),
                    "1",
                ),
                ("the same with the weights as they were", "1", "1"),
            )
    return None


def _wrong_already(wrong: Wrong, use: Node, source: Node) -> bool:
    """Say whether what meets the new weights was wrong before, as where each layer is updated before the next."""
    if wrong.node not in (source, *source.inputs):
        return False
    backward, explained = set(wrong.evidence.backward), wrong.evidence.explained
    return any(s in backward and s not in explained for s in use.inputs if s is not source)


def _is_a_share(wrong: Wrong, use: Node, source: Node) -> bool:
    """Say whether a right error is multiplied by one new weight, where all others of its layer are new as well.

    Of single numbers only the sum of these products is a derivative: one old weight does not put it right.
    """
    errors = [s for s in use.inputs if s is not source]
    product = use.name in ("mul", "multiply") and np.size(use.value) == 1 and use is wrong.node
    right = all(s in wrong.evidence.matches for s in errors) and bool(errors)
    return product and right and any(u.name == "add" for u in wrong.evidence.roles.users.get(use, ()))


def _uses(wrong: Wrong, c: Compared) -> Iterator[tuple[Node, Node]]:
    """List where the weights after their update, or these transposed, go into the backward pass: (made of them, they)."""
    users = wrong.evidence.roles.users
    turned = [u for u in users.get(c.after, ()) if u.name in ("T", "transpose")]
    first = wrong.node is c.after or wrong.node in turned  # the update itself is the first value that no derivative is
    inside = set(wrong.evidence.backward)
    for source in (c.after, *turned):
        for user in users.get(source, ()):
            if user is wrong.node or (first and user in inside and user not in turned):
                yield user, source


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Move the update behind all that uses the old weights."""
    evidence = case.first
    if evidence is None:
        return
    source = source_of(case, finding.span.path)
    updated = [c for c in evidence.compared if case.span(c.after) == finding.span]  # several, in a class of layers
    tree = tree_of(case, updated[0].after) if updated else None
    if tree is None:
        return
    name, statement = updated[0].name, source.statement(tree)
    first = min(c.after.index for c in updated)
    users = [n for n in evidence.round.ancestors if n.index > first and n.site >= 0]
    lines = {case.span(n).line for n in users if case.span(n).path == source.path}
    # The last statement behind it that is run in this update; or behind the loop in which it stands.
    last: list[ast.stmt] = []
    for moved_whole in (statement, *source.loops(statement)):
        block = source.block(moved_whole)
        later = block[block.index(moved_whole) + 1 :]
        last = [s for s in later if any(s.lineno <= line <= (s.end_lineno or s.lineno) for line in lines)]
        if last:
            statement = moved_whole
            break
    if last and isinstance(last[-1], ast.Return) and last[-1].value is not None:
        kept = "passed_back"
        before = source.insert_before(statement, f"{kept} = {source.text_of(last[-1].value)}")
        yield from fix(f"Compute it before {name} is updated", before, source.put(last[-1].value, kept))
    elif last and source.alone(statement):
        moved = source.insert_after(last[-1], source.whole_lines(statement), source.indent(statement))
        yield from fix(f"Update {name} after its last use", source.remove(statement), moved)
    if source.alone(statement):
        yield from _read_from_copies(source, statement)


def _read_from_copies(source: Source, statement: ast.stmt) -> Iterator[Fix]:
    """Keep a copy of each layer's weights as they are updated, where the next turn of a loop reads them: `w[i + 1]`."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
    place = _entry(source, target) if target is not None else None
    loops = source.loops(statement)
    if target is None or place is None or not loops:
        return
    reads = []
    for node in ast.walk(loops[0]):
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Load):
            entry = _entry(source, node)
            if entry is not None and entry != place and entry[::2] == place[::2]:
                reads.append(source.put(node, f"earlier[{entry[1]}]"))
    if reads:
        kept = source.insert_before(statement, f"earlier[{place[1]}] = {source.text_of(target)}.copy()")
        begun = source.insert_before(loops[0], "earlier = {}")
        yield from fix("Send the error back through the weights as they were", begun, kept, *reads)


def _entry(source: Source, node: ast.expr) -> tuple[str, str, str] | None:
    """Take apart an entry of a list or dict of layers: `layers[i]["w"]` is `layers`, `i`, and the rest."""
    inner: ast.expr = node
    while isinstance(inner, ast.Subscript | ast.Attribute):
        if isinstance(inner, ast.Subscript) and isinstance(inner.value, ast.Name | ast.Attribute):
            rest = ast.unparse(node)[len(ast.unparse(inner)) :]
            return ast.unparse(inner.value), source.text_of(inner.slice), rest
        inner = inner.value
    return None


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
    W2 -= 0.5 * h.T @ d2  # ! U611
    d1 = d2 @ W2.T * (1 - h**2)
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(4)


class Dense:
    def __init__(self, n_in, n_out):
        self.w = rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)
        self.b = np.zeros((1, n_out))

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, gradient, rate):
        self.w -= rate * self.x.T @ gradient  # ! U611
        self.b -= rate * gradient.sum(axis=0, keepdims=True)
        return gradient @ self.w.T


class Tanh:
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, gradient, rate):
        return gradient * (1 - self.y**2)


x = np.linspace(-2, 2, 50).reshape(-1, 1)
t = np.sin(2 * x) + 0.5 * x**2
layers = [Dense(1, 10), Tanh(), Dense(10, 10), Tanh(), Dense(10, 1)]
for epoch in range(1000):
    y = x
    for layer in layers:
        y = layer.forward(y)
    gradient = 2 * (y - t) / len(x)
    for layer in reversed(layers):
        gradient = layer.backward(gradient, 0.1)
print("mean squared error:", np.mean((y - t) ** 2))
""",
    """
import math
import random

random.seed(3)


class Link:
    def __init__(self, source):
        self.source, self.weight = source, random.gauss(0, 1)


class Unit:
    def __init__(self, below):
        self.links = [Link(unit) for unit in below]
        self.out, self.error = 1.0, 0.0

    def forward(self):
        if self.links:
            self.out = 1 / (1 + math.exp(-sum(link.source.out * link.weight for link in self.links)))

    def backward(self):
        slope = self.error * self.out * (1 - self.out)
        for link in self.links:
            link.weight += 0.8 * slope * link.source.out  # ! U611
            link.source.error += link.weight * slope
        self.error = 0.0


one = Unit([])
inputs = [Unit([]), Unit([])]
hidden = [Unit([one, *inputs]) for _ in range(4)]
outputs = [Unit([one, *hidden]) for _ in range(2)]
rows = [(random.uniform(-1, 1), random.uniform(-1, 1)) for _ in range(40)]
for epoch in range(200):
    for a, b in rows:
        inputs[0].out, inputs[1].out = a, b
        for unit in hidden + outputs:
            unit.forward()
        for unit, wanted in zip(outputs, (float(a * b > 0), float(a > b))):
            unit.error = wanted - unit.out
        for unit in outputs + hidden:
            unit.backward()
""",
    """
import numpy as np

rng = np.random.default_rng(6)
points = rng.normal(size=(90, 3))
marks = np.eye(3)[points.argmax(axis=1)]
net = [dict(weights=rng.normal(size=pair) * 0.5, lean=np.zeros(pair[1])) for pair in ((3, 12), (12, 10), (10, 3))]
for epoch in range(400):
    kept = [points]
    for layer in net[:-1]:
        kept.append(np.tanh(kept[-1] @ layer["weights"] + layer["lean"]))
    e = np.exp(kept[-1] @ net[2]["weights"] + net[2]["lean"])
    guess = e / e.sum(axis=1, keepdims=True)
    for k in (2, 1, 0):
        if k == 2:
            back = (guess - marks) / 90
        else:
            back = back @ net[k + 1]["weights"].T * (1 - kept[k + 1] ** 2)
        net[k]["weights"] -= 1.5 * kept[k].T @ back  # ! U611
        net[k]["lean"] -= 1.5 * back.sum(axis=0)
print("right:", np.mean(guess.argmax(axis=1) == marks.argmax(axis=1)))
""",
    """
import math
import random

random.seed(5)
rows = [[random.gauss(0, 1) for _ in range(3)] for _ in range(40)]
wanted = [1.0 if row[0] * row[1] > 0 else 0.0 for row in rows]
lower = [[random.gauss(0, 1) for _ in range(4)] for _ in range(5)]
upper = [[random.gauss(0, 1) for _ in range(6)]]


def answered(unit, values):
    return 1 / (1 + math.exp(-sum(w * v for w, v in zip(unit, values + [1.0]))))


for turn in range(40):
    for row, t in zip(rows, wanted):
        mid = [answered(unit, row) for unit in lower]
        ends = [answered(unit, mid) for unit in upper]
        offs = [(end - t) * end * (1 - end) for end in ends]
        for k, unit in enumerate(upper):
            for j, value in enumerate(mid + [1.0]):
                unit[j] -= 0.5 * offs[k] * value  # ! U611
        backs = [m * (1 - m) * sum(off * unit[j] for off, unit in zip(offs, upper)) for j, m in enumerate(mid)]
        for j, unit in enumerate(lower):
            for i, value in enumerate(row + [1.0]):
                unit[i] -= 0.5 * backs[j] * value
print(upper)
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(4)


class Dense:
    def __init__(self, n_in, n_out):
        self.w = rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)
        self.b = np.zeros((1, n_out))

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, gradient, rate):
        dx = gradient @ self.w.T
        self.w -= rate * self.x.T @ gradient
        self.b -= rate * gradient.sum(axis=0, keepdims=True)
        return dx


class Tanh:
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, gradient, rate):
        return gradient * (1 - self.y**2)


x = np.linspace(-2, 2, 50).reshape(-1, 1)
t = np.sin(2 * x) + 0.5 * x**2
layers = [Dense(1, 10), Tanh(), Dense(10, 10), Tanh(), Dense(10, 1)]
for epoch in range(1000):
    y = x
    for layer in layers:
        y = layer.forward(y)
    gradient = 2 * (y - t) / len(x)
    for layer in reversed(layers):
        gradient = layer.backward(gradient, 0.1)
print("mean squared error:", np.mean((y - t) ** 2))
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
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
)
