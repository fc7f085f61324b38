"""How a set is scaled with the mean and spread of another one, in the script's own words."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from unstuck.doctor.findings import Edit
from unstuck.doctor.tree import Source
from unstuck.doctor.values import called

STATISTICS = {"mean", "std", "var", "max", "min", "amax", "amin", "ptp", "median", "average", "nanmean", "nanstd"}

Change = tuple[ast.expr, str]
"""An expression, and what is to stand in its place."""


def in_place(source: Source, first: ast.expr, second: ast.expr) -> list[Change]:
    """Take the statistics of one array where those of another are computed, from the second's first one on.

    Parameters
    ----------
    source : Source
    first, second : ast.expr
        The arrays as they are written where a statistic is computed of them: of the training set, of the other set.
    """
    if ast.dump(first) == ast.dump(second):
        return []
    function, text = source.function(second), source.text_of(first)
    calls = [n for n in ast.walk(function) if isinstance(n, ast.Call) and n.lineno >= second.lineno]
    operands = [o for n in calls if (o := operand_of(n)) is not None and ast.dump(o) == ast.dump(second)]
    return [(operand, text) for operand in operands]


def written_out(source: Source, first: ast.Call, second: ast.Call) -> list[Change]:
    """Write out what a function computes of one set, with the statistics of the set that it was called with before."""
    name = called(second)
    functions = [n for n in ast.walk(source.tree) if isinstance(n, ast.FunctionDef) and n.name == name]
    if len(functions) != 1 or not isinstance(first.func, ast.Name) or first.keywords or second.keywords:
        return []
    names = [a.arg for a in functions[0].args.args]
    if not len(names) == len(first.args) == len(second.args) == 1:
        return []
    theirs, mine = {names[0]: first.args[0]}, {names[0]: second.args[0]}
    for statement in functions[0].body:
        if isinstance(statement, ast.Return) and statement.value is not None:
            return [(second, ast.unparse(_Filled(mine, theirs).visit(_copy(statement.value))))]
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            given = statement.targets[0].id
            mine[given] = _Filled(dict(mine), theirs).visit(_copy(statement.value))
            theirs[given] = _Filled(dict(theirs), theirs).visit(_copy(statement.value))
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            return []
    return []


def edits(source: Source, changes: list[Change], first: ast.expr, second: ast.expr) -> Iterator[Edit | None]:
    """Make the edits; where the training set is no more what it was, the line moves up to where it still is.

    `first` and `second` stand where the two sets are scaled.
    """
    before, after = source.statement(first), source.statement(second)
    read = {n.id for _, text in changes for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)}
    if not changes or not _are_seen(source, read, before, after):
        return
    stored = _stored(source, before, after)
    if not read & stored:
        yield from (source.put(tree, text) for tree, text in changes)
        return
    own = {n.id for n in ast.walk(after) if isinstance(n, ast.Name)} - _names_stored(before)
    if source.function(before) is not source.function(after) or after not in source.block(before) or own & stored:
        return
    if all(source.statement(tree) is after for tree, _ in changes):
        yield source.insert_before(before, _spliced(source, after, changes))
        yield source.remove(after)


def operand_of(call: ast.Call) -> ast.expr | None:
    """Find of what a statistic is computed: `np.mean(x, axis=0)`, `x.mean(axis=0)`."""
    if called(call) not in STATISTICS:
        return None
    if isinstance(call.func, ast.Attribute) and not (call.args and not isinstance(call.args[0], ast.Constant)):
        return call.func.value
    return call.args[0] if call.args else None


class _Filled(ast.NodeTransformer):
    """Put expressions in the place of names; others within statistics."""

    def __init__(self, plain: dict[str, ast.expr], within: dict[str, ast.expr]):
        self.plain, self.within = plain, within

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if called(node) in STATISTICS:
            return _Filled(self.within, self.within).generic_visit(node)
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self.plain.get(node.id, node)


def _copy(tree: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(tree), mode="eval").body


def _names_stored(tree: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _stored(source: Source, before: ast.stmt, after: ast.stmt) -> set[str]:
    """List the names that are stored anew from one statement on until another runs, which may be called much later."""
    here, there = source.function(before), source.function(after)
    last = after.lineno if here is there else len(source.lines)
    parts = [n for n in ast.walk(here) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return {n.id for n in parts if before.lineno <= n.lineno < last and source.function(n) is here}


def _are_seen(source: Source, names: set[str], before: ast.stmt, after: ast.stmt) -> bool:
    """Say whether names mean the same where two statements stand: in one function, or of the module."""
    here, there = source.function(before), source.function(after)
    if here is there:
        return True
    arguments = {a.arg for a in there.args.args} if isinstance(there, ast.FunctionDef) else set()
    own = {n for statement in _names_of_module(source, here) for n in statement}
    return isinstance(here, ast.Module) and not (names & own & (_names_stored(there) | arguments))


def _names_of_module(source: Source, module: ast.AST) -> Iterator[set[str]]:
    for statement in ast.walk(module):
        if isinstance(statement, ast.stmt) and source.function(statement) is module:
            yield _names_stored(statement)


def _spliced(source: Source, statement: ast.stmt, changes: list[Change]) -> str:
    """Write a statement with other expressions in it."""
    begin, end = source.extent(statement)
    text = source.text[begin:end]
    for tree, new in sorted(changes, key=lambda change: -source.extent(change[0])[0]):
        first, last = (at - begin for at in source.extent(tree))
        text = text[:first] + new + text[last:]
    return text
