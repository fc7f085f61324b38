"""What optimizers keep beside the parameters: how much of it stays, and what steps become of it."""

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
from unstuck.doctor.proportions import gradient_node
from unstuck.doctor.roles import Slot, ancestors
from unstuck.doctor.trace import Node
from unstuck.doctor.values import called, operands, source_of, tree_of


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
    order = _made_of(case, own, old, new)
    made = set(evidence.backward)
    seed = np.random.default_rng(0).normal(size=np.shape(new.value))
    back = adjoints({new: seed}, order, lambda n: n in order or n is old or n in made)
    if old not in back or not any(n in made and n not in own and np.any(s) for n, s in back.items()):
        return None
    if np.size(seed) > 1 and angle(back[old], seed)[1] > 1e-9:
        return None
    return float(np.vdot(back[old], seed) / np.vdot(seed, seed))


def _made_of(case: Case, own: set[Node], old: Node, new: Node) -> set[Node]:
    """Collect what is made of a memory up to its next value, but not of the parameters that it moves."""
    found: set[Node] = set()
    stack = [old]
    while stack:
        for user in case.roles.users.get(stack.pop(), ()):
            if user not in found and user.index <= new.index and (user in own or user not in case.roles.version):
                found.add(user)
                stack.append(user)
    return found


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


@dataclass(frozen=True)
class Velocity:
    """A velocity, its sign in the step, and those of the gradient in the velocity and, by all ways, in the step."""

    node: Node
    taken: float
    added: float
    whole: float


def velocity_of(evidence: Evidence, c: Compared) -> Velocity | None:
    """Find the velocity by which a parameter is moved; None without one."""
    way, gradient = evidence.way(c), gradient_node(evidence, c)
    parameters = {slot.number for slot in evidence.roles.parameters}
    for node in sorted(way, key=lambda n: -n.index):
        version = evidence.roles.version.get(node)
        if version is None or version[0] in parameters or node.site < 0 or node.index <= gradient.index:
            continue
        ones = np.ones(np.shape(node.value))
        if ones.shape != np.shape(c.step) or ones.size < 2:
            continue
        taken = adjoints({c.after: ones}, [n for n in way if n.index > node.index], lambda n: n in way).get(node)
        order = [n for n in way if gradient.index < n.index <= node.index]
        added = adjoints({node: ones}, order, lambda n: n in way).get(gradient)
        order = [n for n in way if n.index > gradient.index]
        whole = adjoints({c.after: ones}, order, lambda n: n in way).get(gradient)
        if taken is None or added is None or any(np.ptp(v) > 1e-6 * np.max(np.abs(v)) for v in (taken, added)):
            return None  # a mean of squares, or what is divided by its root
        return Velocity(node, *(float(np.sign(np.mean(0.0 if v is None else v))) for v in (taken, added, whole)))
    return None
