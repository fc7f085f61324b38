"""Adam's corrections: the means of its memories divided by 1 - b^t, what may be wrong with t, and how to write them."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator
from dataclasses import dataclass

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.definitions import Definition, definition
from unstuck.doctor.findings import Edit, Fix
from unstuck.doctor.optimizers import kept, memories, turns
from unstuck.doctor.repair import fix
from unstuck.doctor.roles import DIVISIONS, Slot
from unstuck.doctor.trace import Node, frames
from unstuck.doctor.tree import Source, combined
from unstuck.doctor.values import LEAVES, source_of, tree_of

FIRST = 8  # steps: later 1 - b^t is so near to 1 that t cannot be told


@dataclass(frozen=True)
class Correction:
    """A memory divided by 1 - b^n in each of the first updates; `exponents` are the n that its own b would need.

    Or multiplied by it, which is a mistake.
    """

    node: Node
    divisors: tuple[float, ...]
    kept: float
    exponents: tuple[float, ...]


def corrections(case: Case, names: Container[str] = DIVISIONS) -> Iterator[Correction]:
    """List the divisions of memories by single numbers, as Adam corrects its means for their start at 0.

    Or their products with such numbers, if these are asked for.
    """
    for slot in memories(case):
        shares = [k for e, old, new in turns(case, slot) if (k := kept(case, e, slot, old, new)) is not None]
        if not shares or not 0 < shares[0] < 1:
            continue
        by_site: dict[int, list[tuple[Node, float]]] = {}
        for node, divisor in divided(case, slot, names):
            if 0 < divisor < 1:
                by_site.setdefault(node.site, []).append((node, divisor))
        for found in by_site.values():
            divisors = tuple(divisor for _, divisor in found[:FIRST])
            exponents = tuple(float(np.log1p(-d) / np.log(shares[0])) for d in divisors)
            yield Correction(found[0][0], divisors, shares[0], exponents)


def divided(case: Case, memory: Slot, names: Container[str] = DIVISIONS) -> Iterator[tuple[Node, float]]:
    """List the divisions of a memory by single numbers, or other operations with them, and these."""
    versions = set(memory.versions)
    for node in case.trace.nodes:
        if node.name not in names or len(node.args) != 2 or node.site < 0:
            continue
        for memory_at in (0, 1) if node.name not in DIVISIONS else (0,):
            if node.args[memory_at] not in versions:
                continue
            other = node.args[1 - memory_at]
            divisor = other.value if isinstance(other, Node) else other
            if np.ndim(divisor) == 0:
                yield node, float(divisor)


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


def count_per_parameter(case: Case, correction: Correction) -> tuple[Source, ast.stmt] | None:
    """Find the statement that counts on the number of the step, `t += 1`, in the function of a correction."""
    tree, source = tree_of(case, correction.node), source_of(case, case.span(correction.node).path)
    function = source.function(tree) if tree is not None else source.tree
    powers = {ast.unparse(n.right) for n in ast.walk(function) if isinstance(n, ast.BinOp) and _is_power(n)}
    for node in ast.walk(function):
        if isinstance(node, ast.AugAssign) and ast.unparse(node.target) in powers:
            return source, node
    return None


def count_once(case: Case, node: Node, source: Source, count: ast.stmt) -> Iterator[Fix]:
    """Count before the loop over the parameters, or before the first of the calls that update one each."""
    if not source.alone(count):
        return
    text = source.text_of(count)
    loops = [loop for loop in source.loops(count) if isinstance(loop, ast.For)]
    if loops:
        edits = [source.remove(count), source.insert_before(loops[0], text)]
        yield from fix("Count once a step", *edits)
        return
    for site, _ in frames(node.stack):
        span = case.trace.sites.all[site].span
        call = source.at(span) if span.path == source.path else None
        if call is not None:
            statement = source.statement(call)
            for first in (*source.loops(statement)[:1], statement):
                yield from fix("Count once a step", source.remove(count), source.insert_before(first, text))
            return


def for_one_step(source: Source, tree: ast.AST) -> Iterator[Fix]:
    """Give the corrected means names of their own: `m_hat = m / (1 - b**t)` for `m = m / (1 - b**t)`, and use these."""
    edits: list[Edit | None] = []
    names: list[str] = []
    statement = source.statement(tree)
    block = source.block(statement)
    for place, each in enumerate(block):
        corrected = _corrected(each)
        if corrected is None:
            continue
        target, divisor = corrected
        mean, name = source.text_of(target), f"{_last_name(target)}_hat"
        names.append(name)
        edits.append(source.edit(*source.extent(each), f"{name} = {mean} / ({source.text_of(divisor)})"))
        for later in block[place + 1 :]:
            if _corrected(later) is None:
                reads = (n for n in ast.walk(later) if isinstance(n, LEAVES) and isinstance(n.ctx, ast.Load))
                edits += [source.put(n, name) for n in reads if source.text_of(n) == mean]
    if edits and None not in edits:
        yield from fix(f"Keep the means as they are, and use {' and '.join(names)} in this step alone", *edits)


def _corrected(statement: ast.stmt) -> tuple[ast.expr, ast.expr] | None:
    """Find target and divisor of `m = m / (1 - b**t)` or `m /= 1 - b**t`."""
    target: ast.expr
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Div):
        target, divisor = statement.target, statement.value
    elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.BinOp):
        if not isinstance(statement.value.op, ast.Div) or len(statement.targets) != 1:
            return None
        target, divisor = statement.targets[0], statement.value.right
        if ast.unparse(target) != ast.unparse(statement.value.left):
            return None
    else:
        return None
    return (target, divisor) if any(isinstance(n, ast.Pow) for n in ast.walk(divisor)) else None


def _last_name(target: ast.expr) -> str:
    while isinstance(target, ast.Subscript):
        target = target.value
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "mean")


def count_from_one(source: Source, tree: ast.AST) -> Iterator[Fix]:
    """Write t + 1 for t in all corrections 1 - b^t of a function."""
    corrected = [n.right for n in ast.walk(source.function(tree)) if isinstance(n, ast.BinOp) and _divides(n)]
    powers = [n.right for part in corrected for n in ast.walk(part) if isinstance(n, ast.BinOp) and _is_power(n)]
    texts = [combined(source.text_of(power), "+", "1") for power in powers]
    yield from fix("Count from 1", *(source.put(n, text) for n, text in zip(powers, texts, strict=True)))


def _divides(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.Div)


def _is_power(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.Pow) and not isinstance(node.right, ast.Constant)
