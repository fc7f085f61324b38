"""Faults that only the course of training shows: suspected from what was measured, certain when their cure cures.

A threshold alone says little: unusual is not wrong. So a script that learns well is left alone, and a suspicion
becomes a finding only if the same script, run with that one thing changed, learns; or, as a suspicion still, if the
script learns nothing at all and the numbers leave little doubt. Suspicions are tried in the order of causes: data,
start, learning rate, duration. The first that cures ends the search, since the others follow from it.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from unstuck.doctor.case import Case, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.course import Course
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Evidence as Measured
from unstuck.doctor.findings import Finding
from unstuck.doctor.replica import Replica, replica_of
from unstuck.doctor.units import find_units
from unstuck.doctor.watch import Change

ORDER = (
    "U306",
    *("U308", "U109", "U101", "U106", "U105", "U609"),
    *("U801", "U804", "U802", "U803", "U806", "U805"),
    *("U602", "U603", "U705", "U807", "U305", "U808", "U707", "U706"),
)
GOOD = 0.9  # of what there is to learn: nothing is said of such a script
FAIR = 0.75  # the same, while it still gets better
BEST = 0.98  # the same, whatever the numbers are
POOR = 0.5  # below this a suspicion is told without a cure
ROUNDING = 1e-9  # a derivative of the activation of which too few digits are left to be compared
SLOW = 1.0  # seconds of the processor of a run, from which on a network of ours is tried first
REPLICA = 10.0  # seconds of the processor for a network of ours
LONG = 10_000  # updates
ALIKE = 0.15  # by which it may learn more or less than the script's
EFFECTS = ("U306", "U707", "U706")  # found exactly, yet perhaps only an effect of what is looked for here
SHOWN = ("U401", "U701", "U702", "U703")  # what is printed is wrong, and training is as it is
BESIDE = ("U201", "U205")  # the same, where no step is made of what they spoil


@dataclass(frozen=True)
class Suspicion:
    """A finding that is not certain, and what would show that it is right.

    `changes` are tried one after the other; `cures` says of each what it is. `longer` is how many times as long the
    runs take. `strong`: it is told without a cure too, if the script learns little. `standing`: it is seen at the very
    first update, and told even where other faults hide the course of training. `gain`: this much of what is left to
    learn is enough of a gain, where it need not be all. `by_loss`: half the loss is cure enough, if no fewer answers
    are right, of a change that leaves the loss what it is. `shows` says of the course of a changed run whether the
    change did what it was meant to do. `replica` makes the same change in a network of ours; without `changes`, where
    alone.
    """

    finding: Finding
    changes: tuple[Change, ...] = ()
    cures: tuple[str, ...] = ()
    longer: float = 1.0
    strong: bool = False
    standing: bool = False
    gain: float | None = None
    by_loss: bool = False
    shows: Callable[[Course], bool] = lambda _: True
    replica: Callable[[Replica], Replica] | None = None


Rule = Callable[[Case], Iterator[Suspicion]]


def diagnose_course(case: Case, findings: list[Finding], by_code: Mapping[str, object]) -> list[Finding]:
    """Find the faults of the start, the data, the rates and the duration.

    Parameters
    ----------
    case : Case
    findings : list of Finding
        What was found exactly.
    by_code : mapping
        The faults' modules. Those that belong here have a function `suspect(case)` that yields suspicions.
    """
    if case.first is None or case.experiments is None or case.crash is not None:
        return []
    exact = [f for f in findings if f.certainty != "suspected" and f.code not in (*EFFECTS, *SHOWN)]
    exact = [f for f in exact if f.code not in BESIDE or on_the_way(case, f)]
    rules: list[Rule] = [rule for code in ORDER if (rule := getattr(by_code.get(code), "suspect", None)) is not None]
    if exact or (_wrong(case.first.compared) and not rounded(case)):
        return _beside(case, rules, exact)
    course = case.experiments.course if rules else None
    if course is None or not course.parts or course.crash is not None or not course.quality < BEST:
        return []
    learnt = learns(course) or bool(course.why_ended and improves(course))  # cut while it got better: who knows
    weak: list[Suspicion] = []
    if course.seconds > SLOW and not learnt:
        found = _together(case, course, [s for rule in rules for s in _asked(case, rule) if s.strong])
        if found:
            return _and_beside(case, rules, found)
    strong: list[Suspicion] = []
    for rule in rules:
        for suspicion in _asked(case, rule):
            if not suspicion.strong:
                weak.append(suspicion)  # after all that the numbers leave little doubt about
                continue
            cured = _cured(case, course, suspicion)
            if cured is not None:
                return _and_beside(case, rules, [cured])
            strong.append(suspicion)
    if learnt:
        return []
    for suspicion in weak:
        cured = _cured(case, course, suspicion)
        if cured is not None:
            return _and_beside(case, rules, [cured])
    if course.quality >= POOR:
        return []
    found = _together(case, course, strong) if course.seconds <= SLOW else []
    return found or [s.finding for s in strong]


def _replica_in_time(case: Case, course: Course) -> Replica | None:
    """Build the network of ours that computes the same, if there is one; it may train for some seconds from now on."""
    assert case.experiments is not None
    own = replica_of(case, course)
    until, deadline = time.thread_time() + REPLICA, case.experiments.deadline
    if own is None:
        return None
    return dataclasses.replace(own, late=lambda: time.thread_time() > until or time.monotonic() > deadline)


def _together(case: Case, course: Course, suspicions: list[Suspicion]) -> list[Finding]:
    """Make several changes at once in a network of ours; those count without which it does not learn."""
    assert case.experiments is not None
    changes: dict[str, Suspicion] = {}
    for suspicion in suspicions:
        if suspicion.replica is not None:
            changes.setdefault(suspicion.replica.__name__, suspicion)
    own = _replica_in_time(case, course) if changes else None
    if own is None:
        return []

    def trained(names: Iterable[str], updates: int) -> Course | None:
        replica = own
        for name in names:
            replica = changes[name].replica(replica)  # type: ignore[misc]
        return replica.cut(updates).trained()

    base, all_changed = trained((), own.updates), trained(changes, LONG)
    if base is None or all_changed is None or abs(max(base.quality, 0) - max(course.quality, 0)) > ALIKE:
        return []  # it does not go as the script does
    if not better(base, all_changed):
        return []
    told = []
    for name, suspicion in changes.items():
        without = trained((other for other in changes if other != name), all_changed.updates)
        if without is not None and better(without, all_changed):
            evidence = (
                *suspicion.finding.evidence,
                Measured("a network of ours that computes the same, trained as it is", score_text(base), ""),
                Measured("with all that is suspected done otherwise", score_text(all_changed), ""),
                Measured("with all but this done otherwise", score_text(without), score_text(all_changed)),
            )
            told.append(dataclasses.replace(suspicion.finding, certainty="measured", evidence=evidence))
    return told


def _asked(case: Case, rule: Rule) -> list[Suspicion]:
    """Ask a rule. One that fails on a script's odd values is left out, and the report says so."""
    try:
        asked = list(rule(case))
        return [dataclasses.replace(s, finding=dataclasses.replace(s.finding, by_course=True)) for s in asked]
    except Exception as error:
        case.failures[rule.__module__.rpartition(".")[2]] = f"{type(error).__name__}: {error}"
        return []


