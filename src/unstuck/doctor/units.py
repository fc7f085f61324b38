"""The layers of the script's network: what goes into each product with weights, before the activation and after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unstuck.doctor.evidence import Evidence
from unstuck.doctor.layers import name_activation
from unstuck.doctor.roles import JOINING, VIEWS, ancestors
from unstuck.doctor.trace import PRODUCTS, Node
from unstuck.doctor.tracing.replays import Several

PASSING = VIEWS | JOINING | {"pick"}
SUMS = {"add", "sub", "subtract", "sum", "float", "float64"}


@dataclass(frozen=True)
class Unit:
    """A whole layer in a network of arrays, one unit in a network of plain numbers.

    `depth` counts the layers from the inputs, from 1; `before` is the sum that goes into the activation, `after` what
    comes out of it. Where no activation is applied they are one. `activation` is as in `layers.name_activation`.
    """

    depth: int
    before: Node
    after: Node
    activation: str


def find_units(evidence: Evidence, output: Node | None = None) -> list[Unit]:
    """Find the layers of one forward pass, that of an output, or of the first which met its target, in their order.

    The last one is the output itself.
    """
    roles = evidence.roles
    output = output or evidence.round.joins[0].output
    forward = sorted(ancestors([output], roles.version), key=lambda n: n.index)
    inside = set(forward)
    products = [n for n in forward if n.name in PRODUCTS and any(_weight(evidence, s) for s in n.inputs)]
    products = [n for n in products if roles.mixed[n.index]]
    after: dict[Node, None] = {}
    for product in products:
        for source in product.inputs:
            if source in inside and _mixed(evidence, source) and not _weight(evidence, source):
                after.setdefault(_origin(source, evidence))
    after.setdefault(_origin(output, evidence))
    linear = _sums_of(products, forward, evidence)
    depth: dict[Node, int] = {}
    units = []
    for node in sorted(after, key=lambda n: n.index):
        before, below = _before(node, linear, after)
        depth[node] = 1 + max((depth[b] for b in below if b in depth), default=0)
        # Saturated, sigmoid and tanh look alike: then it counts what was called.
        name = "tanh" if node.name == "tanh" else name_activation(before.value, node.value)
        units.append(Unit(depth[node], before, node, name))
    return units


def first_products(evidence: Evidence) -> list[tuple[Node, Node, int]]:
    """Find the products of data and weights in one forward pass.

    Returns
    -------
    list of (product, data, axis)
        `axis` is that of the data along which the features lie.
    """
    roles = evidence.roles
    found = []
    for node in sorted(ancestors([evidence.round.joins[0].output], roles.version), key=lambda n: n.index):
        if node.name not in PRODUCTS or len(node.args) < 2 or not roles.mixed[node.index]:
            continue
        for i in (0, 1):
            data, weight = node.args[i], node.args[1 - i]
            if not isinstance(data, Node) or not isinstance(weight, Node) or roles.mask[data.index]:
                continue
            if data not in roles.version and _weight(evidence, weight) and np.asarray(data.value).dtype.kind in "fiu":
                found.append((node, data, np.ndim(data.value) - 1 if i == 0 else 0))
    return found


def _weight(evidence: Evidence, node: Node) -> bool:
    """Say whether a value is a version of a parameter, or a part or another shape of one."""
    while node not in evidence.roles.version:
        if not evidence.roles.mask[node.index] or evidence.roles.mixed[node.index] or not node.inputs:
            return False
        node = node.inputs[0]
    return True


def _mixed(evidence: Evidence, node: Node) -> bool:
    """Say whether a value was made from data and weights, and is no weight itself."""
    return evidence.roles.mixed[node.index] and node not in evidence.roles.version


def _origin(node: Node, evidence: Evidence) -> Node:
    """Go back through changes of shape and added ones to where the numbers were made."""
    while node.name in PASSING:
        sources = [s for s in node.inputs if _mixed(evidence, s)]
        if len(sources) != 1 or node in evidence.roles.version or isinstance(sources[0].value, Several):
            break
        node = sources[0]
    return node


def _sums_of(products: list[Node], forward: list[Node], evidence: Evidence) -> set[Node]:
    """Collect the products with weights and the sums of them, biases included."""
    linear = set(products)
    for node in forward:
        if node not in linear and node.name in SUMS | PASSING:
            mixed = [s for s in node.inputs if _mixed(evidence, s)]
            if mixed and all(s in linear for s in mixed):
                linear.add(node)
    return linear


def _before(after: Node, linear: set[Node], others: dict[Node, None]) -> tuple[Node, set[Node]]:
    """Find the last sum that an activation was made from, and the activations below it."""
    below: set[Node] = set()
    seen = {after}
    stack = [after]
    sums = []
    while stack:
        node = stack.pop()
        if node in linear:
            sums.append(node)
        for source in node.inputs:
            if source in others and source is not after:
                below.add(source)
            elif source not in seen:
                seen.add(source)
                stack.append(source)
    return max(sums, key=lambda n: n.index, default=after), below
