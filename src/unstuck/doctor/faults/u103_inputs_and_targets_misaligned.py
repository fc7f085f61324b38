"""The rows of the inputs and of the targets do not belong together

## What happens

Inputs and targets were shuffled separately, or only one of them was sorted. The loss falls to that of the best constant answer and
stays there; a large network learns the training set by heart and fails on everything else.

Or a network that is to go on with a text is given the same letters as inputs and as targets: it learns to repeat them.

## Why it stops learning

Row i of the targets must be the answer to row i of the inputs. After two different shuffles it is the answer to some other row, and
inputs and targets are independent of each other. The best that can be said of a target without knowing it is its mean, or the shares of the
classes: that is what the network learns, and no number of epochs will teach it more.

## How we know

Every row is followed back to the array in which it stood when inputs and targets still had the same order, and the row numbers are
compared. Where the way of the targets cannot be followed: how often the nearest other row has the same target, in the order before a shuffle and after it.

## The repair

One order for both:

    order = rng.permutation(len(X))
    X, y = X[order], y[order]

## When this is fine

Shuffling the targets on purpose, to see what a network does that can learn nothing. Targets that are shifted against the inputs, as in
forecasting, `X[:-1]` with `y[1:]`, are not reported.
"""

from __future__ import annotations

import ast
import dataclasses
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found
from unstuck.doctor.definitions import definition
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.pairing import as_classes, lost_pairing, places_after_a_shuffle
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.roles import Join, ancestors
from unstuck.doctor.rowmap import ENTRIES, Rows, rows_into, rows_of, targets_of
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source
from unstuck.doctor.values import called, operands, source_of

JOINS = 64  # outputs that are looked at
FEW = 3  # rows whose targets one row of the inputs gets
LEAST = 20  # samples from which on it is no chance that targets follow labels


def diagnose(case: Case) -> Iterator[Finding]:
    """Find inputs and targets whose rows were put into different orders."""
    evidence = case.first
    if evidence is None:
        return
    yield from _shuffled_alone(case)
    yield from _sorted_apart(case)
    yield from _lists_shuffled_apart(case)
    yield from _no_step_ahead(case)
    for data, target in _pairs(case):
        if _filled_in_a_loop(case, target.root):
            since = _since(data, target)  # by what happened before, it may have been filled: that cannot be seen
            if since is None:
                continue
            data = since
        if data.total != target.total:
            continue
        if (same := _always_the_same(case, data, target)) is not None:
            yield same
            return
        moved = sorted((*data.chosen, *target.chosen), key=lambda n: n.index)
        wrong = _mismatches(data, target)
        if not moved or not wrong:
            continue
        alone = _unpaired(data.chosen, target.chosen)
        place = case.span((alone or moved)[-1])
        count = np.size(data.index)
        yield found(
            __name__,
            place,
            f"The rows of the inputs and those of the targets do not belong together any more: `{case.text(place)}`.",
            "Each target must stand in the row of its own input. Here the two were put into orders of their own, so a sample is "
            "trained to give the answer of another one. There is nothing to learn but the mean of the targets. Draw one order and "
            "use it for both: order = rng.permutation(len(X)); X, y = X[order], y[order].",
            ("samples with the target of another one", f"{wrong} of {count}", "0"),
            ("rows of the data", str(data.total), ""),
        )


def _sorted_apart(case: Case) -> Iterator[Finding]:
    """Find a table whose columns were sorted each by itself, with inputs in some and targets in others."""
    roles = case.roles
    joins = case.first.round.joins if case.first is not None else []
    for node in case.trace.nodes if joins else ():
        if node.name != "sort" or len(node.inputs) != 1 or np.ndim(node.value) != 2 or node.site < 0:
            continue
        before, after = ({row.tobytes() for row in np.asarray(n.value)} for n in (node.inputs[0], node))
        target = joins[0].target_node
        both = target is not None and all(node in ancestors([v], roles.version) for v in (target, joins[0].output))
        if before == after or not both:
            continue
        yield found(
            __name__,
            case.span(node),
            f"Each column is sorted by itself, the targets as well: `{case.text(case.span(node))}`.",
            "Each target must stand in the row of its own input. A sort along the first axis sorts every column on its own, so "
            "the smallest input stands beside the smallest target, and so on: the samples are torn apart. Sort whole rows by one "
            "column: data = data[data[:, 0].argsort()].",
            ("rows that were in the table before", str(len(before & after)), str(len(before))),
        )
        return


def _shuffled_alone(case: Case) -> Iterator[Finding]:
    """Find inputs that were shuffled, while their targets fit the rows that stood at the same places before.

    The way of targets that were made of plain numbers cannot be followed, but the rows themselves can be asked: does the
    nearest other row mean the same class?
    """
    moved, places, taught = places_after_a_shuffle(case)
    if moved is None or len(set(places)) < LEAST or len(set(taught)) < 2:
        return
    by_place = dict(zip(places.tolist(), as_classes(taught).tolist(), strict=True))
    at, said = np.array(list(by_place)), np.array(list(by_place.values()))
    shares = lost_pairing((array(moved.inputs[0].value)[at], said), (array(moved.value)[at], said))
    if shares is None:
        return
    before, after, by_chance = shares
    yield found(
        __name__,
        case.span(moved),
        f"The rows of the inputs are shuffled, and the targets stay where they were: `{case.text(case.span(moved))}`.",
        "Each target must stand in the row of its own input. Here only the inputs were moved, so a sample is trained to "
        "give the answer of another one. There is nothing to learn but the mean of the targets. Draw one order and use it "
        "for both: order = rng.permutation(len(X)); X, y = X[order], y[order].",
        ("rows whose nearest other row has the same target, in the order before", f"{100 * before:.3g} %", ""),
        (
            "the same after the shuffle",
            f"{100 * after:.3g} %",
            f"{100 * before:.3g} %; {100 * by_chance:.3g} % by chance",
        ),
        ("rows of the data", str(len(moved.value)), ""),
    )


