"""What the values of a trace are for, found by what happens to them and never by their names.

* A *slot* is a place whose value is its old value plus something: one operand of one operation, again and again, holds
  versions of it. A *version* is the value between two changes.
* A value is *active* if it was made from versions; it is *mixed* if data went into it too.
* The *output* is the mixed value that meets the targets: the first constant, other than the inputs, with which a value
  that depends on all parameters is combined.
* A *parameter* is a slot that the output was made from. (Momentum, averages and accumulators are slots too.)
"""

from __future__ import annotations

import ast
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from unstuck.doctor.trace import PRODUCTS, Node, Trace

ELEMENTWISE = {
    *("sub", "subtract", "mul", "multiply", "div", "divide", "true_divide", "add", "square", "power", "pow", "where"),
    *("getitem", "setitem", "eq", "maximum", "logaddexp", "neg", "negative"),
}
SCALING = {"mul", "multiply", "div", "divide", "true_divide"}
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


@dataclass(frozen=True)
class Join:
    """An output where it meets its target. `target` has the output's shape; `node` is the operation that joins them."""

    node: Node
    output: Node
    target: Any
    target_node: Node | None


@dataclass
class Slot:
    """A place and its versions, in time."""

    number: int
    versions: list[Node]
    name: str = ""


@dataclass
class Round:
    """One update of the parameters: what was joined for it, and the versions before and after of every parameter."""

    joins: list[Join]
    before: dict[int, Node] = field(default_factory=dict)
    after: dict[int, Node] = field(default_factory=dict)
    ancestors: set[Node] = field(default_factory=set)  # of the new versions, back to versions


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


def scalar(value: Any) -> bool:
    """Say whether a value is a single number."""
    return isinstance(value, int | float | np.generic) or (isinstance(value, np.ndarray) and value.size == 1)


def carriers(node: Node) -> list[Node]:
    """List the inputs of which the node may be a later version."""
    name = node.name
    if name in ("setitem", "overlay"):
        return [n for n in node.inputs[:2] if name == "overlay" or n is node.args[0]]
    if name in ("add", "sub", "subtract"):
        shape = np.shape(node.value)
        sources = [a for a in node.args[:2] if isinstance(a, Node) and np.shape(a.value) == shape]
        first = node.args[0]
        if isinstance(first, Node) and first not in sources and 0 < np.ndim(first.value) == len(shape):
            sources.append(first)  # a bias that grows by broadcasting
        return sources if name == "add" else [s for s in sources if s is first]
    if name in SCALING and len(node.args) > 1:
        a, b = node.args[:2]
        shape = np.shape(node.value)
        if isinstance(a, Node) and np.shape(a.value) == shape and scalar(b.value if isinstance(b, Node) else b):
            return [a]
        if isinstance(b, Node) and np.shape(b.value) == shape and scalar(a.value if isinstance(a, Node) else a):
            return [b]
        return []
    if name in ("clip", "copy", "array", "asarray", "copyto", "maximum", "minimum"):
        return [n for n in node.inputs if np.shape(n.value) == np.shape(node.value)][:1]
    return []


def find_slots(trace: Trace) -> list[Slot]:
    """Follow the operands of each operation through time, and find those that hold versions of one another."""
    groups: dict[tuple[int, int, Any], list[tuple[Node, Node]]] = defaultdict(list)
    for node in trace.nodes:
        if node.site >= 0 and node.name not in ("overlay", "pick"):
            for position, source in enumerate(node.inputs):
                groups[node.site, position, node.name].append((source, node))
    before: dict[Node, Node] = {}
    for uses in groups.values():
        if len(uses) > 1:
            _link(uses, before)
    after: dict[Node, Node] = {}
    for new, old in sorted(before.items(), key=lambda pair: pair[0].index):
        after.setdefault(old, new)
    slots: list[Slot] = []
    for start in sorted({old for old in before.values() if old not in before}, key=lambda n: n.index):
        versions = [start]
        while versions[-1] in after:
            versions.append(after[versions[-1]])
        slots.append(Slot(len(slots), versions))
    return slots


