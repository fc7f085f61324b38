"""Values that the output is made from as from weights and biases, but that never change."""

from __future__ import annotations

import ast
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.compared import Compared
from unstuck.doctor.definitions import definition
from unstuck.doctor.directions import angle, array, same_direction
from unstuck.doctor.evidence import Evidence, sample_axis
from unstuck.doctor.findings import Span
from unstuck.doctor.gradients import adjoints
from unstuck.doctor.kept_together import kept_with_weights, start_of_sum
from unstuck.doctor.lifting import Entries
from unstuck.doctor.proportions import gradient_node
from unstuck.doctor.roles import DIVISIONS, Roles, without_views
from unstuck.doctor.slots import carriers
from unstuck.doctor.starts import where_written
from unstuck.doctor.trace import PRODUCTS, Node
from unstuck.doctor.tree import unread_names
from unstuck.doctor.updating import list_of_updates, place_of_short_range
from unstuck.doctor.values import LEAVES, called, operands, source_of, tree_of

CHANCE = 3  # numbers that may be in one proportion by chance
OFTEN = 5  # uses of a value, of which others would have changed it by now
AGAIN = 3  # times that a new value is computed from the same old one


@dataclass(frozen=True)
class Frozen:
    """A value that never changes: its name, where it was written, and the true gradient of the loss there.

    `place` is where its update is missing: the range of a loop around the updates of the others, `range(1, n)`, if it
    begins too late; where its step is given to a name of its own; else the update of the weights that it is used with,
    or the last that there is.
    """

    node: Node
    name: str
    span: Span
    is_bias: bool
    true: Any
    place: Span


def frozen_values(case: Case, evidence: Evidence) -> list[Frozen]:
    """Find named constants in the forward pass that are used again and again as a weight or a bias is."""
    roles = evidence.roles
    if evidence.round.loss is not None:
        return []  # without a target that is known, one cannot be told from a bias
    used, doubtful = _used_as_parameters(evidence)
    tables = _looked_up(evidence) - set(used)  # data are, too, batch by batch
    used, doubtful = {**used, **dict.fromkeys(tables, False)}, doubtful | tables
    written = {node: where_written(case, node) for node in used}
    candidates = {node: bias for node, bias in used.items() if written.get(node) and not _is_handed_over(case, node)}
    if not candidates:
        return list(_started_at_zero(case, evidence))
    made = set(candidates)
    for node in sorted(evidence.forward, key=lambda n: n.index):
        if any(source in made for source in node.inputs):
            made.add(node)
    true = adjoints(
        evidence.reading.slopes,
        evidence.forward,
        lambda n: n in made or roles.depends(n),
        evidence.reading.ties,
        evidence.reading.without,
    )
    reached = {node: place for node in candidates if node in true and (place := written[node]) is not None}
    meant = {
        node
        for node, (_, span) in reached.items()
        if (
            _is_at_hand(evidence, true[node])
            if node in tables
            else _meant_to_move(case, evidence, node, span, true[node])
            or (candidates[node] and any(kept_with_weights(case, evidence, node)))
            or (np.size(node.value) > 1 and _is_error_at_hand(evidence, node, true))
        )
    }
    sites = {node.site for node in meant if node.site >= 0}  # one line that made weights and biases
    # Of the weights of one layer, the range in which those of others are updated; a bias is no weight.
    ranges = {
        evidence.is_bias(c): span
        for c in evidence.compared
        if c.moved and c.after.site >= 0 and (span := place_of_short_range(case, c.after)) is not None
    }
    loops = [(evidence.is_bias(c), _range_of_gradient(case, evidence, c)) for c in evidence.compared]
    gradients = {bias: span for bias, span in loops if span is not None}

    def range_to_blame(node: Node) -> Span | None:
        bias = candidates[node]
        if bias in ranges or bias not in gradients or _is_at_hand(evidence, true[node]):
            return ranges.get(bias)
        return gradients[bias]

    return [
        Frozen(
            node,
            *place,
            candidates[node],
            true[node],
            range_to_blame(node)
            or lost_in_a_name(case, evidence, place[0])
            or _update_beside(case, evidence, node, place[1]),
        )
        for node, place in reached.items()
        if node not in doubtful or node in meant or node.site in sites
    ] + list(_started_at_zero(case, evidence))


