"""From an estimator's parameters, in scikit-learn's names, to the records of `unstuck.nn`; and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from numbers import Integral, Real
from typing import Any

import numpy as np

from unstuck.arrays import Array
from unstuck.errors import InputError
from unstuck.gradcheck import check_gradients
from unstuck.nn import (
    ACTIVATIONS,
    LOSSES,
    OPTIMIZERS,
    Activation,
    Loss,
    Optimizer,
    Schedule,
    adam,
    adamw,
    momentum,
    nesterov,
    sgd,
)
from unstuck.nn.losses import rows_and_pullback
from unstuck.nn.schedules import SCHEDULES

THEIR_NAMES = {"logistic": "sigmoid"}
"""scikit-learn's names where they differ from those of the field, which are used everywhere else here."""

LEARNING_RATES = ("constant", "invscaling", "adaptive")
"""scikit-learn's schedules, which count rows and patience as it does."""

RANGES: dict[str, tuple[Any, float, float, str]] = {
    "alpha": (Real, 0, math.inf, "[)"),
    "learning_rate_init": (Real, 0, math.inf, "()"),
    "power_t": (Real, 0, math.inf, "[)"),
    "max_iter": (Integral, 1, math.inf, "[)"),
    "tol": (Real, 0, math.inf, "[)"),
    "momentum": (Real, 0, 1, "[]"),
    "validation_fraction": (Real, 0, 1, "[)"),
    "beta_1": (Real, 0, 1, "[)"),
    "beta_2": (Real, 0, 1, "[)"),
    "epsilon": (Real, 0, math.inf, "()"),
    "n_iter_no_change": (Integral, 1, math.inf, "[)"),
    "max_fun": (Integral, 1, math.inf, "[)"),
    "weight_decay": (Real, 0, math.inf, "[)"),
}
SWITCHES = ("shuffle", "warm_start", "nesterovs_momentum", "early_stopping")


def check_numbers(settings: dict[str, Any]) -> None:
    """See that each number among an estimator's parameters is one, and in its range.

    Raises
    ------
    InputError
        The message names the parameter, what it is and what is expected.
    """
    for name, (kind, low, high, ends) in RANGES.items():
        given = settings[name]
        if name == "n_iter_no_change" and given == math.inf:
            continue
        number = isinstance(given, kind) and not isinstance(given, bool | np.bool_)
        above = number and (given >= low if ends[0] == "[" else given > low)
        if not (above and (given <= high if ends[1] == "]" else given < high)):
            what = "a whole number" if kind is Integral else "a number"
            raise InputError(f"{name} is {given!r}; expected {what} in {ends[0]}{low}, {high}{ends[1]}.")
    for name in SWITCHES:
        if not isinstance(settings[name], bool | np.bool_):
            raise InputError(f"{name} is {settings[name]!r}; expected True or False.")
    batch_size = settings["batch_size"]
    whole = _is_whole(batch_size) and batch_size >= 1
    if not (whole or (isinstance(batch_size, str) and batch_size == "auto")):
        raise InputError(f"batch_size is {batch_size!r}; expected 'auto' or a whole number from 1.")
    clip_norm = settings["clip_norm"]
    if clip_norm is not None and not (isinstance(clip_norm, int | float | np.number) and clip_norm > 0):
        raise InputError(f"clip_norm is {clip_norm!r}; expected None or a number above 0.")


def _is_whole(given: Any) -> bool:
    return isinstance(given, Integral) and not isinstance(given, bool)


def hidden_widths(hidden_layer_sizes: Any) -> tuple[int, ...]:
    """Give the units of each hidden layer; a single number is one layer.

    Raises
    ------
    InputError
        If they are not whole numbers from 1.
    """
    sizes = [hidden_layer_sizes] if isinstance(hidden_layer_sizes, Integral) else hidden_layer_sizes
    if not isinstance(sizes, Sequence | np.ndarray) or isinstance(sizes, str):
        raise InputError(f"hidden_layer_sizes is {hidden_layer_sizes!r}; expected whole numbers, such as (100,).")
    for size in sizes:
        if not _is_whole(size) or size <= 0:
            raise InputError(f"hidden_layer_sizes must be > 0 and whole numbers, got {list(sizes)}.")
    return tuple(int(size) for size in sizes)


