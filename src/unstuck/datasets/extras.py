"""Libraries which only some formats need."""

from __future__ import annotations

import importlib
from typing import Any

from unstuck.errors import InputError


def need(module: str, extra: str, what: str) -> Any:
    """Import a library of an optional extra.

    Raises
    ------
    InputError
        If it is not installed; the message says how to install it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise InputError(
            f"{what} needs the library {module.split('.')[0]}, which is not installed. "
            f"To install it: pip install 'unstuck[{extra}]'"
        ) from error