def _started_at_zero(case: Case, evidence: Evidence) -> Iterator[Frozen]:
    """Find biases that are 0 for ever, with which a loop begins to add up: the trace has none of them."""
    for node in sorted(evidence.forward, key=lambda n: n.index) if evidence.roles.trace.lifted else ():
        start = start_of_sum(case, node)
        for kept in kept_with_weights(case, evidence, node) if start is not None and node in evidence.adjoint else ():
            span = source_of(case, case.span(node).path).span(kept.bias_text)
            update = next((c.after for c in evidence.compared if c.before is kept.weights and c.moved), None)
            if update is not None:
                true, name = evidence.adjoint[node], ast.unparse(kept.bias_text)
                yield Frozen(node, name, span, True, true, case.span(update))


def _is_handed_over(case: Case, node: Node) -> bool:
    """Say whether a number stands as such among the arguments of a call: `x.shift(-1.0)` is a part of the formula."""
    for user in case.roles.users.get(node, ()) if np.ndim(node.value) == 0 else ():
        for expression, value in operands(case, user) if user.site >= 0 else ():
            if value is node and isinstance(expression, ast.Name):
                source = source_of(case, case.span(user).path)
                where = definition(case, source, expression, user.stack)
                statement = where.source.statement(where.expression)
                calls = [n for n in ast.walk(statement) if isinstance(n, ast.Call)]
                given = [a for call in calls for a in (*call.args, *(keyword.value for keyword in call.keywords))]
                return where.expression in given and not any(isinstance(n, LEAVES) for n in ast.walk(where.expression))
    return False


def never_moved(case: Case, evidence: Evidence, *, biases: bool) -> dict[Span, list[Frozen]]:
    """Collect the weights, or the biases, that never change though the loss falls with them, by where that is told."""
    found: dict[Span, list[Frozen]] = defaultdict(list)
    for value in frozen_values(case, evidence):
        if value.is_bias == biases and np.any(np.abs(value.true) > 1e-12):
            found[value.place].append(value)
    return found


def lost_in_a_name(case: Case, evidence: Evidence, name: str) -> Span | None:
    """Find where what is made of the error gets a name that nothing reads: `b = ...`, and `self.b = ...` is meant."""
    if "." not in name:
        return None
    made = {n for join in evidence.round.joins for n in case.roles.made_of(join.node)}
    for write in case.trace.writes:
        if write.name == name.rpartition(".")[2] and write.node in made:
            span = case.trace.sites.all[write.site].span
            source = source_of(case, span.path)
            place = source.at(span)
            if place is not None and write.name in unread_names(source, source.function(place)):
                return source.span(source.statement(place))
    return None


def _update_beside(case: Case, evidence: Evidence, node: Node, start: Span) -> Span:
    """Find the update of what is used together with a value, beside which its own is missing; else the last one."""
    twice = [c.after for c in evidence.compared if _is_updated_twice(c)]
    if len(twice) == 1 and np.ndim(twice[0].value) == np.ndim(node.value):
        return case.span(twice[0])  # a line that was copied, and in which the old name was left
    updates = {c.before: c.after for c in evidence.compared if c.moved and c.after.site >= 0}
    used = {u for u in evidence.roles.users.get(node, ()) if u in evidence.forward}
    near = {s for user in used for s in (*user.inputs, *evidence.roles.users.get(user, ())) if s in evidence.forward}
    with_it = [updates[part] for n in near for part in (n, *n.inputs) if part in updates]
    last = max(with_it or updates.values(), key=lambda after: after.index, default=None)
    if last is None:
        return start
    listed = list_of_updates(case, last)
    return source_of(case, case.span(last).path).span(listed[0]) if listed else case.span(last)


def _is_updated_twice(c: Compared) -> bool:
    """Say whether a parameter is changed by two statements, and the second takes the same step once more."""
    between = (n for n in c.after.inputs if n.site not in (-1, c.after.site) and c.before in n.inputs)
    first, second = c.before.value, c.after.value
    return any(
        np.shape(n.value) == np.shape(first) and same_direction(n.value - first, second - n.value, c.tolerance)
        for n in between
    )


def _range_of_gradient(case: Case, evidence: Evidence, c: Compared) -> Span | None:
    """Find the range of the loop in which the gradient of a parameter is computed, layer by layer."""
    gradient = gradient_node(evidence, c) if c.moved and c.right else c.after
    tree = tree_of(case, gradient) if gradient is not c.after else None
    if tree is None:
        return None
    source = source_of(case, case.span(gradient).path)
    for loop in source.loops(tree)[:1]:
        trains = any(
            s.path == source.path and loop.lineno <= s.line <= (loop.end_lineno or 0)
            for s in case.spans(evidence.round.joins[0].output)
        )
        by_range = isinstance(loop, ast.For) and isinstance(loop.iter, ast.Call) and called(loop.iter) == "range"
        if by_range and not trains:
            return source.span(loop.iter)  # type: ignore[union-attr]
    return None


