"""Choices between two numbers: `1 if z > 0 else 0`, and the statements that mean the same.

Of `return 1` behind `if z > 0:` nothing says what the 1 was made of. Where nothing but the number hangs on the
comparison, the statement is read as an expression, and that is noted as `where(z > 0, 1, 0)`.
"""

from __future__ import annotations

import ast


class Choices(ast.NodeTransformer):
    """Turns what chooses between two numbers into expressions of one kind; what the script does stays as it was."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Read `int(a > b)` as `1 if a > b else 0`."""
        self.generic_visit(node)
        kind = {"int": int, "float": float}.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if kind is None or len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.Compare):
            return node
        one, zero = (ast.copy_location(ast.Constant(kind(number)), node) for number in (1, 0))
        return ast.copy_location(ast.IfExp(node.args[0], one, zero), node)

    def visit_If(self, node: ast.If) -> ast.AST:
        """Join `if test: x = a` and `else: x = b`, or two `return`s."""
        self.generic_visit(node)
        if len(node.body) == 1 and len(node.orelse) == 1:
            return _joined(node, node.body[0], node.orelse[0]) or node
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Join `if test: return a` and the `return b` behind it, too."""
        super().generic_visit(node)
        body = getattr(node, "body", None)
        if isinstance(body, list) and len(body) > 1:
            first, last = body[-2:]
            if isinstance(first, ast.If) and len(first.body) == 1 and not first.orelse and isinstance(last, ast.Return):
                joined = _joined(first, first.body[0], last)
                if joined is not None:
                    body[-2:] = [joined]
        return node


def _joined(node: ast.If, yes: ast.stmt, no: ast.stmt) -> ast.stmt | None:
    """Write two statements that differ in a number as one, in the place of the `if`."""
    if isinstance(yes, ast.Assign) and isinstance(no, ast.Assign):
        targets = [ast.dump(target) for target in (*yes.targets, *no.targets)]
        if len(targets) != 2 or targets[0] != targets[1] or not isinstance(yes.targets[0], ast.Name):
            return None
    elif not (isinstance(yes, ast.Return) and isinstance(no, ast.Return)):
        return None
    if yes.value is None or no.value is None or not isinstance(node.test, ast.Compare):
        return None
    choice = ast.copy_location(ast.IfExp(node.test, yes.value, no.value), node)
    new: ast.stmt = ast.Return(choice) if isinstance(yes, ast.Return) else ast.Assign(yes.targets, choice)
    return ast.copy_location(new, node)
