"""Examine one script in a process of its own, within limits of time and memory."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from unstuck.doctor.findings import ScriptReport
from unstuck.doctor.options import Options
from unstuck.doctor.script import read_source
from unstuck.doctor.visit import Visits

TRACED = 20.0  # seconds for the traced run, at most


def check(
    path: str | Path,
    *,
    options: Options | None = None,
    replaced: Mapping[Path, bytes] | None = None,
    visits: Visits | None = None,
) -> ScriptReport:
    """Run a script under observation, and say what is wrong with it.

    Parameters
    ----------
    path : str or Path
        A Python script or a notebook.
    options : Options, optional
    replaced : mapping of Path to bytes, optional
        What stands in the place of files of the user's, the script itself or modules: repaired versions.
    visits : Visits, optional
        Keeps the process in which it is examined, for its training; the process is ended if not given.

    Returns
    -------
    ScriptReport
        Of a script that ended its process, or did not end in time, too.

    Raises
    ------
    InputError
        If the file is no text in UTF-8, or no notebook.
    """
    options = options or Options()
    read_source(Path(path))
    if visits is None:
        with Visits(path) as visits:
            return check(path, options=options, replaced=replaced, visits=visits)
    order = {"do": "examine", "options": dataclasses.asdict(options), "seconds": min(TRACED, options.timeout / 2)}
    record, why = visits.of(replaced or {}).ask(order, options.timeout)
    if record is None:
        return ScriptReport(str(path), "crashed", why)
    return dataclasses.replace(ScriptReport.from_json(record), path=str(path))