def _used_as_parameters(evidence: Evidence) -> tuple[dict[Node, bool], set[Node]]:
    """List constants used as weights (False) and biases (True); and those that may be meant to stay as they are."""
    roles = evidence.roles
    candidates: dict[Node, bool] = {}
    doubtful: set[Node] = set()  # weights of data alone may be meant to stay, as random features are
    for user in evidence.forward:
        if len(user.args) < 2:
            continue
        for i in (0, 1):
            value, other = user.args[i], user.args[1 - i]
            if not isinstance(value, Node) or not isinstance(other, Node) or roles.mask[value.index]:
                continue
            weights = without_views(other) in roles.version  # then the value is data
            if value in roles.version or weights or np.asarray(value.value).dtype.kind != "f":
                continue
            uses = [u for u in roles.users[value] if u.site == user.site]
            if len(uses) < 2 or np.size(value.value) < 1 or value.name not in ("leaf", "mul", "div", "sub"):
                continue
            product = user.name in ("matmul", "dot") and np.ndim(value.value) == 2
            product = product or (roles.trace.lifted and user.name == "mul" and np.size(value.value) > 1)
            if product and (roles.mixed[other.index] or _holds_still(evidence, user, i, uses)):
                candidates[value] = False
                if not roles.mixed[other.index]:
                    doubtful.add(value)
            elif user.name in ("add", "sub") and roles.mixed[other.index] and not _keeps_from_zero(roles, user):
                if roles.trace.lifted:  # where all rows are one array
                    doubtful.add(value)
                elif not _is_beside(roles, user, value, uses):
                    continue
                candidates[value] = True
    return candidates, doubtful | {node for node in candidates if not _is_a_start(node, candidates)}


def _keeps_from_zero(roles: Roles, total: Node) -> bool:
    """Say whether a sum is only drawn a root of, taken the logarithm of, or divided by: what was added is no bias."""
    users = roles.users.get(total, ())
    return bool(users) and all(
        u.name in ("sqrt", "log", "pow", "power") or (u.name in DIVISIONS and u.args[-1] is total) for u in users
    )


def _looked_up(evidence: Evidence) -> set[Node]:
    """Find tables of which rows are taken by number, as the vectors of words are."""
    roles, found = evidence.roles, set()
    for node in evidence.forward:
        table, rows = node.args[:2] if node.name == "getitem" else (None, None)
        rows = rows.value if isinstance(rows, Node) else rows
        if isinstance(rows, tuple):
            continue  # of columns too, `table[rows, j]`
        if isinstance(table, Node) and np.asarray(rows).dtype.kind in "iu" and np.ndim(table.value) == 2:
            constant = not roles.mask[table.index] and table not in roles.version
            again = sum(u.site == node.site for u in roles.users[table]) > 1
            if constant and again and np.asarray(table.value).dtype.kind == "f":
                found.add(table)
    return found


def left_out(evidence: Evidence) -> Iterator[tuple[Compared, Any]]:
    """Find single numbers that never change though others of their array do: a parameter, and the true gradient.

    Numbers that are updated and those that are not meet where the forward pass takes both.
    """
    versions = {c.before: c for c in evidence.compared}
    seen: set[Node] = set()
    for node in sorted(evidence.forward, key=lambda n: n.index) if evidence.roles.trace.lifted else ():
        beside = next((versions[s] for s in node.inputs if s in versions), None)
        if node.name != "concatenate" or beside is None or node not in evidence.adjoint:
            continue
        ends = np.cumsum([np.size(s.value) for s in node.inputs])
        for part, end in zip(node.inputs, ends, strict=True):
            still = not evidence.roles.mask[part.index] and part not in evidence.roles.version and part not in seen
            if not still or not _is_a_start(part, ()):
                continue
            true = evidence.adjoint[node][end - np.size(part.value) : end]
            if part.site != beside.slot.versions[0].site and not _is_of_the_same_start(evidence, beside, part):
                entries = _replaced_in_part(evidence, node, part, end)
                if entries is None:
                    continue
                true = true[entries]
            seen.add(part)
            if np.any(np.abs(true) > 1e-12):
                yield beside, true


