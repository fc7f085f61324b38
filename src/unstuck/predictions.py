"""From a run folder to answers for new rows, or for an image."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from unstuck import datasets
from unstuck.arrays import Array
from unstuck.datasets import Dataset, Scaler
from unstuck.errors import InputError
from unstuck.nn.files import write_atomically
from unstuck.nn.model import Model, decide
from unstuck.runs import in_units_of_targets, probabilities
from unstuck.settings import in_options

IMAGES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff"})
TABLES = frozenset({".csv", ".tsv", ".txt", ".data"})
FORMATS = ("text", "csv", "json")
DIGIT_SHAPE, DIGIT_BOX, DIGIT_CENTRE = (28, 28), 20, 14.5
"""MNIST's digits fill a box of 20 × 20 pixels, with their centre of mass at the middle of the pixel (14, 14) from 0."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What a network says to some rows.

    Attributes
    ----------
    said : array of shape (n_rows,) or (n_rows, n_outputs)
        Classes from 0, or values.
    shares : array of shape (n_rows, n_classes) or None
        The probability of each class; None for values.
    class_names : tuple of str
    truth : list of str, or array of shape (n_rows, n_outputs), or None
        The right answers: names of classes, or values; None where they are not known.
    notes : tuple of str
        What was done to the data.
    image : array of shape (height, width) or None
        The image as the network was given it.
    """

    said: Array
    shares: Array | None
    class_names: tuple[str, ...]
    truth: list[str] | Array | None = None
    notes: tuple[str, ...] = ()
    image: Array | None = None

    def names(self) -> list[str]:
        """Give the names of the classes that were said."""
        return [self.class_names[number] for number in self.said]


def predict(
    model: str | Path,
    data: str,
    *,
    target: str | None = None,
    data_dir: str | Path | None = None,
    header: bool | None = None,
) -> Answers:
    """Let a trained network answer.

    Parameters
    ----------
    model : path
        A run folder or a model file.
    data : str
        What `unstuck.datasets.load` takes, also a table without the target column; or an image.
    target : str, optional
        The column with the right answers. Default: the one that was learnt.
    data_dir : path, optional
    header : bool, optional
        Whether row 1 of a CSV file holds the names of the columns. Default: by what is in it.

    Raises
    ------
    InputError
        If the model or the data cannot be read, or they do not fit each other; the message says what differs.
    """
    path = Path(model)
    if not path.exists():
        raise InputError(f"There is no run folder and no model file {path} (seen from {Path.cwd()}).")
    loaded = Model.load(path / "model.safetensors" if path.is_dir() else path)
    file = Path(data).expanduser()
    if file.is_file() and file.suffix.lower() in IMAGES:
        if header is not None:
            raise InputError(f"{file} is not a CSV file, so header={header} means nothing here; leave it out.")
        return _of_image(loaded, file)
    if file.is_file() and file.suffix.lower() in TABLES and target is None:
        features = _features_only(loaded, file, header)
        if features is not None:
            names, x = features
            x, notes = _in_order_of_model(loaded, x, names, str(file))
            return _answer(loaded, x, None, notes)
    return _of_dataset(loaded, data, target, data_dir, header)


def _of_dataset(
    model: Model, data: str, target: str | None, data_dir: str | Path | None, header: bool | None
) -> Answers:
    # Only a table has columns to choose from, and only there is the target of the run of any use.
    target = target or (model.info.get("target") if Path(data).is_file() else None)
    dataset = datasets.load(
        data,
        data_dir=data_dir,
        target=target,
        task=_task(model) if Path(data).is_file() else "auto",
        header="auto" if header is None else header,
    )
    x, truth = dataset.test or (dataset.x, dataset.targets)
    notes = [f"{dataset.name}: the {len(x):,} rows of its test part"] if dataset.test else []
    if model.info.get("data") == dataset.name and not dataset.test:
        notes.append(
            f"The network was trained on rows of {dataset.name}: what it knows of these says little about new ones."
        )
    x, said = _in_order_of_model(model, x, dataset.feature_names, dataset.name)
    return _answer(model, x, _truth(model, dataset, truth), (*dataset.notes, *notes, *said))


def _task(model: Model) -> str:
    return "classification" if class_names(model) else "regression"


def _truth(model: Model, dataset: Dataset, targets: Array) -> list[str] | Array | None:
    """Give the right answers in the model's terms; None if they are of another kind."""
    names = class_names(model)
    if bool(names) != bool(dataset.class_names):
        return None
    if not names:
        return targets if targets.shape[1] == model.network.widths[-1] else None
    if not set(dataset.class_names) & set(names):
        return None
    return [dataset.class_names[number] for number in targets]


