"""Which values point the same way: equal up to a factor, and up to transposition."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from unstuck.doctor.roles import scalar
from unstuck.doctor.trace import Node

SAMPLE = 4096  # entries of a large array that are looked at first
ROUGH = 0.1  # sine between these, above which the whole arrays have two directions


def array(value: Any) -> Any:
    """Turn into an array of float64."""
    return np.asarray(value, dtype=float)


def angle(a: Any, b: Any) -> tuple[float, float]:
    """Return the cosine between two arrays, and the sine computed without loss of digits."""
    a, b = array(a).ravel(), array(b).ravel()
    la, lb = np.linalg.norm(a), np.linalg.norm(b)
    if not la or not lb or not np.isfinite(la) or not np.isfinite(lb):
        return 0.0, 1.0
    a, b = a / la, b / lb
    cosine = float(np.clip(a @ b, -1, 1))
    return cosine, float(np.linalg.norm(a - np.sign(cosine) * b))


def may_be_along(a: Any, b: Any) -> bool:
    """Say whether two large arrays may have one direction: of most that have not, some of the entries tell."""
    a, b = np.ravel(a), np.ravel(b)
    if a.size != b.size or a.size < 16 * SAMPLE:
        return True
    some = slice(None, None, a.size // SAMPLE)
    return not np.any(a[some]) or not np.any(b[some]) or angle(a[some], b[some])[1] < ROUGH


def tolerance_of(*values: Any) -> float:
    """Say how far rounding alone may turn a gradient."""
    narrow = any(type(v) is not float and np.asarray(v).dtype in (np.float32, np.float16) for v in values)
    return 2e-3 if narrow else 1e-6


def same_direction(value: Any, truth: Any, tolerance: float) -> tuple[float, bool] | None:
    """Return (factor, transposed) if value = factor * truth, up to transposition; None otherwise."""
    a, b = array(value), array(truth)
    ways = []
    if a.shape == b.shape:
        ways.append((b, False))
    if a.ndim == 2 and a.shape == b.T.shape:
        ways.append((b.T, True))
    if a.shape != b.shape and a.size == b.size and 1 in (*a.shape, a.ndim) and 1 in (*b.shape, b.ndim):
        ways.append((b.reshape(a.shape), False))
    if a.size == b.size == 1:  # no direction: only equal numbers point the same way
        ratio = float(a.ravel()[0] / b.ravel()[0]) if b.ravel()[0] else 0.0
        return (ratio, False) if abs(abs(ratio) - 1) < tolerance else None
    for other, transposed in ways:
        cosine, sine = angle(a, other)
        if sine < tolerance:
            return float(np.sign(cosine) * np.linalg.norm(a) / np.linalg.norm(other)), transposed
    return None


class Numbers:
    """True derivatives that are single numbers: finds one of which a number is a multiple by one of some factors."""

    def __init__(self, derivatives: dict[Node, Any]):
        pairs = [(abs(float(np.ravel(v)[0])), n) for n, v in derivatives.items() if np.size(v) == 1]
        self.derivatives = derivatives
        pairs = sorted((p for p in pairs if np.isfinite(p[0]) and p[0] > 0), key=lambda pair: pair[0])
        self.sizes = [size for size, _ in pairs]
        self.nodes = [node for _, node in pairs]

    def find(
        self, value: Any, factors: Iterable[float], tolerance: float | None = None
    ) -> tuple[Node, float, bool] | None:
        """Return (value of the forward pass, factor, False) if `value` is that factor times the derivative there."""
        if type(value) is not float and (not scalar(value) or np.asarray(value).dtype.kind != "f"):
            return None
        number = value if type(value) is float else float(np.ravel(value)[0])
        if not number or not math.isfinite(number):
            return None
        tolerance = tolerance or tolerance_of(value) / 10
        for factor in filter(None, factors):
            wanted = abs(number) / factor
            low = bisect.bisect_left(self.sizes, wanted * (1 - tolerance))
            high = bisect.bisect_left(self.sizes, wanted * (1 + tolerance), low)
            if low < high:
                node = min(self.nodes[low:high], key=lambda n: n.index)
                return node, number / float(np.ravel(self.derivatives[node])[0]), False
        return None


class Directions:
    """True derivatives, by direction: finds the one to which a value is proportional without comparing it with all.

    Every array is known by its length along one random direction, the same for all arrays of a size.
    """

    def __init__(self, derivatives: dict[Node, Any]):
        self.derivatives = derivatives
        self.random = np.random.default_rng(0)
        self.probes: dict[int, Any] = {}
        self.by_size: dict[int, tuple[Any, list[Node]]] = {}
        lengths: dict[int, list[tuple[float, Node]]] = {}
        for node, value in derivatives.items():
            if np.size(value) > 1:
                ways = [value, np.transpose(value)] if np.ndim(value) == 2 else [value]
                lengths.setdefault(np.size(value), []).extend((self.length(way), node) for way in ways)
        for size, found in lengths.items():
            found = sorted((pair for pair in found if np.isfinite(pair[0])), key=lambda pair: pair[0])
            self.by_size[size] = np.array([length for length, _ in found]), [node for _, node in found]

    def length(self, value: Any) -> float:
        """Return how far the value, brought to length 1, reaches along the random direction, sign apart."""
        flat = array(value).ravel()
        if flat.size not in self.probes:
            self.probes[flat.size] = self.random.normal(size=flat.size)
        with np.errstate(all="ignore"):
            return float(abs(flat @ self.probes[flat.size]) / np.linalg.norm(flat))

    def find(self, value: Any, tolerance: float | None = None) -> tuple[Node, float, bool] | None:
        """Return (value of the forward pass, factor, transposed) if `value` is proportional to the derivative there."""
        if not isinstance(value, np.ndarray) or value.dtype.kind not in "fiu" or value.size not in self.by_size:
            return None
        length = self.length(value)
        if not np.isfinite(length):
            return None
        tolerance = tolerance or tolerance_of(value)
        lengths, nodes = self.by_size[value.size]
        near = 4 * tolerance * np.sqrt(value.size)  # a direction off by `tolerance` cannot change the length by more
        low, high = np.searchsorted(lengths, [length - near, length + near])
        for node in sorted(nodes[low:high], key=lambda n: n.index):
            hit = same_direction(value, self.derivatives[node], tolerance)
            if hit is not None:
                return node, *hit
        return None
