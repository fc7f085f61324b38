r"""The steps of training, compiled: forward, loss, backward, update, in the order of `Network` and `training`.

All numbers lie in flat arrays: the parameters in the order of their names, W1, b1, W2, …, and the values of a batch
layer by layer, those of layer 0 being its rows. A step makes no new array.

Where it saves time, the first layer's products are done for several steps together. A step of gradient descent adds to
its W only multiples of rows of X, so that for a group of rows, W being W₀ at its beginning,

.. math:: W = W_0 + X^T S, \qquad X W = X W_0 + (X X^T) S,

where row r of S is the sum of all -η dz that row r of X has given so far. Within a group only S grows, by the rows of
a step; W is read once to begin and written once at the end. The steps are the same but for rounding.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from unstuck.arrays import Array
from unstuck.nn.kernels import blas, lanes
from unstuck.nn.kernels.functions import activate, count_hits, loss_and_slope
from unstuck.nn.kernels.jit import jit
from unstuck.nn.kernels.lanes import at, load, numbers, pointer, store
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
from unstuck.nn.kernels.products import add, backward, find_nonzero, forward, rows_together, update


class Chain(NamedTuple):
    """The network in numbers, an entry for each layer from 0, the inputs.

    `weights` and `biases` are where W and b begin among the parameters, `values` where the values of the layer begin in
    the arrays of a batch; from row to row both are `strides` numbers, those behind the `widths` being without meaning
    (see `lanes`). `forms` says how the products of the layer are done. A value that is not dropped is multiplied by
    `kept`. What layer 0 does not have is 0. `valid` is 1 for each output and 0 behind; where
    rows are narrow, that for the units of each layer (see `layout`).
    """

    widths: Array
    strides: Array
    weights: Array
    biases: Array
    values: Array
    activations: Array
    forms: Array
    drop_probabilities: Array
    kept: Array
    l2: Array
    valid: Array
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

    Where the zeros of a batch are left out, `chosen` holds the columns that are not zero, row by
    row from `row_start`, and then the rows that are not zero, column by column from `column_start`; `numbers` what is
    there.
    """

    chosen: Array
    numbers: Array
    row_start: Array
    column_start: Array


class Work(NamedTuple):
    """Room for a batch: its targets, the share of each row in the loss, and of each layer z (then f'(z)), a and dz.

    Behind the values of a batch, where those of layer 0 begin, a has the rows X of a group of steps, z has X W₀ and d
    has S; `gram` has X Xᵀ. These three are empty where a group is one step. `turned` is for a Wᵀ.
    """

    t: Array
    shares: Array
    z: Array
    a: Array
    d: Array
    lists: Lists
    gram: Array
    turned: Array


class FlatRows(NamedTuple):
    """The rows to learn from, one after the other; `weights` is empty where all weigh the same."""

    x: Array
    t: Array
    weights: Array


class Block(NamedTuple):
    """Which rows the steps of one call take, and at which rate.

    An epoch takes `n_epoch` rows, `size` a step; the first step begins at the row `position` of an epoch. `order` holds
    the numbers of the rows and is empty where they come as the data have them. `filled` says that the only batch
    there is lies in its place already, with the lists of what is not zero. `draws` are the random numbers that decide
    what is dropped. `together` steps are a group, or fewer at the end of an epoch or a block. `rates` are one a step,
    or one for all.
    """

    order: Array
    draws: Array
    rates: Array
    n_epoch: int
    size: int
    position: int
    filled: bool
    steps_before: int
    together: int


