"""One run of the script in which every number remembers its origin.

Values stay what they are, plain floats and arrays: a traced value is known by its object, which the trace keeps alive.
What the script changes in place gets a new version, and the old one a copy. Loops that train are cut short (three
updates tell as much as three thousand); all other loops run to their end.
"""

from __future__ import annotations

import builtins
import math
import operator
import sys
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from unstuck.doctor.script import Site, Sites

Stack = tuple[int, Any] | None  # sites of the calls under way, the innermost first


class TraceEnd(BaseException):
    """Leave the script: enough was seen. No `except Exception` of the user's stops it."""


@dataclass(frozen=True)
class Limits:
    """How much a trace may hold and how long it may take."""

    nodes: int = 400_000
    bytes: int = 900_000_000
    seconds: float = 20.0
    loop_nodes: int = 25_000  # in one run of a loop that trains, before it is cut
    loop_bytes: int = 150_000_000
    loop_turns: int = 3  # at least, of a loop that trains


class Node:
    """A value and where it came from: `function(*args, **kwargs)`, in which traced arguments are nodes themselves."""

    __slots__ = ("args", "function", "index", "inputs", "kwargs", "name", "site", "stack", "used", "value")

    def __init__(
        self,
        index: int,
        name: str,
        value: Any,
        site: int = -1,
        function: Callable[..., Any] | None = None,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
        inputs: tuple[Node, ...] = (),
        stack: Stack = None,
    ):
        self.index = index
        self.name = name
        self.value = value
        self.site = site
        self.function = function
        self.args = args
        self.kwargs = kwargs or {}
        self.inputs = inputs
        self.stack = stack
        self.used = False

    def __repr__(self) -> str:
        shape = getattr(self.value, "shape", "")
        return f"<{self.index} {self.name}{list(shape) if shape != '' else ''} {[i.index for i in self.inputs]}>"


@dataclass
class Loop:
    """One run of a loop."""

    site: int
    first_node: int
    first_byte: int
    turns: int = 0
    turn_node: int = 0
    multiplies: bool = False
    trains: bool = False
    asleep: bool = False


@dataclass(frozen=True)
class Write:
    """A value was stored under a name: `W1`, `self.weights[0]`."""

    time: int
    site: int
    name: str
    node: Node


@dataclass
class Trace:
    """What one run did.

    `nodes` are in the order in which they were made; `writes` the assignments; `cut` the loops that were ended early,
    as (site, turns); `why_ended` is empty if the script came to its own end.
    """

    sites: Sites
    nodes: list[Node] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    printed: list[tuple[int, Node]] = field(default_factory=list)
    cut: dict[int, int] = field(default_factory=dict)
    origins: dict[Node, int] = field(default_factory=dict)  # where values came up that no traced operation made
    left_out: list[str] = field(default_factory=list)
    why_ended: str = ""

    def site(self, node: Node) -> Site:
        """Find the place of the operation that made a value."""
        return self.sites.all[node.site]


PRODUCTS = {"mul", "matmul", "dot", "outer", "einsum", "inner", "multiply", "tensordot", "convolve", "correlate"}
NONLINEAR = {
    *("exp", "expm1", "exp2", "tanh", "expit", "maximum", "where", "max", "log", "log1p", "logaddexp", "clip", "sign"),
    *("gt", "ge", "lt", "le", "arctan", "sin", "cos", "erf", "softmax", "abs", "absolute", "heaviside", "logsumexp"),
}
NUMBERS = (float, np.ndarray, np.generic)


