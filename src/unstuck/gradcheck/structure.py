"""Parameters and gradients as the user keeps them: one array, a float, or dicts, lists and tuples of such.

`flatten` takes a structure apart into named float64 copies and can put new values back into the same form;
`gradient_like` does the same to a gradient, and says where its form differs from that of the parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from unstuck.errors import InputError

Array: TypeAlias = NDArray[Any]

ROOT = "parameters"
"""The name of parameters that are a single array."""


@dataclass(frozen=True)
class Structure:
    """The form of the parameters, with the names of the arrays in it.

    Parameters
    ----------
    form
        The structure with the position of each array, an int, in the array's place.
    names
        A name for each array, in the order of the positions.
    scalars
        Positions of plain numbers, which the user's function gets as numbers and not as arrays.
    """

    form: Any
    names: tuple[str, ...]
    scalars: frozenset[int]

    def build(self, arrays: Sequence[Array]) -> Any:
        """Return `arrays` in the user's structure; the arrays themselves, not copies."""
        return self._build(self.form, arrays)

    def _build(self, form: Any, arrays: Sequence[Array]) -> Any:
        if isinstance(form, int):
            # Arithmetic turns arrays of no dimension into numbers; the user gets back what the user gave.
            return arrays[form][()] if form in self.scalars else np.asarray(arrays[form])
        if isinstance(form, dict):
            return {key: self._build(part, arrays) for key, part in form.items()}
        parts = [self._build(part, arrays) for part in form]
        if isinstance(form, tuple):
            # A named tuple takes its fields one by one.
            return type(form)(*parts) if hasattr(form, "_fields") else tuple(parts)
        return parts


def flatten(parameters: Any) -> tuple[Structure, list[Array]]:
    """Take parameters apart.

    Returns
    -------
    structure : Structure
        Their form and the names of the arrays.
    arrays : list of ndarray
        float64 copies, one for each name.

    Raises
    ------
    InputError
        If there is nothing in them, or something that is not a finite array of floats.
    """
    names: list[str] = []
    arrays: list[Array] = []
    scalars: set[int] = set()

    def take(part: Any, name: str) -> Any:
        if isinstance(part, dict | list | tuple):
            if not part:
                raise InputError(f"{name} is an empty {type(part).__name__}; expected at least one array in it.")
            if isinstance(part, dict):
                return {key: take(value, join(name, key)) for key, value in part.items()}
            places = [take(value, join(name, i)) for i, value in enumerate(part)]
            if isinstance(part, tuple):
                return type(part)(*places) if hasattr(part, "_fields") else tuple(places)
            return places
        names.append(name)
        arrays.append(_leaf(part, name))
        if not isinstance(part, np.ndarray):
            scalars.add(len(arrays) - 1)
        return len(arrays) - 1

    form = take(parameters, ROOT)
    return Structure(form, tuple(names), frozenset(scalars)), arrays


def join(name: str, key: Any) -> str:
    """Name what is under `key` of the structure called `name`: `W`, `[0]`, `layers[0]`, `[0].W`."""
    name = "" if name == ROOT else name
    if isinstance(key, str):
        return f"{name}.{key}" if name else key
    return f"{name}[{key!r}]"


def _leaf(part: Any, name: str) -> Array:
    """Check one array of the parameters and return it as a new float64 array."""
    if isinstance(part, np.matrix | np.ma.MaskedArray) or not isinstance(part, np.ndarray | np.generic | float | int):
        raise InputError(f"{name} is a {_kind(part)}; expected a NumPy array or a float: np.asarray(…, dtype=float).")
    array = np.array(part)
    if array.dtype.kind in "iub":
        raise InputError(
            f"{name} holds {array.dtype} numbers, which cannot take a small step: w[:] = w - 0.1 * dw cuts off what is "
            f"behind the point. Expected floats; convert with {'float(…)' if array.ndim == 0 else '.astype(float)'}."
        )
    if array.dtype.kind != "f":
        raise InputError(f"{name} holds {array.dtype} values; expected real floats.")
    if array.size == 0:
        raise InputError(f"{name} has the shape {array.shape}, with no entry in it; expected at least one.")
    array = array.astype(np.float64)
    _require_finite(array, name)
    return array


