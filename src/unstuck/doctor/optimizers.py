"""What optimizers keep beside the parameters: how much of it stays, how it is corrected, what steps become of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.compared import Compared
from unstuck.doctor.definitions import Definition, definition
from unstuck.doctor.directions import angle, array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Span
from unstuck.doctor.gradients import adjoints
from unstuck.doctor.roles import Slot, ancestors
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source
from unstuck.doctor.values import called, operands, source_of, tree_of

DIVISIONS = ("div", "divide", "true_divide")
FIRST = 8  # steps: later 1 - b^t is so near to 1 that t cannot be told


def memories(case: Case) -> Iterator[Slot]:
    """List what is kept from update to update beside the parameters, in their shapes: velocities, means of squares."""
    parameters = {slot.number for slot in case.roles.parameters}
    shapes = {np.shape(slot.versions[0].value) for slot in case.roles.parameters}
    for slot in case.roles.slots:
        if slot.number not in parameters and np.shape(slot.versions[0].value) in shapes:
            yield slot


def turns(case: Case, slot: Slot) -> Iterator[tuple[Evidence, Node, Node]]:
    """List what a memory was before an update, and after it."""
    starts = [min(j.output.index for j in e.round.joins) for e in case.evidence]
    for i in range(1, len(starts)):
        old = [v for v in slot.versions if v.index < starts[i]]
        end = starts[i + 1] if i + 1 < len(starts) else np.inf
        new = [v for v in slot.versions if starts[i] < v.index < end]
        if not old or not new:
            continue
        last = new[-1] if i + 1 < len(starts) else new[0]
        if any(last in e.round.ancestors for e in case.evidence[i : i + 1]):
            yield case.evidence[i], old[-1], last


def kept(case: Case, evidence: Evidence, slot: Slot, old: Node, new: Node) -> float | None:
    """Return the k in new = k old + something of the gradient; None if it is not of that form."""
    own = set(slot.versions)
    others = {n: 0 for n in case.roles.version if n not in own or n.index <= old.index}
    order = ancestors([new], others)
    seed = np.random.default_rng(0).normal(size=np.shape(new.value))
    back = adjoints({new: seed}, order, lambda n: n in order or n is old)
    made = set(evidence.backward)
    if old not in back or not any(n in made and n not in own and np.any(s) for n, s in back.items()):
        return None
    if np.size(seed) > 1 and angle(back[old], seed)[1] > 1e-9:
        return None
    return float(np.vdot(back[old], seed) / np.vdot(seed, seed))


def factor_of(case: Case, old: Node, new: Node, share: float) -> Definition | None:
    """Find where the number is written by which an update multiplies the old memory; None if it has no name."""
    for node in sorted(ancestors([new], case.roles.version), key=lambda n: n.index):
        if node.name in ("mul", "multiply") and old in node.inputs and node.site >= 0:
            for expression, value in operands(case, node):
                if value is not old and isinstance(expression, ast.Name | ast.Attribute | ast.Subscript):
                    where = definition(case, source_of(case, case.span(node).path), expression, node.stack, scalar=True)
                    if isinstance(where.expression, ast.Constant) and where.expression.value == share:
                        return where
    return None


def stored_at(case: Case, new: Node) -> Span | None:
    """Find the statement that keeps a value under another name than the one it was made under: `self.m = m_hat`."""
    tree, source = tree_of(case, new), source_of(case, case.span(new).path)
    statement = source.statement(tree) if tree is not None else None
    if not isinstance(statement, ast.Assign) or statement.value is not tree:
        return None
    made = ast.unparse(statement.targets[0])
    for node in ast.walk(source.function(statement)):
        if isinstance(node, ast.Assign) and node is not statement and ast.unparse(node.value) == made:
            return source.span(node)
        if isinstance(node, ast.Call) and called(node) == "append" and [ast.unparse(a) for a in node.args] == [made]:
            return source.span(node)
    return None


@dataclass(frozen=True)
class Correction:
    """A memory divided by 1 - b^n in each of the first updates; `exponents` are the n that its own b would need."""

    node: Node
    divisors: tuple[float, ...]
    kept: float
    exponents: tuple[float, ...]


def corrections(case: Case) -> Iterator[Correction]:
    """List the divisions of memories by single numbers, as Adam corrects its means for their start at 0."""
    for slot in memories(case):
        versions = set(slot.versions)
        shares = [k for e, old, new in turns(case, slot) if (k := kept(case, e, slot, old, new)) is not None]
        if not shares or not 0 < shares[0] < 1:
            continue
        by_site: dict[int, list[tuple[Node, float]]] = {}
        for node in case.trace.nodes:
            if node.name in DIVISIONS and len(node.args) == 2 and node.args[0] in versions and node.site >= 0:
                divisor = node.args[1].value if isinstance(node.args[1], Node) else node.args[1]
                if np.ndim(divisor) == 0 and 0 < divisor < 1:
                    by_site.setdefault(node.site, []).append((node, float(divisor)))
        for found in by_site.values():
            divisors = tuple(divisor for _, divisor in found[:FIRST])
            exponents = tuple(float(np.log1p(-d) / np.log(shares[0])) for d in divisors)
            yield Correction(found[0][0], divisors, shares[0], exponents)


def is_counted(source: Source, name: str) -> bool:
    """Say whether a number is counted on anywhere: by `t += 1`, `t = t + 1`, or by a loop."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.AugAssign) and ast.unparse(node.target) == name:
            return True
        if isinstance(node, ast.For | ast.comprehension) and name in [ast.unparse(n) for n in ast.walk(node.target)]:
            return True
        stored = isinstance(node, ast.Assign) and name in [ast.unparse(target) for target in node.targets]
        if stored and name in [ast.unparse(n) for n in ast.walk(node.value)]:  # type: ignore[attr-defined]
            return True
    return False


