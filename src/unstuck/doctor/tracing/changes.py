"""Changes in place: the array gets a new version, the old one a copy, and so do the arrays that share its memory."""

from __future__ import annotations

import builtins
import operator
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from unstuck.doctor.trace import Node, Write
from unstuck.doctor.tracing.recorder import NUMBERS, Recorder, holds_arrays, owner_of
from unstuck.doctor.tracing.replays import Overlay, Replaced, set_item

WIDEST = 1000  # places in a list for the 1 of a class


class Changes(Recorder):
    """What is called for `+=`, for `w[i] = ...`, and for functions that write into an argument."""

    def augment(self, site: int, old: Any, operand: Any, name: str = "") -> Any:
        """Do `old += operand`."""
        place = self.sites[site]
        name = name or place.target
        assert place.in_place is not None
        assert place.function is not None
        if self.asleep and isinstance(old, np.ndarray):
            self.forget(old)
        if isinstance(old, np.ndarray) and not self.asleep and holds_arrays(old):
            before = old.copy()
            value = place.in_place(old, operand)
            self.record_each(place.name, value, site, place.function, (before, before if operand is old else operand))
            return value
        if self.asleep or not isinstance(old, np.ndarray):
            value = place.in_place(old, operand)
            if isinstance(value, NUMBERS) and not self.asleep:
                self.record(place.name, value, site, place.function, (old, operand), None, place.literal)
                node = self.node_of(value)
                if node is not None:
                    self.trace.writes.append(Write(len(self.trace.nodes), site, name, node))
            return value
        inputs: list[Node] = []
        args = tuple(self.taken(a, inputs, 0, lit) for a, lit in zip((old, operand), place.literal, strict=True))
        sharing = self.before_change(old)
        value = place.in_place(old, operand)
        node = self.after_change(site, value, place.name, place.function, args, inputs, sharing)
        self.trace.writes.append(Write(len(self.trace.nodes), site, name, node))
        return value

    def augment_item(self, site: int, container: Any, index: Any, old: Any, operand: Any) -> None:
        """Do `container[index] += operand`; `old` is what was there before the operand was evaluated."""
        place = self.sites[site]
        assert place.in_place is not None
        assert place.function is not None
        container, index = self.unflattened(container, index)
        if self.asleep and isinstance(container, np.ndarray):
            self.forget(container)
        if self.asleep or not isinstance(container, np.ndarray) or container.dtype == object:
            if isinstance(old, np.ndarray):
                container[index] = self.augment(site, old, operand, self.name_of(site, index))
                return
            value = place.in_place(old, operand)
            container[index] = value
            if isinstance(value, NUMBERS) and not self.asleep:
                self.record(place.name, value, site, place.function, (old, operand), None, place.literal)
                self.write(site, container, index, value)
            return
        base = self.node_of(container) or self.leaf(container)
        base.used = True
        before = old.copy() if isinstance(old, np.ndarray) else old
        inputs: list[Node] = [base]
        kept_index = self.taken(index, inputs) if not isinstance(index, builtins.slice) else index
        part = self.new("getitem", before, site, operator.getitem, (base, kept_index), None, tuple(inputs))
        inputs = [part]
        kept = self.taken(operand, inputs, 0, place.literal[1])
        sharing = self.before_change(container)
        result = place.in_place(old, operand)
        container[index] = result
        result = result.copy() if isinstance(result, np.ndarray) else result  # as it was, before it was cut to fit
        changed = self.new(place.name, result, site, place.function, (part, kept), None, tuple(inputs))
        node = self.after_change(
            site, container, "setitem", set_item, (base, kept_index, changed), [base, changed], sharing
        )
        self.trace.writes.append(Write(len(self.trace.nodes), site, place.target, node))

    def setitem(self, site: int, container: Any, index: Any, value: Any) -> None:
        """Do `container[index] = value`."""
        container, index = self.unflattened(container, index)
        if self.asleep and isinstance(container, np.ndarray):
            self.forget(container)
        if self.asleep or not isinstance(container, np.ndarray) or container.dtype == object:
            again = isinstance(container, dict) and container.get(index) is value
            container[index] = value
            if type(container) is list and isinstance(index, int) and index < 0 and not self.asleep:
                self.from_the_end(site, container, index)
            if isinstance(value, NUMBERS) and not self.asleep:
                self.write(site, container, index, value, again)
            return
        node = self.node_of(container)
        traced = isinstance(value, (*NUMBERS, list))
        if not traced and (node is None or (node.name == "leaf" and not node.used)) and not self.index_traced(index):
            container[index] = value  # data being built: still the same leaf
            return
        base = node or self.leaf(container)
        inputs: list[Node] = [base]
        kept_index = self.taken(index, inputs) if not isinstance(index, builtins.slice) else index
        kept = self.taken(value, inputs)
        sharing = self.before_change(container)
        container[index] = value
        new = self.after_change(site, container, "setitem", set_item, (base, kept_index, kept), inputs, sharing)
        self.trace.writes.append(Write(len(self.trace.nodes), site, self.sites[site].target, new))

    def from_the_end(self, site: int, values: list[Any], index: int) -> None:
        """Note that the only 1 among zeros was put into a list at a place that is counted from its end."""
        plain = 1 < len(values) <= WIDEST and all(isinstance(v, int | float) for v in values)
        if plain and values[index] == 1 and values.count(0) == len(values) - 1:
            least, times = self.trace.from_the_end.get(site, (0, 0))
            self.trace.from_the_end[site] = min(least, index), times + 1

    def unflattened(self, container: Any, index: Any) -> tuple[Any, Any]:
        """Turn a place in `array.flat` into a place in the array."""
        if type(container) is np.flatiter:
            if isinstance(index, int | np.integer) and -container.base.size <= index < container.base.size:
                return container.base, np.unravel_index(int(index) % container.base.size, container.base.shape)
            self.forget(container.base)
        return container, index

    def index_traced(self, index: Any) -> bool:
        """Say whether a traced array stands in an index."""
        parts = index if isinstance(index, tuple) else (index,)
        return any(isinstance(p, np.ndarray) and self.node_of(p) is not None for p in parts)

    def changing_call(
        self, site: int, function: Any, owner: Any, args: tuple[Any, ...], kwargs: dict[str, Any], array: Any
    ) -> Any:
        """Call a function that writes into one of its arguments: `np.add(a, b, out=a)`, `np.copyto(a, b)`."""
        inputs: list[Node] = []
        kept = tuple(self.taken(a, inputs) for a in args)
        kept_kwargs = {k: self.taken(v, inputs) for k, v in kwargs.items() if k != "out"}
        name = getattr(function, "__name__", "call")
        sharing = self.before_change(array)
        value = function(*args, **kwargs)
        if isinstance(function, np.ufunc) or "out" in kwargs:
            given = kept[: function.nin] if isinstance(function, np.ufunc) else kept
            node = self.after_change(site, array, name, function, given, inputs, sharing)
            node.kwargs = kept_kwargs
        else:
            self.after_change(site, array, name, Replaced(array.copy()), kept, inputs, sharing)
        return value

    # -- versions

    def before_change(self, array: Any) -> list[tuple[Any, Node]]:
        """Save what is about to be overwritten. Returns the arrays that share it, with their old versions."""
        node = self.node_of(array)
        relatives = self.family.get(id(owner_of(array)), {})
        sharing = []
        for key, relative in list(relatives.items()):
            kin = self.node_of(relative)
            if relative is array or kin is None:
                continue
            # Held by nobody but the trace: the family, the list of it here, the node, the loop and getrefcount itself.
            dead = relative is not owner_of(array) and sys.getrefcount(relative) <= 5
            if dead:
                del relatives[key]
                self.known.pop(key, None)
            shares = np.may_share_memory(relative, array)
            if dead or shares:
                freeze(kin)
                self.bytes += kin.value.nbytes
            if shares and not dead:
                sharing.append((relative, kin))
        if node is not None and (node.used or node.value.size <= 10_000):
            freeze(node)
            self.bytes += node.value.nbytes
        return sharing

    def after_change(
        self,
        site: int,
        array: Any,
        name: str,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        inputs: list[Node],
        sharing: list[tuple[Any, Node]],
    ) -> Node:
        """Give the array its new version, and all that share its memory theirs."""
        node = self.new(name, array, site, function, args, None, tuple(inputs))
        owner = owner_of(array)
        for relative, old in sharing:
            overlay = Overlay(positions(relative, owner), positions(array, owner), relative.shape)
            self.new("overlay", relative, site, overlay, (old, node), None, (old, node))
        return node

    def forget(self, array: Any) -> None:
        """Drop an array that changes unobserved: when it is met again it is a new value."""
        if self.node_of(array) is not None or id(owner_of(array)) in self.family:
            for relative, _ in [*self.before_change(array), (array, None)]:
                self.known.pop(id(relative), None)


