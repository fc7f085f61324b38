"""What is wrong behind a wrong value: the value is put right, and what the update makes of it is computed again.

What is made of a wrong value is wrong as well, so of two mistakes on the way to a parameter the values of the script
show the first only. Which true derivative the first wrong value was meant for is told by what comes after it: the
nearest from which something there is right. (That from which most is right would hide the second mistake.)
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.compared import compare
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.evidence import Evidence, find_gradients
from unstuck.doctor.gradients import replayed, replayed_after
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.same_layer import same_layer
from unstuck.doctor.trace import PRODUCTS, Node

MOST_WRONG = 12  # values in one update: in more, each sample has its own, and these are not told apart
MOST_AFTER = 3_000  # values that are computed again for each derivative that may have been meant
MOST_TRUTHS = 12

Values = dict[Node, Any]


@contextmanager
def put_right(evidence: Evidence, wrong: list[Wrong], *, without_factors: bool = False) -> Iterator[Evidence | None]:
    """Have the values of an update as they would be without its first mistakes.

    Parameters
    ----------
    evidence : Evidence
    wrong : list of Wrong
        The mistakes.
    without_factors : bool
        Whether what was right before it was multiplied by something may have been meant as it was.

    Yields
    ------
    Evidence or None
        That of the update without them; None if it cannot be said what the values were meant to be. While it is looked
        at, the values in the trace are those.
    """
    values: Values | None = None
    if wrong and len(wrong) <= MOST_WRONG and not any(_used_again(evidence, c.before) for c in evidence.compared):
        values = {}
        for group in _by_source([each.whole or each for each in wrong]):
            values = (
                _with_old_weights(evidence, group, values)
                or _right_from_the_source(evidence, group, values)
                or _right_at_the_ends(evidence, group, values, without_factors)
            )
            if values is None:
                break
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


def _used_again(evidence: Evidence, weight: Node) -> bool:
    """Say whether a weight has several uses, as in time: what comes back from each is a part of the derivative."""
    uses = [n for n in evidence.roles.users.get(weight, ()) if n in evidence.forward and n.name in PRODUCTS]
    return len(uses) > len({n.site for n in uses})


def _by_source(wrong: list[Wrong]) -> list[list[Wrong]]:
    """Put together the wrong values that one right value went into."""
    groups: dict[Node, list[Wrong]] = {}
    for each in wrong:
        groups.setdefault(each.source or each.node, []).append(each)
    return list(groups.values())


def _with_old_weights(evidence: Evidence, group: list[Wrong], values: Values) -> Values | None:
    """Use the weights as they were before the update where it was made too early; None where it was not."""
    before = {c.after: c.before for c in evidence.compared}
    early = [each.node for each in group if any(s in before for s in each.node.inputs)]
    if len(early) < len(group) or any(node in before for node in early):
        return None
    for node in early:
        old = replayed(node, lambda n: before.get(n, n).value)
        tried = _carried_on(evidence, node, old, values)
        if tried is None:
            return None
        values = tried
    return values


def _right_from_the_source(evidence: Evidence, group: list[Wrong], values: Values) -> Values | None:
    """Take what went in for one of the same layer that was meant, where this puts something right.

    An error that lacks the slope of its layer is right, as the derivative at what the layer gave.
    """
    source, at = group[0].source, group[0].at
    if source is None or at is None:
        return None
    layer = same_layer(evidence, at) - {at}
    for truth in _meant(group[0], source.value):
        if truth.node in layer:
            tried = _carried_on(evidence, source, truth.value, values)
            if tried is not None and any(_is_right(evidence, each.end, tried) for each in group):
                return tried
    return None


def _right_at_the_ends(evidence: Evidence, group: list[Wrong], values: Values, without_factors: bool) -> Values | None:
    """Take each wrong value for the nearest true derivative from which something that follows is right."""
    for wrong in group:
        truths = [*_meant(wrong, wrong.end.value)]
        source, at = wrong.source, wrong.at
        if (
            without_factors
            and source is not None
            and at is not None
            and np.shape(source.value) == np.shape(wrong.end.value)
        ):
            truths.append(_Truth(at, array(source.value)))
        for truth in truths:
            tried = _carried_on(evidence, wrong.end, truth.value, values)
            if tried is not None and _rights(evidence, wrong.end, tried):
                values = tried
                break
        else:
            return None
    return values


@dataclass(frozen=True)
class _Truth:
    """A true derivative that a value may have been meant for, and at which value of the forward pass it is that."""

    node: Node
    value: Any


def _meant(wrong: Wrong, like: Any) -> Iterator[_Truth]:
    """List the true derivatives that a value may have been meant for, at the nearest values first."""
    shape = np.shape(like)
    last = wrong.at.index if wrong.at is not None else np.inf
    count = 0
    for node, slope in sorted(wrong.evidence.adjoint.items(), key=lambda pair: -pair[0].index):
        if node is wrong.at or node.index > last or not np.any(slope) or count == MOST_TRUTHS:
            continue
        if any(np.array_equal(wrong.evidence.adjoint.get(given, np.nan), -slope) for given in node.inputs):
            continue  # within an activation, `exp(-z)`: what is meant has the sign of z
        if shape in (np.shape(slope), np.shape(slope)[::-1]):
            yield _Truth(node, (array(slope) if np.shape(slope) == shape else array(slope).T) * wrong.scale)
            count += 1
    own = wrong.compared
    if np.size(like) < np.size(own.true):  # one number for all units of a bias, one row for all of a weight
        yield _Truth(own.before, array(own.true) * wrong.scale)


def _made_of(evidence: Evidence, node: Node) -> list[Node]:
    """List what an update makes of a value, in order."""
    made, out = {node}, []
    for each in sorted(evidence.round.ancestors, key=lambda n: n.index):
        if each.index > node.index and any(s in made for s in each.inputs):
            made.add(each)
            out.append(each)
    return out


def _carried_on(evidence: Evidence, node: Node, value: Any, values: Values) -> Values | None:
    """Compute what follows if a value is another one, beside others that are; None if it cannot be computed."""
    after = _made_of(evidence, node)
    if len(after) > MOST_AFTER:
        return None
    out = replayed_after(after, {**values, node: value})
    if out is None:
        return None
    steps = [c for c in evidence.compared if c.after in out]
    return out if all(np.shape(out[c.after]) == np.shape(c.after.value) for c in steps) else None


def _is_right(evidence: Evidence, node: Node, values: Values) -> bool:
    return node in values and evidence.directions.find(values[node]) is not None


def _rights(evidence: Evidence, node: Node, values: Values) -> bool:
    """Say whether a gradient becomes right, or a value on the way to one that is another derivative."""
    for c in evidence.compared:
        if c.after in values and not c.right and np.size(c.true) > 1:
            step = array(values[c.after]) - array(c.before.value)
            if same_direction(step, c.true, max(c.tolerance, 1e-6)) is not None:
                return True
    # That of a parameter alone, by a sum that is another layer's bias, is none.
    found = (evidence.directions.find(values[n]) for n in (node, *_made_of(evidence, node)))
    hits = [hit[0] for hit in found if hit is not None]
    return any(hit is not hits[0] and hit not in evidence.roles.version for hit in hits)


def _compared_again(evidence: Evidence) -> Evidence:
    """Compare steps and gradients again, as the values now are."""
    compared = []
    for old in evidence.compared:
        new = compare(old.slot, evidence.round, evidence.adjoint)
        if new is not None:
            new.flat, new.rounding = old.flat, old.rounding
            compared.append(new)
    again = dataclasses.replace(evidence, compared=compared)
    find_gradients(again)
    return again
