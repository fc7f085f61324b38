"""What a script does when it runs: whether it ends, what its numbers are, whether it has learnt.

Scripts run in processes of their own, forked from one that has NumPy and scikit-learn loaded, to save the time.
"""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import os
import random
import runpy
import shutil
import sys
import tempfile
import types
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

SECONDS = 60
os.environ.update(MPLBACKEND="agg", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["behaviour", "matplotlib.pyplot", "scipy.special", "sklearn.datasets", "sklearn.model_selection"]
)


@dataclass(frozen=True)
class Behaviour:
    """How a run went: the traceback's last line where it crashed, the score, all numbers by name, what it printed."""

    crash: str = ""
    score: float = float("nan")
    numbers: dict[str, Any] = field(default_factory=dict)
    printed: str = ""

    def same_as(self, other: Behaviour) -> bool:
        """Say whether two runs did the same: the same text, and the same numbers under the names that both have."""
        if self.printed != other.printed:
            return False
        for name in self.numbers.keys() & other.numbers.keys():
            mine, theirs = self.numbers[name], other.numbers[name]
            if mine.shape != theirs.shape or not np.allclose(mine, theirs, rtol=1e-7, atol=1e-12, equal_nan=True):
                return False
        return True


def behaviour(text: str, beside: Path, score: str) -> Behaviour:
    """Run the text of a script in a folder of its own, with the files (no scripts) that stand beside the original."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in beside.iterdir():
            if file.is_file() and file.suffix != ".py":
                shutil.copy(file, folder)
        (folder / "script.py").write_text(text)
        child = FORKS.Process(target=_run, args=(folder, score))
        child.start()
        child.join(SECONDS)
        if child.is_alive():
            child.kill()
            child.join()
            return Behaviour(crash=f"still running after {SECONDS} s")
        if not (folder / "answer.json").exists():
            return Behaviour(crash=f"ended with exit code {child.exitcode}")
        answer = json.loads((folder / "answer.json").read_text())
        if answer["crash"]:
            return Behaviour(crash=answer["crash"])
        found = float("nan") if answer["score"] is None else float(answer["score"])
        with np.load(folder / "numbers.npz", allow_pickle=False) as file:
            return Behaviour("", found, dict(file), answer["printed"])


def _numbers(value: Any, name: str, found: dict[str, Any], seen: set[int], depth: int = 0) -> None:
    """Collect the numbers within lists, dictionaries and objects of the script's own."""
    if isinstance(value, bool | int | float | np.number):
        found[name] = np.asarray(float(value))
    elif isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        found[name] = value.astype(float)
    elif depth < 6 and id(value) not in seen:
        seen.add(id(value))
        if isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.dtype == object):
            for i, item in enumerate(list(value)[:2000]):
                _numbers(item, f"{name}.{i}", found, seen, depth + 1)
        elif isinstance(value, dict):
            for key, item in value.items():
                _numbers(item, f"{name}.{key}", found, seen, depth + 1)
        elif getattr(type(value), "__module__", "") == "__main__" and hasattr(value, "__dict__"):
            _numbers(vars(value), name, found, seen, depth + 1)


def _run(folder: Path, score: str) -> None:
    """Run a script as a user would, with seeds of ours where it sets none, and write down what it did."""
    os.chdir(folder)
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 - the scripts draw from the global generator
    printed = io.StringIO()
    sys.argv = ["script.py"]
    found: dict[str, Any] = {}
    answer: dict[str, Any] = {"crash": "", "score": None}
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            left = runpy.run_path("script.py", run_name="__main__")
            value = float(eval(score, {"np": np, **left}))  # noqa: S307 - our own annotation, not data
            answer["score"] = value if np.isfinite(value) else None
    except Exception as error:  # whatever a spoilt script raises
        answer["crash"] = f"{type(error).__name__}: {error}"
    else:
        for name, item in left.items():
            if not name.startswith("__") and not isinstance(item, types.ModuleType):
                _numbers(item, name, found, set())
    np.savez("numbers.npz", **{f"of {name}": array for name, array in found.items()})
    Path("answer.json").write_text(json.dumps(answer | {"printed": printed.getvalue()}))
