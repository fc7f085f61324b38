"""Training, step for step, side by side: ours, PyTorch, JAX, scikit-learn and plain NumPy.

    pip install -e '.[benchmarks]'
    python benchmarks/speed.py --data-dir FOLDER [--only NAME ...] [--peers NAME ...] [--repeats 7]
                               [--output benchmarks/results/speed]

FOLDER holds the four files of the full MNIST. Every workload runs in a process of its own, once on one core and once
on two; in it all take the same steps from the same start, in turns, in float32, and a figure is the median of the
turns, with the lowest and the highest. The first turn, in which some compile, is given apart ("first"). On one core the
time is that of the processor, so that other work on the machine counts little; on two it is that of the wall. The loss
at the end must agree to 1 %.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from peers import PEERS

from unstuck.datasets import load, one_hot, scale
from unstuck.nn import Network


@dataclass(frozen=True)
class Work:
    """Steps to take: `epochs` over the rows in their order."""

    name: str
    network: Network
    x: np.ndarray
    t: np.ndarray
    batch_size: int
    epochs: int
    rate: float
    goal: str
    peers: tuple[str, ...] = tuple(PEERS)

    @property
    def steps(self) -> int:
        return -(-len(self.x) // self.batch_size) * self.epochs

    @property
    def operations(self) -> float:
        """Multiplications and additions of a step, zeros included: forward, dW, and dA but for the first layer."""
        sizes = [a * b for a, b in zip(self.network.widths[:-1], self.network.widths[1:], strict=True)]
        return 2.0 * self.batch_size * (3 * sum(sizes) - sizes[0])


def works(folder: Path) -> dict[str, Callable[[], Work]]:
    def digits(n: int) -> tuple[np.ndarray, np.ndarray]:
        data = load("mnist", data_dir=folder)
        (x,), _ = scale(data.x[:n], how="unit", together=True)
        return x.astype(np.float32), one_hot(data.targets[:n], 10, np.float32)

    def xor() -> Work:
        x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
        network = Network((2, 3, 1), output="sigmoid", loss="half_squared_error")
        t = np.array([[0], [1], [1], [0]], np.float32)
        return Work("XOR 2-3-1, all 4 rows a step", network, x, t, 4, 50_000, 0.4, "<= JAX", _NO_SKLEARN)

    def iris() -> Work:
        data = load("iris")
        (x,), _ = scale(data.x.astype(np.float32), how="standard")
        t = one_hot(data.targets, 3, np.float32)
        mixed = np.random.default_rng(0).permutation(150)
        return Work(
            "Iris 4-4-3, one row a step", Network((4, 4, 3), "tanh"), x[mixed], t[mixed], 1, 300, 0.03, "4 x JAX"
        )

    def mnist(batch_size: int, n: int, goal: str) -> Callable[[], Work]:
        def make() -> Work:
            what = "one row" if batch_size == 1 else f"{batch_size} rows"
            return Work(
                f"MNIST 784-300-10, {what} a step", Network((784, 300, 10)), *digits(n), batch_size, 1, 0.1, goal
            )

        return make

    def all_rows() -> Work:
        network = Network((784, 60, 10), "tanh")
        return Work("MNIST 784-60-10, 10,000 rows a step", network, *digits(10_000), 10_000, 25, 0.3, "1.5 x the best")

    def images() -> Work:
        rng = np.random.default_rng(0)
        x, t = rng.random((10, 12288), np.float32), rng.integers(0, 2, (10, 1)).astype(np.float32)
        network = Network((12288, 64, 1), "relu", loss="binary_cross_entropy")
        return Work("12288-64-1, 10 rows a step", network, x, t, 10, 1000, 0.001, "3 x the best")

    return {
        "xor": xor,
        "iris": iris,
        "mnist-1": mnist(1, 10_000, "6 x JAX"),
        "mnist-32": mnist(32, 48_000, "2 x the best"),
        "mnist-128": mnist(128, 25_600, "1.3 x the best"),
        "mnist-10000": all_rows,
        "images": images,
    }


_NO_SKLEARN = tuple(name for name in PEERS if name != "scikit-learn")


def measure(work: Work, repeats: int, cores: int) -> dict[str, Any]:
    """Let all take the same steps in turns; give microseconds a step."""
    parameters = {
        name: p.astype(np.float32) for name, p in work.network.initial_parameters(np.random.default_rng(0)).items()
    }
    clock = time.process_time if cores == 1 else time.perf_counter
    trainers = {name: PEERS[name](work, parameters) for name in work.peers}
    times: dict[str, list[float]] = {name: [] for name in trainers}
    losses = {}
    for _ in range(repeats + 1):
        for name, train in trainers.items():
            began = clock()
            trained = train()
            times[name].append((clock() - began) / work.steps * 1e6)
            losses[name] = work.network.mean_loss(trained, work.x, work.t)
    gflops, gigabytes = floors(clock)
    return {
        "work": work.name,
        "goal": work.goal,
        "cores": cores,
        "steps": work.steps,
        "first": {name: taken[0] for name, taken in times.items()},
        "times": {name: taken[1:] for name, taken in times.items()},
        "losses": losses,
        "operations": work.operations,
        "gflops": gflops,
        "gigabytes": gigabytes,
    }


def floors(clock: Callable[[], float]) -> tuple[float, float]:
    """Measure what the machine can do at best: 1e9 operations a second in a product, and bytes in a copy."""
    a = np.ones((1500, 1500), np.float32)
    product = min(_timed(clock, lambda: a @ a) for _ in range(5))
    b, c = np.ones(2**24, np.float32), np.zeros(2**24, np.float32)
    copied = min(_timed(clock, lambda: np.copyto(c, b)) for _ in range(5))
    return 2 * 1500**3 / product / 1e9, 2 * b.nbytes / copied / 1e9


def _timed(clock: Callable[[], float], function: Callable[[], Any]) -> float:
    began = clock()
    function()
    return max(clock() - began, 1e-9)


def report(found: dict[str, Any]) -> list[str]:
    ours = statistics.median(found["times"]["unstuck"])
    floor = found["operations"] / found["gflops"] / 1e3
    lines = [
        f"{found['work']}, {found['cores']} core{'s' if found['cores'] > 1 else ''} (goal: {found['goal']}); "
        f"{found['steps']:,} steps a turn",
        f"    floor of the dense arithmetic {floor:.4g} µs at the {found['gflops']:.0f} GFLOP/s measured beside it",
        "    µs a step         median    lowest   highest     first  loss at the end   others / ours",
    ]
    expected = found["losses"]["unstuck"]
    for name, taken in found["times"].items():
        # Neighbours in time are compared, since the machine may be busier in one turn than in another.
        ratio = statistics.median(a / b for a, b in zip(taken, found["times"]["unstuck"], strict=True))
        differs = "" if abs(found["losses"][name] / expected - 1) < 0.01 else "  LOSS DIFFERS"
        lines.append(
            f"    {name:16s}{statistics.median(taken):9.4g} {min(taken):9.4g} {max(taken):9.4g} "
            f"{found['first'][name]:9.4g}  {found['losses'][name]:<16.6g}{ratio:8.2f}{differs}"
        )
    lines.append(f"    ours takes {ours / floor:.3g} times the floor")
    return lines


def in_a_process_of_its_own(arguments: argparse.Namespace, name: str, cores: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--data-dir", str(arguments.data_dir), "--repeats", str(arguments.repeats)]
    command += ["--worker", name, "--cores", str(cores), "--peers", *arguments.peers]
    # The cores are given before any library looks how many there are.
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    environment = {**os.environ, "OMP_NUM_THREADS": str(cores), "OPENBLAS_NUM_THREADS": str(cores)}
    said = subprocess.run(
        ["taskset", "--cpu-list", ",".join(map(str, allowed)), *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode:
        raise SystemExit(said.stderr)
    return json.loads(said.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--only", nargs="+", default=None)
    parser.add_argument("--peers", nargs="+", choices=list(PEERS), default=list(PEERS))
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--output", type=Path, help="writes OUTPUT.txt and OUTPUT.svg")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--cores", type=int, default=None, help="only on so many cores")
    arguments = parser.parse_args()
    made = works(arguments.data_dir)
    if arguments.worker:
        warnings.simplefilter("ignore")
        work = made[arguments.worker]()
        work = replace(work, peers=tuple(name for name in work.peers if name in arguments.peers))
        print(json.dumps(measure(work, arguments.repeats, arguments.cores)))
        return
    from networks import machine
    from peers import versions

    lines = [machine(), versions(), f"load of the machine at the start: {os.getloadavg()[0]:.1f}", ""]
    print("\n".join(lines))
    results = []
    for name in arguments.only or made:
        for cores in [arguments.cores] if arguments.cores else [1, 2]:
            results.append(in_a_process_of_its_own(arguments, name, cores))
            lines += [*report(results[-1]), ""]
            print("\n".join(report(results[-1])), end="\n\n", flush=True)
    if arguments.output:
        arguments.output.with_suffix(".txt").write_text("\n".join(lines))
        draw(results, arguments.output.with_suffix(".svg"))


def draw(results: list[dict[str, Any]], path: Path) -> None:
    """Draw how many times as long as ours each takes."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(9, 0.55 * len(results) + 1.5), layout="constrained")
    names = [name for name in PEERS if name != "unstuck"]
    for k, name in enumerate(names):
        at = [i + 0.8 * k / len(names) for i, found in enumerate(results) if name in found["times"]]
        ratios = [
            statistics.median(a / b for a, b in zip(found["times"][name], found["times"]["unstuck"], strict=True))
            for found in results
            if name in found["times"]
        ]
        axes.barh(at, ratios, 0.8 / len(names), label=name)
    axes.axvline(1, color="black", linewidth=0.8)
    labels = [f"{found['work']}, {found['cores']} core{'s' * (found['cores'] > 1)}" for found in results]
    axes.set(xscale="log", xlabel="time, ours = 1", yticks=np.arange(len(results)) + 0.3, yticklabels=labels)
    axes.invert_yaxis()
    axes.legend(fontsize="small")
    figure.savefig(path)


if __name__ == "__main__":
    main()
