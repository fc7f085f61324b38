"""Page to come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import angle, array
from unstuck.doctor.evidence import OWN, Evidence, sample_axis
from unstuck.doctor.findings import Certainty, Finding
from unstuck.doctor.ownloss import OwnLoss
from unstuck.doctor.proportions import first_delta
from unstuck.doctor.roles import ancestors
from unstuck.doctor.trace import Node


def diagnose(case: Case) -> Iterator[Finding]:
    """Find a loss that is computed and is not what the updates go down, though these are right."""
    evidence = case.first
    if evidence is None:
        return
    for own in evidence.own:
        wrong = _what_is_wrong(evidence, own)
        if wrong is None:
            continue
        certainty, what, meaning, slope = wrong
        text = case.text(case.span(_core(own)))
        yield found(
            __name__,
            case.span(_core(own)),
            f"The loss computed by `{text}` is not the one that the updates go down: {what}.",
            f"{meaning}, so the number says little about the training: it can rise while the network learns, or fall while "
            f"it does not. The steps themselves follow the {evidence.loss.name}. Correct this line, and leave the backward "
            "pass as it is.",
            ("slope of this loss, compared with that of the " + evidence.loss.name, slope, "1"),
            certainty=certainty,
        )


def _what_is_wrong(evidence: Evidence, own: OwnLoss) -> tuple[Certainty, str, str, str] | None:
    if own.target is None:
        return None
    if own.kind is None:
        return _unlike_any(evidence, own)
    start = first_delta(evidence)
    if own.factor < 0 and start is not None and start[1] > 0 and not _is_a_score(own):
        return "measured", "it has the wrong sign", "It falls where the outputs get worse", "-1"
    base, times = _base(evidence, own)
    if base:
        return "measured", f"its logarithm has the base {base}", "It is another multiple of it", number(times)
    if own.kind.name == "categorical cross-entropy" and _one_column(own):
        what = "the term (1 - t) log(1 - p) is missing"
        return "measured", what, "Rows whose target is 0 do not count in it", "0 where the target is 0"
    return None


def _unlike_any(evidence: Evidence, own: OwnLoss) -> tuple[Certainty, str, str, str] | None:
    """Compare a loss that is none of the standard ones with the one that the updates follow."""
    moved = [c for c in evidence.compared if c.moved]
    if evidence.loss.name == OWN or not moved or not all(c.right for c in moved):
        return None
    output, slope = array(own.output.value), array(own.slopes[own.output])
    with np.errstate(all="ignore"):
        true = array(evidence.loss.slope(output, own.target))
    if true.shape != slope.shape or not np.all(np.isfinite(slope)) or np.ptp(slope) < 1e-12 * np.max(np.abs(slope)):
        return None
    cosine, _ = angle(slope, true)
    return "suspected", "its slope is another", "It measures something else", f"cosine {number(cosine)}"


def _base(evidence: Evidence, own: OwnLoss) -> tuple[int, float]:
    """Return the base of the logarithm in a cross-entropy, if it is not e, and how many times too small it makes it."""
    assert own.kind is not None
    if "cross-entropy" not in own.kind.name:
        return 0, 1.0
    shape = np.shape(own.output.value)
    samples = shape[sample_axis(evidence, evidence.round.joins[0])] if len(shape) == 2 else 1
    for times in (own.factor, own.factor * samples):
        for base in (2, 10):
            if abs(times * np.log(base) - 1) < 1e-4:
                return base, times
    return 0, 1.0


def _is_a_score(own: OwnLoss) -> bool:
    """Say whether it is a score that ends at 1, such as R squared, and not a loss turned round."""
    assert own.kind is not None
    if own.kind.name != "half squared error":
        return False
    rest = float(np.ravel(own.node.value)[0]) - own.factor * float(own.kind.value(array(own.output.value), own.target))
    return abs(rest) > 1e-6


def _one_column(own: OwnLoss) -> bool:
    target = array(own.target)
    return not any(n > 1 and np.allclose(target.sum(axis=axis), 1) for axis, n in enumerate(target.shape))


def _core(own: OwnLoss) -> Node:
    """Go back from the loss to the expression that holds its mathematics: over means, sums, signs and constants."""
    node = own.node
    while node.name in ("sum", "mean", "neg", "div", "mul", "divide", "multiply", "float", "squeeze", "add"):
        active = [s for s in node.inputs if s.site >= 0 and own.output in ancestors([s], {})]
        if len(active) != 1:
            break
        node = active[0]
    return own.node if node is own.output else node


BROKEN = ()

HEALTHY = ()
