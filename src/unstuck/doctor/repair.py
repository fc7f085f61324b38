"""Candidate repairs: what could be written instead, in the script's own words.

A fault's file says with `repair(case, finding)` what to try, the likeliest change first; what several of them need is
here. A candidate is computed from the values in the trace before it is proposed, wherever that is possible. It is only
a candidate: whether it is right is seen when the script is examined again with it (`cure.py`).
"""

from __future__ import annotations

import ast
import dataclasses
import itertools
from collections.abc import Iterator
from typing import Literal

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.compared import Compared
from unstuck.doctor.faults import catalogue
from unstuck.doctor.findings import Edit, Finding, Fix
from unstuck.doctor.trace import Node
from unstuck.doctor.values import Scope, called, operands, source_of, tree_of

MOST = 8  # candidates of one finding
RATE = "Take the learning rate"  # how the title of a repair begins that changes nothing else


def with_candidates(case: Case, findings: list[Finding]) -> tuple[list[Finding], tuple[str, ...]]:
    """Give each finding that is no consequence of another the repairs that are worth trying.

    Returns
    -------
    findings : list of Finding
    notes : tuple of str
        What went wrong: a repair is an offer, and that one cannot be made must not cost the user the finding.
    """
    rules = {fault.code: getattr(fault.module, "repair", None) for fault in catalogue()}
    out, notes = [], []
    for finding in findings:
        rule = rules.get(finding.code)
        if rule is not None and finding.consequence_of is None:
            found: dict[tuple[Edit, ...], Fix] = {}
            try:
                for each in itertools.islice(rule(case, finding), 4 * MOST):
                    if len(found) < MOST:
                        found.setdefault(each.edits, each)
            except Exception as error:
                notes.append(f"no more repairs of {finding.code} could be thought of ({type(error).__name__}: {error})")
            finding = dataclasses.replace(finding, candidates=tuple(found.values()))
        out.append(finding)
    return out, tuple(notes)


def fix(title: str, *edits: Edit | None, safety: Literal["safe", "changes-training"] = "safe") -> Iterator[Fix]:
    """Make a repair of some edits; none if one of them could not be made."""
    made = [edit for edit in edits if edit is not None]
    if made and len(made) == len(edits):
        yield Fix(title, safety, tuple(made))


def shown(text: str) -> str:
    """Show code in a sentence, on one line and not too long."""
    text = " ".join(text.split())
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


# -- what several faults need


def place_of(case: Case, finding: Finding) -> ast.expr | ast.stmt | None:
    """Find the expression or statement at which a finding points."""
    source = source_of(case, finding.span.path)
    for kind in (ast.BinOp, ast.AugAssign, ast.Call, ast.Assign, None):
        found = source.at(finding.span, kind)
        if found is not None:
            return found
    return None


def sample_counts(case: Case, finding: Finding, samples: int) -> Iterator[str]:
    """Write the number of samples as the script does where the finding is: what it divides by elsewhere comes first."""
    scope = scope_of(case, finding)
    if scope is None:
        return
    seen = set()
    divisors = [
        scope.source.text_of(n.right)
        for n in ast.walk(scope.source.tree)
        if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div) and scope.source.function(n) is scope.function
    ]
    names = [scope.text[text] for text, value in scope.values.items() if isinstance(value, int)]
    arrays = [(scope.text[t], v) for t, v in scope.values.items() if isinstance(v, np.ndarray) and v.ndim == 2]
    measured = [f"{text}.shape[{axis}]" for text, v in arrays for axis in (0, 1) if v.shape[axis] == samples]
    for text in (*divisors, *names, *measured[:1]):
        if text not in seen and is_count(case, finding, text, samples):
            seen.add(text)
            yield text


def node_of(case: Case, finding: Finding) -> Node | None:
    """Find the first value that was made where a finding points."""
    return next((n for n in case.trace.nodes if n.site >= 0 and case.span(n) == finding.span), None)


def scope_of(case: Case, finding: Finding) -> Scope | None:
    """Find what exists where the operation of a finding first ran."""
    node = node_of(case, finding)
    return Scope(case, node) if node is not None else None


def is_count(case: Case, finding: Finding, text: str, samples: int) -> bool:
    """Say whether an expression, where the finding is, is the number of samples."""
    scope = scope_of(case, finding)
    if scope is None:
        return False
    try:
        value = scope.evaluate(text)
        return np.ndim(value) == 0 and float(value) == samples
    except Exception:
        return False


def divisions(case: Case, c: Compared, *, products: bool = False) -> Iterator[Node]:
    """List the divisions by the number of samples, or products with it, on the way to a parameter, the last first."""
    evidence = case.first
    assert evidence is not None
    m = evidence.samples
    way = [n for n in evidence.way(c) if n in evidence.round.ancestors and n.site >= 0]
    for node in sorted(way, key=lambda n: -n.index):
        if node.name in ("mean", "average") and not products:
            yield node
        elif node.name in ("div", "mul", "divide", "multiply", "true_divide") and len(node.args) == 2:
            for a in node.args if node.name.startswith("mul") else node.args[1:]:
                value = a.value if isinstance(a, Node) else a
                if np.ndim(value) == 0 and isinstance(value, int | float | np.number) and value:
                    factor = float(value) if node.name.startswith("mul") else 1 / float(value)
                    if abs(factor - (m if products else 1 / m)) < 1e-9 * abs(factor):
                        yield node


def without_division(case: Case, node: Node) -> Iterator[Fix]:
    """Leave out a division, or the product with a reciprocal, or write the sum for the mean."""
    tree = tree_of(case, node)
    if tree is None:
        return
    source = source_of(case, case.span(node).path)
    if isinstance(tree, ast.Call) and called(tree) == "mean":
        text = source.text_of(tree.func)
        yield from fix("Write sum for mean", source.put(tree.func, text.removesuffix("mean") + "sum"))
    elif isinstance(tree, ast.AugAssign):
        yield from fix("Leave out this division", source.remove(tree))
    elif isinstance(tree, ast.BinOp):
        sides = list(operands(case, node))
        keep = [e for e, v in sides if np.ndim(v.value if isinstance(v, Node) else v) > 0]
        if len(keep) == 1:
            yield from fix("Leave out the factor", source.put(tree, source.text_of(keep[0])))


def other_operator(case: Case, node: Node) -> Iterator[Fix]:
    """Write minus for plus, or plus for minus."""
    tree = tree_of(case, node)
    if not isinstance(tree, ast.BinOp | ast.AugAssign) or not isinstance(tree.op, ast.Add | ast.Sub):
        return
    source = source_of(case, case.span(node).path)
    sign = "-" if isinstance(tree.op, ast.Add) else "+"
    written = sign + "=" if isinstance(tree, ast.AugAssign) else sign
    yield from fix(f"Write {written}", source.operator(tree, written))
