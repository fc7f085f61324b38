"""The lines of source around a place, with the place underlined."""

from __future__ import annotations

import json
import textwrap
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path

from unstuck.doctor.findings import Span
from unstuck.report.characters import lay_out, width

Line = tuple[str, str]
"""A line of output, and its style where there are colours."""

AROUND = 2
MOST_LINES = 6
"""Of a longer span the first lines and the last are shown."""


def source_lines(path: str, cell: int | None = None) -> list[str]:
    """Read a script, or a code cell of a notebook, counted from 1; nothing if it cannot be read."""
    try:
        if cell is None:
            with tokenize.open(path) as file:
                return file.read().split("\n")
        cells = json.loads(Path(path).read_text(encoding="utf-8-sig"))["cells"]
        sources = [each["source"] for each in cells if each["cell_type"] == "code"]
        return "".join(sources[cell - 1]).split("\n")
    except (OSError, SyntaxError, ValueError, LookupError, TypeError):
        return []


def code_frame(lines: Sequence[str], span: Span, note: str = "", columns: int = 80) -> Iterator[Line]:
    """Draw the lines of a span and two around it, the span underlined and a note below the underline.

    Parameters
    ----------
    lines : sequence of str
        The whole source.
    span : Span
        Nothing is drawn where it lies outside of the source.
    note : str
        What was measured there, one line; wrapped where it does not fit.
    columns : int
        Longer lines are cut, around the span.
    """
    if not 1 <= span.line <= len(lines):
        return
    last = min(max(span.end_line, span.line), len(lines))
    first_shown, last_shown = max(span.line - AROUND, 1), min(last + AROUND, len(lines))
    gutter = max(len(str(last_shown)), 4)
    room = columns - gutter - 5  # what the gutter, the marks of a cut line and the bar leave
    left = _window(lines[span.line - 1], span, room)
    for number in range(first_shown, last_shown + 1):
        if _left_out(number, span.line, last):
            if number == span.line + MOST_LINES - 2:
                yield f"{'...':>{gutter}} |", "dim"
            continue
        marked = span.line <= number <= last
        text = f"{number:>{gutter}} |{_cut(lines[number - 1], left, room)}".rstrip()
        yield text, "" if marked else "dim"
        if marked and (lines[number - 1].strip() or span.line == last):
            start, end = _underlined(lines[number - 1], number, span, left, room)
            yield f"{'':>{gutter}} | {' ' * start}{'^' * (end - start)}", "bold red"
            if number == last and note:
                indent = max(0, min(start, room - width(note)))
                for part in textwrap.wrap(note, room - indent, break_on_hyphens=False):
                    yield f"{'':>{gutter}} | {' ' * indent}{part}", "bold"


def _left_out(number: int, first: int, last: int) -> bool:
    return last - first >= MOST_LINES and first + MOST_LINES - 3 < number < last


def _window(line: str, span: Span, room: int) -> int:
    """Choose the column at which the shown part of all lines begins, so that the place is in it."""
    _, starts = lay_out(line)
    end_column = span.end_column if span.end_line == span.line else span.column + 1
    begin, end = (starts[min(max(column, 1), len(starts)) - 1] for column in (span.column, end_column))
    return 0 if end <= room else max(0, begin - room // 4)


def _cut(line: str, left: int, room: int) -> str:
    """Show the columns from `left` on, after a space or, where something is cut off, an ellipsis."""
    pieces, starts = lay_out(line)
    inside = [i for i, start in enumerate(starts[:-1]) if start >= left and starts[i + 1] <= left + room]
    if not inside:
        return "…" if left and line.strip() else ""
    gap = " " * (starts[inside[0]] - left)
    tail = "…" if inside[-1] + 1 < len(pieces) else ""
    return ("…" if left else " ") + gap + "".join(pieces[i] for i in inside) + tail


def _underlined(line: str, number: int, span: Span, left: int, room: int) -> tuple[int, int]:
    """Find the columns of the span in one of its lines as it is shown; at least one column wide."""
    _, starts = lay_out(line)
    begin = span.column if number == span.line else len(line) - len(line.lstrip()) + 1
    end = span.end_column if number == span.end_line else len(line.rstrip()) + 1
    first, past = (starts[min(max(column, 1), len(starts)) - 1] - left for column in (begin, end))
    first = min(max(first, 0), room)
    return first, max(first + 1, min(past, room))
