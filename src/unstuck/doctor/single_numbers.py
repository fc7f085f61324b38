"""Parameters that are single numbers, or are changed entry by entry: they have no direction, only factors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unstuck.doctor.directions import Numbers
from unstuck.doctor.roles import Roles
from unstuck.doctor.trace import Node

if TYPE_CHECKING:
    from unstuck.doctor.evidence import Evidence

MANY_ALIKE = 4  # single numbers whose factors are the same by no chance
ADDING = ("add", "sub", "subtract")


def judge_single_numbers(rounds: list[Evidence]) -> None:
    """Judge parameters of one number, which have no direction, by the factor between step and gradient.

    It is right if it is that of the parameters that have a direction, or if it is the same in every round: the data
    change from round to round, and with them any factor that is not the learning rate.
    """
    seen: dict[int, list[float]] = {}
    for evidence in rounds:
        for c in evidence.compared:
            if np.size(c.true) == 1 and c.moved and np.any(c.true):
                seen.setdefault(c.slot.number, []).append(abs(c.factor))
    for evidence in rounds:
        whole = [abs(c.factor) for c in evidence.compared if np.size(c.true) > 1 and c.agrees and c.factor]
        m = evidence.samples
        common = common_factor(evidence)
        for c in evidence.compared:
            if np.size(c.true) > 1 or not c.moved:
                continue
            if common is not None and abs(c.factor - common) < 1e-6 * common:
                c.sine = 0.0
                continue
            factors = seen.get(c.slot.number, [])
            steady = len(factors) > 1 and max(factors) < min(factors) * (1 + 1e-6)
            fits = any(abs(abs(c.factor) / f - k) < 1e-4 * k for f in whole for k in (1, m, 1 / m))
            c.sine = 0.0 if steady or fits else 1.0


def common_factor(evidence: Evidence) -> float | None:
    """Return by how much most single numbers move along their gradients, if that is the same: the learning rate."""
    factors = sorted(c.factor for c in evidence.compared if np.size(c.true) == 1 and c.moved and c.factor > 0)
    least = max(MANY_ALIKE, (len(evidence.compared) + 1) // 2)
    alike = zip(factors, factors[least - 1 :], strict=False)
    return next((low for low, high in alike if high < low * (1 + 1e-6)), None)


def changes_an_entry(roles: Roles, node: Node) -> bool:
    """Say whether a value is what an entry of a parameter is changed by: the gradient of one weight, times the rate."""
    for user in roles.users.get(node, ()):
        for old in user.inputs if user.name in ADDING else ():
            if old is not node and old.name == "getitem" and _is_being_changed(roles, old.inputs[0]):
                return True
    return False


def _is_being_changed(roles: Roles, node: Node) -> bool:
    """Say whether an array is a parameter, or one of which some entries have their new values."""
    while node not in roles.version and node.name == "setitem" and isinstance(node.args[0], Node):
        node = node.args[0]
    return node in roles.version


def changed_rightly(evidence: Evidence, node: Node) -> bool:
    """Say whether a value is an entry of a parameter after a right step, or the parameter with this entry in it.

    An entry that is read out of a parameter that is being changed is as it was before.
    """
    if node.name == "getitem" and np.size(node.value) == 1 and _is_being_changed(evidence.roles, node.inputs[0]):
        return True
    entry = node.args[-1] if node.name == "setitem" else node
    if not isinstance(entry, Node) or entry.name not in ADDING or np.size(entry.value) > 1:
        return False
    return any(s in evidence.matches and changes_an_entry(evidence.roles, s) for s in entry.inputs)


def factors_of_right_ways(evidence: Evidence) -> set[float]:
    """List the likely factors that single numbers have on the way to the parameters that are right."""
    numbers = Numbers(evidence.adjoint)
    way = set().union(*(evidence.way(c) for c in evidence.sound)) & evidence.backward_set
    before_the_rate = (n for n in way if not changes_an_entry(evidence.roles, n))
    hits = (numbers.find(n.value, evidence.likely_factors) for n in before_the_rate)
    return {abs(hit[1]) for hit in hits if hit is not None}
