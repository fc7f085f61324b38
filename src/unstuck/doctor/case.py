"""All that is known about one script, as the faults' rules get it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.experiments import Experiments
from unstuck.doctor.findings import Certainty, Finding, Span
from unstuck.doctor.findings import Evidence as Measured
from unstuck.doctor.mistakes import Wrong, wrong_values
from unstuck.doctor.roles import Roles
from unstuck.doctor.run import Crash
from unstuck.doctor.trace import Node, Trace, frames

AGAIN = 2  # rounds that have to be wrong where the first is right


@dataclass
class Case:
    """One script: its trace, what its values are for, and the evidence of its first updates."""

    trace: Trace
    roles: Roles
    evidence: list[Evidence]
    crash: Crash | None = None
    failures: dict[str, str] = field(default_factory=dict)  # rules that could not be asked, and why
    asked: set[str] = field(default_factory=set)  # rules that have answered
    experiments: Experiments | None = None  # the script run again; None where it is not to be
    deadline: float = float("inf")  # by `time.monotonic`: what was found by then is told
    late: bool = False  # it came before all rules had answered
    lost_minus: Node | None = None  # the exponential of a sigmoid that falls; the evidence is as if it rose
    as_it_is: Evidence | None = None  # the first evidence without that

    @property
    def first(self) -> Evidence | None:
        """The first of the rounds in which the loss depends on the most parameters; or the first that is wrong.

        A mistake need not be seen at once: the absence of a weight while it is 1, of a slope while all units are on.
        """

        def reach(evidence: Evidence) -> int:
            return sum(bool(np.any(c.true)) and not c.flat for c in evidence.compared)

        most = max(map(reach, self.evidence), default=0)
        widest = [e for e in self.evidence if reach(e) == most]
        right = [all(c.right for c in e.compared if c.moved) for e in widest]
        if len(widest) > 2 and right[0]:
            wrong = (e for e, fine in zip(widest, right, strict=True) if not fine and not _at_the_ends(e))
            some = list(itertools.islice(wrong, AGAIN))
            if len(some) == AGAIN:
                return some[0]
        return widest[0] if widest else None

    @property
    def kinds_of_loss(self) -> set[str]:
        """The standard losses that the script itself computes, in any of the rounds."""
        return {o.kind.name for e in self.evidence for o in e.own if o.kind is not None and o.factor > 0}

    @cached_property
    def wrong(self) -> list[Wrong]:
        """The first wrong values of the backward pass."""
        return wrong_values(self.first) if self.first is not None else []

    def span(self, node: Node) -> Span:
        """Find the place of the operation that made a value."""
        return self.trace.site(node).span

    def spans(self, node: Node) -> list[Span]:
        """List the place of the operation that made a value, and those of the calls under way, the innermost first."""
        return [self.span(node), *(self.trace.sites.all[site].span for site, _ in frames(node.stack))]

    def place(self, node: Node) -> Span:
        """Find where a value comes from: its operation, or where it was given a name, or where it was used first."""
        if node.site >= 0:
            return self.span(node)
        if node in self.trace.origins:
            return self.trace.sites.all[self.trace.origins[node]].span
        write = next((w for w in self.trace.writes if w.node is node), None)
        if write is not None:
            return self.trace.sites.all[write.site].span
        return self.span(next(u for u in self.roles.users[node] if u.site >= 0))

    def text(self, span: Span) -> str:
        """Read the source of a place, on one line and not too long."""
        text = " ".join(self.trace.sites.text(span).split())
        return text if len(text) <= 60 else text[:57] + "..."


def _at_the_ends(evidence: Evidence) -> bool:
    """Say whether some outputs are 0 or 1 to rounding, where the slope of a cross-entropy has lost its digits."""
    outputs = np.concatenate([array(j.output.value).ravel() for j in evidence.round.joins])
    return bool(np.all((outputs >= 0) & (outputs <= 1)) and np.any((outputs < 1e-9) | (outputs > 1 - 1e-9)))


def found(
    module_name: str,
    span: Span,
    message: str,
    explanation: str,
    *measured: tuple[str, str, str] | tuple[str, str],
    certainty: Certainty = "measured",
    consequence_of: str | None = None,
) -> Finding:
    """Make a finding of the fault whose file is `module_name` (give `__name__`)."""
    code, _, name = module_name.rpartition(".")[2].partition("_")
    evidence = tuple(Measured(*m) for m in measured)
    return Finding(
        code.upper(), name.replace("_", "-"), certainty, span, message, explanation, evidence, consequence_of
    )


def number(value: float) -> str:
    """Write a number with four digits, as a person would."""
    return f"{value:.4g}"


def shape_text(value: Any) -> str:
    """Write a shape as Python does."""
    return str(tuple(int(n) for n in np.shape(value)))


__all__ = ["Case", "array", "found", "number", "shape_text"]
