"""Which loop trains, and in which form each product is done: decided from shapes, before the first step.

The same network, rows and recipe always take the same path, however long the run is, so that a run that is resumed goes
on to the same numbers. What compiled code cannot do is left to the readable loop of `nn.training`, and `History.loop`
says why.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Literal, TypeAlias

import numpy as np
from scipy.sparse import issparse

from unstuck.errors import InputError
from unstuck.nn.activations import ACTIVATIONS
from unstuck.nn.kernels import names
from unstuck.nn.losses import LOSSES
from unstuck.nn.network import Network
from unstuck.nn.optimizers import optimizer
from unstuck.nn.rows import Rows
from unstuck.nn.schedules import schedule
from unstuck.nn.training import Recipe

Watched: TypeAlias = Literal["steps", "epochs", "blocks"]
"""Of what each somebody wants to see a `Step`."""

VARIABLE = "UNSTUCK_KERNELS"
"""The environment variable that chooses: "auto" (or nothing), or "reference" for the readable loop."""


@dataclass(frozen=True)
class Cost:
    """Nanoseconds of one form of product: each call, number of X that is used, multiplication, number of W."""

    call: float
    number: float
    product: float
    weight: float


# Measured by benchmarks/kernel_costs.py in float32 on one core; float64 doubles all products alike. A row of W counts
# with the columns that it is filled up to.
COSTS = {
    names.LOOPS: Cost(call=15, number=0.06, product=0.0155, weight=0.055),
    names.SPARSE: Cost(call=15, number=0.4, product=0.052, weight=0.02),
    names.BLAS: Cost(call=35, number=0.2, product=0.016, weight=0.22),
}
_TURNED = 1.0
"""Nanoseconds of each number of W to lay out its transpose, for the way back; BLAS needs none."""
_LOOKED_AT, _LISTED = 0.15, 2.2
"""Nanoseconds to look whether a number is zero, and to list one that is not, for each of the two products."""
_GROUP = 1000.0
"""Nanoseconds to begin and to end a group of steps."""
ROWS_TOGETHER = 16
"""Steps on single rows, or on a few, are done together until there are so many rows."""
SAME_TOGETHER = 32
"""So many steps on the same rows are done together."""


@dataclass(frozen=True)
class Plan:
    """How training is done.

    Attributes
    ----------
    forms : tuple of int
        The form of the products of each layer (`names.FORMS`); empty for the readable loop.
    because : str
        Why it is the readable loop.
    together : int
        For so many steps the first layer's products are done together; see `step`.
    """

    forms: tuple[int, ...] = ()
    because: str = ""
    together: int = 1

    def __str__(self) -> str:
        """Say it in words: ``compiled: sparse rows, BLAS``."""
        if not self.forms:
            return f"reference: {self.because}"
        grouped = f"; the first layer {self.together} steps at a time" if self.together > 1 else ""
        return "compiled: " + ", ".join(names.FORMS[form] for form in self.forms) + grouped


def make_plan(
    network: Network, rows: Rows, recipe: Recipe, *, watched: Watched = "blocks", validation: Rows | None = None
) -> Plan:
    """Choose how a network is trained.

    Raises
    ------
    InputError
        If the environment variable asks for something that there is not.
    """
    wish = os.environ.get(VARIABLE, "") or "auto"
    if wish not in ("auto", "reference"):
        raise InputError(f"{VARIABLE} is {wish!r}; expected auto or reference.")
    if wish == "reference":
        return Plan(because=f"{VARIABLE} asks for it")
    obstacle = "the rows are a sparse matrix" if issparse(rows.x) else _obstacle(network, recipe)
    if obstacle:
        return Plan(because=obstacle)
    n = min(recipe.batch_size or len(rows), len(rows))
    density, line = _density(rows), names.BYTES // rows.x.dtype.itemsize
    shapes = list(pairwise(network.widths))
    same = n == len(rows) and recipe.order != "random"  # every step takes the same rows
    candidates = {1, _most_together(network, recipe, n, same, watched, attended(recipe, validation, watched))}
    first, together = min(
        product(COSTS, sorted(candidates)),
        key=lambda choice: _first_layer(choice[0], choice[1], n, shapes[0], density, same, line),
    )
    rest = (min((names.LOOPS, names.BLAS), key=lambda form: _other_layer(form, n, shape, line)) for shape in shapes[1:])
    return Plan((first, *rest), together=together)


def attended(recipe: Recipe, validation: Rows | None, watched: Watched) -> bool:
    """Tell whether something has to be done after each epoch."""
    changing = schedule(recipe.schedule).changes != "never"
    return bool(watched != "blocks" or validation or recipe.keeps_best(validation) or recipe.patience or changing)


def _most_together(network: Network, recipe: Recipe, n: int, same: bool, watched: Watched, is_attended: bool) -> int:
    """Give for how many steps the first layer's products may be done together, as far as the recipe goes."""
    if optimizer(recipe.optimizer).kind != "sgd" or recipe.clip_norm is not None or network.l2 > 0:
        return 1  # the step of W is not a multiple of its rows
    drops = any(network.drop_probabilities)
    if same:
        return SAME_TOGETHER if not (is_attended or drops) else 1
    return max(1, ROWS_TOGETHER // n) if watched != "steps" and not (drops and recipe.order == "random") else 1


def _first_layer(
    form: int, together: int, n: int, shape: tuple[int, int], density: float, same: bool, line: int
) -> float:
    """Estimate the nanoseconds of the first layer's forward and update in a step."""
    n_in, n_out = shape
    if together == 1:
        return 2 * cost(form, n, n_in, n_out, density, line, listed=same)
    held = n if same else n * together
    of_pairs = 0.0 if same else cost(names.BLAS, held, n_in, held)
    to_add = cost(names.LOOPS, n, n if same else held // 2, n_out, line=line)
    return (_GROUP + of_pairs + 2 * cost(form, held, n_in, n_out, density, line, listed=same)) / together + to_add


def _other_layer(form: int, n: int, shape: tuple[int, int], line: int) -> float:
    """Estimate the nanoseconds of the three products of a layer behind the first in a step."""
    turned = math.prod(shape) * _TURNED if form == names.LOOPS and n > 1 else 0.0
    return 3 * cost(form, n, *shape, line=line) + turned


def cost(form: int, n: int, n_in: int, n_out: int, density: float = 1.0, line: int = 16, listed: bool = False) -> float:
    """Estimate the nanoseconds of one product of a layer for a batch of n rows, filled up to whole lines of numbers.

    `listed` says that what is not zero is known from earlier steps.
    """
    c = COSTS[form]
    columns = n_out if form == names.BLAS else -(-n_out // line) * line
    used = density if form == names.SPARSE else 1.0
    to_list = _LOOKED_AT + used * _LISTED if form == names.SPARSE and not listed else 0.0
    of_weights = min(1.0, n * used) * n_in * columns * c.weight
    return c.call + n * n_in * (to_list + used * (c.number + columns * c.product)) + of_weights


def _density(rows: Rows) -> float:
    """Estimate the share of the inputs that is not zero, from at most 1000 rows."""
    some = rows.x[:: -(-len(rows) // 1000)]
    return float(np.count_nonzero(some)) / some.size


def _obstacle(network: Network, recipe: Recipe) -> str:
    """Name what the compiled loops cannot do."""
    for activation in (*network.hidden_activations, network.output_activation):
        if activation is not ACTIVATIONS.get(activation.name):
            return f"the activation {activation.name!r} is a function of your own"
    if network.loss_record is not LOSSES.get(network.loss_record.name):
        return f"the loss {network.loss_record.name!r} is a function of your own"
    if optimizer(recipe.optimizer).settings is None:
        return f"the optimizer {optimizer(recipe.optimizer).name!r} is a function of your own"
    if any(activation.name == "softmax" for activation in network.hidden_activations):
        return "a softmax is not at the end"
    if network.loss_record.name == "binary_cross_entropy" and network.output_activation.name == "softmax":
        return "a binary cross-entropy of softmax outputs"
    return ""
