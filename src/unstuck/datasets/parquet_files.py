"""Parquet: a table whose columns have types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from unstuck.arrays import Array
from unstuck.datasets.dataset import Dataset, as_floats, assemble
from unstuck.datasets.extras import need
from unstuck.datasets.tables import Columns, choose_target
from unstuck.errors import InputError

PANDAS_INDEX = "__index_level_0__"


def load_parquet(path: Path, target: str | int | None, task: str) -> Dataset:
    """Read a table from a Parquet file.

    Raises
    ------
    InputError
        If pyarrow is not installed, the file is damaged, or a cell is missing or text; naming row and column.
    """
    parquet = need("pyarrow.parquet", "parquet", f"{path}: reading Parquet")
    arrow = need("pyarrow", "parquet", f"{path}: reading Parquet")
    try:
        table = parquet.ParquetFile(path).read()
    except (arrow.ArrowException, OSError) as error:
        raise InputError(f"{path} cannot be read as Parquet, it may be damaged or cut short: {error}") from error
    notes: list[str] = []
    if PANDAS_INDEX in table.column_names:
        table = table.drop_columns([PANDAS_INDEX])
        notes.append("the index of the pandas table was left out")
    columns = Columns(tuple(table.column_names), table.num_columns)
    if len(set(columns.names)) < columns.n:
        name = next(name for i, name in enumerate(columns.names) if name in columns.names[:i])
        raise InputError(f"{path}: two columns are called {name!r}. Give each column a name of its own.")
    t, note = choose_target(columns, target, str(path))
    features = [
        as_floats(_numbers(table.column(i), f"{path}, {columns.call(i)}", arrow)) for i in range(columns.n) if i != t
    ]
    labels = _labels(table.column(t), f"{path}, {columns.call(t)}", arrow)
    # The widest type among the columns: one float64 column makes the whole table float64.
    x = np.stack(features, axis=1)
    names = columns.without(t)
    return assemble(path.name, x, labels, where=str(path), task=task, feature_names=names, notes=(*notes, note))


def _numbers(column: Any, where: str, arrow: Any) -> Array:
    kind, types = column.type, arrow.types
    _no_nulls(column, where)
    if types.is_decimal(kind):
        column = column.cast(arrow.float64())
    elif not (types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind)):
        first = f"; the first value is {str(column[0].as_py())[:60]!r}" if len(column) else ""
        raise InputError(
            f"{where} holds {kind}{first}. A network needs numbers: leave the column out; or, if it names a kind of "
            "thing, put one column of 0 and 1 for each kind in its place (one-hot encoding); or, if it is what is to "
            "be predicted, name it as the target."
        )
    return _finite(column.to_numpy(), where)


def _labels(column: Any, where: str, arrow: Any) -> Array:
    types = arrow.types
    kind = column.type.value_type if types.is_dictionary(column.type) else column.type
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        _no_nulls(column, where)
        return np.array(column.to_pylist(), dtype=np.str_)
    return _numbers(column.cast(kind), where, arrow)


def _no_nulls(column: Any, where: str) -> None:
    if column.null_count:
        row = int(np.argmax(column.is_null().to_numpy())) + 1
        raise InputError(
            f"{where}, row {row} (counted from 1): the value is missing; {column.null_count:,} of {len(column):,} in "
            "this column are. Leave such rows out, or put the mean of the column in its place."
        )


def _finite(values: Array, where: str) -> Array:
    strange = ~np.isfinite(values)
    if strange.any():
        row = int(strange.argmax())
        raise InputError(
            f"{where}, row {row + 1} (counted from 1): found {values[row]}; expected a finite number. "
            f"{int(strange.sum()):,} of {len(values):,} in this column are like this. Leave such rows out."
        )
    return values
