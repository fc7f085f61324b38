"""Page to come."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.proportions import gradient_node, proportions
from unstuck.doctor.repair import divisions, fix, place_of, sample_counts, shown, without_division
from unstuck.doctor.tree import combined
from unstuck.doctor.values import source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find parameters whose gradient is the sum over the samples where that of the others is the mean."""
    evidence = case.first
    if evidence is None:
        return
    m = evidence.samples
    steps = [p for p in proportions(evidence) if p.factor]
    if m < 2 or len(steps) < 2:
        return
    small = min(abs(p.factor) for p in steps)
    for p in steps:
        if abs(abs(p.factor) / small - m) > 1e-5 * m:
            continue
        c = p.compared
        node = gradient_node(evidence, c)
        yield found(
            __name__,
            case.span(node),
            f"The gradient of {c.name} is the sum over the {m} samples; that of the others is the mean.",
            f"The other parameters divide by the number of samples, this one does not, so with the same learning rate its "
            f"steps are {m} times too long for the loss that is being minimised. It overshoots: the loss jumps up, and with "
            "ReLU the units can die and never come back. Divide by the number of samples here too.",
            ("length of the step, compared with the others", number(abs(p.factor) / small), "1"),
            ("samples in an update", str(m), ""),
        )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Divide by the number of samples, as the script writes it elsewhere."""
    evidence = case.first
    tree = place_of(case, finding)
    if evidence is None or tree is None:
        return
    source = source_of(case, finding.span.path)
    whole = tree.value if isinstance(tree, ast.AugAssign | ast.Assign) else tree
    if not isinstance(whole, ast.expr):
        return
    for c in evidence.compared:
        if case.span(gradient_node(evidence, c)) == finding.span:
            for node in divisions(case, c, products=True):
                yield from without_division(case, node)
    for samples in sample_counts(case, finding, evidence.samples):
        text = combined(source.text_of(whole), "/", samples)
        yield from fix(f"Divide by the number of samples: {shown(text)}", source.put(whole, text))


BROKEN = ()

HEALTHY = ()
