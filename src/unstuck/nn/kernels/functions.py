r"""The activations and the losses of `nn`, compiled: the same formulas, written for many numbers at a time.

An activation is computed together with its slope, which takes the place of z: on the way back nothing is left to do but
to multiply. Exponentials are polynomials here, since a call of the C library is not done for many numbers at once.
"""

from __future__ import annotations

import math
from typing import Any

from numba import types
from numba.extending import overload

from unstuck.nn.kernels import lanes
from unstuck.nn.kernels.jit import jit
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
_ROOT_HALF, _NORMAL_PEAK = math.sqrt(0.5), 1 / math.sqrt(2 * math.pi)
_NOTHING = -1e30


def parts_of_exp(x: Any) -> Any:
    """Compute 2ⁿ and exp(r) - 1, whose product and 2ⁿ make exp(x): |r| <= ln 2 / 2, and a Taylor series is exact."""
    raise NotImplementedError("only in compiled code")


@overload(parts_of_exp, jit_options={"error_model": "numpy"})
def _parts_of_exp(x):
    if x.dtype == types.float32:
        highest, degree, high, low = 87.0, 8, 0.693359375, -2.12194440054690583e-4
    else:
        highest, degree, high, low = 709.0, 13, 0.6931471803691238, 1.9082149292705877e-10
    series = lanes.polynomial([1 / math.factorial(n) for n in range(1, degree + 1)])

    def implementation(x):
        x = lanes.at_most(highest, x, highest, lanes.at_most(x, -highest, -highest, x))  # NaN stays NaN
        n = lanes.floor(x * _LOG2_E + 0.5)
        r = (x - n * high) - n * low  # their sum is ln 2, and the first has so few digits that n times it is exact
        return lanes.power_of_two(n), series(r) * r

    return implementation


@jit(inline="always")
def exp(x):
    """Compute exp(x) of many, to the last place."""
    power, rest = parts_of_exp(x)
    return power * rest + power


@jit(inline="always")
def expm1(x):
    """Compute exp(x) - 1 of many, to the last place."""
    power, rest = parts_of_exp(x)
    return power * rest + (power - 1.0)


@jit(inline="always")
def sigmoid(z):
    """Compute 1 / (1 + exp(-z)) of many."""
    return 1.0 / (1.0 + exp(-1.0 * z))


@jit(inline="always")
def softplus(z):
    """log(1 + exp(z)) of one."""
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


@jit(forceinline=True)
def activate(lane, kind, z, a, n, stride, valid):
    """Compute a = f(z), and f'(z) in the place of z, for n rows."""
    lanes.compact()
    if kind == SOFTMAX:  # whose slope is no number for each value
        for i in range(0, n * stride, stride):
            softmax_row(lanes.at(z, i), lanes.at(a, i), stride, valid)
        return
    last, step = n * stride, lanes.count(z)
    if kind == SIGMOID:
        for i in range(0, last, step):
            y = sigmoid(lanes.load(z, i))
            lanes.store(a, i, y)
            lanes.store(z, i, y * (1.0 - y))
    elif kind == TANH:
        for i in range(0, last, step):
            e = expm1(2.0 * lanes.load(z, i))
            y = e / (e + 2.0)
            lanes.store(a, i, y)
            lanes.store(z, i, 1.0 - y * y)
    elif kind == RELU:
        for i in range(0, last, step):
            x = lanes.load(z, i)
            lanes.store(a, i, lanes.at_most(x, 0.0, 0.0, x))  # NaN stays NaN
            lanes.store(z, i, lanes.at_most(x, 0.0, 0.0, 1.0))
    elif kind == LEAKY_RELU:
        for i in range(0, last, step):
            x = lanes.load(z, i)
            leak = lanes.at_most(x, 0.0, 0.01, 1.0)
            lanes.store(a, i, x * leak)
            lanes.store(z, i, leak)
    elif kind == SOFTPLUS:
        for i in range(last):
            a[i] = softplus(z[i])
            z[i] = 1.0 / (1.0 + math.exp(-z[i]))
    elif kind == GELU:
        for i in range(last):
            share = 0.5 * math.erfc(-z[i] * _ROOT_HALF)
            a[i] = z[i] * share
            z[i] = share + z[i] * math.exp(-0.5 * z[i] * z[i]) * _NORMAL_PEAK
    elif kind == EXP:
        for i in range(last):
            a[i] = math.exp(z[i])
            z[i] = a[i]
    elif kind == IDENTITY:
        for i in range(0, last, step):
            lanes.store(a, i, lanes.load(z, i))
            lanes.store(z, i, lanes.load(z, i) * 0.0 + 1.0)
    if len(lane) > 0 and kind in (SIGMOID, SOFTPLUS, EXP):
        inside = lanes.load(valid, 0)
        for i in range(0, last, step):  # f(0) is not 0, and what is behind a row must be
            lanes.store(a, i, lanes.load(a, i) * inside)


@jit(forceinline=True)
def softmax_row(z, a, stride, valid):
    """Compute a = exp(z) / Σ exp(z) and give log Σ exp(z)."""
    step, largest = lanes.count(z), z[0]
    for k in range(0, stride, step):
        inside = lanes.load(valid, k)
        largest = max(largest, lanes.largest(lanes.at_most(inside, 0.0, _NOTHING, lanes.load(z, k))))
    total = largest * 0
    for k in range(0, stride, step):
        e = exp(lanes.load(z, k) - largest) * lanes.load(valid, k)
        lanes.store(a, k, e)
        total += lanes.total(e)
    for k in range(0, stride, step):
        lanes.store(a, k, lanes.load(a, k) / total)
    return largest + math.log(total)


