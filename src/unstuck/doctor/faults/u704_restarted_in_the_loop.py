"""The weights are created anew inside the training loop

## What happens

The line that draws the first weights, or the one that builds the model, stands inside the loop over the epochs. The loss hops about its first
value and never falls.

## Why it stops learning

Training is a walk: each step starts where the last one ended,

    W_{t+1} = W_t - rate * dL/dW (W_t)

If `W` is drawn again at the top of each turn, every turn takes the first step of a new walk, and throws it away. After a thousand epochs the
network has made one step.

## How we know

The array that is multiplied with the data is a new one in every turn. Each was updated once, and never used again. Or each had one pass through the same
rows, in a loop that only counts: what it counts is printed, and goes into nothing else.

## The repair

Create the weights, or the model, once, before the loop.

## When this is fine

Training several networks one after the other, each to its end: for several seeds, for the folds of a cross-validation, for a list of learning
rates. There each start is followed by several passes through the data, or the turns of the loop differ in what they train with.
"""

from __future__ import annotations

import ast
import bisect
import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found
from unstuck.doctor.dynamics import GOOD
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.frozen import made_of
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.rowmap import rows_into
from unstuck.doctor.slots import carriers
from unstuck.doctor.starts import where_written
from unstuck.doctor.trace import PRODUCTS, Node, frames
from unstuck.doctor.tree import Source, unread_names
from unstuck.doctor.values import called, source_of

JOINS = 2000  # outputs whose rows are looked up


@dataclass(eq=False)
class Life:
    """One start of a weight: where it was used in products, and how often it was changed."""

    start: Node
    uses: list[Node] = field(default_factory=list)
    updates: int = 0
    names: set[str] = field(default_factory=set)


def diagnose(case: Case) -> Iterator[Finding]:
    """Find weights that are drawn anew after every single update, or after every pass through the data."""
    lives = _lives(case)
    seen = set()
    for place in sorted(lives):
        following = _one_after_another(lives[place])
        updates = {life.updates for life in following[:-1]}
        if len(following) < 3 or len(updates) != 1:
            continue
        same = len({life.start for life in following}) < len(following)
        span = _where(case, following[1]) if not same else _where_taken_again(case, following[1])
        if span is None or span.line in seen:
            continue
        (count,) = updates
        rows = _rows_of_each(case, following) if count > 1 and not same else 0
        if rows is None or ((rows or same) and not (_only_counted(case, span) and _learns_little(case))):
            continue
        seen.add(span.line)
        after = "every pass through the data" if rows else "every update" if count == 1 else f"every {count} updates"
        steps = (
            f"goes through the {rows} rows once" if rows else "makes one step" if count == 1 else "makes a few steps"
        )
        yield found(
            __name__,
            span,
            f"The weights are set back to {'the same' if same else 'a new'} start after {after}.",
            f"Each turn of the loop begins with {'the first' if same else 'fresh'} weights, {steps}, and throws the result away: no turn ever goes on "
            "where the last one ended. The loss at the end of a turn hops about, and does not fall. "
            + ("Begin each with what the last one has made." if same else "Create the weights once, before the loop."),
            ("starts of the same weight", f"{len(following)} in {len(following)} turns", "1"),
            ("updates between two starts", str(count), "all of the training"),
        )


def _rows_of_each(case: Case, lives: list[Life]) -> int | None:
    """Count the rows that each start was trained with, if these are always the same, and each is met once."""
    begins = [life.uses[0].index for life in lives]
    met: list[list[Any]] = [[] for _ in lives]
    joins = {join.node.site: join for round_ in case.roles.rounds for join in round_.joins}
    places = {site: next((i for i, a in enumerate(j.node.args) if a is j.output), 0) for site, j in joins.items()}
    passed = [node for node in case.trace.nodes if node.site in places and node.name == joins[node.site].node.name]
    for node in passed[: JOINS + 1]:
        output = node.args[places[node.site]]
        rows = rows_into(case.roles, output) if isinstance(output, Node) else None
        turn = bisect.bisect(begins, node.index) - 1
        if rows is None or rows.index is None or turn < 0 or len(passed) > JOINS:
            return None
        met[turn].append(rows.index)
    whole = [np.sort(np.concatenate(turn)) for turn in met[:-1] if turn]  # the last may not be over
    if len(whole) < len(lives) - 1 or any(not np.array_equal(turn, whole[0]) for turn in whole):
        return None
    return len(whole[0]) if len(np.unique(whole[0])) == len(whole[0]) else None


