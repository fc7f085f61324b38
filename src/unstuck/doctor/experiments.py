"""The script run again, as it is and with one thing changed, as long as there is time for it."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import random
import time
import warnings
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from unstuck.doctor.course import Course
from unstuck.doctor.curvature import Sharpness, sharpness
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.places import Places, find_places
from unstuck.doctor.run import Run, run_traced
from unstuck.doctor.trace import Limits
from unstuck.doctor.watch import Change, CourseLimits, run_course

BUDGET = 10.0  # seconds of the processor for all runs with a change
LONGEST = 10.0  # seconds of the processor for the run without
SHORTEST = 0.2  # seconds that a run takes at least
BEFORE = 4  # updates before the first output that is not finite


class Experiments:
    """Runs of one script.

    Parameters
    ----------
    text : str
        The source that was traced.
    path : Path
    evidence : Evidence
        Of its first updates.
    seed : int, optional
        All runs draw the same numbers from the global generators: those of this seed, or of one chosen here.
    deadline : float
        The time, as by `time.monotonic`, at which all runs must be over.
    between : callable
        Is called before each run: clears what the one before has left in files.
    """

    def __init__(
        self,
        text: str,
        path: Path,
        evidence: Evidence,
        seed: int | None,
        deadline: float,
        between: Callable[[], None] = lambda: None,
    ):
        self.text = text
        self.path = path
        self.evidence = evidence
        self.seed = random.SystemRandom().randrange(2**32) if seed is None else seed
        self.deadline = deadline
        self.between = between
        self.budget = BUDGET

    @cached_property
    def places(self) -> Places:
        """What is watched."""
        return find_places(self.evidence)

    @cached_property
    def course(self) -> Course | None:
        """The course of training as the script has it; None if there was no time for it."""
        left = self.deadline - time.monotonic()
        return self._run(Change(), CourseLimits(min(LONGEST, left), clock=left)) if left > 1 else None

    @cached_property
    def spoilt(self) -> Run | None:
        """The updates around the first output that is not finite, traced; None if all are, or if time is short."""
        course = self.course
        left = self.deadline - time.monotonic()
        if course is None or course.bad_join is None or left < SHORTEST:
            return None
        before = BEFORE * len(self.evidence.round.joins)
        limits = Limits(seconds=min(LONGEST, left / 2))
        with self._apart():
            late = self.places.join.site, max(1, course.bad_join - before)
            return run_traced(self.text, self.path, limits, self.seed, late)

    @cached_property
    def sharpness(self) -> Sharpness | None:
        """The curvature that the first update meets; None if it cannot be measured."""
        return sharpness(self.evidence)

    def run(self, change: Change, enough: Callable[[Course], bool], longer: float = 1.0) -> Course | None:
        """Run the script with a change, as far as the run without it went.

        Parameters
        ----------
        change : Change
        enough : callable
            Says of the course so far whether it shows what is to be shown: then the run ends.
        longer : float
            How many times as many rows or batches as the run without the change it may meet, if that was cut.

        Returns
        -------
        Course or None
            None if there is no time for it.
        """
        base = self.course
        left = self.deadline - time.monotonic()
        if base is None or self.budget < SHORTEST or left < 2 * SHORTEST:  # others may keep the processor busy
            return None
        began = time.thread_time()
        limits = CourseLimits(min(self.budget, left / 2), clock=left)
        if base.why_ended:  # both are compared where the first was cut
            joins = int(longer * sum(part.numbers[5] for part in base.parts)) + 1
            limits = dataclasses.replace(limits, joins=joins)
        course = self._run(change, limits, enough)
        self.budget -= time.thread_time() - began
        return course

    def _run(self, change: Change, limits: CourseLimits, enough: Callable[[Course], bool] | None = None) -> Course:
        with self._apart():
            return run_course(self.text, self.path, self.places, self.seed, limits, change, enough)

    @contextlib.contextmanager
    def _apart(self) -> Iterator[None]:
        """Let a run find no files of the one before, and keep what it says to itself."""
        self.between()
        nowhere = Nowhere()
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield


class Nowhere(io.TextIOBase):
    """Forgets what is written to it."""

    def write(self, text: str) -> int:
        """Take some text."""
        return len(text)
