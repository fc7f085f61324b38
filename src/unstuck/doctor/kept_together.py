"""A bias that an object keeps beside its weights: it is known as one by that, and updated in the words of theirs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Fix
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.roles import without_views
from unstuck.doctor.trace import PRODUCTS, Node
from unstuck.doctor.tree import Source
from unstuck.doctor.values import Scope, operands, source_of, tree_of

_ONWARD = ("sum", "getitem", "reshape", "add")  # from a product to the total that a bias is added to


@dataclass(frozen=True)
class KeptWith:
    """The weights that are kept by the object that keeps a bias, and the words for both where they are used."""

    weights: Node
    bias_text: ast.expr
    weights_text: ast.expr


def kept_with_weights(case: Case, evidence: Evidence, node: Node) -> Iterator[KeptWith]:
    """Find the weights whose sum of products a value is added to, if one object keeps both: `total + self.lean`.

    A threshold that is given is subtracted, and not added. Of a sum itself that is what it starts with, if that is 0
    and so no operand of anything.
    """
    start = start_of_sum(case, node)
    if start is not None:
        yield from _beside_weights(case, evidence, node, start)
    for user in case.roles.users.get(node, ()):
        if user.name != "add" or user not in evidence.forward or user.site < 0:
            continue
        total = next((n for n in user.inputs if n is not node), None)
        for expression in (e for e, value in operands(case, user) if value is node):
            source = source_of(case, case.span(user).path)
            yield from _beside_weights(case, evidence, total, _given(source, expression) or expression)


def _beside_weights(case: Case, evidence: Evidence, total: Node | None, bias_text: ast.expr) -> Iterator[KeptWith]:
    """Find the weights in a product, or in a sum of products, that are kept by the object that keeps a bias."""
    while total is not None and total.name in _ONWARD and total.inputs:
        total = max(total.inputs, key=lambda n: n.index)
    if total is None or total.name not in (*PRODUCTS, "mul", "multiply") or total.site < 0:
        return
    for weights_text, value in operands(case, total):
        weights = without_views(value) if isinstance(value, Node) else None
        if weights in evidence.roles.version and _keeper(bias_text) == _keeper(weights_text) != "":
            yield KeptWith(weights, bias_text, weights_text)


def start_of_sum(case: Case, node: Node) -> ast.expr | None:
    """Find what an object keeps as 0 for ever, and a sum of products starts with: `total = self.lean[j]`."""
    tree = tree_of(case, node) if node.name == "sum" and node.site >= 0 else None
    if not isinstance(tree, ast.AugAssign) or any(u.site == node.site for u in case.roles.users.get(node, ())):
        return None  # what is not 0 is added to the sum
    source = source_of(case, case.span(node).path)
    start = _given(source, tree.target)
    if start is None or _keeper(start) == "":
        return None
    kept = [n for n in ast.walk(source.tree) if isinstance(n, ast.Attribute) and n.attr == _attribute(start)]
    stored = [n for n in kept if not isinstance(_whole(source, n).ctx, ast.Load)]  # type: ignore[attr-defined]
    alike = all(len(_indices(_whole(source, n))) == len(_indices(start)) for n in kept if n not in stored)
    return start if len(stored) == 1 and isinstance(stored[0].ctx, ast.Store) and alike else None


def _whole(source: Source, expression: ast.expr) -> ast.expr:
    """Give the item of which an expression is the array: `u.lean[j]` for `u.lean`."""
    above = source.parent.get(expression)
    while isinstance(above, ast.Subscript) and above.value is expression:
        expression, above = above, source.parent.get(above)
    return expression


def _given(source: Source, expression: ast.expr) -> ast.expr | None:
    """Find what a name was given on a line before, if an object keeps that: `total = self.lean[j]`."""
    if not isinstance(expression, ast.Name):
        return None
    given = [s for s in source.assignments(source.function(expression), expression.id) if isinstance(s, ast.Assign)]
    before = [s for s in given if s.lineno < expression.lineno]
    return before[-1].value if before and _keeper(before[-1].value) else None


def like_their_weights(case: Case, evidence: Evidence, nodes: list[Node]) -> Iterator[Fix]:
    """Update biases as the weights are that are kept with them, without what came in: `u.lean -= rate * blame`."""
    singly = {each.edits: each for node in nodes for each in _like_its_weights(case, evidence, node)}
    if len(singly) > 1:
        yield from fix("Update them beside their weights", *(edit for edits in singly for edit in edits))
    yield from singly.values()


def _like_its_weights(case: Case, evidence: Evidence, node: Node) -> Iterator[Fix]:
    for kept in kept_with_weights(case, evidence, node):
        for c in evidence.compared:
            tree = tree_of(case, c.after) if c.before is kept.weights or c.slot is _slot(case, kept.weights) else None
            if tree is None:
                continue
            scope = Scope(case, c.after)
            statement = scope.source.statement(tree)
            if isinstance(statement, ast.AugAssign) and scope.source.alone(statement):
                yield from _beside(scope, statement, kept)


def _slot(case: Case, weights: Node) -> object:
    return next((s for s in case.roles.parameters if weights in s.versions), None)


def _beside(scope: Scope, update: ast.AugAssign, kept: KeptWith) -> Iterator[Fix]:
    """Write the update of the bias behind the loop in which what came in is gone through."""
    source = scope.source
    own, used, lean = (_indices(e) for e in (update.target, kept.weights_text, kept.bias_text))
    used_texts, lean_texts = [ast.unparse(i) for i in used], [ast.unparse(i) for i in lean]
    if len(own) != len(used) or any(text not in used_texts for text in lean_texts):
        return
    places = [used_texts.index(text) for text in lean_texts]
    name = f"{_keeper(update.target)}.{_attribute(kept.bias_text)}" + "".join(
        f"[{source.text_of(own[place])}]" for place in places
    )
    summed = {
        n.id for i, index in enumerate(own) if i not in places for n in ast.walk(index) if isinstance(n, ast.Name)
    }
    factors = _factors(source, update, update.value)
    left = [f for f in factors if not _is_of_an_input(scope, f, summed)]
    if not left or len(left) == len(factors):
        return
    sign = "-=" if isinstance(update.op, ast.Sub) else "+="
    line = f"{name} {sign} {' * '.join(source.text_of(f) for f in left)}"
    place, text = _behind_the_loop(source, update, summed, line)
    yield from fix(
        f"Update it beside its weights: {shown(line)}", source.insert_after(place, text, source.indent(place))
    )


def _behind_the_loop(source: Source, update: ast.stmt, summed: set[str], line: str) -> tuple[ast.stmt, str]:
    """Find the statement behind which the new one stands, and write the loops that it still needs."""
    inner: list[ast.For | ast.While] = []
    for loop in source.loops(update):
        names = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)} if isinstance(loop, ast.For) else set()
        if names & summed:
            heads = [source.text[source.extent(each)[0] : source.extent(each.body[0])[0]].strip() for each in inner]
            lines = [*reversed(heads), line]
            return loop, "\n".join("    " * depth + each for depth, each in enumerate(lines))
        inner.append(loop)
    return update, line


def _is_of_an_input(scope: Scope, factor: ast.expr, summed: set[str]) -> bool:
    """Say whether a factor of an update is another one for each weight of a unit, as what came in is."""
    if summed:
        return any(isinstance(n, ast.Name) and n.id in summed for n in ast.walk(factor))
    return np.ndim(scope.values.get(ast.unparse(factor), 0)) > 0


def _factors(source: Source, update: ast.stmt, value: ast.expr) -> list[ast.expr]:
    """List the factors of a product, and those of what was given a name right before: `slope = blame * came[k]`."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        return [*_factors(source, update, value.left), *_factors(source, update, value.right)]
    before = [s for s in source.block(update) if s.lineno < update.lineno and isinstance(s, ast.Assign)]
    given = [s for s in before if isinstance(value, ast.Name) and ast.unparse(s.targets[0]) == value.id]
    if given and isinstance(given[-1].value, ast.BinOp) and isinstance(given[-1].value.op, ast.Mult):
        return _factors(source, given[-1], given[-1].value)
    return [value]


def _indices(expression: ast.expr) -> list[ast.expr]:
    """List the indices of an item of an array, from the outermost on: i and j of `self.w[i][j]`."""
    found: list[ast.expr] = []
    while isinstance(expression, ast.Subscript):
        found.insert(0, expression.slice)
        expression = expression.value
    return found


def _without_indices(expression: ast.expr) -> ast.expr:
    while isinstance(expression, ast.Subscript):
        expression = expression.value
    return expression


def _keeper(expression: ast.expr) -> str:
    """Name the object in which a value is kept: `unit` for `unit.lean` and `unit.weights[k]`; "" for a plain name."""
    base = _without_indices(expression)
    return ast.unparse(base.value) if isinstance(base, ast.Attribute) else ""


def _attribute(expression: ast.expr) -> str:
    base = _without_indices(expression)
    return base.attr if isinstance(base, ast.Attribute) else ""
