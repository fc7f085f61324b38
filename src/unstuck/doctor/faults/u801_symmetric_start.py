"""All units of a hidden layer start alike

## What happens

The weights of a hidden layer are all zero, or all the same number. The loss stops early: at ln k for k classes, or at what a network with a single
hidden unit can reach.

## Why it stops learning

Two units with the same weights compute the same value for every input, get the same error back, and take the same step:

    w_1 = w_2   =>   a_1 = a_2   =>   dL/dw_1 = dL/dw_2   =>   w_1 = w_2 after the step

for ever. A layer of a hundred such units is one unit, written a hundred times. With zeros in the layer above as well the error that comes back is
0, and the layer does not move at all.

## How we know

The units have the same incoming weights before the first step, and they are moved by the same amount.

## The repair

Start with small random numbers, `rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)`. The biases may start at zero.

## When this is fine

Biases; a network without hidden layers, whose units have different targets; and the *last* layer of a network, if the layer below it starts at
random.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.causes import restarted, starts_of
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array
from unstuck.doctor.dynamics import Suspicion, constant_evidence
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.replica import Replica
from unstuck.doctor.roles import ancestors
from unstuck.doctor.starts import first_assignment, where_written
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source
from unstuck.doctor.values import called, numpy_name, source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find hidden units that start alike and are moved alike."""
    found_in = [_in_round(case, evidence) for evidence in case.evidence[:3]]
    if case.trace.lifted and None in found_in:
        return  # the sums of one row may be equal by chance, where its inputs are all 0
    # Through output weights of zero the first step does not move the layer.
    yield from [finding for finding in found_in if finding is not None][:1]


def _in_round(case: Case, evidence: Evidence) -> Finding | None:
    outputs = {j.output for j in evidence.round.joins}
    for c in evidence.compared:
        weight, true = array(c.before.value), array(c.true)
        units = _units_alike(evidence, c, outputs) if case.trace.lifted else 0
        if units:
            return _alike(case, c, units)
        if weight.ndim != 2 or min(weight.shape) < 2 or (evidence.is_bias(c) and not _centres(evidence, c)):
            continue
        for axis in (0, 1):
            alike = np.all(weight == np.take(weight, [0], axis=axis))
            moved = np.allclose(c.step, np.take(c.step, [0], axis=axis), rtol=1e-9, atol=0)
            if (
                not alike
                or not moved
                or not (np.any(true) or _all_zero(evidence))
                or not _hidden(evidence, c, axis, outputs)
            ):
                continue
            return _alike(case, c, weight.shape[axis])
    return None


def _alike(case: Case, c: Compared, units: int) -> Finding:
    place = _made(case, c)
    source = source_of(case, place.path)
    seeded = next(_seeded_in(source, source.at(place)), None)  # before each draw
    return found(
        __name__,
        place if seeded is None else source.span(seeded),
        f"All {units} units of {c.name} start with the same weights.",
        "Units that start alike get the same gradient, so they stay alike for ever: the layer is as good as a single "
        "unit, however wide it is. Start with small random numbers: "
        "rng.normal(size=shape) / sqrt(number of inputs).",
        ("different units in the layer", "1", str(units)),
    )


def _units_alike(evidence: Evidence, c: Compared, outputs: set[Node]) -> int:
    """Count the hidden units that single weights feed, if they have equal sums and equal gradients; else 0."""
    if np.size(c.true) < 4:
        return 0
    made = {c.before}
    for node in sorted(evidence.forward, key=lambda n: n.index):
        if not made & set(node.inputs):
            continue
        made.add(node)
        alike = np.ndim(node.value) == 1 and np.size(node.value) > 1 and _all_alike(node.value)
        if node.name == "sum" and node not in outputs:
            back = evidence.adjoint.get(node)
            if alike and np.size(c.true) > np.size(node.value) and back is not None and np.any(back):
                return np.size(node.value) if _all_alike(back) else 0
            return 0
    return 0


