"""Hand the error of a later step in time back to the one before, where a backward loop has left that out.

In the turn of the loop after the first, what is missing is known: the true derivative, less what the script has there.
It is the product of a weight matrix with the error of the turn before, and of the values that are at hand the right
ones are found by computing it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source, combined, followed, unread_names
from unstuck.doctor.values import Scope, tree_of

NAME = "later"  # of what comes back from the step after
NEAR = 1e-6


def handed_back(case: Case, finding: Finding) -> Iterator[Fix]:
    """Add what comes back from the step after, and hand it on to the step before."""
    evidence = case.first
    if evidence is None:
        return
    turns = [n for n in evidence.backward if n.site >= 0 and case.span(n) == finding.span and np.size(n.value) > 1]
    turns.sort(key=lambda n: n.index)
    if len(turns) < 2 or turns[0].stack is not turns[1].stack:
        return
    tree, scope = tree_of(case, turns[1]), Scope(case, turns[1])
    missing = _missing(evidence, turns[1])
    loops = scope.source.loops(tree) if tree is not None else []
    if missing is None or not isinstance(tree, ast.expr) or not loops:
        return
    loop = loops[0]
    for statement, text in _products(scope, loop, missing):
        name = NAME if NAME not in scope.source.text else f"{NAME}_step"
        yield from fix(
            f"Add what comes back from the step after: {shown(text)}",
            scope.source.insert_before(loop, f"{name} = 0"),
            scope.source.put(tree, combined(scope.source.text_of(tree), "+", name)),
            scope.source.insert_after(statement, f"{name} = {text}"),
        )


def _missing(evidence: Evidence, node: Node) -> Any:
    """Compute what a derivative of one output's cost alone lacks to that of all; None if it is no such derivative."""
    value = array(node.value)
    for part in evidence.by_output:
        for at, slope in part.items():
            if at in evidence.roles.version or np.shape(slope) != value.shape:
                continue
            whole = array(evidence.adjoint[at])
            if same_direction(slope, whole, NEAR) is None and same_direction(value, slope, NEAR) is not None:
                scale = float(np.linalg.norm(value) / np.linalg.norm(slope))
                return scale * (whole - slope)
    return None


def _products(scope: Scope, loop: ast.For | ast.While, missing: Any) -> Iterator[tuple[ast.stmt, str]]:
    """List products of a matrix with a value of the turn before that are what is missing; where that value is made."""
    matrices = [t for t, v in scope.values.items() if isinstance(v, np.ndarray) and v.ndim == 2]
    for statement in loop.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        names = [t.id for t in targets if isinstance(t, ast.Name)]
        for name in names:
            if not isinstance(scope.values.get(name), np.ndarray):
                continue
            for matrix in matrices:
                for left, right in (
                    (followed(scope.text[matrix], ".T"), name),
                    (scope.text[matrix], name),
                    (name, followed(scope.text[matrix], ".T")),
                    (name, scope.text[matrix]),
                ):
                    text = _product(scope.source, left, right)
                    if _is(scope, text, missing):
                        yield statement, text


def _product(source: Source, left: str, right: str) -> str:
    """Write a product of matrices as the script does."""
    if " @ " in source.text or "np.dot(" not in source.text:
        return f"{left} @ {right}"
    return f"np.dot({left}, {right})"


def _is(scope: Scope, text: str, wanted: Any) -> bool:
    try:
        value = array(scope.evaluate(text))
    except Exception:
        return False
    return value.shape == np.shape(wanted) and bool(np.allclose(value, wanted, rtol=NEAR, atol=1e-12))


def kept_for_the_next(source: Source, tree: ast.AST) -> Iterator[Fix]:
    """Store what is read nowhere under the names that the loop reads and never sets: `dh_next` for `dh_prev`."""
    function = source.function(tree)
    unread = list(unread_names(source, function))
    block = source.block(source.statement(tree))
    following = [s for s in block if isinstance(s, ast.For | ast.While) and s.lineno > source.statement(tree).lineno]
    for loop in [*source.loops(tree)[:1], *following[:1]]:  # around the place, or behind what begins a value for it
        stored = {n.id for n in ast.walk(loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        read = [n.id for n in ast.walk(loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
        made = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        waiting = [
            name for name in dict.fromkeys(read) if name in made - stored and _begins_at_zero(source, function, name)
        ]
        vain = [
            n
            for n in ast.walk(loop)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store) and n.id in unread and n.id in stored
        ]
        vain += [n for n in _overwritten(loop, function) if n not in vain]
        pairs = list(zip(_by_name(waiting, [n.id for n in vain]), vain, strict=False))
        if len(waiting) == len(vain) and pairs:
            title = "Keep for the next turn " + ", ".join(shown(name) for name, _ in pairs)
            yield from fix(title, *(source.put_name(n, name) for name, n in pairs))
        for name in waiting:
            for n in vain:
                yield from fix(f"Keep for the next turn {shown(name)}", source.put_name(n, name))


def _overwritten(loop: ast.For | ast.While, function: ast.AST) -> Iterator[ast.Name]:
    """List the names that are given a value in a loop, and another one in the next turn before anything reads them."""
    behind = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and n.lineno > (loop.end_lineno or 0)}
    for place, statement in enumerate(loop.body):
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        for target in (t for t in targets if isinstance(t, ast.Name) and t.id not in behind):
            later = [*loop.body[place + 1 :], *loop.body[: place + 1]]
            uses = ((s, [n for n in ast.walk(s) if isinstance(n, ast.Name) and n.id == target.id]) for s in later)
            next_use, names = next(((s, names) for s, names in uses if names), (statement, [target]))
            stored = isinstance(next_use, ast.Assign) and all(isinstance(n.ctx, ast.Store) for n in names)
            if stored and target not in names:
                yield target


def _by_name(names: list[str], others: list[str]) -> list[str]:
    """Put names into the order of those that begin like them."""

    def alike(a: str, b: str) -> int:
        return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))

    left, out = list(names), []
    for other in others:
        if left:
            best = max(left, key=lambda name: alike(name, other))
            left.remove(best)
            out.append(best)
    return out


def _begins_at_zero(source: Source, function: ast.AST, name: str) -> bool:
    given = list(source.assignments(function, name))
    value = getattr(given[-1], "value", None) if given else None
    text = source.text_of(value) if isinstance(value, ast.expr) else ""
    return "zeros" in text or text in ("0", "0.0")