def _is_of_the_same_start(evidence: Evidence, beside: Compared, part: Node) -> bool:
    """Say whether numbers, not all the same, came from outside as a parameter's first ones, and are always beside it.

    Data, of which each pass takes other rows, are not.
    """
    first = beside.slot.versions[0]
    while before := carriers(first):
        first = before[0]
    drawn = np.size(part.value) > 1 and np.ptp(np.asarray(part.value, dtype=float)) > 0
    if not drawn or first.site != part.site or not first.name == part.name == "leaf":
        return False
    uses = [u for v in beside.slot.versions for u in evidence.roles.users.get(v, ()) if u.name == "concatenate"]
    return len(uses) >= OFTEN and all(part in use.inputs for use in uses)


def _replaced_in_part(evidence: Evidence, node: Node, part: Node, end: int) -> Any:
    """Find which entries of an array are taken at every use, while others, taken at first, gave way to new values.

    None if that is not so: if all of them are still taken, if more gave way later, or if it is data, of which each row
    takes other entries.
    """
    users = [u for u in evidence.roles.users.get(node, ()) if u in evidence.forward and node in u.args]
    if len(users) != 1 or users[0].name not in ("add", "sub", "mul"):
        return None
    site, place = users[0].site, users[0].args.index(node)

    def taken(user: Node, first: int) -> set[int]:
        index = user.function.index[place] if isinstance(user.function, Entries) else None
        index = np.arange(np.size(user.args[place].value)) if index is None else np.atleast_1d(index)
        return set((index[(index >= first) & (index < first + np.size(part.value))] - first).tolist())

    at_first: list[set[int]] = []
    later: list[set[int]] = []
    for user in evidence.roles.users[part]:
        if user.site == site and len(user.args) > place and user.args[place] is part:
            at_first.append(taken(user, 0))
        elif user.name == "concatenate":
            first = sum(np.size(s.value) for s in itertools.takewhile(lambda s: s is not part, user.inputs))
            uses = [u for u in evidence.roles.users.get(user, ()) if u.site == site and len(u.args) > place]
            later += [taken(u, first) for u in uses if u.args[place] is user]
    now = taken(users[0], end - np.size(part.value))
    steady = len(later) >= OFTEN and all(each == now for each in later)
    return sorted(now) if now and steady and at_first and all(now < each for each in at_first) else None


def _holds_still(evidence: Evidence, product: Node, position: int, uses: list[Node]) -> bool:
    """Say whether an operand is the weights of a first layer: other rows come each time, or it has no rows."""
    partners = {u.args[1 - position] for u in uses if len(u.args) == 2}
    if len(partners) > 1:
        return True
    if evidence.roles.trace.lifted:  # all the data are one array, of which each row takes other entries
        taken = [u.function.index for u in uses[:2] if isinstance(u.function, Entries)]
        mine, theirs = ([index[place] for index in taken] for place in (position, 1 - position))
        return len(taken) == 2 and np.array_equal(*mine) and not np.array_equal(*theirs)
    axis = sample_axis(evidence, evidence.round.joins[0])
    other = product.args[1 - position].value
    rows = np.shape(other)[axis] if np.ndim(other) == 2 else 1
    return position == 1 - axis and rows == evidence.samples > 1


def _is_beside(roles: Roles, total: Node, value: Node, uses: list[Node]) -> bool:
    """Say whether a value is added as a bias is: to all rows of a batch, or to other rows each time."""
    if np.size(value.value) < max(2, np.size(total.value)):
        return True
    first, second = (_data(roles, use, value) for use in uses[:2])
    return bool(first - second) and bool(second - first)


def _data(roles: Roles, use: Node, value: Node) -> set[Node]:
    """List the values without parameters from which, and from parameters, a value was made."""
    stack, seen, data = [use], {use}, set()
    while stack:
        for source in stack.pop().inputs:
            if source in seen or source in roles.version or source is value:
                continue
            seen.add(source)
            if roles.mask[source.index]:
                stack.append(source)
            else:
                data.add(source)
    return data


def _meant_to_move(case: Case, evidence: Evidence, node: Node, span: Span, true: Any) -> bool:
    """Say whether a constant is to be learnt: it was made where parameters were made, or its gradient is at hand."""
    for compared in evidence.compared:
        start = compared.slot.versions[0]
        place = where_written(case, start)
        if (place is not None and place[1] == span) or start.site == node.site >= 0:
            return True
    if np.size(true) < 2:
        return False  # a number has no direction
    return _is_at_hand(evidence, true)


