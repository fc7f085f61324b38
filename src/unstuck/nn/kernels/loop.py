"""The loop of `nn.training`, its steps taken by compiled code, a block of them at a time.

What is random is drawn here, from the same generator in the same order as there, and what is measured between epochs is
measured by the same functions. A block is a part of an epoch, or many epochs where nothing has to be done between them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator

import numpy as np

from unstuck.arrays import Array
from unstuck.nn.kernels.plan import Plan, Watched, attended
from unstuck.nn.kernels.trainer import Trainer
from unstuck.nn.network import Network
from unstuck.nn.records import Records
from unstuck.nn.rows import Rows
from unstuck.nn.schedules import Progress, Schedule, schedule
from unstuck.nn.training import (
    EpochRecord,
    Recipe,
    State,
    Step,
    better,
    measure,
    monitored,
    out_of_patience,
    training_steps,
)

_log = logging.getLogger(__name__)

BLOCK_SECONDS = 0.1
"""About so long a block runs: Ctrl-C and the display of progress wait for its end."""

FIRST_PRODUCTS = 10**6
"""About so many multiplications the first block makes, milliseconds; the others are as long as it lets one expect."""

NUMBERS_AT_ONCE = 2**20
"""At most so many random numbers, or numbers of rows, are drawn for one block of steps."""


def compiled_steps(
    network: Network,
    rows: Rows,
    recipe: Recipe,
    state: State,
    rng: np.random.Generator,
    validation: Rows | None,
    plan: Plan,
    watched: Watched,
    look_after: Callable[[], int] | None = None,
    reuse: bool = False,
) -> Iterator[Step]:
    """Train as `training_steps` does, to the same numbers but for rounding.

    Parameters
    ----------
    network, rows, recipe, state, rng, validation
        See `training_steps`.
    plan : Plan
    watched : {"steps", "epochs", "blocks"}
        Of what each a Step is yielded. If not of each step, that is the last one.
    look_after : callable, optional
    reuse : bool, default False
        See `choose_loop`. The arrays of `state` too are then written over.

    Yields
    ------
    Step
        With the records of the epochs that ended between the Step before and this one's in `earlier`.

    Raises
    ------
    Diverged
        When a loss or a gradient is no longer finite. The readable loop then goes through the epoch again, and names
        the first number that went bad.
    """
    rng.bit_generator.state = state.rng_state
    trainer = Trainer(network, rows, recipe, state, plan)
    rate_schedule, keep, n_steps = schedule(recipe.schedule), recipe.keeps_best(validation), trainer.steps_an_epoch
    # Nothing has to be done between epochs, and nothing that is drawn for a step comes between two orders.
    many = not (attended(recipe, validation, watched) or trainer.draws_a_step)
    most = NUMBERS_AT_ONCE // max(1, trainer.draws_a_step)
    step_by_step = recipe.order == "random" and trainer.draws_a_step > 0  # each step draws its rows, and then its units
    if watched == "steps" or step_by_step:
        most = 1
    at_once = max(1, FIRST_PRODUCTS // trainer.products_a_step)  # the steps that take about BLOCK_SECONDS
    while state.epoch < recipe.epochs and not out_of_patience(recipe, state):
        began, done = time.perf_counter(), 0
        losses, hits = [], []
        epochs = max(1, min(at_once // n_steps, NUMBERS_AT_ONCE // len(rows))) if many else 1
        if look_after is not None:  # but not for less than a millisecond of steps
            epochs = min(epochs, max(look_after(), epochs // 100))
        if many and n_steps == 1:
            epochs = _to_a_multiple(plan.together, state.epoch, epochs)
        epochs = min(epochs, recipe.epochs - state.epoch)
        order = None if step_by_step else trainer.draw_order(rng, epochs)
        while done < epochs * n_steps:
            count = epochs * n_steps
            if epochs == 1:
                count = min(_to_a_multiple(plan.together, done, max(1, min(at_once, most))), n_steps - done)
            rates = _rates(recipe, rate_schedule, state, done, count, n_steps)
            block_began = time.perf_counter()
            found = trainer.take(rng, order, done, count, rates, state.step + done)
            seconds = time.perf_counter() - block_began
            at_once = int(np.clip(count * BLOCK_SECONDS / seconds, 1, 16 * count))
            if found is None:
                _log.info(
                    "a number is no longer finite: the readable loop goes through epoch %d again", state.epoch + 1
                )
                again = training_steps(network, rows, recipe, state, rng, validation)
                yield from (step for step in again if step.step > state.step + done)
                return
            losses.append(found[0])
            hits.append(found[1])
            done += count
            if done < epochs * n_steps and watched != "epochs":
                loss, rate = float(found[0][-1]), float(rates[-1])
                parameters = trainer.parameters(copy=not reuse)
                yield Step(state.step + done, state.epoch + 1, loss, rate, parameters)
        seconds = (time.perf_counter() - began) / epochs
        means = trainer.losses_of_epochs(_together(losses))
        shares = trainer.accuracies_of_epochs(_together(hits))
        rate, room = float(rates[-1]), state if reuse else None
        parameters = trainer.parameters(room)
        earlier = Records()
        earlier.extend_columns(
            epoch=range(state.epoch + 1, state.epoch + epochs),
            loss=means[:-1],
            accuracy=None if shares is None else shares[:-1],
            learning_rate=np.broadcast_to(rate, epochs - 1),
            seconds=np.broadcast_to(seconds, epochs - 1),
        )
        measured = measure(network, parameters, validation, trainer.classes)
        share = None if shares is None else float(shares[-1])
        record = EpochRecord(state.epoch + epochs, float(means[-1]), share, *measured, rate, seconds)
        plateau, best = state.plateau, state.best
        if epochs == 1:  # else nothing depends on them
            lowest = monitored(network, parameters, rows, record, keep)
            plateau = plateau.after(lowest, rate_schedule.patience)
            best = better(best, record.epoch, lowest, parameters if keep else {}, recipe.min_delta)
        state = State(
            parameters,
            trainer.optimizer_state(room),
            dict(rng.bit_generator.state),
            record.epoch,
            state.step + done,
            plateau,
            best,
        )
        yield Step(state.step, state.epoch, float(losses[-1][-1]), rate, parameters, record, state, earlier)


def _together(parts: list[Array]) -> Array:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _to_a_multiple(together: int, done: int, count: int) -> int:
    """Change `count` so that it ends where a group of steps ends: how long a block takes shall change no number."""
    end = (done + count) // together * together
    return (end if end > done else (done // together + 1) * together) - done


def _rates(recipe: Recipe, rate_schedule: Schedule, state: State, done: int, count: int, n_steps: int) -> Array:
    """Give the learning rates of `count` steps, `done` steps after the state, or the one that they share."""

    def rate(step: int) -> float:
        progress = Progress(step, state.epoch, recipe.epochs * n_steps, state.plateau.count)
        return recipe.learning_rate * rate_schedule.factor(progress)

    first = state.step + done
    if rate_schedule.changes == "step":
        return np.array([rate(step) for step in range(first, first + count)])
    return np.array([rate(first)])
