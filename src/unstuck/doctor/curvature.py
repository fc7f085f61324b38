"""How sharply the loss bends where the script starts, and hence how long a step of plain gradient descent may be.

Along a direction of curvature c a step of rate k takes the distance to the minimum from d to (1 - k c) d: it shrinks
while k c < 2, and grows without end if k c > 2. So the rate must stay below 2 / (largest eigenvalue of the Hessian).

References
----------
LeCun, Bottou, Orr, Müller, "Efficient BackProp", section 4.6 (power iteration on differences of gradients).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.gradients import adjoints, put, replayed
from unstuck.doctor.trace import Node

SECONDS = 1.5  # for one eigenvalue, at most
TURNS = 60
DIFFERENCE = 1e-5  # length of the move, compared with the parameters


@dataclass(frozen=True)
class Sharpness:
    """The curvature that the script's own steps meet.

    `eigenvalue` is the largest one of the Hessian of the loss, summed over the rows of the round, each direction scaled
    by the rate of its parameter: plain gradient descent is stable while it is below 2. It is found from below, so that
    the true one is not less. `stable` is the factor by which the learning rate may be multiplied at most.
    """

    eigenvalue: float

    @property
    def stable(self) -> float:
        """By what the learning rate may be multiplied, to be just stable."""
        return 2 / self.eigenvalue if self.eigenvalue > 0 else np.inf


def sharpness(evidence: Evidence, seconds: float = SECONDS) -> Sharpness | None:
    """Measure the curvature at the first update of a script.

    Parameters
    ----------
    evidence : Evidence
        Of one round, in which the steps of all parameters are multiples of the true gradient.
    seconds : float
        How long it may take.

    Returns
    -------
    Sharpness or None
        None if the steps are no multiples of the gradient, or if the forward pass cannot be run again.
    """
    moved = [c for c in evidence.compared if c.moved]
    if not moved or not all(c.agrees and c.factor > 0 for c in moved):
        return None
    points = [c.before for c in moved]
    rates = np.concatenate([np.full(np.size(p.value), c.factor) for p, c in zip(points, moved, strict=True)])
    root = np.sqrt(rates)
    decay = np.concatenate([np.full(np.size(p.value), c.decay) for p, c in zip(points, moved, strict=True)])

    def product(v: Any) -> Any:
        return root * (hessian_product(evidence, points, root * v) + decay * root * v)

    try:
        value = largest_eigenvalue(product, len(root), seconds)
    except (ArithmeticError, ValueError, TypeError, IndexError, AttributeError):
        return None
    return Sharpness(value) if np.isfinite(value) else None


def hessian_product(evidence: Evidence, points: list[Node], direction: Any) -> Any:
    """Multiply the Hessian of the summed loss of a round with a direction.

    H v = (g(w + e v) - g(w - e v)) / 2e, from exact gradients g on replays of the forward pass.

    Parameters
    ----------
    evidence : Evidence
    points : list of Node
        The parameters' versions to which the direction belongs, in its order.
    direction : array (n,)

    Returns
    -------
    array (n,)
    """
    length = float(np.linalg.norm(direction))
    if not length:
        return np.zeros_like(direction)
    size = float(np.sqrt(sum(np.sum(array(p.value) ** 2) for p in points)))
    step = DIFFERENCE * max(size, 1.0) / length
    ends = [gradient_at(evidence, points, sign * step * direction) for sign in (1, -1)]
    return (ends[0] - ends[1]) / (2 * step)


def gradient_at(evidence: Evidence, points: list[Node], move: Any) -> Any:
    """Give the gradient of the summed loss of a round with the parameters moved, as one vector."""
    twins: dict[Node, Node] = {}
    place = 0
    for point in points:
        size, shape = np.size(point.value), np.shape(point.value)
        value = array(point.value) + move[place : place + size].reshape(shape)
        twins[point] = Node(point.index, "leaf", value if shape else float(value))
        place += size
    order = []
    for node in sorted(evidence.forward, key=lambda n: n.index):
        if node in twins or node.function is None or not any(source in twins for source in node.inputs):
            continue
        value = replayed(node, lambda n: twins[n].value if n in twins else n.value)

        def twin(n: Node) -> Any:
            return twins.get(n, n)

        args = tuple(put(a, twin) for a in node.args)
        kwargs = {k: put(v, twin) for k, v in node.kwargs.items()}
        inputs = tuple(twin(n) for n in node.inputs)
        twins[node] = Node(node.index, node.name, value, node.site, node.function, args, kwargs, inputs)
        order.append(twins[node])
    seeds: dict[Node, Any] = {}
    for join in evidence.round.joins:
        output = twins[join.output]
        with np.errstate(all="ignore"):
            slope = array(evidence.loss.slope(array(output.value), join.target))
        seeds[output] = seeds[output] + slope if output in seeds else slope
    moving = set(twins.values())
    found = adjoints(seeds, order, lambda n: n in moving)
    parts = [found.get(twins[p], np.zeros(np.shape(p.value))) for p in points]
    return np.concatenate([np.ravel(part) for part in parts])


def largest_eigenvalue(product: Callable[[Any], Any], size: int, seconds: float = SECONDS) -> float:
    """Find the largest eigenvalue of a symmetric matrix from below, by power iteration.

    Parameters
    ----------
    product : callable
        Multiplies the matrix with a vector.
    size : int
        Of the vector.
    seconds : float
        After which the best value so far is given.
    """
    until = time.monotonic() + seconds
    v = np.random.default_rng(0).normal(size=size)
    v /= np.linalg.norm(v)
    best, shift, last = -np.inf, 0.0, np.inf
    for _ in range(TURNS):
        moved = product(v)
        value = float(v @ moved)
        best = max(best, value)
        if abs(value - last) <= 1e-4 * abs(value):
            if value >= 0 or shift:
                break
            shift, last = -value, np.inf  # the largest by size is negative: move all up by it
        else:
            last = value
        moved = moved + shift * v
        norm = float(np.linalg.norm(moved))
        if not norm or not np.isfinite(norm) or time.monotonic() > until:
            break
        v = moved / norm
    return best