def _is_error_at_hand(evidence: Evidence, weights: Node, true: dict[Node, Any]) -> bool:
    """Say whether the error was sent back to the layer that some weights make: of use for their update alone."""
    layer, level = {weights}, [weights]
    while level:
        users = {u for node in level for u in evidence.roles.users.get(node, ()) if u in evidence.forward}
        level = [u for u in users if u not in layer and u in true and not evidence.roles.depends(u)]
        layer |= set(level)
    errors = (true[node] for node in layer - {weights})
    return any(np.size(error) > CHANCE and _is_at_hand(evidence, error) for error in errors)


def _is_at_hand(evidence: Evidence, true: Any) -> bool:
    """Say whether the script has computed a gradient."""
    later = (n for n in evidence.roles.trace.nodes if n not in evidence.forward)
    return any(_holds(evidence, n.value, true) for n in later)


def _holds(evidence: Evidence, value: Any, true: Any) -> bool:
    """Say whether a value is a gradient; of plain numbers that nothing reads, whether its first part is, of one row."""
    if np.shape(value) == np.shape(true):
        return bool(angle(value, true)[1] < 1e-6)
    size = np.size(true)
    several = (
        evidence.roles.trace.lifted and np.ndim(value) == 1 and np.size(value) > size and not np.size(value) % size
    )
    return bool(several and np.any(value[:size]) and angle(np.asarray(value[:size], dtype=float), true)[1] < 1e-6)


def _is_a_start(node: Node, others: Iterable[Node]) -> bool:
    """Say whether a constant can be the start of a parameter: all zeros, or all different, and no part of the data.

    Single numbers are looked at together.
    """
    value = np.asarray(node.value, dtype=float)
    if value.size == 1:
        value = np.array([float(np.ravel(n.value)[0]) for n in others if np.size(n.value) == 1])
    return not np.any(value) or (value.size > 1 and len(np.unique(value)) > 0.9 * value.size)


def lost_updates(roles: Roles) -> list[tuple[float, Node]]:
    """Find new values of weights that nothing ever reads: the length of the step, and the value computed in vain.

    The new value is the old one plus something that depends on the old one, as a gradient does; and it is computed
    again and again from the same old value.
    """
    found: dict[int, tuple[float, Node]] = {}
    first: dict[tuple[int, Node], Node] = {}
    for node in roles.trace.nodes:
        if node.name not in ("sub", "add", "subtract") or roles.users.get(node) or node.site in found or node.site < 0:
            continue
        if node in roles.version:
            continue
        if roles.trace.lifted and (length := _lost_again(roles, node)):
            found[node.site] = length, node
            continue
        for part in carriers(node)[:1]:
            old = _table(part)
            if roles.mask[old.index] or old in roles.version:
                continue
            before = first.setdefault((node.site, old), node)
            if before is node or not any(
                u.site != node.site and u.name in (*PRODUCTS, "add", "T", "transpose", "getitem")
                for u in roles.users[old]
            ):
                continue
            if any(made_of(step, old) for step in node.inputs if step is not part):
                found[node.site] = float(np.linalg.norm(array(before.value) - array(part.value))), before
    return list(found.values())


def _lost_again(roles: Roles, node: Node) -> float:
    """Return how far single numbers would have moved, if new values of them are computed again and again; else 0.

    What nothing reads is one array, of all rounds: its members take the same entries many times.
    """
    old, taken = node.args[0], getattr(node.function, "index", (None,))[0]
    if not isinstance(old, Node) or not isinstance(taken, np.ndarray) or roles.mask[old.index]:
        return 0.0
    parts = (old, *old.inputs)
    made = any(made_of(step, part) for step in node.inputs[1:] for part in parts)
    several = made and len(taken) >= AGAIN * len(np.unique(taken))
    return float(np.linalg.norm(array(node.value) - array(old.value)[taken])) if several else 0.0


def _table(part: Node) -> Node:
    """Go back from rows that were copied out of a table, by a list of their numbers, to the table."""
    index = part.args[1] if part.name == "getitem" and isinstance(part.args[0], Node) else None
    listed = isinstance(index, list) or (isinstance(index, Node) and np.ndim(index.value) > 0)
    return part.args[0] if listed else part


def made_of(node: Node, old: Node) -> bool:
    """Say whether a value was made of another, through helpers such as velocities too."""
    stack, seen = [node], {node}
    while stack and len(seen) < 50_000:
        for source in stack.pop().inputs:
            if source is old:
                return True
            if source not in seen and source.index > old.index:
                seen.add(source)
                stack.append(source)
    return False
