"""What a product of a layer takes in each form, beside what the cost model of `unstuck.nn.kernels.plan` says of it.

    OPENBLAS_NUM_THREADS=1 python benchmarks/kernel_costs.py

Forward and update of a layer in float32, nanoseconds of the processor: half the time of both together, the lowest of
five. A star marks the form that is the fastest by measurement, a plus the one that the model would choose. Sparse rows
are measured with the search for what is not zero, and, in the last column, without it, as where all steps take the
same rows.
"""

from __future__ import annotations

import time

import numpy as np

from unstuck.nn.kernels import names
from unstuck.nn.kernels.jit import jit
from unstuck.nn.kernels.lanes import numbers, pointer
from unstuck.nn.kernels.plan import cost
from unstuck.nn.kernels.products import find_nonzero, forward, rows_together, update
from unstuck.nn.kernels.step import Lists

SHAPES = [(4, 2, 3), (1, 4, 4), (1, 300, 10), (32, 300, 10), (1, 784, 300), (32, 784, 300), (128, 784, 300)]
SHAPES += [(1024, 784, 60), (10, 12288, 64), (16, 784, 300), (32, 64, 64), (150, 100, 3), (150, 30, 16), (1, 30, 16)]
SHAPES += [(200, 64, 100), (200, 100, 10), (128, 2000, 1000), (1024, 784, 300), (10000, 784, 60)]


@jit(no_cpython_wrapper=False)  # it is called from Python
def repeat(times, form, listed_before, w, b, x, z, d, n, n_in, n_out, stride, listed):
    w, b, x, z, d = numbers(w, ()), numbers(b, ()), numbers(x, ()), numbers(z, ()), numbers(d, ())
    lists = Lists(
        pointer(listed.chosen),
        numbers(listed.numbers, ()),
        pointer(listed.row_start),
        pointer(listed.column_start),
    )
    for k in range(times):
        if form == names.SPARSE and not (listed_before and k > 0):
            find_nonzero(x, n, n_in, lists, rows_together(n, stride))
        forward((), form, w, b, stride, x, n_in, z, n, n_in, n_out, lists)
        update((), form, x, n_in, d, w, stride, n, n_in, n_out, lists)


def measure(form: int, n: int, n_in: int, n_out: int, density: float, listed_before: bool = False) -> float:
    rng = np.random.default_rng(0)
    stride = -(-n_out // 16) * 16
    w, b = rng.standard_normal(n_in * stride).astype(np.float32), np.zeros(stride, np.float32)
    x = (rng.random(n * n_in) * (rng.random(n * n_in) < density)).astype(np.float32)
    z, d = np.zeros(n * stride, np.float32), np.zeros(n * stride, np.float32)  # so that W stays what it is
    listed = Lists(
        np.zeros(2 * n * n_in + 1, np.int32),
        np.zeros(2 * n * n_in + 1, np.float32),
        np.zeros(n + 1, np.int64),
        np.zeros(-(-n // rows_together.py_func(n, stride)) * (n_in + 1), np.int64),
    )
    given = (form, listed_before, w, b, x, z, d, n, n_in, n_out, stride, listed)
    times = max(1, int(2e7 / (cost(form, n, n_in, n_out, density) * 2)))
    first = 1 if listed_before else 0  # so many turns are not counted
    repeat(1, *given)
    taken = []
    for _ in range(5):
        began = time.process_time()
        repeat(first, *given)
        middle = time.process_time()
        repeat(first + times, *given)
        taken.append((time.process_time() - middle - (middle - began)) / times / 2 * 1e9)
    return min(taken)


def main() -> None:
    titles = [*names.FORMS, f"{names.FORMS[names.SPARSE]}, known"]
    print(f"{'rows, in, out':>16s} {'not 0':>6s}  " + "".join(f"{title:>28s}" for title in titles))
    for shape in SHAPES:
        for density in (1.0, 0.19):
            found = [measure(form, *shape, density) for form in range(3)]
            said = [cost(form, *shape, density) for form in range(3)]
            cells = [
                f"{f:12,.0f} (said {s:9,.0f}){'*' if f == min(found) else ' '}{'+' if s == min(said) else ' '}"
                for f, s in zip(found, said, strict=True)
            ]
            known = measure(names.SPARSE, *shape, density, listed_before=True)
            cells.append(f"{known:12,.0f} (said {cost(names.SPARSE, *shape, density, listed=True):9,.0f})  ")
            print(
                f"{'-'.join(map(str, shape)):>16s} {density:6.2f}  " + "".join(f"{cell:>28s}" for cell in cells),
                flush=True,
            )


if __name__ == "__main__":
    main()
