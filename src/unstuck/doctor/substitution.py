"""Repairs of wrong values of the backward pass: change the expression until it gives what it should.

Each kind of change lists expressions that could stand there instead. The trace has the values of all that they are made
of, so each is computed before it is proposed; the best are those with which the gradient of the parameter becomes
right when all that follows is computed again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.alternatives import (
    Change,
    Changes,
    other_definition,
    other_factors,
    other_function,
    other_index,
    other_sign,
    other_slope,
    other_values,
    own_formula,
    summed,
    times_sibling,
    times_slope,
    times_unread,
    turned,
    unwrapped,
    without_factor,
)
from unstuck.doctor.case import Case
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Edit, Finding, Fix
from unstuck.doctor.instances import Instances
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source
from unstuck.doctor.values import Scope, tree_of


def wrong_of(case: Case, finding: Finding) -> Wrong | None:
    """Find the wrong value that a finding is about."""
    known = [wrong.whole or wrong for wrong in case.wrong]
    for wrong in known:
        nodes = (wrong.node, wrong.end, wrong.source)
        if any(node is not None and node.site >= 0 and case.span(node) == finding.span for node in nodes):
            return wrong
    # A factor may have been made elsewhere: on a line before, or in a function.
    for wrong in known:
        made = [*wrong.end.inputs, *wrong.node.inputs]
        if any(n.site >= 0 and finding.span in case.spans(n) for n in made):
            return wrong
    return None


def substituted(case: Case, finding: Finding, *kinds: Changes) -> Iterator[Fix]:
    """Change the expression that made a wrong value until it makes a right one; the kinds named are tried first."""
    wrong = wrong_of(case, finding)
    if wrong is not None:
        yield from substituted_at(case, wrong, *kinds)


def with_slope(case: Case, finding: Finding) -> Iterator[Fix]:
    """Multiply an error by the slope that it lacks; where it has it already under another name, take that."""
    wrong = wrong_of(case, finding)
    if wrong is not None and wrong.has_right_uses():
        return substituted(case, finding, other_values, other_index)
    return substituted(case, finding, times_slope, times_unread)


def substituted_at(case: Case, wrong: Wrong, *kinds: Changes) -> Iterator[Fix]:
    """Do the same for a wrong value that is known."""
    rest: list[tuple[int, bool, int, Fix]] = []
    for kind in (*kinds, *(kind for kind in KINDS if kind not in kinds)):
        found = sorted(_changed(case, wrong, kind), key=lambda each: each[:2])
        wholly = [each for rank, _, each in found if rank <= WHOLLY]
        yield from wholly
        rest += [(rank, kind not in kinds, length, each) for rank, length, each in found if rank > WHOLLY]
        if wholly:
            rest = [each for each in rest if each[0] == UNKNOWN]
            break
    yield from (each for *_, each in sorted(rest, key=lambda each: each[:3]))


def wrong_at(evidence: Evidence, compared: Compared, node: Node) -> Wrong:
    """Describe a value that is wrong: from it, or from what is first made of it, on."""
    users = [u for u in evidence.roles.users.get(node, ()) if u in evidence.round.ancestors]
    for wrong in (node, *users):
        source = next((s for s in wrong.inputs if s in evidence.matches), None)
        if source is not None:
            at, scale, _ = evidence.matches[source]
            return Wrong(evidence, compared, wrong, wrong, source, at, scale)
    return Wrong(evidence, compared, node, node, None, None)


WHOLLY, PARTLY, UNKNOWN, TURNED = range(4)
"""The gradient becomes right; the value does, but more is wrong; it could not be computed; the sign changes.

What puts right the gradients of more parameters has a lower rank.
"""


def _places(wrong: Wrong, kind: Changes) -> list[Node]:
    """List the operations at which a change may mend a wrong value."""
    places = [wrong.end, wrong.node]
    if (kind in (times_slope, times_unread, times_sibling) or kind not in KINDS) and wrong.source is not None:
        source = wrong.source
        while source.name in ("T", "transpose", "reshape", "copy") and source.inputs:
            source = source.inputs[0]
        places += [wrong.source, source]
    if kind is own_formula:
        return [s for s in (*wrong.end.inputs, *wrong.node.inputs) if s is not wrong.source and s.site >= 0]
    last = max((j.output.index for j in wrong.evidence.round.joins), default=0)
    numbers = [n for n in wrong.node.inputs if n.site >= 0 and n.index > last and np.size(n.value) == 1]
    places += [*numbers, *(n for i in numbers for n in i.inputs if n.site >= 0 and n.index > last)]  # of no direction
    if wrong.source is None:  # the mistake may be where the error at the output is begun
        inputs = [n for n in wrong.node.inputs if n.site >= 0 and n.index > last]
        places += [*inputs, *(n for i in inputs for n in i.inputs if n.site >= 0 and n.index > last)]
    if kind is without_factor or np.size(wrong.end.value) == 1:
        places += _longer_products(wrong)
    return list(dict.fromkeys(places))


def _longer_products(wrong: Wrong) -> list[Node]:
    """List the products and quotients that a wrong value goes into next."""
    found, node = [], wrong.end
    for _ in range(4):
        users = [u for u in wrong.evidence.roles.users.get(node, ()) if u.name in ("mul", "multiply", "div", "divide")]
        if len(users) != 1 or users[0].site < 0:
            break
        node = users[0]
        found.append(node)
    return found


def _changed(case: Case, wrong: Wrong, kind: Changes) -> Iterator[tuple[int, int, Fix]]:
    """Try the changes of a kind: how far each one is known to help, its size, the repair."""
    for place in _places(wrong, kind):
        tree = tree_of(case, place)
        if tree is None:
            continue
        turns = Instances(case, wrong, place)
        scope = turns.scope
        update = tree if isinstance(tree, ast.AugAssign) else None
        whole = update.value if update is not None else tree
        if not isinstance(whole, ast.expr):
            continue
        if kind is redefined:
            yield from _redefined(turns, whole, wrong)
            continue
        before = f"{ast.unparse(update.target)} {_SIGNS.get(type(update.op), '*')} " if update is not None else ""
        for old, text in kind(scope, whole, wrong):
            rank: int | None = UNKNOWN  # of a change in another statement it is seen what comes of it when it is run
            if kind is not other_definition:
                rank = _rank(turns, before + with_text(scope.source, whole, old, text), kind)
            if rank is None:
                continue
            edit = scope.source.put(old, text)
            if edit is not None:
                changed = text if kind is other_definition else with_edit(scope.source, whole, edit)
                title = f"Write {shown(changed)}"
                yield from ((rank, _length(scope.source, edit), each) for each in fix(title, edit))


def redefined(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Change the statement before, which gave a name its value; see `_redefined`."""
    del scope, whole, wrong
    return iter(())


