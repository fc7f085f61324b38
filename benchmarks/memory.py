"""How much memory a fit takes beyond the data, beside what it cannot do without.

    OPENBLAS_NUM_THREADS=1 python benchmarks/memory.py

What it cannot do without: the parameters, as many numbers again for everything that the optimizer remembers and, where
it needs one, for the gradient, and two batches with the values of every layer. What it takes is the highest sum of all
arrays that live at the same time during `fit`, less the data, as tracemalloc counts them; what is compiled is compiled
before.
"""

from __future__ import annotations

import tracemalloc

import numpy as np
from networks import machine

from unstuck.nn import Network, Recipe, fit
from unstuck.nn.optimizers import optimizer

WORKS = [
    # widths, rows, rows a step, optimizer
    ((784, 300, 10), 20_000, 1, "sgd"),
    ((784, 300, 10), 20_000, 32, "sgd"),
    ((784, 300, 10), 20_000, 32, "momentum"),
    ((784, 300, 10), 20_000, 128, "adam"),
    ((784, 60, 10), 10_000, None, "sgd"),
    ((12288, 64, 2), 10, None, "sgd"),
    ((784, 2000, 1000, 10), 2_000, 32, "sgd"),
    ((784, 2000, 1000, 10), 2_000, 32, "adam"),
]


def measure(widths: tuple[int, ...], n_rows: int, batch_size: int | None, rule: str) -> tuple[float, float]:
    """Give what cannot be done without and what is taken, in MB."""
    rng = np.random.default_rng(0)
    x = rng.random((n_rows, widths[0]), np.float32)
    x *= rng.random(x.shape, np.float32) < 0.2
    t = np.eye(widths[-1], dtype=np.float32)[rng.integers(0, widths[-1], n_rows)]
    network = Network(widths)
    count = sum(int(np.prod(shape)) for shape in network.parameter_shapes().values())
    others = len(optimizer(rule).slots) + (rule != "sgd")
    batch = (batch_size or n_rows) * (widths[0] + sum(widths[1:]))
    needed = 4 * (count * (1 + others) + 2 * batch) / 1e6
    for _ in range(2):  # the first time is for what is compiled and looked up
        tracemalloc.start()
        fit(network, x, t, Recipe(2, batch_size, learning_rate=0.01, optimizer=rule), rng=rng)
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
    return needed, peak


def main() -> None:
    print(machine())
    print(
        f"{'network':22s} {'rows':>6s} {'a step':>6s}  {'optimizer':10s} {'needed':>8s} {'taken':>8s}   MB in float32"
    )
    for widths, n_rows, batch_size, rule in WORKS:
        needed, taken = measure(widths, n_rows, batch_size, rule)
        shape = f"{'-'.join(map(str, widths)):22s} {n_rows:6d} {batch_size or n_rows:6d}"
        print(f"{shape}  {rule:10s} {needed:8.2f} {taken:8.2f}   {taken / needed:.2f} x")


if __name__ == "__main__":
    main()
