"""Where the width of a layer is written: the numbers of the source that may be it, to be tried one by one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from unstuck.doctor.case import Case
from unstuck.doctor.causes import Start
from unstuck.doctor.findings import Span
from unstuck.doctor.tree import Source
from unstuck.doctor.values import source_of

WIDE = 32  # units, which is enough for most things
MOST = 6  # numbers that are tried


@dataclass(frozen=True)
class Written:
    """A number of the source that may be the width of a layer."""

    span: Span
    likelihood: int

    @property
    def sure(self) -> bool:
        """Whether it stands among the widths of the other layers."""
        return self.likelihood >= 5


def written_widths(case: Case, starts: list[Start], narrow: int) -> list[Written]:
    """Find the numbers of the source that may be the width of a layer, the likeliest first.

    Likeliest is a number in a list of the widths of all layers, then one that is given a name or is an argument, by
    itself or in the shape of an array.

    Parameters
    ----------
    case : Case
    starts : list of Start
        Of all layers, from the inputs up.
    narrow : int
        The position of the layer.
    """
    widths = [s.layer.outputs for s in starts]
    least = widths[narrow]
    paths = dict.fromkeys([None, *(s.where.source.path for s in starts)])
    found: list[Written] = []
    for source in [source_of(case, path) for path in paths if path in case.trace.sites.sources]:
        if source.path is None:  # a literal can be changed in the script only
            found += _numbers(source, [starts[0].layer.inputs, *widths], narrow + 1, least)
    found.sort(key=lambda w: -w.likelihood)
    likeliest: dict[Span, Written] = {}
    for each in found:
        likeliest.setdefault(each.span, each)
    return list(likeliest.values())[:MOST]


def _numbers(source: Source, widths: list[int], place: int, least: int) -> Iterator[Written]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Tuple | ast.List):
            values = [e.value if isinstance(e, ast.Constant) else None for e in node.elts]
            for first, whole in ((0, 3), (1, 2)):  # all widths, or all but that of the inputs
                wanted = widths[first:]
                if len(values) == len(wanted) and values[place - first] == least and _fits(values, wanted):
                    yield Written(source.span(node.elts[place - first]), 4 + whole)
            if values == widths[1:-1]:
                yield Written(source.span(node.elts[place - 1]), 5)
            yield from (Written(source.span(e), 2) for e, v in zip(node.elts, values, strict=True) if _is(v, least))
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and _is(node.value.value, least):
            yield Written(source.span(node.value), 4)
        elif isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant) and _is(node.value.value, least):
            yield Written(source.span(node.value), 3)
        elif isinstance(node, ast.Call):
            yield from (
                Written(source.span(a), 2)
                for a in node.args
                if isinstance(a, ast.Constant) and _is(a.value, least) and _called(node) not in ("range", "reshape")
            )
        elif isinstance(node, ast.arguments):
            defaults = [*node.defaults, *(d for d in node.kw_defaults if d is not None)]
            yield from (
                Written(source.span(d), 3) for d in defaults if isinstance(d, ast.Constant) and _is(d.value, least)
            )


def _is(value: object, number: int) -> bool:
    return type(value) is int and value == number


def _fits(values: Sequence[object], wanted: list[int]) -> bool:
    """Say whether a list holds the widths, as far as its entries are numbers; one for the bias may be put to them."""
    return all(v is None or v in (w, w - 1, w + 1) for v, w in zip(values, wanted, strict=True))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
