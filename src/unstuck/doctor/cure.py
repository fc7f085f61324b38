"""From findings to a repaired script: try a repair, examine the script again with it, go on until nothing is found."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from unstuck.doctor.check import check
from unstuck.doctor.edits import apply_edits, by_file, overlap
from unstuck.doctor.findings import Edit, Finding, Fix, ScriptReport
from unstuck.doctor.options import Options
from unstuck.errors import InputError

ROUNDS = 5
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

    @property
    def clean(self) -> bool:
        """Say whether nothing is found any more, and all gradients agree."""
        return is_clean(self.report)


def is_clean(report: ScriptReport) -> bool:
    """Say whether a script was understood, has no certain finding, and follows its gradients."""
    return report.verdict == "healthy" and all(g.agrees for g in report.gradients)


class Cure:
    """The search for repairs of one script, within a time."""

    def __init__(self, path: Path, options: Options, deadline: float, say: Callable[[str], None]):
        self.path = path.absolute()
        self.options = options
        self.deadline = deadline
        self.say = say

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
            following = self._step(state)
            if following is None:
                break
            state = following
        return state

    def _step(self, state: Repaired) -> Repaired | None:
        """Find the next state: repaired by one change if that can be, by several at once, or nearer to it by one."""
        findings = self._open_findings(state)
        likeliest = [[(f, f.candidates[0])] for f in findings]
        found = self._helpful(state, likeliest)
        if found and found[0].clean:
            return found[0]
        together = self._all_at_once(state, [pair for way in likeliest for pair in way])
        if together is not None:
            return together
        if found:
            return found[0]
        most = max((len(f.candidates) for f in findings), default=0)
        others = [[(f, f.candidates[i])] for i in range(1, most) for f in findings if i < len(f.candidates)]
        return next(iter(self._helpful(state, others)), None)

    def _open_findings(self, state: Repaired) -> list[Finding]:
        return [f for f in state.report.findings if f.candidates and f.certainty != "suspected"]

    def _helpful(self, state: Repaired, ways: Sequence[Sequence[tuple[Finding, Fix]]]) -> list[Repaired]:
        """Try repairs until one leaves nothing to be found. Returns it, or else all that helped."""
        found = []
        for number, tried in enumerate(self._tried(state, ways), 1):
            self.say(f"repair {number} of {len(ways)} tried")
            if tried is not None and helps(state.report, tried.report, tried.chosen[-1][0]):
                if tried.clean:
                    return [tried]
                found.append(tried)
        return found

    def _all_at_once(self, state: Repaired, pairs: Sequence[tuple[Finding, Fix]]) -> Repaired | None:
        """Try several repairs together, and leave out those that are not needed."""
        kept: list[tuple[Finding, Fix]] = []
        for finding, fix in pairs:
            if not any(overlap(a, b) for _, other in kept for a in other.edits for b in fix.edits):
                kept.append((finding, fix))
        if len(kept) < 2:
            return None
        self.say(f"{len(kept)} repairs tried together")
        whole = next(self._tried(state, [kept]), None)
        if whole is None or not whole.clean:
            return None
        if len(kept) == 2:  # neither was enough alone
            return whole
        fewer = [kept[:i] + kept[i + 1 :] for i in range(len(kept))]
        return next((each for each in self._tried(state, fewer) if each is not None and each.clean), whole)

    def _tried(self, state: Repaired, ways: Sequence[Sequence[tuple[Finding, Fix]]]) -> Iterator[Repaired | None]:
        """Examine the script with each of several sets of repairs, as many at a time as there are cores."""
        with ThreadPoolExecutor(TOGETHER) as pool:
            waiting = list(ways)
            while waiting and self.left() > 1:
                now, waiting = waiting[:TOGETHER], waiting[TOGETHER:]
                yield from pool.map(lambda pairs: self._try(state, pairs), now)

    def _try(self, state: Repaired, pairs: Sequence[tuple[Finding, Fix]]) -> Repaired | None:
        try:
            files = self.edited(state.files, {edit for _, fix in pairs for edit in fix.edits})
        except InputError:
            return None
        options = replace(self.options, timeout=max(1.0, min(self.options.timeout, self.left())))
        report = check(self.path, options=options, replaced=files)
        return Repaired(files, (*state.chosen, *pairs), report)

    def edited(self, files: Files, edits: Iterable[Edit]) -> Files:
        """Apply edits to the files as they are after the repairs so far."""
        out = dict(files)
        for file, some in by_file(self.path, edits).items():
            out[file] = apply_edits(out.get(file) or file.read_bytes(), some)
        return out


def helps(before: ScriptReport, after: ScriptReport, finding: Finding) -> bool:
    """Say whether a repair did what it should: its finding is gone, and nothing got worse.

    A finding that was not there before is only accepted where more gradients agree than did: a fault that the first had
    hidden.
    """
    if after.verdict in ("crashed", "inconclusive"):
        return False
    old, new = (Counter(f.code for f in r.findings if f.certainty != "suspected") for r in (before, after))
    agreed = [sum(g.agrees for g in r.gradients) for r in (before, after)]
    if new[finding.code] >= old[finding.code] or agreed[1] < agreed[0]:
        return False
    return agreed[1] > agreed[0] or not new - old
