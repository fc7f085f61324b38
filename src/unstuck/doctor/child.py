"""The process in which a script is run and examined: reads its orders from the command line, writes one JSON record."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from unstuck.doctor.findings import ScriptReport
from unstuck.doctor.options import Options

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


def main() -> None:
    """Examine one script: `python -m unstuck.doctor.child ORDER RESULT SCRATCH`."""
    order_path, result_path, scratch = (Path(a) for a in sys.argv[1:4])
    order = json.loads(order_path.read_text())
    given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in order["options"].items()}
    options = Options(**given)
    warnings.simplefilter("ignore")
    sys.dont_write_bytecode = True
    limit(order["memory"])
    # Our own imports before the doors are closed; what takes a second and few scripts need is imported when it is.
    import autograd.numpy  # noqa: F401

    from unstuck.doctor.examination import examine_script
    from unstuck.doctor.faults import catalogue
    from unstuck.doctor.sandbox import Sandbox

    catalogue()
    result = os.open(result_path, os.O_WRONLY | os.O_CREAT, 0o600)
    sandbox = Sandbox(scratch)
    sys.argv[:] = [order["path"]]
    real_out, real_err, tail = sys.stdout, sys.stderr, Tail()
    sys.stdout = sys.stderr = tail
    leave = os._exit
    sandbox.install()
    try:
        report = examine_script(Path(order["path"]), options, order["seconds"], tail, sandbox.forget)
    finally:
        sys.stdout, sys.stderr = real_out, real_err
    report = dataclasses.replace(report, printed=tail.text, left_out=(*report.left_out, *sandbox.notes))
    send(result, report)
    leave(0)  # and wait for no thread that the script has started


def send(result: int, report: ScriptReport) -> None:
    """Write a report."""
    data = json.dumps(report.as_json(), default=_plain).encode()
    while data:
        data = data[os.write(result, data) :]
    os.close(result)


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)


if __name__ == "__main__":
    main()
