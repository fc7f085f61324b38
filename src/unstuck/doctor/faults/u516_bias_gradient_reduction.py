"""Page to come."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number, shape_text
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.proportions import gradient_node, proportions
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.roles import ancestors
from unstuck.doctor.substitution import substituted, summed, sums_in, with_text, wrong_of
from unstuck.doctor.trace import Node
from unstuck.doctor.values import Scope, tree_of


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the sum over the samples puts a bias right."""
    c, evidence = wrong.compared, wrong.evidence
    if not evidence.is_bias(c):
        return None
    delta = next((s for s in wrong.node.inputs if s in evidence.matches and np.ndim(s.value) == 2), None)
    if delta is None or wrong.node.name not in ("sum", "mean", "average", "dot", "matmul", "sub", "add", "mul", "div"):
        return None
    sums = [array(delta.value).sum(axis=axis).ravel() for axis in (0, 1)]
    if not any(s.size == c.true.size and same_direction(s, c.true.ravel(), 1e-6) for s in sums):
        return None
    return found(
        __name__,
        case.span(wrong.node),
        f"The gradient of the bias {c.name} is not the sum over the samples: `{case.text(case.span(wrong.node))}`.",
        "A bias is added to every sample, so its gradient is the sum of the errors of all samples, one number for each "
        "unit: db = sum over the samples of delta. Here the sum runs over something else, and the units' corrections are "
        "mixed. Sum along the axis of the samples and keep the axis of the units.",
        ("shape of what is summed", shape_text(delta.value), ""),
        ("shape of the result", shape_text(wrong.node.value), shape_text(c.true)),
        ("cosine of the step and the true gradient", number(c.cosine), "1"),
    )


def diagnose(case: Case) -> Iterator[Finding]:
    """Find biases that move by the mean where their weights move by the sum, or the reverse, or that grow a row a sample."""
    evidence = case.first
    if evidence is None:
        return
    biases = [c for c in evidence.compared if evidence.is_bias(c) and c.moved]
    for c in biases:
        if np.shape(c.after.value) != np.shape(c.before.value) and np.size(c.after.value) > np.size(c.before.value):
            yield found(
                __name__,
                _maker(case, evidence, c),
                f"The gradient of the bias {c.name} is not summed over the samples.",
                "A bias is added to every sample, so its gradient is the sum of the errors over all samples. Without that "
                "sum along the samples each one gets a bias of its own, the bias takes the shape of the batch, and nothing "
                "learnt carries over to a new sample. Sum along the axis of the samples: "
                "db = sum(delta, axis of the samples, keepdims=True).",
                (
                    "shape of the bias before and after the update",
                    f"{shape_text(c.before.value)} -> {shape_text(c.after.value)}",
                    "the same",
                ),
            )
    yield from _means(case)


def _maker(case: Case, evidence: Evidence, c: Compared) -> Span:
    """Find where the summed-up gradient was made: the last value of a bias's size that came out of a larger one."""
    node: Node = c.after
    while True:
        sources = [s for s in node.inputs if s in evidence.round.ancestors and s in set(evidence.backward)]
        if node is not c.after and (node.name in ("sum", "mean") or not sources or node in evidence.matches):
            return case.span(node)
        if not sources:
            return case.span(c.after)
        node = sources[-1]


def _means(case: Case) -> Iterator[Finding]:
    """Find biases that move by the mean over the samples where the weights move by the sum."""
    evidence = case.first
    if evidence is None:
        return
    m = evidence.samples
    steps = [p for p in proportions(evidence) if p.factor]
    weights = [abs(p.factor) for p in steps if not evidence.is_bias(p.compared)]
    if m < 2 or not weights:
        return
    for p in steps:
        if evidence.is_bias(p.compared) and abs(min(weights) / abs(p.factor) - m) < 1e-5 * m:
            c = p.compared
            node = gradient_node(evidence, c)
            yield found(
                __name__,
                case.span(node),
                f"The gradient of the bias {c.name} is a mean over the samples; those of the weights are sums.",
                f"The bias moves {m} times less than the weights at the same learning rate, so the layer cannot shift. Use "
                "the sum over the samples, as the weights do, or the mean for both.",
                ("length of the step, compared with the weights", number(abs(p.factor) / min(weights)), "1"),
                ("samples in an update", str(m), ""),
            )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Sum over the samples, and keep the shape of the bias."""
    evidence = case.first
    if evidence is None:
        return
    if wrong_of(case, finding) is not None:
        yield from substituted(case, finding, summed)
    for c in evidence.compared:
        for node in ancestors([c.after], evidence.roles.version) if evidence.is_bias(c) else ():
            if node.site >= 0 and case.span(node) == finding.span:
                yield from _sums_instead(case, c, node)
                return


def _sums_instead(case: Case, c: Compared, node: Node) -> Iterator[Fix]:
    tree = tree_of(case, node)
    whole = tree.value if isinstance(tree, ast.AugAssign | ast.Assign) else tree
    if not isinstance(whole, ast.expr):
        return
    scope = Scope(case, node)
    shape = np.shape(c.before.value)
    for old, text in sums_in(scope, whole, shape):
        try:
            value = array(scope.evaluate(with_text(scope.source, whole, old, text)))
        except Exception:
            continue
        if value.shape == shape and (value.size < 2 or same_direction(value, c.true, 1e-6) is not None):
            yield from fix(f"Write {shown(text)}", scope.source.put(old, text))


BROKEN = ()

HEALTHY = ()
