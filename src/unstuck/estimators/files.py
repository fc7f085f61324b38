"""A trained estimator in a file, and to and from scikit-learn's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from sklearn import neural_network
from sklearn.preprocessing import LabelBinarizer

import unstuck
from unstuck.arrays import Parameters
from unstuck.errors import InputError
from unstuck.estimators.stochastic import Optimization
from unstuck.nn import ACTIVATIONS, LOSSES, Activation, Loss, Model
from unstuck.nn.schedules import Plateau

CURVES = (
    "n_iter_",
    "t_",
    "loss_",
    "loss_curve_",
    "best_loss_",
    "validation_scores_",
    "validation_loss_curve_",
    "best_validation_score_",
    "_no_improvement_count",
)
"""The fitted attributes that are numbers, lists of numbers or None."""


def as_model(estimator: Any) -> Model:
    """Give a trained estimator as a `unstuck.nn.Model`, with all that it takes to make it again.

    Raises
    ------
    InputError
        If it has a parameter that a file cannot hold.
    """
    kept = {name: _as_json(name, value) for name, value in estimator.get_params(deep=False).items()}
    described: dict[str, Any] = {
        "class": type(estimator).__name__,
        "parameters": kept,
        "fitted": {name: getattr(estimator, name) for name in CURVES},
    }
    optimization, extras = estimator._optimizer, {}
    if optimization is not None:
        extras = {f"optimizer/{name}": slot for name, slot in optimization.slots.items()}
        described["optimization"] = {name: v for name, v in asdict(optimization).items() if name != "slots"}
    names = getattr(estimator, "feature_names_in_", None)
    info = {
        "unstuck": unstuck.__version__,
        "feature_names": [] if names is None else [str(name) for name in names],
        "class_names": [],
        "estimator": described,
    }
    if hasattr(estimator, "classes_"):
        classes = estimator.classes_
        described["classes"] = {"dtype": classes.dtype.str, "values": classes.tolist()}
        described["targets"] = estimator._label_binarizer.y_type_
        if not described["targets"].startswith("multilabel"):  # else no single one is the answer
            info["class_names"] = [str(name) for name in classes]
    return Model(estimator._network, estimator._parameters(), info, extras)


def _as_json(name: str, value: Any) -> Any:
    """Give a parameter as JSON can hold it; what only says how the next training begins is left out."""
    if name == "callbacks" or (name == "random_state" and not isinstance(value, int | np.integer)):
        return None
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {"pairs": [[_as_json(name, key), _as_json(name, one)] for key, one in value.items()]}
    if isinstance(value, list | tuple):
        return [_as_json(name, one) for one in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if value in (*ACTIVATIONS.values(), *LOSSES.values()):
        return value.name
    if isinstance(value, Activation | Loss):
        raise InputError(
            f"{value.name!r} is a function of your own, and a file cannot hold code: save coefs_ and intercepts_, "
            "which can be set."
        )
    raise InputError(
        f"The parameter {name} is {value!r}: a file cannot hold code. It can be saved after set_params({name}=...) "
        "with a name; what was learnt stays as it is."
    )


def from_model(estimator_class: type, model: Model, path: str | Path) -> Any:
    """Make a trained estimator of what `as_model` gave.

    Raises
    ------
    InputError
        If it is of another class, or of none; if it does not fit together.
    """
    described = model.info.get("estimator")
    if not isinstance(described, dict):
        raise InputError(f"{path} holds a network, and no estimator: read it with unstuck.Model.load.")
    if described.get("class") != estimator_class.__name__:
        raise InputError(f"{path} holds {described.get('class')!r}, and not {estimator_class.__name__}.")
    for name, array in (model.parameters | model.extras).items():
        if array.dtype not in (np.float32, np.float64) or not np.isfinite(array).all():
            raise InputError(f"{path}: the array {name} does not hold finite numbers of float32 or float64.")
    try:
        estimator = estimator_class(**{n: _from_json(value) for n, value in described["parameters"].items()})
        _take_up(estimator, model, described)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise InputError(f"{path} does not hold a whole {estimator_class.__name__}: {error}") from error
    return estimator


def _from_json(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_from_json(one) for one in value)
    if isinstance(value, dict):
        return {_from_json(key): _from_json(one) for key, one in value["pairs"]}
    return value


def _take_up(estimator: Any, model: Model, described: dict[str, Any]) -> None:
    network = model.network
    estimator._take_up(network, model.parameters)
    names = model.info["feature_names"]
    if names:
        if len(names) != network.widths[0] or not all(isinstance(name, str) for name in names):
            raise ValueError(f"there are {network.widths[0]} inputs and {len(names)} names of features")
        estimator.feature_names_in_ = np.array(names, dtype=object)
    for name in CURVES:
        setattr(estimator, name, _numbers(name, described["fitted"][name]))
    if "optimization" in described:
        slots = {n.removeprefix("optimizer/"): a for n, a in model.extras.items() if n.startswith("optimizer/")}
        for name, slot in slots.items():
            if slot.shape != model.parameters[name.split("/")[-1]].shape:
                raise ValueError(f"the slot {name} of the optimizer has the shape {slot.shape}")
        kept = described["optimization"]
        estimator._optimizer = Optimization(**{**kept, "plateau": Plateau(**kept["plateau"])}, slots=slots)
    if hasattr(estimator, "predict_proba"):
        _take_up_classes(estimator, described, network.widths[-1])
    if estimator._loss_and_output()[1] != network.output_activation.name:
        raise ValueError(f"the output activation is {network.output_activation.name}")


def _numbers(name: str, value: Any) -> Any:
    each = value if isinstance(value, list) else [value]
    if not all(one is None or (isinstance(one, int | float) and not isinstance(one, bool)) for one in each):
        raise TypeError(f"{name} holds what is no number")
    return value


def _take_up_classes(estimator: Any, described: dict[str, Any], n_outputs: int) -> None:
    dtype, values = np.dtype(described["classes"]["dtype"]), described["classes"]["values"]
    if dtype.kind not in "biufUO" or not all(isinstance(value, str | int | float) for value in values):
        raise TypeError(f"the classes are of the type {dtype}")
    estimator.classes_ = np.array(values, dtype=dtype)
    if estimator.classes_.ndim != 1:
        raise ValueError("the classes are no list")
    multilabel = described["targets"].startswith("multilabel")
    seen = np.eye(len(values), dtype=int) if multilabel else estimator.classes_
    estimator._label_binarizer = LabelBinarizer().fit(seen)
    expected = len(values) if multilabel or len(values) > 2 else 1
    if n_outputs != expected or not np.array_equal(estimator._label_binarizer.classes_, estimator.classes_):
        raise ValueError(f"{len(values)} classes do not go with {n_outputs} outputs")


def to_scikit_learn(estimator: Any) -> Any:
    """Make scikit-learn's own estimator, trained, of ours.

    Raises
    ------
    InputError
        If ours has an activation or a loss that scikit-learn's has not.
    """
    theirs = getattr(neural_network, type(estimator).__name__)
    known = theirs().get_params()
    given = {name: value for name, value in estimator.get_params(deep=False).items() if name in known}
    activations = {record.name for record in estimator._network.hidden_activations} or {"identity"}
    names = {"sigmoid": "logistic"}
    activation = names.get(only := next(iter(activations)), only)
    if len(activations) > 1 or activation not in ("identity", "logistic", "tanh", "relu"):
        raise InputError(
            f"scikit-learn has one activation for all hidden layers, identity, logistic, tanh or relu; these are "
            f"{', '.join(sorted(activations))}."
        )
    if estimator.out_activation_ not in ("identity", "logistic", "softmax", "exp"):
        raise InputError(f"scikit-learn has no output activation {estimator.out_activation_!r}.")
    defaults = theirs()
    for name, allowed in (
        ("solver", ("lbfgs", "sgd", "adam")),
        ("learning_rate", ("constant", "invscaling", "adaptive")),
        ("loss", ("squared_error", "poisson")),
    ):
        if name in given and not (isinstance(given[name], str) and given[name] in allowed):
            given[name] = getattr(defaults, name)  # it only says how a training to come would go
    made = theirs(**{**given, "activation": activation})
    made.coefs_ = [w.copy() for w in estimator.coefs_]
    made.intercepts_ = [b.copy() for b in estimator.intercepts_]
    copied = ("n_features_in_", "feature_names_in_", "n_layers_", "n_outputs_", "out_activation_", "classes_")
    for name in (*copied, *CURVES, "_label_binarizer"):
        if hasattr(estimator, name) and name != "validation_loss_curve_":
            setattr(made, name, getattr(estimator, name))
    return made


def from_scikit_learn(estimator_class: type, trained: Any) -> Any:
    """Make ours, trained, of scikit-learn's own estimator.

    Raises
    ------
    InputError
        If it is another estimator, or not trained.
    """
    expected = getattr(neural_network, estimator_class.__name__)
    if not isinstance(trained, expected):
        raise InputError(f"expected scikit-learn's {expected.__name__}, got {type(trained).__name__}.")
    if not hasattr(trained, "coefs_"):
        raise InputError(f"This {expected.__name__} is not trained: there are no coefs_.")
    estimator = estimator_class(**trained.get_params())
    parameters: Parameters = {}
    for layer, (w, b) in enumerate(zip(trained.coefs_, trained.intercepts_, strict=True), start=1):
        parameters[f"W{layer}"], parameters[f"b{layer}"] = np.array(w), np.array(b)
    for name in ("feature_names_in_", "classes_", "_label_binarizer"):
        if hasattr(trained, name):
            setattr(estimator, name, getattr(trained, name))
    estimator._take_up(estimator._make_network(trained.n_features_in_, trained.n_outputs_), parameters)
    for name in CURVES:
        setattr(estimator, name, getattr(trained, name, getattr(estimator, name)))
    return estimator
