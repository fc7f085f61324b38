"""The report of a gradient check: what a person reads, and what a program asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from unstuck.arguments import of_type, shown
from unstuck.errors import InputError
from unstuck.gradcheck.measurement import Measurement
from unstuck.gradcheck.patterns import listed, over_all, pattern_of
from unstuck.gradcheck.slopes import length

COARSE = 1e-3
"""From this relative error of measurement on, the report says in words what could not have been seen."""


@dataclass(frozen=True)
class Entry:
    """One entry of a parameter: where it is, the gradient that was given for it and the slope that was measured."""

    index: tuple[int, ...]
    given: float
    numeric: float


@dataclass(frozen=True)
class ParameterReport:
    """What the check found for one parameter.

    Parameters
    ----------
    name
        The key or the place of the parameter.
    shape
        Its shape.
    checked
        How many entries were measured.
    wrong
        How many of these differ by more than the measurement explains.
    kinks
        How many of these have two slopes, as max(0, x) has at 0. They are wrong only when outside both.
    cosine
        Of the angle between the given gradient and the measured one, over the checked entries without a kink; None
        where one of them is 0.
    ratio
        Length of the given gradient divided by that of the measured one; None where the measured one is 0.
    resolution
        Length of the error of measurement divided by that of the measured gradient: what could be seen. None where the
        measured gradient is 0.
    worst
        The entry with the largest difference, among the wrong ones if there are any; None if all have kinks.
    order
        The power of the step h with which the difference quotient along a random direction through all entries, also
        those that were not drawn, approaches the given gradient: 2 if it is right, 0 if it is wrong. None where
        rounding hides it, as with a function that is quadratic.
    agrees
        Whether the given gradient is right.
    suggestion
        What the pattern of the difference suggests, in words that follow the name; None if it agrees or if no pattern
        explains it.
    """

    name: str
    shape: tuple[int, ...]
    checked: int
    wrong: int
    kinks: int
    cosine: float | None
    ratio: float | None
    resolution: float | None
    worst: Entry | None
    order: float | None
    agrees: bool
    suggestion: str | None


@dataclass(frozen=True)
class GradientReport:
    """What `check_gradients` found: a table with `print`, and its parts for a program.

    Parameters
    ----------
    parameters
        One report for each parameter, in the order of the parameters.
    suggestions
        Sentences on what the differences suggest, over all parameters.
    """

    parameters: tuple[ParameterReport, ...]
    suggestions: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether every parameter's gradient is right."""
        return all(p.agrees for p in self.parameters)

    def __str__(self) -> str:
        return "\n".join([_summary(self.parameters), "", _table(self.parameters), *_notes(self)])


def report(measurements: Mapping[str, Measurement], *, samples: int | None = None) -> GradientReport:
    """Compare gradients with measured slopes, and say how they differ.

    Parameters
    ----------
    measurements
        For each parameter, by name, the given gradient and the measured one, from whatever method.
    samples
        The number of rows in the batch, if known: a gradient that is too long by this factor lacks the mean.

    Returns
    -------
    GradientReport

    Raises
    ------
    InputError
        If there are no measurements, or the arrays of one differ in shape.
    """
    if not isinstance(measurements, Mapping) or not measurements:
        raise InputError(f"measurements is {shown(measurements)}; expected a dict with at least one parameter.")
    for name, m in measurements.items():
        of_type(f"measurements[{name!r}]", m, Measurement)
        for part in ("given", "numeric", "error", "kinks", "checked"):
            if getattr(m, part).shape != m.parameter.shape:
                shapes = f"{getattr(m, part).shape}; expected {m.parameter.shape}"
                raise InputError(f"the measurement of {name} has {part} of the shape {shapes}, as the parameter has.")
    patterns = {name: pattern_of(m, samples) for name, m in measurements.items()}
    texts = {name: pattern.text if pattern else None for name, pattern in patterns.items()}
    return GradientReport(
        tuple(_parameter_report(name, m, texts[name]) for name, m in measurements.items()),
        over_all(measurements, patterns),
    )


