"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import same_direction
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import Wrong, made_of
from unstuck.doctor.substitution import substituted, times_slope


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the derivative of the layer's activation puts it right."""
    evidence = wrong.evidence
    if wrong.source is None or wrong.at is None:
        return None
    here = evidence.adjoint[wrong.at]
    for node, there in sorted(evidence.adjoint.items(), key=lambda pair: pair[0].index):
        if node.index >= wrong.at.index or np.shape(there) != np.shape(here) or not made_of(evidence, wrong.at, node):
            continue
        if same_direction(there, here, 1e-9) is not None:
            continue
        value = (
            (there * wrong.scale).reshape(np.shape(wrong.source.value))
            if there.size == np.size(wrong.source.value) and np.shape(there) != np.shape(wrong.source.value)[::-1]
            else there.T * wrong.scale
        )
        if np.shape(value) != np.shape(wrong.source.value) or not wrong.mended(wrong.source, value):
            continue
        with np.errstate(all="ignore"):
            slope = there / here
        slope = slope[np.isfinite(slope)]
        start = wrong.source
        return found(
            __name__,
            case.span(start),
            f"The derivative of the activation is missing in `{case.text(case.span(start))}`.",
            "The chain rule asks for the slope of the activation between a layer's output and what went into it: "
            "delta = (error passed back) * f'(z). Without it units that are flat, and hardly answer for the error, are "
            "changed as much as the others, and each layer below gets a direction that is no longer downhill. "
            "Multiply this value by the derivative of the layer's activation.",
            ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
            (
                "slope of the activation that should be a factor here",
                f"{number(float(slope.min()))} to {number(float(slope.max()))}",
                "1 everywhere, if it could be left out",
            ),
        )
    return None


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Multiply by the derivative of the layer's activation."""
    return substituted(case, finding, times_slope)


BROKEN = ()

HEALTHY = ()
