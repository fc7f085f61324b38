"""From targets as read to targets as learned: one-hot rows, splits, and how the classes are balanced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unstuck.arguments import number_type, shown, whole
from unstuck.arrays import Array
from unstuck.errors import InputError

_NUMBERS = np.typecodes["AllInteger"] + np.typecodes["Float"] + "?"


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
    if whole("n_classes", n_classes, 1) >= 2**31:
        raise InputError(f"n_classes is {shown(n_classes)}: so many columns fit into no memory.")
    dtype = number_type("dtype", dtype, _NUMBERS, "a type of numbers, such as float32")
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
    labels = _as_array(targets)
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


def class_balance(targets: Array, class_names: Sequence[str]) -> ClassBalance:
    """Count the rows of each class.

    Parameters
    ----------
    targets : ndarray of shape (n_rows,), integers from 0 to ``n_classes - 1``
    class_names : sequence of str

    Raises
    ------
    InputError
        If there is no row, or a target is no class.

    Examples
    --------
    >>> class_balance([0, 1, 1, 1], ("dog", "cat")).text
    "4 rows: dog 1 (25.0 %), cat 3 (75.0 %); always answering 'cat' is right for 75.0 %"
    """
    if not isinstance(class_names, list | tuple) or not all(isinstance(name, str) for name in class_names):
        raise InputError(f"class_names is {shown(class_names)}; expected a sequence of names, one for each class.")
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


def _as_array(targets: object) -> Array:
    try:
        return np.asarray(targets)
    except ValueError as error:
        raise InputError(f"targets cannot be made into an array; are all its rows equally long? ({error})") from error


def _as_classes(targets: Array) -> Array:
    classes = _as_array(targets)
    if classes.ndim != 1 or classes.dtype.kind not in "iub":
        raise InputError(
            f"targets has shape {classes.shape} and type {classes.dtype}; expected one whole number a row, (n_rows,)."
        )
    return classes.astype(np.int64)
