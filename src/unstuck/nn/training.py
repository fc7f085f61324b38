"""Training: the loop, as a generator that prints nothing.

`training_steps` yields a record of every step. What the future depends on at the end of an epoch is one `State`, so
whoever keeps a State can go on from it, to the same numbers. `fit` (in fitting.py) is the loop with everything around.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

import numpy as np

from unstuck.arguments import generator, looked_up, number, of_type, whole
from unstuck.arrays import Array, Parameters
from unstuck.nn.health import first_non_finite
from unstuck.nn.network import Evaluation, Network
from unstuck.nn.optimizers import Optimizer, clip, optimizer
from unstuck.nn.optimizers import State as OptimizerState
from unstuck.nn.rows import Rows, count_hits, targets_are_classes
from unstuck.nn.schedules import Plateau, Progress, Schedule, schedule

Order = Literal["shuffle", "random", "sequential"]


@dataclass(frozen=True)
class Recipe:
    """How a network is trained.

    Parameters
    ----------
    epochs : int, default 100
    batch_size : int or None, default 32
        The rows of a step; 1 for single rows, None for all rows at once.
    order : {"shuffle", "random", "sequential"}, default "shuffle"
        "shuffle" takes every row once an epoch, in a new order each time; "random" draws the rows of every step anew,
        with replacement, and an epoch is as many steps as it takes to draw as many rows as there are; "sequential"
        keeps the order of the data.
    learning_rate : float, default 0.1
    optimizer : str or Optimizer, default "sgd"
    schedule : str or Schedule, default "constant"
    clip_norm : float or None
        The longest gradient that is taken, all parameters together.
    patience : int or None
        Stop after this many epochs without a lower monitored loss. Monitored is the loss on the validation rows at
        the end of the epoch. If there are none: the loss on the training rows, measured at the end of the epoch where
        the best is kept, else the mean of those that the epoch's steps met.
    min_delta : float, default 0
        A monitored loss counts as lower only if it is by more than this.
    keep_best : bool or None
        Whether the parameters of the epoch with the lowest monitored loss are what `fit` gives back, rather than the
        last ones. None: yes where there are validation rows.

    Raises
    ------
    InputError
        For a number out of its range or an unknown name.
    """

    epochs: int = 100
    batch_size: int | None = 32
    order: Order = "shuffle"
    learning_rate: float = 0.1
    optimizer: str | Optimizer = "sgd"
    schedule: str | Schedule = "constant"
    clip_norm: float | None = None
    patience: int | None = None
    min_delta: float = 0.0
    keep_best: bool | None = None

    def __post_init__(self) -> None:
        whole("epochs", self.epochs, 0)
        for name in ("batch_size", "patience"):
            if getattr(self, name) is not None:
                whole(name, getattr(self, name), 1)
        number("learning_rate", self.learning_rate, "a number above 0", lambda value: value > 0)
        if self.clip_norm is not None:
            number("clip_norm", self.clip_norm, "a number above 0", lambda value: value > 0)
        number("min_delta", self.min_delta, "a number from 0", lambda value: value >= 0)
        looked_up("order", self.order, dict.fromkeys(get_args(Order)))
        optimizer(self.optimizer), schedule(self.schedule)
        if self.keep_best is not None:
            of_type("keep_best", self.keep_best, bool)

    def keeps_best(self, validation: Rows | None) -> bool:
        """Tell whether the best parameters are kept, given the validation rows."""
        return validation is not None if self.keep_best is None else self.keep_best

    def describe(self) -> dict[str, Any]:
        """Describe the recipe by names and numbers, as JSON can hold them."""
        names = {"optimizer": optimizer(self.optimizer).name, "schedule": schedule(self.schedule).name}
        return {**vars(self), **names}


class EpochRecord(NamedTuple):
    """What came out of one epoch.

    `loss` (with the L2 term) and `accuracy` are those of the batches as they were met, before each step; the validation
    figures are those at the end of the epoch, without the L2 term. An accuracy is None where targets are no classes.
    """

    epoch: int
    loss: float
    accuracy: float | None
    validation_loss: float | None
    validation_accuracy: float | None
    learning_rate: float
    seconds: float


@dataclass(frozen=True)
class Best:
    """The epoch with the lowest monitored loss; the parameters are those of that time."""

    epoch: int = 0
    monitored: float = math.inf
    parameters: Parameters = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """Everything that the rest of a run depends on, at the end of an epoch."""

    parameters: Parameters
    optimizer_state: OptimizerState
    rng_state: dict[str, Any]
    epoch: int = 0
    step: int = 0
    plateau: Plateau = field(default_factory=Plateau)
    best: Best = field(default_factory=Best)


@dataclass(frozen=True)
class Step:
    """One step of the training.

    Attributes
    ----------
    step, epoch : int
        From 1.
    loss : float
        The loss of the batch before the step, with the L2 term.
    learning_rate : float
    parameters : dict of str to array
        After the step.
    record : EpochRecord or None
        At the last step of an epoch.
    state : State or None
        At the last step of an epoch.
    earlier : sequence of EpochRecord
        Of the epochs before this one whose steps were not yielded one by one; see `unstuck.nn.kernels`.
    """

    step: int
    epoch: int
    loss: float
    learning_rate: float
    parameters: Parameters
    record: EpochRecord | None = None
    state: State | None = None
    earlier: Sequence[EpochRecord] = ()


class Diverged(FloatingPointError):  # noqa: N818 (it says what happened)
    """A number became NaN or infinite; the message names the first one, and the step."""


def start(network: Network, parameters: Parameters, recipe: Recipe, rng: np.random.Generator) -> State:
    """Make the state before the first step."""
    of_type("network", network, Network), of_type("recipe", recipe, Recipe), generator("rng", rng)
    network.check_parameters(parameters)
    return State(parameters, optimizer(recipe.optimizer).start(parameters), dict(rng.bit_generator.state))


def training_steps(
    network: Network,
    rows: Rows,
    recipe: Recipe,
    state: State,
    rng: np.random.Generator,
    validation: Rows | None = None,
) -> Iterator[Step]:
    """Train from a state to the end of the recipe, a record a step.

    Parameters
    ----------
    network : Network
    rows : Rows
    recipe : Recipe
    state : State
        From `start`, or from the last step of an epoch of an earlier run.
    rng : numpy.random.Generator
        Draws the order of the rows and what is dropped; it is set to the state's random state first.
    validation : Rows, optional

    Yields
    ------
    Step

    Raises
    ------
    InputError
        If an argument is of another kind.
    Diverged
        When a loss or a gradient is no longer finite.
    """
    of_type("network", network, Network), of_type("recipe", recipe, Recipe), generator("rng", rng)
    of_type("rows", rows, Rows), of_type("state", state, State)
    rng.bit_generator.state = state.rng_state
    stepper, rate_schedule = optimizer(recipe.optimizer), schedule(recipe.schedule)
    steps_an_epoch = -(-len(rows) // (recipe.batch_size or len(rows)))
    parameters, slots, step = state.parameters, state.optimizer_state, state.step
    classes, keep = targets_are_classes(rows.t), recipe.keeps_best(validation)
    while state.epoch < recipe.epochs and not out_of_patience(recipe, state):
        began, epoch = time.perf_counter(), state.epoch + 1
        loss_sum = hits = 0.0
        for in_epoch, chosen in enumerate(_batches(len(rows), recipe, rng), start=1):
            progress = Progress(step, state.epoch, recipe.epochs * steps_an_epoch, state.plateau.count)
            rate = recipe.learning_rate * rate_schedule.factor(progress)
            batch = rows.take(chosen)
            evaluation = _evaluate(network, parameters, batch, rng, step + 1)
            gradients = clip(evaluation.gradients, recipe.clip_norm) if recipe.clip_norm else evaluation.gradients
            step += 1
            slots, parameters = stepper.update(slots, parameters, gradients, rate, step)
            loss_sum += evaluation.loss * len(batch)
            hits += count_hits(evaluation.outputs, batch.t) if classes else 0
            if in_epoch < steps_an_epoch:
                yield Step(step, epoch, evaluation.loss, rate, parameters)
        n_seen = steps_an_epoch * len(batch) if recipe.order == "random" else len(rows)
        record = EpochRecord(
            epoch,
            loss_sum / n_seen,
            hits / n_seen if classes else None,
            *measure(network, parameters, validation, classes),
            rate,
            time.perf_counter() - began,
        )
        lowest = monitored(network, parameters, rows, record, keep)
        state = State(
            parameters,
            slots,
            dict(rng.bit_generator.state),
            epoch,
            step,
            state.plateau.after(lowest, rate_schedule.patience),
            better(state.best, epoch, lowest, parameters if keep else {}, recipe.min_delta),
        )
        yield Step(step, epoch, evaluation.loss, rate, parameters, record, state)


def out_of_patience(recipe: Recipe, state: State) -> bool:
    """Tell whether the recipe's patience has run out."""
    return recipe.patience is not None and state.epoch - state.best.epoch >= recipe.patience


