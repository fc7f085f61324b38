"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import Directions, array
from unstuck.doctor.findings import Finding
from unstuck.doctor.layers import network_layers
from unstuck.doctor.trace import Node


def diagnose(case: Case) -> Iterator[Finding]:
    """Find layers for which a bias is learnt that is never added."""
    evidence = case.first
    if evidence is None:
        return
    sums: dict[Node, Any] = {}
    for layer in network_layers(evidence):
        back = evidence.adjoint.get(layer.product)
        if layer.before is not layer.product or back is None:
            continue
        axis = 0 if np.ndim(back) == 2 and np.shape(back)[1] == layer.outputs else 1
        sums[layer.product] = np.sum(back, axis=axis) if np.ndim(back) == 2 else back
    directions = Directions(sums)
    for new, step in _unread_sums(case):
        hit = directions.find(array(step.value).ravel())
        if hit is None:
            continue
        name = next((w.name for w in case.trace.writes if w.node is new), "it")
        yield found(
            __name__,
            case.span(hit[0]),
            f"The bias {name} is updated, but `{case.text(case.span(hit[0]))}` does not add it.",
            "Without a bias a layer's sums are 0 wherever its inputs are 0: its units can turn their boundary, but never "
            "shift it. The script computes the bias's gradient and moves it, and the forward pass does not use it. Add it "
            "to the sums: z = x W + b.",
            ("places where the bias is read, apart from its own update", "0", "1"),
            ("length of its gradient in one update", number(float(np.linalg.norm(array(step.value)))), ""),
        )


def _unread_sums(case: Case) -> Iterator[tuple[Node, Node]]:
    """List values that grow by a step again and again and that nothing reads: the first of each, and its step."""
    roles = case.roles
    seen = set()
    for node in case.trace.nodes:
        if node.name not in ("add", "sub", "subtract") or node.site < 0 or node.site in seen or len(node.inputs) != 2:
            continue
        old, step = node.inputs
        if node in roles.version or np.size(node.value) != np.size(old.value) or not np.ndim(node.value):
            continue
        users = roles.users.get(node, ())
        again = [u for u in users if u.site == node.site and u.inputs[0] is node]
        elsewhere = [u for u in roles.users.get(old, ()) if u.site != node.site]
        if len(users) == len(again) == 1 and not elsewhere:
            seen.add(node.site)
            yield node, _before_scaling(step)


def _before_scaling(step: Node) -> Node:
    """Go back over products with single numbers: the learning rate."""
    while step.name in ("mul", "multiply", "div", "neg") and step.inputs:
        arrays = [s for s in step.inputs if np.ndim(s.value)]
        if len(arrays) != 1:
            break
        step = arrays[0]
    return step


BROKEN = ()

HEALTHY = ()
