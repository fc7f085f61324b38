"""The corridor: script, trace, roles, gradients, findings."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.clock import OutOfTime, until
from unstuck.doctor.diagnose import diagnose
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.experiments import Experiments
from unstuck.doctor.findings import Edit, Finding, Fix, ScriptReport, Span, Verdict
from unstuck.doctor.followed import followed
from unstuck.doctor.options import Options
from unstuck.doctor.pictures import draw
from unstuck.doctor.repair import with_candidates
from unstuck.doctor.run import Crash, run_traced
from unstuck.doctor.script import read_source
from unstuck.doctor.summary import gradient_table, understood
from unstuck.doctor.trace import Limits, Trace

EXPERIMENTS = 0.8  # of the time, by which all runs with changes must be over: what was found must still be told
REPAIRS = 1.05  # the same, for thinking of repairs; all else is over when the time is


def examine_script(
    path: Path,
    options: Options,
    seconds: float,
    between: Callable[[], None] = lambda: None,
    understood_as: Callable[[Evidence], None] = lambda first: None,
) -> ScriptReport:
    """Run a script in this process, and say what is wrong with it.

    Parameters
    ----------
    path : Path
    options : Options
    seconds : float
        How long the traced run may take.
    between : callable
        Is called before the script is run once more: clears what the run before has left in files.
    understood_as : callable
        Is given the evidence of the first updates, if there are any.
    """
    began = time.monotonic()
    text, cells = read_source(path)
    if not text.strip():
        return ScriptReport(str(path), "inconclusive", "The file is empty.")
    try:
        run = run_traced(text, path, Limits(seconds=seconds), options.seed)
    except SyntaxError as error:
        return _syntax_error(path, error)
    deadline = began + options.timeout
    try:
        with until(deadline):
            case = Case(*followed(run.trace), run.crash, deadline=deadline)
    except OutOfTime:
        late = f"Not understood: what it computes could not be followed in {options.timeout:.0f} s (--timeout)."
        return ScriptReport(str(path), "inconclusive", late, left_out=_left_out(run.trace))
    if case.first is not None:
        understood_as(case.first)
    if options.course and case.first is not None and case.first.round.joins and not case.first.moving_target:
        last = began + EXPERIMENTS * options.timeout
        case.experiments = Experiments(text, path, case.first, options.seed, last, between)
    if run.crash is not None and run.trace.cut and not _crashes_uncut(case):
        case.crash = None
    findings = diagnose(case) if run.trace.nodes else []
    findings = [f for f in findings if _wanted(f.code, options)]
    notes: tuple[str, ...] = ()
    if options.repair:
        try:
            with until(began + REPAIRS * options.timeout):
                findings, notes = with_candidates(case, findings)
        except OutOfTime:
            notes = ("there was no time left to think of repairs",)
    verdict, message = _verdict(case, findings)
    gradients = gradient_table(case.as_it_is or case.first)
    report = ScriptReport(
        str(path),
        verdict,
        message,
        understood(case),
        gradients,
        tuple(findings),
        left_out=(*_left_out(run.trace), *notes, *_failed(case)),
        pictures=draw(case, gradients, (text, path, began + options.timeout) if options.pictures else None),
    )
    if case.crash is not None:
        report = _crashed(report, case, case.crash)
    return in_cells(report, cells)


def _crashes_uncut(case: Case) -> bool:
    """Say whether a script stops with an error when its loops run to their ends: a list may be shorter for the cut."""
    course = case.experiments.course if case.experiments is not None else None
    return course is not None and course.crash is not None


def _wanted(code: str, options: Options) -> bool:
    return (not options.select or code in options.select) and code not in options.ignore


def _verdict(case: Case, findings: list[Finding]) -> tuple[Verdict, str]:
    sure = [f for f in findings if f.certainty != "suspected"]
    causes = [f for f in sure if f.consequence_of is None]
    if sure:
        first = (causes or sure)[0]
        more = f" (and {len(causes) - 1} more)" if len(causes) > 1 else ""
        return "faulty", f"{first.message}{more}"
    if case.late:
        return "inconclusive", "No fault was found, but there was no time to look for all (--timeout)."
    if case.roles.problem or case.first is None:
        problem = case.roles.problem or "the gradients could not be computed"
        return "inconclusive", f"Not understood: {problem}."
    if findings:
        return "healthy", f"No fault was measured, but one is suspected: {findings[0].message}"
    moved = [c for c in case.first.compared if c.moved]
    unclear = [c.name for c in moved if c.unknown or not c.right]
    if len(unclear) == len(moved):
        return "inconclusive", "Not understood: the steps follow the gradient of no loss that is known here."
    if unclear:
        return (
            "healthy",
            f"No fault was found, but what moves {', '.join(dict.fromkeys(unclear))} could not be followed.",
        )
    return "healthy", "Every step goes down the true gradient of the loss, and no other fault was found."


def _left_out(trace: Trace) -> tuple[str, ...]:
    out = [
        f"the loop on line {trace.sites.all[site].span.line} was cut after {turns} turns"
        for site, turns in sorted(trace.cut.items())
    ]
    return (*out, *([trace.why_ended] if trace.why_ended else []), *trace.left_out)


def _failed(case: Case) -> tuple[str, ...]:
    return tuple(
        f"{code} could not be looked for in this script ({why})" for code, why in sorted(case.failures.items())
    )


def _syntax_error(path: Path, error: SyntaxError) -> ScriptReport:
    return ScriptReport(str(path), "crashed", f"Line {error.lineno or 1} is no Python: {error.msg}.")


def _crashed(report: ScriptReport, case: Case, crash: Crash) -> ScriptReport:
    """Say where the script's own error happened, and what the values there were."""
    line = crash.places[-1][1] if crash.places else 0
    seen = _values_at(case, crash)
    message = f"The script stops on line {line} with {crash.kind}: {crash.message}"
    if crash.kind == "ModuleNotFoundError":
        message += ". Install it in the environment of `unstuck`, or put it beside the script"
    return dataclasses.replace(report, verdict="crashed", message=message + (f" (just before: {seen})" if seen else ""))


def _values_at(case: Case, crash: Crash) -> str:
    """Describe the last traced values of the line that failed."""
    if not crash.places:
        return ""
    path, line, _ = crash.places[-1]
    shapes: dict[str, str] = {}
    for node in reversed(case.trace.nodes[-200:]):
        if node.site >= 0 and case.span(node).line == line and case.span(node).path == path:
            shapes.setdefault(case.text(case.span(node)), str(np.shape(node.value)))
    return ", ".join(f"{text} has shape {shape}" for text, shape in list(shapes.items())[:3])


def in_cells(report: ScriptReport, cells: list[tuple[int, int]]) -> ScriptReport:
    """Count lines from the beginning of their cell, for a notebook."""
    if not cells:
        return report

    def moved(span: Span) -> Span:
        if span.path is not None:
            return span
        cell, first = max((c for c in cells if c[1] <= span.line), key=lambda c: c[1])
        return dataclasses.replace(span, line=span.line - first + 1, end_line=span.end_line - first + 1, cell=cell)

    def moved_fix(fix: Fix) -> Fix:
        return dataclasses.replace(fix, edits=tuple(Edit(moved(e.span), e.text) for e in fix.edits))

    findings = tuple(
        dataclasses.replace(
            f,
            span=moved(f.span),
            fix=f.fix and moved_fix(f.fix),
            candidates=tuple(map(moved_fix, f.candidates)),
        )
        for f in report.findings
    )
    return dataclasses.replace(report, findings=findings)