def _only_counted(case: Case, span: Span) -> bool:
    """Say whether the turns of the loop around a place differ in nothing: what it counts is only shown or tested."""
    source = source_of(case, span.path)
    statement = source.at(span)
    for _ in range(4):
        if statement is None:
            return False
        loops = source.loops(statement)
        if loops:
            break
        function = source.function(statement)
        if not isinstance(function, ast.FunctionDef):
            return False
        calls = [n for n in ast.walk(source.tree) if isinstance(n, ast.Call) and called(n) == function.name]
        statement = calls[0] if len(calls) == 1 else None
    else:
        return False
    loop = loops[0]
    if isinstance(loop, ast.While):
        return True
    counted = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
    shown = [n for n in ast.walk(loop) if isinstance(n, ast.JoinedStr) or _prints(n)]
    shown += [n.test for n in ast.walk(loop) if isinstance(n, ast.If | ast.IfExp)]
    idle = {id(part) for each in shown for part in ast.walk(each)}
    read = (n for body in loop.body for n in ast.walk(body) if isinstance(n, ast.Name) and n.id in counted)
    return all(id(name) in idle for name in read)


def _prints(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and called(node) in ("print", "write", "format", "info")


def _learns_little(case: Case) -> bool:
    """Say whether one pass is not enough: several networks of which each learns well may be meant."""
    course = case.experiments.course if case.experiments is not None else None
    return course is not None and course.crash is None and bool(course.quality < GOOD)


def _lives(case: Case) -> dict[tuple[int, ...], list[Life]]:
    """Collect, for each product in the source, each of its operands and each shape, the starts there, in time.

    One product may serve several layers in turn.
    """
    names: dict[Node, set[str]] = defaultdict(set)
    for write in case.trace.writes:
        names[write.node].add(write.name)
    start_of: dict[Node, Life] = {}
    lives: dict[tuple[int, ...], list[Life]] = defaultdict(list)
    for node in case.trace.nodes:
        older = next((source for source in carriers(node) if source in start_of), None)
        if older is not None:
            # Stored under the name of the weight, or a step from it that is made of it and read by nothing but products
            # in its place: the difference of two values is no update of the first.
            life = start_of[older]
            if names[node]:
                life.names = life.names or names[life.start] | _name(case, life.start)
            if names[node] & life.names or _is_step(case, node, older, life):
                life.updates += 1
                start_of[node] = life
        if node.name not in PRODUCTS or node.site < 0:
            continue
        for position, source in enumerate(node.args[:2]):
            if isinstance(source, Node) and np.ndim(source.value) > 0 and (source in start_of or _is_start(source)):
                life = start_of.setdefault(source, Life(source))
                if life.updates and life.start is source:  # back to it, after it was changed
                    life = start_of[source] = Life(source)
                life.uses.append(node)
                place = (node.site, position, *np.shape(source.value))
                if life not in lives[place]:
                    lives[place].append(life)
    return {place: found for place, found in lives.items() if len(found) > 2}


def _is_step(case: Case, node: Node, older: Node, life: Life) -> bool:
    if node.name not in ("sub", "subtract", "add") or not life.uses:
        return False
    places = {use.site for use in life.uses}
    places.add(node.site)  # the next step
    kept = all(user.site in places or _sends_back(case, user) for user in case.roles.users.get(node, ()))
    return kept and any(made_of(step, older) for step in node.inputs if step is not older)


def _sends_back(case: Case, node: Node) -> bool:
    """Say whether a value is a weight turned for the backward pass."""
    users = case.roles.users.get(node, ())
    return node.name in ("T", "transpose") and all(user.name in PRODUCTS for user in users)


def _name(case: Case, start: Node) -> set[str]:
    written = where_written(case, start)
    return {written[0]} if written is not None else set()


def _is_start(node: Node, depth: int = 4) -> bool:
    """Say whether a value can be the start of a weight: something drawn or set, perhaps scaled and moved."""
    if node.name == "leaf":
        return True
    scaled = depth > 0 and node.name in ("mul", "div", "sub", "add", "sqrt", "pow")
    return scaled and all(_is_start(s, depth - 1) for s in node.inputs)


def _one_after_another(lives: list[Life]) -> list[Life]:
    """Return the starts if each was updated and begins only when the one before is used no more; else nothing."""
    for before, after in itertools.pairwise(lives):
        if not before.updates or after.uses[0].index < before.uses[-1].index:
            return []
    return lives


def _where(case: Case, life: Life) -> Span | None:
    """Find the statement that gives the weight its start, in the call that goes on to use it: or what calls for it."""
    start = life.start
    if start.site >= 0 and start.stack is not None:
        going_on = {id(frame) for frame in frames(life.uses[0].stack)}
        calls = [site for frame in frames(start.stack) if id(frame) not in going_on for site in frame[:1]]
        return case.trace.sites.all[calls[-1]].span if calls else case.span(start)
    written = where_written(case, start)
    if written is None:
        return None
    name, span = written
    called_for = _called_in_the_loop(case, span)
    if called_for is not None:
        return called_for
    source = source_of(case, span.path)
    loops = [n for n in ast.walk(source.tree) if isinstance(n, ast.For | ast.While)]
    for loop in loops:
        for statement in ast.walk(loop):
            if isinstance(statement, ast.Assign) and any(ast.unparse(t) == name for t in statement.targets):
                return source.span(statement)
    return span


def _where_taken_again(case: Case, life: Life) -> Span | None:
    """Find where a name is given to the start that was there before, and never changed: `w = first_weights`."""
    writes = [w for w in case.trace.writes if w.node is life.start and w.time <= life.uses[0].index]
    return case.trace.sites.all[writes[-1].site].span if len(writes) > 1 else None


def _called_in_the_loop(case: Case, span: Span) -> Span | None:
    """Find the statement of a loop that trains from which the function is called that a place is in."""
    source = source_of(case, span.path)
    place = source.at(span)
    names: set[str] = set()
    for _ in range(4):
        function = source.function(place) if place is not None else None
        if not isinstance(function, ast.FunctionDef):
            return None
        owner = source.enclosing_class(function)
        names |= {owner.name} if owner is not None and function.name == "__init__" else {function.name}
        calls = [n for n in ast.walk(source.tree) if isinstance(n, ast.Call) and called(n) in names]
        for site in case.trace.cut:
            loop = case.trace.sites.all[site].span
            inside = [c for c in calls if loop.path == span.path and loop.line <= c.lineno <= loop.end_line]
            if inside:
                return source.span(source.statement(inside[0]))
        place = calls[0] if calls else None
    return None


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Create the weights before the loop."""
    source = source_of(case, finding.span.path)
    nodes = [source.at(each.span) for each in diagnose(case) if each.span.path == finding.span.path]
    statements = list(dict.fromkeys(source.statement(node) for node in nodes if node is not None))
    loops = source.loops(statements[0]) if statements else []
    if len(statements) == 1 and not loops:
        yield from _with_the_argument(source, statements[0])
        yield from _only_once(case, source, statements[0])
    if not loops or any(source.loops(s)[:1] != loops[:1] or not source.alone(s) for s in statements):
        return
    block = source.block(statements[0])
    places = [block.index(s) for s in statements if s in block]
    first, last = min(places), max(places) + 1
    # Biases that are set back beside the weights are no finding of their own.
    for moved in (statements, block[first:last], block[first : last + 1], block[max(0, first - 1) : last]):
        moved = sorted(moved, key=lambda s: s.lineno)
        if not all(isinstance(s, ast.Assign) and source.alone(s) for s in moved):
            continue
        text = "\n".join(source.whole_lines(s) for s in moved)
        for loop in reversed(loops):
            inserted = source.insert_before(loop, text)
            title = f"Create the weights before the loop: {shown(text)}"
            yield from fix(title, inserted, *(source.remove(s) for s in moved))


def _with_the_argument(source: Source, statement: ast.stmt) -> Iterator[Fix]:
    """Begin with what the function is given, and does not read: `w = weights` means the `start` of its arguments."""
    function, value = source.function(statement), getattr(statement, "value", None)
    if isinstance(function, ast.FunctionDef) and isinstance(value, ast.Name):
        given = {a.arg for a in function.args.args}
        for name in unread_names(source, function):
            if name in given:
                yield from fix(f"Begin with what is given: {shown(name)}", source.put_name(value, name))


def _only_once(case: Case, source: Source, statement: ast.stmt) -> Iterator[Fix]:
    """Create the weights where the object has none yet: its method is called again and again."""
    function = source.function(statement)
    evidence = case.first
    if (
        evidence is None
        or not isinstance(function, ast.FunctionDef)
        or not function.args.args
        or not source.alone(statement)
    ):
        return
    owner = function.args.args[0].arg + "."
    for name in dict.fromkeys(c.name for c in evidence.compared if c.name.startswith(owner)):
        kept = name.split("[")[0]
        for test in (f"not {kept}", f'not hasattr({owner[:-1]}, "{kept.removeprefix(owner)}")'):
            if kept != name or test.startswith("not hasattr"):  # an empty list is no array
                text = f"if {test}:\n{source.indent(statement)}    {source.text_of(statement)}"
                yield from fix(f"Create the weights once: {shown(text)}", source.edit(*source.extent(statement), text))
        return


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
b = np.zeros((1, 3))
for epoch in range(100):
    W = rng.normal(size=(4, 3)) * 0.1  # ! U704
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - T) / len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
points = rng.normal(size=(40, 2))
sides = np.where(points[:, 0] - 2 * points[:, 1] > 0.2, 1.0, -1.0)
line = np.array([-1.0, 1.0, 0.5])


def one_pass(start, rate):
    w = line  # ! U704
    for point, side in zip(points, sides):
        x = np.append(point, 1.0)
        missed = side - np.sign(w @ x)
        w = w + rate * missed * x
    return w


found = line
for turn in range(12):
    found = one_pass(found, 0.01)
answers = np.sign(points @ found[:2] + found[2])
print("missed:", int(np.sum(answers != sides)))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, n_inputs, n_hidden, rng):
        self.W1 = rng.normal(size=(n_hidden, n_inputs)) / np.sqrt(n_inputs)
        self.b1 = np.zeros((n_hidden, 1))
        self.W2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
        self.dW2 = dZ2 @ self.A1.T / m
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 = dZ1 @ X.T / m
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m

    def update(self, rate):
        self.W1 = self.W1 - rate * self.dW1
        self.b1 = self.b1 - rate * self.db1
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
for step in range(300):
    network = Network(3, 8, rng)  # ! U704
    P = network.forward(X)
    network.backward(X, Y)
    network.update(2.0)
print("right:", np.mean((P > 0.5) == Y))
""",
    """
import numpy as np


def start(n_in, n_mid, n_out, gen):
    return [gen.normal(size=(n_in, n_mid)) * np.sqrt(1 / n_in), gen.normal(size=(n_mid, n_out)) * np.sqrt(1 / n_mid)]


def one_round(X, T, rate, gen):
    ws = start(3, 8, 1, gen)  # ! U704
    order = gen.permutation(len(X))
    for k in range(0, len(X), 20):
        x, t = X[order[k : k + 20]], T[order[k : k + 20]]
        h = np.tanh(x @ ws[0])
        d = (h @ ws[1] - t) / len(x)
        d_h = d @ ws[1].T * (1 - h**2)
        ws[1] -= rate * h.T @ d
        ws[0] -= rate * x.T @ d_h
    return ws


gen = np.random.default_rng(3)
X = gen.normal(size=(160, 3))
T = np.sin(X[:, :1]) - 0.5 * X[:, 1:2]
for lap in range(40):
    ws = one_round(X, T, 0.03, gen)
    print("lap", lap, "squared error", np.mean((np.tanh(X @ ws[0]) @ ws[1] - T) ** 2))
""",
    """
import numpy as np


class Stack:
    def __init__(self, sizes, rng):
        self.sizes, self.rng = sizes, rng

    def prepare(self):
        self.weights, self.shifts = [], []
        for rows, columns in zip(self.sizes, self.sizes[1:]):
            self.weights.append(self.rng.normal(size=(rows, columns)) / np.sqrt(rows))
            self.shifts.append(np.zeros(columns))

    def run(self, x):
        self.given = [x]
        for k, (w, b) in enumerate(zip(self.weights, self.shifts)):
            x = x @ w + b
            x = np.tanh(x) if k < len(self.weights) - 1 else 1 / (1 + np.exp(-x))
            self.given.append(x)
        return x

    def one_pass(self, x, t, rate):
        self.prepare()  # ! U704
        for first in range(0, len(x), 20):
            d = (self.run(x[first : first + 20]) - t[first : first + 20]) / 20
            for k in range(len(self.weights) - 1, -1, -1):
                back = d @ self.weights[k].T * (1 - self.given[k] ** 2)
                self.weights[k] = self.weights[k] - rate * self.given[k].T @ d
                self.shifts[k] = self.shifts[k] - rate * d.sum(axis=0)
                d = back


rng = np.random.default_rng(4)
spots = rng.uniform(-1, 1, size=(200, 2))
sides = (spots[:, :1] * spots[:, 1:] > 0) * 1.0
stack = Stack([2, 12, 1], rng)
for turn in range(150):
    stack.one_pass(spots, sides, 1.0)
    if turn % 25 == 0:
        print(turn, np.mean((stack.run(spots) > 0.5) == sides))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(5)
X = rng.normal(size=(80, 3))
t = X @ np.array([1.0, -2.0, 0.5]) + 0.3
begin = np.zeros(3)
for rate in (0.001, 0.01, 0.1):
    w, offset = begin, 0.0
    for turn in range(30):
        off = X @ w + offset - t
        w = w - rate * X.T @ off / 80
        offset = offset - rate * off.mean()
    print(rate, np.mean(off**2))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
for rate in (0.1, 0.3, 1.0):
    W = rng.normal(size=(4, 3)) * 0.1
    b = np.zeros((1, 3))
    for epoch in range(200):
        e = np.exp(X @ W + b)
        p = e / e.sum(axis=1, keepdims=True)
        d = (p - T) / len(X)
        W -= rate * X.T @ d
        b -= rate * d.sum(axis=0, keepdims=True)
    print("rate:", rate, "right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(120, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
for rate in (0.001, 0.003, 0.01, 0.03, 0.1):  # one pass each, to see which is too small
    W = rng.normal(size=(4, 3)) * np.sqrt(1 / 4)
    b = np.zeros((1, 3))
    order = rng.permutation(120)
    for k in range(0, 120, 10):
        rows = order[k : k + 10]
        e = np.exp(X[rows] @ W + b)
        d = e / e.sum(axis=1, keepdims=True) - T[rows]
        W -= rate * X[rows].T @ d
        b -= rate * d.sum(axis=0, keepdims=True)
    print("rate:", rate, "right:", np.mean((X @ W + b).argmax(axis=1) == labels))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, n_inputs, n_hidden, rng):
        self.W1 = rng.normal(size=(n_hidden, n_inputs)) / np.sqrt(n_inputs)
        self.b1 = np.zeros((n_hidden, 1))
        self.W2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
        self.dW2 = dZ2 @ self.A1.T / m
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 = dZ1 @ X.T / m
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m

    def update(self, rate):
        self.W1 = self.W1 - rate * self.dW1
        self.b1 = self.b1 - rate * self.db1
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
for seed in range(3):
    network = Network(3, 8, np.random.default_rng(seed))
    for step in range(1000):
        P = network.forward(X)
        network.backward(X, Y)
        network.update(2.0)
    print("seed:", seed, "right:", np.mean((P > 0.5) == Y))
""",
)
