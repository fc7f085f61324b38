"""How training went, from the first update to the last: the curves of one run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.run import Crash
from unstuck.doctor.yardstick import Totals, Yardstick


@dataclass(frozen=True)
class Sizes:
    """How long the steps of a parameter were, as shares of its own length, at some of the updates."""

    steps: Any
    sizes: Any


@dataclass(frozen=True)
class Course:
    """How one run went, by our own yardstick.

    Attributes
    ----------
    steps : array (n,)
        How many updates had been made before the end of each part of the run; n is at most 200.
    loss : array (n,)
        The mean over the rows of the loss that the updates descend, computed by us from outputs and targets.
    score : array (n,)
        The share of rows answered rightly (`yardstick` "accuracy"), or the squared error of a row ("error").
    parts : tuple of Totals
        The sums behind them.
    constant_loss, constant_score : float or None
        What the best answer that is the same for all rows would get; None where there is no formula for it.
    updates : int
        The number of updates made in all.
    first_bad : int or None
        The number of the first update before which an output was not finite.
    bad_join : int or None
        How many outputs had met their targets before that one.
    sizes : dict of str to Sizes
        By the name of the parameter.
    activations : tuple of array (rows, units)
        The last values of each layer, from the inputs up, the output last; at most some hundreds of rows.
    order : tuple of int
        The class to which each of the first rows, or most rows of each of the first batches, belonged.
    after_changes : float or None
        Where rows come in long runs of one class: the share of rows answered rightly among the last that were the first
        of their run, or in its first batch. It is 0 for a network that has forgotten the class in the meantime, however
        good its score.
    finished : bool
        The script came to its own end. If not, `why_ended` says why it was cut, or `crash` with which error it stopped.
    seconds : float
        Of the processor.
    first_activations : tuple of array (rows, units)
        The same of the first rows.
    confusion : array (classes, classes) or None
        How many rows of each class got which answer, over the last tenth of the run; None where there are no classes.
    """

    steps: Any
    loss: Any
    score: Any
    parts: tuple[Totals, ...]
    yardstick: Yardstick
    constant_loss: float | None
    constant_score: float | None
    updates: int
    first_bad: int | None
    sizes: dict[str, Sizes]
    activations: tuple[Any, ...]
    order: tuple[int, ...]
    after_changes: float | None
    finished: bool
    why_ended: str
    crash: Crash | None
    seconds: float
    first_activations: tuple[Any, ...] = ()
    confusion: Any = None
    bad_join: int | None = None

    @property
    def last(self) -> slice:
        """The last tenth of the run."""
        return slice(len(self.steps) - max(1, len(self.steps) // 10), None)

    @property
    def final_loss(self) -> float:
        """The loss over the last tenth of the run."""
        return self._mean(self.loss)

    @property
    def final_score(self) -> float:
        """The score over the last tenth of the run."""
        return self._mean(self.score)

    def _mean(self, values: Any) -> float:
        rows = np.array([part.rows for part in self.parts])[self.last]
        return float(np.sum(values[self.last] * rows) / rows.sum()) if len(rows) and rows.sum() else float("nan")

    @property
    def quality(self) -> float:
        """How much was learnt: 0 for an answer that is always the same, 1 for one that is always right.

        For classes (share right - share of the best constant answer) / (1 - that share), for numbers 1 - squared
        error / variance of the targets. NaN if no row was seen.
        """
        score = self.final_score
        if self.yardstick == "accuracy" and self.after_changes is not None:
            score = min(score, self.after_changes)
        return self.quality_of(score)

    def quality_of(self, score: float) -> float:
        """Give the quality that belongs to a score."""
        if self.constant_score is None or not np.isfinite(score):
            return float("nan") if self.constant_score is None else -np.inf
        if self.yardstick == "error":
            return 1 - score / self.constant_score if self.constant_score > 0 else float(score == 0)
        left = 1 - self.constant_score
        return (score - self.constant_score) / left if left > 0 else float(score == 1)
