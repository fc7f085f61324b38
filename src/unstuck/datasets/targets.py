"""What the targets are: classes or numbers. The one place where that is decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unstuck.arrays import Array
from unstuck.errors import InputError

MANY_CLASSES = 20
"""Whole numbers with more distinct values than this are taken as quantities, unless the user says otherwise."""


@dataclass(frozen=True)
class Encoded:
    """Targets ready to be learned.

    Attributes
    ----------
    parts : tuple of ndarray
        The training targets and, where given, the test targets: (n_rows,) int64 classes counted from 0, or
        (n_rows, n_outputs) numbers.
    class_names : tuple of str
        Empty for a regression.
    notes : tuple of str
        What was decided, in words.
    """

    parts: tuple[Array, ...]
    class_names: tuple[str, ...]
    notes: tuple[str, ...]


def encode(labels: Array, test: Array | None = None, *, where: str, task: str = "auto") -> Encoded:
    """Turn labels as read into classes counted from 0, or into columns of numbers.

    With the task "auto", text and true/false are classes; so are rows with a single 1 among zeros (one-hot); so are
    whole numbers with at most 2 distinct values, or at most 20 that come twice or more on average. All else is a
    regression. Classes are put in order: numbers by size, text by the alphabet.

    Parameters
    ----------
    labels : ndarray of shape (n_rows,) or (n_rows, n_outputs)
        Finite numbers, true/false or text.
    test : ndarray, optional
        Labels of the test part, to be numbered alike.
    where : str
        Where the labels come from, for the messages.
    task : {"auto", "classification", "regression"}

    Raises
    ------
    InputError
        If there is one class only, if the labels do not fit the task, or if the test part has a class of its own.
    """
    parts = [_tidy(part, where) for part in ([labels] if test is None else [labels, test])]
    if len({(part.dtype.kind == "U", *part.shape[1:]) for part in parts}) > 1:
        raise InputError(f"{where}: the targets of the training part and of the test part are of different kinds.")
    notes: tuple[str, ...] = ()
    if parts[0].ndim == 2 and task != "regression":
        if all(map(_one_hot, parts)):
            parts = [part.argmax(axis=1) for part in parts]
            notes = ("one-hot targets were taken as classes",)
            return _as_classes(parts, where, notes)
        if task == "classification":
            raise InputError(
                f"{where}: the targets have {parts[0].shape[1]} columns, which are not one-hot (a single 1 among "
                "zeros); classification needs one label a row."
            )
    is_classes, reason = (False, "several columns") if parts[0].ndim == 2 else _looks_like_classes(parts[0])
    if task == "auto":
        other = "regression" if is_classes else "classification"
        notes = (f"task: {'classification' if is_classes else 'regression'}, as the targets are {reason}",)
        if parts[0].dtype.kind != "U" and parts[0].ndim == 1:
            notes = (f"{notes[0]} (say task={other} if that is wrong)",)
    elif task == "regression" and parts[0].dtype.kind == "U":
        raise InputError(
            f"{where}: the targets are text (the first is {parts[0].flat[0]!r}); a regression needs numbers. "
            "Use task=classification, or choose another target column."
        )
    else:
        is_classes = task == "classification"
    return _as_classes(parts, where, notes) if is_classes else _as_numbers(parts, where, notes)


def _tidy(labels: Array, where: str) -> Array:
    """Text as str, true/false as 0 and 1, a single column as a flat array."""
    if labels.ndim not in (1, 2) or labels.dtype.kind not in "biufSU":
        raise InputError(
            f"{where}: the targets have shape {labels.shape} and type {labels.dtype}; "
            "expected a number or a text for each row, or one row of numbers for each."
        )
    if labels.dtype.kind == "S":
        labels = np.char.decode(labels, "utf-8", "replace")
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim == 2 and labels.dtype.kind == "U":
        raise InputError(f"{where}: the targets are text in {labels.shape[1]} columns; expected one column.")
    return labels


def _one_hot(targets: Array) -> bool:
    zeros_and_ones = bool(np.isin(targets, (0, 1)).all())
    return targets.ndim == 2 and zeros_and_ones and bool((targets.sum(axis=1) == 1).all())


def _looks_like_classes(labels: Array) -> tuple[bool, str]:
    distinct = len(np.unique(labels))
    if labels.dtype.kind == "U":
        return True, f"text ({distinct} distinct)"
    if labels.dtype.kind == "b":
        return True, "true or false"
    if not (labels == np.floor(labels)).all():
        return False, "numbers with decimals"
    few = distinct <= 2 or distinct <= min(MANY_CLASSES, len(labels) / 2)
    return few, f"whole numbers with {'only ' if few else ''}{distinct} distinct values"


def _as_classes(parts: list[Array], where: str, notes: tuple[str, ...]) -> Encoded:
    train = parts[0]
    if train.dtype.kind == "f" and not (train == np.floor(train)).all():
        row = int(np.argmax(train != np.floor(train)))
        raise InputError(
            f"{where}: the target in row {row + 1} (counted from 1) is {train[row]}, and a class must be a whole "
            "number or a text. Use task=regression, or choose another target column."
        )
    labels, codes = np.unique(train, return_inverse=True)
    names = tuple(str(label) if train.dtype.kind in "Ub" else str(int(label)) for label in labels)
    if len(labels) == 1:
        raise InputError(
            f"{where}: all {len(train):,} rows have the same label, {names[0]!r}. There is nothing to tell apart: "
            "at least two classes are needed. Are these the right targets, and is the file complete?"
        )
    if len(labels) == len(train) > MANY_CLASSES:
        notes += (f"each of the {len(train)} rows has a label of its own: is the target column an identifier?",)
    if train.dtype.kind in "iuf" and [int(label) for label in labels] != list(range(len(labels))):
        notes += (f"labels {_enumerate(names)} were taken as classes 0..{len(labels) - 1}",)
    encoded = [codes.reshape(-1).astype(np.int64)]
    for part in parts[1:]:
        strange = ~np.isin(part, labels)
        if strange.any():
            raise InputError(
                f"{where}: the test part has the label {str(part[strange][0])!r} (row {int(strange.argmax()) + 1}, "
                f"counted from 1), which the training part lacks; it has {_enumerate(names)}."
            )
        encoded.append(np.searchsorted(labels, part).astype(np.int64))
    return Encoded(tuple(encoded), names, notes)


def _as_numbers(parts: list[Array], where: str, notes: tuple[str, ...]) -> Encoded:
    columns = tuple(part.reshape(len(part), -1) for part in parts)
    if (columns[0] == columns[0][0]).all():
        raise InputError(
            f"{where}: every row has the same target, {columns[0][0].tolist()}. There is nothing to learn from that. "
            "Are these the right targets, and is the file complete?"
        )
    return Encoded(columns, (), notes)


def _enumerate(names: tuple[str, ...]) -> str:
    """Labels in few words: ``1..3`` for whole numbers without a gap, otherwise each, or the first ones."""
    try:
        numbers = [int(name) for name in names]
    except ValueError:
        numbers = []
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return f"{names[0]}..{names[-1]}"
    return ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
