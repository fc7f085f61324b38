"""Which loop trains, and in which form each product is done: decided from shapes, before the first step.

The same network, rows and recipe always take the same path, however long the run is, so that a run that is resumed goes
on to the same numbers. What compiled code cannot do is left to the readable loop of `nn.training`, and `History.loop`
says why.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import pairwise
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
from unstuck.nn.training import Recipe

Watched: TypeAlias = Literal["steps", "epochs", "blocks"]
"""Of what each somebody wants to see a `Step`."""

VARIABLE = "UNSTUCK_KERNELS"
"""The environment variable that chooses: "auto" (or nothing), or "reference" for the readable loop."""


@dataclass(frozen=True)
class Cost:
    """Nanoseconds of one form of product: each call, each number of X that is looked at, each multiplication."""

    call: float
    number: float
    product: float
    product_of_one_row: float


# Measured by benchmarks/kernel_costs.py in float32 on one core; float64 doubles all products alike.
COSTS = {
    names.LOOPS: Cost(call=10, number=1.6, product=0.025, product_of_one_row=0.05),
    names.SPARSE: Cost(call=40, number=1.6, product=0.04, product_of_one_row=0.05),
    names.BLAS: Cost(call=150, number=0.1, product=0.0118, product_of_one_row=0.18),
}
_LOOKED_AT = 0.8
"""Nanoseconds to look whether a number is zero; it is done once a batch."""


@dataclass(frozen=True)
class Plan:
    """How training is done.

    Attributes
    ----------
    forms : tuple of int
        The form of the products of each layer (`names.FORMS`); empty for the readable loop.
    because : str
        Why it is the readable loop.
    """

    forms: tuple[int, ...] = ()
    because: str = ""

    def __str__(self) -> str:
        """Say it in words: ``compiled: sparse rows, BLAS``."""
        if not self.forms:
            return f"reference: {self.because}"
        return "compiled: " + ", ".join(names.FORMS[form] for form in self.forms)


def make_plan(network: Network, rows: Rows, recipe: Recipe) -> Plan:
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
    density = _density(rows)
    shapes = list(pairwise(network.widths))
    first = min(COSTS, key=lambda form: cost(form, n, *shapes[0], density))
    rest = (min((names.LOOPS, names.BLAS), key=lambda form: cost(form, n, *shape)) for shape in shapes[1:])
    return Plan((first, *rest))


def cost(form: int, n: int, n_in: int, n_out: int, density: float = 1.0) -> float:
    """Estimate the nanoseconds of one product of a layer for a batch of n rows."""
    c = COSTS[form]
    used = density if form == names.SPARSE else 1.0
    product = c.product_of_one_row if n == 1 else c.product
    looked_at = _LOOKED_AT if form == names.SPARSE else 0.0
    return c.call + n * n_in * (looked_at + used * (c.number + n_out * product))


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
