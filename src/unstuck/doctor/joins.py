"""Joins: where outputs meet targets.

The output is the mixed value that meets the targets: the first constant, other than the inputs, with which a value
that depends on all parameters is combined.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from unstuck.doctor.roles import SCALING, VIEWS, Join, Roles, ancestors, scalar
from unstuck.doctor.trace import Node

ELEMENTWISE = {
    *("sub", "subtract", "mul", "multiply", "div", "divide", "true_divide", "add", "square", "power", "pow", "where"),
    *("getitem", "setitem", "eq", "maximum", "logaddexp", "neg", "negative"),
}


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
        if node.name not in ELEMENTWISE or not mask[node.index] or node.site < 0 or node in version:
            continue  # where a version is made, a step is added and nothing compared
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