def _link(uses: list[tuple[Node, Node]], before: dict[Node, Node]) -> None:
    """Find, for each value in one operand's place, the value in the same place of which it is a later version."""
    seen: dict[Node, list[Node]] = {}
    last_use: dict[Node, int] = {}
    for source, user in uses:
        last_use[source] = user.index
    first = uses[0][0].index
    for source, user in uses:
        if source not in seen and seen and carriers(source):
            old = _older(source, seen, first)
            # What is used again after its change has not changed: a sum on the way, not a version.
            if old is not None and last_use[old] < user.index:
                known = before.get(source)
                if known is None or known.index < old.index:
                    before[source] = old
        seen.setdefault(source, []).append(user)


def _older(start: Node, seen: dict[Node, list[Node]], first: int) -> Node | None:
    """Find the nearest value of which `start` is a later version, going back level by level."""
    path: set[Node] = {start}
    level = [start]
    found: list[Node] = []
    while level and not found and len(path) < 3000:
        below: list[Node] = []
        for node in level:
            for source in carriers(node):
                if source in path or source.index < first:
                    continue
                path.add(source)
                (found if source in seen else below).append(source)
        level = below
        # If the use itself made the new value, this is a running sum.
        found = [old for old in found if not any(user in path for user in seen[old])]
    return max(found, key=lambda n: n.index, default=None)


def activity(trace: Trace, slots: list[Slot]) -> tuple[dict[Node, tuple[int, int]], list[int], list[bool]]:
    """Say of every value which slots it was made from, directly, and whether data went into it."""
    version = {node: (slot.number, i) for slot in slots for i, node in enumerate(slot.versions)}
    mask = [0] * len(trace.nodes)
    mixed = [False] * len(trace.nodes)
    constants: dict[tuple[int, int], set[int]] = defaultdict(set)  # scalars met at a place: one or several?
    for node in trace.nodes:
        for position, source in enumerate(node.inputs):
            if node.site >= 0 and scalar(source.value):
                constants[node.site, position].add(source.index)
    for node in trace.nodes:
        bits = 0
        is_mixed = False
        for source in node.inputs:
            found = version.get(source)
            if found is not None:
                bits |= 1 << found[0]
            else:
                bits |= mask[source.index]
                is_mixed = is_mixed or mixed[source.index]
        mask[node.index] = bits
        if bits and not is_mixed and node.name in PRODUCTS:
            for position, source in enumerate(node.inputs):
                if source not in version and not mask[source.index]:
                    many = not scalar(source.value) or len(constants[node.site, position]) > 1
                    is_mixed = is_mixed or many
            if any(not isinstance(a, Node) for a in node.args[:2]) and not any(trace.site(node).literal):
                is_mixed = True  # a whole number out of the data, as the inputs of XOR
        if bits and not is_mixed and node.name in ("add", "sub", "subtract"):
            # A bias alone, put to each row of something that no parameter went into.
            size = np.size(node.value)
            active = [s for s in node.inputs if mask[s.index] or s in version]
            data = [s for s in node.inputs if s not in active and np.size(s.value) > 1]
            is_mixed = bool(data) and any(np.size(s.value) < size for s in active)
        mixed[node.index] = is_mixed
    return version, mask, mixed


def assign_roles(trace: Trace) -> Roles:
    """Find parameters, output, targets and updates.

    Parameters
    ----------
    trace : Trace

    Returns
    -------
    Roles
        `problem` says what was not found, if anything; the parts found until then are there.
    """
    slots = find_slots(trace)
    version, mask, mixed = activity(trace, slots)
    users: dict[Node, list[Node]] = defaultdict(list)
    for node in trace.nodes:
        for source in node.inputs:
            users[source].append(node)
    roles = Roles(trace, slots, [], [], version, mask, mixed, users)
    if not slots:
        roles.problem = "no value was found that is changed step by step, as a weight is"
        return roles
    updating = ancestors([v for s in slots for v in s.versions[1:]], version)
    joins = find_joins(roles, updating)
    if not joins:
        roles.problem = "weights were found, but no output that is compared with targets"
        return roles
    # Most outputs, not all: where a version is missed, an output seems to be made of the optimizer's memory too.
    made_of = Counter(slot.number for join in joins for slot in slots if mask[join.output.index] >> slot.number & 1)
    roles.parameters = [slot for slot in slots if made_of[slot.number] > _joins_during(roles, slot, joins) / 2]
    _name(roles)
    roles.rounds = find_rounds(roles, joins)
    if not roles.rounds:
        roles.problem = "an output and targets were found, but no update that follows from them"
    return roles


