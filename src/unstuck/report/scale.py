"""A scale for the values of curves, and curves of one line of text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LOGARITHMIC = 50  # from this ratio of the largest to the smallest on
BLOCKS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True)
class Axis:
    """A vertical axis: from `low` to `high`, in logarithms or not."""

    low: float
    high: float
    logarithmic: bool
    percent: bool

    def share(self, value: float) -> float:
        """Say how far up a value stands, from 0 to 1."""
        if self.logarithmic:
            low, high, value = math.log(self.low), math.log(self.high), math.log(max(value, self.low))
        else:
            low, high = self.low, self.high
        return min(1.0, max(0.0, (value - low) / (high - low)))

    def ticks(self) -> list[float]:
        """Choose the values at which there are lines."""
        if self.logarithmic:
            return [self.low * (self.high / self.low) ** (i / 3) for i in range(4)]
        return [self.low + (self.high - self.low) * i / 4 for i in range(5)]

    def text(self, value: float) -> str:
        """Write a value beside the axis."""
        if self.percent:
            return f"{100 * value:.0f} %"
        if value and not 1e-3 <= abs(value) < 1e5:
            return f"{value:.0e}"
        return f"{value:.2g}" if abs(value) < 1 else f"{value:.3g}"


def axis_for(values: Sequence[float], percent: bool) -> Axis:
    """Choose an axis for some values, at least one."""
    if percent:
        return Axis(0, 1, logarithmic=False, percent=True)
    low, high = min(values), max(values)
    if low > 0 and high / low > LOGARITHMIC:
        return Axis(low, high, logarithmic=True, percent=False)
    low = 0.0 if low >= 0 and low < 0.6 * high else low
    if high <= low:
        low, high = low - (abs(low) or 1) / 2, high + (abs(high) or 1) / 2
    return Axis(low, high, logarithmic=False, percent=False)


def spark(values: Sequence[float | None], axis: Axis, columns: int) -> str:
    """Draw a curve in one line of text; what is not a number is a gap.

    Parameters
    ----------
    values : sequence of float or None
    axis : Axis
        The lowest block is its lower end, the full one its upper end.
    columns : int
        The width of the line, at most: of neighbours the last one is drawn.
    """
    count = min(columns, len(values))
    shown = [values[(i + 1) * len(values) // count - 1] for i in range(count)]
    return "".join(" " if v is None else BLOCKS[min(7, int(8 * axis.share(v)))] for v in shown)
