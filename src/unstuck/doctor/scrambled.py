"""Reshapes in the network that put parts of several samples into one row.

One sample of the batch is changed, and what is made of it is computed again: before such a reshape the numbers that
change are the sample's own; behind it there is no axis along which they would stand in one place.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.gradients import replayed
from unstuck.doctor.roles import ancestors
from unstuck.doctor.trace import Node

LEAST = 3  # samples of a batch
MOST = 5  # dimensions of which all orders are tried


@dataclass(frozen=True)
class Scrambled:
    """A reshape, how many rows one sample is spread over, and the order of axes in which it would be in one."""

    node: Node
    rows: int
    order: tuple[int, ...] | None  # of the new axes, as those of the old array lie in memory


def scrambled(evidence: Evidence) -> Scrambled | None:
    """Find the first reshape after which what came of one sample stands in several rows, and so in the output."""
    join = evidence.round.joins[0]
    output, count = join.output, evidence.samples
    shape = np.shape(output.value)
    if len(evidence.round.joins) > 1 or count < LEAST or len(shape) != 2 or shape.count(count) != 1:
        return None
    made = ancestors([output], evidence.roles.version)
    if not any(n.name == "reshape" and n.inputs and evidence.roles.depends(n) for n in made):
        return None
    for batch, axis in _batches(evidence, made, count):
        changed = [_changed_by(made, batch, axis, k) for k in (0, 1, 2)]
        if any(c is None or output not in c for c in changed):
            continue
        found = _first_spread([c for c in changed if c is not None], count)
        sample_axis = shape.index(count)
        spread = all(len(np.unique(np.nonzero(c[output])[sample_axis])) > 1 for c in changed if c is not None)
        return found if spread else None
    return None


def _batches(evidence: Evidence, made: set[Node], count: int) -> Iterator[tuple[Node, int]]:
    """List the data of as many rows as there are samples that were taken out of more, or are all that there are."""
    for node in sorted(made, key=lambda n: n.index):
        shape = np.shape(node.value)
        if (
            evidence.roles.depends(node)
            or shape.count(count) != 1
            or len(shape) < 2
            or array(node.value).dtype != float
        ):
            continue
        axis = shape.index(count)
        rows = np.moveaxis(array(node.value), axis, 0)
        taken = any(count in np.shape(s.value) for s in node.inputs if np.ndim(s.value) > 1)  # from a batch already
        if not taken and not np.all(rows == rows[:1]):
            yield node, axis


def _changed_by(made: set[Node], batch: Node, axis: int, sample: int) -> dict[Node, Any] | None:
    """Compute again what is made of a batch of which one sample is another; say which numbers change."""
    value = np.array(batch.value, dtype=float)
    rows = np.moveaxis(value, axis, 0)
    rows[sample] = (
        rows[sample][::-1] * 1.37 + 0.41 * np.arange(1, rows[sample].size + 1).reshape(rows[sample].shape) ** 0.5
    )
    values: dict[Node, Any] = {batch: value}
    for node in sorted((n for n in made if n.index > batch.index), key=lambda n: n.index):
        if any(source in values for source in node.inputs):
            try:
                values[node] = array(replayed(node, lambda n: values.get(n, n.value)))
            except Exception:
                return None
            if np.shape(values[node]) != np.shape(node.value):
                return None
    return {node: new != array(node.value) for node, new in values.items()}


def _first_spread(changed: list[dict[Node, Any]], count: int) -> Scrambled | None:
    for node in sorted(changed[0], key=lambda n: n.index):
        if node.name != "reshape" or node.site < 0 or not all(node in c and node.inputs[0] in c for c in changed):
            continue
        before, after = ([c[n] for c in changed] for n in (node.inputs[0], node))
        if np.any(sum(b.astype(int) for b in before) > 1) or count not in np.shape(node.value):
            continue  # batch normalisation, say, brings all samples together
        if _axis_of(after, count) is None:
            return Scrambled(node, _rows_touched(after, count), _order(before, np.shape(node.value), count))
    return None


def _axis_of(masks: list[Any], count: int) -> int | None:
    """Find the axis along which each sample's numbers stand in one place, each in another."""
    for axis, length in enumerate(np.shape(masks[0])):
        places = [np.unique(np.nonzero(mask)[axis]) for mask in masks]
        if length == count and all(len(p) == 1 for p in places) and len({int(p[0]) for p in places}) == len(masks):
            return axis
    return None


def _rows_touched(masks: list[Any], count: int) -> int:
    axis = np.shape(masks[0]).index(count)
    return max(len(np.unique(np.nonzero(mask)[axis])) for mask in masks)


def _order(masks: list[Any], shape: tuple[int, ...], count: int) -> tuple[int, ...] | None:
    """Find the order of axes in which the array has to be laid out, so that a transpose brings it to the shape."""
    for order in itertools.permutations(range(len(shape))) if len(shape) <= MOST else ():
        back = np.argsort(order)
        laid = [mask.reshape([shape[i] for i in order]).transpose(back) for mask in masks]
        if _axis_of(laid, count) == shape.index(count):
            return order
    return None
