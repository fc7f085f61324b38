"""Loops that end in their first turn, by a return or a break at the end of their body."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from unstuck.doctor.findings import Edit, Fix
from unstuck.doctor.repair import fix
from unstuck.doctor.tree import Source


def leaving(loop: ast.For | ast.While) -> ast.stmt | None:
    """Find the statement with which a loop always ends in its first turn.

    Not if a turn may begin anew before it, nor in a `while True`, which is a way to write a block that can be left.
    """
    last = loop.body[-1]
    endless = isinstance(loop, ast.While) and isinstance(loop.test, ast.Constant)
    anew = any(isinstance(n, ast.Continue) for n in ast.walk(loop))
    if endless or anew or not isinstance(last, ast.Return | ast.Break):
        return None
    return last


def behind_the_loop(source: Source, place: ast.AST) -> Iterator[Fix]:
    """Put a return behind the loop that it ends, or leave a break out."""
    loops = source.loops(place)
    if isinstance(place, ast.Break):
        yield from fix("Leave out the break", source.remove(place))
    elif isinstance(place, ast.Return) and loops and source.alone(place):
        begin, _ = source.extent(place)
        indented = source.span_of(begin - len(source.indent(place)), begin)
        yield from fix("Return behind the loop", Edit(indented, source.indent(loops[0])))
