r"""The three products of a dense layer, in three forms: plain loops, loops over what is not zero, and BLAS.

========  ===================  =============================================
forward   Z = Z + X W
backward  dA = dZ Wᵀ           not needed for the first layer
update    W = W + scale Xᵀ dZ  added where W is, so that dW is never formed
========  ===================  =============================================

A matrix lies in a flat array, row after row, from a place that is given with it; from row to row it is `stride`
numbers, those behind the last column being zero (see `layout`). Where `lane` is not empty, all matrices are squares of
its length, in plain loops whose ends the compiler knows.

Forward and update are one and the same work: rows of a matrix (W, dZ) times numbers (from X), added up. Which rows
those are is a list, of those whose number is not zero, or all.
"""

from __future__ import annotations

from unstuck.nn.kernels import blas, lanes
from unstuck.nn.kernels.jit import jit
from unstuck.nn.kernels.lanes import BROAD, MOST, TALL
from unstuck.nn.kernels.names import BLAS, SPARSE

CACHE = 2**16
"""Numbers of the rows of dZ that are gone through together where only some are chosen, so that they stay near."""
NEAR = 96
"""So many rows, of a few registers each, are nearer still."""
BATCH = 128
"""So many rows of X stay near while W goes by."""
LINES = 512
"""So many registers can be stored and read again without being waited for."""


@jit(forceinline=True)
def forward(lane, form, w, b, stride, x, x_stride, z, n, n_in, n_out, lists):
    """Z = X W + b."""
    if len(lane) > 0:
        for i in range(n):
            row = lanes.at(z, i * stride)
            lanes.add_rows(1, 1, row, b, lanes.at(x, i * x_stride), 0, 1, None, len(lane), w, stride)
        return
    step = lanes.count(z)
    for i in range(0, n * stride, stride):
        for k in range(0, stride, step):
            lanes.store(z, i + k, lanes.load(b, k))
    if form == BLAS:
        blas.forward(w, stride, x, x_stride, z, n, n_in, n_out)
        return
    if form == SPARSE and 1 < n <= LINES * step // stride:  # Z is near, and each row of W is read once
        for j in range(n_in):
            for e in range(lists.column_start[j], lists.column_start[j + 1]):
                row, number = lanes.at(z, lists.chosen[e] * stride), lanes.at(lists.numbers, e)
                add(row, stride, number, 1, None, 1, lanes.at(w, j * stride), stride)
    elif form == SPARSE:
        for k in range(0, stride, 4 * step):
            width = min(4 * step, stride - k)
            for i in range(n):
                row, begin, end = lanes.at(z, i * stride + k), lists.row_start[i], lists.row_start[i + 1]
                add_listed(row, width, lists, begin, end, lanes.at(w, k), stride)
    else:
        for i in range(0, n, BATCH):
            few = min(BATCH, n - i)
            add_to_rows(lanes.at(z, i * stride), few, stride, lanes.at(x, i * x_stride), x_stride, 1, n_in, w, stride)


@jit(forceinline=True)
def backward(lane, form, w, stride, dz, slope, da, da_stride, n, n_in, n_out, turned):
    """Go back through W, dA = dZ Wᵀ, and through the activation before it, whose slopes dA is multiplied by.

    For more than a few rows Wᵀ is laid out, in `turned`: then it is a product like the others.
    """
    step = lanes.count(dz)
    if len(lane) > 0:
        for i in range(0, n * stride, stride):
            lanes.store(da, i, lanes.dots(lanes.load(dz, i), w) * lanes.load(slope, i))
        return
    if form == BLAS:
        blas.backward(w, stride, dz, da, da_stride, n, n_in, n_out)
    elif n >= TALL:
        for k in range(n_out):
            for j in range(da_stride):
                turned[k * da_stride + j] = w[j * stride + k] if j < n_in else 0.0
        for i in range(0, n * da_stride, step):
            lanes.store(da, i, 0.0)
        add_to_rows(da, n, da_stride, dz, stride, 1, n_out, turned, da_stride)
    else:
        whole = n_in - n_in % step if stride == step else 0  # so many rows of W are one register each
        for i in range(n):
            for j in range(0, whole, step):
                lanes.store(da, i * da_stride + j, lanes.dots(lanes.load(dz, i * stride), lanes.at(w, j * stride)))
            for j in range(whole, n_in):
                products = lanes.load(dz, i * stride) * lanes.load(w, j * stride)
                for k in range(step, stride, step):
                    products += lanes.load(dz, i * stride + k) * lanes.load(w, j * stride + k)
                da[i * da_stride + j] = lanes.total(products)
    for i in range(0, n * da_stride, step):
        lanes.store(da, i, lanes.load(da, i) * lanes.load(slope, i))


@jit(forceinline=True)
def update(lane, form, x, x_stride, dz, w, stride, n, n_in, n_out, lists):
    """W = W + Xᵀ dZ."""
    if len(lane) > 0:
        for j in range(len(lane)):
            row = lanes.at(w, j * stride)
            lanes.add_rows(1, 1, row, row, lanes.at(x, j), 0, x_stride, None, n, dz, stride)
    elif form == BLAS:
        blas.accumulate(x, x_stride, dz, w, stride, n, n_in, n_out)
    elif form == SPARSE and n == 1:  # the list of the row is all that is needed
        for e in range(lists.row_start[0], lists.row_start[1]):
            row = lanes.at(w, lists.chosen[e] * stride)
            add(row, stride, lanes.at(lists.numbers, e), 1, None, n, dz, stride)
    elif form == SPARSE:
        chunk = rows_together(n, stride)
        for first in range(0, n, chunk):
            for j in range(n_in):
                place = first // chunk * (n_in + 1) + j
                begin, end = lists.column_start[place], lists.column_start[place + 1]
                if begin < end:
                    add_listed(lanes.at(w, j * stride), stride, lists, begin, end, dz, stride)
    else:
        add_to_rows(w, n_in, stride, x, 1, x_stride, n, dz, stride)


