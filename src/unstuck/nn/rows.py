"""Rows: what a network learns from or is measured on, examined once, before the first step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from unstuck.arguments import number, shown
from unstuck.arrays import Array, as_matrix, as_numbers
from unstuck.errors import InputError
from unstuck.nn.model import decide
from unstuck.nn.network import Network


@dataclass(frozen=True)
class Rows:
    """Rows to learn from or to measure on: inputs (n, n_inputs), targets (n, n_outputs), weights (n,) or None."""

    x: Array
    t: Array
    weights: Array | None = None

    def __len__(self) -> int:
        return len(self.t)

    def take(self, chosen: Array | slice) -> Rows:
        """Give the chosen rows."""
        return Rows(self.x[chosen], self.t[chosen], None if self.weights is None else self.weights[chosen])


def checked_rows(network: Network, x: object, targets: object) -> Rows:
    """See that inputs and targets fit the network, its loss and each other.

    Raises
    ------
    InputError
    """
    x = as_matrix("x", x, network.widths[0])
    t = as_numbers("targets", targets)
    if t.ndim == 1 and network.widths[-1] > 1:
        raise InputError(
            f"targets has shape {t.shape}; expected {network.widths[-1]} columns, one an output. For class numbers use "
            "unstuck.datasets.one_hot."
        )
    t = as_matrix("targets", t, network.widths[-1], x.dtype)
    if len(t) != len(x):
        raise InputError(f"x has {len(x)} rows and targets has {len(t)}; expected as many targets as inputs.")
    if network.loss_record.of_logarithms and (t.min() < 0 or t.max() > 1):
        raise InputError(
            f"targets lie between {t.min():g} and {t.max():g}; {network.loss_record.name} needs probabilities, "
            "from 0 to 1."
        )
    if network.loss_record.name == "poisson" and t.min() < 0:
        raise InputError(f"targets go down to {t.min():g}; the loss poisson is for counts and rates, from 0.")
    if network.loss_record.name == "categorical_cross_entropy":
        sums = t.sum(axis=1)
        worst = int(np.abs(sums - 1).argmax())
        if abs(sums[worst] - 1) > 1e-3:
            raise InputError(
                f"targets[{worst}] sums to {sums[worst]:g}; categorical_cross_entropy needs rows that sum to 1. If a "
                "row can belong to several classes, use binary_cross_entropy."
            )
    return Rows(x, t)


def row_weights(
    rows: Rows,
    sample_weight: object = None,
    class_weight: str | Sequence[float] | Mapping[int, float] | None = None,
) -> Array | None:
    """Compute the weight of every row, of mean 1, or None if all weigh the same.

    Raises
    ------
    InputError
        If there are not as many weights as rows or classes, one is negative or not finite, or all are 0; if class
        weights are given and the targets are not classes.
    """
    if sample_weight is None and class_weight is None:
        return None
    weights = np.ones(len(rows)) if sample_weight is None else as_numbers("sample_weight", sample_weight)
    if weights.shape != (len(rows),):
        raise InputError(f"sample_weight has shape {weights.shape}; expected ({len(rows)},), one a row.")
    if class_weight is not None:
        weights = weights * _by_class(rows.t, class_weight)
    if not np.isfinite(weights).all() or weights.min() < 0 or weights.sum() == 0:
        raise InputError("The weights of the rows must be finite, none negative, and not all 0.")
    scaled: Array = (weights / weights.mean()).astype(rows.x.dtype)
    return scaled


_WEIGHT = "a number from 0", lambda value: value >= 0


def _by_class(t: Array, class_weight: str | Sequence[float] | Mapping[int, float]) -> Array:
    if not targets_are_classes(t):
        raise InputError("class_weight needs targets that are classes: zeros and a single 1 a row.")
    labels, n_classes = decide(t), max(2, t.shape[1])
    if isinstance(class_weight, str):
        if class_weight != "balanced":
            raise InputError(f"class_weight is {class_weight!r}; expected 'balanced' or a number for each class.")
        counts = np.bincount(labels, minlength=n_classes)
        each = len(t) / np.maximum(counts, 1)
    elif isinstance(class_weight, Mapping):
        each = np.array(
            [number(f"class_weight[{label}]", class_weight.get(label, 1.0), *_WEIGHT) for label in range(n_classes)]
        )
        unknown = sorted(set(class_weight) - set(range(n_classes)))
        if unknown:
            raise InputError(f"class_weight names the classes {unknown}; there are the classes 0 to {n_classes - 1}.")
    else:
        each = as_numbers("class_weight", class_weight)
        if each.shape != (n_classes,):
            raise InputError(
                f"class_weight has shape {each.shape}; expected a number for each of the {n_classes} classes."
            )
    weights: Array = each[labels]
    return weights


def hold_out(
    network: Network, rows: Rows, validation: tuple[Array, Array] | float | None, rng: np.random.Generator
) -> tuple[Rows, Rows | None]:
    """Part the rows into those to learn from and those to measure on; see `validation` of `fit`.

    Raises
    ------
    InputError
        If the fraction is none, or the rows given do not fit the network.
    """
    if validation is None:
        return rows, None
    if not isinstance(validation, int | float):
        if not (isinstance(validation, tuple | list) and len(validation) == 2):
            raise InputError(
                f"validation is {shown(validation)}; expected a fraction between 0 and 1, or rows (x, targets)."
            )
        held_out = checked_rows(network, *validation)
        return rows, Rows(held_out.x.astype(rows.x.dtype, copy=False), held_out.t.astype(rows.x.dtype, copy=False))
    from unstuck.datasets.prepare import stratified_split

    if not 0 < validation < 1:
        raise InputError(f"validation is {validation}; expected a fraction between 0 and 1, or rows (x, targets).")
    labels = decide(rows.t) if targets_are_classes(rows.t) else rows.t
    train, held = stratified_split(labels, validation, rng)
    return rows.take(train), rows.take(held)


def targets_are_classes(t: Array) -> bool:
    """Tell whether targets of shape (n_rows, n_outputs) are classes: zeros and ones, a single 1 a row or one column."""
    return bool(np.isin(t, (0, 1)).all() and (t.shape[1] == 1 or (t.sum(axis=1) == 1).all()))


def count_hits(y: Array, t: Array) -> int:
    """Count the rows whose class is right; see `decide`."""
    return int((decide(y) == decide(t)).sum())
