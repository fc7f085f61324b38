"""Keep what is made anew in every update: make it once, before the training or at the first step."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from unstuck.doctor.case import Case
from unstuck.doctor.findings import Edit, Fix, Span
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.tree import Source
from unstuck.doctor.values import source_of


def made_once(case: Case, span: Span) -> Iterator[Fix]:
    """Make a value once that an assignment at a place makes in every update.

    In a loop, the assignment goes before it; in a function that is called for each update, it is made when there is
    none yet, and kept with the object, or with the function where there is no object.
    """
    source = source_of(case, span.path)
    made = source.at(span)
    statement = source.statement(made) if made is not None else None
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or not source.alone(statement):
        return
    yield from _before_the_loop(case, source, statement)
    yield from _at_the_first_step(case, source, statement)


def _before_the_loop(case: Case, source: Source, statement: ast.Assign) -> Iterator[Fix]:
    """Put it before the outermost loop in which neither what it is made of nor a parameter is made."""
    starts = [case.place(slot.versions[0]) for slot in case.roles.parameters]
    read = {n.id for n in ast.walk(statement.value) if isinstance(n, ast.Name)}
    for loop in reversed(source.loops(statement)):
        inside = source.span(loop)
        begun = any(s.path == inside.path and inside.line <= s.line <= inside.end_line for s in starts)
        stored = {n.id for n in ast.walk(loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        own = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        changed = stored - own - {n.id for each in ast.walk(statement.value) for n in _counted(each)}
        if begun or read & _not_parameters(changed, case):
            continue
        written = source.insert_before(loop, source.whole_lines(statement))
        yield from fix(
            f"Make {shown(source.text_of(statement))} once, before the loop", source.remove(statement), written
        )
        return


def _counted(node: ast.AST) -> Iterator[ast.Name]:
    """List the names that a comprehension gives its items."""
    if isinstance(node, ast.comprehension):
        yield from (n for n in ast.walk(node.target) if isinstance(n, ast.Name))


def _not_parameters(names: set[str], case: Case) -> set[str]:
    """Leave out the parameters: they change in the loop, their shapes do not."""
    return names - {re.split(r"\W", slot.name)[0] for slot in case.roles.parameters}


def _at_the_first_step(case: Case, source: Source, statement: ast.Assign) -> Iterator[Fix]:
    """Make it if it is not there yet, under a name that lives on from call to call."""
    function, target = source.function(statement), statement.targets[0]
    if (
        not isinstance(function, ast.FunctionDef)
        or source.loops(statement)
        or not _once_in_an_update(case, source, statement)
    ):
        return
    arguments = [a.arg for a in function.args.args]
    method = source.enclosing_class(function) is not None and source.parent[function] is source.enclosing_class(
        function
    )
    owner = arguments[0] if method and arguments and not function.decorator_list else function.name
    if method and owner == function.name:
        return
    step = source.indent(statement).removeprefix(source.indent(function)) or "    "
    deeper = f"\n{source.indent(statement)}{step}"
    title = f"Make {shown(source.text_of(statement))} once, at the first step"
    begin, end = source.extent(target)
    if isinstance(target, ast.Attribute) and ast.unparse(target.value) == owner:
        guard = f'if not hasattr({owner}, "{target.attr}"):{deeper}'
        yield from fix(title, Edit(source.span_of(begin, begin), guard))
    if not isinstance(target, ast.Name) or target.id in arguments:
        return
    name = target.id
    uses = [n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == name and n is not target]
    first = Edit(source.span_of(begin, end), f'if not hasattr({owner}, "{name}"):{deeper}{owner}.{name}')
    if all(isinstance(n.ctx, ast.Load) for n in uses):  # what it holds is changed, and never the name
        yield from fix(title, first, source.insert_after(statement, f"{name} = {owner}.{name}"))
    elif not any(name == n.id for each in ast.walk(function) for n in _counted(each)):
        yield from fix(title, first, *(Edit(source.span(n), f"{owner}.{name}") for n in uses))


def _once_in_an_update(case: Case, source: Source, statement: ast.Assign) -> bool:
    """Say whether no more calls make it than there are updates: one for each parameter must not share a memory."""
    inside = source.span(statement)
    calls = set()
    for node in case.trace.nodes:
        site = node.site if node.site >= 0 else case.trace.origins.get(node, -1)
        span = case.trace.sites.all[site].span if site >= 0 else None
        if span is not None and span.path == inside.path and inside.line <= span.line <= inside.end_line:
            calls.add(id(node.stack))
    return 0 < len(calls) <= _updates(case)


def _updates(case: Case) -> int:
    """Count the updates that were traced: the changes of the parameter that changes most often."""
    return max((len(slot.versions) for slot in case.roles.parameters), default=0)
