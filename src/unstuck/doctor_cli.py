"""The doctor's commands: check, explain, faults. Like `cli`, it imports what a command needs when it is called."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unstuck.errors import InputError
from unstuck.manual import option

if TYPE_CHECKING:
    from unstuck.doctor.findings import Report, ScriptReport

_OUTPUT, _FAULTS, _HINTS, _RUN = "The report", "The faults", "Hints, where the script is not understood", "The run"


def check(
    scripts: Annotated[list[Path], typer.Argument(metavar="SCRIPT", show_default=False)],
    style: Annotated[
        str,
        option(
            _OUTPUT,
            "FORMAT",
            "full (explains), concise (a line each), json, sarif, or github (annotations).",
            "--format",
        ),
    ] = "full",
    output: Annotated[Path | None, option(_OUTPUT, "FILE", "Write the report to a file. Default: to stdout.")] = None,
    select: Annotated[
        list[str] | None,
        option(
            _FAULTS, "CODES", "Report these only: U301, softmax-over-samples or U3 (all of that family), with commas."
        ),
    ] = None,
    ignore: Annotated[list[str] | None, option(_FAULTS, "CODES", "Report all but these.")] = None,
    loss: Annotated[str | None, option(_HINTS, "NAME", "What the script calls its loss.")] = None,
    param: Annotated[
        list[str] | None, option(_HINTS, "NAME", "What the script calls a parameter; may be given several times.")
    ] = None,
    timeout: Annotated[
        float, option(_RUN, "S", "Seconds after which a script is stopped; what it did is examined.")
    ] = 60.0,
    seed: Annotated[int | None, option(_RUN, "N", "Seed of the random numbers of a script that sets none.")] = None,
    jobs: Annotated[int, option(_RUN, "N", "Examine so many scripts at a time.")] = 1,
) -> None:
    """Say why a hand-written network does not learn, and on which line.

    \b
    SCRIPT is a Python script (.py) or a notebook (.ipynb), as it is: nothing to import or
    to change. It is run in a process of its own, and its folder is left as it was.

    \b
    Examples
      unstuck check my_network.py
      unstuck check my_network.py --loss cost --param W1 --param W2
      unstuck check *.py --format json --output report.json

    \b
    Exit codes
      0  nothing found, or only suspected
      1  a fault was found in one of the scripts: proved, or measured
      2  wrong usage, or no such file
      3  a script crashed or was not understood, and no fault was found in the others

    Progress goes to stderr, the report to stdout. Ctrl-C: exit code 130.
    """  # noqa: D301 (the \b keeps the lines below it as they are)
    from unstuck.doctor import examine
    from unstuck.report import require_format

    require_format(style)
    examine.require_scripts(scripts)
    _require_place(output, scripts)
    if jobs < 1:
        raise InputError(f"--jobs is {jobs}; expected 1 or more.")
    options = examine.make_options(_split(select), _split(ignore), loss, param or (), timeout, seed)
    with _progress() as on_start:
        report, errors = examine.examine(scripts, options, jobs=jobs, on_start=on_start)
    _write(report, style, output)
    for error in errors:
        print(f"unstuck: {error}", file=sys.stderr)
    raise typer.Exit(2 if errors else exit_code(report))


def explain(code: Annotated[str, typer.Argument(metavar="CODE", show_default=False)]) -> None:
    """Explain a fault: what happens, why it stops learning, the repair.

    \b
    CODE is a code or a name, such as U301 or softmax-over-samples; `unstuck faults` lists
    them.
    """  # noqa: D301 (see `check`)
    from unstuck.doctor.names import find_fault
    from unstuck.doctor.pages import page

    text = page(find_fault(code))
    if not sys.stdout.isatty():
        print(text, end="")
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    console.print(Markdown(text), width=min(console.width, 100))


def faults(
    style: Annotated[str, option(_OUTPUT, "FORMAT", "text or json.", "--format")] = "text",
) -> None:
    """List the faults that can be found, a line each."""
    import json

    from unstuck.doctor.faults import catalogue
    from unstuck.report import require_format

    require_format(style, ("text", "json"))
    if style == "json":
        print(json.dumps([{"code": f.code, "name": f.name, "title": f.title} for f in catalogue()], indent=1))
        return
    longest = max((len(fault.name) for fault in catalogue()), default=0)
    for fault in catalogue():
        print(f"{fault.code}  {fault.name:{longest}}  {fault.title}")


def exit_code(report: Report) -> int:
    """Choose the exit code: a fault (1) outweighs a script that could not be examined (3)."""
    codes = {_script_code(script) for script in report.scripts}
    return next((code for code in (1, 3) if code in codes), 0)


def _script_code(script: ScriptReport) -> int:
    if script.verdict in ("crashed", "inconclusive"):
        return 3
    certain = any(finding.certainty != "suspected" for finding in script.findings)
    return int(certain and any(finding.consequence_of is None for finding in script.findings))


def _split(given: Sequence[str] | None) -> list[str]:
    return [part.strip() for text in given or () for part in text.split(",") if part.strip()]


def _require_place(output: Path | None, scripts: Sequence[Path]) -> None:
    """Refuse a file that could not be written, or is a script, before minutes are spent."""
    if output is None:
        return
    if output.is_dir() or not output.parent.is_dir():
        what = "is a folder" if output.is_dir() else "would be in a folder that does not exist"
        raise InputError(f"--output {output} {what}; expected the name of a file.")
    if output.resolve() in [script.resolve() for script in scripts]:
        raise InputError(f"--output {output} is one of the scripts: it would be lost. Name another file.")


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Say on stderr which script is being examined: in a terminal on one line, which goes away at the end."""
    from unstuck.report.characters import one_line

    if not sys.stderr.isatty():
        yield lambda path: print(f"checking {one_line(path)} …", file=sys.stderr, flush=True)
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status(Text("checking …")) as status:
        yield lambda path: status.update(Text(f"checking {one_line(path)} …"))


def _write(report: Report, style: str, output: Path | None) -> None:
    from unstuck.report import render
    from unstuck.report.text import summary

    if output is not None:
        from unstuck.nn.files import write_atomically

        write_atomically(output, render(report, style).encode("utf-8", errors="backslashreplace"))
        print(f"written to {output}", file=sys.stderr)
    elif style == "full" and sys.stdout.isatty():
        _show(report)
    else:
        sys.stdout.write(render(report, style))
        sys.stdout.flush()
    if style == "concise":
        print(summary(report), file=sys.stderr)


def _show(report: Report) -> None:
    """Print the full report in colours; nothing in it is taken for markup."""
    from rich.console import Console
    from rich.text import Text

    from unstuck.report.text import full

    console = Console(highlight=False)
    for text, style in full(report, columns=min(max(console.width, 40), 100)):
        console.print(Text(text, style), soft_wrap=True)
