"""The weights are never updated

## What happens

The loss is the same in every epoch, to the last digit; or it changes a little and stops, because only the biases or one layer are moved. The
new weights are computed, and lost.

## Why it stops learning

An assignment to a name inside a function makes a local name. `W = W - rate * dW` there leaves the caller's `W` as it was, and so does every change of
a copy. What the forward pass reads is the old array:

    def update(W, dW):
        W = W - 0.1 * dW      # a new array, known by this name in here only

## How we know

The array that the forward pass reads is the same object, with the same numbers, in every step, and the exact gradient of the loss with
respect to it is not 0. Or, where nothing at all is updated: the exact gradient is computed in pass after pass, and each pass reads the same
array; the line is that of the last value that is made of the gradient. Or the steps are 0 in all rounds, as where a sum over the rows goes to
the variable of a loop, and the list from which the update takes it keeps its zeros.

## The repair

Return the new value and store it, `W = update(W, dW)`; or change the array in place, `W -= 0.1 * dW`, which the caller sees.

## When this is fine

Weights that are fixed on purpose (features taken from elsewhere, a frozen embedding) look the same. If they are meant to be fixed, nothing is
wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import angle, array, same_direction, tolerance_of
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.frozen import lost_updates, never_moved
from unstuck.doctor.gradients import pulled_back
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.roles import ancestors
from unstuck.doctor.starts import where_written
from unstuck.doctor.trace import PRODUCTS, Node, Write
from unstuck.doctor.tree import Source, unread_names
from unstuck.doctor.unmoved import unmoved
from unstuck.doctor.updating import like_another_update, put_into_lists, ranges_of_updates, with_unread_gradient
from unstuck.doctor.values import called, numpy_name, source_of

NEARLY = 1e-6  # the sine of two directions that are the same
FEW_ROUNDS = 2


def diagnose(case: Case) -> Iterator[Finding]:
    """Find new values of weights that are computed and thrown away, and weights for which there is no update at all."""
    lost = lost_updates(case.roles) if case.crash is None else []
    for length, new in lost:
        yield found(
            __name__,
            _dropped_call(case, new) or case.span(new),
            f"The new value computed by `{case.text(case.span(new))}` is never used: the weights stay what they were.",
            "The forward pass goes on reading the old array. Assigning to a local name, or to a copy, or not keeping what a "
            "function returns, changes nothing outside. Store the new value where the forward pass reads it, or change the "
            "array in place (W -= ...).",
            ("change of the weights that the forward pass reads", "0", "not 0"),
            ("size of the step that was lost", number(length), ""),
        )
    yield from _left_in_a_local_name(case)
    evidence = case.first
    if evidence is None and case.crash is None and not lost:
        yield from _in_vain(case)
    if evidence is None or lost:
        return
    replaced = list(_replaced(case)) or list(_of_no_length(case))
    yield from replaced
    if replaced:
        return
    for place, values in never_moved(case, evidence, biases=False).items():
        yield found(
            __name__,
            place,
            f"The weights {' and '.join(dict.fromkeys(value.name for value in values))} are never updated.",
            "The loss depends on them, but no statement puts a new value where the forward pass reads them. Update them as "
            "the others: W = W - learning rate * dW.",
            *(
                ("length of the true gradient of " + value.name, number(float(np.linalg.norm(value.true))), "")
                for value in values
            ),
            ("change of " + values[0].name, "0", "not 0"),
        )


def _left_in_a_local_name(case: Case) -> Iterator[Finding]:
    """Find new values of what an object keeps, as a running mean, that are given to a local name: nothing reads it.

    Those of a bias are made of the error, and told as U605.
    """
    joins = {join.node for evidence in case.evidence for join in evidence.round.joins}
    for site, write in {w.site: w for w in case.trace.writes}.items():
        span = case.trace.sites.all[site].span
        source = source_of(case, span.path)
        place = source.at(span)
        statement = source.statement(place) if place is not None else None
        kept = _kept_by_an_object(statement)
        if statement is None or kept is None or write.name not in unread_names(source, source.function(statement)):
            continue
        if not _stays(source, kept) or joins & ancestors([write.node], case.roles.version):
            continue
        yield found(
            __name__,
            source.span(statement),
            f"The new value of {ast.unparse(kept)} is given to a name that nothing reads: `{case.text(span)}`.",
            f"A name in a function ends with the call. {ast.unparse(kept)}, which the new value is made of, stays what it "
            f"was, however often this runs. Store it where it is read: {ast.unparse(kept)} = ...",
            (f"change of {ast.unparse(kept)}", "0", "not 0"),
            ("length of the new value", number(_length(write.node)), ""),
        )


def _kept_by_an_object(statement: ast.stmt | None) -> ast.Attribute | None:
    """Find the attribute of the same name that a local name's value is computed from: `mean = 0.9 * self.mean + ...`."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp(op=ast.Add() | ast.Sub()) as value):
            return next((n for n in ast.walk(value) if isinstance(n, ast.Attribute) and n.attr == name), None)
    return None


