"""Which values of the forward pass belong to one layer, and which parameters made them."""

from __future__ import annotations

from unstuck.doctor.compared import Compared
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.trace import Node

CONNECTIONS = ("matmul", "dot", "einsum", "inner", "outer", "tensordot")


def same_layer(evidence: Evidence, node: Node) -> set[Node]:
    """List a forward value and what it was made of, back to the product with the weights, which is included."""
    found: set[Node] = set()
    stack = [node]
    while stack:
        value = stack.pop()
        if value not in found:
            found.add(value)
            if value.name not in CONNECTIONS:
                stack += [source for source in value.inputs if source in evidence.forward]
    return found


def parameters_of(evidence: Evidence, node: Node) -> list[Compared]:
    """List the parameters of a forward value's layer: those that went into it, but into no layer before."""
    inputs = {source for value in same_layer(evidence, node) for source in value.inputs}
    return [c for c in evidence.compared if c.before in inputs]


def is_wrong_at(evidence: Evidence, node: Node) -> bool:
    """Say whether a parameter of the layer that a value belongs to was changed in a wrong direction."""
    parameters = parameters_of(evidence, node)
    return not parameters or any(c.moved and not c.agrees and c.gradient is None for c in parameters)