def hidden_activations(activation: Any, n_hidden: int) -> tuple[str | Activation, ...]:
    """Give the activation of each hidden layer, as a name of `unstuck.nn` or a record that has been checked.

    Raises
    ------
    InputError
        If there is no such activation, or not one for each layer, or the slope of one's own is wrong.
    """
    single = isinstance(activation, str | Activation)
    if not single and not isinstance(activation, Sequence | np.ndarray):
        raise InputError(
            f"activation is {activation!r}; expected a name, such as 'relu', or one for each hidden layer."
        )
    each = (activation,) * n_hidden if single else tuple(activation)
    if len(each) != n_hidden:
        raise InputError(f"activation has {len(each)} entries, and there are {n_hidden} hidden layers: one for each.")
    return tuple(_activation(one) for one in each)


def _activation(given: Any) -> str | Activation:
    if isinstance(given, Activation):
        if given not in ACTIVATIONS.values():
            check_activation(given)
        return given
    name = THEIR_NAMES.get(given, given)
    if name not in ACTIVATIONS or name == "softmax":
        known = [*THEIR_NAMES, *(name for name in ACTIVATIONS if name != "softmax")]
        raise InputError(
            f"There is no activation {given!r}; choose one of {', '.join(known)}, or make one of your own with "
            "unstuck.nn.elementwise."
        )
    return str(name)


@lru_cache(maxsize=64)
def check_activation(record: Activation) -> None:
    """Hold the pullback of an activation of one's own against the slope of its value, once.

    Raises
    ------
    InputError
        If they disagree; the message is the report of the gradient checker.
    """
    rng = np.random.default_rng(0)
    z, direction = 2 * rng.standard_normal((6, 4)), rng.standard_normal((6, 4))
    report = check_gradients(
        lambda z: float((direction * record.value(z)).sum()),
        lambda z: np.asarray(record.pullback(direction, z, record.value(z)), dtype=float),
        z,
    )
    if not report.agrees:
        raise InputError(f"The pullback of the activation {record.name!r} is not the slope of its value.\n{report}")


_checked_losses: set[tuple[Loss, str | Activation]] = set()


def check_loss(record: Loss, output: Activation, t: Array) -> None:
    """Hold the slope of a loss of one's own against the loss itself, once, at targets that it is to be used with.

    Raises
    ------
    InputError
        If they disagree; the message is the report of the gradient checker.
    """
    if record in LOSSES.values() or (record, output) in _checked_losses:
        return
    t = np.asarray(t[:6], dtype=np.float64)
    z = np.random.default_rng(0).standard_normal(t.shape)
    share = np.full(len(t), 1 / len(t))
    report = check_gradients(
        lambda z: float(rows_and_pullback(record, output, z, t)[1] @ share),
        lambda z: rows_and_pullback(record, output, z, t)[2](share),
        z,
        samples=len(t),
    )
    if not report.agrees:
        raise InputError(f"The slope of the loss {record.name!r} is not that of its value.\n{report}")
    _checked_losses.add((record, output))


def solver(settings: dict[str, Any]) -> Optimizer:
    """Make the optimizer that the parameters of an estimator describe.

    Raises
    ------
    InputError
        If there is no such solver.
    """
    given, betas = settings["solver"], (settings["beta_1"], settings["beta_2"], settings["epsilon"])
    if isinstance(given, Optimizer):
        return given
    makers: dict[str, Callable[[], Optimizer]] = {
        "sgd": lambda: _gradient_descent(settings["momentum"], settings["nesterovs_momentum"]),
        "adam": lambda: adam(*betas),
        "adamw": lambda: adamw(*betas, settings["weight_decay"]),
    }
    makers = {**OPTIMIZERS, **makers}  # those that have no parameters here come with their usual settings
    if not isinstance(given, str) or given not in makers:
        raise InputError(
            f"There is no solver {given!r}; choose one of {', '.join(('lbfgs', *makers))}, or a record with settings "
            "of your own, such as unstuck.nn.rmsprop(decay=0.99)."
        )
    return makers[given]()


def _gradient_descent(decay: float, ahead: bool) -> Optimizer:
    if decay == 0:
        return sgd()
    return nesterov(decay) if ahead else momentum(decay)


def schedule(given: Any) -> str | Schedule:
    """Give the schedule: one of scikit-learn's three names, or a record.

    Raises
    ------
    InputError
        If there is no such schedule.
    """
    if isinstance(given, Schedule) or given in LEARNING_RATES:
        return given
    if isinstance(given, str) and given in SCHEDULES:
        return SCHEDULES[given]()
    ours = [name for name in SCHEDULES if name not in LEARNING_RATES]
    raise InputError(
        f"There is no learning_rate {given!r}; choose one of {', '.join((*LEARNING_RATES, *ours))}, or a record, such "
        "as unstuck.nn.step(every=20). The number itself is learning_rate_init."
    )
