"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.substitution import other_index, other_values, substituted


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the error of the next layer should have stood where that of a later one does."""
    evidence = wrong.evidence
    if wrong.source is None or wrong.at is None:
        return None
    for node, there in sorted(evidence.adjoint.items(), key=lambda pair: -pair[0].index):
        if node is wrong.at or node in evidence.roles.version or np.size(there) < 2:
            continue
        for value in (there, there.T):
            try:
                works = wrong.mended(wrong.source, value * wrong.scale)
            except ValueError:
                works = False
            if works:
                return found(
                    __name__,
                    case.span(wrong.node),
                    f"The error in `{case.text(case.span(wrong.node))}` is that of another layer.",
                    "Each layer's error is the next layer's, sent back through the weights between them: "
                    "delta_l = (delta_{l+1} W_{l+1}^T) * f'(z_l). Here a layer is skipped, so its weights do not count and "
                    "the layers below are told nothing about their own share. Send back the error of the next layer.",
                    (
                        "cosine of the step and the true gradient, " + wrong.compared.name,
                        number(wrong.compared.cosine),
                        "1",
                    ),
                    ("the same with the next layer's error", "1", "1"),
                )
    return None


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Send back the error of the next layer."""
    return substituted(case, finding, other_values, other_index)


BROKEN = ()

HEALTHY = ()
