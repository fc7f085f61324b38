"""The tracer: all the functions that the rewritten script calls instead of its operations, and the loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from unstuck.doctor.trace import TraceEnd
from unstuck.doctor.tracing.calls import LISTS, Calls
from unstuck.doctor.tracing.loops import Loop


class Tracer(Calls):
    """One traced run of a script: `names()` is what its rewritten form calls, `trace` what it did."""

    def names(self) -> dict[str, Callable[..., Any]]:
        """List the injected functions by the names under which the rewritten script calls them."""
        table = [
            "binop",
            "unop",
            "tested",
            "chosen",
            "call",
            "attribute",
            "item",
            "slice",
            "fresh",
            "unpack",
            "note",
            "setitem",
            "augment",
            "augment_item",
            "loop",
            "going",
            "ended",
            "elements",
        ]
        return {"@" + name: getattr(self, name) for name in table}

    def loop(self, site: int, iterable: Any) -> Iterator[Any]:
        """Iterate as the loop would, until it has trained enough.

        Where no more than tests depend on the number of the turn, as `if epoch % 100 == 99` does, the last turn follows
        then: what a script does at its end, such as to evaluate, is seen.
        """
        loop = self.enter(site)
        sources = self.sources(iterable)
        try:
            for element in self.elements(site, iterable):
                if self.turn(loop):
                    if type(iterable) is range and self.sites[site].only_tested:
                        yield iterable[-1]
                    return
                yield element
            self.came_to_its_end(site, sources, loop.turns)
        finally:
            self.loops.leave(loop)

    def came_to_its_end(self, site: int, sources: list[Any], turns: int) -> None:
        """Note the iterators that a loop has used up, and the loops that got nothing of one that they had used up."""
        for each in sources:
            known = self.used_up.get((site, id(each)))
            if known is None and turns and len(self.used_up) < LISTS:
                self.used_up[site, id(each)] = each, turns
            elif known is not None and known[0] is each and not turns:
                self.trace.used_up[site] = known[1]

    def going(self, site: int) -> bool:
        """Count a turn of a while loop; False ends it."""
        running = self.loops.running
        return not self.turn(running[-1] if running and running[-1].site == site else self.enter(site))

    def ended(self, site: int) -> None:
        """End a while loop."""
        loop = self.loops.innermost(site)
        if loop is not None:
            self.loops.leave(loop)

    def enter(self, site: int) -> Loop:
        """Begin a loop."""
        return self.loops.enter(site, len(self.trace.nodes), self.bytes)

    def turn(self, loop: Loop) -> bool:
        """Begin a turn. Returns True if the loop is to end here."""
        if self.over:
            raise TraceEnd(self.trace.why_ended)
        if loop.asleep and not loop.turns % 64 and self.late():
            self.end(f"the traced run was ended after {self.limits.seconds:.0f} s")
        return self.loops.turn(loop, len(self.trace.nodes), self.bytes)
