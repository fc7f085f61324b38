"""The standard losses of an output and its targets: value, and derivative at the output, summed over all rows.

Sums, not means: a constant factor belongs to the learning rate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Loss:
    """A loss: `value(o, t)` and its derivative `slope(o, t)`; `fits(o, t)` says whether it is defined there."""

    name: str
    value: Callable[[Any, Any], float]
    slope: Callable[[Any, Any], Any]
    fits: Callable[[Any, Any], bool]


def _probabilities(o: Any, t: Any) -> bool:
    return bool(np.all((o >= 0) & (o <= 1)) and np.all((t >= 0) & (t <= 1)))


def _one_hot(o: Any, t: Any) -> bool:
    if np.size(t) < 2 or not _probabilities(o, t):
        return False
    if np.all((t == 0) | (t == 1)):
        return bool(t.sum() >= 1)
    axis = classes_axis(t)  # smoothed labels: both are probabilities of the classes
    return bool(np.allclose(np.sum(t, axis=axis), 1) and np.allclose(np.sum(o, axis=axis), 1, atol=1e-4))


def classes_axis(t: Any) -> int:
    """Find the axis along which the targets of one row add up to 1."""
    for axis in range(np.ndim(t) - 1, -1, -1):
        if np.allclose(np.sum(t, axis=axis), 1):
            return axis
    return -1


def softmax(z: Any, axis: int) -> Any:
    """Return exp(z) / sum exp(z) along an axis."""
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(z: Any) -> Any:
    """Return 1 / (1 + exp(-z)) of each entry."""
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))


def _log(p: Any) -> Any:
    return np.log(np.maximum(p, 1e-300))


def _logarithms(o: Any, axis: int) -> bool:
    return bool(np.all(o <= 0) and np.allclose(np.exp(o).sum(axis=axis), 1, atol=1e-4))


def _inverse(p: Any) -> Any:
    return 1 / np.where(np.abs(p) < 1e-300, 1e-300, p)


def _always(o: Any, t: Any) -> bool:
    return True


def _signs(o: Any, t: Any) -> bool:
    return bool(np.all((t == 1) | (t == -1)))


def _margins(o: Any, t: Any) -> Any:
    """Return by how much each wrong class comes too near to the right one."""
    right = np.sum(o * t, axis=classes_axis(t), keepdims=True)
    return np.where(t == 1, 0.0, np.maximum(0, o - right + 1))


def _multiclass_hinge_slope(o: Any, t: Any) -> Any:
    over = (_margins(o, t) > 0) * 1.0
    return over - t * over.sum(axis=classes_axis(t), keepdims=True)


LOSSES = (
    Loss("half squared error", lambda o, t: 0.5 * np.sum((o - t) ** 2), lambda o, t: o - t, _always),
    Loss(
        "binary cross-entropy",
        lambda o, t: -np.sum(t * _log(o) + (1 - t) * _log(1 - o)),
        lambda o, t: (o - t) * _inverse(o) * _inverse(1 - o),
        _probabilities,
    ),
    Loss(
        "categorical cross-entropy",
        lambda o, t: -np.sum(t * _log(o)),
        lambda o, t: -t * _inverse(o),
        _one_hot,
    ),
    Loss(
        "categorical cross-entropy of softmax",
        lambda o, t: -np.sum(t * _log(softmax(o, classes_axis(t)))),
        lambda o, t: softmax(o, classes_axis(t)) - t,
        lambda o, t: bool(np.size(t) > 1 and np.allclose(np.sum(t, axis=classes_axis(t)), 1)),
    ),
    Loss(
        "categorical cross-entropy of log-probabilities",
        lambda o, t: -np.sum(t * o),
        lambda o, t: -t,
        lambda o, t: _one_hot(np.exp(np.minimum(o, 0)), t) and _logarithms(o, classes_axis(t)),
    ),
    Loss(
        "binary cross-entropy of sigmoid",
        lambda o, t: np.sum(np.logaddexp(0, o) - t * o),
        lambda o, t: sigmoid(o) - t,
        lambda o, t: bool(np.all((t >= 0) & (t <= 1))),
    ),
    Loss(
        "logistic loss of labels -1 and 1",
        lambda o, t: np.sum(np.logaddexp(0, -t * o)),
        lambda o, t: -t * sigmoid(-t * o),
        _signs,
    ),
    Loss("hinge", lambda o, t: np.sum(np.maximum(0, 1 - t * o)), lambda o, t: -t * (t * o < 1), _signs),
    Loss(
        "multiclass hinge",
        lambda o, t: np.sum(_margins(o, t)),
        _multiclass_hinge_slope,
        lambda o, t: bool(np.all((t == 0) | (t == 1)) and np.ndim(t) and np.allclose(np.sum(t, classes_axis(t)), 1)),
    ),
    Loss("perceptron", lambda o, t: np.sum(np.maximum(0, -t * o)), lambda o, t: -t * (t * o <= 0), _signs),
    Loss("absolute error", lambda o, t: np.sum(np.abs(o - t)), lambda o, t: np.sign(o - t), _always),
)