def frozen_count(case: Case, correction: Correction) -> Definition | Node | None:
    """Find where the number of the step is written that never changes; the correction itself if it has none.

    None if the number may change later, as one that counts epochs does.
    """
    node = correction.node
    tree, source = tree_of(case, node), source_of(case, case.span(node).path)
    divisor = getattr(tree, "right", None) if isinstance(tree, ast.BinOp) else None
    if divisor is None:
        return None
    powers = [n.right for n in ast.walk(divisor) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow)]
    if not powers:
        return node if not any(isinstance(n, ast.Call) for n in ast.walk(divisor)) else None
    exponent = powers[0]
    if not isinstance(exponent, ast.Name | ast.Attribute | ast.Subscript):
        return node if isinstance(exponent, ast.Constant) else None
    where = definition(case, source, exponent, node.stack, scalar=True)
    names = {ast.unparse(exponent)}
    statement = where.source.statement(where.expression)
    if isinstance(statement, ast.Assign):
        names |= {ast.unparse(target) for target in statement.targets}
    fixed = isinstance(where.expression, ast.Constant) and not any(is_counted(where.source, name) for name in names)
    return where if fixed else None


def degree(evidence: Evidence, c: Compared) -> float | None:
    """Return the d of step(s g) = s^d step(g), of the first step: 1 for momentum, 0 for Adam; None if it has none.

    By Euler's theorem d = g step'(g) / step(g), entry by entry; what the optimizer keeps has to be 0 still.
    """
    if c.gradient is None or not np.any(c.step):
        return None
    way = evidence.way(c)
    order = [n for n in way if n.index > c.gradient.index]
    old = [n for n in way if n in evidence.roles.version and n is not c.before and n.index < c.gradient.index]
    if any(np.any(array(n.value)) for n in old if np.shape(n.value) == np.shape(c.step)):
        return None
    back = adjoints({c.after: np.ones(np.shape(c.after.value))}, order, lambda n: n in way).get(c.gradient)
    if back is None or np.shape(back) != np.shape(c.step):
        return None
    with np.errstate(all="ignore"):
        degrees = back * array(c.gradient.value) / c.step
    degrees = degrees[np.isfinite(degrees)]
    return float(np.median(degrees)) if degrees.size else None
