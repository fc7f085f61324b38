"""What the readers of tables have in common: which column is the target, and the last step."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import numpy as np

from unstuck.arrays import Array
from unstuck.errors import InputError

TARGET_NAMES = ("target", "label", "class", "y")


@dataclass(frozen=True)
class Columns:
    """The columns of a table.

    Attributes
    ----------
    names : tuple of str
        Empty where the table gives none.
    n : int
        How many there are.
    """

    names: tuple[str, ...]
    n: int

    def call(self, column: int) -> str:
        """Name a column for a person: its number counted from 1, and its name."""
        return f"column {column + 1}" + (f" {self.names[column]!r}" if self.names else "")

    def without(self, *dropped: int) -> tuple[str, ...]:
        """Give the names of all columns but these."""
        return tuple(name for i, name in enumerate(self.names) if i not in dropped)


def choose_target(columns: Columns, target: str | int | None, where: str) -> tuple[int, str]:
    """Find the target column.

    Parameters
    ----------
    columns : Columns
    target : str or int, optional
        Its name, or its number counted from 1 (from -1: the last). Without it, the column called target, label, class
        or y, if exactly one is; otherwise the last.
    where : str
        The file, for the messages.

    Returns
    -------
    column : int
        Counted from 0.
    note : str
        Which one was taken.

    Raises
    ------
    InputError
        If there is no such column, or the table has one column only.
    """
    if columns.n < 2:
        raise InputError(
            f"{where}: there is one column only; a feature and a target are needed. Columns are parted by commas, "
            "semicolons, tabs or spaces: does the file use another sign?"
        )
    if target is None:
        called = [i for i, name in enumerate(columns.names) if name.strip().lower() in TARGET_NAMES]
        column = called[0] if len(called) == 1 else columns.n - 1
        reason = "by its name" if len(called) == 1 else "the last one"
        return column, f"target: {columns.call(column)} ({reason}; say target=NAME or NUMBER for another)"
    if isinstance(target, str) and target in columns.names:
        column = columns.names.index(target)
    else:
        column = _numbered(columns, target, where)
    return column, f"target: {columns.call(column)}"


def _numbered(columns: Columns, target: str | int, where: str) -> int:
    try:
        number = int(target)
    except (TypeError, ValueError):
        near = difflib.get_close_matches(str(target), columns.names, 1, 0.5)
        listed = ", ".join(columns.names[:20]) + (" …" if columns.n > 20 else "")
        raise InputError(
            f"{where}: there is no column called {target!r}; "
            + (f"did you mean {near[0]!r}? " if near else "")
            + (f"It has {listed}." if listed else f"It has no names: give a number from 1 to {columns.n}.")
        ) from None
    if isinstance(target, bool) or number == 0 or not -columns.n <= number <= columns.n:
        raise InputError(f"{where}: target is {target!r}; expected a name, or a number from 1 to {columns.n}.")
    return number - 1 if number > 0 else columns.n + number


def is_row_number(name: str, values: Array) -> bool:
    """Tell a column without a name that counts the rows: pandas and R write one in front of a table."""
    if name.strip() or len(values) == 0 or values[0] not in (0, 1):
        return False
    return bool(np.array_equal(values, np.arange(len(values)) + values[0]))
