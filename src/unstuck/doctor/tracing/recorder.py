"""The values of a trace: how they are known again, and what is noted of each."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from unstuck.doctor.script import Sites
from unstuck.doctor.trace import Limits, Node, Stack, Trace, TraceEnd, Write
from unstuck.doctor.tracing.callers import callers
from unstuck.doctor.tracing.loops import Loops


class Whole(int):
    """A whole number that is an object of its own, so that it can be known again: of most there is one object each."""


NUMBERS = (float, np.ndarray, np.generic, Whole)


class Recorder:
    """A trace that is being made. Provenance is by identity: the object says which value it is."""

    def __init__(self, sites: Sites, limits: Limits | None = None):
        self.trace = Trace(sites)
        self.sites = sites.all
        self.limits = limits or Limits()
        self.known: dict[int, Node] = {}
        self.origins: dict[int, tuple[Callable[[], Any], int, Stack]] = {}
        self.named: dict[int, tuple[weakref.ref[Any], int]] = {}  # arrays of unknown origin that were given a name
        self.read: dict[int, tuple[weakref.ref[Any], str]] = {}  # and that were taken out of a container
        self.rows: dict[int, tuple[int, list[Any]]] = {}  # those of which a list holds several: `[row] * n`
        self.family: dict[int, dict[int, Any]] = {}  # arrays that share memory, by the owner of the memory
        self.tests: dict[int, tuple[Any, Any, Any]] = {}  # comparisons on which choices hang that are under way
        self.stack: Stack = None
        self.loops = Loops(self.limits)
        self.trace.cut = self.loops.cut
        self.files: set[str] = set()  # names of the traced sources
        self.asks_callers = False
        self.bytes = 0
        self.clocks = time.thread_time(), time.monotonic()
        self.over = False

    @property
    def asleep(self) -> bool:
        """Whether the script is in a loop that goes on unobserved."""
        return self.loops.asleep > 0

    def new(
        self,
        name: str,
        value: Any,
        site: int,
        function: Callable[..., Any] | None,
        args: tuple[Any, ...],
        kwargs: dict[str, Any] | None,
        inputs: tuple[Node, ...],
    ) -> Node:
        """Add a value to the trace."""
        nodes = self.trace.nodes
        node = Node(len(nodes), name, value, site, function, args, kwargs, inputs, self.stack)
        nodes.append(node)
        self.known[id(value)] = node
        if self.asks_callers:
            self.trace.callers[node] = callers(self.files)
        if isinstance(value, np.ndarray):
            if value.base is None:
                self.bytes += value.nbytes
            else:
                self.relate(value)
        if not len(nodes) % 1024 or self.bytes > self.limits.bytes:
            self.check_limits()
        return node

    def relate(self, view: Any) -> None:
        """Remember that a view shares memory."""
        owner = owner_of(view)
        relatives = self.family.setdefault(id(owner), {id(owner): owner})
        relatives[id(view)] = view

    def check_limits(self) -> None:
        """End the run if it holds too much or takes too long."""
        limits = self.limits
        if self.late():
            self.end(f"the traced run was ended after {limits.seconds:.0f} s")
        if len(self.trace.nodes) > limits.nodes:
            self.end(f"the traced run was ended after {limits.nodes:,} operations")
        if self.bytes > limits.bytes:
            self.end(f"the traced run was ended when it held {limits.bytes / 1e6:,.0f} MB of values")

    def late(self) -> bool:
        """Say whether the time is up: that of the processor, which others may keep busy; in the end the clock's."""
        busy, clock = self.clocks
        seconds = self.limits.seconds
        return time.thread_time() - busy > seconds or time.monotonic() - clock > 2 * seconds

    def end(self, why: str) -> None:
        """Leave the script."""
        self.trace.why_ended = self.trace.why_ended or why
        self.over = True
        raise TraceEnd(why)

    def leaf(self, value: Any) -> Node:
        """Give a value whose origin is not known a node: data, a random draw, a constant."""
        node = self.new("leaf", value, -1, None, (), None, ())
        origin = self.origins.get(id(value))
        if origin is not None and origin[0]() is value:
            self.trace.origins[node], self.trace.begun[node] = origin[1:]
        named = self.named.get(id(value))
        if named is not None and named[0]() is value:
            site = named[1]
            self.trace.writes.append(Write(node.index, site, self.sites[site].target, node))
        read = self.read.get(id(value))
        if read is not None and read[0]() is value:
            self.trace.read_as[node] = read[1]
        return node

    def node_of(self, value: Any) -> Node | None:
        """Find the node of a value, by identity; None if the value is not traced."""
        node = self.known.get(id(value))
        if node is not None and node.value is value:
            return node
        return None

    def taken(self, value: Any, inputs: list[Node], depth: int = 0, literal: bool = False) -> Any:
        """Replace the traced values in an argument by their nodes, and collect these."""
        kind = type(value)
        if kind is np.ndarray or kind is float or isinstance(value, np.ndarray | np.generic | Whole):
            if literal:
                return value
            node = self.node_of(value)
            if node is None:
                if isinstance(value, np.ndarray) and (value.dtype.kind not in "fiubcO" or holds_arrays(value)):
                    return value
                node = self.leaf(value)
            node.used = True
            inputs.append(node)
            return node
        if kind in (list, tuple) and depth < 4 and value:
            some = value if depth == 0 or len(value) < 64 else value[:32]
            if len(value) > 20_000 or not any(self.holds(v, depth) for v in some[:64]):
                return value
            out = [self.taken_inside(v, inputs, depth + 1) for v in value]
            return out if kind is list else tuple(out)
        return value

    def holds(self, value: Any, depth: int) -> bool:
        """Say whether a container's element is a traced value or holds one."""
        if isinstance(value, NUMBERS):
            return self.node_of(value) is not None or isinstance(value, np.ndarray)
        if type(value) in (list, tuple) and depth < 3:
            return any(self.holds(v, depth + 1) for v in value[:64])
        return False

    def taken_inside(self, value: Any, inputs: list[Node], depth: int) -> Any:
        """Replace the traced values within a container; numbers of unknown origin stay constants."""
        if isinstance(value, NUMBERS) and not isinstance(value, np.ndarray) and self.node_of(value) is None:
            return value
        return self.taken(value, inputs, depth)

    def record(
        self,
        name: str,
        value: Any,
        site: int,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any] | None = None,
        literal: tuple[bool, ...] = (),
    ) -> None:
        """Note that `value` was made by `function(*args, **kwargs)`."""
        if self.node_of(value) is not None and not isinstance(value, np.bool_):
            return  # the function gave back what it got; of the truth values there is one object each
        if isinstance(value, np.ndarray) and holds_arrays(value):
            self.record_each(name, value, site, function, args)
            return
        inputs: list[Node] = []
        kept = tuple(self.taken(a, inputs, 0, i < len(literal) and literal[i]) for i, a in enumerate(args))
        kept_kwargs = {k: self.taken(v, inputs) for k, v in kwargs.items()} if kwargs else None
        if not inputs:
            return
        exponential = name in ("pow", "power") and len(kept) == 2 and isinstance(kept[1], Node)  # `np.e ** -x`
        self.loops.look_for_training("exp" if exponential else name, [kept[1]] if exponential else inputs)
        self.new(name, value, site, function, kept, kept_kwargs, tuple(inputs))

    def record_each(
        self, name: str, value: Any, site: int, function: Callable[..., Any], args: tuple[Any, ...]
    ) -> None:
        """Note an operation on an array of arrays, which is a list of them: one for each."""
        if any(isinstance(a, np.ndarray) and (a.dtype != object or a.shape != value.shape) for a in args):
            return
        if not isinstance(function, np.ufunc) and getattr(function, "__module__", "") != "_operator":
            return
        for i in np.ndindex(value.shape):
            if isinstance(value[i], NUMBERS):
                parts = tuple(a[i] if isinstance(a, np.ndarray) else a for a in args)
                self.record(name, value[i], site, function, parts)

    def note(self, site: int, value: Any) -> Any:
        """Note an assignment."""
        if not self.asleep and isinstance(value, NUMBERS):
            node = self.node_of(value)
            if node is not None:
                self.trace.writes.append(Write(len(self.trace.nodes), site, self.sites[site].target, node))
            elif isinstance(value, np.ndarray):
                self.named[id(value)] = weakref.ref(value), site
            elif isinstance(value, float):
                self.remember(value, site)
        elif not self.asleep and type(value) in (list, tuple, dict) and 0 < len(value) <= 64:
            held = value.values() if isinstance(value, dict) else value
            nodes = tuple(n for v in held if isinstance(v, np.ndarray) and (n := self.node_of(v)) is not None)
            if nodes:
                self.trace.bundled.append((len(self.trace.nodes), site, nodes))
        return value

    def remember(self, value: Any, site: int) -> None:
        """Remember where a number of unknown origin came up: a draw, zeros, what was read."""
        if isinstance(value, np.ndarray):
            self.origins[id(value)] = weakref.ref(value), site, self.stack
        elif len(self.origins) < 50_000:
            self.origins[id(value)] = (lambda: value), site, self.stack

    def write(self, site: int, container: Any, index: Any, value: Any, again: bool = False) -> None:
        """Note that a number was stored in a container, where it may have stood before."""
        node = self.node_of(value)
        if node is None:
            return
        self.trace.writes.append(Write(len(self.trace.nodes), site, self.name_of(site, index), node, again))
        if id(container) in self.rows and node.inputs:
            self.trace.repeated.add(self.rows[id(container)][0])

    def name_of(self, site: int, index: Any) -> str:
        """Write out what an assignment stores into, with the index as it is: `weights[0]` for `weights[layer]`."""
        target = self.sites[site].target
        if isinstance(index, int | str) and target.endswith("]"):
            return target[: target.rindex("[")] + f"[{index!r}]"
        return target


def holds_arrays(array: Any) -> bool:
    """Say whether an array is rather a list of arrays."""
    return array.dtype == object and any(isinstance(each, np.ndarray) for each in array.flat)


def owner_of(array: Any) -> Any:
    """Find the array that owns the memory of a view."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array