def gradient_like(gradient: Any, structure: Structure, arrays: Sequence[Array]) -> list[Array]:
    """Take a gradient apart that has the structure of the parameters.

    Raises
    ------
    InputError
        If a part is missing, is superfluous, has another shape or is not finite; the message names it.
    """
    found: list[Array] = [np.empty(0)] * len(arrays)

    def take(part: Any, form: Any, name: str) -> None:
        if isinstance(form, int):
            found[form] = _gradient_leaf(part, arrays[form].shape, structure.names[form])
            return
        expected = dict(form) if isinstance(form, dict) else dict(enumerate(form))
        if not isinstance(part, dict if isinstance(form, dict) else list | tuple):
            kind = "dict" if isinstance(form, dict) else "list or tuple"
            where = "the gradient" if name == ROOT else f"the gradient of {name}"
            raise InputError(
                f"{where} is a {_kind(part)}; expected a {kind} with {_listed(expected)}, as the parameters."
            )
        parts = dict(part) if isinstance(part, dict) else dict(enumerate(part))
        missing, extra = expected.keys() - parts.keys(), parts.keys() - expected.keys()
        if missing or extra:
            where = "" if name == ROOT else f" of {name}"
            raise InputError(
                f"the gradient{where} has {_listed(parts)}, the parameters have {_listed(expected)}: "
                + "; ".join(f"{w} {_listed(k)}" for w, k in (("missing", missing), ("superfluous", extra)) if k)
                + "."
            )
        for key, place in expected.items():
            take(parts[key], place, join(name, key))

    take(gradient, structure.form, ROOT)
    return found


def as_array(part: Any) -> Array:
    """Give `part` as a new array; as one of objects, where its rows are of different lengths."""
    try:
        return np.array(part)
    except ValueError:
        return np.array(None)


def _gradient_leaf(part: Any, shape: tuple[int, ...], name: str) -> Array:
    array = as_array(part)
    if array.dtype.kind not in "fiu":
        raise InputError(
            f"the gradient of {name} is a {_kind(part)}; expected an array of floats of the shape {shape}."
        )
    if array.shape != shape:
        raise InputError(
            f"the gradient of {name} has the shape {array.shape}; expected {shape}, as {name} has. "
            + _shape_hint(array, shape)
        )
    array = array.astype(np.float64)
    _require_finite(array, f"the gradient of {name}")
    return array


def _shape_hint(array: Array, shape: tuple[int, ...]) -> str:
    if array.ndim == 2 and array.shape == shape[::-1]:
        return "This is the transposed shape: the product that forms it has its factors in the other order (x.T @ dz)."
    if array.size == np.prod(shape):
        return "The number of entries is the same: sum with keepdims=True, or reshape."
    if array.ndim == len(shape) and array.shape[1:] == shape[1:] and shape[:1] == (1,):
        return f"It has {array.shape[0]} rows for 1: sum it over its rows, axis=0, with keepdims=True."
    if array.ndim == len(shape) + 1 and array.shape[1:] == shape:
        return f"It has one part for each of {array.shape[0]} rows: sum it over axis 0."
    return "A gradient has one entry for each entry of the parameter."


def _require_finite(array: Array, name: str) -> None:
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        index = tuple(int(i) for i in bad[0])
        where = f"at the index {index if len(index) > 1 else index[0]}" if index else "as its value"
        raise InputError(
            f"{name} has {array[index]} {where} ({len(bad)} of {array.size} not finite); expected finite numbers."
        )


def _kind(part: Any) -> str:
    if part is None:
        return "None"
    kind = type(part)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__.split('.')[0]}."
    return f"{module}{kind.__name__}"


def _listed(keys: Any) -> str:
    names = [str(key) if isinstance(key, str) else f"[{key!r}]" for key in keys]
    return ", ".join(sorted(names)) if len(names) <= 8 else f"{len(names)} parts"
