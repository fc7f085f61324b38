"""The gradients are never set back to zero

## What happens

The gradients of a batch are added up in arrays that were created once, before the training. The first step is right; from then on each step
uses the gradients of all batches so far. The loss falls, then swings, or explodes.

## Why it stops learning

The step should be `-rate * g_t`. It is `-rate * (g_1 + g_2 + ... + g_t)`: most of the terms belong to weights that are long gone. The sum remembers the way
down for ever and goes on pushing when the valley has been passed, like a momentum of 1 without friction. The steps grow with the number of the batch.

## How we know

The array into which the gradients are added begins each update with all that it held after the last one, and the steps are made from it.

## The repair

Set it to zero at the beginning of every batch, and not of every row, `dW[...] = 0`, or create it there. In a list, `[zeros] * n` is the same array n times; write
`[np.zeros_like(w) for w in weights]`.

## When this is fine

Momentum keeps a share of the old gradients on purpose, with a factor below 1: `v = 0.9 * v + g`. Adagrad adds up *squares*. Adding up over the rows of one
batch is what the array is for.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.gradients import replayed_after
from unstuck.doctor.optimizers import kept as share_kept
from unstuck.doctor.proportions import gradient_node
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.roles import VIEWS
from unstuck.doctor.slots import carriers
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source
from unstuck.doctor.values import LEAVES, Scope, called, numpy_name, source_of, tree_of

MANY = 3  # sums that are never read, and as many times those that are
MOST_BETWEEN = 3000  # values that are computed again
CARRYING = {"add", "sub", "subtract", "setitem", "overlay", "getitem", "copy"} | VIEWS  # what keeps a sum a sum


def diagnose(case: Case) -> Iterator[Finding]:
    """Find sums of gradients that go on from one update to the next."""
    evidence = case.first
    if evidence is None:
        return
    yield from _set_back_for_each(case)
    if len(case.evidence) < 2:
        return
    first, second = (min(j.output.index for j in e.round.joins) for e in case.evidence[:2])
    roles = case.roles
    numbers = {slot.number for slot in roles.parameters}
    seen: set[int] = set()
    places: set[Span] = set()
    for slot in roles.slots:
        if slot.number in numbers:
            continue
        # What the first update left behind, and what the second made of it.
        kept = [v for v in slot.versions if first < v.index < second]
        later = [v for v in slot.versions if v.index > second]
        if not kept or not later:
            continue
        old, new = kept[-1], later[0]
        if any(_is_the_parameter(case, new, c) for c in evidence.compared):
            continue
        for c in evidence.compared:
            if np.shape(old.value) != np.shape(c.true):
                continue
            if not _plain_sum(old, new) or not _leads_to(case, new, c) or not _is_left_in(old, new):
                continue
            if new.site in seen:
                continue
            share = share_kept(case, case.evidence[1], slot, old, new)
            if share is not None and abs(share - 1) > 1e-9:
                break  # a mean of gradients, however it is written
            seen.add(new.site)
            span = case.evidence[0].span_beside(new, c.after) if _has_to_add(case, new) else case.span(new)
            named = _named_again(case, new)
            if named is not None:
                span = source_of(case, span.path).span(named)
            if span in places:
                continue
            places.add(span)
            if named is not None:
                yield _of_another_name(case, slot.name, span, old)
                continue
            yield found(
                __name__,
                span,
                f"{slot.name} goes on adding up from one update to the next; it is never set back to 0.",
                "Each step then uses the gradients of all batches so far, most of them of weights that are long gone. It is "
                "right in the first update and grows from then on, until the training swings or explodes. Set it to zeros "
                "at the beginning of every batch.",
                ("length after the first update", number(float(np.linalg.norm(array(old.value)))), ""),
                ("kept of it in the second", "all", "nothing"),
            )


def _set_back_for_each(case: Case) -> Iterator[Finding]:
    """Find sums that begin again with every row of a batch: of what is added, only the last is left."""
    evidence = case.first
    if evidence is None or case.trace.lifted:
        return
    for c in evidence.compared:
        added = _first_sum(evidence, c)
        if added is None:
            continue
        twins = [n for n in case.trace.nodes if n.site == added.site and n.name == added.name]
        twins = [n for n in twins if np.shape(n.value) == np.shape(added.value)]
        unread = sum(not case.roles.users.get(n) for n in twins)
        if unread < MANY or unread < MANY * (len(twins) - unread):
            continue
        zeros = _zeros_beside(case, added)
        if not zeros:
            continue
        span = source_of(case, case.span(added).path).span(zeros[0])
        yield found(
            __name__,
            span,
            f"`{case.text(span)}` begins the sum again for every row: only the gradient of the last one is left.",
            "The gradients of the rows of a batch are to be added up, and the update uses the sum. Here the sum is set back to "
            "zero within the loop that adds to it, so all but the last row of each batch count for nothing. Set it back once "
            "for each batch, before the loop over its rows.",
            ("sums that were begun", str(len(twins)), ""),
            ("of these never read", str(unread), "0"),
        )
        return


def _zeros_beside(case: Case, added: Node) -> list[ast.Assign]:
    """List the statements that make the zeros of a sum, in the loop that adds to it."""
    tree, source = tree_of(case, added), source_of(case, case.span(added).path)
    if tree is None:
        return []
    statement = source.statement(tree)
    read = {source.text_of(n) for n in ast.walk(statement) if isinstance(n, ast.Name | ast.Attribute)}
    beside = [s for loop in source.loops(statement)[:1] if statement in loop.body for s in loop.body]
    zeros = [s for s in beside if isinstance(s, ast.Assign) and _makes_zeros(s.value)]
    return [s for s in zeros if any(source.text_of(target) in read for target in s.targets)]


def _first_sum(evidence: Evidence, c: Compared) -> Node | None:
    """Find where the gradient of a parameter is added to zeros on its way to the step."""
    if not c.moved or np.size(c.true) < 2:
        return None
    gradient, way = gradient_node(evidence, c), evidence.way(c)
    for node in evidence.roles.users.get(gradient, ()):
        others = [n for n in node.inputs if n is not gradient]
        same = len(others) == 1 and np.shape(others[0].value) == np.shape(gradient.value) == np.shape(node.value)
        if node in way and node.name == "add" and same and not np.any(others[0].value):
            return node
    return None


def _named_again(case: Case, new: Node) -> ast.Assign | None:
    """Find where the sums are given another value's name, as if that began them again: `updates = zeros`."""
    tree, source = tree_of(case, new), source_of(case, case.span(new).path)
    target: ast.expr | None = tree.target if isinstance(tree, ast.AugAssign) else None
    while isinstance(target, ast.Subscript):
        target = target.value
    if not isinstance(target, ast.Name | ast.Attribute) or tree is None:
        return None
    places = [source.function(tree)] if isinstance(target, ast.Name) else list(ast.walk(source.tree))
    given = [
        statement
        for place in places
        if isinstance(place, ast.FunctionDef | ast.Module)
        for statement in source.assignments(place, ast.unparse(target))
        if isinstance(statement, ast.Assign) and _same_arrays(statement.value) is not None
    ]
    return next((s for s in given if source.loops(s)), given[0] if given else None)


