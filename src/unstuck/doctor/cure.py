"""From findings to a repaired script: try a repair, examine the script again with it, go on until nothing is found."""

from __future__ import annotations

import contextlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from unstuck.doctor.check import check
from unstuck.doctor.diagnose import NOT_MEANT, ORDER
from unstuck.doctor.dynamics import BEST, EFFECTS, SHOWN
from unstuck.doctor.edits import apply_edits, by_file, digest, moved_back, overlap, shown_name, unified_diff
from unstuck.doctor.faults import catalogue
from unstuck.doctor.findings import Edit, Finding, Fix, Proof, ScriptReport, Span
from unstuck.doctor.options import Options
from unstuck.doctor.prove import ALONE, SEEDS, Trials, prove, qualities
from unstuck.doctor.repair import RATE
from unstuck.doctor.visit import Visits
from unstuck.errors import InputError

ROUNDS = 5
WRONG_VALUES = ("U504", "U505", "U507", "U508", "U509", "U510", "U511", "U512", "U514", "U518")
RATES = ("U602", "U603", "U609")  # repairs that are meant to change the length of the steps
SELDOM = ("U305",)  # looked for in the course of training, too, but mostly found without
STARTS = ("U801", "U802", "U804")  # of units that are all alike, or all saturated, every gradient has one direction
BLINDING = (*STARTS, "U101")  # nor have saturated units gradients of which digits are left
ROUGHLY = 0.5  # cosine of the signs of a gradient and the gradient itself: mostly above
BESIDE = 0.6  # of the time left, in which the script as it is may be trained beside the search
LEAST = 10.0  # seconds that one more search needs
TOGETHER = max(1, os.cpu_count() or 1)

Files = dict[Path, bytes]


@dataclass(frozen=True)
class Repaired:
    """A script with repairs.

    `files` holds the new contents of all files that change; `chosen` the repairs with the findings that they belong to,
    in the order in which they were made, the edits of each counted in the text that the ones before it left; `report`
    is what is found in the repaired script.
    """

    files: Files
    chosen: tuple[tuple[Finding, Fix], ...]
    report: ScriptReport
    before: Repaired | None = None  # what the last of them were made in

    @property
    def clean(self) -> bool:
        """Say whether nothing is found any more, and all gradients agree."""
        return is_clean(self.report)


def cure(
    path: str | Path,
    report: ScriptReport,
    options: Options,
    deadline: float,
    say: Callable[[str], None] = lambda text: None,
    visits: Visits | None = None,
) -> ScriptReport:
    """Look for repairs of a script, and train it with and without them.

    Parameters
    ----------
    path : str or Path
    report : ScriptReport
        What was found, with candidates for repairs.
    options : Options
    deadline : float
        When to be done, on the clock of `time.monotonic`.
    say : callable
        Is told how far it is.
    visits : Visits, optional
        With the process in which the script was examined.

    Returns
    -------
    ScriptReport
        With the repairs that work in their findings, a proof, and, if they were proved, the diff; findings that came to
        light behind others are added.
    """
    if visits is None:
        with Visits(path) as visits:
            return cure(path, report, options, deadline, say, visits)
    path = Path(path)
    search = Cure(path, options, deadline, say, visits)
    trials = Trials(visits, options, deadline, TOGETHER, say)
    repaired = Repaired({}, (), report)
    if report.verdict == "faulty":
        loss = report.roles.loss
        if TOGETHER > 1 and loss is not None:  # the other side of the proof, beside the search
            trials.start({}, BESIDE * search.left() / len(SEEDS), loss.kind, beside=2)
        repaired = search.search(report)
    bare = replace(report, findings=tuple(replace(f, candidates=()) for f in report.findings))
    if not repaired.chosen:
        return bare
    agreed, exact = follows(report) and not _wrong_steps(report), _exact(report)
    proof = None
    if repaired.clean or can_be_trained(repaired.report):

        def proved_by_training(repaired: Repaired) -> Proof | None:
            return prove(
                trials,
                repaired.files,
                agreed=(agreed, True),
                exact=exact,
                shorter=not any(
                    finding.code in RATES or fix.title.startswith(RATE) for finding, fix in repaired.chosen
                ),
                turned=not follows(report),
                loss=repaired.report.roles.loss.kind if repaired.report.roles.loss else None,
            )

        proof = proved_by_training(repaired)
        if proof is not None and proof.message.startswith(ALONE):
            for other in search.with_shorter_steps(repaired):
                of_other = proved_by_training(other)
                if of_other is not None and of_other.proved:
                    repaired, proof = other, of_other
                    break
        if proof is not None:  # what is right now may still not learn: that is what may lie behind
            repaired, proof = search.behind(repaired, trials, proof, agreed)
    proved = proof is not None and proof.proved
    findings = list(report.findings)
    mended = []
    for finding, fix in search.from_the_start(repaired):
        mended.append(replace(finding, fix=fix, certainty="proved" if proved else finding.certainty))
        place = next((i for i, f in enumerate(findings) if _same(f, finding)), len(findings))
        findings[place : place + 1] = [mended[-1]]
    for finding in search.come_to_light(repaired):
        if not any(_same(f, finding) for f in findings):
            findings.append(finding)
    if repaired.clean:  # what went away by itself followed from what was repaired
        cause = repaired.chosen[0][0].code
        learns = proof is not None and proved and min(qualities(proof), default=0.0) >= BEST
        for i, finding in enumerate(findings):
            if finding in mended or finding.certainty == "suspected" or finding.consequence_of is not None:
                continue
            if learns or not (finding.by_course or finding.code in by_course()):  # the course was not looked at again
                findings[i] = replace(finding, consequence_of=cause)
    notes = [*report.left_out]
    if not repaired.clean and proved:
        notes.append("a fault is left for which no repair was found: " + repaired.report.message)
    elif not repaired.clean:
        notes.append("the repairs leave a fault behind, so they were not proved: " + repaired.report.message)
    elif proof is None:
        notes.append("the repaired script could not be trained, or there was no time for it (--timeout)")
    return replace(
        report,
        findings=tuple(replace(f, candidates=()) for f in findings),
        left_out=tuple(notes),
        proof=proof,
        diff=difference(path, repaired.files) if proved else "",
        digests={str(file): digest(file.read_bytes()) for file in repaired.files},
    )