@jit(forceinline=True)
def loss_and_slope(loss, output, z, y, dz, n, width, stride, valid, t, shares, scale):
    """Give the mean loss; compute `scale` times its slope at z, for the cross-entropies also y; see `nn.losses`."""
    total = 0.0
    for i in range(n):
        row, weight = i * stride, shares[i] * scale
        z_row, y_row, dz_row, t_row = lanes.at(z, row), lanes.at(y, row), lanes.at(dz, row), lanes.at(t, row)
        if loss == CATEGORICAL_CROSS_ENTROPY and output == SOFTMAX:
            row_loss = _softmax_entropy(z_row, y_row, dz_row, stride, valid, t_row, weight)
        elif loss in (BINARY_CROSS_ENTROPY, CATEGORICAL_CROSS_ENTROPY):
            row_loss = _sigmoid_entropy(loss, z_row, y_row, dz_row, width, stride, valid, t_row, weight)
        else:
            if loss in (HALF_SQUARED_ERROR, MEAN_SQUARED_ERROR):
                factor = 1.0 if loss == HALF_SQUARED_ERROR else 2.0 / width
                row_loss = _squared_error(factor, y_row, dz_row, stride, valid, t_row, weight)
            else:
                row_loss = _one_by_one(loss, y_row, dz_row, width, t_row, weight)
            _through_activation(output, z_row, y_row, dz_row, stride)
        total += row_loss * shares[i]
    return total


@jit(forceinline=True)
def _softmax_entropy(z, y, dz, stride, valid, t, share):
    row_loss = t_sum = share * 0
    log_total = softmax_row(z, y, stride, valid)
    for k in range(0, stride, lanes.count(z)):
        row_loss += lanes.total(lanes.load(t, k) * (log_total - lanes.load(z, k)))
        t_sum += lanes.total(lanes.load(t, k))
    for k in range(0, stride, lanes.count(z)):
        lanes.store(dz, k, (lanes.load(y, k) * t_sum - lanes.load(t, k)) * share)
    return row_loss


@jit(forceinline=True)
def _sigmoid_entropy(loss, z, y, dz, width, stride, valid, t, share):
    row_loss = share * 0
    for k in range(width):
        row_loss += t[k] * softplus(-z[k])
        if loss == BINARY_CROSS_ENTROPY:
            row_loss += (1.0 - t[k]) * softplus(z[k])
    for k in range(0, stride, lanes.count(z)):
        target, said = lanes.load(t, k), sigmoid(lanes.load(z, k))
        lanes.store(y, k, said)
        slope = said - target if loss == BINARY_CROSS_ENTROPY else target * (said - 1.0)
        lanes.store(dz, k, slope * lanes.load(valid, k) * share)
    return row_loss


@jit(forceinline=True)
def _squared_error(factor, y, dz, stride, valid, t, share):
    row_loss = share * 0
    for k in range(0, stride, lanes.count(y)):
        r = (lanes.load(y, k) - lanes.load(t, k)) * lanes.load(valid, k)
        row_loss += lanes.total(r * r) * (factor / 2)
        lanes.store(dz, k, r * (factor * share))
    return row_loss


@jit(forceinline=True)
def _one_by_one(loss, y, dz, width, t, share):
    """Of Huber and Poisson: the loss of a row, and its slope at y."""
    row_loss = share * 0
    for k in range(width):
        r = y[k] - t[k]
        if loss == POISSON:
            above_zero = max(y[k], 1e-30)  # exp(z) can be 0 in floating point
            row_loss += r + (t[k] * math.log(t[k] / above_zero) if t[k] > 0 else 0.0)
            slope = 1.0 - t[k] / above_zero
        else:  # Huber
            size = abs(r)
            row_loss += r * r / 2 if size <= 1 else size - 0.5
            slope = max(-1.0, min(1.0, r))
        dz[k] = slope * share
    return row_loss


@jit(forceinline=True)
def _through_activation(output, z, y, dz, stride):
    """From the slope at y to that at z, in its place."""
    step, inner = lanes.count(y), y[0] * 0
    if output == SOFTMAX:
        for k in range(0, stride, step):
            inner += lanes.total(lanes.load(dz, k) * lanes.load(y, k))
        for k in range(0, stride, step):
            lanes.store(dz, k, lanes.load(y, k) * (lanes.load(dz, k) - inner))
    else:
        for k in range(0, stride, step):
            lanes.store(dz, k, lanes.load(dz, k) * lanes.load(z, k))  # the slope of the activation


@jit(forceinline=True)
def count_hits(y, n, width, stride, t):
    """Count the rows whose class is right; see `nn.model.decide`."""
    hits = 0
    for row in range(0, n * stride, stride):
        if width == 1:
            hits += (y[row] >= 0.5) == (t[row] >= 0.5)
        else:
            said = truth = row
            for k in range(row + 1, row + width):
                said = k if y[k] > y[said] else said
                truth = k if t[k] > t[truth] else truth
            hits += said == truth
    return hits