def _same_arrays(value: ast.expr) -> ast.expr | None:
    """Find the container whose arrays a value has: the container itself, or a new one with the same arrays in it.

    `b`, `list(b)`, `b[:]`, `b.copy()` and `[w for w in b]`.
    """
    match value:
        case ast.Name() | ast.Attribute():
            return value
        case ast.ListComp(elt=ast.Name(id=name), generators=[ast.comprehension(target=ast.Name(id=each), iter=inner)]):
            return inner if name == each else None
        case ast.Call(func=ast.Name(id="list" | "dict"), args=[inner]):
            return inner
        case ast.Call(func=ast.Attribute(attr="copy", value=ast.Name(id="copy")), args=[inner]):
            return inner
        case ast.Call(func=ast.Attribute(attr="copy", value=inner), args=[]):
            return inner
        case ast.Subscript(value=inner, slice=ast.Slice(lower=None, upper=None)):
            return inner
    return None


def _of_another_name(case: Case, name: str, span: Span, old: Node) -> Finding:
    """Say that a name was given to the sums, and no zeros."""
    return found(
        __name__,
        span,
        f"`{case.text(span)}` gives the same arrays once more; {name} is not set back to 0 by it.",
        "In Python `a = b` copies nothing, and a new list of old arrays copies no array: what is added to those of a is added "
        "to those of b as well, so b holds no zeros any more after the first update, and each step uses the gradients of all "
        "batches so far. Make new zeros, or copy the arrays.",
        ("length after the first update", number(float(np.linalg.norm(array(old.value)))), ""),
        ("kept of it in the second", "all", "nothing"),
    )


