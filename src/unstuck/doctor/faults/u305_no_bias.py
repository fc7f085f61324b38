"""A bias is missing: none is added where the data need one

## What happens

The script creates a bias, computes its gradient and updates it, and the line that computes the layer's sums leaves it out. The bias moves, and nothing
changes. Or there is none at all, and the answer to the input 0 stays what it was before the training: exactly 0.5, for a sigmoid.

## Why it stops learning

Without a bias the sums of a layer are `x W`, which is 0 for x = 0 whatever the weights are. A unit can turn its boundary and cannot shift it off
the origin. Data whose classes are not divided through the origin, or a function that is not 0 there, cannot be fitted by such a layer.

## How we know

No operation reads the bias but its own update; and what it is moved by is the sum of the errors of a layer that adds no bias. Where there is none at all: the output for the rows of zeros, which no weight can
change, against their targets; or a network of ours that computes the same as the script's, and learns with biases what it does not learn without.

## The repair

Add it: `z = x @ W + b`.

## When this is fine

A layer without a bias, if none is trained either: data with the mean 0, a layer that is followed by a normalisation, or targets that are what the
network answers to 0 anyway.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import Directions, Numbers, array
from unstuck.doctor.dynamics import Suspicion
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.layers import Layer, network_layers
from unstuck.doctor.repair import fix, node_of, shown
from unstuck.doctor.replica import Replica, known_rows
from unstuck.doctor.restart import with_ones
from unstuck.doctor.roles import JOINING, without_views
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source, combined
from unstuck.doctor.values import Scope, called, operands, source_of, tree_of

SHAPED = ("zeros_like", "ones_like", "empty_like", "full_like")  # they read no number of what they are given
DIGITS = 9  # to which two numbers are the same but for the sign
PAIRED = 0.5  # of the rows have their opposite
LOST = 0.25  # of the targets' variance is out of reach
ODD = ("tanh", "ReLU", "leaky ReLU", "identity")  # they make 0 of 0


def diagnose(case: Case) -> Iterator[Finding]:
    """Find layers for which a bias is learnt that is never added."""
    evidence = case.first
    if evidence is None:
        return
    layers = network_layers(evidence)
    yield from _at_zero(case, evidence, layers)
    yield from _mirrored(case, evidence, layers)
    seen: set[Node] = set()
    for product, name, step in _learnt_in_vain(case, evidence, layers):
        if product in seen:
            continue
        seen.add(product)
        yield found(
            __name__,
            case.span(product),
            f"{f'The bias {name}' if name else 'A bias'} is updated, but `{case.text(case.span(product))}` does not add it.",
            "Without a bias a layer's sums are 0 wherever its inputs are 0: its units can turn their boundary, but never "
            "shift it. The script computes the bias's gradient and moves it, and the forward pass does not use it. Add it "
            "to the sums: z = x W + b.",
            ("places where training reads the bias, apart from its own update", "0", "1"),
            ("length of its gradient in one update", number(float(np.linalg.norm(array(step.value)))), ""),
        )
    yield from _column_of_zeros(case, layers)


def _learnt_in_vain(case: Case, evidence: Evidence, layers: list[Layer]) -> Iterator[tuple[Node, str, Node]]:
    """List the layers without a bias for which one is learnt all the same: their product, its name, its gradient.

    It is a sum that goes on from update to update, by the layer's error summed over the samples, and into which no later
    output looks.
    """
    sums: dict[Node, Any] = {}
    for layer in layers:
        back = evidence.adjoint.get(layer.product)
        if layer.before is layer.product and back is not None:
            axis = 0 if np.ndim(back) == 2 and np.shape(back)[1] == layer.outputs else 1
            sums[layer.product] = np.sum(back, axis=axis) if np.ndim(back) == 2 else back
    later = [e.round for e in case.evidence if e.round is not evidence.round]
    following = [j.output for r in later for j in r.joins if j.output.index > evidence.round.joins[0].output.index]
    if not sums or not following:
        return
    directions, numbers = Directions(sums), Numbers(sums)
    names = {write.node: write.name for write in case.trace.writes}
    end = min(output.index for output in following)
    gradients: dict[Node, tuple[Node, Node]] = {}  # of which product, and where: what was made of them, too
    for node in case.trace.nodes[evidence.round.joins[0].node.index : end]:
        if node in evidence.forward:
            continue
        value = array(node.value)
        steps = [s for s in node.inputs if s in gradients and np.size(s.value) == value.size]
        if not steps:
            hit = directions.find(value.ravel()) or numbers.find(value, evidence.factors_of_numbers)
            if hit is not None:
                gradients[node] = hit[0], node
            continue
        gradients[node] = gradients[steps[0]]  # an optimizer may stand between
        if node.name in ("add", "sub", "subtract") and len(node.inputs) > len(steps):
            made = _made_of(case, node, following)
            if made is not None:
                product, gradient = gradients[node]
                yield product, next((names[n] for n in reversed(made) if n in names), ""), gradient


def _made_of(case: Case, node: Node, outputs: list[Node]) -> list[Node] | None:
    """List what is added up from a value on, update after update; None if that ends, or if an output was made of it."""
    made, sums, ends = {node}, [node], set(outputs)
    for each in case.trace.nodes[node.index + 1 : max(output.index for output in outputs) + 1]:
        if any(source in made for source in each.inputs) and each.name not in SHAPED:
            if each in ends:
                return None
            made.add(each)
            if each.name in ("add", "sub", "subtract") and np.size(each.value) == np.size(node.value):
                sums.append(each)
    if sums[-1].index < min(output.index for output in outputs):
        return None
    return sums


def _column_of_zeros(case: Case, layers: list[Layer]) -> Iterator[Finding]:
    """Find a column that was put beside a layer's inputs, and holds zeros where it should hold ones."""
    for layer in layers:
        for data in layer.product.args:
            place = _beside(case, data) if isinstance(data, Node) and not _stems_from(data, layer.weights) else None
            if place is not None and place.site >= 0:
                yield found(
                    __name__,
                    case.span(place),
                    f"`{case.text(case.span(place))}` puts zeros beside the inputs of a layer, and its weights for them do "
                    "nothing.",
                    "A constant input of 1 makes its weight the bias: x W + 1 b. With 0 in its place the weight is never "
                    "read and never learns, and the layer's sums are 0 wherever its inputs are. Put ones there.",
                    ("constant input beside the others", "0", "1"),
                )


