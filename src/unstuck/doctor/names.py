"""Find faults by what a user types: U301, u301, softmax-over-samples, or a whole family, U3."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from unstuck.doctor.faults import Fault, catalogue
from unstuck.errors import InputError


def find_fault(name: str) -> Fault:
    """Find a fault by its code or its name, in capitals or not.

    Raises
    ------
    InputError
        If there is no such fault; the message suggests the one that is written most alike.
    """
    wanted = _normal(name)
    for fault in catalogue():
        if wanted in (fault.code.lower(), fault.name):
            return fault
    raise InputError(f"There is no fault {name!r}.{_nearest(wanted)} `unstuck faults` lists them all.")


def find_codes(names: Iterable[str]) -> tuple[str, ...]:
    """Turn codes, names and families (U3: all of U301 to U399) into whole codes.

    Raises
    ------
    InputError
        If one of them is not in the catalogue.
    """
    codes: list[str] = []
    for name in names:
        family = [fault.code for fault in catalogue() if _normal(name) in (fault.code[:2].lower(), "u")]
        codes += family or [find_fault(name).code]
    return tuple(dict.fromkeys(codes))


def _normal(name: str) -> str:
    return name.strip().lower().replace("_", "-")


def _nearest(wanted: str) -> str:
    known = {key: fault for fault in catalogue() for key in (fault.code.lower(), fault.name)}
    near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.5)
    return f" Did you mean {known[near[0]].code} {known[near[0]].name}?" if near else ""
