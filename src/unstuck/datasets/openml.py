"""Data sets of openml.org, by scikit-learn."""

from __future__ import annotations

import importlib.util
import warnings

import numpy as np

from unstuck.datasets.dataset import Dataset, assemble
from unstuck.errors import InputError


def load_openml(name: str, target: str | int | None, task: str) -> Dataset:
    """Fetch a data set by its name, or by its number on openml.org; scikit-learn keeps a copy for the next time.

    Raises
    ------
    InputError
        If it cannot be fetched, or has text or missing values.
    """
    from sklearn.datasets import fetch_openml

    where = f"openml:{name}"
    if not name:
        raise InputError("openml: what? Give a name or a number, as in openml:wine or openml:61.")
    which = {"data_id": int(name)} if name.isdigit() else {"name": name}
    # pandas reads these files much faster, but is not needed.
    parser = "auto" if importlib.util.find_spec("pandas") else "liac-arff"
    column = "default-target" if target is None else str(target)
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            bunch = fetch_openml(**which, target_column=column, as_frame=False, parser=parser)
    except OSError as error:
        raise InputError(
            f"{where} could not be fetched from openml.org: {error}. Is there a network? Without one, use data inside "
            "this package (iris, digits, mnist-5k) or a file of your own."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{where} cannot be used: {error}") from error
    if bunch.target is None or hasattr(bunch.data, "toarray"):
        raise InputError(f"{where} {'has no target column; name one' if bunch.target is None else 'is sparse'}.")
    x = np.asarray(bunch.data, dtype=np.float64)
    kinds = [feature for feature in bunch.feature_names if feature in (bunch.categories or {})]
    notes = [" ".join(str(warning.message).split()) for warning in said]
    if kinds:
        listed = ", ".join(kinds[:6]) + (" …" if len(kinds) > 6 else "")
        notes.append(f"{listed}: kinds of things, numbered 0, 1, 2 … in an order that means nothing")
    labels = np.asarray(bunch.target)
    labels = labels.astype(np.str_) if labels.dtype.kind == "O" else labels
    names = tuple(bunch.feature_names)
    return assemble(name, x, labels, where=where, task=task, feature_names=names, notes=tuple(notes))
