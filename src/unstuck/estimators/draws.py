"""What is drawn at random, in scikit-learn's order and from its generator: the same seed gives the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import train_test_split

from unstuck.arrays import Array, Parameters
from unstuck.errors import InputError


class RowOrder(np.random.Generator):
    """A generator over the numbers of a `numpy.random.RandomState`, whose permutations are scikit-learn's.

    scikit-learn shuffles the order of the epoch before, where `Generator.permutation` begins with 0, 1, 2, … each time.

    Attributes
    ----------
    last : array of shape (n_rows,) or None
        The order of the epoch before, which can be set to go back to it.
    """

    def __init__(self, random_state: np.random.RandomState) -> None:
        super().__init__(random_state._bit_generator)
        self._random_state = random_state
        self.last: Array | None = None

    def permutation(self, x: Any, axis: int = 0) -> Array:
        """Give the row numbers 0 to x - 1 in a new order."""
        drawn = np.arange(x)
        self._random_state.shuffle(drawn)
        self.last = drawn if self.last is None else self.last[drawn]
        return self.last


def initial_parameters(
    widths: Sequence[int], activations: Sequence[str], random_state: np.random.RandomState, dtype: npt.DTypeLike
) -> Parameters:
    r"""Draw weights and biases to start from, uniform in :math:`\pm\sqrt{6 / (n_{in} + n_{out})}`.

    For the logistic activation 2 stands in place of 6. X. Glorot and Y. Bengio, AISTATS 2010. The output layer goes
    with the activation of the last hidden one.

    Parameters
    ----------
    widths : sequence of int
    activations : sequence of str
        The names of those of the hidden layers.
    random_state : numpy.random.RandomState
    dtype : dtype

    Returns
    -------
    dict of str to array
        ``W1`` of shape (n_in, n_out), ``b1`` of shape (n_out,), and so on.
    """
    behind = [*activations, *(activations[-1:] or ["identity"])]
    parameters: Parameters = {}
    for layer, (n_in, n_out) in enumerate(pairwise(widths)):
        bound = np.sqrt((2.0 if behind[layer] == "sigmoid" else 6.0) / (n_in + n_out))
        parameters[f"W{layer + 1}"] = random_state.uniform(-bound, bound, (n_in, n_out)).astype(dtype, copy=False)
        parameters[f"b{layer + 1}"] = random_state.uniform(-bound, bound, n_out).astype(dtype, copy=False)
    return parameters


def hold_out(t: Array, fraction: float, by_class: bool, random_state: np.random.RandomState) -> tuple[Array, Array]:
    """Choose the rows to learn from and those to measure on.

    Parameters
    ----------
    t : array of shape (n_rows, n_outputs)
    fraction : float
        The share of the rows to measure on.
    by_class : bool
        Give each of two classes its share.
    random_state : numpy.random.RandomState

    Returns
    -------
    train, held_out : array of int

    Raises
    ------
    InputError
        If fewer than 2 rows would be held out.
    ValueError
        From scikit-learn, if there are too few rows, or too few of a class.
    """
    train, held_out = train_test_split(
        np.arange(len(t)),
        random_state=random_state,
        test_size=fraction,
        stratify=t.astype(bool) if by_class else None,
    )
    if len(held_out) < 2:
        raise InputError(
            f"The validation set is too small. Increase 'validation_fraction' ({fraction}) or the size of your dataset "
            f"({len(t)} rows)."
        )
    return train, held_out
