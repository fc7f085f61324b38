"""Bias and activation are in the wrong order, or the activation is applied twice

## What happens

The forward pass computes `f(x W) + b`, or `f(f(x W + b))`, and the backward pass is that of `f(x W + b)`. It learns, but not well, and the gradients do not
agree with the loss. Or the activation is applied to the inputs, before the first layer gets them.

## Why it stops learning

A layer is `a = f(x W + b)`: first the sums and their bias, then the activation, once. The bias shifts the place of the bend: a sigmoid unit says yes where
`x W > -b`. Added behind the activation it only shifts the answer, up or down, for all inputs alike. And the derivative with respect to it is then
1, not `f'`, so a backward pass written for the usual layer computes the gradient of another network. A sigmoid makes 0.5 of an input of 0, and 0.73 of 1: what told the rows apart is nearly lost.

## How we know

The order of the operations between the product with the weights and the next layer, together with gradients that are not those of the network that the
forward pass computes. Of inputs that went through the activation of a layer: the same script, run with the inputs as they were before.

## The repair

`a = f(x @ W + b)`.

## When this is fine

If the backward pass belongs to the forward pass as it is, the network is unusual, and right.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.causes import each, origin
from unstuck.doctor.directions import array
from unstuck.doctor.dynamics import Suspicion
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.layers import OTHER, name_activation, network_layers
from unstuck.doctor.repair import fix, node_of, shown
from unstuck.doctor.roles import ancestors
from unstuck.doctor.trace import Node, frames
from unstuck.doctor.tree import combined
from unstuck.doctor.units import find_units, first_products
from unstuck.doctor.values import operands, source_of
from unstuck.doctor.watch import Change

LOST = 0.5  # of the deviation of the inputs is left
_INVERSE: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda a: np.log(a / (1 - np.asarray(a, dtype=float))),
    "tanh": np.arctanh,
}


def diagnose(case: Case) -> Iterator[Finding]:
    """Find biases behind the activation, and activations applied twice, where the backward pass thinks otherwise."""
    evidence = case.first
    if evidence is None or not any(c.moved and not c.right for c in evidence.compared):
        return
    way = sorted(ancestors([evidence.round.joins[0].output], evidence.roles.version), key=lambda n: n.index)
    biases = {c.before for c in evidence.compared if evidence.is_bias(c)}
    for layer in network_layers(evidence):
        inside = [n for n in way if layer.product.index <= n.index <= layer.after.index]
        bias = next((n for n in inside if n.name == "add" and any(s in biases for s in n.inputs)), None)
        if bias is not None:
            inner = next(s for s in bias.inputs if s not in biases)
            name = name_activation(layer.product.value, inner.value)
            if name not in ("identity", OTHER):
                span = evidence.span_in_the_network(bias)
                yield _finding(span, bias, f"The bias is added behind the {name}: `{case.text(span)}`.", inner)
                continue
        for node in inside:
            if node in (layer.before, layer.after) or np.shape(node.value) != np.shape(layer.after.value):
                continue
            first, second = (name_activation(a.value, b.value) for a, b in ((layer.before, node), (node, layer.after)))
            if first == second and first not in ("identity", "ReLU", OTHER):
                span = evidence.span_beside(layer.after, layer.product)
                yield _finding(span, layer.after, f"The {first} is applied twice in `{case.text(span)}`.", node)
                break


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect that the inputs went through the layers' activation before the first layer got them."""
    squashed = _squashed_inputs(case)
    if squashed is None:
        return
    place, span, name, before, after = squashed
    finding = found(
        __name__,
        span,
        f"The {name} is applied to the inputs: `{case.text(span)}`.",
        "An activation bends the sums of a layer, and the inputs are no sums. It squeezes them: a sigmoid makes 0.5 of 0 and 0.73 "
        "of 1, so what told the rows apart is nearly lost beside what they have in common. Give the first layer the inputs "
        "as they are.",
        ("range of the inputs before", _range(before), ""),
        ("range of the inputs behind", _range(after), ""),
        ("standard deviation of the inputs", f"{number(_spread(before))}; {number(_spread(after))}", "as before"),
        certainty="suspected",
    )
    change = Change(values={place: each(_INVERSE[name])})
    yield Suspicion(finding, (change,), ("inputs as they are",), standing=_spread(after) < LOST * _spread(before))


