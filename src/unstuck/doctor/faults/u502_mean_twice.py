"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.proportions import gradient_node, proportions
from unstuck.doctor.repair import divisions, without_division


def diagnose(case: Case) -> Iterator[Finding]:
    """Find parameters whose gradient was divided by the number of samples twice."""
    evidence = case.first
    if evidence is None:
        return
    m = evidence.samples
    steps = [p for p in proportions(evidence) if p.factor]
    if m < 2 or len(steps) < 2:
        return
    large = max(abs(p.factor) for p in steps)
    short = [p for p in steps if abs(large / abs(p.factor) - m) < 1e-5 * m]
    if not short or len(short) > len(steps) / 2:
        return
    for p in short:
        c = p.compared
        if evidence.is_bias(c):
            continue  # the reduction of a bias's gradient
        yield found(
            __name__,
            case.span(gradient_node(evidence, c)),
            f"The gradient of {c.name} is divided by the number of samples once more than that of the others.",
            f"With the same learning rate it moves {m} times less than the others, so this layer hardly learns. Divide by "
            "the number of samples once: in the error at the output, or in each gradient, not in both.",
            ("length of the step, compared with the others", number(abs(p.factor) / large), "1"),
            ("samples in an update", str(m), ""),
        )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Leave out one of the divisions by the number of samples, that nearest to the update first."""
    evidence = case.first
    if evidence is None:
        return
    for c in evidence.compared:
        if case.span(gradient_node(evidence, c)) != finding.span:
            continue
        for node in divisions(case, c):
            yield from without_division(case, node)


BROKEN = ()

HEALTHY = ()
