"""Joins: where outputs meet targets.

The output is the mixed value that meets the targets: the first constant, other than the inputs, with which a value
that depends on all parameters is combined.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from unstuck.doctor.directions import array
from unstuck.doctor.gradients import FLAT
from unstuck.doctor.lifting import entries
from unstuck.doctor.roles import DIVISIONS, SCALING, VIEWS, Join, Roles, ancestors, counts_up, scalar, without_views
from unstuck.doctor.trace import Node

Meeting = tuple[Node, Node, Any]  # an operation, the output that it takes, and the constant that this meets there
COMPARISONS = {"gt", "ge", "lt", "le", "greater", "greater_equal", "less", "less_equal"}
STEPS = {"sign", "heaviside", "round", "rint"}
FEW = 3  # numbers that may be equal to others by chance
OFTEN = 16  # times that a place was seen to multiply data: it compares none
ELEMENTWISE = {
    *("sub", "subtract", "mul", "multiply", "div", "divide", "true_divide", "add", "square", "power", "pow", "where"),
    *("getitem", "setitem", "eq", "ne", "maximum", "logaddexp", "neg", "negative"),
}


def key_of(node: Node) -> Any:
    """Name a constant by how it was taken out of the data: `X[3]` twice is the same."""
    node = without_views(node)
    if node.name == "getitem" and isinstance(node.args[0], Node):
        index = node.args[1]
        return ("item", key_of(node.args[0]), repr(index))
    return node.index


def find_joins(roles: Roles, updating: set[Node], *, single: bool = False) -> list[Join]:
    """Find where the outputs meet the targets: at one place in the source, all joins of the trace.

    With `single`, a target may be one number that never changes, or be made by the network itself, as in Q-learning.
    """
    mask = roles.mask
    met: list[Meeting] = []
    scalars: dict[int, set[float]] = defaultdict(set)
    # Where a version is made, a step is added and nothing compared; by one line for all parameters, read or not.
    stepping = {(v.site, v.name) for s in roles.slots for v in s.versions[1:] if v.name in ("add", "sub", "subtract")}
    for node in roles.trace.nodes:
        if node.name not in ELEMENTWISE or not mask[node.index] or node.site < 0:
            continue
        if node in roles.version or (node.site, node.name) in stepping:
            continue
        found = meeting(roles, node)
        if found is not None:
            met.append((node, *found))
            value = _value(found[1])
            if scalar(value):
                scalars[node.site].add(float(np.ravel(value)[0]))
    met = [m for m in met if not scalar(_value(m[2])) or len(scalars[m[0].site]) > 1 or (single and _is_difference(m))]
    told = {m[0].site for m in met if np.ptp(array(_value(m[2]))) > 0 or len(scalars[m[0].site]) > 1}
    # Not a state times the zeros of the start, nor a sum divided by how many they are.
    met = [m for m in met if m[0].name not in SCALING or m[0].site in told]
    if not single:  # what is added is a bias or a reward, sooner than a target
        met = [m for m in met if m[0].name != "add" or _is_negated(m[2])]
    # Entries picked by numbers that then meet a target of their own are outputs, and the numbers are no labels.
    picked = {without_views(m[1]) for m in met if _is_difference(m) and not scalar(_value(m[2]))}
    met = [m for m in met if m[0].name != "getitem" or not (m[0] in picked or _makes_a_target(roles, m[0]))]
    training = [m for m in met if m[0] in updating]
    by_number = _by_number(roles)
    choices: list[Callable[[], list[Meeting]]] = [  # the later ones take long, and are seldom needed
        lambda: [m for node in roles.trace.nodes if node in updating and (m := _drawn(roles, node))],
        lambda: _compared(_of_fractions(training)),
        lambda: _compared(training),
        lambda: [m for node in roles.trace.nodes if single and node in updating and (m := _bootstrapped(roles, node))],
        lambda: _of_fractions(training),
        lambda: training,
        lambda: [m for m in by_number if m[0] in updating],
        lambda: [m for m in _one_subtracted(roles) if m[0] in updating],
        lambda: _of_fractions(met),
        lambda: _label_by_label(roles),
        lambda: met,
        lambda: by_number,
    ]
    for choice in choices:
        among = choice()
        best = _first_full(roles, among)
        if best is not None:
            joins = _of_several_labels(_joins_like(roles, best, among, met))
            return [_with_the_rest(roles, join) for join in joins]
    return []


def _makes_a_target(roles: Roles, entry: Node) -> bool:
    """Say whether an entry of an output is put, scaled and added to, among those of another array: as in Q-learning."""
    source, node = without_views(entry.inputs[0]), entry
    for _ in range(4):
        users = roles.users.get(node, ())
        if len(users) != 1:
            return False
        user = users[0]
        if user.name == "setitem":
            base = user.args[0]
            while isinstance(base, Node) and base.name in ("setitem", *VIEWS) and isinstance(base.args[0], Node):
                base = base.args[0]
            return user.args[-1] is node and base is not source
        if user.name not in ("add", "sub", "subtract", "mul", "multiply"):
            return False
        node = user
    return False


def _joins_like(roles: Roles, best: Meeting, among: list[Meeting], met: list[Meeting]) -> list[Join]:
    """Make joins of all meetings at the place of one; and at others, where each output has a line of its own."""
    joins: list[Join] = []
    reached = 0
    following: Meeting | None = best
    while following is not None:
        best = following
        site, name = best[0].site, best[0].name
        earlier = _output_of_the_loss(roles, best, met)
        for node, output, target in among:
            if node.site == site and node.name == name and roles.mixed[output.index]:
                back = _back_to(output, earlier, roles.version)
                both = back is not output and back is _complement(output)
                join = make_join(node, back, _complement(target) if both else target)
                if join is not None:
                    joins.append(_before_the_step(roles, join))
                    reached |= roles.mask[output.index]
        following = _another(roles, joins, reached, among)
    return sorted(joins, key=lambda join: join.node.index)


def _of_several_labels(joins: list[Join]) -> list[Join]:
    """Make one join of those of an output with several labels: `e = len(labels) * p`, `e[label] -= 1` for each."""
    first: dict[Node, int] = {}
    found: list[Join] = []
    for join in joins:
        base = _before_the_labels(join)
        if base is not join.output and base in first:
            at = first[base]
            found[at] = dataclasses.replace(found[at], target=found[at].target + join.target)
        else:
            first.setdefault(base, len(found))
            found.append(join)
    return [_counted_once(join) for join in found]


def _before_the_labels(join: Join) -> Node:
    output = join.output
    while output.name == "setitem" and join.node.name in ("getitem", "setitem") and isinstance(output.args[0], Node):
        output = output.args[0]
    return output


def _counted_once(join: Join) -> Join:
    """Take the shares for the output, where they are multiplied by the number of labels to meet as many."""
    node = join.output
    if node.name in ("mul", "multiply") and join.node.name in ("getitem", "setitem"):
        for number, shares in (node.args, node.args[::-1]):
            count = number.value if isinstance(number, Node) else number
            if isinstance(shares, Node) and np.ndim(count) == 0 and count == np.sum(join.target):
                return dataclasses.replace(join, output=shares)
    return join


def _another(roles: Roles, joins: list[Join], reached: int, among: list[Meeting]) -> Meeting | None:
    """Find the meeting of another output of the same network, made of weights that no output so far was made of."""
    if any(np.size(join.output.value) > 1 for join in joins):
        return None
    for node, output, target in among:
        mask = roles.mask[output.index]
        if mask & ~reached and mask & reached and scalar(output.value) and node.name in ("sub", "subtract"):
            way = ancestors([output], roles.version)
            if not any(join.output in way or join.node in way for join in joins):
                return node, output, target
    return None


def _complement(value: Any) -> Any:
    """Return y for 1 - y, and any other value as it is: `(1 - y) / (1 - p)` is where p meets y."""
    whole = isinstance(value, Node) and value.name in ("sub", "subtract") and not isinstance(value.args[0], Node)
    return value.args[1] if whole and scalar(value.args[0]) and value.args[0] == 1 else value


def _value(target: Any) -> Any:
    return target.value if isinstance(target, Node) else target


def _is_difference(met: Meeting) -> bool:
    """Say whether an output meets a number with a name, from which it is subtracted, or which is from it."""
    node, _, target = met
    return node.name in ("sub", "subtract") and target is not node


def _bootstrapped(roles: Roles, node: Node) -> Meeting | None:
    """Tell output from target where both were made by the same network, and one of them further on.

    Or the target is the output with some entries written over; or it was decided by the output, or drawn.
    """
    if node.name not in ("sub", "subtract") or len(node.inputs) != 2:
        return None
    if not all((roles.mixed[s.index] or roles.mask[s.index]) and s not in roles.version for s in node.inputs):
        return None
    if any(user.name == "setitem" and user in roles.version for user in roles.users.get(node, ())):
        return None  # the new row of a table
    first, second = node.inputs
    for output, target in ((first, second), (second, first)):
        if np.shape(output.value) != np.shape(target.value):
            continue
        if _is_written_over(target, output) or (_is_decided(roles, target) and not _is_decided(roles, output)):
            return node, output, target
        made = output
        while made.name in (*VIEWS, "getitem") and made.inputs:
            made = made.inputs[0]
        way = ancestors([target], roles.version)
        if made in roles.version:  # a table
            same = any(s is made for n in way for s in n.inputs) and output.name == "getitem"
        else:
            same = made not in way and any(n.site == made.site and n.name == made.name for n in way)
        if same:
            return node, output, target
    return None


def _drawn(roles: Roles, node: Node) -> Meeting | None:
    """Tell a probability from the action that was drawn with it: `(rng.random() < p) - p`."""
    if node.name not in ("sub", "subtract") or len(node.inputs) != 2 or node.site < 0:
        return None
    first, second = node.inputs
    for output, target in ((first, second), (second, first)):
        drawn = target
        while drawn.name in (*VIEWS, "where", "float", "int") and drawn.inputs:
            drawn = drawn.inputs[0]
        if drawn is target or drawn.name not in COMPARISONS or not roles.mixed[output.index]:
            continue
        if np.size(output.value) == np.size(target.value) and _whole(output) in map(_whole, drawn.inputs):
            return node, output, target
    return None


def _whole(node: Node) -> Node:
    """Go back over views and items to what they were taken of."""
    while node.name in (*VIEWS, "getitem") and node.inputs:
        node = node.inputs[0]
    return node


def _is_written_over(target: Node, output: Node) -> bool:
    """Say whether a value is another one of which some entries were written over."""
    written = False
    while target is not output and target.inputs and target.name in (*VIEWS, "setitem", "overlay", "getitem"):
        written = written or target.name in ("setitem", "overlay")
        target = target.args[0] if isinstance(target.args[0], Node) else target.inputs[0]
    return written and target is output


def _is_decided(roles: Roles, node: Node) -> bool:
    """Say whether weights decide by comparisons alone what a value is, as the label of an action that was drawn."""
    stack, seen = [node], {node}
    while stack:
        value = stack.pop()
        if value in roles.version:
            return False
        # Neither answers nor what they choose between let a slope through.
        inputs = () if value.name in FLAT else value.inputs[1:] if value.name == "where" else value.inputs
        fresh = {source for source in inputs if roles.mask[source.index] or source in roles.version} - seen
        seen |= fresh
        stack += fresh
    return True


def _by_number(roles: Roles) -> list[Meeting]:
    """Find outputs of which one entry is taken by the number of the class, a plain whole number: `p[label]`."""
    taken: dict[tuple[int, str], dict[Node, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for node in roles.trace.nodes:
        base = node.args[0] if node.name == "getitem" and len(node.args) == 2 else None
        if isinstance(base, Node) and roles.mixed[base.index] and base not in roles.version:
            index = node.args[1] if isinstance(node.args[1], tuple) else (node.args[1],)
            if np.size(base.value) > 1 and all(isinstance(i, int | np.integer) for i in index):
                taken[node.site, node.name][base].append(node)
    found: list[Meeting] = []
    for outputs in taken.values():
        nodes = [nodes[0] for nodes in outputs.values() if len(nodes) == 1]
        if 1 < len(nodes) == len(outputs) and len({repr(n.args[1]) for n in nodes}) > 1:
            found += [(n, n.inputs[0], n) for n in nodes]
    return sorted(found, key=lambda m: m[0].index)


def _one_subtracted(roles: Roles) -> list[Meeting]:
    """Find outputs from one entry of which 1 is subtracted, always the same: `p[0] -= 1`, where the first is right."""
    found: list[Meeting] = []
    for node in roles.trace.nodes:
        if node.name != "setitem" or len(node.args) != 3 or not isinstance(node.args[2], Node):
            continue
        base, index, value = node.args
        parts = index if isinstance(index, tuple) else (index,)
        one = value.name in ("sub", "subtract") and not isinstance(value.args[1], Node) and value.args[1] == 1
        several = roles.mixed[base.index] and base not in roles.version and np.size(base.value) > 1
        if one and several and all(isinstance(i, int | slice) for i in parts):
            found.append((node, base, node))
    return found


def _before_the_step(roles: Roles, join: Join) -> Join:
    """Where a step of a value meets the target, as in a perceptron, take that value for the output."""
    step = join.output
    node = step
    while node.name in (*STEPS, *VIEWS, "where", "mul", "sub", "add", "int", "float") and node.name not in COMPARISONS:
        active = [s for s in node.inputs if roles.mask[s.index]]
        if len(active) != 1 or np.shape(active[0].value) != np.shape(step.value):
            return join
        if node.name in STEPS and np.asarray(active[0].value).dtype.kind == "f":
            return dataclasses.replace(join, output=active[0], answer=step)
        if node.name == "where" and node.args[0] is not active[0]:
            return join
        node = active[0]
    if node.name in COMPARISONS:
        active = [s for s in node.inputs if roles.mixed[s.index] and s not in roles.version]
        if len(active) == 1 and np.shape(active[0].value) == np.shape(step.value):
            return dataclasses.replace(join, output=active[0], answer=step)
    return join


def _with_the_rest(roles: Roles, join: Join) -> Join:
    """Where parameters come in behind the targets, `y - m * x - c`, take the difference for an output of target 0."""
    node = join.node
    while True:
        users = [
            u
            for u in roles.users.get(node, ())
            if u.name in ("add", "sub", "subtract")
            and any(s in roles.version for s in u.inputs if s is not node)
            and u not in roles.version  # a sum of errors, or a bias that is updated
            and np.shape(u.value) == np.shape(join.output.value)
        ]
        if not users or node.name not in ("add", "sub", "subtract"):
            break
        node = users[0]
    return join if node is join.node else Join(node, node, np.zeros(np.shape(node.value)), None)


def _label_by_label(roles: Roles) -> list[Meeting]:
    """Find outputs of which one entry a row is taken, in a loop over the rows: `output[i, labels[i]]`."""
    taken: dict[tuple[int, Node], list[Node]] = defaultdict(list)
    for node in roles.trace.nodes:
        index = node.args[1] if node.name == "getitem" and len(node.args) == 2 else None
        if isinstance(index, tuple) and len(index) == 2 and all(isinstance(i, int | np.integer) for i in index):
            base = node.args[0]
            if isinstance(base, Node) and roles.mixed[base.index] and base not in roles.version:
                taken[node.site, base].append(node)
    found: list[Meeting] = []
    for (_, base), nodes in taken.items():
        rows, labels = {n.args[1][0] for n in nodes}, {n.args[1][1] for n in nodes}
        if len(rows) == len(nodes) > 2 and len(labels) > 1:
            found += [(n, base, n) for n in nodes]
    return found


def _compared(candidates: list[Meeting]) -> list[Meeting]:
    """Keep the meetings that compare: what is added is rather a bias that never changes."""
    return [c for c in candidates if c[0].name != "add"]


def _of_fractions(candidates: list[Meeting]) -> list[Meeting]:
    """Keep the outputs that are fractions: an argmax has lost what a loss measures, a perceptron's step has not."""
    return [c for c in candidates if np.asarray(c[1].value).dtype.kind == "f" or _is_step(c[1])]


