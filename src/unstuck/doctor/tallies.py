"""Counts of right answers that go on from one round to the next, and what they are divided by."""

from __future__ import annotations

import ast
import bisect
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from unstuck.doctor.answers import comparisons
from unstuck.doctor.case import Case
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source
from unstuck.doctor.values import called, source_of


@dataclass(frozen=True)
class Tally:
    """A count that begins at 0 before a loop, is raised in it and divided there, and never set back."""

    start: ast.Assign
    loop: ast.For | ast.While
    share: ast.BinOp
    turns: int  # of the loop, as far as it was seen: before each but the first the weights had moved


def never_set_back(case: Case) -> Iterator[tuple[Source, Tally]]:
    """Find the counts of right answers whose share of one round's answers has those of the rounds before in it."""
    seen: set[ast.stmt] = set()
    judged: dict[int, list[int]] = {}
    for comparison in comparisons(case):
        judged.setdefault(comparison.node.site, []).append(comparison.node.index)
    moved = _updates(case)
    for site, times in judged.items():
        span = case.trace.sites.all[site].span
        source = source_of(case, span.path)
        place = source.at(span)
        turns = len({bisect.bisect(moved, when) for when in times})
        raised = _raised(source, place) if place is not None else None
        if raised is None or turns < 2 or raised in seen:
            continue
        seen.add(raised)
        for start, loop, share in _divided(source, raised):
            yield source, Tally(start, loop, share, turns)


def _updates(case: Case) -> list[int]:
    """List when the weights were moved."""
    updates = {node.site for round_ in case.roles.rounds for node in round_.after.values()}
    return [node.index for node in case.trace.nodes if node.site in updates]


@dataclass(frozen=True)
class Count:
    """A count of right answers that begins at 0, is raised in one loop, and divided behind it by a number of rows."""

    share: ast.BinOp
    answers: int  # that were compared in each run of the loop
    divisor: int


def counts(case: Case) -> Iterator[tuple[Source, Count]]:
    """Find the counts of right answers, each with the number of the answers and with what it is divided by."""
    judged: dict[int, list[Node]] = {}
    for comparison in comparisons(case):
        if np.size(comparison.node.value) == 1:
            judged.setdefault(comparison.node.site, []).append(comparison.node)
    moved = _updates(case)
    for site, nodes in judged.items():
        span = case.trace.sites.all[site].span
        source = source_of(case, span.path)
        place = source.at(span)
        raised = _raised(source, place) if place is not None else None
        loops = source.loops(raised) if raised is not None else []
        if raised is None or place is None or not isinstance(loop := loops[0] if loops else None, ast.For):
            continue
        ended = [case.trace.sites.all[s].span for s in case.trace.cut]
        left = any(isinstance(n, ast.Break | ast.Continue | ast.Return | ast.BoolOp) for n in ast.walk(loop))
        if left or source.statement(place) not in loop.body or source.span(loop) in ended:
            continue  # not all rows are asked about, or were seen
        runs: dict[tuple[int, int], int] = {}
        for node in nodes:
            run = (id(node.stack), bisect.bisect(moved, node.index))
            runs[run] = runs.get(run, 0) + 1
        if case.trace.why_ended:
            runs.popitem()  # it need not have come to its end
        share = _share_behind(source, loop, raised)
        divisor = _number_of(case, source, share.right) if share is not None else None
        if share is not None and divisor is not None and len(set(runs.values())) == 1:
            yield source, Count(share, next(iter(runs.values())), divisor)


def _share_behind(source: Source, loop: ast.For, raised: ast.AugAssign) -> ast.BinOp | None:
    """Find where a count is divided, behind the loop that raises it and begins it nowhere else than just before."""
    name, function = ast.unparse(raised.target), source.function(raised)
    stored = [s for s in source.assignments(function, name) if s is not raised]
    start = stored[0] if len(stored) == 1 else None
    if not isinstance(start, ast.Assign) or not _zero(start.value) or start not in source.block(loop):
        return None
    outer = source.loops(loop)
    shares = [
        n
        for n in ast.walk(function)
        if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div) and ast.unparse(n.left) == name
    ]
    behind = [n for n in shares if source.loops(n) == outer and n.lineno > loop.lineno]
    return behind[0] if len(shares) == len(behind) == 1 else None


def _number_of(case: Case, source: Source, written: ast.expr) -> int | None:
    """Read a number of rows: a whole number, or `len(x)` and `x.shape[0]` of what was seen with one length only."""
    if isinstance(written, ast.Constant):
        return written.value if type(written.value) is int else None
    data = None
    if isinstance(written, ast.Call) and called(written) == "len" and len(written.args) == 1:
        data = written.args[0]
    if isinstance(written, ast.Subscript) and ast.unparse(written.slice) == "0":
        shape = written.value
        data = shape.value if isinstance(shape, ast.Attribute) and shape.attr == "shape" else None
    if not isinstance(data, ast.Name) or data.id in _parameters(source.function(written)):
        return None
    lengths = {np.shape(w.node.value)[:1] for w in case.trace.writes if w.name == data.id}
    return next(iter(lengths))[0] if len(lengths) == 1 and () not in lengths else None


def _parameters(function: ast.AST) -> set[str]:
    return {a.arg for a in ast.walk(function) if isinstance(a, ast.arg)}


def _raised(source: Source, place: ast.AST) -> ast.AugAssign | None:
    """Find the statement that counts an answer: `n += a == b`, or `if a == b: n += 1`."""
    statement = source.statement(place)
    if isinstance(statement, ast.If) and any(place is each for each in ast.walk(statement.test)):
        statement = next((s for s in statement.body if isinstance(s, ast.AugAssign)), statement)
    adds = isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add)
    return statement if adds else None  # type: ignore[return-value]


def _divided(source: Source, raised: ast.AugAssign) -> Iterator[tuple[ast.Assign, ast.For | ast.While, ast.BinOp]]:
    """Find where a count is divided by what is the same in each turn of a loop before which it began."""
    name, function = ast.unparse(raised.target), source.function(raised)
    stored = [s for s in source.assignments(function, name) if s is not raised]
    if len(stored) != 1 or not isinstance(start := stored[0], ast.Assign) or not _zero(start.value):
        return
    around = source.loops(raised)
    for loop in around[1:]:
        if loop in source.loops(start):
            return
        changing = {n.id for n in ast.walk(loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        for node in ast.walk(loop):
            share = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and ast.unparse(node.left) == name
            if not share or around[0] in source.loops(node):
                continue
            by = {n.id for n in ast.walk(node.right) if isinstance(n, ast.Name)}  # type: ignore[attr-defined]
            if not by & changing:
                yield start, loop, node  # type: ignore[misc]
                return


def _zero(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and not isinstance(value.value, bool) and value.value == 0
