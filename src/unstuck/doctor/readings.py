"""The ways in which a round can be read: which loss is descended, how much each row counts, what happens at ties.

A reading is a guess that the steps confirm or not. Rows that count differently (class weights, the rewards of a policy
gradient) and the derivative of a maximum at two equal values are choices, no mistakes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.directions import array
from unstuck.doctor.from_loss import slopes_of
from unstuck.doctor.gradients import TIES, Ties, ties_at
from unstuck.doctor.losses import LOSSES, Loss, classes_axis, sigmoid, softmax
from unstuck.doctor.ownloss import OwnLoss
from unstuck.doctor.roles import SCALING, Join, Roles, Round
from unstuck.doctor.trace import Node

OWN = "the script's own loss"
RULE = "perceptron rule"
NEAR = 1e-6  # of 1, where p still has ten digits of 1 - p


@dataclass(frozen=True)
class Reading:
    """A loss, its slopes at the outputs with the weights of the rows, and the derivative where values tie."""

    loss: Loss
    slopes: dict[Node, Any]
    ties: Ties = "split"
    weighted: Node | None = None  # the operation that makes rows count differently
    rewards: bool = False  # some rows count negatively: a policy gradient, whose loss need not fall
    without: frozenset[tuple[Node, Node]] = frozenset()  # ways from outputs to others, by which no error goes back

    @property
    def name(self) -> str:
        """The name of the loss, and what is special about the reading: the same in every round."""
        kept_apart = ", each output by itself" if self.without else ""
        return f"{self.loss.name}, {self.ties}, {self.weighted is not None and self.weighted.site}{kept_apart}"


def readings(roles: Roles, round_: Round, own: list[OwnLoss], forward: set[Node]) -> list[Reading]:
    """List the readings of a round, the plainest first; none if a residual has not the shape of its output."""
    joins = round_.joins
    if round_.loss is not None:
        return _of_its_own(roles, round_, forward)
    plain: list[Reading] = []
    decided = list(_decided(joins))
    for loss in decided or (*LOSSES, *_custom(joins, own)):
        fits = all(loss.fits(array(j.output.value), j.target) for j in joins)
        if fits or (loss.name == "categorical cross-entropy" and _classes_one_by_one(joins)):
            slopes = _slopes(loss, joins)
            if slopes is None:
                return []  # the broadcast of a residual is another rule's business
            slopes |= _before_the_end(loss, joins, forward, slopes)
            plain.append(Reading(loss, slopes))
    found = list(plain)
    if any(ties_at(node) for node in forward):
        found += [Reading(r.loss, r.slopes, ties) for r in plain for ties in TIES[1:]]
    if ways := _ways_to_other_outputs(roles, joins, forward):
        found += [Reading(r.loss, r.slopes, without=ways) for r in plain]
    for node, weights in _weights_of_rows(roles, round_):
        for r in plain:
            slopes = {n: slope * weights[n] for n, slope in r.slopes.items() if n in weights}
            negative = any(np.any(weight < 0) for weight in weights.values())
            found.append(Reading(r.loss, slopes, weighted=node, rewards=negative))
    return found


def _ways_to_other_outputs(roles: Roles, joins: list[Join], forward: set[Node]) -> frozenset[tuple[Node, Node]]:
    """List the ways from outputs to others that are made of them, as where gates are trained one behind the other."""
    outputs = {j.output for j in joins}
    parts = outputs | {s for o in outputs if o.name == "concatenate" for s in o.inputs if roles.mask[s.index]}
    return frozenset((u, p) for p in parts for u in roles.users.get(p, ()) if u in forward - outputs)


def _of_its_own(roles: Roles, round_: Round, forward: set[Node]) -> list[Reading]:
    """List the readings of a round of which the loss is known: with its penalty, and without, if that is left out."""
    assert round_.loss is not None
    whole = slopes_of(roles, round_)
    some = {n: s for n, s in whole.items() if n not in roles.version}
    known = [(array(n.value), array(s)) for n, s in whole.items()]
    loss = _known(OWN, float(np.ravel(round_.loss.value)[0]), known)
    ties = TIES if any(ties_at(node) for node in forward) else TIES[:1]
    return [Reading(loss, s, t) for s in ([whole, some] if len(some) < len(whole) else [whole]) for t in ties]


def _classes_one_by_one(joins: list[Join]) -> bool:
    """Say whether the outputs are single numbers that make, class by class, the probabilities of a row."""
    outputs = np.array([np.ravel(j.output.value)[0] for j in joins], dtype=float)
    targets = np.array([np.ravel(j.target)[0] for j in joins], dtype=float)
    if any(np.size(j.output.value) > 1 for j in joins) or not np.all((targets == 0) | (targets == 1)):
        return False
    counts = [n for n in range(2, len(joins) + 1) if len(joins) % n == 0]
    return any(all(np.allclose(v.reshape(-1, n).sum(axis=1), 1) for v in (outputs, targets)) for n in counts)


def _slopes(loss: Loss, joins: list[Join]) -> dict[Node, Any] | None:
    """Compute the slopes of a loss at the outputs; None if they have not the outputs' shapes."""
    slopes: dict[Node, Any] = {}
    with np.errstate(all="ignore"):
        for join in joins:
            try:
                slope = array(loss.slope(array(join.output.value), join.target))
            except ValueError:
                return None
            if slope.shape != np.shape(join.output.value):
                return None
            slopes[join.output] = slopes[join.output] + slope if join.output in slopes else slope
    return slopes