def _is_step(node: Node) -> bool:
    """Say whether a single number was chosen from two by a comparison."""
    return node.name == "where" and scalar(node.value) and len(node.inputs) == 1 and node.inputs[0].name in COMPARISONS


def _output_of_the_loss(roles: Roles, best: Meeting, candidates: list[Meeting]) -> int:
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
    while output.name in ("copy", "array", "asarray", "asanyarray", "neg", "negative") and len(output.inputs) == 1:
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
            return (base, node) if node.name == "getitem" or _changes_what_was_there(node, base) else None
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
            met = entries(node, 1 - i)
            a, b = np.shape(output.value), np.shape(met)
            divisor = i == 0 and node.name in DIVISIONS  # how many they are; `t / p` is a meeting
            if scalar(met) and (np.size(output.value) > 1 or divisor):
                continue
            if np.size(met) > 1 and np.size(output.value) > 1 and not _alike(a, b):
                continue
            if met.dtype.kind not in "fiub":
                continue
            return output, other
        if isinstance(other, int | float) and not any(literal[1 - i : 2 - i]) and node.name not in SCALING:
            return output, other
    return None


def _changes_what_was_there(node: Node, base: Node) -> bool:
    """Say whether what is stored at the labels was made of what was there: `d[rows, labels] -= 1`, no other value."""
    value = node.args[2] if len(node.args) > 2 else None
    parts = (value, *value.inputs) if isinstance(value, Node) else ()
    return any(n.name == "getitem" and n.args[0] in (base, *base.inputs) for n in parts)


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