def _redefined(turns: Instances, whole: ast.expr, wrong: Wrong) -> Iterator[tuple[int, int, Fix]]:
    """Change what a name used here was given, on a line before: `sp = slope(z)` for `sp = slope(a)`."""
    scope = turns.scope
    source, here = scope.source, scope.source.statement(whole).lineno
    for leaf in (n for n in ast.walk(whole) if isinstance(n, ast.Name) and n.id in scope.values):
        given = [s for s in source.assignments(scope.function, leaf.id) if s.lineno < here and source.loops(s)]
        value = getattr(given[-1], "value", None) if given and isinstance(given[-1], ast.Assign) else None
        if value is None or isinstance(value, ast.Name):
            continue
        for kind in (unwrapped, other_values, other_function, other_slope):
            for old, text in kind(scope, value, wrong):
                changed = with_text(source, value, old, text)
                rank = _rank(turns, with_text(source, whole, leaf, changed), other_values)
                edit = source.put(old, text) if rank is not None else None
                if rank is not None and edit is not None:
                    title = f"Write {shown(with_edit(source, value, edit))}"
                    yield from ((rank, _length(source, edit), each) for each in fix(title, edit))


def _rank(turns: Instances, text: str, kind: Changes) -> int | None:
    """Compute an expression, and say how far it is known to help; None if it does not."""
    try:
        value = array(turns.scope.evaluate(text))
    except Exception:
        # A rule's own kind has few candidates, and what they are made of may not have been read here.
        return UNKNOWN if kind in (unwrapped, other_index, times_unread, times_sibling) or kind not in KINDS else None
    righted = turns.lead_right(text, value)
    if righted:
        return WHOLLY + 1 - righted
    if not _right(turns.wrong, value, kind):
        return None
    return TURNED if kind is not other_sign and _is_turned(turns.place.value, value) else PARTLY


def _is_turned(old: Any, new: Any) -> bool:
    """Say whether one value points to the other side of another: a factor -1 was lost."""
    return np.shape(old) == np.shape(new) and bool(np.vdot(old, new) < 0)


def with_text(source: Source, whole: ast.expr, old: ast.expr, text: str) -> str:
    """Write an expression with a text in the place of one part of it."""
    begin, end = source.extent(whole)
    first, last = source.extent(old)
    return f"({source.text[begin:first]}({text}){source.text[last:end]})"


_SIGNS: dict[type[ast.AST], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@"}


def _length(source: Source, edit: Edit) -> int:
    begin, end = source.offsets(edit.span)
    return end - begin + len(edit.text)


def with_edit(source: Source, whole: ast.expr, edit: Edit) -> str:
    """Write an expression as it is after an edit of a part of it."""
    begin, end = source.extent(whole)
    first, last = source.offsets(edit.span)
    return source.text[min(begin, first) : first] + edit.text + source.text[last : max(end, last)]


def _right(wrong: Wrong, value: Any, kind: Changes) -> bool:
    """Say whether a value is a true derivative, and another one than what went in."""
    if value.size < 2 or not np.all(np.isfinite(value)) or not np.any(value):
        return False
    if wrong.evidence.directions.find(value, 1e-6) is None:
        return False
    if kind is without_factor or wrong.at is None:
        return True
    return same_direction(value, wrong.evidence.adjoint[wrong.at], 1e-6) is None


KINDS: tuple[Changes, ...] = (
    unwrapped,
    other_values,
    other_index,
    other_function,
    redefined,
    own_formula,
    other_slope,
    times_slope,
    times_unread,
    times_sibling,
    summed,
    turned,
    other_sign,
    without_factor,
    other_factors,
    other_definition,
)
