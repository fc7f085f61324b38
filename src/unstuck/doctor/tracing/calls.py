"""Calls: functions of the user's are entered, what those of libraries return is noted."""

from __future__ import annotations

import builtins
import copy
import math
import operator
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from unstuck.doctor.script import Sites
from unstuck.doctor.trace import Limits, Node, TraceEnd
from unstuck.doctor.tracing.changes import Changes, changed_argument, has_rows, is_random, shuffles
from unstuck.doctor.tracing.operations import Operations
from unstuck.doctor.tracing.recorder import NUMBERS, Whole
from unstuck.doctor.tracing.replays import Method, Replaced, Several

SHUFFLES = 16  # of lists, that are noted
MOST = 5000  # entries of a list
LISTS = 200  # whose last entries are remembered
COPIES = (list, dict, copy.copy)
MATRICES = (np.matrix, np.asmatrix)
SUMMARIES = (sum, max, min, math.fsum)
SPLITS = {np.split: 0, np.array_split: 0, np.vsplit: 0, np.hsplit: 1, np.dsplit: 2}  # along which axis
ITERATORS = (zip, map, enumerate, list, tuple, reversed, iter, *SUMMARIES)


class Calls(Operations, Changes):
    """What is called for `f(...)`."""

    def __init__(self, sites: Sites, limits: Limits | None = None):
        super().__init__(sites, limits)
        self.wrapped: dict[int, tuple[Any, list[Any]]] = {}  # iterators, with those that they take from
        self.used_up: dict[tuple[int, int], tuple[Any, int]] = {}  # iterators that a loop took all of, and its turns
        self.ends: dict[int, tuple[list[Any], Any]] = {}  # lists, with what their last entry was when it was appended

    def call(self, site: int, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function: enter those of the user, note the results of others."""
        if self.over:
            raise TraceEnd(self.trace.why_ended)
        if self.is_users(function):
            before = self.stack
            self.stack = (site, before)
            try:
                return function(*args, **kwargs)
            finally:
                self.stack = before
        if self.asleep:
            return function(*args, **kwargs)
        if type(function) is np.vectorize:
            return self.vectorized(site, function, args, kwargs)
        if (
            function is builtins.sum
            and len(args) == 1
            and isinstance(args[0], np.ndarray)
            and args[0].ndim
            and not kwargs
        ):
            value = function(*args)
            self.record("sum", value, site, np.sum, args, {"axis": 0})
            return value
        if function is np.nditer and args and isinstance(args[0], np.ndarray):
            self.forget(args[0])  # what is written through the elements that it gives is not seen
        wraps = function is zip or function is enumerate or function is map
        taken = [inner for a in args for inner in self.sources(a)] if wraps else []
        args = self.iterated(site, function, args)
        owner = getattr(function, "__self__", None)
        if type(owner) is list and len(args) == 1 and getattr(function, "__name__", "") == "append":
            self.appending(site, owner, args[0])
        if args and type(args[0]) is list and shuffles(function, owner):
            return self.shuffling(site, function, args, kwargs)
        changed = changed_argument(function, owner, args, kwargs)
        if changed is not None and isinstance(changed, np.ndarray):
            return self.changing_call(site, function, owner, args, kwargs, changed)
        value = function(*args, **kwargs)
        if taken and len(self.wrapped) < LISTS:
            self.wrapped[id(value)] = value, taken
        if (function is max or function is min) and len(args) > 1 and any(self.node_of(a) is not None for a in args):
            value = of_its_own(value)  # `max(0, x)` gives back one of the two
        copied = function in COPIES and args  # `dict(w=w, b=b)` makes one anew
        if type(value) in (list, dict) and (copied or getattr(function, "__name__", "") == "copy"):
            held = value.values() if isinstance(value, dict) else value
            nodes = tuple(n for v in held if isinstance(v, np.ndarray) and (n := self.node_of(v)) is not None)
            self.trace.shallow.append((len(self.trace.nodes), site, nodes))
        self.record_call(site, function, owner, args, kwargs, value)
        if isinstance(value, NUMBERS) and self.node_of(value) is None:
            self.remember(value, site)
        return value

    def sources(self, iterable: Any) -> list[Any]:
        """List the iterators of which a loop over something takes: itself, or those in it; none if it begins anew."""
        if not isinstance(iterable, Iterator):
            return []
        known = self.wrapped.get(id(iterable))
        return [iterable, *known[1]] if known is not None and known[0] is iterable else [iterable]

    def appending(self, site: int, values: list[Any], value: Any) -> None:
        """Note that a list is given the very array that it ends with already, after this was changed in place."""
        sized = value.size if isinstance(value, np.ndarray) else len(value) if type(value) is list else 0
        if not 0 < sized <= MOST:
            return
        known = self.ends.get(id(values))
        again = known is not None and known[0] is values and values and values[-1] is value
        if again and known is not None and not self.same_numbers(known[1], value):
            self.trace.appended.setdefault(site, (known[1], copy.copy(value)))
        if len(self.ends) < LISTS or known is not None:
            self.ends[id(values)] = values, copy.copy(value)

    @staticmethod
    def same_numbers(one: Any, other: Any) -> bool:
        """Say whether two lists or arrays hold the same numbers; others than numbers are no matter here."""
        try:
            return bool(np.array_equal(np.asarray(one, dtype=float), np.asarray(other, dtype=float), equal_nan=True))
        except (TypeError, ValueError):
            return True

    def shuffling(self, site: int, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Shuffle a list, and note what was in it, if these are numbers or rows of numbers."""
        before = self.numbers_in(args[0])
        value = function(*args, **kwargs)
        after = self.numbers_in(args[0]) if before is not None else None
        if after is not None:
            self.trace.shuffled.append((site, before, after))
        return value

    def numbers_in(self, values: list[Any]) -> Any:
        """Give the numbers of a list, or its rows, as an array; None if they are none, or if enough was noted."""
        if len(self.trace.shuffled) >= SHUFFLES or len(values) > MOST:
            return None
        try:
            made = np.array([np.ravel(np.asarray(each, dtype=float)) for each in values])
        except (TypeError, ValueError):
            return None
        return made if made.ndim == 2 else None

    def iterated(self, site: int, function: Any, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """Let a function that goes through its arguments find elements that remember what they are parts of."""
        if not args or not any(function is each for each in ITERATORS):
            return args
        if function is zip or function is map:
            return tuple(self.elements(site, a) for a in args)
        first, *others = args
        if others and (function is max or function is min):
            return args
        if function in SUMMARIES and isinstance(first, Iterator):  # nobody else will see what it gives
            return (list(first), *others)
        elements = self.elements(site, first)
        return (elements if elements is first or function is not reversed else list(elements), *others)

    def is_users(self, function: Any) -> bool:
        """Say whether a function's own code is traced."""
        inner = getattr(function, "__func__", function)
        code = getattr(inner, "__code__", None)
        if code is not None:
            return code.co_filename in self.files
        if isinstance(inner, type):
            return getattr(sys.modules.get(inner.__module__), "__file__", None) in self.files
        if isinstance(inner, type(len) | np.ufunc | np.ndarray | type):
            return False
        method = type(inner).__dict__.get("__call__")
        return getattr(getattr(method, "__code__", None), "co_filename", None) in self.files

    def record_call(
        self, site: int, function: Any, owner: Any, args: tuple[Any, ...], kwargs: dict[str, Any], value: Any
    ) -> None:
        """Note what a function of a library returned."""
        if isinstance(value, NUMBERS):
            kind = type(value)
            if kind is float and function is float and type(args[0] if args else None) is str:
                return
        elif function is print:
            for a in args:
                if isinstance(a, NUMBERS):
                    node = self.node_of(a)
                    if node is not None:
                        self.trace.printed.append((site, node))
            return
        elif not (isinstance(value, list | tuple) and 0 < len(value) <= 2000 and function is not zip):
            return
        if function in MATRICES and args and isinstance(args[0], np.ndarray):
            self.record("array", value, site, np.atleast_2d, args[:1])
            return
        if isinstance(function, type) and function not in (float, np.float64, np.float32, np.ndarray):
            return
        name = getattr(function, "__name__", type(function).__name__)
        replayed: Any = function
        if isinstance(owner, np.ndarray | np.generic):
            replayed, args = Method(name), (owner, *args)
        elif getattr(owner, "__class__", None) is np.random.RandomState or is_random(function, owner):
            if name == "permutation" and len(args) == 1 and not kwargs and has_rows(args[0]):
                self.record(name, value, site, Replaced(value), args)
            return
        literal = self.sites[site].literal
        if isinstance(owner, np.ndarray | np.generic):
            literal = (False, *literal)
        if isinstance(value, NUMBERS):
            self.record(name, value, site, replayed, args, kwargs, literal)
            return
        if not any(isinstance(v, NUMBERS) for v in flat(value)):
            return
        if function in (list, tuple, sorted, reversed) or name in ("append", "pop", "items", "values", "copy"):
            return
        if name == "tolist" and isinstance(owner, np.ndarray):
            self.listed(site, owner, value)
            return
        if (axis := split_along(function, args, kwargs)) is not None:
            self.split(site, args[0], value, axis)
            return
        inputs: list[Node] = []
        kept = tuple(self.taken(a, inputs) for a in args)
        if not inputs:
            return
        whole = self.new(name, Several(value), site, replayed, kept, dict(kwargs), tuple(inputs))
        self.register_parts(site, whole, value)

    def listed(self, site: int, array: Any, values: Any, place: tuple[int, ...] = ()) -> None:
        """Note that the numbers in a list are the elements of an array."""
        for i, value in enumerate(values):
            if isinstance(value, list):
                self.listed(site, array, value, (*place, i))
            elif isinstance(value, NUMBERS):
                self.record("getitem", value, site, operator.getitem, (array, (*place, i)))

    def split(self, site: int, array: Any, parts: Sequence[Any], axis: int) -> None:
        """Note that the parts of an array are slices of it."""
        start = 0
        for part in parts:
            end = start + np.shape(part)[axis]
            index = (slice(None),) * axis + (slice(start, end),)
            self.record("getitem", part, site, operator.getitem, (array, index))
            start = end

    def register_parts(self, site: int, whole: Node, value: Any) -> None:
        """Give the numbers in a list that a function returned their origin."""
        for i, part in enumerate(value):
            if isinstance(part, NUMBERS) and self.node_of(part) is None:
                self.new("pick", part, site, operator.getitem, (whole, i), None, (whole,))
            elif isinstance(part, list):
                inner = self.new("pick", Several(part), site, operator.getitem, (whole, i), None, (whole,))
                self.register_parts(site, inner, part)

    def vectorized(self, site: int, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call an `np.vectorize`, and watch the calls that it makes, so that the elements keep their origin.

        It hands on the very numbers of an array of objects: by these its calls are told apart.
        """
        given: list[Any] = list(args)
        largest = max((np.size(a) for a in args), default=0)
        places: dict[int, int] = {}
        if self.is_users(function.pyfunc) and not (kwargs or function.signature or function.excluded):
            for i, array in enumerate(args):
                if type(array) in (float, np.float64):  # a single number is its own element
                    given[i] = np.empty((), dtype=object)
                    given[i][()] = array
                elif isinstance(array, np.ndarray) and array.dtype == float and 0 < array.size <= 20_000:
                    given[i] = self.boxed(site, array)
                if given[i] is not array and np.size(array) == largest and not places:
                    places, position = {id(box): k for k, box in enumerate(given[i].ravel())}, i
        if not places:
            value = function(*args, **kwargs)
            self.record("vectorize", value, site, function, args, kwargs)
            return value
        outputs: list[Any] = [None] * largest

        def watched(*each: Any) -> Any:
            output = self.call(site, function.pyfunc, *each)
            outputs[places[id(each[position])]] = output
            return output

        value = np.vectorize(watched, otypes=function.otypes, cache=function.cache)(*given)
        if not isinstance(value, np.ndarray) or not all(isinstance(o, (*NUMBERS, int)) for o in outputs):
            return value
        row = np.array(outputs)
        self.record("array", row, site, np.array, (outputs,))
        if row.size == value.size and (value.dtype.kind == "f" or row.dtype == value.dtype):
            self.record("reshape", value, site, Method("reshape"), (row, value.shape))
        return value

    def boxed(self, site: int, array: Any) -> Any:
        """Make an array of Python's floats out of one of NumPy's; each is known as an element."""
        if self.node_of(array) is None:
            self.leaf(array)
        boxes = np.empty(array.shape, dtype=object)
        for i in np.ndindex(array.shape):
            element = self.item(site, array, i)
            boxes[i] = element.item()
            self.record("item", boxes[i], site, Method("item"), (element,))
        return boxes


def split_along(function: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> int | None:
    """Say along which axis a function takes its array apart; None if it is no such function."""
    axis = next((axis for split, axis in SPLITS.items() if function is split), None)
    if axis is None or not args or not isinstance(args[0], np.ndarray):
        return None
    if function is np.split or function is np.array_split:
        axis = args[2] if len(args) > 2 else kwargs.get("axis", axis)
    return int(axis) % args[0].ndim if args[0].ndim > 1 else 0


def of_its_own(value: Any) -> Any:
    """Make a number anew: an object of its own, that is known by what it came of."""
    if type(value) is int:
        return Whole(value)
    return value.copy() if isinstance(value, np.generic) else value * 1.0 if type(value) is float else value


def flat(values: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    """List what is in nested lists."""
    for value in values:
        if isinstance(value, list | tuple) and depth < 2:
            yield from flat(value, depth + 1)
        else:
            yield value
