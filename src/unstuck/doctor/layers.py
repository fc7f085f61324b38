"""The layers of the network, read off the forward pass of one output."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.lifting import Entries, Sums
from unstuck.doctor.losses import softmax
from unstuck.doctor.roles import ancestors
from unstuck.doctor.trace import Node

OTHER = "another activation"
_PUT_TOGETHER = ("insert", "concatenate", "hstack", "vstack", "append", "c_", "r_", "T", "transpose", "reshape")
_DRESSINGS = ("T", "transpose", "getitem", "reshape", "array", "asarray", "copy", "squeeze", "delete")


@dataclass(frozen=True)
class Layer:
    """A layer: the product with its weights, the value before its activation, the one after it, and what that is."""

    weights: Node
    product: Node
    before: Node
    after: Node
    inputs: int
    outputs: int
    activation: str


def network_layers(evidence: Evidence) -> list[Layer]:
    """Find the layers that lead to the first output of a round, from the inputs on.

    A layer is a product with a parameter, or, in a loop over single numbers, the sum of such products.
    """
    output = evidence.round.joins[0].output
    way = sorted(ancestors([output], evidence.roles.version), key=lambda n: n.index)
    products = [(node, *found) for node in way if (found := _weights(evidence, node)) is not None]
    layers = []
    for number, (product, weights, into, out) in enumerate(products):
        after = _into(evidence, products[number + 1], product) if number + 1 < len(products) else output
        before = _with_bias(evidence, way, product, after)
        name = name_activation(before.value, after.value)
        if (name == "identity") != _is_only_a_view(after, before):  # a ReLU, say, none of whose sums is negative
            name = "identity" if name == OTHER else OTHER
        layers.append(Layer(weights, product, before, after, into, out, name))
    return layers


def _is_only_a_view(after: Node, before: Node) -> bool:
    while after is not before and after.name in _DRESSINGS and after.inputs:
        after = after.inputs[0]
    return after is before


def _weights(evidence: Evidence, node: Node) -> tuple[Node, int, int] | None:
    """Return the parameter with which a node multiplies data, and the widths of the layer; None if it does not."""
    if node.name == "sum" and (product := _products(node)) is not None:
        weights = next((n for n in product.inputs if n in evidence.roles.version), None)
        out = int(np.size(node.value))
        return (weights, int(np.size(product.value)) // out, out) if weights is not None else None
    if node.name == "einsum":
        return _einsum_weights(evidence, node)
    if node.name not in ("matmul", "dot") or len(node.args) != 2:
        return None
    shapes: list[tuple[int, ...]] = [np.shape(a.value) if isinstance(a, Node) else () for a in node.args]
    for i, a in sorted(enumerate(node.args), key=lambda each: -len(shapes[each[0]])):  # a row of a table is data
        root = _parameter(evidence, a)
        if root is not None and len(shapes[i]) == 1:
            return root, shapes[i][0], 1
        if root is not None and len(shapes[i]) == 2:
            into, out = (shapes[i][0], shapes[i][1]) if i == 1 else (shapes[i][1], shapes[i][0])
            return root, into, out
    return None


def _parameter(evidence: Evidence, value: Any) -> Node | None:
    """Find the parameter of which a value is another shape or a part."""
    while isinstance(value, Node) and value not in evidence.roles.version and value.name in _DRESSINGS and value.inputs:
        value = value.inputs[0]
    return value if isinstance(value, Node) and value in evidence.roles.version else None


def _einsum_weights(evidence: Evidence, node: Node) -> tuple[Node, int, int] | None:
    """Read the parameter and the widths off `einsum("ij,jk->ik", data, weights)`: letters that vanish are summed."""
    if len(node.args) != 3 or not isinstance(node.args[0], str) or "->" not in node.args[0]:
        return None
    before, result = node.args[0].replace(" ", "").split("->")
    for letters, operand in zip(before.split(","), node.args[1:], strict=True):
        weights = _parameter(evidence, operand)
        if weights is not None and len(letters) == np.ndim(operand.value) in (1, 2):
            sizes = dict(zip(letters, np.shape(operand.value), strict=True))
            into = [n for letter, n in sizes.items() if letter not in result]
            out = [n for letter, n in sizes.items() if letter in result]
            return (weights, into[0], out[0] if out else 1) if len(into) == 1 else None
    return None


def _products(node: Node) -> Node | None:
    """Find the products that a loop adds up: single numbers, written as an array."""
    terms = node.inputs[0] if len(node.inputs) == 1 else None
    loop = isinstance(node.function, Sums | Entries) or node.function is np.sum
    return terms if loop and terms is not None and terms.name == "mul" and len(terms.args) == 2 else None


def _into(evidence: Evidence, product: tuple[Node, Node, int, int], earlier: Node) -> Node:
    """Find the value that goes into a product as its data, before dropout or a column for the bias."""
    node, weights, *_ = product
    operands = (_products(node) or node).args if node.name == "sum" else node.args
    data = next((a for a in operands if isinstance(a, Node) and not _is_from(a, weights)), node)
    while data.name in _PUT_TOGETHER or _masked(data, evidence):
        inner = [n for n in data.inputs if n.index >= earlier.index and evidence.roles.mask[n.index]]
        if not inner:
            break
        data = max(inner, key=lambda n: np.size(n.value))
    return data


def _masked(node: Node, evidence: Evidence) -> bool:
    """Say whether a value was multiplied by the mask of a dropout: an array that no weight went into, or its scale."""
    roles = evidence.roles
    if node.name not in ("mul", "multiply", "div", "divide") or len(node.args) != 2:
        return False
    active = [isinstance(a, Node) and (bool(roles.mask[a.index]) or a in roles.version) for a in node.args]
    if sum(active) != 1 or (node.name in ("div", "divide") and not active[0]):
        return False
    layer, mask = node.args if active[0] else node.args[::-1]
    shape = np.shape(mask.value if isinstance(mask, Node) else mask)
    return shape == np.shape(node.value) or (shape == () and _masked(layer, evidence))


def dropout_masks(evidence: Evidence) -> Iterator[tuple[Node, Node, Node]]:
    """List products of a layer's values, or of weights, and a mask of zeros and one other number: product, both."""
    roles = evidence.roles
    for node in sorted(evidence.forward, key=lambda n: n.index):
        if node.name not in ("mul", "multiply") or len(node.inputs) != 2:
            continue
        for kept, mask in (node.inputs, node.inputs[::-1]):
            values = np.asarray(mask.value)
            if values.dtype.kind not in "biuf" or values.shape != np.shape(node.value) or values.size < 2:
                continue
            if np.shape(kept.value) != values.shape:
                continue  # the mask's own scale
            others = np.unique(values[values != 0])
            drawn = not roles.mask[mask.index] and mask not in roles.version
            if drawn and 0 < np.count_nonzero(values) < values.size and np.ptp(others.astype(float)) == 0:
                yield node, kept, mask


