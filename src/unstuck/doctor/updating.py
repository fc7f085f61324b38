"""Repairs of updates: those that are left out, and those that do not reach all of a parameter."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.directions import same_direction
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Edit, Fix, Span
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source, unread_names
from unstuck.doctor.values import LEAVES, Scope, called, numpy_name, source_of, tree_of


def like_another_update(case: Case, evidence: Evidence, name: str, true: Any) -> Iterator[Fix]:
    """Write an update for a parameter that has none, in the words of another's."""
    for c in sorted(evidence.compared, key=lambda each: -each.after.index):
        tree = tree_of(case, c.after)
        if tree is None or not c.agrees:
            continue
        scope = Scope(case, c.after)
        source = scope.source
        statement = source.statement(tree)
        gradients = [t for t, v in scope.values.items() if _proportional(v, c.true)]
        if not source.alone(statement):
            continue
        for old in gradients:
            for new in _gradients_of(scope, true):
                text = source.whole_lines(statement).split("#")[0].rstrip()
                changed = _renamed(_renamed(text, scope.text[old], new), c.name, name)
                if name in changed and new in changed:
                    title = f"Update it like {c.name}: {shown(changed)}"
                    yield from fix(title, source.insert_after(statement, changed, source.indent(statement)))


def like_another_bias(case: Case, evidence: Evidence, name: str, true: Any) -> Iterator[Fix]:
    """Write an update for a bias in the words of another bias's, with the error of its own layer."""
    last = max(evidence.compared, key=lambda c: c.after.index)
    place = tree_of(case, last.after)
    if place is None:
        return
    for c in evidence.compared:
        tree = tree_of(case, c.after)
        if tree is None or not c.agrees or not evidence.is_bias(c):
            continue
        scope, at_end = Scope(case, c.after), Scope(case, last.after)
        statement, end = scope.source.statement(tree), scope.source.statement(place)
        value = getattr(statement, "value", None)
        if (
            value is None
            or not scope.source.alone(statement)
            or scope.source.block(end) != scope.source.block(statement)
        ):
            continue
        used = {ast.unparse(n) for n in ast.walk(value) if isinstance(n, LEAVES)}
        for old in used & scope.values.keys():
            for new, array in at_end.values.items():
                if not isinstance(array, np.ndarray) or np.ndim(array) != np.ndim(scope.values[old]) or new == old:
                    continue
                changed = _renamed(
                    _renamed(scope.source.text_of(value), scope.text[old], at_end.text[new]), c.name, name
                )
                try:
                    step = at_end.evaluate(changed)
                    step = step if isinstance(statement, ast.AugAssign) else step - at_end.values[name]
                except Exception:
                    continue
                if np.any(step) and _proportional(np.asarray(step), true):
                    line = scope.source.whole_lines(statement).split("#")[0].rstrip()
                    written = _renamed(_renamed(line, scope.text[old], at_end.text[new]), c.name, name)
                    title = f"Update it like {c.name}: {shown(written)}"
                    yield from fix(title, scope.source.insert_after(end, written, scope.source.indent(end)))


