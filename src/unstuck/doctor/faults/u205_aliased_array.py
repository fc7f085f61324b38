"""Page to come."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.aliases import in_place, kept_for_later
from unstuck.doctor.case import Case, found
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.trace import Node, Write
from unstuck.doctor.tree import followed
from unstuck.doctor.values import source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find names kept for later that are the same object as a parameter which then changes in place."""
    roles = case.roles
    writes: dict[Node, list[Write]] = {}
    for write in case.trace.writes:
        writes.setdefault(write.node, []).append(write)
    updates = {
        slot.number: {w.name for v in slot.versions[1:] for w in writes.get(v, ()) if w.site == v.site}
        for slot in roles.parameters
    }
    seen = set()
    for slot in roles.parameters:
        for old, new in itertools.pairwise(slot.versions):
            if new.name not in ("add", "sub", "subtract", "mul", "setitem") or not in_place(case, new):
                continue
            for write in writes.get(old, ()):
                bare = write.name
                own = updates[slot.number] | {slot.name}
                if write.site == old.site or bare in own or write.site in seen or old is slot.versions[0]:
                    continue
                if any(w.name == bare and w.site == v.site for v in slot.versions for w in writes.get(v, ())):
                    continue
                if not kept_for_later(case, write):
                    continue
                seen.add(write.site)
                yield found(
                    __name__,
                    case.trace.sites.all[write.site].span,
                    f"{bare} is not a copy: it is the same array as {slot.name}, which goes on changing.",
                    "An assignment gives an array a second name and copies nothing. The updates change the array in place, so "
                    f"what {bare} was to keep is overwritten in the very next step. Keep a copy: {slot.name}.copy().",
                    (
                        "values that still differ from the parameter after its next update",
                        "0",
                        f"all {np.size(old.value)}",
                    ),
                )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Keep a copy."""
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    if isinstance(tree, ast.Assign):
        text = followed(source.text_of(tree.value), ".copy()")
        yield from fix(f"Keep a copy: {shown(text)}", source.put(tree.value, text))


BROKEN = ()

HEALTHY = ()
