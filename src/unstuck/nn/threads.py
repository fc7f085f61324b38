"""How many threads the matrix products of a training may use."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import cache
from itertools import pairwise
from typing import Any

from threadpoolctl import ThreadpoolController

from unstuck.nn.network import Network

WORTH_SHARING = 2e7
"""Multiplications in one matrix product, about a millisecond of one core: below it, two cores that wait for each other
gain little, and on a machine where others work too they lose much (ten times, measured)."""


def threads(network: Network, batch_size: int) -> AbstractContextManager[Any]:
    """Limit the matrix products to one thread where they are small, and leave them alone where they are not."""
    largest = batch_size * max(n_in * n_out for n_in, n_out in pairwise(network.widths))
    return nullcontext() if largest >= WORTH_SHARING else _controller().limit(limits=1, user_api="blas")


@cache
def _controller() -> ThreadpoolController:
    import scipy.linalg.cython_blas  # noqa: F401 (the BLAS of the compiled loops, which must be there to be found)

    return ThreadpoolController()  # looks through all loaded libraries, which takes 2 ms
