"""Examine scripts, one or several: `unstuck.check` and the command of the same name."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from unstuck.doctor.findings import Report, ScriptReport
from unstuck.doctor.names import find_codes
from unstuck.doctor.options import Options
from unstuck.errors import InputError

SUFFIXES = (".py", ".ipynb")
HEAD_BYTES = 65536


def check(
    path: str | Path,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    loss: str | None = None,
    parameters: Sequence[str] = (),
    timeout: float = 60.0,
    seed: int | None = None,
    proof: bool = True,
) -> Report:
    """Say why the network in a script does not learn, and on which line.

    The script runs in a process of its own, and its folder is left as it is.

    Parameters
    ----------
    path : str or Path
        A Python script or a notebook.
    select, ignore : sequence of str
        Report these faults only, or all but these: codes (U301), names, or families (U3).
    loss : str, optional
        What the script calls its loss, if that cannot be found out.
    parameters : sequence of str
        What the script calls its parameters, if that cannot be found out.
    timeout : float
        Seconds after which the script is stopped; what it did so far is examined.
    seed : int, optional
        Seed of the random numbers of a script that sets none.
    proof : bool
        Look for repairs, and train the script with and without them, within the `timeout`.

    Returns
    -------
    Report
        With one entry in `scripts`.

    Raises
    ------
    InputError
        If there is no such script, or an option is not usable.
    """
    require_scripts([path])
    options = make_options(select, ignore, loss, parameters, timeout, seed, proof)
    report, errors = examine([path], options)
    if errors:
        raise errors[0]
    return report


def make_options(
    select: Sequence[str],
    ignore: Sequence[str],
    loss: str | None,
    parameters: Sequence[str],
    timeout: float,
    seed: int | None,
    proof: bool = True,
) -> Options:
    """Check what a user gave as options, and turn it into `Options`.

    Raises
    ------
    InputError
        If a code is unknown, or a number makes no sense.
    """
    if not 0 < timeout < float("inf"):
        raise InputError(f"The timeout is {timeout:g}; expected seconds, more than 0.")
    if seed is not None and not 0 <= seed < 2**32:
        raise InputError(f"The seed is {seed}; expected a whole number from 0 to 4294967295.")
    return Options(find_codes(select), find_codes(ignore), loss, tuple(parameters), timeout, seed, proof)


def require_scripts(paths: Sequence[str | Path]) -> None:
    """Refuse what cannot be a script, before anything is run.

    Raises
    ------
    InputError
        If a path is no readable text file that ends in .py or .ipynb.
    """
    for path in map(Path, paths):
        if path.is_dir():
            raise InputError(f"{path} is a folder; expected scripts. Name them: unstuck check {path / '*.py'}")
        if not path.exists():
            raise InputError(f"There is no file {path}. Is it spelt so, and is it in this folder?")
        if not path.is_file():
            raise InputError(f"{path} is not a file; expected a script.")
        if path.suffix not in SUFFIXES:
            raise InputError(f"{path} does not end in .py or .ipynb; expected a Python script or a notebook.")
        try:
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES)
        except OSError as error:
            raise InputError(f"Cannot read {path}: {error.strerror or error}.") from error
        if b"\0" in head:
            raise InputError(f"{path} is a binary file; expected the text of a script.")


def examine(
    paths: Sequence[str | Path],
    options: Options,
    *,
    jobs: int = 1,
    on_start: Callable[[str], None] = lambda path: None,
    on_progress: Callable[[str, str], None] = lambda path, text: None,
) -> tuple[Report, list[InputError]]:
    """Examine all scripts, up to `jobs` of them at a time, each in a process of its own.

    Parameters
    ----------
    on_start : callable
        Is told the path of each script before it is run.
    on_progress : callable
        Is told the path, and how far the search for repairs and their proof is.

    Returns
    -------
    Report, list of InputError
        In the order of the paths; a script with an error, such as a hint that does not fit it, is not in the report.
    """
    from unstuck.doctor.check import check as check_one
    from unstuck.doctor.visit import Visits

    def look(path: str | Path) -> ScriptReport | InputError:
        on_start(str(path))
        deadline = time.monotonic() + options.timeout
        try:
            with Visits(path) as visits:
                found = check_one(path, options=options, visits=visits)
                if not options.repair or not any(finding.candidates for finding in found.findings):
                    return found
                from unstuck.doctor.cure import cure

                try:
                    return cure(path, found, options, deadline, lambda text: on_progress(str(path), text), visits)
                except InputError:
                    raise
                except Exception as error:  # what was found must not be lost with what could be done about it
                    note = f"repairs could not be looked for ({type(error).__name__}: {error})"
                    return dataclasses.replace(found, left_out=(*found.left_out, note))
        except InputError as error:
            return error

    began = time.monotonic()
    if min(jobs, len(paths)) == 1:  # in this thread, where Ctrl-C arrives
        found = [look(path) for path in paths]
    else:
        with ThreadPoolExecutor(jobs) as pool:
            found = list(pool.map(look, paths))
    scripts = tuple(entry for entry in found if isinstance(entry, ScriptReport))
    return Report(time.monotonic() - began, scripts), [entry for entry in found if isinstance(entry, InputError)]
