"""How a gradient is wrong: the shape of the difference often names the mistake.

Each pattern is a function of one `Measurement` alone: it looks at numbers, never at names, and answers only if it
explains every compared entry within the error of the measurement. Then `over_all` looks at which parameters are wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from unstuck.gradcheck.measurement import Floats, Mask, Measurement
from unstuck.gradcheck.slopes import length

EPS = float(np.finfo(np.float64).eps)

HARMLESS = 1e-5
"""A relative difference below this does not change how a network learns; a constant in a logarithm makes such ones."""


@dataclass(frozen=True)
class Pattern:
    """One explanation of a wrong gradient: what kind it is, and a phrase that follows the parameter's name."""

    kind: str
    text: str


def pattern_of(m: Measurement, samples: int | None = None) -> Pattern | None:
    """Return the first pattern that explains a gradient which disagrees, or None."""
    if m.agrees:
        return None
    if not np.any(m.wrong):
        return Pattern(
            "elsewhere",
            "right in the entries that were drawn, but not along a direction through all entries: "
            'the mistake is in an entry that was not checked; check entries="all"',
        )
    tests: list[Callable[[Measurement], Pattern | None]] = [
        _zero,
        lambda m: _factor(m, samples),
        _rearranged,
        _total,
        _penalty,
        _slice,
        _tiny,
        _any_factor,
    ]
    return next((pattern for test in tests if (pattern := test(m)) is not None), None)


def _zero(m: Measurement) -> Pattern | None:
    """Find a gradient of 0 where the slopes are not, or the reverse."""
    given, numeric, error = m.vectors()
    if given.size and not np.any(given):
        text = "0, and the function does change with it: the gradient stops before it gets here"
        if m.parameter.size > 1 and like_bias(m) and abs(np.sum(numeric)) <= np.sum(error):
            text += ", or its entries were summed into one number, which is 0 here"
        return Pattern("zero", text)
    if m.telling and np.all(np.abs(numeric) <= error):
        return Pattern("stray", "not 0, and the function does not change with it")
    return None


def like_bias(m: Measurement) -> bool:
    """Whether a parameter is one row or one column."""
    return m.parameter.size == max(m.parameter.shape, default=1)


def _fitted_factor(m: Measurement) -> tuple[float, float] | None:
    """Return the c for which given = c * numeric, and its error; None if there is none."""
    given, numeric, error = m.vectors()
    top = float(np.max(np.abs(numeric), initial=0.0))
    if top == 0.0:
        return None
    square = float((numeric / top) @ (numeric / top))
    c = float((given / top) @ (numeric / top)) / square
    if c == 0.0 or not m.explained_by(c * m.numeric, 1 + abs(c)):
        return None
    return c, (1 + abs(c)) * length(error / top) / square**0.5 + 64 * EPS * abs(c)


def _factor(m: Measurement, samples: int | None) -> Pattern | None:
    """Find -1, an integer, one divided by an integer: factors that have a reason."""
    fitted = _fitted_factor(m)
    if fitted is None or abs(fitted[0]) < 1e-12:
        return None
    c, error = fitted
    whole, part = round(c), round(1 / c)
    if abs(c - whole) <= error < 0.05 and whole != 0:
        return Pattern("factor", _factor_text(float(whole), samples))
    if part != 0 and abs(c - 1 / part) <= error < 0.05 * abs(c):
        return Pattern("factor", _factor_text(1 / part, samples))
    return None


def _factor_text(c: float, samples: int | None) -> str:
    if c == -1:
        return "exactly the other way round: the sign is wrong (the error is output - target if the step is subtracted)"
    number = round(max(abs(c), 1 / abs(c)))
    size = f"exactly {number} times too {'large' if abs(c) > 1 else 'small'}{', with the wrong sign' if c < 0 else ''}"
    if number == samples:
        mean = "the mean over the rows is missing (a sum was taken)" if abs(c) > 1 else "it was divided by them twice"
        return f"{size}, and there are {samples} rows: {mean}"
    if number == 2:
        return f"{size}: the factor of a squared error; (y - t)² has the slope 2 (y - t), and half of it has y - t"
    mean = "the mean over them is missing" if abs(c) > 1 else "a mean over them was taken where a sum belongs, or twice"
    rows = f"if your batch has {number} rows (or your network {number} outputs)"
    return f"{size}: {rows if samples is None else f'if your network has {number} outputs'}, {mean}"


