"""Page to come."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.frozen import frozen_values, lost_updates
from unstuck.doctor.repair import fix, like_another_update, place_of, shown
from unstuck.doctor.values import source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find new values of weights that are computed and thrown away, and weights for which there is no update at all."""
    lost = lost_updates(case.roles)
    for old, new in lost:
        yield found(
            __name__,
            case.span(new),
            f"The new value computed by `{case.text(case.span(new))}` is never used: the weights stay what they were.",
            "The forward pass goes on reading the old array. Assigning to a local name, or to a copy, or not keeping what a "
            "function returns, changes nothing outside. Store the new value where the forward pass reads it, or change the "
            "array in place (W -= ...).",
            ("change of the weights that the forward pass reads", "0", "not 0"),
            ("size of the step that was lost", number(float(np.linalg.norm(array(new.value) - array(old.value)))), ""),
        )
    evidence = case.first
    if evidence is None or lost:
        return
    for value in frozen_values(evidence):
        if not value.is_bias and np.any(np.abs(value.true) > 1e-12):
            yield found(
                __name__,
                value.span,
                f"The weights {value.name} are never updated.",
                "The loss depends on them, but no statement puts a new value where the forward pass reads them. Update them "
                "as the others: W = W - learning rate * dW.",
                ("length of the true gradient of " + value.name, number(float(np.linalg.norm(value.true))), ""),
                ("change of " + value.name, "0", "not 0"),
            )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Change the array in place, or keep what the function returns."""
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub):
        statement = source.statement(tree)
        if isinstance(statement, ast.Assign) and statement.value is tree and len(statement.targets) == 1:
            target = source.text_of(statement.targets[0])
            sign = "+" if isinstance(tree.op, ast.Add) else "-"
            text = f"{source.text_of(tree.left)} {sign}= {source.text_of(tree.right)}"
            begin, end = source.extent(statement)
            if target == source.text_of(tree.left):
                yield from fix(f"Change the array itself: {shown(text)}", source.edit(begin, end, text))
    evidence = case.first
    if evidence is None:
        return
    for value in frozen_values(evidence):
        if not value.is_bias and value.span == finding.span:
            yield from like_another_update(case, evidence, value.name, value.true)


BROKEN = ()

HEALTHY = ()
