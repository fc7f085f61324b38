"""What every reader hands on: one record, checked at one place."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from unstuck.arrays import Array
from unstuck.datasets.targets import encode
from unstuck.errors import InputError

EXACT = 2**24
"""Up to here float32 holds every whole number."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows to learn from, one a sample, with what they are to give.

    Attributes
    ----------
    name : str
        What it is called in messages: the name of a built-in set, or the file.
    x : ndarray of shape (n_rows, n_features), float32 or float64
        The features, unscaled: pixels are 0 to 255. See `scale`.
    targets : ndarray of shape (n_rows,), int64, or (n_rows, n_outputs), floating
        Classification: the class of each row, counted from 0. Regression: the numbers to be predicted.
    class_names : tuple of str
        One for each class; empty for a regression.
    image_shape : tuple of int, optional
        What a row is before it is laid out flat: (height, width) or (height, width, channels).
    test : tuple of (x, targets), optional
        The official test part, where there is one.
    feature_names : tuple of str
        One for each column of `x`, or empty.
    notes : tuple of str
        What was decided while reading, to be shown to the user.
    """

    name: str
    x: Array
    targets: Array
    class_names: tuple[str, ...]
    image_shape: tuple[int, ...] | None
    test: tuple[Array, Array] | None = None
    feature_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def assemble(
    name: str,
    x: Array,
    labels: Array,
    *,
    where: str,
    task: str = "auto",
    image_shape: tuple[int, ...] | None = None,
    test: tuple[Array, Array] | None = None,
    feature_names: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Dataset:
    """Make a `Dataset` of numbers and labels as read: the last step of every reader.

    Parameters
    ----------
    name : str
    x : ndarray of shape (n_rows, n_features), real numbers
    labels : ndarray of shape (n_rows,) or (n_rows, n_outputs)
        Numbers or text; see `unstuck.datasets.targets.encode`.
    where : str
        Where they come from, for the messages.
    task : {"auto", "classification", "regression"}
    image_shape, test, feature_names, notes
        See `Dataset`; the test part with its labels as read.

    Raises
    ------
    InputError
        If a number is missing or infinite, if there are fewer than two rows, or if the labels cannot be used.
    """
    _check(x, labels, where)
    if test is not None:
        _check(*test, f"{where} (test part)")
        if test[0].shape[1] != x.shape[1]:
            raise InputError(
                f"{where}: a row has {x.shape[1]} numbers in the training part and {test[0].shape[1]} in the test "
                "part; expected as many in both."
            )
    encoded = encode(labels, test[1] if test else None, where=where, task=task)
    numbers = as_floats(x)
    targets = [t if encoded.class_names else as_floats(t).astype(numbers.dtype) for t in encoded.parts]
    return Dataset(
        name=name,
        x=numbers,
        targets=targets[0],
        class_names=encoded.class_names,
        image_shape=image_shape,
        test=(as_floats(test[0]).astype(numbers.dtype, copy=False), targets[1]) if test else None,
        feature_names=feature_names,
        notes=notes + encoded.notes,
    )


def as_floats(numbers: Array) -> Array:
    """Give real numbers as float32 or float64: those two as they are, whole numbers as float32 where that is exact."""
    if numbers.dtype.kind == "f":
        return numbers.astype(np.float32 if numbers.dtype.itemsize <= 4 else np.float64, copy=False)
    if numbers.dtype.itemsize <= 2:
        return numbers.astype(np.float32)
    exact = numbers.size == 0 or (numbers.min() >= -EXACT and numbers.max() <= EXACT)
    return numbers.astype(np.float32 if exact else np.float64)


def lay_flat(items: Array) -> Array:
    """Lay each image out as one row: (n, height, width) becomes (n, height * width); also where n is 0."""
    return items.reshape(len(items), math.prod(items.shape[1:]))


def _check(x: Array, labels: Array, where: str) -> None:
    if len(x) != len(labels):
        raise InputError(f"{where}: there are {len(x):,} rows and {len(labels):,} labels; expected one label a row.")
    if len(x) < 2 or x.shape[1] == 0:
        rows = f"{len(x)} row{'s' * (len(x) != 1)}"
        needed = "at least two" if len(x) < 2 else "at least one, besides the target"
        raise InputError(f"{where}: found {rows} of {x.shape[1]} numbers; expected {needed}.")
    for what, values in (("", x), ("the targets, ", labels)):
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            row, *column = (int(i) + 1 for i in np.argwhere(~np.isfinite(values))[0])
            place = f"row {row}" + (f", column {column[0]}" if column else "")
            found = values[~np.isfinite(values)]
            raise InputError(
                f"{where}: {what}{place} (counted from 1): found {found[0]}; expected a finite number."
                + f" In all, {len(found):,} values are missing or infinite." * (len(found) > 1)
                + " Leave such rows out"
                + ("." if what else ", or put the mean of the column in its place.")
            )
