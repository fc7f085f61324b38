"""Neural networks written from first principles that learn, and a doctor for those that do not."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from unstuck import datasets as datasets
    from unstuck import nn as nn
    from unstuck.doctor.examine import check as check
    from unstuck.doctor.findings import Report as Report
    from unstuck.errors import InputError as InputError
    from unstuck.estimators import MLPClassifier as MLPClassifier
    from unstuck.estimators import MLPRegressor as MLPRegressor
    from unstuck.gradcheck import GradientReport as GradientReport
    from unstuck.gradcheck import check_gradients as check_gradients
    from unstuck.nn import Fit as Fit
    from unstuck.nn import History as History
    from unstuck.nn import Model as Model
    from unstuck.nn import Network as Network
    from unstuck.nn import Recipe as Recipe
    from unstuck.nn import TrainingWarning as TrainingWarning
    from unstuck.nn import fit as fit

__version__ = "0.1.0"

# Imported at first use: `unstuck --help` must not wait for NumPy and SciPy.
_HOME = {
    "Fit": "unstuck.nn",
    "GradientReport": "unstuck.gradcheck",
    "History": "unstuck.nn",
    "InputError": "unstuck.errors",
    "MLPClassifier": "unstuck.estimators",
    "MLPRegressor": "unstuck.estimators",
    "Model": "unstuck.nn",
    "Network": "unstuck.nn",
    "Recipe": "unstuck.nn",
    "Report": "unstuck.doctor.findings",
    "TrainingWarning": "unstuck.nn",
    "check": "unstuck.doctor.examine",
    "check_gradients": "unstuck.gradcheck",
    "fit": "unstuck.nn",
}

__all__ = [*_HOME, "datasets", "nn"]


def __getattr__(name: str) -> Any:
    if name in ("datasets", "nn"):
        return importlib.import_module(f"unstuck.{name}")
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'unstuck' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
