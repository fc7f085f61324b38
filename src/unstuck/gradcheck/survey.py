"""Measure a function of many numbers, entry by entry and along random directions through all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from math import isfinite
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from unstuck.errors import InputError
from unstuck.gradcheck.function import IMAGINARY_STEP, Function
from unstuck.gradcheck.measurement import Floats, Measurement
from unstuck.gradcheck.slopes import (
    EPS,
    FIRST_STEP,
    SAFETY,
    UNKNOWN,
    Probe,
    Slope,
    central_slope,
    convergence_order,
    noise_level,
    scale_of,
)

Places: TypeAlias = NDArray[np.intp]

CLOSE = 1e-7
"""Measurements with a larger relative error are tried again with larger steps, over which noise weighs less."""

SECOND_LOOK = 0.3 * 2.0**-14
"""First relative step of a second look at entries that disagree; no multiple of a step of the first."""

NEARBY = 2.0**-20
"""How far from a kink other points are looked at."""

GIVEN_ROUNDING = 32.0
"""A complex step is exact; the gradient it is compared with is not. That is rounded as the function is, and loses
digits in small differences such as 1 - tanh². It is taken to be known to this many times the noise of the function, as
the widest central differences would find it."""


@dataclass(frozen=True)
class Survey:
    """A function, and how it can be measured: the noise in its values, by differences, by complex steps."""

    function: Function
    noise: float
    central: bool
    complex: bool

    @classmethod
    def of(cls, function: Function, method: str, rng: np.random.Generator) -> Survey:
        """Measure the noise, and whether the function takes complex numbers if `method` needs them."""
        ways = [{i: _relative_direction(array, rng) for i, array in enumerate(function.arrays)} for _ in range(2)]
        noise = max(function.jitter, noise_level([partial(function.along, way) for way in ways]))
        survey = cls(function, noise, method != "complex", complex=False)
        takes_complex = method != "central" and survey._takes_complex(rng)
        if method == "complex" and not takes_complex:
            raise InputError(
                "function does not give its slope from complex parameters: something in it, such as abs, float(…), a "
                "norm or an assignment into an array of floats, drops the imaginary part, or the parameters are at a "
                'kink. Use method="auto" or "central".'
            )
        return replace(survey, complex=takes_complex)

    def _takes_complex(self, rng: np.random.Generator) -> bool:
        """Whether the complex step gives the slope along a direction through all parameters."""
        directions = {i: _direction(array, rng) for i, array in enumerate(self.function.arrays)}
        value = self.function.imaginary(directions)
        if not isfinite(value):
            return False
        slope = central_slope(self.function.line(directions), self.function.value, FIRST_STEP, self.noise)
        return slope.explains(value) and not slope.kink

    def entries(self, i: int, places: Places, given: Floats, rng: np.random.Generator) -> list[Slope]:
        """Measure entries of array `i`."""
        slopes = [UNKNOWN] * len(places)
        if self.central:
            top = float(np.max(np.abs(given))) or 1.0
            typical = float(np.sqrt(np.mean((given / top) ** 2))) * top
            slopes = [self._entry(i, int(place), float(given.flat[place]), typical, rng) for place in places]
        if self.complex:
            slopes = self._refined(i, places, slopes)
        if all(slope is UNKNOWN for slope in slopes):
            name = self.function.structure.names[i]
            raise InputError(
                f"function is finite at the parameters, but nowhere beside them on both sides along {name}, however "
                "small the step. Move the parameters away from the border of where it exists."
            )
        return slopes

    def _entry(self, i: int, place: int, given: float, typical: float, rng: np.random.Generator) -> Slope:
        scale = scale_of(float(self.function.arrays[i].flat[place]))
        slope = self._looked_at(self.function.entry(i, place), scale, given, typical)
        return self._around(i, place, slope, rng) if slope.kink and not slope.explains(given) else slope

    def _looked_at(self, probe: Probe, scale: float, given: float, typical: float) -> Slope:
        """Measure the slope along a line, and look twice if it is not what was given."""
        slope = _measured(probe, self.function.value, scale, self.noise, typical)
        if slope.kink or slope.explains(given):
            return slope
        # Structure that is finer than the first steps looks like noise to them. A slope that is seen clearly with much
        # smaller steps, and contradicts the first, shows that there is such structure.
        fine = central_slope(probe, self.function.value, SECOND_LOOK * scale, 0.0)
        contradicts = not slope.explains(fine.value, fine.error)
        return fine if fine.explains(given) and contradicts and fine.error < abs(fine.value) / 10 else slope

    def _around(self, i: int, place: int, kink: Slope, rng: np.random.Generator) -> Slope:
        """Widen a kink to all the slopes that are found close by, and by a hundredth, since they are not found exactly.

        Where several kinks meet, as in a layer of ReLUs that starts at zero, a right gradient need not lie between the
        slopes from left and right. It lies among slopes at points where each kink is passed on one side or the other.
        """
        found = [kink.value - kink.error, kink.value + kink.error]
        for directions in _neighbours(self.function.arrays, rng):
            near = self.function.moved(directions, NEARBY)
            above, below, step = near.entry(i, place)(NEARBY / 64)
            found.append((above - below) / (2 * step))
        low, high = float(np.nanmin(found)), float(np.nanmax(found))
        return replace(kink, value=(low + high) / 2, error=1.02 * (high - low) / 2)

    def _refined(self, i: int, places: Places, slopes: list[Slope]) -> list[Slope]:
        """Take the slopes of complex steps where both agree; a second step, off in the last places, shows rounding."""
        array = self.function.arrays[i]
        # A function that is 0 says nothing of the size of what was rounded in it: take 1.
        noise = (max(self.noise, EPS * abs(self.function.value)) or EPS) / np.maximum(1.0, np.abs(array))
        refined = []
        for place, slope in zip(places, slopes, strict=True):
            line = {i: _unit(array, int(place))}
            value = self.function.imaginary(line)
            spread = abs(value - self.function.imaginary(line, 0.7 * IMAGINARY_STEP, nudge=4 * EPS))
            error = SAFETY * (spread + 4 * EPS * abs(value) + GIVEN_ROUNDING * float(noise.flat[place]))
            better = isfinite(error) and (not self.central or (not slope.kink and slope.explains(value)))
            refined.append(Slope(value, error, curvature=slope.curvature) if better else slope)
        return refined

    def direction(self, i: int, m: Measurement, reach: float, rng: np.random.Generator) -> Measurement:
        """Add to a measurement what is seen along a random direction through all entries of array `i`."""
        direction = _direction(m.parameter, rng)
        given = float(np.sum(m.given * direction))
        probe = self.function.line({i: direction})
        slope = self._looked_at(probe, 1.0, given, abs(given))
        if slope.kink:
            # With several kinks at once the given slopes, each right, need not add up to one between the two sides.
            return m
        rounding = SAFETY * EPS * (float(np.sum(np.abs(m.given * direction))) + slope.curvature**0.5 * reach)
        order = convergence_order(probe, self.function.value, given, self.noise)
        return replace(m, order=order, direction_agrees=slope.explains(given, rounding))


def _measured(probe: Probe, center: float, scale: float, noise: float, typical: float) -> Slope:
    """Measure with wider and wider steps until the error is small beside the slopes of this size."""
    slope = UNKNOWN
    for first_step in (FIRST_STEP, 8 * FIRST_STEP, 64 * FIRST_STEP):
        wider = central_slope(probe, center, first_step * scale, noise)
        slope = min(slope, wider, key=lambda found: found.error)
        if slope.kink or slope.error <= CLOSE * max(abs(slope.value), typical):
            break
    return slope


def _direction(array: Floats, rng: np.random.Generator) -> Floats:
    """Draw a direction in which each entry moves by about max(1, |entry|), in proportion to its own steps."""
    return rng.standard_normal(array.shape) * np.maximum(1.0, np.abs(array))


def _neighbours(arrays: list[Floats], rng: np.random.Generator) -> Iterator[list[Floats]]:
    """Draw directions away from a kink: each array in turn rises or falls as one, or everything goes its own way."""
    for one in range(len(arrays)):
        for way in (1.0, -1.0):
            little = [_direction(array, rng) / 64 for array in arrays]
            yield [way * np.maximum(1.0, np.abs(arrays[i])) if i == one else v for i, v in enumerate(little)]
    for _ in range(12):
        yield [_direction(array, rng) for array in arrays]


def _relative_direction(array: Floats, rng: np.random.Generator) -> Floats:
    size = np.where(array == 0, 1.0, np.abs(array))
    return size * rng.uniform(0.5, 1.0, array.shape) * rng.choice([-1.0, 1.0], array.shape)


def _unit(array: Floats, place: int) -> Floats:
    unit = np.zeros(array.shape)
    unit.flat[place] = 1.0
    return unit
