"""Warnings that name the user's line."""

from __future__ import annotations

import sys
import warnings

_BETWEEN = ("unstuck.estimators", "sklearn.callback")


def warn(message: str, category: type[Warning] = UserWarning) -> None:
    """Warn at the line that called the estimator, however deep inside it this is."""
    level, frame = 1, sys._getframe(0)
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).startswith(_BETWEEN):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)
