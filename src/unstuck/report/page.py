"""A script as the page shows it: what the template asks for, in words and drawings."""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from markupsafe import Markup

from unstuck.doctor.edits import apply_edits
from unstuck.doctor.findings import Finding, GradientRole, ScriptReport, Span
from unstuck.doctor.pictured import Curve, Spread, StepMap
from unstuck.errors import InputError
from unstuck.report import heat, svg
from unstuck.report.characters import escape
from unstuck.report.frame import source_lines
from unstuck.report.inline import LONGEST, line, number
from unstuck.report.listing import coloured
from unstuck.report.text import advice, arrange, verdict, where

AROUND = 6  # lines of code shown on either side of a finding
GAP = 6  # lines: fewer than these are not folded
SAME = 0.999  # of the longest step: what counts as equally long
HALF = 0.5  # of a layer: what is told in the colour of a fault
CERTAINTY = {"proved": "proved", "measured": "measured", "suspected": "suspected, not certain"}


@dataclass(frozen=True)
class Block:
    """Lines of code that stand together, and the findings that belong below the last of them.

    `folded`: they are far from any finding, and closed until somebody opens them. `lines` are empty where they were
    left out of the page; there are `count` of them from `first` on.
    """

    first: int
    count: int
    lines: tuple[Markup, ...]
    folded: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Source:
    """A file, or a cell of a notebook, with what was found in it."""

    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Step:
    """A parameter and its step."""

    role: GradientRole
    shape: str
    words: str
    ratio: str
    dial: Markup
    maps: tuple[tuple[str, str, int, int], ...]  # title, address, width, height


@dataclass(frozen=True)
class Matrix:
    """The answers that each class got: for each class, the numbers and their share of the row."""

    title: str
    rows: tuple[tuple[tuple[int, float], ...], ...]
    right: float


