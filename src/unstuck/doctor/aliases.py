"""Names that stand for the same array."""

from __future__ import annotations

import ast

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.trace import Node, Write


def in_place(case: Case, node: Node) -> bool:
    """Say whether a version was made by changing the old array itself."""
    if not isinstance(node.value, np.ndarray):
        return False  # a number cannot change: `w += 1` makes a new one
    site = case.trace.site(node)
    return site.in_place is not None or node.name == "setitem"


def kept_for_later(case: Case, write: Write) -> bool:
    """Say whether a plain assignment gave an existing value another name: `best = self.W`, no call, no operation."""
    site = case.trace.sites.all[write.site]
    statement = site.node
    if not isinstance(statement, ast.Assign):
        return False
    text = case.trace.sites.text(site.span)
    _, _, value = text.partition("=")
    try:
        tree = ast.parse(value.strip(), mode="eval").body
    except SyntaxError:
        return False
    return isinstance(tree, ast.Name | ast.Attribute | ast.Subscript)