def _same(finding: Finding, other: Finding) -> bool:
    """Say whether two findings, of which the first may be a suspicion, are of the same fault."""
    places = [(f.span.path, f.span.cell, f.span.line) for f in (finding, other)]
    return finding.code == other.code and (finding.certainty == "suspected" or places[0] == places[1])


def _wrong_steps(report: ScriptReport) -> bool:
    """Say whether a gradient or a step was found to be wrong, though its direction may be right."""
    wrong = [f for f in report.findings if f.code[:2] in ("U5", "U6") and f.code not in by_course()]
    return any(f.certainty != "suspected" for f in wrong)


def _exact(report: ScriptReport) -> bool:
    """Say whether a fault was found that is one whatever the training makes of it, though no direction is wrong."""
    return any(f.certainty != "suspected" and not f.by_course and f.code not in EFFECTS for f in report.findings)


@cache
def by_course() -> frozenset[str]:
    """List the faults that the first updates do not show, only how training goes on."""
    return frozenset(f.code for f in catalogue() if hasattr(f.module, "suspect") and f.code not in SELDOM)


def difference(path: Path, files: Files) -> str:
    """Write one diff of all files that change."""
    path = path.absolute()
    return "".join(
        unified_diff(shown_name(file, path.parent), file.read_bytes(), after) for file, after in sorted(files.items())
    )


def is_clean(report: ScriptReport) -> bool:
    """Say whether a script was understood, has no certain finding, and follows its gradients, roughly at least.

    An optimizer makes entries of one size out of those of a gradient; what it follows exactly cannot always be seen.
    """
    roughly = [g for g in report.gradients if g.agrees or (g.cosine is not None and g.cosine > ROUGHLY)]
    return report.verdict == "healthy" and (follows(report) or len(roughly) == len(report.gradients))


def can_be_trained(report: ScriptReport) -> bool:
    """Say whether the steps are right, and what is left is in what is printed, or in how training goes on."""
    left = {f.code for f in report.findings if f.certainty != "suspected" and f.consequence_of is None}
    return report.verdict == "faulty" and follows(report) and left <= {*SHOWN, *by_course()}


def follows(report: ScriptReport) -> bool:
    """Say whether all gradients have the right direction; that of a sign that is wrong is a finding of its own.

    Behind an optimizer with a memory the step of one update may go against the gradient, and rightly so.
    """
    return all(g.agrees or (g.cosine is not None and abs(g.cosine) > 1 - 1e-6) for g in report.gradients)


