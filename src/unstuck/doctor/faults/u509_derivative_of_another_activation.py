"""The derivative is that of another activation

## What happens

The forward pass uses one activation, the backward pass the derivative of another: `tanh` forward and `a * (1 - a)` back, or a
ReLU that took the place of a sigmoid in one of the two only.

## Why it stops learning

The error of a hidden unit must be multiplied by the slope of the function that the unit applied,
`delta = (delta_next W^T) * f'(z)`. With the derivative of something else every unit is moved in a wrong proportion, and perhaps
in the wrong direction: `a (1 - a)` for a tanh with `a = -0.5` gives -0.75, where the slope is +0.75. That unit climbs.

## How we know

The slope that is needed is the derivative of one activation at the values of the forward pass, to rounding; the factor that is
used is another function of the same values.

## The repair

Use the derivative of the activation in the forward pass:

| activation | derivative from z | from a = f(z) |
|---|---|---|
| sigmoid | `s(z) * (1 - s(z))` | `a * (1 - a)` |
| tanh | `1 - np.tanh(z)**2` | `1 - a**2` |
| ReLU | `z > 0` | `a > 0` |
| leaky ReLU | `np.where(z > 0, 1, 0.01)` | `np.where(a > 0, 1, 0.01)` |

## When this is fine

Some functions have each other's derivatives: that of softplus, `log(1 + exp(z))`, *is* the sigmoid of `z`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.alternatives import other_function, other_slope, own_formula, product_text, slopes
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.layers import OTHER, name_activation, network_layers
from unstuck.doctor.mistakes import ACTIVATIONS, FROM_VALUE, Wrong, close
from unstuck.doctor.one_output import with_the_right_slope, wrong_output_slope
from unstuck.doctor.proportions import Proportion, proportions, turned_slope
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.same_layer import is_wrong_at, same_layer
from unstuck.doctor.slopes_made import span_of_slope
from unstuck.doctor.substitution import substituted, wrong_of
from unstuck.doctor.trace import Node
from unstuck.doctor.values import Scope, source_of, tree_of

NEAR = 1e-6  # of one another: numbers that are the same


def diagnose(case: Case) -> Iterator[Finding]:
    """Find the slope of a single output that is another function's: the lengths of the steps tell."""
    yield from _without_its_minus(case)
    yield from _turned(case)
    slope = wrong_output_slope(case)
    if slope is not None and not slope.of_the_activated:
        span = case.span(slope.node)
        yield found(
            __name__,
            span,
            f"The output's activation is {slope.activation}, but its error is not multiplied by the derivative of that: "
            f"`{case.text(span)}`.",
            f"The error of the output must be weighted with the slope of the function that the forward pass used, {slope.activation}. "
            f"With another one{f' (here: that of {slope.used})' if slope.used else ''} some rows count more than they should, and others less. Use the "
            f"derivative of {slope.activation}.",
            (
                "step along the gradient, row by row",
                ", ".join(number(f) for f in slope.factors),
                "the learning rate in each",
            ),
        )


def _without_its_minus(case: Case) -> Iterator[Finding]:
    """Find the sigmoid that falls where all that comes back through it is meant for one that rises."""
    exp, first = case.lost_minus, case.as_it_is
    if exp is None or first is None:
        return
    place = case.span(exp)
    turned = [c for c in first.compared if c.moved and not c.flat and c.cosine < 0]
    yield found(
        __name__,
        place,
        f"The sigmoid lacks its minus: 1 / (1 + `{case.text(place)}`) falls, and its derivative is taken as that of one that "
        "rises.",
        "1 / (1 + exp(-z)) rises from 0 to 1, and has the derivative a * (1 - a). 1 / (1 + exp(z)) falls from 1 to 0: its "
        "derivative is -a * (1 - a). The backward pass is that of the first, so behind such a layer the error has the wrong "
        "sign, and the weights climb the loss. Write exp(-z).",
        ("parameters that move uphill", str(len(turned)), "0"),
        *((("cosine of the step and the direction downhill, " + c.name, number(c.cosine), "1")) for c in turned[:1]),
    )


