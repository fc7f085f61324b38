"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.substitution import substituted, without_factor
from unstuck.doctor.trace import Node


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the output's error is right before it is multiplied by the slope of the output's activation."""
    evidence = wrong.evidence
    factor = wrong.factor()
    outputs = {j.output for j in evidence.round.joins}
    if factor is None or wrong.source is None or wrong.at is None:
        return None
    output = next((o for o in outputs if np.shape(o.value) == np.shape(factor)), None)
    if output is None or wrong.at not in _last_layer(wrong):
        return None
    value = array(output.value)
    for slope in (value * (1 - value), 1 - value**2, value * (1 - value) ** 2):
        if same_direction(np.where(np.isfinite(factor), factor, slope), slope, 1e-6) is not None:
            return found(
                __name__,
                case.span(wrong.end),
                f"The error at the output is multiplied by the slope of the output's activation: "
                f"`{case.text(case.span(wrong.end))}`.",
                "With cross-entropy the slope of softmax or sigmoid cancels: the derivative at the last sum is p - t, and "
                "nothing else. Multiplied by p (1 - p) once more, the error of an output that is sure and wrong is nearly "
                "zero, so the worst mistakes are corrected least. Leave the factor out.",
                ("factor at the output", f"{number(float(slope.min()))} to {number(float(slope.max()))}", "1"),
                (
                    "cosine of the step and the true gradient, " + wrong.compared.name,
                    number(wrong.compared.cosine),
                    "1",
                ),
            )
    return None


def _last_layer(wrong: Wrong) -> set[Node]:
    """List the forward values between the last product with weights and the output."""
    evidence = wrong.evidence
    out: set[Node] = set()
    stack = [j.output for j in evidence.round.joins]
    while stack:
        node = stack.pop()
        if node not in out:
            out.add(node)
            if node.name not in ("matmul", "dot", "einsum"):
                stack += [s for s in node.inputs if s in evidence.forward]
    return out


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Leave the factor out."""
    return substituted(case, finding, without_factor)


BROKEN = ()

HEALTHY = ()
