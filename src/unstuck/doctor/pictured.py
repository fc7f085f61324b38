"""The numbers behind the pictures of a report: plain records of a bounded size, the same in Python and in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

Grid = tuple[tuple[int, ...], ...]
"""Rows of numbers from -100 to 100."""


@dataclass(frozen=True)
class LayerPicture:
    """A layer: the name of its weights, how many values go in (0: not known) and out, and its activation.

    `wrong`: the gradient of its weights is not the true one.
    """

    weights: str
    inputs: int
    outputs: int
    activation: str
    wrong: bool = False


@dataclass(frozen=True)
class StepMap:
    """The step of a parameter and the true gradient, brought to the same length, and their difference.

    `number` counts the gradients of the report, from 0: names need not differ. All three maps have the same scale. Of a
    large parameter each cell shows the entry that is largest in its part of it.
    """

    number: int
    shape: tuple[int, ...]
    step: Grid
    gradient: Grid
    difference: Grid


@dataclass(frozen=True)
class Spread:
    """How the answers of a layer are spread.

    `counts` are thousandths of the answers, in equal parts of the range of the layer; `saturated` is the share of
    answers at which the activation is flat, `dead` that of the units which answer 0 to every row; None where the
    activation has no such thing, or too few rows were seen.
    """

    counts: tuple[int, ...]
    saturated: float | None
    dead: float | None


@dataclass(frozen=True)
class LayerSpread:
    """The answers of a layer between `low` and `high`, at the first rows of the run and at the last ones."""

    activation: str
    low: float
    high: float
    first: Spread | None
    last: Spread | None


@dataclass(frozen=True)
class Curve:
    """How one run went, by our yardstick; None for what is not a number.

    `confusion` counts, over the last tenth of the run, the rows of each class (a line each) by the answer that they
    got; it is empty where there are no classes, or too many.
    """

    repaired: bool
    seed: int
    steps: tuple[int, ...]
    loss: tuple[float | None, ...]
    score: tuple[float | None, ...]
    constant_score: float | None = None  # what the best answer gets that is the same for all rows
    confusion: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Self:
        """Read what `dataclasses.asdict` and `json.dumps` wrote."""
        return cls(**{name: tuples(value) for name, value in record.items()})


@dataclass(frozen=True)
class Pictures:
    """What can be drawn of a script; `yardstick` is what the scores of `course` are, `missing` says what is not there.

    `course` is the run of the script as it is, `ended` says why it was cut, if it was.
    """

    layers: tuple[LayerPicture, ...] = ()
    maps: tuple[StepMap, ...] = ()
    spreads: tuple[LayerSpread, ...] = ()
    course: Curve | None = None
    yardstick: str = "accuracy"
    ended: str = ""
    missing: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Self:
        """Read what `dataclasses.asdict` and `json.dumps` wrote."""
        whole = {name: tuples(value) for name, value in record.items()}
        whole["layers"] = tuple(LayerPicture(**layer) for layer in record["layers"])
        whole["maps"] = tuple(StepMap(**{k: tuples(v) for k, v in each.items()}) for each in record["maps"])
        whole["spreads"] = tuple(map(_layer_spread, record["spreads"]))
        whole["course"] = record["course"] and Curve.from_json(record["course"])
        return cls(**whole)


def _layer_spread(record: dict[str, Any]) -> LayerSpread:
    sides = {
        side: r and Spread(**{k: tuples(v) for k, v in r.items()}) for side in ("first", "last") for r in [record[side]]
    }
    return LayerSpread(**{**record, **sides})


def tuples(value: Any) -> Any:
    """Turn lists, and lists in them, into tuples."""
    return tuple(map(tuples, value)) if isinstance(value, list) else value


def thinned(values: Any, most: int) -> Any:
    """Take at most so many values, evenly, the first and the last among them."""
    if len(values) <= most:
        return values
    return [values[i * (len(values) - 1) // (most - 1)] for i in range(most)]
