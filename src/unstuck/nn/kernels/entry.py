"""The one compiled function that Python calls, kept on disk."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

from numba.core import event

from unstuck.nn.kernels.jit import jit
from unstuck.nn.kernels.step import take_steps


def _digest() -> str:
    """Sum up the sources of this package in eight characters."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


# Numba keeps compiled code under the name of the function, and looks only at the file of that function to see
# whether it is still true. With the digest of all sources in its name, code of other sources is never found.
take_steps.__qualname__ = f"steps_{_digest()}"
_compiled = jit(take_steps, cache=True, nogil=True, no_cpython_wrapper=False)


class _Saying(event.Listener):
    """Says once, on standard error, that something is being compiled: it takes seconds, and happens once a machine."""

    said = False

    def on_start(self, event: Any) -> None:
        if not self.said:
            print("unstuck: compiling the training loop for this machine (a few seconds, once) …", file=sys.stderr)
        self.said = True

    def on_end(self, event: Any) -> None:
        pass


def run(*arguments: Any) -> int:
    """Call `step.take_steps`."""
    with event.install_listener("numba:compile", _Saying()):
        return int(_compiled(*arguments))
