"""What compiled code works on: a network, its rows and its optimizer, laid out as numbers in flat arrays."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np

from unstuck.arrays import Array, Parameters
from unstuck.nn.kernels import entry, names
from unstuck.nn.kernels.lanes import BYTES
from unstuck.nn.kernels.plan import Plan
from unstuck.nn.kernels.products import rows_together
from unstuck.nn.kernels.step import Block, Chain, FlatRows, Lists, Rule, Work
from unstuck.nn.network import Network
from unstuck.nn.optimizers import State as OptimizerState
from unstuck.nn.optimizers import optimizer
from unstuck.nn.rows import Rows, targets_are_classes
from unstuck.nn.training import Recipe, State


class Trainer:
    """Parameters and optimizer's state that are changed in place, step by step.

    With `stay` the steps of gradient descent are not made but added up, see `sum_of_steps`.

    Attributes
    ----------
    steps_an_epoch : int
    draws_a_step : int
        The random numbers that a step of full size needs to decide what is dropped.
    classes : bool
        Whether the targets are classes.
    """

    def __init__(
        self, network: Network, rows: Rows, recipe: Recipe, state: State, plan: Plan, stay: bool = False
    ) -> None:
        dtype, n_rows = rows.x.dtype, len(rows)
        self._size = min(recipe.batch_size or n_rows, n_rows)
        self.steps_an_epoch = -(-n_rows // self._size)
        self._random = recipe.order == "random"
        self._shuffled = recipe.order == "shuffle" and self._size < n_rows
        self._n_rows = n_rows
        self._n_epoch = self.steps_an_epoch * self._size if self._random else n_rows
        self.classes = targets_are_classes(rows.t)
        self._widths = network.widths[1:-1]
        self._dropping = [width for width, p in zip(self._widths, network.drop_probabilities, strict=True) if p > 0]
        self.draws_a_step = self._size * sum(self._dropping)
        self._shapes = network.parameter_shapes()
        rule = optimizer(recipe.optimizer)
        self._slot_names = rule.slots
        self._parameters = _flat([state.parameters[name] for name in self._shapes], dtype)
        slots = [state.optimizer_state[f"{slot}/{name}"] for slot in rule.slots for name in self._shapes]
        self._slots = _flat(slots, dtype)
        chain = _chain(network, plan, self._size, dtype, self.classes)
        in_place = rule.kind == "sgd" and recipe.clip_norm is None
        in_numbers = Rule(
            names.OPTIMIZERS.index(rule.kind),
            np.array(rule.settings, np.float64),
            recipe.clip_norm or math.inf,
            in_place,
        )
        self._gradient = self._parameters if in_place and not stay else _room(len(self._parameters), dtype)
        weights = np.zeros(0, dtype) if rows.weights is None else _readable(rows.weights)
        flat_rows = FlatRows(_readable(rows.x), _readable(rows.t), weights)
        self._together = plan.together
        held = min(plan.together * self._size, self._n_epoch)
        self._laid_out = (chain, in_numbers, flat_rows, _work(network, plan, self._size, held, dtype))
        self._filled = self._ready = False

    def draw_order(self, rng: np.random.Generator, epochs: int) -> Array:
        """Draw the numbers of the rows for some epochs; none are needed where they come as the data have them."""
        if self._random:
            return rng.integers(0, self._n_rows, epochs * self._n_epoch)
        if self._shuffled:
            return np.concatenate([rng.permutation(self._n_rows) for _ in range(epochs)])
        return np.zeros(0, np.int64)

    def take(
        self, rng: np.random.Generator, order: Array | None, done: int, rates: Array, steps_before: int
    ) -> tuple[Array, Array] | None:
        """Take a block of steps.

        Parameters
        ----------
        rng : numpy.random.Generator
            Draws what is dropped.
        order : array of shape (n,) or None
            From `draw_order`; None to draw the rows of a single step here.
        done : int
            The steps behind us since the order was drawn.
        rates : array of shape (n_steps,)
        steps_before : int
            The steps behind us since the beginning.

        Returns
        -------
        losses, hits : array of shape (n_steps,)
            Of each batch before its step. None if a number is no longer finite: then the parameters are spoilt.
        """
        first = done * self._size
        if order is None:
            order = rng.integers(0, self._n_rows, self._size)
        elif len(order):
            order = order[first : first + len(rates) * self._size]
        n_taken = min(len(rates) * self._size, self._n_epoch - first) if self.draws_a_step else 0
        draws = rng.random(n_taken * sum(self._dropping), dtype=np.float32)
        losses, hits = np.zeros(len(rates)), np.zeros(len(rates), np.int64)
        rates = rates.astype(self._parameters.dtype)
        block = Block(
            order,
            draws,
            rates,
            self._n_epoch,
            self._size,
            first % self._n_epoch,
            self._filled,
            steps_before,
            self._together,
        )
        arguments = (*self._laid_out, block, self._parameters, self._gradient, self._slots, losses, hits)
        if not self._ready:
            entry.make_ready(*arguments)
            self._ready = True
        taken = entry.run(*arguments)
        self._filled = self.steps_an_epoch == 1 and not self._random
        finite = taken == len(rates) and np.isfinite(self._parameters).all()
        return (losses, hits) if finite else None

    def sum_of_steps(self, parameters: Parameters, rates: Array) -> tuple[Array, Parameters] | None:
        """Give the losses of all batches at these parameters, and Σ -rate · gradient; None if a loss is not finite."""
        self._parameters[:] = _flat([parameters[name] for name in self._shapes], self._parameters.dtype)
        self._gradient[:] = 0
        found = self.take(np.random.default_rng(0), np.zeros(0, np.int64), 0, rates, 0)
        return None if found is None else (found[0], self._named(self._gradient))

    def losses_of_epochs(self, losses: Array) -> Array:
        """Average over the rows of each epoch the mean losses of its batches."""
        n_rows = np.full(self.steps_an_epoch, self._size)
        n_rows[-1] = self._n_epoch - self._size * (self.steps_an_epoch - 1)
        return (losses.reshape(-1, self.steps_an_epoch) * n_rows).sum(axis=1) / self._n_epoch

    def accuracies_of_epochs(self, hits: Array) -> Array | None:
        """Give the share of the rows of each epoch whose class was right; None where the targets are no classes."""
        return hits.reshape(-1, self.steps_an_epoch).sum(axis=1) / self._n_epoch if self.classes else None

    def parameters(self) -> Parameters:
        """Give a copy of the parameters, by their names."""
        return self._named(self._parameters)

    def optimizer_state(self) -> OptimizerState:
        """Give a copy of what the optimizer remembers, by its names."""
        each = self._slots.reshape(len(self._slot_names), len(self._parameters))
        return {
            f"{slot}/{name}": array
            for slot, numbers in zip(self._slot_names, each, strict=True)
            for name, array in self._named(numbers).items()
        }

    def _named(self, numbers: Array) -> Parameters:
        named, first = {}, 0
        for name, shape in self._shapes.items():
            table = (*shape[:-1], _stride(shape[-1], numbers.dtype))
            last = first + math.prod(table)
            named[name] = numbers[first:last].reshape(table)[..., : shape[-1]].copy()
            first = last
        return named


def _stride(width: int, dtype: np.dtype[Any]) -> int:
    """Give the length that a row of so many numbers is filled up to, so that it consists of whole `lanes`."""
    at_a_time = BYTES // dtype.itemsize
    return -(-width // at_a_time) * at_a_time


def _room(n: int, dtype: np.dtype[Any]) -> Array:
    """Make an array of zeros whose lanes do not straddle the lines of the cache."""
    room = np.zeros(n + BYTES // dtype.itemsize, dtype)
    first = -room.ctypes.data % BYTES // dtype.itemsize
    return room[first : first + n]


def _flat(arrays: list[Array], dtype: np.dtype[Any]) -> Array:
    tables = [array.reshape(-1, array.shape[-1]) for array in arrays]
    strides = [_stride(table.shape[1], dtype) for table in tables]
    flat, first = _room(sum(len(table) * stride for table, stride in zip(tables, strides, strict=True)), dtype), 0
    for table, stride in zip(tables, strides, strict=True):
        last = first + len(table) * stride
        flat[first:last].reshape(-1, stride)[:, : table.shape[1]] = table
        first = last
    return flat


def _readable(array: Array) -> Array:
    """Give the numbers as a flat array, without a copy if they lie together.

    Compiled code is made for each kind of array, and one that may not be written to is another. Nothing is written.
    """
    array = np.require(array, requirements=["C", "A"])
    if not array.flags.writeable:
        seen = {**array.__array_interface__, "data": (array.ctypes.data, False)}
        array = np.asarray(SimpleNamespace(__array_interface__=seen, kept_alive=array))
    return np.asarray(array).reshape(-1)


def _chain(network: Network, plan: Plan, size: int, dtype: np.dtype[Any], classes: bool) -> Chain:
    strides = _strides(network, dtype)
    weights, biases, n_parameters = [0], [0], 0
    for n_in, stride in zip(network.widths[:-1], strides[1:], strict=True):
        weights.append(n_parameters)
        biases.append(n_parameters + n_in * stride)
        n_parameters += (n_in + 1) * stride
    functions = [names.ACTIVATIONS.index(f.name) for f in (*network.hidden_activations, network.output_activation)]
    return Chain(
        widths=np.array(network.widths),
        strides=np.array(strides),
        weights=np.array(weights),
        biases=np.array(biases),
        values=np.array([sum(strides[1:]), *np.cumsum([0, *strides[1:-1]])]) * size,  # the inputs come last
        activations=np.array([0, *functions]),
        forms=np.array([0, *plan.forms]),
        drop_probabilities=np.array([0, *network.drop_probabilities, 0], np.float32),
        kept=np.array([1, *(1 / (1 - p) for p in network.drop_probabilities), 1], dtype),
        l2=np.array([network.l2], dtype),
        valid=(np.arange(strides[-1]) < network.widths[-1]).astype(dtype),
        loss=names.LOSSES.index(network.loss_record.name),
        counts_hits=classes,
    )


def _strides(network: Network, dtype: np.dtype[Any]) -> list[int]:
    return [network.widths[0], *(_stride(width, dtype) for width in network.widths[1:])]


def _work(network: Network, plan: Plan, size: int, held: int, dtype: np.dtype[Any]) -> Work:
    """Make room for steps of `size` rows, and for the `held` rows of a group of steps."""
    n_in, wide, *others = _strides(network, dtype)
    n_values, n_out = size * sum((wide, *others)), (wide, *others)[-1]
    sparse = plan.forms[0] == names.SPARSE
    room = 2 * held * n_in + 1 if sparse else 0
    n_chunks = -(-held // rows_together.py_func(held, wide)) if sparse else 0
    lists = Lists(
        np.arange(max(held, *network.widths), dtype=np.int32),
        np.zeros(room, np.int32),
        np.zeros(room, dtype),
        np.zeros(held + 1, np.int64),
        np.zeros(n_chunks * (n_in + 1), np.int64),
    )
    grouped = held if plan.together > 1 else 0
    z, a, d = (_room(n_values + behind, dtype) for behind in (grouped * wide, held * n_in, grouped * wide))
    return Work(
        _room(held * n_out, dtype),
        np.zeros(held, dtype),
        z,
        a,
        d,
        lists,
        np.zeros(grouped * grouped, dtype),
    )