def _lists_shuffled_apart(case: Case) -> Iterator[Finding]:
    """Find a list of rows and a list of their targets that were shuffled by two orders."""
    for one, other, shares in itertools.islice(_apart(case), 1):
        span = max(one, other, key=lambda s: s.line)
        yield found(
            __name__,
            span,
            f"The list of the inputs and that of their targets are shuffled by two orders: `{case.text(span)}`.",
            "Each target must stand at the place of its own input. Each shuffle draws an order of its own, so a sample "
            "is trained to give the answer of another one. There is nothing to learn but the mean of the targets. "
            "Shuffle pairs, or the numbers of the rows: order = list(range(len(x))); random.shuffle(order).",
            (
                "rows whose nearest other row has the same target, or one as large, before",
                f"{100 * shares[0]:.3g} %",
                "",
            ),
            ("the same behind both shuffles", f"{100 * shares[1]:.3g} %", f"{100 * shares[0]:.3g} %"),
        )


def _apart(case: Case) -> Iterator[tuple[Span, Span, tuple[float, float, float]]]:
    """List where rows and their targets, in lists, are shuffled so that they lose each other, and how that is seen."""
    for site, rows, rows_after in case.trace.shuffled:
        for other, labels, labels_after in case.trace.shuffled:
            if site == other or rows.shape[1] < 2 or not LEAST <= len(rows) == len(labels):
                continue
            said = as_classes(np.vstack([labels, labels_after])).reshape(2, -1)
            shares = lost_pairing((rows, said[0]), (rows_after, said[1])) if np.ptp(said) else None
            if shares is not None:
                yield case.trace.sites.all[site].span, case.trace.sites.all[other].span, shares


def _no_step_ahead(case: Case) -> Iterator[Finding]:
    """Find a network that goes through a sequence, and is taught at each step the very symbol that it was just given."""
    roles = case.roles
    given: dict[Node, list[Node]] = {}
    for join in [j for e in case.evidence for j in e.round.joins][:JOINS]:
        one_of_many = np.isin(join.target, (0, 1)).all() and 2 < np.size(join.target) == np.size(join.output.value)
        before = ancestors([join.output], roles.version) if one_of_many else set()
        given[join.output] = [
            n
            for n in sorted(before, key=lambda n: n.index)
            if not (roles.mask[n.index] or n in roles.version) and np.shape(n.value) == np.shape(join.target)
        ]
        if not given[join.output] or not np.array_equal(given[join.output][-1].value, join.target):
            return
    joins = [j for e in case.evidence for j in e.round.joins][:JOINS]
    symbols = {array(j.target).tobytes() for j in joins}
    later = sum(len(inputs) > 1 for inputs in given.values())  # steps that have those before behind them
    if len(symbols) < FEW or 2 * later < len(given):
        return
    span = _where_taught(case, joins[0])
    yield found(
        __name__,
        span,
        f"The target of each step is the input of that same step: `{case.text(span)}`.",
        "A network that is to go on with a sequence is taught what comes next. Here it is taught what it has just been given: it "
        "learns to repeat it, the loss goes to 0, and it knows nothing of the order in which things follow each other. Take the "
        "targets one step further on: inputs = data[p : p + n], targets = data[p + 1 : p + n + 1].",
        (
            "steps whose target is their own input",
            f"{len(given)} of {len(given)}",
            "about as many as are there by chance",
        ),
        ("different symbols among them", str(len(symbols)), ""),
    )


def _where_taught(case: Case, join: Join) -> Span:
    """Find where the targets of a join come from: `targets = ...` for `p[targets[t]] -= 1` or `p - targets[t]`."""
    source = source_of(case, case.span(join.node).path)
    tree = source.at(case.span(join.node))
    label = next((e for e, value in operands(case, join.node) if value is join.target_node), None)
    if isinstance(tree, ast.Assign | ast.AugAssign):
        stored = tree.targets[0] if isinstance(tree, ast.Assign) else tree.target
        label = stored.slice if isinstance(stored, ast.Subscript) else label
    label = label.elts[0] if isinstance(label, ast.Tuple) and label.elts else label
    while isinstance(label, ast.Subscript):
        label = label.value
    if label is None:
        return case.span(join.node)
    return definition(case, source, label, join.node.stack, whole=True).span


def _pairs(case: Case) -> Iterator[tuple[Rows, Rows]]:
    """List inputs with their targets, a batch each; single rows, of which one says nothing, all together."""
    singles: list[tuple[Rows, Rows]] = []
    for join in [j for e in case.evidence for j in e.round.joins][:JOINS]:
        data = rows_into(case.roles, join.output)
        target = targets_of(join.target_node, data)
        if data is None or target is None:
            continue
        if np.size(data.index) > 1 or data.index is None or target.index is None:
            yield data, target
            return
        singles.append((data, target))
    if len(singles) > 1:
        data, target = singles[-1]
        alike = [p for p in singles if p[0].root is data.root and p[1].root is target.root]
        rows = [np.concatenate([pair[side].index for pair in alike]) for side in (0, 1)]
        yield dataclasses.replace(data, index=rows[0]), dataclasses.replace(target, index=rows[1])


def _filled_in_a_loop(case: Case, root: Node) -> bool:
    """Say whether an array was made as zeros, or of a list, and filled with plain numbers, whose way is not known."""
    if root not in case.trace.origins:
        return root.name in ENTRIES
    span = case.trace.sites.all[case.trace.origins[root]].span
    tree = source_of(case, span.path).at(span)
    if not isinstance(tree, ast.Call):
        return False
    if called(tree) in ("array", "asarray", "vstack", "hstack", "concatenate"):
        return not tree.args or not isinstance(tree.args[0], ast.List | ast.Tuple)
    made = ("zeros", "ones", "full", "empty", "zeros_like", "ones_like", "full_like", "empty_like")
    return called(tree) in made and not _filled_at_once(source_of(case, span.path), tree)


