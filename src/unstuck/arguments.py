"""The one place where arguments that are no arrays are examined; for those that are see `unstuck.arrays`."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from unstuck.errors import InputError

T = TypeVar("T")

_LONGEST = 60


def shown(given: object) -> str:
    """Write a value for a message: in one line, and not longer than is read."""
    if isinstance(given, np.ndarray):
        return f"an array of shape {given.shape} and type {given.dtype}"
    try:
        text = " ".join(repr(given).split())
    except ValueError:  # a whole number of more digits than Python writes
        text = f"a {type(given).__name__} too long to be shown"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def number(name: str, given: Any, expected: str, holds: Callable[[float], bool]) -> float:
    """Give `given` as a float.

    Parameters
    ----------
    name : str
        What it is called in the message.
    given : float
    expected : str
        What is expected in words, such as "a number above 0".
    holds : callable
        The same as a test of the number.

    Raises
    ------
    InputError
        If it is no finite real number, or the test fails.
    """
    try:
        is_number = isinstance(given, int | float | np.integer | np.floating) and not isinstance(given, bool)
        value = float(given) if is_number else math.nan
    except OverflowError:
        value = math.inf
    if not (math.isfinite(value) and holds(value)):
        raise InputError(f"{name} is {shown(given)}; expected {expected}.")
    return value


def share(name: str, given: Any) -> float:
    """Give `given` as a float from 0 up to, not including, 1, or raise `InputError`."""
    return number(name, given, "a number from 0 up to, not including, 1", lambda value: 0 <= value < 1)


def whole(name: str, given: Any, lowest: int) -> int:
    """Give `given` as an int from `lowest`, or raise `InputError`."""
    is_whole = isinstance(given, int | np.integer) and not isinstance(given, bool)
    if not (is_whole and given >= lowest):
        raise InputError(f"{name} is {shown(given)}; expected a whole number from {lowest}.")
    return int(given)


def looked_up(kind: str, name: object, table: Mapping[str, T], also: str = "") -> T:
    """Give the entry of a table, or raise `InputError` that lists the names, with what else there is."""
    if not isinstance(name, str) or name not in table:
        raise InputError(f"There is no {kind} {shown(name)}; choose one of {', '.join(table)}{also}.")
    return table[name]


def of_type(name: str, given: Any, kind: type[T], such_as: str = "") -> T:
    """Give `given` if it is of a type, or raise `InputError`, perhaps with an example of what is meant."""
    if not isinstance(given, kind):
        home = kind.__module__.partition(".")[0]
        called = kind.__qualname__ if home == "builtins" else f"{home}.{kind.__qualname__}"
        article = "an" if called[0] in "aeiou" else "a"
        raise InputError(
            f"{name} is {shown(given)}; expected {article} {called}{', such as ' + such_as if such_as else ''}."
        )
    return given


def generator(name: str, given: Any) -> np.random.Generator:
    """Give `given` if it is a random generator, or raise `InputError`."""
    if not isinstance(given, np.random.Generator):
        raise InputError(
            f"{name} is {shown(given)}; expected a numpy.random.Generator, such as numpy.random.default_rng(0)."
        )
    return given


def function(name: str, given: Any, signature: str) -> Any:
    """Give `given` if it can be called, or raise `InputError` with the signature that is expected."""
    if not callable(given):
        raise InputError(f"{name} is {shown(given)}; expected a function: {signature}.")
    return given


def number_type(name: str, given: Any, chars: str = "fd", expected: str = "float32 or float64") -> np.dtype[Any]:
    """Give `given` as a NumPy type, one of those whose letters are in `chars`, or raise `InputError`."""
    try:
        dtype = None if given is None else np.dtype(given)
    except (TypeError, ValueError):
        dtype = None
    if dtype is None or dtype.char not in chars:
        raise InputError(f"{name} is {shown(given)}; expected {expected}.")
    return dtype


def path(name: str, given: Any) -> Path:
    """Give `given` as a path, or raise `InputError`."""
    if not isinstance(given, str | os.PathLike) or not os.fspath(given) or "\0" in str(given):
        raise InputError(f"{name} is {shown(given)}; expected the path of a file.")
    return Path(given)