def _is_from(node: Node, weights: Node) -> bool:
    while node is not weights and node.name in _DRESSINGS and node.inputs:
        node = node.inputs[0]
    return node is weights


def _with_bias(evidence: Evidence, way: list[Node], product: Node, after: Node) -> Node:
    """Find the sum of a product and its bias, the product of a state with its own weights before it or not."""
    total = product
    for node in way:
        if total.index < node.index <= after.index and node.name == "add" and total in node.inputs:
            others = [n for n in node.inputs if n is not total]
            if np.size(node.value) != np.size(product.value):
                continue
            if all(n in evidence.roles.version or not evidence.roles.mixed[n.index] for n in others):
                return node
            if not all(n.name in ("matmul", "dot") for n in others):
                break
            total = node
    return product


_NAMED: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("sigmoid", lambda z: 1 / (1 + np.exp(-z))),
    ("tanh", np.tanh),
    ("ReLU", lambda z: np.maximum(z, 0)),
    ("softplus", lambda z: np.logaddexp(0, z)),
    ("softmax", lambda z: softmax(z, -1)),
    ("softmax", lambda z: softmax(z, 0)),
)


def name_activation(before: Any, after: Any) -> str:
    """Say which function takes one value to the other, entry by entry; OTHER if none known does, or several."""
    tolerance = 1e-9 if array(before).dtype == getattr(before, "dtype", float) else 1e-5
    z, a = array(before), array(after)
    if z.size != a.size or not z.size or np.max(np.abs(z)) < 1e-3:  # near 0 tanh and the identity look the same
        return OTHER
    z = z.reshape(a.shape) if z.shape != a.shape else z
    if not np.any(a) and np.all(z < 0):
        return "ReLU"  # dead; a sigmoid comes near 0 and is never 0
    if np.array_equal(z, a):
        return "identity"
    with np.errstate(all="ignore"):
        for name, function in _NAMED:
            if (name != "softmax" or z.ndim) and np.allclose(function(z), a, rtol=tolerance, atol=tolerance / 1000):
                return name
        slopes = (a / z)[z < 0]
        positive = z > 0
        if (
            slopes.size > 1
            and 0 < np.min(slopes) < 1
            and np.allclose(a[positive], z[positive])
            and np.ptp(slopes) < 1e-6
        ):
            return "leaky ReLU"
    return OTHER
