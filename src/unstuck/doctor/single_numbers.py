"""Parameters that are single numbers, or are changed entry by entry: they have no direction, only factors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import Numbers, array
from unstuck.doctor.roles import Roles
from unstuck.doctor.trace import Node

if TYPE_CHECKING:
    from unstuck.doctor.evidence import Evidence

NEAR = 1e-5  # of an end, to a probability
MANY_ALIKE = 4  # single numbers whose factors are the same by no chance
ADDING = ("add", "sub", "subtract")


def judge_single_numbers(rounds: list[Evidence]) -> None:
    """Judge parameters of one number, which have no direction, by the factor between step and gradient.

    It is right if it is that of the parameters that have a direction, or if it is the same in every round: the data
    change from round to round, and with them any factor that is not the learning rate.
    """
    seen: dict[int, list[float]] = {}
    exact = [evidence for evidence in rounds if _has_its_digits(evidence)]
    for evidence in exact if len(exact) > 1 else rounds:
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


def _has_its_digits(evidence: Evidence) -> bool:
    """Say whether no output is so near to 0 or 1 that a number added against log(0) changes the slope."""
    outputs = np.concatenate([array(j.output.value).ravel() for j in evidence.round.joins])
    return bool(np.any((outputs < 0) | (outputs > 1)) or np.all((outputs > NEAR) & (outputs < 1 - NEAR)))


def common_factor(evidence: Evidence) -> float | None:
    """Return by how much most single numbers move along their gradients, if that is the same: the learning rate."""
    factors = sorted(c.factor for c in evidence.compared if np.size(c.true) == 1 and c.moved and c.factor > 0)
    least = max(MANY_ALIKE, (len(evidence.compared) + 1) // 2)
    alike = zip(factors, factors[least - 1 :], strict=False)
    return next((low for low, high in alike if high < low * (1 + 1e-6)), None)


def changes_an_entry(roles: Roles, node: Node) -> bool:
    """Say whether a value is what an entry of a parameter is changed by: the gradient of one weight, times the rate."""
    for user in roles.users.get(node, ()):
        if user.name in ADDING and any(old is not node and is_entry(roles, old) for old in user.inputs):
            return True
    return False


def is_entry(roles: Roles, node: Node) -> bool:
    """Say whether a value is read out of a parameter that is being changed."""
    return node.name == "getitem" and _is_being_changed(roles, node.inputs[0])


def _is_being_changed(roles: Roles, node: Node) -> bool:
    """Say whether an array is a parameter, or one of which some entries have their new values."""
    while node not in roles.version and node.name == "setitem" and isinstance(node.args[0], Node):
        node = node.args[0]
    return node in roles.version


def changed_rightly(evidence: Evidence, node: Node) -> bool:
    """Say whether a value is an entry of a parameter after a right step, or the parameter with this entry in it.

    An entry that is read out of a parameter that is being changed is as it was before.
    """
    if np.size(node.value) == 1 and is_entry(evidence.roles, node):
        return True
    entry = node.args[-1] if node.name == "setitem" else node
    if not isinstance(entry, Node) or entry.name not in ADDING or np.size(entry.value) > 1:
        return False
    if not any(s in evidence.matches and changes_an_entry(evidence.roles, s) for s in entry.inputs):
        return False
    stored = node if node is not entry else _stored(evidence.roles, node)
    return stored is None or _is_step_of_its_own(evidence, stored)


def _stored(roles: Roles, entry: Node) -> Node | None:
    """Find where the new value of an entry is put into its array."""
    return next((u for u in roles.users.get(entry, ()) if u.name == "setitem" and u.args[-1] is entry), None)


def _is_step_of_its_own(evidence: Evidence, stored: Node) -> bool:
    """Say whether an entry moves along its own derivative, by the rate of other parameters: not by that of the bias.

    Where no rate is known, or the array is not as the forward pass took it, nothing speaks against it.
    """
    compared = next((c for c in evidence.compared if any(n is stored for n in _entries_set(c))), None)
    old = array(stored.inputs[0].value)
    if compared is None or not evidence.rates or old.shape != np.shape(compared.true):
        return True
    step = array(stored.value) - old
    changed = step != 0
    with np.errstate(all="ignore"):
        factors = np.abs(step[changed] / compared.true[changed])
    tolerance = 1e-5 + compared.tolerance
    return all(any(abs(f - rate) < tolerance * rate for rate in evidence.rates) for f in factors)


def _entries_set(compared: Compared) -> Iterator[Node]:
    """List where the entries of a parameter get their new values, the last first."""
    node = compared.after
    while node is not compared.before and node.name == "setitem" and isinstance(node.args[0], Node):
        yield node
        node = node.args[0]


def turned_entries(compared: Compared) -> list[Node]:
    """Find where some entries of a parameter move uphill while the others move downhill, all by one rate."""
    steps, true = [], array(compared.true)
    for node in _entries_set(compared):
        old = array(node.args[0].value)
        if old.shape != true.shape or np.shape(node.value) != true.shape:
            return []
        changed = array(node.value) != old
        with np.errstate(all="ignore"):
            steps += [(node, float(f)) for f in (old - array(node.value))[changed] / true[changed]]
    rates = [abs(f) for _, f in steps]
    if not steps or not min(rates) or not max(rates) < min(rates) * (1 + 1e-6):
        return []
    uphill = [node for node, factor in steps if factor < 0]
    return uphill if len(uphill) < len(steps) else []


def factors_of_right_ways(evidence: Evidence) -> set[float]:
    """List the likely factors that single numbers have on the way to the parameters that are right."""
    numbers = Numbers(evidence.adjoint)
    way = set().union(*(evidence.way(c) for c in evidence.sound)) & evidence.backward_set
    before_the_rate = (n for n in way if not changes_an_entry(evidence.roles, n))
    hits = (numbers.find(n.value, evidence.likely_factors) for n in before_the_rate)
    return {abs(hit[1]) for hit in hits if hit is not None}
