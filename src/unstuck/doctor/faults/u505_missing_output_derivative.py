"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding
from unstuck.doctor.proportions import first_delta


def diagnose(case: Case) -> Iterator[Finding]:
    """Find steps that follow cross-entropy where the script's own loss is the squared error."""
    evidence = case.first
    if evidence is None or evidence.loss.name != "binary cross-entropy":
        return
    kinds = {o.kind.name for o in evidence.own if o.kind is not None and o.factor > 0}
    moved = [c for c in evidence.compared if c.moved]
    start = first_delta(evidence)
    if kinds != {"half squared error"} or not moved or not all(c.right for c in moved) or start is None:
        return
    output = array(evidence.round.joins[0].output.value)
    slope = output * (1 - output)
    yield found(
        __name__,
        case.span(start[0]),
        "The derivative of the output's activation is missing for the squared error that the script computes: "
        f"`{case.text(case.span(start[0]))}`.",
        "The derivative of (p - t)^2 / 2 at the last sum is (p - t) f'(z). Without f' the steps are exactly those of "
        "cross-entropy, which learns well, often better: then it is the printed loss that is another. Multiply by p (1 - p), "
        "or print the cross-entropy.",
        ("factor that is missing", f"{number(float(slope.min()))} to {number(float(slope.max()))}", ""),
        certainty="suspected",
    )


BROKEN = ()

HEALTHY = ()
