"""The gradient of the L2 term has the wrong sign

## What happens

Weight decay is written so that it makes the weights grow. The loss falls at first; then the weights get larger and larger, the units
saturate, and in the end everything overflows.

## Why it stops learning

L2 adds `(lambda/2) sum W^2` to the loss, and `lambda W` to its gradient:

    W = W - rate * (dW + lambda W) = (1 - rate lambda) W - rate dW

Each step pulls every weight towards 0 by a fixed share. With a minus in front of `lambda W` the factor is
`1 + rate lambda`: the weights grow by a fixed share with each step, like a debt with interest.

## How we know

The step is the exact gradient plus a multiple of the weights themselves, to rounding, and that multiple points away from 0.

## The repair

`dW + lambda * W` in an update that subtracts, `- lambda * W` in one that adds. The bias is left out as a rule.

## When this is fine

`W *= 1 - rate * lambda` before or after the step is the same thing written otherwise.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared, without_biases
from unstuck.doctor.directions import angle, array, same_direction
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.proportions import gradient_node
from unstuck.doctor.repair import fix, other_operator, shown
from unstuck.doctor.roles import VIEWS
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source, combined
from unstuck.doctor.values import Scope, called, source_of, tree_of

FEW = 3  # entries that may be in a proportion by chance
FAINT = 0.05  # a part that is a thousand times smaller than the rest is known to fewer digits


def diagnose(case: Case) -> Iterator[Finding]:
    """Find weight decay with the wrong sign, or another than the L2 term of the script's own loss asks for."""
    seen = set()
    first = case.first
    for c in first.compared if first is not None else ():
        beside = list(_beside_the_weights(case, first, c)) if first is not None and not c.agrees else []
        seen |= {c.slot.number} if beside else set()
        yield from beside
    for evidence in case.evidence:
        for c in evidence.compared:
            finding = _of(case, evidence, c) if c.slot.number not in seen else None
            if finding is not None:
                seen.add(c.slot.number)
                yield finding


def _beside_the_weights(case: Case, evidence: Evidence, c: Compared) -> Iterator[Finding]:
    """Find a number that is put to the gradient where the loss has no L2 term: ones for the biases, where 0 belongs."""
    for own in evidence.own:
        penalty = array(own.penalty.get(c.before, 0.0))
        standard = own.kind is not None and own.kind.name == evidence.loss.name and own.factor > 0
        if not standard or penalty.shape != np.shape(c.true):
            continue
        wanted, spared = own.factor * c.true + penalty, penalty == 0
        if not 0 < np.sum(spared) < spared.size - FEW:
            continue
        times, _ = same_direction(c.step[~spared], wanted[~spared], c.tolerance) or (0.0, False)
        extra = c.step[spared] / times - wanted[spared] if times else np.zeros(1)
        if np.ptp(extra) > 1e-6 * np.max(np.abs(extra)) or np.max(np.abs(extra)) < 1e-9 * np.max(np.abs(wanted)):
            continue
        put = _put_in(evidence, c)
        for node in [put] if put is not None else evidence.frontier(c):
            yield found(
                __name__,
                case.span(node),
                f"The L2 term adds a constant to the gradient of {c.name} where the loss has none, at the biases.",
                "An L2 term pulls each weight towards 0 by a share of itself, and what the loss spares, the biases as a "
                "rule, by nothing: there a 0 belongs in its gradient. A constant there pushes all of them the same way in "
                "every step, however large they are by then. Put zeros in its place.",
                ("part of the gradient where the loss has no L2 term", number(float(extra.flat[0])), "0"),
            )
        return