def _has_to_add(case: Case, new: Node) -> bool:
    """Say whether it is right to add there: a value that was used twice gets a share of the gradient from each use.

    So it is where a function adds to the same attribute of several objects, as an operation of an automatic derivative
    does: what is wrong is that it is called again before they are set back.
    """
    tree = tree_of(case, new)
    source = source_of(case, case.span(new).path)
    if tree is None or not _is_called_by_operations(case, new):
        return False
    added = [s.target for s in ast.walk(source.function(tree)) if isinstance(s, ast.AugAssign)]
    owners = {(t.attr, source.text_of(t.value)) for t in added if isinstance(t, ast.Attribute)}
    return len(owners) > len({attribute for attribute, _ in owners})


def _is_called_by_operations(case: Case, new: Node) -> bool:
    """Say whether the function that adds is called more often than there are outputs: not once for each row."""
    round_ = case.evidence[0].round
    calls = {id(n.stack) for n in round_.ancestors if n.site == new.site}
    return case.trace.lifted or len(calls) > len(round_.joins)


def _plain_sum(old: Node, new: Node) -> bool:
    """Say whether the old version went into the new one with the factor 1."""
    node, steps = new, 0
    while steps < 200:
        steps += 1
        if node is old:
            return True
        if node.name == "setitem" and _everything(node.args[1]):
            return False  # all of it was overwritten
        if node.name in ("add", "sub") and any(s is old for s in node.inputs):
            return True
        following = [s for s in carriers(node) if s.index >= old.index]
        if node.name not in ("add", "sub", "setitem", "overlay") or not following:
            return False
        node = following[0]
    return False


def _is_left_in(old: Node, new: Node) -> bool:
    """Say whether something of an old value is in the new one, and it was not written over part by part, as by views.

    The sums are made again of numbers that are none: where these went, they are still there.
    """
    between, stack = {new}, [new]
    while stack and len(between) < MOST_BETWEEN:
        earlier = [n for n in stack.pop().inputs if n.index > old.index and n not in between]
        between |= set(earlier)
        stack += earlier
    if np.asarray(old.value).dtype.kind != "f" or stack:
        return True
    carrying = sorted((node for node in between if node.name in CARRYING), key=lambda n: n.index)
    values = replayed_after(carrying, {old: np.full(np.shape(old.value), np.nan)})
    return values is None or new not in values or bool(np.any(np.isnan(values[new])))


def _is_the_parameter(case: Case, value: Node, c: Compared) -> bool:
    """Say whether a value is the parameter itself between two parts of its update."""
    versions, seen = set(c.slot.versions), set()
    stack = [value]
    while stack:
        node = stack.pop()
        if node in versions:
            return True
        if node not in seen and node.index > c.slot.versions[0].index:
            seen.add(node)
            stack += carriers(node)
    return False


