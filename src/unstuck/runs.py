"""One training run: load, split, scale, fit, measure, and write the run folder."""

from __future__ import annotations

import json
import platform
import re
import sys
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np

import unstuck
from unstuck import datasets
from unstuck.arrays import Array
from unstuck.datasets import Dataset, Scaler
from unstuck.errors import InputError
from unstuck.nn.files import read_arrays, write_atomically
from unstuck.nn.fitting import Fit, TrainingWarning, fit
from unstuck.nn.initializers import initializer
from unstuck.nn.model import Model, decide
from unstuck.nn.network import Network
from unstuck.nn.rows import checked_rows, row_weights
from unstuck.nn.training import Recipe, Step
from unstuck.settings import Settings, check, complete, make_network, make_recipe, with_parts

SHOWN = 24
"""So many of the wrong answers are kept."""


class Part(NamedTuple):
    """Rows of the data that are used alike.

    Attributes
    ----------
    name : str
        Such as "held-out rows".
    numbers : array of shape (n_rows,)
        Which rows of `source` they are, from 0.
    source : array of shape (any, n_features)
        The data as loaded, not scaled.
    truth : array of shape (n_rows,) or (n_rows, n_outputs)
        The classes from 0, or the values, not scaled.
    x, t : array of shape (n_rows, n_inputs), (n_rows, n_outputs)
        As the network is given them.
    """

    name: str
    numbers: Array
    source: Array
    truth: Array
    x: Array
    t: Array