class Tracer:
    """The functions that the rewritten script calls instead of its operations."""

    def __init__(self, sites: Sites, limits: Limits | None = None):
        self.trace = Trace(sites)
        self.sites = sites.all
        self.limits = limits or Limits()
        self.known: dict[int, Node] = {}
        self.origins: dict[int, tuple[Callable[[], Any], int]] = {}
        self.named: dict[int, tuple[weakref.ref[Any], int]] = {}  # arrays of unknown origin that were given a name
        self.family: dict[int, dict[int, Any]] = {}  # arrays that share memory, by the owner of the memory
        self.stack: Stack = None
        self.loops: list[Loop] = []
        self.bytes = 0
        self.asleep = 0
        self.clocks = time.thread_time(), time.monotonic()
        self.files: set[str] = set()  # names of the traced sources
        self.over = False

    def names(self) -> dict[str, Callable[..., Any]]:
        """List the injected functions by the names under which the rewritten script calls them."""
        table = [
            "binop",
            "unop",
            "call",
            "attribute",
            "item",
            "slice",
            "fresh",
            "unpack",
            "note",
            "setitem",
            "augment",
            "augment_item",
            "loop",
            "going",
            "ended",
            "elements",
        ]
        return {"@" + name: getattr(self, name) for name in table}

    # -- nodes

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
            self.trace.origins[node] = origin[1]
        named = self.named.get(id(value))
        if named is not None and named[0]() is value:
            site = named[1]
            self.trace.writes.append(Write(node.index, site, self.sites[site].target, node))
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
        if kind is np.ndarray or kind is float or isinstance(value, np.ndarray | np.generic):
            if literal:
                return value
            node = self.node_of(value)
            if node is None:
                if isinstance(value, np.ndarray) and value.dtype.kind not in "fiubcO":
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
        if self.known.get(id(value)) is not None and self.node_of(value) is not None:
            return  # the function gave back what it got
        inputs: list[Node] = []
        kept = tuple(self.taken(a, inputs, 0, i < len(literal) and literal[i]) for i, a in enumerate(args))
        kept_kwargs = {k: self.taken(v, inputs) for k, v in kwargs.items()} if kwargs else None
        if not inputs:
            return
        if self.loops and not self.loops[-1].trains:
            self.look_for_training(name, inputs)
        self.new(name, value, site, function, kept, kept_kwargs, tuple(inputs))

    def look_for_training(self, name: str, inputs: list[Node]) -> None:
        """Mark the loops that run a network.

        In one turn such a loop multiplies what was there before it began with what was made in the turn, and puts what
        was made in the turn through a function that is not linear. Loops over the entries of a matrix do not.
        """
        if name in PRODUCTS and len(inputs) > 1:
            low, high = sorted(node.index for node in inputs[:2])
            for loop in self.loops:
                loop.multiplies = loop.multiplies or low < loop.first_node or high >= loop.turn_node
        elif name in NONLINEAR:
            for loop in self.loops:
                if loop.multiplies and inputs[0].index >= loop.turn_node:
                    loop.trains = True

    # -- operations

    def binop(self, site: int, a: Any, b: Any) -> Any:
        """Do `a + b`, and the other operations with two operands."""
        place = self.sites[site]
        value = place.function(a, b)  # type: ignore[misc]
        if isinstance(value, NUMBERS) and not self.asleep:
            self.record(place.name, value, site, place.function, (a, b), None, place.literal)  # type: ignore[arg-type]
        return value

    def unop(self, site: int, a: Any) -> Any:
        """Do `-a`."""
        value = operator.neg(a)
        if isinstance(value, NUMBERS) and not self.asleep and not self.sites[site].literal[0]:
            self.record("neg", value, site, operator.neg, (a,))
        return value

    def attribute(self, site: int, owner: Any, name: str) -> Any:
        """Do `a.T`, and the other attributes that are views."""
        value = getattr(owner, name)
        if isinstance(owner, np.ndarray) and isinstance(value, np.ndarray) and not self.asleep:
            self.record(name, value, site, getattr, (owner, name))
        return value

    def item(self, site: int, container: Any, index: Any) -> Any:
        """Do `container[index]`."""
        value = container[index]
        if isinstance(value, NUMBERS) and not self.asleep:
            if isinstance(container, np.ndarray):
                self.record("getitem", value, site, operator.getitem, (container, index))
            elif isinstance(container, type(np.c_) | type(np.r_)):
                self.record("c_" if container is np.c_ else "r_", value, site, Concatenator(container), (index,))
        return value

    @staticmethod
    def slice(start: Any, stop: Any, step: Any) -> Any:
        """Make a slice, which between brackets is no expression of its own."""
        return builtins.slice(start, stop, step)

    @staticmethod
    def fresh(value: float) -> float:
        """Make a number that is an object of its own."""
        return value * 1.0

    def elements(self, site: int, value: Any) -> Any:
        """Iterate over a traced array so that its elements remember that they are parts of it.

        One by one, when they are asked for: the loop may change what is still to come.
        """
        if isinstance(value, np.ndarray) and value.ndim and not self.asleep and self.node_of(value) is not None:
            return (self.item(site, value, i) for i in range(len(value)))
        return value

    unpack = elements

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
        return value

    # -- calls

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
        args = self.iterated(site, function, args)
        owner = getattr(function, "__self__", None)
        changed = changed_argument(function, owner, args, kwargs)
        if changed is not None and isinstance(changed, np.ndarray):
            return self.changing_call(site, function, owner, args, kwargs, changed)
        value = function(*args, **kwargs)
        self.record_call(site, function, owner, args, kwargs, value)
        if isinstance(value, NUMBERS) and self.node_of(value) is None:
            self.remember(value, site)
        return value

    def remember(self, value: Any, site: int) -> None:
        """Remember where a number of unknown origin came up: a draw, zeros, what was read."""
        if isinstance(value, np.ndarray):
            self.origins[id(value)] = weakref.ref(value), site
        elif len(self.origins) < 50_000:
            self.origins[id(value)] = (lambda: value), site

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
        if isinstance(function, type) and function not in (float, np.float64, np.float32, np.ndarray):
            return
        name = getattr(function, "__name__", type(function).__name__)
        replayed: Any = function
        if isinstance(owner, np.ndarray | np.generic):
            replayed, args = Method(name), (owner, *args)
        elif getattr(owner, "__class__", None) is np.random.RandomState or is_random(function, owner):
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
                if isinstance(array, np.ndarray) and array.dtype == float and 0 < array.size <= 20_000:
                    given[i] = self.boxed(site, array)
                    if array.size == largest and not places:
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

    # -- changes in place

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

    def augment(self, site: int, old: Any, operand: Any, name: str = "") -> Any:
        """Do `old += operand`."""
        place = self.sites[site]
        name = name or place.target
        assert place.in_place is not None
        assert place.function is not None
        if self.asleep and isinstance(old, np.ndarray):
            self.forget(old)
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
        container[index] = place.in_place(old, operand)
        result = container[index]
        result = result.copy() if isinstance(result, np.ndarray) else result
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
            container[index] = value
            if isinstance(value, NUMBERS) and not self.asleep:
                self.write(site, container, index, value)
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

    def write(self, site: int, container: Any, index: Any, value: Any) -> None:
        """Note that a number was stored in a container."""
        node = self.node_of(value)
        if node is None:
            return
        self.trace.writes.append(Write(len(self.trace.nodes), site, self.name_of(site, index), node))

    def name_of(self, site: int, index: Any) -> str:
        """Write out what an assignment stores into, with the index as it is: `weights[0]` for `weights[layer]`."""
        target = self.sites[site].target
        if isinstance(index, int | str) and target.endswith("]"):
            return target[: target.rindex("[")] + f"[{index!r}]"
        return target

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

    # -- loops

    def loop(self, site: int, iterable: Any) -> Iterator[Any]:
        """Iterate as the loop would, until it has trained enough."""
        loop = self.enter(site)
        try:
            for element in self.elements(site, iterable):
                if self.turn(loop):
                    return
                yield element
        finally:
            self.leave(loop)

    def going(self, site: int) -> bool:
        """Count a turn of a while loop; False ends it."""
        loop = self.loops[-1] if self.loops and self.loops[-1].site == site else self.enter(site)
        return not self.turn(loop)

    def ended(self, site: int) -> None:
        """End a while loop."""
        loop = next((each for each in reversed(self.loops) if each.site == site), None)
        if loop is not None:
            self.leave(loop)

    def enter(self, site: int) -> Loop:
        """Begin a loop."""
        loop = Loop(site, len(self.trace.nodes), self.bytes, turn_node=len(self.trace.nodes))
        self.loops.append(loop)
        return loop

    def leave(self, loop: Loop) -> None:
        """End a loop, and those within it that were left without notice."""
        if loop in self.loops:
            while self.loops:
                last = self.loops.pop()
                if last.asleep:
                    self.asleep -= 1
                if last is loop:
                    break
        for outer in self.loops:
            outer.trains = outer.trains or loop.trains

    def turn(self, loop: Loop) -> bool:
        """Begin a turn. Returns True if the loop is to end here."""
        if self.over:
            raise TraceEnd(self.trace.why_ended)
        while self.loops and self.loops[-1] is not loop:  # while loops within that ended
            inner = self.loops.pop()
            loop.trains = loop.trains or inner.trains
            if inner.asleep:
                self.asleep -= 1
        nodes, held = len(self.trace.nodes) - loop.first_node, self.bytes - loop.first_byte
        limits = self.limits
        turns, loop.turns = loop.turns, loop.turns + 1
        loop.turn_node = len(self.trace.nodes)
        if loop.asleep:
            if not turns % 64 and self.late():
                self.end(f"the traced run was ended after {limits.seconds:.0f} s")
            return False
        if not loop.trains:
            if nodes > 2 * limits.loop_nodes:
                # Reading or preparing data, a great deal of it: let it go on, unobserved.
                loop.asleep = True
                self.asleep += 1
            return False
        # At round numbers of turns, so that two loops over the same rows are cut at the same row.
        over = turns in (64, 128, 256, 512) and nodes > 3000
        over = over or (turns >= limits.loop_turns and (nodes > limits.loop_nodes or held > limits.loop_bytes))
        over = over or (turns >= 1 and held > 3 * limits.loop_bytes)
        if over:
            self.trace.cut[loop.site] = max(self.trace.cut.get(loop.site, 0), turns)
        return over


