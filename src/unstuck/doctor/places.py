"""Which few places of a script to watch while it runs to its end: outputs meeting targets, activations, updates."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from unstuck.doctor.evidence import Evidence, rows, sample_axis
from unstuck.doctor.losses import LOSSES, Loss
from unstuck.doctor.roles import Join, ancestors
from unstuck.doctor.trace import Node
from unstuck.doctor.units import Unit, find_units, first_products


@dataclass(frozen=True)
class JoinPlace:
    """Where the outputs meet their targets.

    `output` says which operand is the output; `indexed` that the other one is an index of the right classes. The rows
    of an output lie along `axis`; None if it is one row. `group` outputs that come one by one make a row. `negated`
    says that what they meet are the targets with the other sign, as in `-t * o`. `callers` are the functions under way
    there, if the same place is used by others for other sums.
    """

    site: int
    output: int
    indexed: bool
    axis: int | None
    group: int
    loss: Loss
    negated: bool = False
    callers: tuple[tuple[str, int], ...] | None = None

    def split(self, operands: tuple[Any, ...]) -> tuple[Any, Any] | None:
        """Tell output and target among the operands, as copies: the script may change them. None if it cannot be."""
        if len(operands) < 2:
            return None
        if self.indexed:
            output, index = operands[:2]
            hot = np.zeros(np.shape(output))
            try:
                hot[index] = 1
            except (IndexError, TypeError, ValueError):
                return None
            return np.array(output), hot
        output, target = operands[self.output], operands[1 - self.output]
        if self.negated:
            target = -target
        if not isinstance(output, np.ndarray):
            return output, target
        return output.copy(), target.copy() if isinstance(target, np.ndarray) else target


@dataclass(frozen=True)
class UpdatePlace:
    """Where parameters get new values: old value plus or minus a step.

    `old` says which operand is the old value. `calls` is how often the place is passed in one update of all parameters;
    `names` are those of the parameters that are changed here, in order; empty if they are changed entry by entry.
    """

    site: int
    old: int
    calls: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Places:
    """What to watch. `layers` are the depths of the activations of one pass, in the order in which they are made."""

    join: JoinPlace
    layers: tuple[int, ...] = ()
    layer_sites: frozenset[int] = frozenset()
    updates: dict[int, UpdatePlace] = field(default_factory=dict)
    first_update: UpdatePlace | None = None

    @cached_property
    def sites(self) -> set[int]:
        """The places, by number."""
        return {self.join.site, *self.layer_sites, *self.updates}


def find_places(evidence: Evidence) -> Places:
    """Find what to watch in a script whose first updates were understood.

    Parameters
    ----------
    evidence : Evidence
        Of one round of the trace.
    """
    layers, sites = _layers(evidence)
    updates = find_updates(evidence)
    first = min(updates.values(), key=lambda place: place.calls, default=None)
    return Places(_join(evidence), layers, sites, updates, first)


def _join(evidence: Evidence) -> JoinPlace:
    join = evidence.round.joins[0]
    made = [i for i, a in enumerate(join.node.args[:2]) if isinstance(a, Node) and evidence.roles.depends(a)]
    output = next((i for i in made if join.node.args[i] is join.output), made[0] if made else 0)
    indexed = join.node.name in ("getitem", "setitem")
    met = join.node.args[1 - output] if not indexed and len(join.node.args) > 1 else None
    opposite = -np.asarray(met.value, dtype=float).ravel() if isinstance(met, Node) else np.zeros(0)
    negated = bool(np.any(opposite)) and np.array_equal(opposite, np.ravel(join.target))
    return JoinPlace(
        join.node.site,
        output,
        indexed,
        _axis(evidence, join),
        _group(evidence, join),
        yardstick_loss(evidence),
        negated,
        _callers(evidence, join.node),
    )


def _callers(evidence: Evidence, node: Node) -> tuple[tuple[str, int], ...] | None:
    """Give the functions that were under way, if there were others at this place at other times."""
    trace = evidence.roles.trace
    there = {trace.callers.get(other) for other in trace.nodes if other.site == node.site} if trace.callers else set()
    return trace.callers.get(node) if len(there) > 1 else None


def yardstick_loss(evidence: Evidence) -> Loss:
    """Choose the loss to follow: that which the updates descend; if they descend none, the one that fits the output."""
    if evidence.all_agree:
        return evidence.loss
    join = evidence.round.joins[0]
    output, target = np.asarray(join.output.value, dtype=float), np.asarray(join.target, dtype=float)
    last = find_units(evidence)[-1].activation
    name = {"softmax": "categorical cross-entropy", "sigmoid": "binary cross-entropy"}.get(last, "half squared error")
    loss = next(loss for loss in LOSSES if loss.name == name)
    return loss if loss.fits(output, target) else LOSSES[0]


def _axis(evidence: Evidence, join: Join) -> int | None:
    shape = np.shape(join.output.value)
    if len(shape) == 0:
        return None
    if len(shape) == 1:
        return 0 if shape[0] > 1 and (rows(evidence, join) == shape[0] or _one_weight(evidence, join)) else None
    return sample_axis(evidence, join)


def _one_weight(evidence: Evidence, join: Join) -> bool:
    """Say whether an output is one feature times one weight, row by row: a straight line."""
    products = first_products(evidence)
    return any(np.shape(data.value) == np.shape(join.output.value) == np.shape(p.value) for p, data, _ in products)


def _group(evidence: Evidence, join: Join) -> int:
    """Count the outputs of one row that meet their targets one by one: each has weights that the others have not."""
    if np.ndim(join.output.value):
        return 1
    return max(1, len({evidence.roles.mask[j.output.index] for j in evidence.round.joins}))


def _layers(evidence: Evidence) -> tuple[tuple[int, ...], frozenset[int]]:
    """List the depths of the activations of one pass in the order in which they are made, and their places."""
    units = [u for u in find_units(evidence) if u.after.site >= 0]
    if not units:
        return (), frozenset()
    depth: dict[Node, int] = {u.after: u.depth for u in units}
    sites = {u.after.site for u in units}
    made = ancestors([evidence.round.joins[0].output], evidence.roles.version)
    names = {(u.after.site, u.after.name) for u in units}
    order = sorted((n for n in made if (n.site, n.name) in names), key=lambda n: n.index)
    first = order[0].index
    order = [n for n in order if n.index >= first]
    # A place within a function that serves several purposes: what is no activation has the depth 0 and is left out.
    return tuple(depth.get(n, 0) for n in order), frozenset(sites)


def find_updates(evidence: Evidence) -> dict[int, UpdatePlace]:
    """Find the places at which the parameters of a round got their new values."""
    found: dict[int, list[tuple[int, str, int]]] = {}
    for compared in evidence.compared:
        new = compared.after
        whole = True
        if new.name == "setitem" and isinstance(new.args[-1], Node):
            new, whole = new.args[-1], False
        if new.name not in ("add", "sub", "subtract") or len(new.args) < 2 or new.site < 0:
            continue
        old = 0 if compared.before in new.args[:1] or _leads_to(new.args[0], compared.before) else 1
        if new.name != "add" and old == 1:
            continue
        name = compared.name if whole else ""
        found.setdefault(new.site, []).append((old, name, new.index))
    out = {}
    for site, entries in found.items():
        entries.sort(key=lambda e: e[2])
        names = tuple(name for _, name, _ in entries)
        calls = sum(1 for n in evidence.round.ancestors if n.site == site and n.name in ("add", "sub", "subtract"))
        out[site] = UpdatePlace(site, entries[0][0], max(1, calls), names if all(names) and calls == len(names) else ())
    return out


def _leads_to(value: Any, node: Node) -> bool:
    """Say whether a value is a part or another shape of another."""
    while isinstance(value, Node) and value is not node and len(value.inputs) >= 1:
        value = value.inputs[0]
    return value is node


__all__ = ["JoinPlace", "Places", "Unit", "UpdatePlace", "find_places", "find_updates"]
