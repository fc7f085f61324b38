"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.findings import Finding
from unstuck.doctor.proportions import gradient_node, proportions


def diagnose(case: Case) -> Iterator[Finding]:
    """Find parameters whose gradient is the sum over the samples where that of the others is the mean."""
    evidence = case.first
    if evidence is None:
        return
    m = evidence.samples
    steps = [p for p in proportions(evidence) if p.factor]
    if m < 2 or len(steps) < 2:
        return
    small = min(abs(p.factor) for p in steps)
    for p in steps:
        if abs(abs(p.factor) / small - m) > 1e-5 * m:
            continue
        c = p.compared
        node = gradient_node(evidence, c)
        yield found(
            __name__,
            case.span(node),
            f"The gradient of {c.name} is the sum over the {m} samples; that of the others is the mean.",
            f"The other parameters divide by the number of samples, this one does not, so with the same learning rate its "
            f"steps are {m} times too long for the loss that is being minimised. It overshoots: the loss jumps up, and with "
            "ReLU the units can die and never come back. Divide by the number of samples here too.",
            ("length of the step, compared with the others", number(abs(p.factor) / small), "1"),
            ("samples in an update", str(m), ""),
        )


BROKEN = ()

HEALTHY = ()
