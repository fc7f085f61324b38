"""How the time of a step of ours grows with the rows of the data, the width, the depth and the batch, as exponents.

    OPENBLAS_NUM_THREADS=1 python benchmarks/growth.py [--output benchmarks/results/growth]

A network 256-128-128-10 with sigmoid units on 4,096 rows of random numbers, float32, batches of 32, one of the four
changed at a time. Microseconds of the processor for a step, for the rows those of an epoch; the lowest of five. An
exponent is the slope of the line through the logarithms of the larger half: 1 says that twice as much takes twice as
long, and 2 is what the width must come to, since a layer has as many products as the square of its width.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from unstuck.nn import Network, Recipe
from unstuck.nn.kernels import choose_loop
from unstuck.nn.rows import Rows
from unstuck.nn.threads import threads
from unstuck.nn.training import start

SIZES = {
    "rows": [1024, 2048, 4096, 8192, 16384, 32768],
    "width": [16, 32, 64, 128, 256, 512, 1024],
    "depth": [1, 2, 4, 8, 16, 32],
    "batch": [1, 4, 16, 64, 256, 1024, 4096],
}
EXPECTED = {"rows": 1, "width": 2, "depth": 1, "batch": 1}


def measure(rows: int = 4096, width: int = 128, depth: int = 2, batch: int = 32) -> tuple[float, float]:
    """Give the microseconds of an epoch and of a step."""
    rng = np.random.default_rng(0)
    x, t = rng.random((rows, 256), np.float32), np.eye(10, dtype=np.float32)[rng.integers(0, 10, rows)]
    network, recipe = Network((256, *[width] * depth, 10)), Recipe(1, batch, "sequential", 0.01)
    state = start(network, network.initial_parameters(rng, dtype=np.float32), recipe, rng)
    taken = []
    for _ in range(6):
        began = time.process_time()
        steps, _ = choose_loop(network, Rows(x, t), recipe, state, rng, None, watched="epochs")
        with threads(network, batch):
            for _ in steps:
                pass
        taken.append(time.process_time() - began)
    return min(taken[1:]) * 1e6, min(taken[1:]) * 1e6 / -(-rows // batch)


def main() -> None:
    import matplotlib.pyplot as plt
    from networks import machine

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, help="writes OUTPUT.txt and OUTPUT.svg")
    arguments = parser.parse_args()
    figure, axes = plt.subplots(1, 4, figsize=(12, 3), layout="constrained")
    lines = [machine(), ""]
    print("\n".join(lines))
    for (what, sizes), panel in zip(SIZES.items(), axes, strict=True):
        found = [measure(**{what: size})[0 if what == "rows" else 1] for size in sizes]
        half = len(sizes) // 2
        exponent = np.polyfit(np.log(sizes[half:]), np.log(found[half:]), 1)[0]
        cells = "  ".join(f"{size}: {micros:,.4g}" for size, micros in zip(sizes, found, strict=True))
        lines.append(f"{what:6s} exponent {exponent:.2f} (expected {EXPECTED[what]})   µs {cells}")
        print(lines[-1], flush=True)
        panel.loglog(sizes, found, "o-")
        panel.set(title=f"{what}: exponent {exponent:.2f}", xlabel=what, ylabel="µs")
    if arguments.output:
        arguments.output.with_suffix(".txt").write_text("\n".join(lines) + "\n")
        figure.savefig(arguments.output.with_suffix(".svg"))


if __name__ == "__main__":
    main()
