"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding
from unstuck.doctor.layers import OTHER, name_activation, network_layers
from unstuck.doctor.roles import ancestors
from unstuck.doctor.trace import Node


def diagnose(case: Case) -> Iterator[Finding]:
    """Find biases behind the activation, and activations applied twice, where the backward pass thinks otherwise."""
    evidence = case.first
    if evidence is None or not any(c.moved and not c.right for c in evidence.compared):
        return
    way = sorted(ancestors([evidence.round.joins[0].output], evidence.roles.version), key=lambda n: n.index)
    biases = {c.before for c in evidence.compared if evidence.is_bias(c)}
    for layer in network_layers(evidence):
        span = [n for n in way if layer.product.index <= n.index <= layer.after.index]
        bias = next((n for n in span if n.name == "add" and any(s in biases for s in n.inputs)), None)
        if bias is not None:
            inner = next(s for s in bias.inputs if s not in biases)
            name = name_activation(layer.product.value, inner.value)
            if name not in ("identity", OTHER):
                text = case.text(case.span(bias))
                yield _finding(evidence, case, bias, f"The bias is added behind the {name}: `{text}`.", inner)
                continue
        for node in span:
            if node in (layer.before, layer.after) or np.shape(node.value) != np.shape(layer.after.value):
                continue
            first, second = (name_activation(a.value, b.value) for a, b in ((layer.before, node), (node, layer.after)))
            if first == second and first not in ("identity", "ReLU", OTHER):
                text = case.text(evidence.span_of_call(layer.after))
                yield _finding(evidence, case, layer.after, f"The {first} is applied twice in `{text}`.", node)
                break


def _finding(evidence: Evidence, case: Case, node: Node, message: str, inner: Node) -> Finding:
    return found(
        __name__,
        evidence.span_of_call(node),
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


BROKEN = ()

HEALTHY = ()
