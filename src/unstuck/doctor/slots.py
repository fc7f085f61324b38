"""Slots: values that are changed step by step, as weights are, found by what happens to them and not by their names."""

from __future__ import annotations

import bisect
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import numpy as np

from unstuck.doctor.roles import SCALING, Slot, ancestors, scalar
from unstuck.doctor.trace import PRODUCTS, Node, Trace

COPIES = {"copy", "array", "asarray"}
TWICE = 2  # versions of a value that is changed once
FILLED = 16  # entries in a row, each set once
WAY = 500  # values that are looked at on the way back from a version to the one before
# What takes a value and does not look at it, or is no operation of the script's.
LIKE = {"zeros_like", "ones_like", "full_like"}  # known numbers, in the shape of another array
BLIND = {"overlay", "pick", "empty_like", *LIKE}


def carriers(node: Node) -> list[Node]:
    """List the inputs of which the node may be a later version."""
    name = node.name
    if name in ("setitem", "overlay"):
        kept = [n for n in node.inputs[:2] if name == "overlay" or n is node.args[0]]
        return kept + (_put_anew(node) if name == "setitem" else [])
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
    if name in ("clip", "copy", "array", "asarray", "copyto", "maximum", "minimum", "at"):
        return [n for n in node.inputs if np.shape(n.value) == np.shape(node.value)][:1]
    return []


def _put_anew(node: Node) -> list[Node]:
    """Find the array whose entry is changed and put into the same place of a new one: `new[i] = old[i] - step`."""
    index, value = node.args[1], node.args[2]
    for _ in range(3):
        if not isinstance(value, Node) or not isinstance(index, int | np.integer):
            return []
        if value.name == "getitem" and isinstance(value.args[0], Node):
            old = value.args[0]
            same = value.args[1] is index or (isinstance(value.args[1], int | np.integer) and value.args[1] == index)
            return [old] if same and old is not node.args[0] and np.shape(old.value) == np.shape(node.value) else []
        value = next(iter(carriers(value)), None) if value.name in ("add", "sub", "subtract") else None
    return []


