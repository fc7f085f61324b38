"""Data to learn from: small real sets inside the package, larger ones fetched once, and the user's own files."""

from unstuck.datasets.builtin import names
from unstuck.datasets.dataset import Dataset
from unstuck.datasets.download import Progress
from unstuck.datasets.load import load
from unstuck.datasets.prepare import ClassBalance, class_balance, one_hot, stratified_split
from unstuck.datasets.scaling import SCALINGS, Scaler, scale

__all__ = [
    "SCALINGS",
    "ClassBalance",
    "Dataset",
    "Progress",
    "Scaler",
    "class_balance",
    "load",
    "names",
    "one_hot",
    "scale",
    "stratified_split",
]
