"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.repair import fix
from unstuck.doctor.values import source_of, tree_of


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the weights as they were before their update put the value right."""
    evidence = wrong.evidence
    for c in evidence.compared:
        for source in wrong.node.inputs:
            turned = source.name in ("T", "transpose") and source.inputs and source.inputs[0] is c.after
            if source is not c.after and not turned:
                continue
            old = array(c.before.value)
            if not wrong.mended(source, old.T if turned else old):
                continue
            return found(
                __name__,
                case.span(c.after),
                f"{c.name} is updated before the backward pass has used it.",
                "The gradient belongs to the weights with which the forward pass computed the outputs. Here the error is "
                "sent back through weights that were changed in between, so the lower layers follow the slope of a mixture. "
                "Compute all gradients first, then update.",
                (
                    f"cosine of the step and the true gradient, {wrong.compared.name}",
                    number(wrong.compared.cosine),
                    "1",
                ),
                ("the same with the weights as they were", "1", "1"),
            )
    return None


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Move the update behind all that uses the old weights."""
    evidence = case.first
    if evidence is None:
        return
    source = source_of(case, finding.span.path)
    for c in evidence.compared:
        tree = tree_of(case, c.after)
        if case.span(c.after) != finding.span or tree is None:
            continue
        statement = source.statement(tree)
        users = [n for n in evidence.round.ancestors if n.index > c.after.index and n.site >= 0]
        users = [n for n in users if case.span(n).path == source.path]
        block = source.block(statement)
        # The last statement of the block that is run in this update.
        at = block.index(statement)
        lines = {case.span(n).line for n in users}
        last = [s for s in block[at + 1 :] if any(s.lineno <= line <= (s.end_lineno or s.lineno) for line in lines)]
        if last and source.alone(statement):
            moved = source.insert_after(last[-1], source.whole_lines(statement), source.indent(statement))
            yield from fix(f"Update {c.name} after its last use", source.remove(statement), moved)
        return


BROKEN = ()

HEALTHY = ()