def on_the_way(case: Case, finding: Finding) -> bool:
    """Say whether a mistake stands where outputs and steps are made, not only where something is measured or kept."""
    assert case.first is not None
    way = [*case.first.forward, *case.first.round.ancestors]
    places = {(span.path, span.line) for node in way if node.site >= 0 for span in case.spans(node)}
    return (finding.span.path, finding.span.line) in places


def _standing(case: Case, rules: list[Rule]) -> list[Finding]:
    """Tell what is seen at the first update; the course of training is that of the other faults.

    What the numbers leave little doubt about is suspected, though no run can show it yet: it may be next.
    """
    experiments, case.experiments = case.experiments, None
    try:
        seen = [s for rule in rules for s in _asked(case, rule)]
    finally:
        case.experiments = experiments
    standing = [s.finding for s in seen if s.standing]
    return standing + [
        dataclasses.replace(s.finding, certainty="suspected") for s in seen if s.strong and not s.standing
    ]


def _beside(case: Case, rules: list[Rule], told: list[Finding]) -> list[Finding]:
    """List what the first update makes suspect, of other kinds than what is told already."""
    codes = {finding.code for finding in told}
    return [finding for finding in _standing(case, rules) if finding.code not in codes]


def _and_beside(case: Case, rules: list[Rule], told: list[Finding]) -> list[Finding]:
    """Add what is suspected from the first numbers alone, beside the change that a run has shown to be needed."""
    others = _beside(case, rules, told)
    return [*told, *(dataclasses.replace(finding, certainty="suspected") for finding in others)]


def rounded(case: Case) -> bool:
    """Say whether derivatives are nothing but rounding.

    They are where outputs are exactly 0 or 1 and the cross-entropy is infinite, below a layer of which every unit is so
    far out that hardly a digit of 1 - a is left, and in half precision, which has three digits.
    """
    evidence = case.first
    if evidence is None:
        return False
    if any(np.asarray(c.before.value).dtype == np.float16 for c in evidence.compared):
        return True
    units = find_units(evidence)
    for unit in units[:-1] if "cross-entropy" in evidence.loss.name else units:
        if unit.activation in ("sigmoid", "tanh"):
            a, back = array(unit.after.value), evidence.adjoint.get(unit.after)
            slope = a * (1 - a) if unit.activation == "sigmoid" else 1 - a**2
            if back is not None and np.linalg.norm(back * slope) <= ROUNDING * np.linalg.norm(back):
                return True
    if evidence.loss.name != "binary cross-entropy":
        return False
    for join in evidence.round.joins:
        output, target = array(join.output.value), array(join.target)
        if not np.any(evidence.reading.slopes[join.output][(output == 1) | (output == 0)]):
            continue  # the slope stands at the sum before the activation
        if output.shape == target.shape and np.any(((output == 1) & (target < 1)) | ((output == 0) & (target > 0))):
            return True
    return False


