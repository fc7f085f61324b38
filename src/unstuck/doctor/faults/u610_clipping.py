"""The gradient is clipped in a wrong way

## What happens

Before the update the gradient is cut to a range or to a length. The range leaves out one sign, as `np.clip(g, 0, 1)` does, and the weights can only go one way; or
the limit is so small that every step is cut to it, and the loss hardly moves. Or short gradients are made longer, where only long ones should be cut.

## Why it stops learning

Clipping is there for the rare gradient that is much too long:

    g = clip(g, -c, c)        or        g = g * min(1, c / |g|)

It must leave both signs, since an entry below 0 says that its weight has to grow. And it must leave most gradients alone. If each is cut, the length of
the steps is `rate * c`, whatever the slope is: with a small `c` the weights need thousands of steps to move by their own size.

## How we know

The gradient is right before the clipping, and behind it no entry with one of the signs is left. Or: the steps of all the first updates have the same length, the
gradients have not, and that length is less than a hundred-thousandth of the weights'. Or all gradients are brought to one length,
by a rate that stays the same, and some of them were shorter before.

## The repair

`np.clip(g, -c, c)`, with a `c` that is reached now and then: 1 or 5, or ten times the length of a usual gradient.

## When this is fine

Limits that hold for most steps at the beginning, when gradients are long. One length for all, if the rate decays. Clipping the error to [-1, 1] is the derivative of Huber's loss.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import angle, array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix, node_of, shown
from unstuck.doctor.roles import ancestors
from unstuck.doctor.steps import decays_of, rate_of
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source
from unstuck.doctor.values import called, operands, source_of, tree_of

LIMITS = ("clip", "maximum", "minimum")
TURNS = 8  # gradients that were scaled
STEPS = 1e5  # so many steps to move a parameter by its own length are too many


def diagnose(case: Case) -> Iterator[Finding]:
    """Find gradients that lose a sign, and steps that all have one and the same tiny length."""
    evidence = case.first
    if evidence is None:
        return
    seen = set()
    lengthened = _lengthened(case, evidence)
    if lengthened is not None:
        yield lengthened
    for c in evidence.compared:
        finding = _one_sided(case, evidence, c) or _tiny(case, evidence, c)
        if finding is not None and (finding.span.path, finding.span.line) not in seen:
            seen.add((finding.span.path, finding.span.line))
            yield finding


def _gradient(evidence: Evidence, c: Compared, node: Node) -> bool:
    """Say whether a value is the gradient of a parameter."""
    return np.shape(node.value) == np.shape(c.true) and angle(node.value, c.true)[1] < c.tolerance


def _one_sided(case: Case, evidence: Evidence, c: Compared) -> Finding | None:
    made = set(evidence.backward)
    for node in sorted(evidence.way(c) & made, key=lambda n: n.index):
        if node.name not in LIMITS or not node.inputs:
            continue
        source = node.inputs[0]
        before, after = array(source.value), array(node.value)
        if source not in made or not _gradient(evidence, c, source) or before.shape != after.shape:
            continue
        for sign, word in ((-1, "below"), (1, "above")):
            lost = int(np.sum(sign * before > 0))
            if lost and np.all(sign * after <= 0):
                return found(
                    __name__,
                    case.span(node),
                    f"`{case.text(case.span(node))}` leaves no entry of the gradient {word} 0.",
                    "An entry below 0 says that its weight has to grow, one above 0 that it has to shrink. With one of the "
                    "signs cut off all weights can only go one way, and those that had to go the other way stay where they are. "
                    "Clip on both sides: np.clip(g, -c, c).",
                    (f"entries {word} 0 before the clipping, {c.name}", f"{lost} of {before.size}", ""),
                    (f"entries {word} 0 behind it", "0", str(lost)),
                )
    return None


def _tiny(case: Case, evidence: Evidence, c: Compared) -> Finding | None:
    rounds = [(e, o) for e in case.evidence for o in e.compared if o.slot is c.slot and o.moved and np.any(o.true)]
    if len(rounds) < 3 or np.size(c.true) < 2:
        return None
    steps = np.array([np.linalg.norm(o.step) for _, o in rounds])
    slopes = np.array([np.linalg.norm(o.true) for _, o in rounds])
    weights = float(np.linalg.norm(array(c.before.value)))
    if np.ptp(steps) > 1e-3 * steps[0] or np.ptp(slopes) < 0.01 * slopes[0] or weights < STEPS * steps[0]:
        return None
    way = sorted(evidence.way(c) & set(evidence.backward), key=lambda n: n.index)
    gradients = [n for n in way if _gradient(evidence, c, n)]
    if not gradients:
        return None
    later = [n for n in way if n.index > gradients[0].index and np.shape(n.value) == np.shape(c.true)]
    place = next((n for n in later if n.name in LIMITS or _scaled_by_itself(n, evidence.round.ancestors)), c.after)
    return found(
        __name__,
        case.span(place),
        f"The gradient of {c.name} is cut to a tiny length in every step: `{case.text(case.span(place))}`.",
        "Clipping is there for the rare gradient that is much too long. Here it cuts each one, so the length of the steps does "
        "not depend on the slope any more, and it is so small that the parameter hardly moves. Raise the limit until it is "
        "reached only now and then.",
        ("length of each of the first steps", number(float(steps[0])), "one that follows the gradient's"),
        ("length of the gradients", f"{number(float(slopes.min()))} to {number(float(slopes.max()))}", ""),
        ("steps to move the parameter by its own length", number(weights / float(steps[0])), "some hundreds"),
        certainty="suspected",
    )


def _lengthened(case: Case, evidence: Evidence) -> Finding | None:
    """Find gradients that are all brought to one length, those that were shorter too, by a rate that stays the same."""
    rate = rate_of(case)
    if rate is None or decays_of(case, rate):
        return None
    made = set(evidence.backward)
    sites = {n.site for n in made if n.site >= 0 and _scaled_by_itself(n, evidence.round.ancestors)}
    for site in sorted(sites):
        turns: dict[Node, list[tuple[Node, Node]]] = {}  # by the length that was measured
        for node in (n for n in case.trace.nodes if n.site == site and np.ndim(n.value)):
            pair = _before_it(evidence, node)
            if pair is not None:
                turns.setdefault(pair[0], []).append((pair[1], node))
        before, after = (
            np.sqrt([sum(float(np.sum(array(pair[i].value) ** 2)) for pair in turn) for turn in turns.values()])
            for i in (0, 1)
        )
        if len(turns) < TURNS or np.ptp(after) > 1e-3 * after[0] or not before.min() < 0.5 * after[0]:
            continue
        node = next(n for n in case.trace.nodes if n.site == site)
        return found(
            __name__,
            case.span(node),
            f"`{case.text(case.span(node))}` brings every gradient to the length {number(float(after[0]))}, the short ones too.",
            "Towards the minimum the gradients become shorter, and with them the steps: so it is reached. If each is brought to one "
            "length, all steps are equally long to the end, and the weights go past the minimum, to and fro. Clipping shortens what "
            "is too long and leaves the rest alone: g * min(1, c / |g|).",
            ("lengths before it", f"{number(float(before.min()))} to {number(float(before.max()))}", ""),
            ("lengths behind it", number(float(after[0])), "the same, where they are short"),
            certainty="suspected",
        )
    return None


def _before_it(evidence: Evidence, node: Node) -> tuple[Node, Node] | None:
    """Find what a gradient was before it was scaled by a number made from it, and the first number made of all of them."""
    gradient = _scaled(node)
    if gradient is None or len(node.inputs) != 2:
        return None
    length = next((s for s in node.inputs if s is not gradient), gradient)
    while length.name in ("add", "maximum", "div", "mul") and (made := [s for s in length.inputs if s.inputs]):
        length = made[0]
    of = ancestors([length], evidence.roles.version)
    while gradient not in of:
        before = _scaled(gradient)
        if before is None or gradient.name not in ("mul", "multiply", "div", "divide"):
            return None
        gradient = before
    return length, gradient


def _scaled(node: Node) -> Node | None:
    """Find the array of which a value is a multiple; that of one bias is an array, too, beside a number."""
    arrays = [s for s in node.inputs if np.size(s.value) > 1] or [s for s in node.inputs if np.ndim(s.value)]
    return arrays[0] if len(arrays) == 1 else None


def _scaled_by_itself(node: Node, way: set[Node]) -> bool:
    """Say whether a value is multiplied with, or divided by, a number that was made from a gradient."""
    scaled = node.name in ("mul", "multiply", "div", "divide", "true_divide")
    return scaled and any(np.size(s.value) == 1 and s in way for s in node.inputs)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Clip on both sides, or leave the clipping out; where all gradients are brought to one length, shorten only."""
    source, node = source_of(case, finding.span.path), node_of(case, finding)
    tree = tree_of(case, node) if node is not None else None
    if isinstance(tree, ast.Call):
        yield from _on_both_sides(source, tree)
    if node is None or not isinstance(tree, ast.BinOp):
        return
    if isinstance(tree.op, ast.Div):  # `g * most / length`, `g / length`
        numbers = [e for e, v in _factors(case, node) if np.size(v.value if isinstance(v, Node) else v) == 1]
        most = source.text_of(numbers[0]) if numbers else "1.0"
        written = f"max({source.text_of(tree.right)}, {most})"
        yield from fix(f"Shorten only what is too long: {shown(written)}", source.put(tree.right, written))
    else:  # `g * share`, the share made before
        shares = [v for _, v in operands(case, node) if isinstance(v, Node) and np.size(v.value) == 1 and v.inputs]
        for share in (tree_of(case, each) for each in shares[:1]):
            if isinstance(share, ast.expr):
                written = f"min(1.0, {source.text_of(share)})"
                yield from fix(f"Shorten only what is too long: {shown(written)}", source.put(share, written))