def _turned_slopes(case: Case) -> dict[Node, Proportion]:
    """List the slopes that have the other sign, each place once, with a parameter that is moved uphill by it."""
    out: dict[Node, Proportion] = {}
    for p in proportions(case.first) if case.first is not None else ():
        slope = turned_slope(case.first, p.compared) if case.first is not None and p.factor < 0 else None
        if slope is not None and case.span(slope) not in {case.span(n) for n in out}:
            out[slope] = p
    for evidence, p in _now_and_then(case):
        for slope in _turned_numbers(evidence, p.compared):
            if case.span(slope) not in {case.span(n) for n in out}:
                out[slope] = p
    return out


def _now_and_then(case: Case) -> list[tuple[Evidence, Proportion]]:
    """List the single numbers that step by one length, and in some updates uphill: with some inputs a slope is turned."""
    steps: dict[int, list[tuple[Evidence, Proportion]]] = {}
    for evidence in case.evidence:
        for p in proportions(evidence):
            if np.size(p.compared.true) == 1:
                steps.setdefault(p.compared.slot.number, []).append((evidence, p))
    found = []
    for same in steps.values():
        factors = [p.factor for _, p in same]
        if min(factors) < 0 < max(factors) and max(map(abs, factors)) < min(map(abs, factors)) * (1 + NEAR):
            found += [(e, p) for e, p in same if p.factor < 0]
    return found


def _turned_numbers(evidence: Evidence, c: Compared) -> Iterator[Node]:
    """List the single slopes on the way to a parameter that are minus the derivative of a layer's activation."""
    way, adjoint, versions = evidence.way(c), evidence.adjoint, evidence.roles.version
    numbers = {n for n in adjoint if np.size(n.value) == 1 and n not in versions and np.any(adjoint[n])}
    products = {n for n in numbers if n.name in ("mul", "multiply") and any(s in versions for s in n.inputs)}
    sums = {n for n in numbers if n.name == "add" and any(s in products for s in n.inputs)}
    given = {s for n in products for s in n.inputs if s in numbers} | {j.output for j in evidence.round.joins} & numbers
    slopes = [
        float(np.ravel(adjoint[z])[0] / np.ravel(adjoint[a])[0]) for a in given for z in same_layer(evidence, a) & sums
    ]
    for node in evidence.backward:
        if node not in way or node.name not in ("mul", "multiply") or np.size(node.value) > 1:
            continue
        for slope in node.inputs:
            if slope in evidence.backward_set or slope in evidence.forward or slope.site < 0:
                continue
            value = float(np.ravel(slope.value)[0])
            if _is_among(-value, slopes) and not _is_among(value, slopes):
                chosen = [s for s in slope.inputs if s.site >= 0 and np.array_equal(s.value, slope.value)]
                yield chosen[0] if slope.name == "where" and chosen else slope  # the one of two, as an `if` has it


def _is_among(value: float, slopes: list[float]) -> bool:
    return any(abs(value - slope) < NEAR * abs(value) for slope in slopes)


