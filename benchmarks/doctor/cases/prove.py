"""Run every case as it was posted and as repaired, on several seeds, and print the scores side by side.

    python benchmarks/doctor/cases/prove.py [open|sealed|NAME ...] [--seeds 3]

The score of a case is an expression of its JSON file, evaluated where the script ended (``printed`` holds its lines of
output). It is computed from outputs and targets, never from the loss of the script.
"""

import argparse
import builtins
import contextlib
import io
import json
import multiprocessing
import os
import random
import sys
import time
import warnings
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np

FOLDER = Path(__file__).parent
RUN = builtins.__dict__["exec"]


def score(script: Path, expression: str, seed: int) -> tuple[float, float]:
    """Run a script with its random numbers replaced by those of a seed; return its score and its seconds."""
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002, the scripts draw from the global generator
    random.seed = np.random.seed = lambda *_, **__: None
    started = time.perf_counter()
    output = io.StringIO()
    space = {"__name__": "__main__", "__file__": str(script)}
    with warnings.catch_warnings(), contextlib.redirect_stdout(output):
        warnings.simplefilter("ignore")
        RUN(compile(script.read_text(encoding="utf-8"), str(script), "exec"), space)
    seconds = time.perf_counter() - started
    space |= {"np": np, "printed": output.getvalue().splitlines()}
    RUN(compile(f"score_ = {expression}", "score", "exec"), space)
    return float(space["score_"]), seconds


def prove(case: Path, seeds: int) -> tuple[bool, str]:
    """Whether the repaired script scores better on every seed (a silent fault: no worse), and a line that says so."""
    facts = json.loads(case.read_text(encoding="utf-8"))
    names = [case.with_suffix(".py").name, *([facts["repaired"]] if facts["faults"] else [])]
    rows = []
    slowest = 0.0
    for name in names:
        with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
            done = pool.starmap(score, [(case.with_name(name), facts["score"], seed) for seed in range(seeds)], 1)
        rows.append([value for value, _ in done])
        slowest = max(slowest, *(seconds for _, seconds in done))
    sign = 1 if facts["better"] == "higher" else -1
    good = True
    if facts["faults"] and not facts.get("silent"):
        good = all(sign * after > sign * before or before != before for before, after in zip(*rows, strict=True))
    shown = "  ->  ".join(" ".join(f"{value:.4g}" for value in row) for row in rows)
    return good, f"{'ok ' if good else 'BAD'} {case.stem:32} {facts['better']:6} {shown}   ({slowest:.1f} s)"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", nargs="*", default=["open", "sealed"])
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    failed = 0
    for case in sorted(FOLDER.glob("*/*.json")):
        if case.stem in arguments.which or case.parent.name in arguments.which:
            good, line = prove(case, arguments.seeds)
            failed += not good
            print(line, flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