def _factors(case: Case, node: Node) -> Iterator[tuple[ast.expr, Any]]:
    """List the factors of what is divided, with their values."""
    for expression, value in itertools.islice(operands(case, node), 1):
        product = isinstance(value, Node) and value.name in ("mul", "multiply") and isinstance(expression, ast.BinOp)
        yield from operands(case, value) if product else ()


def _on_both_sides(source: Source, call: ast.Call) -> Iterator[Fix]:
    """Write `clip(g, -c, c)` with the bound that is not 0, or with the two exchanged; or the gradient alone."""
    gradient, *bounds = call.args or (None,)
    method = isinstance(call.func, ast.Attribute) and called(call) == "clip" and len(call.args) == 2
    low, high = call.args if method else bounds if len(bounds) == 2 else (None, None)
    if isinstance(low, ast.expr) and isinstance(high, ast.expr):
        texts = [source.text_of(low), source.text_of(high)]
        for bound in texts:
            size = bound.removeprefix("-")
            edits = (source.put(low, f"-{size}"), source.put(high, size))
            if size.strip("0."):
                yield from fix(f"Clip on both sides, at {shown(size)}", *(e for e in edits if e is not None))
    elif isinstance(gradient, ast.expr) and not method:
        yield from fix("Leave the clipping out", source.put(call, source.text_of(gradient)))


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
    e = np.exp(h @ W2 + b2)
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * np.clip(h.T @ d2, 0, 1)  # ! U610
    b2 -= 0.5 * np.clip(d2.sum(axis=0, keepdims=True), -1, 1)
    W1 -= 0.5 * np.clip(X.T @ d1, 0, 1)  # ! U610
    b1 -= 0.5 * np.clip(d1.sum(axis=0, keepdims=True), -1, 1)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(60, 4))