def _turned(case: Case) -> Iterator[Finding]:
    """Find slopes that are right but for their sign, by which a parameter is moved uphill."""
    for slope, p in _turned_slopes(case).items():
        yield found(
            __name__,
            case.span(slope),
            f"`{case.text(case.span(slope))}` is the derivative of the layer's activation with the other sign.",
            "The derivative of a function that falls is below 0, and of one that rises above it. With the other sign the error of "
            "this layer is turned round, and its weights climb the loss. Is the function itself written as it is meant "
            "(1 / (1 + exp(-z)) rises, 1 / (1 + exp(z)) falls), or is a minus missing here?",
            ("cosine of the step and the direction downhill, " + p.compared.name, number(p.compared.cosine), "1"),
            ("factor used, on the average", number(float(np.mean(slope.value))), number(-float(np.mean(slope.value)))),
        )


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the factor is the derivative of another function at the right place; or whether there is none."""
    if _is_function_of_the_error(wrong):
        return _of_the_error(case, wrong)
    factor = wrong.factor()
    if factor is None:
        return None
    for node, wanted in wrong.wanted_factors():
        if not is_wrong_at(wrong.evidence, node):
            continue
        with np.errstate(all="ignore"):
            z = array(node.value)
            right = next((n for n, (_, slope) in ACTIVATIONS.items() if close(wanted, slope(z))), None)
            assert wrong.at is not None
            a = array(wrong.at.value)
            tried = [(f"that of {n}", slope(z)) for n, (_, slope) in ACTIVATIONS.items() if n != right]
            tried += [(f"that of {n}", slope(z)) for n, slope in FROM_VALUE.items()]
            tried += [(f"that of {n}", slope(a)) for n, slope in FROM_VALUE.items() if n != right]
            tried += [(f"{n} itself", function(v)) for n, (function, _) in ACTIVATIONS.items() for v in (z, a)]
            if right is None:  # one that has no name here: a leaky ReLU, say
                right = name_activation(z, a)
                if right == OTHER:
                    continue
            else:
                other = f"that of {right}, of another sign or form"
                tried += [(other, v) for v in (a, 1 - a, 1 + a**2, a * (1 + a), 1 - a, a * a, 1 - z)]
            wrong_name = next(
                (n for n, value in tried if np.shape(value) == np.shape(factor) and close(factor, value)), None
            )
        if wrong_name is None:
            continue
        place = span_of_slope(case, wrong)
        return found(
            __name__,
            place,
            f"The layer's activation is {right}, but `{case.text(place)}` is not its derivative.",
            f"Each unit's share of the error must be weighted with the slope of the function that the forward pass used, "
            f"{right}. With another factor (here: {wrong_name}) the units are changed in the wrong proportion, and the "
            "step is no longer downhill. Use the derivative of " + right + ".",
            ("factor used, on the average", number(float(np.mean(factor))), number(float(np.mean(wanted)))),
            ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
        )
    return None


def _is_function_of_the_error(wrong: Wrong) -> bool:
    """Say whether a value was computed from the error behind an activation alone, and not with that layer's values."""
    source, at, evidence = wrong.source, wrong.at, wrong.evidence
    if source is None or np.shape(source.value) != np.shape(wrong.node.value) or np.size(source.value) == 1:
        return False
    if not np.any(wrong.node.value):
        return False  # zeros of its shape
    made = {source}  # `where(error > 0, error, 0)` compares it first
    for node in sorted(evidence.backward_set, key=lambda n: n.index):
        behind = source.index < node.index <= wrong.node.index and any(s in made for s in node.inputs)
        if behind and all(s in made or not evidence.roles.depends(s) for s in node.inputs):
            made.add(node)
    return wrong.node in made and any(
        layer.after is at is not layer.before and is_wrong_at(evidence, layer.before)
        for layer in network_layers(evidence)
    )


def _of_the_error(case: Case, wrong: Wrong) -> Finding:
    """Say that the error went through a function where it should have been multiplied by a slope."""
    assert wrong.source is not None
    place = _place(case, wrong)
    return found(
        __name__,
        place,
        f"`{case.text(place)}` is a function of the error alone, not the error times the activation's derivative.",
        "On its way back the error is multiplied by the slope of the activation, taken where the forward pass was: "
        "error * f'(z), unit by unit. A function of the error itself, the activation say, knows nothing of z, and bends "
        "or cuts off what the layers below should learn from. Multiply the error by the derivative.",
        ("error that goes in", _range(wrong.source.value), ""),
        ("what comes out", _range(wrong.node.value), "the error times a slope"),
        ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
    )


def _place(case: Case, wrong: Wrong) -> Span:
    """Find the function of the error, as seen from where the error was made: a helper is told by its call.

    One that is given more than the error, its layer or what this was given, should have made use of that.
    """
    matches, source = wrong.evidence.matches, wrong.source
    while source is not None:
        made = source
        source = next((s for s in made.inputs if s in matches and matches[s][0] is wrong.at), None)
    seen = wrong.evidence.span_beside(wrong.node, made)
    tree = tree_of(case, wrong.node)
    helper = source_of(case, case.span(wrong.node).path).function(tree) if tree is not None else None
    forward = any(n.site == wrong.node.site for n in wrong.evidence.forward)
    takes_more = isinstance(helper, ast.FunctionDef) and len(helper.args.args) > 1
    return case.span(wrong.node) if takes_more and not forward else seen


