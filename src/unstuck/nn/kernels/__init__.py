"""The loop of `nn.training` compiled: equal to it but for rounding, and chosen by shape.

To be read in this order: plan, loop, whole, trainer, layout; then step, products, lanes, functions, blas, entry. Numba
is imported only when a loop is used.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import numpy as np

from unstuck.nn.kernels.plan import Plan, Watched, make_plan
from unstuck.nn.network import Network
from unstuck.nn.rows import Rows
from unstuck.nn.training import Recipe, State, Step, training_steps

__all__ = ["Plan", "Watched", "choose_loop", "make_plan"]

_log = logging.getLogger(__name__)


def choose_loop(
    network: Network,
    rows: Rows,
    recipe: Recipe,
    state: State,
    rng: np.random.Generator,
    validation: Rows | None,
    *,
    watched: Watched,
    look_after: Callable[[], int] | None = None,
    reuse: bool = False,
) -> tuple[Iterator[Step], str]:
    """Choose the loop by shape; give its steps, and which loop it is in words.

    Parameters
    ----------
    network, rows, recipe, state, rng, validation
        See `training_steps`.
    watched : {"steps", "epochs", "blocks"}
        Of what each a Step is needed: of every step, of the last of every epoch, or now and then. The readable loop
        yields every step all the same.
    look_after : callable, optional
        Gives after how many epochs a Step is needed, asked anew each time; it may come a millisecond of steps later.
    reuse : bool, default False
        What is yielded is good until the next Step is asked for: the compiled loop then needs room for one State.

    Raises
    ------
    InputError
        If the environment variable UNSTUCK_KERNELS asks for something that there is not.
    """
    plan = make_plan(network, rows, recipe, watched=watched, validation=validation)
    _log.info("%s: %s", network, plan)
    if not plan.forms:
        return training_steps(network, rows, recipe, state, rng, validation), str(plan)
    from unstuck.nn.kernels.loop import compiled_steps  # Numba is slow to import

    return compiled_steps(network, rows, recipe, state, rng, validation, plan, watched, look_after, reuse), str(plan)
