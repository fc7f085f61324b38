"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import other_operator
from unstuck.doctor.trace import Node


def diagnose(case: Case) -> Iterator[Finding]:
    """Find weight decay with the wrong sign."""
    evidence = case.first
    if evidence is None:
        return
    for c in evidence.compared:
        if c.agrees and c.decay * np.sign(c.factor) < -1e-12 and c.factor > 0:
            yield found(
                __name__,
                case.span(c.after),
                f"The L2 term makes {c.name} grow instead of shrink.",
                "L2 adds lambda W to the gradient, so that each step also pulls the weights towards 0. With the other sign "
                "it pushes them away from 0, faster and faster. Change the sign of the L2 term.",
                ("part of the step that is parallel to the weights, as lambda", number(c.decay), "positive"),
            )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Change the sign of the L2 term."""
    evidence = case.first
    if evidence is None:
        return
    for c in evidence.compared:
        if case.span(c.after) != finding.span:
            continue
        weight = array(c.before.value)
        for node in sorted(evidence.round.ancestors, key=lambda n: -n.index):
            if node.index > c.after.index or node.name not in ("add", "sub") or node.site < 0:
                continue
            if any(
                isinstance(a, Node) and a is not c.before and same_direction(a.value, weight, 1e-9) for a in node.args
            ):
                yield from other_operator(case, node)


BROKEN = ()

HEALTHY = ()