def _with_a_slope(case: Case, finding: Finding) -> Iterator[Fix]:
    """Multiply the error by the derivative, where it was given to a function."""
    source = source_of(case, finding.span.path)
    call = source.at(finding.span)
    wrong = next((w for w in case.wrong if _is_function_of_the_error(w) and _place(case, w) == finding.span), None)
    if wrong is None or not isinstance(call, ast.Call) or not call.args:
        return
    function, error = source.function(call), source.text_of(call.args[-1])
    for node in wrong.evidence.backward:
        tree = tree_of(case, node)
        if tree is not None and case.span(node).path == finding.span.path and source.function(tree) is function:
            scope = Scope(case, node)
            for slope in slopes(scope, wrong):
                if np.shape(scope.evaluate(slope)) == np.shape(wrong.node.value):
                    text = product_text(error, slope)
                    yield from fix(f"Write {shown(text)}", source.put(call, text))
            return


def _range(value: Any) -> str:
    value = array(value)
    return f"{number(float(value.min()))} to {number(float(value.max()))}"


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Use the derivative of the activation that the forward pass used."""
    if case.lost_minus is not None and case.span(case.lost_minus) == finding.span:
        call, source = tree_of(case, case.lost_minus), source_of(case, finding.span.path)
        power = call.args[-1] if isinstance(call, ast.Call) and call.args else getattr(call, "right", None)
        if isinstance(power, ast.expr):
            text = source.text_of(power)
            plain = isinstance(power, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
            yield from fix("Put the minus back", source.put(power, f"-{text}" if plain else f"-({text})"))
        return
    for turned in _turned_slopes(case):
        tree = tree_of(case, turned) if case.span(turned) == finding.span else None
        if isinstance(tree, ast.expr):
            source = source_of(case, finding.span.path)
            yield from fix("Change its sign", source.put(tree, f"-({source.text_of(tree)})"))
            return
    yield from _with_a_slope(case, finding)
    slope = wrong_output_slope(case)
    if slope is not None and case.span(slope.node) == finding.span:
        yield from with_the_right_slope(case, slope)
        return
    known = wrong_of(case, finding)
    elsewhere = known is not None and case.span(known.end) != finding.span  # where the factor was made
    yield from substituted(case, finding, *((own_formula,) if elsewhere else ()), other_function, other_slope)


BROKEN = (
    """
import math
import random

random.seed(8)
rows = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(40)]
sides = [1.0 if r[0] + r[1] * r[2] > 0 else 0.0 for r in rows]
w = [random.uniform(-1, 1) for _ in range(3)]
bias = 0.0


def squash(z):
    return 1 / (1 + math.exp(-z))


for turn in range(60):
    for row, side in zip(rows, sides):
        answer = squash(sum(a * b for a, b in zip(w, row)) + bias)
        miss = side - answer
        delta = miss * squash(miss) * (1 - squash(miss))  # ! U509
        w = [a + 0.8 * delta * b for a, b in zip(w, row)]
        bias += 0.8 * delta
print(sum((squash(sum(a * b for a, b in zip(w, r)) + bias) > 0.5) == (s > 0.5) for r, s in zip(rows, sides)) / 40)
""",
    """
import numpy as np

rng = np.random.default_rng(4)
X = rng.normal(size=(60, 4))
T = np.eye(3)[X[:, :3].argmax(axis=1)]
W1, b1 = rng.normal(size=(4, 8)) * 0.5, np.zeros((1, 8))
W2, b2 = rng.normal(size=(8, 3)) * 0.5, np.zeros((1, 3))


def squash(z):
    return 1 / (1 + np.exp(z))  # ! U509


def slope(a):
    return a * (1 - a)


