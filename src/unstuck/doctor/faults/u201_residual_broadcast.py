"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, shape_text
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import followed
from unstuck.doctor.values import operands, source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find outputs of shape (n, 1) that meet targets of shape (n,), and give a table of n by n."""
    seen = set()
    for node in case.trace.nodes:
        if node.name not in ("sub", "subtract", "eq", "mul", "ne") or len(node.args) != 2 or node.site in seen:
            continue
        a, b = (np.shape(x.value) if isinstance(x, Node) else () for x in node.args)
        n = int(np.prod(a or (1,)))
        if n < 2 or int(np.prod(b or (1,))) != n or np.shape(node.value) != (n, n):
            continue
        if not ({a, b} == {(n,), (n, 1)} or {a, b} == {(1, n), (n, 1)}) or not case.roles.mask:
            continue
        mixed = [isinstance(x, Node) and bool(case.roles.mask[x.index]) for x in node.args]
        if mixed[0] == mixed[1]:
            continue
        seen.add(node.site)
        yield found(
            __name__,
            case.span(node),
            f"Shapes {a} and {b} give a table of {n} by {n}: every output meets every target.",
            "NumPy pairs a column with a row by repeating both. The difference is no longer output minus its own target; its "
            "mean is smallest when all outputs equal the mean of the targets, so that is what the network learns. Bring both "
            "to one shape: y.reshape(-1, 1), or output.ravel().",
            ("shape of the result", shape_text(node.value), str(a)),
        )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Bring the targets into the shape of the output."""
    for node in case.trace.nodes:
        if node.site < 0 or case.span(node) != finding.span or len(node.args) != 2:
            continue
        source = source_of(case, finding.span.path)
        sides = list(operands(case, node))
        constant = [not (isinstance(v, Node) and case.roles.mask[v.index]) for _, v in sides]
        pairs = zip(constant, sides, sides[::-1], strict=True)
        for _, (expression, _), (_, other) in sorted(pairs, key=lambda pair: not pair[0]):
            shape = np.shape(other.value)
            arguments = ", ".join("-1" if n == max(shape) else str(n) for n in shape)
            text = followed(source.text_of(expression), f".reshape({arguments})")
            yield from fix(f"Write {shown(text)}: a shape for both", source.put(expression, text))
        return


BROKEN = ()

HEALTHY = ()
