"""How long until 98 % of MNIST's test set are right: ours and the peers, with one recipe.

    python benchmarks/time_to_98.py --data-dir FOLDER [--batch-size 1] [--rate 0.1] [--output FILE]

784-300-10, sigmoid, softmax, float32, plain gradient descent, the same start and the same order of rows for all, mixed
anew for each epoch. The time is that of the processor on one core, without what is done between epochs: mixing, and
looking at the test set. What is compiled is compiled in an epoch of its own before, which counts for the memory. Each
runs in a process of its own. Those who are slower by much make `--epochs-of-slow` epochs, and their time is that of an
epoch times the epochs that ours needed, since all take the same steps.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from peers import PEERS

from unstuck.datasets import load, one_hot, scale
from unstuck.nn import Network

GOAL, MOST_EPOCHS = 0.98, 40
SLOW = ("PyTorch", "scikit-learn", "NumPy")


@dataclass
class Epoch:
    """What a peer is given: one epoch over the rows in their order."""

    network: Network
    x: np.ndarray
    t: np.ndarray
    batch_size: int
    rate: float
    epochs: int = 1


def run(name: str, folder: Path, batch_size: int, rate: float, most_epochs: int) -> dict[str, object]:
    data = load("mnist", data_dir=folder)
    (x, x_test), _ = scale(data.x, data.test[0], how="unit", together=True)
    x, x_test, t = x.astype(np.float32), x_test.astype(np.float32), one_hot(data.targets, 10, np.float32)
    network, rng = Network((784, 300, 10)), np.random.default_rng(0)
    first = network.initial_parameters(rng, dtype=np.float32)
    parameters = {name: p.copy() for name, p in first.items()}
    work = Epoch(network, x.copy(), t.copy(), batch_size, rate)
    if name not in SLOW:
        PEERS[name](work, parameters)()  # compiles
    seconds, reached, scores = 0.0, None, []
    for epoch in range(1, most_epochs + 1):
        order = rng.permutation(len(x))
        np.take(x, order, axis=0, out=work.x)
        np.take(t, order, axis=0, out=work.t)
        train = PEERS[name](work, parameters)
        if name.startswith("JAX"):
            train()  # each makes a function of its own, which is compiled at its first call
        began = time.process_time()
        parameters = train()
        seconds += time.process_time() - began
        scores.append(float(np.mean(network.outputs(parameters, x_test).argmax(axis=1) == data.test[1])))
        if scores[-1] >= GOAL:
            reached = epoch
            break
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "epochs": len(scores), "reached": reached, "scores": scores, "peak": peak}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--batch-size", type=int, default=1)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--epochs-of-slow", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=[name for name in PEERS if name != "JAX by hand"])
    parser.add_argument("--output", type=Path)
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--epochs", type=int, default=MOST_EPOCHS)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    if arguments.worker:
        print(
            json.dumps(
                run(arguments.worker, arguments.data_dir, arguments.batch_size, arguments.rate, arguments.epochs)
            )
        )
        return
    from networks import machine
    from peers import versions

    lines = [machine(), versions(), f"load of the machine at the start: {os.getloadavg()[0]:.1f}"]
    lines += [f"batches of {arguments.batch_size}, learning rate {arguments.rate}, one core", ""]
    print("\n".join(lines))
    ours, needed = None, None
    for name in arguments.only:
        epochs = arguments.epochs_of_slow if name in SLOW and needed else arguments.epochs
        command = [sys.executable, __file__, "--data-dir", str(arguments.data_dir), "--worker", name]
        command += ["--batch-size", str(arguments.batch_size), "--rate", str(arguments.rate), "--epochs", str(epochs)]
        core = str(max(os.sched_getaffinity(0)))
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        said = subprocess.run(
            ["taskset", "--cpu-list", core, *command], env=environment, capture_output=True, text=True, check=False
        )
        if said.returncode:
            raise SystemExit(said.stderr)
        found = json.loads(said.stdout.splitlines()[-1])
        needed = needed or found["reached"]
        an_epoch = found["seconds"] / found["epochs"]
        total = found["seconds"] if found["reached"] else an_epoch * (needed or float("nan"))
        ours = ours or total
        how = "measured" if found["reached"] else f"{an_epoch:.3g} s an epoch, times {needed}"
        lines.append(
            f"{name:14s} {total:8.2f} s   {total / ours:6.2f} x ours   {found['epochs']} epochs, "
            f"{found['scores'][-1]:.2%}   ({how}; at its largest {found['peak'] / 1024:,.0f} MB)"
        )
        print(lines[-1], flush=True)
    if arguments.output:
        arguments.output.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
