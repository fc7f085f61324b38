"""Values that the output is made from as from weights and biases, but that never change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Span
from unstuck.doctor.gradients import adjoints
from unstuck.doctor.roles import Roles, ancestors
from unstuck.doctor.slots import carriers
from unstuck.doctor.starts import where_written
from unstuck.doctor.trace import PRODUCTS, Node


@dataclass(frozen=True)
class Frozen:
    """A value that never changes: its name, where it was written, and the true gradient of the loss there."""

    node: Node
    name: str
    span: Span
    is_bias: bool
    true: Any


def frozen_values(case: Case, evidence: Evidence) -> list[Frozen]:
    """Find named constants in the forward pass that are used again and again as a weight or a bias is."""
    roles = evidence.roles
    candidates: dict[Node, bool] = {}
    for user in evidence.forward:
        if len(user.args) < 2:
            continue
        for i in (0, 1):
            value, other = user.args[i], user.args[1 - i]
            if not isinstance(value, Node) or not isinstance(other, Node) or roles.mask[value.index]:
                continue
            if value in roles.version or other in roles.version or not roles.mixed[other.index]:
                continue
            if np.asarray(value.value).dtype.kind != "f":
                continue
            again = sum(1 for u in roles.users[value] if u.site == user.site)
            if again < 2 or np.size(value.value) < 1 or value.name not in ("leaf", "mul", "div", "sub"):
                continue
            if user.name in ("add", "sub") and np.size(value.value) < max(2, np.size(user.value)):
                candidates[value] = True
            elif user.name in ("matmul", "dot") and np.ndim(value.value) == 2:
                candidates[value] = False
    if not candidates:
        return []
    written = {node: where_written(case, node) for node in candidates if _is_a_start(node)}
    candidates = {node: bias for node, bias in candidates.items() if written.get(node)}
    if not candidates:
        return []
    seeds = {
        j.output: np.asarray(evidence.loss.slope(np.asarray(j.output.value, dtype=float), j.target))
        for j in evidence.round.joins
    }
    forward = ancestors(seeds, roles.version)
    true = adjoints(seeds, forward, lambda n: n in candidates or n in roles.version or bool(roles.mask[n.index]))
    out = []
    for node, bias in candidates.items():
        place = written[node]
        if node in true and place is not None:
            out.append(Frozen(node, *place, bias, true[node]))
    return out


def _is_a_start(node: Node) -> bool:
    """Say whether a constant can be the start of a parameter: all zeros, or all different, and no part of the data."""
    value = np.asarray(node.value, dtype=float)
    return not np.any(value) or (value.size > 1 and len(np.unique(value)) > 0.9 * value.size)


def lost_updates(roles: Roles) -> list[tuple[Node, Node]]:
    """Find new values of weights that nothing ever reads: pairs of the weight and the value computed in vain.

    The new value is the old one plus something that depends on the old one, as a gradient does; and it is computed
    again and again from the same old value.
    """
    found: dict[int, tuple[Node, Node]] = {}
    times: dict[int, int] = {}
    for node in roles.trace.nodes:
        if (
            node.name not in ("sub", "add", "subtract")
            or roles.users.get(node)
            or node.site < 0
            or not np.ndim(node.value)
        ):
            continue
        if node in roles.version:
            continue
        for old in carriers(node)[:1]:
            if roles.mask[old.index] or old in roles.version:
                continue
            if not any(
                u.site != node.site and u.name in (*PRODUCTS, "add", "T", "transpose") for u in roles.users[old]
            ):
                continue
            if any(old in ancestors([step], roles.version) for step in node.inputs if step is not old):
                times[node.site] = times.get(node.site, 0) + 1
                found.setdefault(node.site, (old, node))
    return [pair for site, pair in found.items() if times[site] > 1]