def _squashed_inputs(case: Case) -> tuple[int, Span, str, Node, Node] | None:
    """Find where the activation of a layer is applied to the inputs.

    Its place, as a number and as a span, the activation, and the inputs before and behind it.
    """
    evidence = case.first
    if evidence is None:
        return None
    layers = [unit.after for unit in find_units(evidence)]
    for _, data, _ in first_products(evidence):
        after = origin(data)
        if after.site < 0 or not any((n.site, n.name) == (after.site, after.name) for n in layers):
            continue
        near = ancestors([after], evidence.roles.version)
        names = {n: name_activation(n.value, after.value) for n in near if np.size(n.value) > 1}
        before = next((n for n, name in names.items() if name in _INVERSE), None)
        shared = {site for n in layers for site, _ in frames(n.stack)}
        calls = [site for site, _ in frames(after.stack) if site not in shared]
        if before is not None and calls and np.all(np.isfinite(array(before.value))):
            return calls[0], case.trace.sites.all[calls[0]].span, names[before], before, after
    return None


def _spread(node: Node) -> float:
    return float(np.std(array(node.value)))


def _finding(span: Span, node: Node, message: str, inner: Node) -> Finding:
    return found(
        __name__,
        span,
        message,
        "A layer is a = f(x W + b): first the sums with their bias, then the activation, once. In another order the bias "
        "cannot shift the bend of the activation, and the derivatives of the backward pass, which are those of f(x W + b), "
        "belong to another network. Write f(x @ W + b).",
        ("range of the values before", _range(inner), ""),
        ("range of the values behind", _range(node), ""),
    )


