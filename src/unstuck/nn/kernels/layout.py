"""How the numbers of a network lie in flat arrays: row after row, each row filled up with zeros to whole `lanes`.

Where all layers are narrow, lanes are as long as the widest row, and all matrices are filled up to squares: compiled
code then goes through each without a loop.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from unstuck.arrays import Array, Parameters
from unstuck.nn.kernels import names
from unstuck.nn.kernels.names import BYTES
from unstuck.nn.kernels.plan import Plan
from unstuck.nn.network import Network

NARROW = (4, 8)
"""The lengths of a row for which there are squares."""


class Layout:
    """The places of parameters and of the values of a batch.

    Attributes
    ----------
    lane : int
        The length of every row where all are narrow, else 0.
    strides : list of int
        Of each layer from 0, the inputs: from row to row.
    weights, biases : list of int
        Where W and b of each layer begin among the parameters; 0 for layer 0.
    dtype : dtype
    n_parameters : int
        With what they are filled up with.
    """

    def __init__(self, network: Network, plan: Plan, dtype: npt.DTypeLike) -> None:
        self.dtype = np.dtype(dtype)
        self._line = BYTES // self.dtype.itemsize
        widest, plain = max(network.widths), plan.together == 1 and {*plan.forms} == {names.LOOPS}
        self.lane = next((narrow for narrow in NARROW if widest <= narrow and plain), 0)
        self.widths = network.widths
        inputs, *others = network.widths
        self.strides = [self.lane or inputs, *(filled_up(width, self.lane or self._line) for width in others)]
        self._shapes = network.parameter_shapes()
        self._tables = {
            name: (self.lane or shape[0] if len(shape) == 2 else 1, filled_up(shape[-1], self.lane or self._line))
            for name, shape in self._shapes.items()
        }
        starts = list(accumulate(map(math.prod, self._tables.values()), initial=0))
        self.n_parameters = starts.pop()
        self.weights, self.biases = [0, *starts[::2]], [0, *starts[1::2]]

    def values(self, size: int) -> list[int]:
        """Give where the values of each layer begin for batches of `size` rows; those of layer 0 come last."""
        *starts, inputs = accumulate((size * stride for stride in self.strides[1:]), initial=0)
        return [inputs, *starts]

    def valid(self) -> Array:
        """Give 1 for each output and 0 behind; where rows are narrow, that for each layer."""
        layers = zip(self.strides, self.widths, strict=True) if self.lane else [(self.strides[-1], self.widths[-1])]
        return np.concatenate([np.arange(stride) < width for stride, width in layers]).astype(self.dtype)

    def room(self, n: int) -> Array:
        """Make an array of zeros whose lanes do not straddle the lines of the cache."""
        room = np.zeros(n + self._line, self.dtype)
        first = -room.ctypes.data % BYTES // self.dtype.itemsize
        return room[first : first + n]

    def flat(self, parameters: Mapping[str, Array]) -> Array:
        """Lay parameters out."""
        flat = self.room(self.n_parameters)
        for name, place in self.places(flat).items():
            place[...] = parameters[name]
        return flat

    def named(self, numbers: Array) -> Parameters:
        """Give a copy of what was laid out, by its names."""
        return {name: place.copy() for name, place in self.places(numbers).items()}

    def places(self, numbers: Array) -> Parameters:
        """Give where each parameter lies among the numbers, by its name, as an array that shares their memory."""
        places, first = {}, 0
        for name, table in self._tables.items():
            shape, last = self._shapes[name], first + math.prod(table)
            rows = numbers[first:last].reshape(table)
            places[name] = rows[: shape[0], : shape[1]] if len(shape) == 2 else rows[0, : shape[0]]
            first = last
        return places


def filled_up(n: int, times: int) -> int:
    """Give the lowest multiple of `times` from n on."""
    return -(-n // times) * times
