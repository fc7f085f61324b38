"""Weights that nothing ever changes, in a script that changes none: found by the gradients that it makes of them."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.directions import same_direction, tolerance_of
from unstuck.doctor.gradients import adjoints
from unstuck.doctor.joins import find_joins
from unstuck.doctor.readings import readings
from unstuck.doctor.roles import SCALING, Join, Roles, Round, Slot, ancestors
from unstuck.doctor.slots import activity, carriers
from unstuck.doctor.trace import PRODUCTS, Node

PASSES = 3  # in which the same weights are used, and their gradient is made
MOST = 64  # arrays that may be weights


@dataclass(frozen=True)
class Unmoved:
    """Weights that stay as they are: their gradient where it is first made, and the last value that is made of it."""

    weights: Node
    gradient: Node
    last: Node
    true: Any


def unmoved(roles: Roles) -> list[Unmoved]:
    """Find weights of which the exact gradient is made in pass after pass, while they are the same array in each.

    What is to be summed up over many rows first may be put to them later: such sums say nothing.
    """
    if roles.trace.lifted or any(_sums_up(slot) for slot in roles.slots):
        return []
    sure, doubtful = _used_again(roles)
    for weights in ([sure] if sure else []) + [[one] for one in doubtful]:
        found = list(_of_these(roles, weights))
        if found:
            return found
    return []


def _sums_up(slot: Slot) -> bool:
    """Say whether things are added to a value of which nothing is ever taken away, as by the decay of a mean."""
    for old, new in itertools.pairwise(slot.versions[:3]):
        node = new
        while node is not old and node.name not in SCALING:
            node = next(iter(carriers(node)), old)
        if node is not old:
            return False
    return True


def _used_again(roles: Roles) -> tuple[list[Node], list[Node]]:
    """List the arrays that are multiplied in pass after pass: by other values each time; or by one, as data are."""
    partners: dict[tuple[int, Node], list[Node]] = defaultdict(list)
    for node in roles.trace.nodes:
        if node.name not in PRODUCTS or node.site < 0 or len(node.inputs) != 2:
            continue
        for one, other in (node.inputs, node.inputs[::-1]):
            kind = np.asarray(one.value).dtype.kind
            if kind == "f" and np.ndim(one.value) and np.size(one.value) > 1 and not roles.depends(one):
                partners[node.site, one].append(other)
    sure: dict[Node, None] = {}
    doubtful: dict[Node, None] = {}
    for (_, node), others in partners.items():
        if len(others) >= PASSES:
            (sure if len(set(others)) >= PASSES else doubtful)[node] = None
    return list(sure)[:MOST], [n for n in doubtful if n not in sure][:MOST]


def _of_these(roles: Roles, weights: list[Node]) -> Iterator[Unmoved]:
    """Take some arrays for weights, and look for their gradients behind the first outputs that meet targets."""
    slots = [Slot(i, [node]) for i, node in enumerate(weights)]
    pretended = Roles(roles.trace, slots, slots, [], *activity(roles.trace, slots), roles.users)
    shapes = {np.shape(node.value) for node in weights}
    shaped = [n for n in roles.trace.nodes if pretended.mask[n.index] and np.shape(n.value) in shapes]
    made_for = ancestors(shaped, pretended.version)
    joins = find_joins(pretended, made_for)[: PASSES + 1]
    passes = [_gradients(pretended, join, until, made_for) for join, until in itertools.pairwise(joins)]
    for node in weights if len(passes) >= PASSES else ():
        places = {p[node][0].site for p in passes if node in p}
        if len(places) == 1 and all(node in p for p in passes):
            first, true = passes[0][node]
            since = [n for n in roles.made_of(first) if n.index < joins[1].output.index and n.site >= 0]
            since = [n for n in since if np.shape(n.value) == np.shape(true)]
            if not any(_is_compared(pretended, n) for n in since):
                yield Unmoved(node, first, max(since, key=lambda n: n.index), true)


def _is_compared(roles: Roles, node: Node) -> bool:
    """Say whether a value is the difference of a gradient and another one, as where gradients are checked."""
    both = node.name in ("sub", "subtract") and len(node.inputs) == 2 and all(roles.mask[s.index] for s in node.inputs)
    return both and not any(s in roles.version for s in node.inputs)


def _gradients(roles: Roles, join: Join, until: Join, made_for: set[Node]) -> dict[Node, tuple[Node, Any]]:
    """Find the gradients that are made between two outputs: of the loss of which most of them are gradients."""
    forward = ancestors([join.output], roles.version)
    round_ = Round([join], ancestors={n for n in made_for if n.index < until.output.index})
    later = [n for n in roles.trace.nodes[join.output.index :] if n.index < until.output.index and n not in forward]
    best: dict[Node, tuple[Node, Any]] = {}
    for reading in readings(roles, round_, [], forward):
        adjoint = adjoints(reading.slopes, forward, roles.depends, reading.ties)
        found = {}
        for slot in roles.slots:
            true = adjoint.get(slot.versions[0])
            if true is None or not np.any(np.abs(true) > 1e-12):
                continue
            alike = (n for n in later if np.shape(n.value) == np.shape(true) and n.site >= 0)
            made = next((n for n in alike if same_direction(n.value, true, tolerance_of(n.value))), None)
            if made is not None:
                found[slot.versions[0]] = made, true
        best = max(best, found, key=len)
    return best