def _renamed(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<![\w.]){re.escape(old)}(?![\w(])", lambda _: new, text)


def _proportional(value: Any, true: Any) -> bool:
    return isinstance(value, np.ndarray) and value.shape == np.shape(true) and bool(same_direction(value, true, 1e-6))


def _gradients_of(scope: Scope, true: Any) -> Iterator[str]:
    """Write the gradient of a bias: a value that is there, or the sum of one over the samples."""
    numpy = numpy_name(scope.source)
    for text, value in scope.values.items():
        if _proportional(value, true):
            yield scope.text[text]
    for text, value in scope.values.items():
        if isinstance(value, np.ndarray) and value.ndim == 2 and numpy is not None:
            for axis in (0, 1):
                for keep in (True, False):
                    if _proportional(value.sum(axis=axis, keepdims=keep), true):
                        yield f"{numpy}sum({scope.text[text]}, axis={axis}{', keepdims=True' if keep else ''})"


def with_unread_gradient(case: Case, evidence: Evidence, name: str) -> Iterator[Fix]:
    """Write an update for a parameter like another's, with what is computed beside it and read nowhere."""
    seen = set()
    for c in evidence.compared:
        tree = tree_of(case, c.after)
        if tree is None or not c.right or id(tree) in seen:
            continue
        seen.add(id(tree))
        scope = Scope(case, c.after)
        source, statement = scope.source, scope.source.statement(tree)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
        value = getattr(statement, "value", None)
        if target is None or value is None or not source.alone(statement):
            continue
        own = source.text_of(target)
        line = source.whole_lines(statement).split("#")[0].rstrip()
        read = dict.fromkeys(source.text_of(n) for n in ast.walk(value) if isinstance(n, ast.Name | ast.Attribute))
        used = [text for text in read if np.ndim(scope.values.get(text, 0))]
        for unread in unread_names(source, source.function(tree)):
            for old in used:
                if old != own and not own.startswith(old):
                    written = _renamed(_renamed(line, old, unread), own, name)
                    if written.startswith(name):
                        title = f"Update it like {own}: {shown(written)}"
                        yield from fix(title, source.insert_after(statement, written, source.indent(statement)))


def list_of_updates(case: Case, update: Node) -> list[ast.List | ast.Tuple]:
    """Find the lists, written out, through which a loop around an update goes: `for p, dp in zip([W, b], [dW, db])`.

    Or the one list of pairs; or of names, `for k in ("W1", "W2")`.
    """
    tree = tree_of(case, update)
    loops = source_of(case, case.span(update).path).loops(tree) if tree is not None else []
    if not loops or not isinstance(loops[0], ast.For):
        return []
    lists = [n for n in ast.walk(loops[0].iter) if isinstance(n, ast.List | ast.Tuple) and len(n.elts) > 1]
    pairs = [n for n in lists if all(isinstance(e, ast.Tuple) for e in n.elts)]
    return pairs or [n for n in lists if all(isinstance(e, (*LEAVES, ast.Constant)) for e in n.elts)]


def put_into_lists(case: Case, evidence: Evidence, place: Span, name: str, true: Any) -> Iterator[Fix]:
    """Put a parameter and its gradient into the lists, or the list of pairs, through which a loop of updates goes.

    Or its name into a list of names. Nothing is offered where no such list stands at the place.
    """
    found = (list_of_updates(case, c.after) for c in evidence.compared)
    lists = next((each for each in found if each and source_of(case, place.path).span(each[0]) == place), [])
    if not lists:
        return
    if all(isinstance(e, ast.Constant) for e in lists[0].elts):
        key = re.search(r"\['([^'\[\]]+)'\]$", name)
        source = source_of(case, case.span(max(evidence.compared, key=lambda c: c.after.index).after).path)
        begin, end = source.extent(lists[0].elts[-1])
        quote = source.text[begin]
        if key is not None:
            yield from fix(f"Update {name} as well", source.edit(end, end, f", {quote}{key[1]}{quote}"))
        return
    scope = Scope(case, max(evidence.compared, key=lambda c: c.after.index).after)
    known = list(_gradients_of(scope, true))
    trees = [ast.parse(text.strip(), mode="eval").body for text in known]
    whole = [ast.unparse(tree.value) for tree in trees if isinstance(tree, ast.Subscript)]  # filled row by row
    for gradient in dict.fromkeys((*whole, *known)):
        texts = (name, gradient) if len(lists) == 2 else (f"({name}, {gradient})",)
        edits = []
        for each, text in zip(lists, texts, strict=False):
            begin, end = scope.source.extent(each.elts[-1])
            edits.append(scope.source.edit(begin, end, f"{scope.source.text_of(each.elts[-1])}, {text}"))
        yield from fix(f"Update {name} as well", *edits)


def place_of_short_range(case: Case, update: Node) -> Span | None:
    """Find the range of a loop around an update that leaves out the first or the last, if there is one."""
    tree = tree_of(case, update)
    source = source_of(case, case.span(update).path)
    short = short_range(source, source.statement(tree)) if tree is not None else None
    return source.span(short) if short is not None else None


def short_range(source: Source, statement: ast.stmt) -> ast.Call | None:
    """Find the range of a loop around an update that begins behind the first or ends before the last: `range(1, n)`."""
    for loop in source.loops(statement):
        for call in ast.walk(loop.iter) if isinstance(loop, ast.For) else ():
            if isinstance(call, ast.Call) and called(call) == "range":
                texts = [source.text_of(a) for a in call.args]
                if (len(texts) > 1 and texts[0] != "0") or re.search(r"-\s*\d+$", texts[min(1, len(texts) - 1)]):
                    return call
    return None


def whole_range(source: Source, statement: ast.stmt) -> Iterator[Fix]:
    """Let slices in an update, and ranges of the loops around it, begin at the first and end behind the last."""
    sides = [node for node in ast.walk(statement) if isinstance(node, ast.Slice)]
    edits = [edit for node in sides if (edit := _without_bounds(source, node)) is not None]
    yield from fix("Update all of it", *edits)
    for edit in edits:
        yield from fix("Update all of it", edit)
    for loop in source.loops(statement):
        for call in ast.walk(loop.iter) if isinstance(loop, ast.For) else ():
            if isinstance(call, ast.Call) and called(call) == "range":
                arguments = [source.text_of(a) for a in call.args]
                texts = [arguments[0]] if len(arguments) == 1 else arguments[1:2]
                for text in texts:
                    more = text.rpartition("-")[0].strip() if re.search(r"-\s*1$", text) else f"{text} + 1"
                    whole = [f"range({text})", f"range({more})", f"range({arguments[0]}, {more})", f"range(1, {text})"]
                    for written in whole if len(arguments) == 2 else whole[1:2]:
                        yield from fix(f"Go through all: {shown(written)}", source.put(call, written))
            elif isinstance(call, ast.Slice):
                yield from fix("Go through all", _without_bounds(source, call))


def back_into_the_loop(source: Source, statement: ast.stmt) -> Iterator[Fix]:
    """Move an update into the loop before it, if it uses what this loop goes through: it is done for the last alone."""
    block = source.block(statement)
    before = block[: block.index(statement)]
    used = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}
    while before and not isinstance(before[-1], ast.For) and source.alone(before[-1]):
        before = before[:-1]  # such updates may stand one behind the other
    loop = before[-1] if before else None
    through = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)} if isinstance(loop, ast.For) else set()
    if isinstance(loop, ast.For) and used & through and source.alone(statement) and source.alone(loop.body[-1]):
        text, indent, begin = source.text_of(statement), source.indent(loop.body[0]), source.extent(statement)[0]
        title = f"Do it within the loop: {shown(text)}"
        if before[-1] is block[block.index(statement) - 1]:
            yield from fix(title, source.edit(begin - len(source.indent(statement)), begin, indent))
        else:
            yield from fix(title, source.insert_after(loop.body[-1], text, indent), source.remove(statement))


def _without_bounds(source: Source, node: ast.Slice) -> Edit | None:
    return Edit(source.span(node), ":") if node.lower is not None or node.upper is not None else None


def ranges_of_updates(case: Case, evidence: Evidence) -> Iterator[Fix]:
    """Let the loops around the updates that are made go through all layers."""
    trees = [(case.span(c.after).path, tree_of(case, c.after)) for c in evidence.compared if c.moved]
    statements = {source_of(case, path).statement(tree): path for path, tree in trees if tree is not None}
    for statement, path in statements.items():
        yield from whole_range(source_of(case, path), statement)
