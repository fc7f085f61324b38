"""Page to come."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.roles import carriers
from unstuck.doctor.trace import Node
from unstuck.doctor.values import numpy_name, source_of, tree_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find sums of gradients that go on from one update to the next."""
    evidence = case.first
    if evidence is None:
        return
    roles = case.roles
    numbers = {slot.number for slot in roles.parameters}
    seen = set()
    for slot in roles.slots:
        if slot.number in numbers or len(slot.versions) < 3:
            continue
        for c in evidence.compared:
            if np.shape(slot.versions[1].value) != np.shape(c.true) or np.size(c.true) < 2:
                continue
            old, new = slot.versions[1], slot.versions[2]
            if not _plain_sum(old, new) or not _leads_to(case, new, c):
                continue
            if new.site in seen:
                continue
            seen.add(new.site)
            yield found(
                __name__,
                case.span(new),
                f"{slot.name} goes on adding up from one update to the next; it is never set back to 0.",
                "Each step then uses the gradients of all batches so far, most of them of weights that are long gone. It is "
                "right in the first update and grows from then on, until the training swings or explodes. Set it to zeros "
                "at the beginning of every batch.",
                ("length after the first update", number(float(np.linalg.norm(array(old.value)))), ""),
                ("kept of it in the second", "all", "nothing"),
            )


def _plain_sum(old: Node, new: Node) -> bool:
    """Say whether the old version went into the new one with the factor 1."""
    node, steps = new, 0
    while steps < 200:
        steps += 1
        if node is old:
            return True
        if node.name in ("add", "sub") and any(s is old for s in node.inputs):
            return True
        following = [s for s in carriers(node) if s.index >= old.index]
        if node.name not in ("add", "sub", "setitem", "overlay") or not following:
            return False
        node = following[0]
    return False


def _leads_to(case: Case, value: Node, c: Compared) -> bool:
    """Say whether a later version of the parameter was made from the value by scaling and adding alone."""
    stack, seen = list(c.slot.versions[1:6]), set()
    while stack:
        node = stack.pop()
        if node is value:
            return True
        if node in seen or node.index < value.index:
            continue
        seen.add(node)
        if node.name in ("add", "sub", "subtract", "mul", "multiply", "div", "neg", "setitem", "getitem"):
            stack += node.inputs
    return False


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Set the sum back to zero where each update begins."""
    evidence = case.first
    tree = place_of(case, finding)
    if evidence is None or tree is None:
        return
    source = source_of(case, finding.span.path)
    statement = source.statement(tree)
    target = getattr(statement, "target", None) or statement.targets[0]  # type: ignore[attr-defined]
    name = source.text_of(target.value if isinstance(target, ast.Subscript) else target)
    numpy = numpy_name(source) or ""
    updates = {tree_of(case, c.after) for c in evidence.compared} - {None}
    inner = source.loops(statement)
    for update in updates:
        for loop in source.loops(update):  # type: ignore[arg-type]
            if loop.lineno <= statement.lineno <= (loop.end_lineno or 0) or not inner:
                text = f"{name} = {numpy}zeros_like({name})"
                yield from fix(f"Set it back in every turn: {shown(text)}", source.insert_before(loop.body[0], text))
                break


BROKEN = ()

HEALTHY = ()
