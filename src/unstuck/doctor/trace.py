"""What one run of a script did: every number, and the operation it came from.

Values stay what they are, plain floats and arrays: a traced value is known by its object, which the trace keeps alive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from unstuck.doctor.script import Site, Sites

Stack = tuple[int, Any] | None  # sites of the calls under way, the innermost first


def frames(stack: Stack) -> Iterator[tuple[int, Any]]:
    """List the calls under way, the innermost first; a call is known again by its frame, which is one object."""
    while stack is not None:
        yield stack
        stack = stack[1]


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

    __slots__ = (
        "__weakref__",
        "args",
        "function",
        "index",
        "inputs",
        "kwargs",
        "name",
        "site",
        "stack",
        "used",
        "value",
    )

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


@dataclass(frozen=True)
class Write:
    """A value was stored under a name: `W1`, `self.weights[0]`; `again` if the very object stood there already."""

    time: int
    site: int
    name: str
    node: Node
    again: bool = False


@dataclass
class Trace:
    """What one run did.

    `nodes` are in the order in which they were made; `writes` the assignments; `cut` the loops that were ended early,
    as (site, turns); `why_ended` is empty if the script came to its own end. `shallow` holds the copies of lists and
    dicts, with the arrays in them, which were not copied; `bundled` the lists, tuples and dicts that were given a name,
    with the arrays in them; `repeated` the places of `[row] * n` whose row was changed; `shuffled`
    the lists of numbers, or of rows of them, that were shuffled: where, and what was in them before and after;
    `appended` the places where a list is given the array that it ends with already, and what was in this then and now;
    `used_up` the loops that got nothing of an iterator, with the turns in which they had taken all of it before;
    `from_the_end` where the 1 in a list of zeros was put at a place below 0: the lowest such place, and how many times;
    `callers` the functions that were under way when a value was made, if a class of the script's does the arithmetic.
    """

    sites: Sites
    nodes: list[Node] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    printed: list[tuple[int, Node]] = field(default_factory=list)
    cut: dict[int, int] = field(default_factory=dict)
    origins: dict[Node, int] = field(default_factory=dict)  # where values came up that no traced operation made
    begun: dict[Node, Stack] = field(default_factory=dict)  # the calls under way there
    read_as: dict[Node, str] = field(default_factory=dict)  # the key under which an array was found in a container
    numbers: set[Node] = field(default_factory=set)  # arrays that the script has as single numbers
    shallow: list[tuple[int, int, tuple[Node, ...]]] = field(default_factory=list)
    bundled: list[tuple[int, int, tuple[Node, ...]]] = field(default_factory=list)
    repeated: set[int] = field(default_factory=set)
    shuffled: list[tuple[int, Any, Any]] = field(default_factory=list)
    appended: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    used_up: dict[int, int] = field(default_factory=dict)
    from_the_end: dict[int, tuple[int, int]] = field(default_factory=dict)
    callers: dict[Node, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    why_ended: str = ""
    lifted: bool = False  # its arrays are single numbers of the script's

    def site(self, node: Node) -> Site:
        """Find the place of the operation that made a value."""
        return self.sites.all[node.site]


PRODUCTS = {"mul", "matmul", "dot", "outer", "einsum", "inner", "multiply", "tensordot", "convolve", "correlate"}