@dataclass(frozen=True, eq=False)
class Run:
    """A run that is ready to begin.

    Attributes
    ----------
    settings : Settings
        With all choices made.
    target_scaler : Scaler or None
        Of the values that a regression learns; None where they are learnt as they are.
    """

    settings: Settings
    dataset: Dataset
    network: Network
    recipe: Recipe
    training: Part
    validation: Part | None
    test: Part | None
    scaler: Scaler
    target_scaler: Scaler | None
    rng: np.random.Generator

    @property
    def measured_on(self) -> Part:
        """The rows that say most about how good the network is: those it has had least to do with."""
        return self.test or self.validation or self.training

    @property
    def steps_an_epoch(self) -> int:
        """The number of steps in which every row is met once."""
        return -(-len(self.training.x) // (self.recipe.batch_size or len(self.training.x)))


class Wrong(NamedTuple):
    """An answer that is wrong: the row from 1, what was said and what is true, and how sure it was or how far off."""

    row: int
    said: str
    truth: str
    confidence: float


@dataclass(frozen=True, eq=False)
class Measured:
    """How good the network is on some rows; what does not apply is None.

    Attributes
    ----------
    part : str
    n_rows : int
    loss : float
        Without the L2 term.
    accuracy : float or None
    confusion : array of shape (n_classes, n_classes) or None
        The number of rows by true class (down) and class said (across).
    rmse, r2 : float or None
        Of a regression, in the unit of the targets.
    wrong : tuple of Wrong
        The most confidently wrong first; of a regression those that are furthest off.
    """

    part: str
    n_rows: int
    loss: float
    accuracy: float | None = None
    confusion: Array | None = None
    rmse: float | None = None
    r2: float | None = None
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a run gave, and the folder in which it is written down."""

    run: Run
    fit: Fit
    model: Model
    measured: Measured
    folder: Path


def prepare(settings: Settings, progress: datasets.Progress = None) -> Run:
    """Load, split and scale the data, and make the network: all that can be refused is refused here.

    Raises
    ------
    InputError
        If the data cannot be read, or a setting makes no sense, by itself or with this data.
    """
    check(settings)
    dataset = datasets.load(
        settings.data,
        data_dir=settings.data_dir,
        target=settings.target,
        task=settings.task,
        header="auto" if settings.header is None else settings.header,
        progress=progress,
    )
    rng = np.random.default_rng(settings.seed)
    settings = with_parts(settings, dataset)
    pieces = _split(settings, dataset, rng)
    settings = complete(settings, dataset, len(pieces[0][1]))
    network, recipe = make_network(settings, dataset), make_recipe(settings)
    initializer(settings.init or "zeros"), initializer(settings.bias_init)
    parts, scaler, target_scaler = _scale(settings, dataset, network, pieces)
    by_name = {part.name: part for part in parts}
    training = parts[0]
    rows = checked_rows(network, training.x, training.t)
    row_weights(rows, None, settings.class_weight)
    validation, test = by_name.get("validation rows"), by_name.get("held-out rows")
    return Run(settings, dataset, network, recipe, training, validation, test, scaler, target_scaler, rng)


def _split(settings: Settings, dataset: Dataset, rng: np.random.Generator) -> list[tuple[str, Array, Array, Array]]:
    """Give (name, row numbers, features, targets) of each part, the training rows first, in the order of the data."""
    kept, held_out = np.arange(len(dataset.x)), []
    for name, fraction in (("held-out rows", settings.test), ("validation rows", settings.validation)):
        if fraction:
            stay, go = datasets.stratified_split(dataset.targets[kept], fraction, rng)
            held_out.append((name, np.sort(kept[go]), dataset.x, dataset.targets))
            kept = np.sort(kept[stay])
    if dataset.test is not None:
        held_out.append(("held-out rows", np.arange(len(dataset.test[0])), *dataset.test))
    return [("training rows", kept, dataset.x, dataset.targets), *held_out]


def _scale(
    settings: Settings, dataset: Dataset, network: Network, pieces: list[tuple[str, Array, Array, Array]]
) -> tuple[list[Part], Scaler, Scaler | None]:
    dtype, how = settings.dtype, cast(str, settings.scale)
    xs = [source[numbers].astype(dtype, copy=False) for _, numbers, source, _ in pieces]
    xs, scaler = datasets.scale(*xs, how=how, image_shape=dataset.image_shape)
    truths = [targets[numbers] for _, numbers, _, targets in pieces]
    target_scaler = None
    if len(dataset.class_names):
        ts = [_class_targets(truth, network.widths[-1]).astype(dtype) for truth in truths]
    elif network.output_activation.name == "identity":  # then any scale will do, and this one is learnt fastest
        ts, target_scaler = datasets.scale(*[truth.astype(dtype) for truth in truths], how="standard")
    else:
        ts = [truth.astype(dtype) for truth in truths]
    parts = [
        Part(name, numbers, source, truth, x, t)
        for (name, numbers, source, _), truth, x, t in zip(pieces, truths, xs, ts, strict=True)
    ]
    return parts, scaler, target_scaler


def _class_targets(classes: Array, n_outputs: int) -> Array:
    return classes.reshape(-1, 1) if n_outputs == 1 else datasets.one_hot(classes, n_outputs)


def train(run: Run, folder: Path, command: str, on_progress: Callable[[Step], None], resume: bool = False) -> Fit:
    """Write the settings into the run folder, and train, with a checkpoint there.

    Parameters
    ----------
    run : Run
    folder : Path
        From `new_folder`, or the folder of an earlier run that goes on.
    command : str
        The command line, for the record.
    on_progress : callable
        Called with the latest `Step` about ten times a second, and at the ends of epochs; see `fit`.
    resume : bool
        Go on from the checkpoint in the folder.

    Raises
    ------
    InputError
        If the folder cannot be written to, or its checkpoint is of another run.
    """
    _write_json(folder / "settings.json", _record(run.settings, folder, command))
    settings = run.settings
    start = run.network.initial_parameters(run.rng, settings.init, settings.bias_init, run.training.x.dtype)
    with warnings.catch_warnings(), np.errstate(over="ignore", invalid="ignore"):
        # What goes wrong is shown at the end, from the result.
        warnings.simplefilter("ignore", TrainingWarning)
        return fit(
            run.network,
            run.training.x,
            run.training.t,
            run.recipe,
            rng=run.rng,
            parameters=start,
            validation=(run.validation.x, run.validation.t) if run.validation else None,
            class_weight=settings.class_weight,
            checkpoint=folder / "checkpoint.safetensors",
            resume=resume,
            on_progress=on_progress,
        )


def write(run: Run, result: Fit, folder: Path) -> Outcome:
    """Measure the network, and write everything into the run folder; what matters most comes first."""
    from unstuck import plots

    model = _with_info(result.model, run)
    model.save(folder / "model.safetensors")
    result.history.to_csv(folder / "history.csv")
    with np.errstate(over="ignore", invalid="ignore"):  # the numbers of a network that diverged are very large
        measured = measure(run, model)
        _write_json(folder / "result.json", _as_json(run, result, measured))
        outcome = Outcome(run, result, model, measured, folder)
        plots.draw_all(outcome)
    return outcome


def _with_info(model: Model, run: Run) -> Model:
    dataset, source = run.dataset, run.training.source
    info = {
        "data": dataset.name,
        "target": run.settings.target,
        "class_names": list(dataset.class_names),
        "feature_names": list(dataset.feature_names),
        "image_shape": list(dataset.image_shape) if dataset.image_shape else None,
        "scale": run.settings.scale,
        "value_range": [float(source.min()), float(source.max())],
        "unstuck": unstuck.__version__,
    }
    extras = {"input_offset": run.scaler.offset, "input_factor": run.scaler.factor}
    if run.target_scaler:
        extras |= {"target_offset": run.target_scaler.offset, "target_factor": run.target_scaler.factor}
    return replace(model, info=info, extras=extras)


def in_units_of_targets(model: Model, y: Array) -> Array:
    """Undo the scaling of the targets, for outputs of shape (n_rows, n_outputs)."""
    if "target_factor" not in model.extras:
        return y
    return y / model.extras["target_factor"] + model.extras["target_offset"]


def probabilities(y: Array) -> Array:
    """Give the probability of each class, of shape (n_rows, n_classes), from outputs of shape (n_rows, n_outputs)."""
    return np.concatenate([1 - y, y], axis=1) if y.shape[1] == 1 else y


def measure(run: Run, model: Model) -> Measured:
    """Measure a model on the rows of the run that were held out, if any were."""
    part, names = run.measured_on, run.dataset.class_names
    y = model.outputs(part.x)
    measured = partial(Measured, part.name, len(part.x), model.network.mean_loss(model.parameters, part.x, part.t))
    if not names:
        y, truth = in_units_of_targets(model, y), part.truth
        errors, spread = y - truth, truth - truth.mean(axis=0)
        # Rows that all have the same target leave nothing to explain: then there is no R².
        r2 = float(1 - (errors**2).sum() / (spread**2).sum()) if spread.any() else None
        furthest = np.abs(errors).max(axis=1).argsort()[::-1][:SHOWN]
        wrong = [
            Wrong(int(part.numbers[i]) + 1, _values(y[i]), _values(truth[i]), float(np.abs(errors[i]).max()))
            for i in furthest
        ]
        return measured(rmse=float(np.sqrt((errors**2).mean())), r2=r2, wrong=tuple(wrong))
    said = decide(y)
    confidence = probabilities(y)[np.arange(len(y)), said]
    confusion = np.zeros((len(names), len(names)), dtype=np.int64)
    np.add.at(confusion, (part.truth, said), 1)
    missed = np.flatnonzero(said != part.truth)
    missed = missed[confidence[missed].argsort(kind="stable")[::-1]][:SHOWN]
    wrong = [
        Wrong(int(part.numbers[i]) + 1, names[said[i]], names[part.truth[i]], float(confidence[i])) for i in missed
    ]
    return measured(accuracy=float((said == part.truth).mean()), confusion=confusion, wrong=tuple(wrong))


def _values(numbers: Array) -> str:
    return ", ".join(f"{number:.6g}" for number in numbers)


def new_folder(name: str, out: Path | None) -> Path:
    """Make the folder of a run: `out`, or the next free number under ``runs``. None is ever written over.

    Raises
    ------
    InputError
        If `out` is there already and not empty, or cannot be made.
    """
    try:
        if out is not None:
            if out.exists() and not (out.is_dir() and not any(out.iterdir())):
                raise InputError(
                    f"{out} is there already, and nothing is written over. Choose another --out, or go on with the run "
                    "in it: --resume."
                )
            out.mkdir(parents=True, exist_ok=True)
            return out
        stem = re.sub(r"[^\w.-]+", "-", Path(name).stem) or "run"
        number = 1
        while True:
            folder = Path("runs") / f"{stem}-{number}"
            try:
                folder.mkdir(parents=True)
            except FileExistsError:
                if not folder.exists():  # it is "runs" itself that is in the way, and no folder
                    raise
                number += 1
            else:
                return folder
    except OSError as error:
        raise InputError(f"Cannot make the run folder ({error}). Choose another place with --out.") from error


def saved_settings(folder: Path, epochs: int | None = None) -> Settings:
    """Read the settings of a run that is to go on, for more epochs if so given.

    Raises
    ------
    InputError
        If the folder holds no run, or the run is finished and there are no more epochs to go.
    """
    path = folder / "settings.json"
    if not path.is_file():
        raise InputError(f"{folder} is no run folder: there is no settings.json in it.")
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))["settings"]
        settings = Settings(**saved)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} cannot be read: {error}.") from error
    settings = settings if epochs is None else replace(settings, epochs=epochs)
    done = epochs_done(folder)
    if done is not None and done >= (settings.epochs or 0) and (folder / "result.json").is_file():
        raise InputError(
            f"The run in {folder} has made {done} epochs, and {settings.epochs} are wanted. To make it longer, "
            f"give more: --epochs {2 * done or 10}."
        )
    return settings


def epochs_done(folder: Path) -> int | None:
    """Tell how many epochs are behind the checkpoint of a run; None if there is no checkpoint."""
    checkpoint = folder / "checkpoint.safetensors"
    return int(read_arrays(checkpoint, "checkpoint")[1].get("epoch", 0)) if checkpoint.is_file() else None


def _record(settings: Settings, folder: Path, command: str) -> dict[str, Any]:
    path = folder / "settings.json"
    commands = json.loads(path.read_text(encoding="utf-8"))["commands"] if path.is_file() else []
    began = {"at": datetime.now().astimezone().isoformat(timespec="seconds"), "command": command}
    return {
        "settings": asdict(settings) | {"data": _place(settings.data), "data_dir": _place(settings.data_dir)},
        "commands": [*commands, began],
        "versions": {
            "unstuck": unstuck.__version__,
            "python": sys.version.split()[0],
            "numpy": np.__version__,
            "platform": platform.platform(),
        },
    }


def _place(path: str | None) -> str | None:
    """Make a path whole, so that a run can go on from another folder; what is no path stays."""
    return str(Path(path).resolve()) if path and path not in datasets.names() and Path(path).exists() else path


def _as_json(run: Run, result: Fit, measured: Measured) -> dict[str, Any]:
    numbers = {field.name: getattr(measured, field.name) for field in fields(measured)}
    confusion = None if measured.confusion is None else measured.confusion.tolist()
    return {
        "stopped": result.stopped,
        "message": result.message,
        "notes": list(result.notes),
        "epochs": len(result.history),
        "network": str(run.network),
        "class_names": list(run.dataset.class_names),
        **numbers,
        "confusion": confusion,
        "wrong": [wrong._asdict() for wrong in measured.wrong],
    }


def _write_json(path: Path, content: dict[str, Any]) -> None:
    write_atomically(path, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())
