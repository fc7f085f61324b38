"""Check every weight of 784-300-10 against central differences: 238,510 of them, on real digits, and time it.

python benchmarks/gradient_check.py
"""

from __future__ import annotations

import time

import numpy as np

from unstuck.datasets import load, one_hot, scale
from unstuck.gradcheck import check_network
from unstuck.nn import Network


def main() -> None:
    digits = load("mnist-5k")
    (x,), _ = scale(digits.x[:8], how="unit", together=True)
    t = one_hot(digits.targets[:8], 10, np.float64)
    for hidden in ("sigmoid", "relu"):
        network = Network((784, 300, 10), hidden)
        parameters = network.initial_parameters(np.random.default_rng(0))
        began, cpu = time.perf_counter(), time.process_time()
        report = check_network(network, parameters, x.astype(np.float64), t)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        print(f"{network}, 8 digits: {seconds:.1f} s ({cpu:.1f} s of processor)\n{report}\n", flush=True)


if __name__ == "__main__":
    main()
