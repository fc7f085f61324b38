"""A hidden layer has no activation

## What happens

The network has two or more layers and reaches just what one layer would: half or three quarters of XOR, straight boundaries, a straight line
through a curve. More units or more layers change nothing.

## Why it stops learning

Two linear layers are one:

    (x W1 + b1) W2 + b2  =  x (W1 W2) + (b1 W2 + b2)

The product of two matrices is a matrix. However many layers are put on each other, the whole is linear in x, and the best linear function is all
that can be learnt. It is the bend between them, the activation, that makes a second layer worth having.

## How we know

What the layer passes on is what its sums are: the largest difference between them is 0.

## The repair

Put the sums through an activation, `np.tanh(x @ W1 + b1)`, in the forward pass, and its derivative in the backward pass.

## When this is fine

A linear autoencoder (it finds principal components), an embedding, a narrow layer that is there to compress: there the layer is linear on
purpose. A network without a hidden layer is linear, and is meant to be.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.alternatives import product_text
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.layers import OTHER, Layer, name_activation, network_layers
from unstuck.doctor.mistakes import FROM_VALUE
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.roles import JOINING, ancestors
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source
from unstuck.doctor.values import (
    Scope,
    called,
    handed_back,
    last_place,
    numpy_name,
    one_argument_functions,
    operands,
    source_of,
    tree_of,
)

NEAR = 3  # lines from the sums to their next name


def diagnose(case: Case) -> Iterator[Finding]:
    """Find hidden layers without an activation, where it costs something."""
    evidence = case.first
    if evidence is None:
        return
    layers = network_layers(evidence)
    target = array(evidence.round.joins[0].target)
    for layer, following in itertools.pairwise(layers):
        z, a = array(layer.before.value), array(layer.after.value)
        if layer.activation != "identity" or layer.outputs < min(layer.inputs, following.outputs) or z.size < 2:
            continue
        data = _data(layer)
        if data is None or _is_one_hot(data) or (data.shape == target.shape and np.allclose(data, target)):
            continue  # an embedding, or an autoencoder: linear on purpose
        if _goes_on_beside(case, evidence, layer, following):
            continue
        difference = float(np.max(np.abs(z - a.reshape(z.shape))))
        yield found(
            __name__,
            _misnamed(case, layers, layer) or _place(case, evidence, layer, following),
            f"The hidden layer of {layer.outputs} units has no activation.",
            "Two layers without a bend between them are one: (x W1 + b1) W2 + b2 = x (W1 W2) + (b1 W2 + b2). However wide, "
            "such a network can only draw straight boundaries. Put the sums through tanh, a sigmoid or ReLU.",
            ("largest difference between the layer's sums and what it passes on", number(difference), "not 0"),
            ("units of the layer", str(layer.outputs), ""),
        )


def _misnamed(case: Case, layers: list[Layer], layer: Layer) -> Span | None:
    """Find where a layer is made with a name, 'relu', that is compared with another spelling alone, 'ReLU'.

    Of several such names that of the layer: the first for the first layer without an activation, and so on.
    """
    source = source_of(case, case.span(layer.before).path)
    texts = [(n, n.value) for n in ast.walk(source.tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    known = {text for n, text in texts if isinstance(source.parent.get(n), ast.Compare)}
    alike = {_spelt(text) for text in known}
    given = [n for n, text in texts if text not in known and _spelt(text) in alike and _is_given(source, n)]
    given.sort(key=lambda n: (n.lineno, n.col_offset))
    number = [one for one in layers if one.activation == "identity"].index(layer)
    return source.span(given[min(number, len(given) - 1)]) if given else None


def _is_given(source: Source, text: ast.expr) -> bool:
    """Say whether a text is an argument of a call, or in a list that is one, and not of one that prints."""
    above: ast.AST | None = source.parent.get(text)
    while isinstance(above, ast.keyword | ast.List | ast.Tuple):
        above = source.parent.get(above)
    return isinstance(above, ast.Call) and called(above) != "print"


def _spelt(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())


def _goes_on_beside(case: Case, evidence: Evidence, layer: Layer, following: Layer) -> bool:
    """Say whether what comes of the next layer is added to the sums themselves, as a residual block does."""
    users = (u for u in case.roles.users.get(layer.after, ()) if u in evidence.forward and u.name == "add")
    return any(following.product in ancestors([user], case.roles.version) for user in users)


def _place(case: Case, evidence: Evidence, layer: Layer, following: Layer) -> Span:
    """Find where the sums go on as they are: are handed back, or put beside a column of ones, or get a name."""
    if _activated(case, layer, following):
        return case.span(following.product)  # which takes the sums, though what was made of them is there
    joined = (u for u in case.roles.users.get(layer.before, ()) if u in evidence.forward and u.name in JOINING)
    beside = next(joined, None)
    if beside is not None and beside.site >= 0:
        return case.span(beside)
    handed = handed_back(case, layer.before, following.product)
    return handed or _other_name(case, layer.before) or last_place(case, layer.before, following.product)


def _activated(case: Case, layer: Layer, following: Layer) -> bool:
    """Say whether the sums were put through an activation of which the next layer makes nothing."""
    z = layer.before.value
    made = case.trace.nodes[layer.before.index : following.product.index]
    values = [n.value for n in made if np.shape(n.value) == np.shape(z) and layer.before in ancestors([n], {})]
    return any(name_activation(array(z), array(value)) not in (OTHER, "identity") for value in values)


def _other_name(case: Case, sums: Node) -> Span | None:
    """Find where the sums get the name of what should have been made of them: `A = Z`."""
    names = [(write.name, case.trace.sites.all[write.site].span) for write in case.trace.writes if write.node is sums]
    plain = [(name, span) for name, span in names if "[" not in name and span.path == case.span(sums).path]
    near = [(name, span) for name, span in plain if 0 <= span.line - case.span(sums).line <= NEAR]
    return next((span for name, span in near if name != near[0][0]), None)


def _data(layer: Layer) -> Any:
    """Return what is multiplied with the layer's weights."""
    data = next((a for a in layer.product.args if isinstance(a, Node) and a is not layer.weights), None)
    return None if data is None else array(data.value)


