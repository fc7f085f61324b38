"""The steps of training, compiled: forward, loss, backward, update, in the order of `Network` and `training`.

All numbers lie in flat arrays: the parameters in the order of their names, W1, b1, W2, …, and the values of a batch
layer by layer, those of layer 0 being its rows. A step makes no new array.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from unstuck.arrays import Array
from unstuck.nn.kernels.functions import activate, count_hits, loss_and_slope
from unstuck.nn.kernels.jit import U, jit
from unstuck.nn.kernels.names import (
    ADAMW,
    BINARY_CROSS_ENTROPY,
    CATEGORICAL_CROSS_ENTROPY,
    MOMENTUM,
    NESTEROV,
    RMSPROP,
    SGD,
    SPARSE,
)
from unstuck.nn.kernels.products import backward, find_nonzero, forward, update


class Chain(NamedTuple):
    """The network in numbers, an entry for each layer from 0, the inputs.

    `weights` and `biases` are where W and b begin among the parameters, `values` where the values of the layer begin in
    the arrays of a batch. `forms` says how the products of the layer are done. A value
    that is not dropped is multiplied by `kept`. What layer 0 does not have is 0.
    """

    widths: Array
    weights: Array
    biases: Array
    values: Array
    activations: Array
    forms: Array
    drop_probabilities: Array
    kept: Array
    l2: Array
    loss: int
    counts_hits: bool


class Rule(NamedTuple):
    """The optimizer in numbers.

    `in_place` says that a step needs no gradient to be formed: W -= rate xᵀ dz. `clip_norm` is infinite where the
    gradient is not clipped.
    """

    kind: int
    settings: Array
    clip_norm: float
    in_place: bool


class Lists(NamedTuple):
    """Which rows are added up in a product; see `products`.

    `chosen` holds 0, 1, 2, …, the list of all; then, where the zeros of a batch are left out, the columns that are not
    zero, row by row from `row_start`, and the rows that are not zero, column by column from `column_start`.
    """

    chosen: Array
    row_start: Array
    column_start: Array


class Work(NamedTuple):
    """Room for a batch: its targets, the share of each row in the loss, and of each layer z (then f'(z)), a and dz."""

    t: Array
    shares: Array
    z: Array
    a: Array
    d: Array
    lists: Lists


class FlatRows(NamedTuple):
    """The rows to learn from, one after the other; `weights` is empty where all weigh the same."""

    x: Array
    t: Array
    weights: Array


class Block(NamedTuple):
    """Which rows the steps of one call take, and at which rate.

    An epoch takes `n_epoch` rows, `size` a step; the first step begins at the row `position` of an epoch. `order` holds
    the numbers of the rows and is empty where they come as the data have them. `filled` says that the only batch
    there is lies in its place already. `draws` are the random numbers that decide what is dropped.
    """

    order: Array
    draws: Array
    rates: Array
    n_epoch: int
    size: int
    position: int
    filled: bool
    steps_before: int


@jit
def take_steps(chain, rule, rows, work, block, parameters, gradient, slots, losses, hits):
    """Take the steps of a block; give how many were taken before the loss was not finite.

    Parameters
    ----------
    chain, rule, rows, work, block : Chain, Rule, FlatRows, Work, Block
    parameters : array of shape (n_parameters,)
        Changed in place.
    gradient : array of shape (n_parameters,)
        The parameters themselves where a step needs no gradient.
    slots : array of shape (n_slots * n_parameters,)
        What the optimizer remembers; changed in place.
    losses, hits : array of shape (n_steps,)
        Of every batch before its step: the loss, with the L2 term, and the rows whose class was right.
    """
    widths, weights, biases, values, forms = chain.widths, chain.weights, chain.biases, chain.values, chain.forms
    activations, drop_probabilities, kept = chain.activations, chain.drop_probabilities, chain.kept
    chosen, row_start, column_start = work.lists.chosen, work.lists.row_start, work.lists.column_start
    order, data_x, data_t, data_weights, settings = block.order, rows.x, rows.t, rows.weights, rule.settings
    t, shares, z, a, d, rates, draws = work.t, work.shares, work.z, work.a, work.d, block.rates, block.draws
    depth, l2, count = len(widths) - 1, chain.l2[0], len(parameters)
    n_in, n_out, out = widths[0], widths[depth], values[depth]
    one = parameters.dtype.type(1)
    of_logarithms = chain.loss in (BINARY_CROSS_ENTROPY, CATEGORICAL_CROSS_ENTROPY)
    position, taken, drawn = block.position, 0, 0
    for step in range(len(rates)):
        n, rate = min(block.size, block.n_epoch - position), rates[step]
        if step == 0 or block.size < block.n_epoch or len(order) > 0:
            if not block.filled:
                for i in range(n):
                    row = order[U(taken + i)] if len(order) > 0 else position + i
                    _take_row(data_x, data_t, data_weights, row, n, i, n_in, n_out, a, t, shares)
            if forms[1] == SPARSE:
                find_nonzero(a, 0, n, n_in, chosen, row_start, column_start)

        for layer in range(1, depth + 1):
            before, at, n_from, n_to = values[layer - 1], values[layer], widths[layer - 1], widths[layer]
            forward(
                forms[layer],
                parameters,
                weights[layer],
                biases[layer],
                a,
                before,
                z,
                at,
                n,
                n_from,
                n_to,
                chosen,
                row_start,
            )
            if layer < depth or not of_logarithms:  # the cross-entropies are computed from z
                activate(activations[layer], z, a, at, n, n_to)
            if drop_probabilities[layer] > 0:
                _drop(drop_probabilities[layer], kept[layer], draws, drawn, a, z, at, n * n_to)
                drawn += n * n_to
        loss = loss_and_slope(chain.loss, activations[depth], z, a, d, out, n, n_out, t, shares)
        loss += _penalty(l2, parameters, weights, biases)
        losses[step] = loss
        if not math.isfinite(loss):
            return step
        if chain.counts_hits:
            hits[step] = count_hits(a, out, n, n_out, t)

        # A layer's W is needed for dA until it is changed.
        scale = -rate if rule.in_place else one
        for layer in range(depth, 0, -1):
            before, at, n_from, n_to = values[layer - 1], values[layer], widths[layer - 1], widths[layer]
            w, b = weights[layer], biases[layer]
            if layer > 1:
                backward(forms[layer], parameters, w, d, at, before, n, n_from, n_to)
                for i in range(before, before + n * n_from):
                    d[U(i)] *= z[U(i)]  # the slope of the activation
            if not rule.in_place:
                for i in range(w, b + n_to):
                    gradient[U(i)] = 0
            if l2 > 0:
                for i in range(w, b):
                    gradient[U(i)] += scale * l2 * parameters[U(i)]
            update(
                forms[layer], scale, a, before, d, at, gradient, w, b, n, n_from, n_to, chosen, row_start, column_start
            )
        if not rule.in_place:
            _clip(rule.clip_norm, gradient)
            for part in range(2 * depth):  # W1, b1, W2, …
                layer, is_bias = part // 2 + 1, part % 2
                first = biases[layer] if is_bias else weights[layer]
                last = first + widths[layer] if is_bias else biases[layer]
                k = block.steps_before + step + 1
                _move(rule.kind, settings, rate, k, parameters, gradient, slots, first, last, count, is_bias)
        taken += n
        position = 0 if position + n == block.n_epoch else position + n
    return len(rates)


@jit(forceinline=True)
def _take_row(data_x, data_t, data_weights, row, n, i, n_in, n_out, a, t, shares):
    for j in range(n_in):
        a[U(i * n_in + j)] = data_x[U(row * n_in + j)]
    for k in range(n_out):
        t[U(i * n_out + k)] = data_t[U(row * n_out + k)]
    shares[i] = (data_weights[row] if len(data_weights) > 0 else 1.0) / n


@jit(forceinline=True)
def _drop(probability, kept, draws, drawn, a, slope, at, count):
    for i in range(count):
        mask = kept if draws[U(drawn + i)] >= probability else 0 * kept
        a[U(at + i)] *= mask
        slope[U(at + i)] *= mask


@jit(forceinline=True)
def _penalty(l2, parameters, weights, biases):
    total = 0.0
    if l2 > 0:
        for layer in range(1, len(weights)):
            for i in range(weights[layer], biases[layer]):
                total += parameters[U(i)] * parameters[U(i)]
    return l2 / 2 * total


@jit
def _clip(longest, gradient):
    if longest < math.inf:
        total = 0.0
        for i in range(len(gradient)):
            total += gradient[i] * gradient[i]
        norm = math.sqrt(total)
        if norm > longest:
            for i in range(len(gradient)):
                gradient[i] *= longest / norm


@jit
def _move(kind, s, rate, k, p, g, slots, first, last, count, is_bias):
    """Make the step of the optimizer for the parameters from `first` up to `last`; see `nn.optimizers`.

    The second slot of a parameter lies `count` places behind the first.
    """
    number = p.dtype.type
    if kind == SGD:
        for i in range(first, last):
            p[U(i)] -= rate * g[U(i)]
    elif kind in (MOMENTUM, NESTEROV):
        decay, nesterov = number(s[0]), kind == NESTEROV
        for i in range(first, last):
            v = decay * slots[U(i)] - rate * g[U(i)]
            slots[U(i)] = v
            p[U(i)] += decay * v - rate * g[U(i)] if nesterov else v
    elif kind == RMSPROP:
        decay, new, epsilon = number(s[0]), number(1 - s[0]), number(s[1])
        for i in range(first, last):
            square = decay * slots[U(i)] + new * g[U(i)] * g[U(i)]
            slots[U(i)] = square
            p[U(i)] -= rate * g[U(i)] / (math.sqrt(square) + epsilon)
    else:
        beta_1, beta_2, new_1, new_2 = number(s[0]), number(s[1]), number(1 - s[0]), number(1 - s[1])
        share_1, share_2, epsilon = number(1 - s[0] ** k), number(1 - s[1] ** k), number(s[2])
        shrink = number(0.0 if is_bias or kind != ADAMW else s[3])
        for i in range(first, last):
            mean = beta_1 * slots[U(i)] + new_1 * g[U(i)]
            square = beta_2 * slots[U(count + i)] + new_2 * g[U(i)] * g[U(i)]
            slots[U(i)], slots[U(count + i)] = mean, square
            p[U(i)] -= rate * (mean / share_1) / (math.sqrt(square / share_2) + epsilon) + rate * shrink * p[U(i)]
