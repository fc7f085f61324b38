"""Whole numbers where fractions are needed

## What happens

An array has an integer type: weights made with `np.array([0, 0])`, images that are bytes, a division with `//`. The weights do not move, or the
inputs are all 0, or they jump about. No error is raised.

## Why it stops learning

An array keeps its type. What is stored in an integer array loses its fraction: with `w = [0, 1, 2]` the line `w[:] = w - 0.1` stores
0, 0, 1, and a step that should have been +0.1 stores nothing at all. Bytes go from 0 to 255 and begin again at the other end, so
`pixels - 128` turns 100 into 228. `pixels // 255` is 0 for every pixel but the brightest.

## How we know

The number that was to be stored and the one that was stored; or the same operation done again with fractions.

## The repair

`X = X.astype(float)` right after loading, `/` instead of `//`, and a start with fractions, `np.zeros(3)` or `np.array([0.0, 0.0])`.

## When this is fine

Labels, indices and counts are whole numbers. `X / 255` with bytes gives fractions; only `//` does not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Edit, Finding, Fix, Span
from unstuck.doctor.gradients import replayed
from unstuck.doctor.repair import fix
from unstuck.doctor.roles import ancestors
from unstuck.doctor.starts import where_written
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import followed
from unstuck.doctor.values import source_of

SPOILT = 0.1  # of the data is lost: then it is no matter of rounding


def diagnose(case: Case) -> Iterator[Finding]:
    """Find fractions cut off in arrays of whole numbers, and whole numbers that left their range."""
    if not case.roles.users:
        return
    seen: set[int] = set()
    data = _data(case)
    for node in case.trace.nodes:
        if node.site < 0 or node.site in seen:
            continue
        finding = _truncated(case, node, data) or (_arithmetic(case, node) if node in data else None)
        if finding is not None:
            seen.add(node.site)
            yield finding


def _data(case: Case) -> set[Node]:
    """List what the data was made of that meets the weights or the outputs: nothing in it depends on a weight."""
    roles = case.roles
    active = [n for n in case.trace.nodes if roles.mask[n.index] or any(s in roles.version for s in n.inputs)]
    met = [s for n in active for s in n.inputs if not roles.mask[s.index] and s not in roles.version]
    return ancestors(met, roles.version)


def _truncated(case: Case, node: Node, data: set[Node]) -> Finding | None:
    """Find a number with a fraction that was stored in an array of whole numbers: of a weight, or of the data."""
    if node.name != "setitem" or np.asarray(node.value).dtype.kind not in "iu" or len(node.args) < 3:
        return None
    value = node.args[2]
    if not isinstance(value, Node):
        return None
    wanted = array(value.value)
    lost = np.abs(wanted - np.trunc(wanted))
    if not np.all(np.isfinite(wanted)) or not np.any(lost > 1e-9):
        return None
    if not (case.roles.mask[value.index] or _update_of(node, value) or (node in data and _spoilt(case, node))):
        return None
    worst = int(np.argmax(lost))
    made = _made(node)
    place = where_written(case, made)
    return found(
        __name__,
        case.span(node) if place is None else place[1],
        f"`{case.text(case.span(node))}` stores numbers with fractions in an array of whole numbers, which cuts these off.",
        f"The array has the type {np.asarray(node.value).dtype}: what is put into it loses all behind the point, and no "
        "warning is given. A step of less than 1 is lost altogether, so the weight stays as it is. Create the array with "
        "fractions: np.zeros(shape), or np.array([0.0, 0.0]), or .astype(float).",
        ("number to be stored", number(float(wanted.ravel()[worst])), ""),
        ("number stored", number(float(np.trunc(wanted.ravel()[worst]))), number(float(wanted.ravel()[worst]))),
    )


def _spoilt(case: Case, node: Node) -> bool:
    """Say whether much of some data is lost by chance; whole numbers may be what was wanted, where they are asked for."""
    place = where_written(case, _made(node))
    tree = source_of(case, place[1].path).at(place[1]) if place is not None else None
    asked = [
        n
        for n in (ast.walk(tree) if tree is not None else ())
        if (isinstance(n, ast.keyword) and n.arg == "dtype")
        or (isinstance(n, ast.Attribute) and n.attr.startswith(("astype", "int", "uint")))
        or (isinstance(n, ast.Name) and n.id == "int")
    ]
    alike = [n.args[2] for n in case.trace.nodes if n.site == node.site and n.name == "setitem" and len(n.args) > 2]
    wanted = [np.abs(array(v.value)).ravel() for v in alike if isinstance(v, Node)]
    lost = sum(float(np.sum(w - np.trunc(w))) for w in wanted)
    return not asked and lost > SPOILT * sum(float(np.sum(w)) for w in wanted)


def _made(node: Node) -> Node:
    """Go back to the array as it was created, before anything was stored in it or in a row of it."""
    while node.name in ("setitem", "overlay", "getitem") and node.inputs:
        node = node.inputs[0]
    return node


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Create the array with fractions; first all such arrays at once."""
    spans = dict.fromkeys([f.span for f in diagnose(case) if f.span.path == finding.span.path])
    every = [edit for span in spans for edit in _with_fractions(case, span)]
    if len(every) > 1:
        yield from fix("Let them hold fractions: .astype(float)", *every)
    for edit in _with_fractions(case, finding.span):
        yield from fix("Let it hold fractions: .astype(float)", edit)


