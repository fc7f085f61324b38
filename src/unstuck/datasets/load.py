"""One door to all data."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import numpy as np

from unstuck.arguments import shown
from unstuck.datasets.arrays import load_npy, load_npz
from unstuck.datasets.builtin import BUILTIN, names
from unstuck.datasets.csv_files import load_csv
from unstuck.datasets.dataset import Dataset
from unstuck.datasets.download import Progress
from unstuck.datasets.idx import load_idx, official_files
from unstuck.datasets.images import load_images
from unstuck.datasets.openml import load_openml
from unstuck.datasets.parquet_files import load_parquet
from unstuck.errors import InputError

TASKS = ("auto", "classification", "regression")
TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".data"})


def load(
    spec: str | os.PathLike[str],
    *,
    data_dir: str | os.PathLike[str] | None = None,
    target: str | int | None = None,
    task: str = "auto",
    header: bool | str = "auto",
    progress: Progress = None,
) -> Dataset:
    """Load data by name or from a file.

    Parameters
    ----------
    spec : str or path
        One of

        * a name: xor, iris, digits, mnist-5k, mnist, fashion-mnist, cats (see `names`);
        * ``openml:NAME`` or ``openml:NUMBER``, from openml.org;
        * a CSV or TSV file, also ``.csv.gz``, ``.txt`` or ``.data``; a Parquet file;
        * an NPZ file with arrays x and y (and x_test, y_test); an NPY file;
        * an IDX file of images with its labels file beside it, or a folder with MNIST's four files; also gzipped;
        * a folder with a folder of images for each class.

        A name goes before a file that is called the same; for that, write ``./iris``.
    data_dir : path, optional
        Where to look for the files of mnist, fashion-mnist and cats, before the folder in the environment variable
        UNSTUCK_DATA and the cache folder.
    target : str or int, optional
        The target column of a table: its name, or its number counted from 1 (-1: the last). Without it, the column
        called target, label, class or y, if exactly one is; otherwise the last.
    task : {"auto", "classification", "regression"}
        With "auto", text, true/false and one-hot rows are classes; so are whole numbers with at most 2 distinct
        values, or at most 20 that come twice or more on average. All else is a regression. What was decided is said
        in the notes.
    header : {"auto", True, False}
        Whether row 1 of a CSV file holds the names of the columns.
    progress : callable, optional
        Called with (file name, bytes done, bytes in all) during a download; None shows a bar on stderr, or a line
        where stderr is no terminal; False shows nothing.

    Returns
    -------
    Dataset
        With features as in the file; see `scale`. They are float64 where the file holds such numbers or decimals as
        text, otherwise float32, if that is exact.

    Raises
    ------
    InputError
        If there is no such data, or something in it is wrong: the message names the file, the row and the column.

    Examples
    --------
    >>> data = load("iris")
    >>> data.x.shape, data.class_names
    ((150, 4), ('setosa', 'versicolor', 'virginica'))
    """
    if not isinstance(spec, str | os.PathLike) or not os.fspath(spec):
        raise InputError(f"spec is {spec!r}; expected a name ({', '.join(names())}) or the path of a file.")
    if not isinstance(task, str) or task not in TASKS:
        raise InputError(f"task is {shown(task)}; expected one of {', '.join(TASKS)}.")
    if not isinstance(header, bool) and not (isinstance(header, str) and header == "auto"):
        raise InputError(f"header is {shown(header)}; expected 'auto', True or False.")
    if target is not None and (isinstance(target, bool) or not isinstance(target, str | int | np.integer)):
        raise InputError(f"target is {shown(target)}; expected the name of a column, or its number from 1.")
    if data_dir is not None and not isinstance(data_dir, str | os.PathLike):
        raise InputError(f"data_dir is {shown(data_dir)}; expected the path of a folder.")
    text = os.fspath(spec)
    reader = "name" if text in BUILTIN else "openml" if text.startswith("openml:") else _reader(text)
    path = Path(text).expanduser()
    _check_options(text, reader, target, task, header)
    match reader:
        case "name":
            return BUILTIN[text].read(None if data_dir is None else Path(data_dir), progress)
        case "openml":
            return load_openml(text.removeprefix("openml:"), target, task)
        case "csv":
            return load_csv(path, target, task, header)
        case "parquet":
            return load_parquet(path, target, task)
        case "npz":
            return load_npz(path, task)
        case "npy":
            return load_npy(path, target, task)
        case "idx":
            return load_idx(path, task)
        case _:
            return load_images(path, task)


def _reader(text: str) -> str:
    """Choose the reader of a path, by what it is and what its name says."""
    path = Path(text).expanduser()
    if path.is_dir():
        return "idx" if official_files(path) else "images"
    if not path.is_file():
        near = difflib.get_close_matches(text.lower().replace("_", "-"), names(), 1, 0.6)
        raise InputError(
            f"There is no file {text!r} (seen from {Path.cwd()}), and no data set of that name. "
            + (f"Did you mean {near[0]!r}? " if near else "")
            + f"The names are {', '.join(names())}."
        )
    name = path.name.lower().removesuffix(".gz")
    suffix = Path(name).suffix
    if suffix in TEXT_SUFFIXES:
        return "csv"
    if suffix in (".parquet", ".pq"):
        return "parquet"
    if suffix in (".npz", ".npy"):
        return suffix[1:]
    if suffix in (".idx", ".gz") or "ubyte" in name or "-idx" in name:
        return "idx"
    raise InputError(
        f"{path}: files of this kind cannot be read. What can be: CSV and TSV (.csv, .tsv, .txt, .data, also with "
        ".gz), .parquet, .npz, .npy, IDX (…-idx3-ubyte), and a folder of images by class."
    )


def _check_options(text: str, reader: str, target: str | int | None, task: str, header: bool | str) -> None:
    """Refuse what would otherwise be passed over in silence."""
    if target is not None and reader not in ("openml", "csv", "parquet", "npy"):
        raise InputError(f"{text} is not a table, so target={target!r} means nothing here; leave it out.")
    if header != "auto" and reader != "csv":
        raise InputError(f"{text} is not a CSV file, so header={header!r} means nothing here; leave it out.")
    if task == "regression" and reader == "name":
        raise InputError(f"{text} is a data set of classes; task=regression does not go with it.")
