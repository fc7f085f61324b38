"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.frozen import frozen_values
from unstuck.doctor.repair import like_another_update


def diagnose(case: Case) -> Iterator[Finding]:
    """Find values that the output was made from like weights and biases, and that never change though they should."""
    evidence = case.first
    if evidence is None:
        return
    for value in frozen_values(evidence):
        if not value.is_bias or not np.any(np.abs(value.true) > 1e-12):
            continue
        yield found(
            __name__,
            value.span,
            f"The bias {value.name} is never updated.",
            "It keeps its first value for ever, so the layer can only tilt and never shift: what it should do for an input "
            "of zeros is fixed. ReLU networks can get stuck for that alone. Update it with the sum over the samples of the "
            "layer's error.",
            (
                "true gradient of " + value.name + ", length",
                number(float(np.linalg.norm(value.true))),
                "0, if it need not move",
            ),
            ("change of " + value.name, "0", "not 0"),
        )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Update the bias as its weights are updated, with the sum of the layer's error over the samples."""
    evidence = case.first
    if evidence is None:
        return
    for value in frozen_values(evidence):
        if value.is_bias and value.span == finding.span:
            yield from like_another_update(case, evidence, value.name, value.true)


BROKEN = ()

HEALTHY = ()
