"""The one compiled function that Python calls, kept on disk."""

from __future__ import annotations

import hashlib
import signal
import sys
import threading
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


class _Compiling(event.Listener):
    """Says, on standard error, that something is being compiled, and holds Ctrl-C back until that is done.

    It takes seconds, and happens once a machine. What Ctrl-C raises can get lost in a callback of the compiler.
    """

    def __init__(self) -> None:
        self.pressed, self._depth = False, 0
        self._handler: Any = None

    def on_start(self, event: Any) -> None:
        if not self._depth:
            print("unstuck: compiling the training loop for this machine (a few seconds, once) …", file=sys.stderr)
            if threading.current_thread() is threading.main_thread():
                self._handler = signal.getsignal(signal.SIGINT)
                if self._handler is not None:  # else it is not Python's
                    signal.signal(signal.SIGINT, self._press)
        self._depth += 1

    def on_end(self, event: Any) -> None:
        self._depth -= 1
        if not self._depth and self._handler is not None:
            signal.signal(signal.SIGINT, self._handler)

    def _press(self, number: int, frame: Any) -> None:
        self.pressed = True


def run(*arguments: Any) -> int:
    """Call `step.take_steps`."""
    with event.install_listener("numba:compile", _Compiling()) as compiling:
        taken = int(_compiled(*arguments))
    if compiling.pressed:
        signal.raise_signal(signal.SIGINT)
    return taken
