"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding
from unstuck.doctor.frozen import frozen_values, lost_updates


def diagnose(case: Case) -> Iterator[Finding]:
    """Find new values of weights that are computed and thrown away, and weights for which there is no update at all."""
    lost = lost_updates(case.roles)
    for old, new in lost:
        yield found(
            __name__,
            case.span(new),
            f"The new value computed by `{case.text(case.span(new))}` is never used: the weights stay what they were.",
            "The forward pass goes on reading the old array. Assigning to a local name, or to a copy, or not keeping what a "
            "function returns, changes nothing outside. Store the new value where the forward pass reads it, or change the "
            "array in place (W -= ...).",
            ("change of the weights that the forward pass reads", "0", "not 0"),
            ("size of the step that was lost", number(float(np.linalg.norm(array(new.value) - array(old.value)))), ""),
        )
    evidence = case.first
    if evidence is None or lost:
        return
    for value in frozen_values(evidence):
        if not value.is_bias and np.any(np.abs(value.true) > 1e-12):
            yield found(
                __name__,
                value.span,
                f"The weights {value.name} are never updated.",
                "The loss depends on them, but no statement puts a new value where the forward pass reads them. Update them "
                "as the others: W = W - learning rate * dW.",
                ("length of the true gradient of " + value.name, number(float(np.linalg.norm(value.true))), ""),
                ("change of " + value.name, "0", "not 0"),
            )


BROKEN = ()

HEALTHY = ()
