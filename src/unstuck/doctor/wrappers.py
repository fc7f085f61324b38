"""Operations that a function of the script's gives another name: `def matmul(a, b): return np.dot(a, b)`.

Where such a function is called, there its operation stands: a mistake in one of the calls is not the function's, and
weights that are all changed by one `minus(w, step)` are not changed in one place.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter


def inlined(tree: ast.Module) -> ast.Module:
    """Write the operation itself where such a function is called, if there are several calls; at the call's place."""
    stored = Counter(_bound(tree))
    found = {
        function.name: operation
        for function in tree.body
        if isinstance(function, ast.FunctionDef) and stored[function.name] == 1
        for operation in [_renamed(function)]
        if operation is not None
    }
    calls = Counter(n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name))
    several = {name: operation for name, operation in found.items() if calls[name] > 1}
    return _Inline(several).visit(tree) if several else tree


def _bound(tree: ast.Module) -> list[str]:
    """List the names that get a value somewhere, as often as they do."""
    names = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)]
    names += [n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)]
    names += [a.arg for a in ast.walk(tree) if isinstance(a, ast.arg)]
    imported = [a for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom) for a in n.names]
    return names + [(a.asname or a.name).partition(".")[0] for a in imported]


def _renamed(function: ast.FunctionDef) -> ast.expr | None:
    """Return the operation of a function that does one, on all that it is given and in that order, and nothing else."""
    *before, last = function.body
    given = function.args
    if any(not isinstance(s, ast.Expr) or not isinstance(s.value, ast.Constant) for s in before):
        return None
    if function.decorator_list or given.defaults or given.kwonlyargs or given.vararg or given.kwarg:
        return None
    names = [a.arg for a in (*given.posonlyargs, *given.args)]
    operation = last.value if isinstance(last, ast.Return) else None
    operands: list[ast.expr] = []
    if isinstance(operation, ast.BinOp):
        operands = [operation.left, operation.right]
    elif isinstance(operation, ast.Call) and not operation.keywords and isinstance(operation.func, ast.Attribute):
        receiver = operation.func.value
        operands = [*([receiver] if isinstance(receiver, ast.Name) and receiver.id in names else []), *operation.args]
    same = [operand.id for operand in operands if isinstance(operand, ast.Name)] == names
    return operation if same and len(operands) == len(names) > 1 else None


class _Inline(ast.NodeTransformer):
    def __init__(self, operations: dict[str, ast.expr]):
        self.operations = operations

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node if node.name in self.operations else self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        operation = self.operations.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if operation is None or node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
            return node
        new = copy.deepcopy(operation)
        for part in ast.walk(new):
            ast.copy_location(part, node)
        if isinstance(new, ast.BinOp) and len(node.args) == 2:
            new.left, new.right = node.args
            return new
        if isinstance(new, ast.Call) and isinstance(new.func, ast.Attribute):
            parts = len(node.args) - len(new.args)
            if parts == 0:
                new.args = node.args
                return new
            if parts == 1:
                new.func.value, *new.args = node.args
                return new
        return node