def _is_one_hot(data: Any) -> bool:
    binary = data.ndim == 2 and bool(np.all((data == 0) | (data == 1)))
    return binary and any(np.all(data.sum(axis=axis) == 1) for axis in (0, 1))


SLOPES = {"tanh": "(1 - @**2)", "sigmoid": "@ * (1 - @)", "ReLU": "(@ > 0)"}


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Put the sums through an activation, and multiply the error by its derivative."""
    evidence = case.first
    if evidence is None:
        return
    yield from _what_was_activated(case, finding)
    for layer in network_layers(evidence):
        tree = tree_of(case, layer.before)
        if case.span(layer.before) != finding.span or not isinstance(tree, ast.expr):
            continue
        source = source_of(case, finding.span.path)
        back = _error_of(evidence, layer)
        behind = tree_of(case, back) if back is not None else None
        for name, kind in _activations(case, layer):
            text = f"{name}({source.text_of(tree)})"
            if not isinstance(behind, ast.expr) or back is None:
                continue
            scope = Scope(case, back)
            for value in scope.texts_for(layer.after.value):
                slope = SLOPES[kind].replace("@", value)
                slope = slope.replace("**", " ** ") if " ** " in source.text else slope
                changed = product_text(scope.source.text_of(behind), slope)
                title = f"Put the sums through an activation, {shown(text)}, and its derivative in {shown(changed)}"
                yield from fix(
                    title, source.put(tree, text), scope.source.put(behind, changed), safety="changes-training"
                )


def _what_was_activated(case: Case, finding: Finding) -> Iterator[Fix]:
    """Take what was put through an activation already, and went no further, where the sums go into the next layer."""
    evidence = case.first
    assert evidence is not None
    layers = network_layers(evidence)
    for layer, following in itertools.pairwise(layers):
        tree = tree_of(case, following.product)
        spans = (case.span(layer.before), case.span(layer.product), case.span(following.product))
        if finding.span not in spans or not isinstance(tree, ast.expr):
            continue
        scope, sums = Scope(case, following.product), array(layer.before.value)
        bent = [
            scope.text[text]
            for text, value in scope.values.items()
            if np.shape(value) == sums.shape and name_activation(sums, array(value)) in FROM_VALUE
        ]
        for expression, value in operands(case, following.product):
            if isinstance(value, Node) and np.array_equal(value.value, sums):
                for name in dict.fromkeys(bent):
                    yield from fix(f"Take {shown(name)}", scope.source.put(expression, name))


def _error_of(evidence: Evidence, layer: Layer) -> Node | None:
    """Find the error at a layer in the backward pass."""
    true = evidence.adjoint.get(layer.after)
    if true is None:
        return None
    found = [n for n in evidence.matches if n.site >= 0 and np.shape(n.value) == np.shape(true)]
    return next((n for n in found if same_direction(array(n.value), true, 1e-6) is not None), None)


def _activations(case: Case, layer: Layer) -> Iterator[tuple[str, str]]:
    """List functions that bend: the user's own, then tanh."""
    scope = Scope(case, layer.before)
    for name, function in one_argument_functions(scope):
        try:
            kind = name_activation(layer.before.value, function(array(layer.before.value).copy()))
        except Exception:
            continue
        if kind in FROM_VALUE and "@" not in name:
            yield name, kind
    numpy = numpy_name(scope.source)
    if numpy is not None:
        yield f"{numpy}tanh", "tanh"


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = (X[:, 0] * X[:, 1] > 0) * 1 + (X[:, 2] > 0)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = X @ W1 + b1  # ! U304
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T
    W2 -= 0.5 * h.T @ d2
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
        return x @ self.w + self.b  # ! U304

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
layers = [Dense(1, 10), Tanh(), Dense(10, 10), Dense(10, 1)]
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