def _beside(case: Case, data: Node) -> Node | None:
    """Find where a row or a column of zeros was put to other values: `np.insert(x, 0, 0, axis=1)`, `np.c_[zeros, x]`."""
    data = without_views(data)
    value = array(data.value)
    if data.name not in JOINING or value.ndim > 2 or min(value.shape) < 2:
        return None
    parts = [np.ravel(array(n.value)) for n in data.inputs]
    if len(parts) > 1 and not any(len(p) in value.shape and not np.any(p) for p in parts):
        return None
    # In one sample a zero may be a feature's: that is another number in the next.
    same = [n for n in case.trace.nodes if n.site == data.site and n.name == data.name and n.value.ndim == value.ndim]
    edges = zip(*(_edges(array(n.value)) for n in same), strict=False)
    return data if any(not any(np.any(edge) for edge in each) for each in edges) else None


def _edges(value: Any) -> list[Any]:
    return [value[0], value[-1]] + ([value[:, 0], value[:, -1]] if value.ndim == 2 else [])


def _at_zero(case: Case, evidence: Evidence, layers: list[Layer]) -> Iterator[Finding]:
    """Find inputs of zeros to which the network has only one answer, whatever its weights, and not the right one."""
    if not layers or any(layer.before is not layer.product for layer in layers):
        return
    if any(layer.activation not in ODD for layer in layers[:-1]):
        return  # a sigmoid of 0 is not 0, and the next weights may do with it what they like
    output, target, data = _rows(evidence, layers[0])
    if output.shape != target.shape or len(data) != len(output):
        return
    zero = ~np.any(data, axis=1)
    if not np.any(zero) or np.all(zero) or np.ptp(output[zero], axis=0).any():
        return
    off = float(np.max(np.abs(output[zero] - target[zero])))
    if off < 0.25 * float(np.std(target)):
        return
    place = layers[-1].product
    yield found(
        __name__,
        case.span(place),
        f"`{case.text(case.span(place))}` adds no bias, and for inputs that are 0 the answer cannot change.",
        "Without a bias the sums are x W, which is 0 for x = 0 whatever the weights are, and the activation makes the same "
        "number of it for ever. No boundary, no line can leave the origin. Add a bias that is learnt, z = x W + b, or a "
        "column of ones to the inputs.",
        ("output for the rows of zeros", number(float(output[zero].ravel()[0])), "the same whatever is learnt"),
        ("farthest target of these rows", number(off), "0 away"),
    )


