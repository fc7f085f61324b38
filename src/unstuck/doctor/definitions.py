"""Where a number or an array of the script is written down: the line to change, found by following names back."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from unstuck.doctor.case import Case
from unstuck.doctor.findings import Span
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source, defaults
from unstuck.doctor.values import source_of

HOPS = 16
DRESSINGS = (
    "array",
    "asarray",
    "reshape",
    "insert",
    "hstack",
    "concatenate",
    "append",
    "copy",
    "transpose",
    "column_stack",
)


@dataclass(frozen=True)
class Definition:
    """An expression that gives a value, and the names that its statement assigns it to.

    `site` is the number of the place at which the value is assigned; None if it is not assigned as a whole.
    """

    source: Source
    expression: ast.expr
    site: int | None

    @property
    def span(self) -> Span:
        """The place of the expression."""
        return self.source.span(self.expression)

    @property
    def text(self) -> str:
        """The expression as written, on one line."""
        text = " ".join(self.source.text_of(self.expression).split())
        return text if len(text) <= 60 else text[:57] + "..."


def definition(
    case: Case, source: Source, expression: ast.expr, stack: Any, scalar: bool = False, whole: bool = False
) -> Definition:
    """Follow names, attributes, items and arguments back to the expression that they stand for.

    Parameters
    ----------
    case : Case
    source : Source
        In which the expression stands.
    expression : ast.expr
    stack : tuple or None
        The calls under way, as in `Node.stack`.
    scalar : bool
        Go through signs and quotients too: of `-rate / m` it is the rate that is looked for. Otherwise changes of shape
        are gone through: of `np.array(x, ndmin=2).T` it is x.
    whole : bool
        Go no further than to where a part is taken: `data[p : p + n]`.
    """
    site = None
    for _ in range(HOPS):
        if whole and isinstance(expression, ast.Subscript):
            break
        following = _follow(case, source, expression, stack, scalar)
        if following is None:
            break
        # Through a change of shape, what is assigned is still the whole value.
        dressed = isinstance(expression, ast.Call) or getattr(expression, "attr", "") == "T"
        source, expression, stack, found = following
        site = site if dressed and found is None else found
    return Definition(source, expression, site)


Step = tuple[Source, ast.expr, Any, int | None]


def _follow(case: Case, source: Source, expression: ast.expr, stack: Any, scalar: bool) -> Step | None:
    if isinstance(expression, ast.UnaryOp) and scalar:
        return source, expression.operand, stack, None
    if isinstance(expression, ast.BinOp) and scalar:
        named = [
            e for e in (expression.left, expression.right) if isinstance(e, ast.Name | ast.Attribute | ast.Subscript)
        ]
        return (source, named[0], stack, None) if named else None
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Add):
        sides = (expression.left, expression.right)  # a list with a 1 at its end: `list(x) + [1.0]`
        rest = [side for side in sides if not isinstance(side, ast.List)]
        return (source, rest[0], stack, None) if len(rest) == 1 else None
    if isinstance(expression, ast.Name):
        return _name(case, source, expression, stack)
    if isinstance(expression, ast.Attribute):
        if expression.attr in ("T", "shape", "size"):
            return (source, expression.value, stack, None) if expression.attr == "T" else None
        return _attribute(case, source, expression, stack)
    if isinstance(expression, ast.Subscript):
        return _item(case, source, expression, stack)
    if isinstance(expression, ast.Call) and not scalar:
        return _dressed(source, expression, stack)
    return None


def _dressed(source: Source, call: ast.Call, stack: Any) -> Step | None:
    """Go through a change of shape: `np.array(x, ndmin=2)`, `x.reshape(-1, 1)`, `np.insert(x, 0, 1)`."""
    inner: ast.expr | None = None
    if isinstance(call.func, ast.Name) and call.func.id in ("list", "tuple") and len(call.args) == 1:
        inner = call.args[0]
    if _called(call) in DRESSINGS and isinstance(call.func, ast.Attribute):
        owner = call.func.value
        module = isinstance(owner, ast.Name) and owner.id in ("np", "numpy")
        inner = owner if not module else (call.args[0] if call.args else None)
    if isinstance(inner, ast.Tuple | ast.List):  # np.hstack((ones, x)): what is no call itself
        inner = next((e for e in inner.elts if isinstance(e, ast.Name | ast.Attribute | ast.Subscript)), None)
    named = isinstance(inner, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
    return (source, inner, stack, None) if named and inner is not None else None


def _name(case: Case, source: Source, name: ast.Name, stack: Any) -> Step | None:
    function: ast.AST = source.function(name)
    while True:
        assigned = [s for s in source.assignments(function, name.id) if isinstance(s, ast.Assign | ast.AnnAssign)]
        assigned = [s for s in assigned if s is not source.statement(name)]
        before = [s for s in assigned if s.lineno < name.lineno] or assigned
        if before:
            statement = before[-1]
            value = _assigned(statement, name.id)
            if isinstance(value, ast.List) and not value.elts and (put := _appended(source, {name.id})) is not None:
                return source, put, stack, None
            return (source, value, stack, site_of(case, source, statement, name.id)) if value is not None else None
        if isinstance(function, ast.FunctionDef) and name.id in [a.arg for a in _arguments(function)]:
            return _argument(case, source, function, name.id, stack)
        loop = _loop_value(source, function, name)
        if loop is not None:
            return source, loop, stack, None
        if isinstance(function, ast.Module):
            return None
        function = source.function(function)


def _assigned(statement: ast.stmt, name: str) -> ast.expr | None:
    """Find the value that a statement gives a name, in `a, b = 1, 2` too."""
    assert isinstance(statement, ast.Assign | ast.AnnAssign)
    value = statement.value
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    for target in targets:
        if isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
            for part, each in zip(target.elts, value.elts, strict=False):
                if ast.unparse(part) == name:
                    return each
    return value


def _arguments(function: ast.FunctionDef) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _argument(case: Case, source: Source, function: ast.FunctionDef, name: str, stack: Any) -> Step | None:
    """Find what a function was called with: by the calls under way, else by the only calls that there are."""
    sites = case.trace.sites.all
    while stack is not None:
        site = sites[stack[0]]
        calling = source_of(case, site.span.path)
        call: ast.AST | None = calling.at(site.span, ast.Call)
        stack = stack[1]
        if isinstance(call, ast.Call) and _called(call) in _names_of(source, function):
            value = _passed(source, function, call, name)
            return (calling, value, stack, None) if value is not None else None
    for each in ast.walk(source.tree):
        if isinstance(each, ast.Call) and _called(each) in _names_of(source, function):
            value = _passed(source, function, each, name)
            if value is not None:
                return source, value, None, None
    return None


def _names_of(source: Source, function: ast.FunctionDef) -> set[str]:
    owner = source.enclosing_class(function)
    return {function.name} | ({owner.name, "__init__"} if owner is not None and function.name == "__init__" else set())


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _passed(source: Source, function: ast.FunctionDef, call: ast.Call, name: str) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    names = [a.arg for a in [*function.args.posonlyargs, *function.args.args]]
    method = source.enclosing_class(function) is not None
    position = names.index(name) - int(method) if name in names else -1
    if 0 <= position < len(call.args) and not any(isinstance(a, ast.Starred) for a in call.args[: position + 1]):
        return call.args[position]
    return defaults(function).get(name)


def _loop_value(source: Source, function: ast.AST, used: ast.Name) -> ast.expr | None:
    """Find what a loop runs over for a name: the list behind `for w in weights`, or behind its place in a zip.

    Of several loops with this name it is the one in which the name is used.
    """
    name = used.id
    for node in (*source.loops(used), *ast.walk(function)):
        if not isinstance(node, ast.For | ast.comprehension):
            continue
        over, target = node.iter, node.target
        for _ in range(3):
            if isinstance(target, ast.Name) and target.id == name:
                return over if isinstance(over, ast.Name | ast.Attribute | ast.Subscript) else None
            if not isinstance(target, ast.Tuple) or not isinstance(over, ast.Call):
                parts = target.elts if isinstance(target, ast.Tuple) else []
                if isinstance(over, ast.Name | ast.Attribute) and name in [ast.unparse(part) for part in parts]:
                    return over  # a list of pairs
                break
            names = [{n.id for n in ast.walk(part) if isinstance(n, ast.Name)} for part in target.elts]
            place = next((i for i, each in enumerate(names) if name in each), -1)
            if _called(over) == "enumerate" and place == 1:
                target, over = target.elts[1], over.args[0]
            elif _called(over) == "zip" and 0 <= place < len(over.args):
                target, over = target.elts[place], over.args[place]
            else:
                break
    return None


def _attribute(case: Case, source: Source, expression: ast.Attribute, stack: Any) -> Step | None:
    """Find where an attribute is assigned, under whatever name its object goes there."""
    for statement, value, target in _stores(source, ast.Attribute):
        assert isinstance(target, ast.Attribute)
        if target.attr == expression.attr and not (isinstance(value, ast.Constant) and value.value is None):
            return source, value, stack, site_of(case, source, statement, ast.unparse(target))
    default = _default_of_option(source, expression.attr)
    return (source, default, stack, None) if default is not None else None


def _default_of_option(source: Source, name: str) -> ast.expr | None:
    """Find what an option of the command line is if nobody gives it: `add_argument("--rate", default=0.1)`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _called(node) == "add_argument":
            flags = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            given = {k.arg: k.value for k in node.keywords}
            dest = given.get("dest")
            names = [dest.value] if isinstance(dest, ast.Constant) else [f.lstrip("-").replace("-", "_") for f in flags]
            if name in names and "default" in given:
                return given["default"]
    return None


