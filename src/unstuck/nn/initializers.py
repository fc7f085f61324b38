r"""Initializers: the weights before the first step.

A weight that is drawn too small or too large makes the values shrink or grow from layer to layer; weights that are all
alike stay alike for ever. With n_in inputs of variance 1 a layer keeps the variance when its weights have the variance
1 / n_in (LeCun); a ReLU throws half of it away, so 2 / n_in (He); 2 / (n_in + n_out) is the compromise between the way
forward and the way back (Glorot).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from unstuck.arguments import looked_up
from unstuck.arrays import Array
from unstuck.errors import InputError


@dataclass(frozen=True)
class Initializer:
    """How the weights of one layer are drawn.

    Attributes
    ----------
    name : str
    draw : callable
        ``draw(rng, n_in, n_out) -> w`` of shape (n_in, n_out), float64.
    """

    name: str
    draw: Callable[[np.random.Generator, int, int], Array]


def _normal(name: str, deviation: Callable[[int, int], float]) -> Initializer:
    return Initializer(name, lambda rng, n_in, n_out: rng.standard_normal((n_in, n_out)) * deviation(n_in, n_out))


def _uniform(name: str, low: Callable[[int, int], float], high: Callable[[int, int], float]) -> Initializer:
    return Initializer(name, lambda rng, n_in, n_out: rng.uniform(low(n_in, n_out), high(n_in, n_out), (n_in, n_out)))


def _scaled(name: str, variance: Callable[[int, int], float]) -> tuple[Initializer, Initializer]:
    # A uniform distribution on (-r, r) has the variance r² / 3.
    return (
        _normal(f"{name}_normal", lambda n_in, n_out: math.sqrt(variance(n_in, n_out))),
        _uniform(
            f"{name}_uniform",
            lambda n_in, n_out: -math.sqrt(3 * variance(n_in, n_out)),
            lambda n_in, n_out: math.sqrt(3 * variance(n_in, n_out)),
        ),
    )


INITIALIZERS: dict[str, Initializer] = {
    initializer.name: initializer
    for initializer in (
        *_scaled("glorot", lambda n_in, n_out: 2 / (n_in + n_out)),  # X. Glorot and Y. Bengio, AISTATS 2010
        *_scaled("he", lambda n_in, n_out: 2 / n_in),  # K. He et al., ICCV 2015
        *_scaled("lecun", lambda n_in, n_out: 1 / n_in),  # Y. LeCun et al., Efficient BackProp, 1998
        Initializer("zeros", lambda rng, n_in, n_out: np.zeros((n_in, n_out))),
    )
}

_NUMBER = r"([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)"
_WITH_NUMBERS: tuple[tuple[str, Callable[..., Initializer]], ...] = (
    (rf"normal:{_NUMBER}", lambda name, scale: _normal(name, lambda *_: scale)),
    (rf"randn\*{_NUMBER}", lambda name, scale: _normal(name, lambda *_: scale)),
    (rf"uniform:{_NUMBER}", lambda name, scale: _uniform(name, lambda *_: -scale, lambda *_: scale)),
    (rf"uniform:{_NUMBER}:{_NUMBER}", lambda name, low, high: _uniform(name, lambda *_: low, lambda *_: high)),
    (rf"rand/{_NUMBER}", lambda name, divisor: _uniform(name, lambda *_: 0.0, lambda *_: 1 / divisor)),
    (rf"constant:{_NUMBER}", lambda name, value: Initializer(name, lambda rng, *shape: np.full(shape, value))),
)


def initializer(name: str | Initializer) -> Initializer:
    """Look an initializer up by its name; a record of one's own is passed through.

    Beside the names in `INITIALIZERS` there are ``normal:SCALE``, ``uniform:SCALE`` for (-SCALE, SCALE),
    ``uniform:LOW:HIGH``, ``constant:VALUE``, and two starts as they are found in hand-written code: ``randn*0.01`` and
    the one-sided ``rand/100``.

    Raises
    ------
    InputError
        If there is no initializer of that name, or its numbers make no sense.
    """
    if isinstance(name, Initializer):
        return name
    if isinstance(name, str) and name in INITIALIZERS:
        return INITIALIZERS[name]
    for pattern, make in _WITH_NUMBERS:
        match = re.fullmatch(pattern, name) if isinstance(name, str) else None
        if match:
            numbers = [float(number) for number in match.groups()]
            if not all(map(math.isfinite, numbers)):
                raise InputError(f"The initializer {name!r} holds a number that is too large.")
            if name.startswith("rand/") and numbers[0] == 0:
                raise InputError(f"The initializer {name!r} divides by zero.")
            return make(name, *numbers)
    written = ", normal:SCALE, uniform:SCALE, uniform:LOW:HIGH, constant:VALUE, randn*SCALE, rand/DIVISOR"
    return looked_up("initializer", name, INITIALIZERS, also=written)


def default_for(activation_name: str) -> Initializer:
    """Choose the start that suits the activation behind the weights: He for the ReLU family, Glorot for the others."""
    return INITIALIZERS[
        "he_normal" if activation_name in ("relu", "leaky_relu", "softplus", "gelu") else "glorot_uniform"
    ]
