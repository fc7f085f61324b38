"""What an array is here, and how numbers that a caller passes are examined."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from unstuck.errors import InputError

Array: TypeAlias = npt.NDArray[Any]


def as_matrix(name: str, given: object, n_columns: int | None = None) -> Array:
    """Give `given` as a finite matrix of float32 or float64; other real numbers become float64.

    Parameters
    ----------
    name : str
        What the array is called in the messages.
    given : array_like of shape (n_rows, n_columns)
    n_columns : int, optional
        The number of columns that is needed.

    Raises
    ------
    InputError
        If it is not a non-empty matrix of finite real numbers with `n_columns` columns.
    """
    try:
        array = np.asarray(given)
    except ValueError as error:
        raise InputError(f"{name} cannot be made into an array; are all its rows equally long? ({error})") from error
    if array.dtype.kind not in "fiub":
        raise InputError(f"{name} holds {array.dtype} values; expected an array of real numbers.")
    if array.ndim != 2 or array.size == 0:
        hint = f" Use {name}.reshape(-1, 1) for one column." if array.ndim == 1 and array.size else ""
        raise InputError(f"{name} has shape {array.shape}; expected (rows, columns), at least one of each.{hint}")
    if n_columns is not None and array.shape[1] != n_columns:
        raise InputError(f"{name} has {array.shape[1]} columns (its shape is {array.shape}); expected {n_columns}.")
    if not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise InputError(
            f"{name}[{row}, {column}] is {array[row, column]}: remove or fill rows with missing or infinite values."
        )
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)
