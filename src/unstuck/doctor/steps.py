"""How the steps are made: the learning rate and its decay, penalties on the weights, the loop; and on which lines."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.compared import Compared
from unstuck.doctor.course import Course
from unstuck.doctor.definitions import Definition, definition
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Span
from unstuck.doctor.trace import Node, frames
from unstuck.doctor.tree import Source
from unstuck.doctor.values import operands, source_of
from unstuck.doctor.watch import Change

# -- the learning rate


@dataclass(frozen=True)
class Rate:
    """The number by which gradients are multiplied: its value at the first update, and where it is written down.

    `node` is the traced value; None for a plain number. `expression` is what stands in the update.
    """

    value: float
    where: Definition
    node: Node | None
    expression: ast.expr
    source: Source


def rate_of(case: Case) -> Rate | None:
    """Find the learning rate: the first number that a step was multiplied by, going back from the new weights."""
    evidence = case.first
    if evidence is None:
        return None
    moved = sorted((c for c in evidence.compared if c.moved), key=lambda c: -np.size(c.true))
    return rate_of_step(case, moved[0]) if moved else None


def rate_of_step(case: Case, compared: Compared) -> Rate | None:
    """Find the first number that the step of a parameter was multiplied by, going back from its new value."""
    new = compared.after
    if new.name == "setitem" and isinstance(new.args[-1], Node):
        new = new.args[-1]
    if new.name not in ("add", "sub", "subtract") or len(new.args) < 2:
        return None
    step = new.args[1] if _is_old(new.args[0], compared.before) else new.args[0]
    known = abs(compared.factor) if compared.agrees and np.ndim(new.value) == 0 else None
    found = _rate_in(case, step, known) if known else None
    return found or _rate_in(case, step)


def _is_old(value: Any, before: Node) -> bool:
    while isinstance(value, Node):
        if value is before:
            return True
        value = value.inputs[0] if value.inputs else None
    return False


def _rate_in(case: Case, step: Any, known: float | None = None, depth: int = 12) -> Rate | None:
    """Look for a single number among the factors of a step; where all are single numbers, for one of known value."""
    if not isinstance(step, Node) or not depth:
        return None
    following: list[Any] = []
    if step.name in ("mul", "multiply", "div", "divide", "true_divide"):
        for expression, value in operands(case, step):
            plain = value.value if isinstance(value, Node) else value
            number = not np.ndim(plain) and isinstance(plain, int | float | np.number)
            if not number or (known is not None and abs(abs(float(plain)) - known) > 1e-6 * known):
                following.append(value)
            elif not step.name.startswith(("div", "true")) or value is not step.args[1]:  # not the number of rows
                source = source_of(case, case.span(step).path)
                where = definition(case, source, expression, step.stack, scalar=True)
                return Rate(abs(float(plain)), where, value if isinstance(value, Node) else None, expression, source)
    elif step.name in ("matmul", "dot", "outer"):  # (0.1 * a.T) @ delta
        following, depth = [a for a in step.args if isinstance(a, Node) and a.name in ("mul", "div")], 2
    elif step.name in ("add", "sub", "subtract") and len(step.args) > 1:
        gradients = case.first.backward_set if case.first is not None else set()  # not momentum * velocity
        following = sorted((a for a in step.args[1::-1] if isinstance(a, Node)), key=lambda a: a not in gradients)
    elif step.inputs:
        following = [step.inputs[0]]
    return next((rate for f in following if (rate := _rate_in(case, f, known, depth - 1))), None)


def step_sizes(course: Course) -> float:
    """Give the length of the steps against that of the weights: the median, of the parameter that moves most.

    Of a bias that starts at 0 every step is long compared with it: it does not count, unless all start there.
    """
    known = [s.sizes for s in course.sizes.values() if s.sizes.size]
    finite = [sizes[np.isfinite(sizes)] for sizes in [s for s in known if np.isfinite(s[0])] or known]
    return max((float(np.median(sizes)) for sizes in finite if sizes.size), default=0.0)


def decays_of(case: Case, rate: Rate) -> list[tuple[int, Span, str]]:
    """Find the statements within loops that give the learning rate a new value: place, span, text."""
    names = [ast.unparse(n) for n in ast.walk(rate.expression) if isinstance(n, ast.Name | ast.Attribute)]
    out = []
    for source in [source_of(case, path) for path in case.trace.sites.sources]:
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Assign | ast.AugAssign) or not _in_loop(case, source, node):
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if not any(_same_name(ast.unparse(t), name) for t in targets for name in names):
                continue
            span = source.span(node)
            for site in case.trace.sites.all:
                if site.span == span and any(_same_name(site.target, n) for n in names) and site.name != "getitem":
                    out.append((site.index, span, " ".join(source.text_of(node).split())))
                    break
    return out


def _same_name(a: str, b: str) -> bool:
    return a == b or ("." in a and "." in b and a.rpartition(".")[2] == b.rpartition(".")[2])


def _in_loop(case: Case, source: Source, node: ast.AST) -> bool:
    """Say whether a statement is in a loop, or in a function that is no constructor and has the rate as its own."""
    if source.loops(node):
        return True
    function = source.function(node)
    again = isinstance(node, ast.AugAssign) or (
        isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and any(ast.unparse(part) == ast.unparse(node.targets[0]) for part in ast.walk(node.value))
    )
    return isinstance(function, ast.FunctionDef) and function.name != "__init__" and again


@dataclass(frozen=True)
class Penalty:
    """A term of the gradient that is a number times the weights: its place, and how strong it is."""

    site: int
    span: Span
    factor: float
    length: float
    data: float


def penalties_of(case: Case) -> list[Penalty]:
    """Find the terms that pull the weights to 0 by a share of themselves."""
    evidence = case.first
    out: list[Penalty] = []
    if evidence is None:
        return out
    true = {c.before: c for c in evidence.compared if np.ndim(c.true) == 2}
    for node in sorted(evidence.round.ancestors, key=lambda n: n.index):
        if node.name not in ("mul", "multiply", "div") or len(node.args) != 2 or node in evidence.forward:
            continue
        for i in (0, 1):
            weight, factor = node.args[i], node.args[1 - i]
            plain = factor.value if isinstance(factor, Node) else factor
            if not isinstance(weight, Node) or np.size(plain) != 1 or not isinstance(plain, int | float | np.number):
                continue
            root = weight
            while root not in true and root.name in ("getitem", "T", "mul") and root.inputs:
                root = max(root.inputs, key=lambda n: np.size(n.value))
            if root not in true or not _is_added(case, node):
                continue
            length = float(np.linalg.norm(array(node.value)))
            expression = next((e for e, v in operands(case, node) if v is factor), None)
            if expression is None:
                continue
            source = source_of(case, case.span(node).path)
            where = definition(case, source, expression, node.stack, scalar=True)
            data = float(np.linalg.norm(array(true[root].true))) / max(1, evidence.samples)
            out.append(Penalty(node.site, where.span, abs(float(plain)), length, data))
            break
    return out


def _is_added(case: Case, node: Node) -> bool:
    """Say whether a value is added to a gradient, directly or after another factor."""
    for user in case.roles.users.get(node, ()):
        if user.name in ("add", "sub") and np.shape(user.value) == np.shape(node.value):
            return not any(user is v for slot in case.roles.slots for v in slot.versions)
        if user.name in ("mul", "div") and np.shape(user.value) == np.shape(node.value) and _is_added(case, user):
            return True
    return False


# -- the loop


def update_span(case: Case) -> Span:
    """Find the place of the first update."""
    assert case.first is not None
    moved = [c for c in case.first.compared if c.moved] or case.first.compared
    return case.span(min(moved, key=lambda c: c.after.index).after)


@dataclass(frozen=True)
class TrainingLoop:
    """A loop over the steps: where its length is written, and how to make it so many times as long."""

    span: Span
    longer: Callable[[int], Change]


def training_loops(case: Case) -> list[TrainingLoop]:
    """Find the loops around the first update over a range, or while a counter is small; the outermost first."""
    assert case.first is not None
    moved = [c for c in case.first.compared if c.moved]
    if not moved:
        return []
    node = moved[0].after
    places: list[tuple[Span, Any]] = [(case.trace.site(node).span, node.stack)]
    stack = node.stack
    while stack is not None:
        span, stack = case.trace.sites.all[stack[0]].span, stack[1]
        places.append((span, stack))
    found = []
    met = case.spans(case.first.round.joins[0].node)
    for span, stack in reversed(places):
        source = source_of(case, span.path)
        tree = source.at(span)
        outputs = {source.at(other) for other in met if other.path == span.path} - {None}
        for loop in reversed(source.loops(tree) if tree is not None else []):
            if outputs and outputs.isdisjoint(ast.walk(loop)):
                continue  # over the weights
            if _begins_within(case, source, loop):
                continue  # each turn trains a network of its own
            each = _over_range(case, source, loop, stack) or _while_small(source, loop)
            if each is not None:
                found.append(each)
    return found


def _begins_within(case: Case, source: Source, loop: ast.AST) -> bool:
    """Say whether a parameter is given its first value in each turn of a loop."""
    assert case.first is not None
    starts = {c.name: c.before for c in case.first.compared if c.moved}
    within = set(ast.walk(loop))
    for slot in case.roles.parameters:
        if slot.name not in starts or not slot.versions:
            continue
        first = slot.versions[0]  # of one that no operation made, the stack is that of its first use
        if first.inputs and any(first.site == v.site for v in slot.versions[1:]):
            continue  # `w = 0` before the loop is no version that is known: this is the first update
        origin = case.trace.origins.get(first, first.site)
        calls = [site for site, _ in frames(first.stack)] if first.inputs else []
        spans = [case.trace.sites.all[site].span for site in [origin, *calls] if site >= 0]
        if any(s.path == source.path and source.at(s) in within for s in spans):
            return True
    return False


def _over_range(case: Case, source: Source, loop: ast.AST, stack: Any) -> TrainingLoop | None:
    if (
        not isinstance(loop, ast.For)
        or not isinstance(loop.iter, ast.Call)
        or "range" not in ast.unparse(loop.iter.func)
    ):
        return None
    place = source.span(loop)
    site = next((s.index for s in case.trace.sites.all if s.span == place and s.name == "for"), None)
    if site is None:
        return None
    return TrainingLoop(_length(case, source, loop, stack), lambda times: Change(longer={site: times}))


def _while_small(source: Source, loop: ast.AST) -> TrainingLoop | None:
    if not isinstance(loop, ast.While) or source.path is not None:
        return None
    for node in ast.walk(loop.test):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Lt | ast.LtE):
            limit = node.comparators[0]
            if isinstance(limit, ast.Constant) and type(limit.value) is int:
                return TrainingLoop(source.span(limit), partial(_up_to, source.span(limit), limit.value))
    return None


def _up_to(span: Span, limit: int, times: int) -> Change:
    return Change(literals={span: str(times * limit)})


def _length(case: Case, source: Source, loop: ast.For, stack: Any) -> Span:
    """Find where the length of a loop over a range is written down: the number, if it has one."""
    ranges = [n for n in ast.walk(loop.iter) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "range"]
    arguments = ranges[0].args if ranges else []
    if arguments:
        where = definition(case, source, arguments[0] if len(arguments) == 1 else arguments[1], stack)
        if isinstance(where.expression, ast.Constant):
            return where.span
    return source.span(loop.iter)
