"""Text of the user's for the page: short, on one line, with nothing in it that hides; code in backticks as code."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup
from markupsafe import escape as quoted

from unstuck.report.characters import escape, one_line

LONGEST = 600  # characters of a text


def line(text: str) -> str:
    """Make one line of a text of the user's, not too long, with nothing in it that hides or turns around."""
    text = one_line(str(text)[: 4 * LONGEST])
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def prose(text: str) -> Markup:
    """Make one line of a text, with what stands between backticks as code."""
    parts = line(text).split("`")
    if len(parts) % 2 == 0:
        return Markup(quoted("`".join(parts)))
    return Markup("".join(f"<code>{quoted(part)}</code>" if i % 2 else quoted(part) for i, part in enumerate(parts)))


def number(value: float | None) -> str:
    """Write a number with three digits; a dash if it is none."""
    return "–" if value is None or not math.isfinite(value) else f"{value:.3g}"


def paragraphs(text: str) -> Iterator[tuple[bool, str]]:
    """Split an explanation: each part with whether it is a formula, which stays as it is."""
    for as_is, lines in groupby(text.strip("\n").split("\n"), key=lambda part: part[:2].isspace()):
        block = list(lines)
        if as_is:
            yield True, "\n".join(escape(part.expandtabs(4)) for part in block)
            continue
        for filled, some in groupby(block, key=bool):
            if filled:
                yield False, line(" ".join(some))