def _all_alike(value: Any) -> bool:
    return float(np.ptp(array(value))) <= 1e-12 * float(np.max(np.abs(array(value))))


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect first weights that are all the same number, where rounding, dropout or data keep units not quite alike."""
    starts = starts_of(case)
    alike = [s for s in starts if s.value.size > 3 and np.ptp(s.value) == 0]
    if len(starts) < 2 or not alike:
        return
    change = restarted(case, starts)
    course = case.experiments.course if case.experiments is not None else None
    finding = found(
        __name__,
        alike[0].where.span,
        f"All first weights of a layer are the same number, {number(float(alike[0].value.flat[0]))}: "
        f"`{alike[0].where.text}`.",
        "Units that start alike get nearly the same gradient, so they stay alike, and weights of 0 let no gradient through "
        "to the layers below: at first the network is as good as one with a single unit, and it may stay there. Start with "
        "small random numbers: rng.normal(size=shape) / sqrt(number of inputs).",
        ("different first weights", "1", str(alike[0].value.size)),
        *(constant_evidence(course) if course is not None else ()),
        certainty="suspected",
    )
    yield Suspicion(
        finding,
        (change,) if change is not None else (),
        ("first weights drawn at random",) if change is not None else (),
        replica=Replica.restarted,
        strong=True,
    )


def _all_zero(evidence: Evidence) -> bool:
    """Say whether all weights are zero: then none of them has a gradient, but for the last biases."""
    return not any(np.any(c.before.value) for c in evidence.compared if not evidence.is_bias(c))


def _centres(evidence: Evidence, c: Compared) -> bool:
    """Say whether each row of a parameter meets each sample, as the centres of radial units do: no bias."""
    users = [u for u in evidence.roles.users.get(c.before, ()) if u in evidence.forward]
    return all(np.ndim(u.value) > np.ndim(c.true) for u in users)


def _hidden(evidence: Evidence, c: Compared, axis: int, outputs: set[Node]) -> bool:
    """Say whether the units along an axis are hidden ones: their values go through other weights before the output."""
    users = [u for u in evidence.roles.users.get(c.before, ()) if u in evidence.forward]
    size = c.true.shape[axis]
    for user in users:
        if size not in np.shape(user.value):
            continue
        others = [o.before for o in evidence.compared if o is not c and not evidence.is_bias(o)]
        later = {n for o in others for n in evidence.roles.users.get(o, ())}
        if any(
            user in ancestors([n], evidence.roles.version)
            for n in later
            if n in evidence.forward and n.index > user.index
        ):
            return True
    return False


def _made(case: Case, c: Compared) -> Span:
    """Find where a first version was written; of single numbers in lists, where the list was."""
    written = where_written(case, c.slot.versions[0])
    target = case.trace.site(c.after).target if c.after.site >= 0 else ""
    name = (target or c.name).partition("[")[0]
    listed = first_assignment(case, None, name) if case.trace.lifted else None
    return listed or (written[1] if written is not None else case.span(case.roles.users[c.slot.versions[0]][0]))


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Start with small random numbers, drawn as the script draws its others."""
    source = source_of(case, finding.span.path)
    evidence = case.first
    numpy = numpy_name(source)
    if evidence is None:
        return
    place = source.at(finding.span)
    if isinstance(place, ast.Call) and called(place) == "seed":
        yield from _seeded_once(source, source.statement(place), place)
    if evidence.roles.trace.lifted and place is not None:
        yield from _random_numbers(source, source.statement(place) if isinstance(place, ast.expr) else place)
    if numpy is None:
        return
    for c in evidence.compared:
        if _made(case, c) != finding.span:
            continue
        places = [place_of(case, finding), *source.assignments(source.tree, c.name)]
        inputs = _inputs(case, evidence, np.shape(c.before.value))
        for node in (node for place in places if place is not None for node in ast.walk(place)):
            if isinstance(node, ast.Call) and called(node) in ("zeros", "ones", "full") and node.args:
                arguments = node.args[0]
                sizes = arguments.elts if isinstance(arguments, ast.Tuple | ast.List) else [arguments]
                if inputs < len(sizes):
                    text = _random(source, numpy, [source.text_of(size) for size in sizes], inputs)
                    yield from fix(f"Start with {shown(text)}", source.put(node, text), safety="changes-training")


def _seeded_in(source: Source, place: ast.AST | None) -> Iterator[ast.Expr]:
    """List the statements that set a generator's seed in the functions that an expression calls, also by way of others."""
    functions = {n.name: n for n in ast.walk(source.tree) if isinstance(n, ast.FunctionDef)}
    waiting, met = [place] if place is not None else [], set()
    while waiting:
        for call in (n for n in ast.walk(waiting.pop()) if isinstance(n, ast.Call)):
            name = called(call)
            if name in functions and name not in met:
                met.add(name)
                waiting.append(functions[name])
    for statement in (n for name in met for n in ast.walk(functions[name]) if isinstance(n, ast.Expr)):
        if isinstance(statement.value, ast.Call) and called(statement.value) == "seed":
            yield statement


