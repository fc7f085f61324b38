"""Run a program plainly and traced, in this process, and compare what both leave behind."""

from __future__ import annotations

import builtins
import contextlib
import io
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np

from unstuck.doctor.run import Run, run_traced
from unstuck.doctor.trace import Limits

PATH = Path("/nowhere/net.py")
KEEP = "keep_globals"  # a built-in function that a program calls at its end


def canonical(value: Any, seen: dict[int, int] | None = None) -> Any:
    """Turn what a program made into plain tuples: types, bits, and which parts are one and the same object."""
    seen = {} if seen is None else seen
    if isinstance(value, float | complex | np.generic):
        return type(value).__name__, np.asarray(value).dtype.str, np.asarray(value).tobytes().hex()
    if isinstance(value, bool | int | str | bytes | type(None) | slice | range | type(...)):
        return value if not isinstance(value, slice) else repr(value)
    if callable(value) or isinstance(value, types.ModuleType | types.GeneratorType):
        return type(value).__name__
    if id(value) in seen:
        return "again", seen[id(value)]
    seen[id(value)] = len(seen)
    if isinstance(value, np.ndarray):
        inner = [canonical(v, seen) for v in value.ravel()] if value.dtype == object else value.tobytes().hex()
        owner = value.base if isinstance(value.base, np.ndarray) else None
        return type(value).__name__, value.dtype.str, value.shape, inner, owner is None or canonical(owner, seen)
    if isinstance(value, dict):
        return type(value).__name__, [(canonical(k, seen), canonical(v, seen)) for k, v in value.items()]
    if isinstance(value, list | tuple | set | frozenset):
        return type(value).__name__, [canonical(v, seen) for v in value]
    if hasattr(value, "__dict__"):
        return type(value).__name__, canonical(vars(value), seen)
    return type(value).__name__


def left_by(run: Any) -> tuple[Any, str]:
    """Say what a program left behind: its global names, and what it printed."""
    box: list[dict[str, Any]] = []
    out = io.StringIO()
    setattr(builtins, KEEP, lambda names: box.append(dict(names)))
    try:
        with contextlib.redirect_stdout(out):
            run()
    finally:
        delattr(builtins, KEEP)
    assert box, "the program did not come to its end"
    names = {k: v for k, v in box[0].items() if not k.startswith(("@", "__"))}
    seen: dict[int, int] = {}
    return [(name, canonical(value, seen)) for name, value in names.items()], out.getvalue()


def plainly(text: str) -> tuple[Any, str]:
    def run() -> None:
        module = types.ModuleType("__main__")
        module.__dict__["__file__"] = str(PATH)
        main, sys.modules["__main__"] = sys.modules["__main__"], module
        try:
            exec(compile(text, str(PATH), "exec", dont_inherit=True), module.__dict__)
        finally:
            sys.modules["__main__"] = main

    return left_by(run)


def traced(text: str, limits: Limits | None = None) -> tuple[Any, str]:
    def run() -> None:
        ended = run_traced(text, PATH, limits)
        assert ended.crash is None, ended.crash

    return left_by(run)


def same(text: str, limits: Limits | None = None) -> None:
    text = f"{text}\n{KEEP}(globals())\n"
    assert differing(traced(text, limits), plainly(text)) == []


def differing(one: tuple[Any, str], other: tuple[Any, str]) -> list[Any]:
    """List the names whose values differ, with both values, and what was printed if that differs."""
    (names, printed), (others, printed_too) = one, other
    names, others = dict(names), dict(others)
    found = [(n, names.get(n), others.get(n)) for n in [*names, *others] if names.get(n) != others.get(n)]
    return [*found, *([(printed, printed_too)] if printed != printed_too else [])]


def trace_of(text: str, limits: Limits | None = None) -> Run:
    return run_traced(text, PATH, limits)
