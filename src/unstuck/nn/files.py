"""Files of named arrays with a JSON header: models and checkpoints.

The format is safetensors (a header and raw numbers), so nothing in a file can be executed. A file is written beside its
place and moved there in one step: whoever looks sees the old one or the new one, never half of one.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from unstuck.arguments import path as as_path
from unstuck.arguments import shown
from unstuck.arrays import Array
from unstuck.errors import InputError

_HEADER_KEY = "unstuck"


def write_atomically(path: str | Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, even if the process is killed meanwhile.

    Raises
    ------
    InputError
        If the folder does not exist or cannot be written to.
    """
    path = as_path("path", path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise InputError(
            f"Cannot write {path}: {error.strerror or error}. Does the folder exist, may you write there?"
        ) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    except OSError as error:
        raise InputError(f"Cannot write {path}: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_arrays(path: str | Path, kind: str, arrays: dict[str, Array], header: dict[str, Any]) -> None:
    """Write named arrays and a header of `kind`, "model" or "checkpoint", atomically.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    try:
        text = json.dumps({"kind": kind, "format": 1, **header}, default=_plain)
    except ValueError as error:
        raise InputError(f"The header of the {kind} cannot be written as JSON: {error}.") from error
    for name, array in arrays.items():
        if array.dtype.kind not in "fiub":
            raise InputError(f"The array {name} holds {array.dtype} values; a file can hold numbers only.")
    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    write_atomically(path, save(contiguous, metadata={_HEADER_KEY: text}))


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):  # such as the state of a Mersenne Twister
        return value.tolist()
    raise ValueError(f"{shown(value)} is no text, number, list or dict")


def read_arrays(path: str | Path, kind: str) -> tuple[dict[str, Array], dict[str, Any]]:
    """Read what `write_arrays` wrote.

    Raises
    ------
    InputError
        If the file is missing, is of another kind, is damaged or was not written by this package.
    """
    path = as_path("path", path)
    if not path.is_file():
        raise InputError(f"There is no file {path}.")
    try:
        with safe_open(path, framework="np") as file:
            metadata = file.metadata() or {}
            # Copies in memory of their own, as arrays that were computed are: never views into the file.
            arrays = {name: np.array(file.get_tensor(name)) for name in file.keys()}  # noqa: SIM118 (no mapping)
        header = json.loads(metadata[_HEADER_KEY])
        found = header["kind"], header["format"]
    except (SafetensorError, OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputError(
            f"{path} cannot be read as a {kind} of unstuck: it is damaged, cut short, or of another kind ({error})."
        ) from error
    if found != (kind, 1):
        raise InputError(f"{path} holds a {found[0]} in format {found[1]}; expected a {kind} in format 1.")
    return arrays, header
