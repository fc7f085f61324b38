"""A trace followed to its gradients: by arrays where single numbers form some, one by one if that explains more."""

from __future__ import annotations

import numpy as np

from unstuck.doctor.assign import assign_roles, understand
from unstuck.doctor.evidence import Evidence, gather
from unstuck.doctor.readings import RULE
from unstuck.doctor.roles import Roles
from unstuck.doctor.trace import Trace

FEW = 32  # single numbers that may be a perceptron


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
    return arrays, roles, evidence


def _follows(evidence: list[Evidence]) -> bool:
    """Say whether some step of each round goes along its gradient."""
    return bool(evidence) and all(any(c.right and c.moved and np.any(c.true) for c in e.compared) for e in evidence)