rng = np.random.default_rng(2)
corner = rng.uniform(-1, 1, size=(120, 2))
same = (corner[:, :1] * corner[:, 1:2] > 0) * 1.0
A, a = rng.normal(size=(2, 10)), np.zeros(10)
B, b = rng.normal(size=(10, 1)) * 0.4, np.zeros(1)
for turn in range(800):
    z = corner @ A + a
    h = np.tanh(z)
    p = 1 / (1 + np.exp(-(z @ B + b)))  # ! U304
    e = (p - same) / len(corner)
    back = e @ B.T * (1 - h**2)
    B -= 1.0 * h.T @ e
    b -= 1.0 * e.sum(axis=0)
    A -= 1.0 * corner.T @ back
    a -= 1.0 * back.sum(axis=0)
print("right:", np.mean((p > 0.5) == same))
""",
    """
import numpy as np

rng = np.random.default_rng(6)


class Floor:
    def __init__(self, below, here, bend):
        self.w, self.b, self.bend = rng.normal(size=(below, here)) / np.sqrt(below), np.zeros(here), bend

    def up(self, x):
        self.x = x
        z = x @ self.w + self.b
        self.y = np.tanh(z) if self.bend == "tanh" else z
        return self.y

    def down(self, back, rate):
        if self.bend == "tanh":
            back = back * (1 - self.y**2)
        below = back @ self.w.T
        self.w -= rate * self.x.T @ back
        self.b -= rate * back.sum(axis=0)
        return below


house = [
    Floor(2, 9, "Tanh"),  # ! U304
    Floor(9, 1, "none"),
]
X = rng.uniform(-1, 1, size=(100, 2))
t = X[:, :1] * X[:, 1:]
for turn in range(600):
    y = X
    for floor in house:
        y = floor.up(y)
    back = (y - t) / len(X)
    for floor in reversed(house):
        back = floor.down(back, 0.3)
print("mean squared error:", np.mean((y - t) ** 2))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(8)
X = rng.normal(size=(90, 3))
t = np.abs(X[:, :1]) + X[:, 1:2] * X[:, 2:]
start, turn, end = rng.normal(size=(3, 12)) * 0.6, rng.normal(size=(12, 12)) * 0.3, rng.normal(size=(12, 1)) * 0.3
shift, level = np.zeros(12), np.zeros(1)
for step in range(1500):
    wide = X @ start
    bend = np.tanh(wide @ turn + shift)
    block = wide + bend
    error = (block @ end + level - t) / len(X)
    into = error @ end.T
    inner = into * (1 - bend**2)
    end -= 0.1 * block.T @ error
    level -= 0.1 * error.sum(axis=0)
    start -= 0.1 * X.T @ (into + inner @ turn.T)
    turn -= 0.1 * wide.T @ inner
    shift -= 0.1 * inner.sum(axis=0)
print("mean squared error:", np.mean((block @ end + level - t) ** 2))
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
    h = np.maximum(X @ W1 + b1, 0)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (h > 0)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
hidden = rng.normal(size=(80, 2))
X = hidden @ rng.normal(size=(2, 6)) + 0.05 * rng.normal(size=(80, 6))
W1 = rng.normal(size=(6, 2)) * 0.3
W2 = rng.normal(size=(2, 6)) * 0.3
for epoch in range(1000):
    code = X @ W1
    error = (code @ W2 - X) / len(X)
    dW1 = X.T @ (error @ W2.T)
    W2 -= 0.05 * code.T @ error
    W1 -= 0.05 * dW1
print("mean squared error:", np.mean((error * len(X)) ** 2))
""",
)