class View:
    """A script as the page shows it."""

    def __init__(self, script: ScriptReport, index: int, folded: int, maps: bool):
        self.script = script
        self.index = index
        self.folded = folded
        self.maps = maps
        self.findings = arrange(script.findings)
        self.verdict = line(verdict(script))
        self.mood = "suspected" if script.verdict == "healthy" and script.findings else script.verdict

    # -- the network

    @cached_property
    def network(self) -> Markup | None:
        """The drawing of the network."""
        layers = self.script.pictures.layers
        if not layers:
            return None
        loss = self.script.roles.loss
        layers = tuple(dataclasses.replace(x, weights=line(x.weights), activation=line(x.activation)) for x in layers)
        return svg.network(layers, line(loss.kind or loss.name) if loss else "")

    # -- the code

    @property
    def in_code(self) -> list[Finding]:
        """The findings, consequences too, in the order of the report."""
        return [finding for finding, _ in self.findings]

    def where(self, finding: Finding) -> str:
        """Say on which line a finding is."""
        return where(finding.span)

    def advice(self, finding: Finding) -> str:
        """Say what to do about it."""
        return advice(finding)

    def certainty(self, finding: Finding) -> str:
        """Say how sure it is."""
        return CERTAINTY[finding.certainty]

    def anchor(self, finding: Finding) -> str:
        """Name the place of a finding on the page."""
        return f"s{self.index}-f{self.in_code.index(finding) + 1}"

    @cached_property
    def sources(self) -> list[Source]:
        """The script, and the modules and cells in which something was found."""
        places: dict[tuple[str | None, int | None], list[Finding]] = {}
        if not str(self.script.path).endswith(".ipynb"):
            places[None, None] = []
        for finding in self.in_code:
            places.setdefault((finding.span.path, finding.span.cell), []).append(finding)
        return [self._source(path, cell, findings) for (path, cell), findings in places.items()]

    def _source(self, path: str | None, cell: int | None, findings: list[Finding]) -> Source:
        lines = source_lines(path or self.script.path, cell)
        name = line(path or self.script.path) + ("" if cell is None else f", cell {cell}")
        if lines and not lines[-1]:
            lines.pop()
        inside = [f for f in findings if 1 <= f.span.line <= len(lines)]
        outside = tuple(f for f in findings if f not in inside)
        shown = _near([f.span for f in inside], len(lines))
        ends: dict[int, list[Finding]] = {}
        for finding in inside:
            ends.setdefault(min(_end(finding.span), len(lines)), []).append(finding)
        html = coloured(lines, [f.span for f in inside]) if lines else []
        blocks, first = [], 1
        for n in range(1, len(lines) + 1):
            if n == len(lines) or n in ends or (n in shown) != (n + 1 in shown):
                folded = n not in shown
                kept = html[first - 1 : n]
                if folded and len(kept) > self.folded:
                    kept = []
                self.folded -= len(kept) if folded else 0
                blocks.append(Block(first, n - first + 1, tuple(kept), folded, tuple(ends.get(n, ()))))
                first = n + 1
        if outside:
            blocks.append(Block(0, 0, (), folded=False, findings=outside))
        return Source(name, tuple(blocks))

    @cached_property
    def repeated(self) -> set[str]:
        """The places of the findings of which another of the same kind stands above: they are told in short."""
        seen: set[str] = set()
        out = set()
        for finding in (f for source in self.sources for block in source.blocks for f in block.findings):
            if finding.code in seen:
                out.add(self.anchor(finding))
            seen.add(finding.code)
        return out

    def diff(self, finding: Finding) -> list[tuple[str, str]]:
        """List the lines that a repair takes away and puts in, each with its kind: "-", "+" or " "."""
        if finding.fix is None:
            return []
        out: list[tuple[str, str]] = []
        places = sorted({(e.span.path or "", e.span.cell or 0) for e in finding.fix.edits})
        for path, cell in places:
            before = source_lines(path or self.script.path, cell or None)
            edits = [e for e in finding.fix.edits if (e.span.path or "", e.span.cell or 0) == (path, cell)]
            edits = [dataclasses.replace(e, span=dataclasses.replace(e.span, path=None, cell=None)) for e in edits]
            try:
                after = apply_edits("\n".join(before).encode(), edits).decode().split("\n")
            except (InputError, LookupError, UnicodeError):
                continue  # the file is not what it was any more
            if path:
                out.append(("@", line(path)))
            out += _changes(before, after)
        return out

    @property
    def whole_diff(self) -> list[tuple[str, str]]:
        """List the lines of the diff of all repairs that were proved."""
        lines = self.script.diff.splitlines()
        return [("@" if re.match(r"\+\+\+|---|@@", each) else each[:1], escape(each.expandtabs(4))) for each in lines]

    # -- the steps

    @cached_property
    def steps(self) -> list[Step]:
        """The parameters, those with a wrong gradient first."""
        maps = {each.number: each for each in self.script.pictures.maps}
        roles = sorted(enumerate(self.script.gradients), key=lambda pair: pair[1].agrees)
        return [
            Step(
                role,
                " × ".join(map(str, maps[i].shape)) if i in maps else "",
                _in_words(role),
                _ratio(role),
                svg.dial(role.cosine),
                tuple(_drawn(maps[i])) if self.maps and i in maps else (),
            )
            for i, role in roles
        ]

    # -- the course

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The runs that are drawn: those of the proof, or else the one of the script as it is."""
        proof, course = self.script.proof, self.script.pictures.course
        if proof is not None and proof.runs:
            return proof.runs
        return (course,) if course is not None else ()

    @property
    def percent(self) -> bool:
        """Whether the scores are shares of rows answered rightly."""
        proof = self.script.proof
        kind = proof.yardstick if proof is not None and proof.runs else self.script.pictures.yardstick
        return kind == "accuracy"

    @cached_property
    def charts(self) -> list[tuple[str, Markup]]:
        """The loss and the score by step."""
        constant = next((c.constant_score for c in self.curves if c.constant_score is not None), None)
        name = "Rows answered rightly" if self.percent else "Squared error"
        drawn = [
            ("Loss", svg.chart("The loss", self.curves, "loss", percent=False)),
            (name, svg.chart(name, self.curves, "score", self.percent, constant)),
        ]
        return [(title, picture) for title, picture in drawn if picture is not None]

    # -- the layers

    @cached_property
    def layers(self) -> list[tuple[str, Markup, list[tuple[str, bool]]]]:
        """Each layer: its name, how its answers are spread, and what is to be noted, with whether that is bad."""
        spreads = self.script.pictures.spreads
        out = []
        for i, each in enumerate(spreads, 1):
            name = "Output" if i == len(spreads) else f"Layer {i}"
            hidden = i < len(spreads)
            out.append((f"{name}: {line(each.activation)}", svg.histogram(each), _notes(each.first, each.last, hidden)))
        return out

    # -- the answers

    @cached_property
    def matrices(self) -> list[Matrix]:
        """The answers by class, before and after the repair."""
        runs = [c for c in self.curves if c.confusion and c.seed == 0]
        course = self.script.pictures.course
        if not runs and course is not None and course.confusion:
            runs = [course]
        titles = {True: "As it is repaired", False: "As it is"}
        return [_matrix(titles[c.repaired], c) for c in runs]

    # -- what was done

    @property
    def checked(self) -> list[str]:
        """What was checked, in sentences."""
        from unstuck.doctor.faults import catalogue

        script = self.script
        agree = sum(role.agrees for role in script.gradients)
        out = [f"The script was run, and its values were searched for {len(catalogue())} kinds of faults."]
        if script.gradients:
            out.append(
                f"{len(script.gradients)} parameters were compared with the true gradient; {agree} agree with it."
            )
        if script.pictures.course is not None:
            ended = f" ({line(script.pictures.ended)})" if script.pictures.ended else ", to its end"
            out.append(f"Its training was followed{ended}.")
        if script.proof is not None:
            out.append(f"It was trained as it is and as it is repaired, on {len(script.proof.seeds)} seeds each.")
        return out

    @property
    def not_checked(self) -> list[str]:
        """What could not be checked or drawn, and why."""
        script = self.script
        out = [*script.left_out, *script.pictures.missing]
        if script.roles.loss is None:
            out.append("which loss the updates descend is not known; --loss NAME may help")
        if script.verdict == "faulty" and script.proof is None:
            out.append("no repair was proved, so there are no curves of a repaired script")
        return list(dict.fromkeys(map(line, out)))

    @property
    def faults(self) -> list[tuple[str, str]]:
        """The faults that were looked for: code and title."""
        from unstuck.doctor.faults import catalogue

        return [(fault.code, fault.title) for fault in catalogue()] if self.index == 1 else []


def _near(spans: Sequence[Span], count: int) -> set[int]:
    """List the lines near to some places; a gap of a few lines is shown too."""
    near = {n for span in spans for n in range(max(1, span.line - AROUND), min(count, _end(span) + AROUND) + 1)}
    ends = [0, *sorted(near), count + 1]
    gaps = ((a, b) for a, b in pairwise(ends) if near and 1 < b - a <= GAP)
    return near | {n for a, b in gaps for n in range(a + 1, b)}


def _end(span: Span) -> int:
    return max(span.line, span.end_line)


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Compare two texts: the lines that differ, and one on either side."""
    for each in list(difflib.unified_diff(before, after, lineterm="", n=1))[2:]:
        if each.startswith("@@"):
            found = re.match(r"@@ -(\d+)", each)
            yield "@", f"line {found.group(1) if found else ''}"
        else:
            yield each[:1], escape(each[1:].expandtabs(4))[:LONGEST]


