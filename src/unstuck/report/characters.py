"""Text of the user's, made safe to show: nothing in it may move the cursor, colour the terminal, or hide."""

from __future__ import annotations

import unicodedata

TAB = 4


def escape(text: str) -> str:
    r"""Write control and invisible characters as Python does, also line ends.

    >>> print(escape("a\x1b[31mb\n"))
    a\x1b[31mb\n
    """
    return "".join(map(_shown, text))


def one_line(text: str) -> str:
    """Make one line of a text that may have several, and escape the rest."""
    return escape(" ".join(text.split()))


def width(text: str) -> int:
    """Count the columns that a text takes in a terminal."""
    return sum(map(_columns, text))


def pad(text: str, columns: int) -> str:
    """Fill up with spaces to so many columns."""
    return text + " " * (columns - width(text))


def lay_out(line: str) -> tuple[list[str], list[int]]:
    """Write each character of a line of code as it is shown, and the column, from 0, where each one starts.

    There is one start more than characters: the end of the line.
    """
    pieces, starts = [], [0]
    for char in line:
        piece = " " * (TAB - starts[-1] % TAB) if char == "\t" else _shown(char)
        pieces.append(piece)
        starts.append(starts[-1] + width(piece))
    return pieces, starts


def _shown(char: str) -> str:
    if char.isprintable() or unicodedata.category(char) == "Zs":
        return char
    return char.encode("unicode_escape").decode()


def _columns(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
