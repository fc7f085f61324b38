"""Training step by step: the loop of `unstuck.nn`, with scikit-learn's rules for stopping and for the learning rate."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from unstuck.errors import InputError
from unstuck.estimators.callbacks import Told
from unstuck.estimators.draws import RowOrder
from unstuck.estimators.warn import warn
from unstuck.nn import Diverged, Network, Recipe, Schedule, TrainingWarning, training_steps
from unstuck.nn.kernels import Watched, choose_loop
from unstuck.nn.losses import row_losses
from unstuck.nn.optimizers import State as Slots
from unstuck.nn.rows import Rows
from unstuck.nn.schedules import Plateau
from unstuck.nn.training import EpochRecord, State, Step

SMALLEST_RATE = 1e-6
"""The adaptive learning rate is not divided any further from here on."""


@dataclass
class Optimization:
    """Where the optimizer stands, so that `partial_fit` can go on.

    Attributes
    ----------
    name : str
        The optimizer with its settings.
    learning_rate : float
        That of the next step.
    slots : dict of str to array
    step, epoch : int
    plateau : Plateau
    """

    name: str
    learning_rate: float
    slots: Slots
    step: int = 0
    epoch: int = 0
    plateau: Plateau = field(default_factory=Plateau)


def train(
    estimator: Any,
    network: Network,
    rows: Rows,
    held_out: Rows | None,
    recipe: Recipe,
    rule: str,
    order: RowOrder,
    told: Told,
    incremental: bool,
) -> None:
    """Train an estimator for up to `max_iter` epochs, or one, and keep its fitted attributes up to date after each.

    Parameters
    ----------
    estimator : MLPClassifier or MLPRegressor
        With its parameters and its optimization (``_optimizer``) to begin with.
    network : Network
    rows : Rows
        To learn from.
    held_out : Rows, optional
        To measure on after each epoch.
    recipe : Recipe
        Its learning rate is `learning_rate_init`.
    rule : str
        "invscaling" and "adaptive" stand in place of the recipe's schedule: scikit-learn's go by the rows seen over all
        calls of `fit`, and by its own patience.
    order : RowOrder
    told : Told
    incremental : bool
        One epoch, as `partial_fit` makes it.

    Raises
    ------
    InputError
        If a number becomes NaN or infinite and there are no best weights to return to. The estimator then has the last
        finite ones.
    """
    optimization = estimator._optimizer
    if rule:
        follow = Schedule(rule, lambda progress: optimization.learning_rate / recipe.learning_rate, changes="epoch")
        recipe = replace(recipe, schedule=follow)
    waited_for = told.anybody or held_out is not None or estimator.verbose or recipe.schedule != "constant"
    watched: Watched = "epochs" if incremental or waited_for else "blocks"
    state = State(
        estimator._parameters(),
        optimization.slots,
        dict(order.bit_generator.state),
        optimization.epoch,
        optimization.step,
        optimization.plateau,
    )
    estimator.n_iter_ = 0
    try:
        stopped = _train(estimator, network, rows, held_out, recipe, rule, state, order, told, incremental, watched)
        if not (stopped or incremental):
            warn(
                f"Stochastic Optimizer: Maximum iterations ({estimator.max_iter}) reached and the optimization hasn't "
                "converged yet.",
                ConvergenceWarning,
            )
    except KeyboardInterrupt:
        warn(
            f"Training interrupted by user in epoch {estimator.n_iter_ + 1}; what was learnt before is kept.",
            TrainingWarning,
        )
    except Diverged as error:
        _note_divergence(estimator, error)
    if estimator.early_stopping:
        estimator._take_parameters(estimator._best_parameters)


def _train(
    estimator: Any,
    network: Network,
    rows: Rows,
    held_out: Rows | None,
    recipe: Recipe,
    rule: str,
    state: State,
    order: RowOrder,
    told: Told,
    incremental: bool,
    watched: Watched,
) -> bool:
    """Go through the epochs; True if they were ended before their time."""

    def look_after() -> int:
        """Look where patience can end; later, where few epochs in proportion would have been made in vain."""
        return max(estimator.n_iter_no_change + 1 - estimator._no_improvement_count, estimator.n_iter_ // 8, 1)

    told.epoch_begins()
    last_order = order.last
    for step in _steps(network, rows, recipe, state, order, watched, look_after):
        if step.record is None or step.state is None:
            continue
        _take_state(estimator, step.state)
        for record in (*step.earlier, step.record):
            _take_record(estimator, record, len(rows), rule)
            if held_out is not None:
                measure(estimator, network, held_out)
            _count_improvements(estimator)
            stop = _out_of_patience(estimator, rule)
            if stop:
                break
        if stop and record.epoch < step.state.epoch:  # many epochs were made at once, and the last were too many
            order.last = last_order
            shorter = replace(recipe, epochs=record.epoch)
            for again in _steps(network, rows, shorter, state, order, watched):
                if again.state is not None:
                    _take_state(estimator, again.state)
        state, last_order = step.state, order.last
        if told.epoch_ends() or stop:
            return True
        if incremental:
            return False
        if state.epoch < recipe.epochs:
            told.epoch_begins()
    return False


def _steps(
    network: Network,
    rows: Rows,
    recipe: Recipe,
    state: State,
    order: RowOrder,
    watched: Watched,
    look_after: Callable[[], int] | None = None,
) -> Iterator[Step]:
    """Choose the loop, and give its steps."""
    if hasattr(rows.x, "toarray"):  # sparse matrices are for the readable loop
        return training_steps(network, rows, recipe, state, order)
    return choose_loop(network, rows, recipe, state, order, None, watched=watched, look_after=look_after)[0]


def _take_state(estimator: Any, state: State) -> None:
    """Bring the weights and the optimization up to date."""
    estimator._take_parameters(state.parameters)
    optimization = estimator._optimizer
    optimization.slots, optimization.step = state.optimizer_state, state.step
    optimization.epoch, optimization.plateau = state.epoch, state.plateau


def _take_record(estimator: Any, record: EpochRecord, n_rows: int, rule: str) -> None:
    """Bring the counts and curves up to date by an epoch."""
    estimator.n_iter_ += 1
    estimator.t_ += n_rows
    estimator.loss_ = record.loss
    estimator.loss_curve_.append(record.loss)
    if rule == "invscaling":
        estimator._optimizer.learning_rate = estimator.learning_rate_init / (estimator.t_ + 1) ** estimator.power_t
    elif rule != "adaptive":
        estimator._optimizer.learning_rate = record.learning_rate
    if estimator.verbose:
        print(f"Iteration {estimator.n_iter_}, loss = {record.loss:.8f}")


def measure(estimator: Any, network: Network, held_out: Rows) -> None:
    """Append the score and the loss on the rows held out to the estimator's curves."""
    with np.errstate(over="ignore", invalid="ignore"):
        z, _ = network.forward(estimator._parameters(), held_out.x)
        y = network.output_activation.value(z)
        losses = row_losses(network.loss_record, network.output_activation, z, held_out.t)
        loss = float(np.average(losses, weights=held_out.weights))
    score = estimator._score_of(y, held_out.t, held_out.weights) if np.isfinite(y).all() else math.nan
    estimator.validation_scores_.append(score)
    estimator.validation_loss_curve_.append(loss)
    if estimator.verbose:
        print(f"Validation score: {score:f}")


