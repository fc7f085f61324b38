"""Page to come."""

from __future__ import annotations

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding
from unstuck.doctor.mistakes import Wrong


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the weights as they were before their update put the value right."""
    evidence = wrong.evidence
    for c in evidence.compared:
        for source in wrong.node.inputs:
            turned = source.name in ("T", "transpose") and source.inputs and source.inputs[0] is c.after
            if source is not c.after and not turned:
                continue
            old = array(c.before.value)
            if not wrong.mended(source, old.T if turned else old):
                continue
            return found(
                __name__,
                case.span(c.after),
                f"{c.name} is updated before the backward pass has used it.",
                "The gradient belongs to the weights with which the forward pass computed the outputs. Here the error is "
                "sent back through weights that were changed in between, so the lower layers follow the slope of a mixture. "
                "Compute all gradients first, then update.",
                (
                    f"cosine of the step and the true gradient, {wrong.compared.name}",
                    number(wrong.compared.cosine),
                    "1",
                ),
                ("the same with the weights as they were", "1", "1"),
            )
    return None


BROKEN = ()

HEALTHY = ()
