"""The network: dense layers in a chain, a loss at the end, and the one place that averages over rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from unstuck.arguments import generator, number, number_type, share, shown
from unstuck.arrays import Array, Parameters, as_matrix, as_weights, fitting
from unstuck.errors import InputError
from unstuck.nn.activations import Activation, activation
from unstuck.nn.initializers import Initializer, default_for, initializer
from unstuck.nn.layers import activate, dense, dropout
from unstuck.nn.losses import Loss, check_pair, loss, row_losses, rows_and_pullback

_Back: TypeAlias = Callable[[Array], Array]


class Evaluation(NamedTuple):
    """The loss of a batch (a float), its gradients (as the parameters are), and the outputs (n_rows, n_outputs)."""

    loss: float
    gradients: Parameters
    outputs: Array


def _is_width(given: object) -> bool:
    return isinstance(given, int | np.integer) and not isinstance(given, bool) and bool(1 <= given < 2**31)


@dataclass(frozen=True)
class Network:
    """A chain of dense layers, each followed by its activation. It is a description: the parameters stand apart.

    Parameters
    ----------
    widths : sequence of int
        The number of inputs, of units in each hidden layer, of outputs: ``(784, 300, 10)``.
    hidden : str, Activation or a sequence of them, default "sigmoid"
        The activation of the hidden layers; a sequence gives each its own.
    output : str, Activation or None
        The output activation; None takes the one that belongs with the loss.
    loss : str or Loss, default "categorical_cross_entropy"
    l2 : float, default 0
        Adds l2/2 times the sum of the squares of all weights, not of biases, to the mean loss. A loss written with
        lambda / (2 n_rows) has l2 = lambda / n_rows.
    drop_probability : float or a sequence of float, default 0
        The probability with which a unit of a hidden layer is dropped in training; a sequence gives each its own.

    Raises
    ------
    InputError
        For fewer than two widths, a width below 1, an unknown name, a number out of its range, an output activation
        that the loss cannot be computed from.

    Examples
    --------
    >>> import numpy as np
    >>> network = Network((2, 3, 1), hidden="tanh", loss="binary_cross_entropy")
    >>> parameters = network.initial_parameters(np.random.default_rng(0))
    >>> {name: array.shape for name, array in parameters.items()}
    {'W1': (2, 3), 'b1': (3,), 'W2': (3, 1), 'b2': (1,)}
    """

    widths: Sequence[int]
    hidden: str | Activation | Sequence[str | Activation] = "sigmoid"
    output: str | Activation | None = None
    loss: str | Loss = "categorical_cross_entropy"
    l2: float = 0.0
    drop_probability: float | Sequence[float] = 0.0

    def __post_init__(self) -> None:
        widths = tuple(self.widths) if isinstance(self.widths, Iterable) else ()
        if len(widths) < 2 or not all(_is_width(width) for width in widths):
            raise InputError(
                f"widths is {shown(self.widths)}; expected at least two whole numbers from 1 and below 2**31, such as "
                "(784, 300, 10)."
            )
        number("l2", self.l2, "a number from 0", lambda value: value >= 0)
        object.__setattr__(self, "widths", tuple(int(width) for width in widths))
        check_pair(self.loss_record, self.output_activation, self.widths[-1])
        self.hidden_activations  # noqa: B018  (look every name up now, so that a wrong one is refused here)
        self.drop_probabilities  # noqa: B018

    @property
    def depth(self) -> int:
        """The number of dense layers."""
        return len(self.widths) - 1

    @cached_property
    def loss_record(self) -> Loss:
        """The loss as a record."""
        return loss(self.loss)

    @cached_property
    def output_activation(self) -> Activation:
        """The output activation as a record."""
        return activation(self.loss_record.output if self.output is None else self.output)

    @cached_property
    def hidden_activations(self) -> tuple[Activation, ...]:
        """The activation of each hidden layer."""
        return tuple(activation(a) for a in self._each_hidden("hidden", self.hidden, (str, Activation)))

    @cached_property
    def drop_probabilities(self) -> tuple[float, ...]:
        """The probability of dropping a unit, for each hidden layer."""
        each = self._each_hidden("drop_probability", self.drop_probability, (int, float, np.number))
        return tuple(share("drop_probability", probability) for probability in each)

    def _each_hidden(self, name: str, given: object, single: tuple[type, ...]) -> tuple[Any, ...]:
        if isinstance(given, single):
            return (given,) * (self.depth - 1)
        if not isinstance(given, Iterable) or isinstance(given, str | bytes):
            raise InputError(f"{name} is {shown(given)}; expected one for all hidden layers, or a sequence of them.")
        each = tuple(given)
        if len(each) != self.depth - 1:
            raise InputError(f"{name} has {len(each)} entries, but there are {self.depth - 1} hidden layers.")
        return each

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """Give the shape of every parameter by name, in the order of the layers."""
        return dict(self._shapes)

    @cached_property
    def _shapes(self) -> dict[str, tuple[int, ...]]:
        shapes: dict[str, tuple[int, ...]] = {}
        for layer, (n_in, n_out) in enumerate(pairwise(self.widths), start=1):
            shapes[f"W{layer}"], shapes[f"b{layer}"] = (n_in, n_out), (n_out,)
        return shapes

    def initial_parameters(
        self,
        rng: np.random.Generator,
        weights: str | Initializer | None = None,
        biases: str | Initializer = "zeros",
        dtype: npt.DTypeLike = np.float64,
    ) -> Parameters:
        """Draw the parameters to start from.

        Parameters
        ----------
        rng : numpy.random.Generator
        weights, biases : str or Initializer
            None chooses by the activation behind the weights. The numbers are drawn as float64, so that a float32
            network starts from the same ones, rounded.
        dtype : dtype, default float64
            float32 or float64.

        Returns
        -------
        dict of str to array
            ``W1`` of shape (n_in, n_out), ``b1`` of shape (n_out,), and so on.

        Raises
        ------
        InputError
            If the start is known by no name, the type is another, or `rng` is no generator.
        """
        generator("rng", rng)
        dtype = number_type("dtype", dtype)
        parameters: Parameters = {}
        behind = (*self.hidden_activations, self.output_activation)
        for layer, (n_in, n_out) in enumerate(pairwise(self.widths)):
            start = default_for(behind[layer].name) if weights is None else initializer(weights)
            parameters[f"W{layer + 1}"] = start.draw(rng, n_in, n_out).astype(dtype)
            parameters[f"b{layer + 1}"] = initializer(biases).draw(rng, 1, n_out)[0].astype(dtype)
        return parameters

    def check_parameters(self, parameters: Parameters) -> None:
        """See that the parameters are those of this network.

        Raises
        ------
        InputError
            If one is missing, is not of this network, or has another shape; both shapes are named.
        """
        shapes = self._shapes
        if not isinstance(parameters, Mapping):
            raise InputError(f"parameters is {shown(parameters)}; expected a dict of arrays {', '.join(shapes)}.")
        if list(parameters) != list(shapes):
            raise InputError(f"The parameters are {list(parameters)}; this network has {list(shapes)}, in this order.")
        for name, shape in shapes.items():
            parameter = parameters[name]
            if not isinstance(parameter, np.ndarray) or parameter.dtype.kind not in "fiu":
                raise InputError(f"The parameter {name} is {shown(parameter)}; expected an array of floats.")
            if parameter.shape != shape:
                raise InputError(f"The parameter {name} has shape {parameter.shape}; this network needs {shape}.")

    def forward(
        self, parameters: Parameters, x: Array, rng: np.random.Generator | None = None
    ) -> tuple[Array, Callable[[Array], Parameters]]:
        """Run the layers up to z of the output layer, before its activation.

        Parameters
        ----------
        parameters : dict of str to array
        x : array of shape (n_rows, n_inputs)
        rng : numpy.random.Generator, optional
            Draws which units are dropped; without it none is.

        Returns
        -------
        z : array of shape (n_rows, n_outputs)
        pullback : callable
            ``pullback(dz) -> gradients``, named as the parameters are.

        Raises
        ------
        InputError
            If parameters or inputs are not those of this network.
        """
        self.check_parameters(parameters)
        x = fitting("x", x, self.widths[0])
        if rng is not None:
            generator("rng", rng)
        to_parameters: dict[int, Callable[[Array], tuple[Array, Array]]] = {}
        to_input: dict[int, _Back] = {}
        to_z: dict[int, _Back] = {}
        to_kept: dict[int, _Back] = {}
        a = x
        for layer in range(1, self.depth + 1):
            z, to_parameters[layer], to_input[layer] = dense(parameters[f"W{layer}"], parameters[f"b{layer}"], a)
            if layer < self.depth:
                a, to_z[layer] = activate(self.hidden_activations[layer - 1], z)
                a, to_kept[layer] = dropout(self.drop_probabilities[layer - 1], rng, a)

        def pullback(dz: Array) -> Parameters:
            gradients: Parameters = {}
            for layer in range(self.depth, 0, -1):
                gradients[f"W{layer}"], gradients[f"b{layer}"] = to_parameters[layer](dz)
                if layer > 1:
                    da = to_input[layer](dz)
                    dz = to_z[layer - 1](to_kept[layer - 1](da))
            return {name: gradients[name] for name in parameters}

        return z, pullback

    def outputs(self, parameters: Parameters, x: Array) -> Array:
        """Compute the outputs, an array of shape (n_rows, n_outputs), for x of shape (n_rows, n_inputs)."""
        z, _ = self.forward(parameters, as_matrix("x", x, self.widths[0]))
        return self.output_activation.value(z)

    def loss_and_gradients(
        self,
        parameters: Parameters,
        x: Array,
        t: Array,
        weights: Array | None = None,
        rng: np.random.Generator | None = None,
    ) -> Evaluation:
        r"""Compute the mean loss over the rows, with the L2 term, and its slope at every parameter.

        .. math:: L = \frac{1}{n} \sum_i v_i \ell(y_i, t_i) + \frac{\lambda}{2} \sum_W \lVert W \rVert^2

        Parameters
        ----------
        parameters : dict of str to array
        x : array of shape (n_rows, n_inputs)
        t : array of shape (n_rows, n_outputs)
        weights : array of shape (n_rows,), optional
            The weight v of every row; without it each row counts 1.
        rng : numpy.random.Generator, optional
            Draws which units are dropped; without it none is.

        Returns
        -------
        Evaluation
            The loss, the gradients, the outputs.

        Raises
        ------
        InputError
            If parameters or arrays do not fit the network or each other. That their numbers are finite is not checked.
        """
        x, t, weights = self._checked(x, t, weights)
        z, pullback = self.forward(parameters, x, rng)
        y, rows, loss_back = rows_and_pullback(self.loss_record, self.output_activation, z, t)
        n_rows = x.shape[0]  # x may be a sparse matrix, which has no length
        share = np.full(n_rows, 1 / n_rows, dtype=x.dtype) if weights is None else weights / n_rows
        gradients = pullback(loss_back(share))
        if self.l2:
            for name in self.weight_names():
                gradients[name] += self.l2 * parameters[name]
        return Evaluation(float(rows @ share) + self.penalty(parameters), gradients, y)

    def mean_loss(self, parameters: Parameters, x: Array, t: Array, weights: Array | None = None) -> float:
        """Compute the mean loss over the rows, without the L2 term; see `loss_and_gradients` for the arguments."""
        x, t, weights = self._checked(x, t, weights)
        z, _ = self.forward(parameters, x)
        rows = row_losses(self.loss_record, self.output_activation, z, t)
        if weights is not None and not weights.any():
            raise InputError("weights are 0 for every row, so there is no mean.")
        return float(np.average(rows, weights=weights))

    def _checked(self, x: Array, t: Array, weights: Array | None) -> tuple[Array, Array, Array | None]:
        x, t = fitting("x", x, self.widths[0]), fitting("t", t, self.widths[-1])
        if x.shape[0] != t.shape[0]:
            raise InputError(f"x has {x.shape[0]} rows and t has {t.shape[0]}; expected as many targets as inputs.")
        return x, t, None if weights is None else as_weights(weights, x.shape[0])

    def penalty(self, parameters: Parameters) -> float:
        """Compute the L2 term: l2/2 times the sum of the squares of the weights."""
        self.check_parameters(parameters)
        if not self.l2:
            return 0.0
        return self.l2 / 2 * sum(float(np.vdot(parameters[name], parameters[name])) for name in self.weight_names())

    def weight_names(self) -> Iterator[str]:
        """Give the names of the weights, without the biases."""
        return (f"W{layer}" for layer in range(1, self.depth + 1))

    def layer_values(self, parameters: Parameters, x: Array) -> Iterator[tuple[int, Array, Array]]:
        """Walk through the layers without a way back, for those who want to look inside.

        Yields
        ------
        layer : int
            From 1.
        z, a : array of shape (n_rows, n_units)
            Before and after the activation.

        Raises
        ------
        InputError
            If parameters or inputs are not those of this network.
        """
        self.check_parameters(parameters)
        a = fitting("x", x, self.widths[0])
        for layer, function in enumerate((*self.hidden_activations, self.output_activation), start=1):
            z = a @ parameters[f"W{layer}"] + parameters[f"b{layer}"]
            a = function.value(z)
            yield layer, z, a

    def __getstate__(self) -> dict[str, Any]:
        """Give what the network was made from: the records that were looked up cannot be pickled, and need not be."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __str__(self) -> str:
        """Name the network in one line: ``784-300-10, sigmoid → softmax, categorical cross-entropy``."""
        names = [a.name for a in self.hidden_activations]
        hidden = names[:1] if len(set(names)) == 1 else names
        chain = " → ".join([*hidden, self.output_activation.name])
        line = f"{'-'.join(map(str, self.widths))}, {chain}, {self.loss_record.name.replace('_', ' ')}"
        return line + (f", l2 {self.l2:g}" if self.l2 else "")
