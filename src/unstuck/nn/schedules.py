r"""Schedules: the learning rate as training goes on, as a factor of the one that was set."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from unstuck.arguments import looked_up, number, whole


@dataclass(frozen=True)
class Plateau:
    """What has to be remembered to know that the monitored loss has stopped to fall.

    Attributes
    ----------
    best : float
        The lowest monitored loss.
    waited : int
        The epochs since then, or since the last time the patience ran out.
    count : int
        How often the patience ran out.
    """

    best: float = math.inf
    waited: int = 0
    count: int = 0

    def after(self, monitored: float, patience: int) -> Plateau:
        """Take in the monitored loss of one more epoch."""
        if monitored < self.best:
            return replace(self, best=monitored, waited=0)
        if self.waited + 1 >= patience:
            return replace(self, waited=0, count=self.count + 1)
        return replace(self, waited=self.waited + 1)


@dataclass(frozen=True)
class Progress:
    """Where training stands.

    Attributes
    ----------
    step, epoch : int
        Those behind us: 0 before the first.
    n_steps : int
        The steps of the whole run.
    plateaus : int
        How often the monitored loss stopped to fall.
    """

    step: int
    epoch: int
    n_steps: int
    plateaus: int


@dataclass(frozen=True)
class Schedule:
    """The factor on the learning rate.

    Attributes
    ----------
    name : str
    factor : callable
        ``factor(progress) -> float``
    patience : int
        The epochs without a lower monitored loss that make a plateau.
    changes : {"never", "epoch", "step"}
        How often the factor can change; what never does need not be asked for between epochs.
    """

    name: str
    factor: Callable[[Progress], float]
    patience: int = 10
    changes: Literal["never", "epoch", "step"] = "step"


def constant() -> Schedule:
    """Keep the learning rate."""
    return Schedule("constant", lambda progress: 1.0, changes="never")


def step(every: int = 10, by: float = 0.5) -> Schedule:
    """Multiply the learning rate by `by` after each `every` epochs."""
    _check("every", every, by)
    name = f"step(every={every}, by={by:g})"
    return Schedule(name, lambda progress: by ** (progress.epoch // every), changes="epoch")


def cosine() -> Schedule:
    """Go from the full learning rate to zero along half a cosine. I. Loshchilov, F. Hutter, ICLR 2017."""
    return Schedule("cosine", lambda progress: (1 + math.cos(math.pi * progress.step / progress.n_steps)) / 2)


def inverse_scaling(power: float = 0.5) -> Schedule:
    """Divide the learning rate by (number of the step) to the power `power`."""
    number("power", power, "a number from 0", lambda value: value >= 0)
    return Schedule(f"inverse_scaling(power={power:g})", lambda progress: (progress.step + 1) ** -power)


def plateau(patience: int = 10, by: float = 0.5) -> Schedule:
    """Multiply the learning rate by `by` whenever the monitored loss has not fallen for `patience` epochs."""
    _check("patience", patience, by)
    name = f"plateau(patience={patience}, by={by:g})"
    return Schedule(name, lambda progress: by**progress.plateaus, patience, changes="epoch")


SCHEDULES: dict[str, Callable[..., Schedule]] = {
    make.__name__: make for make in (constant, step, cosine, inverse_scaling, plateau)
}


def schedule(name: str | Schedule) -> Schedule:
    """Look a schedule up by its name, with its usual settings; a record of one's own is passed through.

    Raises
    ------
    InputError
        If there is no schedule of that name.
    """
    if isinstance(name, Schedule):
        return name
    return looked_up("schedule", name, SCHEDULES)()


def _check(name: str, count: int, by: float) -> None:
    whole(name, count, 1)
    number("by", by, "a number above 0", lambda value: value > 0)
