"""What the values of a trace are for: the words, and what is asked of them everywhere.

* A *slot* is a place whose value is its old value plus something: one operand of one operation, again and again, holds
  versions of it. A *version* is the value between two changes.
* A value is *active* if it was made from versions; it is *mixed* if data went into it too.
* The *output* is the mixed value that meets the targets, in a *join*.
* A *parameter* is a slot that the output was made from. (Momentum, averages and accumulators are slots too.)
* A *round* is one update of the parameters, and the joins that it followed from.
"""

from __future__ import annotations

import heapq
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from unstuck.doctor.trace import Node, Trace

MOST_OF_A_PASS = 5_000  # values
DIVISIONS = ("div", "divide", "true_divide")
SCALING = {"mul", "multiply", *DIVISIONS}
VIEWS = {
    "T",
    "transpose",
    "reshape",
    "ravel",
    "flatten",
    "copy",
    "astype",
    "array",
    "asarray",
    "squeeze",
    "expand_dims",
}
JOINING = {"insert", "concatenate", "hstack", "vstack", "append", "column_stack", "c_", "r_"}


@dataclass(frozen=True)
class Join:
    """An output where it meets its target. `target` has the output's shape; `node` is the operation that joins them.

    Where what meets the target is a step of the output, as in a perceptron, `answer` is this step.
    """

    node: Node
    output: Node
    target: Any
    target_node: Node | None
    answer: Node | None = None


@dataclass
class Slot:
    """A place and its versions, in time."""

    number: int
    versions: list[Node]
    name: str = ""


@dataclass
class Round:
    """One update of the parameters: what was joined for it, and the versions before and after of every parameter.

    Where `loss` is given, a number that the script computes, the outputs are what this is made of, and have no targets.
    """

    joins: list[Join]
    before: dict[int, Node] = field(default_factory=dict)
    after: dict[int, Node] = field(default_factory=dict)
    ancestors: set[Node] = field(default_factory=set)  # of the new versions, back to versions
    loss: Node | None = None


@dataclass
class Roles:
    """What was understood."""

    trace: Trace
    slots: list[Slot]
    parameters: list[Slot]
    rounds: list[Round]
    version: dict[Node, tuple[int, int]]  # slot number and version number
    mask: list[int]
    mixed: list[bool]
    users: dict[Node, list[Node]]
    problem: str = ""

    def depends(self, node: Node) -> bool:
        """Say whether a value is a parameter's, or was made of one."""
        return node in self.version or bool(self.mask[node.index])

    def made_of(self, node: Node) -> Iterator[Node]:
        """List a value and all that was made of it, in no order."""
        stack, seen = [node], {node}
        while stack:
            value = stack.pop()
            yield value
            fresh = set(self.users.get(value, ())) - seen
            seen |= fresh
            stack += fresh


def without_views(node: Node) -> Node:
    """Go back to the value that was only turned, reshaped or copied."""
    while node.name in VIEWS and node.inputs:
        node = node.inputs[0]
    return node


def scalar(value: Any) -> bool:
    """Say whether a value is a single number."""
    return isinstance(value, int | float | np.generic) or (isinstance(value, np.ndarray) and value.size == 1)


def counts_up(node: Node) -> bool:
    """Say whether a value is 0, 1, 2, ...: the numbers of the rows, as `np.arange(len(x))` gives them."""
    return np.array_equal(node.value, np.arange(np.size(node.value)))


def ancestors(
    starts: Iterable[Node], version: dict[Node, Any], without: Container[tuple[Node, Node]] = ()
) -> set[Node]:
    """Collect what values were made from, back to the versions that were used, which are not passed.

    Nor is the way from a value to one of its inputs that is listed in `without`.
    """
    found: set[Node] = set()
    stack = list(starts)
    roots = set(stack)
    while stack:
        node = stack.pop()
        if node in found or (node in version and node not in roots):
            continue
        found.add(node)
        stack.extend([s for s in node.inputs if (node, s) not in without] if without else node.inputs)
    return found


def made_with_weights(roles: Roles, output: Node) -> set[Node]:
    """Collect what an output was made of, as far as weights have a part in it: data can have a long way behind them.

    The nearest values first, and no more than a forward pass has: weights that are no versions lead back to the start.
    """
    found, level = {output}, [output]
    while level and len(found) < MOST_OF_A_PASS:
        sources = [s for node in level for s in node.inputs if s not in roles.version and roles.mask[s.index]]
        level = [s for s in dict.fromkeys(sources) if s not in found]
        found.update(level)
    return found


def made_last_first(roles: Roles, output: Node) -> Iterator[Node]:
    """List what an output was made of, as `made_with_weights` does: on demand, and what was made last first."""
    found, open_ = {output}, [(-output.index, output)]
    while open_:
        _, node = heapq.heappop(open_)
        yield node
        for source in node.inputs if len(found) < MOST_OF_A_PASS else ():
            if source not in found and source not in roles.version and roles.mask[source.index]:
                found.add(source)
                heapq.heappush(open_, (-source.index, source))


def versions_used(roles: Roles, output: Node) -> list[Node]:
    """List the versions that an output was made from, directly."""
    made = made_with_weights(roles, output)
    return [source for node in made for source in node.inputs if source in roles.version]
