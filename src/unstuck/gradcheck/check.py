"""Is this the gradient of that function? Every entry is measured, with a bound on the error of its measurement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from unstuck.errors import InputError
from unstuck.gradcheck.function import Function, untouched
from unstuck.gradcheck.measurement import Floats, Measurement
from unstuck.gradcheck.report import GradientReport, report
from unstuck.gradcheck.slopes import EPS, SAFETY, Slope
from unstuck.gradcheck.structure import flatten, gradient_like
from unstuck.gradcheck.survey import Places, Survey


def check_gradients(
    function: Callable[[Any], Any],
    gradient: Any,
    parameters: Any,
    *,
    entries: int | Literal["all"] = "all",
    rng: np.random.Generator | None = None,
    method: Literal["auto", "central", "complex"] = "auto",
    samples: int | None = None,
) -> GradientReport:
    r"""Compare a gradient with the slopes of the function itself, and say where and how it is wrong.

    The slope along each entry is measured by central differences,

    .. math:: \frac{f(\theta + h e_i) - f(\theta - h e_i)}{2h} = \frac{\partial f}{\partial \theta_i} + O(h^2),

    extrapolated to h = 0, with steps chosen for the entry: smaller until rounding weighs more than what the
    extrapolation leaves. Both errors are measured, so there is no tolerance to set: an entry is wrong if it differs by
    more than 4 times the error of its own measurement. Where the function takes complex numbers,
    :math:`\Im f(\theta + i h e_i) / h` gives the slope to the last digits (Squire and Trapp, *SIAM Rev.* 40, 1998).

    For each parameter the order of convergence is measured as well, along a random direction through all its entries:
    the error of a difference quotient falls as h² exactly when the gradient is right.

    Entries at a kink, such as max(0, x) at 0, are recognised: any value between the slopes from both sides is right.

    Parameters
    ----------
    function : callable
        parameters -> one number, the same for the same parameters. It is called with float64 copies of them. If it
        computes in float32 this is noticed from its values; then steps are larger, and less can be seen.
    gradient : callable or structure
        The gradient, or a function of the parameters that returns it: the same structure and shapes as `parameters`.
    parameters : array, float, or dict, list or tuple of these
        Where the gradient is checked. They must be floats, and are not changed.
    entries : int or "all"
        How many entries of each parameter are measured, drawn at random. A mistake in an entry that was not drawn
        still shows along the random direction.
    rng : numpy.random.Generator, optional
        Draws entries and directions; by default a new generator with the seed 0, so that a check can be repeated.
    method : {"auto", "central", "complex"}
        "central": differences only. "auto": differences, refined by complex steps where the function allows them and
        both agree. "complex": complex steps only, two calls an entry; kinks are not recognised.
    samples : int, optional
        The number of rows of the batch in `function`, if there is one: with it a missing mean is known for what it is.

    Returns
    -------
    GradientReport
        `print` it; `.agrees` is the answer.

    Raises
    ------
    InputError
        If the parameters are not finite floats; if the gradient has another structure or shape; if the function is
        random, changes its arguments, is not finite at the parameters or does not return one number.

    Examples
    --------
    >>> x, t = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 0.0])
    >>> w = np.array([0.1, -0.2])
    >>> def loss(w): return np.mean((x @ w - t) ** 2)
    >>> check_gradients(loss, lambda w: 2 * (x @ w - t) @ x / 2, w).agrees
    True
    >>> print(check_gradients(loss, lambda w: (x @ w - t) @ x * 2, w, samples=2).suggestions[0])
    parameters: exactly 2 times too large, and there are 2 rows: the mean over the rows is missing (a sum was taken).
    """
    _require_options(function, entries, rng, method, samples)
    rng = np.random.default_rng(0) if rng is None else rng
    structure, arrays = flatten(parameters)
    watched = Function.watched(function, structure, arrays)
    found = untouched(gradient, structure, arrays, "gradient") if callable(gradient) else gradient
    given = gradient_like(found, structure, arrays)
    with np.errstate(over="ignore", invalid="ignore"):  # far steps may overflow, near ones will not
        measured = _measure(Survey.of(watched, method, rng), given, entries, rng)
    watched.require_unchanged()
    return report(dict(zip(structure.names, measured, strict=True)), samples=samples)


def _require_options(function: Any, entries: Any, rng: Any, method: Any, samples: Any) -> None:
    if not callable(function):
        raise InputError(f"function is a {type(function).__name__}; expected a callable: parameters -> one number.")
    for name, count, also in (("entries", entries, "all"), ("samples", samples, None)):
        whole = isinstance(count, int | np.integer) and not isinstance(count, bool) and count >= 1
        if not whole and not (count is None if also is None else isinstance(count, str) and count == also):
            alternative = "" if also is None else f' or "{also}"'
            raise InputError(f"{name} is {count!r}; expected a whole number of at least 1{alternative}.")
    if rng is not None and not isinstance(rng, np.random.Generator):
        raise InputError(f"rng is a {type(rng).__name__}; expected a numpy.random.Generator: np.random.default_rng(0).")
    if not isinstance(method, str) or method not in ("auto", "central", "complex"):
        raise InputError(f'method is {method!r}; expected "auto", "central" or "complex".')


def _measure(
    survey: Survey, given: list[Floats], entries: int | Literal["all"], rng: np.random.Generator
) -> list[Measurement]:
    arrays = survey.function.arrays
    places = [_drawn(array.size, entries, rng) for array in arrays]
    slopes = [survey.entries(i, places[i], given[i], rng) for i in range(len(arrays))]
    # The given gradient was rounded too. It is exact for parameters that differ in the last place, which moves it by
    # eps |theta_j| times the second derivatives H_ij, of which |H_ij| <= sqrt(H_ii H_jj) near a minimum.
    reach = sum(_reach(array, places[i], slopes[i]) for i, array in enumerate(arrays))
    return [
        survey.direction(i, _measurement(array, given[i], places[i], slopes[i], reach), reach, rng)
        for i, array in enumerate(arrays)
    ]


def _drawn(size: int, entries: int | Literal["all"], rng: np.random.Generator) -> Places:
    if entries == "all" or entries >= size:
        return np.arange(size)
    return np.sort(rng.choice(size, int(entries), replace=False))


def _reach(array: Floats, places: Places, slopes: list[Slope]) -> float:
    """Sum |theta_j| sqrt(H_jj) over an array, from the entries that were measured."""
    curvature = np.array([slope.curvature for slope in slopes])
    return float(np.sum(np.abs(array.flat[places]) * np.sqrt(curvature))) * array.size / len(places)


def _measurement(array: Floats, given: Floats, places: Places, slopes: list[Slope], reach: float) -> Measurement:
    numeric, error = np.zeros(array.shape), np.zeros(array.shape)
    kinks, checked = np.zeros(array.shape, dtype=bool), np.zeros(array.shape, dtype=bool)
    numeric.flat[places] = [slope.value for slope in slopes]
    error.flat[places] = [slope.error + SAFETY * EPS * slope.curvature**0.5 * reach for slope in slopes]
    kinks.flat[places] = [slope.kink for slope in slopes]
    checked.flat[places] = True
    return Measurement(array, given, numeric, error, kinks, checked)
