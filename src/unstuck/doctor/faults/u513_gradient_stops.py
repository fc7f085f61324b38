"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.findings import Finding


def diagnose(case: Case) -> Iterator[Finding]:
    """Find parameters that are updated, but by nothing."""
    evidence = case.first
    if evidence is None:
        return
    for c in evidence.compared:
        if c.moved or not np.any(np.abs(c.true) > 1e-12) or all(not e.moved for e in evidence.compared):
            continue
        yield found(
            __name__,
            case.span(c.after),
            f"No gradient reaches {c.name}: its step is exactly 0.",
            "The loss does depend on this parameter, but what is subtracted from it is zero everywhere: the backward pass "
            "stopped before it, by a loop that ends one layer early, a value that was never filled, or a product with 0.",
            ("true gradient, length", number(float(np.linalg.norm(c.true))), ""),
            ("step, length", "0", "not 0"),
        )


BROKEN = ()

HEALTHY = ()