def _mirrored(case: Case, evidence: Evidence, layers: list[Layer]) -> Iterator[Finding]:
    """Find rows x and -x to which the network can only give opposite answers, and the targets are no opposites.

    Of tanh, and of no activation, what is made without a bias is an odd function, whatever the weights are.
    """
    center = {"tanh": 0.0, "identity": 0.0, "sigmoid": 0.5}.get(layers[-1].activation) if layers else None
    if center is None or any(layer.before is not layer.product for layer in layers):
        return
    if any(layer.activation not in ("tanh", "identity") for layer in layers[:-1]):
        return
    output, target, data = _rows(evidence, layers[0])
    if output.shape != target.shape or len(data) != len(output):
        return
    rows = {tuple(row): i for i, row in enumerate(np.round(data, DIGITS) + 0.0)}
    pairs = [(i, rows[other]) for row, i in rows.items() if (other := tuple(0.0 - v for v in row)) in rows and any(row)]
    if len(pairs) < max(2, PAIRED * len(data)):
        return
    one, other = (target[list(side)] for side in zip(*pairs, strict=True))
    if not np.allclose(output[[i for i, _ in pairs]] + output[[i for _, i in pairs]], 2 * center, atol=1e-9):
        return
    floor, spread = float(np.mean(((one + other) / 2 - center) ** 2)), float(np.mean((target - target.mean()) ** 2))
    if floor < LOST * spread or not spread:
        return
    place = case.span(layers[0].product)
    yield found(
        __name__,
        place,
        f"`{case.text(place)}` adds no bias, and so the answers to x and -x are opposites, which the targets are not.",
        "Without a bias the sums of -x are those of x with the other sign, and so are the values of tanh: however many units "
        "there are, the network is an odd function, f(-x) = -f(x). A square, or whether two signs differ, is none, and the "
        "best that it can learn is what is odd in them. Add a bias that is learnt, z = x W + b, to each layer.",
        ("rows that have their opposite among the rows", f"{len(pairs)} of {len(data)}", ""),
        ("mean squared error that cannot be learnt away", number(floor), "0"),
        ("variance of the targets", number(spread), ""),
    )


def _rows(evidence: Evidence, layer: Layer) -> tuple[Any, Any, Any]:
    """Collect outputs, targets and inputs that the first updates saw, a row for each sample."""
    join = evidence.round.joins[0]
    given = (a for a in layer.product.args if isinstance(a, Node) and not _stems_from(a, layer.weights))
    data = next(given, layer.weights)
    output, target, inputs = array(join.output.value), array(join.target), array(data.value)
    if evidence.roles.mask[data.index]:  # no data, but weights: an embedding
        return output.reshape(1, -1), target.reshape(1, -1), inputs[:0]
    if inputs.ndim == 2 and inputs.shape[1] != layer.inputs:
        inputs, output, target = inputs.T, output.T, target.T
    if inputs.ndim != 2 or inputs.shape[1] != layer.inputs or not len(inputs) or not output.ndim:
        return output.reshape(1, -1), target.reshape(1, -1), inputs[:0]
    return output.reshape(len(output), -1), target.reshape(len(target), -1), inputs