def _everything(index: object) -> bool:
    """Say whether an index names all entries: `[...]` or `[:]`."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(part is Ellipsis or (isinstance(part, slice) and part == slice(None)) for part in parts)


def _leads_to(case: Case, value: Node, c: Compared) -> bool:
    """Say whether a later version of the parameter was made from the value by scaling and adding alone."""
    stack, seen = list(c.slot.versions[1:6]), set()
    while stack:
        node = stack.pop()
        if node is value:
            return True
        if node in seen or node.index < value.index:
            continue
        seen.add(node)
        if node.name in ("add", "sub", "subtract", "mul", "multiply", "div", "neg", "setitem", "getitem"):
            stack += node.inputs
    return False


def _gives(statement: ast.Assign, other: ast.Assign) -> bool:
    """Say whether two statements give the same value the same name."""
    return ast.dump(statement) == ast.dump(other)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Set all such sums back to zero where each update begins, or assign where something is added."""
    evidence = case.first
    if evidence is None:
        return
    places = [place_of(case, each) for each in diagnose(case) if each.span.path == finding.span.path]
    source = source_of(case, finding.span.path)
    here = source.at(finding.span)
    if any(each.span == finding.span for each in _set_back_for_each(case)):
        yield from _before_the_loop(source, here)
        return
    if isinstance(here, ast.Assign):  # under another name
        copied = source.text_of(_same_arrays(here.value) or here.value)
        listed = not isinstance(here.value, ast.Name | ast.Attribute)
        for text in (f"[a.copy() for a in {copied}]", *(() if listed else (f"{copied}.copy()",))):
            same = [s.value for s in ast.walk(source.tree) if isinstance(s, ast.Assign) and _gives(s, here)]
            yield from fix(f"Write {shown(text)}", *(source.put(value, text) for value in same))
        return
    statements = list(dict.fromkeys(source.statement(place) for place in places if place is not None))
    if None in places or any(isinstance(s, ast.Expr) for s in statements):
        yield from _after_the_update(case, evidence)
        return
    if isinstance(here, ast.expr) and any(case.span(c.after) == finding.span for c in evidence.compared):
        yield from _after_the_update(case, evidence)
        return
    assigned = [
        source.operator(s, "=") for s in statements if isinstance(s, ast.AugAssign) and isinstance(s.op, ast.Add)
    ]
    updates = {tree_of(case, c.after) for c in evidence.compared} - {None}
    turns = [source.loops(update) for update in updates]  # type: ignore[arg-type]
    once = all(isinstance(source.function(s), ast.FunctionDef) or source.loops(s) in turns for s in statements)
    if len(assigned) == len(statements) and once:
        yield from fix("Write = for +=", *assigned)
    targets = [getattr(s, "target", None) for s in statements]
    kept = {target.attr for target in targets if isinstance(target, ast.Attribute)}
    if kept and evidence.roles.trace.lifted:
        yield from _numbers_after_the_update(case, evidence, kept)
    names = []
    for statement in statements:
        target = getattr(statement, "target", None) or statement.targets[0]  # type: ignore[attr-defined]
        names.append(source.text_of(target.value if isinstance(target, ast.Subscript) else target))
    numpy = numpy_name(source) or ""
    for loops in turns:
        for loop in loops:
            inside = [loop.lineno <= s.lineno <= (loop.end_lineno or 0) for s in statements]
            if all(inside) or not source.loops(statements[0]):
                begun = ((name, _begun(source, loop, name)) for name in dict.fromkeys(names))
                text = "\n".join(f"{name} = {begin or f'{numpy}zeros_like({name})'}" for name, begin in begun)
                yield from fix(f"Set it back in every turn: {shown(text)}", source.insert_before(loop.body[0], text))
                break


def _before_the_loop(source: Source, here: ast.AST | None) -> Iterator[Fix]:
    """Put the statements that make zeros, of which this is one, before the loop in which they stand."""
    statement = source.statement(here) if isinstance(here, ast.expr | ast.stmt) else None
    loops = source.loops(statement) if statement is not None else []
    for loop in loops[:1]:
        zeros = [s for s in source.block(statement) if isinstance(s, ast.Assign) and _makes_zeros(s.value)]  # type: ignore[arg-type]
        if statement in zeros and all(map(source.alone, zeros)):
            text = "\n".join(source.text_of(s) for s in zeros)
            removed = (source.remove(s) for s in zeros)
            yield from fix("Begin the sums before the loop", source.insert_before(loop, text), *removed)


def _makes_zeros(value: ast.expr) -> bool:
    """Say whether all that is made there are zeros: one array, or a list or a tuple of them."""
    match value:
        case ast.Call():
            return called(value) in ("zeros", "zeros_like")
        case ast.ListComp(elt=each):
            return _makes_zeros(each)
        case ast.Tuple(elts=each) | ast.List(elts=each):
            return all(map(_makes_zeros, each))
    return isinstance(value, ast.Constant) and value.value == 0


def _begun(source: Source, loop: ast.stmt, name: str) -> str | None:
    """Read what a name of this function was given before a loop, if that made something new: zeros, or a list of them."""
    if name.isidentifier():
        for statement in source.assignments(source.function(loop), name):
            if not isinstance(statement, ast.Assign) or statement.lineno >= loop.lineno:
                continue
            new = isinstance(statement.value, ast.Call | ast.List | ast.ListComp) or _makes_zeros(statement.value)
            if new and ast.unparse(statement.targets[0]) == name:
                return source.text_of(statement.value)
    return None