def _of(case: Case, evidence: Evidence, c: Compared) -> Finding | None:
    if c.flat or not c.moved or angle(c.before.value, c.true)[1] < 0.05:
        return None  # gradient and decay point the same way and cannot be told apart
    found_decay = _decay(evidence, c)
    if found_decay is None:
        return None
    decay, place = found_decay
    wanted = _wanted(evidence, c)
    if decay < -1e-12:
        wrong = f"The L2 term makes {c.name} grow instead of shrink."
    elif wanted and max(wanted) < 0:
        return None  # it is the loss that rewards large weights, and another fault
    elif wanted and not decay:
        wrong = f"The loss has an L2 term for {c.name}, but its gradient has none."
    elif wanted and decay and not any(_is_factor(evidence, decay / w) for w in wanted):
        wrong = f"The L2 term in the gradient of {c.name} is {number(decay / wanted[-1])} times that of the loss."
    elif decay > 0 and not wanted and evidence.is_bias(c) and any(_wanted(evidence, o) for o in evidence.compared):
        wrong = f"The gradient of the bias {c.name} has an L2 term, and the loss has none for it."
    else:
        return None
    return found(
        __name__,
        case.span(place),
        wrong,
        "L2 adds lambda W to the gradient, the derivative of lambda/2 W^2, so that each step also pulls the weights "
        "towards 0. With the other sign it pushes them away from 0, faster and faster; left out or of another size, "
        "the steps go down another loss than the one that is printed. Add lambda W.",
        (
            "part of the gradient that is parallel to the weights",
            number(decay),
            number(wanted[0]) if wanted else "positive" if decay < 0 else "0",
        ),
    )


def _decay(evidence: Evidence, c: Compared) -> tuple[float, Node] | None:
    """Return the share of the parameter in its gradient, and where that is put in, or where the gradient is made.

    Of a step that is not the gradient itself, the gradient is looked at that an optimizer was given. None if that is
    not known.
    """
    put = _put_in(evidence, c)
    if c.agrees:
        if c.before is not c.slot.versions[0] or not np.any(c.before.value):
            return None  # later on, or begun with 0, it is a sum of its steps, and momentum looks like decay
        return (c.decay, put or gradient_node(evidence, c)) if c.factor > 0 else None
    if c.gradient is None or np.size(c.true) < 3:
        return None
    if put is None:
        return 0.0, _where_made(c.gradient)
    value, weight = array(put.value), array(c.before.value)
    if put is c.after:
        return None  # the weights are made smaller in the update itself
    if value.size != weight.size or not np.any(weight):
        return None
    for penalised in (weight, *without_biases(weight)):
        design = np.stack([c.true.ravel(), penalised.ravel()], axis=1)
        (a, b), *_ = np.linalg.lstsq(design, value.ravel(), rcond=None)
        if a and np.linalg.norm(design @ [a, b] - value.ravel()) < c.tolerance * np.linalg.norm(value):
            return float(b / a), put
    return None


def _where_made(gradient: Node) -> Node:
    """Go back from what an optimizer was given to where it was made, over views, copies and what clips nothing."""
    while True:
        value = array(gradient.value)
        same = (s for s in gradient.inputs if np.shape(s.value) == value.shape and value.size > 1)
        before = next((s for s in same if s.site >= 0 and angle(s.value, value)[1] < 1e-9), None)
        if before is None:
            return gradient
        gradient = before


def _is_factor(evidence: Evidence, ratio: float) -> bool:
    """Say whether a ratio may come from halves, or from sums and means: where these are mixed up, another fault says so."""
    m = evidence.samples
    near = {0.5: 1e-3, 1: 1e-3, 2: 1e-3, m: FAINT, 1 / m: FAINT}
    return any(abs(ratio - k) < tolerance * k for k, tolerance in near.items())


def _wanted(evidence: Evidence, c: Compared) -> tuple[float, ...]:
    """Return the decay that the script's own loss asks for: for sums, and for means over other rows; empty if none."""
    for own in evidence.own:
        if own.kind is None or own.kind.name != evidence.loss.name or own.factor <= 0:
            continue
        for node, slope in own.penalty.items():
            weight = array(node.value) * (array(slope) != 0)  # a column of biases may be spared
            if node in c.slot.versions and np.size(slope) > 1 and angle(slope, weight)[1] < 1e-6:
                wanted = float(np.vdot(slope, weight) / np.vdot(weight, weight)) / own.factor
                rows = max(np.shape(own.output.value), default=1)
                return wanted, wanted * evidence.samples / rows
    return ()


def _put_in(evidence: Evidence, c: Compared) -> Node | None:
    """Find where a multiple of the parameter is put to the gradient; None if nothing is."""
    way = evidence.way(c)
    for node in sorted(way - evidence.forward, key=lambda n: n.index):
        if node.name in ("mul", "multiply") and node is not c.after and any(_is_part(s, c.before) for s in node.inputs):
            while True:
                users = [u for u in evidence.roles.users.get(node, ()) if u in way]
                if not users:
                    break
                node = users[0]
                if node.name in ("add", "sub", "subtract"):
                    break
            # Where the sum is put into a part of the gradient, the whole is what counts.
            users = [u for u in evidence.roles.users.get(node, ()) if u in way]
            whole = users[0] if users and users[0].name in ("setitem", "overlay") else node
            return whole if whole is not c.after else node
    return None


