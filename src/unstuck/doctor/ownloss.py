"""The losses that the script itself computes, whether the updates descend them or not.

A loss is a single number that depends on an output and leads nowhere further: it is printed, stored or returned. What
it measures is told by its slope at the output, which an L2 term in it, say, does not disturb.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.gradients import FLAT, adjoints
from unstuck.doctor.joins import make_join, meeting
from unstuck.doctor.losses import LOSSES, Loss
from unstuck.doctor.roles import Roles, Round, ancestors, scalar
from unstuck.doctor.trace import Node


@dataclass(frozen=True)
class OwnLoss:
    """A loss of the script's.

    `slopes` are its derivatives at the outputs; `kind` is the standard loss to whose slope that at `output` is
    proportional, if there is one, and `factor` times what (negative: it rises where it should fall). `penalty` is the
    derivative of its other terms, such as L2, at the parameters.
    """

    node: Node
    output: Node
    target: Any
    slopes: dict[Node, Any]
    kind: Loss | None
    factor: float
    penalty: dict[Node, Any]


def find_own_losses(roles: Roles, round_: Round, most: int = 4) -> list[OwnLoss]:
    """Find the losses that are computed from outputs like those of a round, the earliest first."""
    place = round_.joins[0].output
    start = min(j.output.index for j in round_.joins)
    updating = {n for r in roles.rounds for n in r.ancestors}
    # What only moves a bias that nothing reads is no loss either.
    updating |= ancestors((v for s in roles.slots for v in s.versions[:3] if np.ndim(v.value)), roles.version)
    updates = {v.site for s in roles.slots for v in s.versions[1:]}
    changing = {n.site for n in updating} | updates
    reached: set[Node] = set()
    for node in roles.trace.nodes[start:]:
        if node.site in updates:
            continue  # the last update, which no output follows, is no version that is known
        if _same_place(node, place) or any(s in reached for s in node.inputs):
            reached.add(node)
    forward = {n.site for n in ancestors([j.output for j in round_.joins], roles.version)}
    backward = {n.site for n in reached & updating if n.name in ("matmul", "dot", "outer")}
    products = backward - forward
    found: list[OwnLoss] = []
    sites = set()
    for node in roles.trace.nodes[start:]:
        if len(found) >= most:
            break
        if node not in reached or node.site in changing or node.site in sites or not _is_loss(roles, node, reached):
            continue
        if any(n.site in products and n in reached for n in ancestors([node], roles.version)):
            continue  # the length of a gradient, to clip it
        loss = _look_at(roles, round_, node, place, reached)
        if loss is not None:
            sites.add(node.site)
            found.append(loss)
    return found


def _same_place(node: Node, place: Node) -> bool:
    return node is place or (node.site == place.site >= 0 and node.name == place.name)


def _is_loss(roles: Roles, node: Node, reached: set[Node]) -> bool:
    if not scalar(node.value) or np.asarray(node.value).dtype.kind != "f" or node.name in FLAT:
        return False
    return not any(u in reached and u.name not in FLAT for u in roles.users.get(node, ()))


def _look_at(roles: Roles, round_: Round, node: Node, place: Node, reached: set[Node]) -> OwnLoss | None:
    way = ancestors([node], roles.version)
    after = [n for n in way if n in reached and not _same_place(n, place)]
    back = adjoints({node: np.ones(np.shape(node.value))}, after, lambda n: n in reached)
    slopes = {n: s for n, s in back.items() if _same_place(n, place) and np.any(s)}
    if not slopes:
        return None
    output = next((j.output for j in round_.joins if j.output in slopes), None)
    if output is None:
        output = min(slopes, key=lambda n: n.index)
    target = _target(roles, round_, output, after)
    kind, factor = _kind(array(output.value), target, slopes[output])
    others = [n for n in way if n not in reached] + [n for n in after if n is node or scalar(n.value)]
    aside = adjoints(
        {node: np.ones(np.shape(node.value))}, others, lambda n: n in roles.version or bool(roles.mask[n.index])
    )
    penalty = {n: s for n, s in aside.items() if n in roles.version and np.any(s)}
    return OwnLoss(node, output, target, slopes, kind, factor, penalty)


def _target(roles: Roles, round_: Round, output: Node, after: list[Node]) -> Any:
    """Find what an output is compared with on the way to the loss."""
    for join in round_.joins:
        same = np.shape(join.output.value) == np.shape(output.value)
        if join.output is output or (same and np.array_equal(array(join.output.value), array(output.value))):
            return join.target
    for node in sorted(after, key=lambda n: n.index):
        met = meeting(roles, node)
        # Itself, or what was made of it entry by entry before: its logarithm, or what `np.clip` leaves of it.
        if met is not None and (met[0] is output or output in ancestors([met[0]], roles.version)):
            made = make_join(node, *met)
            if made is not None and np.shape(made.target) == np.shape(output.value):
                return made.target
    return None


def _kind(output: Any, target: Any, slope: Any) -> tuple[Loss | None, float]:
    if target is None:
        return None, 0.0
    for loss in LOSSES:
        if not loss.fits(output, target):
            continue
        with np.errstate(all="ignore"):
            standard = array(loss.slope(output, target))
        if standard.shape != np.shape(slope):
            continue
        if np.size(slope) == 1:
            ratio = float(np.ravel(slope)[0] / np.ravel(standard)[0]) if np.any(standard) else 0.0
            if any(abs(abs(ratio) - k) < 1e-4 * k for k in (1, 2, 0.5)):
                return loss, ratio
            continue
        # Where outputs are 0 or 1 to rounding, a clip in the script's own formula changes the slope.
        inner = np.ones(standard.shape, bool) if "entropy" not in loss.name else (output > 1e-6) & (output < 1 - 1e-6)
        if np.sum(inner) > 1 and not np.all(inner):
            slope, standard = array(slope) * inner, np.where(inner, standard, 0.0)
        hit = same_direction(slope, standard, 1e-4)
        if hit is not None and not hit[1]:
            return loss, hit[0]
    return None, 0.0
