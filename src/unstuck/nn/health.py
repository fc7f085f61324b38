"""What a network's own values say about why it does not learn.

The first number that went bad; units that pass no gradient back; the same answer for every row.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.arrays import Array, Parameters
from unstuck.nn.activations import Activation
from unstuck.nn.losses import row_losses
from unstuck.nn.network import Network

_SATURATED_WITHIN = 0.01
"""A unit this near to one of the flat ends of its activation passes at most 2 % of the gradient back."""

_ON_MOST_ROWS = 0.95
"""A unit that is saturated on some rows and not on others has learnt something; on nearly all, it is stuck."""

_ROWS_LOOKED_AT = 1000
_ROWS_AT_ONCE = 100


def first_non_finite(network: Network, parameters: Parameters, x: Array, t: Array) -> str | None:
    """Name the first quantity that is NaN or infinite, in the order in which it is computed.

    Parameters
    ----------
    network : Network
    parameters : dict of str to array
    x, t : array of shape (n_rows, n_inputs), (n_rows, n_outputs)

    Returns
    -------
    str or None
        Such as ``"the loss (1 of 1 values is NaN or infinite), after z = x W + b of layer 2 had reached 3e+160"``; None
        if all are finite.
    """
    before = ""
    with np.errstate(all="ignore"):
        for what, array in _in_order_of_computation(network, parameters, x, t):
            bad = int((~np.isfinite(array)).sum())
            if bad:
                return f"{what} ({bad} of {array.size} values {'is' if bad == 1 else 'are'} NaN or infinite){before}"
            before = f", after {what} had reached {np.abs(array).max():.2g}"
    return None


def _in_order_of_computation(
    network: Network, parameters: Parameters, x: Array, t: Array
) -> Iterator[tuple[str, Array]]:
    yield "the inputs x", np.asarray(x.data) if hasattr(x, "toarray") else x  # of a sparse matrix those that are not 0
    yield "the targets t", t
    for layer, z, a in network.layer_values(parameters, x):
        for name in (f"W{layer}", f"b{layer}"):
            yield f"the parameter {name} of layer {layer}", parameters[name]
        yield f"z = x W + b of layer {layer}", z
        yield f"the activation of layer {layer}", a
    evaluation = network.loss_and_gradients(parameters, x, t)
    yield "the loss", np.asarray(evaluation.loss)
    for layer in range(network.depth, 0, -1):
        for name in (f"W{layer}", f"b{layer}"):
            yield f"the gradient of {name} of layer {layer}", evaluation.gradients[name]


def constant_answer(network: Network, t: Array) -> float:
    """Compute the lowest mean loss that the same answer to every row can have: what is paid for ignoring the inputs.

    For the cross-entropies and the squared errors that answer is the mean of the targets; for Huber's loss it is taken
    as their median.
    """
    loss = network.loss_record
    if not loss.of_logarithms:
        middle = np.median(t, axis=0) if loss.name == "huber" else t.mean(axis=0)
        return float(loss.value(np.broadcast_to(middle, t.shape), t).mean())
    share = np.broadcast_to(t.mean(axis=0), t.shape)
    tiny = np.finfo(t.dtype).tiny
    return float(loss.value(np.log(np.maximum(share, tiny)), np.log(np.maximum(1 - share, tiny)), t).mean())


def examine(network: Network, parameters: Parameters, x: Array, t: Array) -> tuple[str, ...]:
    """Say what keeps a network from learning, if it has not learnt.

    Silent when the loss is below a quarter of what the best constant answer costs: what is unusual there does no harm.
    At most 1,000 rows, evenly spaced, are looked at.

    Parameters
    ----------
    network : Network
    parameters : dict of str to array
    x, t : array of shape (n_rows, n_inputs), (n_rows, n_outputs)

    Returns
    -------
    tuple of str
        A sentence each, with its numbers; empty if there is nothing to say.
    """
    every = -(-len(x) // _ROWS_LOOKED_AT)
    x, t = x[::every], t[::every]
    stuck: dict[int, Array | int] = dict.fromkeys(range(1, network.depth), 0)  # on so many rows, for each unit
    outputs = []
    with np.errstate(over="ignore", invalid="ignore"):
        for first in range(0, len(x), _ROWS_AT_ONCE):  # the values of wide layers take more room than the parameters
            for layer, z, a in network.layer_values(parameters, x[first : first + _ROWS_AT_ONCE]):  # noqa: B007
                if layer < network.depth:
                    stuck[layer] += _where_flat(network.hidden_activations[layer - 1], a).sum(axis=0)
            outputs.append((z, a))
        z, a = (np.concatenate(parts) for parts in zip(*outputs, strict=True))
        constant = constant_answer(network, t)
        loss = float(row_losses(network.loss_record, network.output_activation, z, t).mean())
    if not np.isfinite(loss) or loss < constant / 4:
        return ()
    notes = [note for layer, rows in stuck.items() if (note := _stuck_units(network, layer, np.asarray(rows), x))]
    if len(x) > 1 and np.ptp(a, axis=0).max() < 1e-3 * max(1.0, float(np.abs(t).max())):
        notes.append(
            f"Every row gets the same answer, so the inputs are ignored: the loss {loss:.4g} is about the "
            f"{constant:.4g} that the best constant answer costs."
        )
    return tuple(notes)


def _where_flat(activation: Activation, a: Array) -> Array:
    """Tell for every value whether it is where the activation is flat."""
    if activation.flat == (0.0,):
        dead: Array = np.abs(a) < 1e-6
        return dead
    near = np.zeros(a.shape, bool)
    for end in activation.flat:
        near |= np.abs(a - end) < _SATURATED_WITHIN
    return near


def _stuck_units(network: Network, layer: int, stuck: Array, x: Array) -> str | None:
    """Say how many units of a layer are stuck, each being where it is flat on so many of the rows."""
    activation = network.hidden_activations[layer - 1]
    if not activation.flat:
        return None
    if activation.flat == (0.0,):
        dead = int((stuck == len(x)).sum())
        if dead * 2 <= len(stuck):
            return None
        return (
            f"Layer {layer}: {dead} of {len(stuck)} {activation.name} units are 0 for every row. A dead unit passes no "
            "gradient back and stays dead. Lower the learning rate, or start from smaller weights."
        )
    saturated = int((stuck / len(x) >= _ON_MOST_ROWS).sum())
    if saturated * 2 < len(stuck):
        return None
    largest = float(np.abs(x).max())
    cure = (
        f"The inputs reach {largest:.3g}: standardise them."
        if layer == 1 and largest > 3
        else "Start from smaller weights."
    )
    return (
        f"Layer {layer}: {saturated} of {len(stuck)} {activation.name} units are within {_SATURATED_WITHIN} of "
        f"{' or '.join(f'{end:g}' for end in activation.flat)} on at least {_ON_MOST_ROWS:.0%} of the rows, where the "
        f"function is flat. A saturated unit passes almost no gradient back. {cure}"
    )
