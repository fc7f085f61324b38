"""Page to come."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import finite
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import combined
from unstuck.doctor.values import called, numpy_name, source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find the first operation that made a NaN or an infinity out of finite numbers."""
    for node in case.trace.nodes:
        value = node.value
        if node.site < 0 or not isinstance(value, float | np.floating | np.ndarray) or not node.inputs:
            continue
        kind = np.asarray(value).dtype.kind
        if kind != "f" or np.all(np.isfinite(value)):
            continue
        if not all(finite(n.value) for n in node.inputs):
            return  # it was not finite before
        if case.roles.mask and not case.roles.mask[node.index]:
            continue
        if node.name not in (
            "log",
            "exp",
            "div",
            "power",
            "pow",
            "log2",
            "log10",
            "cosh",
            "sinh",
            "square",
            "true_divide",
        ):
            return
        worst = [float(np.max(np.abs(array(n.value)))) for n in node.inputs]
        small = [float(np.min(np.abs(array(n.value)))) for n in node.inputs]
        yield found(
            __name__,
            case.span(node),
            f"`{case.text(case.span(node))}` gives {'NaN' if np.any(np.isnan(value)) else 'infinity'}.",
            "exp of more than 709 is too large for a number, log(0) is minus infinity, and 0/0 is not a number. One such "
            "value spreads through every later step, and from then on all weights are NaN. Subtract the largest score before "
            "exp, and keep what goes into log above 0 (np.clip(p, 1e-12, 1)).",
            ("largest value that went in", number(max(worst)), "below 709 for exp"),
            ("smallest, apart from its sign", number(min(small)), "above 0 for log and /"),
        )
        return


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Keep what goes into a logarithm above 0, and take the largest score off before the exponential."""
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    numpy = numpy_name(source)
    if not isinstance(tree, ast.Call) or not tree.args or numpy is None:
        return
    inner = source.text_of(tree.args[0])
    if called(tree) in ("log", "log2", "log10"):
        text = f"{numpy}clip({inner}, 1e-12, 1)"
        yield from fix(f"Keep it above 0: {shown(text)}", source.put(tree.args[0], text))
    elif called(tree) == "exp":
        for node in case.trace.nodes:
            if node.site >= 0 and case.span(node) == finding.span and np.ndim(node.value):
                axis = _classes(case, node)
                keep = f", axis={axis}, keepdims=True" if np.ndim(node.value) == 2 else ""
                text = combined(inner, "-", f"{numpy}max({inner}{keep})")
                yield from fix(f"Take the largest off: {shown(text)}", source.put(tree.args[0], text))
                return


def _classes(case: Case, node: Node) -> int:
    """Say along which axis an array of scores is added up."""
    for user in case.roles.users.get(node, ()):
        if user.name == "sum" and isinstance(user.kwargs.get("axis"), int):
            return int(user.kwargs["axis"])
    return np.ndim(node.value) - 1


BROKEN = ()

HEALTHY = ()
