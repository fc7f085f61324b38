"""Gradients as they would be with one mistake: where the steps follow them exactly, the mistake was made.

Where each row is passed back by itself and its part is added to the others, no single value shows a factor that is
missing: a number has no direction. The sums do.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from unstuck.doctor.directions import same_direction
from unstuck.doctor.evidence import MOST_OUTPUTS, Evidence
from unstuck.doctor.gradients import adjoints
from unstuck.doctor.same_layer import same_layer
from unstuck.doctor.trace import Node

MOST_SUMS = 200  # values between two layers; more are those of a graph of single numbers, without products to end at
SAME = 1e-9  # of a number: by so much two that are the same may differ


def lacks_output_slopes(evidence: Evidence) -> bool:
    """Say whether all steps are those that would be without the derivative of the activation at the outputs."""
    outputs = {join.output for join in evidence.round.joins}
    moved = [c for c in evidence.compared if c.moved and not c.flat]
    if not 1 < len(outputs) <= MOST_OUTPUTS or not moved:
        return False
    seeds = {}
    for output in outputs:
        total = _last_sum(evidence, output)
        if total is None or output not in evidence.adjoint:
            return False
        seeds[total] = evidence.adjoint[output]
    roles = evidence.roles
    found = adjoints(seeds, evidence.forward, roles.depends)
    sized = [c for c in moved if np.size(c.true) > 1]
    return bool(sized) and all(
        c.before in found and same_direction(c.step, found[c.before], max(c.tolerance, 1e-6)) is not None for c in sized
    )


def _last_sum(evidence: Evidence, output: Node) -> Node | None:
    """Find what went into the activation of an output: the last value before it of which the slope is still 1."""
    shape, adjoint = np.shape(output.value), evidence.adjoint
    layer = [n for n in same_layer(evidence, output) if n in adjoint and np.shape(n.value) == shape]
    layer = sorted((n for n in layer if n.index < output.index), key=lambda n: n.index)
    if not 0 < len(layer) <= MOST_SUMS or _close(adjoint[layer[0]], adjoint[output]):
        return None  # there is no activation
    return next(n for n in reversed(layer) if _close(adjoint[n], adjoint[layer[0]]))


def _close(a: Any, b: Any) -> bool:
    """Say whether two slopes are the same; `np.allclose` takes too long for the numbers of a graph of numbers."""
    return bool(np.all(np.abs(a - b) <= SAME * np.abs(b)))
