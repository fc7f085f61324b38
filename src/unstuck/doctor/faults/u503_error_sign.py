"""Page to come."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.proportions import first_delta, proportions
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.tree import combined
from unstuck.doctor.values import source_of, tree_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find an error at the output with the wrong sign for the way the updates are written."""
    evidence = case.first
    if evidence is None:
        return
    steps = proportions(evidence)
    start = first_delta(evidence)
    if not steps or start is None or any(p.factor > 0 for p in steps):
        return
    node, sign = start
    if sign > 0:
        return
    c = steps[0].compared
    yield found(
        __name__,
        case.span(node),
        f"The error at the output has the wrong sign for these updates: `{case.text(case.span(node))}`.",
        "The updates subtract, so they need the gradient, output minus target. With target minus output they climb the loss "
        "instead of going down: every step makes the answers worse, at any learning rate. Exchange the two, or add in every "
        "update instead of subtracting.",
        ("cosine of the step and the direction downhill", number(c.cosine), "1"),
        ("parameters that move uphill", f"{len(steps)} of {len(evidence.compared)}", "0"),
    )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Exchange what is subtracted, or leave out a minus."""
    evidence = case.first
    tree = place_of(case, finding)
    if evidence is None or tree is None:
        return
    source = source_of(case, finding.span.path)
    for node in (tree, *(t for n in reversed(evidence.backward) if (t := tree_of(case, n)) is not None)):
        for part in ast.walk(node) if node is tree else (node,):
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Sub):
                text = combined(source.text_of(part.right), "-", source.text_of(part.left))
                yield from fix(f"Write {shown(text)}: output minus target", source.put(part, text))
            elif isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.USub):
                yield from fix("Leave out the minus", source.put(part, source.text_of(part.operand)))


BROKEN = ()

HEALTHY = ()
