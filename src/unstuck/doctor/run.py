"""Run the traced form of a script in this process, as `python script.py` would, and say how it ended."""

from __future__ import annotations

import builtins
import gc
import importlib.abc
import importlib.util
import random
import sys
import types
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from unstuck.doctor.script import Sites, rewrite
from unstuck.doctor.trace import Limits, Trace, TraceEnd
from unstuck.doctor.tracing.callers import does_arithmetic
from unstuck.doctor.tracing.late import LateTracer
from unstuck.doctor.tracing.tracer import Tracer


@dataclass(frozen=True)
class Crash:
    """The error that ended a script: its kind and message, and the places in the user's code, the innermost last."""

    kind: str
    message: str
    places: tuple[tuple[str | None, int, str], ...]  # path as in `Span.path`, line, function


@dataclass(frozen=True)
class Run:
    """A traced run, and the error that ended it, if one did."""

    trace: Trace
    crash: Crash | None = None


def run_traced(
    text: str,
    path: Path,
    limits: Limits | None = None,
    seed: int | None = None,
    late: tuple[int, int] | None = None,
) -> Run:
    """Run a script under the tracer.

    Parameters
    ----------
    text : str
        The source, as `read_source` gives it.
    path : Path
        Where it stands: its folder is searched for the modules that it imports, and these are traced too.
    limits : Limits, optional
    seed : int, optional
        Seeds the global generators of NumPy and Python first.
    late : (int, int), optional
        A place, and how many times it is passed before anything is noted.

    Returns
    -------
    Run

    Raises
    ------
    SyntaxError
        If the text is no Python.
    """
    tracer = LateTracer(Sites(), limits, *late) if late is not None else Tracer(Sites(), limits)
    tracer.asks_callers = does_arithmetic(text)
    crash = execute(text, path, tracer, tracer.trace.sites, seed)
    tracer.loops.asleep += 1  # functions of the script that are called once more, to replay a value, are not noted
    return Run(tracer.trace, crash)


class Observer(Protocol):
    """What stands behind the calls of a rewritten script."""

    files: set[str]
    over: bool

    def names(self) -> dict[str, Callable[..., Any]]:
        """List the injected functions by name."""
        ...


def execute(
    text: str,
    path: Path,
    tracer: Observer,
    sites: Sites,
    seed: int | None = None,
    only: Set[int] | None = None,
) -> Crash | None:
    """Run a script whose noted operations are those of an observer; `only` as in `rewrite`.

    Returns
    -------
    Crash or None
        The error that ended the script, if one did.
    """
    code = rewrite(text, None, str(path), sites, only)
    tracer.files.add(str(path))
    module = types.ModuleType("__main__")
    module.__dict__.update(__file__=str(path), __builtins__=builtins, **tracer.names())
    finder = _Neighbours(path.parent, tracer, sites, only)
    saved = sys.modules.get("__main__"), list(sys.path), sys.meta_path[:], list(sys.argv), set(sys.modules)
    sys.modules["__main__"] = module
    sys.path[0:0] = [str(path.parent)]
    sys.meta_path.insert(0, finder)
    sys.argv[:] = [str(path), *sys.argv[1:]]
    if seed is not None:
        np.random.seed(seed)  # noqa: NPY002 - the script draws from the global generator
        random.seed(seed)
    crash = None
    gc.disable()  # what the trace holds is needed to the end; looking for garbage in it takes longer than the script
    try:
        exec(code, module.__dict__)
    except (TraceEnd, SystemExit):
        pass
    except RecursionError as error:
        crash = _crash(error, tracer, path)
    except BaseException as error:
        # What the tracer does on the way must not be taken for the user's error.
        crash = None if tracer.over else _crash(error, tracer, path)
    finally:
        gc.enable()
        main, sys.path[:], sys.meta_path[:], sys.argv[:], modules = saved
        if main is not None:
            sys.modules["__main__"] = main
        for name in set(sys.modules) - modules:
            if getattr(sys.modules[name], "__file__", None) in tracer.files:
                del sys.modules[name]
    return crash


def _crash(error: BaseException, tracer: Observer, path: Path) -> Crash:
    places: list[tuple[str | None, int, str]] = []
    step = error.__traceback__
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if name in tracer.files:
            places.append((None if name == str(path) else name, step.tb_lineno, step.tb_frame.f_code.co_name))
        step = step.tb_next
    return Crash(type(error).__name__, str(error), tuple(places))


class _Neighbours(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Trace the modules that stand beside the script, as the script itself."""

    def __init__(self, folder: Path, tracer: Observer, sites: Sites, only: Set[int] | None):
        self.only = only
        self.folder = folder
        self.tracer = tracer
        self.sites = sites

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> Any:
        folders = [self.folder] if path is None else [Path(p) for p in path]
        for folder in folders:
            stem = folder / name.rpartition(".")[2]
            if self.folder != folder and self.folder not in folder.parents:
                continue
            for file, package in ((stem / "__init__.py", True), (stem.with_suffix(".py"), False)):
                if file.is_file():
                    return importlib.util.spec_from_file_location(
                        name, file, loader=self, submodule_search_locations=[str(stem)] if package else None
                    )
        return None

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        file = str(module.__file__)
        code = rewrite(Path(file).read_text(encoding="utf-8-sig"), file, file, self.sites, self.only)
        self.tracer.files.add(file)
        module.__dict__.update(self.tracer.names())
        exec(code, module.__dict__)
