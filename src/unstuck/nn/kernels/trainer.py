"""What compiled code works on: a network, its rows and its optimizer, laid out as numbers in flat arrays."""

from __future__ import annotations

import math
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np

from unstuck.arrays import Array, Parameters
from unstuck.nn.kernels import entry, names
from unstuck.nn.kernels.layout import Layout
from unstuck.nn.kernels.plan import Plan
from unstuck.nn.kernels.products import rows_together
from unstuck.nn.kernels.step import Block, Chain, FlatRows, Lists, Rule, Work
from unstuck.nn.network import Network
from unstuck.nn.optimizers import State as OptimizerState
from unstuck.nn.optimizers import optimizer
from unstuck.nn.rows import Rows, targets_are_classes
from unstuck.nn.training import Recipe, State

_UNUSED = np.random.default_rng(0)
"""Nothing is drawn from it."""


class Trainer:
    """Parameters and optimizer's state that are changed in place, step by step.

    With `stay` the steps of gradient descent are not made but added up, see `sum_of_steps`.

    Attributes
    ----------
    steps_an_epoch : int
    draws_a_step : int
        The random numbers that a step of full size needs to decide what is dropped.
    products_a_step : int
        About so many multiplications a step takes forward, those with the zeros behind the rows included.
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
        rule = optimizer(recipe.optimizer)
        self._slot_names = rule.slots
        layout = self._layout = Layout(network, plan, dtype)
        self._parameters = layout.flat(state.parameters)
        self._slots = layout.room(len(rule.slots) * layout.n_parameters)
        for slot, numbers in self._each_slot():
            numbers[:] = layout.flat({name: state.optimizer_state[f"{slot}/{name}"] for name in state.parameters})
        chain = _chain(network, plan, layout, self._size, self.classes)
        in_place = rule.kind == "sgd" and recipe.clip_norm is None
        in_numbers = Rule(
            names.OPTIMIZERS.index(rule.kind),
            np.array(rule.settings, np.float64),
            recipe.clip_norm or math.inf,
            in_place,
        )
        self.products_a_step = self._size * len(self._parameters)
        self._gradient = self._parameters if in_place and not stay else layout.room(layout.n_parameters)
        weights = np.zeros(0, dtype) if rows.weights is None else _readable(rows.weights)
        flat_rows = FlatRows(_readable(rows.x), _readable(rows.t), weights)
        self._together = plan.together
        held = min(plan.together * self._size, self._n_epoch)
        # Where the rows that are held are all there are, it is known how many numbers are not zero.
        all_rows = held == n_rows and not self._random
        nonzero = int(np.count_nonzero(rows.x)) if all_rows else held * network.widths[0]
        work = _work(plan, layout, self._size, held, nonzero)
        self._laid_out = ((0,) * layout.lane, chain, in_numbers, flat_rows, work)
        self._filled = False

    def draw_order(self, rng: np.random.Generator, epochs: int) -> Array:
        """Draw the numbers of the rows for some epochs; none are needed where they come as the data have them."""
        if self._random:
            return rng.integers(0, self._n_rows, epochs * self._n_epoch)
        if self._shuffled:
            return np.concatenate([rng.permutation(self._n_rows) for _ in range(epochs)])
        return np.zeros(0, np.int64)

    def take(
        self, rng: np.random.Generator, order: Array | None, done: int, count: int, rates: Array, steps_before: int
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
        count : int
            The steps to take.
        rates : array of shape (count,) or (1,)
        steps_before : int
            The steps behind us since the beginning.

        Returns
        -------
        losses, hits : array of shape (count,)
            Of each batch before its step; no hits where the targets are no classes. None if a number is no longer
            finite: then the parameters are spoilt.
        """
        first = done * self._size
        if order is None:
            order = rng.integers(0, self._n_rows, self._size)
        elif len(order):
            order = order[first : first + count * self._size]
        n_taken = min(count * self._size, self._n_epoch - first) if self.draws_a_step else 0
        draws = rng.random(n_taken * sum(self._dropping), dtype=np.float32) if n_taken else np.zeros(0, np.float32)
        # What is not asked of the system need not be cleared by it: a turn of XOR takes a few milliseconds altogether.
        losses, hits = np.empty(count), np.empty(count if self.classes else 0)
        block = Block(
            order,
            draws,
            rates.astype(self._parameters.dtype),
            self._n_epoch,
            self._size,
            first % self._n_epoch,
            self._filled,
            steps_before,
            self._together,
        )
        arguments = (*self._laid_out, block, self._parameters, self._gradient, self._slots, losses, hits)
        taken = entry.run(*arguments)
        self._filled = self.steps_an_epoch == 1 and not self._random
        ends = self._parameters.min(), self._parameters.max()  # NaN if there is one
        finite = taken == count and all(map(math.isfinite, ends))
        return (losses, hits) if finite else None

    def sum_of_steps(self, parameters: Parameters, rates: Array) -> tuple[Array, Parameters] | None:
        """Give the losses of all batches at these parameters, and Σ -rate · gradient; None if a loss is not finite.

        The sums are where the next call will write its own.
        """
        for name, place in self._layout.places(self._parameters).items():
            place[...] = parameters[name]
        self._gradient[:] = 0
        found = self.take(_UNUSED, np.zeros(0, np.int64), 0, len(rates), rates, 0)
        return None if found is None else (found[0], self._layout.places(self._gradient))

    def losses_of_epochs(self, losses: Array) -> Array:
        """Average over the rows of each epoch the mean losses of its batches."""
        if self.steps_an_epoch == 1:
            return losses
        n_rows = np.full(self.steps_an_epoch, self._size)
        n_rows[-1] = self._n_epoch - self._size * (self.steps_an_epoch - 1)
        return (losses.reshape(-1, self.steps_an_epoch) * n_rows).sum(axis=1) / self._n_epoch

    def accuracies_of_epochs(self, hits: Array) -> Array | None:
        """Give the share of the rows of each epoch whose class was right; None where the targets are no classes."""
        if not self.classes:
            return None
        if self.steps_an_epoch > 1:
            hits = hits.reshape(-1, self.steps_an_epoch).sum(axis=1)
        return np.divide(hits, self._n_epoch, out=hits)

    def parameters(self, room: State | None = None, copy: bool = True) -> Parameters:
        """Give the parameters, by their names: a copy, in the arrays of `room` if given, or where they are."""
        places = self._layout.places(self._parameters)
        return _copied(places, room.parameters if room else {}) if copy else places

    def optimizer_state(self, room: State | None = None) -> OptimizerState:
        """Give a copy of what the optimizer remembers, by its names; see `parameters`."""
        places = {
            f"{slot}/{name}": place
            for slot, numbers in self._each_slot()
            for name, place in self._layout.places(numbers).items()
        }
        return _copied(places, room.optimizer_state if room else {})

    def _each_slot(self) -> Iterator[tuple[str, Array]]:
        return zip(self._slot_names, self._slots.reshape(len(self._slot_names), self._layout.n_parameters), strict=True)


