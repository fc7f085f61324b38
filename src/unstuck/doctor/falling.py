"""A sigmoid that has lost its minus: `1 / (1 + exp(z))` falls, and the backward pass is that of the one that rises.

Every derivative behind it has the other sign then, and with two such layers in a row the first is right again. So it is
seen as a whole: with the slope of a sigmoid that rises, the steps of all parameters go downhill.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.compared import compare
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence, find_gradients
from unstuck.doctor.gradients import adjoints
from unstuck.doctor.proportions import proportions
from unstuck.doctor.roles import VIEWS
from unstuck.doctor.trace import PRODUCTS, Node

PASSED_ON = VIEWS | {"add", "sub", "subtract", "sum", "clip", "minimum", "maximum", "concatenate", "getitem", "float64"}
MINUS = ("neg", "negative")
ONWARD = 3  # operations from the exponential to the sigmoid


def meant_to_rise(evidence: list[Evidence], first: Evidence) -> tuple[Node, list[Evidence]] | None:
    """Find the exponential that has lost its minus, and the evidence as it is with it; None if there is none."""
    places = {node.site: node for node in reversed(_falling(first))}
    for sites in [set(places), *({site} for site in places if len(places) > 1)]:
        better = _as_if_rising(first, sites) if sites else None
        if better is not None and _downhill(first) < _downhill(better) and not _uphill(better):
            everywhere = [_as_if_rising(e, sites) if e is not first else better for e in evidence]
            return places[min(sites)], [new or old for new, old in zip(everywhere, evidence, strict=True)]
    return None


def _downhill(evidence: Evidence) -> set[int]:
    """List the parameters that are moved down their true gradients."""
    return {p.compared.slot.number for p in proportions(evidence) if p.factor > 0}


def _uphill(evidence: Evidence) -> bool:
    return any(p.factor < 0 for p in proportions(evidence))


def _falling(evidence: Evidence) -> list[Node]:
    """List the exponentials of sums of layers, without a minus, that become 1 / (1 + exp(z))."""
    found = []
    for node in sorted(evidence.forward, key=lambda n: n.index):
        if node.site < 0 or not (node.name == "exp" or (node.name in ("pow", "power") and _is_e(node.args[0]))):
            continue
        if _is_a_plain_sum(evidence, node.inputs[-1]):
            with np.errstate(all="ignore"):
                wanted = 1 / (1 + array(node.value))
            if any(np.shape(n.value) == wanted.shape and np.allclose(n.value, wanted) for n in _onward(evidence, node)):
                found.append(node)
    return found


def _is_e(base: Any) -> bool:
    value = base.value if isinstance(base, Node) else base
    return np.ndim(value) == 0 and value == math.e


def _onward(evidence: Evidence, node: Node) -> Iterator[Node]:
    """List what becomes of a value in the forward pass, by a few operations."""
    level = [node]
    for _ in range(ONWARD):
        level = [u for n in level for u in evidence.roles.users.get(n, ()) if u in evidence.forward]
        yield from level


def _is_a_plain_sum(evidence: Evidence, node: Node) -> bool:
    """Say whether a value is a sum of products of weights and of biases, and nothing in it is turned round."""
    if node in evidence.roles.version:
        return True
    if not evidence.roles.depends(node):
        return node.name not in MINUS
    if node.name in PRODUCTS:
        weights = (s for s in node.inputs if s in evidence.roles.version or _is_view(evidence, s))
        return any(True for _ in weights) and all(s.name not in MINUS for s in node.inputs)
    if node.name in ("sub", "subtract") and isinstance(node.args[1], Node) and evidence.roles.depends(node.args[1]):
        return False  # a sum that is subtracted
    return node.name in PASSED_ON and all(_is_a_plain_sum(evidence, s) for s in node.inputs)


def _is_view(evidence: Evidence, node: Node) -> bool:
    while node.name in VIEWS | {"getitem"} and node.inputs:
        node = node.inputs[0]
    return node in evidence.roles.version


def _as_if_rising(evidence: Evidence, sites: set[int]) -> Evidence | None:
    """Compare steps and gradients again, as if the exponentials at some places had a minus."""
    falling = {n for n in _falling(evidence) if n.site in sites}
    if not falling:
        return None
    reading = evidence.reading
    adjoint = adjoints(
        reading.slopes, evidence.forward, evidence.roles.depends, reading.ties, reading.without, turned=falling
    )
    compared = [c for old in evidence.compared if (c := compare(old.slot, evidence.round, adjoint)) is not None]
    for old, new in zip(evidence.compared, compared, strict=True):
        new.flat, new.rounding = old.flat, old.rounding
    again = dataclasses.replace(evidence, adjoint=adjoint, compared=compared)
    find_gradients(again)
    return again
