"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.proportions import first_delta, proportions
from unstuck.doctor.repair import other_operator


def diagnose(case: Case) -> Iterator[Finding]:
    """Find updates that add the gradient, or subtract its opposite."""
    evidence = case.first
    if evidence is None:
        return
    steps = proportions(evidence)
    start = first_delta(evidence)
    uphill = [p for p in steps if p.factor < 0]
    if not uphill or start is None or (len(uphill) == len(steps) and start[1] < 0):
        return
    for p in uphill:
        c = p.compared
        yield found(
            __name__,
            case.span(c.after),
            f"{c.name} is moved uphill: `{case.text(case.span(c.after))}`.",
            "A step must go against the gradient: parameter = parameter - learning rate * gradient. With the other sign it "
            "climbs, and the loss rises faster the better the gradient is. Change the sign of this update.",
            ("cosine of the step and the direction downhill", number(c.cosine), "1"),
        )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Change the sign of the update."""
    evidence = case.first
    if evidence is None:
        return
    for c in evidence.compared:
        if case.span(c.after) == finding.span:
            yield from other_operator(case, c.after)
            return


BROKEN = ()

HEALTHY = ()
