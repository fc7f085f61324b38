"""Records of epochs as a table: a run of a hundred thousand epochs is kept as columns of numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np

from unstuck.nn.training import EpochRecord


class Records(Sequence[EpochRecord]):
    """Epoch records in their order; each is made when it is asked for."""

    def __init__(self) -> None:
        # Of columns: lists that grow, or arrays and ranges of what came together, or None.
        self._parts: list[dict[str, Any]] = []
        self._ends: list[int] = []

    def append(self, record: EpochRecord) -> None:
        """Add one record."""
        if not self._parts or not isinstance(self._parts[-1]["epoch"], list):
            self._parts.append({name: [] for name in EpochRecord._fields})
            self._ends.append(len(self))
        for name, value in zip(EpochRecord._fields, record, strict=True):
            self._parts[-1][name].append(value)
        self._ends[-1] += 1

    def extend(self, records: Sequence[EpochRecord]) -> None:
        """Add records."""
        if isinstance(records, Records) and not any(isinstance(part["epoch"], list) for part in records._parts):
            for part in records._parts:
                self.extend_columns(**part)
            return
        for record in records:
            self.append(record)

    def extend_columns(self, **columns: np.ndarray | range | None) -> None:
        """Add records by their quantities, an array or a range each; one that is not given was not measured."""
        count = len(columns["epoch"]) if columns["epoch"] is not None else 0
        if count:
            self._parts.append({name: columns.get(name) for name in EpochRecord._fields})
            self._ends.append(len(self) + count)

    def column(self, name: str) -> list[Any]:
        """Give one quantity over the epochs."""
        return [value for part in self._parts for value in _listed(part, name)]

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> EpochRecord: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[EpochRecord, ...]: ...

    def __getitem__(self, index: int | slice) -> EpochRecord | tuple[EpochRecord, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        place = range(len(self))[index]
        k = bisect_right(self._ends, place)
        part, row = self._parts[k], place - (self._ends[k - 1] if k else 0)
        values: list[Any] = [None if column is None else column[row] for column in part.values()]
        return EpochRecord._make(value.item() if isinstance(value, np.generic) else value for value in values)

    def __iter__(self) -> Iterator[EpochRecord]:
        for part in self._parts:
            yield from map(EpochRecord._make, zip(*(_listed(part, name) for name in part), strict=True))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # it grows


def _listed(part: dict[str, Any], name: str) -> list[Any]:
    column = part[name]
    if column is None:
        return [None] * len(part["epoch"])
    return column.tolist() if isinstance(column, np.ndarray) else column