y = X[:, :1] - 2 * X[:, 1:2] + 0.5
w = rng.normal(size=(4, 1))
b = np.zeros((1, 1))
for epoch in range(300):
    rows = rng.permutation(60)[:16]
    e = X[rows] @ w + b - y[rows]
    dw = X[rows].T @ e / 16
    db = e.mean(axis=0, keepdims=True)
    if np.linalg.norm(dw) > 1e-4:
        dw = 1e-4 * dw / np.linalg.norm(dw)  # ? U610
    w -= 0.05 * dw
    b -= 0.05 * db
print("mean squared error:", np.mean((X @ w + b - y) ** 2))
""",
    """
import numpy as np

gen = np.random.default_rng(14)
wind = gen.uniform(-1, 1, size=(3, 90))
waves = np.sin(2 * wind[:1]) + 0.5 * wind[1:2]
layers = [gen.normal(size=(8, 3)) * 0.5, gen.normal(size=(1, 8)) * 0.3]
for tide in range(400):
    mid = np.tanh(layers[0] @ wind)
    off = (layers[1] @ mid - waves) / 90
    slopes = [(layers[1].T @ off * (1 - mid**2)) @ wind.T, off @ mid.T]
    size = sum(np.sum(s * s) for s in slopes) ** 0.5
    unit = [s / size for s in slopes]  # ? U610
    for i in (0, 1):
        layers[i] = layers[i] - 0.05 * unit[i]