def _first_full(roles: Roles, candidates: list[Meeting]) -> Meeting | None:
    """Choose the earliest meeting of a constant that is no input with a value that depends on as many slots as any."""
    if not candidates:
        return None
    best: Meeting | None = None
    most = 0
    products: Counter[tuple[int, str]] = Counter()
    for candidate in candidates:
        node, output, target = candidate
        place = node.site, node.name
        count = roles.mask[output.index].bit_count()
        if count <= most or products[place] == OFTEN:
            continue
        if isinstance(target, Node) and target is not node and node.name in SCALING | {"add"}:
            # A product with what the output was made from is a weight's gradient, not a comparison.
            # (Not with what its data were made from: those of a made-up problem are often made from the targets.)
            made_of = ancestors([output], roles.version)
            inputs = {s for n in made_of if roles.mask[n.index] for s in n.inputs if not roles.mask[s.index]}
            # Lists are read anew for each use: the same numbers, in the same order, are the same data.
            same = any(np.size(s.value) > FEW and np.array_equal(s.value, target.value) for s in inputs)
            if same or key_of(target) in set(map(key_of, inputs)) or _are_plain_inputs(target, made_of):
                products[place] += 1
                continue
        best, most = candidate, count
    return best


def _are_plain_inputs(target: Node, made_of: set[Node]) -> bool:
    """Say whether the entries of an array are the plain numbers that were first multiplied: a row of the inputs."""
    products = sorted((n for n in made_of if n.name in SCALING), key=lambda n: n.index)
    plain = [a for n in products for a in n.args if isinstance(a, int | float)][: np.size(target.value)]
    return target.name == "leaf" and len(plain) > 1 and np.array_equal(np.ravel(target.value), plain)