def _grows(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Say whether a bias may have grown by broadcasting: a row, or a column, for each sample."""
    return 0 < len(before) == len(after) or (0 < len(before) < len(after) and after[-len(before) :] == before)


def find_slots(trace: Trace) -> list[Slot]:
    """Follow the operands of each operation through time, and find those that hold versions of one another."""
    groups: dict[tuple[int, int, Any], list[tuple[Node, Node]]] = defaultdict(list)
    for node in trace.nodes:
        if node.site >= 0 and node.name not in BLIND:
            for position, source in enumerate(node.inputs):
                groups[node.site, position, node.name].append((source, node))
    before: dict[Node, Node] = {}
    carried = cache(carriers)  # each value is come by on many ways
    for uses in groups.values():
        if len(uses) > 1:
            _link(uses, before, carried)
    after: dict[Node, Node] = {}
    # A copy that was put aside, and came back at the end, is not what the training went on with.
    for new, old in sorted(before.items(), key=lambda pair: (pair[0].name in COPIES, pair[0].index)):
        after.setdefault(old, new)
    slots: list[list[Node]] = []
    for start in sorted({old for old in before.values() if old not in before}, key=lambda n: n.index):
        versions = [start]
        while versions[-1] in after:
            versions.append(after[versions[-1]])
        # Copies alone change nothing.
        changed = any(v.name not in COPIES for v in versions[1:])
        if changed and not _is_filled(versions) and not _only_overwritten(versions):
            slots.append(versions)
    changed_ones = {node for versions in slots for node in versions[1:]}
    # What is only ever filled with the weights of others, as those of a target network are, learns nothing itself.
    slots = [versions for versions in slots if not all(_put_there(node) in changed_ones for node in versions[1:])]
    slot_of = {node: number for number, versions in enumerate(slots) for node in versions[1:]}
    own = [v for number, v in enumerate(slots) if not _by_way_of_another(v, number, slot_of, carried)]
    return [Slot(number, versions) for number, versions in enumerate(_lasting(own or slots))]


def _by_way_of_another(
    versions: list[Node], number: int, slot_of: dict[Node, int], carried: Callable[[Node], list[Node]]
) -> bool:
    """Say whether a value is a later version only because another slot's value is in it.

    The one output of a row, to which a bias is added last: the bias was moved by what came of the output before.
    """
    if np.size(versions[0].value) > 1:
        return False  # of an array, no product is a version
    old, new = versions[:2]
    level, seen = [new], {new}
    while level and len(seen) < 3000:
        sources = (source for node in level for source in carried(node))
        level = [s for s in sources if s not in seen and slot_of.get(s, number) == number]
        if old in level:
            return False
        level = [source for source in level if source.index > old.index]
        seen.update(level)
    return True


def _put_there(node: Node) -> Node | None:
    """Find what was put into all of an array that was there before: `target[...] = w`."""
    if node.name != "setitem" or len(node.args) < 3 or not isinstance(node.args[2], Node):
        return None
    index, value = node.args[1:3]
    whole = index is Ellipsis or (isinstance(index, slice) and index == slice(None))
    return value if whole and np.shape(value.value) == np.shape(node.value) else None


def _is_filled(versions: list[Node]) -> bool:
    """Say whether an array is filled entry by entry, each of them once: data that is made up, as a random walk is."""
    indices = [node.args[1] for node in versions[1:] if node.name == "setitem"]
    if len(indices) < max(FILLED, len(versions) - 1) or not all(isinstance(i, int | np.integer) for i in indices):
        return False
    return all(b - a == 1 for a, b in itertools.pairwise(indices))


def _only_overwritten(versions: list[Node]) -> bool:
    """Say whether each change puts a known number in an entry's place, as a loop does that writes a mask of 0 and 1."""
    for node in versions[1:]:
        entry = node.inputs[-1] if node.name == "overlay" else node
        if entry.name != "setitem" or (isinstance(entry.args[2], Node) and entry.args[2].inputs):
            return False
    return True


def _lasting(slots: list[list[Node]]) -> list[list[Node]]:
    """Leave out what is summed up and forgotten within a step: gradients row by row, columns of an image, a bias added.

    What a weight is changed by depends on the weight itself, as it was. A slot of which that is not so counts if it is
    changed in more than one of the steps that those make. (Where steps depend on the weights by an `if` alone, no slot
    feeds on itself, and all count.)
    """
    learnt = [versions for versions in slots if not _only_scaled(versions) and _feeds_on_itself(versions)]
    if not learnt:
        return [versions for versions in slots if not _only_scaled(versions)]
    times = [version.index for version in max(learnt, key=len)]
    learnt = [versions for versions in learnt if not _runs_through(versions, times, slots)]
    kept = {id(versions) for versions in learnt}
    longest = sorted(learnt, key=len, reverse=True)

    def lasts(versions: list[Node]) -> bool:
        # A script may train a second network, after the one of most steps.
        beside = (o for o in longest if o[0].index < versions[-1].index and versions[0].index < o[-1].index)
        steps = [version.index for version in next(beside, ())] or times
        return len({bisect.bisect(steps, version.index) for version in versions[1:]}) > 1

    return [versions for versions in slots if id(versions) in kept or lasts(versions)]


def _only_scaled(versions: list[Node]) -> bool:
    """Say whether no version is more than a multiple of the one before: nothing is ever added to it, as a step is."""
    for old, new in itertools.pairwise(versions):
        node = new
        while node is not old:
            if node.name not in SCALING:
                return False
            node = next(iter(carriers(node)), old)
    return True


def _runs_through(versions: list[Node], times: list[int], slots: list[list[Node]]) -> bool:
    """Say whether a value is made of weights, and changes within one step alone.

    As what residual blocks add to, arrays of states or outputs that are filled in time after time, and a state to which
    each time adds: such a one begins anew in each step.
    """

    def within(each: list[Node]) -> set[int]:
        return {bisect.bisect(times, version.index) for version in each}

    if len(within(versions)) > 1:
        return False
    alike = [within(other) for other in slots if other[1].site == versions[1].site]
    if len(versions) > TWICE and len(set().union(*alike)) == len(alike) > 1:
        return True
    weights = {version for other in slots if other is not versions for version in other}
    since = times[max(bisect.bisect(times, versions[0].index) - 1, 0)]
    filled = versions if all(v.name == "setitem" for v in versions[1:]) else versions[:1]
    made_of, stack = set(filled), list(filled)
    while stack:
        for source in stack.pop().inputs:
            if source in weights:
                return True
            if source not in made_of and source.index > since:
                made_of.add(source)
                stack.append(source)
    return False


def _feeds_on_itself(versions: list[Node], most: int = 50_000) -> bool:
    """Say whether the change from one version to the next was made from the older one; at most so many values on."""
    looked_at = 0
    for old, new in itertools.pairwise(versions):
        feeds, visited = _change_depends_on(old, new)
        looked_at += visited
        if feeds or looked_at > most:
            return feeds
    return False


def _change_depends_on(old: Node, new: Node) -> tuple[bool, int]:
    """Say whether what was added to a version was made from it, and how many values were looked at."""
    kin = _ancestors_since(old, [new], _kept_by)
    chain = {old}
    for node in sorted(kin, key=lambda n: n.index):
        if any(source in chain for source in _kept_by(node)):
            chain.add(node)
    changes = [s for node in chain if node is not old for s in node.inputs if s not in chain and s.index > old.index]
    made_of = _ancestors_since(old, changes, lambda node: node.inputs)
    return any(old in node.inputs for node in made_of), len(kin) + len(made_of)


def _kept_by(node: Node) -> Iterable[Node]:
    """List the inputs that are in a value as they were, or a part of them, or as a part."""
    if node.name in ("getitem", "setitem"):
        return [a for a in (node.args[0], *node.args[2:3]) if isinstance(a, Node)]
    return carriers(node)


def _ancestors_since(old: Node, starts: Iterable[Node], sources: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """Collect what values were made of, themselves included, of all that is younger than `old`."""
    found: set[Node] = set()
    stack = list(starts)
    while stack:
        node = stack.pop()
        if node.index > old.index and node not in found:
            found.add(node)
            stack.extend(sources(node))
    return found


def _link(uses: list[tuple[Node, Node]], before: dict[Node, Node], carried: Callable[[Node], list[Node]]) -> None:
    """Find, for each value in one operand's place, the value in the same place of which it is a later version."""
    seen: dict[Node, list[Node]] = {}
    last_use: dict[Node, int] = {}
    dead: set[Node] = set()  # from which no earlier value in this place can be reached
    for source, user in uses:
        last_use[source] = user.index
    first = uses[0][0].index
    for source, user in uses:
        if source not in seen and seen and carried(source):
            old = _older(source, seen, first, carried, dead)
            # What is used again after its change has not changed: a sum on the way, not a version.
            if old is not None and last_use[old] < user.index:
                known = before.get(source)
                if known is None or known.index < old.index:
                    before[source] = old
        seen.setdefault(source, []).append(user)


def _older(
    start: Node, seen: dict[Node, list[Node]], first: int, carried: Callable[[Node], list[Node]], dead: set[Node]
) -> Node | None:
    """Find the nearest value of which `start` is a later version, going back level by level.

    What was looked at in vain is added to `dead`, and not gone through again.
    """
    path = {start: None}  # in the order in which they were come by
    level = [start]
    found: list[Node] = []
    while level and not found and len(path) < WAY:
        below: list[Node] = []
        for node in level:
            for source in carried(node):
                old = source.index < first  # what is used first need not have been made first
                if source in path or (old and (source not in seen or np.size(source.value) == 1)):
                    continue
                path[source] = None
                if source in seen or source not in dead:
                    (found if source in seen else below).append(source)
        level = below
        # If the use itself made the new value, this is a running sum.
        found = [old for old in found if not any(user in path for user in seen[old])]
    if not found:
        far = len(path) if len(path) < WAY else len(path) // 2  # of the rest, not all was seen
        dead.update(itertools.islice(path, far))
    nearest = max(found, key=lambda n: n.index, default=None)
    for other in found:
        if nearest is not None and other is not nearest and _is_made_of(nearest, other):
            return other  # the nearest is what it is changed by, which is shown, say, by the same line
    return nearest


def _is_made_of(new: Node, old: Node) -> bool:
    return any(old in node.inputs for node in _ancestors_since(old, [new], lambda node: node.inputs))


def _whole_numbers(node: Node) -> Iterable[int]:
    """List the whole numbers in the index of an item."""
    index = node.args[1]
    parts = (p.value if isinstance(p, Node) else p for p in (index if isinstance(index, tuple) else (index,)))
    return (int(p) for p in parts if isinstance(p, int | np.integer))


def activity(
    trace: Trace, slots: list[Slot], *, single: bool = False
) -> tuple[dict[Node, tuple[int, int]], list[int], list[bool]]:
    """Say of every value which slots it was made from, directly, and whether data went into it.

    With `single`, data may be single numbers: one row that never changes, or the number of a word, which is looked up.
    """
    version = {node: (slot.number, i) for slot in slots for i, node in enumerate(slot.versions)}
    frozen = _frozen(trace, version)
    mask = [0] * len(trace.nodes)
    mixed = [False] * len(trace.nodes)
    constants: dict[tuple[int, int], set[float]] = defaultdict(set)  # scalars met at a place: one or several?
    looked_up: dict[int, set[int]] = defaultdict(set)  # whole numbers by which a place takes something out
    for node in trace.nodes:
        for position, source in enumerate(node.inputs):
            if node.site >= 0 and scalar(source.value) and np.asarray(source.value).dtype.kind in "fiub":
                constants[node.site, position].add(float(np.ravel(source.value)[0]))
        if single and node.name == "getitem":
            looked_up[node.site].update(_whole_numbers(node))
    for node in trace.nodes:
        bits = 0
        is_mixed = False
        for source in node.inputs:
            if node in frozen or (node.name in LIKE and source is node.args[0]):
                continue  # only the shape of the other is taken
            found = version.get(source)
            if found is not None:
                bits |= 1 << found[0]
            else:
                bits |= mask[source.index]
                is_mixed = is_mixed or mixed[source.index]
        mask[node.index] = bits
        if bits and not is_mixed and node.name in PRODUCTS:
            # An array by a number that takes two values at most is weight decay; a number by a number is a row's.
            few = 2 if np.size(node.value) > 1 else 0 if single else 1
            for position, source in enumerate(node.inputs):
                if source not in version and not mask[source.index]:
                    is_mixed = is_mixed or not scalar(source.value) or len(constants[node.site, position]) > few
            if any(not isinstance(a, Node) for a in node.args[:2]) and not any(trace.site(node).literal):
                is_mixed = True  # a whole number out of the data, as the inputs of XOR
        if bits and not is_mixed and node.name == "getitem":  # a table of which the data choose rows
            rows = [s for s in node.inputs if s not in version and not mask[s.index] and np.size(s.value) > 1]
            listed = type(node.args[1]) is list and len(node.args[1]) > 1 and not any(trace.site(node).literal[1:])
            of_rows = any(np.asarray(s.value).dtype.kind in "iu" for s in rows)
            is_mixed = listed or of_rows or len(looked_up[node.site]) > 2
        if bits and not is_mixed and node.name in ("add", "sub", "subtract"):
            # A bias alone, put to each row of something that no parameter went into.
            size = np.size(node.value)
            active = [s for s in node.inputs if mask[s.index] or s in version]
            data = [s for s in node.inputs if s not in active and np.size(s.value) > 1]
            is_mixed = bool(data) and any(np.size(s.value) < size for s in active)
        mixed[node.index] = is_mixed
    return version, mask, mixed


def _frozen(trace: Trace, version: dict[Node, tuple[int, int]]) -> set[Node]:
    """Find the copies of weights that take their places in a pass whose outcome the weights then learn from.

    They stay as they are meanwhile, as those of a target network do. Not copies that are put back at the end.
    """
    copied = {
        n: n.inputs[0] if n.name in COPIES and n.inputs else _put_there(n) for n in trace.nodes if n not in version
    }
    copies = {n: version[source][0] for n, source in copied.items() if source in version}
    if not copies:
        return set()
    places: dict[tuple[int, int, str], set[int]] = defaultdict(set)  # where weights of which slots are used
    used: dict[Node, set[tuple[int, int, str]]] = defaultdict(set)
    for node in trace.nodes:
        for position, source in enumerate(node.inputs):
            if source in version:
                places[node.site, position, node.name].add(version[source][0])
            elif source in copies:
                used[source].add((node.site, position, node.name))
    beside = {n for n, slot in copies.items() if any(slot in places[place] for place in used[n])}
    return beside & ancestors((n for n, (_, i) in version.items() if i), version) if beside else set()
