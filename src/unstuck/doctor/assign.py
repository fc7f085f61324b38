"""Assign the roles: one stage after another, until something is not found."""

from __future__ import annotations

import ast
import bisect
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.joins import find_joins
from unstuck.doctor.lifting import lift
from unstuck.doctor.roles import Join, Roles, Slot, ancestors
from unstuck.doctor.rounds import find_rounds
from unstuck.doctor.slots import activity, find_slots
from unstuck.doctor.trace import Node, Trace
from unstuck.doctor.tracing.replays import Method


def understand(trace: Trace) -> tuple[Trace, Roles]:
    """Assign the roles: to arrays, where single numbers form some, and otherwise to the values as they are.

    Returns
    -------
    trace, roles
        The trace is another one where single numbers became arrays.
    """
    lifted = lift(trace)
    if lifted is not None:
        roles = assign_roles(lifted)
        steady = all(
            np.shape(old.value) == np.shape(r.after[n].value) for r in roles.rounds for n, old in r.before.items()
        )
        if not roles.problem and steady:
            return lifted, roles
    return trace, assign_roles(trace)


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
    users: dict[Node, list[Node]] = defaultdict(list)
    for node in trace.nodes:
        for source in node.inputs:
            users[source].append(node)
    roles = _of_slots(trace, slots, users)
    for later in _without_those_before(slots) if roles.problem else ():
        other = _of_slots(trace, later, users)
        if not other.problem:
            return other
    return roles


def _without_those_before(slots: list[Slot]) -> Iterator[list[Slot]]:
    """Leave out slots that have their last value before others begin to change: series that make the data.

    First all before those of which most change together, as weights do.
    """
    ordered = sorted(slots, key=lambda slot: slot.versions[1].index)
    begins, end = [], 0
    for i, slot in enumerate(ordered):
        if not i or slot.versions[1].index > end:
            begins.append(i)
        end = max(end, slot.versions[-1].index)
    sizes = dict(zip(begins, np.diff([*begins, len(ordered)]), strict=True))
    for begin in sorted(begins[1:], key=lambda begin: (-sizes[begin], begin)):
        yield ordered[begin:]


def _of_slots(trace: Trace, slots: list[Slot], users: dict[Node, list[Node]]) -> Roles:
    """Assign roles, where all values that change step by step are known."""
    if not slots:
        problem = "no value was found that is changed step by step, as a weight is"
        return Roles(trace, [], [], [], *activity(trace, slots), users, problem)
    plain = _with_outputs(Roles(trace, slots, [], [], *activity(trace, slots), users))
    if not plain.problem:
        return plain
    single = _with_outputs(Roles(trace, slots, [], [], *activity(trace, slots, single=True), users), single=True)
    return plain if single.problem else single


def _with_outputs(roles: Roles, *, single: bool = False) -> Roles:
    """Find the joins, and with them the parameters and their updates; `single` as in `activity` and `find_joins`."""
    slots = roles.slots
    # The first velocity is a version too: it is made of the first gradient.
    changed = [v for s in slots for i, v in enumerate(s.versions) if i or roles.mask[v.index]]
    updating = ancestors(changed, roles.version)
    joins = find_joins(roles, updating, single=single)
    if not joins:
        roles.problem = "weights were found, but no output that is compared with targets"
        return roles
    used = [slot for slot in slots if _is_used(roles, slot, joins)]
    velocities = {number for slot in used for number in _steps_of(roles, slot)}
    roles.parameters = [slot for slot in used if slot.number not in velocities]
    _name(roles)
    roles.rounds = find_rounds(roles, joins)
    if not roles.rounds:
        roles.problem = "an output and targets were found, but no update that follows from them"
    return roles


def _steps_of(roles: Roles, slot: Slot) -> set[int]:
    """List the slots whose new value is the step of this one: velocities, which Nesterov's outputs are made of, too."""
    found = set()
    for old, new in itertools.pairwise(slot.versions[:4]):
        if new.name in ("add", "sub", "subtract") and old in new.inputs:
            found |= {roles.version[s][0] for s in new.inputs if s is not old and s in roles.version}
    return found - {slot.number}


def _is_used(roles: Roles, slot: Slot, joins: list[Join]) -> bool:
    """Say whether outputs are made of a slot.

    After most of its changes, not after each: where a version is missed, an output seems to be made of the optimizer's
    memory too. And not most outputs: of the weights of one output unit none of the others are made.
    """
    times = [version.index for version in slot.versions]
    first = min((user.index for user in roles.users[slot.versions[0]]), default=times[0])
    alive = [join for join in joins if first <= join.node.index <= times[-1]]
    changes = {bisect.bisect(times, join.node.index) for join in alive}
    used = {bisect.bisect(times, j.node.index) for j in alive if roles.mask[j.output.index] >> slot.number & 1}
    return len(used) > len(changes) / 2


def _name(roles: Roles) -> None:
    """Call each slot as the script does where it is written, or else where it is used: by a name of its own, if any."""
    writes: dict[Node, list[str]] = defaultdict(list)
    for write in roles.trace.writes:
        # What is stored in a part of an array makes a new version of the whole.
        part = write.node.name == "setitem" and write.name.endswith("]")
        writes[write.node].append(write.name[: _opening(write.name)] if part else write.name)
    known: dict[int, list[str]] = {}
    for slot in roles.slots:
        first, *later = slot.versions
        read = [roles.trace.read_as[v] for v in slot.versions[:2] if v in roles.trace.read_as]
        often = Counter(n for v in later for n in writes[v][:1])
        names = [*(n for n, _ in often.most_common()), *writes[first], *read, *names_of_use(roles, first)]
        known[slot.number] = list(dict.fromkeys(names))
    owners = Counter(name for names in known.values() for name in names)
    for slot in roles.slots:
        names = known[slot.number]
        own = (name for name in names if owners[name] == 1)
        slot.name = next(own, "") or next(iter(names), "") or f"value {slot.number + 1}"


def _opening(name: str) -> int:
    """Find the bracket that the one at the end of a name closes."""
    depth = 0
    for i in range(len(name) - 1, -1, -1):
        depth += (name[i] == "]") - (name[i] == "[")
        if not depth:
            return i
    return len(name)


def names_of_use(roles: Roles, node: Node) -> Iterator[str]:
    """Read the names of a value in the source of the operations that take it."""
    for user in roles.users.get(node, ())[:8]:
        tree = roles.trace.sites.expression(user.site) if user.site >= 0 else None
        expressions: list[ast.expr] = []
        if isinstance(tree, ast.BinOp):
            expressions = [tree.left, tree.right]
        elif isinstance(tree, ast.Call):
            is_method = isinstance(user.function, Method) and isinstance(tree.func, ast.Attribute)
            expressions = [tree.func.value, *tree.args] if is_method else tree.args  # type: ignore[attr-defined]
        for expression, argument in zip(expressions, user.args, strict=False):
            if argument is node and isinstance(expression, ast.Name | ast.Attribute | ast.Subscript):
                yield ast.unparse(expression)
