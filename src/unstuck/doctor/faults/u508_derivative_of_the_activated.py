"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import ACTIVATIONS, Wrong, close
from unstuck.doctor.substitution import other_slope, other_values, substituted


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the factor is the activation's derivative, taken at the activated value."""
    factor = wrong.factor()
    if factor is None:
        return None
    for node, wanted in wrong.wanted_factors():
        for name, (activation, slope) in ACTIVATIONS.items():
            with np.errstate(all="ignore"):
                z = array(node.value)
                a = activation(z)
                if not close(wanted, slope(z)) or not close(factor, slope(a)) or close(slope(a), slope(z)):
                    continue
            return found(
                __name__,
                case.span(wrong.end),
                f"The derivative of {name} is taken at the activated value, in `{case.text(case.span(wrong.end))}`.",
                f"A derivative f'(z) belongs at z, what went into the {name}; here it gets a = f(z), so {name} is applied "
                "twice and the slope is that of another place. Give it z, or write the derivative in terms of a "
                f"({FORMULA.get(name, 'see the page')}).",
                ("slope used, on the average", number(float(np.mean(factor))), number(float(np.mean(wanted)))),
                (
                    "cosine of the step and the true gradient, " + wrong.compared.name,
                    number(wrong.compared.cosine),
                    "1",
                ),
            )
    return None


FORMULA = {"sigmoid": "a * (1 - a)", "tanh": "1 - a**2"}


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Take the derivative at what went into the activation, or write it in terms of its value."""
    return substituted(case, finding, other_values, other_slope)


BROKEN = ()

HEALTHY = ()
