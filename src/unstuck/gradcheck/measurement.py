"""What was measured of one parameter: the gradient that was given, beside the slopes that were found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from unstuck.gradcheck.slopes import length

Floats: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True)
class Measurement:
    """A gradient and the measured slopes of one parameter, however these were measured.

    Every array has the parameter's shape.

    Parameters
    ----------
    parameter
        The values of the parameter.
    given
        The gradient that is checked.
    numeric
        The measured slopes. At a kink, the middle between the slopes from the left and from the right. Anything where
        `checked` is false.
    error
        The largest difference that the measurement itself explains, for each entry. At a kink it reaches the slopes on
        both sides.
    kinks
        Where the slopes from the left and from the right differ.
    checked
        Which entries were measured.
    order
        The power of h with which the difference quotient along a direction through all entries approaches what `given`
        says: 2 if it is right, 0 if it is wrong, None where rounding hides it.
    direction_agrees
        Whether the slope along that direction is the one that `given` says.
    """

    parameter: Floats
    given: Floats
    numeric: Floats
    error: Floats
    kinks: Mask
    checked: Mask
    order: float | None = None
    direction_agrees: bool = True

    @property
    def wrong(self) -> Mask:
        """Entries whose difference the measurement does not explain."""
        return self.checked & ~(np.abs(self.given - self.numeric) <= self.error)

    @property
    def compared(self) -> Mask:
        """Entries that have one slope, not two."""
        return self.checked & ~self.kinks

    @property
    def agrees(self) -> bool:
        """Whether the gradient is right as far as can be seen."""
        return self.direction_agrees and not bool(np.any(self.wrong))

    def vectors(self) -> tuple[Floats, Floats, Floats]:
        """Return given, numeric and error of the compared entries, flat."""
        where = self.compared
        return self.given[where], self.numeric[where], self.error[where]

    def explained_by(self, prediction: Floats, factor: float = 1.0) -> bool:
        """Whether the given gradient is `prediction`, whose own error is `factor` times that of the slopes.

        `prediction` has the parameter's shape.
        """
        off = np.abs(self.given - prediction)
        rounding = 8 * np.finfo(np.float64).eps * np.abs(self.given)
        return self.telling and bool(np.all((off <= factor * self.error + rounding)[self.compared]))

    @property
    def telling(self) -> bool:
        """Whether the slopes are known so much better than the difference that the difference can be explained."""
        given, numeric, error = self.vectors()
        return length(given - numeric) > 10 * length(error)
