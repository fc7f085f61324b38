"""The doctor's commands: check, explain, faults. Like `cli`, it imports what a command needs when it is called."""

from __future__ import annotations

import dataclasses
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

_OUTPUT, _REPAIRS, _FAULTS, _RUN = "The report", "Repairs", "The faults", "The run"
_HINTS = "Hints, where the script is not understood"


def check(
    scripts: Annotated[list[Path], typer.Argument(metavar="SCRIPT", show_default=False)],
    style: Annotated[
        str,
        option(
            _OUTPUT,
            "FORMAT",
            "full (explains), concise (a line each), html (a page with pictures), json, sarif, or github "
            "(annotations).",
            "--format",
        ),
    ] = "full",
    output: Annotated[Path | None, option(_OUTPUT, "FILE", "Write the report to a file. Default: to stdout.")] = None,
    diff: Annotated[
        bool, option(_REPAIRS, None, "Print the proved repairs instead, as a diff that `git apply` takes.", "--diff")
    ] = False,
    fix: Annotated[
        bool,
        option(
            _REPAIRS,
            None,
            "Write the proved repairs that keep what is meant. A copy of the old file, net.py.bak, is put beside it "
            "unless git has it.",
            "--fix",
        ),
    ] = False,
    unsafe_fixes: Annotated[
        bool,
        option(
            _REPAIRS,
            None,
            "Write also those that change the training: learning rate, start, scaling, width.",
            "--unsafe-fixes",
        ),
    ] = False,
    no_proof: Annotated[
        bool, option(_REPAIRS, None, "Look for no repairs, and train nothing: faster.", "--no-proof")
    ] = False,
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
        float,
        option(
            _RUN,
            "S",
            "Seconds for a script, its repairs and their proof; what it did until then is examined.",
        ),
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
      unstuck check my_network.py --format html --output report.html
      unstuck check my_network.py --diff | git apply
      unstuck check my_network.py --fix

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
    if style == "html" and output is None and sys.stdout.isatty():
        raise InputError("--format html makes a page for a browser; name its file: --output report.html")
    if jobs < 1:
        raise InputError(f"--jobs is {jobs}; expected 1 or more.")
    fix = fix or unsafe_fixes
    if no_proof and (diff or fix):
        raise InputError(
            "--no-proof does not go with --diff, --fix or --unsafe-fixes: only proved repairs are written."
        )
    options = examine.make_options(_split(select), _split(ignore), loss, param or (), timeout, seed, not no_proof)
    options = dataclasses.replace(options, pictures=style == "html")
    with _progress() as (on_start, on_progress):
        report, errors = examine.examine(scripts, options, jobs=jobs, on_start=on_start, on_progress=on_progress)
    _write(report, "diff" if diff else style, output)
    for script in report.scripts if fix else ():
        try:
            _fix(script, unsafe_fixes)
        except InputError as refused:
            errors.append(refused)
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


def _fix(script: ScriptReport, unsafe: bool) -> None:
    """Write the repairs of a script, and say on stderr what was written, what not, and why."""
    from unstuck.doctor.fixing import apply_fixes, not_applied
    from unstuck.report.characters import one_line
    from unstuck.report.text import place

    for fixed in apply_fixes(script, unsafe=unsafe):
        kept = f"; the old file is {one_line(str(fixed.backup))}" if fixed.backup else "; git has the old file"
        many = "1 repair" if fixed.repairs == 1 else f"{fixed.repairs} repairs"
        print(f"{many} written to {one_line(str(fixed.path))}{kept}", file=sys.stderr)
    for finding, why in not_applied(script, unsafe=unsafe):
        print(f"not repaired: {place(script, finding.span)}: {finding.code} {finding.name}: {why}", file=sys.stderr)


@contextmanager
def _progress() -> Iterator[tuple[Callable[[str], None], Callable[[str, str], None]]]:
    """Say on stderr how far it is: in a terminal on one line, which goes away at the end, else a line a script."""
    from unstuck.report.characters import one_line

    if not sys.stderr.isatty():
        yield (
            lambda path: print(f"checking {one_line(path)} …", file=sys.stderr, flush=True),
            lambda path, text: None,
        )
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status(Text("checking …")) as status:
        yield (
            lambda path: status.update(Text(f"checking {one_line(path)} …")),
            lambda path, text: status.update(Text(f"repairing {one_line(path)}: {text} …")),
        )


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
