"""The table of operators, and what one of them does to a script: mutants."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from source import Edit, NotHere, Site, Source


@dataclass(frozen=True)
class Operator:
    """A way to spoil a script: a function of the places of one role that returns edits.

    `each` operators spoil one place a time, the others all places of the role at once. `also` are neighbouring codes
    that are fair, with the reason. `must_hurt` says that it is a fault only where the script no longer learns: a rate
    ten times as high is none in itself.
    """

    name: str
    code: str
    role: str
    function: Callable[..., list[Edit]]
    each: bool
    also: dict[str, str]
    must_hurt: bool
    fair: bool


@dataclass(frozen=True)
class Mutant:
    """A script with one fault: what it is, and on which lines it may fairly be reported."""

    script: str
    operator: str
    number: int
    codes: tuple[str, ...]
    lines: tuple[int, ...]
    text: str
    must_hurt: bool

    @property
    def name(self) -> str:
        return f"{self.script}--{self.operator}-{self.number}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


OPERATORS: dict[str, Operator] = {}


def operator(
    code: str,
    role: str,
    *,
    each: bool = True,
    also: dict[str, str] | None = None,
    must_hurt: bool = False,
    fair: bool = False,
) -> Callable[[Any], Any]:
    """Enter a function into the table: `f(source, site)` where `each`, else `f(source, sites)`."""

    def enter(function: Callable[..., list[Edit]]) -> Callable[..., list[Edit]]:
        name = function.__name__
        if name in OPERATORS:
            raise ValueError(f"two operators are called {name}")
        OPERATORS[name] = Operator(name, code, role, function, each, also or {}, must_hurt, fair)
        return function

    return enter


def mutants(source: Source, codes: str = "U") -> Iterator[Mutant]:
    """Make every mutant of a script whose code begins with one of `codes` (divided by commas)."""
    wanted = tuple(codes.split(","))
    for op in OPERATORS.values():
        if not op.code.startswith(wanted):
            continue
        sites = source.sites(op.role)
        groups: list[Any] = sites if op.each else ([sites] if sites else [])
        for number, group in enumerate(groups, 1):
            yield from _mutant(source, op, number, group)


def _mutant(source: Source, op: Operator, number: int, group: Site | list[Site]) -> Iterator[Mutant]:
    """Make the mutant of one place, if the operator applies there."""
    first = group if isinstance(group, Site) else group[0]
    if op.name in first.get("not", []):
        return
    try:
        text, lines = source.apply(op.function(source, group))
    except NotHere:
        return
    if text == source.text:
        return
    compile(text, f"{source.path.stem}--{op.name}", "exec")
    # One expression that serves all layers is, spoilt, two faults of the catalogue: the annotation then names both.
    codes = tuple(first.get("codes", {}).get(op.name, (op.code, *op.also)))
    at_lines = tuple(line for place in first.get("fair", []) if op.fair for line in _lines_of(text, place))
    yield Mutant(source.path.stem, op.name, number, codes, lines + at_lines, text, op.must_hurt)


def _lines_of(text: str, fragment: str) -> list[int]:
    """Give the lines on which a fragment stands in a mutant."""
    found, start = [], text.find(fragment)
    while start >= 0:
        found.append(text.count("\n", 0, start) + 1)
        start = text.find(fragment, start + 1)
    return found
