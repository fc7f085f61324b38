"""What a script may do while it is examined: everything, but its writes go to a scratch folder and nothing is deleted.

This protects the user's files from the user's own script (plots saved, weights written, folders cleared). It is not a
wall against a hostile program: that needs the operating system.
"""

from __future__ import annotations

import builtins
import io
import os
import shutil
import sys
from pathlib import Path
from typing import Any

REPLACED = "replaced"  # the folder of repaired versions in the scratch folder
WRITES = ("w", "a", "x", "+")


class Sandbox:
    """Patches of this process. `notes` says what the script did that was turned aside."""

    def __init__(self, scratch: Path):
        self.scratch = scratch
        self.runs = 0
        self.notes: dict[str, None] = {}
        self.open = builtins.open
        self.stat = os.stat

    def inside(self, path: Any) -> Path:
        """Find where in the scratch folder a path is kept."""
        absolute = Path(os.path.abspath(os.fsdecode(path)))
        if self.scratch in absolute.parents:
            return absolute
        return self.scratch / f"files{self.runs}" / Path(*absolute.parts[1:])

    def now(self, path: Any) -> Path:
        """Find what a script sees in the place of a file: what it wrote itself, a repaired version, or the file."""
        kept, absolute = self.inside(path), Path(os.path.abspath(os.fsdecode(path)))
        repaired = self.scratch / REPLACED / Path(*absolute.parts[1:])
        return next((p for p in (kept, repaired) if p.exists()), absolute)

    def forget(self) -> None:
        """Begin afresh: the next run does not see what the one before has written."""
        self.runs += 1

    def note(self, what: str) -> None:
        """Remember what was turned aside, once for each kind."""
        self.notes.setdefault(what)

    def install(self) -> None:
        """Put the patches in place, for the rest of this process."""
        builtins.open = io.open = self._open
        os.stat = self._stat
        # np.savetxt and np.loadtxt keep the `open` that they were imported with.
        from numpy.lib import _datasource

        _datasource._file_openers._file_openers[None] = self._open  # type: ignore[attr-defined]
        for name in ("remove", "unlink", "rmdir", "removedirs"):
            setattr(os, name, self._refused(getattr(os, name), f"os.{name}"))
        for name in ("rename", "replace", "link", "symlink", "chmod", "truncate"):
            if hasattr(os, name):
                setattr(os, name, self._refused(getattr(os, name), f"os.{name}"))
        os.mkdir = self._mkdir
        shutil.rmtree = self._ignored("shutil.rmtree")
        shutil.move = self._ignored("shutil.move")
        for name in ("system", "popen", "fork", "forkpty", "kill", "killpg", "abort"):
            if hasattr(os, name):
                setattr(os, name, self._forbidden(f"os.{name}"))
        os._exit = sys.exit  # type: ignore[assignment]
        builtins.input = self._input
        sys.addaudithook(self._audit)

    def _open(self, file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if isinstance(file, int):
            return self.open(file, mode, *args, **kwargs)
        kept = self.inside(file)
        if any(letter in mode for letter in WRITES):
            if not kept.exists() and os.path.exists(file) and "w" not in mode and not os.path.isdir(file):
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, kept)
            if os.path.isdir(os.path.dirname(os.path.abspath(os.fsdecode(file)))):
                _make(kept.parent)
            self.note("what the script wrote to files went to a scratch folder, which is gone now")
            return self.open(kept, mode, *args, **kwargs)
        return self.open(self.now(file), mode, *args, **kwargs)

    def _stat(self, path: Any, *args: Any, **kwargs: Any) -> os.stat_result:
        """Let a script, and `os.path.exists`, find what it wrote."""
        if isinstance(path, int) or kwargs.get("dir_fd") is not None:
            return self.stat(path, *args, **kwargs)
        if self.scratch in Path(os.path.abspath(os.fsdecode(path))).parents:
            return self.stat(path, *args, **kwargs)
        now = self.now(path)
        return self.stat(now if self.scratch in now.parents else path, *args, **kwargs)

    def _mkdir(self, path: Any, *args: Any, **kwargs: Any) -> None:
        kept = self.inside(path)
        if os.path.exists(path) and self.scratch not in Path(os.path.abspath(os.fsdecode(path))).parents:
            raise FileExistsError(17, "File exists", os.fsdecode(path))
        _make(kept)

    def _refused(self, function: Any, name: str) -> Any:
        def refused(path: Any, *args: Any, **kwargs: Any) -> None:
            if not isinstance(path, int) and self.scratch in Path(os.path.abspath(os.fsdecode(path))).parents:
                function(path, *args, **kwargs)
                return
            self.note(f"{name} was not carried out: nothing is deleted or renamed while a script is examined")

        return refused

    def _ignored(self, name: str) -> Any:
        def ignored(*_: Any, **__: Any) -> None:
            self.note(f"{name} was not carried out: nothing is deleted or renamed while a script is examined")

        return ignored

    def _forbidden(self, name: str) -> Any:
        def forbidden(*_: Any, **__: Any) -> None:
            raise PermissionError(f"{name} is not allowed while a script is examined")

        return forbidden

    def _input(self, prompt: object = "") -> str:
        self.note('input() was answered with "10"')
        return "10"

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("subprocess.Popen", "os.system", "os.fork", "os.posix_spawn", "os.exec"):
            raise PermissionError(f"{event} is not allowed while a script is examined")
        if event == "socket.connect":
            raise PermissionError("network connections are not allowed while a script is examined")
        if event == "open" and isinstance(arguments[0], str | bytes) and isinstance(arguments[2], int):
            if not arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND):
                return
            path = Path(os.path.abspath(os.fsdecode(arguments[0])))
            if self.scratch not in path.parents and not str(path).startswith("/dev/"):
                raise PermissionError(f"writing {path} is not allowed while a script is examined")


def _make(folder: Path) -> None:
    missing = []
    while not os.path.isdir(folder):
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        _mkdir(each)


_mkdir = os.mkdir
