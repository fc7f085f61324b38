"""`fit` of our estimators and of scikit-learn's, side by side: time and score on four data sets.

    python benchmarks/estimators.py [--repeats 7] [--output benchmarks/results/estimators.txt]

Both are given the same rows, the same parameters (scikit-learn's defaults but for what a line says) and the same seeds,
in turns, in one process; a line shows the median of the ratios of neighbours, and their spread. The score is on
held-out rows, the mean over the seeds. With one thread for both, the seconds are those of the processor, so that other
work on the machine does not count; with as many threads as each takes they are those of the wall, so run it alone.
"""

from __future__ import annotations

import argparse
import platform
import time
import warnings
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import sklearn
from sklearn import neural_network as theirs
from sklearn.datasets import load_breast_cancer, load_digits, load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_info, threadpool_limits

import unstuck


def houses(n_rows: int = 20_000, n_features: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Make a regression like that of California's house prices: smooth, with interactions, a quarter of it noise."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((n_rows, n_features))
    smooth = x[:, 0] + np.sin(2 * x[:, 1]) + x[:, 2] * x[:, 3] + np.exp(-(x[:, 4] ** 2)) - 0.5 * np.abs(x[:, 5])
    return x, (smooth - smooth.mean()) / smooth.std() + 0.5 * rng.standard_normal(n_rows)


DATA = {
    "digits": lambda: load_digits(return_X_y=True),
    "breast cancer": lambda: load_breast_cancer(return_X_y=True),
    "iris": lambda: load_iris(return_X_y=True),
    "20,000 x 8": houses,
}
SETTINGS = {
    "defaults": {},
    "sgd": {"solver": "sgd", "learning_rate_init": 0.05},
    "lbfgs": {"solver": "lbfgs"},
    "early stopping": {"early_stopping": True},
    "batches of 32": {"batch_size": 32},
}


def compare(name: str, choice: str, dtype: type, repeats: int, threads: int | None) -> str:
    """Fit both in turns, and give a line of the table."""
    x, y = DATA[name]()
    x, x_test, y, y_test = train_test_split(x, y, test_size=0.25, random_state=0)
    scaler = StandardScaler().fit(x)
    x, x_test = scaler.transform(x).astype(dtype), scaler.transform(x_test).astype(dtype)
    kind = "MLPRegressor" if y.dtype.kind == "f" else "MLPClassifier"
    seconds, scores, epochs = ([], []), ([], []), ([], [])
    clock = time.process_time if threads == 1 else time.perf_counter
    with threadpool_limits(threads) if threads else nullcontext():
        for repeat in range(-1, repeats):  # the first is not counted: it loads and compiles
            for which, module in enumerate((theirs, unstuck)):
                model = getattr(module, kind)(random_state=max(repeat, 0), **SETTINGS[choice])
                began = clock()
                model.fit(x, y)
                if repeat >= 0:
                    seconds[which].append(clock() - began)
                    scores[which].append(model.score(x_test, y_test))
                    epochs[which].append(model.n_iter_)
    ratios = np.divide(*seconds)
    times = [f"{np.median(s):8.3f}" for s in seconds]
    means = [f"{np.mean(s):7.4f}" for s in scores]
    spread = f"{np.median(ratios):6.2f}   {ratios.min():5.2f} to {ratios.max():5.2f}"
    return (
        f"{name:14} {choice:15} {np.dtype(dtype).name:8} {threads or 'free':>7} {means[0]} {means[1]} "
        f"{np.mean(epochs[0]):7.0f} {np.mean(epochs[1]):7.0f} {times[0]} {times[1]} {spread}"
    )


def machine() -> str:
    """Describe the machine in a line."""
    blas = {f"{info['internal_api']} {info['version']}" for info in threadpool_info() if info["user_api"] == "blas"}
    processor = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    return f"{processor}, {', '.join(sorted(blas))}, NumPy {np.__version__}, Python {platform.python_version()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--only", choices=list(DATA), nargs="*", default=list(DATA))
    parser.add_argument("--choices", choices=list(SETTINGS), nargs="*", default=list(SETTINGS))
    parser.add_argument("--threads", type=int, nargs="*", default=[0, 1], help="0: as it comes; 1: one thread for both")
    parser.add_argument("--output", type=Path, help="also write the table to this file")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    versions = f"unstuck {unstuck.__version__} against scikit-learn {sklearn.__version__}"
    lines = [
        f"fit of {versions}; a ratio above 1: ours is faster",
        machine(),
        "",
        f"{'data':14} {'parameters':15} {'numbers':8} {'threads':>7} {'score':>7} {'ours':>7} {'epochs':>7} "
        f"{'ours':>7} {'seconds':>8} {'ours':>8} {'ratio':>6}   spread",
    ]
    print("\n".join(lines))
    for threads in arguments.threads:
        for name in arguments.only:
            for choice in arguments.choices:
                for dtype in (np.float64, np.float32) if choice == "defaults" else (np.float64,):
                    lines.append(compare(name, choice, dtype, arguments.repeats, threads or None))
                    print(lines[-1], flush=True)
                    if arguments.output:  # after each line: it takes a quarter of an hour
                        arguments.output.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
