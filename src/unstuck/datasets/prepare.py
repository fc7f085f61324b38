"""From data as read to data as learned: scaling, one-hot targets, splits, and how the classes are balanced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unstuck.errors import InputError
from unstuck.nn.arrays import Array, as_matrix

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
    if how not in SCALINGS:
        raise InputError(f"how is {how!r}; expected one of {', '.join(SCALINGS)}.")
    rows = as_matrix("train", train)
    rest = [as_matrix(f"others[{i}]", other, rows.shape[1]) for i, other in enumerate(others)]
    scaler = _measure(rows, how, together or image_shape is not None)
    return [scaler.apply(part) for part in (rows, *rest)], scaler


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


def one_hot(targets: Array, n_classes: int, dtype: npt.DTypeLike = np.float32) -> Array:
    """Write each class as a row of zeros with a single 1 in the column of the class.

    Parameters
    ----------
    targets : ndarray of shape (n_rows,), integers from 0 to ``n_classes - 1``
    n_classes : int
    dtype : dtype
        That of the features, usually.

    Returns
    -------
    ndarray of shape (n_rows, n_classes)

    Raises
    ------
    InputError
        If a target is no class.

    Examples
    --------
    >>> one_hot([2, 0], 3).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    classes = _as_classes(targets)
    if isinstance(n_classes, bool) or not isinstance(n_classes, int | np.integer) or n_classes < 1:
        raise InputError(f"n_classes is {n_classes!r}; expected a whole number, 1 or more.")
    strange = (classes < 0) | (classes >= n_classes)
    if strange.any():
        row = int(strange.argmax())
        raise InputError(
            f"targets[{row}] is {classes[row]}; expected classes from 0 to {n_classes - 1}. "
            "Labels that start at 1 need 1 subtracted."
        )
    rows = np.zeros((len(classes), n_classes), dtype)
    rows[np.arange(len(classes)), classes] = 1
    return rows


def stratified_split(targets: Array, fraction: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Choose rows to hold out at random, so that each class keeps its share in both parts.

    Classes (flat integers) give each ``fraction`` of their rows, rounded so that the whole comes out right; but the
    last row of a class stays in training. Other targets are drawn regardless of their value.

    Parameters
    ----------
    targets : ndarray of shape (n_rows,), integers, or numbers of shape (n_rows,) or (n_rows, n_outputs)
    fraction : float
        The share of the rows to be held out, between 0 and 1. One row is held out at least.
    rng : numpy.random.Generator

    Returns
    -------
    train_rows, held_out_rows : ndarray of int64
        Row numbers from 0, each row in one of the two, in random order.

    Raises
    ------
    InputError
        If `fraction` is none, or there are too few rows to hold any out.
    """
    labels = np.asarray(targets)
    if isinstance(fraction, bool) or not isinstance(fraction, int | float | np.number) or not 0 < fraction < 1:
        raise InputError(f"fraction is {fraction!r}; expected a number between 0 and 1, such as 0.2.")
    if not isinstance(rng, np.random.Generator):
        raise InputError(f"rng is {rng!r}; expected a numpy.random.Generator, such as numpy.random.default_rng(0).")
    if labels.ndim not in (1, 2) or len(labels) < 2:
        raise InputError(f"targets has shape {labels.shape}; at least two rows are needed to hold one out.")
    n_held = min(max(1, round(len(labels) * float(fraction))), len(labels) - 1)
    order = rng.permutation(len(labels))
    if labels.ndim == 2 or labels.dtype.kind not in "iub":
        return order[n_held:], order[:n_held]
    _, classes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    quotas = _quotas(counts, n_held, rng)
    if quotas.sum() == 0:
        raise InputError(f"each of the {len(labels)} rows has a class of its own; no row can be held out.")
    # How many rows of its own class stand before it in the random order: the first ones of each class are held out.
    shuffled = classes[order]
    by_class = np.argsort(shuffled, kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[by_class] = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    held = rank < quotas[shuffled]
    return order[~held], order[held]


def _quotas(counts: Array, n_held: int, rng: np.random.Generator) -> Array:
    """Share `n_held` rows among classes: whole parts first, then the largest remainders, equal ones by lot."""
    exact = counts * (n_held / counts.sum())
    most = counts - 1
    quotas: Array = np.minimum(np.floor(exact).astype(np.int64), most)
    for c in np.lexsort((rng.random(len(counts)), quotas - exact)):
        if quotas.sum() < n_held and quotas[c] < most[c]:
            quotas[c] += 1
    return quotas


@dataclass(frozen=True)
class ClassBalance:
    """How many rows each class has.

    Attributes
    ----------
    class_names : tuple of str
    counts : tuple of int
        The number of rows, for each class.
    shares : tuple of float
        The same as fractions of all rows.
    text : str
        The same in one line.
    """

    class_names: tuple[str, ...]
    counts: tuple[int, ...]
    shares: tuple[float, ...]
    text: str


def class_balance(targets: Array, class_names: tuple[str, ...]) -> ClassBalance:
    """Count the rows of each class.

    Parameters
    ----------
    targets : ndarray of shape (n_rows,), integers from 0 to ``n_classes - 1``
    class_names : tuple of str

    Raises
    ------
    InputError
        If there is no row, or a target is no class.

    Examples
    --------
    >>> class_balance([0, 1, 1, 1], ("dog", "cat")).text
    "4 rows: dog 1 (25.0 %), cat 3 (75.0 %); always answering 'cat' is right for 75.0 %"
    """
    names, classes = tuple(class_names), _as_classes(targets)
    if len(classes) == 0 or classes.min() < 0 or classes.max() >= len(names):
        raise InputError(
            f"targets has {len(classes)} rows"
            + (f" with classes from {classes.min()} to {classes.max()}" if len(classes) else "")
            + f"; expected at least one row, and classes from 0 to {len(names) - 1}, one for each name."
        )
    counts = np.bincount(classes, minlength=len(names))
    shares = counts / len(classes)
    if len(names) <= 10:
        each = ", ".join(f"{n} {c:,} ({s * 100:.1f} %)" for n, c, s in zip(names, counts, shares, strict=True))
    else:
        each = f"{len(names)} classes of {counts.min():,} to {counts.max():,} rows"
    most = int(counts.argmax())
    text = f"{len(classes):,} rows: {each}; always answering {names[most]!r} is right for {shares[most] * 100:.1f} %"
    return ClassBalance(names, tuple(counts.tolist()), tuple(shares.tolist()), text)


def _as_classes(targets: Array) -> Array:
    classes = np.asarray(targets)
    if classes.ndim != 1 or classes.dtype.kind not in "iub":
        raise InputError(
            f"targets has shape {classes.shape} and type {classes.dtype}; expected one whole number a row, (n_rows,)."
        )
    return classes.astype(np.int64)