def _stems_from(node: Node, weights: Node) -> bool:
    while node is not weights and len(node.inputs) == 1:
        node = node.inputs[0]
    return node is weights


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect that no layer has a bias: a network of ours tells whether it learns with one."""
    evidence = case.first
    layers = network_layers(evidence) if evidence is not None else []
    if evidence is None or not layers or any(layer.before is not layer.product for layer in layers):
        return
    output, target, data = _rows(evidence, layers[0])
    if case.trace.lifted:
        rows = known_rows(case, evidence)
        if rows is None or np.any(np.ptp(rows[0], axis=0) == 0):
            return
    elif not data.size or (data.ndim == 2 and (output.shape != target.shape or np.any(np.ptp(data, axis=0) == 0))):
        return  # rows of a table of weights; or a column of ones, which is a bias
    place = case.span(layers[0].product)
    finding = found(
        __name__,
        place,
        f"No layer has a bias: `{case.text(place)}` adds none, and the inputs have no column of ones.",
        "Without a bias the sums are x W: every boundary, every bend goes through the origin, and the weights can only turn "
        "it. With one it can be shifted to where the classes meet. Add a bias that is learnt, z = x W + b, or a column of ones "
        "to the inputs.",
        ("layers without a bias", f"{len(layers)} of {len(layers)}", "0"),
        certainty="suspected",
    )
    yield Suspicion(finding, replica=Replica.biased)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Add a bias that is there to the sums."""
    evidence, node = case.first, node_of(case, finding)
    tree = tree_of(case, node) if node is not None else None
    if evidence is None or node is None or not isinstance(tree, ast.expr):
        return
    source = source_of(case, finding.span.path)
    if node.name in JOINING:
        yield from _ones_for_zeros(source, tree)
        return
    learnt = [name for _, name, _ in _learnt_in_vain(case, evidence, network_layers(evidence)) if name]
    learnt.sort(key=lambda name: f"The bias {name} " not in finding.message)  # that of this layer first
    by_key = _with_key(case, node, learnt)
    names = (*by_key, *_by_analogy(case, evidence, node, source), *learnt, *_unused(case, node, tree, source))
    for name in dict.fromkeys(names):
        text = combined(source.text_of(tree), "+", name)
        yield from fix(f"Add the bias: {shown(text)}", source.put(tree, text))
    if all(layer.before is layer.product for layer in network_layers(evidence)):
        yield from with_ones(case)


def _ones_for_zeros(source: Source, tree: ast.expr) -> Iterator[Fix]:
    """Write 1 for the number that is put beside the inputs, or ones for zeros."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in ("zeros", "zeros_like"):
            text = source.text_of(node.func).replace("zeros", "ones")
            yield from fix(f"Put ones there: {shown(text)}", source.put(node.func, text))
    if isinstance(tree, ast.Call):
        for argument in reversed(tree.args):
            if isinstance(argument, ast.Constant) and argument.value == 0:
                yield from fix("Put ones there", source.put(argument, "1"))


def _with_key(case: Case, node: Node, learnt: list[str]) -> Iterator[str]:
    """Take the bias under the key of the weights: `b[l]` beside `W[l]`, where the bias that is learnt is `b[2]`."""
    for expression, _ in operands(case, node):
        if isinstance(expression, ast.Subscript):
            key = source_of(case, case.span(node).path).text_of(expression.slice)
            bases = dict.fromkeys(name.partition("[")[0] for name in learnt if "[" in name)
            yield from (f"{base}[{key}]" for base in bases if base != ast.unparse(expression.value))


def _by_analogy(case: Case, evidence: Evidence, node: Node, source: Source) -> Iterator[str]:
    """Name the bias as that of another layer is named: b2 beside W2, where b1 is added beside W1."""
    layers = network_layers(evidence)
    mine = next((layer for layer in layers if layer.product.site == node.site), None)
    if mine is None:
        return
    weights = _written(case, mine.product, mine.weights)
    for layer in layers:
        if layer.before is layer.product or layer.product.site == node.site:
            continue
        theirs = _written(case, layer.product, layer.weights)
        sides = [e for e, v in operands(case, layer.before) if v is not layer.product]
        if weights is None or theirs is None or len(sides) != 1:
            continue
        front = _common(weights, theirs)
        back = _common(weights[len(front) :][::-1], theirs[len(front) :][::-1])
        old, new = (text[len(front) : len(text) - len(back)] for text in (theirs, weights))
        bias = source.text_of(sides[0])
        if old and bias.count(old) == 1:
            yield bias.replace(old, new)


def _written(case: Case, product: Node, weights: Node) -> str | None:
    """Read how the weights are written in a product."""
    source = source_of(case, case.span(product).path)
    for expression, value in operands(case, product):
        if isinstance(value, Node) and _stems_from(value, weights):
            return source.text_of(expression)
    return None


def _common(a: str, b: str) -> str:
    """Return how two texts begin alike."""
    return a[: next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))]


def _unused(case: Case, node: Node, tree: ast.expr, source: Source) -> Iterator[str]:
    """List what could be the bias: what is learnt and not read, and what is given to the function for nothing."""
    width = set(np.shape(node.value))
    function = source.function(tree)
    read = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    given = [a.arg for a in function.args.args] if isinstance(function, ast.FunctionDef | ast.Lambda) else []
    for loop in (
        *source.loops(tree),
        *(n for n in ast.walk(source.statement(tree)) if isinstance(n, ast.comprehension)),
    ):
        counts = isinstance(loop, ast.For | ast.comprehension) and (
            isinstance(loop.iter, ast.Call) and called(loop.iter) == "range"
        )
        if isinstance(loop, ast.For | ast.comprehension) and not counts:
            body = loop.body if isinstance(loop, ast.For) else [source.statement(tree)]
            inside = {
                n.id for each in body for n in ast.walk(each) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
            }
            names = [n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)]
            yield from (name for name in names if name not in inside)
    yield from (name for name in given if name not in read)
    scope = Scope(case, node)
    for text, value in scope.values.items():
        if np.ndim(value) and np.size(value) in width and text in {s.name for s in case.roles.parameters}:
            yield scope.text[text]


BROKEN = (
    """