@jit(inline="always")
def rows_together(n, stride):
    """Give how many of n rows of a matrix are gone through together: as many each time, as far as it goes."""
    times = -(-n * stride // CACHE)
    return -(-n // times)


@jit
def add_to_rows(out, n_rows, width, x, x_row, x_step, n, m, stride):
    """Add rows of m to each of n_rows rows, the row r with the numbers from x[r x_row] on; see `lanes.add_rows`.

    A few rows at a time, and a few numbers of each, so that the same part of m, which is near, serves for all.
    """
    lanes.compact()
    broad = BROAD * lanes.count(out)
    # Of a few rows of m nothing is read twice, and long rows need not be gone through in pieces.
    tall = n_rows - n_rows % TALL if n >= TALL or width <= broad else 0
    for first in range(0, n, NEAR):
        last = min(first + NEAR, n)
        for k in range(0, width, broad):
            rows = lanes.at(m, first * stride + k)
            for r in range(0, tall, TALL):
                numbers = lanes.at(x, r * x_row + first * x_step)
                _add_to_few(lanes.at(out, r * stride + k), min(broad, width - k), numbers, x_row, x_step, last - first,
                            rows, stride)  # fmt: skip
    for r in range(tall, n_rows):
        add(lanes.at(out, r * stride), width, lanes.at(x, r * x_row), x_step, None, n, m, stride)


@jit
def _add_to_few(out, width, x, x_row, x_step, n, m, stride):
    lanes.compact()
    step = lanes.count(out)
    if width == 4 * step:
        lanes.add_rows(TALL, 4, out, out, x, x_row, x_step, None, n, m, stride)
        return
    k = 0
    while width - k >= 2 * step:
        lanes.add_rows(TALL, 2, lanes.at(out, k), lanes.at(out, k), x, x_row, x_step, None, n, lanes.at(m, k), stride)
        k += 2 * step
    if k < width:
        lanes.add_rows(TALL, 1, lanes.at(out, k), lanes.at(out, k), x, x_row, x_step, None, n, lanes.at(m, k), stride)


@jit
def add(out, width, x, x_step, chosen, n, m, stride):
    """Add rows to a row of any width; see `lanes.add_rows`."""
    lanes.compact()
    step, k = lanes.count(out), 0
    while width - k >= MOST * step:
        lanes.add_rows(1, MOST, lanes.at(out, k), lanes.at(out, k), x, 0, x_step, chosen, n, lanes.at(m, k), stride)
        k += MOST * step
    while width - k >= 4 * step:
        lanes.add_rows(1, 4, lanes.at(out, k), lanes.at(out, k), x, 0, x_step, chosen, n, lanes.at(m, k), stride)
        k += 4 * step
    if width - k == 3 * step:
        lanes.add_rows(1, 3, lanes.at(out, k), lanes.at(out, k), x, 0, x_step, chosen, n, lanes.at(m, k), stride)
    elif width - k == 2 * step:
        lanes.add_rows(1, 2, lanes.at(out, k), lanes.at(out, k), x, 0, x_step, chosen, n, lanes.at(m, k), stride)
    elif width - k == step:
        lanes.add_rows(1, 1, lanes.at(out, k), lanes.at(out, k), x, 0, x_step, chosen, n, lanes.at(m, k), stride)


@jit(forceinline=True)
def add_listed(out, width, lists, begin, end, m, stride):
    """Add those rows that are listed from `begin` up to `end`."""
    chosen = lanes.at(lists.chosen, begin)
    add(out, width, lanes.at(lists.numbers, begin), 1, chosen, end - begin, m, stride)


@jit
def find_nonzero(x, n, n_in, lists, chunk):
    """List where X is not zero, and what is there: row by row, and, in chunks of rows, column by column."""
    lanes.compact()
    chosen, numbers, row_start, column_start = lists.chosen, lists.numbers, lists.row_start, lists.column_start
    e = 0
    for i in range(n):
        row_start[i] = e
        for j in range(n_in):
            chosen[e], numbers[e] = j, x[i * n_in + j]
            e += numbers[e] != 0  # what is written is written over by the next, unless it counts
    row_start[n] = e
    if n == 1:
        return
    for first in range(0, n, chunk):
        last = min(first + chunk, n)
        start = lanes.at(column_start, first // chunk * (n_in + 1))
        for j in range(n_in + 1):
            start[j] = 0
        for e in range(row_start[first], row_start[last]):
            start[chosen[e]] += 1
        place = row_start[last] + row_start[n]  # the columns come behind the rows
        start[n_in] = place
        for j in range(n_in - 1, -1, -1):
            place -= start[j]
            start[j] = place
        # Sorted by counting: each entry goes to the next free place of its column; then the places move back.
        for i in range(first, last):
            for e in range(row_start[i], row_start[i + 1]):
                place = start[chosen[e]]
                chosen[place], numbers[place] = i, numbers[e]
                start[chosen[e]] += 1
        for j in range(n_in - 1, 0, -1):
            start[j] = start[j - 1]
        start[0] = row_start[first] + row_start[n]
