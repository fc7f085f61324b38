"""The script run again, as it is and with one thing changed, as long as there is time for it."""

from __future__ import annotations

import contextlib
import io
import random
import time
import warnings
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from unstuck.doctor.course import Course
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.places import Places, find_places
from unstuck.doctor.watch import Change, CourseLimits, run_course

BUDGET = 5.0  # seconds of the processor for all runs with a change
LONGEST = 20.0  # seconds of the processor for the run without


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

    def run(self, change: Change, longer: float = 1.0) -> Course | None:
        """Run the script with a change.

        Parameters
        ----------
        change : Change
        longer : float
            How many times as long the run will take, if that is known.

        Returns
        -------
        Course or None
            None if the run would take longer than the time that is left, or did not come to its end.
        """
        base = self.course
        if base is None or base.why_ended:
            return None
        needed = 1.2 * base.seconds * longer + 0.1
        left = self.deadline - time.monotonic()
        if needed > self.budget or 2 * needed > left:  # others may keep the processor busy
            return None
        began = time.thread_time()
        course = self._run(change, CourseLimits(2 * needed, clock=left))
        self.budget -= time.thread_time() - began
        return None if course.why_ended else course

    def _run(self, change: Change, limits: CourseLimits) -> Course:
        self.between()
        nowhere = Nowhere()
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return run_course(self.text, self.path, self.places, self.seed, limits, change)


class Nowhere(io.TextIOBase):
    """Forgets what is written to it."""

    def write(self, text: str) -> int:
        """Take some text."""
        return len(text)
