r"""Activations: the value of each and how an error is carried back through it.

A layer computes :math:`z = x W + b` and then :math:`a = f(z)`. If a loss :math:`L` has the slope :math:`da = \partial L
/ \partial a`, the chain rule gives :math:`dz = da \cdot f'(z)`. One record an activation, one table of them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtr

from unstuck.arguments import function, looked_up, of_type
from unstuck.arrays import Array


@dataclass(frozen=True)
class Activation:
    """A function applied to the values z of a layer, and its pullback.

    Attributes
    ----------
    name : str
    value : callable
        ``value(z) -> a``; arrays of shape (n_rows, n_units).
    pullback : callable
        ``pullback(da, z, a) -> dz``: the slope of the loss at a, carried back to z.
    flat : tuple of float
        The values of a at which the function is flat, so that a unit there passes no gradient back: its asymptotes,
        or 0 for a ReLU.
    """

    name: str
    value: Callable[[Array], Array]
    pullback: Callable[[Array, Array, Array], Array]
    flat: tuple[float, ...] = ()


def elementwise(
    name: str, value: Callable[[Array], Array], slope: Callable[[Array, Array], Array], flat: tuple[float, ...] = ()
) -> Activation:
    """Make the record of a function that acts on each number alone, from f(z) and the slope f'(z).

    The slope is given z and a = f(z), since it is often cheaper in terms of a: for the sigmoid, a (1 - a).

    Raises
    ------
    InputError
        If the name is no text, or one of the two no function.
    """
    of_type("name", name, str), function("value", value, "value(z) -> a"), function("slope", slope, "slope(z, a)")
    return Activation(name, value, lambda da, z, a: da * slope(z, a), flat)


def _relu(z: Array) -> Array:
    return np.maximum(z, 0)


def _softplus(z: Array) -> Array:
    return np.logaddexp(z.dtype.type(0), z)


def _softmax(z: Array) -> Array:
    # Subtracting the largest z of each row changes nothing (it cancels) and keeps exp from overflowing.
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _softmax_pullback(da: Array, z: Array, a: Array) -> Array:
    # d a_k / d z_j = a_k ([j = k] - a_j), summed over k against da.
    return a * (da - (da * a).sum(axis=1, keepdims=True))


def _leak(z: Array) -> Array:
    return np.where(z > 0, z.dtype.type(1), z.dtype.type(0.01))


def _normal_density(z: Array) -> Array:
    return np.exp(-z * z / 2) / float(np.sqrt(2 * np.pi))


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        elementwise("sigmoid", expit, lambda z, a: a * (1 - a), flat=(0.0, 1.0)),
        elementwise("tanh", np.tanh, lambda z, a: 1 - a * a, flat=(-1.0, 1.0)),
        elementwise("relu", _relu, lambda z, a: z > 0, flat=(0.0,)),
        elementwise("leaky_relu", lambda z: z * _leak(z), lambda z, a: _leak(z)),
        elementwise("softplus", _softplus, lambda z, a: expit(z), flat=(0.0,)),
        elementwise("gelu", lambda z: z * ndtr(z), lambda z, a: ndtr(z) + z * _normal_density(z), flat=(0.0,)),
        elementwise("exp", np.exp, lambda z, a: a, flat=(0.0,)),
        elementwise("identity", lambda z: z, lambda z, a: np.ones_like(z)),
        Activation("softmax", _softmax, _softmax_pullback),
    )
}


def activation(name: str | Activation) -> Activation:
    """Look an activation up by its name; a record of one's own is passed through.

    Raises
    ------
    InputError
        If there is no activation of that name.
    """
    if isinstance(name, Activation):
        return name
    return looked_up("activation", name, ACTIVATIONS)
