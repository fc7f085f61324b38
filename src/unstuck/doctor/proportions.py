"""How long the steps are, compared with the gradients and with one another: signs and factors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unstuck.doctor.evidence import Compared, Evidence, angle, array
from unstuck.doctor.roles import ancestors
from unstuck.doctor.trace import Node


@dataclass(frozen=True)
class Proportion:
    """A parameter whose direction is right; `factor` is that of its step, or of its gradient before an optimizer."""

    compared: Compared
    factor: float


def proportions(evidence: Evidence) -> list[Proportion]:
    """List the parameters whose direction is right, with the factor k in step = -k * gradient of the summed loss."""
    out = []
    plain = all(c.agrees for c in evidence.compared if c.moved)
    for c in evidence.compared:
        if not c.moved:
            continue
        if c.agrees and (plain or c.gradient is None):
            out.append(Proportion(c, c.factor))
        elif c.gradient is not None:
            cosine, _ = angle(c.gradient.value, c.true)
            size = float(np.linalg.norm(c.gradient.value) / np.linalg.norm(c.true))
            # The optimizer's own sign: does the step go against the gradient that it was given?
            with_step = float(np.vdot(array(c.gradient.value), c.step))
            out.append(Proportion(c, size * np.sign(cosine) * (-np.sign(with_step) or 1.0)))
    return out


def gradient_node(evidence: Evidence, c: Compared) -> Node:
    """Find where the gradient of a parameter was made: the first value that is proportional to it."""
    way = ancestors([c.after], {n: 0 for n in evidence.roles.version if n not in evidence.round.ancestors})
    for node in evidence.backward:
        found = evidence.matches.get(node)
        if node in way and found is not None and found[0] is c.before:
            return node
    shape = np.shape(c.true)
    for node in evidence.backward:
        if node in way and np.shape(node.value) == shape and angle(node.value, c.true)[1] < 1e-6:
            return node
    return c.after


def first_delta(evidence: Evidence) -> tuple[Node, float] | None:
    """Find the first value of the backward pass that is a true derivative at the output, and its factor."""
    joins = {j.node for j in evidence.round.joins}
    for node in evidence.backward:
        if node in evidence.matches:
            return node, evidence.matches[node][1]
    for node in evidence.backward:
        if node in joins and node.name in ("sub", "subtract"):
            output = evidence.round.joins[0].output
            return node, 1.0 if node.args[0] is output else -1.0
    return None


def divides_by_samples(evidence: Evidence) -> bool:
    """Say whether the number of samples, or a mean, occurs between the output's error and the steps."""
    m = evidence.samples
    for node in evidence.round.ancestors:
        if node.name in ("mean", "average"):
            return True
        if node.name in ("div", "mul", "divide", "multiply", "true_divide"):
            for a in node.args:
                value = a.value if isinstance(a, Node) else a
                if isinstance(value, int | float | np.number | np.ndarray) and np.size(value) == 1:
                    v = float(np.asarray(value, dtype=float).ravel()[0])
                    if v in (m, -m) or (v and abs(abs(1 / v) - m) < 1e-9 * m):
                        return True
    return False