# -- what replays call


class Method:
    """Call the method of this name."""

    def __init__(self, name: str):
        self.name = name

    def __call__(self, owner: Any, *args: Any, **kwargs: Any) -> Any:
        """Compute the value."""
        return getattr(owner, self.name)(*args, **kwargs)


def freeze(node: Node) -> None:
    """Keep a copy as the value of a version that is about to be overwritten."""
    node.value = node.value.copy()


class Several:
    """The value of a node that is a list of values: not an array, and NumPy does not try to make it one."""

    def __init__(self, values: Any):
        self.values = values

    def __getitem__(self, index: int) -> Any:
        """Take one of them."""
        return self.values[index]


class Overlay:
    """The new value of an array one relative of which, sharing its memory, was changed."""

    def __init__(self, mine: Any, theirs: Any, shape: tuple[int, ...]):
        self.mine, self.theirs, self.shape = mine, theirs, shape

    def __call__(self, old: Any, changed: Any) -> Any:
        """Compute the value."""
        size = int(max(self.mine.max(initial=0), self.theirs.max(initial=0))) + 1
        memory = np.zeros(size, dtype=np.asarray(old).dtype)
        memory[self.mine.ravel()] = np.asarray(old).ravel()
        memory[self.theirs.ravel()] = np.asarray(changed).ravel()
        return memory[self.mine].reshape(self.shape)