def _joins_during(roles: Roles, slot: Slot, joins: list[Join]) -> int:
    """Count the joins between the first use of a slot and its last change: a script may train several networks."""
    first = min((user.index for user in roles.users[slot.versions[0]]), default=slot.versions[0].index)
    return sum(first <= join.node.index <= slot.versions[-1].index for join in joins)


def ancestors(starts: Iterable[Node], version: dict[Node, Any]) -> set[Node]:
    """Collect what values were made from, back to the versions that were used, which are not passed."""
    found: set[Node] = set()
    stack = list(starts)
    roots = set(stack)
    while stack:
        node = stack.pop()
        if node in found or (node in version and node not in roots):
            continue
        found.add(node)
        stack.extend(node.inputs)
    return found


def key_of(node: Node) -> Any:
    """Name a constant by how it was taken out of the data: `X[3]` twice is the same."""
    while node.name in VIEWS and node.inputs:
        node = node.inputs[0]
    if node.name == "getitem" and isinstance(node.args[0], Node):
        index = node.args[1]
        return ("item", key_of(node.args[0]), repr(index))
    return node.index


def find_joins(roles: Roles, updating: set[Node]) -> list[Join]:
    """Find where the outputs meet the targets: at one place in the source, all joins of the trace."""
    trace, version, mask, mixed = roles.trace, roles.version, roles.mask, roles.mixed
    candidates: list[tuple[Node, Node, Any]] = []
    scalars: dict[tuple[int, int], set[Any]] = defaultdict(set)
    for node in trace.nodes:
        if node.name not in ELEMENTWISE or not mask[node.index] or node.site < 0:
            continue
        found = meeting(roles, node)
        if found is not None:
            output, target = found
            value = target.value if isinstance(target, Node) else target
            if scalar(value):
                scalars[node.site, 0].add(float(np.ravel(value)[0]))
            candidates.append((node, output, target))
    candidates = [
        c
        for c in candidates
        if not scalar(c[2].value if isinstance(c[2], Node) else c[2]) or len(scalars[c[0].site, 0]) > 1
    ]
    training = [c for c in candidates if c[0] in updating]
    choices = (_of_fractions(training), training, _of_fractions(candidates), _label_by_label(roles), candidates)
    for among in (*map(_compared, choices[:2]), *choices):
        best = _first_full(roles, among)
        if best is not None:
            site, name = best[0].site, best[0].name
            earlier = _output_of_the_loss(roles, best, candidates)
            joins = [
                join
                for c in among
                if c[0].site == site and c[0].name == name and mixed[c[1].index]
                if (join := make_join(c[0], _back_to(c[1], earlier, version), c[2])) is not None
            ]
            return [_with_the_rest(roles, join) for join in joins]
    return []


def _with_the_rest(roles: Roles, join: Join) -> Join:
    """Where parameters come in behind the targets, `y - m * x - c`, take the difference for an output of target 0."""
    node = join.node
    while True:
        users = [
            u
            for u in roles.users.get(node, ())
            if u.name in ("add", "sub", "subtract")
            and any(s in roles.version for s in u.inputs if s is not node)
            and np.shape(u.value) == np.shape(join.output.value)
        ]
        if not users or node.name not in ("add", "sub", "subtract"):
            break
        node = users[0]
    return join if node is join.node else Join(node, node, np.zeros(np.shape(node.value)), None)