def class_names(model: Model) -> tuple[str, ...]:
    """Give the names of the classes that a model knows, their numbers if it has no names; empty for values."""
    if "class_names" in model.info:
        return tuple(model.info["class_names"])
    if model.network.output_activation.name not in ("sigmoid", "softmax"):
        return ()
    return tuple(str(number) for number in range(max(2, model.network.widths[-1])))


def _answer(
    model: Model,
    x: Array,
    truth: list[str] | Array | None,
    notes: Sequence[str] = (),
    image: Array | None = None,
) -> Answers:
    names, dtype = class_names(model), model.parameters["W1"].dtype
    if "input_factor" in model.extras:
        how = str(model.info.get("scale", "unit"))
        x = Scaler(how, model.extras["input_offset"], model.extras["input_factor"]).apply(x.astype(dtype))
    y = model.outputs(x.astype(dtype))
    if not names:
        return Answers(in_units_of_targets(model, y), None, (), truth, tuple(notes))
    return Answers(decide(y), probabilities(y), names, truth, tuple(notes), image)


def _in_order_of_model(model: Model, x: Array, names: Sequence[str], where: str) -> tuple[Array, tuple[str, ...]]:
    """Put the columns in the order that the model knows, and refuse what it does not know."""
    known, n_inputs = list(model.info.get("feature_names", [])), model.network.widths[0]
    if known and names and set(known) <= set(names):
        if list(names) == known:
            return x, ()
        extra = [name for name in names if name not in known]
        note = f"{where}: the columns were put in the order of the model"
        note += f"; not used: {', '.join(extra)}" if extra else ""
        return x[:, [list(names).index(name) for name in known]], (note,)
    if x.shape[1] != n_inputs:
        _refuse_width(model, f"{where} has {x.shape[1]} features")
    if known and names:
        missing = [name for name in known if name not in names]
        raise InputError(
            f"{where} has no column {_listed(missing)}, which the model was trained on; it has {_listed(names)}. Give "
            "the columns the same names, or leave the names out if the order is the same."
        )
    return x, ()


def _refuse_width(model: Model, found: str) -> NoReturn:
    known, shape = model.info.get("feature_names"), model.info.get("image_shape")
    learnt = f" ({_listed(known)})" if known else f" (images of {' × '.join(map(str, shape))} pixels)" if shape else ""
    raise InputError(
        f"{found}, and the model was trained on {model.network.widths[0]}{learnt}. Expected the same features as in "
        "training, in the same order or in columns of the same names."
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) + (f" … ({len(names)} in all)" if len(names) > 12 else "")


def _features_only(model: Model, path: Path, header: bool | None) -> tuple[list[str], Array] | None:
    """Read the features from a table that has no target column; None if it seems to have one."""
    rows = _cells(path)
    n_columns, n_inputs = len(rows[0][1]) if rows else 0, model.network.widths[0]
    if rows and n_columns < n_inputs:
        _refuse_width(model, f"{path} has {n_columns} columns")
    has_names = bool(rows) and all(_number(cell) is None for cell in rows[0][1]) if header is None else header
    names = [cell.strip() for cell in rows[0][1]] if has_names else []
    wanted, target = list(model.info.get("feature_names", [])), model.info.get("target")
    if n_columns == n_inputs:
        columns = list(range(n_inputs))
    elif wanted and target and target not in names and set(wanted) <= set(names):
        columns = [names.index(name) for name in wanted]
    else:
        return None
    if len(rows) == has_names:
        raise InputError(f"{path} has names of columns in row 1 and no rows below them.")
    x = np.array([_numbers(path, row, columns, names, n_columns) for row in rows[has_names:]])
    return [names[column] for column in columns] if names else [], x


