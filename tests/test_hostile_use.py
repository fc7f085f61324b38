"""Every public function with what it was not made for: the answer is an `InputError` that names the argument."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.sparse

import unstuck
from unstuck import datasets, gradcheck, nn
from unstuck.errors import InputError

NETWORK = nn.Network((3, 4, 2), "tanh", l2=0.1, drop_probability=0.5)
X = np.random.default_rng(0).normal(size=(6, 3))
T = np.eye(2)[[0, 1, 0, 1, 1, 0]]
P = NETWORK.initial_parameters(np.random.default_rng(0))
MODEL = nn.Model(NETWORK, P)
ONE = nn.Recipe(epochs=1)
HUGE = 10**400
"""A whole number that no float and no array can hold."""

KINDS: dict[str, dict[str, Any]] = {
    "number": {
        "missing": None,
        "text": "0.1",
        "bool": True,
        "nan": math.nan,
        "infinite": math.inf,
        "huge": HUGE,
        "complex": 1j,
        "negative": -1.0,
        "array": np.ones(3),
        "empty": [],
    },
    "whole": {
        "missing": None,
        "text": "3",
        "bool": True,
        "fraction": 2.5,
        "whole float": 3.0,
        "nan": math.nan,
        "negative": -1,
        "array": np.ones(3, dtype=int),
        "empty": (),
    },
    "name": {
        "number": 3,
        "empty": "",
        "unknown": "sigmod",
        "bytes": b"sgd",
        "list": ["sgd"],
        "array": np.array(["sgd", "a"]),
    },
    "generator": {"missing": None, "seed": 3, "module": np.random, "old": np.random.RandomState(0), "text": "0"},
    "function": {"missing": None, "text": "print", "number": 3},
    "path": {"missing": None, "number": 3, "empty": "", "bytes": b"model", "list": ["model"], "null": "a\0b"},
    "record": {"missing": None, "text": "network", "number": 3, "dict": {}, "class": nn.Network, "array": X},
    # Arrays of another shape than (6, 3) and (6, 2), or of what is no number.
    "shape": {
        "missing": None,
        "text": "data",
        "number": 3.0,
        "empty": [],
        "no rows": np.ones((0, 3)),
        "no columns": np.ones((6, 0)),
        "flat": np.ones(6),
        "one column": np.ones((6, 1)),
        "a column too many": np.ones((6, 4)),
        "three dimensions": np.ones((6, 3, 1)),
        "ragged": [[1.0, 2.0], [1.0]],
        "texts": np.array([["a", "b", "c"]]),
        "objects": np.array([[None, 1, 2]]),
        "dates": np.ones((6, 3), dtype="datetime64[D]"),
        "complex": np.ones((6, 3), dtype=complex),
        "dict": {"x": 1},
    },
}
KINDS["matrix"] = KINDS["shape"] | {
    "nan": np.full((6, 3), np.nan),
    "infinite": np.full((6, 3), np.inf),
    "huge": [[HUGE, 0, 0]],
    "sparse": scipy.sparse.eye_array(6, 3),
}
KINDS["parameters"] = {
    "missing": None,
    "text": "W1",
    "list": list(P.values()),
    "empty": {},
    "one missing": {name: p for name, p in P.items() if name != "b2"},
    "one too many": {**P, "W3": np.ones((2, 2))},
    "another order": dict(reversed(P.items())),
    "none inside": {**P, "W1": None},
    "a list inside": {**P, "b1": [0.0] * 4},
    "transposed": {**P, "W1": P["W1"].T},
    "a row for a vector": {**P, "b1": P["b1"][None]},
    "texts": {**P, "W2": np.full((4, 2), "a")},
    "complex": {**P, "W2": P["W2"] + 0j},
}
KINDS["weights"] = {
    "text": "balanced",
    "number": 1.0,
    "too few": np.ones(5),
    "column": np.ones((6, 1)),
    "empty": [],
    "complex": np.ones(6, complex),
    "ragged": [[1], [1, 2]],
}


def fitted(**changes: Any) -> nn.Fit:
    arguments = {"network": NETWORK, "x": X, "targets": T, "recipe": ONE, "rng": np.random.default_rng(0), **changes}
    return nn.fit(
        arguments.pop("network"), arguments.pop("x"), arguments.pop("targets"), arguments.pop("recipe"), **arguments
    )


def square(p: Any) -> Any:
    return np.sum(p**2)


# Function and argument: what kind of argument it is, what the message must name, and the call. What is no mistake there
# is listed last.
CALLS: dict[str, tuple[str, str, Callable[[Any], object], tuple[str, ...]]] = {
    "Network widths": ("record", "widths", nn.Network, ()),
    "Network width": ("whole", "widths", lambda v: nn.Network((3, v, 2)), ()),
    "Network hidden": ("name", "activation", lambda v: nn.Network((3, 4, 2), (v,)), ()),
    "Network hidden, all": ("number", "hidden", lambda v: nn.Network((3, 4, 2), v), ("text",)),
    "Network output": ("name", "activation", lambda v: nn.Network((3, 2), output=v), ()),
    "Network loss": ("name", "loss", lambda v: nn.Network((3, 2), loss=v), ()),
    "Network l2": ("number", "l2", lambda v: nn.Network((3, 2), l2=v), ()),
    "Network drop_probability": (
        "number",
        "drop_probability",
        lambda v: nn.Network((3, 4, 2), drop_probability=(v,)),
        (),
    ),
    "Network.initial_parameters rng": ("generator", "rng", NETWORK.initial_parameters, ()),
    "Network.initial_parameters weights": (
        "name",
        "initializer",
        lambda v: NETWORK.initial_parameters(np.random.default_rng(0), v),
        (),
    ),
    "Network.initial_parameters biases": (
        "name",
        "initializer",
        lambda v: NETWORK.initial_parameters(np.random.default_rng(0), None, v),
        (),
    ),
    "Network.initial_parameters dtype": (
        "record",
        "dtype",
        lambda v: NETWORK.initial_parameters(np.random.default_rng(0), dtype=v),
        (),
    ),
    "Network.check_parameters": ("parameters", "parameter", NETWORK.check_parameters, ()),
    "Network.forward parameters": ("parameters", "parameter", lambda v: NETWORK.forward(v, X), ()),
    "Network.forward x": ("shape", "x", lambda v: NETWORK.forward(P, v), ()),
    "Network.forward rng": ("generator", "rng", lambda v: NETWORK.forward(P, X, v), ("missing",)),
    "Network.outputs parameters": ("parameters", "parameter", lambda v: NETWORK.outputs(v, X), ()),
    "Network.outputs x": ("matrix", "x", lambda v: NETWORK.outputs(P, v), ()),
    "Network.loss_and_gradients parameters": (
        "parameters",
        "parameter",
        lambda v: NETWORK.loss_and_gradients(v, X, T),
        (),
    ),
    "Network.loss_and_gradients x": ("shape", "x", lambda v: NETWORK.loss_and_gradients(P, v, T), ()),
    "Network.loss_and_gradients t": ("shape", "t", lambda v: NETWORK.loss_and_gradients(P, X, v), ()),
    "Network.loss_and_gradients t, rows": ("record", "t", lambda v: NETWORK.loss_and_gradients(P, X, T[:1]), ()),
    "Network.loss_and_gradients weights": ("weights", "weights", lambda v: NETWORK.loss_and_gradients(P, X, T, v), ()),
    "Network.mean_loss parameters": ("parameters", "parameter", lambda v: NETWORK.mean_loss(v, X, T), ()),
    "Network.mean_loss x": ("shape", "x", lambda v: NETWORK.mean_loss(P, v, T), ()),
    "Network.mean_loss t": ("shape", "t", lambda v: NETWORK.mean_loss(P, X, v), ()),
    "Network.mean_loss weights": ("weights", "weights", lambda v: NETWORK.mean_loss(P, X, T, v), ()),
    "Network.penalty": ("parameters", "parameter", NETWORK.penalty, ()),
    "Network.layer_values parameters": ("parameters", "parameter", lambda v: list(NETWORK.layer_values(v, X)), ()),
    "Network.layer_values x": ("shape", "x", lambda v: list(NETWORK.layer_values(P, v)), ()),
    "Recipe epochs": ("whole", "epochs", lambda v: nn.Recipe(epochs=v), ()),
    "Recipe batch_size": ("whole", "batch_size", lambda v: nn.Recipe(batch_size=v), ("missing",)),
    "Recipe order": ("name", "order", lambda v: nn.Recipe(order=v), ()),
    "Recipe learning_rate": ("number", "learning_rate", lambda v: nn.Recipe(learning_rate=v), ()),
    "Recipe optimizer": ("name", "optimizer", lambda v: nn.Recipe(optimizer=v), ()),
    "Recipe schedule": ("name", "schedule", lambda v: nn.Recipe(schedule=v), ()),
    "Recipe clip_norm": ("number", "clip_norm", lambda v: nn.Recipe(clip_norm=v), ("missing",)),
    "Recipe patience": ("whole", "patience", lambda v: nn.Recipe(patience=v), ("missing",)),
    "Recipe min_delta": ("number", "min_delta", lambda v: nn.Recipe(min_delta=v), ()),
    "Recipe keep_best": ("record", "keep_best", lambda v: nn.Recipe(keep_best=v), ("missing",)),
    "momentum": ("number", "decay", nn.momentum, ()),
    "nesterov": ("number", "decay", nn.nesterov, ()),
    "rmsprop decay": ("number", "decay", nn.rmsprop, ()),
    "rmsprop epsilon": ("number", "epsilon", lambda v: nn.rmsprop(epsilon=v), ()),
    "adam beta_1": ("number", "beta_1", nn.adam, ()),
    "adam beta_2": ("number", "beta_2", lambda v: nn.adam(beta_2=v), ()),
    "adam epsilon": ("number", "epsilon", lambda v: nn.adam(epsilon=v), ()),
    "adamw beta_1": ("number", "beta_1", nn.adamw, ()),
    "adamw beta_2": ("number", "beta_2", lambda v: nn.adamw(beta_2=v), ()),
    "adamw epsilon": ("number", "epsilon", lambda v: nn.adamw(epsilon=v), ()),
    "adamw weight_decay": ("number", "weight_decay", lambda v: nn.adamw(weight_decay=v), ()),
    "step every": ("whole", "every", nn.step, ()),
    "step by": ("number", "by", lambda v: nn.step(by=v), ()),
    "plateau patience": ("whole", "patience", nn.plateau, ()),
    "plateau by": ("number", "by", lambda v: nn.plateau(by=v), ()),
    "inverse_scaling": ("number", "power", nn.inverse_scaling, ()),
    "elementwise name": ("number", "name", lambda v: nn.elementwise(v, np.sin, lambda z, a: np.cos(z)), ("text",)),
    "elementwise value": ("function", "value", lambda v: nn.elementwise("sine", v, lambda z, a: np.cos(z)), ()),
    "elementwise slope": ("function", "slope", lambda v: nn.elementwise("sine", np.sin, v), ()),
    "training_steps network": ("record", "network", lambda v: next(nn.training_steps(v, X, ONE, None, None)), ()),
    "training_steps recipe": ("record", "recipe", lambda v: next(nn.training_steps(NETWORK, X, v, None, None)), ()),
    "training_steps rng": ("generator", "rng", lambda v: next(nn.training_steps(NETWORK, X, ONE, None, v)), ()),
    "training_steps rows": (
        "record",
        "rows",
        lambda v: next(nn.training_steps(NETWORK, v, ONE, None, np.random.default_rng(0))),
        (),
    ),
    "fit network": ("record", "network", lambda v: fitted(network=v), ()),
    "fit x": ("matrix", "x", lambda v: fitted(x=v), ()),
    "fit targets": ("matrix", "targets", lambda v: fitted(targets=v), ()),
    "fit recipe": ("record", "recipe", lambda v: fitted(recipe=v), ("missing",)),
    "fit rng": ("generator", "rng", lambda v: fitted(rng=v), ()),
    "fit parameters": ("parameters", "parameter", lambda v: fitted(parameters=v), ("missing",)),
    "fit validation": ("record", "validation", lambda v: fitted(validation=v), ("missing",)),
    "fit validation x": ("matrix", "x", lambda v: fitted(validation=(v, T)), ()),
    "fit sample_weight": ("weights", "sample_weight", lambda v: fitted(sample_weight=v), ()),
    "fit class_weight": ("weights", "class_weight", lambda v: fitted(class_weight=v), ("text",)),
    "fit class_weight of one": ("number", "class_weight[0]", lambda v: fitted(class_weight={0: v}), ()),
    "fit checkpoint": ("path", "checkpoint", lambda v: fitted(checkpoint=v), ("missing",)),
    "fit checkpoint_seconds": ("number", "checkpoint_seconds", lambda v: fitted(checkpoint_seconds=v), ()),
    "fit on_step": ("function", "on_step", lambda v: fitted(on_step=v), ("missing",)),
    "Model network": ("record", "network", lambda v: nn.Model(v, P), ()),
    "Model parameters": ("parameters", "parameter", lambda v: nn.Model(NETWORK, v), ()),
    "Model info": ("record", "info", lambda v: nn.Model(NETWORK, P, info=v), ("dict",)),
    "Model extras": ("record", "extras", lambda v: nn.Model(NETWORK, P, extras={"scale": v}), ("array",)),
    "Model.outputs": ("matrix", "x", MODEL.outputs, ()),
    "Model.predict": ("matrix", "x", MODEL.predict, ()),
    "Model.save": ("path", "path", MODEL.save, ()),
    "Model.load": ("path", "path", nn.Model.load, ()),
    "History.column": ("name", "quantity", nn.History().column, ()),
    "History.to_csv": ("path", "path", nn.History().to_csv, ()),
    "load": ("path", "", datasets.load, ()),
    "load data_dir": ("path", "data_dir", lambda v: datasets.load("mnist", data_dir=v), ("missing", "empty", "null")),
    "load target": ("number", "target", lambda v: datasets.load("iris", target=v), ("missing", "negative")),
    "load task": ("name", "task", lambda v: datasets.load("iris", task=v), ()),
    "load header": ("name", "header", lambda v: datasets.load("iris", header=v), ()),
    "one_hot targets": ("shape", "targets", lambda v: datasets.one_hot(v, 3), ()),
    "one_hot n_classes": ("whole", "n_classes", lambda v: datasets.one_hot([0], v), ()),
    "one_hot dtype": ("record", "dtype", lambda v: datasets.one_hot([0], 2, v), ()),
    "scale train": ("matrix", "train", datasets.scale, ("one column", "a column too many")),
    "scale others": ("matrix", "others[0]", lambda v: datasets.scale(X, v), ()),
    "scale how": ("name", "how", lambda v: datasets.scale(X, how=v), ()),
    "scale together": ("name", "together", lambda v: datasets.scale(X, together=v), ()),
    "scale image_shape": ("record", "image_shape", lambda v: datasets.scale(X, image_shape=v), ("missing",)),
    "scale image_shape, wrong": ("whole", "image_shape", lambda v: datasets.scale(X, image_shape=(2, v)), ()),
    "Scaler.apply": ("matrix", "x", datasets.scale(X)[1].apply, ()),
    "stratified_split targets": (
        "shape",
        "targets",
        lambda v: datasets.stratified_split(v, 0.5, np.random.default_rng(0)),
        # Rows of numbers are split whatever they are.
        ("flat", "one column", "a column too many", "no columns", "dates", "complex"),
    ),
    "stratified_split fraction": (
        "number",
        "fraction",
        lambda v: datasets.stratified_split([0, 1, 0, 1], v, np.random.default_rng(0)),
        (),
    ),
    "stratified_split rng": ("generator", "rng", lambda v: datasets.stratified_split([0, 1, 0, 1], 0.5, v), ()),
    "class_balance targets": ("shape", "targets", lambda v: datasets.class_balance(v, ("a", "b")), ()),
    "class_balance class_names": ("record", "class_names", lambda v: datasets.class_balance([0, 1], v), ()),
    "check_gradients function": ("function", "function", lambda v: unstuck.check_gradients(v, 2 * X, X), ()),
    "check_gradients gradient": ("matrix", "gradient", lambda v: unstuck.check_gradients(square, v, X), ()),
    "check_gradients parameters": (
        "matrix",
        "parameters",
        lambda v: unstuck.check_gradients(lambda p: 0.0, 0.0, v),
        # Any floats are, in lists and dicts too, whose parts are called by their places.
        ("number", "flat", "one column", "a column too many", "three dimensions", "ragged", "dict", "huge"),
    ),
    "check_gradients entries": ("whole", "entries", lambda v: unstuck.check_gradients(square, 2 * X, X, entries=v), ()),
    "check_gradients samples": (
        "whole",
        "samples",
        lambda v: unstuck.check_gradients(square, 2 * X, X, samples=v),
        ("missing",),
    ),
    "check_gradients rng": (
        "generator",
        "rng",
        lambda v: unstuck.check_gradients(square, 2 * X, X, rng=v),
        ("missing",),
    ),
    "check_gradients method": ("name", "method", lambda v: unstuck.check_gradients(square, 2 * X, X, method=v), ()),
    "check_network network": ("record", "network", lambda v: gradcheck.check_network(v, P, X, T), ()),
    "check_network parameters": ("parameters", "parameter", lambda v: gradcheck.check_network(NETWORK, v, X, T), ()),
    "check_network x": ("matrix", "x", lambda v: gradcheck.check_network(NETWORK, P, v, T), ()),
    "check_network t": ("matrix", "targets", lambda v: gradcheck.check_network(NETWORK, P, X, v), ()),
    "check_network gradients": (
        "parameters",
        "parameter",
        lambda v: gradcheck.check_network(NETWORK, P, X, T, v),
        ("missing",),
    ),
    "report": ("record", "measurements", gradcheck.report, ()),
    "report of one": ("record", "measurements['w']", lambda v: gradcheck.report({"w": v}), ()),
}
NO_ARGUMENTS = {"sgd", "constant", "cosine", "names"}
RECORDS = {
    # What the functions above return or raise, tables, types, and records of functions that their makers vouch for.
    *("Activation", "Initializer", "Loss", "Optimizer", "Schedule"),
    *(
        "ClassBalance",
        "Dataset",
        "Diverged",
        "Entry",
        "EpochRecord",
        "Evaluation",
        "Fit",
        "GradientReport",
        "Measurement",
    ),
    *("ParameterReport", "Progress", "Step", "TrainingWarning", "InputError"),
}


def cases() -> list[Any]:
    return [
        pytest.param(call, value, names, id=f"{what}-{how}")
        for what, (kind, names, call, no_mistakes) in CALLS.items()
        for how, value in KINDS[kind].items()
        if how not in no_mistakes
    ]


@pytest.mark.parametrize(("call", "value", "names"), cases())
def test_the_argument_is_named(call, value, names, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as raised:
        call(value)
    said = str(raised.value)
    assert names.lower() in said.lower()
    assert "\n" not in said
    assert 20 < len(said) < 500
    assert not list(tmp_path.iterdir()), "nothing is left behind"


def test_every_public_function_is_called() -> None:
    called = {what.split()[0].split(".")[0] for what in CALLS}
    for module in (nn, datasets, gradcheck):
        public = {name for name in module.__all__ if not name.isupper()}
        assert public - called - NO_ARGUMENTS - RECORDS == set(), module.__name__


def test_numbers_that_are_not_finite_come_out_as_such_where_speed_counts() -> None:
    """Every step passes here, so the numbers are not looked at; `fit` looks, and names the first that went bad."""
    assert math.isnan(NETWORK.loss_and_gradients(P, X * np.nan, T).loss)
    assert math.isnan(NETWORK.mean_loss(P, X * np.nan, T))


def test_integers_are_not_taken_for_the_type_of_the_arithmetic() -> None:
    whole = np.arange(18).reshape(6, 3)
    as_floats, as_integers = (NETWORK.loss_and_gradients(P, x, T) for x in (whole.astype(float), whole))
    assert as_integers.loss == as_floats.loss > 0
    assert all(np.array_equal(as_integers.gradients[name], g) for name, g in as_floats.gradients.items())
