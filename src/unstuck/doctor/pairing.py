"""Whether rows and targets belong together: what is said of a row is said of the rows that are like it, too."""

from __future__ import annotations

from typing import Any

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.directions import array
from unstuck.doctor.rowmap import MOVED, rows_into, traced_joins
from unstuck.doctor.trace import Node

SURE = 5.0  # standard deviations: it is no chance that the targets fit the rows before a shuffle, and not those after
TOLD = 3.0  # the same: the targets say nothing about the rows


def lost_pairing(before: tuple[Any, Any], after: tuple[Any, Any]) -> tuple[float, float, float] | None:
    """Give the shares of rows whose nearest other row has the same target, before, after, and by chance.

    None if the targets still say something about the rows, or never did.
    """
    count = len(before[1])
    by_chance = float(np.sum((np.unique(before[1], return_counts=True)[1] / count) ** 2))
    chance = np.sqrt(by_chance * (1 - by_chance) / count)
    one, two = alike(*before), alike(*after)
    if two > by_chance + TOLD * chance or one < two + SURE * chance or one < (1 + by_chance) / 2:
        return None
    return one, two, by_chance


def as_classes(targets: Any) -> Any:
    """Give a number to each kind of targets, classes or one-hot rows; of plain numbers, say which are large."""
    rows = np.asarray(targets).reshape(len(targets), -1)
    kinds, numbers = np.unique(rows, axis=0, return_inverse=True)
    return numbers.ravel() if 2 * len(kinds) < len(rows) else (rows[:, 0] > np.median(rows[:, 0])).astype(int)


def alike(rows: Any, said: Any) -> float:
    """Give the share of rows whose nearest other row has the same target."""
    rows = rows.reshape(len(rows), -1)
    squares = np.sum(rows**2, axis=1)
    apart = squares[:, None] + squares - 2 * rows @ rows.T
    np.fill_diagonal(apart, np.inf)
    return float(np.mean(said[apart.argmin(axis=1)] == said))


def places_after_a_shuffle(case: Case) -> tuple[Node | None, Any, list[float]]:
    """List the places that rows of the inputs had after the last shuffle, and what they are taught there."""
    moved: Node | None = None
    places: list[int] = []
    taught: list[float] = []
    for output, target in traced_joins(case.roles):
        data = rows_into(case.roles, output, until_moved=True)
        if data is None or data.root.name not in MOVED or data.axis != 0 or data.index is None or target is None:
            continue
        moved = moved or data.root
        said = array(target.value)
        if data.root is not moved or (len(data.index) > 1 and len(said) != len(data.index)):
            continue
        each = said if len(data.index) > 1 else said[None]
        each = each.reshape(len(data.index), -1)
        places += data.index.tolist()
        taught += (each.argmax(axis=1) if each.shape[1] > 1 else each[:, 0]).tolist()
    return moved, np.array(places, dtype=int), taught
