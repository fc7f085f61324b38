"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding


def diagnose(case: Case) -> Iterator[Finding]:
    """Find an error at the output that is the output minus one for every class."""
    evidence = case.first
    if evidence is None:
        return
    for join in evidence.round.joins[:1]:
        output, target = array(join.output.value), array(join.target)
        if output.size < 2 or target.shape != output.shape or not np.all((target == 0) | (target == 1)):
            continue
        if evidence.all_agree:
            return
        for node in case.trace.nodes:
            if node not in evidence.round.ancestors or np.shape(node.value) != output.shape:
                continue
            if node.name in ("sub", "add", "setitem") and np.allclose(array(node.value), output - 1, atol=1e-12):
                yield found(
                    __name__,
                    case.span(node),
                    f"1 is subtracted from every class, not from the true one only: `{case.text(case.span(node))}`.",
                    "The derivative of cross-entropy through softmax is p - t, and t is 1 for the true class and 0 for "
                    "all others: p_k - 1 at the true class, p_k elsewhere. With 1 subtracted everywhere every output is "
                    "pushed up alike, the targets are never looked at, and the answers drift to 1/k. Subtract 1 at the "
                    "index of the true class.",
                    ("outputs from which 1 was subtracted, in one row", str(output.shape[-1]), "1"),
                    ("sum of the errors of one row", number(float((output - 1).sum(axis=-1).ravel()[0])), "0"),
                )
                return


BROKEN = ()

HEALTHY = ()
