r"""The three products of a dense layer, in three forms: plain loops, loops over what is not zero, and BLAS.

========  ===================  =============================================
forward   Z = X W + b
backward  dA = dZ Wᵀ           not needed for the first layer
update    W = W + scale Xᵀ dZ  added where W is, so that dW is never formed
========  ===================  =============================================

A matrix lies in a flat array, row after row, from a place that is given with it. Forward and update are one and the
same work: rows of a matrix (W, dZ) times numbers (from X), added up. Which rows those are is a list, of all or of those
whose number is not zero. Taken eight at a time, what is added to is read and written once for eight products.
"""

from __future__ import annotations

from unstuck.nn.kernels import blas
from unstuck.nn.kernels.jit import U, jit
from unstuck.nn.kernels.names import BLAS, SPARSE

CHUNK = 128
"""So many rows (of W or of dZ) are gone through together, so that they stay in the cache."""


@jit(forceinline=True)
def forward(form, w, w0, b0, x, x0, z, z0, n, n_in, n_out, chosen, row_start):
    """Z = X W + b."""
    for i in range(n):
        for k in range(n_out):
            z[U(z0 + i * n_out + k)] = w[U(b0 + k)]
    if form == BLAS:
        blas.forward(w, w0, x, x0, z, z0, n, n_in, n_out)
        return
    if form != SPARSE and n_in < 8:  # too few for lists
        for i in range(n):
            for j in range(n_in):
                c = x[U(x0 + i * n_in + j)]
                for k in range(n_out):
                    z[U(z0 + i * n_out + k)] += c * w[U(w0 + j * n_out + k)]
        return
    chunk = n_in if form == SPARSE else CHUNK
    for first in range(0, n_in, chunk):
        begin, end = first, min(first + chunk, n_in)
        for i in range(n):
            if form == SPARSE:
                begin, end = row_start[i], row_start[i + 1]
            _add_rows(z, z0 + i * n_out, n_out, 1, x, x0 + i * n_in, 1, chosen, begin, end, w, w0)


@jit(forceinline=True)
def backward(form, w, w0, d, dz0, da0, n, n_in, n_out):
    """DA = dZ Wᵀ; both lie in d."""
    if form == BLAS:
        blas.backward(w, w0, d, dz0, da0, n, n_in, n_out)
        return
    for i in range(n):
        for j in range(n_in):
            total = w[w0] * 0
            for k in range(n_out):
                total += d[U(dz0 + i * n_out + k)] * w[U(w0 + j * n_out + k)]
            d[U(da0 + i * n_in + j)] = total


@jit(forceinline=True)
def update(form, scale, x, x0, d, dz0, w, w0, b0, n, n_in, n_out, chosen, row_start, column_start):
    """W = W + scale Xᵀ dZ and b = b + scale Σ dZ, the sum over the rows."""
    for i in range(n):
        for k in range(n_out):
            w[U(b0 + k)] += scale * d[U(dz0 + i * n_out + k)]
    if form == BLAS:
        blas.accumulate(scale, x, x0, d, dz0, w, w0, n, n_in, n_out)
        return
    if form != SPARSE and n < 8:
        for j in range(n_in):
            for i in range(n):
                c = scale * x[U(x0 + i * n_in + j)]
                for k in range(n_out):
                    w[U(w0 + j * n_out + k)] += c * d[U(dz0 + i * n_out + k)]
        return
    single = form == SPARSE and n == 1  # then the list of the row is all that is needed
    for first in range(0, n, CHUNK):
        begin, end = first, min(first + CHUNK, n)
        for q in range(row_start[1] - row_start[0] if single else n_in):
            j = chosen[row_start[0] + q] if single else q
            if form == SPARSE and not single:
                place = first // CHUNK * (n_in + 1) + j
                begin, end = column_start[place], column_start[place + 1]
            _add_rows(w, w0 + j * n_out, n_out, scale, x, x0 + j, n_in, chosen, begin, end, d, dz0)


@jit
def find_nonzero(x, x0, n, n_in, chosen, row_start, column_start):
    """List where X is not zero, row by row, and, in chunks of rows, column by column."""
    e = len(chosen) - 2 * (n * n_in + 1)  # before it are the lists of all
    for i in range(n):
        row_start[i] = e
        for j in range(n_in):
            chosen[U(e)] = j
            e += x[U(x0 + i * n_in + j)] != 0  # what is written is written over by the next, unless it counts
    row_start[n] = e
    if n == 1:
        return
    shift = e - row_start[0]
    for first in range(0, n, CHUNK):
        last = min(first + CHUNK, n)
        start = first // CHUNK * (n_in + 1)
        for j in range(n_in + 1):
            column_start[U(start + j)] = 0
        for e in range(row_start[first], row_start[last]):
            column_start[U(start + chosen[U(e)])] += 1
        place = row_start[last] + shift
        column_start[start + n_in] = place
        for j in range(n_in - 1, -1, -1):
            place -= column_start[U(start + j)]
            column_start[U(start + j)] = place
        # Sorted by counting: each entry goes to the next free place of its column; then the places move back.
        for i in range(first, last):
            for e in range(row_start[i], row_start[i + 1]):
                column = start + chosen[U(e)]
                chosen[U(column_start[U(column)])] = i
                column_start[U(column)] += 1
        for j in range(n_in - 1, 0, -1):
            column_start[U(start + j)] = column_start[U(start + j - 1)]
        column_start[start] = row_start[first] + shift


@jit
def _add_rows(out, o, width, scale, x, x0, x_step, chosen, begin, end, m, m0):
    """Add scale · x · (row of m) to `out`, for the rows chosen from `begin` up to `end`."""
    e = begin
    while e + 8 <= end:
        q0, q1, q2, q3 = chosen[U(e)], chosen[U(e + 1)], chosen[U(e + 2)], chosen[U(e + 3)]
        q4, q5, q6, q7 = chosen[U(e + 4)], chosen[U(e + 5)], chosen[U(e + 6)], chosen[U(e + 7)]
        c0, c1 = scale * x[U(x0 + q0 * x_step)], scale * x[U(x0 + q1 * x_step)]
        c2, c3 = scale * x[U(x0 + q2 * x_step)], scale * x[U(x0 + q3 * x_step)]
        c4, c5 = scale * x[U(x0 + q4 * x_step)], scale * x[U(x0 + q5 * x_step)]
        c6, c7 = scale * x[U(x0 + q6 * x_step)], scale * x[U(x0 + q7 * x_step)]
        r0, r1, r2, r3 = m0 + q0 * width, m0 + q1 * width, m0 + q2 * width, m0 + q3 * width
        r4, r5, r6, r7 = m0 + q4 * width, m0 + q5 * width, m0 + q6 * width, m0 + q7 * width
        for k in range(width):
            out[U(o + k)] += (
                c0 * m[U(r0 + k)] + c1 * m[U(r1 + k)] + c2 * m[U(r2 + k)] + c3 * m[U(r3 + k)]
                + c4 * m[U(r4 + k)] + c5 * m[U(r5 + k)] + c6 * m[U(r6 + k)] + c7 * m[U(r7 + k)]
            )  # fmt: skip
        e += 8
    while e < end:
        q0 = chosen[U(e)]
        c0, r0 = scale * x[U(x0 + q0 * x_step)], m0 + q0 * width
        for k in range(width):
            out[U(o + k)] += c0 * m[U(r0 + k)]
        e += 1
