"""Write proved repairs into the user's files, and say what was left out and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from unstuck.doctor.edits import apply_edits, by_file, digest, overlap, write_fixed
from unstuck.doctor.findings import Edit, Finding, ScriptReport
from unstuck.errors import InputError


@dataclass(frozen=True)
class Fixed:
    """What was written: the file, the copy of the old one beside it if there is one, and how many repairs."""

    path: Path
    backup: Path | None
    repairs: int


def apply_fixes(script: ScriptReport, *, unsafe: bool = False) -> list[Fixed]:
    """Write the proved repairs of a script.

    Parameters
    ----------
    script : ScriptReport
    unsafe : bool
        Also those that change the training: learning rate, start, scaling, width.

    Returns
    -------
    list of Fixed
        One for each file; empty if there is nothing to write.

    Raises
    ------
    InputError
        If a file has changed since it was examined, or cannot be written. No file is half written; those named in an
        error are as they were.
    """
    path = Path(script.path).absolute()
    chosen = [f for f in script.findings if not why_not(f, unsafe)]
    edits: list[Edit] = list(dict.fromkeys(e for f in chosen if f.fix is not None for e in f.fix.edits))
    for i, edit in enumerate(edits):
        if any(overlap(edit, other) for other in edits[:i]):
            raise InputError(f"The repairs of {script.path} overlap on line {edit.span.line}; nothing was written.")
    planned = []
    for file, some in by_file(path, edits).items():
        try:
            before = file.read_bytes()
        except OSError as error:
            raise InputError(f"Cannot read {file}: {error.strerror or error}.") from error
        if script.digests.get(str(file)) != digest(before):
            raise InputError(f"{file} has changed since it was examined; nothing was written. Check it again.")
        planned.append((file, before, apply_edits(before, some), some))
    out = []
    for file, before, after, some in planned:
        count = sum(any(e in some for e in f.fix.edits) for f in chosen if f.fix is not None)
        out.append(Fixed(file, write_fixed(file, before, after), count))
    return out


def why_not(finding: Finding, unsafe: bool) -> str:
    """Say why the repair of a finding is not written; empty if it is."""
    if finding.fix is None:
        return "there is no repair that works" if finding.consequence_of is None else "it goes away with its cause"
    if finding.certainty != "proved":
        return "its repair was not proved"
    if finding.fix.safety == "changes-training" and not unsafe:
        return "its repair changes the training; --unsafe-fixes writes it, too"
    return ""


def not_applied(script: ScriptReport, *, unsafe: bool = False) -> Iterator[tuple[Finding, str]]:
    """List the findings whose repairs are not written, with the reason."""
    for finding in script.findings:
        why = why_not(finding, unsafe)
        if why:
            yield finding, why
