"""NumPy's own files, NPZ and NPY; never unpickled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from unstuck.arrays import Array
from unstuck.datasets.dataset import Dataset, assemble, lay_flat
from unstuck.datasets.tables import Columns, choose_target
from unstuck.errors import InputError

X_NAMES = ("x", "data", "images", "features", "inputs")
Y_NAMES = ("y", "target", "targets", "labels", "label")


def load_npz(path: Path, task: str) -> Dataset:
    """Read features and targets from an NPZ file.

    Their keys may be x and y, X and y, data and target, images and labels and so on; for a training and a test part
    x_train, y_train, x_test and y_test, or train_x and so on.

    Raises
    ------
    InputError
        If there are no such keys, the file is damaged, or an array holds Python objects.
    """
    with _opened(path) as archive:
        if isinstance(archive, np.ndarray):
            raise InputError(f"{path} holds a single array; call it .npy, or write x and y: np.savez(file, x=x, y=y)")
        train = _find_pair(archive.files, "train") or _find_pair(archive.files, "")
        test = _find_pair(archive.files, "test")
        if train is None:
            raise InputError(
                f"{path}: found the arrays {', '.join(archive.files) or '(none)'}; expected x and y, or x_train and "
                "y_train with x_test and y_test. To write such a file: np.savez(file, x=x, y=y)"
            )
        parts = [_read_pair(archive, pair, path) for pair in (train, test) if pair]
    (x, y, image_shape), *rest = parts
    if rest and rest[0][2] != image_shape:
        raise InputError(f"{path}: a training image has the shape {image_shape}, a test image {rest[0][2]}.")
    test_part = (rest[0][0], rest[0][1]) if rest else None
    return assemble(path.name, x, y, where=str(path), task=task, image_shape=image_shape, test=test_part)


def load_npy(path: Path, target: str | int | None, task: str) -> Dataset:
    """Read an NPY file: features, if the targets stand beside it (x.npy and y.npy), otherwise a table.

    Raises
    ------
    InputError
        If it is damaged, holds Python objects, or is neither.
    """
    with _opened(path) as values:
        _check_numbers(values, str(path))
    stem = path.stem.lower()
    beside = [f for f in sorted(path.parent.glob("*.npy")) if _is_pair(stem, f.stem.lower())]
    if beside and target is None:
        with _opened(beside[0]) as labels:
            x, image_shape = _flat(values, labels, str(path))
        notes = (f"targets: {beside[0].name}, which stands beside {path.name}",)
        return assemble(path.name, x, labels, where=str(path), task=task, image_shape=image_shape, notes=notes)
    if values.ndim != 2:
        raise InputError(
            f"{path} has shape {values.shape}; expected two dimensions, with the target in one of the columns, or a "
            "file x.npy with y.npy beside it."
        )
    t, note = choose_target(Columns((), values.shape[1]), target, str(path))
    return assemble(path.name, np.delete(values, t, axis=1), values[:, t], where=str(path), task=task, notes=(note,))


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a file of NumPy's; whatever goes wrong while it is read becomes an `InputError`."""
    try:
        with path.open("rb") as file:
            yield np.load(file, allow_pickle=False)
    except InputError:
        raise
    except Exception as error:  # a damaged file can fail in each of the ways of NumPy, zipfile and zlib
        if "allow_pickle" in str(error):
            raise InputError(
                f"{path} holds Python objects, not plain numbers. They are never loaded here, for unpickling can run "
                "any program. Save plain arrays: x.astype(float), or text labels as y.astype(str)."
            ) from error
        raise InputError(
            f"{path} cannot be read, it may be damaged or cut short: {type(error).__name__}: {error}"
        ) from error


def _find_pair(keys: list[str], part: str) -> tuple[str, str] | None:
    """Find the keys of features and targets: ``x`` and ``y``, ``x_train``, ``train_x`` and so on, in any case."""
    lower = {key.lower(): key for key in keys}
    for x_name in X_NAMES:
        for y_name in Y_NAMES:
            for form in ("{0}_{1}", "{1}_{0}", "{0}{1}") if part else ("{0}",):
                x, y = form.format(x_name, part), form.format(y_name, part)
                if x in lower and y in lower:
                    return lower[x], lower[y]
    return None


def _is_pair(x: str, y: str) -> bool:
    return x != y and any((found := _find_pair([x, y], part)) and found[0] == x for part in ("", "train", "test"))


def _read_pair(archive: Any, keys: tuple[str, str], path: Path) -> tuple[Array, Array, tuple[int, ...] | None]:
    where = f"{path}, array {keys[0]!r}"
    values, labels = archive[keys[0]], archive[keys[1]]
    _check_numbers(values, where)
    x, image_shape = _flat(values, labels, where)
    return x, labels, image_shape


def _check_numbers(values: Array, where: str) -> None:
    if not isinstance(values, np.ndarray) or values.dtype.kind not in "biuf":
        found = values.dtype if isinstance(values, np.ndarray) else "several arrays"
        raise InputError(f"{where} holds {found}; expected an array of real numbers.")


def _flat(x: Array, labels: Array, where: str) -> tuple[Array, tuple[int, ...] | None]:
    """Lay each row out flat, and give the shape of an image where rows were images."""
    if x.ndim < 2:
        raise InputError(f"{where} has shape {x.shape}; expected (rows, features). For one feature: x.reshape(-1, 1)")
    if labels.ndim == 0 or len(x) != len(labels):
        turned = labels.ndim > 0 and x.ndim == 2 and x.shape[1] == labels.shape[-1]
        raise InputError(
            f"{where} has shape {x.shape} and the targets have {labels.shape}; expected as many rows in both."
            + " Rows and columns seem to be exchanged: save x.T, with a row for each sample." * turned
        )
    return lay_flat(x), x.shape[1:] if x.ndim > 2 else None
