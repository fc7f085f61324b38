"""A trace followed to its gradients: by arrays where single numbers form some, one by one if that explains more."""

from __future__ import annotations

import numpy as np

from unstuck.doctor.assign import assign_roles, understand
from unstuck.doctor.compared import Compared
from unstuck.doctor.evidence import Evidence, gather
from unstuck.doctor.from_loss import roles_from_losses
from unstuck.doctor.proportions import proportions
from unstuck.doctor.readings import RULE
from unstuck.doctor.roles import Roles
from unstuck.doctor.trace import Trace

FEW = 32  # single numbers that may be a perceptron
CHANCE = 3  # numbers that may be in one proportion by chance


def followed(trace: Trace) -> tuple[Trace, Roles, list[Evidence]]:
    """Assign the roles, and compare steps and gradients; of single numbers one by one, where as arrays none is right.

    A perceptron that is changed after mistakes alone has no two rounds alike, and its numbers no array of their own.
    """
    arrays, roles = understand(trace)
    evidence = gather(roles) if not roles.problem else []
    if arrays is not trace and not _follows(evidence):
        plain = assign_roles(trace)
        singly = gather(plain) if not plain.problem and len(plain.parameters) <= FEW else []
        # Of single numbers some go along their gradients by chance: here all have to, and by that rule.
        by_rule = singly and all(e.loss.name == RULE for e in singly)
        if by_rule and all(c.right for e in singly for c in e.compared if c.moved):
            return trace, plain, singly
    if not any(_by_no_chance(_right(e)) for e in evidence):
        explained = 0
        for other in roles_from_losses(roles):
            measured = gather(other)
            right = sum(c.right for e in measured for c in e.compared if c.moved)
            if right > explained and _descends(measured):
                explained, arrays, roles, evidence = right, other.trace, other, measured
    return arrays, roles, evidence


def _descends(evidence: list[Evidence]) -> bool:
    """Say whether steps go down gradients in each round, more numbers of them than by chance, and none goes up one."""
    # What an optimizer climbs is a score, as that which a critic gives to what is real.
    climbs = any(p.factor < 0 for e in evidence for p in proportions(e))
    return not climbs and _follows(evidence) and all(_by_no_chance(_right(e)) for e in evidence)


def _right(evidence: Evidence) -> list[Compared]:
    return [c for c in evidence.compared if c.moved and not c.flat and c.right and np.any(c.true)]


def _by_no_chance(right: list[Compared]) -> bool:
    """Say whether enough numbers are in proportion; of single numbers, which have no direction, those of one rate."""
    rates = [c.factor for c in right if np.size(c.true) == 1]
    alike = [rate for rate in rates if np.isclose(rate, np.median(rates), rtol=1e-6)]
    several = sum(np.size(c.true) for c in right if np.size(c.true) > 1)
    down = all(c.factor > 0 for c in right if c.gradient is None)
    return down and (several > CHANCE or (len(alike) > CHANCE and len(alike) == len(rates)))


def _follows(evidence: list[Evidence]) -> bool:
    """Say whether some step of each round goes along its gradient."""
    return bool(evidence) and all(any(c.right and c.moved and np.any(c.true) for c in e.compared) for e in evidence)
