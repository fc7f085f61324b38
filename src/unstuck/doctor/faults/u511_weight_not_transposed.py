"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import Wrong, weights_of
from unstuck.doctor.substitution import other_index, other_values, substituted


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the transposed weights, or those of another layer, put it right."""
    evidence = wrong.evidence
    weights = weights_of(evidence)
    for source in wrong.node.inputs:
        root = source.inputs[0] if source not in weights and len(source.inputs) == 1 else source
        if root not in weights or np.ndim(source.value) != 2:
            continue
        options = [(array(source.value).T, f"{weights[root]} transposed")]
        for other, name in weights.items():
            if other is not root and np.ndim(other.value) == 2:
                options += [(array(other.value), name), (array(other.value).T, f"{name} transposed")]
        for value, name in options:
            if np.shape(value) == np.shape(source.value) and wrong.mended(source, value):
                return found(
                    __name__,
                    case.span(wrong.node),
                    f"The error is sent back through the wrong weights in `{case.text(case.span(wrong.node))}`: "
                    f"it needs {name}.",
                    "Going back, an error must take each connection that the signal took, with the same weight: if forward is "
                    "z = a W, backward is delta W^T. With a square matrix the missing transpose raises no error, but the units "
                    f"get the blame of others. Use {name}.",
                    (
                        "cosine of the step and the true gradient, " + wrong.compared.name,
                        number(wrong.compared.cosine),
                        "1",
                    ),
                    (f"the same with {name}", "1", "1"),
                )
    return None


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Send the error back through the transposed weights of its own layer."""
    return substituted(case, finding, other_values, other_index)


BROKEN = ()

HEALTHY = ()
