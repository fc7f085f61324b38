"""Operations on single numbers, written as the operations on arrays that they are parts of.

A network of plain Python runs one operation for each weight. Those that one expression made, none out of another, are
one operation on an array: `a[j] * w[j][k]` in two loops is one product. Then a gradient has a direction, and what is
known of networks with arrays holds for loops too.

* The *members* of a group are the values that one expression made in one pass: no member is made out of another.
* A running sum, `total = total + a * w`, is one operation: the sum of its terms. Nothing else reads what is in between.
* Members that different groups go on with are split: the weights of two layers, updated on one line.
"""

from __future__ import annotations

import builtins
import math
import operator
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from unstuck.doctor.trace import PRODUCTS, Node, Stack, Trace, Write, frames

MOST = 60_000  # values that are looked at: the first updates are enough
ARRAYS = 50  # products of matrices, which no network of single numbers has
LEAST = 0.95  # share of single numbers, for a network of single numbers
FUNCTIONS: dict[Any, tuple[str, Callable[..., Any]]] = {
    builtins.max: ("maximum", np.maximum),
    builtins.min: ("minimum", np.minimum),
    builtins.abs: ("abs", np.abs),
    **{
        getattr(math, name): (name, getattr(np, twin))
        for name, twin in (
            *((n, n) for n in ("exp", "tanh", "sqrt", "log", "log1p", "expm1", "sin", "cos", "log2", "log10")),
            ("pow", "power"),
            ("fabs", "abs"),
        )
    },
}
BY_ENTRY = {"add", "sub", "mul", "div", "pow", "neg", "gt", "lt", "ge", "le", "eq", "ne", "where"}


class Sums:
    """Sums of runs of terms, one after another, of the given lengths."""

    __name__ = "sum"

    def __init__(self, lengths: Sequence[int]):
        self.lengths = tuple(lengths)

    def __call__(self, terms: Any) -> Any:
        """Add up."""
        import autograd.numpy as anp

        if len(set(self.lengths)) == 1:
            return anp.sum(anp.reshape(terms, (len(self.lengths), -1)), axis=1)
        whose = np.repeat(np.arange(len(self.lengths)), self.lengths)
        return anp.dot(1.0 * (whose == np.arange(len(self.lengths))[:, None]), terms)


class Entries:
    """An operation on chosen entries of its operands: `index` holds for each what is taken, None for all of it."""

    def __init__(self, function: Callable[..., Any], index: tuple[Any, ...]):
        self.function = function
        self.index = index

    def __call__(self, *operands: Any) -> Any:
        """Take the entries, and do the operation."""
        return self.function(*(a if i is None else a[i] for a, i in zip(operands, self.index, strict=True)))


def entries(node: Node, position: int) -> Any:
    """Return what an operation takes at a place: its operand, or those entries of it that a loop went through."""
    argument = node.args[position]
    value = argument.value if isinstance(argument, Node) else argument
    index = node.function.index[position] if isinstance(node.function, Entries) else None
    return np.asarray(value if index is None else np.asarray(value)[index])


def joined(sources: Any) -> Any:
    """Put arrays one behind the other."""
    import autograd.numpy as anp

    return anp.concatenate([anp.reshape(s, (-1,)) for s in sources])


@dataclass
class Member:
    """One value: an operation, or the terms of a running sum and what it began with; nodes or plain numbers."""

    node: Node
    operands: list[list[Any]]  # one list for each operand: of one entry, or of all terms of a sum
    begin: Any = 0
    subtracted: bool = False
    label: int = -1


@dataclass
class Group:
    """Values that are entries of one array."""

    members: list[Member] = field(default_factory=list)
    lifted: Node | None = None
    place: dict[Node, int] = field(default_factory=dict)


class NotLiftedError(Exception):
    """The values do not form arrays."""


