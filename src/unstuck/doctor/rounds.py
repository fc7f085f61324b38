"""Rounds: the updates of the parameters, and the outputs that each followed from."""

from __future__ import annotations

import bisect
import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.joins import key_of
from unstuck.doctor.roles import Join, Roles, Round, Slot, ancestors, versions_used
from unstuck.doctor.trace import Node

PATIENCE = 1000  # changes of a parameter looked at: the first ones may be those of a gradient check
ENTRIES = ("setitem", "overlay")  # some are set, and the others stay
Change = tuple[Slot, Node, Node, set[Node]]  # a parameter, two of its versions, and what the later was made of


def find_rounds(roles: Roles, joins: list[Join], most: int = 4, *, stand_in: bool = True) -> list[Round]:
    """Collect, for the first updates, the outputs that each followed from.

    If none followed from any, and `stand_in`, outputs that never met a target take the place of those that did.
    """
    at = _each_once(joins)
    by_joins: dict[frozenset[Node], Round] = {}
    without: list[Change] = []
    parameters = {slot.number for slot in roles.parameters}
    still: list[tuple[frozenset[Node], Change]] = []
    for slot in roles.parameters:
        found = 0
        for old, new in _changes(slot, joins):
            path = back_through_helpers(roles, new, parameters)
            # Only outputs that the old version went into: momentum remembers earlier ones too.
            met = frozenset(at[node].node for node in path if node in at and node.index > old.index)
            change = (slot, old, new, path)
            if met and not _equal(old, new):
                _enter(by_joins, at, met, change)
                found += 1
            else:
                without.append(change)
                still += [(met, change)] if met else []
            if found == most * (8 if len(roles.parameters) < 16 else 1):  # a table may change often in one update
                break
    if not by_joins:
        for met, change in still[: most * len(roles.parameters)]:
            _enter(by_joins, at, met, change)
    if not by_joins and stand_in:
        others = _outputs_without_targets(roles, joins) if joins[0].output.site >= 0 else []
        instead = find_rounds(roles, others, most, stand_in=False) if others else []
        if instead:
            return instead
        by_joins = _decided(roles, joins, without)
    if not by_joins:
        return []
    _merge(by_joins)
    by_joins = _of_one_start(by_joins)
    rounds = sorted(by_joins.values(), key=lambda r: r.joins[0].node.index)
    rounds = [r for r in rounds if len(r.before) == max(len(r.before) for r in rounds)][:most]
    for round_ in rounds:  # parameters whose change never looked at the targets
        used = {n for j in round_.joins for n in versions_used(roles, j.output)}
        for slot, old, new, path in without:
            if old in used and slot.number not in round_.before:
                round_.before[slot.number], round_.after[slot.number] = old, new
                round_.ancestors |= path
    return rounds


def _each_once(joins: list[Join]) -> dict[Node, Join]:
    """List the joins by their nodes; where one number meets its target again, once a weight, that is one join."""
    at: dict[Node, Join] = {}
    for last, join in itertools.pairwise([joins[0], *joins]):
        again = join.output is last.output and np.size(join.target) == 1 and bool(np.all(join.target == last.target))
        at[join.node] = at[last.node] if again and last.node in at else join
    return at


def _changes(slot: Slot, joins: list[Join]) -> Iterator[tuple[Node, Node]]:
    """List what a parameter was before a change and after it.

    Entries that are set one after the other belong to one update: what they change is the version that an output saw.
    """
    outputs = sorted(join.output.index for join in joins)
    base = slot.versions[0]
    for old, new in itertools.pairwise(slot.versions[:PATIENCE]):
        seen = bisect.bisect_left(outputs, new.index) > bisect.bisect_right(outputs, old.index)
        by_entries = all(n.name in ENTRIES for n in (old, new)) and np.shape(base.value) == np.shape(new.value)
        if seen or not by_entries:
            base = old
        yield base, new


def _enter(by_joins: dict[frozenset[Node], Round], at: dict[Node, Join], met: frozenset[Node], change: Change) -> None:
    """Add a change to the round of its joins."""
    slot, old, new, path = change
    round_ = by_joins.setdefault(met, Round(sorted((at[n] for n in met), key=lambda j: j.node.index)))
    round_.before.setdefault(slot.number, old)
    round_.after[slot.number] = new
    round_.ancestors |= path


def _decided(roles: Roles, joins: list[Join], changes: list[Change]) -> dict[frozenset[Node], Round]:
    """Put changes that no value leads to together with the outputs that decided, by an `if`, whether they are made."""
    by_joins: dict[frozenset[Node], Round] = {}
    at = {join.node: join for join in joins}
    made_of: dict[Node, list[Node]] = defaultdict(list)
    for join in joins:
        for version in versions_used(roles, join.output):
            made_of[version].append(join.node)
    for slot, old, new, path in _no_trials(roles, changes):
        met = frozenset(node for node in made_of[old] if node.index < new.index)
        if met:
            _enter(by_joins, at, met, (slot, old, new, path))
    return by_joins