class Cure:
    """The search for repairs of one script, within a time."""

    def __init__(self, path: Path, options: Options, deadline: float, say: Callable[[str], None], visits: Visits):
        self.path = path.absolute()
        self.visits = visits
        self.options = replace(options, pictures=False)
        self.deadline = deadline
        self.say = say
        self.tries = 0

    def left(self) -> float:
        """Return how many seconds are left."""
        return self.deadline - time.monotonic()

    def search(self, report: ScriptReport) -> Repaired:
        """Repair what can be repaired.

        Parameters
        ----------
        report : ScriptReport
            Of the script as it is, its findings with candidates.

        Returns
        -------
        Repaired
            With nothing chosen if nothing helped.
        """
        state = Repaired({}, (), report)
        for _ in range(ROUNDS):
            if state.clean or self.left() < 1:
                break
            following = self._step(state) or self._from_another_start(state)
            if following is None:
                break
            state = following
        return state

    def _step(self, state: Repaired) -> Repaired | None:
        """Find the next state: repaired by one change if that can be, by several at once, or nearer to it by one."""
        findings = _repairable(state.report)
        for alike in _alike(findings):
            tried = next(self._tried(state, [[(f, f.candidates[0]) for f in alike]]), None)
            if tried is not None and helps(state.report, tried.report, alike[0]) and not _on_edited_lines(tried):
                return tried
        helpful: dict[Finding, Repaired] = {}
        for i in range(max((len(f.candidates) for f in findings), default=0)):
            open_ones = [f for f in findings if f not in helpful and i < len(f.candidates)]
            for finding, tried in zip(
                open_ones, self._tried(state, [[(f, f.candidates[i])] for f in open_ones]), strict=False
            ):
                if tried is not None and helps(state.report, tried.report, finding) and not _on_edited_lines(tried):
                    if tried.clean:
                        return tried
                    helpful[finding] = tried
        return self._together(state, helpful) or next(iter(helpful.values()), None)

    def _from_another_start(self, state: Repaired) -> Repaired | None:
        """Repair what is suspected of the data or the start along with the rest, where nothing can be seen before that.

        Where all units are saturated hardly a digit is left of the gradients below them: which is right cannot be told.
        """
        first = _as_it_is(state)
        known = self._as_one(state) if state is not first else [(f, f.candidates[0]) for f in _repairable(first.report)]
        starts = [
            f for f in first.report.findings if f.candidates and f.certainty == "suspected" and f.code in BLINDING
        ]
        ways = [[*known, (f, f.candidates[0])] for f in starts] if known else []
        for way, tried in zip(ways, self._tried(first, ways), strict=False):
            if tried is None or tried.report.verdict in ("crashed", "inconclusive") or _on_edited_lines(tried):
                continue
            left = {f.code for f in tried.report.findings if f.certainty != "suspected"}
            if not left & {finding.code for finding, _ in way} and (left or tried.clean):
                return tried
        return None

    def _together(self, state: Repaired, helpful: dict[Finding, Repaired]) -> Repaired | None:
        """Try several repairs at once, and leave out one that is not needed."""
        kept: list[tuple[Finding, Fix]] = []
        for finding, fix in (tried.chosen[-1] for tried in helpful.values()):
            if not any(overlap(a, b) for _, other in kept for a in other.edits for b in fix.edits):
                kept.append((finding, fix))
        if len(kept) < 2:
            return None
        whole = next(self._tried(state, [kept]), None)
        shown = {finding: tried.report for finding, tried in helpful.items() if finding.code in STARTS}
        if whole is None or not all(
            helps(state.report if finding in shown else next(iter(shown.values()), state.report), whole.report, finding)
            for finding, _ in kept
        ):
            return None
        left = [len(tried.report.findings) for tried in helpful.values()]
        independent = all(count == len(state.report.findings) - 1 for count in left)  # each took away its own finding
        if whole.clean and len(kept) > 2 and not independent:
            fewer = [kept[:i] + kept[i + 1 :] for i in range(len(kept))]
            return next((each for each in self._tried(state, fewer) if each is not None and each.clean), whole)
        return whole

    def _tried(self, state: Repaired, ways: Sequence[Sequence[tuple[Finding, Fix]]]) -> Iterator[Repaired | None]:
        """Examine the script with each of several sets of repairs, as many at a time as there are cores."""
        with ThreadPoolExecutor(TOGETHER) as pool:
            waiting = list(ways)
            while waiting and self.left() > 1:
                now, waiting = waiting[:TOGETHER], waiting[TOGETHER:]
                self.tries += len(now)
                self.say(f"repair {self.tries} tried")
                yield from pool.map(lambda pairs: self._try(state, pairs), now)

    def _try(self, state: Repaired, pairs: Sequence[tuple[Finding, Fix]]) -> Repaired | None:
        try:
            files = self.edited(state.files, {edit for _, fix in pairs for edit in fix.edits})
        except InputError:
            return None
        # How training goes on is looked at where that is what is to be repaired.
        course = any(finding.code in by_course() for finding, _ in pairs)
        timeout = max(1.0, min(self.options.timeout, self.left()))
        options = replace(self.options, timeout=timeout, course=course)
        report = check(self.path, options=options, replaced=files, visits=self.visits)
        if not is_clean(report) and not can_be_trained(report):
            self.visits.close(files)
        return Repaired(files, (*state.chosen, *pairs), report, state)

    def with_shorter_steps(self, repaired: Repaired) -> Iterator[Repaired]:
        """List what repairs the last of the findings by a lower learning rate alone, where that does as well."""
        finding, _ = repaired.chosen[-1]
        assert repaired.before is not None
        ways = [[(finding, fix)] for fix in finding.candidates if fix.title.startswith(RATE)]
        yield from (tried for tried in self._tried(repaired.before, ways) if tried is not None and tried.clean)

    def behind(self, repaired: Repaired, trials: Trials, proof: Proof, agreed: bool) -> tuple[Repaired, Proof]:
        """Look for one more fault, which was hidden by those that are repaired: of the course of training.

        Parameters
        ----------
        repaired : Repaired
        trials : Trials
        proof : Proof
            Of these repairs.
        agreed : bool
            Whether all gradients agree in the script as it is.

        Returns
        -------
        repaired, proof
            As given if nothing more helps. Of several changes only training can say which is good, so even what is
            only suspected is tried.
        """
        if any(finding.code in by_course() for finding, _ in repaired.chosen):
            return repaired, proof
        if min(qualities(proof), default=0.0) >= BEST:
            return repaired, proof  # nothing is looked for in the course of such a script
        for more in self._behind(repaired):
            if self.left() < LEAST:
                break
            shorter = more.chosen[-1][0].code not in RATES
            step = prove(trials, more.files, agreed=(True, True), before=repaired.files, shorter=shorter)
            if step is not None and step.proved:
                whole = prove(trials, more.files, agreed=(agreed, True), exact=True, shorter=False)
                if whole is not None and whole.proved:
                    return more, whole
        return repaired, proof

    def _behind(self, repaired: Repaired) -> Iterator[Repaired]:
        """List changes for faults of the course of training: what was suspected at first, and what is found now."""
        start, whole = _as_it_is(repaired), self._as_one(repaired)
        for finding in start.report.findings:
            if finding.code in by_course() and whole is not None:
                for fix in finding.candidates[:1]:
                    chosen = (*whole, (finding, fix))
                    with contextlib.suppress(InputError):  # where two edits overlap
                        files = self.edited({}, {edit for _, each in chosen for edit in each.edits})
                        yield Repaired(files, chosen, repaired.report, start)
        if self.left() < LEAST:
            return
        self.say("the repaired script examined again")
        options = replace(self.options, timeout=max(1.0, min(self.options.timeout, self.left() / 2)), course=True)
        report = check(self.path, options=options, replaced=repaired.files, visits=self.visits)
        for finding in report.findings:
            for fix in finding.candidates[:2] if finding.code in by_course() else ():
                files = self.edited(repaired.files, fix.edits)
                yield Repaired(files, (*repaired.chosen, (finding, fix)), _without(report, finding), repaired)

    def edited(self, files: Files, edits: Iterable[Edit]) -> Files:
        """Apply edits to the files as they are after the repairs so far."""
        out = dict(files)
        for file, some in by_file(self.path, edits).items():
            out[file] = apply_edits(out.get(file) or file.read_bytes(), some)
        return out

    def from_the_start(self, repaired: Repaired) -> Iterator[tuple[Finding, Fix | None]]:
        """List the repairs with their edits counted in the files as the user has them.

        A repair of a place that an earlier one wrote cannot stand by itself; it is in the diff only.
        """
        stages = _stages(repaired)
        for depth, stage in enumerate(reversed(stages)):
            assert stage.before is not None
            earlier = stages[len(stages) - depth :]  # the ones before it, the latest first
            for finding, fix in stage.chosen[len(stage.before.chosen) :]:
                spans = [self._back(earlier, span) for span in (finding.span, *(e.span for e in fix.edits))]
                where, *places = spans
                edits = [Edit(s, e.text) for s, e in zip(places, fix.edits, strict=True) if s is not None]
                if where is not None:
                    whole = len(edits) == len(fix.edits)
                    yield replace(finding, span=where), replace(fix, edits=tuple(edits)) if whole else None

    def _as_one(self, repaired: Repaired) -> list[tuple[Finding, Fix]] | None:
        """Give all repairs as one change of the files as the user has them; None if one cannot stand by itself."""
        pairs = list(self.from_the_start(repaired))
        whole = [(finding, fix) for finding, fix in pairs if fix is not None]
        return whole if len(whole) == len(pairs) else None

    def come_to_light(self, repaired: Repaired) -> Iterator[Finding]:
        """List what is found for certain in the repaired script, at its places in the files as the user has them."""
        stages = _stages(repaired)
        for finding in repaired.report.findings:
            where = self._back(stages, finding.span)
            if finding.certainty != "suspected" and finding.consequence_of is None and where is not None:
                yield replace(finding, span=where, candidates=())

    def _back(self, stages: Sequence[Repaired], span: Span) -> Span | None:
        """Carry a place back through several stages of repairs, the last one first."""
        file = Path(span.path) if span.path else self.path
        for stage in stages:
            assert stage.before is not None
            edits = [e for _, fix in stage.chosen[len(stage.before.chosen) :] for e in fix.edits]
            mine = by_file(self.path, edits).get(file, [])
            if mine:
                found = moved_back(stage.before.files.get(file) or file.read_bytes(), mine, span)
                if found is None:
                    return None
                span = found
        return span


