"""Which class the rows of the data are taught as, and which label they are judged by."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from unstuck.doctor.answers import comparisons
from unstuck.doctor.case import Case
from unstuck.doctor.directions import array
from unstuck.doctor.roles import without_views
from unstuck.doctor.rowmap import rows_into, targets_of, traced_joins
from unstuck.doctor.trace import Node

LISTED = 10  # comparisons after which it is clear that a list has the label of each row at its place


@dataclass(frozen=True)
class Taught:
    """For each label by which an argmax is judged: the classes that its rows are taught as, None where it is no class.

    `rows` counts the rows that are both taught and judged, or taught and in the list of labels by which others are
    judged; `outputs` the places for a class.
    """

    classes: dict[int, set[int | None]]
    rows: int
    outputs: int


def labels_and_classes(case: Case) -> Taught:
    """Find what the rows of each label are taught as."""
    taught, outputs = _taught(case)
    judged: dict[tuple[Node, int], set[int]] = {}
    listed: dict[tuple[Node, Node], list[bool]] = {}  # rows, and a list of labels: at the same places?
    for comparison in itertools.islice(comparisons(case), 400):
        answers = comparison.answers
        answers = without_views(answers)
        rows = rows_into(case.roles, comparison.output()) if answers.name == "argmax" else None
        labels = array(comparison.labels.value).ravel()
        if rows is None or rows.index is None or len(labels) != len(rows.index) or np.any(labels != np.round(labels)):
            continue
        where = targets_of(comparison.labels)
        if where is not None and where.index is not None and np.ndim(where.root.value) == 1:
            listed.setdefault((rows.root, where.root), []).append(np.array_equal(where.index, rows.index))
        for row, label in zip(rows.index, labels, strict=True):
            judged.setdefault((rows.root, int(row)), set()).add(int(label))
    for (root, label_list), same in listed.items():
        if len(same) >= LISTED and all(same) and np.all(label_list.value == np.round(label_list.value)):
            for row in (row for of, row in taught if of is root and row < len(label_list.value)):
                judged.setdefault((root, row), set()).add(int(label_list.value[row]))
    # A row that is judged by several labels says that the wrong row is judged, and nothing about what is taught.
    once = {row: min(labels) for row, labels in judged.items() if row in taught and len(labels) == 1}
    seen: dict[int, set[int | None]] = {}
    for row, label in once.items():
        seen.setdefault(label, set()).add(taught[row])
    return Taught(seen, len(once), outputs)


def _taught(case: Case) -> tuple[dict[tuple[Node, int], int | None], int]:
    """Find for each row of the data the class that its target names, None where it names none; and count these."""
    out: dict[tuple[Node, int], int | None] = {}
    outputs = 0
    for output, target in traced_joins(case.roles):
        rows = rows_into(case.roles, output) if target is not None else None
        if rows is None or rows.index is None or target is None:
            continue
        values = array(target.value)
        values = -values if values.max() <= 0 else values  # of -t / p the target is -t
        values = values.reshape(1, -1) if len(rows.index) == 1 else values
        if values.ndim != 2 or len(rows.index) not in values.shape or min(values.shape[1:]) < 2:
            continue
        standing = rows.along == 0 if values.shape[0] == values.shape[1] else len(values) == len(rows.index)
        values = values if standing else values.T
        outputs = values.shape[1]
        for row, value in zip(rows.index, values, strict=True):
            ones = np.flatnonzero(value == value.max())
            out[rows.root, int(row)] = int(ones[0]) if len(ones) == 1 else None
    return out, outputs