def _no_trials(roles: Roles, changes: list[Change]) -> list[Change]:
    """Leave out the changes made of single numbers where others are made of data: those of a gradient check."""
    made_of_data = [
        change
        for change in changes
        if any(np.size(n.value) > 1 and not n.inputs and not roles.mask[n.index] for n in change[3])
    ]
    return made_of_data or changes


def _equal(one: Node, other: Node) -> bool:
    return np.array_equal(one.value, other.value)


def _merge(by_joins: dict[frozenset[Node], Round]) -> None:
    """Let a round take in those that followed from some of its outputs only, as where each output has its weights."""
    for met in sorted(by_joins, key=len, reverse=True):
        for part in [p for p in by_joins if p < met]:
            smaller, larger = by_joins[part], by_joins[met]
            if smaller.before.keys() & larger.before.keys():
                continue
            larger.before |= smaller.before
            larger.after |= smaller.after
            larger.ancestors |= smaller.ancestors
            del by_joins[part]


def _of_one_start(by_joins: dict[frozenset[Node], Round]) -> dict[frozenset[Node], Round]:
    """Join the rounds that change one version of a parameter entry by entry, each from other outputs: one update."""
    found: list[tuple[frozenset[Node], Round]] = []
    at: dict[tuple[int, Node], int] = {}
    for met, round_ in by_joins.items():
        entries = {(number, old) for number, old in round_.before.items() if round_.after[number].name in ENTRIES}
        place = next((at[entry] for entry in entries if entry in at), len(found))
        if place == len(found):
            found.append((met, round_))
        else:
            others, first = found[place]
            joins = {join.node: join for join in (*first.joins, *round_.joins)}
            after = first.after | round_.after
            for number in first.after.keys() & round_.after.keys():
                after[number] = max(first.after[number], round_.after[number], key=lambda n: n.index)
            found[place] = (
                others | met,
                Round(
                    sorted(joins.values(), key=lambda j: j.node.index),
                    round_.before | first.before,
                    after,
                    first.ancestors | round_.ancestors,
                ),
            )
        at |= dict.fromkeys(entries, place)
    return dict(found)


def _outputs_without_targets(roles: Roles, joins: list[Join]) -> list[Join]:
    """Find the outputs of a training that never looks at the targets, with the targets that they should have met.

    They are made where the outputs are made that the script compares, and from the same data, or from a part of it.
    """
    compared: dict[Node, Any] = {}
    for join in joins:
        known = compared.get(join.output)
        compared[join.output] = join.target if known is None else np.maximum(known, join.target)
    place = joins[0].output
    found: list[Join] = []
    for node in roles.trace.nodes:
        if node.site != place.site or node.name != place.name or node in compared or not roles.users.get(node):
            continue
        for output, target in list(compared.items())[:4]:
            part = _part_of(roles, node, output, target)
            if part is not None:
                found.append(Join(roles.users[node][0], node, part, None))
                break
        if len(found) == 64:
            break
    return found


def _part_of(roles: Roles, node: Node, output: Node, target: Any) -> Any:
    """Choose from the targets of an output those of another that is made from some of the same rows; else None."""
    data = {key_of(n) for n in ancestors([output], roles.version) if not roles.mask[n.index]}
    shape = np.shape(node.value)
    if shape == np.shape(output.value):
        return target if np.array_equal(node.value, output.value) else None
    for n in ancestors([node], roles.version):
        if (
            n.name == "getitem"
            and not roles.mask[n.index]
            and isinstance(n.args[0], Node)
            and key_of(n.args[0]) in data
        ):
            index = n.args[1]
            index = index[0] if isinstance(index, tuple) and index else index
            try:
                chosen = target[index.value if isinstance(index, Node) else index]
            except IndexError:  # rows of something else
                return None
            return np.reshape(chosen, shape) if np.size(chosen) == np.size(node.value) else None
    return None


def back_through_helpers(roles: Roles, new: Node, parameters: set[int]) -> set[Node]:
    """Collect ancestors of a new version, through slots that are no parameters (momentum), one version of each."""
    found: set[Node] = set()
    stack = [new]
    passed: set[int] = set()
    while stack:
        node = stack.pop()
        if node in found:
            continue
        if node is not new and node in roles.version:
            helper, number = roles.version[node]
            begins = number == 0 and not node.inputs
            if helper in parameters or helper in passed or begins:
                continue
            passed.add(helper)
        found.add(node)
        stack.extend(node.inputs)
    return found