def _after_the_update(case: Case, evidence: Evidence) -> Iterator[Fix]:
    """Set a gradient back where it was used: after the update, in its words."""
    edits = {}
    for c in evidence.compared:
        scope, tree = Scope(case, c.after), tree_of(case, c.after)
        if tree is None:
            continue
        statement = scope.source.statement(tree)
        for node in ast.walk(statement):
            text = scope.source.text_of(node) if isinstance(node, LEAVES) else ""
            value = scope.values.get(text)
            if isinstance(value, np.ndarray) and same_direction(value, c.true, 1e-6):
                written = f"{text} = {numpy_name(scope.source) or ''}zeros_like({text})"
                edits[statement, text] = scope.source.insert_after(statement, written)
                break
    yield from fix("Set the gradients back after the update", *edits.values())
    if not edits:
        yield from _numbers_after_the_update(case, evidence)


def _numbers_after_the_update(case: Case, evidence: Evidence, kept: Container[str] = ()) -> Iterator[Fix]:
    """Do the same for the numbers of objects, which have no direction: `p.grad = 0.0` behind `p.data -= rate * p.grad`.

    Where it is known what goes on adding up, `kept` has the names of these attributes.
    """
    seen: set[str] = set()
    for c in evidence.compared:
        scope, tree = Scope(case, c.after), tree_of(case, c.after)
        statement = scope.source.statement(tree) if tree is not None else None
        for node in ast.walk(statement) if statement is not None else ():
            text = scope.source.text_of(node) if isinstance(node, ast.Attribute) else ""
            meant = getattr(node, "attr", "") in kept or (not kept and isinstance(scope.values.get(text), float))
            read = isinstance(getattr(node, "ctx", None), ast.Load) and meant
            if statement is not None and read and text not in seen:
                seen.add(text)
                yield from fix("Set it back after the update", scope.source.insert_after(statement, f"{text} = 0.0"))


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(4)
points = rng.normal(size=(40, 3))
marks = (points[:, 0] > points[:, 1]) * 1.0
pull = rng.normal(size=3) * 0.3
for sweep in range(40):
    for first in range(0, 40, 8):
        for i in range(first, first + 8):
            whole = np.zeros(3)  # ! U606
            guess = 1 / (1 + np.exp(-(points[i] @ pull)))
            whole = whole + (guess - marks[i]) * points[i]
        pull = pull - 0.1 * whole
print("right:", np.mean((points @ pull > 0) == marks))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
dW1, dW2 = np.zeros_like(W1), np.zeros_like(W2)
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    dW2 += h.T @ d2  # ! U606
    dW1 += X.T @ d1  # ! U606
    W2 -= 0.5 * dW2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * dW1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
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
        self.dW1, self.dW2 = np.zeros_like(self.W1), np.zeros_like(self.W2)

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
        self.dW2 += dZ2 @ self.A1.T / m  # ! U606
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 += dZ1 @ X.T / m  # ! U606
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m

    def update(self, rate):
        self.W1 = self.W1 - rate * self.dW1
        self.b1 = self.b1 - rate * self.db1
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
network = Network(3, 8, rng)
for step in range(1500):
    P = network.forward(X)
    network.backward(X, Y)
    network.update(2.0)
print("right:", np.mean((P > 0.5) == Y))
""",
    """
import numpy as np


class Learner:
    def __init__(self, n_in, n_hidden, rng):
        self.shapes = [(n_hidden, n_in), (1, n_hidden)]
        self.layers = [rng.normal(0, 1 / np.sqrt(shape[1]), shape) for shape in self.shapes]
        self.blank = [np.zeros(shape) for shape in self.shapes]

    def slopes(self, x, t):
        hidden = np.tanh(self.layers[0] @ x)
        error = self.layers[1] @ hidden - t
        return [np.outer(self.layers[1].T @ error * (1 - hidden**2), x), np.outer(error, hidden)]

    def learn(self, rows, values, rate, size):
        self.sums = self.blank
        for number, (x, t) in enumerate(zip(rows, values), 1):
            for i, slope in enumerate(self.slopes(x, t)):
                self.sums[i] += slope
            if number % size == 0:
                for layer, sum_ in zip(self.layers, self.sums):
                    layer -= rate / size * sum_
                self.sums = self.blank  # ! U606


rng = np.random.default_rng(3)
rows = rng.normal(size=(300, 4))
values = np.sin(rows[:, 0]) + 0.3 * rows[:, 1]
learner = Learner(4, 8, rng)
for turn in range(10):
    learner.learn(rows, values, 0.1, 10)
