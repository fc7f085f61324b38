"""Examine one script in a process of its own, within limits of time and memory."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unstuck.doctor.findings import ScriptReport
from unstuck.doctor.options import Options
from unstuck.doctor.sandbox import REPLACED
from unstuck.doctor.script import read_source

MEMORY = 6_000_000_000  # bytes of address space
TRACED = 20.0  # seconds for the traced run, at most
STARTING = 10.0  # seconds for the process to begin and to write its report


def check(
    path: str | Path, *, options: Options | None = None, replaced: Mapping[Path, bytes] | None = None
) -> ScriptReport:
    """Run a script under observation, and say what is wrong with it.

    Parameters
    ----------
    path : str or Path
        A Python script or a notebook.
    options : Options, optional
    replaced : mapping of Path to bytes, optional
        What stands in the place of files of the user's, the script itself or modules: repaired versions.

    Returns
    -------
    ScriptReport
        Of a script that ended its process, or did not end in time, too.

    Raises
    ------
    InputError
        If the file is no text in UTF-8, or no notebook.
    """
    options = options or Options()
    read_source(Path(path))
    order = {"options": dataclasses.asdict(options), "seconds": min(TRACED, options.timeout / 2)}
    record, why = in_child("unstuck.doctor.child", Path(path), order, options.timeout, replaced or {})
    if record is None:
        return ScriptReport(str(path), "crashed", why)
    return dataclasses.replace(ScriptReport.from_json(record), path=str(path))


def in_child(
    module: str, path: Path, order: dict[str, Any], timeout: float, replaced: Mapping[Path, bytes]
) -> tuple[dict[str, Any] | None, str]:
    """Have a module look at a script, in a process of its own.

    Parameters
    ----------
    module : str
        Run with three arguments: the file with its order, the file for the JSON record that it makes, a folder.
    order : dict
        What it is told, beside the path and the memory that it may use.
    timeout : float
        Seconds, apart from those for its beginning and its end.
    replaced : mapping of Path to bytes
        As for `check`.

    Returns
    -------
    record : dict or None
        None if the process gave none.
    why : str
        Why not, in a sentence.
    """
    with tempfile.TemporaryDirectory(prefix="unstuck-") as folder:
        scratch = Path(folder).resolve()
        orders, result = scratch / "order.json", scratch / "result.json"
        for file, content in replaced.items():
            kept = scratch / REPLACED / Path(*file.absolute().parts[1:])  # where the sandbox looks first
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(content)
        orders.write_text(json.dumps({**order, "path": str(path.absolute()), "memory": MEMORY}))
        command = [sys.executable, "-m", module, str(orders), str(result), str(scratch)]
        code, errors = _run(command, path.absolute().parent, scratch, timeout + STARTING)
        if result.exists() and result.stat().st_size:
            record: dict[str, Any] = json.loads(result.read_text())
            return record, ""
        return None, _why(code, errors, timeout)


def _run(command: list[str], folder: Path, scratch: Path, seconds: float) -> tuple[int | None, str]:
    """Run the child and all that it starts. Returns its exit code, None if it had to be stopped, and its last words."""
    environment = {
        **os.environ,
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(scratch),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONSAFEPATH": "1",
        "TMPDIR": str(scratch),
    }
    errors = scratch / "errors.txt"
    with errors.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=file,
            start_new_session=True,
        )
        try:
            code: int | None = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return code, errors.read_text(errors="replace")[-2000:]


def _why(code: int | None, errors: str, timeout: float) -> str:
    if code is None:
        return f"The script was stopped after {timeout:.0f} s, and nothing was seen of a network by then (--timeout)."
    last = errors.strip().splitlines()[-1:] or [""]
    if "MemoryError" in last[0] or code == -signal.SIGKILL:
        return f"The script needed more than {MEMORY / 1e9:.0f} GB of memory."
    if code < 0:
        return f"The script ended its process with the signal {signal.Signals(-code).name}."
    return f"The examination itself failed: {last[0]}"
