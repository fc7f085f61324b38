"""The loss over all rows and its gradient, compiled: batches whose steps are added up and not made.

Batches are small enough that their values stay in the cache, where a product over all rows would go through memory.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from unstuck.arrays import Parameters
from unstuck.nn.kernels.plan import make_plan
from unstuck.nn.network import Network
from unstuck.nn.rows import Rows
from unstuck.nn.training import Recipe, start

ROWS_AT_ONCE = 256

LossAndGradient = Callable[[Parameters], tuple[float, Parameters]]


def loss_and_gradient(network: Network, rows: Rows) -> LossAndGradient:
    """Make the function that gives for parameters the mean loss over the rows, with the L2 term, and its gradient.

    It is `Network.loss_and_gradients` but for rounding, and that itself where compiled code cannot do it, or where a
    loss is not finite. Nothing is dropped.
    """

    def readable(parameters: Parameters) -> tuple[float, Parameters]:
        evaluation = network.loss_and_gradients(parameters, rows.x, rows.t, rows.weights)
        return evaluation.loss, evaluation.gradients

    recipe, rng = Recipe(1, ROWS_AT_ONCE, "sequential"), np.random.default_rng(0)
    plan = make_plan(network, rows, recipe, watched="steps")
    if not plan.forms or any(network.drop_probabilities):
        return readable
    from unstuck.nn.kernels.trainer import Trainer  # Numba is slow to import

    state = start(network, network.initial_parameters(rng, dtype=rows.x.dtype), recipe, rng)
    trainer = Trainer(network, rows, recipe, state, plan, stay=True)
    ends = np.minimum(np.arange(1, trainer.steps_an_epoch + 1) * ROWS_AT_ONCE, len(rows))
    shares = np.diff(ends, prepend=0) / len(rows)

    def compiled(parameters: Parameters) -> tuple[float, Parameters]:
        found = trainer.sum_of_steps(parameters, -shares)
        return readable(parameters) if found is None else (float(found[0] @ shares), found[1])

    return compiled