class Replaced:
    """A change in place that cannot be replayed: the value it had."""

    def __init__(self, value: Any):
        self.value = value

    def __call__(self, *_: Any, **__: Any) -> Any:
        """Compute the value."""
        return self.value


def set_item(array: Any, index: Any, value: Any) -> Any:
    """Return a copy of `array` in which `index` holds `value`."""
    array = np.array(array)
    array[index] = value
    return array


class Concatenator:
    """Replay `np.c_[...]` and `np.r_[...]`."""

    def __init__(self, which: Any):
        self.which = which

    def __call__(self, index: Any) -> Any:
        """Compute the value."""
        return self.which[index]


def owner_of(array: Any) -> Any:
    """Find the array that owns the memory of a view."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def positions(view: Any, owner: Any) -> Any:
    """Find the places of a view's elements in the memory of its owner, counted in elements."""
    start = view.__array_interface__["data"][0] - owner.__array_interface__["data"][0]
    index = np.full(view.shape, start, dtype=np.int64)
    for axis, (length, stride) in enumerate(zip(view.shape, view.strides, strict=True)):
        steps = np.arange(length) * stride
        index += steps.reshape([-1 if a == axis else 1 for a in range(view.ndim)])
    return index // owner.itemsize


SUMMARIES = (sum, max, min, math.fsum)
ITERATORS = (zip, map, enumerate, list, tuple, reversed, iter, *SUMMARIES)


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
    if name == "shuffle" and args:
        return args[0]
    return None


def is_random(function: Any, owner: Any) -> bool:
    """Say whether a function draws random numbers."""
    module = getattr(function, "__module__", None) or type(owner).__module__
    return str(module).startswith(("numpy.random", "random"))


def flat(values: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    """List what is in nested lists."""
    for value in values:
        if isinstance(value, list | tuple) and depth < 2:
            yield from flat(value, depth + 1)
        else:
            yield value
