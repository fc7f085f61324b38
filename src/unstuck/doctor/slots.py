"""Slots: values that are changed step by step, as weights are, found by what happens to them and not by their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from unstuck.doctor.roles import SCALING, Slot, scalar
from unstuck.doctor.trace import PRODUCTS, Node, Trace

COPIES = {"copy", "array", "asarray"}


def carriers(node: Node) -> list[Node]:
    """List the inputs of which the node may be a later version."""
    name = node.name
    if name in ("setitem", "overlay"):
        return [n for n in node.inputs[:2] if name == "overlay" or n is node.args[0]]
    if name in ("add", "sub", "subtract"):
        shape = np.shape(node.value)
        sources = [a for a in node.args[:2] if isinstance(a, Node) and np.shape(a.value) == shape]
        first = node.args[0]
        if isinstance(first, Node) and first not in sources and _grows(np.shape(first.value), shape):
            sources.append(first)
        return sources if name == "add" else [s for s in sources if s is first]
    if name in SCALING and len(node.args) > 1:
        a, b = node.args[:2]
        shape = np.shape(node.value)
        if isinstance(a, Node) and np.shape(a.value) == shape and scalar(b.value if isinstance(b, Node) else b):
            return [a]
        if isinstance(b, Node) and np.shape(b.value) == shape and scalar(a.value if isinstance(a, Node) else a):
            return [b]
        return []
    if name in ("clip", "copy", "array", "asarray", "copyto", "maximum", "minimum"):
        return [n for n in node.inputs if np.shape(n.value) == np.shape(node.value)][:1]
    return []


def _grows(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Say whether a bias may have grown by broadcasting: a row, or a column, for each sample."""
    return 0 < len(before) == len(after) or (0 < len(before) < len(after) and after[-len(before) :] == before)


def find_slots(trace: Trace) -> list[Slot]:
    """Follow the operands of each operation through time, and find those that hold versions of one another."""
    groups: dict[tuple[int, int, Any], list[tuple[Node, Node]]] = defaultdict(list)
    for node in trace.nodes:
        if node.site >= 0 and node.name not in ("overlay", "pick"):
            for position, source in enumerate(node.inputs):
                groups[node.site, position, node.name].append((source, node))
    before: dict[Node, Node] = {}
    carried = cache(carriers)  # each value is come by on many ways
    for uses in groups.values():
        if len(uses) > 1:
            _link(uses, before, carried)
    after: dict[Node, Node] = {}
    for new, old in sorted(before.items(), key=lambda pair: pair[0].index):
        after.setdefault(old, new)
    slots: list[Slot] = []
    for start in sorted({old for old in before.values() if old not in before}, key=lambda n: n.index):
        versions = [start]
        while versions[-1] in after:
            versions.append(after[versions[-1]])
        if any(v.name not in COPIES for v in versions[1:]):  # copies alone change nothing
            slots.append(Slot(len(slots), versions))
    return slots


def _link(uses: list[tuple[Node, Node]], before: dict[Node, Node], carried: Callable[[Node], list[Node]]) -> None:
    """Find, for each value in one operand's place, the value in the same place of which it is a later version."""
    seen: dict[Node, list[Node]] = {}
    last_use: dict[Node, int] = {}
    for source, user in uses:
        last_use[source] = user.index
    first = uses[0][0].index
    for source, user in uses:
        if source not in seen and seen and carried(source):
            old = _older(source, seen, first, carried)
            # What is used again after its change has not changed: a sum on the way, not a version.
            if old is not None and last_use[old] < user.index:
                known = before.get(source)
                if known is None or known.index < old.index:
                    before[source] = old
        seen.setdefault(source, []).append(user)


def _older(start: Node, seen: dict[Node, list[Node]], first: int, carried: Callable[[Node], list[Node]]) -> Node | None:
    """Find the nearest value of which `start` is a later version, going back level by level."""
    path: set[Node] = {start}
    level = [start]
    found: list[Node] = []
    while level and not found and len(path) < 3000:
        below: list[Node] = []
        for node in level:
            for source in carried(node):
                if source in path or source.index < first:
                    continue
                path.add(source)
                (found if source in seen else below).append(source)
        level = below
        # If the use itself made the new value, this is a running sum.
        found = [old for old in found if not any(user in path for user in seen[old])]
    return max(found, key=lambda n: n.index, default=None)


def activity(trace: Trace, slots: list[Slot]) -> tuple[dict[Node, tuple[int, int]], list[int], list[bool]]:
    """Say of every value which slots it was made from, directly, and whether data went into it."""
    version = {node: (slot.number, i) for slot in slots for i, node in enumerate(slot.versions)}
    mask = [0] * len(trace.nodes)
    mixed = [False] * len(trace.nodes)
    constants: dict[tuple[int, int], set[int]] = defaultdict(set)  # scalars met at a place: one or several?
    for node in trace.nodes:
        for position, source in enumerate(node.inputs):
            if node.site >= 0 and scalar(source.value):
                constants[node.site, position].add(source.index)
    for node in trace.nodes:
        bits = 0
        is_mixed = False
        for source in node.inputs:
            found = version.get(source)
            if found is not None:
                bits |= 1 << found[0]
            else:
                bits |= mask[source.index]
                is_mixed = is_mixed or mixed[source.index]
        mask[node.index] = bits
        if bits and not is_mixed and node.name in PRODUCTS:
            for position, source in enumerate(node.inputs):
                if source not in version and not mask[source.index]:
                    many = not scalar(source.value) or len(constants[node.site, position]) > 1
                    is_mixed = is_mixed or many
            if any(not isinstance(a, Node) for a in node.args[:2]) and not any(trace.site(node).literal):
                is_mixed = True  # a whole number out of the data, as the inputs of XOR
        if bits and not is_mixed and node.name in ("add", "sub", "subtract"):
            # A bias alone, put to each row of something that no parameter went into.
            size = np.size(node.value)
            active = [s for s in node.inputs if mask[s.index] or s in version]
            data = [s for s in node.inputs if s not in active and np.size(s.value) > 1]
            is_mixed = bool(data) and any(np.size(s.value) < size for s in active)
        mixed[node.index] = is_mixed
    return version, mask, mixed
