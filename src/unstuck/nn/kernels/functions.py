r"""The activations and the losses of `nn`, compiled: the same formulas, written for one number or one row at a time.

An activation is computed together with its slope, which takes the place of z: on the way back nothing is left to do but
to multiply. Exponentials are polynomials here, since a call of the C library is not done for eight numbers at once.
"""

from __future__ import annotations

import math

import numpy as np

from unstuck.nn.kernels.jit import U, jit
from unstuck.nn.kernels.names import (
    BINARY_CROSS_ENTROPY,
    CATEGORICAL_CROSS_ENTROPY,
    EXP,
    GELU,
    HALF_SQUARED_ERROR,
    IDENTITY,
    LEAKY_RELU,
    MEAN_SQUARED_ERROR,
    POISSON,
    RELU,
    SIGMOID,
    SOFTMAX,
    SOFTPLUS,
    TANH,
)

_LOG2_E = 1 / math.log(2)
_LN_2_HIGH, _LN_2_LOW = 0.6931471803691238, 1.9082149292705877e-10  # their sum is ln 2 to 1e-26
_INVERSE_FACTORIALS = tuple(1 / math.factorial(n) for n in range(12, 0, -1))
_ROOT_HALF, _NORMAL_PEAK = math.sqrt(0.5), 1 / math.sqrt(2 * math.pi)


# The sums are in the order that keeps them exact, so this one may not be reordered.
@jit(fastmath={"contract"}, inline="always")
def expm1(x):
    """Compute exp(x) - 1 = 2ⁿ exp(r) - 1 with |r| <= ln 2 / 2 by its Taylor series, to the last place of a float64."""
    x = 709.0 if x > 709.0 else x
    x = -709.0 if x < -709.0 else x
    n = math.floor(x * _LOG2_E + 0.5)
    r = (x - n * _LN_2_HIGH) - n * _LN_2_LOW
    p = 1 / 6227020800
    for c in _INVERSE_FACTORIALS:
        p = p * r + c
    p = p * r
    power = np.int64((np.int64(n) + 1023) << 52).view(np.float64)  # the exponent's bits of a float64
    return power * p + (power - 1.0)


@jit(inline="always")
def sigmoid(z):
    """Compute 1 / (1 + exp(-z))."""
    return 1.0 / (2.0 + expm1(-z))


@jit(inline="always")
def softplus(z):
    """log(1 + exp(z))."""
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


@jit(forceinline=True)
def activate(kind, z, a, first, n, width):
    """Compute a = f(z), and f'(z) in the place of z, for n rows from `first` on."""
    last = first + n * width
    if kind == SIGMOID:
        for i in range(first, last):
            y = sigmoid(z[U(i)])
            a[U(i)] = y
            z[U(i)] = y * (1.0 - y)
    elif kind == TANH:
        for i in range(first, last):
            e = expm1(2.0 * z[U(i)])
            y = e / (e + 2.0)
            a[U(i)] = y
            z[U(i)] = 1.0 - y * y
    elif kind == RELU:
        for i in range(first, last):
            a[U(i)] = 0.0 if z[U(i)] <= 0 else z[U(i)]  # NaN stays NaN
            z[U(i)] = 1.0 if z[U(i)] > 0 else 0.0
    elif kind == LEAKY_RELU:
        for i in range(first, last):
            leak = 1.0 if z[U(i)] > 0 else 0.01
            a[U(i)] = z[U(i)] * leak
            z[U(i)] = leak
    elif kind == SOFTPLUS:
        for i in range(first, last):
            a[U(i)] = softplus(z[U(i)])
            z[U(i)] = sigmoid(z[U(i)])
    elif kind == GELU:
        for i in range(first, last):
            share = 0.5 * math.erfc(-z[U(i)] * _ROOT_HALF)
            a[U(i)] = z[U(i)] * share
            z[U(i)] = share + z[U(i)] * math.exp(-0.5 * z[U(i)] * z[U(i)]) * _NORMAL_PEAK
    elif kind == EXP:
        for i in range(first, last):
            a[U(i)] = math.exp(z[U(i)])
            z[U(i)] = a[U(i)]
    elif kind == IDENTITY:
        for i in range(first, last):
            a[U(i)] = z[U(i)]
            z[U(i)] = 1.0
    else:  # softmax, whose slope is no number for each value
        for i in range(first, last, width):
            softmax_row(z, a, i, i + width)