def _is_of_negated(output: Node) -> bool:
    """Say whether an output is the product of weights and the negative of the data."""
    return output.name in ("matmul", "dot") and any(_is_negated(source) for source in output.inputs)


def _is_negated(node: Any) -> bool:
    """Say whether a value is another one's negative."""
    while isinstance(node, Node) and node.name in VIEWS and len(node.inputs) == 1:
        node = node.inputs[0]
    return isinstance(node, Node) and (
        node.name in ("neg", "negative")
        or (
            node.name in ("mul", "multiply")
            and any(not isinstance(a, Node) and scalar(a) and a == -1 for a in node.args)
        )
    )


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
        named = [p for p in parts if isinstance(p, Node)]
        labels = next((p for p in named if not counts_up(p)), named[-1] if named else None)
        return Join(node, output, hot, labels)
    if isinstance(target, Node) and target in node.args[:2]:
        value = entries(node, node.args.index(target))
    value = np.asarray(value, dtype=float)
    if node.name in ("add", "mul", "multiply", "dot", "matmul", "div", "divide", "true_divide") and _is_negated(target):
        value = -value  # p + -t, as `p - t` is made of the methods of a class; -t * p, with labels -1 and 1; -t / p
    if node.name in ("mul", "multiply") and _is_of_negated(output):
        value = -value  # t * (-x @ w) is (-t) * (x @ w)
    if value.size > 1 and np.size(output.value) == 1 and not np.ptp(value):  # compared once for each weight
        value = value.ravel()[:1]
    if value.shape != shape and value.size == np.size(output.value):
        value = value.reshape(shape)
    return Join(node, output, value, target if isinstance(target, Node) else None)
