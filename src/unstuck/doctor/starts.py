"""Where the first value of a parameter, or of a constant, was written."""

from __future__ import annotations

import ast

from unstuck.doctor.case import Case
from unstuck.doctor.definitions import item_of_dict
from unstuck.doctor.findings import Span
from unstuck.doctor.trace import Node
from unstuck.doctor.values import LEAVES, operands, source_of


def where_written(case: Case, start: Node) -> tuple[str, Span] | None:
    """Find the name of a value and the place where it was given to it; the place of its use if it has none.

    The trace knows of an assignment only if the value was made of others. Of `b = np.zeros(3)` it does not; there the
    name under which the value is used is looked up in the source.
    """
    origin = case.trace.origins.get(start)
    for write in case.trace.writes:
        if write.node is start:
            return write.name, case.trace.sites.all[write.site if origin is None else origin].span
    used = None
    for user in case.roles.users.get(start, ()):
        if user.site < 0:
            continue
        for expression, value in operands(case, user):
            if value is start and isinstance(expression, LEAVES):
                name = ast.unparse(expression)
                if origin is not None:
                    return name, case.trace.sites.all[origin].span
                used = used or (name, case.span(user))
                span = first_assignment(case, case.span(user).path, name) or _item(
                    case, case.span(user).path, expression
                )
                if span is not None:
                    return name, span
    if used is None and origin is not None:
        return "the parameter", case.trace.sites.all[origin].span
    return used


def first_assignment(case: Case, path: str | None, name: str) -> Span | None:
    """Find the first assignment to a name, as it stands in a source."""
    source = source_of(case, path)
    found = [
        s for s in ast.walk(source.tree) if isinstance(s, ast.Assign) and any(name in _names(t) for t in s.targets)
    ]
    return source.span(min(found, key=lambda s: s.lineno)) if found else None


def _item(case: Case, path: str | None, expression: ast.expr) -> Span | None:
    """Find a value in the dict in which it was written down, or the list of all of them."""
    source = source_of(case, path)
    if not isinstance(expression, ast.Subscript):
        return None
    value = item_of_dict(source, expression)
    return source.span(value) if value is not None else first_assignment(case, path, ast.unparse(expression.value))


def _names(target: ast.expr) -> list[str]:
    parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    return [ast.unparse(part) for part in parts]