def _stays(source: Source, kept: ast.Attribute) -> bool:
    """Say whether an attribute is given its value by constructors alone, and read elsewhere too."""
    alike = [n for n in ast.walk(source.tree) if isinstance(n, ast.Attribute) and n.attr == kept.attr]
    stored = [source.function(n) for n in alike if not isinstance(n.ctx, ast.Load)]
    begun = all(isinstance(f, ast.FunctionDef) and f.name == "__init__" for f in stored)
    within = set(ast.walk(source.statement(kept)))
    return begun and bool(stored) and any(isinstance(n.ctx, ast.Load) and n not in within for n in alike)


def _in_the_object(source: Source, tree: ast.AST | None) -> Iterator[Fix]:
    """Store the new value of an attribute in the attribute."""
    statement = source.statement(tree) if tree is not None else None
    kept = _kept_by_an_object(statement)
    if kept is not None and isinstance(statement, ast.Assign):
        text = source.text_of(kept)
        yield from fix(f"Store it in {text}", source.edit(*source.extent(statement.targets[0]), text))


def _in_vain(case: Case) -> Iterator[Finding]:
    """Find weights of which gradients are made in each pass, and that nothing changes, nor any others."""
    seen: set[Span] = set()
    for still in unmoved(case.roles):
        span = case.span(still.last)
        if span in seen:
            continue
        seen.add(span)
        name, _ = where_written(case, still.weights) or ("the weights", span)
        gradient = case.text(case.span(still.gradient))
        yield found(
            __name__,
            span,
            f"The gradient of {name} is computed, and the weights are never updated: `{case.text(span)}` is the last that "
            "is made of it.",
            f"In each pass `{gradient}` gives the gradient, and the forward pass goes on reading the same weights. Change "
            "them by it: W = W - learning rate * dW, or in place, W -= learning rate * dW.",
            ("cosine of what is computed and the true gradient", "1 or -1", ""),
            ("length of the true gradient of " + name, number(float(np.linalg.norm(still.true))), ""),
            ("change of " + name, "0", "not 0"),
        )


def _of_no_length(case: Case) -> Iterator[Finding]:
    """Find updates of which each adds 0, to all weights in all rounds: what was gathered for them is something else."""
    readings = [each for evidence in case.evidence for each in (evidence, *evidence.others)]
    steps = [c for evidence in readings for c in evidence.compared]  # a unit at its end has no slope, but for one loss
    if len(case.evidence) < FEW_ROUNDS or any(c.moved or not np.any(np.abs(c.true) > 1e-12) for c in steps):
        return
    seen: set[Span] = set()
    cleared = list(_cleared(case))
    yield from cleared
    ends = [(c, _dead_end(case.evidence[0], c)) for c in case.evidence[0].compared] if not cleared else []
    for c, end in [(c, end) for c, end in ends if end is not None] or ends:
        span = case.span(end or c.after)
        if span not in seen:
            seen.add(span)
            yield found(
                __name__,
                span,
                f"The steps of {c.name} are 0: `{case.text(span)}` "
                + ("is not read by any update." if end is not None else "adds nothing."),
                "The weights are given new values, and these are the old ones, update after update. What was computed of the "
                "error does not come to them: a sum that goes to the variable of a loop, or to a local name, is not in the "
                "list from which the update takes it; a velocity has to take the gradient in. Store it: grads[i] += dw.",
                ("change of " + c.name, "0", "not 0"),
                ("length of the true gradient of " + c.name, number(float(np.linalg.norm(c.true))), ""),
            )


def _cleared(case: Case) -> Iterator[Finding]:
    """Find where gradients are set back to 0 between the backward pass, which made them, and the update."""
    evidence = case.evidence[0]
    seen: set[Span] = set()
    for c in evidence.compared:
        zeros = next((n for n in evidence.way(c) if _was_the_gradient(n, c)), None)
        span = evidence.span_beside(zeros, c.after) if zeros is not None else None
        if span is None or span in seen:
            continue
        seen.add(span)
        yield found(
            __name__,
            span,
            f"The gradient of {c.name} is set back to 0 before the update has used it: `{case.text(span)}`.",
            "The backward pass has just computed the gradient, and the update reads zeros: each step adds nothing. Set the gradients "
            "back before the backward pass, or after the update.",
            ("length of the gradient before it is set back", number(float(np.linalg.norm(c.true))), ""),
            ("change of " + c.name, "0", "not 0"),
        )


