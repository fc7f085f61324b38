"""Repairs of rows that come in a bad order: mix them, draw from all of them, go on by whole batches."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.causes import inputs_of, targets_of
from unstuck.doctor.findings import Edit, Finding, Fix
from unstuck.doctor.repair import fix, place_of, sample_counts, shown
from unstuck.doctor.restart import given_name
from unstuck.doctor.tree import Source
from unstuck.doctor.values import called, numpy_name, source_of

NAMES = ("order", "mixed", "new_order")


def in_another_order(case: Case, finding: Finding) -> Iterator[Fix]:
    """List what could be done about the rows at which a finding points."""
    source, tree = source_of(case, finding.span.path), place_of(case, finding)
    if isinstance(tree, ast.Subscript):
        yield from _whole_batches(source, tree)
        yield from _before_the_cut(case, source, tree)
    if isinstance(tree, ast.Call) and called(tree) in ("choice", "randint", "permutation"):
        yield from _from_all(case, finding, source, tree)
    yield from _as_they_are_named(case)


def _whole_batches(source: Source, tree: ast.Subscript) -> Iterator[Fix]:
    """Go on by whole batches in the loop: `range(0, n * size, size)` for `range(n)`, with `X[i:i + size]` in it."""
    part = tree.slice.elts[0] if isinstance(tree.slice, ast.Tuple) else tree.slice
    start, end = (part.lower, part.upper) if isinstance(part, ast.Slice) else (None, None)
    if not isinstance(start, ast.Name) or not isinstance(end, ast.BinOp) or ast.dump(end.left) != ast.dump(start):
        return
    for loop in source.loops(tree):
        counted = loop.iter if isinstance(loop, ast.For) and ast.dump(loop.target) == _stored(start) else None
        if isinstance(counted, ast.Call) and called(counted) == "range" and len(counted.args) == 1:
            size = source.text_of(end.right)
            count, step = counted.args[0], size if isinstance(end.right, ast.Name | ast.Constant) else f"({size})"
            times = source.text_of(count)
            times = times if isinstance(count, ast.Name | ast.Constant | ast.Call | ast.Attribute) else f"({times})"
            text = f"{source.text_of(counted.func)}(0, {times} * {step}, {size})"
            yield from fix(f"Go on by whole batches: {shown(text)}", source.put(counted, text))
            return


def _stored(name: ast.Name) -> str:
    return ast.dump(ast.Name(name.id, ast.Store()))


def _before_the_cut(case: Case, source: Source, tree: ast.Subscript) -> Iterator[Fix]:
    """Mix the rows before they are cut in two, in one order for all that is cut there at the same place."""
    statement = source.statement(tree)
    block, cut = source.block(statement), ast.dump(tree.slice)
    at: list[ast.stmt] = []
    names: dict[str, None] = {}
    for each in block:
        for part in ast.walk(each):
            if isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name) and ast.dump(part.slice) == cut:
                names[part.value.id] = None
                at.append(each)
    if isinstance(tree.slice, ast.Slice) and at and _are_arrays(case, list(names)):
        yield from _mixed(source, list(names), before=at[0])


def _from_all(case: Case, finding: Finding, source: Source, tree: ast.Call) -> Iterator[Fix]:
    """Draw from the numbers of all rows: of the array of which the drawn ones are taken next."""
    statement = source.statement(tree)
    drawn = [t for t in getattr(statement, "targets", []) if isinstance(t, ast.Name)]
    taken = [n for n in ast.walk(source.function(tree)) if isinstance(n, ast.Subscript)]
    arrays = [n.value for n in taken if drawn and ast.dump(n.slice) == ast.dump(ast.Name(drawn[0].id, ast.Load()))]
    if not tree.args or not arrays:
        return
    name = source.text_of(arrays[0])
    lengths = {len(w.node.value) for w in case.trace.writes if w.name == name and np.ndim(w.node.value)}
    for text in (*(t for length in lengths for t in sample_counts(case, finding, length)), f"len({name})"):
        yield from fix(f"Draw from all rows: {shown(text)}", source.put(tree.args[0], text))


def _as_they_are_named(case: Case) -> Iterator[Fix]:
    """Mix inputs and targets behind the lines, of one block, on which they get their names."""
    made = []
    for data in (inputs_of(case), targets_of(case)):
        where = data.where if data is not None else None
        named = given_name(where.source, where.expression) if where is not None else None
        if where is None or named is None:
            return
        made.append((where.source, *named))
    (source, first, inputs), (other, second, targets) = made
    block = source.block(first)
    if other is source and second in block and inputs != targets and _are_arrays(case, [inputs, targets]):
        last = max(first, second, key=block.index)
        yield from _mixed(source, [inputs, targets], after=last)


def _are_arrays(case: Case, names: list[str]) -> bool:
    """Say whether names are those of arrays of as many rows."""
    values = {w.name: w.node.value for w in case.trace.writes if w.name in names}
    lengths = {len(v) for v in values.values() if isinstance(v, np.ndarray) and np.ndim(v)}
    return len(values) == len(names) and len(lengths) == 1


def _mixed(
    source: Source, names: list[str], *, before: ast.stmt | None = None, after: ast.stmt | None = None
) -> Iterator[Fix]:
    numpy = numpy_name(source)
    used = {n.id for n in ast.walk(source.tree) if isinstance(n, ast.Name)}
    order = next((name for name in NAMES if name not in used), None)
    if numpy is None or order is None:
        return
    listed, taken = ", ".join(names), ", ".join(f"{name}[{order}]" for name in names)
    text = f"{order} = {numpy}random.permutation(len({names[0]}))\n{listed} = {taken}"
    edit: Edit | None = None
    if before is not None:
        edit = source.insert_before(before, text)
    elif after is not None:
        edit = source.insert_after(after, text)
    yield from fix(f"Mix the rows of {listed} in one order", edit)