def _few_digits(value: Any) -> float:
    """Give the size below which numbers of this precision lose digits, with some room: 1e-30 of single precision."""
    kind = np.asarray(value).dtype
    return 1e8 * float(np.finfo(kind).tiny) if kind.kind == "f" and kind.itemsize < 8 else 1e-200


def _before_the_end(loss: Loss, joins: list[Join], forward: set[Node], slopes: dict[Node, Any]) -> dict[Node, Any]:
    """Give a cross-entropy its slope at the sum before the activation where the output has no digits left: at 0 and 1.

    There 1 / (1 - p) is infinite and p (1 - p) is 0, and yet their product with p - t is p - t.
    """
    if loss.name not in ("binary cross-entropy", "categorical cross-entropy"):
        return {}
    moved: dict[Node, Any] = {}
    for join in joins:
        p, t = array(join.output.value), array(join.target)
        binary = loss.name == "binary cross-entropy"
        with np.errstate(all="ignore"):
            ends = (1 - p < NEAR) | (p == 0) if binary else (p < _few_digits(join.output.value)) & (t > 0)
        if p.shape != t.shape or not np.any(ends):
            continue
        least = _few_digits(join.output.value)
        near = 1e-9 if least < 1e-100 else 1e-4
        axis = classes_axis(t)
        if not binary:
            ends = np.broadcast_to(np.any(ends, axis=axis, keepdims=True), p.shape)
        # The last one: before its bias, which may still be 0, a sum is the same number.
        for node in sorted(forward, key=lambda n: -n.index):
            if node is join.output or np.shape(node.value) != p.shape or np.asarray(node.value).dtype.kind != "f":
                continue
            z = array(node.value)
            if np.all(np.isfinite(z)) and np.allclose(sigmoid(z) if binary else softmax(z, axis), p, near, least):
                moved[join.output] = np.where(ends, 0.0, slopes[join.output])
                moved[node] = np.where(ends, p - t, 0.0)
                break
    return moved


def _custom(joins: list[Join], own: list[OwnLoss]) -> Iterable[Loss]:
    """Make losses of the script's own, even of those that look like a standard one: at the start many look alike."""
    for loss in own:
        if loss.whole and any(join.output in loss.slopes for join in joins):
            value = float(np.ravel(loss.node.value)[0])
            yield _known(OWN, value, [(array(n.value), array(s)) for n, s in loss.slopes.items()])