@jit
def softmax_row(z, a, first, last):
    """Compute a = exp(z) / Σ exp(z) and give log Σ exp(z)."""
    largest = z[first]
    for i in range(first + 1, last):
        largest = max(largest, z[U(i)])
    total = 0.0
    for i in range(first, last):
        a[U(i)] = 1.0 + expm1(z[U(i)] - largest)
        total += a[U(i)]
    for i in range(first, last):
        a[U(i)] /= total
    return largest + math.log(total)


@jit(forceinline=True)
def loss_and_slope(loss, output, z, y, dz, first, n, width, t, shares):
    """Give the mean loss; compute its slope at z, for the cross-entropies also y; see `nn.losses`."""
    total = 0.0
    for row in range(n):
        i, j = first + row * width, row * width
        row_loss = 0.0
        if loss in (BINARY_CROSS_ENTROPY, CATEGORICAL_CROSS_ENTROPY):
            total += _cross_entropy(loss, output, z, y, dz, i, width, t, j, shares[row])
            continue
        for k in range(width):
            r = y[U(i + k)] - t[U(j + k)]
            if loss == HALF_SQUARED_ERROR:
                row_loss += r * r / 2
                slope = r
            elif loss == MEAN_SQUARED_ERROR:
                row_loss += r * r / width
                slope = r * (2 / width)
            elif loss == POISSON:
                target, above_zero = t[U(j + k)], max(y[U(i + k)], 1e-30)  # exp(z) can be 0 in floating point
                row_loss += r + (target * math.log(target / above_zero) if target > 0 else 0.0)
                slope = 1.0 - target / above_zero
            else:  # Huber
                size = abs(r)
                row_loss += r * r / 2 if size <= 1 else size - 0.5
                slope = max(-1.0, min(1.0, r))
            dz[U(i + k)] = slope * shares[row]
        total += row_loss * shares[row]
        if output == SOFTMAX:
            inner = 0.0
            for k in range(i, i + width):
                inner += dz[U(k)] * y[U(k)]
            for k in range(i, i + width):
                dz[U(k)] = y[U(k)] * (dz[U(k)] - inner)
        else:
            for k in range(i, i + width):
                dz[U(k)] *= z[U(k)]  # the slope of the activation
    return total


@jit
def _cross_entropy(loss, output, z, y, dz, i, width, t, j, share):
    row_loss = 0.0
    if output == SOFTMAX:
        log_total = softmax_row(z, y, i, i + width)
        t_sum = 0.0
        for k in range(width):
            row_loss += t[U(j + k)] * (log_total - z[U(i + k)])
            t_sum += t[U(j + k)]
        for k in range(width):
            dz[U(i + k)] = (y[U(i + k)] * t_sum - t[U(j + k)]) * share
    else:
        for k in range(width):
            y[U(i + k)] = sigmoid(z[U(i + k)])
            row_loss += t[U(j + k)] * softplus(-z[U(i + k)])
            if loss == BINARY_CROSS_ENTROPY:
                row_loss += (1.0 - t[U(j + k)]) * softplus(z[U(i + k)])
                dz[U(i + k)] = (y[U(i + k)] - t[U(j + k)]) * share
            else:
                dz[U(i + k)] = -t[U(j + k)] * (1.0 - y[U(i + k)]) * share
    return row_loss * share


@jit(forceinline=True)
def count_hits(y, first, n, width, t):
    """Count the rows whose class is right; see `nn.model.decide`."""
    hits = 0
    for row in range(n):
        i, j = first + row * width, row * width
        if width == 1:
            hits += (y[i] >= 0.5) == (t[j] >= 0.5)
        else:
            said, truth = 0, 0
            for k in range(1, width):
                said = k if y[i + k] > y[i + said] else said
                truth = k if t[j + k] > t[j + truth] else truth
            hits += said == truth
    return hits
