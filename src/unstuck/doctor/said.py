"""What a script says of a number that it computes, and which of its names it never looks at."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from unstuck.doctor.case import Case
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source
from unstuck.doctor.values import source_of

_SHAPE = {"shape", "size", "ndim", "dtype"}


def said_of(case: Case, node: Node) -> str:
    """Collect the words that go with a value: in its statement, in the calls under way, where it is printed."""
    words: list[str] = []
    for span in case.spans(node):
        source = source_of(case, span.path)
        place = source.at(span)
        statement = source.statement(place) if place is not None else None
        if not isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr | ast.Return):
            continue
        words += _strings(statement)
        names = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        words += names
        if names:
            for other in ast.walk(source.function(statement)):
                printed = isinstance(other, ast.Expr) and isinstance(other.value, ast.Call)
                if printed and any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(other)):
                    words += _strings(other)
    return " ".join(words).lower()


def _strings(tree: ast.AST) -> list[str]:
    return [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def never_used(source: Source) -> set[str]:
    """List names that are given values, and read for their shape at most, or to make others that are never used."""
    stored = {n.id for n in ast.walk(source.tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    into: dict[str, list[set[str] | None]] = {name: [] for name in stored}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in into:
            into[node.id] += _made_with(source, node)
    unused = set(stored)
    while gone := {name for name in unused if any(to is None or not to <= unused for to in into[name])}:
        unused -= gone
    return unused


def _made_with(source: Source, name: ast.Name) -> Iterator[set[str] | None]:
    """Find the names that are made with a name where it is read; None if it goes elsewhere."""
    parent = source.parent[name]
    if isinstance(parent, ast.Attribute) and parent.attr in _SHAPE:
        return
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id == "len":
        return
    statement = source.statement(name)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        yield None
        return
    target, value = statement.targets[0], statement.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        pairs = list(zip(target.elts, value.elts, strict=True))
        target = next((t for t, v in pairs if any(n is name for n in ast.walk(v))), target)
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    yield {p.id for p in parts if isinstance(p, ast.Name)} if all(isinstance(p, ast.Name) for p in parts) else None
