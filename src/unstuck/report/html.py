"""The report as one page to look at: no script in it, nothing fetched, all text of the user's escaped."""

from __future__ import annotations

from importlib import resources

from markupsafe import Markup

from unstuck import __version__
from unstuck.doctor.findings import Report
from unstuck.report.inline import line, number, paragraphs, prose
from unstuck.report.page import View
from unstuck.report.text import printed_lines, summary

LIMIT = 500_000  # bytes of the page
LEVELS = (
    (5000, True),
    (0, True),
    (0, False),
)  # lines of code kept beside those around findings; whether maps are drawn


def write_html(report: Report) -> str:
    """Write the page; to keep it below `LIMIT`, first the code far from any finding is left out, then the maps.

    Of dozens of scripts it gets larger even so: then it has only what cannot be left out.
    """
    page = ""
    for folded, maps in LEVELS:
        page = _page(report, folded, maps)
        if len(page.encode("utf-8", errors="backslashreplace")) < LIMIT:
            break
    return page


def _page(report: Report, folded: int, maps: bool) -> str:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals["printed_tail"] = lambda script: "\n".join(map(line, printed_lines(script.printed)))
    environment.filters |= {
        "line": line,
        "prose": prose,
        "number": number,
        "paragraphs": lambda text: list(paragraphs(text)),
    }
    home = resources.files("unstuck.report")
    template = environment.from_string(home.joinpath("page.html").read_text(encoding="utf-8"))
    views = [View(script, i, folded // len(report.scripts), maps) for i, script in enumerate(report.scripts, 1)]
    style = Markup(home.joinpath("page.css").read_text(encoding="utf-8"))
    return template.render(
        scripts=views, style=style, version=__version__, seconds=report.seconds, summary=summary(report)
    )
