"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import Wrong, forward_values
from unstuck.doctor.substitution import other_index, other_values, substituted


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether another layer's values make the weight's gradient right."""
    evidence = wrong.evidence
    if wrong.source is None:
        return None
    for operand in wrong.node.inputs:
        if operand is wrong.source or np.ndim(operand.value) < 1:
            continue
        for node in forward_values(evidence, np.shape(operand.value)):
            for value in (node.value, np.transpose(node.value)):
                same = np.shape(value) == np.shape(operand.value) and np.array_equal(value, operand.value)
                if same or np.shape(value) != np.shape(operand.value) or not wrong.mended(operand, value):
                    continue
                return found(
                    __name__,
                    case.span(wrong.node),
                    f"The gradient of {wrong.compared.name} is made with the values of another layer: "
                    f"`{case.text(case.span(wrong.node))}`.",
                    "A weight's gradient is the error at its output times what came in at its other end: "
                    "dW = a_in^T delta. Here what is multiplied did not go through this weight, so the weight is moved for "
                    "signals that it never saw. Use the values that the forward pass multiplied with this weight.",
                    (
                        "cosine of the step and the true gradient, " + wrong.compared.name,
                        number(wrong.compared.cosine),
                        "1",
                    ),
                    (
                        f"the same with the values made on line {case.span(node).line if node.site >= 0 else 0}",
                        "1",
                        "1",
                    ),
                )
    return None


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Use the values that went through this weight."""
    return substituted(case, finding, other_values, other_index)


BROKEN = ()

HEALTHY = ()
