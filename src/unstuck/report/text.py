"""Reports for people: `full`, which explains, and `concise`, a line for each finding."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from unstuck.doctor.findings import Evidence, Finding, GradientRole, Proof, Report, ScriptReport, Span
from unstuck.report.characters import escape, one_line, pad, width
from unstuck.report.frame import Line, code_frame, source_lines
from unstuck.report.scale import Axis, axis_for, spark

COLUMNS = 80
PRINTED_LINES = 12
ROUNDING = 1e-12  # a cosine that is 1 but for rounding
_SHARES = Axis(0, 1, logarithmic=False, percent=True)
_CERTAINTY = {"proved": "proved: repaired, it learns", "measured": "measured", "suspected": "suspected, not certain"}
_VERDICT = {
    "faulty": "{} is faulty.",
    "healthy": "{} is healthy: no fault found.",
    "inconclusive": "{} could not be understood.",
    "crashed": "{} crashed.",
}


def write_full(report: Report, columns: int = COLUMNS) -> str:
    """Write all that is known, without colours."""
    return "".join(f"{text.rstrip()}\n" for text, _ in full(report, columns))


def write_concise(report: Report) -> str:
    """Write a line for each finding, and for each script that could not be examined."""
    return "".join(line + "\n" for script in report.scripts for line in _concise(script))


def write_diff(report: Report) -> str:
    """Write the proved repairs of all scripts as one unified diff."""
    return "".join(script.diff for script in report.scripts)


def summary(report: Report) -> str:
    """Say in one line how many scripts were examined and what came out."""
    verdicts = Counter[str](script.verdict for script in report.scripts)
    listed = ", ".join(f"{verdicts[verdict]} {verdict}" for verdict in _VERDICT if verdicts[verdict])
    found = _count(sum(len(script.findings) for script in report.scripts), "finding")
    return f"{_count(len(report.scripts), 'script')} in {report.seconds:.1f} s: {listed or 'none examined'}; {found}."


def verdict(script: ScriptReport) -> str:
    """Say in a sentence how a script is."""
    suspected = script.verdict == "healthy" and script.findings
    return ("{} has no certain fault." if suspected else _VERDICT[script.verdict]).format(one_line(script.path))


def place(script: ScriptReport, span: Span) -> str:
    """Write where a span begins: net.py:12:20, or net.ipynb:cell 3:12:20."""
    cell = "" if span.cell is None else f"cell {span.cell}:"
    return f"{one_line(span.path or script.path)}:{cell}{span.line}:{span.column}"


def arrange(findings: Sequence[Finding]) -> list[tuple[Finding, int]]:
    """Put consequences below their cause, and suspicions last: each finding with its depth, 0 for a cause."""
    arranged: list[tuple[Finding, int]] = []
    findings = sorted(findings, key=lambda finding: finding.certainty == "suspected")
    waiting = list(findings)

    def place_below(finding: Finding, depth: int) -> None:
        waiting.remove(finding)
        arranged.append((finding, depth))
        for other in list(waiting):
            if other in waiting and other.consequence_of == finding.code:
                place_below(other, depth + 1)

    codes = {finding.code for finding in findings}
    for finding in findings:
        if finding.consequence_of not in codes and finding in waiting:
            place_below(finding, 0)
    while waiting:  # causes in a circle: none of them is lost
        place_below(waiting[0], 0)
    return arranged


def full(report: Report, columns: int = COLUMNS) -> Iterator[Line]:
    """Write all that is known, line by line with the style of each line."""
    for number, script in enumerate(report.scripts):
        if len(report.scripts) > 1:
            yield ("\n" if number else "") + one_line(script.path), "bold underline"
        yield from _script(script, columns)


def _script(script: ScriptReport, columns: int) -> Iterator[Line]:
    if script.roles.summary:
        yield from _wrapped(one_line(script.roles.summary), columns, style="bold")
    bad, good = script.verdict in ("faulty", "crashed"), script.verdict == "healthy" and not script.findings
    sentence = f"{verdict(script)} {one_line(script.message)}"
    yield from _wrapped(sentence, columns, style="red" if bad else "green" if good else "yellow")
    for finding, depth in arrange(script.findings):
        yield "", ""
        yield from _consequence(script, finding, columns, depth) if depth else _finding(script, finding, columns)
    if script.verdict == "crashed" and script.printed.strip():
        yield from _printed(script.printed, columns)
    if script.gradients:
        yield from _gradients(script.gradients, columns)
    if script.proof is not None:
        yield from _proof(script.proof, columns)
    yield from _course(script, columns)
    if script.diff:
        yield from _heading("All proved repairs")
        yield from _diff(script.diff)
    if script.left_out:
        yield "", ""
        yield "Not examined", "bold"
        for note in script.left_out:
            yield from _wrapped(one_line(note), columns, "  - ", "    ")


def _finding(script: ScriptReport, finding: Finding, columns: int) -> Iterator[Line]:
    title = f"--- {finding.code} {finding.name} ({_CERTAINTY[finding.certainty]}) "
    yield title.ljust(columns, "-"), "bold red" if finding.certainty != "suspected" else "bold yellow"
    yield from _wrapped(f"{where(finding.span)}: {one_line(finding.message)}", columns)
    if finding.consequence_of:
        yield f"follows from {finding.consequence_of}", "dim"
    lines = source_lines(finding.span.path or script.path, finding.span.cell)
    frame = list(code_frame(lines, finding.span, measured_text(finding.evidence), columns))
    if frame:
        yield "", ""
        yield from frame
    if finding.explanation.strip():
        yield from _heading("Why it does not learn")
        yield from _paragraphs(finding.explanation, columns)
    if finding.evidence:
        yield from _heading("How we know")
        yield from _evidence(finding.evidence, columns)
    yield from _heading("What to do")
    yield from _wrapped(advice(finding), columns, "  ", "  ")


def _consequence(script: ScriptReport, finding: Finding, columns: int, depth: int) -> Iterator[Line]:
    indent = "  " * depth
    yield f"{indent}{finding.code} {finding.name} (follows from {finding.consequence_of} above)", "bold"
    yield from _wrapped(f"{where(finding.span)}: {one_line(finding.message)}", columns, indent, indent)
    measured = measured_text(finding.evidence)
    if measured:
        yield from _wrapped(measured, columns, indent, indent, "dim")


def _heading(title: str) -> Iterator[Line]:
    yield "", ""
    yield title, "bold"


def where(span: Span) -> str:
    """Say on which lines a place is, to begin a sentence with."""
    cell = "" if span.cell is None else f"cell {span.cell}, "
    lines = f"line {span.line}" if span.end_line <= span.line else f"lines {span.line} to {span.end_line}"
    where = f"{one_line(span.path)}, {cell}{lines}" if span.path else cell + lines
    return where[:1].upper() + where[1:] if not span.path else where


def advice(finding: Finding) -> str:
    """Say what to do about a finding."""
    if finding.fix is None:
        return f"See `unstuck explain {finding.code}`."
    changes = " This changes how it trains." if finding.fix.safety == "changes-training" else ""
    if finding.certainty != "proved":
        changes += " It was tried, but that the script learns better with it was not proved."
    return f"{one_line(finding.fix.title).rstrip('.')}.{changes}"


def measured_text(evidence: Sequence[Evidence]) -> str:
    """Say the first measurement in one line, for the place where it was made."""
    if not evidence:
        return ""
    first = evidence[0]
    expected = f" (expected: {one_line(first.expected)})" if first.expected.strip() else ""
    return f"{one_line(first.what)}: {one_line(first.value)}{expected}"


def _evidence(evidence: Sequence[Evidence], columns: int) -> Iterator[Line]:
    rows = [("what", "measured", "expected"), *((e.what, e.value, e.expected) for e in evidence)]
    table = list(_table([tuple(map(one_line, row)) for row in rows], aligned="<<<"))
    if max(width(line) for line in table) <= columns:
        yield table[0], "dim"
        yield from ((line, "") for line in table[1:])
        return
    for each in evidence:  # too wide for a table
        yield from _wrapped(measured_text((each,)), columns, "  - ", "    ")


def _gradients(gradients: Sequence[GradientRole], columns: int) -> Iterator[Line]:
    yield from _heading("Gradients: the script's against the true ones (both 1: the same)")
    rows = [("parameter", "cosine", "ratio", "agrees")]
    rows += [
        (_cut(one_line(g.parameter), columns - 40), _cosine(g), _number(g.ratio), "yes" if g.agrees else "NO")
        for g in gradients
    ]
    styles = ["dim", *("" if gradient.agrees else "red" for gradient in gradients)]
    yield from zip(_table(rows, aligned="<>><"), styles, strict=True)


def _proof(proof: Proof, columns: int) -> Iterator[Line]:
    yield from _heading("Proof: trained as it is and as it is repaired, measured by us")
    yield from _wrapped(one_line(proof.message), columns, "  ", "  ", "green" if proof.proved else "yellow")
    score, percent = proof.yardstick, proof.yardstick == "accuracy"
    rows = [("seed", f"{score} before", "after", "loss before", "after")]
    measured = (proof.before.score, proof.after.score, proof.before.loss, proof.after.loss)
    for seed, *values in zip(proof.seeds, *measured, strict=True):
        shown = [_percent(v) if percent and i < 2 else _number(v) for i, v in enumerate(values)]
        rows.append((str(seed), *shown))  # type: ignore[arg-type]
    table = list(_table(rows, aligned=">>>>>"))
    yield table[0], "dim"
    yield from ((line, "") for line in table[1:])


def _course(script: ScriptReport, columns: int) -> Iterator[Line]:
    """Draw the loss of the script as it is and repaired, and how much of each layer is saturated or dead."""
    pictures, runs = script.pictures, script.proof.runs if script.proof is not None else ()
    curves = [c for c in runs if c.seed == runs[0].seed] or ([pictures.course] if pictures.course is not None else [])
    known = [v for each in curves for v in each.loss if v is not None]
    rows = []
    if known:
        axis = axis_for(known, percent=False)
        for each in curves:
            numbers = [v for v in each.loss if v is not None]
            if len(numbers) > 1:
                line = spark(each.loss, axis, min(40, columns - 40))
                name = "loss, repaired" if each.repaired else "loss, as it is"
                rows.append((name, line, f"{axis.text(numbers[0])} → {axis.text(numbers[-1])}"))
    for number, layer in enumerate(pictures.spreads, 1):
        for what in ("saturated", "dead"):
            shares = [getattr(side, what) if side is not None else None for side in (layer.first, layer.last)]
            if any(shares):
                bar = spark(shares, _SHARES, 2)
                name = f"layer {number}" if number < len(pictures.spreads) else "output"
                rows.append((f"{name}, {what}", bar, " → ".join(map(_share, shares))))
    if rows:
        yield from _heading("How training went, from the first update to the last")
        yield from ((line, "") for line in _table(rows, aligned="<<<"))


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.0f} %"


def _percent(value: float | None) -> str:
    return "-" if value is None or not math.isfinite(value) else f"{100 * value:.1f} %"


def _diff(diff: str) -> Iterator[Line]:
    styles = {"+": "green", "-": "red", "@": "cyan"}
    for line in diff.splitlines():
        header = line.startswith(("+++", "---"))
        yield f"  {escape(line.expandtabs(4))}", "bold" if header else styles.get(line[:1], "")


def _cosine(gradient: GradientRole) -> str:
    """Write a cosine; one that is not 1, but would be written so, by how much it is less."""
    text, value = _number(gradient.cosine), gradient.cosine
    if value is None or text not in ("1", "-1") or 1 - abs(value) < ROUNDING:
        return text
    return f"{text} {'-' if value > 0 else '+'} {1 - abs(value):.0e}"


def _number(value: float | None) -> str:
    return "-" if value is None or not math.isfinite(value) else f"{value:.4g}"


def _table(rows: Sequence[tuple[str, ...]], aligned: str) -> Iterator[str]:
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            pad(cell, columns) if side == "<" else " " * (columns - width(cell)) + cell
            for cell, columns, side in zip(row, widths, aligned, strict=True)
        ]
        yield ("  " + "   ".join(cells)).rstrip()


def printed_lines(printed: str) -> list[str]:
    """List the last lines as a terminal would leave them: what a carriage return wrote over is gone."""
    return [line.rstrip("\r").rpartition("\r")[2] for line in printed.rstrip().split("\n")][-PRINTED_LINES:]


def _printed(printed: str, columns: int) -> Iterator[Line]:
    yield from _heading("The end of what the script printed")
    for line in printed_lines(printed):
        yield f"  | {_cut(escape(line.expandtabs(4)), columns - 4)}", "dim"


def _paragraphs(text: str, columns: int) -> Iterator[Line]:
    """Wrap paragraphs; indented lines are formulas, which stay as they are."""
    for as_is, lines in groupby(text.strip("\n").rstrip().split("\n"), key=lambda line: line[:2].isspace() or not line):
        if as_is:
            yield from ((f"  {escape(line.expandtabs(4))}", "") for line in lines)
        else:
            yield from _wrapped(one_line(" ".join(lines)), columns, "  ", "  ")


def _wrapped(text: str, columns: int, first: str = "", rest: str = "", style: str = "") -> Iterator[Line]:
    wrapped = textwrap.wrap(
        text, columns, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, break_long_words=False
    )
    yield from ((line, style) for line in wrapped)


def _cut(text: str, columns: int) -> str:
    if width(text) <= columns:
        return text
    text = text[: columns - 1]
    while width(text) >= columns:  # characters may be two columns wide
        text = text[:-1]
    return text + "…"


def _concise(script: ScriptReport) -> Iterator[str]:
    for finding in script.findings:
        cause = f" (follows from {finding.consequence_of})" if finding.consequence_of else ""
        what = f"{finding.code} {finding.name} [{finding.certainty}] {one_line(finding.message)}"
        yield f"{place(script, finding.span)}: {what}{cause}"
    if script.verdict in ("crashed", "inconclusive"):
        yield f"{one_line(script.path)}: {script.verdict}: {one_line(script.message)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