def _since(data: Rows, target: Rows) -> Rows | None:
    """Follow inputs back only to when their targets were there; None if not both were moved since, and alike.

    What only one of them went through may be what the other was filled by.
    """
    alone = set(_unpaired(data.chosen, target.chosen))
    bound = min([target.root.index, *(m.index for m in data.chosen if m not in alone)])  # what both went through counts
    began = next((n for n in data.way if n.index < bound), data.root)
    since = rows_of(data.value, data.along, until=began)
    if since is None or since.index is None or target.index is None or since.root is not began:
        return None
    mine, others = ([m.name for m in side.chosen if m in alone] for side in (since, target))
    return since if mine and mine == others else None


def _filled_at_once(source: Source, made: ast.Call) -> bool:
    """Say whether an array is filled, and in no loop: `out[np.arange(n), labels] = 1` leaves the rows in their order."""
    names = {t.id for t in getattr(source.statement(made), "targets", []) if isinstance(t, ast.Name)}
    targets = [
        target
        for statement in ast.walk(source.function(made))
        if isinstance(statement, ast.Assign | ast.AugAssign)
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) and target.value.id in names
    ]
    return bool(targets) and not any(source.loops(target) for target in targets)


def _always_the_same(case: Case, data: Rows, target: Rows) -> Finding | None:
    """Find one row of the inputs that stands beside the targets of all the others, one after the other."""
    if data.index is None or target.index is None or data.chosen or target.chosen:
        return None
    rows, wanted = set(data.index.tolist()), set(target.index.tolist())
    if len(rows) > 1 or len(wanted) < FEW or len(data.index) != len(target.index):
        return None
    taken = next((n for n in data.way if n.name == "getitem" and n.inputs[0] is data.root), data.value)
    return found(
        __name__,
        case.span(taken),
        f"`{case.text(case.span(taken))}` is the same row each time, and the targets are those of {len(wanted)} rows.",
        "One input is taught the answers of all samples, one after the other, and no other input is ever seen. All that can be "
        "learnt is the mean of the targets. Take the input by the number of its target.",
        ("different rows of the inputs", "1", str(len(wanted))),
        ("rows of the data", str(data.total), ""),
    )


def _unpaired(mine: tuple[Node, ...], others: tuple[Node, ...]) -> list[Node]:
    """List the moves of rows that only one of the two made, in order: the others were made by the same numbers."""

    def matched(move: Node, moves: tuple[Node, ...]) -> bool:
        if move.name == "pick":  # of what one call gave back
            return any(m.name == "pick" and m.inputs[0] is move.inputs[0] for m in moves)
        return any(
            move is m or (_numbers(move) is not None and np.array_equal(_numbers(move), _numbers(m))) for m in moves
        )

    alone = [m for m in mine if not matched(m, others)] + [m for m in others if not matched(m, mine)]
    return sorted(alone, key=lambda n: n.index)


def _numbers(move: Node) -> Any:
    """Find the numbers by which rows were picked; None if they were drawn within the move."""
    if move.name != "getitem":
        return None
    parts = move.args[1] if isinstance(move.args[1], tuple) else (move.args[1],)
    listed = [p.value if isinstance(p, Node) else p for p in parts if not isinstance(p, slice)]
    return np.asarray(listed[0]) if len(listed) == 1 else None