def _is_part(node: Node, weight: Node) -> bool:
    while node is not weight and node.name in VIEWS | {"getitem"} and node.inputs:
        node = node.inputs[0]
    return node is weight


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Change the sign of the L2 term, take a factor out of it, write it as for another parameter."""
    evidence = case.first
    if evidence is None:
        return
    yield from _zeros_for_ones(case, evidence, finding)
    for c in evidence.compared:
        place = _put_in(evidence, c) or gradient_node(evidence, c)
        if finding.span not in (case.span(c.after), case.span(place)):
            continue
        parts = [n for n in evidence.roles.users.get(c.before, ()) if n.name == "getitem"]  # all but the bias column
        weights = [n.value for n in (c.before, *parts)]
        for node in sorted(evidence.round.ancestors, key=lambda n: -n.index):
            if node.index > c.after.index or node.name not in ("add", "sub") or node.site < 0:
                continue
            sides = [a for a in node.args if isinstance(a, Node) and a is not c.before]
            if any(np.size(w) > 1 and same_direction(a.value, w, 1e-9) for a in sides for w in weights):
                yield from other_operator(case, node)
        tree = tree_of(case, place)
        if tree is None:
            continue
        source = source_of(case, finding.span.path)
        if not c.decay and isinstance(tree, ast.expr):
            yield from _like_another(case, evidence, c, source, tree)
        for part in ast.walk(tree):
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult | ast.Div):
                for side, other in ((part.left, part.right), (part.right, part.left)):
                    if np.ndim(_value(case, place, other)) == 0 and not (side is part.right and _is_div(part)):
                        text = source.text_of(side)
                        yield from fix(f"Leave out {shown(source.text_of(other))}", source.put(part, text))


def _zeros_for_ones(case: Case, evidence: Evidence, finding: Finding) -> Iterator[Fix]:
    """Write zeros for the ones that are put beside the weights between the error and the gradients."""
    source = source_of(case, finding.span.path)
    here = source.at(finding.span)
    error = max(case.span(join.node).line for join in evidence.round.joins)
    parts = ast.walk(source.function(here)) if here is not None else ()
    ones = [p.func for p in parts if isinstance(p, ast.Call) and called(p) == "ones"]
    ones = [f for f in ones if error < f.lineno <= finding.span.line + FEW and isinstance(f, ast.Attribute)]
    if ones and "at the biases" in finding.message:
        yield from fix("Put zeros beside the weights", *(source.put(f, source.text_of(f)[:-4] + "zeros") for f in ones))


def _is_div(part: ast.BinOp) -> bool:
    return isinstance(part.op, ast.Div)


def _value(case: Case, place: Node, expression: ast.expr) -> Any:
    """Compute an expression where the L2 term is; an array of two dimensions if that cannot be."""
    scope = Scope(case, place)
    try:
        return scope.evaluate(scope.source.text_of(expression))
    except Exception:
        return np.zeros((1, 1))


def _like_another(case: Case, evidence: Evidence, c: Compared, source: Source, tree: ast.expr) -> Iterator[Fix]:
    """Write the L2 term of another parameter with this parameter in it."""
    for other in evidence.compared:
        place = _put_in(evidence, other) or gradient_node(evidence, other)
        behind = tree_of(case, place)
        if other.decay <= 0 or behind is None or other is c:
            continue
        for part in ast.walk(behind):
            names = [n for n in ast.walk(part) if isinstance(n, ast.Name | ast.Attribute | ast.Subscript)]
            mine = [n for n in names if ast.unparse(n) == other.name]
            product = isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult | ast.Div)
            if product and mine and np.ndim(_value(case, place, mine[0])) == 2:
                text = source.text_of(part).replace(source.text_of(mine[0]), c.name)  # type: ignore[arg-type]
                written = combined(source.text_of(tree), "+", text)
                yield from fix(f"Add the L2 term: {shown(written)}", source.put(tree, written))
                break


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
    W2 -= 0.5 * (h.T @ d2 - 0.01 * W2)  # ! U517
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
        self.dW2 = dZ2 @ self.A1.T / m - 0.001 * self.W2  # ! U517
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
    """
