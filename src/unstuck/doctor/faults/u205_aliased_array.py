"""Page to come."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.aliases import in_place, kept_for_later
from unstuck.doctor.case import Case, found
from unstuck.doctor.findings import Finding
from unstuck.doctor.trace import Node, Write


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


BROKEN = ()

HEALTHY = ()