def _label_by_label(roles: Roles) -> list[tuple[Node, Node, Any]]:
    """Find outputs of which one entry a row is taken, in a loop over the rows: `output[i, labels[i]]`."""
    taken: dict[tuple[int, Node], list[Node]] = defaultdict(list)
    for node in roles.trace.nodes:
        index = node.args[1] if node.name == "getitem" and len(node.args) == 2 else None
        if isinstance(index, tuple) and len(index) == 2 and all(isinstance(i, int | np.integer) for i in index):
            base = node.args[0]
            if isinstance(base, Node) and roles.mixed[base.index] and base not in roles.version:
                taken[node.site, base].append(node)
    found: list[tuple[Node, Node, Any]] = []
    for (_, base), nodes in taken.items():
        rows, labels = {n.args[1][0] for n in nodes}, {n.args[1][1] for n in nodes}
        if len(rows) == len(nodes) > 2 and len(labels) > 1:
            found += [(n, base, n) for n in nodes]
    return found


def _compared(candidates: list[tuple[Node, Node, Any]]) -> list[tuple[Node, Node, Any]]:
    """Keep the meetings that compare: what is added is rather a bias that never changes."""
    return [c for c in candidates if c[0].name != "add"]


def _of_fractions(candidates: list[tuple[Node, Node, Any]]) -> list[tuple[Node, Node, Any]]:
    """Keep the outputs that are fractions: an argmax or a step has lost what a loss measures."""
    return [c for c in candidates if np.asarray(c[1].value).dtype.kind == "f"]


def _output_of_the_loss(roles: Roles, best: tuple[Node, Node, Any], candidates: list[tuple[Node, Node, Any]]) -> int:
    """Find the place of the output that the script compares elsewhere, if what is compared here was made of it.

    Between `p`, which the loss takes, and `p * (1 - p)`, from which the targets are subtracted, a mistake may lie.
    """
    way = ancestors([best[1]], roles.version)
    shape, slots = np.shape(best[1].value), roles.mask[best[1].index]
    for _, output, _ in candidates:
        same = np.shape(output.value) == shape and roles.mask[output.index] == slots
        if output is not best[1] and output in way and same and _elementwise(best[1], output, way):
            return output.site
    return -1


def _elementwise(node: Node, output: Node, way: set[Node]) -> bool:
    """Say whether a value was made of an output entry by entry."""
    between = [n for n in way if n.index > output.index and n.index <= node.index]
    reached = {output}
    for n in sorted(between, key=lambda n: n.index):
        if any(s in reached for s in n.inputs):
            if n.name not in (*ELEMENTWISE, "copy"):
                return False
            reached.add(n)
    return node in reached


def _back_to(output: Node, site: int, version: dict[Node, Any]) -> Node:
    """Go back to the value that was made at a place, and over copies."""
    if site >= 0:
        output = next(
            (n for n in sorted(ancestors([output], version), key=lambda n: -n.index) if n.site == site), output
        )
    while output.name in ("copy", "array", "asarray", "asanyarray") and len(output.inputs) == 1:
        if np.shape(output.inputs[0].value) != np.shape(output.value):
            break
        output = output.inputs[0]
    return output


def meeting(roles: Roles, node: Node) -> tuple[Node, Any] | None:
    """Split an operation into a mixed value and a constant that it meets, if it is such a meeting."""
    mask, mixed, version = roles.mask, roles.mixed, roles.version
    if len(node.args) < 2:
        return None
    literal = roles.trace.site(node).literal
    if node.name in ("getitem", "setitem"):
        base, index = node.args[:2]
        parts = index if isinstance(index, tuple | list) else (index,)
        labels = [p for p in parts if isinstance(p, Node) and not mask[p.index] and np.size(p.value) >= 1]
        labels = [p for p in labels if np.asarray(p.value).dtype.kind in "iu"]
        if isinstance(base, Node) and mixed[base.index] and labels and base not in version:
            return base, node
        return None
    if node.name == "where":
        return _chosen(roles, node)
    for i in (0, 1):
        output, other = node.args[i], node.args[1 - i]
        if not isinstance(output, Node) or not mixed[output.index] or output in version:
            continue
        if isinstance(other, Node):
            if other in version or mask[other.index]:
                continue
            a, b = np.shape(output.value), np.shape(other.value)
            if scalar(other.value) and (np.size(output.value) > 1 or node.name in ("div", "divide", "true_divide")):
                continue
            if np.size(other.value) > 1 and np.size(output.value) > 1 and not _alike(a, b):
                continue
            if np.asarray(other.value).dtype.kind not in "fiub":
                continue
            return output, other
        if isinstance(other, int | float) and not any(literal[1 - i : 2 - i]) and node.name not in SCALING:
            return output, other
    return None


