"""Roles told from a loss that the script computes, whatever its formula, where no output was seen to meet a target.

Such a loss is a single number that the parameters go into and that no update is made of. What the update and the loss
have in common are values of the forward pass. Those of them with which the loss goes on alone stand for the outputs:
the slope of the loss at them is derived from the script's own formula.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.gradients import FLAT, adjoints
from unstuck.doctor.roles import Join, Roles, Round, Slot, ancestors, scalar
from unstuck.doctor.rounds import ENTRIES, back_through_helpers
from unstuck.doctor.trace import Node

PLACES = 12  # in the source where a loss may be computed, of which each is tried
ROUNDS = 4  # of each
LARGE = 20_000  # values that a loss is made of: no more are looked at


def roles_from_losses(roles: Roles) -> Iterator[Roles]:
    """Assign the roles once for each place where the script computes a single number that may be its loss."""
    updating = ancestors((v for s in roles.slots for v in s.versions[1:]), roles.version)
    places: dict[tuple[int, str], list[Node]] = defaultdict(list)
    seen: set[Node] = set()
    used = _each_used(roles)
    for node in roles.trace.nodes:
        if node in seen or node in updating or used[node] is None or not _may_be_loss(roles, node):
            continue
        sums = [node]  # what a loss of several rows is added up to, until rows are added that newer weights have seen
        for following in _summed_up(roles, node, updating):
            if following in seen or used[following] is None:
                break
            sums.append(following)
        else:
            following = None
        seen.update(sums)
        at = places[sums[-1].site, sums[-1].name]
        if following in seen or len(at) >= ROUNDS or (not at and len(places) > PLACES):
            continue  # a part of one that was found before, or one more of those
        at.append(_not_too_large(roles, sums))
    for losses in places.values():
        rounds = [r for r in (_round(roles, loss) for loss in losses) if r is not None]
        most = max((len(r.before) for r in rounds), default=0)
        rounds = [r for r in rounds if len(r.before) == most]
        numbers = {number for r in rounds for number in r.before}
        if rounds:
            parameters = [slot for slot in roles.slots if slot.number in numbers]
            yield dataclasses.replace(roles, parameters=parameters, rounds=rounds, problem="")


def _may_be_loss(roles: Roles, node: Node) -> bool:
    plain = node.site >= 0 and node.name not in (*FLAT, "getitem") and node not in roles.version
    return plain and bool(roles.mask[node.index]) and scalar(node.value) and np.asarray(node.value).dtype.kind == "f"


def _summed_up(roles: Roles, node: Node, updating: set[Node]) -> Iterator[Node]:
    """List what single numbers were made of a number, one after the other."""
    while True:
        users = (u for u in roles.users.get(node, ()) if u not in updating and _may_be_loss(roles, u))
        following = next(users, None)
        if following is None:
            return
        yield following
        node = following


def _not_too_large(roles: Roles, sums: list[Node]) -> Node:
    """Find the last of some running sums that is made of no more values than can be looked at, or the first."""
    found: set[Node] = set()
    for before, node in zip([sums[0], *sums], sums, strict=False):
        stack = [node]
        while stack:
            one = stack.pop()
            if one not in found:
                found.add(one)
                stack += (s for s in one.inputs if s not in roles.version and roles.mask[s.index])
        if len(found) > LARGE:
            return before
    return sums[-1]


def _each_used(roles: Roles) -> dict[Node, dict[int, Node] | None]:
    """Collect for each value, by slot, the versions that it was made of; None if there are several of one parameter."""
    nothing: dict[int, Node] = {}
    used: dict[Node, dict[int, Node] | None] = {}
    for node in roles.trace.nodes:
        found: dict[int, Node] | None = nothing
        if node in roles.version or roles.mask[node.index]:
            for source in node.inputs:
                version = roles.version.get(source)
                found = _merged(found, used.get(source, nothing) if version is None else {version[0]: source})
        used[node] = found
    return used


def _merged(a: dict[int, Node] | None, b: dict[int, Node] | None) -> dict[int, Node] | None:
    """Put two collections of versions together; one that has all of the other is used itself."""
    if a is b or a is None or b is None:
        return a if a is b else None
    if len(a) < len(b):
        a, b = b, a
    if any(a.get(number, version) is not version for number, version in b.items()):
        return None
    return a if b.keys() <= a.keys() else a | b


def _versions_used(roles: Roles, loss: Node) -> set[Node] | None:
    """Collect the versions that a loss was made of; None if there are several of one parameter, or it is too large."""
    used: dict[int, Node] = {}
    stack, found = [loss], {loss}
    while stack:
        for source in stack.pop().inputs:
            if source in roles.version:
                if used.setdefault(roles.version[source][0], source) is not source:
                    return None
            elif source not in found and roles.mask[source.index]:
                found.add(source)
                stack.append(source)
        if len(found) > LARGE:
            return None
    return set(used.values())


def _round(roles: Roles, loss: Node) -> Round | None:
    """Collect the updates of all parameters that a loss was made of; None if it saw several versions of one."""
    used = _versions_used(roles, loss)
    if not used:
        return None
    way = ancestors([loss], roles.version)
    numbers = {roles.version[v][0] for v in used}
    seeing = {(u.site, u.name) for v in used for u in roles.users[v] if u in way}
    slots = {slot.number: slot for slot in roles.slots}
    round_ = Round([], loss=loss)
    for version in used:
        number, place = roles.version[version]
        for new in _changes(roles, slots[number].versions[place + 1 :], seeing):
            round_.before[number], round_.after[number] = version, new
    for number in _left_behind(round_, slots):
        del round_.before[number], round_.after[number]
    for new in round_.after.values():
        round_.ancestors |= back_through_helpers(roles, new, numbers)
    shared = way & round_.ancestors
    ends = {s for n in way - shared for s in n.inputs if s in shared and roles.mask[s.index] and s not in roles.version}
    for end in sorted(ends, key=lambda n: n.index):
        users = [u for u in roles.users[end] if u in round_.ancestors]
        user = next((u for u in users if u not in way), users[0])
        round_.joins.append(Join(user, end, np.zeros(np.shape(end.value)), None))
    if not round_.joins:  # it was computed by itself
        round_.joins.append(Join(loss, loss, np.zeros(np.shape(loss.value)), None))
    return round_ if round_.before else None


def _changes(roles: Roles, later: list[Node], seeing: set[tuple[int, str]]) -> Iterator[Node]:
    """List the versions that one update makes: until one is used as the forward pass used the one before."""
    for new in later:
        yield new
        if new.name not in ENTRIES or any((u.site, u.name) in seeing for u in roles.users.get(new, ())):
            return


def _left_behind(round_: Round, slots: dict[int, Slot]) -> list[int]:
    """List the slots that have not changed when all others have for the second time: no weights of the loss."""
    second = {n: slots[n].versions[slots[n].versions.index(new) + 1 :][:1] for n, new in round_.after.items()}
    found = []
    for number, new in round_.after.items():
        others = [later for n, later in second.items() if n != number]
        if others and all(later and later[0].index < new.index for later in others):
            found.append(number)
    return found


def slopes_of(roles: Roles, round_: Round) -> dict[Node, Any]:
    """Derive the loss of a round at its outputs; at parameters too, that it has a penalty of."""
    assert round_.loss is not None
    outputs = {join.output for join in round_.joins}
    if round_.loss in outputs:
        return {round_.loss: np.ones(np.shape(round_.loss.value))}
    alone = ancestors([round_.loss], roles.version) - round_.ancestors
    back = adjoints({round_.loss: np.ones(np.shape(round_.loss.value))}, alone, roles.depends)
    return {n: s for n, s in back.items() if n in outputs or n in roles.version}
