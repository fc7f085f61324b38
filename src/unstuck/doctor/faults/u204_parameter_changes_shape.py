"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found
from unstuck.doctor.findings import Finding


def diagnose(case: Case) -> Iterator[Finding]:
    """Find parameters that change their shape in an update."""
    for evidence in case.evidence[:1]:
        for c in evidence.compared:
            before, after = np.shape(c.before.value), np.shape(c.after.value)
            if before == after or np.size(c.after.value) <= np.size(c.before.value) or np.size(c.before.value) == 1:
                continue
            yield found(
                __name__,
                case.span(c.after),
                f"{c.name} changes its shape in its update: {before} becomes {after}.",
                "What is subtracted has one row for each sample, so the parameter grows a row for each sample too, and each "
                "row learns by itself. A new sample, or a batch of another size, does not fit any more. Sum the gradient over "
                "the samples, and keep the axis.",
                ("shape before and after", f"{before} -> {after}", f"{before}"),
                consequence_of="U516" if evidence.is_bias(c) else None,
            )


BROKEN = ()

HEALTHY = ()
