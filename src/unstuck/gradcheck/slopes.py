r"""The slope of a function of one number, measured from its values alone, and how far the measurement can be off.

Nothing here knows of gradients. A line through the parameters is given by a `Probe`; the slope along it is measured
with central differences

.. math:: d(h) = \frac{f(t + h) - f(t - h)}{2h} = f' + c_2 h^2 + c_4 h^4 + \dots

at steps h that fall by 4. Two Richardson extrapolations remove :math:`c_2` and :math:`c_4`, and what each removes
estimates what is left (Ridders, *Adv. Eng. Software* 4, 1982). The other error is round-off, :math:`\epsilon / h` for a
function whose values carry the noise :math:`\epsilon`. Steps become smaller until round-off is the larger one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb, frexp, inf, isfinite, log2
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Probe: TypeAlias = Callable[[float], tuple[float, float, float]]
"""h -> (value at +h, value at -h, the step really taken: t + h is rounded)."""

SAFETY = 4.0
"""A difference counts when it is this many times the estimated error. Of 9,566 entries of 639 right gradients none
differed by more than 1.6 times the estimate, 99 of 100 by less than 0.8."""

EPS = float(np.finfo(np.float64).eps)
TINY = float(np.finfo(np.float64).tiny)
"""Numbers below this lose digits, whatever computes them."""

RATIO = 4.0

FIRST_STEP = 2.0**-7
"""About eps**(1/7), where round-off eps/h balances the error h**6 that two extrapolations leave."""

LAST_STEP = 2.0**-60

NOISE_POINTS = 9
NOISE_SPACINGS = (2.0**-40, 2.0**-30, 2.0**-21)
"""Relative distances at which noise is looked for; the last is 4 units in the last place of float32."""


@dataclass(frozen=True)
class Slope:
    """A measured slope: the true one is within `value` ± `error`, a generous bound with `SAFETY` in it.

    At a kink, where the slopes from the left and from the right differ, every value between these two is a slope:
    `value` is their middle, and `error` reaches both. `curvature` is the size of the second derivative.
    """

    value: float
    error: float
    kink: bool = False
    curvature: float = 0.0

    def explains(self, given: float, error: float = 0.0) -> bool:
        """Whether `given`, itself known within `error`, may be the true slope."""
        return abs(given - self.value) <= self.error + error


UNKNOWN = Slope(0.0, inf, kink=True)
"""The function has no finite values on both sides: there is no slope to compare with."""


def length(vector: NDArray[np.float64]) -> float:
    """Return the Euclidean length; the squares in it neither overflow nor vanish."""
    largest = float(np.max(np.abs(vector), initial=0.0))
    return largest * float(np.linalg.norm(vector / largest)) if largest else 0.0


def scale_of(value: float) -> float:
    """Return the power of two at or above max(1, abs(value)): value plus that times 4**-k is hardly rounded."""
    mantissa, exponent = frexp(max(1.0, abs(value)))
    return 2.0 ** min(exponent - (mantissa == 0.5), 1023)


def noise_level(paths: Sequence[Callable[[float], float]]) -> float:
    """Estimate the noise in a function's values: root mean square, in the function's unit.

    `paths` lead away from the parameters: t -> value after a relative change of about t. Of a smooth function that is
    sampled at small, equal distances the 4th to 6th differences are nothing but noise, larger by sqrt(comb(2k, k))
    (Hamming; Moré and Wild, *Estimating computational noise*, SIAM J. Sci. Comput. 33, 2011). The smallest over the
    paths is taken, since a kink on a path looks like noise.

    Functions that compute in float32 can look constant at small distances. They are known by their values further off,
    each of which is a float32.
    """
    far = np.array([path(1 / t) for path in paths for t in (17, 29, 53, 97)])
    far = far[np.isfinite(far)]
    eps = EPS
    for kind in (np.float32, np.float16):
        if _all_are(far, kind):
            eps = float(np.finfo(kind).eps)
    spread = min(_spread(path, (*NOISE_SPACINGS, 4 * eps)) for path in paths)
    return max(spread, eps * float(np.max(np.abs(far), initial=0.0)) if eps > EPS else 0.0)


def _all_are(values: NDArray[np.float64], kind: Any) -> bool:
    with np.errstate(over="ignore"):
        return len(np.unique(values)) > 2 and bool(np.all(values.astype(kind) == values))


def _spread(path: Callable[[float], float], distances: Sequence[float]) -> float:
    largest = 0.0
    for distance in distances:
        values = np.array([path(distance * j) for j in range(NOISE_POINTS)])
        if np.all(np.isfinite(values)):
            differences = [np.diff(values, k) / comb(2 * k, k) ** 0.5 for k in (4, 5, 6)]
            largest = max(largest, min(length(d) / len(d) ** 0.5 for d in differences))
    return largest


@dataclass(frozen=True)
class _Level:
    """What one step h showed."""

    step: float
    central: float  # (f(+h) - f(-h)) / 2h
    bend: float  # (f(+h) - 2 f(0) + f(-h)) / h: falls with h, unless there is a kink
    rounding: float  # of `central`: noise / h

    @classmethod
    def at(cls, probe: Probe, center: float, step: float, noise: float) -> _Level | None:
        plus, minus, step = probe(step)
        if not (isfinite(plus) and isfinite(minus)) or step == 0.0:
            return None
        noise = max(noise, TINY, EPS * max(abs(plus), abs(minus), abs(center)))
        if plus == minus == center:
            # Flat to the last bit: what was rounded away is unknown, and was of the order of 1 (a softmax near 1, say).
            noise = max(noise, EPS)
        level = cls(step, (plus - minus) / (2 * step), (plus - 2 * center + minus) / step, noise / step)
        return level if isfinite(level.central) and isfinite(level.bend / step) else None


@dataclass(frozen=True)
class _Estimate:
    """What three steps, each a quarter of the one before, say together."""

    value: float
    truncation: float
    rounding: float
    gap: float  # slope from the right minus slope from the left, for h -> 0
    gap_error: float
    curvature: float

    @classmethod
    def of(cls, levels: Sequence[_Level]) -> _Estimate:
        d0, d1, d2 = (level.central for level in levels)
        once = d1 + (d1 - d0) / (RATIO**2 - 1), d2 + (d2 - d1) / (RATIO**2 - 1)
        twice = once[1] + (once[1] - once[0]) / (RATIO**4 - 1)
        b0, b1, b2 = (level.bend for level in levels)
        flat = b1 + (b1 - b0) / (RATIO - 1), b2 + (b2 - b1) / (RATIO - 1)
        rounding = max(level.rounding * level.step for level in levels) / levels[2].step
        # One-sided slopes that move apart as h falls: what there is to see is narrower than h.
        apart = abs(b2) - abs(b1) - 4 * SAFETY * rounding
        return cls(
            value=twice,
            truncation=max(abs(twice - once[0]), abs(twice - once[1]), apart),
            rounding=rounding,
            gap=flat[1] + (flat[1] - flat[0]) / (RATIO**3 - 1),
            gap_error=abs(flat[1] - flat[0]) + 4 * rounding,
            curvature=abs(b2 / levels[2].step),
        )

    def slope(self) -> Slope:
        return Slope(self.value, SAFETY * (self.truncation + self.rounding), curvature=self.curvature)

    def kink(self) -> Slope:
        error = abs(self.gap) / 2 + SAFETY * (self.gap_error + self.truncation + self.rounding)
        return Slope(self.value, error, kink=True)


def central_slope(probe: Probe, center: float, first_step: float, noise: float) -> Slope:
    """Measure the slope with steps from `first_step` downwards; `center` is the value at h = 0.

    A gap between the slopes from the left and from the right that does not close when h falls is a kink. One that
    closes was a kink beside the point, or a sharp bend; smaller steps escape it. Below the step at which noise would
    hide the gap the two cannot be told apart, and it is taken for a kink.
    """
    levels: list[_Level] = []
    best = UNKNOWN
    kink: _Estimate | None = None
    step = first_step
    while step >= first_step * LAST_STEP:
        level = _Level.at(probe, center, step, noise)
        step /= RATIO
        if level is not None and not best.explains(level.central, SAFETY * level.rounding):
            best = UNKNOWN  # smaller steps see more: what larger ones seemed to agree on was too coarse
        levels = [] if level is None else [*levels[-2:], level]
        if len(levels) < 3:
            continue
        estimate = _Estimate.of(levels)
        if abs(estimate.gap) > SAFETY * estimate.gap_error:
            kink = min(kink or estimate, estimate, key=lambda found: found.gap_error)
        if kink is not None:
            if SAFETY * 4 * estimate.rounding > abs(kink.gap) / 2:
                break
            if abs(estimate.gap) + SAFETY * estimate.gap_error > abs(kink.gap) / 2:
                continue
        kink = None
        best = min(best, estimate.slope(), key=lambda found: found.error)
        if estimate.truncation <= estimate.rounding:
            break
    return best if kink is None else kink.kink()


def convergence_order(probe: Probe, center: float, given: float, noise: float) -> float | None:
    """Measure the power of h with which the central difference approaches `given`.

    It is 2 if `given` is the slope and 0 if it is not. Only steps count at which the distance is far above rounding;
    None if fewer than three of these lie in a line, as for a quadratic, whose difference is exact, or across kinks.
    """
    points = []
    for k in range(7):
        level = _Level.at(probe, center, RATIO**-k / 8, noise)
        distance = abs(level.central - given) if level else 0.0
        if level and distance > 8 * SAFETY * (level.rounding + EPS * abs(given)):
            points.append((log2(level.step), log2(distance)))
    if len(points) < 3:
        return None
    (x0, y0), (x1, y1), (x2, y2) = points[-3:]
    early, late = (y1 - y0) / (x1 - x0), (y2 - y1) / (x2 - x1)
    return abs(round(late, 4)) if abs(early - late) < 0.5 else None