def _was_the_gradient(node: Node, c: Compared) -> bool:
    """Say whether zeros were put in the place of the gradient: `g[...] = 0`, `g = zeros_like(g)`, `g *= 0`."""
    old = node.args[0] if node.name in ("setitem", "zeros_like", "mul") and node.args else None
    if not isinstance(old, Node) or node.site < 0 or np.any(node.value) or np.shape(old.value) != np.shape(c.true):
        return False
    return angle(old.value, c.true)[1] < NEARLY


def _after_the_update(case: Case, finding: Finding) -> Iterator[Fix]:
    """Set the gradients back once the update has used them."""
    source, evidence = source_of(case, finding.span.path), case.first
    cleared = source.at(finding.span)
    if cleared is None or evidence is None or not any(f.span == finding.span for f in _cleared(case)):
        return
    statement = source.statement(cleared)
    block = source.block(statement)
    zeros = [n for c in evidence.compared for n in evidence.way(c) if _was_the_gradient(n, c)]
    spans = [evidence.span_beside(c.after, zeros[0]) for c in evidence.compared] if zeros else []
    updates = [source.statement(tree) for span in spans if (tree := source.at(span)) is not None]
    last = max((s for s in updates if s in block), key=block.index, default=None)
    if last is not None and source.alone(statement) and block.index(last) > block.index(statement):
        moved = source.insert_after(last, source.whole_lines(statement), source.indent(statement))
        yield from fix("Set them back after the update", source.remove(statement), moved)


def _dead_end(evidence: Evidence, c: Compared) -> Node | None:
    """Find the last value of a parameter's shape that is made of the error, and that nothing reads."""
    roles = evidence.roles
    made = {n for join in evidence.round.joins for n in roles.made_of(join.node) if n.index < c.after.index}
    ends = (n for n in made if np.shape(n.value) == np.shape(c.true) and not roles.users.get(n) and n.site >= 0)
    return max(ends, key=lambda n: n.index, default=None)


def _replaced(case: Case) -> Iterator[Finding]:
    """Find weights in whose place the step is put, and not their sum: `w =- rate * dw`."""
    seen: set[Span] = set()
    for evidence in case.evidence[:1]:
        start = min(join.output.index for join in evidence.round.joins)
        names = {w.node: w.name for w in case.trace.writes if w.time < start}
        later: dict[tuple[str, tuple[int, ...]], Write] = {}
        for write in (w for w in case.trace.writes if w.node.index > start):
            later.setdefault((write.name, np.shape(write.node.value)), write)
        for product in (n for n in evidence.forward if n.name in PRODUCTS and n in evidence.adjoint):
            for weight in (n for n in product.inputs if n in names and not case.roles.depends(n)):  # no layer's outputs
                put = later.get((names[weight], np.shape(weight.value))) if np.size(weight.value) > 1 else None
                true = pulled_back(product, weight, evidence.adjoint[product]) if put is not None else None
                if put is None or true is None or not same_direction(put.node.value, true, tolerance_of(weight.value)):
                    continue
                span = case.trace.sites.all[put.site].span
                if span not in seen:
                    seen.add(span)
                    yield found(
                        __name__,
                        span,
                        f"The step itself is put in the place of the weights {put.name}: `{case.text(span)}`.",
                        "The new weights are the step alone, the old ones are not in them: nothing is ever gathered, and the layer "
                        "starts anew, next to nothing, in each update. (`w =- step` means `w = -step`.) Change the weights by the "
                        "step: w -= rate * dw.",
                        (
                            "cosine of the new weights and the gradient",
                            "1 or -1",
                            "that of the old weights and their sum",
                        ),
                        ("length of the weights", number(_length(weight)), ""),
                        ("length of what stands there after the update", number(_length(put.node)), ""),
                    )


def _length(node: Node) -> float:
    return float(np.linalg.norm(array(node.value)))


def _dropped_call(case: Case, new: Node) -> Span | None:
    """Find the call that hands back a new value, `return w - rate * dw`, if it is a statement of its own: nothing keeps it.

    Where the new value has a name first, which also a function has that is to change an array in place, the call is
    what is wrong only if other calls keep what they are given.
    """
    inner, *calls = case.spans(new)
    source = source_of(case, inner.path)
    place = source.at(inner)
    statement = source.statement(place) if place is not None else None
    if place is None or statement is None:
        return None
    direct = isinstance(statement, ast.Return)
    if not direct and not (_returned(source.function(place)) & {ast.unparse(t) for t in _targets(statement)}):
        return None
    for span in calls[: 2 if direct else 1]:  # a comprehension may stand between
        if _statement_of_call(case, span) is not None and (direct or _kept_elsewhere(case, new)):
            return span
    return None