def _seeded_once(source: Source, statement: ast.stmt, call: ast.Call) -> Iterator[Fix]:
    """Set a generator's seed before the function that sets it before each draw, and not in it."""
    function = source.function(statement)
    if isinstance(function, ast.FunctionDef) and all(isinstance(a, ast.Constant) for a in call.args):
        outermost: ast.stmt = source.enclosing_class(function) or function
        before = source.text_of(call) + ("" if source.indent(outermost) else "\n\n")  # with its blank lines
        edits = source.remove(statement), source.insert_before(outermost, before)
        yield from fix(f"Set the seed once: {shown(source.text_of(call))}", *edits, safety="changes-training")


def _random_numbers(source: Source, statement: ast.AST) -> Iterator[Fix]:
    """Draw each number of a list of lists, instead of the same constant for all: `[[0.0 for _ in ...] for _ in ...]`."""
    modules = [each for n in source.tree.body if isinstance(n, ast.Import) for each in n.names if each.name == "random"]
    if not modules:
        return
    text = f"{modules[0].asname or 'random'}.uniform(-0.5, 0.5)"
    for node in ast.walk(statement):
        if not isinstance(node, ast.ListComp) or isinstance(source.parent.get(node), ast.ListComp):
            continue
        number: ast.expr = node.elt
        inner: ast.expr = node
        while isinstance(number, ast.ListComp):
            number, inner = number.elt, number
        repeated = (
            number.left if isinstance(number, ast.BinOp) and isinstance(number.op, ast.Mult) else None
        )  # [0.0] * n
        if isinstance(repeated, ast.List) and len(repeated.elts) == 1 and isinstance(repeated.elts[0], ast.Constant):
            times = source.text_of(number.right)  # type: ignore[attr-defined]
            written = f"[{text} for _ in range({times})]"
        elif isinstance(number, ast.Constant) and inner is not node:
            written = text
        else:
            continue
        yield from fix(f"Start with {shown(text)}", source.put(number, written), safety="changes-training")