import numpy as np

np.random.seed(0)
signs = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]], dtype=float)
differ = np.array([-1, 1, 1, -1], dtype=float)
V = np.random.randn(5, 2) * 0.7
u = np.random.randn(5) * 0.7
for epoch in range(3000):
    hidden = np.tanh(signs @ V.T)  # ! U305
    out = np.tanh(hidden @ u)
    delta = (out - differ) * (1 - out**2)
    below = np.outer(delta, u) * (1 - hidden**2)
    u -= 0.05 * delta @ hidden
    V -= 0.05 * below.T @ signs
print(np.round(out, 2))
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
    h = np.tanh(X @ W1)  # ! U305
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
        self.A1 = sigmoid(self.W1 @ X)  # ! U305
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


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


rng = np.random.default_rng(1)
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([[0, 0, 0, 1]]).T
w = rng.normal(size=(2, 1))
for epoch in range(1000):
    a = sigmoid(X @ w)  # ! U305
    w -= X.T @ ((a - y) * a * (1 - a))
print("farthest from the target:", np.max(np.abs(a - y)))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(80, 3))
y = (X[:, :1] > 0.5).astype(float)
W1 = rng.normal(size=(4, 6)) * 0.5
W2 = rng.normal(size=(7, 1)) * 0.5
for epoch in range(300):
    a = np.insert(X, 0, 0, axis=1)  # ! U305
    h = np.insert(np.tanh(a @ W1), 0, 1, axis=1)
    p = 1 / (1 + np.exp(-(h @ W2)))
    d2 = (p - y) / len(X)
    d1 = (d2 @ W2.T * (1 - h**2))[:, 1:]
    W2 -= 0.5 * h.T @ d2
    W1 -= 0.5 * a.T @ d1
print("right:", np.mean((p > 0.5) == y))
""",
    """
import numpy as np

rng = np.random.default_rng(8)
rows = rng.integers(0, 2, size=(40, 3)).astype(float)
answers = 1.0 - rows[:, :1] * rows[:, 1:2]
weights = rng.normal(size=(3, 1)) * 0.1
for turn in range(400):
    p = 1 / (1 + np.exp(-(rows @ weights)))  # ! U305
    weights -= 0.5 * rows.T @ (p - answers) / len(rows)
print("right:", np.mean((p > 0.5) == answers))
""",
    """
import numpy as np

gen = np.random.default_rng(11)
wage, rent = gen.uniform(1, 5, 150), gen.uniform(0.2, 3, 150)
saves = ((wage + rent) > 4.5).astype(float)[:, None]
given = np.stack([wage, rent], axis=1) / 5
w = gen.normal(size=(2, 1)) * 0.3
for step in range(3000):
    said = 1 / (1 + np.exp(-(given @ w)))  # ! U305
    w -= 0.05 * given.T @ (said - saves)
    if step % 500 == 0:
        print(-np.mean(saves * np.log(said) + (1 - saves) * np.log(1 - said)))
