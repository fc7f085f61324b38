"""Where the processes of all versions of a script come from: one that has imported what takes seconds, and is forked.

Our own imports take a second, and those of the libraries that a script draws its data or its plots from up to three;
each of the versions that are tried would pay for both again. Only Linux can fork a process with threads in it and be
trusted with it; elsewhere each version begins by itself (`child.py`).

Versions of a script that sets no seed draw the same numbers, as far as they draw from the generators of the modules:
what differs between them is what was changed.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import json
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from unstuck.doctor import child
from unstuck.doctor.script import read_source
from unstuck.errors import InputError

LIBRARIES = ("sklearn", "scipy", "pandas", "matplotlib", "seaborn")
BORN = 30.0  # seconds within which it has to be there: the imports, for the first
OFTEN = 0.02  # seconds after which it is seen that a process has ended


@dataclass(frozen=True)
class Forked:
    """A process that was forked: of `subprocess.Popen`, what a visit needs."""

    nursery: Nursery
    pid: int
    stdin: IO[bytes]
    stdout: IO[bytes]

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; say with which code.

        Raises
        ------
        subprocess.TimeoutExpired
        """
        code = self.nursery.code(self.pid, timeout)
        if code is None:
            raise subprocess.TimeoutExpired("a version of the script", timeout or 0.0)
        return code


class Nursery:
    """The process that is forked, as the others see it.

    Parameters
    ----------
    path : Path
        The script, whose imports are made.
    memory : int
        Bytes of address space for each process that is forked.
    environment : callable
        Gives the variables of the process, for its own scratch folder.
    """

    def __init__(self, path: Path, memory: int, environment: Callable[[Path], Mapping[str, str]]):
        self._folder = tempfile.TemporaryDirectory(prefix="unstuck-")
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "unstuck.doctor.nursery", str(path), str(memory), str(theirs.fileno())],
                cwd=path.parent,
                env=environment(Path(self._folder.name).resolve()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._asking = threading.Lock()
        self._born: queue.Queue[int | None] = queue.Queue()
        self._codes: dict[int, int] = {}
        self._changed = threading.Condition()
        self._gone = False
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        """Take what it says: who was born, and who has ended how."""
        with contextlib.suppress(OSError), self._socket.makefile("rb") as said:
            for line in said:
                record = json.loads(line)
                if "born" in record:
                    self._born.put(record["born"])
                else:
                    with self._changed:
                        self._codes[record["ended"]] = record["code"]
                        self._changed.notify_all()
        with self._changed:
            self._gone = True
            self._changed.notify_all()
        self._born.put(None)

    def start(self, scratch: Path, errors: IO[bytes]) -> Forked | None:
        """Fork a process that serves the script as `child.py` does; None if that cannot be had."""
        theirs, orders = os.pipe()
        answers, mine = os.pipe()
        try:
            with self._asking:
                socket.send_fds(self._socket, [str(scratch).encode()], [theirs, mine, errors.fileno()])
                pid = None if self._gone else self._born.get(timeout=BORN)
        except (OSError, queue.Empty):
            pid = None
        finally:
            os.close(theirs)
            os.close(mine)
        if pid is None:
            os.close(orders)
            os.close(answers)
            self.close()
            return None
        return Forked(self, pid, os.fdopen(orders, "wb", buffering=0), os.fdopen(answers, "rb"))

    def code(self, pid: int, timeout: float | None) -> int | None:
        """Wait until a process has ended; give its code, that of a killed one if it cannot be known."""
        with self._changed:
            if not self._changed.wait_for(lambda: pid in self._codes or self._gone, timeout):
                return None
            return self._codes.get(pid, -signal.SIGKILL)

    def close(self) -> None:
        """End the process; those that were forked are ended by their visits."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._folder.cleanup()


def can_be_had() -> bool:
    """Say whether processes can be forked here."""
    return sys.platform == "linux" and hasattr(socket, "send_fds")


def libraries(path: Path) -> Iterator[str]:
    """List the modules of well-known libraries that a script imports at its top, and no neighbour of that name."""
    try:
        tree = ast.parse(read_source(path)[0])
    except (SyntaxError, ValueError, InputError, OSError):
        return
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            names = [each.name for each in statement.names]
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            names = [statement.module, *(f"{statement.module}.{each.name}" for each in statement.names)]
        else:
            continue
        for name in names:
            first = name.partition(".")[0]
            beside = (path.parent / first).exists() or (path.parent / f"{first}.py").exists()
            if first in LIBRARIES and not beside:
                yield name


def main() -> None:
    """Fork a process for each version: `python -m unstuck.doctor.nursery SCRIPT MEMORY SOCKET`."""
    path, memory, asked = Path(sys.argv[1]), int(sys.argv[2]), socket.socket(fileno=int(sys.argv[3]))
    warnings.simplefilter("ignore")
    sys.dont_write_bytecode = True
    child.import_ours()
    for name in libraries(path):
        with contextlib.suppress(Exception):  # the script will meet it, too: then it is seen
            importlib.import_module(name)
    gc.freeze()  # what is there now is shared with all that are forked
    alive: set[int] = set()
    while True:
        if select.select([asked], [], [], OFTEN if alive else None)[0]:
            scratch, handles, _, _ = socket.recv_fds(asked, 65536, 3)
            if not scratch:
                break
            pid = os.fork()
            if pid == 0:
                asked.close()
                _become(path, Path(scratch.decode()), memory, handles)
            alive.add(pid)
            for handle in handles:
                os.close(handle)
            _say(asked, {"born": pid})
        for pid in [*alive]:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                alive.remove(pid)
                _say(asked, {"ended": pid, "code": os.waitstatus_to_exitcode(status)})


def _say(asked: socket.socket, record: dict[str, Any]) -> None:
    asked.sendall(json.dumps(record).encode() + b"\n")


def _become(path: Path, scratch: Path, memory: int, handles: list[int]) -> None:
    """Be the process of one version, in a session of its own."""
    leave = os._exit
    try:
        os.setsid()
        for number, handle in enumerate(handles):
            os.dup2(handle, number)
            os.close(handle)
        os.environ["TMPDIR"] = os.environ["MPLCONFIGDIR"] = str(scratch)
        tempfile.tempdir = None
        child.serve(path, scratch, memory)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        leave(1)


if __name__ == "__main__":
    main()
