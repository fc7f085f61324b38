"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import ACTIVATIONS, FROM_VALUE, Wrong, close, forward_values
from unstuck.doctor.substitution import other_index, other_values, substituted


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the factor is the right derivative, taken at the values of another layer."""
    factor = wrong.factor()
    if factor is None:
        return None
    for node, wanted in wrong.wanted_factors():
        with np.errstate(all="ignore"):
            right = next((n for n, (_, s) in ACTIVATIONS.items() if close(wanted, s(array(node.value)))), None)
        if right is None:
            continue
        for other in forward_values(wrong.evidence, np.shape(factor)):
            if other in (node, wrong.at) or np.shape(other.value) != np.shape(factor):
                continue
            with np.errstate(all="ignore"):
                values = [ACTIVATIONS[right][1](array(other.value))]
                values += [FROM_VALUE[right](array(other.value))] if right in FROM_VALUE else []
                if not any(close(factor, value) for value in values):
                    continue
            return found(
                __name__,
                case.span(wrong.end),
                f"The derivative in `{case.text(case.span(wrong.end))}` is taken at the values of another layer.",
                "Each delta must be multiplied by the slope of its own layer's activation, at that layer's own values. With "
                "another layer's values the shapes fit, since the layers are equally wide, but the slopes belong to other "
                "units. Use the values of the layer whose delta this is.",
                ("slope used, on the average", number(float(np.mean(factor))), number(float(np.mean(wanted)))),
                ("made on line", str(case.span(other).line if other.site >= 0 else 0), "the layer's own"),
            )
    return None


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Take the derivative at the layer's own values."""
    return substituted(case, finding, other_values, other_index)


BROKEN = ()

HEALTHY = ()