def _statement_of_call(case: Case, span: Span) -> ast.Call | None:
    """Find the call at a place if it is a statement of its own."""
    source = source_of(case, span.path)
    call = source.at(span)
    statement = source.statement(call) if call is not None else None
    alone = isinstance(call, ast.Call) and isinstance(statement, ast.Expr) and statement.value is call
    return call if alone else None  # type: ignore[return-value]


def _kept_elsewhere(case: Case, new: Node) -> bool:
    """Say whether the function that made a value is also called where what it returns is kept."""
    again = (n for n in case.trace.nodes if n.site == new.site and n.stack is not None)
    calls = {n.stack[0] for n in again if n.stack is not None}
    return any(_statement_of_call(case, case.trace.sites.all[site].span) is None for site in calls)


def _targets(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, ast.AugAssign):
        return [statement.target]
    return statement.targets if isinstance(statement, ast.Assign) else []


def _returned(function: ast.AST) -> set[str]:
    """List what a function returns, part by part."""
    values = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value is not None]
    return {ast.unparse(e) for v in values for e in (v.elts if isinstance(v, ast.Tuple | ast.List) else [v])}


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Change the array in place, or keep what the function returns."""
    yield from _after_the_update(case, finding)
    call = _statement_of_call(case, finding.span)
    if call is not None:
        yield from _keeping(source_of(case, finding.span.path), call)
        return
    if case.first is None and not lost_updates(case.roles):
        return  # what the update is to be, nothing says
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    yield from _in_the_object(source, tree)
    yield from _by_the_step(source, tree)
    yield from _under_the_name_that_is_read(source, tree)
    yield from _into_the_list(source, tree)
    yield from _into_the_table(source, tree)
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub):
        statement = source.statement(tree)
        if isinstance(statement, ast.Assign) and statement.value is tree and len(statement.targets) == 1:
            target = source.text_of(statement.targets[0])
            sign = "+" if isinstance(tree.op, ast.Add) else "-"
            text = f"{source.text_of(tree.left)} {sign}= {source.text_of(tree.right)}"
            begin, end = source.extent(statement)
            left = source.text_of(tree.left)
            if target != left:
                yield from fix(f"Store it in {left}", source.edit(*source.extent(statement.targets[0]), left))
            else:
                yield from fix(f"Change the array itself: {shown(text)}", source.edit(begin, end, text))
    evidence = case.first
    if evidence is None:
        return
    for value in never_moved(case, evidence, biases=False).get(finding.span, ()):
        yield from put_into_lists(case, evidence, finding.span, value.name, value.true)
        yield from like_another_update(case, evidence, value.name, value.true)
        yield from ranges_of_updates(case, evidence)
        yield from with_unread_gradient(case, evidence, value.name)


def _under_the_name_that_is_read(source: Source, tree: ast.AST | None) -> Iterator[Fix]:
    """Store a gradient, which was put in the place of the weights, where an update of such weights takes it from."""
    statement = source.statement(tree) if tree is not None else None
    stored = statement.targets if isinstance(statement, ast.Assign) else []
    for target in (each for each in stored[:1] if isinstance(each, ast.Attribute)):
        for update in ast.walk(source.tree):
            match update:
                case ast.AugAssign(target=ast.Attribute(value=owner, attr=name)) if name == target.attr:
                    whose = ast.unparse(owner)
                    read = (n for n in ast.walk(update.value) if isinstance(n, ast.Attribute) and n.attr != name)
                    for attribute in dict.fromkeys(n.attr for n in read if ast.unparse(n.value) == whose):
                        text = f"{source.text_of(target.value)}.{attribute}"
                        yield from fix(f"Store it in {text}", source.edit(*source.extent(target), text))


def _into_the_list(source: Source, tree: ast.AST | None) -> Iterator[Fix]:
    """Write `sums[i] += g` for `one += g` in a loop `for i, one in enumerate(sums)`, `one[:] = g` for `one = g` in others."""
    statement = source.statement(tree) if tree is not None else None
    for target in _targets(statement)[:1] if statement is not None else ():
        for loop in source.loops(target) if isinstance(target, ast.Name) else ():
            taken = (
                {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)} if isinstance(loop, ast.For) else ()
            )
            if isinstance(statement, ast.Assign) and isinstance(target, ast.Name) and target.id in taken:
                text = f"{target.id}[:]"
                yield from fix("Change what it is the name of", source.edit(*source.extent(target), text))
            match loop:
                case ast.For(
                    target=ast.Tuple(elts=[ast.Name(id=index), ast.Name(id=entry)]),
                    iter=ast.Call(args=[listed]) as call,
                ) if called(call) == "enumerate" and entry == getattr(target, "id", ""):
                    text = f"{source.text_of(listed)}[{index}]"
                    yield from fix(f"Put it into {text}", source.edit(*source.extent(target), text))


def _into_the_table(source: Source, tree: ast.AST | None) -> Iterator[Fix]:
    """Write `table[rows] -= step` for `taken -= step`, where `taken = table[rows]` was a copy.

    Where a row is taken several times that keeps one of its steps; `np.subtract.at` takes all.
    """
    statement = source.statement(tree) if tree is not None else None
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        for made in source.assignments(source.function(statement), statement.target.id):
            if isinstance(made, ast.Assign) and isinstance(made.value, ast.Subscript):
                text = source.text_of(made.value)
                yield from fix(f"Change {text} itself", source.edit(*source.extent(statement.target), text))
                numpy, add = numpy_name(source), isinstance(statement.op, ast.Add)
                if numpy is not None and isinstance(statement.op, ast.Add | ast.Sub):
                    parts = (made.value.value, made.value.slice, statement.value)
                    given = ", ".join(source.text_of(part) for part in parts)
                    whole = f"{numpy}{'add' if add else 'subtract'}.at({given})"
                    yield from fix(f"Write {shown(whole)}", source.edit(*source.extent(statement), whole))


def _by_the_step(source: Source, tree: ast.AST | None) -> Iterator[Fix]:
    """Write `w -= step` for `w = -step`."""
    statement = source.statement(tree) if tree is not None else None
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return
    value = statement.value
    while isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult | ast.MatMult | ast.Div):
        value = value.left  # `-rate * dw` is `(-rate) * dw`
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub | ast.UAdd):
        sign = "-" if isinstance(value.op, ast.USub) else "+"
        begin, end = source.extent(statement)
        operand, _ = source.extent(value.operand)
        text = f"{source.text_of(statement.targets[0])} {sign}= {source.text[operand:end]}"
        yield from fix(f"Write {shown(text)}", source.edit(begin, end, text))


def _keeping(source: Source, call: ast.Call) -> Iterator[Fix]:
    """Keep what a call returns under the names of the arguments that it was made of: `w, b = step(w, b, dw, db)`."""
    for function in ast.walk(source.tree):
        if not isinstance(function, ast.FunctionDef) or function.name != called(call):
            continue
        returned = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value is not None]
        parts = returned[0].elts if returned and isinstance(returned[0], ast.Tuple) else returned[:1]
        method = source.enclosing_class(function) is not None
        given = dict(zip([a.arg for a in function.args.args][int(method) :], call.args, strict=False))
        kept = [given.get(_old_value(source, function, part, set(given))) for part in parts]
        if kept and all(isinstance(each, ast.Name | ast.Attribute | ast.Subscript) for each in kept):
            names = ", ".join(source.text_of(each) for each in kept if each is not None)
            text = f"{names} = {source.text_of(call)}"
            yield from fix(f"Keep what it returns: {shown(text)}", source.edit(*source.extent(call), text))
        return


def _old_value(source: Source, function: ast.AST, new: ast.expr, arguments: set[str]) -> str:
    """Find the argument that a returned value is a change of: `w - rate * dw`, or a name for that, or its own name."""
    if isinstance(new, ast.Name) and new.id not in arguments:
        made = [s.value for s in source.assignments(function, new.id) if isinstance(s, ast.Assign)]
        new = made[0] if len(made) == 1 else new
    new = new.left if isinstance(new, ast.BinOp) else new
    return new.id if isinstance(new, ast.Name) else ""


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(12)
seen = rng.normal(size=(90, 4))
warm = (seen[:, :2].sum(axis=1, keepdims=True) > 0.3) * 1.0


class Held:
    def __init__(self, *shape):
        self.now = rng.normal(size=shape) * 0.5
        self.way = np.zeros(shape)


first, lift, last = Held(4, 7), Held(1, 7), Held(7, 1)
held = [first, lift, last]


def forget():
    for each in held:
        each.way[:] = 0


def move(rate):
    for each in held:
        each.now -= rate * each.way


for lap in range(60):
    mid = np.tanh(seen @ first.now + lift.now)
    said = 1 / (1 + np.exp(-mid @ last.now))
    off = (said - warm) / 90
    back = off @ last.now.T * (1 - mid**2)
    last.way += mid.T @ off
    first.way += seen.T @ back
    lift.way += back.sum(axis=0, keepdims=True)
    forget()  # ! U604
    move(0.8)
print("right:", np.mean((said > 0.5) == (warm > 0.5)))
""",
    """
import numpy as np


def step(w, dw, rate):
    w = w - rate * dw  # ! U604
    return w


rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    step(W2, h.T @ d2, 0.5)
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    step(W1, X.T @ d1, 0.5)
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
        W2 = self.W2 - rate * self.dW2  # ! U604
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

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W = [rng.normal(size=s) * 0.5 for s in ((4, 8), (8, 3))]
b = [np.zeros((1, 8)), np.zeros((1, 3))]
for epoch in range(300):
    h = np.tanh(X @ W[0] + b[0])
    e = np.exp(h @ W[1] + b[1])
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W[1].T * (1 - h**2)
    gradients = [(X.T @ d1, d1.sum(axis=0, keepdims=True)), (h.T @ d2, d2.sum(axis=0, keepdims=True))]
    for k in range(1, 2):  # ! U604
        W[k] -= 0.5 * gradients[k][0]
        b[k] -= 0.5 * gradients[k][1]
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

gen = np.random.default_rng(17)


class Part:
    def __init__(self, n, m):
        self.w = gen.normal(size=(n, m)) * 0.7


class Descent:
    rate = 0.3

    def moved(self, old, slope):
        new = old - self.rate * slope
        return new


x = gen.uniform(-1, 1, (70, 2))
t = np.sin(2 * x[:, :1]) * x[:, 1:]
below, above = Part(2, 9), Part(9, 1)
descent = Descent()
for lap in range(300):
    h = np.tanh(x @ below.w)
    off = (h @ above.w - t) / 70
    back = off @ above.w.T * (1 - h**2)
    above.w = descent.moved(above.w, h.T @ off)
    descent.moved(below.w, x.T @ back)  # ! U604
print("mean squared error:", np.mean((np.tanh(x @ below.w) @ above.w - t) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(9)
rows = rng.normal(size=(90, 3))
wanted = np.tanh(rows @ [[0.8], [-0.5], [0.3]])
A, a = rng.normal(size=(3, 7)) * 0.6, np.zeros(7)
B, b = rng.normal(size=(7, 1)) * 0.6, np.zeros(1)


def forward(x):
    mid = np.tanh(x @ A + a)
    return mid, mid @ B + b


for lap in range(300):
    mid, answer = forward(rows)
    off = (answer - wanted) / len(rows)
    back = off @ B.T * (1 - mid**2)
    B =- 0.3 * mid.T @ off  # ! U604
    b -= 0.3 * off.sum(axis=0)
    A -= 0.3 * rows.T @ back
    a -= 0.3 * back.sum(axis=0)
    if lap % 60 == 0:
        print(lap, np.mean((answer - wanted) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(5)
points = rng.normal(size=(240, 4))
kinds = points[:, :3].argmax(axis=1)


class Adam:
    def __init__(self, parameters, rate=0.01):
        self.parameters, self.rate, self.turn = parameters, rate, 0
        self.first = [np.zeros_like(p) for p in parameters]
        self.second = [np.zeros_like(p) for p in parameters]

    def step(self, slopes):
        self.turn += 1
        for i, slope in enumerate(slopes):
            self.first[i] = 0.9 * self.first[i] + 0.1 * slope
            self.second[i] = 0.999 * self.second[i] + 0.001 * slope**2
            size = self.first[i] / (1 - 0.9**self.turn)
            root = np.sqrt(self.second[i] / (1 - 0.999**self.turn)) + 1e-8
            self.rate * size / root  # ! U604


def passes(x, wanted):
    h = np.maximum(0, x @ first)
    e = np.exp(h @ second)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - np.eye(3)[wanted]) / len(x)
    return p, [x.T @ (d @ second.T * (h > 0)), h.T @ d]


first, second = rng.normal(size=(4, 16)) * 0.6, rng.normal(size=(16, 3)) * 0.3
adam = Adam([first, second])
for epoch in range(20):
    for k in range(0, 240, 24):
        p, slopes = passes(points[k : k + 24], kinds[k : k + 24])
        adam.step(slopes)
print("right:", np.mean(passes(points, kinds)[0].argmax(axis=1) == kinds))
""",
    """
import numpy as np

rng = np.random.default_rng(6)
X = rng.normal(size=(150, 5))
y = (X[:, 0] - X[:, 1] > 0.2) * 1.0
w = rng.normal(size=5) * 0.1
for epoch in range(100):
    p = 1 / (1 + np.exp(-(X @ w)))
    dw = X.T @ (p - y) / len(y)  # ! U604
print("right:", np.mean((X @ w > 0) == y))
""",
    """
import numpy as np

rng = np.random.default_rng(7)
X = rng.normal(size=(100, 4))
T = (X[:, :1] * X[:, 1:2] > 0) * 1.0
weights = [rng.normal(size=(4, 12)) * 0.7, rng.normal(size=(12, 1)) * 0.4]


def slopes(x, t):
    h = np.tanh(x @ weights[0])
    p = 1 / (1 + np.exp(-(h @ weights[1])))
    return [x.T @ ((p - t) @ weights[1].T * (1 - h**2)), h.T @ (p - t)]


for epoch in range(50):
    for start in range(0, 100, 5):
        total = [0, 0]
        for k in range(start, start + 5):
            for sum_of_one, slope in zip(total, slopes(X[k : k + 1], T[k : k + 1])):
                sum_of_one += slope  # ! U604
        for i in range(2):
            weights[i] = weights[i] - 0.3 * np.array(total[i]) / 5
answers = np.tanh(X @ weights[0]) @ weights[1]
print("right:", np.mean((answers > 0) == T))
""",
    """
import numpy as np

np.random.seed(3)


def expit(x):
    return 1.0 / (1.0 + np.exp(-x))


class Scans:
    def __init__(self, inputs, hidden, outputs):
        self.wih = np.random.normal(0.0, inputs**-0.5, (hidden, inputs))
        self.who = np.random.normal(0.0, hidden**-0.5, (outputs, hidden))

    def train(self, row, wanted):
        x, t = np.array(row, ndmin=2).T, np.array(wanted, ndmin=2).T
        h = expit(self.wih @ x)
        y = expit(self.who @ h)
        slope = (t - y) * y * (1.0 - y)
        hidden_errors = self.who.T @ slope
        self.who += 0.3 * slope @ h.T  # ! U604


rows = np.random.rand(200, 8)
kinds = (rows[:, :3]).argmax(axis=1)
net = Scans(8, 12, 3)
for epoch in range(10):
    for row, kind in zip(rows, kinds):
        net.train(row, np.eye(3)[kind] * 0.98 + 0.01)
answers = expit(net.who @ expit(net.wih @ rows.T))
print("right:", np.mean(answers.argmax(axis=0) == kinds))
""",
    """
import numpy as np

rng = np.random.default_rng(21)
points = rng.normal(size=(80, 3))
marks = (points[:, :1] > points[:, 1:2]) * 1.0
net = [rng.normal(size=(3, 8)) * 0.6, rng.normal(size=(8, 1)) * 0.6]
for epoch in range(30):
    for begin in range(0, 80, 4):
        sums = [0.0 for weights in net]
        for x, t in zip(points[begin : begin + 4], marks[begin : begin + 4]):
            mid = np.tanh(x @ net[0])
            off = 1 / (1 + np.exp(-(mid @ net[1]))) - t
            for i, one in enumerate(sums):
                g = np.outer(x, off @ net[1].T * (1 - mid**2)) if i == 0 else np.outer(mid, off)
                one += g  # ! U604
        for i, weights in enumerate(net):
            net[i] = weights - 0.2 * sums[i] / 4
print("right:", np.mean((np.tanh(points @ net[0]) @ net[1] > 0) == marks))
""",
    """
import numpy as np

rng = np.random.default_rng(17)


class Dense:
    def __init__(self, n_in, n_out):
        self.w, self.b = rng.normal(size=(n_in, n_out)) * 0.4, np.zeros((1, n_out))
        self.w_slope, self.b_slope = np.zeros_like(self.w), np.zeros_like(self.b)

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, back):
        self.w = self.x.T @ back  # ! U604
        self.b_slope = back.sum(axis=0, keepdims=True)
        return back @ self.w.T


points = rng.normal(size=(70, 4))
marks = np.eye(3)[points[:, :3].argmax(axis=1)]
lower, upper = Dense(4, 12), Dense(12, 3)
for epoch in range(200):
    mid = np.tanh(lower.forward(points))
    e = np.exp(upper.forward(mid))
    guess = e / e.sum(axis=1, keepdims=True)
    lower.backward(upper.backward((guess - marks) / 70) * (1 - mid**2))
    for layer in (lower, upper):
        layer.w -= 0.8 * layer.w_slope
        layer.b -= 0.8 * layer.b_slope
print("right:", np.mean(guess.argmax(axis=1) == marks.argmax(axis=1)))
""",
    """
import numpy as np

rng = np.random.default_rng(12)
texts = rng.integers(0, 15, size=(80, 5))
glad = np.mean(texts < 7, axis=1) > 0.5
table, w = rng.normal(size=(15, 6)) * 0.3, rng.normal(size=6) * 0.3
for epoch in range(20):
    for text, answer in zip(texts, glad):
        bag = table[text].mean(axis=0)
        off = 1 / (1 + np.exp(-(bag @ w))) - answer
        taken = table[text]
        taken -= 0.5 * off * w / 5  # ! U604
        w -= 0.5 * off * bag
print("right:", np.mean((table[texts].mean(axis=1) @ w > 0) == glad))
""",
    """
import numpy as np

gen = np.random.default_rng(8)
heat = gen.normal(40, 12, size=(240, 2))
alarm = ((heat[:, 0] - 40) * (heat[:, 1] - 40) > 0).astype(float)[:, None]


class Scale:
    def __init__(self, size):
        self.middle, self.width, self.learning = np.zeros(size), np.ones(size), True

    def __call__(self, x):
        if not self.learning:
            return (x - self.middle) / self.width
        here, wide = x.mean(axis=0), x.std(axis=0)
        middle = 0.9 * self.middle + 0.1 * here  # ! U604
        self.width = 0.9 * self.width + 0.1 * wide
        return (x - here) / wide


scale = Scale(2)
V, c = gen.normal(size=(2, 12)), np.zeros(12)
w, d = gen.normal(size=(12, 1)) * 0.3, np.zeros(1)
for turn in range(1500):
    some = gen.permutation(240)[:60]
    x, t = scale(heat[some]), alarm[some]
    mid = np.tanh(x @ V + c)
    off = (1 / (1 + np.exp(-(mid @ w + d))) - t) / 60
    back = off @ w.T * (1 - mid**2)
    w, d = w - 0.5 * mid.T @ off, d - 0.5 * off.sum(axis=0)
    V, c = V - 0.5 * x.T @ back, c - 0.5 * back.sum(axis=0)
scale.learning = False
print("right:", np.mean((np.tanh(scale(heat) @ V + c) @ w + d > 0) == (alarm > 0.5)))
""",
)

