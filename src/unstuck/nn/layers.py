r"""Layers: each takes its input and returns its output with a pullback.

The pullback is the layer's way back: given the slope of the loss at the output it returns the slope at the input, or at
the weights and the bias. It remembers what it needs by being a closure; nothing is stored
anywhere else. A network is these functions called one after the other, and back-propagation is their pullbacks called
in the opposite order.
"""

from __future__ import annotations

import operator
from collections.abc import Callable

import numpy as np

from unstuck.arrays import Array
from unstuck.nn.activations import Activation


def dense(
    w: Array, b: Array, x: Array
) -> tuple[Array, Callable[[Array], tuple[Array, Array]], Callable[[Array], Array]]:
    r"""Compute :math:`z = x W + b`.

    There are two ways back, since the first layer of a network needs only one: nobody asks for the slope at the data.

    Parameters
    ----------
    w : array of shape (n_in, n_out)
    b : array of shape (n_out,)
    x : array or sparse matrix of shape (n_rows, n_in)

    Returns
    -------
    z : array of shape (n_rows, n_out)
    to_parameters : callable
        ``to_parameters(dz) -> dw, db`` with :math:`dW = x^T dz`, and db the sum of dz over the rows.
    to_input : callable
        ``to_input(dz) -> dx`` with :math:`dx = dz\,W^T`.
    """
    # For one row x^T dz is an outer product, and plain multiplication takes a third of the time of a matrix product.
    times = np.multiply if x.shape[0] == 1 and isinstance(x, np.ndarray) else operator.matmul
    return x @ w + b, lambda dz: (times(x.T, dz), dz.sum(axis=0)), lambda dz: dz @ w.T


def activate(activation: Activation, z: Array) -> tuple[Array, Callable[[Array], Array]]:
    """Compute a = f(z).

    Parameters
    ----------
    activation : Activation
    z : array of shape (n_rows, n_units)

    Returns
    -------
    a : array of shape (n_rows, n_units)
    pullback : callable
        ``pullback(da) -> dz``
    """
    a = activation.value(z)
    return a, lambda da: activation.pullback(da, z, a)


def dropout(
    drop_probability: float, rng: np.random.Generator | None, a: Array
) -> tuple[Array, Callable[[Array], Array]]:
    """Set each value to zero with probability `drop_probability`, and scale the others so that the mean stays.

    Parameters
    ----------
    drop_probability : float
        Between 0 and 1, 1 excluded.
    rng : numpy.random.Generator or None
        None when the network is used rather than trained: nothing is dropped.
    a : array of shape (n_rows, n_units)

    Returns
    -------
    a : array of shape (n_rows, n_units)
    pullback : callable
        ``pullback(da) -> da``: the same values are dropped on the way back.
    """
    if rng is None or drop_probability == 0:
        return a, lambda da: da
    # float32 draws whatever the dtype: the comparison needs no more, and it takes half the time.
    kept = rng.random(a.shape, dtype=np.float32) >= drop_probability
    mask = kept * a.dtype.type(1 / (1 - drop_probability))
    return a * mask, lambda da: da * mask
