"""The report as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.doctor.findings import Finding, Report, ScriptReport
from unstuck.report.characters import one_line


def write_github(report: Report) -> str:
    """Write a command for each finding, and for each script that could not be examined."""
    return "".join(line + "\n" for script in report.scripts for line in _commands(script))


def _commands(script: ScriptReport) -> Iterator[str]:
    for finding in script.findings:
        yield _command(script, finding)
    if script.verdict in ("crashed", "inconclusive"):
        level = "error" if script.verdict == "crashed" else "warning"
        yield f"::{level} {_properties(file=script.path, title=script.verdict)}::{_message(script.message)}"


def _command(script: ScriptReport, finding: Finding) -> str:
    span = finding.span
    properties = {"file": span.path or script.path}
    message = finding.message
    if span.cell is not None:  # the lines of a notebook's cells are not those of its file
        message = f"Cell {span.cell}, line {span.line}: {message}"
    else:
        properties |= {"line": str(span.line), "endLine": str(max(span.line, span.end_line))}
        if span.end_line <= span.line:  # GitHub refuses columns where there are several lines
            properties |= {"col": str(span.column), "endColumn": str(max(span.column, span.end_column))}
    title = f"{finding.code} {finding.name}"
    if finding.consequence_of:
        message += f" (follows from {finding.consequence_of})"
    level = "notice" if finding.consequence_of else "warning" if finding.certainty == "suspected" else "error"
    return f"::{level} {_properties(**properties, title=title)}::{_message(message)}"


def _properties(**values: str) -> str:
    return ",".join(f"{key}={_message(value).replace(':', '%3A').replace(',', '%2C')}" for key, value in values.items())


def _message(text: str) -> str:
    return one_line(text).replace("%", "%25")