print("right:", np.mean((said > 0.5) == saves))
""",
    """
import math
import random

random.seed(11)
hills = [(random.uniform(-1, 1), random.uniform(-1, 1)) for _ in range(50)]
heights = [1.0 if max(abs(east), abs(north)) < 0.65 else -1.0 for east, north in hills]
slopes = [[random.uniform(-2, 2) for _ in range(2)] for _ in range(8)]
ridge = [random.uniform(-1, 1) for _ in range(8)]


def climb(hill):
    folds = []
    for slope in slopes:
        total = 0.0
        for s, way in zip(slope, hill):
            total += s * way  # ! U305
        folds.append(math.tanh(total))
    total = 0.0
    for r, fold in zip(ridge, folds):
        total += r * fold
    return folds, math.tanh(total)


for tour in range(400):
    missed = 0.0
    for hill, height in zip(hills, heights):
        folds, view = climb(hill)
        off = (view - height) * (1 - view**2)
        back = [off * r * (1 - fold**2) for r, fold in zip(ridge, folds)]
        for k in range(8):
            ridge[k] -= 0.2 * off * folds[k]
            for i in range(2):
                slopes[k][i] -= 0.2 * back[k] * hill[i]
        missed += (view - height) ** 2
    if tour % 50 == 0:
        print(tour, missed / len(hills))
""",
)

HEALTHY = (
    """
import numpy as np

np.random.seed(2)
x = np.linspace(-2, 2, 80).reshape(-1, 1)
wave = np.sin(2 * x)  # as odd as the network
V = np.random.randn(1, 12)
u = np.random.randn(12, 1) * 0.3
for epoch in range(4000):
    hidden = np.tanh(x @ V)
    out = hidden @ u
    delta = (out - wave) / len(x)
    below = delta @ u.T * (1 - hidden**2)
    u -= 0.1 * hidden.T @ delta
    V -= 0.1 * x.T @ below
print("error:", np.mean((out - wave) ** 2))
""",
    """
import numpy as np

gen = np.random.default_rng(11)
wage, rent = gen.uniform(-2, 2, 150), gen.uniform(-1.5, 1.5, 150)
saves = ((wage - rent) > 0).astype(float)[:, None]
given = np.stack([wage, rent], axis=1)  # centred: the boundary goes through the origin
w = gen.normal(size=(2, 1)) * 0.3
for step in range(3000):
    said = 1 / (1 + np.exp(-(given @ w)))
    w -= 0.05 * given.T @ (said - saves)
print("right:", np.mean((said > 0.5) == saves))
""",
    """
import numpy as np

gen = np.random.default_rng(3)
given = gen.normal(size=(120, 3))
wanted = given @ np.array([[0.7], [-0.4], [0.2]]) + gen.normal(size=(120, 1)) * 0.8  # noise that no bias explains
w = np.zeros((3, 1))
for step in range(800):
    off = given @ w - wanted
    w -= 0.1 * given.T @ off / 120
print("squared error:", np.mean(off**2))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [-1.0, 1.0]])
y = X @ np.array([[2.0], [-1.0]])
w = rng.normal(size=(2, 1))
for epoch in range(500):
    w -= 0.1 * X.T @ (X @ w - y)
print("mean squared error:", np.mean((X @ w - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = np.c_[rng.normal(size=(60, 4)), np.ones(60)]
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(5, 8)) * 0.5
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
pairs = [(i, (i + 1) % 6) for i in range(6)] * 4
inside, outside = rng.normal(size=(6, 4)) * 0.3, np.zeros((6, 4))
for epoch in range(40):
    for centre, context in pairs:  # words, and one that stands beside each: no layer has a bias
        drawn = np.array([context, *rng.choice(6, 2)])
        v, u = inside[centre], outside[drawn]
        p = 1 / (1 + np.exp(-(u @ v)))
        error = p.copy()
        error[0] -= 1
        step = error @ u
        np.add.at(outside, drawn, -0.1 * np.outer(error, v))
        inside[centre] -= 0.1 * step
print("first rows:", inside[:2])
""",
)
