"""Page to come."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found
from unstuck.doctor.compared import Compared, step_of
from unstuck.doctor.directions import angle
from unstuck.doctor.findings import Finding
from unstuck.doctor.roles import carriers
from unstuck.doctor.trace import Node


def diagnose(case: Case) -> Iterator[Finding]:
    """Find parameters that take more than one step along the gradient of the same outputs."""
    evidence = case.first
    if evidence is None:
        return
    twice: list[tuple[Compared, list[Node]]] = []
    for c in evidence.compared:
        along = [node for node, step in _steps(c) if _is_a_step(step, c)]
        if len(along) > 1:
            twice.append((c, along))
    if not twice:
        return
    names = ", ".join(dict.fromkeys(c.name for c, _ in twice))
    _, along = twice[0]
    yield found(
        __name__,
        case.span(along[1]),
        f"{names}: updated {len(along)} times with the gradient of the same outputs.",
        "A gradient holds for the weights with which it was computed. Used again after the first step it is that of another "
        "place, and the learning rate is in truth that many times as large for this parameter. Update each parameter once "
        "for each batch.",
        ("steps along one gradient", str(len(along)), "1"),
        ("parameters concerned", f"{len(twice)} of {len(evidence.compared)}", "0"),
    )


def _steps(c: Compared) -> Iterator[tuple[Node, Any]]:
    """List the changes that took a parameter from its old value to its new one, in order."""
    chain = [c.after]
    while chain[-1] is not c.before:
        older = [n for n in carriers(chain[-1]) if n.index >= c.before.index]
        if not older:
            return
        chain.append(older[0])
    for new, old in reversed(list(itertools.pairwise(chain))):
        yield new, step_of(old, new)


def _is_a_step(step: Any, c: Compared) -> bool:
    return np.shape(step) == np.shape(c.true) and np.size(step) > 1 and abs(angle(step, c.true)[0]) > 0.999


BROKEN = ()

HEALTHY = ()
