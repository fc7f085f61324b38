"""The process in which a script is run: takes orders from its standard input, and answers each, with a line of JSON.

`examine` says what is wrong with the script, `train` how its training goes on several seeds. The script itself sees
neither: its input is empty, and what it prints is kept or forgotten.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unstuck.doctor.options import Options

if TYPE_CHECKING:
    from unstuck.doctor.evidence import Evidence
    from unstuck.doctor.sandbox import Sandbox

BEHIND = 5  # by which training lets examinations go first, for which the search for repairs waits
PRINTED = 4000  # characters kept of the end of what the script prints


class Tail(io.TextIOBase):
    """Keeps the end of what is written to it."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        """Take some text."""
        self.text = (self.text + text)[-PRINTED:] if len(text) < PRINTED else text[-PRINTED:]
        return len(text)

    def isatty(self) -> bool:
        """Say that nobody is looking."""
        return False


def limit(memory: int) -> None:
    """Bound the memory of this process, where the system can."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Child:
    """What is known of the one script that this process runs."""

    def __init__(self, path: Path, sandbox: Sandbox):
        self.path, self.sandbox = path, sandbox
        self.first: Evidence | None = None  # of its first updates, as the examination left it
        self.trains = False

    def examine(self, order: dict[str, Any]) -> dict[str, Any]:
        """Say what is wrong with the script."""
        from unstuck.doctor.examination import examine_script
        from unstuck.doctor.trial import move_seeds

        if self.trains:
            move_seeds(0)

        def keep(evidence: Evidence) -> None:
            self.first = evidence

        with _heard() as tail:
            report = examine_script(
                self.path, _options(order), order["seconds"], self.sandbox.forget, understood_as=keep
            )
        return dataclasses.replace(
            report, printed=tail.text, left_out=(*report.left_out, *self.sandbox.notes)
        ).as_json()

    def train(self, order: dict[str, Any]) -> dict[str, Any]:
        """Say how the training of the script goes."""
        from unstuck.doctor.trial import Runs, train

        if not self.trains and hasattr(os, "nice"):
            os.nice(BEHIND)
        self.trains = True
        runs = Runs(order["numbers"], order["seconds"], order["clock"], order["loss"], order["steps"])
        with _heard():
            return {"runs": train(self.path, _options(order), runs, self.first, self.sandbox.forget)}


@contextlib.contextmanager
def _heard() -> Iterator[Tail]:
    """Take what the script prints."""
    tail = Tail()
    with contextlib.redirect_stdout(tail), contextlib.redirect_stderr(tail):
        yield tail


def _options(order: dict[str, Any]) -> Options:
    given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in order["options"].items()}
    return Options(**given)


def import_ours() -> None:
    """Make our own imports, before the doors are closed; what takes a second and few need is imported when it is."""
    import autograd.numpy  # noqa: F401

    import unstuck.doctor.examination
    import unstuck.doctor.trial  # noqa: F401
    from unstuck.doctor.faults import catalogue

    catalogue()


def serve(path: Path, scratch: Path, memory: int) -> None:
    """Serve one script, with orders from the standard input of this process, to its end."""
    orders, answers = os.fdopen(os.dup(0)), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    warnings.simplefilter("ignore")
    sys.dont_write_bytecode = True
    limit(memory)
    import_ours()
    from unstuck.doctor.sandbox import Sandbox

    sandbox = Sandbox(scratch)
    sys.argv[:] = [str(path)]
    leave = os._exit
    sandbox.install()
    child = Child(path, sandbox)
    for line in orders:
        order = json.loads(line)
        send(answers, (child.examine if order["do"] == "examine" else child.train)(order))
    leave(0)  # and wait for no thread that the script has started


def send(answers: int, record: dict[str, Any]) -> None:
    """Write an answer."""
    data = json.dumps(record, default=_plain).encode() + b"\n"
    while data:
        data = data[os.write(answers, data) :]


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)


if __name__ == "__main__":  # python -m unstuck.doctor.child SCRIPT SCRATCH MEMORY
    serve(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
