"""Where the factor was made that should have been the slope of an activation: the line to blame for its values."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Span
from unstuck.doctor.mistakes import Wrong, close
from unstuck.doctor.roles import ancestors
from unstuck.doctor.trace import Node, frames
from unstuck.doctor.tree import defaults
from unstuck.doctor.values import called, source_of, tree_of

GATHERING = ("array", "asarray", "stack", "concatenate", "reshape", "T", "transpose")


def span_of_slope(case: Case, wrong: Wrong, activated: Any = None) -> Span:
    """Find the expression that gave a wrong factor its values.

    Of `slope = derivative(a)` before `delta = error * slope` it is the first. If the function that was called takes
    what it should, and gives what it should not, it is the line of its body.

    Parameters
    ----------
    case : Case
    wrong : Wrong
        A product whose factor is wrong.
    activated : array, optional
        The value at which the derivative was taken by mistake: where that was made is where the mistake is.
    """
    wrong = wrong.whole or wrong
    made = _factor(wrong)
    if made is None:
        return case.span(wrong.end)
    while made.name in GATHERING and made.inputs:  # of single numbers: where the first of these was made
        made = made.inputs[0]
    seen = wrong.evidence.span_beside(made, wrong.end)
    if seen == case.span(made):
        if activated is not None and (given := _call_of_a_layer(case, wrong, made)) is not None:
            return given
        body = _body_of_vectorized(case, made)
        return seen if body is None or activated is not None or _right_elsewhere(wrong, made) else body
    if activated is not None:
        inside = _made_again(wrong, made, activated)
        return wrong.evidence.span_beside(inside, made) if inside is not None and _within(inside, made) else seen
    call = source_of(case, seen.path).at(seen)
    chosen = isinstance(call, ast.Call) and isinstance(call.func, ast.Subscript)  # out of a list, by its number
    if any((n.site, n.name) == (made.site, made.name) for n in wrong.evidence.forward):
        return _where_chosen(case, made, call) or seen  # the activation itself, in the place of its derivative
    return seen if chosen or _right_elsewhere(wrong, made) else case.span(made)


def _where_chosen(case: Case, made: Node, call: ast.AST | None) -> Span | None:
    """Find where a function is given the name under which it is called: as a default, or by the keyword."""
    source, tree = source_of(case, case.span(made).path), tree_of(case, made)
    function = source.function(tree) if tree is not None else None
    name = called(call) if isinstance(call, ast.Call) else None
    if not isinstance(function, ast.FunctionDef) or name is None:
        return None
    for part in ast.walk(source.tree):
        given: list[tuple[str | None, ast.expr]] = []
        if isinstance(part, ast.FunctionDef):
            given = [*defaults(part).items()]
        elif isinstance(part, ast.Call):
            given = [(keyword.arg, keyword.value) for keyword in part.keywords]
        for arg, value in given:
            if arg == name and isinstance(value, ast.Name) and value.id == function.name:
                return source.span(value)
    return None


def _call_of_a_layer(case: Case, wrong: Wrong, made: Node) -> Span | None:
    """Find the call of a function that does this for each layer, and applies the activation to what it is given."""
    evidence = wrong.evidence
    alike = {id(n.stack) for n in evidence.round.ancestors if n.site == made.site and n.name == made.name}
    if made.stack is None or len(alike) <= len(evidence.round.joins):
        return None
    source, tree = source_of(case, case.span(made).path), tree_of(case, made)
    function = source.function(tree) if tree is not None else None
    if not isinstance(function, ast.FunctionDef):
        return None
    given = {a.arg for a in function.args.args}
    inside = [n for n in ancestors([made], evidence.roles.version) if _within(n, made) and n.site >= 0]
    for node in inside:
        place = source.at(evidence.span_beside(node, made))
        applied = isinstance(place, ast.Call) and [a.id for a in place.args if isinstance(a, ast.Name)]
        if applied and set(applied) <= given and np.size(node.value) == np.size(made.value):
            return case.trace.sites.all[made.stack[0]].span
    return None


def _body_of_vectorized(case: Case, made: Node) -> Span | None:
    """Find what `f = np.vectorize(lambda a: ...)` computes where `f` was called: such a function is not entered."""
    tree, source = tree_of(case, made), source_of(case, case.span(made).path)
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
        return None
    for statement in source.assignments(source.tree, tree.func.id):
        value = getattr(statement, "value", None)
        if isinstance(value, ast.Call) and called(value) in ("vectorize", "frompyfunc") and value.args:
            inner = value.args[0]
            return source.span(inner.body) if isinstance(inner, ast.Lambda) else None
    return None


def _factor(wrong: Wrong) -> Node | None:
    """Find the factor as one value that the backward pass made; None if it is put together in the products."""
    factor = wrong.factor()
    if factor is None:
        return None
    forward = wrong.evidence.forward
    near = (*wrong.end.inputs, *wrong.node.inputs)
    before = sorted(ancestors(near, wrong.evidence.roles.version) - forward, key=lambda n: n.index)
    for node in dict.fromkeys((*near, *before)):
        same = np.size(node.value) == np.size(factor) and node.site >= 0 and node not in forward
        made = same and node.name != "copy" and node is not wrong.source
        if made and close(array(node.value).reshape(np.shape(factor)), factor):
            return node
    return None


def _made_again(wrong: Wrong, made: Node, activated: Any) -> Node | None:
    """Find the activated value among what the factor was made of, if the backward pass made it itself."""
    again = ancestors([made], wrong.evidence.roles.version) - wrong.evidence.forward
    for node in sorted(again, key=lambda n: n.index):
        if np.shape(node.value) == np.shape(activated) and np.allclose(node.value, activated):
            return node
    return None


def _within(inner: Node, outer: Node) -> bool:
    """Say whether a value was made in the call in which another was made, or in one from there."""
    return any(frame is outer.stack for frame in frames(inner.stack))


def _right_elsewhere(wrong: Wrong, made: Node) -> bool:
    """Say whether the same operation gave another layer its right factor: then it is used at a wrong place here."""
    evidence = wrong.evidence
    for user in evidence.backward:
        told = user in evidence.matches and np.size(user.value) > 1  # a single number is right up to a factor
        if told and any(s.site == made.site and s is not made for s in user.inputs):
            return True
    return False
