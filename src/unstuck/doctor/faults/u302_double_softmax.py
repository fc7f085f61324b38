"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding
from unstuck.doctor.losses import softmax
from unstuck.doctor.roles import ancestors
from unstuck.doctor.trace import Node


def diagnose(case: Case) -> Iterator[Finding]:
    """Find outputs that are the softmax of something that is a softmax already."""
    evidence = case.first
    if evidence is None:
        return
    output = evidence.round.joins[0].output
    value = array(output.value)
    if value.ndim not in (1, 2) or value.size < 2 or not np.all((value > 0) & (value < 1)):
        return
    for axis in range(value.ndim):
        if value.shape[axis] < 2 or not np.allclose(value.sum(axis=axis), 1, atol=1e-6):
            continue
        for node in sorted(ancestors([output], evidence.roles.version), key=lambda n: n.index):
            inner = node.value
            if node is output or not isinstance(inner, np.ndarray) or inner.shape != value.shape or np.any(inner < 0):
                continue
            if not np.allclose(inner.sum(axis=axis), 1, atol=1e-6) or np.allclose(inner, value):
                continue
            if np.allclose(softmax(inner, axis), value, atol=1e-9):
                k = value.shape[axis]
                again = output.site == node.site
                yield found(
                    __name__,
                    evidence.span_of_call(output) if again else case.span(_first_after(case, node)),
                    "The softmax is applied twice.",
                    "A softmax turns scores into shares between 0 and 1. Applied to shares, whose differences are at most 1, "
                    f"it squeezes them: with {k} classes no output can exceed e / (e + {k - 1}) = "
                    f"{number(np.e / (np.e + k - 1))}, so the loss cannot go below a floor, and every gradient is small. "
                    "Apply it once.",
                    (
                        "largest output",
                        number(float(value.max())),
                        f"at most {number(np.e / (np.e + k - 1))}, whatever is learnt",
                    ),
                    ("largest output before the second softmax", number(float(inner.max())), "up to 1"),
                )
                return


def _first_after(case: Case, node: Node) -> Node:
    """Find the first operation of the second softmax."""
    users = [u for u in case.roles.users.get(node, ()) if u.site >= 0 and u.name not in ("max", "copy")]
    return min(users, key=lambda n: n.index, default=node)


BROKEN = ()

HEALTHY = ()