def _range(node: Node) -> str:
    value = array(node.value)
    return f"{number(float(value.min()))} to {number(float(value.max()))}"


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Add the bias before the activation; apply it once, and not to the inputs."""
    source = source_of(case, finding.span.path)
    tree = source.at(finding.span)
    if isinstance(tree, ast.Call) and "to the inputs" in finding.message:
        text = source.text_of(tree.args[0]) if len(tree.args) == 1 else ""
        same = [n for n in ast.walk(source.tree) if isinstance(n, ast.Call) and ast.dump(n) == ast.dump(tree)]
        if text and len(same) > 1:  # those that the network is asked with later are squeezed as well
            every = [source.put(n, text) for n in same]
            yield from fix(f"Take the inputs as they are: {shown(text)}", *every, safety="changes-training")
        if text:
            here = source.put(tree, text)
            yield from fix(f"Take the inputs as they are: {shown(text)}", here, safety="changes-training")
        return
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add):
        node = node_of(case, finding)
        for call, bias in ((tree.left, tree.right), (tree.right, tree.left)):
            inner = next((v for e, v in operands(case, node) if e is call), None) if node is not None else None
            if isinstance(call, ast.Name) and isinstance(inner, Node):  # activated on a line before
                given = [s for s in source.assignments(source.function(tree), call.id) if s.lineno < tree.lineno]
                before = getattr(given[-1], "value", None) if given else None
                if isinstance(before, ast.Call) and len(before.args) == 1:
                    sums = combined(source.text_of(before.args[0]), "+", source.text_of(bias))
                    title = f"Add the bias before the activation: {shown(sums)}"
                    yield from fix(title, source.put(before.args[0], sums), source.put(tree, call.id))
            elif isinstance(call, ast.Call) and len(call.args) == 1:
                sums = combined(source.text_of(call.args[0]), "+", source.text_of(bias))
                text = f"{source.text_of(call.func)}({sums})"
                made = list(source.assignments(source.function(tree), ast.unparse(call.args[0])))[-1:]
                value = getattr(made[0], "value", None) if made and made[0].lineno < tree.lineno else None
                if isinstance(value, ast.expr):  # the backward pass may read the sums under their name
                    whole = combined(source.text_of(value), "+", source.text_of(bias))
                    title = f"Add the bias before the activation: {shown(whole)}"
                    yield from fix(title, source.put(value, whole), source.put(tree, source.text_of(call)))
                yield from fix(f"Add the bias before the activation: {shown(text)}", source.put(tree, text))
    for part in ast.walk(tree) if tree is not None else ():
        if isinstance(part, ast.Call) and len(part.args) == 1:
            text = source.text_of(part.args[0])
            yield from fix(f"Apply it once: {shown(text)}", source.put(part, text))


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
    h = np.tanh(X @ W1) + b1  # ! U308
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
        self.W1 = rng.normal(size=(n_hidden, n_inputs)) / np.sqrt(n_inputs)
        self.b1 = np.zeros((n_hidden, 1))
        self.W2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, X):
        self.A1 = sigmoid(sigmoid(self.W1 @ X + self.b1))  # ! U308
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
import numpy as np

rng = np.random.default_rng(5)
bits = rng.integers(0, 2, size=(64, 3)).astype(float)
odd = (bits[:, :1] != bits[:, 1:2]) * 1.0


def bend(values):
    return 1 / (1 + np.exp(-values))


class Reader:
    def __init__(self):
        self.U, self.u = rng.normal(size=(3, 8)), np.zeros(8)
        self.V, self.v = rng.normal(size=(8, 1)), np.zeros(1)

    def read(self, bits):
        self.seen = bend(bits)  # ! U308
        self.mid = bend(self.seen @ self.U + self.u)
        return bend(self.mid @ self.V + self.v)

    def study(self, bits, odd, rate):
        off = (self.read(bits) - odd) / len(bits)
        back = off @ self.V.T * self.mid * (1 - self.mid)
        self.V -= rate * self.mid.T @ off
        self.v -= rate * off.sum(axis=0)
        self.U -= rate * self.seen.T @ back
        self.u -= rate * back.sum(axis=0)


reader = Reader()
for turn in range(1500):
    reader.study(bits, odd, 1.0)
print("right:", np.mean((reader.read(bits) > 0.5) == odd))
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
    s = np.tanh(X @ W1)
    h = s + b1
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    dh = d2 @ W2.T
    d1 = dh * (1 - s**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * dh.sum(axis=0, keepdims=True)
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
        S = sigmoid(self.W1 @ X + self.b1)
        self.S, self.A1 = S, np.tanh(S)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
        self.dW2 = dZ2 @ self.A1.T / m
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * (1 - self.A1**2) * self.S * (1 - self.S)
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

rng = np.random.default_rng(5)
bits = rng.integers(0, 2, size=(64, 3)).astype(float)
odd = (bits[:, :1] != bits[:, 1:2]) * 1.0


def bend(values):
    return 1 / (1 + np.exp(-values))


class Reader:
    def __init__(self):
        self.U, self.u = rng.normal(size=(3, 8)), np.zeros(8)
        self.V, self.v = rng.normal(size=(8, 1)), np.zeros(1)

    def read(self, bits):
        self.seen = bend(bits)
        self.mid = bend(self.seen @ self.U + self.u)
        return bend(self.mid @ self.V + self.v)

    def study(self, bits, odd, rate):
        off = (self.read(bits) - odd) / len(bits)
        back = off @ self.V.T * self.mid * (1 - self.mid)
        self.V -= rate * self.mid.T @ off
        self.v -= rate * off.sum(axis=0)
        self.U -= rate * self.seen.T @ back
        self.u -= rate * back.sum(axis=0)


reader = Reader()
for turn in range(6000):
    reader.study(bits, odd, 1.0)
print("right:", np.mean((reader.read(bits) > 0.5) == odd))
""",
)
