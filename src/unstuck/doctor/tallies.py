"""Counts of right answers that go on from one round to the next, and what they are divided by."""

from __future__ import annotations

import ast
import bisect
from collections.abc import Iterator
from dataclasses import dataclass

from unstuck.doctor.answers import comparisons
from unstuck.doctor.case import Case
from unstuck.doctor.tree import Source
from unstuck.doctor.values import source_of


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
    updates = {node.site for round_ in case.roles.rounds for node in round_.after.values()}
    moved = [node.index for node in case.trace.nodes if node.site in updates]
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
