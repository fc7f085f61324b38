"""The losses that the script itself computes, whether the updates descend them or not.

A loss is a single number that depends on an output and leads nowhere further: it is printed, stored or returned. What
it measures is told by its slope at the output, which an L2 term in it, say, does not disturb.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.gradients import FLAT, adjoints
from unstuck.doctor.joins import COMPARISONS, make_join, meeting
from unstuck.doctor.losses import LOSSES, Loss
from unstuck.doctor.roles import Join, Roles, Round, Slot, ancestors, scalar
from unstuck.doctor.trace import Node, frames

DOTS = ("dot", "matmul", "vdot", "inner", "einsum")
FEW = 2  # outputs whose slopes may be in a proportion by chance
SEVERAL = 3  # rounds in which a proportion has to be the same
MANY = 8  # outputs that are equal to others by no chance
TRIES = 20  # values of one place that are looked at, if none of them is a loss


@dataclass(frozen=True)
class OwnLoss:
    """A loss of the script's.

    `slopes` are its derivatives at the outputs; `kind` is the standard loss to whose slope that at `output` is
    proportional, if there is one, and `factor` times what (negative: it rises where it should fall). `penalty` is the
    derivative of its other terms, such as L2, at the parameters. `alike` lists the losses, with their factors, of which
    the slope is a multiple here, as it is of many where there is a single output. It is `whole` if the network goes
    into it by way of outputs alone, and not by that of its own derivative, say.
    """

    node: Node
    output: Node
    target: Any
    slopes: dict[Node, Any]
    kind: Loss | None
    factor: float
    penalty: dict[Node, Any]
    alike: tuple[tuple[Loss, float], ...] = ()
    whole: bool = True  # nothing but the outputs and penalties goes into it


class Search:
    """What is asked of every update when the losses of a script are looked for."""

    def __init__(self, roles: Roles):
        self.roles = roles
        updating = {n for r in roles.rounds for n in r.ancestors}
        # What only moves a bias that nothing reads is no loss either.
        moved = [slot for slot in roles.slots if slot in roles.parameters or not _is_curve(slot)]
        updating |= ancestors((v for s in moved for v in s.versions[:3] if np.ndim(v.value)), roles.version)
        self.updating = updating
        self.updates = {v.site for s in roles.slots for v in s.versions[1:]}
        self.changing = {n.site for n in updating} | self.updates
        self.printed = ancestors((n for _, n in roles.trace.printed), roles.version)


def find_own_losses(search: Search, round_: Round, most: int = 4) -> list[OwnLoss]:
    """Find the losses that are computed from outputs like those of a round, the earliest first.

    From the round on; where none follows, from the first such output on: a loss may be printed before an update.
    """
    roles = search.roles
    round_ = dataclasses.replace(round_, joins=[_before_it_was_turned(join) for join in round_.joins])
    here = min(j.output.index for j in round_.joins)
    is_output = outputs_like(roles, round_.joins[0].output)
    first = next(n.index for n in roles.trace.nodes if is_output(n))
    for start in (here, first) if first < here else (here,):
        if found := _from(search, round_, is_output, start, most):
            return found
    return []


def _before_it_was_turned(join: Join) -> Join:
    """Take an output that was turned to meet its targets, `p.T - y`, as it was: the loss may turn it once more."""
    turned = join.output
    if turned.name not in ("T", "transpose") or np.ndim(turned.value) != 2 or turned.inputs[0].name == "leaf":
        return join
    return dataclasses.replace(join, output=turned.inputs[0], target=join.target.T)


def without_chance(rounds: list[list[OwnLoss]]) -> list[list[OwnLoss]]:
    """Settle the kind of losses of one or two outputs by all rounds: that whose multiple they are is one, each time.

    The slopes of two outputs may be equal, and so those of an absolute error, by chance; a single number is a multiple
    of any.
    """
    seen: dict[int, dict[str, list[float]]] = {}
    for own in rounds:
        for loss in own:
            for kind, factor in loss.alike if np.size(loss.output.value) <= FEW else ():
                seen.setdefault(loss.node.site, {}).setdefault(kind.name, []).append(factor)
    times = {site: max(map(len, factors.values())) for site, factors in seen.items()}
    steady = {
        site: [name for name, f in factors.items() if len(f) == times[site] and 0 < max(f) < 1.001 * min(f)]
        for site, factors in seen.items()
    }

    def settled(loss: OwnLoss) -> OwnLoss:
        names = steady.get(loss.node.site)
        if names is None or times[loss.node.site] < 2 or (loss.kind is not None and loss.kind.name in names):
            return loss
        if names and times[loss.node.site] < SEVERAL:
            return loss
        kind, factor = next(((k, f) for k, f in loss.alike if k.name in names), (None, 0.0))
        return dataclasses.replace(loss, kind=kind, factor=factor)

    return [[settled(loss) for loss in own] for own in rounds]


def _from(search: Search, round_: Round, is_output: Callable[[Node], bool], start: int, most: int) -> list[OwnLoss]:
    roles = search.roles
    reached: set[Node] = set()
    for node in roles.trace.nodes[start:]:
        if node.site in search.updates:
            continue  # the last update, which no output follows, is no version that is known
        if is_output(node) or any(s in reached for s in node.inputs):
            reached.add(node)
    forward = {n.site for n in ancestors([j.output for j in round_.joins], roles.version)}
    backward = {n.site for n in reached & search.updating if n.name in ("matmul", "dot", "outer")}
    products = backward - forward
    # Where a value goes further, others of its place may not: the margin of a row, if it is negative.
    going_on = {
        n.site
        for n in reached
        for u in roles.users.get(n, ())
        if u in reached and u.site != n.site and u.name not in FLAT and not _is_kept(n, u)
    }
    found: list[OwnLoss] = []
    sites = set(going_on)
    tried: Counter[int] = Counter()
    for node in roles.trace.nodes[start:]:
        if len(found) >= most:
            break
        if (
            node not in reached
            or node.site in search.changing
            or node.site in sites
            or not _is_loss(roles, node, reached)
        ):
            continue
        tried[node.site] += 1
        if tried[node.site] > TRIES:
            continue
        if any(n.site in products and n in reached for n in ancestors([node], roles.version)):
            continue  # the length of a gradient, to clip it
        if node.name in ("sum", "mean") and node.inputs[0].site in search.changing and node not in search.printed:
            continue  # errors added up: the gradient of a bias, which nothing reads
        loss = _look_at(roles, round_, node, is_output, reached)
        if loss is not None:
            sites.add(node.site)
            found.append(loss)
    return found


def outputs_like(roles: Roles, output: Node) -> Callable[[Node], bool]:
    """Tell the outputs of all forward passes by their place; by the call too, where a hidden layer calls it as well."""
    before = ancestors([output], roles.version) - {output}
    shared = any(n.site == output.site >= 0 and n.name == output.name for n in before)
    call = next(frames(output.stack), (None,))[0]

    elsewhere = _written_again(roles, output)

    def is_output(node: Node) -> bool:
        if node is output or (node.site, node.name) in elsewhere:
            return True
        if node.site != output.site or node.site < 0 or node.name != output.name:
            return False
        return not shared or next(frames(node.stack), (None,))[0] == call

    return is_output


def _written_again(roles: Roles, output: Node) -> set[tuple[int, str]]:
    """List the places where a script writes out its forward pass once more, as behind an update, for its loss.

    With the same weights and the same rows the same numbers come of it, to the last digit.
    """
    alone = [array(r.joins[0].output.value) for r in roles.rounds if len(r.joins) == 1]
    known = {value.tobytes() for value in alone if value.size > MANY}
    shape, found = np.shape(output.value), set()
    for node in roles.trace.nodes if known else ():
        if not roles.mixed[node.index] or node.site in (-1, output.site) or np.shape(node.value) != shape:
            continue
        place = (node.site, node.name)
        if place not in found and array(node.value).tobytes() in known:
            way = ancestors([node], roles.version)
            if not any(n.site == output.site and n.name == output.name for n in way):
                found.add(place)
    return found


def _is_loss(roles: Roles, node: Node, reached: set[Node]) -> bool:
    totals = roles.trace.lifted and node.name == "sum"  # of plain numbers: one for each time that it was computed
    if not (scalar(node.value) or totals) or np.asarray(node.value).dtype.kind != "f" or node.name in FLAT:
        return False
    if node.name == "getitem" and np.size(node.inputs[0].value) > 1:
        return False  # one entry, looked at by itself
    users = roles.users.get(node, ())
    if node.name in ("abs", "absolute") and users and all(u.name in COMPARISONS for u in users):
        return False  # whether an answer is near enough to be right: an accuracy's rule
    return not any(u in reached and u.name not in FLAT and not _is_kept(node, u) for u in users)


def _is_curve(slot: Slot) -> bool:
    """Say whether numbers are put into an array that have nothing to do with what stood there before."""
    set_ = [v for v in slot.versions[1:3] if v.name == "setitem" and len(v.args) > 2 and isinstance(v.args[2], Node)]
    read = any(n.name == "getitem" and n.args[0] is v.args[0] for v in set_ for n in v.args[2].inputs)
    return len(set_) == len(slot.versions[1:3]) and not read


def _is_kept(node: Node, user: Node) -> bool:
    """Say whether a number is put into a curve, `losses[step] = loss`: it goes no further there."""
    return user.name == "setitem" and user.args[0] is not node and np.size(node.value) == 1


def _look_at(
    roles: Roles, round_: Round, node: Node, is_output: Callable[[Node], bool], reached: set[Node]
) -> OwnLoss | None:
    way = ancestors([node], roles.version)
    after = [n for n in way if n in reached and not is_output(n)]
    ends = {n for n in way if is_output(n)}
    # Of a loss over all rows, only the part that these outputs have in it.
    own = {j.output for j in round_.joins} & ends
    first = sorted(ends - own, key=lambda n: n.index)[:1]
    slopes = slopes_at(node, own, after) or slopes_at(node, set(first), after)
    if not slopes:
        return None
    output = min(slopes, key=lambda n: n.index)
    twins = {
        n for n in ends - set(slopes) if _computed_again(output, n)
    }  # log(f(x)) in one term, log(1 - f(x)) in the other
    slopes[output] = sum(slopes_at(node, twins, after).values(), start=slopes[output])
    target = _target(roles, round_, output, after)
    kind, factor, alike = _kind(array(output.value), target, slopes[output], float(np.ravel(node.value)[0]))
    others = [n for n in way if n not in reached] + [n for n in after if n is node or scalar(n.value)]
    aside = adjoints({node: np.ones(np.shape(node.value))}, others, roles.depends)
    penalty = {n: s for n, s in aside.items() if n in roles.version and np.any(s)}
    beside = ancestors([node], {**roles.version, **dict.fromkeys(ends)}) - reached
    whole = not any(roles.mixed[n.index] for n in beside)
    return OwnLoss(node, output, target, slopes, kind, factor, penalty, alike, whole)


def _computed_again(output: Node, other: Node) -> bool:
    """Say whether an output is the same as another, of as many rows as are equal by no chance."""
    return np.size(output.value) > MANY and np.array_equal(array(output.value), array(other.value))


def slopes_at(loss: Node, outputs: set[Node], after: list[Node]) -> dict[Node, Any]:
    """Differentiate a loss at some outputs, by way of what was made of them; those that it depends on."""
    made = set(outputs)
    for node in sorted(after, key=lambda n: n.index):
        if any(source in made for source in node.inputs):
            made.add(node)
    back = adjoints({loss: np.ones(np.shape(loss.value))}, made - outputs, lambda n: n in made)
    return {n: s for n, s in back.items() if n in outputs and np.any(s)}


def _target(roles: Roles, round_: Round, output: Node, after: list[Node]) -> Any:
    """Find what an output is compared with on the way to the loss."""
    if not any(join.output is output for join in round_.joins):
        for user in roles.users.get(output, ()):  # it met its own target in another update
            met = meeting(roles, user)
            made = make_join(user, *met) if met is not None and met[0] is output and user not in after else None
            if made is not None and np.shape(made.target) == np.shape(output.value):
                return made.target
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
        given = _summed_with(roles, node, output)
        if given is not None:
            return array(given.value)
    return None


def _summed_with(roles: Roles, node: Node, output: Node) -> Node | None:
    """Find the constant whose entries a dot product multiplies with those of an output, or of its logarithm.

    Not 1 - t, which belongs to the other half of a binary cross-entropy.
    """
    if node.name not in DOTS:
        return None
    pair = [a for a in node.inputs if np.shape(a.value) == np.shape(output.value)]
    given = [a for a in pair if not roles.mask[a.index] and a.name not in ("sub", "subtract")]
    return given[0] if len(pair) == 2 and len(given) == 1 and np.size(node.value) == 1 else None


def _kind(
    output: Any, target: Any, slope: Any, value: float
) -> tuple[Loss | None, float, tuple[tuple[Loss, float], ...]]:
    """Name the standard loss of a slope, and the factor; of several that look alike the one nearest to the value.

    The third is all of which the slope is a multiple.
    """
    hits: list[tuple[float, Loss, float]] = []
    alike: list[tuple[Loss, float]] = []
    for loss in LOSSES if target is not None else ():
        if not loss.fits(output, target):
            continue
        with np.errstate(all="ignore"):
            standard = array(loss.slope(output, target))
            if standard.shape == np.shape(slope):
                inner = _inner(loss, output)
                factor = _factor(array(slope) * inner, np.where(inner, standard, 0.0))
                if factor is not None:
                    alike.append((loss, factor))
                    if np.size(slope) > 1 or any(abs(abs(factor) - k) < 1e-4 * k for k in (1, 2, 0.5)):
                        hits.append((abs(factor * loss.value(output, target) - value), loss, factor))
    _, kind, factor = min(hits, key=lambda hit: hit[0], default=(0.0, None, 0.0))
    return kind, factor, tuple(alike)


def _factor(slope: Any, standard: Any) -> float | None:
    """Return how many times a standard slope another is; None if it is no multiple."""
    if np.size(slope) == 1:
        return float(np.ravel(slope)[0] / np.ravel(standard)[0]) if np.any(standard) else None
    hit = same_direction(slope, standard, 1e-4)
    return hit[0] if hit is not None and not hit[1] else None


def _inner(loss: Loss, output: Any) -> Any:
    """Leave out outputs that are 0 or 1 to rounding, where a clip in the script's own formula changes the slope."""
    inner = (output > 1e-6) & (output < 1 - 1e-6) if "entropy" in loss.name else np.ones(np.shape(output), bool)
    return inner if np.sum(inner) > 1 else np.ones(np.shape(output), bool)