def _copied(places: Parameters, room: Parameters) -> Parameters:
    for name, array in room.items():
        array[...] = places[name]
    return room or {name: place.copy() for name, place in places.items()}


def _readable(array: Array) -> Array:
    """Give the numbers as a flat array, without a copy if they lie together.

    Compiled code is made for each kind of array, and one that may not be written to is another. Nothing is written.
    """
    array = np.require(array, requirements=["C", "A"])
    if not array.flags.writeable:
        seen = {**array.__array_interface__, "data": (array.ctypes.data, False)}
        array = np.asarray(SimpleNamespace(__array_interface__=seen, kept_alive=array))
    return np.asarray(array).reshape(-1)


def _chain(network: Network, plan: Plan, layout: Layout, size: int, classes: bool) -> Chain:
    dtype = layout.dtype
    functions = [names.ACTIVATIONS.index(f.name) for f in (*network.hidden_activations, network.output_activation)]
    return Chain(
        widths=np.array(network.widths),
        strides=np.array(layout.strides),
        weights=np.array(layout.weights),
        biases=np.array(layout.biases),
        values=np.array(layout.values(size)),
        activations=np.array([0, *functions]),
        forms=np.array([0, *plan.forms]),
        drop_probabilities=np.array([0, *network.drop_probabilities, 0], np.float32),
        kept=np.array([1, *(1 / (1 - p) for p in network.drop_probabilities), 1], dtype),
        l2=np.array([network.l2], dtype),
        valid=layout.valid(),
        loss=names.LOSSES.index(network.loss_record.name),
        counts_hits=classes,
    )


def _work(plan: Plan, layout: Layout, size: int, held: int, nonzero: int) -> Work:
    """Make room for steps of `size` rows, and for the `held` rows of a group, of which so many numbers are not zero."""
    n_in, wide, dtype = *layout.strides[:2], layout.dtype
    n_values, n_out = layout.values(size)[0], layout.strides[-1]
    sparse = plan.forms[0] == names.SPARSE
    room = 2 * nonzero + 1 if sparse else 0
    n_chunks = -(-held // rows_together.py_func(held, wide)) if sparse else 0
    lists = Lists(
        np.zeros(room, np.int32),
        np.zeros(room, dtype),
        np.zeros(held + 1, np.int64),
        np.zeros(n_chunks * (n_in + 1), np.int64),
    )
    grouped = held if plan.together > 1 else 0
    # Of the first layer no Wᵀ is needed, nor where BLAS does the product.
    layers = zip(plan.forms[1:], layout.strides[1:], layout.widths[2:], strict=False)
    turned = max((stride * width for form, stride, width in layers if form == names.LOOPS), default=0)
    z, a, d = (layout.room(n_values + behind) for behind in (grouped * wide, held * n_in, grouped * wide))
    return Work(
        layout.room(held * n_out),
        np.zeros(held, dtype),
        z,
        a,
        d,
        lists,
        np.zeros(grouped * grouped, dtype),
        layout.room(turned),
    )
