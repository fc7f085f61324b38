"""Where two sets part that a script took from one object which the trace does not follow, as a table of a library."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from unstuck.doctor.findings import Edit, Span
from unstuck.doctor.tree import Source
from unstuck.doctor.values import called


def where_parted(source: Source, first: Span, second: Span) -> tuple[ast.expr, ast.expr] | None:
    """Find the expressions by which two sets were taken from the same name; None if nothing in common is found.

    Parameters
    ----------
    source : Source
    first, second : Span
        Where the arrays of the two sets were made.
    """
    one, two = (list(_origins(source, source.at(span))) for span in (first, second))
    for name, tree in two:
        before = next((other for common, other in one if common == name), None)
        if before is not None:
            return before, tree
    return None


def without_the_first(source: Source, first: ast.expr, second: ast.expr) -> Edit | None:
    """Draw the second set of a table of pandas from what the first one has left."""
    given, table = source.parent[first], second
    while isinstance(table, ast.Call | ast.Attribute):
        table = table.func if isinstance(table, ast.Call) else table.value
    drawn = isinstance(second, ast.Call) and called(second) == "sample"
    if not drawn or not isinstance(given, ast.Assign) or not isinstance(table, ast.Name):
        return None
    return source.put(table, f"{table.id}.drop({source.text_of(given.targets[0])}.index)")


def _origins(source: Source, tree: ast.AST | None) -> Iterator[tuple[str, ast.expr]]:
    """List the names that an expression was made of, back and back, each with the expression that was made of it."""
    seen: set[str] = set()
    while isinstance(tree, ast.expr) and (name := _base(tree)) is not None and name not in seen:
        seen.add(name)
        yield name, tree
        before = [
            s
            for s in source.assignments(source.function(tree), name)
            if isinstance(s, ast.Assign) and s.lineno < tree.lineno and isinstance(s.targets[0], ast.Name)
        ]
        tree = max(before, key=lambda s: s.lineno).value if before else None


def _base(tree: ast.expr) -> str | None:
    """Find the name at the front of a chain of attributes, items and calls."""
    while not isinstance(tree, ast.Name):
        if isinstance(tree, ast.Call):
            tree = tree.func
        elif isinstance(tree, ast.Attribute | ast.Subscript):
            tree = tree.value
        else:
            return None
    return tree.id