print("mean squared error:", np.mean((layers[1] @ np.tanh(layers[0] @ wind) - waves) ** 2))
""",
    """
import numpy as np

die = np.random.default_rng(21)
soil = die.normal(size=(150, 3))
yields = np.sin(soil[:, :1]) + 0.5 * soil[:, 1:2]
parts = [die.normal(size=(3, 10)) * 0.5, np.zeros(10), die.normal(size=(10, 1)) * 0.3, np.zeros(1)]


def shortened(slopes, longest):
    length = np.sqrt(sum(np.sum(s * s) for s in slopes))
    return [longest / length * s for s in slopes]  # ? U610


for year in range(300):
    root = np.tanh(soil @ parts[0] + parts[1])
    off = 2 * (root @ parts[2] + parts[3] - yields) / len(soil)
    back = off @ parts[2].T * (1 - root**2)
    slopes = [soil.T @ back, back.sum(axis=0), root.T @ off, off.sum(axis=0)]
    parts = [p - 0.1 * s for p, s in zip(parts, shortened(slopes, 4.0))]
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
    e = np.exp(h @ W2 + b2)
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * np.clip(h.T @ d2, -0.05, 0.05)
    b2 -= 0.5 * np.clip(d2.sum(axis=0, keepdims=True), -0.05, 0.05)
    W1 -= 0.5 * np.clip(X.T @ d1, -0.05, 0.05)
    b1 -= 0.5 * np.clip(d1.sum(axis=0, keepdims=True), -0.05, 0.05)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(60, 4))
y = X[:, :1] - 2 * X[:, 1:2] + 0.5
w = rng.normal(size=(4, 1))
b = np.zeros((1, 1))
for epoch in range(300):
    rows = rng.permutation(60)[:16]
    e = X[rows] @ w + b - y[rows]
    dw = X[rows].T @ e / 16
    db = e.mean(axis=0, keepdims=True)
    if np.linalg.norm(dw) > 0.5:
        dw = 0.5 * dw / np.linalg.norm(dw)
    w -= 0.1 * dw
    b -= 0.1 * db
print("mean squared error:", np.mean((X @ w + b - y) ** 2))
""",
    """
import numpy as np

gen = np.random.default_rng(14)
wind = gen.uniform(-1, 1, size=(3, 90))
waves = np.sin(2 * wind[:1]) + 0.5 * wind[1:2]
layers = [gen.normal(size=(8, 3)) * 0.5, gen.normal(size=(1, 8)) * 0.3]
pace = 0.1
for tide in range(1200):
    mid = np.tanh(layers[0] @ wind)
    off = (layers[1] @ mid - waves) / 90
    slopes = [(layers[1].T @ off * (1 - mid**2)) @ wind.T, off @ mid.T]
    size = sum(np.sum(s * s) for s in slopes) ** 0.5
    for i in (0, 1):
        layers[i] = layers[i] - pace * (slopes[i] / size)
    pace = 0.995 * pace  # the steps become short by it
print("mean squared error:", np.mean((layers[1] @ np.tanh(layers[0] @ wind) - waves) ** 2))
""",
)