answers = np.tanh(rows @ learner.layers[0].T) @ learner.layers[1].T
print("mean squared error", np.mean((answers[:, 0] - values) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(12)
given = rng.uniform(-1, 1, size=(60, 2))
wanted = (given[:, :1] * given[:, 1:] > 0) * 1.0
layers = [rng.normal(size=(2, 8)), rng.normal(size=(8, 1))]
blank = [np.zeros_like(layer) for layer in layers]
for turn in range(100):
    for start in range(0, 60, 10):
        sums = list(blank)  # ! U606
        for x, t in zip(given[start : start + 10], wanted[start : start + 10]):
            h = np.tanh(x @ layers[0])
            p = 1 / (1 + np.exp(-(h @ layers[1])))
            e = p - t
            sums[0] += np.outer(x, layers[1] @ e * (1 - h**2))
            sums[1] += np.outer(h, e)
        for layer, change in zip(layers, sums):
            layer -= 0.02 * change
    if turn % 20 == 0:
        print(turn, e)
""",
    """
import numpy as np

rng = np.random.default_rng(24)
clouds = rng.uniform(-1, 1, size=(60, 3))
rain = np.sin(2 * clouds[:, 0]) + clouds[:, 1] * clouds[:, 2]


class Layer:
    def __init__(self, n_in, n_out):
        self.w = rng.normal(size=(n_out, n_in)) / np.sqrt(n_in)
        self.dw = np.zeros_like(self.w)


layers = [Layer(3, 9), Layer(9, 1)]


def learn(x, t):
    given = [x]
    for layer in layers:
        given.append(np.tanh(layer.w @ given[-1]) if layer is not layers[-1] else layer.w @ given[-1])
    last, delta = layers[-1], given[-1] - t
    last.dw += np.outer(delta, given[-2])  # ! U606
    for k in range(len(layers) - 2, -1, -1):
        layer = layers[k]
        delta = layers[k + 1].w.T @ delta * (1 - given[k + 1] ** 2)
        layer.dw += np.outer(delta, given[k])  # ! U606
    return float(given[-1][0])


for lap in range(40):
    for start in range(0, 60, 10):
        shown = [learn(x, t) for x, t in zip(clouds[start : start + 10], rain[start : start + 10])]
        for layer in layers:
            layer.w -= 0.02 * layer.dw
    if lap % 10 == 0:
        print(lap, np.mean((np.array(shown) - rain[50:]) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(12)
hours = rng.uniform(-1, 1, size=(50, 3))
passed = (hours @ [1.0, -2.0, 0.5] > 0.1) * 1.0
w, b = np.zeros(3), 0.0
for week in range(30):
    off = 0
    for hour, done in zip(hours, passed):
        p = 1 / (1 + np.exp(-(hour @ w + b)))
        off += p - done  # ! U606
        w = w - 0.1 * off * hour
        b = b - 0.1 * off
print("right:", np.mean((hours @ w + b > 0) == passed))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
v1, v2 = np.zeros_like(W1), np.zeros_like(W2)
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    v2 = 0.9 * v2 + h.T @ d2
    v1 = 0.9 * v1 + X.T @ d1
    W2 -= 0.05 * v2
    b2 -= 0.05 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.05 * v1
    b1 -= 0.05 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(10)
X = rng.uniform(-1, 1, size=(30, 3))
y = (X @ np.array([1.0, -2.0, 0.5]) > 0) * 1.0
w, b = np.zeros(3), 0.0
dw = np.zeros(3)
for epoch in range(60):
    order = rng.permutation(30)
    for start in range(0, 30, 10):
        dw[...] = 0
        db = 0.0
        for i in order[start : start + 10]:
            p = 1 / (1 + np.exp(-(X[i] @ w + b)))
            dw += (p - y[i]) * X[i]
            db += p - y[i]
        w -= 0.3 * dw
        b -= 0.3 * db
print("right:", np.mean((X @ w + b > 0) == y))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
y = X[:, :1] - 2 * X[:, 1:2]
w = rng.normal(size=(4, 1)) * 0.1
first, second = np.zeros((4, 1)), np.zeros((4, 1))
for t in range(1, 600):
    g = X.T @ (X @ w - y) / len(X)
    first += 0.1 * (g - first)
    second += 0.001 * (g * g - second)
    w -= 0.02 * first / (1 - 0.9**t) / (np.sqrt(second / (1 - 0.999**t)) + 1e-8)
print("mean squared error:", np.mean((X @ w - y) ** 2))
""",
)