def freeze(node: Node) -> None:
    """Keep a copy as the value of a version that is about to be overwritten."""
    node.value = node.value.copy()


def positions(view: Any, owner: Any) -> Any:
    """Find the places of a view's elements in the memory of its owner, counted in elements."""
    start = view.__array_interface__["data"][0] - owner.__array_interface__["data"][0]
    index = np.full(view.shape, start, dtype=np.int64)
    for axis, (length, stride) in enumerate(zip(view.shape, view.strides, strict=True)):
        steps = np.arange(length) * stride
        index += steps.reshape([-1 if a == axis else 1 for a in range(view.ndim)])
    return index // owner.itemsize


def changed_argument(function: Any, owner: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Find the array that a call writes into, if any."""
    if "out" in kwargs:
        out = kwargs["out"]
        return out[0] if isinstance(out, tuple) else out
    if isinstance(function, np.ufunc) and len(args) > function.nin:
        return args[function.nin]
    name = getattr(function, "__name__", "")
    if isinstance(owner, np.ndarray) and name in (
        "fill",
        "sort",
        "partition",
        "put",
        "itemset",
        "__setitem__",
        "__isub__",
        "__iadd__",
    ):
        return owner
    if isinstance(owner, np.ufunc) and name == "at":
        return args[0]
    if name in ("copyto", "put", "place", "putmask", "fill_diagonal", "put_along_axis") and args:
        return args[0]
    if args and shuffles(function, owner):
        return args[0]
    return None


def shuffles(function: Any, owner: Any) -> bool:
    """Say whether a call moves what is in its argument; scikit-learn's `shuffle` gives back something new."""
    return getattr(function, "__name__", "") == "shuffle" and is_random(function, owner)


def is_random(function: Any, owner: Any) -> bool:
    """Say whether a function draws random numbers."""
    module = getattr(function, "__module__", None) or type(owner).__module__
    return str(module).startswith(("numpy.random", "random"))


def has_rows(values: Any) -> bool:
    """Say whether something that is put into another order is data, and not the numbers of rows, 0, 1, 2, ..."""
    numbers = isinstance(values, np.ndarray) and values.ndim > 0 and values.dtype.kind in "fiub"
    return numbers and not np.array_equal(values, np.arange(len(values)))