def _cells(path: Path) -> list[tuple[int, list[str]]]:
    """Read the cells of each row that is not empty, with the number of its line."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        first = next((line for line in file if line.strip()), "")
        file.seek(0)
        delimiter = next((sign for sign in "\t;," if sign in first), " ")
        lines = (line.split() for line in file) if delimiter == " " else csv.reader(file, delimiter=delimiter)
        return [(number, cells) for number, cells in enumerate(lines, start=1) if any(map(str.strip, cells))]


def _numbers(
    path: Path, row: tuple[int, list[str]], columns: Sequence[int], names: Sequence[str], n_columns: int
) -> list[float]:
    number, cells = row
    if len(cells) != n_columns:
        raise InputError(f"{path}, row {number}: found {len(cells)} cells, expected {n_columns} as in the first row.")
    values = []
    for column in columns:
        value = _number(cells[column])
        if value is None or not math.isfinite(value):
            name = f" {names[column]!r}" if names else ""
            found = f"{path}, row {number}, column {column + 1}{name}: found {cells[column]!r}"
            raise InputError(f"{found}; expected a number.")
        values.append(value)
    return values


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _of_image(model: Model, path: Path) -> Answers:
    n_inputs = model.network.widths[0]
    side = round(n_inputs**0.5)
    # A model that was made without this command line does not say what its inputs are.
    guess = (side, side) if side * side == n_inputs >= 64 else ()
    shape = tuple(model.info.get("image_shape", guess) or ())
    if not shape:
        raise InputError(
            f"{path} is an image, and the model was not trained on images but on rows of {n_inputs} numbers."
        )
    pixels, notes = read_colours(path, shape) if len(shape) == 3 else read_digit(path, shape)
    low, high = model.info.get("value_range", [0.0, 1.0])
    row = (low + pixels * (high - low)).reshape(1, -1)
    return _answer(model, row, None, notes, pixels if len(shape) == 2 else None)


def read_colours(path: Path, shape: tuple[int, ...]) -> tuple[Array, list[str]]:
    """Read an image as red, green and blue from 0 to 1, of shape (height, width, 3), stretched to that size."""
    from PIL import Image

    image = _open(path)
    pixels = np.asarray(image.resize((shape[1], shape[0]), Image.Resampling.LANCZOS), dtype=float) / 255
    return pixels, [f"{path.name}: {image.width} × {image.height} pixels, stretched to {shape[1]} × {shape[0]}"]


def read_digit(path: Path, shape: tuple[int, ...]) -> tuple[Array, list[str]]:
    """Read an image of something drawn on an even ground, light on dark as MNIST has it.

    An image of the right size is only inverted, if its border is light. Any other is cut to what is drawn, made to fit
    the size (for 28 × 28 a box of 20 × 20, as in MNIST) and centred (for 28 × 28 by its centre of mass).

    Returns
    -------
    pixels : array of shape (height, width)
        From 0, the ground, to 1.
    notes : list of str
        What was done.

    Raises
    ------
    InputError
        If it cannot be read as an image, or there is nothing on it.
    """
    image = _open(path)
    grey = np.asarray(image.convert("L"), dtype=float) / 255
    notes = [f"{path.name}: {image.width} × {image.height} pixels"]
    border = float(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))
    if border > 0.5:
        grey, border = 1 - grey, 1 - border
        notes[0] += ", inverted (it is dark on light)"
    if grey.shape != shape:
        grey = _fitted(grey - border, path, shape)
        notes[0] += f", what is drawn was fitted to {shape[1]} × {shape[0]} and centred"
    return grey, notes


def _fitted(ink: Array, path: Path, shape: tuple[int, ...]) -> Array:
    from PIL import Image

    if ink.max() < 0.1:
        raise InputError(f"{path} is nearly of one colour: there is nothing on it to be recognised.")
    ink = np.clip(ink / ink.max(), 0, 1)
    ink[ink < 0.2] = 0  # the noise of a JPEG file, and the grain of paper
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    box = (DIGIT_BOX, DIGIT_BOX) if shape == DIGIT_SHAPE else shape
    scale = min(box[0] / ink.shape[0], box[1] / ink.shape[1])
    height, width = (max(1, round(side * scale)) for side in ink.shape)
    drawn = Image.fromarray((255 * ink).astype(np.uint8)).resize((width, height), Image.Resampling.LANCZOS)
    small = np.asarray(drawn, dtype=float) / 255
    goal, centre = (shape[0] / 2, shape[1] / 2), (height / 2, width / 2)
    if shape == DIGIT_SHAPE:
        goal, weights = (DIGIT_CENTRE, DIGIT_CENTRE), small / small.sum()
        centre = (
            float(weights.sum(axis=1) @ np.arange(0.5, height)),
            float(weights.sum(axis=0) @ np.arange(0.5, width)),
        )
    top = min(max(round(goal[0] - centre[0]), 0), shape[0] - height)
    left = min(max(round(goal[1] - centre[1]), 0), shape[1] - width)
    field = np.zeros(shape)
    field[top : top + height, left : left + width] = small
    return field


def _open(path: Path) -> Any:
    """Open an image as it is meant to be seen: upright, and what is transparent laid on white."""
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as image:
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except Exception as error:  # Pillow's decoders raise errors of many kinds on damaged files
        raise InputError(f"{path} cannot be read as an image, it may be damaged or cut short ({error}).") from error
    ground = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(ground, upright).convert("RGB")


def show(answers: Answers, style: str, output: Path | None) -> None:
    """Print answers, or write them to a file, as "text", "csv" or "json".

    Raises
    ------
    InputError
        If there is no such format, or the file cannot be written.
    """
    from unstuck import console

    if style not in FORMATS:
        raise InputError(f"--format is {style!r}; expected one of {', '.join(FORMATS)}.")
    for note in answers.notes:
        console.say(in_options(note))
    text = {"text": _as_text, "csv": _as_csv, "json": _as_json}[style](answers)
    if output is not None:
        write_atomically(output, text.encode())
        console.say(f"{len(answers.said):,} answers written to {output}")
        return
    if answers.image is not None and style == "text":
        console.draw(answers.image)
    print(text, end="")


def accuracy(answers: Answers) -> float | None:
    """Give the share of right answers; None where the right ones are not known or are values."""
    if answers.truth is None or answers.shares is None:
        return None
    return float(np.mean([said == truth for said, truth in zip(answers.names(), answers.truth, strict=True)]))


def _verdict(answers: Answers) -> str:
    from unstuck.console import percent

    share = accuracy(answers)
    if share is not None:
        n = len(answers.said)
        return f"Accuracy {percent(share)}: {round(share * n):,} of {n:,} right."
    if answers.truth is None:
        return ""
    errors = answers.said - np.asarray(answers.truth)
    return f"RMSE {np.sqrt((errors**2).mean()):.6g} over {len(errors):,} rows."


def _as_text(answers: Answers) -> str:
    if answers.shares is None:
        lines = [f"{row:>6}  {values}" for row, values in enumerate(_joined(answers.said), start=1)]
        if answers.truth is not None:
            truths = _joined(np.asarray(answers.truth))
            lines = [f"{line}  (is {truth})" for line, truth in zip(lines, truths, strict=True)]
    elif len(answers.said) == 1:
        lines = _one_answer(answers, answers.shares[0])
    else:
        lines = _answers_by_row(answers, answers.shares)
    verdict = _verdict(answers)
    return "\n".join([*lines, *([verdict] if verdict else [])]) + "\n"


def _one_answer(answers: Answers, shares: Array) -> list[str]:
    most = shares.argsort(kind="stable")[::-1][:3]
    wide = max(len(answers.class_names[i]) for i in most)
    lines = [f"  {answers.class_names[i]:<{wide}}  {_sure(shares[i]):>7}" for i in most]
    return [f"It is {answers.names()[0]}. The most probable:", *lines]


def _answers_by_row(answers: Answers, shares: Array) -> list[str]:
    names, wide = answers.names(), max(map(len, answers.class_names))
    truths = names if answers.truth is None else answers.truth
    rows = enumerate(zip(names, shares.max(axis=1), truths, strict=True), start=1)
    return [
        f"{row:>6}  {said:<{wide}}  {_sure(share):>7}" + ("" if said == truth else f"  wrong: is {truth}")
        for row, (said, share, truth) in rows
    ]


def _sure(share: float) -> str:
    from unstuck.console import percent

    return percent(share) if 0 <= share <= 1 else f"{share:.4g}"  # outputs without a sigmoid or softmax can be any


def _joined(values: Array) -> Iterator[str]:
    return (", ".join(f"{value:.6g}" for value in row) for row in values)


def _as_csv(answers: Answers) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    outputs = [f"prediction_{i}" for i in range(1, answers.said.shape[1] + 1)] if answers.shares is None else []
    head = ["prediction"] if len(outputs) < 2 else outputs
    head += [f"probability_{name}" for name in answers.class_names]
    writer.writerow(["row", *head])
    for row in range(len(answers.said)):
        said = answers.said[row].tolist() if answers.shares is None else [answers.class_names[answers.said[row]]]
        shares = [] if answers.shares is None else answers.shares[row].tolist()
        writer.writerow([row + 1, *said, *shares])
    return file.getvalue()


def _as_json(answers: Answers) -> str:
    rows = []
    for row in range(len(answers.said)):
        entry: dict[str, Any] = {"row": row + 1}
        if answers.shares is None:
            entry["prediction"] = answers.said[row].tolist()
        else:
            entry["prediction"] = answers.class_names[answers.said[row]]
            entry["probabilities"] = dict(zip(answers.class_names, answers.shares[row].tolist(), strict=True))
        if answers.truth is not None:
            truth = answers.truth[row]
            entry["truth"] = truth if isinstance(truth, str) else truth.tolist()
        rows.append(entry)
    return json.dumps({"accuracy": accuracy(answers), "predictions": rows}, indent=1, ensure_ascii=False) + "\n"
