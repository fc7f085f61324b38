"""The L2 terms of a script's own loss: how large each is, where it is added, and how it is written like another one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, array
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import angle
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Edit
from unstuck.doctor.ownloss import OwnLoss, outputs_like
from unstuck.doctor.roles import ancestors
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source

FEW = 3  # entries that may be in a proportion by chance
SAME = 1e-3  # shares that differ by less are the same one


def shares(own: OwnLoss, evidence: Evidence) -> list[tuple[Compared, float]]:
    """Return the lambda that the L2 term of a loss asks for, for each parameter that it has one of."""
    found = []
    for c in evidence.compared:
        for node, slope in own.penalty.items():
            weight = array(node.value) * (array(slope) != 0)  # a column of biases may be spared
            if node in c.slot.versions and np.size(slope) >= FEW and angle(slope, weight)[1] < 1e-6:
                found.append((c, float(np.vdot(slope, weight) / np.vdot(weight, weight)) / own.factor))
                break
    return found


def unequal(evidence: Evidence) -> tuple[OwnLoss, Compared, float, float] | None:
    """Find an L2 term of the loss that is of another size than the others, where the gradients hold one for all.

    Of two sides that do not agree, the one that treats its parameters alike is taken to be right.

    Returns
    -------
    tuple or None
        The loss, the parameter, the lambda of its term, and the lambda of all gradients and of the other terms.
    """
    for own in evidence.own:
        asked = shares(own, evidence) if own.kind is not None and own.factor > 0 else []
        known = [c for c, _ in asked if c.agrees and c.factor > 0 and c.before is c.slot.versions[0]]
        if len(known) < 2 or len(known) < len(asked):
            continue
        decay = known[0].decay
        if decay <= 0 or any(abs(c.decay - decay) > SAME * decay for c in known):
            continue
        odd = [(c, share) for c, share in asked if abs(share - decay) > SAME * decay]
        if len(odd) == 1:
            return own, *odd[0], decay
    return None


def where_added(case: Case, own: OwnLoss, c: Compared) -> Node | None:
    """Find the sum in which the L2 term of a parameter meets the rest of the loss."""
    is_output = outputs_like(case.roles, own.output)
    way = ancestors([own.node], case.roles.version)
    ends = {n: n for n in way if is_output(n)}
    made = set(c.slot.versions)
    for node in sorted(ancestors([own.node], {**case.roles.version, **ends}), key=lambda n: n.index):
        if not any(source in made for source in node.inputs):
            continue
        others = [n for n in node.inputs if n not in made and case.roles.mask[n.index]]
        if node.name == "add" and others and node.site >= 0:
            return node
        made.add(node)
    return None


def like_its_neighbour(source: Source, total: ast.expr) -> Iterator[tuple[str, Edit | None]]:
    """Write each term of a sum as another one is written, with its own part in it: `k * sum(V**2)` for `sum(V**2)`."""
    terms = list(_terms(total))
    for term in terms:
        for other in terms:
            pair = _alike(term, other) if other is not term else None
            if pair is not None:
                mine, theirs = (source.text_of(part) for part in pair)
                text = source.text_of(other).replace(theirs, mine)
                if text != source.text_of(term):
                    yield text, source.put(term, text)


def _terms(total: ast.expr) -> Iterator[ast.expr]:
    if isinstance(total, ast.BinOp) and isinstance(total.op, ast.Add):
        yield from _terms(total.left)
        yield from _terms(total.right)
    else:
        yield total


def _alike(term: ast.expr, other: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """Find the largest parts of two terms that are written alike, but for the names in them."""
    for part in _inner(term):
        for its in _inner(other):
            if _shape(part) == _shape(its) and ast.dump(part) != ast.dump(its):
                return part, its
    return None


def _inner(term: ast.expr) -> list[ast.expr]:
    return [n for n in ast.walk(term) if isinstance(n, ast.Call | ast.BinOp)]


def _shape(tree: ast.expr) -> str:
    """Write an expression with the arrays in it left open; what is called keeps its name."""
    called = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    copy = ast.parse(ast.unparse(tree), mode="eval").body
    kept = [id(n) in called for n in ast.walk(tree)]
    for node, is_called in zip(ast.walk(copy), kept, strict=True):
        if isinstance(node, ast.Name) and not is_called:
            node.id = "_"
    return ast.dump(copy)