def _any_factor(m: Measurement) -> Pattern | None:
    fitted = _fitted_factor(m)
    if fitted is None or np.count_nonzero(m.compared) < 2:
        return None
    return Pattern("direction", f"right in direction, and {fitted[0]:.6g} times the right size")


def _rearranged(m: Measurement) -> Pattern | None:
    """Find the right numbers in the wrong places; `given` is whole even if only some entries were measured."""
    shape = m.given.shape
    if not m.telling:
        return None
    if len(shape) == 2 and shape[0] == shape[1] and _right_at(m, m.given.T):
        return Pattern("transposed", "exact when transposed: the factors of the product that forms it are swapped")
    for axis, size in enumerate(shape):
        for shift in (1, -1) if size > 1 else ():
            if _right_at(m, np.roll(m.given, shift, axis)):
                return Pattern("shifted", f"exact when shifted by one along axis {axis}: an index is off by one")
    return None


def _right_at(m: Measurement, moved: Floats) -> bool:
    where = m.compared
    return bool(np.all(np.abs(moved - m.numeric)[where] <= m.error[where]))


def _total(m: Measurement) -> Pattern | None:
    """Find one number in every entry."""
    given, numeric, error = m.vectors()
    if given.size < 2 or np.ptp(given) > 64 * EPS * np.abs(given[0]) or np.ptp(numeric) <= 2 * np.max(error):
        return None
    text = "the same in every entry, and the slopes differ: it was summed or averaged over too many axes"
    if np.all(m.compared) and abs(given[0] - np.sum(numeric)) <= np.sum(error):
        text = "in every entry the sum of all the slopes: sum over the rows alone (axis=0)"
    return Pattern("total", text)


def _penalty(m: Measurement) -> Pattern | None:
    """Find a difference that is a multiple λ of the parameter itself, as the slope of an L2 term λ/2 Σw² is."""
    given, numeric, error = m.vectors()
    w = m.parameter[m.compared]
    top = float(np.max(np.abs(w), initial=0.0))
    if w.size < 2 or top == 0.0:
        return None
    size = float((w / top) @ (w / top))
    value = float((given - numeric) @ (w / top)) / size / top
    if value == 0.0 or not m.explained_by(m.numeric + value * m.parameter):
        return None
    unsure = length(error) / top / size**0.5 / abs(value)
    number = f"{abs(value):.{int(np.clip(-np.log10(unsure + EPS), 2, 6))}g}"
    if value > 0:
        text = (
            f"too much by {number} times the parameter itself, the slope of an L2 penalty {number}/2 · sum(w²) "
            "that the function does not have"
        )
    else:
        text = (
            f"without {number} times the parameter itself, the slope of an L2 penalty {number}/2 · sum(w²) that the "
            "function has (or has half of, if its slope is in the gradient with the wrong sign)"
        )
    return Pattern("penalty", text)


def _slice(m: Measurement) -> Pattern | None:
    """Find what is wrong in one entry, row, column or other slice, and right in all else."""
    places = np.argwhere(m.wrong)
    if m.given.ndim == 0 or not np.any(m.compared & ~m.wrong):
        return None
    first = [int(i) for i in places[0]]
    measured = "" if np.all(m.checked) else " of those measured"
    if len(places) == 1:
        return Pattern("slice", f"wrong in one entry only{measured}, {first}{_there(m, m.wrong)}")
    for axis, size in enumerate(m.given.shape):
        if m.given.ndim > 1 and 1 < size < m.given.size and np.all(places[:, axis] == first[axis]):
            index = ", ".join(str(first[axis]) if i == axis else ":" for i in range(m.given.ndim))
            left = "an index or a slice leaves it out, or takes it twice"
            return Pattern("slice", f"wrong in [{index}] only{measured}{_there(m, m.wrong)}: {left}")
    return None


