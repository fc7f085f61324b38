"""A process in which one version of a script is looked at: examined, and then trained as often as is asked.

What takes seconds (the imports, the traced run, and finding out what is what in it) is done once for all of this.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unstuck.doctor.nursery import Nursery, can_be_had
from unstuck.doctor.sandbox import REPLACED

MEMORY = 6_000_000_000  # bytes of address space
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
STARTING = 10.0  # seconds for the process to begin and to write its report

Version = tuple[tuple[Path, bytes], ...]


class Visit:
    """The process. It and all that it starts is gone when the visit is closed.

    Parameters
    ----------
    path : Path
        The script.
    replaced : mapping of Path to bytes
        What stands in the place of files of the user's, the script itself or modules: repaired versions.
    nursery : Nursery, optional
        From which it is forked, if that can be had.
    """

    def __init__(self, path: Path, replaced: Mapping[Path, bytes], nursery: Nursery | None = None):
        path = path.absolute()
        self._folder = tempfile.TemporaryDirectory(prefix="unstuck-")
        scratch = Path(self._folder.name).resolve()
        for file, content in replaced.items():
            kept = scratch / REPLACED / Path(*file.absolute().parts[1:])  # where the sandbox looks first
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(content)
        self._errors = scratch / "errors.txt"
        with self._errors.open("wb") as errors:
            forked = nursery.start(scratch, errors) if nursery is not None else None
            self._process = forked or subprocess.Popen(
                [sys.executable, "-m", "unstuck.doctor.child", str(path), str(scratch), str(MEMORY)],
                cwd=path.parent,
                env=environment(scratch),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        self._lock = threading.Lock()
        self._answers: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._ending = threading.Lock()
        self._ended: tuple[int, str] | None = None

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _listen(self) -> None:
        """Take the answers, a line each; an empty one at the end."""
        assert self._process.stdout is not None
        with self._process.stdout as answers:
            for line in answers:
                self._answers.put(line)
        self._answers.put(b"")

    def ask(self, order: Mapping[str, Any], timeout: float) -> tuple[dict[str, Any] | None, str]:
        """Have something done in the process; one thing at a time.

        Parameters
        ----------
        order : mapping
            `do` says what, `examine` or `train`; the rest is told to what does it (`child.py`).
        timeout : float
            Seconds, apart from those for its beginning and its end.

        Returns
        -------
        record : dict or None
            None if there was no answer; the visit is over then.
        why : str
            Why not, in a sentence.
        """
        with self._lock:
            if self.closed:
                return None, "The process is gone."
            assert self._process.stdin is not None
            answer = b""
            until = time.monotonic() + timeout + STARTING
            with contextlib.suppress(OSError, queue.Empty):  # it may be gone before it hears
                self._process.stdin.write(json.dumps(order).encode() + b"\n")
                self._process.stdin.flush()
                answer = self._answers.get(timeout=max(0.0, until - time.monotonic()))
            with contextlib.suppress(ValueError):  # what the script itself may have written there
                record: dict[str, Any] = json.loads(answer)
                return record, ""
            late = time.monotonic() >= until
            if not late:  # it has closed its end: let it say how it ended
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(timeout=1)
            code, words = self._end()
            return None, _why(None if late else code, words, timeout)

    def close(self) -> None:
        """End the process, and forget what the script wrote."""
        self._end()

    @property
    def closed(self) -> bool:
        """Whether nothing can be asked any more."""
        return self._ended is not None

    def _end(self) -> tuple[int, str]:
        """End the process; say with which code it ended, and its last words."""
        with self._ending:
            if self._ended is None:
                self._ended = self._stopped()
            return self._ended

    def _stopped(self) -> tuple[int, str]:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        code = self._process.wait()
        words = self._errors.read_text(errors="replace")[-2000:]
        with contextlib.suppress(OSError):
            assert self._process.stdin is not None
            self._process.stdin.close()
        self._folder.cleanup()
        return code, words


def environment(scratch: Path) -> dict[str, str]:
    """Give the variables of a process in which a script runs: what it leaves behind is left in a scratch folder.

    Linear algebra takes one thread there: several processes run side by side, and threads that wait for each other on
    cores that others use made every one of them two to five times as slow.
    """
    return {
        **os.environ,
        **dict.fromkeys(THREADS, "1"),
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(scratch),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONSAFEPATH": "1",
        "TMPDIR": str(scratch),
    }


def _why(code: int | None, words: str, timeout: float) -> str:
    """Say why a process gave no answer; its code is None if it was stopped."""
    if code is None:
        return f"The script was stopped after {timeout:.0f} s, and nothing was seen of a network by then (--timeout)."
    last = words.strip().splitlines()[-1:] or [""]
    if "MemoryError" in last[0] or code == -signal.SIGKILL:
        return f"The script needed more than {MEMORY / 1e9:.0f} GB of memory."
    if code < 0:
        return f"The script ended its process with the signal {signal.Signals(-code).name}."
    return f"The examination itself failed: {last[0]}"


class Visits:
    """The visits of the versions of one script, kept for what is asked next."""

    def __init__(self, path: str | Path):
        self.path = Path(path).absolute()
        self._lock = threading.Lock()
        self._open: dict[tuple[Version, int], Visit] = {}
        self._over = False
        self._nursery: Nursery | None = None  # once it is needed

    def __enter__(self) -> Visits:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._over = True  # a run that waited for its turn begins no process any more
        for visit in self._open.values():
            visit.close()
        if self._nursery is not None:
            self._nursery.close()

    def of(self, files: Mapping[Path, bytes], part: int = 0) -> Visit:
        """Give the visit of a version, a new one if there is none; `part` tells several of the same version apart."""
        key = version(files), part
        with self._lock:
            visit = self._open.get(key)
            if self._over:
                raise RuntimeError("the visits are over")
            if visit is None or visit.closed:
                if self._nursery is None and can_be_had():
                    self._nursery = Nursery(self.path, MEMORY, environment)
                visit = self._open[key] = Visit(self.path, files, self._nursery)
            return visit

    def close(self, files: Mapping[Path, bytes]) -> None:
        """End the visit of a version of which nothing more will be asked."""
        with self._lock:
            visit = self._open.pop((version(files), 0), None)
        if visit is not None:
            visit.close()


def version(files: Mapping[Path, bytes]) -> Version:
    """Give a version of the script as a key."""
    return tuple(sorted(files.items()))