for epoch in range(600):
    a1 = squash(X @ W1 + b1)
    a2 = squash(a1 @ W2 + b2)
    d2 = (a2 - T) / len(X) * slope(a2)
    d1 = d2 @ W2.T * slope(a1)
    W2 -= 3.0 * a1.T @ d2
    b2 -= 3.0 * d2.sum(axis=0, keepdims=True)
    W1 -= 3.0 * X.T @ d1
    b1 -= 3.0 * d1.sum(axis=0, keepdims=True)
print("squared error:", np.mean((a2 - T) ** 2))
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
    d1 = d2 @ W2.T * h * (1 - h)  # ! U509
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
        self.W2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, X):
        self.A1 = np.tanh(self.W1 @ X + self.b1)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
        self.dW2 = dZ2 @ self.A1.T / m
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)  # ! U509
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

rng = np.random.default_rng(6)
X = rng.uniform(-1, 1, size=(30, 3))
y = np.tanh(X[:, 0] * 2 - X[:, 1])
V, c = rng.normal(size=(3, 6)) * 0.6, np.zeros(6)
w, b = rng.normal(size=6) * 0.6, 0.0
for epoch in range(60):
    error = 0
    for x, t in zip(X, y):
        a = np.tanh(x @ V + c)
        p = np.tanh(a @ w + b)
        error += (p - t) ** 2
        d = (p - t) * p * (1 - p)  # ! U509
        e = d * w * (1 - a**2)
        w = w - 0.1 * d * a
        b = b - 0.1 * d
        V = V - 0.1 * np.outer(x, e)
        c = c - 0.1 * e
    if epoch % 10 == 0:
        print(epoch, error / 30)
""",
    """
import numpy as np

rng = np.random.default_rng(4)
points = rng.uniform(-1, 1, size=(90, 2))
inside = (np.abs(points).sum(axis=1, keepdims=True) < 0.7).astype(float)


def relu(v):
    return np.maximum(v, 0)


def squash(v):
    return 1 / (1 + np.exp(-v))


def gradients(hidden, answer, weights):
    error = (answer - inside) / len(points)
    back = error @ weights.T
    back = relu(back)  # ! U509
    return hidden.T @ error, error.sum(axis=0), points.T @ back, back.sum(axis=0)


first, shift = rng.normal(size=(2, 12)), rng.normal(size=12) * 0.3
second, offset = rng.normal(size=(12, 1)) * 0.4, np.zeros(1)
for turn in range(1500):
    hidden = relu(points @ first + shift)
    answer = squash(hidden @ second + offset)
    g2, o2, g1, s1 = gradients(hidden, answer, second)
    second -= 0.8 * g2
    offset -= 0.8 * o2
    first -= 0.8 * g1
    shift -= 0.8 * s1
print("right:", np.mean((answer > 0.5) == (inside > 0.5)))
""",
    """
import numpy as np

rng = np.random.default_rng(8)


def logistic(s):
    return 1.0 / (1.0 + np.exp(-s))


class Layer:
    def __init__(self, size_in, size_out):
        self.weights = rng.normal(scale=0.6, size=(size_out, size_in))
        self.offsets = np.zeros((size_out, 1))

    def forward(self, given):
        self.given = given
        self.out = logistic(self.weights @ given + self.offsets)
        return self.out

    def step(self, delta, rate):
        back = self.weights.T @ delta
        self.weights -= rate * delta @ self.given.T
        self.offsets -= rate * delta.sum(axis=1, keepdims=True)
        return back


spots = rng.uniform(-1, 1, size=(2, 50))
above = (spots[1] > spots[0] ** 2).astype(float).reshape(1, -1)
lower, upper = Layer(2, 8), Layer(8, 1)
for turn in range(800):
    shown = upper.forward(lower.forward(spots))
    back = upper.step((shown - above) / 50, 2.0)
    lower.step(back * logistic(lower.out), 2.0)  # ! U509
print("right:", np.mean((shown > 0.5) == above))
""",
    """
import math

import numpy as np

