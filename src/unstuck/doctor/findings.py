"""What the doctor says about a script: plain records, the same in Python and in JSON."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal, Self

from unstuck.doctor.pictured import Curve, Pictures

Verdict = Literal["faulty", "healthy", "inconclusive", "crashed"]
Certainty = Literal["proved", "measured", "suspected"]


@dataclass(frozen=True)
class Span:
    """Characters of a source file: lines and columns from 1, as in an editor; the end column is the one after the last.

    `path` is None for the script itself, and the path of the user's module where the place is in one that it imports.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    path: str | None = None
    cell: int | None = None  # of a notebook, from 1; lines then count within the cell

    def __contains__(self, other: Span) -> bool:
        """Say whether another place lies within this one."""
        begin, end = (self.line, self.column), (self.end_line, self.end_column)
        inside = begin <= (other.line, other.column) and (other.end_line, other.end_column) <= end
        return inside and (self.path, self.cell) == (other.path, other.cell)


@dataclass(frozen=True)
class Evidence:
    """One measured number: what was measured, what it is, what it would be without the fault."""

    what: str
    value: str
    expected: str = ""


@dataclass(frozen=True)
class Edit:
    """Replace the characters of `span` by `text`."""

    span: Span
    text: str


@dataclass(frozen=True)
class Fix:
    """A repair: edits that belong together. `safe` keeps the mathematics that was intended."""

    title: str
    safety: Literal["safe", "changes-training"]
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Finding:
    """A fault seen in a script.

    `message` says what is wrong in one sentence, `explanation` the mechanism (why this stops learning) and what to do.
    `consequence_of` holds the code of the finding that causes this one, if any.
    """

    code: str
    name: str
    certainty: Certainty
    span: Span
    message: str
    explanation: str
    evidence: tuple[Evidence, ...]
    consequence_of: str | None = None
    fix: Fix | None = None
    candidates: tuple[Fix, ...] = ()  # repairs to try, the likeliest first; none when one was chosen, or all failed
    by_course: bool = False  # it was found by how training goes on, not by what the first updates do


@dataclass(frozen=True)
class ParameterRole:
    """A parameter: its name, shape, and the line where it gets its first value."""

    name: str
    shape: tuple[int, ...]
    line: int


@dataclass(frozen=True)
class ValueRole:
    """The loss or the output: how the script calls it, where it is made, and its kind or shape."""

    name: str
    line: int
    kind: str = ""
    shape: tuple[int, ...] = ()


@dataclass(frozen=True)
class UpdateRole:
    """A line on which a parameter is changed."""

    line: int
    parameter: str


@dataclass(frozen=True)
class Roles:
    """What the doctor understood; `summary` is one line that a person can check at a glance."""

    summary: str = ""
    parameters: tuple[ParameterRole, ...] = ()
    loss: ValueRole | None = None
    output: ValueRole | None = None
    learning_rate: float | None = None
    samples: int | None = None
    updates: tuple[UpdateRole, ...] = ()


@dataclass(frozen=True)
class GradientRole:
    """Compare a parameter's gradient in the script with the true one: cosine of the angle, ratio of the lengths."""

    parameter: str
    cosine: float | None
    ratio: float | None
    agrees: bool


@dataclass(frozen=True)
class Measurements:
    """How a script trains, by our yardstick, on each seed: the loss and the score at the end."""

    loss: tuple[float | None, ...]
    score: tuple[float | None, ...]
    gradient_agrees: bool


@dataclass(frozen=True)
class Proof:
    """The script as it is and as it is repaired, trained side by side on the same seeds.

    `proved` says that all gradients agree and that it learns better, or, where the fault did not hurt the learning, not
    worse; `message` says in a sentence which of it, and over how much of the training.
    """

    seeds: tuple[int, ...]
    yardstick: Literal["accuracy", "error"]
    before: Measurements
    after: Measurements
    proved: bool
    message: str
    runs: tuple[Curve, ...] = ()  # how each of them went


@dataclass(frozen=True)
class ScriptReport:
    """All that is said about one script.

    `printed` is the end of what the script itself printed; `left_out` says what was not examined, and why; `diff` holds
    all repairs that were proved.
    """

    path: str
    verdict: Verdict
    message: str
    roles: Roles = Roles()
    gradients: tuple[GradientRole, ...] = ()
    findings: tuple[Finding, ...] = ()
    diff: str = ""
    printed: str = ""
    left_out: tuple[str, ...] = ()
    proof: Proof | None = None
    digests: dict[str, str] = dataclasses.field(
        default_factory=dict
    )  # of the files that the repairs change, as examined
    pictures: Pictures = dataclasses.field(default_factory=Pictures)

    def as_json(self) -> dict[str, Any]:
        """Turn into what `json.dumps` takes; `from_json` is its inverse."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        roles = dict(record["roles"])
        roles["parameters"] = tuple(ParameterRole(r["name"], tuple(r["shape"]), r["line"]) for r in roles["parameters"])
        for key in ("loss", "output"):
            if roles[key] is not None:
                roles[key] = ValueRole(**{**roles[key], "shape": tuple(roles[key]["shape"])})
        roles["updates"] = tuple(UpdateRole(**r) for r in roles["updates"])
        return cls(
            **{
                **record,
                "roles": Roles(**roles),
                "gradients": tuple(GradientRole(**r) for r in record["gradients"]),
                "findings": tuple(_finding(r) for r in record["findings"]),
                "left_out": tuple(record["left_out"]),
                "proof": record["proof"] and _proof(record["proof"]),
                "pictures": Pictures.from_json(record["pictures"]),
            }
        )


def _finding(record: dict[str, Any]) -> Finding:
    return Finding(
        **{
            **record,
            "span": Span(**record["span"]),
            "evidence": tuple(Evidence(**e) for e in record["evidence"]),
            "fix": record["fix"] and _fix(record["fix"]),
            "candidates": tuple(map(_fix, record["candidates"])),
        }
    )


def _fix(record: dict[str, Any]) -> Fix:
    return Fix(record["title"], record["safety"], tuple(Edit(Span(**e["span"]), e["text"]) for e in record["edits"]))


def _proof(record: dict[str, Any]) -> Proof:
    sides = {
        side: Measurements(tuple(r["loss"]), tuple(r["score"]), r["gradient_agrees"])
        for side in ("before", "after")
        for r in [record[side]]
    }
    runs = tuple(map(Curve.from_json, record["runs"]))
    return Proof(**{**record, "seeds": tuple(record["seeds"]), "runs": runs, **sides})


@dataclass(frozen=True)
class Report:
    """The reports of all scripts of one command, in the order given."""

    seconds: float
    scripts: tuple[ScriptReport, ...]