def _without(report: ScriptReport, finding: Finding) -> ScriptReport:
    """Give the report as it is where one of the faults is repaired."""
    left = tuple(f for f in report.findings if f is not finding)
    sure = [f for f in left if f.certainty != "suspected" and f.consequence_of is None]
    if sure:
        return replace(report, findings=left, message=sure[0].message)
    return replace(report, findings=left, verdict="healthy", message="No other fault was found.")


def _as_it_is(repaired: Repaired) -> Repaired:
    """Give the state without any repair."""
    return repaired if repaired.before is None else _as_it_is(repaired.before)


def _stages(repaired: Repaired) -> list[Repaired]:
    """List the states in which repairs were made, the last first."""
    stages = []
    state = repaired
    while state.before is not None:
        stages.append(state)
        state = state.before
    return stages


def _on_edited_lines(tried: Repaired) -> bool:
    """Say whether something new is found where the last repair was made."""
    assert tried.before is not None
    _, fix = tried.chosen[-1]
    lines = {(e.span.path, line) for e in fix.edits for line in range(e.span.line, e.span.end_line + 1)}
    old = {(f.code, f.span.line) for f in tried.before.report.findings}
    return any((f.span.path, f.span.line) in lines and (f.code, f.span.line) not in old for f in tried.report.findings)


