"""How long the steps are, compared with the gradients and with one another: signs and factors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unstuck.doctor.compared import Compared, passed_on
from unstuck.doctor.directions import angle, array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.trace import Node

NUMBERS = (int, float, np.number, np.ndarray)
MANY = 16  # samples, of which half is no learning rate
NOTHING = 1e-15  # of the gradient: a step of this length is what rounding left of 0


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
        if not c.moved or c.flat or c.only_decay or _along_itself(c):
            continue
        if c.agrees and abs(c.factor) < NOTHING:
            continue
        if c.agrees and (plain or c.gradient is None):
            out.append(Proportion(c, c.factor))
        elif c.gradient is not None:
            cosine, _ = angle(c.gradient.value, c.true)
            size = float(np.linalg.norm(c.gradient.value) / np.linalg.norm(c.true))
            sign = np.sign(cosine) * np.sign(passed_on(c, evidence.way(c)))
            if sign:
                out.append(Proportion(c, size * sign))
    return out


def _along_itself(c: Compared) -> bool:
    """Say whether gradient and decay of a parameter cannot be told apart, as they point the same way."""
    return (
        np.shape(c.before.value) == np.shape(c.true) and np.size(c.true) > 1 and angle(c.before.value, c.true)[1] < 1e-3
    )


def gradient_node(evidence: Evidence, c: Compared) -> Node:
    """Find where the gradient of a parameter was made: the first value that is proportional to it."""
    way = evidence.way(c)
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


def turned_slope(evidence: Evidence, c: Compared) -> Node | None:
    """Find the slope with which the error was multiplied on the way to a parameter, and got the other sign.

    Behind an activation its derivative is that in front of it times the slope: they have one sign before the product,
    and another one behind it, where the slope is minus what it should be.
    """
    way, matches = evidence.way(c), evidence.matches
    for node in evidence.backward:
        if node not in way or node not in matches or node.name not in ("mul", "multiply") or len(node.inputs) != 2:
            continue
        for error, slope in (node.inputs, node.inputs[::-1]):
            alike = np.shape(slope.value) == np.shape(error.value) == np.shape(node.value) and np.size(slope.value) > 1
            if not alike or error not in matches or slope in matches or slope not in evidence.factors:
                continue
            (behind, scale, _), (front, turned, _) = matches[error], matches[node]
            if front is not behind and scale * turned < 0:
                return slope
    return None


def common_scale(evidence: Evidence) -> float | None:
    """Return by how much all gradients, before the learning rate, are longer than those of the summed loss.

    1 for sums over the samples, 1/m for means; None if they differ, or if that cannot be told.
    """
    moved = [c for c in evidence.compared if c.moved]
    found = [gradient_scale(evidence, p.compared) for p in proportions(evidence)]
    scales = [scale for scale in found if scale]
    if not scales or len(scales) < len(moved) or max(scales) > min(scales) * (1 + 1e-4):
        return None
    return float(np.median(scales))


def gradient_scale(evidence: Evidence, c: Compared) -> float | None:
    """Return by how much a gradient is longer than that of the summed loss, before the learning rate.

    From the first value that points along the gradient on, divisions by the number of samples belong to the gradient,
    and all other products with single numbers to the learning rate; so does the last product, whatever its number is.
    """
    node = gradient_node(evidence, c)
    if node is c.after:
        return None
    scale = float(np.linalg.norm(array(node.value)) / np.linalg.norm(array(c.true)))
    way, m = evidence.way(c), evidence.samples
    counts: list[float] = []
    rated = last_is_product = False
    while True:
        users = [
            u for u in evidence.roles.users.get(node, ()) if u in way and np.shape(u.value) == np.shape(node.value)
        ]
        numbers = [(u, _divisors(u)) for u in users if u.name == "neg" or _divisors(u)]
        if len(numbers) != 1:
            break
        node, divisors = numbers[0]
        if divisors:
            counts.append(_samples_in(node, divisors, m))
            product = node.name in ("mul", "multiply")
            rated |= product and counts[-1] == m
            last_is_product = product and abs(abs(divisors[-1]) - counts[-1]) < 1e-9 * m
    means = counts.count(m) + (abs(scale * m - 1) < 1e-6)
    if counts and (last_is_product or (rated and means > 1 and set(counts) == {m})):
        counts.pop()  # the learning rate, though its number is 1/m
    if m in counts:
        counts = [count for count in counts if count == m]  # beside a mean, another number is a rate
    return scale / float(np.prod(counts)) if counts else scale


def _samples_in(node: Node, divisors: list[float], m: int) -> float:
    """Return by which number of samples a product or quotient divides, 1 if by none.

    By the number itself, in `rate / m * gradient`, or by half of it: `2 / m` is the derivative of a mean of squares.
    """
    numbers = [a for a in node.args if isinstance(a, Node) and np.ndim(a.value) == 0 and a.name in ("div", "divide")]
    sizes = [abs(d) for d in (*divisors, *(d for n in numbers for d in _divisors(n)))]
    meant = (m, m / 2) if m >= MANY else (m,)
    return next((k for k in meant if any(abs(d - k) < 1e-9 * m for d in sizes)), 1.0)


def scale_of_own_loss(evidence: Evidence) -> float | None:
    """Return how many times the summed loss the script's own loss is: 1/m for a mean; None if it computes none."""
    own = [o.factor for o in evidence.own if o.kind is not None and o.kind.name == evidence.loss.name and o.factor > 0]
    return own[0] if own else None


