"""Assign the roles: one stage after another, until something is not found."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict

from unstuck.doctor.joins import find_joins
from unstuck.doctor.roles import Join, Roles, Slot, ancestors
from unstuck.doctor.rounds import find_rounds
from unstuck.doctor.slots import activity, find_slots
from unstuck.doctor.trace import Node, Trace


def assign_roles(trace: Trace) -> Roles:
    """Find parameters, output, targets and updates.

    Parameters
    ----------
    trace : Trace

    Returns
    -------
    Roles
        `problem` says what was not found, if anything; the parts found until then are there.
    """
    slots = find_slots(trace)
    version, mask, mixed = activity(trace, slots)
    users: dict[Node, list[Node]] = defaultdict(list)
    for node in trace.nodes:
        for source in node.inputs:
            users[source].append(node)
    roles = Roles(trace, slots, [], [], version, mask, mixed, users)
    if not slots:
        roles.problem = "no value was found that is changed step by step, as a weight is"
        return roles
    # The first velocity is a version too: it is made of the first gradient.
    updating = ancestors([v for s in slots for i, v in enumerate(s.versions) if i or mask[v.index]], version)
    joins = find_joins(roles, updating)
    if not joins:
        roles.problem = "weights were found, but no output that is compared with targets"
        return roles
    # Most outputs, not all: where a version is missed, an output seems to be made of the optimizer's memory too.
    made_of = Counter(slot.number for join in joins for slot in slots if mask[join.output.index] >> slot.number & 1)
    roles.parameters = [slot for slot in slots if made_of[slot.number] > _joins_during(roles, slot, joins) / 2]
    _name(roles)
    roles.rounds = find_rounds(roles, joins)
    if not roles.rounds:
        roles.problem = "an output and targets were found, but no update that follows from them"
    return roles


def _joins_during(roles: Roles, slot: Slot, joins: list[Join]) -> int:
    """Count the joins between the first use of a slot and its last change: a script may train several networks."""
    first = min((user.index for user in roles.users[slot.versions[0]]), default=slot.versions[0].index)
    return sum(first <= join.node.index <= slot.versions[-1].index for join in joins)


def _name(roles: Roles) -> None:
    """Call each slot as the script does where it is written, or else where it is used."""
    names: dict[Node, str] = {}
    for write in roles.trace.writes:
        names.setdefault(write.node, write.name)
    for slot in roles.slots:
        written = (names[node] for node in [*slot.versions[1:], slot.versions[0]] if node in names)
        slot.name = next(written, "") or name_of_use(roles, slot.versions[0]) or f"value {slot.number + 1}"


def name_of_use(roles: Roles, node: Node) -> str:
    """Read the name of a value in the source of the first operation that takes it; empty if it has none there."""
    for user in roles.users.get(node, ()):
        tree = roles.trace.site(user).node if user.site >= 0 else None
        expressions: list[ast.expr] = []
        if isinstance(tree, ast.BinOp):
            expressions = [tree.left, tree.right]
        elif isinstance(tree, ast.Call):
            expressions = tree.args
        for expression, argument in zip(expressions, user.args, strict=False):
            if argument is node and isinstance(expression, ast.Name | ast.Attribute | ast.Subscript):
                return ast.unparse(expression)
    return ""