def take_steps(lane, chain, rule, rows, work, block, parameters, gradient, slots, losses, hits):
    """Take the steps of a block; give how many were taken before the loss was not finite.

    Parameters
    ----------
    lane : tuple of int
        As long as a row of each layer where all rows are so short that they are taken at once, or empty. Compiled code
        knows how long it is.
    chain, rule, rows, work, block : Chain, Rule, FlatRows, Work, Block
    parameters : array of shape (n_parameters,)
        Changed in place.
    gradient : array of shape (n_parameters,)
        The parameters themselves where a step needs no gradient.
    slots : array of shape (n_slots * n_parameters,)
        What the optimizer remembers; changed in place.
    losses, hits : array of shape (n_steps,)
        Of every batch before its step: the loss, with the L2 term, and the rows whose class was right. No hits where
        they are not counted.
    """
    lanes.compact()
    p, g, slots = numbers(parameters, lane), numbers(gradient, lane), numbers(slots, lane)
    n_steps, losses, hits = len(losses), pointer(losses), pointer(hits)
    widths, strides, weights = pointer(chain.widths), pointer(chain.strides), pointer(chain.weights)
    biases, values, forms = pointer(chain.biases), pointer(chain.values), pointer(chain.forms)
    activations, drop_probabilities = pointer(chain.activations), pointer(chain.drop_probabilities)
    kept, valid, settings = pointer(chain.kept), numbers(chain.valid, lane), pointer(rule.settings)
    of, gram, turned = work.lists, numbers(work.gram, lane), numbers(work.turned, lane)
    lists = Lists(pointer(of.chosen), numbers(of.numbers, lane), pointer(of.row_start), pointer(of.column_start))
    t, shares = numbers(work.t, lane), pointer(work.shares)
    z, a, d = numbers(work.z, lane), numbers(work.a, lane), numbers(work.d, lane)
    data_x, data_t, data_weights = numbers(rows.x, lane), numbers(rows.t, lane), pointer(rows.weights)
    order, rates, draws = pointer(block.order), pointer(block.rates), pointer(block.draws)
    depth, l2, count = len(chain.widths) - 1, chain.l2[0], len(parameters)
    drawn_order, weighted, size, together = len(block.order) > 0, len(rows.weights) > 0, block.size, block.together
    n_in, n_out, wide, out = widths[0], widths[depth], strides[1], values[depth]
    t_stride = len(lane) if len(lane) > 0 else strides[depth]
    of_logarithms = chain.loss in (BINARY_CROSS_ENTROPY, CATEGORICAL_CROSS_ENTROPY)
    same = size == block.n_epoch and not drawn_order  # every step takes the same rows
    grouped, step_of_lanes, changing = together > 1, lanes.count(z), len(block.rates) > 1
    x, ahead, late = at(a, values[0]), at(z, values[0]), at(d, values[0])
    position, taken, drawn, in_group, n_group = block.position, 0, 0, 0, 0
    for step in range(n_steps):
        n, rate = min(size, block.n_epoch - position), rates[step if changing else 0]
        if in_group == 0:
            n_group = n if same else min(together * size, block.n_epoch - position)
            if not (block.filled or (same and step > 0)):  # once for a run where all steps take the same rows
                for i in range(n_group):
                    row = order[taken + i] if drawn_order else position + i
                    share = 1.0 / min(size, block.n_epoch - position - i // size * size)
                    shares[i] = data_weights[row] * share if weighted else share
                    _copy(at(data_x, row * n_in), at(x, i * strides[0]), n_in)
                    _copy(at(data_t, row * n_out), at(t, i * t_stride), n_out)
                if len(lane) == 0 and forms[1] == SPARSE:
                    find_nonzero(x, n_group, n_in, lists, rows_together(n_group, wide))
                if len(lane) == 0 and grouped:
                    blas.gram(x, n_group, n_in, gram)
            if len(lane) == 0 and grouped:
                for i in range(0, n_group * wide, step_of_lanes):
                    store(late, i, 0.0)
                forward(lane, forms[1], at(p, weights[1]), late, wide, x, n_in, ahead, n_group, n_in, widths[1],
                        lists)  # fmt: skip
        first = 0 if same else in_group * size  # of the rows of the group
        n_late = n_group if same and in_group > 0 else first  # so many have given something

        for layer in range(1, depth + 1):
            stride = len(lane) if len(lane) > 0 else strides[layer]
            x_stride = len(lane) if len(lane) > 0 else strides[layer - 1]
            w, b = at(p, weights[layer]), at(p, biases[layer])
            z_here, a_here, a_before = at(z, values[layer]), at(a, values[layer]), at(a, values[layer - 1])
            if len(lane) == 0 and layer == 1 and grouped:
                _forward_in_group(z_here, b, at(ahead, first * stride), at(gram, first * n_group), n_group, late,
                                      n_late, n, stride)  # fmt: skip
            else:
                forward(lane, forms[layer], w, b, stride, a_before, x_stride, z_here, n, widths[layer - 1],
                        widths[layer], lists)  # fmt: skip
            if layer < depth or not of_logarithms:  # the cross-entropies are computed from z
                activate(lane, activations[layer], z_here, a_here, n, stride, at(valid, layer * len(lane)))
            if drop_probabilities[layer] > 0:
                _drop(
                    drop_probabilities[layer], kept[layer], at(draws, drawn), a_here, z_here, n, widths[layer], stride
                )
                drawn += n * widths[layer]
        t_here, y = at(t, first * t_stride), at(a, out)
        scale = -rate if rule.in_place else rate * 0 + 1  # of all slopes, since what they are added to is W or dW
        loss = loss_and_slope(chain.loss, activations[depth], at(z, out), y, at(d, out), n, n_out, t_stride,
                              at(valid, depth * len(lane)), t_here, at(shares, first), scale)  # fmt: skip
        loss += _penalty(l2, p, weights, biases, depth)
        losses[step] = loss
        if not math.isfinite(loss):
            return step
        if chain.counts_hits:
            hits[step] = float(count_hits(y, n, n_out, t_stride, t_here))

        taken += n
        position = 0 if position + n == block.n_epoch else position + n
        in_group += 1
        if in_group == together or step == n_steps - 1 or (position == 0 and not same):
            in_group = 0

        # A layer's W is needed for dA until it is changed.
        for layer in range(depth, 0, -1):
            stride = len(lane) if len(lane) > 0 else strides[layer]
            x_stride = len(lane) if len(lane) > 0 else strides[layer - 1]
            w, b, dz, before = weights[layer], biases[layer], at(d, values[layer]), values[layer - 1]
            if layer > 1:
                backward(lane, forms[layer], at(p, w), stride, dz, at(z, before), at(d, before), x_stride, n,
                         widths[layer - 1], widths[layer], turned)  # fmt: skip
            if not rule.in_place:
                for i in range(w, b + stride, step_of_lanes):
                    store(g, i, 0.0)
            if l2 > 0:
                for i in range(w, b, step_of_lanes):
                    store(g, i, load(g, i) + scale * l2 * load(p, i))
            for k in range(0, stride, step_of_lanes):
                total = load(g, b + k)
                for i in range(0, n * stride, stride):
                    total += load(dz, i + k)
                store(g, b + k, total)
            n_rows = n
            if len(lane) == 0 and layer == 1 and grouped:
                for i in range(0, n * stride, step_of_lanes):
                    j = first * stride + i
                    store(late, j, load(late, j) + load(dz, i))
                dz, n_rows = late, n_group
            if layer > 1 or not grouped or in_group == 0:
                update(lane, forms[layer], at(a, before), x_stride, dz, at(g, w), stride, n_rows, widths[layer - 1],
                       widths[layer], lists)  # fmt: skip
        if not rule.in_place:
            _clip(rule.clip_norm, g, count)
            for part in range(2 * depth):  # W1, b1, W2, …
                layer, is_bias = part // 2 + 1, part % 2
                start = biases[layer] if is_bias else weights[layer]
                end = start + strides[layer] if is_bias else biases[layer]
                _move(rule.kind, settings, rate, block.steps_before + step + 1, p, g, slots, start, end, count, is_bias)
    return n_steps


@jit
def _forward_in_group(z, b, ahead, gram, n_group, late, n_late, n, stride):
    """Z = X W + b for a step of a group: X W₀ is known, and `late` is what n_late rows have given since."""
    step = lanes.count(z)
    for i in range(n):
        row = at(z, i * stride)
        for k in range(0, stride, step):
            store(row, k, load(b, k) + load(ahead, i * stride + k))
        add(row, stride, at(gram, i * n_group), 1, None, n_late, late, stride)


@jit(forceinline=True)
def _copy(source, target, n):
    step = lanes.count(source)
    whole = n - n % step
    for i in range(0, whole, step):
        store(target, i, load(source, i))
    for i in range(whole, n):
        target[i] = source[i]


@jit(forceinline=True)
def _drop(probability, kept, draws, a, slope, n, width, stride):
    for i in range(n):
        for k in range(width):
            mask = kept if draws[i * width + k] >= probability else 0 * kept
            a[i * stride + k] *= mask
            slope[i * stride + k] *= mask


@jit(forceinline=True)
def _penalty(l2, p, weights, biases, depth):
    total = 0.0
    if l2 > 0:
        for layer in range(1, depth + 1):
            total += _squares(p, weights[layer], biases[layer])
    return l2 / 2 * total


@jit
def _squares(p, first, last):
    total = load(p, first) * 0.0
    for i in range(first, last, lanes.count(p)):
        total += load(p, i) * load(p, i)
    return lanes.total(total)


@jit
def _clip(longest, g, n):
    if longest < math.inf:
        norm = math.sqrt(_squares(g, 0, n))
        if norm > longest:
            for i in range(0, n, lanes.count(g)):
                store(g, i, load(g, i) * (longest / norm))


@jit
def _move(kind, s, rate, k, p, g, slots, first, last, count, is_bias):
    """Make the step of the optimizer for the parameters from `first` up to `last`; see `nn.optimizers`.

    The second slot of a parameter lies `count` places behind the first.
    """
    lanes.compact()
    step = lanes.count(p)
    if kind == SGD:
        for i in range(first, last, step):
            store(p, i, load(p, i) - rate * load(g, i))
    elif kind in (MOMENTUM, NESTEROV):
        decay, nesterov = s[0], kind == NESTEROV
        for i in range(first, last, step):
            moved = rate * load(g, i)
            v = decay * load(slots, i) - moved
            store(slots, i, v)
            store(p, i, load(p, i) + (decay * v - moved if nesterov else v))
    elif kind == RMSPROP:
        decay, epsilon = s[0], s[1]
        for i in range(first, last, step):
            square = decay * load(slots, i) + (1 - decay) * load(g, i) * load(g, i)
            store(slots, i, square)
            store(p, i, load(p, i) - rate * load(g, i) / (lanes.root(square) + epsilon))
    else:
        beta_1, beta_2, epsilon = s[0], s[1], s[2]
        of_mean, of_root = rate / (1 - beta_1**k), 1 / math.sqrt(1 - beta_2**k)  # what is the same for all
        shrink = 0.0 if is_bias or kind != ADAMW else s[3]
        for i in range(first, last, step):
            mean = beta_1 * load(slots, i) + (1 - beta_1) * load(g, i)
            square = beta_2 * load(slots, count + i) + (1 - beta_2) * load(g, i) * load(g, i)
            store(slots, i, mean)
            store(slots, count + i, square)
            moved = of_mean * mean / (of_root * lanes.root(square) + epsilon)
            store(p, i, load(p, i) - moved - rate * shrink * load(p, i))
