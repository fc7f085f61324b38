"""The same report as text and as a page for people, and as JSON, SARIF or annotations for programs."""

from __future__ import annotations

import importlib

from unstuck.doctor.findings import Report
from unstuck.errors import InputError

FORMATS = ("full", "concise", "json", "sarif", "github", "html")
OWN = (*FORMATS, "diff")  # which has an option of its own


def require_format(name: str, formats: tuple[str, ...] = FORMATS) -> None:
    """Refuse a format that is none of ours.

    Raises
    ------
    InputError
        Naming the choices.
    """
    if name not in formats:
        raise InputError(f"--format is {name!r}; expected one of {', '.join(formats)}.")


def render(report: Report, style: str = "full") -> str:
    """Write a report in one of the `FORMATS`; it ends with a line end, or is empty.

    Raises
    ------
    InputError
        If there is no such format.
    """
    require_format(style, OWN)
    home = importlib.import_module(f"{__name__}.{'text' if style in ('full', 'concise', 'diff') else style}")
    return str(getattr(home, f"write_{style}")(report))
