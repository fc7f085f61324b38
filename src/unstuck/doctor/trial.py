"""How the training of a script goes, on several seeds: for the proof.

The script is run as it is, but with seeds of ours: the first run has the script's own, in the others each of them is
moved by the same number, so that data and starts are others, and the same before and after the repair. What is to be
looked at is found once, by a trace, and is the same in all runs: the seeds change numbers, not places.
"""

from __future__ import annotations

import dataclasses
import functools
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.course import Course
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.followed import followed
from unstuck.doctor.losses import LOSSES
from unstuck.doctor.options import Options
from unstuck.doctor.places import find_places
from unstuck.doctor.run import run_traced
from unstuck.doctor.script import read_source
from unstuck.doctor.trace import Limits
from unstuck.doctor.watch import Change, CourseLimits, run_course

FAR = 7919  # apart, so that no script meets the moved seed of another run


class _Moves:
    """Which run this is, for the seeds that are moved; whether they are."""

    number = 0
    begun = False


def move_seeds(number: int) -> None:
    """Move all seeds that the script sets, until another number is given; number 0 leaves them as they are.

    What a script draws without a seed is seeded with the number, so that each run can be had again.
    """
    _Moves.number = number
    if _Moves.begun:
        return
    _Moves.begun = True
    legacy, modern, plain = np.random.seed, np.random.default_rng, random.seed

    @functools.wraps(legacy)
    def seed(seed: Any = None) -> None:
        legacy(_moved(seed))

    @functools.wraps(modern)
    def default_rng(seed: Any = None) -> Any:
        return modern(_moved(seed))

    @functools.wraps(plain)
    def seed_python(a: Any = None, *args: Any, **kwargs: Any) -> None:
        plain(_moved(a), *args, **kwargs)

    numpy_random: Any = np.random
    original: Any = np.random.RandomState

    class Kind(type(original)):  # type: ignore[misc]
        def __instancecheck__(cls, instance: Any) -> bool:
            return isinstance(instance, original)

    class RandomState(original, metaclass=Kind):  # type: ignore[misc]
        def __init__(self, seed: Any = None):
            super().__init__(_moved(seed))

    RandomState.__module__ = original.__module__
    numpy_random.seed, numpy_random.default_rng, numpy_random.RandomState = seed, default_rng, RandomState
    random.seed = seed_python


def _moved(seed: Any) -> Any:
    number = _Moves.number
    if seed is None:
        return number
    if isinstance(seed, int | np.integer) and number:
        return (int(seed) + FAR * number) % 2**32
    return seed


@dataclass(frozen=True)
class Runs:
    """The runs that are asked for.

    `numbers` says which they are, from 0: a run has the seeds of its number. `seconds` is how long each may take of the
    processor, `clock` how long they may go on in all. `loss` is the name of the loss to measure, that which the updates
    descend if None; `steps` how many times as long the steps are made.
    """

    numbers: Sequence[int]
    seconds: float
    clock: float
    loss: str | None
    steps: float = 1.0


def train(
    path: Path,
    options: Options,
    runs: Runs,
    first: Evidence | None = None,
    between: Callable[[], None] = lambda: None,
) -> list[dict[str, Any]]:
    """Run a script to its end, or for some seconds, once for each seed, and keep how training went.

    Parameters
    ----------
    first : Evidence, optional
        Of the script's first updates; it is traced for this if not given.
    between : callable
        Is called before each run: clears what the one before has left in files.

    Returns
    -------
    list of dict
        One for each number.
    """
    until = time.monotonic() + runs.clock
    text, _ = read_source(path)
    move_seeds(runs.numbers[0])
    if first is None:
        seed = (options.seed or 0) + FAR * runs.numbers[0]
        run = run_traced(text, path, Limits(seconds=max(2.0, runs.seconds / 2)), seed)
        case = Case(*followed(run.trace), run.crash)
        if case.first is None:
            return [{"problem": case.roles.problem or "the gradients could not be computed"}] * len(runs.numbers)
        first = case.first
        del run, case
    places = find_places(first)
    del first
    known = next((one for one in LOSSES if one.name == runs.loss), None)  # not where the script has one of its own
    if known is not None:
        places = dataclasses.replace(places, join=dataclasses.replace(places.join, loss=known))
    records = []
    for done, number in enumerate(runs.numbers):
        between()
        move_seeds(number)
        seed = (options.seed or 0) + FAR * number
        left = max(0.1, (until - time.monotonic()) / (len(runs.numbers) - done))
        limits = CourseLimits(seconds=runs.seconds, clock=left)
        course = run_course(text, path, places, seed, limits, Change(steps=runs.steps))
        records.append(_record(course, places.join.loss.name))
    return records


def _record(course: Course, loss_name: str) -> dict[str, Any]:
    return {
        "problem": "",
        "loss_name": loss_name,
        "yardstick": course.yardstick,
        "steps": course.steps.tolist(),
        "loss": course.loss.tolist(),
        "score": course.score.tolist(),
        "rows": [part.rows for part in course.parts],
        "constant_score": course.constant_score,
        "confusion": [] if course.confusion is None else course.confusion.astype(int).tolist(),
        "updates": course.updates,
        "finished": course.finished,
        "crash": course.crash and f"{course.crash.kind}: {course.crash.message}",
        "seconds": course.seconds,
        "step": max((float(s.sizes[0]) for s in course.sizes.values() if _known(s.sizes)), default=None),
    }


def _known(sizes: Any) -> bool:
    return bool(np.size(sizes)) and bool(np.isfinite(sizes[0]))