def _item(case: Case, source: Source, expression: ast.Subscript, stack: Any) -> Step | None:
    """Find where an item is stored: `weights[0] = ...`, `weights.append(...)`, or the list itself."""
    text, base = ast.unparse(expression), ast.unparse(expression.value)
    names = {base}
    if isinstance(expression.value, ast.Attribute):
        names.add(expression.value.attr)
    if isinstance(expression.slice, ast.Constant):
        for statement, value, target in _stores(source, ast.Subscript):
            if ast.unparse(target) == text and not _same(value, expression):
                return source, value, stack, site_of(case, source, statement, text)
        written = item_of_dict(source, expression)
        if written is not None:
            return source, written, stack, None
    stores = list(_stores(source, ast.Subscript))
    key = _key(expression)
    for statement, value, target in sorted(stores, key=lambda s: _key(s[2]) != key):
        assert isinstance(target, ast.Subscript)
        if ast.unparse(target.value) == base and not any(_same(n, target) for n in ast.walk(value)):
            return source, value, stack, site_of(case, source, statement, ast.unparse(target))
    put = _appended(source, names)
    return source, expression.value if put is None else put, stack, None


def _appended(source: Source, names: set[str]) -> ast.expr | None:
    """Find what is appended to a list of one of these names."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
            owner = node.func.value
            if (ast.unparse(owner) in names or getattr(owner, "attr", None) in names) and node.args:
                return node.args[0]
    return None


def item_of_dict(source: Source, expression: ast.Subscript) -> ast.expr | None:
    """Find what `net["w"]` is in `net = {"w": ...}` or `net = dict(w=...)`, wherever that is assigned."""
    if not isinstance(expression.slice, ast.Constant):
        return None
    base, key = ast.unparse(expression.value), expression.slice.value
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assign) and base in [ast.unparse(target) for target in node.targets]:
            found = dict(_items_written(node.value))
            if key in found:
                return found[key]
    return None


def _items_written(value: ast.expr) -> Iterator[tuple[Any, ast.expr]]:
    """List the keys that are written down in a dict, with the expressions for their values."""
    if isinstance(value, ast.Dict):
        for key, item in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant):
                yield key.value, item
    elif isinstance(value, ast.Call) and _called(value) == "dict":
        yield from ((keyword.arg, keyword.value) for keyword in value.keywords)


def _key(expression: ast.expr) -> Any:
    """Give the first text in an index: `b` for `parameters["b" + str(layer)]`."""
    index = expression.slice if isinstance(expression, ast.Subscript) else expression
    texts = [n.value for n in ast.walk(index) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return texts[0].rstrip("0123456789") if texts else None


def _same(a: ast.AST, b: ast.AST) -> bool:
    return isinstance(a, ast.expr) and isinstance(b, ast.expr) and ast.unparse(a) == ast.unparse(b)


def _stores(source: Source, kind: type[ast.expr]) -> Iterator[tuple[ast.stmt, ast.expr, ast.expr]]:
    """List the assignments to targets of a kind: statement, value, target; those in constructors first."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                parts = target.elts if isinstance(target, ast.Tuple) else [target]
                for part in parts:
                    if isinstance(part, kind):
                        value = _assigned(node, ast.unparse(part))
                        if value is not None:
                            found.append((node, value, part))
    yield from sorted(found, key=lambda s: getattr(source.function(s[0]), "name", "") != "__init__")


def made_at(case: Case, node: Node) -> Definition | None:
    """Find the expression that made a traced value, or from which it came up: a draw, what was read.

    Returns
    -------
    Definition or None
        None if the trace does not know, or if the value was changed in place there.
    """
    site = node.site if node.site >= 0 else case.trace.origins.get(node, -1)
    if site < 0:
        site = next((w.site for w in case.trace.writes if w.node is node), -1)
    if site < 0:
        return None
    place = case.trace.sites.all[site]
    if place.name in ("setitem", "for", "augment_item"):
        return None
    source = source_of(case, place.span.path)
    tree = source.at(place.span, type(place.node) if place.node is not None else None)
    if isinstance(tree, ast.Assign | ast.AnnAssign) and tree.value is not None:
        tree = _assigned(tree, place.target) or tree.value
    elif isinstance(tree, ast.AugAssign):
        tree = tree.value
    return Definition(source, tree, site) if isinstance(tree, ast.expr) else None


def site_of(case: Case, source: Source, statement: ast.stmt, target: str) -> int | None:
    """Find the place at which a statement stores a value under a name."""
    span = source.span(statement)
    for site in case.trace.sites.all:
        if site.span == span and site.name in ("assign", "setitem") and site.target == target:
            return site.index
    return None
