"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.findings import Finding


def diagnose(case: Case) -> Iterator[Finding]:
    """Find weight decay with the wrong sign."""
    evidence = case.first
    if evidence is None:
        return
    for c in evidence.compared:
        if c.agrees and c.decay * np.sign(c.factor) < -1e-12 and c.factor > 0:
            yield found(
                __name__,
                case.span(c.after),
                f"The L2 term makes {c.name} grow instead of shrink.",
                "L2 adds lambda W to the gradient, so that each step also pulls the weights towards 0. With the other sign "
                "it pushes them away from 0, faster and faster. Change the sign of the L2 term.",
                ("part of the step that is parallel to the weights, as lambda", number(c.decay), "positive"),
            )


BROKEN = ()

HEALTHY = ()