def _in_words(role: GradientRole) -> str:
    """Say what an angle means."""
    if role.cosine is None:
        return "does not move, and needs not" if role.agrees else "does not move"
    angle = math.degrees(math.acos(min(1.0, max(-1.0, role.cosine))))
    if role.agrees or angle < 0.05:
        return "0° off: straight downhill"
    if angle > 179:
        return "180° off: straight uphill"
    kind = (
        "nearly downhill"
        if angle < 20
        else "downhill, but askew"
        if angle < 80
        else "sideways"
        if angle < 100
        else "uphill"
    )
    return f"{angle:.3g}° off: {kind}"


def _ratio(role: GradientRole) -> str:
    """Say how long a step is beside the longest, for its gradient."""
    if role.ratio is None or not math.isfinite(role.ratio):
        return ""
    if not role.agrees or not 0 < role.ratio < SAME:
        return f"ratio {number(role.ratio)}"
    return f"ratio {number(role.ratio)}: the longest step is {number(1 / role.ratio)} times as long"


def _drawn(each: StepMap) -> Iterator[tuple[str, str, int, int]]:
    for title, grid in (
        ("the step", each.step),
        ("the true one", each.gradient),
        ("where they differ", each.difference),
    ):
        if grid and grid[0]:
            yield title, heat.data_uri(grid), *heat.size(grid)


def _notes(first: Spread | None, last: Spread | None, hidden: bool) -> list[tuple[str, bool]]:
    """Say which share of a layer is saturated or dead, at the start and at the end."""
    out = []
    for name, what in (("saturated", "saturated answers"), ("dead", "dead units")):
        values = [getattr(side, name) if side is not None else None for side in (first, last)]
        if any(value is not None for value in values):
            texts = ["–" if value is None else f"{100 * value:.0f} %" for value in values]
            bad = hidden and max(value for value in values if value is not None) > HALF
            out.append((f"{what}: {texts[0]} at the start, {texts[1]} at the end", bad))
    return out


def _matrix(title: str, curve: Curve) -> Matrix:
    whole = sum(map(sum, curve.confusion)) or 1
    rows = tuple(tuple((n, n / max(1, sum(row))) for n in row) for row in curve.confusion)
    return Matrix(title, rows, sum(row[i] for i, row in enumerate(curve.confusion)) / whole)