def _there(m: Measurement, where: Mask) -> str:
    given, numeric = m.given[where], m.numeric[where]
    if not np.any(given):
        return " (it is 0 there)"
    return f" (given {given[0]:.6g}, measured {numeric[0]:.6g})" if given.size == 1 else ""


def _tiny(m: Measurement) -> Pattern | None:
    given, numeric, _ = m.vectors()
    size = length(numeric)
    if size == 0.0 or (relative := length(given - numeric) / size) > HARMLESS:
        return None
    power = f"{10.0 ** np.ceil(np.log10(relative + EPS)):.0e}"
    return Pattern(
        "tiny",
        f"off by less than {power} of its length: measurable, too little to change the learning; a small constant in a "
        "logarithm or a quotient that is in one of the two makes such a difference",
    )


def over_all(measurements: Mapping[str, Measurement], patterns: Mapping[str, Pattern | None]) -> tuple[str, ...]:
    """Say in sentences what the patterns, and which parameters are wrong, suggest."""
    wrong = [name for name, m in measurements.items() if not m.agrees]
    groups: dict[str, list[str]] = {}
    for name in wrong:
        if (pattern := patterns[name]) is not None:
            groups.setdefault(pattern.text, []).append(name)
    sentences = [
        f"{'Every parameter' if len(names) == len(measurements) > 1 else listed(names)}: {text}."
        for text, names in groups.items()
    ]
    place = _biases_only(measurements, wrong) or _place(measurements, patterns, wrong)
    return (*sentences, place) if place else tuple(sentences)


def listed(names: list[str]) -> str:
    """Return names in a sentence, the first few of many."""
    return ", ".join(names) if len(names) <= 6 else f"{', '.join(names[:5])} and {len(names) - 5} more"


def _biases_only(measurements: Mapping[str, Measurement], wrong: list[str]) -> str | None:
    flat = [name for name, m in measurements.items() if like_bias(m)]
    if not wrong or not set(wrong) <= set(flat) or len(flat) == len(measurements):
        return None
    return (
        f"Only parameters that are one row or column are wrong ({listed(wrong)}), every matrix is exact. If they are "
        "biases, the error that arrives is right and its reduction is not: it is sum(dz, axis=0) where a matrix has "
        "x.T @ dz."
    )


def _place(
    measurements: Mapping[str, Measurement], patterns: Mapping[str, Pattern | None], wrong: list[str]
) -> str | None:
    """Tell from the order of the parameters, if it is that of the layers, where the mistake is."""
    names = list(measurements)
    kinds = {pattern.kind for name in wrong if (pattern := patterns[name]) is not None}
    if not wrong or len(wrong) == len(names) or kinds - {"zero", "direction"}:
        return None
    if len(wrong) == 1 and (wrong[0] != names[0] or _bias_follows(measurements)):
        return (
            f"Only {wrong[0]} is wrong. If the parameters stand in the order of the layers, the error that arrives at "
            f"its layer is right: look at the line that forms the gradient of {wrong[0]} itself, and at its input."
        )
    if wrong == names[: len(wrong)]:
        return (
            f"The last parameters ({listed(names[len(wrong) :])}) are exact, those before ({listed(wrong)}) are not. "
            "If they stand in the order of the layers, look at the step that carries the error back from "
            f"{names[len(wrong)]} to {wrong[-1]}: the transposed weights in it, and the derivative of the activation."
        )
    return None


def _bias_follows(measurements: Mapping[str, Measurement]) -> bool:
    """Whether the second parameter looks like the bias of the first, with an entry for each of its outputs."""
    first, second = list(measurements.values())[:2]
    return like_bias(second) and not like_bias(first) and second.parameter.size in first.parameter.shape
