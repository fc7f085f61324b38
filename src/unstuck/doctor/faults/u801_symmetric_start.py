"""Page to come."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.roles import ancestors
from unstuck.doctor.trace import Node
from unstuck.doctor.values import called, numpy_name, source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find hidden units that start alike and are moved alike."""
    evidence = case.first
    if evidence is None:
        return
    outputs = {j.output for j in evidence.round.joins}
    for c in evidence.compared:
        weight, true = array(c.before.value), array(c.true)
        if weight.ndim != 2 or min(weight.shape) < 2:
            continue
        for axis in (0, 1):
            alike = np.all(weight == np.take(weight, [0], axis=axis))
            moved = np.allclose(c.step, np.take(c.step, [0], axis=axis), rtol=1e-9, atol=0)
            if not alike or not moved or not np.any(true) or not _hidden(evidence, c, axis, outputs):
                continue
            start = c.slot.versions[0]
            span = _made(case, start)
            yield found(
                __name__,
                span,
                f"All {weight.shape[axis]} units of {c.name} start with the same weights.",
                "Units that start alike get the same gradient, so they stay alike for ever: the layer is as good as a single "
                "unit, however wide it is. Start with small random numbers: "
                "rng.normal(size=shape) / sqrt(number of inputs).",
                ("different units in the layer", "1", str(weight.shape[axis])),
            )
            return


def _hidden(evidence: Evidence, c: Compared, axis: int, outputs: set[Node]) -> bool:
    """Say whether the units along an axis are hidden ones: their values go through other weights before the output."""
    users = [u for u in evidence.roles.users.get(c.before, ()) if u in evidence.forward]
    size = c.true.shape[axis]
    for user in users:
        shape = np.shape(user.value)
        if not shape or (shape[-1] != size and shape[0] != size):
            continue
        others = [o.before for o in evidence.compared if o is not c and np.ndim(o.true) == 2]
        later = {n for o in others for n in evidence.roles.users.get(o, ())}
        if any(
            user in ancestors([n], evidence.roles.version)
            for n in later
            if n in evidence.forward and n.index > user.index
        ):
            return True
    return False


def _made(case: Case, start: Node) -> Span:
    """Find where a first version was written."""
    for write in case.trace.writes:
        if write.node is start:
            return case.trace.sites.all[write.site].span
    return case.span(start) if start.site >= 0 else case.span(next(u for u in case.roles.users[start] if u.site >= 0))


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Start with small random numbers, drawn as the script draws its others."""
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    evidence = case.first
    if evidence is None or not isinstance(tree, ast.Assign | ast.AnnAssign | ast.expr):
        return
    whole = tree if isinstance(tree, ast.expr) else tree.value
    shape = next(
        (np.shape(c.before.value) for c in evidence.compared if _made(case, c.slot.versions[0]) == finding.span), None
    )
    numpy = numpy_name(source)
    if whole is None or shape is None or numpy is None:
        return
    inputs = _inputs(case, evidence, shape)
    for node in ast.walk(whole):
        if isinstance(node, ast.Call) and called(node) in ("zeros", "ones", "full"):
            arguments = node.args[0]
            sizes = arguments.elts if isinstance(arguments, ast.Tuple | ast.List) else [arguments]
            written = ", ".join(source.text_of(size) for size in sizes)
            scale = source.text_of(sizes[inputs]) if inputs < len(sizes) else str(shape[inputs])
            text = f"{numpy}random.randn({written}) / {numpy}sqrt({scale})"
            yield from fix(f"Start with {shown(text)}", source.put(node, text), safety="changes-training")


def _inputs(case: Case, evidence: Evidence, shape: tuple[int, ...]) -> int:
    """Say along which axis of weights their inputs lie: rows @ weights or weights @ columns."""
    for c in evidence.compared:
        for user in case.roles.users.get(c.before, ()):
            if np.shape(c.before.value) == shape and user.name in ("matmul", "dot") and len(user.args) == 2:
                return 1 if user.args[0] is c.before else 0
    return 0


BROKEN = ()

HEALTHY = ()