rng = np.random.default_rng(9)
X = rng.normal(size=(120, 3))
y = (X @ [1.0, -2.0, 0.5] > 0.2) * 1.0
w, b = np.zeros(3), 0.0
for epoch in range(200):
    p = 1.0 / (1.0 + math.e ** (X @ w + b))  # ! U509
    w = w - 0.5 * X.T @ (p - y) / len(X)
    b = b - 0.5 * np.mean(p - y)
print("right:", np.mean((p > 0.5) == y))
""",
    """
import numpy as np

rng = np.random.default_rng(6)
X = rng.normal(size=(80, 4))
labels = (X[:, 0] * X[:, 1] > 0) * 1 + (X[:, 2] > 0.5)
T = np.eye(3)[labels]
p = {"W1": rng.normal(size=(4, 16)) * 0.6, "b1": np.zeros(16), "W2": rng.normal(size=(16, 3)) * 0.4, "b2": np.zeros(3)}


def relu_forward(x):
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    x = cache
    dx = np.maximum(0, dout)  # ! U509
    return dx


for epoch in range(400):
    h, cache = relu_forward(X @ p["W1"] + p["b1"])
    e = np.exp(h @ p["W2"] + p["b2"])
    shares = e / e.sum(axis=1, keepdims=True)
    d = (shares - T) / len(X)
    back = relu_backward(d @ p["W2"].T, cache)
    grads = {"W2": h.T @ d, "b2": d.sum(axis=0), "W1": X.T @ back, "b1": back.sum(axis=0)}
    for k in p:
        p[k] -= 0.8 * grads[k]
print("right:", np.mean(shares.argmax(axis=1) == labels))
""",
    """
import math
import random

random.seed(4)
rows = [(random.uniform(-2, 2), random.uniform(-2, 2)) for _ in range(40)]
a, b, c = 0.3, -0.2, 0.1


def root(x):
    return math.sqrt(x + 1) - 1 if x >= 0 else 1 - math.sqrt(1 - x)


def root_slope(x):
    if x >= 0:
        return 0.5 / math.sqrt(x + 1)
    return -0.5 / math.sqrt(1 - x)  # ! U509


for turn in range(60):
    cost = 0.0
    for x, y in rows:
        total = a * x + b * y + c
        miss = root(total) - root(2 * x - y + 0.5)
        cost += 0.5 * miss**2
        back = miss * root_slope(total)
        a -= 0.1 * back * x
        b -= 0.1 * back * y
        c -= 0.1 * back
    if turn % 10 == 0:
        print(turn, cost)
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
    s = X @ W1 + b1
    h = np.log(1 + np.exp(s))
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T / (1 + np.exp(-s))
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(64, 5))
y = np.abs(X[:, :1]) + 0.5 * X[:, 1:2]
sizes = [5, 10, 10, 1]
weights = [rng.normal(size=(a, b)) * np.sqrt(2 / a) for a, b in zip(sizes, sizes[1:])]
biases = [np.zeros(b) for b in sizes[1:]]


def forward(x):
    activations = [x]
    for layer, (w, b) in enumerate(zip(weights, biases)):
        z = activations[-1] @ w + b
        activations.append(z if layer == len(weights) - 1 else np.where(z > 0, z, 0.1 * z))
    return activations


for epoch in range(200):
    order = rng.permutation(len(X))
    for start in range(0, len(X), 16):
        rows = order[start : start + 16]
        activations = forward(X[rows])
        delta = (activations[-1] - y[rows]) / len(rows)
        gradients = []
        for layer in reversed(range(len(weights))):
            gradients.append((activations[layer].T @ delta, delta.sum(axis=0)))
            delta = delta @ weights[layer].T * np.where(activations[layer] > 0, 1, 0.1)
        for layer, (dw, db) in enumerate(reversed(gradients)):
            weights[layer] -= 0.1 * dw
            biases[layer] -= 0.1 * db