def _chosen(roles: Roles, node: Node) -> tuple[Node, Any] | None:
    """Take `where(targets, a, b)` apart: the output is what both choices were made of."""
    condition, *choices = node.args
    if len(choices) != 2 or not isinstance(condition, Node) or roles.mask[condition.index]:
        return None
    active = [c for c in choices if isinstance(c, Node) and roles.mixed[c.index] and c not in roles.version]
    if not active:
        return None
    output = min(active, key=lambda n: n.index)
    if any(c is not output and output not in c.inputs for c in active):
        return None
    return (output, condition) if np.shape(output.value) == np.shape(condition.value) else None


def _alike(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    """Say whether two shapes can be an output and its targets: equal, or equal in number, or broadcast by mistake."""
    return a == b or int(np.prod(a)) == int(np.prod(b)) or (len(a) > 0 and len(b) > 0 and a[0] == b[0])


def _first_full(roles: Roles, candidates: list[tuple[Node, Node, Any]]) -> tuple[Node, Node, Any] | None:
    """Choose the earliest meeting of a constant that is no input with a value that depends on as many slots as any."""
    if not candidates:
        return None
    best: tuple[Node, Node, Any] | None = None
    most = 0
    places: set[tuple[int, str]] = set()
    for candidate in candidates:
        node, output, target = candidate
        count = roles.mask[output.index].bit_count()
        if (node.site, node.name) in places and count <= most:
            continue
        if count <= most:
            continue
        places.add((node.site, node.name))
        if isinstance(target, Node) and target is not node and node.name in SCALING | {"add"}:
            # A product with what the output was made from is a weight's gradient, not a comparison.
            inputs = {key_of(n) for n in ancestors([output], roles.version) if not roles.mask[n.index]}
            if key_of(target) in inputs:
                continue
        best, most = candidate, count
    return best


def make_join(node: Node, output: Node, target: Any) -> Join | None:
    """Bring the target into the output's shape: class numbers become rows with a single 1."""
    value = target.value if isinstance(target, Node) else target
    shape = np.shape(output.value)
    if target is node:  # labels used as an index
        index = node.args[1]
        parts = index if isinstance(index, tuple | list) else (index,)
        plain = tuple(p.value if isinstance(p, Node) else p for p in parts)
        hot = np.zeros(shape)
        try:
            hot[plain if isinstance(index, tuple | list) else plain[0]] = 1
        except IndexError:
            return None
        labels = next((p for p in parts if isinstance(p, Node)), None)
        return Join(node, output, hot, labels)
    value = np.asarray(value, dtype=float)
    if value.shape != shape and value.size == np.size(output.value):
        value = value.reshape(shape)
    return Join(node, output, value, target if isinstance(target, Node) else None)


def find_rounds(roles: Roles, joins: list[Join], most: int = 4, *, stand_in: bool = True) -> list[Round]:
    """Collect, for the first updates, the outputs that each followed from.

    If none followed from any, and `stand_in`, outputs that never met a target take the place of those that did.
    """
    at = {join.node: join for join in joins}
    by_joins: dict[frozenset[Node], Round] = {}
    without: list[tuple[Slot, Node, Node, set[Node]]] = []
    for slot in roles.parameters:
        for old, new in itertools.pairwise(slot.versions[: most + 1]):
            path = _back_through_helpers(roles, new)
            # Only outputs that the old version went into: momentum remembers earlier ones too.
            met = frozenset(node for node in path if node in at and node.index > old.index)
            if not met:
                without.append((slot, old, new, path))
                continue
            round_ = by_joins.setdefault(met, Round(sorted((at[n] for n in met), key=lambda j: j.node.index)))
            round_.before.setdefault(slot.number, old)
            round_.after[slot.number] = new
            round_.ancestors |= path
    if not by_joins:
        others = _outputs_without_targets(roles, joins) if stand_in and joins[0].output.site >= 0 else []
        return find_rounds(roles, others, most, stand_in=False) if others else []
    rounds = sorted(by_joins.values(), key=lambda r: r.joins[0].node.index)[:most]
    for round_ in rounds:  # parameters whose change never looked at the targets
        used = {n for j in round_.joins for n in versions_used(roles, j.output)}
        for slot, old, new, path in without:
            if old in used and slot.number not in round_.before:
                round_.before[slot.number], round_.after[slot.number] = old, new
                round_.ancestors |= path
    return rounds


def _outputs_without_targets(roles: Roles, joins: list[Join]) -> list[Join]:
    """Find the outputs of a training that never looks at the targets, with the targets that they should have met.

    They are made where the outputs are made that the script compares, and from the same data, or from a part of it.
    """
    compared: dict[Node, Any] = {}
    for join in joins:
        known = compared.get(join.output)
        compared[join.output] = join.target if known is None else np.maximum(known, join.target)
    place = joins[0].output
    found: list[Join] = []
    for node in roles.trace.nodes:
        if node.site != place.site or node.name != place.name or node in compared or not roles.users.get(node):
            continue
        for output, target in list(compared.items())[:4]:
            part = _part_of(roles, node, output, target)
            if part is not None:
                found.append(Join(roles.users[node][0], node, part, None))
                break
        if len(found) == 64:
            break
    return found


def _part_of(roles: Roles, node: Node, output: Node, target: Any) -> Any:
    """Choose from the targets of an output those of another that is made from some of the same rows; else None."""
    data = {key_of(n) for n in ancestors([output], roles.version) if not roles.mask[n.index]}
    shape = np.shape(node.value)
    if shape == np.shape(output.value):
        return target if np.array_equal(node.value, output.value) else None
    for n in ancestors([node], roles.version):
        if (
            n.name == "getitem"
            and not roles.mask[n.index]
            and isinstance(n.args[0], Node)
            and key_of(n.args[0]) in data
        ):
            index = n.args[1]
            index = index[0] if isinstance(index, tuple) and index else index
            chosen = target[index.value if isinstance(index, Node) else index]
            return np.reshape(chosen, shape) if np.size(chosen) == np.size(node.value) else None
    return None


def _back_through_helpers(roles: Roles, new: Node) -> set[Node]:
    """Collect ancestors of a new version, through slots that are no parameters (momentum), one version of each."""
    numbers = {slot.number for slot in roles.parameters}
    helpers = {node: v for node, v in roles.version.items() if v[0] not in numbers}
    found: set[Node] = set()
    stack = [new]
    passed: set[int] = set()
    while stack:
        node = stack.pop()
        if node in found:
            continue
        if node is not new and node in roles.version:
            begins = node in helpers and helpers[node][1] == 0 and not node.inputs
            if node not in helpers or helpers[node][0] in passed or begins:
                continue
            passed.add(helpers[node][0])
        found.add(node)
        stack.extend(node.inputs)
    return found


def versions_used(roles: Roles, output: Node) -> list[Node]:
    """List the versions that an output was made from, directly."""
    return [source for node in ancestors([output], roles.version) for source in node.inputs if source in roles.version]


def _name(roles: Roles) -> None:
    """Call each slot as the script does where it is written, or else where it is used."""
    names: dict[Node, str] = {}
    for write in roles.trace.writes:
        names.setdefault(write.node, write.name)
    for slot in roles.slots:
        written = (names[node] for node in [*slot.versions[1:], slot.versions[0]] if node in names)
        slot.name = next(written, "") or name_of_use(roles, slot.versions[0]) or f"value {slot.number + 1}"


def name_of_use(roles: Roles, node: Node) -> str:
    """Read the name of a value in the source of the first operation that takes it; empty if it has none there."""
    for user in roles.users.get(node, ()):
        tree = roles.trace.site(user).node if user.site >= 0 else None
        expressions: list[ast.expr] = []
        if isinstance(tree, ast.BinOp):
            expressions = [tree.left, tree.right]
        elif isinstance(tree, ast.Call):
            expressions = tree.args
        for expression, argument in zip(expressions, user.args, strict=False):
            if argument is node and isinstance(expression, ast.Name | ast.Attribute | ast.Subscript):
                return ast.unparse(expression)
    return ""
