"""What is wrong behind a wrong value: the value is put right, and what the update makes of it is computed again.

What is made of a wrong value is wrong as well, so of two mistakes on the way to a parameter the values of the script
show the first only. Which true derivative the first wrong value was meant for is told by what comes after it: that
which puts most of it right.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from unstuck.doctor.compared import compare
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.evidence import Evidence, find_gradients
from unstuck.doctor.gradients import replayed
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.trace import Node

MOST_WRONG = 12  # values in one update: in more, each sample has its own, and these are not told apart
MOST_AFTER = 3_000  # values that are computed again for each derivative that may have been meant
MOST_TRUTHS = 12

Values = dict[Node, Any]


@contextmanager
def put_right(evidence: Evidence, wrong: list[Wrong]) -> Iterator[Evidence | None]:
    """Have the values of an update as they would be without its first mistakes.

    Parameters
    ----------
    evidence : Evidence
    wrong : list of Wrong
        The mistakes.

    Yields
    ------
    Evidence or None
        That of the update without them; None if it cannot be said what the values were meant to be. While it is looked
        at, the values in the trace are those.
    """
    values: Values | None = {}
    if not 0 < len(wrong) <= MOST_WRONG:
        values = None
    for each in wrong if values is not None else ():
        values = _without(evidence, each, values) if values is not None else None
    if not values:
        yield None
        return
    old = {node: node.value for node in values}
    try:
        for node, value in values.items():
            node.value = value
        yield _compared_again(evidence)
    finally:
        for node, value in old.items():
            node.value = value


def _without(evidence: Evidence, wrong: Wrong, values: Values) -> Values | None:
    """Put one mistake right, beside others that are; None if nothing that follows becomes right by it."""
    wrong = wrong.whole or wrong
    after = _made_of(evidence, wrong.end)
    if len(after) > MOST_AFTER:
        return None
    best, most = None, (0, 0)
    for truth in _meant(wrong):
        tried = {**values, wrong.end: truth}
        if _carry_on(after, tried):
            count = _righted(evidence, [wrong.end, *after], tried)
            if count > most:
                best, most = tried, count
    return best


def _meant(wrong: Wrong) -> Iterator[Any]:
    """List the true derivatives that a wrong value may have been meant for, at the nearest values first."""
    shape = np.shape(wrong.end.value)
    last = wrong.at.index if wrong.at is not None else np.inf
    count = 0
    for node, slope in sorted(wrong.evidence.adjoint.items(), key=lambda pair: -pair[0].index):
        if node is wrong.at or node.index > last or np.size(slope) != np.prod(shape) or not np.any(slope):
            continue
        turned = np.shape(slope) != shape and np.shape(slope)[::-1] == shape
        if np.shape(slope) == shape or turned:
            yield (array(slope).T if turned else array(slope)) * wrong.scale
            count += 1
            if count == MOST_TRUTHS:
                return


def _made_of(evidence: Evidence, node: Node) -> list[Node]:
    """List what an update makes of a value, in order."""
    made, out = {node}, []
    for each in sorted(evidence.round.ancestors, key=lambda n: n.index):
        if each.index > node.index and any(s in made for s in each.inputs):
            made.add(each)
            out.append(each)
    return out


def _carry_on(after: list[Node], values: Values) -> bool:
    """Compute what follows from changed values; say whether that could be done."""
    for node in after:
        try:
            values[node] = replayed(node, lambda n: values.get(n, n.value))
        except Exception:
            return False
        if np.shape(values[node]) != np.shape(node.value):
            return False
    return True


def _righted(evidence: Evidence, nodes: list[Node], values: Values) -> tuple[int, int]:
    """Count the gradients that become right, and the values on the way to them."""
    steps = 0
    for c in evidence.compared:
        if c.after in values and not c.right and np.size(c.true) > 1:
            step = array(values[c.after]) - array(c.before.value)
            steps += same_direction(step, c.true, max(c.tolerance, 1e-6)) is not None
    hits = [hit[0] for n in nodes if (hit := evidence.directions.find(values[n])) is not None]
    return steps, len(set(hits) - set(hits[:1]))  # not those of the value itself


def _compared_again(evidence: Evidence) -> Evidence:
    """Compare steps and gradients again, as the values now are."""
    compared = []
    for old in evidence.compared:
        new = compare(old.slot, evidence.round, evidence.adjoint)
        if new is not None:
            new.flat = old.flat
            compared.append(new)
    again = dataclasses.replace(evidence, compared=compared)
    find_gradients(again)
    return again