def _mismatches(data: Rows, target: Rows) -> int:
    """Count the rows of the inputs beside which the target of another row stands."""
    if data.index is None:
        return 0
    if target.index is not None:
        if len(target.index) != len(data.index):
            return 0
        if data.alike or target.alike:  # of equal rows it is not known which is which, but what they say is the same
            said, wanted = (np.take(target.root.value, rows, axis=target.axis) for rows in (target.index, data.index))
            other = np.moveaxis(said != wanted, target.axis, 0).reshape(len(said), -1).any(axis=1)
            wrong = int(np.sum(other))
            return wrong if wrong > 2 * data.alike else 0
        apart = target.index - data.index
        return 0 if np.all(apart == apart[0]) else int(np.sum(apart != 0))  # all by the same: a forecast
    # Labels that were moved where their way cannot be told: do they still equal those of the inputs' rows?
    root = np.asarray(target.root.value)
    last = np.asarray(target.chosen[0].value)
    if target.sliced or root.shape != last.shape or len(data.index) != len(root):
        return 0
    equal = root[data.index] == last
    return int(np.sum(~equal.reshape(len(root), -1).all(axis=1)))


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Draw one order for both; leave the rows as they are where only one of the two is put into another order."""
    source = source_of(case, finding.span.path)
    places = [source.at(span) for span in dict.fromkeys(_moved(case)) if span.path == finding.span.path]
    for one, other, _ in itertools.islice(_apart(case), 1):
        yield from _in_one_order(source, [source.statement(place) for s in (one, other) if (place := source.at(s))])
    statements = list(dict.fromkeys(source.statement(place) for place in places if place is not None))
    orders = [_order(source, statement) for statement in statements]
    if len(statements) == 2 and None not in orders and all(map(source.alone, statements)):
        drawn = f"order = {orders[0][2]}"  # type: ignore[index]
        texts = [f"{order[0]} = {order[1]}[order]" for order in orders if order is not None]
        texts[0] = f"{drawn}\n{source.indent(statements[0])}{texts[0]}"
        edits = [source.edit(*source.extent(s), text) for s, text in zip(statements, texts, strict=True)]
        yield from fix(f"Draw one order for both: {shown(drawn)}", *edits)
    if len(statements) == 2 and (joined := _joined(source, statements[0], statements[1])) is not None:
        edits = [source.edit(*source.extent(statements[0]), joined)]
        yield from fix(f"Let one call choose for both: {shown(joined)}", *edits, source.remove(statements[1]))
        return
    tree = place_of(case, finding)
    if isinstance(tree, ast.Subscript) and isinstance(tree.slice, ast.Constant):
        turned = [loop.target for loop in source.loops(tree) if isinstance(loop, ast.For)]
        for name in [target.id for target in turned if isinstance(target, ast.Name)]:
            yield from fix(f"Take the row by its number: `{name}`", source.put(tree.slice, name))
        return
    if tree is not None:
        statement = source.statement(tree)
        yield from fix(f"Leave out {shown(source.text_of(statement))}", source.remove(statement))


def _in_one_order(source: Source, statements: list[ast.stmt]) -> Iterator[Fix]:
    """Draw one order for two lists that are shuffled one after the other."""
    calls = [s.value for s in sorted(statements, key=lambda s: s.lineno) if isinstance(s, ast.Expr) and source.alone(s)]
    names = [source.text_of(call.args[0]) for call in calls if isinstance(call, ast.Call) and len(call.args) == 1]
    if len(names) != 2:
        return
    first, last = sorted(statements, key=lambda s: s.lineno)
    shuffle = source.text_of(calls[0].func)  # type: ignore[attr-defined]
    lines = [f"{name}[:] = [{name}[i] for i in order]" for name in names]
    drawn = [f"order = list(range(len({names[0]})))", f"{shuffle}(order)", lines[0]]
    text = f"\n{source.indent(first)}".join(drawn)
    edits = source.edit(*source.extent(first), text), source.edit(*source.extent(last), lines[1])
    yield from fix("Draw one order for both lists", *edits)


def _joined(source: Source, one: ast.stmt, other: ast.stmt) -> str | None:
    """Write two calls that choose rows as a single one: `a, b, c, d = train_test_split(X, Y)`."""
    if not (isinstance(one, ast.Assign) and isinstance(other, ast.Assign)):
        return None
    call, again = one.value, other.value
    if not (isinstance(call, ast.Call) and isinstance(again, ast.Call) and called(call) == called(again)):
        return None
    if len(call.args) != 1 or len(again.args) != 1 or called(call) == "permutation":
        return None
    targets = ", ".join(source.text_of(s.targets[0]).strip("()") for s in (one, other))
    begin, end = source.extent(call)
    at = source.extent(call.args[0])[1]
    return f"{targets} = {source.text[begin:at]}, {source.text_of(again.args[0])}{source.text[at:end]}"


def _moved(case: Case) -> Iterator[Span]:
    """List where inputs and targets were put into another order."""
    joins = case.first.round.joins[:1] if case.first is not None else []
    for join in joins:
        data = rows_into(case.roles, join.output)
        target = targets_of(join.target_node, data)
        if data is not None and target is not None:
            alone = _unpaired(data.chosen, target.chosen)
            moved = alone or sorted({*data.chosen, *target.chosen}, key=lambda n: n.index)
            yield from (case.span(n) for n in moved if n.site >= 0)


def _order(source: Source, statement: ast.stmt) -> tuple[str, str, str] | None:
    """Read under which name a statement puts which array into another order, and how that is drawn."""
    value = getattr(statement, "value", None)
    if isinstance(statement, ast.Expr) and isinstance(value, ast.Call) and called(value) == "shuffle" and value.args:
        name = source.text_of(value.args[0])
        return name, name, f"{source.text_of(value.func).removesuffix('shuffle')}permutation(len({name}))"
    if (
        isinstance(statement, ast.Assign)
        and isinstance(value, ast.Call)
        and called(value) == "permutation"
        and value.args
    ):
        name = source.text_of(value.args[0])
        return source.text_of(statement.targets[0]), name, f"{source.text_of(value.func)}(len({name}))"
    if (
        isinstance(statement, ast.Assign)
        and isinstance(value, ast.Subscript)
        and not isinstance(value.slice, ast.Tuple)
    ):
        name = source.text_of(value.value)
        if source.text_of(statement.targets[0]) == name:
            return name, name, source.text_of(value.slice)
    return None


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
X = X[rng.permutation(60)]
labels = labels[rng.permutation(60)]  # ! U103
T = np.eye(3)[labels]
W = rng.normal(size=(4, 3)) * 0.1
b = np.zeros((1, 3))
for epoch in range(300):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - T) / len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


class Line:
    def __init__(self, n):
        self.w = np.zeros((1, n))
        self.b = np.zeros((1, 1))

    def train(self, x, t, rate):
        error = self.w @ x + self.b - t
        self.w -= rate * error @ x.T / x.shape[1]
        self.b -= rate * error.mean(axis=1, keepdims=True)
        return np.mean(error**2)


rng = np.random.default_rng(1)
data = rng.normal(size=(50, 3))
answers = data @ np.array([1.0, -2.0, 0.5])
rng.shuffle(data)
rng.shuffle(answers)  # ! U103
line = Line(3)
for epoch in range(300):
    error = line.train(data.T, answers.reshape(1, -1), 0.1)
print("mean squared error:", error)
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(80, 3))
y = (X[:, 0] > X[:, 1]).astype(float)
np.random.seed(0)
np.random.shuffle(X)  # ! U103
w, b = np.zeros(3), 0.0
for epoch in range(20):
    for i in range(len(X)):
        p = 1 / (1 + np.exp(-(X[i] @ w + b)))
        w -= 0.1 * (p - y[i]) * X[i]
        b -= 0.1 * (p - y[i])
print("right:", np.mean((X @ w + b > 0) == y))
""",
    """
import numpy as np

np.random.seed(3)
kinds = np.random.randint(0, 3, 150)
leaves = np.random.randn(150, 5) + 2 * np.eye(3)[kinds] @ np.random.randn(3, 5)
np.random.shuffle(leaves)  # ! U103
A = np.random.randn(8, 5) * 0.4
B = np.random.randn(3, 8) * 0.4


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def learn(leaf, wanted):
    global A, B
    x = np.array(leaf, ndmin=2).T
    h = sigmoid(A @ x)
    o = sigmoid(B @ h)
    back = (wanted - o) * o * (1 - o)
    A_back = (B.T @ back) * h * (1 - h)
    B += 0.5 * back @ h.T
    A += 0.5 * A_back @ x.T


for sweep in range(20):
    for k in range(150):
        wanted = np.zeros((3, 1)) + 0.01
        wanted[int(kinds[k]), 0] = 0.99
        learn(leaves[k], wanted)
answers = [int(np.argmax(sigmoid(B @ sigmoid(A @ leaf)))) for leaf in leaves]
print("right:", np.mean(np.array(answers) == kinds))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
corners = np.array([[0, 1], [1, 0], [1, 1], [0, 0]])
wanted = np.array([1, 1, 0, 0])
layers = [rng.normal(size=(4, 3)), rng.normal(size=(1, 5))]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def steps():
    total = [np.zeros(w.shape) for w in layers]
    for i in range(len(wanted)):
        x = corners[0]  # ! U103
        a = np.append(1, x).reshape(-1, 1)
        h = np.append(1, sigmoid(layers[0].dot(a))).reshape(-1, 1)
        delta = sigmoid(layers[1].dot(h)) - wanted[i]
        back = (layers[1].T.dot(delta) * h * (1 - h))[1:]
        total[0] += back * a.T
        total[1] += delta * h.T
    return [t / len(wanted) for t in total]


for epoch in range(500):
    for w, step in zip(layers, steps()):
        w -= 0.5 * step
print([sigmoid(layers[1].dot(np.append(1, sigmoid(layers[0].dot(np.append(1, x)))))).item() for x in corners])
""",
    """
import random

import numpy as np

random.seed(1)
np.random.seed(1)
spots = np.vstack([np.random.randn(40, 3) + 2.5 * np.eye(3)[k] for k in range(3)])
spots = spots - spots.mean(axis=0)
np.random.shuffle(spots)  # ! U103
wanted = [[float(k == c) for k in range(3)] for c in [0] * 40 + [1] * 40 + [2] * 40]
A, a = np.random.randn(3, 7) * 0.5, np.zeros(7)
B, b = np.random.randn(7, 3) * 0.4, np.zeros(3)
order = list(range(120))
for lap in range(10):
    random.shuffle(order)
    for i in order:
        mid = np.tanh(spots[i] @ A + a)
        out = 1 / (1 + np.exp(-(mid @ B + b)))
        off = (out - np.array(wanted[i])) * out * (1 - out)
        off_mid = off @ B.T * (1 - mid**2)
        B -= 0.3 * np.outer(mid, off)
        b -= 0.3 * off
        A -= 0.3 * np.outer(spots[i], off_mid)
        a -= 0.3 * off_mid
answers = (np.tanh(spots @ A + a) @ B + b).argmax(axis=1)
print("right:", np.mean(answers == np.argmax(wanted, axis=1)))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
table = np.empty((90, 2))
table[:, 0] = rng.uniform(-2, 2, 90)
table[:, 1] = np.sin(2.5 * table[:, 0])
table = np.sort(table, axis=0)  # ! U103
x, t = table[:, :1], table[:, 1:]
W1, b1 = rng.normal(size=(1, 24)) * 2, rng.normal(size=24)
W2, b2 = rng.normal(size=(24, 1)) * 0.2, np.zeros(1)
for epoch in range(1500):
    h = np.tanh(x @ W1 + b1)
    d = (h @ W2 + b2 - t) / len(x)
    dh = d @ W2.T * (1 - h**2)
    W2 -= 0.1 * h.T @ d
    b2 -= 0.1 * d.sum(axis=0)
    W1 -= 0.1 * x.T @ dh
    b1 -= 0.1 * dh.sum(axis=0)
print("error:", np.mean((np.tanh(x @ W1 + b1) @ W2 + b2 - t) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
petals = rng.normal(size=(90, 3))
kinds = petals.argmax(axis=1)
wanted = np.zeros((90, 3))
wanted[np.arange(90), kinds] = 1


def hands(cards, count):
    while True:
        deck = rng.permutation(len(cards))
        for at in range(0, len(deck), count):
            yield cards[deck[at : at + count]]  # ! U103


w, b = rng.normal(size=(3, 3)) * 0.1, np.zeros(3)
dealt = zip(hands(petals, 15), hands(wanted, 15))
for turn in range(400):
    x, t = next(dealt)
    e = np.exp(x @ w + b)
    d = (e / e.sum(axis=1, keepdims=True) - t) / len(x)
    w -= 0.3 * x.T @ d
    b -= 0.3 * d.sum(axis=0)
print("right:", np.mean((petals @ w + b).argmax(axis=1) == kinds))
""",
    """
import random
from math import exp

random.seed(2)
spots = [(1.5, 0.0), (-1.0, 1.4), (-1.0, -1.4)]
kinds = [i % 3 for i in range(90)]
leaves = [[random.gauss(a, 0.4) for a in spots[kind]] for kind in kinds]
random.shuffle(leaves)
random.shuffle(kinds)  # ! U103
w, b = [[0.0, 0.0] for _ in range(3)], [0.0] * 3
for turn in range(30):
    for leaf, kind in zip(leaves, kinds):
        e = [exp(w[k][0] * leaf[0] + w[k][1] * leaf[1] + b[k]) for k in range(3)]
        for k in range(3):
            d = e[k] / sum(e) - (1.0 if k == kind else 0.0)
            b[k] -= 0.05 * d
            for i in range(2):
                w[k][i] -= 0.05 * d * leaf[i]
print(w, b)
""",
    """
import numpy as np
from sklearn.model_selection import train_test_split

rng = np.random.default_rng(3)
petals = rng.normal(size=(120, 4))
kinds = petals[:, :3].argmax(axis=1)
wanted = np.eye(3)[kinds]
seen, unseen = train_test_split(petals, test_size=0.25)
told, untold = train_test_split(wanted, test_size=0.25)  # ! U103
w, b = rng.normal(size=(4, 3)) * 0.1, np.zeros(3)
for turn in range(300):
    e = np.exp(seen @ w + b)
    d = (e / e.sum(axis=1, keepdims=True) - told) / len(seen)
    w -= 0.5 * seen.T @ d
    b -= 0.5 * d.sum(axis=0)
print("right:", np.mean((unseen @ w + b).argmax(axis=1) == untold.argmax(axis=1)))
""",
    """
import numpy as np
from sklearn.utils import shuffle

rng = np.random.default_rng(3)
rows = rng.normal(size=(90, 3))
answers = rows @ np.array([1.0, -2.0, 0.5]) + 0.3
rows = shuffle(rows, random_state=0)
answers = shuffle(answers, random_state=1)  # ! U103
w, b = np.zeros(3), np.zeros(1)
for turn in range(300):
    error = rows @ w + b - answers
    w -= 0.1 * rows.T @ error / 90
    b -= 0.1 * error.mean()
print("mean squared error:", np.mean(error**2))
""",
    """
import random
from math import exp

random.seed(2)
spots = [(1.5, 0.0), (-1.0, 1.4), (-1.0, -1.4)]
leaves = [[random.gauss(a, 0.4) for a in spots[i % 3]] for i in range(90)]
wanted = [[1.0 if i % 3 == k else 0.0 for k in range(3)] for i in range(90)]
random.shuffle(leaves)
random.shuffle(wanted)  # ! U103
w, b = [[0.0, 0.0] for _ in range(3)], [0.0] * 3
for turn in range(30):
    for leaf, want in zip(leaves, wanted):
        e = [exp(w[k][0] * leaf[0] + w[k][1] * leaf[1] + b[k]) for k in range(3)]
        for k in range(3):
            d = e[k] / sum(e) - want[k]
            b[k] -= 0.05 * d
            for i in range(2):
                w[k][i] -= 0.05 * d * leaf[i]
print(w, b)
""",
    """
import numpy as np


class Writer:
    def __init__(self, symbols, hidden, gen):
        self.In = gen.normal(0, 0.1, (symbols, hidden))
        self.Back = gen.normal(0, 0.1, (hidden, hidden))
        self.Out = gen.normal(0, 0.1, (hidden, symbols))

    def step(self, xs, ts, rate):
        states, answers = [np.zeros((1, len(self.Back)))], []
        for x in xs:
            states.append(np.tanh(x @ self.In + states[-1] @ self.Back))
            e = np.exp(states[-1] @ self.Out)
            answers.append(e / e.sum())
        gIn, gBack, gOut = np.zeros_like(self.In), np.zeros_like(self.Back), np.zeros_like(self.Out)
        later = np.zeros_like(states[0])
        for k in reversed(range(len(xs))):
            off = answers[k] - ts[k]
            gOut += states[k + 1].T @ off
            raw = (off @ self.Out.T + later) * (1 - states[k + 1] ** 2)
            gIn += xs[k].T @ raw
            gBack += states[k].T @ raw
            later = raw @ self.Back.T
        self.In -= rate * gIn
        self.Back -= rate * gBack
        self.Out -= rate * gOut
        return -sum(np.log(p[t == 1].item()) for p, t in zip(answers, ts))


text = "abcadbecab" * 30
letters = sorted(set(text))
codes = [np.eye(len(letters))[[letters.index(c)]] for c in text]
writer = Writer(len(letters), 12, np.random.default_rng(1))
for lap in range(60):
    for at in range(0, 200, 8):
        cost = writer.step(codes[at : at + 8], codes[at : at + 8], 0.05)  # ! U103
print("cost of the last:", cost)
""",
    """
import numpy as np

rng = np.random.default_rng(5)
petals = rng.normal(size=(96, 4))
kinds = petals[:, :3].argmax(axis=1)


def batches(rows, answers, size):
    rows, answers = rng.permutation(rows), rng.permutation(answers)  # ! U103
    for at in range(0, len(rows), size):
        yield rows[at : at + size], answers[at : at + size]


w, b = rng.normal(size=(4, 3)) * 0.1, np.zeros(3)
for turn in range(60):
    for x, t in batches(petals, kinds, 16):
        e = np.exp(x @ w + b)
        d = e / e.sum(axis=1, keepdims=True)
        d[np.arange(len(t)), t] -= 1
        w -= 0.3 * x.T @ d / len(x)
        b -= 0.3 * d.mean(axis=0)
print("right:", np.mean((petals @ w + b).argmax(axis=1) == kinds))
""",
    """
import numpy as np

rng = np.random.default_rng(6)
petals = rng.normal(size=(120, 4))
kinds = petals[:, :3].argmax(axis=1)
wanted = np.zeros((120, 3))
for i in range(120):
    wanted[i, kinds[i]] = 1.0
order = rng.permutation(120)
petals, wanted = petals[order], wanted[order]
seen, told = petals[:90], wanted[:90]
w, b = rng.normal(size=(4, 3)) * 0.1, np.zeros(3)
for turn in range(60):
    rng.shuffle(seen)
    rng.shuffle(told)  # ! U103
    for at in range(0, 90, 15):
        x, t = seen[at : at + 15], told[at : at + 15]
        e = np.exp(x @ w + b)
        d = (e / e.sum(axis=1, keepdims=True) - t) / len(x)
        w -= 0.3 * x.T @ d
        b -= 0.3 * d.sum(axis=0)
print("right:", np.mean((petals[90:] @ w + b).argmax(axis=1) == wanted[90:].argmax(axis=1)))
""",
    """
import random

import numpy as np

random.seed(8)
draw = np.random.default_rng(8)
places = draw.uniform(-1, 1, size=(90, 2))
depths = np.tanh(2 * places[:, 0] - places[:, 1])
spots, sounded = [list(p) for p in places], [float(d) for d in depths]
random.shuffle(spots)
random.shuffle(sounded)  # ! U103
V, v = draw.normal(size=(2, 6)), np.zeros(6)
u, c = draw.normal(size=6) * 0.4, 0.0
for turn in range(30):
    for spot, depth in zip(spots, sounded):
        x = np.array(spot)
        h = np.tanh(x @ V + v)
        off = h @ u + c - depth
        back = off * u * (1 - h**2)
        u, c = u - 0.1 * off * h, c - 0.1 * off
        V, v = V - 0.1 * np.outer(x, back), v - 0.1 * back
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
order = rng.permutation(60)
X, labels = X[order], labels[order]
T = np.eye(3)[labels]
W = rng.normal(size=(4, 3)) * 0.1
b = np.zeros((1, 3))
for epoch in range(300):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - T) / len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
series = np.cumsum(rng.normal(size=200)) * 0.1
series = (series - series.mean()) / series.std()
past = np.stack([series[:-2], series[1:-1]], axis=1)
future = series[2:].reshape(-1, 1)
w, b = np.zeros((2, 1)), np.zeros((1, 1))
for epoch in range(400):
    order = rng.permutation(len(past))
    x, t = past[order], future[order]
    error = x @ w + b - t
    w -= 0.3 * x.T @ error / len(x)
    b -= 0.3 * error.mean(axis=0, keepdims=True)
print("mean squared error:", np.mean(error**2))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
data = rng.normal(size=(90, 4))
kinds = data[:, :3].argmax(axis=1)
order = rng.permutation(90)
X = data[order].T
Y = np.zeros((3, 90))
Y[kinds[order], np.arange(90)] = 1
W, b = np.zeros((3, 4)), np.zeros((3, 1))
for epoch in range(200):
    e = np.exp(W @ X + b)
    p = e / e.sum(axis=0)
    W -= 0.5 * (p - Y) @ X.T / 90
    b -= 0.5 * (p - Y).mean(axis=1, keepdims=True)
print("right:", np.mean(p.argmax(axis=0) == Y.argmax(axis=0)))
""",
    """
import numpy as np

np.random.seed(3)
kinds = np.random.randint(0, 3, 150)
leaves = np.random.randn(150, 5) + 2 * np.eye(3)[kinds] @ np.random.randn(3, 5)
state = np.random.get_state()
np.random.shuffle(leaves)
np.random.set_state(state)
np.random.shuffle(kinds)
A = np.random.randn(8, 5) * 0.4
B = np.random.randn(3, 8) * 0.4


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def learn(leaf, wanted):
    global A, B
    x = np.array(leaf, ndmin=2).T
    h = sigmoid(A @ x)
    o = sigmoid(B @ h)
    back = (wanted - o) * o * (1 - o)
    A_back = (B.T @ back) * h * (1 - h)
    B += 0.5 * back @ h.T
    A += 0.5 * A_back @ x.T


for sweep in range(20):
    for k in range(150):
        wanted = np.zeros((3, 1)) + 0.01
        wanted[int(kinds[k]), 0] = 0.99
        learn(leaves[k], wanted)
answers = [int(np.argmax(sigmoid(B @ sigmoid(A @ leaf)))) for leaf in leaves]
print("right:", np.mean(np.array(answers) == kinds))
""",
    """
import random

import numpy as np

random.seed(2)
np.random.seed(2)
spots = np.vstack([np.random.randn(40, 3) + 2.5 * np.eye(3)[k] for k in range(3)])
spots = spots - spots.mean(axis=0)
np.random.shuffle(spots)
wanted = [[float(k == row.argmax()) for k in range(3)] for row in spots]  # made after the shuffle
A, a = np.random.randn(3, 7) * 0.5, np.zeros(7)
B, b = np.random.randn(7, 3) * 0.4, np.zeros(3)
order = list(range(120))
for lap in range(10):
    random.shuffle(order)
    for i in order:
        mid = np.tanh(spots[i] @ A + a)
        out = 1 / (1 + np.exp(-(mid @ B + b)))
        off = (out - np.array(wanted[i])) * out * (1 - out)
        off_mid = off @ B.T * (1 - mid**2)
        B -= 0.3 * np.outer(mid, off)
        b -= 0.3 * off
        A -= 0.3 * np.outer(spots[i], off_mid)
        a -= 0.3 * off_mid
answers = (np.tanh(spots @ A + a) @ B + b).argmax(axis=1)
print("right:", np.mean(answers == np.argmax(wanted, axis=1)))
""",
    """
import random
from math import exp

random.seed(2)
spots = [(1.5, 0.0), (-1.0, 1.4), (-1.0, -1.4)]
kinds = [i % 3 for i in range(90)]
leaves = [[random.gauss(a, 0.4) for a in spots[kind]] for kind in kinds]
random.seed(5)
random.shuffle(leaves)
random.seed(5)
random.shuffle(kinds)  # by the same order: the same numbers are drawn
w, b = [[0.0, 0.0] for _ in range(3)], [0.0] * 3
for turn in range(30):
    for leaf, kind in zip(leaves, kinds):
        e = [exp(w[k][0] * leaf[0] + w[k][1] * leaf[1] + b[k]) for k in range(3)]
        for k in range(3):
            d = e[k] / sum(e) - (1.0 if k == kind else 0.0)
            b[k] -= 0.05 * d
            for i in range(2):
                w[k][i] -= 0.05 * d * leaf[i]
print(w, b)
""",
    """
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.utils import shuffle

rng = np.random.default_rng(3)
petals = rng.integers(0, 3, size=(120, 4)) * 1.0  # many rows are there several times
kinds = petals[:, :3].argmax(axis=1)
petals, kinds = shuffle(petals, kinds, random_state=1)
seen, unseen = train_test_split(petals, test_size=0.25, random_state=4)
told, untold = train_test_split(np.eye(3)[kinds], test_size=0.25, random_state=4)  # the same rows
w, b = rng.normal(size=(4, 3)) * 0.1, np.zeros(3)
for turn in range(300):
    e = np.exp(seen @ w + b)
    d = (e / e.sum(axis=1, keepdims=True) - told) / len(seen)
    w -= 0.5 * seen.T @ d
    b -= 0.5 * d.sum(axis=0)
print("right:", np.mean((unseen @ w + b).argmax(axis=1) == untold.argmax(axis=1)))
""",
    """
import numpy as np


class Writer:
    def __init__(self, symbols, hidden, gen):
        self.In = gen.normal(0, 0.1, (symbols, hidden))
        self.Back = gen.normal(0, 0.1, (hidden, hidden))
        self.Out = gen.normal(0, 0.1, (hidden, symbols))

    def step(self, xs, ts, rate):
        states, answers = [np.zeros((1, len(self.Back)))], []
        for x in xs:
            states.append(np.tanh(x @ self.In + states[-1] @ self.Back))
            e = np.exp(states[-1] @ self.Out)
            answers.append(e / e.sum())
        gIn, gBack, gOut = np.zeros_like(self.In), np.zeros_like(self.Back), np.zeros_like(self.Out)
        later = np.zeros_like(states[0])
        for k in reversed(range(len(xs))):
            off = answers[k] - ts[k]
            gOut += states[k + 1].T @ off
            raw = (off @ self.Out.T + later) * (1 - states[k + 1] ** 2)
            gIn += xs[k].T @ raw
            gBack += states[k].T @ raw
            later = raw @ self.Back.T
        self.In -= rate * gIn
        self.Back -= rate * gBack
        self.Out -= rate * gOut
        return -sum(np.log(p[t == 1].item()) for p, t in zip(answers, ts))


text = "abcadbecab" * 30
letters = sorted(set(text))
codes = [np.eye(len(letters))[[letters.index(c)]] for c in text]
writer = Writer(len(letters), 12, np.random.default_rng(1))
for lap in range(60):
    for at in range(0, 200, 8):
        cost = writer.step(codes[at : at + 8], codes[at + 1 : at + 9], 0.05)
print("cost of the last:", cost)
""",
    """
import numpy as np

gen = np.random.default_rng(2)
A, a = gen.normal(size=(8, 3)) * 0.5, np.zeros(3)
B, b = gen.normal(size=(3, 8)) * 0.5, np.zeros(8)
for lap in range(400):
    for k in gen.permutation(8):
        x = np.eye(8)[k]  # is to come out again
        mid = np.tanh(x @ A + a)
        e = np.exp(mid @ B + b)
        off = e / e.sum() - x
        off_mid = off @ B.T * (1 - mid**2)
        B -= 0.2 * np.outer(mid, off)
        b -= 0.2 * off
        A -= 0.2 * np.outer(x, off_mid)
        a -= 0.2 * off_mid
print("right:", np.mean((np.tanh(A + a) @ B + b).argmax(axis=1) == np.arange(8)))
""",
    """
import numpy as np

rng = np.random.default_rng(7)
marks = rng.normal(size=(4, 90))
kinds = marks[:3].argmax(axis=0)
wanted = np.eye(3)[kinds].T
W, b = rng.normal(size=(3, 4)) * 0.1, np.zeros((3, 1))
for turn in range(40):
    order = rng.permutation(90)
    marks, wanted = marks[:, order], wanted[:, order]
    for at in range(0, 90, 3):  # as many columns in a batch as there are classes
        x, t = marks[:, at : at + 3], wanted[:, at : at + 3]
        e = np.exp(W @ x + b)
        d = (e / e.sum(axis=0) - t) / 3
        W -= 0.3 * d @ x.T
        b -= 0.3 * d.sum(axis=1, keepdims=True)
print("right:", np.mean((W @ marks + b).argmax(axis=0) == wanted.argmax(axis=0)))
""",
    """
import numpy as np

np.random.seed(8)
table = np.random.randn(80, 4)
table[:, 3] = table[:, 0] - 2 * table[:, 1] + 0.1 * np.random.randn(80)
w, b = np.zeros((3, 1)), np.zeros(1)
for turn in range(60):
    mixed = np.random.permutation(table)  # inputs and targets together
    for at in range(0, 80, 20):
        x, t = mixed[at : at + 20, :3], mixed[at : at + 20, 3:]
        d = (x @ w + b - t) / len(x)
        w -= 0.2 * x.T @ d
        b -= 0.2 * d.sum(axis=0)
print("error:", np.mean((table[:, :3] @ w + b - table[:, 3:]) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(9)
petals = rng.normal(size=(90, 4))
kinds = petals[:, :3].argmax(axis=1)
order = rng.permutation(90)
wanted = np.zeros((90, 3))
for row, i in enumerate(order):
    wanted[row, kinds[i]] = 1.0  # in the order that the inputs are to have
wanted = wanted * 1.0
petals = petals[order]
w, b = rng.normal(size=(4, 3)) * 0.1, np.zeros(3)
for turn in range(60):
    state = rng.bit_generator.state
    rng.shuffle(petals)
    rng.bit_generator.state = state
    rng.shuffle(wanted)  # by the same numbers
    for at in range(0, 90, 15):
        x, t = petals[at : at + 15], wanted[at : at + 15]
        e = np.exp(x @ w + b)
        d = (e / e.sum(axis=1, keepdims=True) - t) / len(x)
        w -= 0.3 * x.T @ d
        b -= 0.3 * d.sum(axis=0)
print("right:", np.mean((petals @ w + b).argmax(axis=1) == wanted.argmax(axis=1)))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
kinds = rng.integers(0, 3, 90)
leaves = rng.normal(size=(90, 4)) + 2 * np.eye(4)[kinds]
mixed = rng.permutation(90)
given, told = leaves[mixed].T, kinds[mixed]
wish = np.equal.outer(np.arange(3), told) * 1.0
w, b = np.zeros((3, 4)), np.zeros((3, 1))
for lap in range(40):
    for part in np.array_split(rng.permutation(90), 6):
        x, t = given[:, part], wish[:, part]
        e = np.exp(w @ x + b)
        p = e / e.sum(axis=0)
        w -= 0.3 * (p - t) @ x.T / len(part)
        b -= 0.3 * (p - t).mean(axis=1, keepdims=True)
print("right:", np.mean((w @ given + b).argmax(axis=0) == told))
""",
)