def rate_factor(c: Compared) -> tuple[float, Node | None] | None:
    """Find the single number by which the step is multiplied in the update itself, and its node if it has one.

    It is the learning rate, unless the gradient had that in it already.
    """
    if c.after.name not in ("add", "sub", "subtract") or len(c.after.args) != 2:
        return None
    step = next((a for a in reversed(c.after.args) if isinstance(a, Node) and a is not c.before), None)
    while step is not None and step.name == "neg":
        step = step.inputs[0]
    if step is None or step.name not in ("mul", "multiply") or len(step.args) != 2:
        return None
    values = [a.value if isinstance(a, Node) else a for a in step.args]
    for i, value in enumerate(values):
        other = values[1 - i]
        if np.ndim(value) == 0 and np.ndim(other) > 0 and not _mixed_number(step.args[i]):
            node = step.args[i]
            return float(value), node if isinstance(node, Node) else None
    return None


def _mixed_number(argument: object) -> bool:
    """Say whether a number was computed from others, as a gradient is, and not set."""
    return isinstance(argument, Node) and bool(argument.inputs) and any(np.ndim(n.value) for n in argument.inputs)


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


def divisions_by_samples(evidence: Evidence, c: Compared) -> int:
    """Count how often the gradient of a parameter was divided by the number of samples on its way, means included."""
    m = evidence.samples
    way = evidence.way(c)
    rate = _multiplied_by_rate(c)
    count = 0
    for node in evidence.backward:
        if node not in way or node is rate:
            continue
        if node.name in ("mean", "average"):
            count += any(np.size(s.value) == m * np.size(node.value) for s in node.inputs)
        else:
            count += any(abs(abs(v) - m) < 1e-9 * m for v in _divisors(node))
    return count


def averaged(evidence: Evidence, c: Compared) -> bool:
    """Say whether a mean was taken over the samples on the way to a parameter, not a sum that is divided."""
    way = evidence.way(c)
    return any(n in way and n.name in ("mean", "average") for n in evidence.backward)


def is_mean(evidence: Evidence, c: Compared) -> bool:
    """Say whether the number of samples, or a mean, occurs on the way to a parameter, the learning rate included."""
    m = evidence.samples
    counted = any(_samples_in(n, _divisors(n), m) > 1 for n in evidence.way(c) - evidence.forward)
    return counted or averaged(evidence, c)


def _divisors(node: Node) -> list[float]:
    """List the scalars by which an operation divides: b in a / b, 1 / a and 1 / b in a * b."""
    divides = node.name in ("div", "divide", "true_divide")
    if len(node.args) != 2 or not (divides or node.name in ("mul", "multiply")):
        return []
    values = [a.value if isinstance(a, Node) else a for a in (node.args[1:] if divides else node.args)]
    numbers = [float(np.ravel(v)[0]) for v in values if isinstance(v, NUMBERS) and np.size(v) == 1]
    return [v if divides else 1 / v for v in numbers if v]


def _multiplied_by_rate(c: Compared) -> Node | None:
    """Find the outermost product with a number in the step: that number is the learning rate, and no mean."""
    node = c.after.args[-1] if c.after.name in ("add", "sub", "subtract") else None
    while isinstance(node, Node) and _divisors(node):
        if node.name in ("mul", "multiply"):
            return node
        node = node.args[0]
    return None
