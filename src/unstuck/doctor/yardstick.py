"""Our own measure of how well outputs fit targets: the loss, the share that is right, the squared error.

Never the script's own numbers: what a script prints can be wrong, and can change its meaning when it is repaired.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from unstuck.doctor.losses import Loss

Yardstick = Literal["accuracy", "error"]
BINS = 200  # at most; two neighbours become one when they are full
CLASSES = 100  # outputs for which sums are kept one by one
CONFUSED = 20  # outputs for which it is counted which answer each class got


def as_rows(output: Any, target: Any, axis: int | None) -> tuple[Any, Any] | None:
    """Bring an output and its target into the form (rows, outputs); None if they do not fit each other.

    Parameters
    ----------
    output, target : array
    axis : int or None
        Along which the rows lie; None if all is one row.
    """
    o, t = np.asarray(output), np.asarray(target)
    if o.dtype.kind not in "fiub" or t.dtype.kind not in "fiub":
        return None
    o, t = o.astype(float), t.astype(float)
    if t.shape != o.shape:
        if t.size == o.size:
            t = t.reshape(o.shape)
        else:
            try:
                t = np.broadcast_to(t, o.shape)
            except ValueError:
                return None
    if axis is None or o.ndim == 0 or axis >= o.ndim:
        return o.reshape(1, -1), t.reshape(1, -1)
    o, t = np.moveaxis(o, axis, 0), np.moveaxis(t, axis, 0)
    return o.reshape(len(o), -1), t.reshape(len(t), -1)


@dataclass
class Totals:
    """Sums over some rows; totals of the same network can be added.

    `numbers` holds, in this order, the rows, the summed loss, the rows of which the largest output is the right one,
    the share of outputs on the right side of the cut, the summed squared error, and the joins; the rows of `columns`
    hold, for each output, the sums of target, squared target, output, squared output, how often it was the answer, and
    how often it was so rightly. `step` is the number of updates made by the end. `confusion` counts the rows by their
    class, a line each, and the answer that they got; a single output has the two classes below and above the cut.
    """

    numbers: Any
    columns: Any
    step: int = 0
    confusion: Any = field(default_factory=lambda: np.zeros((0, 0)))

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.numbers + other.numbers,
            self.columns + other.columns,
            max(self.step, other.step),
            self.confusion + other.confusion,
        )

    @property
    def rows(self) -> float:
        """The number of rows."""
        return float(self.numbers[0])


class Meter:
    """Measures outputs against targets, and remembers what kinds of targets there were."""

    def __init__(self, loss: Loss):
        self.loss = loss
        self.values: set[float] = set()
        self.two = True  # the targets take two values
        self.hot = True  # exactly one output of several is the one
        self.logits = loss.name.endswith("of sigmoid")

    def measure(self, output: Any, target: Any, joins: int, step: int) -> Totals:
        """Measure some rows, as `as_rows` gives them."""
        rows, width = output.shape
        low, high = float(target.min()), float(target.max())
        self.look(target, low, high)
        # What is no number answers nothing, though argmax finds it at index 0; nor do equals.
        known = np.isfinite(output)
        with np.errstate(all="ignore"):
            loss = float(self.loss.value(output, target))
            squared = float(np.sum((output - target) ** 2))
            sides = ((output > (0.0 if self.logits else self.cut)) == (target > self.cut)) & known
        answer, right = output.argmax(axis=1), target.argmax(axis=1)
        alone = (output == output.max(axis=1, keepdims=True)).sum(axis=1) == 1
        hits = (answer == right) & alone & known.all(axis=1)
        numbers = np.array([rows, loss, hits.sum(), sides.mean(axis=1).sum(), squared, joins], dtype=float)
        columns = np.zeros((6, width if width <= CLASSES else 0))
        if width <= CLASSES:
            with np.errstate(all="ignore"):
                columns[0], columns[1] = target.sum(axis=0), (target**2).sum(axis=0)
                columns[2], columns[3] = output.sum(axis=0), (output**2).sum(axis=0)
            columns[4] = np.bincount(answer, minlength=width)
            columns[5] = np.bincount(answer[hits], minlength=width)
        if width == 1:
            above = target[:, 0] > self.cut
            confusion = _confusion(above, sides[:, 0] == above, 2)
        else:
            confusion = _confusion(right, answer, width if width <= CONFUSED else 0)
        return Totals(numbers, columns, step, confusion)

    def look(self, target: Any, low: float, high: float) -> None:
        """Take note of the values that targets have."""
        if self.two:
            self.values |= {low, high}
            self.two = len(self.values) <= 2 and bool(np.all((target == low) | (target == high)))
        if self.hot:
            self.hot = target.shape[1] > 1 and bool(
                np.all((target == target.max(axis=1, keepdims=True)).sum(axis=1) == 1)
            )

    @property
    def cut(self) -> float:
        """The number between the two values of the targets."""
        signs = bool(self.values) and min(self.values) < 0
        return 0.0 if signs or self.loss.name in ("hinge", "perceptron") else 0.5

    @property
    def yardstick(self) -> Yardstick:
        """Say what is measured: for classes the share that is right, for numbers the squared error."""
        return "accuracy" if self.two and len(self.values) <= 2 else "error"

    def score(self, totals: Totals) -> float:
        """Give the share of rows answered rightly, or the squared error of a row."""
        rows, _, hits, sides, squared, _ = totals.numbers
        if self.yardstick == "error":
            return float(squared / rows)
        return float((hits if self.hot else sides) / rows)

    def best_constant(self, totals: Totals) -> tuple[float | None, float | None]:
        """Give loss and score of the best answer that is the same for all rows; None where there is no formula."""
        rows = totals.rows
        if not rows or not totals.columns.size:
            return None, None
        mean = totals.columns[0] / rows
        variance = float(np.sum(np.maximum(totals.columns[1] / rows - mean**2, 0)))
        name = self.loss.name
        loss: float | None = None
        if name.startswith("categorical"):
            loss = float(np.sum(_entropy(mean)))
        elif name.startswith("binary"):
            loss = float(np.sum(_entropy(mean) + _entropy(1 - mean)))
        elif name == "half squared error":
            loss = 0.5 * variance
        if self.yardstick == "error":
            return loss, variance
        if self.hot:
            return loss, float(mean.max())
        low, high = min(self.values), max(self.values)
        share = (mean - low) / (high - low) if high > low else np.ones_like(mean)
        return loss, float(np.mean(np.maximum(share, 1 - share)))


def _confusion(right: Any, answer: Any, classes: int) -> Any:
    if not classes:
        return np.zeros((0, 0))
    return np.bincount(right * classes + answer, minlength=classes**2).reshape(classes, classes).astype(float)


def _entropy(p: Any) -> Any:
    return -p * np.log(np.maximum(p, 1e-300))


class Bins:
    """Totals over time, in a number that is bounded: when all are used, each takes twice as many joins as before."""

    def __init__(self) -> None:
        self.full: list[Totals] = []
        self.open: Totals | None = None
        self.width = 1  # joins in a bin

    @property
    def room(self) -> int:
        """How many joins still go into the open bin."""
        return self.width - (int(self.open.numbers[5]) if self.open is not None else 0)

    def fits(self, totals: Totals) -> bool:
        """Say whether totals are of as many outputs as those before."""
        return all(totals.columns.shape == part.columns.shape for part in self.all()[:1])

    def add(self, totals: Totals) -> None:
        """Take the totals of at most as many joins as there is room for."""
        self.open = totals if self.open is None else self.open + totals
        if self.room <= 0:
            self.full.append(self.open)
            self.open = None
        if len(self.full) >= BINS:
            self.full = [a + b for a, b in zip(self.full[::2], self.full[1::2], strict=True)]
            self.width *= 2

    def all(self) -> list[Totals]:
        """List the bins in time, the one under way too."""
        return self.full + ([self.open] if self.open is not None else [])
