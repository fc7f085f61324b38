"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import ACTIVATIONS, FROM_VALUE, Wrong, close
from unstuck.doctor.substitution import other_function, other_slope, substituted


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the factor is the derivative of another function at the right place."""
    factor = wrong.factor()
    if factor is None:
        return None
    for node, wanted in wrong.wanted_factors():
        with np.errstate(all="ignore"):
            z = array(node.value)
            right = next((n for n, (_, slope) in ACTIVATIONS.items() if close(wanted, slope(z))), None)
            if right is None:
                continue
            assert wrong.at is not None
            a = array(wrong.at.value)
            tried = [(n, slope(z)) for n, (_, slope) in ACTIVATIONS.items() if n != right]
            tried += [(n, slope(z)) for n, slope in FROM_VALUE.items()]
            tried += [(n, slope(a)) for n, slope in FROM_VALUE.items() if n != right]
            tried += [
                (f"{right} of another sign or form", v) for v in (a, 1 - a, 1 + a**2, a * (1 + a), 1 - a, a * a, 1 - z)
            ]
            wrong_name = next(
                (n for n, value in tried if np.shape(value) == np.shape(factor) and close(factor, value)), None
            )
        if wrong_name is None:
            continue
        return found(
            __name__,
            case.span(wrong.end),
            f"The layer's activation is {right}, but `{case.text(case.span(wrong.end))}` does not multiply by its derivative.",
            f"Each unit's share of the error must be weighted with the slope of the function that the forward pass used, "
            f"{right}. With another factor (here: that of {wrong_name}) the units are changed in the wrong proportion, and the "
            "step is no longer downhill. Use the derivative of " + right + ".",
            ("factor used, on the average", number(float(np.mean(factor))), number(float(np.mean(wanted)))),
            ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
        )
    return None


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Use the derivative of the activation that the forward pass used."""
    return substituted(case, finding, other_function, other_slope)


BROKEN = ()

HEALTHY = ()
