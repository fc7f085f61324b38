"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.findings import Finding
from unstuck.doctor.proportions import first_delta, proportions


def diagnose(case: Case) -> Iterator[Finding]:
    """Find an error at the output with the wrong sign for the way the updates are written."""
    evidence = case.first
    if evidence is None:
        return
    steps = proportions(evidence)
    start = first_delta(evidence)
    if not steps or start is None or any(p.factor > 0 for p in steps):
        return
    node, sign = start
    if sign > 0:
        return
    c = steps[0].compared
    yield found(
        __name__,
        case.span(node),
        f"The error at the output has the wrong sign for these updates: `{case.text(case.span(node))}`.",
        "The updates subtract, so they need the gradient, output minus target. With target minus output they climb the loss "
        "instead of going down: every step makes the answers worse, at any learning rate. Exchange the two, or add in every "
        "update instead of subtracting.",
        ("cosine of the step and the direction downhill", number(c.cosine), "1"),
        ("parameters that move uphill", f"{len(steps)} of {len(evidence.compared)}", "0"),
    )


BROKEN = ()

HEALTHY = ()
