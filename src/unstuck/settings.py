"""Every choice that a run depends on; what the user does not choose is chosen here, by what the data is."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal, cast

from unstuck.datasets import SCALINGS, Dataset
from unstuck.errors import InputError
from unstuck.nn.losses import loss
from unstuck.nn.network import Network
from unstuck.nn.optimizers import OPTIMIZERS, Optimizer, optimizer
from unstuck.nn.training import Order, Recipe

FEW_ROWS = 20
"""With fewer rows than this none are held out, unless the user says so: each is needed to learn from."""

MANY_ROWS = 20_000
"""From here on larger batches are used: there are steps enough."""

USUAL_STEPS = 2500
"""Small data is gone over so often that this many steps are made."""

SMALL_TABLES_L2 = 0.001
"""Keeps the weights from growing without end on the few rows of a table. On held-out rows, the mean of 10 splits: iris
93.0 to 95.3 %, wine 97.2 to 98.3 %, breast cancer 96.7 to 97.0 %; 80 very noisy rows lost 1.2 %, other artificial
tables nothing to speak of."""

LEARNING_RATES = {"sgd": 0.1, "momentum": 0.02, "nesterov": 0.02, "rmsprop": 0.001}


@dataclass(frozen=True)
class Settings:
    """Every choice that a run depends on, as the options of ``unstuck train``. None: by the data, see `complete`."""

    data: str
    target: str | None = None
    header: bool | None = None
    task: str = "auto"
    data_dir: str | None = None
    scale: str | None = None
    dtype: str | None = None
    test: float | None = None
    validation: float | None = None
    hidden: Sequence[int] | None = None
    activation: Sequence[str] = ("relu",)
    output: str | None = None
    loss: str | None = None
    init: str | None = None
    bias_init: str = "zeros"
    epochs: int | None = None
    batch_size: int | Literal["full"] | None = None
    order: str = "shuffle"
    optimizer: str = "adam"
    learning_rate: float | None = None
    schedule: str = "constant"
    momentum: float | None = None
    weight_decay: float | None = None
    clip: float | None = None
    l2: float | None = None
    dropout: Sequence[float] = (0.0,)
    class_weight: str | None = None
    patience: int | None = None
    min_delta: float = 0.0
    keep_best: bool | None = None
    seed: int = 0


_CALLED_OTHERWISE = {"clip_norm": "clip", "drop_probability": "dropout"}
"""Arguments of Python whose options have other names."""


def in_options(text: str) -> str:
    """Name the options where a message names arguments, since what a command calls may be called from Python too.

    ``learning_rate is 0`` becomes ``--learning-rate is 0``, ``task=regression`` ``--task regression``, and
    ``header=False`` ``--no-header``.
    """
    named = {field.name: field.name for field in fields(Settings)} | _CALLED_OTHERWISE
    either = "|".join(named)

    def said_of(match: re.Match[str]) -> str:
        return "--" + named[match[1]].replace("_", "-")

    def given(match: re.Match[str]) -> str:
        name = named[match[1]].replace("_", "-")
        return {"True": f"--{name}", "False": f"--no-{name}"}.get(match[2], f"--{name} {match[2]}")

    text = re.sub(r"^spec(?= is\b)", "DATA", text)
    text = re.sub(rf"(?:^|(?<=: ))({either})(?= (?:is|has|names|needs)\b)", said_of, text)
    return re.sub(rf"\b({either})=([\w']+)", given, text)


def check(settings: Settings) -> None:
    """Refuse what makes no sense with any data.

    Raises
    ------
    InputError
    """
    for name in ("test", "validation"):
        fraction = getattr(settings, name)
        if fraction is not None and not 0 <= fraction < 1:
            raise InputError(
                f"--{name} is {fraction:g}; expected a fraction of the rows from 0 up to, not including, 1."
            )
    if settings.dtype not in (None, "float32", "float64"):
        raise InputError(f"--dtype is {settings.dtype!r}; expected float32 or float64.")
    if settings.scale is not None and settings.scale not in SCALINGS:
        raise InputError(f"--scale is {settings.scale!r}; expected one of {', '.join(SCALINGS)}.")
    for name, number, lowest in (
        ("seed", settings.seed, 0),
        ("epochs", settings.epochs, 0),
        ("batch-size", settings.batch_size, 1),
        *(("hidden", width, 1) for width in settings.hidden or ()),
    ):
        if isinstance(number, int) and number < lowest:
            raise InputError(f"--{name} is {number}; expected a whole number from {lowest}.")


def with_parts(settings: Settings, dataset: Dataset) -> Settings:
    """Choose which share of the rows is held out, if the user did not."""
    if dataset.test is not None and settings.test:
        raise InputError(f"{dataset.name} has a test part of its own, so --test means nothing here; leave it out.")
    few = len(dataset.x) < FEW_ROWS
    test = settings.test if settings.test is not None else 0.0 if few or dataset.test is not None else 0.2
    validation = settings.validation if settings.validation is not None else 0.0 if few else 0.1
    return replace(settings, test=test, validation=validation)


def complete(settings: Settings, dataset: Dataset, n_rows: int) -> Settings:
    """Choose what the user did not choose, by what the data is.

    Parameters
    ----------
    settings : Settings
    dataset : Dataset
    n_rows : int
        The number of training rows.
    """
    n_classes, images = len(dataset.class_names), dataset.image_shape is not None
    by_task = "mean_squared_error" if not n_classes else "binary_cross_entropy"
    loss_name = settings.loss or ("categorical_cross_entropy" if n_classes > 2 else by_task)
    record = loss(loss_name)
    output = "sigmoid" if n_classes and not record.of_logarithms else record.output
    batch_size = settings.batch_size if settings.batch_size is not None else 32 if n_rows < MANY_ROWS else 128
    small_table = not images and FEW_ROWS <= n_rows < MANY_ROWS and settings.optimizer != "adamw"
    steps = 1 if batch_size == "full" else math.ceil(n_rows / batch_size)
    usual_rate = LEARNING_RATES.get(settings.optimizer, 0.001 if images else 0.01)
    return replace(
        settings,
        scale=settings.scale or _usual_scale(dataset.image_shape),
        dtype=settings.dtype or dataset.x.dtype.name,
        hidden=settings.hidden if settings.hidden is not None else (300,) if images else (32, 32),
        output=settings.output or output,
        loss=loss_name,
        l2=settings.l2 if settings.l2 is not None else SMALL_TABLES_L2 if small_table else 0.0,
        epochs=settings.epochs if settings.epochs is not None else min(max(USUAL_STEPS // steps, 20), 1000),
        batch_size=batch_size,
        learning_rate=settings.learning_rate if settings.learning_rate is not None else usual_rate,
    )


def _usual_scale(image_shape: tuple[int, ...] | None) -> str:
    if image_shape is None:
        return "standard"
    # Drawings have an empty ground, and 0 leaves it out of the sums; photographs in colour have none.
    return "unit" if len(image_shape) == 2 else "symmetric"


def make_network(settings: Settings, dataset: Dataset) -> Network:
    """Make the network of complete settings.

    Two classes have one output, the probability of the second one, unless the outputs are to sum to 1.
    """
    n_classes, hidden = len(dataset.class_names), tuple(settings.hidden or ())
    one_output = n_classes == 2 and settings.output != "softmax" and settings.loss != "categorical_cross_entropy"
    n_outputs = 1 if one_output else n_classes or dataset.targets.shape[1]
    for name, each in (("activation", settings.activation), ("dropout", settings.dropout)):
        if len(each) not in (1, len(hidden)):
            raise InputError(
                f"--{name} has {len(each)} entries, and there are {len(hidden)} hidden layers; expected one for all of "
                "them, or one for each."
            )
    # One name or number is for all hidden layers, and also for none.
    activation = settings.activation[0] if len(settings.activation) == 1 else tuple(settings.activation)
    dropout = settings.dropout[0] if len(settings.dropout) == 1 else tuple(settings.dropout)
    return Network(
        (dataset.x.shape[1], *hidden, n_outputs),
        activation,
        settings.output,
        cast(str, settings.loss),
        cast(float, settings.l2),
        dropout,
    )


def make_recipe(settings: Settings) -> Recipe:
    """Make the recipe of complete settings."""
    return Recipe(
        epochs=cast(int, settings.epochs),
        batch_size=None if settings.batch_size == "full" else settings.batch_size,
        order=cast(Order, settings.order),
        learning_rate=cast(float, settings.learning_rate),
        optimizer=_optimizer(settings),
        schedule=settings.schedule,
        clip_norm=settings.clip,
        patience=settings.patience,
        min_delta=settings.min_delta,
        keep_best=settings.keep_best,
    )


def _optimizer(settings: Settings) -> Optimizer:
    name, options = settings.optimizer, {}
    optimizer(name)
    if settings.momentum is not None:
        argument = {"momentum": "decay", "nesterov": "decay", "adam": "beta_1", "adamw": "beta_1"}.get(name)
        if argument is None:
            raise InputError(f"{name} has no --momentum; leave it out, or use --optimizer momentum, nesterov or adam.")
        options[argument] = _below_one("--momentum", settings.momentum)
    if settings.weight_decay is not None:
        if name != "adamw":
            raise InputError(f"{name} has no --weight-decay; use --optimizer adamw, or --l2 in its place.")
        if not (math.isfinite(settings.weight_decay) and settings.weight_decay >= 0):
            raise InputError(f"--weight-decay is {settings.weight_decay:g}; expected a number from 0.")
        options["weight_decay"] = settings.weight_decay
    return OPTIMIZERS[name](**options)


def _below_one(name: str, number: float) -> float:
    if not 0 <= number < 1:
        raise InputError(f"{name} is {number:g}; expected a number from 0 up to, not including, 1.")
    return number