def _count_improvements(estimator: Any) -> None:
    """Count the epochs without an improvement of more than `tol`, and keep copies of the best weights."""
    if estimator.early_stopping:
        score = estimator.validation_scores_[-1]
        improved = score >= estimator.best_validation_score_ + estimator.tol
        if score > estimator.best_validation_score_:
            estimator.best_validation_score_ = score
            estimator._best_parameters = {name: p.copy() for name, p in estimator._parameters().items()}
    else:
        improved = estimator.loss_ <= estimator.best_loss_ - estimator.tol
        estimator.best_loss_ = min(estimator.best_loss_, estimator.loss_)
    estimator._no_improvement_count = 0 if improved else estimator._no_improvement_count + 1


def _out_of_patience(estimator: Any, rule: str) -> bool:
    """Tell whether it is time to stop; an adaptive learning rate is divided by 5 instead, as long as it may be."""
    if estimator._no_improvement_count <= estimator.n_iter_no_change:
        return False
    what = "Validation score" if estimator.early_stopping else "Training loss"
    said = (
        f"{what} did not improve more than tol={estimator.tol:f} for {estimator.n_iter_no_change} consecutive epochs."
    )
    adaptive = rule == "adaptive"
    stop = not adaptive or estimator._optimizer.learning_rate <= SMALLEST_RATE
    if not stop:
        estimator._optimizer.learning_rate /= 5
        estimator._no_improvement_count = 0
        said += f" Setting learning rate to {estimator._optimizer.learning_rate:f}"
    else:
        said += " Learning rate too small. Stopping." if adaptive else " Stopping."
    if estimator.verbose:
        print(said)
    return stop


def _note_divergence(estimator: Any, error: Diverged) -> None:
    """Go back to the best weights, if any were kept, or refuse."""
    estimator.n_iter_ += 1
    estimator.loss_ = math.nan
    curves: list[list[float] | None] = [
        estimator.loss_curve_,
        estimator.validation_scores_,
        estimator.validation_loss_curve_,
    ]
    for curve in curves:
        if curve is not None:
            curve.append(math.nan)
    if not (estimator.early_stopping and np.isfinite(estimator.best_validation_score_)):
        raise InputError(
            "Solver produced non-finite parameter weights. The input data may contain large values and need to be "
            f"preprocessed. {error} (Parameters: learning_rate_init, clip_norm.)"
        ) from error
    warn(f"{error} The weights are the best that were measured before.", TrainingWarning)
