"""Which of the losses that may be meant a round is held against: the one that explains most of its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unstuck.doctor.directions import array
from unstuck.doctor.readings import OWN
from unstuck.doctor.roles import Join

if TYPE_CHECKING:
    from unstuck.doctor.evidence import Evidence

SURE = 4  # reasons to prefer a loss that are better than how common it is

# Which loss belongs to outputs of a kind, where the steps leave it open: the likelier first.
_LIKELY = {
    "distribution": ("categorical cross-entropy",),
    "probability": ("binary cross-entropy", "half squared error"),
    "number": ("half squared error", "binary cross-entropy of sigmoid", "categorical cross-entropy of softmax"),
}


def steady_losses(rounds: list[list[Evidence]]) -> set[str]:
    """Find the losses along whose gradients the steps have one length, compared with it, in every round.

    With one row and one output a step, the gradients of all losses point the same way: only the lengths differ.
    """
    seen: dict[str, dict[int, list[float]]] = {}
    for tried in rounds:
        for one in tried:
            factors = seen.setdefault(one.reading.name, {})
            for c in one.compared:
                counts = (
                    c.right or np.size(c.true) == 1
                )  # where a step is not along a gradient, its length says nothing
                if counts and c.moved and not c.flat and np.any(c.true) and np.isfinite(c.factor):
                    factors.setdefault(c.slot.number, []).append(abs(c.factor))
    return {
        name
        for name, factors in seen.items()
        if any(len(f) > 1 and max(f) < min(f) * (1 + 1e-6) for f in factors.values())
    }


def chosen(tried: list[Evidence], steady: set[str]) -> Evidence:
    """Take the loss whose gradient most parameters follow; else what the outputs and the script's own loss suggest."""
    likely = _LIKELY[_kind_of_output(tried[0].round.joins[0])]
    own = {loss.kind.name if loss.kind is not None else OWN for loss in tried[0].own}

    def quality(evidence: Evidence) -> tuple[float, ...]:
        name = evidence.loss.name
        whole = [c for c in evidence.from_the_output if c.moved]
        wrong = [i for i, c in enumerate(whole) if not c.right]
        return (
            wrong[0] if wrong else len(whole),  # a mistake spoils what lies below it, so what lies above counts
            sum(c.right for c in whole),
            evidence.reading.name in steady,
            name in own,
            -likely.index(name) if name in likely else -len(likely),
            float(np.mean([abs(c.cosine) for c in whole] or [0])),
        )

    ranked = sorted(tried, key=quality, reverse=True)
    equal = [e for e in ranked if quality(e)[:SURE] == quality(ranked[0])[:SURE]]
    if len(equal) > 1 and not all(c.right for c in equal[0].compared if c.moved):
        # Of losses that explain as many parameters that under which more of the backward pass is right.
        equal.sort(key=lambda e: len(e.explained), reverse=True)
    best = equal[0]
    best.others = [o for o in ranked if o is not best and quality(o)[:2] == quality(best)[:2]]
    return best


def _kind_of_output(join: Join) -> str:
    output, target = array(join.output.value), array(join.target)
    if not (np.all((output >= 0) & (output <= 1)) and np.all((target >= 0) & (target <= 1))):
        return "number"
    if np.ndim(output) and np.ndim(output) <= 2 and max(output.shape) > 1:
        sums = [
            np.allclose(output.sum(axis=axis), 1, atol=1e-4) and output.shape[axis] > 1 for axis in range(output.ndim)
        ]
        if any(sums):
            return "distribution"
    return "probability"
