"""Every weight of a network against central differences, in seconds.

A loss function that is moved one entry at a time runs the whole network for each: hours for 238,510 weights. But moving
one weight moves one column of z in one layer, and all weights into the same unit move the same column. So the unit's
column is moved for all of them at once, and only the layers above are run again.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unstuck.arguments import of_type
from unstuck.arrays import Array, Parameters
from unstuck.errors import InputError
from unstuck.gradcheck.function import Function
from unstuck.gradcheck.measurement import Floats, Measurement
from unstuck.gradcheck.report import GradientReport, report
from unstuck.gradcheck.slopes import EPS, SAFETY
from unstuck.gradcheck.structure import flatten
from unstuck.gradcheck.survey import Survey
from unstuck.nn.activations import Activation
from unstuck.nn.losses import row_losses
from unstuck.nn.network import Network
from unstuck.nn.rows import checked_rows

LARGEST_MOVES = (2.0**-7, 2.0**-13, 2.0**-19)
"""How far z is moved by the first of three steps; each of the others is a quarter of the one before. Smaller moves
are for entries whose slope was not seen clearly with larger ones, such as those that take a ReLU across 0."""

CLOSE = 1e-6
"""A relative error above this is not clear enough."""

SECOND_LOOKS = 200
"""How many entries that still seem to disagree are measured again alone, and kinks recognised."""

CHUNK = 2**19
"""How many numbers one array of moved values may hold: more does not fit into the cache."""


def check_network(
    network: Network, parameters: Parameters, x: Array, t: Array, gradients: Parameters | None = None
) -> GradientReport:
    """Compare every entry of a network's gradient with the slope of its loss.

    Computed in float64, without dropout. An entry that seems to disagree, for example because a ReLU changes sides, is
    measured again alone, as `unstuck.check_gradients` does.

    Parameters
    ----------
    network : Network
    parameters : dict of str to array
    x, t : array of shape (n_rows, n_inputs), (n_rows, n_outputs)
        A few rows are enough, and the time grows with their number.
    gradients : dict of str to array, optional
        The gradient to check; else the network's own.

    Returns
    -------
    GradientReport

    Raises
    ------
    InputError
        If the arrays do not fit the network.
    """
    of_type("network", network, Network, "unstuck.Network((784, 300, 10))")
    rows = checked_rows(network, x, t)
    network.check_parameters(parameters)
    probed = _Probed(
        network,
        {n: p.astype(np.float64) for n, p in parameters.items()},
        rows.x.astype(np.float64),
        rows.t.astype(np.float64),
    )
    if gradients is None:
        gradients = network.loss_and_gradients(probed.parameters, probed.x, probed.t).gradients
    network.check_parameters(gradients)
    for name, array in {**parameters, **{f"the gradient of {n}": g for n, g in gradients.items()}}.items():
        if not np.isfinite(array).all():
            raise InputError(f"{name} has {int((~np.isfinite(array)).sum())} values that are NaN or infinite.")
    rng = np.random.default_rng(0)
    structure, arrays = flatten(probed.parameters)
    survey = Survey.of(Function.watched(probed.mean_loss, structure, arrays), "central", rng)
    measurements = {}
    for i, (name, given) in enumerate(gradients.items()):
        measured = probed.measurement(name, np.asarray(given, dtype=np.float64))
        measurements[name] = survey.direction(i, _looked_at_again(survey, i, measured, rng), 0.0, rng)
    return report(measurements, samples=len(rows))


def _looked_at_again(survey: Survey, i: int, m: Measurement, rng: np.random.Generator) -> Measurement:
    """Measure entries that seem to disagree alone, with steps that are chosen for each; recognise kinks."""
    places = np.flatnonzero(m.wrong)[:SECOND_LOOKS]
    if not len(places):
        return m
    slopes = survey.entries(i, places, m.given, rng)
    numeric, error, kinks = m.numeric.copy(), m.error.copy(), m.kinks.copy()
    numeric.flat[places] = [slope.value for slope in slopes]
    error.flat[places] = [slope.error for slope in slopes]
    kinks.flat[places] = [slope.kink for slope in slopes]
    return replace(m, numeric=numeric, error=error, kinks=kinks)


class _Probed:
    """A network in float64, with the values of its layers for some rows."""

    def __init__(self, network: Network, parameters: Parameters, x: Array, t: Array) -> None:
        self.network, self.parameters, self.x, self.t = network, parameters, x, t
        layers = list(network.layer_values(parameters, x))
        self.z = [z for _, z, _ in layers]
        self.inputs = [x, *(a for _, _, a in layers[:-1])]
        self.functions: tuple[Activation, ...] = (*network.hidden_activations, network.output_activation)

    def mean_loss(self, parameters: Parameters) -> float:
        return self.network.mean_loss(parameters, self.x, self.t) + self.network.penalty(parameters)

    def row_losses(self, z: Array, t: Array) -> Array:
        return row_losses(self.network.loss_record, self.network.output_activation, z, t)

    def measurement(self, name: str, given: Floats) -> Measurement:
        layer = int(name[1:]) - 1
        parameter = self.parameters[name]
        # The inputs by which z moves when a weight moves by 1; for the bias that is 1 on every row.
        per_entry = self.inputs[layer] if name.startswith("W") else np.ones((len(self.x), 1))
        typical = float(np.sqrt(np.mean(given**2)))
        columns = [self._column(layer, unit, per_entry, typical) for unit in range(parameter.shape[-1])]
        numeric, error = (np.stack(part, axis=-1).reshape(given.shape) for part in zip(*columns, strict=True))
        if name.startswith("W") and self.network.l2:
            numeric += _penalty_slope(parameter, self.network.l2)
        nowhere, everywhere = np.zeros(given.shape, dtype=bool), np.ones(given.shape, dtype=bool)
        return Measurement(parameter, given, numeric, error, kinks=nowhere, checked=everywhere)

    def _column(self, layer: int, unit: int, per_entry: Array, typical: float) -> tuple[Floats, Floats]:
        """Measure the slopes at all weights into one unit: arrays of shape (n_in,)."""
        n_rows, n_entries = per_entry.shape
        size = np.abs(per_entry).max(axis=0)
        moving = np.flatnonzero(size)  # an input that is 0 on every row moves nothing: slope 0, exactly
        slope, error = np.zeros(n_entries), np.zeros(n_entries)
        error[moving] = np.inf
        at_once = max(1, CHUNK // (n_rows * max(self.network.widths[layer + 1 :])))
        for largest_move in LARGEST_MOVES:
            unclear = moving[error[moving] > CLOSE * np.maximum(np.abs(slope[moving]), typical)]
            for first in range(0, len(unclear), at_once):
                chosen = unclear[first : first + at_once]
                step = largest_move / size[chosen]
                direction = per_entry[:, chosen].T * step[:, None]  # how z moves at the first step: (entries, rows)
                value, bound = self._extrapolated(layer, unit, direction, step)
                better = bound < error[chosen]
                slope[chosen[better]], error[chosen[better]] = value[better], bound[better]
        return slope, error

    def _extrapolated(self, layer: int, unit: int, direction: Array, step: Array) -> tuple[Floats, Floats]:
        """Extrapolate central differences at three steps to h = 0, twice (Ridders, 1982); see `slopes`."""
        quotients, largest = [], 0.0
        for shrink in (1.0, 0.25, 0.0625):
            plus, minus = (self._moved_loss(layer, unit, sign * shrink * direction) for sign in (1, -1))
            quotients.append((plus - minus) / (2 * shrink * step))
            largest = max(largest, np.abs(plus).max(), np.abs(minus).max())
        d0, d1, d2 = quotients
        once = d1 + (d1 - d0) / 15, d2 + (d2 - d1) / 15
        twice = once[1] + (once[1] - once[0]) / 255
        rounding = EPS * max(largest, 1.0) / (0.0625 * step)
        return twice, SAFETY * (np.maximum(np.abs(twice - once[0]), np.abs(twice - once[1])) + rounding)

    def _moved_loss(self, layer: int, unit: int, move: Array) -> Array:
        """Compute the mean loss when z of one unit is moved: from (entries, rows) to (entries,)."""
        n_entries, n_rows = move.shape
        if layer == self.network.depth - 1 or self.functions[layer].name == "softmax":
            z = np.broadcast_to(self.z[layer], (n_entries, *self.z[layer].shape)).copy()
            z[:, :, unit] += move
            z = z.reshape(n_entries * n_rows, -1)
            rest = layer
        else:  # only this unit's activation moves, and it moves the next z along its row of weights
            a = self.functions[layer].value(self.z[layer][:, unit] + move) - self.inputs[layer + 1][:, unit]
            z = self.z[layer + 1] + a[:, :, None] * self.parameters[f"W{layer + 2}"][unit]
            z = z.reshape(n_entries * n_rows, -1)
            rest = layer + 1
        for above in range(rest, self.network.depth - 1):
            z = self.functions[above].value(z) @ self.parameters[f"W{above + 2}"] + self.parameters[f"b{above + 2}"]
        losses = self.row_losses(z, np.tile(self.t, (n_entries, 1)))
        return losses.reshape(n_entries, n_rows).mean(axis=1)


def _penalty_slope(w: Array, l2: float) -> Array:
    h = LARGEST_MOVES[0]
    return l2 / 2 * ((w + h) ** 2 - (w - h) ** 2) / (2 * h)
