"""Which functions of the script are under way: a class that does arithmetic does all of it at the same places."""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Set

OPERATORS = re.compile(r"def __r?(add|sub|mul|truediv|pow|matmul|neg)__\b")


def does_arithmetic(text: str) -> bool:
    """Say whether a script has a class whose objects are added, or multiplied, by methods of its own."""
    return OPERATORS.search(text) is not None


def callers(files: Set[str]) -> tuple[tuple[str, int], ...]:
    """List the functions of the script that are under way, and their lines, the innermost first; no comprehensions."""
    found = []
    frame: types.FrameType | None = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_name
        if frame.f_code.co_filename in files and name not in ("<listcomp>", "<genexpr>", "<setcomp>", "<dictcomp>"):
            found.append((name, frame.f_lineno))
        frame = frame.f_back
    return tuple(found)
