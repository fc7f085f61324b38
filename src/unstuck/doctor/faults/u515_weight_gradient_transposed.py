"""Page to come."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import angle, array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.substitution import exchanged
from unstuck.doctor.values import source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find square weights whose step is the transposed gradient."""
    evidence = case.first
    if evidence is None:
        return
    for c in evidence.compared:
        if c.agrees or not c.moved or np.ndim(c.true) != 2 or c.true.shape[0] != c.true.shape[1]:
            continue
        for value in [c.step, *([c.gradient.value] if c.gradient is not None else [])]:
            cosine, sine = angle(array(value).T, c.true)
            if sine > 1e-5:
                continue
            place = next((n for n, (at, _, turned) in evidence.matches.items() if at is c.before and turned), c.after)
            yield found(
                __name__,
                case.span(place),
                f"The gradient of {c.name} is transposed: `{case.text(case.span(place))}`.",
                "The entry for the weight from unit i to unit j stands where the one from j to i belongs. The matrix is "
                "square, so nothing complains, but every weight gets another one's correction. Exchange the two factors, "
                "or transpose the result.",
                ("cosine of the step and the true gradient", number(c.cosine), "1"),
                ("cosine of the transposed step and the true gradient", number(abs(cosine)), "not 1"),
            )
            break


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Exchange the two factors, or transpose the result."""
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    whole = tree.value if isinstance(tree, ast.AugAssign | ast.Assign) else tree
    if isinstance(whole, ast.expr):
        for old, text in exchanged(source, whole):
            yield from fix(f"Write {shown(text)}", source.put(old, text))


BROKEN = ()

HEALTHY = ()
