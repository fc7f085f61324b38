"""The one compiled function that Python calls, kept on disk."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

import numba
from numba.core import event

from unstuck.nn.kernels.jit import jit
from unstuck.nn.kernels.step import take_steps


def _digest() -> str:
    """Sum up the sources of this package in eight characters."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _entry(chain, rule, rows, work, block, parameters, gradient, slots, losses, hits):  # type: ignore[no-untyped-def]
    return take_steps(chain, rule, rows, work, block, parameters, gradient, slots, losses, hits)


# Numba keeps compiled code under the name of the function, and looks only at the file of that function to see
# whether it is still true. With the digest of all sources in its name, code of other sources is never found.
_entry.__qualname__ = f"steps_{_digest()}"
_compiled = jit(_entry, cache=True, nogil=True)


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
    return int(_compiled(*arguments))


def make_ready(*arguments: Any) -> None:
    """Compile `step.take_steps` for arguments like these, or find it on the disk, without calling it."""
    with event.install_listener("numba:compile", _Saying()):
        _compiled.compile(tuple(numba.typeof(argument) for argument in arguments))  # type: ignore[no-untyped-call]
