"""Bringing features to a common scale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.arguments import of_type, shown, whole
from unstuck.arrays import Array, as_matrix
from unstuck.errors import InputError

SCALINGS = ("unit", "symmetric", "standard", "none")


@dataclass(frozen=True, eq=False)
class Scaler:
    """A scaling that was measured on training rows: ``(x - offset) * factor``.

    Attributes
    ----------
    how : {"unit", "symmetric", "standard", "none"}
    offset, factor : ndarray of shape (n_features,)
        Plain arrays, so that a model file can hold them; all entries alike where all columns are scaled together.
    """

    how: str
    offset: Array
    factor: Array

    def apply(self, x: Array) -> Array:
        """Scale rows, with the numbers measured on the training rows.

        Parameters
        ----------
        x : ndarray of shape (n_rows, n_features)

        Returns
        -------
        ndarray of shape (n_rows, n_features), float32 or float64 as `x` is

        Raises
        ------
        InputError
            If `x` is no matrix of finite numbers, or has another number of columns.
        """
        rows = as_matrix("x", x, len(self.offset))
        if self.how == "none":
            return rows
        scaled: Array = (rows - self.offset.astype(rows.dtype)) * self.factor.astype(rows.dtype)
        return scaled


def scale(
    train: Array,
    *others: Array,
    how: str = "unit",
    together: bool = False,
    image_shape: tuple[int, ...] | None = None,
) -> tuple[list[Array], Scaler]:
    r"""Bring features to a common scale, measured on the training rows alone.

    ====================  =====================================  ======================
    `how`                 formula                                training rows then lie
    ====================  =====================================  ======================
    ``"unit"``            :math:`(x - \min) / (\max - \min)`     in [0, 1]
    ``"symmetric"``       :math:`2 (x - \min)/(\max - \min) - 1` in [-1, 1]
    ``"standard"``        :math:`(x - \mu) / \sigma`             at mean 0, deviation 1
    ``"none"``            :math:`x`                              where they were
    ====================  =====================================  ======================

    The minimum, maximum, mean :math:`\mu` and deviation :math:`\sigma` (divided by the number of rows) are those of
    each column. For images they are taken over all pixels together, so that an image stays an image: pixels from 0
    to 255 are divided by 255. A column that is the same in all training rows is moved to 0 and not divided.

    Parameters
    ----------
    train : ndarray of shape (n_rows, n_features)
    *others : ndarray of shape (any, n_features)
        Rows held out or to be predicted, which must not be measured; they may come to lie outside the range.
    how : {"unit", "symmetric", "standard", "none"}
    together : bool
        One scale for all columns.
    image_shape : tuple of int, optional
        As in `Dataset`; if given, all columns are scaled together.

    Returns
    -------
    scaled : list of ndarray
        `train` and each of `others`.
    scaler : Scaler
        To scale further rows alike.

    Raises
    ------
    InputError
        If `how` is unknown, an array is not a matrix of finite numbers, or the numbers are too large to be scaled.

    Examples
    --------
    >>> import numpy as np
    >>> (train, new), scaler = scale(np.array([[0.0], [50.0], [200.0]]), np.array([[100.0]]))
    >>> train.ravel().tolist(), new.ravel().tolist()
    ([0.0, 0.25, 1.0], [0.5])
    """
    if not isinstance(how, str) or how not in SCALINGS:
        raise InputError(f"how is {shown(how)}; expected one of {', '.join(SCALINGS)}.")
    of_type("together", together, bool)
    rows = as_matrix("train", train)
    if image_shape is not None and _n_pixels(image_shape) != rows.shape[1]:
        raise InputError(
            f"image_shape is {shown(image_shape)}, and train has {rows.shape[1]} columns: they must agree."
        )
    rest = [as_matrix(f"others[{i}]", other, rows.shape[1]) for i, other in enumerate(others)]
    scaler = _measure(rows, how, together or image_shape is not None)
    return [scaler.apply(part) for part in (rows, *rest)], scaler


def _n_pixels(image_shape: Any) -> int:
    return math.prod(whole("image_shape", side, 1) for side in of_type("image_shape", image_shape, tuple))


def _measure(x: Array, how: str, together: bool) -> Scaler:
    n = x.shape[1]
    if how == "none":
        return Scaler(how, np.zeros(n, x.dtype), np.ones(n, x.dtype))
    axis = None if together else 0
    low, high = (np.full(n, extreme, np.float64) for extreme in (x.min(axis=axis), x.max(axis=axis)))
    with np.errstate(over="ignore", invalid="ignore"):
        width = high - low
        if how == "standard":
            offset, spread = (np.full(n, f(x, axis=axis, dtype=np.float64)) for f in (np.mean, np.std))
        else:
            offset, spread = (low, width) if how == "unit" else (low + width / 2, width / 2)
    too_large = ~np.isfinite(spread) | (width > np.finfo(x.dtype).max)
    if too_large.any():
        column = int(too_large.argmax())
        raise InputError(
            f"train has numbers too large to be scaled in {x.dtype}: column {column + 1} (counted from 1) goes from "
            f"{low[column]:g} to {high[column]:g}. Divide it first, or take its logarithm."
        )
    # The mean of equal numbers may miss them by a rounding error, which dividing by their deviation would blow up to 1.
    constant = (width == 0) | (spread < np.finfo(x.dtype).tiny)
    offset = np.where(constant, low, offset).astype(x.dtype)
    if how != "standard":
        # The distance as `apply` will compute it: then rounding carries no number beyond 1, for h * (1 / h) never is.
        spread = np.maximum(high.astype(x.dtype) - offset, offset - low.astype(x.dtype))
    spread = np.where(constant, 1.0, spread).astype(x.dtype)
    return Scaler(how, offset, 1 / spread)