print("mean squared error:", np.mean((forward(X)[-1] - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(3, 60))
T = np.where(X[:1] * X[1:2] > 0, 1.0, -1.0)
theta = [rng.uniform(-0.5, 0.5, s) for s in [(6, 3), (6, 1), (1, 6), (1, 1)]]
size = [np.full(p.shape, 0.05) for p in theta]
last = [np.zeros(p.shape) for p in theta]
for epoch in range(80):  # by the signs of the gradients alone, with a step size for each weight
    h = np.tanh(theta[0] @ X + theta[1])
    y = np.tanh(theta[2] @ h + theta[3])
    e2 = (y - T) * (1 - y**2)
    e1 = theta[2].T @ e2 * (1 - h**2)
    grad = [e1 @ X.T, e1.sum(axis=1, keepdims=True), e2 @ h.T, e2.sum(axis=1, keepdims=True)]
    for k in range(4):
        turn = grad[k] * last[k]
        size[k] = np.where(turn > 0, 1.2 * size[k], np.where(turn < 0, 0.5 * size[k], size[k]))
        grad[k] = np.where(turn < 0, 0.0, grad[k])
        theta[k] = theta[k] - np.sign(grad[k]) * size[k]
        last[k] = grad[k]
    if epoch % 20 == 0:
        print(epoch, 0.5 * np.sum((y - T) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
X = rng.normal(size=(60, 4))
T = np.eye(3)[X[:, :3].argmax(axis=1)]
W1, b1 = rng.normal(size=(4, 8)) * 0.5, np.zeros((1, 8))
W2, b2 = rng.normal(size=(8, 3)) * 0.5, np.zeros((1, 3))


def falling(z):
    return 1 / (1 + np.exp(z))


for epoch in range(600):
    a1 = falling(X @ W1 + b1)
    a2 = 1 - falling(a1 @ W2 + b2)
    d2 = (a2 - T) / len(X) * a2 * (1 - a2)
    d1 = d2 @ W2.T * -a1 * (1 - a1)
    W2 -= 3.0 * a1.T @ d2
    b2 -= 3.0 * d2.sum(axis=0, keepdims=True)
    W1 -= 3.0 * X.T @ d1
    b1 -= 3.0 * d1.sum(axis=0, keepdims=True)
print("squared error:", np.mean((a2 - T) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(31)
D, H = 2, 10
Wx, Ug = rng.normal(size=(D, 3 * H)) * 0.7, rng.normal(size=(H, 2 * H)) * 0.3
Uc, b = rng.normal(size=(H, H)) * 0.3, np.zeros(3 * H)
V, c = rng.normal(size=(H, 2)) * 0.3, np.zeros(2)


def sig(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


for step in range(150):
    bits = rng.integers(0, 2, (5, 30))
    X, y = np.stack([bits, 1 - bits], axis=2) * 1.0, (bits.sum(0) > 2) * 1
    h, kept = np.zeros((30, H)), []
    for a in X @ Wx + b:
        r, z = np.split(sig(a[:, : 2 * H] + h @ Ug), 2, axis=1)
        n = np.tanh(a[:, 2 * H :] + (r * h) @ Uc)
        kept.append((h, r, z, n))
        h = h + z * (n - h)  # begins anew in each step, and is no weight
    e = np.exp(h @ V + c)
    d = e / e.sum(1, keepdims=True)
    d[np.arange(30), y] -= 1
    d /= 30
    dV, dc, dh = h.T @ d, d.sum(0), d @ V.T
    dUg, dUc, back = np.zeros_like(Ug), np.zeros_like(Uc), np.empty((5, 30, 3 * H))
    for t in range(4, -1, -1):
        h, r, z, n = kept[t]
        dn = dh * z * (1 - n * n)
        drh = dn @ Uc.T
        gates = np.concatenate([drh * h * r * (1 - r), dh * (n - h) * z * (1 - z)], axis=1)
        dUc += (r * h).T @ dn
        dUg += h.T @ gates
        back[t] = np.concatenate([gates, dn], axis=1)
        dh = dh * (1 - z) + drh * r + gates @ Ug.T
    Wx -= 0.5 * np.tensordot(X, back, axes=([0, 1], [0, 1]))
    b -= 0.5 * back.sum(axis=(0, 1))
    Ug -= 0.5 * dUg
    Uc -= 0.5 * dUc
    V -= 0.5 * dV
    c -= 0.5 * dc
print("right:", np.mean(e.argmax(1) == y))
""",
)
