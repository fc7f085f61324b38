"""How the functions of this package are compiled: with the arithmetic of NumPy, and kept on disk."""

from __future__ import annotations

from functools import partial
from typing import Any

import numba

jit: Any = partial(
    numba.njit,
    no_cfunc_wrapper=True,
    no_cpython_wrapper=True,  # called from compiled code alone; what Python calls says otherwise, or the call crashes
    error_model="numpy",  # 1 / 0 is infinite, as in NumPy, and no exception
    # Sums may be taken in another order, and a product and a sum rounded once; NaN and infinity stay what they are.
    fastmath={"reassoc", "contract", "nsz"},
)
