"""Training on all rows at once with L-BFGS, from SciPy."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import OptimizeResult, minimize
from sklearn.exceptions import ConvergenceWarning

from unstuck.arrays import Array, Parameters
from unstuck.errors import InputError
from unstuck.estimators.callbacks import Told
from unstuck.estimators.stochastic import measure
from unstuck.estimators.warn import warn
from unstuck.nn import Network, TrainingWarning
from unstuck.nn.kernels import whole
from unstuck.nn.rows import Rows

STOPPED_BY_A_LIMIT = 1
"""SciPy's status where `maxiter` or `maxfun` was reached."""


def loss_and_gradient(network: Network, rows: Rows) -> Callable[[Array], tuple[float, Array]]:
    """Make the function that gives the loss and its gradient at parameters in one row.

    Parameters
    ----------
    network : Network
    rows : Rows

    Returns
    -------
    callable
        From an array of shape (n_parameters,), all parameters in the order of `Network.parameter_shapes`, to the loss
        and an array of the same shape.
    """
    evaluate = whole.loss_and_gradient(network, rows)

    def at(flat: Array) -> tuple[float, Array]:
        with np.errstate(over="ignore", invalid="ignore"):  # the line search may go too far; it then comes back
            loss, gradients = evaluate(unpack(network, flat))
        return loss, pack(gradients)

    return at


def pack(parameters: Parameters) -> Array:
    """Lay all parameters into one row."""
    return np.concatenate([array.ravel() for array in parameters.values()])


def unpack(network: Network, flat: Array) -> Parameters:
    """Give the parameters, named, that `pack` laid into one row; they share its memory."""
    parameters, first = {}, 0
    for name, shape in network.parameter_shapes().items():
        size = math.prod(shape)
        parameters[name] = flat[first : first + size].reshape(shape)
        first += size
    return parameters


def train(estimator: Any, network: Network, rows: Rows, held_out: Rows | None, told: Told) -> None:
    """Train an estimator, and keep its fitted attributes up to date after each iteration.

    The arithmetic is in float64: the line search compares losses that agree in more digits than float32 has.

    Parameters
    ----------
    estimator : MLPClassifier or MLPRegressor
    network : Network
    rows : Rows
    held_out : Rows, optional
        To measure on after each iteration.
    told : Told

    Raises
    ------
    InputError
        If a number becomes NaN or infinite.
    """
    dtype, wide = rows.x.dtype, Rows(rows.x.astype(np.float64, copy=False), rows.t.astype(np.float64), rows.weights)
    flat = pack(estimator._parameters()).astype(np.float64)
    estimator.n_iter_ = 0

    def take_in(flat: Array, loss: float) -> None:
        estimator._take_parameters({n: p.astype(dtype) for n, p in unpack(network, flat).items()})
        estimator.loss_, estimator.best_loss_ = loss, min(estimator.best_loss_, loss)

    def after_iteration(intermediate_result: OptimizeResult) -> None:
        estimator.n_iter_ += 1
        estimator.t_ += len(rows)
        take_in(intermediate_result.x, float(intermediate_result.fun))
        estimator.loss_curve_.append(estimator.loss_)
        if estimator.verbose:
            print(f"Iteration {estimator.n_iter_}, loss = {estimator.loss_:.8f}")
        if held_out is not None:
            measure(estimator, network, held_out)
        told.epoch_begins()  # SciPy says when an iteration is over, not when one begins
        if told.epoch_ends():
            raise StopIteration

    try:
        result = minimize(
            loss_and_gradient(network, wide),
            flat,
            method="L-BFGS-B",
            jac=True,
            callback=after_iteration,
            options={"maxiter": estimator.max_iter, "maxfun": estimator.max_fun, "gtol": estimator.tol},
        )
    except KeyboardInterrupt:
        warn(
            f"Training interrupted by user in iteration {estimator.n_iter_ + 1}; what was learnt before is kept.",
            TrainingWarning,
        )
        return
    if not (np.isfinite(result.x).all() and math.isfinite(result.fun)):
        raise InputError(
            "Solver produced non-finite parameter weights. The input data may contain large values and need to be "
            f"preprocessed. The loss was {result.fun} after {estimator.n_iter_} iterations of lbfgs."
        )
    take_in(result.x, float(result.fun))
    if result.status == STOPPED_BY_A_LIMIT:
        warn(
            f"lbfgs failed to converge after {estimator.n_iter_} iteration(s) (max_iter={estimator.max_iter}, "
            f"max_fun={estimator.max_fun}): {result.message}. Increase the limit, or scale the data.",
            ConvergenceWarning,
        )