def _batches(n_rows: int, recipe: Recipe, rng: np.random.Generator) -> Iterator[Array | slice]:
    size = min(recipe.batch_size or n_rows, n_rows)
    if recipe.order == "random":
        yield from (rng.integers(0, n_rows, size) for _ in range(-(-n_rows // size)))
    elif size == n_rows or recipe.order == "sequential":  # the order within a full batch changes nothing
        yield from (slice(first, first + size) for first in range(0, n_rows, size))
    else:
        order = rng.permutation(n_rows)
        yield from (order[first : first + size] for first in range(0, n_rows, size))


def _evaluate(network: Network, parameters: Parameters, batch: Rows, rng: np.random.Generator, step: int) -> Evaluation:
    with np.errstate(over="ignore", invalid="ignore"):  # they are looked for just below, and named
        evaluation = network.loss_and_gradients(parameters, batch.x, batch.t, batch.weights, rng)
        lengths = [float(np.vdot(g, g)) for g in evaluation.gradients.values()]
    if math.isfinite(evaluation.loss) and all(map(math.isfinite, lengths)):
        return evaluation
    # A float32 gradient can be finite and its square not: then nothing is wrong yet.
    finite = math.isfinite(evaluation.loss) and all(np.isfinite(g).all() for g in evaluation.gradients.values())
    if finite:
        return evaluation
    where = first_non_finite(network, parameters, batch.x, batch.t) or "a value with some units dropped"
    raise Diverged(
        f"Training stopped at step {step}: the first number that went bad is {where}. Lower the learning rate, scale "
        "the inputs, or clip the gradient."
    )


def measure(
    network: Network, parameters: Parameters, validation: Rows | None, classes: bool
) -> tuple[float | None, float | None]:
    """Compute the loss on the validation rows, without the L2 term, and the accuracy where the targets are classes."""
    if validation is None:
        return None, None
    loss = network.mean_loss(parameters, validation.x, validation.t, validation.weights)
    if not classes:
        return loss, None
    return loss, count_hits(network.outputs(parameters, validation.x), validation.t) / len(validation)


def monitored(network: Network, parameters: Parameters, rows: Rows, record: EpochRecord, keep: bool) -> float:
    """Compute the loss by which an epoch is judged; see `Recipe.patience`."""
    if record.validation_loss is not None:
        return record.validation_loss
    if not keep:
        return record.loss
    # The loss in the record was met before the steps were made: it is not that of the parameters that would be kept.
    return network.mean_loss(parameters, rows.x, rows.t, rows.weights) + network.penalty(parameters)


def better(best: Best, epoch: int, monitored: float, parameters: Parameters, min_delta: float) -> Best:
    """Give the better of the best epoch so far and this one."""
    if monitored < best.monitored - min_delta:
        # Copies: an optimizer of the user's own may change its arrays in place, and the best would become the last.
        return Best(epoch, monitored, {name: p.copy() for name, p in parameters.items()})
    return best
