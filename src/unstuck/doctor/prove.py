"""Before and after: the script as it is and as it is repaired, trained side by side on the same seeds.

The yardstick is ours, computed from outputs and targets: the share of rows answered rightly, or the squared error. The
script's own numbers are not used, since a repair can change what they mean.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from unstuck.doctor.findings import Measurements, Proof
from unstuck.doctor.options import Options
from unstuck.doctor.pictured import Curve, thinned, tuples
from unstuck.doctor.visit import Version, Visits, version

SEEDS = (0, 1, 2)
BEGINNING = 1.5  # seconds that a process needs before it trains
ENDING = 0.5  # seconds that a run takes beside its training
ALONE = "Not proved: steps of"  # how it is said that shorter steps do as well as a repair
POINTS = 100  # of a curve that are kept for drawing
LONGEST = 60.0  # seconds of one run
ENOUGH = 0.5
SHORTER = 0.5  # steps of less than this share of their length before
LONGER = 4.0  # times: by which steps are made longer that are right now, and too short
AS_GOOD = 0.02  # of the way from the best constant answer to perfect: what counts as no worse, seed by seed together
NOISE = 0.08  # the same, on one seed


@dataclass(frozen=True)
class Trial:
    """How one run went; `problem` says why nothing is known, if so."""

    problem: str
    loss_name: str = ""
    yardstick: str = "accuracy"
    steps: tuple[int, ...] = ()
    loss: tuple[float, ...] = ()
    score: tuple[float, ...] = ()
    rows: tuple[float, ...] = ()
    constant_score: float | None = None
    confusion: tuple[tuple[int, ...], ...] = ()
    updates: int = 0
    finished: bool = False
    crash: str | None = None
    seconds: float = 0.0
    step: float | None = None  # the longest of the first steps, as a share of its parameter

    def curve(self, seed: int, repaired: bool) -> Curve:
        """Keep what is drawn of it."""
        steps, loss, score = (tuple(thinned(v, POINTS)) for v in (self.steps, self.loss, self.score))
        loss, score = (tuple(v if math.isfinite(v) else None for v in values) for values in (loss, score))
        return Curve(repaired, seed, steps, loss, score, self.constant_score, self.confusion)

    def at(self, updates: int, values: tuple[float, ...]) -> float | None:
        """Average over the last tenth of the run up to so many updates; None if nothing was seen, or is no number."""
        until = [i for i, step in enumerate(self.steps) if step <= updates] or list(range(min(1, len(self.steps))))
        last = until[-max(1, len(until) // 10) :]
        weight = sum(self.rows[i] for i in last)
        if not weight:
            return None
        mean = sum(values[i] * self.rows[i] for i in last) / weight
        return mean if math.isfinite(mean) else None


class Trials:
    """Runs of a script, each made once: as it is, repaired, with shorter steps.

    Parameters
    ----------
    visits : Visits
        The processes in which its versions were examined: they are trained there, too.
    options : Options
    deadline : float
        When to be done, on the clock of `time.monotonic`: long scripts are trained for a part of their steps.
    cores : int
        How many runs go on at a time.
    say : callable
        Is told how far it is.
    """

    def __init__(
        self,
        visits: Visits,
        options: Options,
        deadline: float,
        cores: int,
        say: Callable[[str], None] = lambda text: None,
    ):
        self.visits, self.options, self.deadline, self.cores, self.say = visits, options, deadline, cores, say
        self._pool = ThreadPoolExecutor(2 * len(SEEDS))
        self._runs: dict[tuple[Version, tuple[int, ...], float, str | None], Future[list[Trial]]] = {}
        self._done = 0

    def seconds(self, runs: int) -> float:
        """Return how long each of so many runs may take."""
        turns = math.ceil(runs / self.cores)
        return min(LONGEST, (self.deadline - time.monotonic() - BEGINNING) / turns - ENDING)

    def start(
        self,
        files: Mapping[Path, bytes],
        seconds: float,
        loss: str | None = None,
        steps: float = 1.0,
        beside: int = 1,
    ) -> Callable[[], list[Trial]]:
        """Begin the runs with some files in the place of the user's, on each seed.

        Parameters
        ----------
        files : mapping of Path to bytes
        seconds : float
            How long each run may take.
        loss : str, optional
            The name of the loss to measure; that which the updates descend if not given.
        steps : float
            How many times as long the steps are made.
        beside : int
            How many sets of runs share the cores. A process for each seed, where there are as many cores; else the
            process in which the version was examined trains on several, one after the other: to begin another, and to
            trace the script there, takes as long as most trainings.

        Returns
        -------
        callable
            Waits for the runs, and gives them by seed.
        """
        parts = max(1, min(len(SEEDS), self.cores // beside))
        futures = [self._start(files, i, SEEDS[i::parts], seconds, loss, steps) for i in range(parts)]

        def by_seed() -> list[Trial]:
            done = [future.result() for future in futures]
            return [done[i % parts][i // parts] for i in range(len(SEEDS))]

        return by_seed

    def _start(
        self,
        files: Mapping[Path, bytes],
        part: int,
        numbers: tuple[int, ...],
        seconds: float,
        loss: str | None,
        steps: float,
    ) -> Future[list[Trial]]:
        key = version(files), numbers, steps, loss
        if key not in self._runs:
            order = {"seconds": seconds, "numbers": numbers, "loss": loss, "steps": steps}
            self._runs[key] = self._pool.submit(self._run, files, part, order)
        return self._runs[key]

    def _run(self, files: Mapping[Path, bytes], part: int, order: dict[str, Any]) -> list[Trial]:
        count = len(order["numbers"])
        clock = max(1.0, min(3 * order["seconds"] * count, self.deadline - time.monotonic()))
        whole = {"do": "train", "options": dataclasses.asdict(self.options), "clock": clock, **order}
        record, why = self.visits.of(files, part).ask(whole, clock)
        self._done += count
        self.say(f"training, run {self._done}")
        if record is None:
            return [Trial(why)] * count
        return [Trial(**{k: tuples(v) for k, v in run.items()}) for run in record["runs"]]


def prove(
    trials: Trials,
    files: Mapping[Path, bytes],
    *,
    agreed: tuple[bool, bool],
    exact: bool = False,
    before: Mapping[Path, bytes] | None = None,
    shorter: bool = True,
    turned: bool = False,
    loss: str | None = None,
) -> Proof | None:
    """Train a script as it is and as it is repaired.

    Parameters
    ----------
    trials : Trials
    files : mapping of Path to bytes
        The repaired files.
    agreed : (bool, bool)
        Whether all gradients agree, before and after.
    exact : bool
        Whether a fault is repaired that is one whatever the training makes of it.
    before : mapping of Path to bytes, optional
        The files that it is compared with; the user's own if not given.
    shorter : bool
        Where the gradients agreed before, and the repair makes the first steps shorter: see whether shorter steps alone
        do as well. Then they are the cause, and the repair is not proved.
    turned : bool
        Whether a gradient had a wrong direction, and has the right one now: that it learns more slowly with the steps
        that are left says nothing against the repair, if it learns as well with steps as long as they were.
    loss : str, optional
        The name of the loss to measure, as the report about the repaired script has it.

    Returns
    -------
    Proof or None
        None if the repaired script could not be trained.
    """
    seconds = trials.seconds(2 * len(SEEDS))
    if seconds < 1:
        return None
    repaired = trials.start(files, seconds, loss, beside=2)
    new = repaired() if loss is None else []
    original = trials.start(before or {}, seconds, loss or new[0].loss_name or None, beside=2)
    new, old = repaired(), original()
    if new[0].problem or not new[0].steps:
        return None
    proof = judge(old, new, agreed, exact)
    factor = _shortened(old, new)
    seconds = trials.seconds(len(SEEDS))
    if turned and not proof.proved and all(b > 0 for b in qualities(proof)) and seconds > 1:
        longer = 1 / factor if factor < SHORTER else LONGER
        also = judge(old, trials.start(files, seconds, new[0].loss_name, longer)(), agreed, exact)
        if also.proved:
            why = (
                f"The steps that are right are shorter, and so it learns more slowly, {_numbers(proof)}; with steps "
                f"{longer:.2g} times as long it learns as well as before, {_score(also.after, proof.yardstick)}."
            )
            return dataclasses.replace(proof, proved=True, message=why)
    if not (shorter and proof.proved and agreed[0] and not exact and factor < SHORTER) or seconds < 1:
        return proof
    alone = trials.start(before or {}, seconds, new[0].loss_name, factor)()
    same = judge(new, alone, (False, True))  # as good as the repair?
    if not same.proved:
        return proof
    why = f"{ALONE} {factor:.2g} times the length alone do as well, {_score(same.after, proof.yardstick)}."
    return dataclasses.replace(proof, proved=False, message=why)


def _shortened(before: list[Trial], after: list[Trial]) -> float:
    """Return how many times as long the first steps are after a repair."""
    pairs = [(b.step, a.step) for b, a in zip(before, after, strict=True)]
    return max((a / b if a and b else 1.0 for b, a in pairs), default=1.0)


def judge(before: list[Trial], after: list[Trial], agreed: tuple[bool, bool], exact: bool = False) -> Proof:
    """Compare the runs, over the same number of updates.

    Parameters
    ----------
    before, after : list of Trial
        By seed.
    agreed : (bool, bool)
        Whether all gradients agree, before and after.
    exact : bool
        Whether a fault is repaired that is one whatever the training makes of it.
    """
    # A run that stopped by itself (it crashed, or it diverged and gave up) is measured where it stopped.
    cut = [t for t in (*before, *after) if not t.finished and t.crash is None and t.steps]
    budget = min((t.updates for t in cut), default=max((t.updates for t in (*before, *after)), default=0))
    sides = []
    for trials, agrees in ((before, agreed[0]), (after, agreed[1])):
        loss = tuple(t.at(budget, t.loss) for t in trials)
        score = tuple(t.at(budget, t.score) for t in trials)
        sides.append(Measurements(loss, score, agrees))
    yardstick = after[0].yardstick
    reached = [
        [quality(t.yardstick, t.constant_score, s) for t, s in zip(after, side.score, strict=True)] for side in sides
    ]
    # Where all was right, as with a learning rate, any change may help a little: half of what is left to learn must be
    # learnt then.
    right = agreed[0] and not exact
    share = ENOUGH if right else 0.0
    pairs = list(zip(*reached, strict=True))
    better = all(b > 0 if a == -math.inf else b > a + 1e-9 for a, b in pairs)
    better = better and sum(1 - b for _, b in pairs) <= (1 - share) * sum(1 - max(a, 0.0) for a, _ in pairs)
    no_worse = all(b > a - NOISE for a, b in pairs) and sum(b - max(a, 0.0) for a, b in pairs) > -AS_GOOD * len(pairs)
    as_good = no_worse and all(b > 0 for b in reached[1])
    proved = agreed[1] and (better or (as_good and not right))
    message = _message(sides, yardstick, agreed[1], better, as_good and not right)
    if cut:
        message += f" The runs were cut after {budget:,} updates, to save time."
    if len({(*t.loss, *t.score) for t in after}) == 1:
        message += " The script draws no random numbers: its runs on the three seeds are the same."
    runs = [
        trial.curve(seed, repaired)
        for repaired, trials in ((False, before), (True, after))
        for seed, trial in zip(SEEDS, trials, strict=False)
    ]
    kind: Literal["accuracy", "error"] = "error" if yardstick == "error" else "accuracy"
    return Proof(SEEDS, kind, sides[0], sides[1], proved, message, tuple(runs))


def quality(yardstick: str, constant: float | None, score: float | None) -> float:
    """Put a score on a scale from 0, the best constant answer, to 1; minus infinity for numbers that are none."""
    if score is None:
        return -math.inf
    if yardstick == "error":
        return 1 - score / constant if constant else -score
    return (score - constant) / (1 - constant) if constant is not None and constant < 1 else score


def qualities(proof: Proof) -> list[float]:
    """Say on this scale how much the repaired script learns on each seed."""
    constants = [run.constant_score for run in proof.runs if run.repaired]
    return [quality(proof.yardstick, c, s) for c, s in zip(constants, proof.after.score, strict=True)]


def _message(sides: list[Measurements], yardstick: str, agreed: bool, better: bool, as_good: bool) -> str:
    numbers = _numbers_of(sides, yardstick)
    if not agreed:
        return f"Not proved: not all gradients agree after the repair; {numbers}."
    if better:
        return f"It learns better on each of three seeds: {numbers}."
    if as_good:
        return f"It learned with the fault, too; that is gone now, and it learns as well: {numbers}."
    return f"Not proved: it does not learn (much) better on every seed within the script's own steps; {numbers}."


def _numbers(proof: Proof) -> str:
    return _numbers_of([proof.before, proof.after], proof.yardstick)


def _numbers_of(sides: list[Measurements], yardstick: str) -> str:
    name = "accuracy" if yardstick == "accuracy" else "squared error"
    return f"{name} {_score(sides[0], yardstick)} before, {_score(sides[1], yardstick)} after"


def _score(side: Measurements, yardstick: str) -> str:
    known = [s for s in side.score if s is not None]
    if not known:
        return "not a number"
    low, high = min(known), max(known)
    texts = [f"{100 * v:.1f} %" if yardstick == "accuracy" else f"{v:.3g}" for v in (low, high)]
    return texts[0] if texts[0] == texts[1] else f"{texts[0]} to {texts[1]}"
