"""An end to what takes too long, wherever it is: what was found until then must still be told."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

AGAIN = 0.5  # seconds until it rings once more: a bare except may swallow the first


class OutOfTime(BaseException):
    """The time is over. No `Exception`, so that nobody takes it for a failure of one small step."""


@contextlib.contextmanager
def alarm(seconds: float, ring: Callable[[], None]) -> Iterator[None]:
    """Call a function after some seconds, wherever the process is then; where there are no such signals, never.

    An alarm that was set before is set again afterwards, with what is left of its time.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def rung(*_: Any) -> None:
        ring()

    began = time.monotonic()
    handler = signal.signal(signal.SIGALRM, rung)
    left, interval = signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-3), AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(left - (time.monotonic() - began), 1e-3), interval)


@contextlib.contextmanager
def until(deadline: float) -> Iterator[None]:
    """Raise `OutOfTime` at a time by `time.monotonic`."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise OutOfTime

    def ring() -> None:
        raise OutOfTime

    if left == float("inf"):
        yield
        return
    with alarm(left, ring):
        yield