def lift(trace: Trace) -> Trace | None:
    """Write a trace of single numbers as one of arrays.

    Parameters
    ----------
    trace : Trace

    Returns
    -------
    Trace or None
        None if the script does not compute with single numbers, or if they do not form arrays.
    """
    nodes = trace.nodes[:MOST]
    made = [n for n in nodes if n.site >= 0]
    if len(made) < 50 or sum(np.ndim(n.value) == 0 for n in made) < LEAST * len(made):
        return None
    if sum(n.name in PRODUCTS and np.ndim(n.value) > 0 for n in trace.nodes) > ARRAYS:
        return None  # the numbers are those of which the data were made
    try:
        return _Lifting(trace, nodes).result()
    except NotLiftedError:
        return None


class _Lifting:
    def __init__(self, trace: Trace, nodes: list[Node]):
        self.trace = trace
        self.users: dict[Node, list[Node]] = defaultdict(list)
        for node in nodes:
            for source in node.inputs:
                self.users[source].append(node)
        self.same: dict[Node, Node] = {}  # `float(x)` is x
        self.members = self.collect(nodes)
        self.of = {m.node: m for m in self.members}
        self.mark_passes()
        self.split_by_use()
        self.new = Trace(
            trace.sites,
            cut=trace.cut,
            left_out=trace.left_out,
            why_ended=trace.why_ended,
            lifted=True,
            repeated=trace.repeated,
            shuffled=trace.shuffled,
            appended=trace.appended,
            used_up=trace.used_up,
            from_the_end=trace.from_the_end,
        )
        self.together: dict[Any, Node] = {}

    # -- members

    def collect(self, nodes: list[Node]) -> list[Member]:
        inside: set[Node] = set()  # what running sums pass through
        chains: dict[Node, tuple[list[Any], Any]] = {}
        for node in nodes:
            if node.name in ("add", "sub") and len(node.args) == 2 and node.site >= 0:
                first, term = node.args
                if (
                    isinstance(first, Node)
                    and first.site == node.site
                    and _path(first.stack) == _path(node.stack)
                    and len(self.users[first]) == 1
                    and first is not term
                ):
                    terms, begin = chains.get(first, ([first.args[1]], first.args[0]))
                    chains[node] = ([*terms, term], begin)
                    inside.add(first)
        members = []
        for node in nodes:
            if node in inside:
                continue
            if node.function is float and len(node.inputs) == 1 and np.ndim(node.inputs[0].value) == 0:
                self.same[node] = node.inputs[0]
            elif node in chains:
                terms, begin = chains[node]
                members.append(Member(node, [terms], begin, node.name == "sub"))
            elif node.name == "sum" and node.function is sum and isinstance(node.args[0], list | tuple):
                members.append(Member(node, [list(node.args[0])], node.args[1] if len(node.args) > 1 else 0))
            else:
                members.append(Member(node, [[a] for a in node.args]))
        return members

    def real(self, value: Any) -> Any:
        while value in self.same if isinstance(value, Node) else False:
            value = self.same[value]
        return value

    def sources(self, member: Member) -> list[Node]:
        given = [v for operand in (*member.operands, [member.begin]) for v in operand]
        return [self.real(v) for v in given if isinstance(v, Node)]

    # -- groups

    def key(self, member: Member) -> Any:
        node = member.node
        if node.site < 0:
            return "leaf"
        numbers = np.ndim(node.value) == 0 and all(np.ndim(s.value) == 0 for s in self.sources(member))
        known = node.name in BY_ENTRY or node.function in FUNCTIONS or isinstance(node.function, np.ufunc)
        if not numbers or node.kwargs or not (known or (member.operands and _is_sum(member))):
            return node  # alone
        return node.site, node.name, _path(node.stack), len(member.operands)

    def mark_passes(self) -> None:
        """Tell the passes apart: a new one begins where a value is made out of one of the pass under way."""
        keys: dict[Any, int] = {}
        numbers = [keys.setdefault(self.key(m), len(keys)) for m in self.members]
        alone = {keys[k] for k in keys if isinstance(k, Node)}
        shared = {k: i for i, k in enumerate(k for k in range(len(keys)) if k not in alone)}
        latest = np.zeros((len(self.members), len(shared)), dtype=np.int32)
        row = {m.node: i for i, m in enumerate(self.members)}
        current = np.ones(len(shared), dtype=np.int32)
        labels: dict[Any, int] = {}
        for i, member in enumerate(self.members):
            mine = latest[i]
            for source in self.sources(member):
                np.maximum(mine, latest[row[source]], out=mine)
            k = shared.get(numbers[i])
            if k is None:
                member.label = labels.setdefault(("alone", i), len(labels))
                continue
            if member.node.site >= 0:
                if mine[k] == current[k]:
                    current[k] += 1
                mine[k] = current[k]
            member.label = labels.setdefault((k, int(current[k])), len(labels))

    def split_by_use(self) -> None:
        """Split groups whose members go on into different passes of one expression: the weights of two layers.

        What only some members go on into does not split them. Leaves and draws, of which nothing is known but their
        uses, have to agree in all of these: a weight and the bias at the end of its list. Three times: weights by their
        layers, then what these are made of.
        """
        uses: dict[Node, dict[Any, set[int]]] = defaultdict(lambda: defaultdict(set))
        expressions = {id(m): (m.node.site, m.node.name, _path(m.node.stack)) for m in self.members}
        drawn = self.drawn()
        for _ in range(3):
            uses.clear()
            for member in self.members:
                for position, operand in enumerate((*member.operands, [member.begin])):
                    for value in operand:
                        if isinstance(value, Node):
                            uses[self.real(value)][expressions[id(member)], position].add(member.label)
            common: dict[int, set[Any]] = {}
            for m in self.members:
                mine = set(uses[m.node])
                common[m.label] = common[m.label] & mine if m.label in common else mine
            labels: dict[Any, int] = {}
            signs = []
            for m in self.members:
                told = uses[m.node] if m.node in drawn else common[m.label]
                signs.append((m.label, frozenset((use, frozenset(uses[m.node][use])) for use in told)))
            for member, sign in zip(self.members, signs, strict=True):
                member.label = labels.setdefault(sign, len(labels))

    def drawn(self) -> set[Node]:
        """Collect the leaves and draws, and what was made of one alone: `random() * 2 - 1`."""
        found: set[Node] = set()
        for member in self.members:
            sources = self.sources(member)
            if not sources or (len(sources) == 1 and sources[0] in found and len(self.users[sources[0]]) == 1):
                found.add(member.node)
        return found

    def result(self) -> Trace:
        groups: dict[int, Group] = defaultdict(Group)
        for member in self.members:
            group = groups[member.label]
            group.place[member.node] = len(group.members)
            group.members.append(member)
        self.group = {m.node: groups[m.label] for m in self.members}
        self.order_first_weights(list(groups.values()))
        for group in self.sorted([group for group in groups.values() if group.members]):
            self.build(group)
        of = {node: group.lifted for node, group in self.group.items()}
        self.new.numbers.update(made for node, made in of.items() if made is not None and np.ndim(node.value) == 0)
        seen = set()
        for write in self.trace.writes:
            node = of.get(self.real(write.node))
            # `w[i][0]` is the name of one entry.
            name = (
                re.sub(r"(\[[^\[\]]*\])+$", "", write.name) if node is not None and np.ndim(node.value) else write.name
            )
            if node is not None and (node, write.site) not in seen:
                seen.add((node, write.site))
                self.new.writes.append(Write(node.index, write.site, name, node))
        for node, site in self.trace.origins.items():
            lifted = of.get(node)
            if lifted is not None:
                self.new.origins.setdefault(lifted, site)
                self.new.begun.setdefault(lifted, self.trace.begun.get(node))
        self.new.printed = [(s, lifted) for s, n in self.trace.printed if (lifted := of.get(self.real(n))) is not None]
        return self.new

    def order_first_weights(self, groups: list[Group]) -> None:
        """Let the first weights lie as the loop that changes them goes through them: so all later ones do.

        Where it goes through several arrays at once, rows of weights with a bias at the end of each, these are one.
        """
        ordered, drawn = set(), self.drawn()
        for group in groups:
            if not group.members:
                continue
            first = group.members[0]
            if first.node.name not in ("add", "sub") or _is_sum(first):
                continue
            old = [self.real(m.operands[0][0]) for m in group.members]
            whole = self.group[old[0]] if isinstance(old[0], Node) else group
            if all(n in drawn for n in old):
                self.join([self.group[n] for n in old], old)
            each_once = len(old) == len(whole.place) and set(old) == set(whole.place)
            if id(whole) not in ordered and old[0] in drawn and each_once:
                ordered.add(id(whole))
                whole.place = {node: i for i, node in enumerate(old)}
                whole.members.sort(key=lambda m, place=whole.place: place[m.node])  # type: ignore[misc]

    def join(self, groups: list[Group], nodes: list[Node]) -> None:
        """Make one group of several, if these values are all of theirs."""
        several = list({id(g): g for g in groups}.values())
        alike = {(g.members[0].node.name, g.members[0].node.site) for g in several}
        if len(several) < 2 or len(alike) > 1 or sum(len(g.members) for g in several) != len(set(nodes)):
            return
        whole = several[0]
        for other in several[1:]:
            whole.members += other.members
            whole.place |= {node: len(whole.place) + i for i, node in enumerate(other.place)}
            other.members = []
        self.group.update(dict.fromkeys(nodes, whole))

    def sorted(self, groups: list[Group]) -> list[Group]:
        """Bring the groups into an order in which each comes behind what it is made of, as early as it may."""
        import heapq

        number = {id(g): i for i, g in enumerate(groups)}
        needs = [{number[id(self.group[s])] for m in g.members for s in self.sources(m)} for g in groups]
        users: dict[int, list[int]] = defaultdict(list)
        for i, need in enumerate(needs):
            for j in need:
                users[j].append(i)
        left = [len(n) for n in needs]
        last = [max(m.node.index for m in g.members) if g.members[0].node.site >= 0 else -1 for g in groups]
        ready = [(last[i], i) for i in range(len(groups)) if not left[i]]
        heapq.heapify(ready)
        order = []
        while ready:
            _, i = heapq.heappop(ready)
            order.append(groups[i])
            for user in users[i]:
                left[user] -= 1
                if not left[user]:
                    heapq.heappush(ready, (last[user], user))
        if len(order) < len(groups):
            raise NotLiftedError
        return order

    # -- arrays

    def build(self, group: Group) -> None:
        first = group.members[0]
        node, many = first.node, len(group.members) > 1
        value = np.array([m.node.value for m in group.members]) if many else node.value
        if node.site < 0:
            group.lifted = self.note(node, "leaf", value, None, ())
        elif _is_sum(first):
            group.lifted = self.build_sum(group, value)
        elif many:
            name, function = FUNCTIONS.get(node.function, (node.name, node.function))
            taken = [self.operand([m.operands[i][0] for m in group.members], node, i) for i in range(len(node.args))]
            group.lifted = self.note(node, name, value, *_chosen(function, taken))
        else:
            args = tuple(self.inside(a) for a in node.args)
            group.lifted = self.note(node, node.name, value, node.function, args, node.kwargs)

    def build_sum(self, group: Group, value: Any) -> Node:
        node, many = group.members[0].node, len(group.members) > 1
        terms, index = self.operand([t for m in group.members for t in m.operands[0]], node)
        if not isinstance(terms, Node) or isinstance(index, int) or not np.ndim(terms.value):
            raise NotLiftedError  # the same number again and again
        begins = [m.begin for m in group.members]
        plain = all(self.is_nothing(b) for b in begins)
        function: Any = Sums([len(m.operands[0]) for m in group.members]) if many else np.sum
        function, args = _chosen(function, [(terms, index)])
        if plain and not group.members[0].subtracted:
            return self.note(node, "sum", value, function, args)
        whole = self.note(node, "sum", function(*(a.value for a in args)), function, args)
        binary = operator.sub if group.members[0].subtracted else operator.add
        name = "sub" if group.members[0].subtracted else "add"
        return self.note(node, name, value, *_chosen(binary, [self.operand(begins, node), (whole, None)]))

    def is_nothing(self, begin: Any) -> bool:
        """Say whether a sum begins at 0: no zero that is a bias, which something else takes too."""
        if isinstance(begin, Node):
            return begin.site < 0 and not begin.value and len({user.site for user in self.users[begin]}) == 1
        return not begin

    def inside(self, argument: Any) -> Any:
        """Replace the values in an argument of an operation that stands alone."""
        if type(argument) in (list, tuple):
            return type(argument)(self.inside(a) for a in argument)
        if not isinstance(argument, Node):
            return argument
        source, index = self.operand([argument], None)
        return (
            source
            if index is None
            else self.note(source, "getitem", source.value[index], operator.getitem, (source, index))
        )

    def note(
        self,
        node: Node,
        name: str,
        value: Any,
        function: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any] | None = None,
    ) -> Node:
        inputs: list[Node] = []
        _nodes(args, inputs)
        _nodes(tuple((kwargs or {}).values()), inputs)
        new = Node(len(self.new.nodes), name, value, node.site, function, args, kwargs, tuple(inputs), node.stack)
        self.new.nodes.append(new)
        return new

    def operand(self, values: list[Any], node: Node | None, position: int | None = None) -> tuple[Any, Any]:
        """Find the array that holds what the members take in one place, and which entries they take (None for all).

        It is a plain number where that stands in the source.
        """
        values = [self.real(v) for v in values]
        if not any(isinstance(v, Node) for v in values):
            literal = self.trace.sites.all[node.site].literal if node is not None else ()
            same = all(type(v) is type(values[0]) and v == values[0] for v in values)
            if same and (len(values) == 1 or (position is not None and any(literal[position : position + 1]))):
                return values[0], None
            return self.constant(values), None
        groups: list[Group] = []
        for v in values:
            if isinstance(v, Node) and not any(g is self.group[v] for g in groups):
                groups.append(self.group[v])
        plain = [v for v in values if not isinstance(v, Node)]
        if plain:
            groups.append(Group([Member(Node(-1, "leaf", v), []) for v in plain], self.constant(plain)))
        start, offset = {}, 0
        for g in groups:
            start[id(g)] = offset
            offset += len(g.members)
        last = iter(range(offset - len(plain), offset))
        index = [
            start[id(self.group[v])] + self.group[v].place[v] if isinstance(v, Node) else next(last) for v in values
        ]
        source = self.whole(groups)
        if index == list(range(offset)):
            return source, None
        if len(set(index)) == 1:
            return source, (None if offset == 1 else index[0])
        return source, np.array(index)

    def constant(self, values: list[Any]) -> Node:
        leaf = Node(len(self.new.nodes), "leaf", np.array(values, dtype=float))
        self.new.nodes.append(leaf)
        return leaf

    def whole(self, groups: list[Group]) -> Node:
        """Put the arrays of several groups together."""
        sources = [g.lifted for g in groups if g.lifted is not None]
        if len(sources) < len(groups):
            raise NotLiftedError
        if len(sources) == 1:
            return sources[0]
        key = tuple(s.index for s in sources)
        if key not in self.together:
            self.together[key] = self.note(
                sources[0], "concatenate", joined([s.value for s in sources]), joined, (sources,)
            )
        return self.together[key]


def _chosen(function: Any, taken: list[tuple[Any, Any]]) -> tuple[Any, tuple[Any, ...]]:
    """Return the operation on the entries taken, and its arguments."""
    index = tuple(i for _, i in taken)
    return function if all(i is None for i in index) else Entries(function, index), tuple(a for a, _ in taken)


def _path(stack: Stack) -> tuple[int, ...]:
    return tuple(site for site, _ in frames(stack))


def _is_sum(member: Member) -> bool:
    return len(member.operands) == 1 and (len(member.operands[0]) > 1 or member.node.function is sum)


def _nodes(args: Any, found: list[Node]) -> None:
    for a in args:
        if isinstance(a, Node):
            found.append(a)
        elif type(a) in (list, tuple):
            _nodes(a, found)
