"""What an array is here, and the one place where arrays from outside are examined."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from unstuck.errors import InputError

Array: TypeAlias = npt.NDArray[Any]
Parameters: TypeAlias = dict[str, Array]
"""Named arrays in the order of the layers: ``W1, b1, W2, b2, …``; gradients have the same names and shapes."""


def as_matrix(name: str, given: object, n_columns: int | None = None, dtype: npt.DTypeLike | None = None) -> Array:
    """Give `given` as a finite matrix of float32 or float64 with one row a sample.

    float32 and float64 stay what they are; other real numbers become float64. A flat array is refused rather than
    reshaped: against an (n, 1) column it would broadcast to (n, n), which is how many a hand-written loss goes wrong.

    Parameters
    ----------
    name : str
        What the array is called in the error message.
    given : array_like of shape (n_rows, n_columns)
    n_columns : int, optional
        The number of columns that is needed.
    dtype : dtype, optional
        Convert to this type: targets and weights follow the inputs.

    Raises
    ------
    InputError
        If it is not a non-empty matrix of finite real numbers with `n_columns` columns.
    """
    array = as_numbers(name, given)
    if array.ndim != 2:
        hint = f" Use {name}.reshape(-1, 1) for one column." if array.ndim == 1 else ""
        raise InputError(f"{name} has shape {array.shape}; expected two dimensions, (rows, columns).{hint}")
    if array.size == 0:
        raise InputError(f"{name} is empty: its shape is {array.shape}.")
    if n_columns is not None and array.shape[1] != n_columns:
        raise InputError(f"{name} has {array.shape[1]} columns (its shape is {array.shape}); expected {n_columns}.")
    bad = _first_non_finite(array)
    if bad is not None:
        row, column = bad
        raise InputError(
            f"{name}[{row}, {column}] is {array[row, column]}: remove or fill rows with missing or infinite values."
        )
    return array if dtype is None else array.astype(dtype, copy=False)


def _first_non_finite(matrix: Array) -> tuple[int, int] | None:
    """Find the first number that is NaN or infinite, by blocks of rows: the matrix may be larger than memory."""
    rows = max(1, 2**20 // matrix.shape[1])
    for first in range(0, len(matrix), rows):
        finite = np.isfinite(matrix[first : first + rows])
        if not finite.all():
            row, column = np.argwhere(~finite)[0]
            return first + int(row), int(column)
    return None


def fitting(name: str, given: Any, n_columns: int) -> Array:
    """Give a matrix of floats with `n_columns` columns as it is, and anything else as `as_matrix` does.

    For what is called at every step: the numbers are not looked at. Those that are not finite are found by the training
    loop, which names the first of them.

    Raises
    ------
    InputError
        As `as_matrix`.
    """
    if getattr(given, "ndim", 0) == 2 and given.shape[1] == n_columns and given.shape[0] and given.dtype.char in "fd":
        as_it_is: Array = given
        return as_it_is
    return as_matrix(name, given, n_columns)


def as_weights(given: object, n_rows: int) -> Array:
    """Give `given` as an array of shape (n_rows,): how much each row counts.

    Raises
    ------
    InputError
        If it has another shape: a column would broadcast against the losses of the rows to (n_rows, n_rows).
    """
    weights = as_numbers("weights", given)
    if weights.shape != (n_rows,):
        raise InputError(f"weights has shape {weights.shape}; expected ({n_rows},), one a row.")
    return weights


def as_numbers(name: str, given: object) -> Array:
    """Give `given` as an array of float32 or float64.

    Raises
    ------
    InputError
        If it is None, ragged, sparse, complex or not numeric.
    """
    if given is None:
        raise InputError(f"{name} is missing (None); expected an array of numbers.")
    if hasattr(given, "toarray"):
        raise InputError(f"{name} is a sparse matrix; pass {name}.toarray().")
    try:
        array = np.asarray(given)
    except ValueError as error:
        raise InputError(f"{name} cannot be made into an array; are all its rows equally long? ({error})") from error
    if array.dtype.kind not in "fiub":
        raise InputError(f"{name} holds {array.dtype} values; expected real numbers.")
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)