def _decided(joins: list[Join]) -> Iterable[Loss]:
    """Make the loss whose slope is the answer, a step of the output, minus the target."""
    if any(join.answer is not None for join in joins):
        answers = [(array(j.output.value), array(j.answer.value) - j.target) for j in joins if j.answer is not None]
        yield _known(RULE, float(sum(np.sum(o * s) for o, s in answers)), answers)


def _known(name: str, value: float, slopes: list[tuple[Any, Any]]) -> Loss:
    """Make a loss whose slopes are known at some outputs, and are 0 at others, as those of a hinge may be."""

    def at(output: Any) -> Any:
        return next((s for o, s in slopes if o.shape == output.shape and np.array_equal(o, output)), 0.0 * output)

    return Loss(name, lambda o, t: value, lambda o, t: at(o), lambda o, t: True)


def _weights_of_rows(roles: Roles, round_: Round) -> Iterable[tuple[Node, dict[Node, Any]]]:
    """Find where what came of the targets is multiplied by numbers, one for each row or game, that no weight is in."""
    joins = round_.joins
    learnt = sum(1 << slot.number for slot in roles.parameters)  # no baseline, which follows the rewards
    came_of: dict[Node, set[int]] = {}  # the joins that a value was made from, by number
    for number, join in enumerate(joins):
        came_of.setdefault(join.node, set()).add(number)
        came_of.setdefault(join.output, set()).add(number)
    found: dict[int, dict[Node, Any]] = defaultdict(dict)
    first: dict[int, Node] = {}
    for node in sorted(round_.ancestors, key=lambda n: n.index):
        sources = [came_of[s] for s in node.inputs if s in came_of]
        if not sources:
            continue
        came_of[node] = came_of.get(node, set()).union(*sources)
        if node.name not in SCALING or len(node.args) != 2:
            continue
        kept, factor = node.args if isinstance(node.args[0], Node) and node.args[0] in came_of else node.args[::-1]
        if not isinstance(factor, Node) or not isinstance(kept, Node) or roles.mask[factor.index] & learnt:
            continue
        divides = node.name not in ("mul", "multiply") and kept is node.args[0]
        with np.errstate(all="ignore"):
            number = 1 / array(factor.value) if divides else array(factor.value)
        first.setdefault(node.site, node)
        found[node.site] |= _one_a_row(number, kept, [joins[k].output for k in sorted(came_of[kept])])
    for site, weights in found.items():
        alike = all(np.size(w) == 1 for w in weights.values()) and len(set(map(float, weights.values()))) == 1
        if len(weights) == len({join.output for join in joins}) and not alike:
            yield first[site], weights


def _one_a_row(factor: Any, kept: Node, outputs: list[Node]) -> dict[Node, Any]:
    """Spread a factor over the outputs, if it has one number for each row of them, or is one for all that were kept."""
    if factor.size == 1 and np.all(np.isfinite(factor)):
        return dict.fromkeys(outputs, float(factor.ravel()[0]))
    if factor.size < 2 or not np.all(np.isfinite(factor)) or np.ndim(kept.value) < factor.ndim:
        return {}
    shape = np.shape(outputs[0].value)
    if len(outputs) == 1:
        if np.shape(kept.value) != shape or not _broadcasts(factor.shape, shape):
            return {}
        whole = np.broadcast_to(factor, shape)
        same = any(np.all(whole == whole.take([0], axis=axis)) for axis in range(whole.ndim))
        return {outputs[0]: whole} if same or whole.ndim == 1 or 1 in shape else {}
    if factor.size == len(outputs) == np.shape(kept.value)[0]:  # rows stacked in the order in which they were answered
        return dict(zip(outputs, factor.ravel(), strict=True))
    return {}


def _broadcasts(shape: tuple[int, ...], into: tuple[int, ...]) -> bool:
    return all(a in (1, b) for a, b in zip(shape[::-1], into[::-1], strict=False))