def _repairable(report: ScriptReport) -> list[Finding]:
    """List the certain findings for which there are repairs to be tried."""
    return [f for f in report.findings if f.candidates and f.certainty != "suspected"]


def _alike(findings: Sequence[Finding]) -> list[list[Finding]]:
    """List the findings of one fault at several places, for which the same repair comes first: it is one repair."""
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.code, finding.candidates[0].title), []).append(finding)
    return [each for each in alike.values() if len(each) > 1]


def helps(before: ScriptReport, after: ScriptReport, finding: Finding) -> bool:
    """Say whether a repair did what it should: its finding is gone, or more gradients agree, and nothing got worse.

    A finding that was not there before is only accepted where more gradients agree than did: a fault that the first had
    hidden.
    """
    if after.verdict in ("crashed", "inconclusive"):
        return False
    old, new = (Counter(f.code for f in r.findings if f.certainty != "suspected") for r in (before, after))
    agreed = [sum(g.agrees for g in r.gradients) for r in (before, after)]
    wrong = [len(r.gradients) - count for r, count in zip((before, after), agreed, strict=True)]
    if finding.code == "U305":  # the bias that is added is one that is learnt, and rightly
        there = any((f.code, f.span.line) == (finding.code, finding.span.line) for f in after.findings)
        return not there and (agreed[1] > agreed[0] or is_clean(after)) and wrong[1] <= wrong[0]
    if finding.code in STARTS and not new[finding.code]:
        return True  # another start makes no gradient wrong: it shows which ones are
    if agreed[1] < agreed[0] or (new[finding.code] >= old[finding.code] and agreed[1] == agreed[0]):
        return False
    come = new - old
    moved = [sum(g.cosine is not None for g in r.gradients) for r in (before, after)]
    hidden = finding.code in NOT_MEANT or moved[1] > moved[0]
    if hidden and not new[finding.code] and wrong[1] <= wrong[0]:  # it had hidden what is wrong
        come = Counter({code: count for code, count in come.items() if code not in ORDER})
    return agreed[1] > agreed[0] or is_clean(after) or (not come and finding.code not in WRONG_VALUES)
