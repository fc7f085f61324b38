"""Where a gradient becomes zero on its way to a parameter."""

from __future__ import annotations

import numpy as np

from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.roles import ancestors
from unstuck.doctor.trace import Node


def first_zeros(evidence: Evidence, c: Compared) -> Node:
    """Go back from a step of zeros, or of decay alone, to where the zeros of the gradient began."""
    way = evidence.way(c) - evidence.forward
    zeros = {n for n in way if n is not c.before and np.size(n.value) > 1 and not np.any(array(n.value))}
    met = [n for n in zeros if any(evidence.roles.mixed[s.index] and s not in zeros for s in n.inputs)]
    if met:  # where they are multiplied by what the forward pass made, and back from there
        node = begun = min(met, key=lambda n: n.index)
        while node.inputs and any(s in zeros for s in node.inputs):
            node = next(s for s in node.inputs if s in zeros)
            if node.site >= 0 or node in evidence.roles.trace.origins:
                begun = node  # a plain number, 0.0, has no place
        return begun
    begins = [n for n in zeros if not any(s in zeros for s in n.inputs) and n not in evidence.roles.version]
    first = max(begins or [c.after], key=lambda n: n.index)
    # Nothing is added to them but themselves, `d += d`.
    doubled = (n for n in zeros if n.name == "add" and n.site >= 0 and len(n.args) == 2 and set(n.inputs) == {first})
    return min(doubled, key=lambda n: n.index, default=first)


def slope_at_the_data(evidence: Evidence, zeros: Node) -> Node | None:
    """Find the data out of which a factor of zeros was computed, as `x * (1 - x)` is 0 where these are 0 and 1."""
    version = evidence.roles.version
    made = ancestors([zeros], version) | set(zeros.inputs)
    if any(join.node in made for join in evidence.round.joins) or not zeros.inputs:
        return None
    given = {s for n in evidence.forward for s in n.inputs if s not in version and not evidence.roles.depends(s)}
    fits = (n for n in sorted(made & given, key=lambda n: n.index) if np.size(n.value) == np.size(zeros.value))
    return next((n for n in fits if np.any(array(n.value)) and np.all(np.isin(array(n.value), (0, 1)))), None)
