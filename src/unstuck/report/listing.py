"""Source in colours, line by line, with places marked; what is not coloured by us is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markupsafe import Markup, escape

from unstuck.doctor.findings import Span
from unstuck.report.characters import escape as visible

LONGEST = 400  # characters of a line that are shown
LARGEST = 300_000  # characters of a source that is coloured; larger ones are shown plain, since it takes seconds


def coloured(lines: Sequence[str], spans: Sequence[Span] = ()) -> list[Markup]:
    """Write each line of a source as HTML.

    Parameters
    ----------
    lines : sequence of str
        Without their ends.
    spans : sequence of Span
        The places to mark.
    """
    text = "\n".join(lines).replace("\r", "␍")  # Pygments would begin a line there
    marked = [_marked(i, line, spans) for i, line in enumerate(lines, 1)]
    out: list[list[str]] = [[]]
    column = 0
    for kind, piece in _tokens(text):
        for i, part in enumerate(piece.split("\n")):
            if i:
                out.append([])
                column = 0
            for mark, shown in _split(part, column, marked[len(out) - 1]):
                out[-1].append(_span(kind, shown, mark))
            column += len(part)
    return [Markup("".join(parts)) for parts in out]


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text into pieces, each with the class of its colour."""
    if len(text) > LARGEST:
        yield "", text
        return
    from pygments.lexers.python import PythonLexer
    from pygments.token import Token

    kinds = (
        (Token.Comment, "c"),
        (Token.Keyword, "k"),
        (Token.Operator.Word, "k"),
        (Token.Literal.String, "s"),
        (Token.Literal.Number, "n"),
        (Token.Name.Function, "f"),
        (Token.Name.Class, "f"),
        (Token.Name.Decorator, "f"),
    )
    for token, piece in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        yield next((kind for known, kind in kinds if token in known), ""), piece


def _marked(number: int, line: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """List the marked columns of a line, from 0, first and past the last."""
    out = []
    for span in spans:
        if span.line <= number <= max(span.end_line, span.line):
            begin = span.column - 1 if number == span.line else len(line) - len(line.lstrip())
            end = span.end_column - 1 if number == span.end_line else len(line.rstrip())
            out.append((begin, max(end, begin + 1)))
    return out


def _split(part: str, column: int, marked: Sequence[tuple[int, int]]) -> Iterator[tuple[bool, str]]:
    """Cut a piece of a line where marks begin and end; drop what is beyond the longest line."""
    cuts = sorted({0, len(part), *(c - column for pair in marked for c in pair if 0 < c - column < len(part))})
    for begin, end in pairwise(cuts):
        at = column + begin
        if at >= LONGEST:
            return
        shown = part[begin : min(end, LONGEST - column)]
        more = "…" if column + end > LONGEST else ""
        yield any(first <= at < last for first, last in marked), shown + more


def _span(kind: str, piece: str, mark: bool) -> str:
    text = str(escape("".join(visible(c) if c != "\t" else c for c in piece)))
    text = f'<span class="{kind}">{text}</span>' if kind and piece.strip() else text
    return f"<mark>{text}</mark>" if mark else text
