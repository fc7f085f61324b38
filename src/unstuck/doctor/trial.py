"""The process in which a script is trained for the proof: reads its orders from the command line, writes a JSON record.

It is run as it is, but with seeds of ours: the first run has the script's own, in the others each of them is moved by
the same number, so that data and starts are others, and the same before and after the repair. What is to be looked at
is found once, by a trace, and is the same in all runs: the seeds change numbers, not places.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import random
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from unstuck.doctor.child import Tail, limit
from unstuck.doctor.course import Course
from unstuck.doctor.options import Options

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


def train(
    path: Path,
    options: Options,
    seconds: float,
    numbers: Sequence[int],
    loss: str | None,
    steps: float = 1.0,
    between: Callable[[], None] = lambda: None,
) -> list[dict[str, Any]]:
    """Run a script to its end, or for some seconds, once for each seed, and keep how training went.

    Parameters
    ----------
    seconds : float
        How long a run may take.
    numbers : sequence of int
        Which of the runs these are, from 0.
    loss : str or None
        The name of the loss to measure; that which the updates descend if None.
    steps : float
        How many times as long the steps are made.
    between : callable
        Is called before each run: clears what the one before has left in files.

    Returns
    -------
    list of dict
        One for each number.
    """
    from unstuck.doctor.case import Case
    from unstuck.doctor.followed import followed
    from unstuck.doctor.losses import LOSSES
    from unstuck.doctor.places import find_places
    from unstuck.doctor.run import run_traced
    from unstuck.doctor.script import read_source
    from unstuck.doctor.trace import Limits
    from unstuck.doctor.watch import Change, CourseLimits, run_course

    text, _ = read_source(path)
    move_seeds(numbers[0])
    seed = (options.seed or 0) + FAR * numbers[0]
    run = run_traced(text, path, Limits(seconds=max(2.0, seconds / 2)), seed)
    case = Case(*followed(run.trace), run.crash)
    if case.first is None:
        return [{"problem": case.roles.problem or "the gradients could not be computed"}] * len(numbers)
    places = find_places(case.first)
    del run, case
    known = next((one for one in LOSSES if one.name == loss), None)  # not where the script has one of its own
    if known is not None:
        places = dataclasses.replace(places, join=dataclasses.replace(places.join, loss=known))
    records = []
    for number in numbers:
        between()
        move_seeds(number)
        seed = (options.seed or 0) + FAR * number
        course = run_course(text, path, places, seed, CourseLimits(seconds=seconds), Change(steps=steps))
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


def main() -> None:
    """Train one script, on one seed or several: `python -m unstuck.doctor.trial ORDER RESULT SCRATCH`."""
    order_path, result_path, scratch = (Path(a) for a in sys.argv[1:4])
    order = json.loads(order_path.read_text())
    given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in order["options"].items()}
    warnings.simplefilter("ignore")
    sys.dont_write_bytecode = True
    limit(order["memory"])
    # Our own imports before the doors are closed; what takes a second and few scripts need is imported when it is.
    import autograd.numpy  # noqa: F401

    import unstuck.doctor.case
    import unstuck.doctor.evidence
    import unstuck.doctor.places
    import unstuck.doctor.watch  # noqa: F401
    from unstuck.doctor.sandbox import Sandbox

    result = os.open(result_path, os.O_WRONLY | os.O_CREAT, 0o600)
    sys.argv[:] = [order["path"]]
    real_out, tail = sys.stdout, Tail()
    sys.stdout = sys.stderr = tail
    sandbox = Sandbox(scratch)
    sandbox.install()
    records = train(
        Path(order["path"]),
        Options(**given),
        order["seconds"],
        order["numbers"],
        order["loss"],
        order["steps"],
        sandbox.forget,
    )
    sys.stdout = real_out
    data = json.dumps({"runs": records}).encode()
    while data:
        data = data[os.write(result, data) :]
    os.close(result)


if __name__ == "__main__":
    main()
