r"""Losses: how far the outputs y are from the targets t, one number a row, and the way back.

`rows_and_pullback` gives the loss of every row and a pullback to z, the values before the output activation. Nothing is
averaged here: that happens in one place, `Network.loss_and_gradients`.

The squared errors, Huber's loss and Poisson's are computed from y and carried back through the activation's own
pullback. The cross-entropies need log y and log(1 - y), and taken from y these are log 0 as soon as a sigmoid
saturates. So they are computed from z, and the error is carried back from the logarithms straight to z. That is where
the famous :math:`dz = y - t` comes from: the division by y in the one derivative cancels against the y in the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp, softmax, xlogy

from unstuck.arguments import looked_up
from unstuck.arrays import Array
from unstuck.errors import InputError
from unstuck.nn.activations import Activation


@dataclass(frozen=True)
class Loss:
    """A loss of outputs y and targets t, both of shape (n_rows, n_outputs).

    Attributes
    ----------
    name : str
    output : str
        The output activation that it belongs with.
    value : callable
        ``value(y, t) -> rows`` of shape (n_rows,); for a cross-entropy ``value(log_y, log_complement, t)``.
    slope : callable
        ``slope(y, t)``, of the shape of y; for a cross-entropy the pair of slopes at log y and at log(1 - y).
    of_logarithms : bool
        True for the cross-entropies.
    """

    name: str
    output: str
    value: Callable[..., Array]
    slope: Callable[..., Array | tuple[Array, Array]]
    of_logarithms: bool = False


def _huber(y: Array, t: Array) -> Array:
    r = np.abs(y - t)
    return np.where(r <= 1, r * r / 2, r - 0.5).sum(axis=1, dtype=y.dtype)


def _above_zero(y: Array) -> Array:
    # The exponential of a very negative z is 0 in floating point, and its logarithm and 1 / y do not exist.
    return np.maximum(y, y.dtype.type(1e-30))


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss(  # -Σ t log y + (1 - t) log(1 - y), summed over the outputs
            "binary_cross_entropy",
            "sigmoid",
            lambda log_y, log_complement, t: -(t * log_y + (1 - t) * log_complement).sum(axis=1),
            lambda t: (-t, t - 1),
            of_logarithms=True,
        ),
        Loss(  # -Σ t log y
            "categorical_cross_entropy",
            "softmax",
            lambda log_y, log_complement, t: -(t * log_y).sum(axis=1),
            lambda t: (-t, np.zeros_like(t)),
            of_logarithms=True,
        ),
        Loss(  # Σ (y - t)² / 2
            "half_squared_error",
            "identity",
            lambda y, t: ((y - t) ** 2).sum(axis=1) / 2,
            lambda y, t: y - t,
        ),
        Loss(  # the mean over the outputs of (y - t)²
            "mean_squared_error",
            "identity",
            lambda y, t: ((y - t) ** 2).mean(axis=1),
            lambda y, t: (y - t) * (2 / y.shape[1]),
        ),
        Loss(  # Σ r²/2 where |r| <= 1, |r| - 1/2 beyond; P. J. Huber, Ann. Math. Statist. 35 (1964) 73
            "huber",
            "identity",
            _huber,
            lambda y, t: np.clip(y - t, -1, 1),
        ),
        Loss(  # half the deviance, Σ y - t + t log(t / y); J. Nelder, R. Wedderburn, J. R. Stat. Soc. A 135 (1972)
            "poisson",
            "exp",
            lambda y, t: (y - t + xlogy(t, t) - xlogy(t, _above_zero(y))).sum(axis=1),
            lambda y, t: 1 - t / _above_zero(y),
        ),
    )
}


def loss(name: str | Loss) -> Loss:
    """Look a loss up by its name; a record of one's own is passed through.

    Raises
    ------
    InputError
        If there is no loss of that name.
    """
    if isinstance(name, Loss):
        return name
    return looked_up("loss", name, LOSSES)


@dataclass(frozen=True)
class _Logarithms:
    """log y and log(1 - y), computed from z; `pullback(u, v, y)` carries their slopes u and v back to z."""

    log_y: Array
    log_complement: Array
    pullback: Callable[[Array, Array, Array], Array]


def _log_sigmoid(z: Array) -> _Logarithms:
    # d log y / dz = 1 - y and d log(1 - y) / dz = -y.
    zero = z.dtype.type(0)
    return _Logarithms(-np.logaddexp(zero, -z), -np.logaddexp(zero, z), lambda u, v, y: u * (1 - y) - v * y)


def _log_softmax(z: Array) -> _Logarithms:
    # d log y_k / dz_j = [j = k] - y_j, summed over k against u.
    shifted = z - z.max(axis=1, keepdims=True)
    log_y = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return _Logarithms(log_y, log_y, lambda u, v, y: u - y * u.sum(axis=1, keepdims=True))


def _log_softmax_and_complement(z: Array) -> _Logarithms:
    # 1 - y_k is the share of all the others, so log(1 - y_k) = logsumexp of z without z_k - logsumexp of z. The
    # table of "all others" has one row for each k: memory n k², which is small for the few classes of a softmax.
    others = np.where(np.eye(z.shape[1], dtype=bool), -np.inf, z[:, None, :])
    log_complement = (logsumexp(others, axis=2) - logsumexp(z, axis=1, keepdims=True)).astype(z.dtype)
    shares = softmax(others, axis=2).astype(z.dtype)

    def pullback(u: Array, v: Array, y: Array) -> Array:
        return u - y * (u + v).sum(axis=1, keepdims=True) + np.einsum("nk,nkj->nj", v, shares)

    return _Logarithms(_log_softmax(z).log_y, log_complement, pullback)


def _logarithms(loss: Loss, output: Activation, z: Array) -> _Logarithms:
    if output.name == "sigmoid":
        return _log_sigmoid(z)
    if loss.name == "categorical_cross_entropy":
        return _log_softmax(z)
    return _log_softmax_and_complement(z)


def check_pair(loss: Loss, output: Activation, n_outputs: int) -> None:
    """Refuse an output activation that cannot go with the loss.

    Raises
    ------
    InputError
        If a cross-entropy is given outputs that are no probabilities, poisson outputs that can be below 0, or a
        softmax has only one unit.
    """
    if loss.of_logarithms and output.name not in ("sigmoid", "softmax"):
        raise InputError(
            f"{loss.name} takes the logarithm of the outputs, so they must lie between 0 and 1: use sigmoid or softmax "
            f"as the output activation, not {output.name}, or a squared error as the loss."
        )
    if loss.name == "poisson" and output.name in ("tanh", "relu", "leaky_relu", "gelu", "identity"):
        raise InputError(
            f"poisson takes the logarithm of the outputs, so they must be above 0: use exp or softplus as the output "
            f"activation, not {output.name}."
        )
    if output.name == "softmax" and n_outputs == 1:
        raise InputError("A softmax over one output always answers 1, so it cannot learn: use sigmoid, or two outputs.")


def row_losses(loss: Loss, output: Activation, z: Array, t: Array) -> Array:
    """Compute the loss of every row, an array of shape (n_rows,), from z before the output activation; t is alike."""
    if not loss.of_logarithms:
        return loss.value(output.value(z), t)
    logs = _logarithms(loss, output, z)
    return loss.value(logs.log_y, logs.log_complement, t)


def rows_and_pullback(
    loss: Loss, output: Activation, z: Array, t: Array
) -> tuple[Array, Array, Callable[[Array], Array]]:
    """Compute the outputs, the loss of every row, and the way back to z.

    Parameters
    ----------
    loss : Loss
    output : Activation
    z : array of shape (n_rows, n_outputs)
        The values before the output activation.
    t : array of shape (n_rows, n_outputs)

    Returns
    -------
    y : array of shape (n_rows, n_outputs)
        The outputs.
    rows : array of shape (n_rows,)
        The loss of every row.
    pullback : callable
        ``pullback(share) -> dz``: from the share that each row has in the total, shape (n_rows,), to the slope at z.
    """
    y = output.value(z)
    if loss.of_logarithms:
        logs = _logarithms(loss, output, z)
        u, v = loss.slope(t)
        rows = loss.value(logs.log_y, logs.log_complement, t)
        return y, rows, lambda share: logs.pullback(u, v, y) * share[:, None]
    return y, loss.value(y, t), lambda share: output.pullback(loss.slope(y, t) * share[:, None], z, y)