def _parameter_report(name: str, m: Measurement, suggestion: str | None) -> ParameterReport:
    given, numeric, error = m.vectors()
    g, n, e = (length(vector) for vector in (given, numeric, error))
    flat = n <= e and g <= e  # both are 0 as far as can be seen, and the direction of 0 is nothing but rounding
    return ParameterReport(
        name=name,
        shape=m.parameter.shape,
        checked=int(np.count_nonzero(m.checked)),
        wrong=int(np.count_nonzero(m.wrong)),
        kinks=int(np.count_nonzero(m.checked & m.kinks)),
        cosine=None if flat or g == 0 or n == 0 else float(np.clip((given / g) @ (numeric / n), -1, 1)),
        ratio=None if flat or n == 0 else g / n,
        resolution=None if flat or n == 0 else e / n,
        worst=_worst(m),
        order=m.order,
        agrees=m.agrees,
        suggestion=suggestion,
    )


def _worst(m: Measurement) -> Entry | None:
    among = m.wrong if np.any(m.wrong) else m.compared
    if not np.any(among):
        return None
    place = np.argmax(np.where(among, np.abs(m.given - m.numeric), -1.0))
    index = tuple(int(i) for i in np.unravel_index(place, m.given.shape))
    return Entry(index, float(m.given[index]), float(m.numeric[index]))


def _summary(parameters: Sequence[ParameterReport]) -> str:
    checked, total = sum(p.checked for p in parameters), sum(int(np.prod(p.shape)) for p in parameters)
    entries = f"{checked:,} of {total:,} entries" if checked < total else f"{checked:,} entries"
    wrong = [p.name for p in parameters if not p.agrees]
    if wrong:
        count = sum(p.wrong for p in parameters)
        return (
            f"The gradient does not agree with the function, in {len(wrong)} of {len(parameters)} parameters; "
            f"measured: {entries}, of which {count:,} differ."
        )
    close = max((p.resolution for p in parameters if p.resolution is not None), default=None)
    seen = "" if close is None else f", each parameter's gradient to {close:.0e} of its length or closer"
    return f"The gradient agrees with the function; measured: {entries}{seen}."


HEADINGS = "parameter|shape|checked|wrong|kinks|cosine|ratio|order|worst entry: given|measured|"
ALIGNMENT = "<<>>>>>><><"


def _table(parameters: Sequence[ParameterReport]) -> str:
    rows = [HEADINGS.split("|"), *(_row(p) for p in parameters)]
    columns = []
    for column, side in zip(zip(*rows, strict=True), ALIGNMENT, strict=True):
        width = max(map(len, column))
        columns.append([f"{cell:{side}{width}}" for cell in column])
    return "\n".join("  ".join(cells).rstrip() for cells in zip(*columns, strict=True))


def _row(p: ParameterReport) -> list[str]:
    worst = p.worst
    place = "" if worst is None else f"{list(worst.index)} " if worst.index else ""
    return [
        p.name,
        " × ".join(map(str, p.shape)) or "number",
        f"{p.checked:,}",
        f"{p.wrong:,}",
        f"{p.kinks:,}",
        _number(p.cosine, ".6f"),
        _number(p.ratio, ".6g"),
        _number(p.order, ".2f"),
        "–" if worst is None else f"{place}{worst.given:.7g}",
        "–" if worst is None else f"{worst.numeric:.7g}",
        "agrees" if p.agrees else "WRONG",
    ]


def _number(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def _notes(report: GradientReport) -> list[str]:
    notes = list(report.suggestions)
    kinks = sum(p.kinks for p in report.parameters)
    if kinks:
        notes.append(
            f"{kinks:,} {'entry lies' if kinks == 1 else 'entries lie'} at a kink, where the slopes from the left and "
            "from the right differ, as those of max(0, x) at 0; any value between the two is right there."
        )
    coarse = [p for p in report.parameters if p.resolution is not None and p.resolution > COARSE]
    if coarse:
        least = max(p.resolution or 0.0 for p in coarse)
        notes.append(
            f"{listed([p.name for p in coarse])}: the function's values are too noisy or too coarse for a close look; "
            f"a difference of {least:.1g} of the gradient's length could not be seen. Does it compute in float32?"
        )
    return ["", *(f"* {note}" for note in notes)] if notes else []