def _wrong(compared: list[Compared]) -> bool:
    """Say whether a step is not along its gradient. One of no length, as below a saturated layer, has no direction."""
    lengths = {c.name: float(np.linalg.norm(c.true)) for c in compared}
    most = max(lengths.values(), default=0.0)
    return any(c.moved and not c.right and lengths[c.name] > 1e-8 * most for c in compared)


def learns(course: Course) -> bool:
    """Say whether a script learns well enough to be left alone."""
    quality = course.quality
    return bool(np.isnan(quality) or quality >= GOOD or (quality >= FAIR and improves(course)))


def improves(course: Course) -> bool:
    """Say whether the loss was still falling in the last fifth of a run."""
    loss = course.loss
    tenth = max(1, len(loss) // 10)
    if len(loss) < 4:
        return bool(len(loss) > 1 and loss[-1] < loss[-2])
    return bool(np.mean(loss[-tenth:]) < 0.995 * np.mean(loss[-2 * tenth : -tenth]))


def better(base: Course, other: Course) -> bool:
    """Say whether a change has cured: what was left to learn is halved, and more than half of all is learnt."""
    if not np.isfinite(other.quality) or other.first_bad is not None or other.crash is not None:
        return False  # what stops with an error after some lucky rows has learnt nothing
    before = max(base.quality, 0.0) if base.first_bad is None else 0.0
    return other.quality > 0.6 and 1 - other.quality < 0.5 * (1 - before)


def _gains(base: Course, other: Course, gain: float | None) -> bool:
    """Say whether a part of what was left to learn has been learnt, by loss and by score."""
    if gain is None or not np.isfinite(other.quality) or not np.isfinite(base.quality) or other.crash is not None:
        return False
    falls = other.final_loss < (1 - gain) * base.final_loss
    return bool(falls and 1 - other.quality < (1 - gain) * (1 - base.quality) and other.quality > 0.2)


def _halves(base: Course, other: Course, suspicion: Suspicion) -> bool:
    """Say whether half the loss is gone, for a suspicion of which this tells enough."""
    whole = other.first_bad is None and other.crash is None and other.quality >= base.quality
    return bool(suspicion.by_loss and whole and other.final_loss < 0.5 * base.final_loss)


def _cured(case: Case, base: Course, suspicion: Suspicion) -> Finding | None:
    """Try the cures of a suspicion; give the finding with the measured numbers if one works, or if none is needed."""
    assert case.experiments is not None
    if suspicion.finding.certainty == "measured":
        return suspicion.finding

    if not suspicion.changes and suspicion.replica is not None:
        return _cured_in_replica(case, base, suspicion)

    def settled(course: Course) -> bool:
        return course.first_bad is not None or (course.quality >= GOOD and better(base, course))

    for change, what in zip(suspicion.changes, suspicion.cures, strict=True):
        course = case.experiments.run(change, settled, suspicion.longer)
        if (
            course is not None
            and suspicion.shows(course)
            and (better(base, course) or _gains(base, course, suspicion.gain) or _halves(base, course, suspicion))
        ):
            finding = suspicion.finding
            name = "rows answered rightly" if base.yardstick == "accuracy" else "squared error of a row"
            evidence = (
                *finding.evidence,
                Measured(f"{name}, as it is", score_text(base), ""),
                Measured(f"{name}, with {what}", score_text(course), ""),
            )
            return dataclasses.replace(finding, certainty="measured", evidence=evidence)
    return None


def _cured_in_replica(case: Case, base: Course, suspicion: Suspicion) -> Finding | None:
    """Train a network of ours that goes as the script does, with the change; give the finding if that cures."""
    assert case.experiments is not None
    assert suspicion.replica is not None
    own = _replica_in_time(case, base)
    if own is None:
        return None
    before, after = own.trained(), suspicion.replica(own).trained()
    if before is None or after is None or abs(max(before.quality, 0) - max(base.quality, 0)) > ALIKE:
        return None  # it does not go as the script does
    if not (better(before, after) and better(base, after)):
        return None
    evidence = (
        *suspicion.finding.evidence,
        Measured("a network of ours that computes the same, trained as it is", score_text(before), ""),
        Measured("the same, with what is missing", score_text(after), ""),
    )
    return dataclasses.replace(suspicion.finding, certainty="measured", evidence=evidence)


def score_text(course: Course) -> str:
    """Write the score at the end of a run."""
    if course.first_bad is not None:
        return f"not a number from update {course.first_bad} on"
    score = course.final_score
    return f"{100 * score:.3g} %" if course.yardstick == "accuracy" else number(score)


def constant_evidence(course: Course) -> tuple[tuple[str, str, str], ...]:
    """Say that the loss is that of a constant answer, if it is: the input is ignored."""
    if course.constant_loss is None or not course.constant_loss or not np.isfinite(course.final_loss):
        return ()
    if abs(course.final_loss / course.constant_loss - 1) > 0.01:
        return ()
    return (
        (
            "loss at the end; that of the best answer which is the same for every row",
            f"{course.final_loss:.5g}; {course.constant_loss:.5g}",
            "less: so far the input is ignored",
        ),
    )