def _with_fractions(case: Case, span: Span) -> Iterator[Edit]:
    source = source_of(case, span.path)
    tree = source.at(span)
    value = tree.value if isinstance(tree, ast.Assign) else tree
    if isinstance(tree, ast.UnaryOp | ast.BinOp) and isinstance(tree.op, ast.USub | ast.Sub):  # before it wraps around
        value = tree.operand if isinstance(tree, ast.UnaryOp) else tree.left
    edit = source.put(value, followed(source.text_of(value), ".astype(float)")) if isinstance(value, ast.expr) else None
    if edit is not None:
        yield edit


def _update_of(node: Node, value: Node) -> bool:
    """Say whether what is stored was made from the array itself: `w[:] = w - step`."""
    seen: set[Node] = set()
    stack = [value]
    while stack and len(seen) < 200:
        one = stack.pop()
        if one is node.args[0]:
            return True
        if one not in seen:
            seen.add(one)
            stack += one.inputs
    return False


def _arithmetic(case: Case, node: Node) -> Finding | None:
    """Find sums and products of whole numbers that wrapped around, and quotients without their fractions."""
    kinds = [np.asarray(source.value).dtype for source in node.inputs]
    result = np.asarray(node.value)
    if result.size < 2 or result.dtype.kind not in "iu" or any(kind.kind not in "iu" for kind in kinds):
        return None
    if node.name in ("floordiv", "floor_divide"):
        return _divided(case, node)
    if node.name not in ("add", "sub", "mul", "subtract", "multiply", "neg", "negative", "pow", "square", "power"):
        return None
    try:
        exact = array(replayed(node, lambda n: array(n.value)))
    except Exception:
        return None
    wrong = exact != result
    if exact.shape != result.shape or not np.any(wrong) or np.max(np.abs(exact)) > 2**53:
        return None
    return found(
        __name__,
        case.span(node),
        f"`{case.text(case.span(node))}` leaves the range of {result.dtype}, and the numbers wrap around.",
        f"An array of the type {result.dtype} holds whole numbers from {np.iinfo(result.dtype).min} to "
        f"{np.iinfo(result.dtype).max}; what lies beyond begins again at the other end, without a warning. The network is "
        "given numbers that have nothing to do with the data. Turn the data into fractions first: X.astype(float).",
        ("entries that are wrong", f"{int(wrong.sum())} of {wrong.size}", "0"),
        ("the first of them", str(result[wrong].ravel()[0]), number(float(exact[wrong].ravel()[0]))),
    )


def _divided(case: Case, node: Node) -> Finding | None:
    before, after = array(node.args[0].value), array(node.value)
    kept: Any = len(np.unique(after))
    if kept > 2 or len(np.unique(before)) <= 2:
        return None
    return found(
        __name__,
        case.span(node),
        f"`{case.text(case.span(node))}` divides whole numbers without fractions, and hardly anything is left of the data.",
        "// rounds down: everything below the divisor becomes 0. The network is given the same input for every sample, and "
        "can only learn the mean of the targets. Use /, which gives fractions.",
        ("different values in the data", f"{len(np.unique(before))} before, {kept} after", f"{len(np.unique(before))}"),
        ("largest value", f"{number(float(before.max()))} before, {number(float(after.max()))} after", ""),
    )


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 3))
y = X @ np.array([1.5, -0.5, 0.8]) + 0.3
w = np.array([0, 0, 0])  # ! U108
b = np.zeros(1)
for epoch in range(100):
    error = X @ w + b - y
    w[:] = w - 0.1 * X.T @ error / len(X)
    b -= 0.1 * error.mean()
