"""Names that stand for the same array."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.findings import Span
from unstuck.doctor.script import Site
from unstuck.doctor.trace import Node, Write, frames
from unstuck.doctor.values import source_of

WINDOWS = ("T", "transpose", "reshape", "ravel", "squeeze", "getitem")
"""What gives the same numbers in another form."""


def in_place(case: Case, node: Node) -> bool:
    """Say whether a version was made by changing the old array itself."""
    if not isinstance(node.value, np.ndarray) or node in case.trace.numbers:
        return False  # a number cannot change: `w += 1` makes a new one
    site = case.trace.site(node)
    return site.in_place is not None or node.name == "setitem"


def changed_in_place(case: Case, old: Node, new: Node) -> bool:
    """Say whether a version was made by changing the array of an older one, and not a copy of it."""
    before = new.inputs[0] if new.inputs else new
    while before is not old and before.name in WINDOWS and before.inputs:
        before = before.inputs[0]
    return before is old and in_place(case, new)


def kept_for_later(case: Case, write: Write) -> bool:
    """Say whether a plain assignment gave an existing value another name: `best = self.W`, no call, no operation."""
    site = case.trace.sites.all[write.site]
    statement = site.node
    if not isinstance(statement, ast.Assign):
        return False
    try:
        tree = ast.parse(case.trace.sites.text(site.span)).body[0]
    except SyntaxError:
        return False
    if not isinstance(tree, ast.Assign):
        return False
    return isinstance(tree.value, ast.Name | ast.Attribute | ast.Subscript)


def read_before(case: Case, write: Write, change: Node) -> bool:
    """Say whether a name for an array is only read before the array changes, in the function that does both."""
    site = case.trace.sites.all[write.site]
    source = source_of(case, site.span.path)
    statement, update = source.at(site.span), source.at(case.span(change))
    if statement is None or update is None or not write.name.isidentifier():
        return False
    function = source.function(statement)
    if function is not source.function(update):
        return False
    lines = [n.lineno for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == write.name]
    return statement.lineno == min(lines) and max(lines) < update.lineno


def is_gone(case: Case, write: Write, change: Node) -> bool:
    """Say whether a name was local to a call that was over before the array changed: then it kept nothing."""
    site = case.trace.sites.all[write.site]
    source = source_of(case, site.span.path)
    statement = source.at(site.span)
    if statement is None or not write.name.isidentifier():
        return False
    function = source.function(statement)
    if not isinstance(function, ast.FunctionDef) or any(
        isinstance(n, ast.Global | ast.Nonlocal) and write.name in n.names for n in ast.walk(function)
    ):
        return False
    for node in case.trace.nodes[write.time : change.index]:
        calls = [(node.site, node.stack), *frames(node.stack)]  # it was made in the same call, or in one made by it
        for at, stack in calls:
            span = case.trace.sites.all[at].span if at >= 0 else None
            place = source.at(span) if span is not None and span.path == site.span.path else None
            if place is not None and source.function(place) is function:
                return stack is not None and not any(frame is stack for frame in frames(change.stack))
    return False


def for_afterwards(case: Case, place: Site) -> bool:
    """Say whether a name is assigned on a condition within a loop, and read only when that loop is over."""
    source = source_of(case, place.span.path)
    statement = source.at(place.span, ast.Assign)
    loops = source.loops(statement) if statement is not None else []
    if statement is None or not loops:
        return False
    inside = set(ast.walk(loops[-1]))
    conditions = [n for n in inside if isinstance(n, ast.If) and statement in ast.walk(n)]
    read = [
        n
        for n in ast.walk(source.tree)
        if isinstance(n, ast.Name | ast.Attribute) and isinstance(n.ctx, ast.Load) and ast.unparse(n) == place.target
    ]
    return bool(conditions and read) and not any(n in inside for n in read)


def taken_from_itself(case: Case) -> Iterator[tuple[Node, Span, tuple[str, str]]]:
    """Find differences of an array with itself under two names, and the assignment that made the second name.

    Only of an array that was changed in place before: under one name, and read under the other.
    """
    seen = set()
    for node in case.trace.nodes:
        twice = node.name in ("sub", "subtract") and len(node.args) == 2 and node.args[0] is node.args[1]
        if not twice or node.site in seen or node.site < 0:
            continue
        array = node.inputs[0]
        entered = array.name in ("setitem", "overlay")
        if not entered and not in_place(case, array):
            continue
        seen.add(node.site)
        source = source_of(case, case.span(node).path)
        tree = source.at(case.span(node))
        sides = (tree.left, tree.right) if isinstance(tree, ast.BinOp) else getattr(tree, "args", ())
        names = {ast.unparse(side) for side in sides}
        for statement in ast.walk(source.function(tree)) if tree is not None and len(names) == 2 else ():
            if not isinstance(statement, ast.Assign):
                continue
            given = next((pair for pair in _given(statement) if _the_same_part(*pair, names)), None)
            if given is not None and (entered or _changed_since(case, source.span(statement), given, names, array)):
                yield node, source.span(statement), given
                break
        else:
            written = _written_under(case, array) if len(names) == 2 and entered else None
            other = next((name for name in sorted(names) if written is None or name != written.name), "")
            if written is not None:
                yield node, case.trace.sites.all[written.site].span, (written.name, other)


def _given(statement: ast.Assign) -> Iterator[tuple[str, str]]:
    """List the names that an assignment gives, each with what it is given to."""
    if len(statement.targets) == 1:
        one, other = statement.targets[0], statement.value
        both = (one, other) if isinstance(one, ast.Tuple) and isinstance(other, ast.Tuple) else None
        for target, value in zip(*(t.elts for t in both), strict=False) if both is not None else [(one, other)]:
            yield ast.unparse(target), ast.unparse(value)


def _the_same_part(target: str, value: str, names: set[str]) -> bool:
    """Say whether two names are those of an assignment, or of the same entry in both: `old[k]` and `new[k]`."""
    ends = {name.removeprefix(one) for name in names for one in (target, value) if name.startswith(one)}
    return any({target + end, value + end} == names and end[:1] in ("", "[", ".") for end in ends)


def _changed_since(case: Case, place: Span, given: tuple[str, str], names: set[str], array: Node) -> bool:
    """Say whether an array was given its second name before it was changed in place; of one in a list, believe it."""
    if set(given) != names:
        return True
    older = set()
    while in_place(case, array) and array.inputs:
        array = array.inputs[0]
        older.add(array)
    return any(w.node in older and case.trace.sites.all[w.site].span == place for w in case.trace.writes)


def _written_under(case: Case, changed: Node) -> Write | None:
    """Find the last name that an array was given, in the function that then wrote into it."""
    before = changed.args[0]
    source = source_of(case, case.span(changed).path)
    here = source.at(case.span(changed)) if changed.site >= 0 else None
    for write in sorted(case.trace.writes, key=lambda w: -w.time):
        if write.node is before and write.time <= changed.index and here is not None and write.name.isidentifier():
            statement = source.at(case.trace.sites.all[write.site].span)
            if statement is not None and source.function(statement) is source.function(here):
                return write
    return None