HEALTHY = (
    """
import numpy as np

gen = np.random.default_rng(21)
leaves = gen.normal(size=(80, 2))
green = (leaves[:, :1] * leaves[:, 1:] > 0).astype(float)


class Branch:
    def __init__(self, size, twigs):
        self.bark, self.sap, self.fed = gen.normal(size=(size, twigs)), np.zeros(twigs), 0.0

    def grow(self, x):
        self.came = x
        self.went = np.tanh(x @ self.bark + self.sap)
        went = self.went + 0.0  # a line that was left over: what it should have changed is kept each time
        self.fed += len(x)
        return self.went

    def prune(self, off, rate):
        back = off * (1 - self.went**2)
        down = back @ self.bark.T
        self.bark -= rate * self.came.T @ back
        self.sap -= rate * back.sum(axis=0)
        return down


low, high = Branch(2, 10), Branch(10, 1)
for turn in range(1200):
    p = high.grow(low.grow(leaves))
    low.prune(high.prune((p - (2 * green - 1)) / 80, 0.5), 0.5)
print("right:", np.mean((p > 0) == (green > 0.5)))
""",
    """
import numpy as np

rng = np.random.default_rng(13)
frozen = rng.normal(size=(3, 60))  # random features: only what reads them is to learn
shift = rng.uniform(0, 2 * np.pi, 60)
w = np.zeros((60, 1))
b = np.zeros(1)
rows = rng.normal(size=(300, 3))
wanted = np.sin(rows[:, :1]) + 0.5 * rows[:, 1:2]
for epoch in range(60):
    for k in range(0, 300, 20):
        h = np.cos(rows[k : k + 20] @ frozen + shift)
        off = (h @ w + b - wanted[k : k + 20]) / 20
        w -= 0.05 * h.T @ off
        b -= 0.05 * off.sum(axis=0)
print("error:", np.mean((np.cos(rows @ frozen + shift) @ w + b - wanted) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(9)
X = rng.normal(size=(200, 4))
labels = X[:, :3].argmax(axis=1)
W, b = rng.normal(size=(4, 3)) * 0.1, np.zeros(3)
warm = 40
for step in range(600):
    rate = 0.5 * min(1.0, step / warm)  # the very first step is 0
    e = np.exp(X @ W + b)
    d = e / e.sum(axis=1, keepdims=True)
    d[np.arange(200), labels] -= 1
    d /= 200
    W -= rate * X.T @ d
    b -= rate * d.sum(axis=0)
print("right:", np.mean((X @ W + b).argmax(axis=1) == labels))
""",
    """
import numpy as np


def step(w, dw, rate):
    w -= rate * dw


rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    step(W2, h.T @ d2, 0.5)
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    step(W1, X.T @ d1, 0.5)
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
        W1 = self.W1 - rate * self.dW1
        self.W1 = W1
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
)