def _random(source: Source, numpy: str, sizes: list[str], inputs: int) -> str:
    """Write a random start, with the script's own generator if it has one."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and called(node.value) == "default_rng":
            drawn = f"{source.text_of(node.targets[0])}.normal(size=({', '.join(sizes)}))"
            break
    else:
        drawn = f"{numpy}random.randn({', '.join(sizes)})"
    return f"{drawn} / {numpy}sqrt({sizes[inputs]})"


def _inputs(case: Case, evidence: Evidence, shape: tuple[int, ...]) -> int:
    """Say along which axis of weights their inputs lie: rows @ weights or weights @ columns."""
    for c in evidence.compared:
        for user in case.roles.users.get(c.before, ()):
            if np.shape(c.before.value) == shape and user.name in ("matmul", "dot") and len(user.args) == 2:
                return 1 if user.args[0] is c.before else 0
    return 0


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = np.ones((4, 8)) * 0.1  # ! U801
b1 = np.zeros((1, 8))
W2 = np.zeros((8, 3))
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
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, n_inputs, n_hidden, rng):
        self.W1 = np.full((n_hidden, n_inputs), 0.5)  # ! U801
        self.b1 = np.zeros((n_hidden, 1))
        self.W2 = np.full((1, n_hidden), 0.5)
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
import math
import random

random.seed(2)
data = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(50)]
labels = [1 if a * b + c > 0 else 0 for a, b, c in data]
hidden = [[0.2 for _ in range(4)] for _ in range(5)]  # ! U801
output = [0.3 for _ in range(6)]


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


for epoch in range(30):
    error = 0
    for row, label in zip(data, labels):
        h = [sigmoid(unit[-1] + sum(w * x for w, x in zip(unit, row))) for unit in hidden]
        p = sigmoid(output[-1] + sum(v * a for v, a in zip(output, h)))
        d = p - label
        error -= math.log(p if label else 1 - p)
        for j in range(5):
            back = d * output[j] * h[j] * (1 - h[j])
            output[j] -= 0.2 * d * h[j]
            for i in range(3):
                hidden[j][i] -= 0.2 * back * row[i]
            hidden[j][-1] -= 0.2 * back
        output[-1] -= 0.2 * d
    print(epoch, error / len(data))
""",
    """
import numpy as np


def weight_matrix(rows, columns):
    return np.array([[small_number() for _ in range(columns)] for _ in range(rows)])


def small_number():
    np.random.seed(11)  # ! U801
    return np.random.uniform(-0.8, 0.8)


np.random.seed(2)
points = np.random.uniform(-1, 1, size=(60, 2))
inner = (np.abs(points).max(axis=1, keepdims=True) < 0.6) * 1.0
entry, exit_ = weight_matrix(2, 8), weight_matrix(8, 1)
low, high = np.zeros(8), np.zeros(1)
for turn in range(1500):
    bent = np.tanh(points @ entry + low)
    shown = 1 / (1 + np.exp(-(bent @ exit_ + high)))
    off = (shown - inner) / len(points)
    back = off @ exit_.T * (1 - bent**2)
    exit_ -= 1.5 * bent.T @ off
    high -= 1.5 * off.sum(axis=0)
    entry -= 1.5 * points.T @ back
    low -= 1.5 * back.sum(axis=0)
print("right:", np.mean((shown > 0.5) == inner))
""",
    """
import numpy as np

gen = np.random.default_rng(8)
towns = gen.uniform(-2, 2, size=(160, 2))
rain = (np.exp(-np.sum((towns - 1) ** 2, axis=1)) - np.exp(-np.sum((towns + 1) ** 2, axis=1)))[:, None]
hills = np.tile(towns.mean(axis=0), (9, 1))  # ! U801
heights = np.full((9, 1), 0.1)
for season in range(800):
    gaps = towns[:, None] - hills
    near = np.exp(-0.5 * np.sum(gaps**2, axis=2))
    off = (near @ heights - rain) / len(towns)
    pull = off @ heights.T * near
    heights = heights - 0.5 * near.T @ off
    hills = hills - 0.5 * np.sum(pull[:, :, None] * gaps, axis=0)
""",
    """
import numpy as np

rng = np.random.default_rng(4)
coins = rng.integers(0, 2, size=(40, 2)) + rng.normal(size=(40, 2)) * 0.05
differ = (coins[:, 0] > 0.5) ^ (coins[:, 1] > 0.5)
inner, lift = np.full((2, 6), 0.3), np.zeros(6)  # ! U801
outer, rise = np.full(6, 0.3), 0.0
for lap in range(60):
    for pair, odd in zip(coins, differ):
        mid = 1 / (1 + np.exp(-(pair @ inner + lift)))
        p = 1 / (1 + np.exp(-(mid @ outer + rise)))
        off = p - odd
        back = off * outer * mid * (1 - mid)
        outer = outer - 0.5 * off * mid
        rise = rise - 0.5 * off
        inner = inner - 0.5 * np.outer(pair, back)
        lift = lift - 0.5 * back
print("right:", np.mean((1 / (1 + np.exp(-(coins @ inner + lift))) @ outer + rise > 0) == differ))
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
W2 = np.zeros((8, 3))
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
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W = np.zeros((4, 3))
b = np.zeros((1, 3))
for epoch in range(300):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - T) / len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

gen = np.random.default_rng(8)
towns = gen.uniform(-2, 2, size=(160, 2))
rain = (np.exp(-np.sum((towns - 1) ** 2, axis=1)) - np.exp(-np.sum((towns + 1) ** 2, axis=1)))[:, None]
hills = gen.permutation(towns)[:9].copy()
heights = np.full((9, 1), 0.1)
for season in range(2000):
    gaps = towns[:, None] - hills
    near = np.exp(-0.5 * np.sum(gaps**2, axis=2))
    off = (near @ heights - rain) / len(towns)
    pull = off @ heights.T * near
    heights = heights - 0.5 * near.T @ off
    hills = hills - 0.5 * np.sum(pull[:, :, None] * gaps, axis=0)
""",
    """
import numpy as np

gen = np.random.default_rng(5)
spots = gen.uniform(-1, 1, size=(200, 2))
noisy = (np.sum(spots**2, axis=1, keepdims=True) + 0.6 * gen.normal(size=(200, 1)) < 0.6).astype(float)
flat = np.zeros(2 * 8 + 8 + 8 + 1)  # all weights in one vector, that is filled by its parts


def parts(vector):
    return vector[:16].reshape(2, 8), vector[16:24], vector[24:32].reshape(8, 1), vector[32:]


first, _, last, _ = parts(flat)
first[...], last[...] = gen.normal(size=(2, 8)), gen.normal(size=(8, 1)) * 0.3
for turn in range(1500):
    V, c, w, d = parts(flat)
    mid = np.tanh(spots @ V + c)
    p = 1 / (1 + np.exp(-(mid @ w + d)))
    off = (p - noisy) / len(spots)
    slope = np.zeros_like(flat)
    dV, dc, dw, dd = parts(slope)
    back = off @ w.T * (1 - mid**2)
    dV[...], dc[...], dw[...], dd[...] = spots.T @ back, back.sum(axis=0), mid.T @ off, off.sum(axis=0)
    flat -= 0.5 * slope
print("right:", np.mean((p > 0.5) == (noisy > 0.5)))
""",
)
