"""Records of epochs as a table: a run of a hundred thousand epochs is kept as columns of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

from unstuck.nn.training import EpochRecord


class Records(Sequence[EpochRecord]):
    """Epoch records in their order; each is made when it is asked for."""

    def __init__(self) -> None:
        self._columns: dict[str, list[Any]] = {name: [] for name in EpochRecord._fields}

    def append(self, record: EpochRecord) -> None:
        """Add one record."""
        for name, value in zip(EpochRecord._fields, record, strict=True):
            self._columns[name].append(value)

    def extend(self, records: Sequence[EpochRecord]) -> None:
        """Add records."""
        if isinstance(records, Records):
            self.extend_columns(**records._columns)
            return
        for record in records:
            self.append(record)

    def extend_columns(self, **columns: list[Any]) -> None:
        """Add records by their quantities; one that is not given was not measured."""
        count = len(columns["epoch"])
        for name, column in self._columns.items():
            column.extend(columns.get(name) or [None] * count)

    def column(self, name: str) -> list[Any]:
        """Give one quantity over the epochs."""
        return list(self._columns[name])

    def __len__(self) -> int:
        return len(self._columns["epoch"])

    @overload
    def __getitem__(self, index: int) -> EpochRecord: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[EpochRecord, ...]: ...

    def __getitem__(self, index: int | slice) -> EpochRecord | tuple[EpochRecord, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        return EpochRecord(*(column[index] for column in self._columns.values()))

    def __iter__(self) -> Iterator[EpochRecord]:
        return map(EpochRecord._make, zip(*self._columns.values(), strict=True))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # it grows