print("mean squared error:", np.mean(error**2))
""",
    """
import numpy as np


class Network:
    def __init__(self, n_in, n_out, rng):
        self.w = rng.normal(size=(n_out, n_in)) * 0.1
        self.b = np.zeros((n_out, 1))

    def train(self, x, t, rate):
        e = np.exp(self.w @ x + self.b)
        p = e / e.sum(axis=0, keepdims=True)
        d = (p - t) / x.shape[1]
        self.w -= rate * d @ x.T
        self.b -= rate * d.sum(axis=1, keepdims=True)
        return p


rng = np.random.default_rng(1)
labels = rng.integers(3, size=60)
pixels = rng.integers(0, 120, size=(9, 60)).astype(np.uint8)
pixels[labels, np.arange(60)] = 250
centred = pixels - np.uint8(128)  # ! U108
network = Network(9, 3, rng)
for epoch in range(200):
    p = network.train(centred / 128, np.eye(3)[:, labels], 0.5)
print("right:", np.mean(p.argmax(axis=0) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
labels = rng.integers(2, size=50)
pixels = rng.integers(0, 100, size=(50, 6))
pixels[labels == 1, :3] += 120
X = pixels // 255  # ! U108
w, b = rng.normal(size=6) * 0.1, np.zeros(1)
for epoch in range(200):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    w -= 0.5 * X.T @ (p - labels) / 50
    b -= 0.5 * (p - labels).mean()
print("right:", np.mean((p > 0.5) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
X = rng.integers(0, 12, size=(80, 3))  # ! U108
y = X @ np.array([0.5, -0.3, 0.1]) + 1.0
for column in range(3):
    X[:, column] = (X[:, column] - X[:, column].mean()) / X[:, column].std()
w, b = np.zeros(3), np.zeros(1)
for epoch in range(300):
    error = X @ w + b - y
    w -= 0.1 * X.T @ error / 80
    b -= 0.1 * error.mean()
print("mean squared error:", np.mean(error**2))
""",
    """
import numpy as np

rng = np.random.default_rng(5)
w, b = rng.normal(size=4) * 0.1, np.zeros(1)


def worth(gains, keep):
    out = np.zeros_like(gains)  # ! U108
    later = 0
    for t in reversed(range(len(gains))):
        later = gains[t] + keep * later
        out[t] = later
    return out


for game in range(200):
    x = rng.normal(size=(10, 4))
    p = 1 / (1 + np.exp(-(x @ w + b)))
    move = rng.random(10) < p
    gains = np.array([1 if m == (row[0] > 0) else 0 for m, row in zip(move, x)])
    back = (move - p) * worth(gains, 0.8)
    w += 0.05 * x.T @ back / 10
    b += 0.05 * back.mean()
print("weights:", w)
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 3))
y = X @ np.array([1.5, -0.5, 0.8]) + 0.3
w = np.array([0, 0, 0])  # ! U108
b = 0
for epoch in range(200):
    error = X @ w + b - y
    w = w - 0.1 * X.T @ error / len(X)
    b = b - 0.1 * error.mean()
print("mean squared error:", np.mean(error**2))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
labels = rng.integers(2, size=50)
pixels = rng.integers(0, 100, size=(50, 6)).astype(np.uint8)
pixels[labels == 1, :3] += 120
X = (pixels - 128.0) / 128
w, b = rng.normal(size=6) * 0.1, np.zeros(1)
for epoch in range(200):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    w -= 0.5 * X.T @ (p - labels) / 50
    b -= 0.5 * (p - labels).mean()
print("right:", np.mean((p > 0.5) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(6)
x = rng.uniform(0, 1, size=(90, 3))
pixels = np.zeros((90, 3), dtype=np.uint8)
kinds = np.zeros(90, dtype=int)
for row in range(90):
    pixels[row] = x[row] * 4  # few levels, as asked for
    kinds[row] = x[row, 0] * 3  # the third in which it lies
W, b = np.zeros((3, 3)), np.zeros(3)
for epoch in range(300):
    e = np.exp(pixels / 4 @ W + b)
    d = (e / e.sum(axis=1, keepdims=True) - np.eye(3)[kinds]) / 90
    W -= 0.5 * (pixels / 4).T @ d
    b -= 0.5 * d.sum(axis=0)
print("right:", np.mean(e.argmax(axis=1) == kinds))
""",
)