import numpy as np

rng = np.random.default_rng(14)
shapes = rng.normal(size=(80, 3))
large = (np.linalg.norm(shapes, axis=1, keepdims=True) > 1.6).astype(float)
strength = 4.0


def squash(s):
    return 1 / (1 + np.exp(-s))


def with_ones(rows):
    return np.hstack([np.ones((len(rows), 1)), rows])


A, B = rng.normal(size=(6, 4)), rng.normal(size=(1, 7))
for turn in range(800):
    given = with_ones(shapes)
    hidden = squash(given @ A.T)
    h = with_ones(hidden)
    p = squash(h @ B.T)
    cost = -np.mean(large * np.log(p) + (1 - large) * np.log(1 - p))
    cost += strength / (2 * len(p)) * (np.sum(A[:, 1:] ** 2) + np.sum(B[:, 1:] ** 2))
    miss = p - large
    back = miss @ B[:, 1:] * hidden * (1 - hidden)
    for_A = (back.T @ given + strength * np.hstack([np.ones((6, 1)), A[:, 1:]])) / len(p)  # ! U517
    for_B = (miss.T @ h + strength * np.hstack([np.ones((1, 1)), B[:, 1:]])) / len(p)  # ! U517
    A -= 0.5 * for_A
    B -= 0.5 * for_B
print("cost:", cost, "right:", np.mean((p > 0.5) == large))
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
    W2 -= 0.5 * (h.T @ d2 + 0.001 * W2)
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * (X.T @ d1 + 0.001 * W1)
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
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (T - p) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 += 0.5 * (h.T @ d2 - 0.001 * W2)
    b2 += 0.5 * d2.sum(axis=0, keepdims=True)
    W1 += 0.5 * (X.T @ d1 - 0.001 * W1)
    b1 += 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(15)
points = rng.normal(size=(60, 2))
sides = np.where(points[:, :1] - 0.7 * points[:, 1:] > 0.2, 1, -1)
slope, offset, penalty = rng.normal(size=(2, 1)) * 0.1, np.zeros(1), 0.05
for turn in range(120):
    short = 1 - sides * (points @ slope + offset)
    short[short < 0] = 0
    cost = np.mean(short) + 0.5 * penalty * np.sum(slope**2)
    pull, shift = np.zeros((2, 1)), 0.0
    for point, side, miss in zip(points, sides, short):
        if miss > 0:
            pull -= side[0] * point.reshape(2, 1)
            shift -= side[0]
    slope = slope - 0.1 * (pull / len(points) + penalty * slope)
    offset = offset - 0.1 * shift / len(points)
print("cost:", cost)
""",
    """
import numpy as np

rng = np.random.default_rng(14)
shapes = rng.normal(size=(80, 3))
large = (np.linalg.norm(shapes, axis=1, keepdims=True) > 1.6).astype(float)
strength = 0.1


def squash(s):
    return 1 / (1 + np.exp(-s))


def with_ones(rows):
    return np.hstack([np.ones((len(rows), 1)), rows])


A, B = rng.normal(size=(6, 4)), rng.normal(size=(1, 7))
for turn in range(2500):
    given = with_ones(shapes)
    hidden = squash(given @ A.T)
    h = with_ones(hidden)
    p = squash(B @ h.T)
    cost = -np.mean(large * np.log(p.T) + (1 - large) * np.log(1 - p).T)
    cost += strength / (2 * len(h)) * (np.sum(A[:, 1:] ** 2) + np.sum(B[:, 1:] ** 2))
    miss = p.T - large
    back = miss @ B[:, 1:] * hidden * (1 - hidden)
    for_A = (back.T @ given + strength * np.hstack([np.zeros((6, 1)), A[:, 1:]])) / len(h)
    for_B = (miss.T @ h + strength * np.hstack([np.zeros((1, 1)), B[:, 1:]])) / len(h)
    A -= 1.0 * for_A
    B -= 1.0 * for_B
print("cost:", cost, "right:", np.mean((p.T > 0.5) == large))
""",
)
