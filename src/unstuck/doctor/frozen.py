"""Values that the output is made from as from weights and biases, but that never change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.directions import angle
from unstuck.doctor.evidence import Evidence, sample_axis
from unstuck.doctor.findings import Span
from unstuck.doctor.gradients import adjoints
from unstuck.doctor.roles import Roles
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
    doubtful: set[Node] = set()  # weights of data alone may be meant to stay, as random features are
    for user in evidence.forward:
        if len(user.args) < 2:
            continue
        for i in (0, 1):
            value, other = user.args[i], user.args[1 - i]
            if not isinstance(value, Node) or not isinstance(other, Node) or roles.mask[value.index]:
                continue
            if value in roles.version or other in roles.version or np.asarray(value.value).dtype.kind != "f":
                continue
            uses = [u for u in roles.users[value] if u.site == user.site]
            if len(uses) < 2 or np.size(value.value) < 1 or value.name not in ("leaf", "mul", "div", "sub"):
                continue
            product = user.name in ("matmul", "dot") and np.ndim(value.value) == 2
            if product and (roles.mixed[other.index] or _holds_still(evidence, user, i, uses)):
                candidates[value] = False
                if not roles.mixed[other.index]:
                    doubtful.add(value)
            elif user.name in ("add", "sub") and roles.mixed[other.index] and _is_beside(roles, user, value, uses):
                candidates[value] = True
    doubtful |= {node for node in candidates if not _is_a_start(node, candidates)}
    written = {node: where_written(case, node) for node in candidates}
    candidates = {node: bias for node, bias in candidates.items() if written.get(node)}
    if not candidates:
        return []
    made = set(candidates)
    for node in sorted(evidence.forward, key=lambda n: n.index):
        if any(source in made for source in node.inputs):
            made.add(node)
    true = adjoints(
        evidence.reading.slopes,
        evidence.forward,
        lambda n: n in made or roles.depends(n),
        evidence.reading.ties,
    )
    out = []
    for node, bias in candidates.items():
        place = written[node]
        if node not in true or place is None:
            continue
        if node not in doubtful or _meant_to_move(case, evidence, place[1], true[node]):
            out.append(Frozen(node, *place, bias, true[node]))
    return out


def _holds_still(evidence: Evidence, product: Node, position: int, uses: list[Node]) -> bool:
    """Say whether an operand is the weights of a first layer: other rows come each time, or it has no rows."""
    partners = {u.args[1 - position] for u in uses if len(u.args) == 2}
    if len(partners) > 1:
        return True
    axis = sample_axis(evidence, evidence.round.joins[0])
    other = product.args[1 - position].value
    rows = np.shape(other)[axis] if np.ndim(other) == 2 else 1
    return position == 1 - axis and rows == evidence.samples > 1


def _is_beside(roles: Roles, total: Node, value: Node, uses: list[Node]) -> bool:
    """Say whether a value is added as a bias is: to all rows of a batch, or to other rows each time."""
    if np.size(value.value) < max(2, np.size(total.value)):
        return True
    first, second = (_data(roles, use, value) for use in uses[:2])
    return bool(first - second) and bool(second - first)


def _data(roles: Roles, use: Node, value: Node) -> set[Node]:
    """List the values without parameters from which, and from parameters, a value was made."""
    stack, seen, data = [use], {use}, set()
    while stack:
        for source in stack.pop().inputs:
            if source in seen or source in roles.version or source is value:
                continue
            seen.add(source)
            if roles.mask[source.index]:
                stack.append(source)
            else:
                data.add(source)
    return data


def _meant_to_move(case: Case, evidence: Evidence, span: Span, true: Any) -> bool:
    """Say whether a constant is to be learnt: it was made where parameters were made, or its gradient is at hand."""
    for compared in evidence.compared:
        place = where_written(case, compared.slot.versions[0])
        if place is not None and place[1] == span:
            return True
    if np.size(true) < 2:
        return False  # a number has no direction
    later = (node for node in evidence.roles.trace.nodes if node not in evidence.forward)
    return any(np.shape(node.value) == np.shape(true) and angle(node.value, true)[1] < 1e-6 for node in later)


def _is_a_start(node: Node, others: Iterable[Node]) -> bool:
    """Say whether a constant can be the start of a parameter: all zeros, or all different, and no part of the data.

    Single numbers are looked at together.
    """
    value = np.asarray(node.value, dtype=float)
    if value.size == 1:
        value = np.array([float(np.ravel(n.value)[0]) for n in others if np.size(n.value) == 1])
    return not np.any(value) or (value.size > 1 and len(np.unique(value)) > 0.9 * value.size)


def lost_updates(roles: Roles) -> list[tuple[Node, Node]]:
    """Find new values of weights that nothing ever reads: pairs of the weight and the value computed in vain.

    The new value is the old one plus something that depends on the old one, as a gradient does; and it is computed
    again and again from the same old value.
    """
    found: dict[int, tuple[Node, Node]] = {}
    first: dict[tuple[int, Node], Node] = {}
    for node in roles.trace.nodes:
        if node.name not in ("sub", "add", "subtract") or roles.users.get(node) or node.site in found or node.site < 0:
            continue
        if node in roles.version:
            continue
        for part in carriers(node)[:1]:
            old = _table(part)
            if roles.mask[old.index] or old in roles.version:
                continue
            before = first.setdefault((node.site, old), node)
            if before is node or not any(
                u.site != node.site and u.name in (*PRODUCTS, "add", "T", "transpose", "getitem")
                for u in roles.users[old]
            ):
                continue
            if any(made_of(step, old) for step in node.inputs if step is not part):
                found[node.site] = part, before
    return list(found.values())


def _table(part: Node) -> Node:
    """Go back from rows that were copied out of a table, by a list of their numbers, to the table."""
    index = part.args[1] if part.name == "getitem" and isinstance(part.args[0], Node) else None
    listed = isinstance(index, list) or (isinstance(index, Node) and np.ndim(index.value) > 0)
    return part.args[0] if listed else part


def made_of(node: Node, old: Node) -> bool:
    """Say whether a value was made of another, through helpers such as velocities too."""
    stack, seen = [node], {node}
    while stack and len(seen) < 50_000:
        for source in stack.pop().inputs:
            if source is old:
                return True
            if source not in seen and source.index > old.index:
                seen.add(source)
                stack.append(source)
    return False
