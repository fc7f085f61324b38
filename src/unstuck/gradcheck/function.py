"""The user's function: called with fresh arrays, watched, and moved along lines."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan
from typing import Any

import numpy as np

from unstuck.errors import InputError
from unstuck.gradcheck.slopes import EPS, Probe
from unstuck.gradcheck.structure import Array, Structure, as_array

IMAGINARY_STEP = 2.0**-100
"""Its square is far below rounding, and nothing is subtracted, so that the complex step needs no balance of errors."""


@dataclass(frozen=True)
class Function:
    """The user's function at the user's parameters.

    Parameters
    ----------
    call
        What the user gave.
    structure, arrays
        The parameters, taken apart.
    value
        The function's value there.
    jitter
        By how much two calls with the same parameters differ: 0, or rounding that depends on where arrays lie.
    """

    call: Callable[[Any], Any]
    structure: Structure
    arrays: list[Array]
    value: float
    jitter: float

    @classmethod
    def watched(cls, call: Callable[[Any], Any], structure: Structure, arrays: list[Array]) -> Function:
        """Call the function twice, and refuse one that is random, not finite, not scalar or changes its arguments."""
        first, second = (_scalar(untouched(call, structure, arrays, "function")) for _ in range(2))
        if not np.isfinite(first):
            raise InputError(
                f"function(parameters) is {first}; expected a finite number. Look for a logarithm of 0 or an overflow."
            )
        function = cls(call, structure, arrays, first, abs(first - second))
        function.require_same(second)
        return function

    def require_same(self, value: float) -> None:
        """Refuse a function that gives `value` where it gave `self.value` before."""
        single = np.abs(self.value) < np.finfo(np.float32).max and float(np.float32(self.value)) == self.value
        eps = float(np.finfo(np.float32).eps) if single else EPS
        if not abs(value - self.value) <= 64 * eps * abs(self.value):
            raise InputError(
                f"function gives {self.value!r} and then {value!r} for the same parameters, so it has no gradient that "
                "could be measured. Take what is random out of it (dropout, a random batch, noise), seed it inside, or "
                "look for state that it keeps between calls."
            )

    def require_unchanged(self) -> None:
        """Refuse a function that, after all the calls, has changed its arguments or gives another value."""
        self.require_same(_scalar(untouched(self.call, self.structure, self.arrays, "function")))

    def at(self, changed: Mapping[int, Array]) -> float:
        """Return the value with some arrays replaced; nan where the function does not exist."""
        arrays = [changed.get(i, array) for i, array in enumerate(self.arrays)]
        try:
            with np.errstate(all="ignore"):
                return _scalar(self.call(self.structure.build(arrays)))
        except (ArithmeticError, ValueError):
            # math.log(-1) and math.exp(1000) raise where NumPy gives nan and inf. At the parameters themselves the
            # function has already returned, so that this is our step and not the user's mistake.
            return nan

    def entry(self, i: int, index: int) -> Probe:
        """Return the probe along one entry of array `i`."""
        x = float(self.arrays[i].flat[index])

        def probe(step: float) -> tuple[float, float, float]:
            plus, minus = x + step, x - step
            above, below = (self.at({i: _with(self.arrays[i], index, moved)}) for moved in (plus, minus))
            return above, below, (plus - minus) / 2

        return probe

    def moved(self, directions: Sequence[Array], step: float) -> Function:
        """Return the function at parameters `step` times a direction away."""
        arrays = [array + step * direction for array, direction in zip(self.arrays, directions, strict=True)]
        return replace(self, arrays=arrays, value=self.at(dict(enumerate(arrays))))

    def line(self, directions: Mapping[int, Array]) -> Probe:
        """Return the probe along a direction through some arrays."""

        def probe(step: float) -> tuple[float, float, float]:
            return self.along(directions, step), self.along(directions, -step), step

        return probe

    def along(self, directions: Mapping[int, Array], step: float) -> float:
        """Return the value `step` times a direction away."""
        return self.at({i: self.arrays[i] + step * direction for i, direction in directions.items()})

    def imaginary(self, directions: Mapping[int, Array], step: float = IMAGINARY_STEP, nudge: float = 0.0) -> float:
        r"""Return the slope along a direction from one complex value, :math:`\Im f(x + i h v) / h`.

        `nudge` moves the parameters by this relative amount first, to see what rounding does. The result is nan if the
        function does not take complex numbers.
        """
        changed = {i: self.arrays[i] * (1 + nudge) + 1j * step * v for i, v in directions.items()}
        arrays = [changed.get(i, array) for i, array in enumerate(self.arrays)]
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("error", np.exceptions.ComplexWarning)
                value = np.asarray(self.call(self.structure.build(arrays)))
        except Exception:
            # Whatever a function that was made for floats does when it meets complex numbers.
            return nan
        return float(value.imag) / step if value.ndim == 0 and value.dtype.kind == "c" else nan


def _with(array: Array, index: int, value: float) -> Array:
    moved = array.copy()
    moved.flat[index] = value
    return moved


def untouched(call: Callable[[Any], Any], structure: Structure, arrays: Sequence[Array], role: str) -> Any:
    """Call with copies, and refuse a function that changes them."""
    copies = [array.copy() for array in arrays]
    result = call(structure.build(copies))
    for name, array, copy in zip(structure.names, arrays, copies, strict=True):
        if not np.array_equal(array, copy):
            raise InputError(
                f"{role} changes {name} while it computes (an assignment into the array, or -=), so that the next call "
                "would start elsewhere. Work on a copy: w = w - step, not w -= step."
            )
    return result


def _scalar(result: Any) -> float:
    value = as_array(result)
    if value.dtype.kind not in "fiu":
        raise InputError(
            f"function returned {type(result).__name__} with {value.dtype} values; expected one real number."
        )
    if value.ndim:
        hint = (
            "return the number in it, result.item()." if value.size == 1 else "take the mean or the sum over the rows."
        )
        raise InputError(f"function returned an array of the shape {value.shape}; expected one number: {hint}")
    return float(value)
