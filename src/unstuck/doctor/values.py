"""What the expressions of a function were worth when a line ran: the words in which a repair can be written.

A repair must use the script's own names, and only those that exist at its place. They are read off the trace: whatever
the same call of the same function computed with, under the text with which it did.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from functools import cached_property, lru_cache, partial
from typing import Any

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.findings import Span
from unstuck.doctor.gradients import put
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.trace import Node
from unstuck.doctor.tracing.replays import Method
from unstuck.doctor.tree import Source, parsed

LEAVES = (ast.Name, ast.Attribute, ast.Subscript)


def source_of(case: Case, path: str | None) -> Source:
    """Find the parsed source of the script, or of a module of the user's."""
    return parsed(case.trace.sites.sources[path], path)


def last_place(case: Case, node: Node, user: Node) -> Span:
    """Find where a value got the name under which it is used, `delta = error`, in the function that made it."""
    own = case.span(node)
    writes = [case.trace.sites.all[w.site].span for w in case.trace.writes if w.node is node and w.time <= user.index]
    last = writes[-1] if writes else own
    if last.path != own.path or last.end_line <= own.line:
        return _put_into_a_list(source_of(case, own.path), own) or own
    functions = [f for f in ast.walk(source_of(case, own.path).tree) if isinstance(f, ast.FunctionDef)]
    around = [{f for f in functions if f.lineno <= span.line <= (f.end_lineno or 0)} for span in (own, last)]
    return last if around[0] == around[1] else own


def _put_into_a_list(source: Source, own: Span) -> Span | None:
    """Find where what a loop adds up is put into a list behind it: `errors.append(s)`."""
    tree = source.at(own)
    statement = source.statement(tree) if isinstance(tree, ast.expr | ast.stmt) else None
    loops = source.loops(statement) if isinstance(statement, ast.AugAssign) else []
    if not loops or not isinstance(statement, ast.AugAssign) or not isinstance(statement.target, ast.Name):
        return None
    block, name = source.block(loops[0]), statement.target.id
    for later in block[block.index(loops[0]) + 1 :]:
        if any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(later)):
            call = later.value if isinstance(later, ast.Expr) else None
            plain = isinstance(call, ast.Call) and called(call) == "append" and len(call.args) == 1
            given = call.args[0] if isinstance(call, ast.Call) and plain else None
            return source.span(later) if isinstance(given, ast.Name) and given.id == name else None
    return None


def place_without(case: Case, wrong: Wrong, source: Node) -> Span:
    """Find where a factor is missing: where a value got its name, or where it is used if other uses are right."""
    return case.span(wrong.node) if wrong.has_right_uses() else last_place(case, source, wrong.node)


def handed_back(case: Case, node: Node, user: Node) -> Span | None:
    """Find where a function that should have made something of a value, before it was used, hands it back as it is."""
    for write in case.trace.writes:
        if write.node is not node or not node.index <= write.time <= user.index:
            continue
        span = case.trace.sites.all[write.site].span
        source = source_of(case, span.path)
        place = source.at(span)
        function = source.function(place) if place is not None else source.tree
        under_way = [source.at(each) for each in case.spans(node) if each.path == span.path]
        if not isinstance(function, ast.FunctionDef) or any(
            each is not None and source.function(each) is function for each in under_way
        ):
            continue
        for part in ast.walk(function):
            if isinstance(part, ast.Return) and part.value is not None and ast.unparse(part.value) == write.name:
                return source.span(part)
    return None


def passed_on_unchanged(case: Case, node: Node) -> Span | None:
    """Find the method that hands back what it is given, in the class whose other method made a value.

    A layer as an object: the forward method applies the activation, and the backward method should apply its slope.
    """
    for span in case.spans(node):
        source = source_of(case, span.path)
        for owner in ast.walk(source.tree):
            if not isinstance(owner, ast.ClassDef):
                continue
            methods = [m for m in owner.body if isinstance(m, ast.FunctionDef)]
            others = [m for m in methods if not m.lineno <= span.line <= (m.end_lineno or 0)]
            if len(others) == len(methods):
                continue
            for method in others:
                changed = {n.id for n in ast.walk(method) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
                given = {a.arg for a in method.args.args[1:]} - changed
                for part in ast.walk(method):
                    if isinstance(part, ast.Return) and isinstance(part.value, ast.Name) and part.value.id in given:
                        return source.span(part)
    return None


def tree_of(case: Case, node: Node) -> ast.expr | ast.stmt | None:
    """Find the expression, or the statement, that made a value."""
    if node.site < 0:
        return None
    site = case.trace.sites.all[node.site]
    source, kind = source_of(case, site.span.path), type(site.node) if site.node is not None else None
    tree = source.at(site.span, kind)
    # An operation that has another name in the script: see `wrappers`.
    return source.at(site.span, ast.Call) if tree is None and kind is ast.BinOp else tree


def operands(case: Case, node: Node) -> Iterator[tuple[ast.expr, Any]]:
    """List the operands of an operation: each expression with the value (a `Node` where it was traced) that it had."""
    tree = tree_of(case, node)
    written: list[ast.expr | None] = []
    if isinstance(tree, ast.BinOp):
        written = [tree.left, tree.right]
    elif isinstance(tree, ast.UnaryOp):
        written = [tree.operand]
    elif isinstance(tree, ast.Compare):
        written = [tree.left, *tree.comparators]
    elif isinstance(tree, ast.Attribute):
        written = [tree.value]
    elif isinstance(tree, ast.Subscript):
        written = [tree.value, tree.slice]
    elif isinstance(tree, ast.AugAssign):
        written = _of_update(tree, node)
    elif isinstance(tree, ast.Assign) and node.name == "setitem" and isinstance(tree.targets[0], ast.Subscript):
        written = [tree.targets[0].value, tree.targets[0].slice, tree.value]
    elif isinstance(tree, ast.Call) and not any(isinstance(a, ast.Starred) for a in tree.args):
        written = list(tree.args)
        if isinstance(node.function, Method) and isinstance(tree.func, ast.Attribute):
            written = [tree.func.value, *written]
        for keyword in tree.keywords:
            if keyword.arg in node.kwargs:
                yield keyword.value, node.kwargs[keyword.arg]
    for expression, value in zip(written, node.args, strict=False):
        if expression is not None:
            yield expression, value


def _of_update(tree: ast.AugAssign, node: Node) -> list[ast.expr | None]:
    if not isinstance(tree.target, ast.Subscript):
        return [tree.target, tree.value]
    if node.name in ("getitem", "setitem"):
        return [tree.target.value, tree.target.slice, None]
    return [tree.target, tree.value]


def plain(value: Any) -> Any:
    """Put values in the place of nodes."""
    return put(value, lambda node: node.value)


class Scope:
    """The expressions that exist where an operation ran, with their values, in the call that ran it.

    Parameters
    ----------
    case : Case
    place : Node
        The operation.
    """

    def __init__(self, case: Case, place: Node):
        self.case = case
        site = case.trace.site(place)
        self.source = source_of(case, site.span.path)
        tree = tree_of(case, place)
        assert tree is not None
        self.function = self.source.function(tree)
        self.values: dict[str, Any] = {}
        self.text: dict[str, str] = {}  # as written
        self.nodes: dict[str, Node] = {}
        self.calls: dict[str, Any] = {}  # what calls in expressions gave; they are not made again
        self.times: dict[str, int] = {}  # when a text was seen to have its value
        self._seen_in_calls: set[tuple[int, int]] = set()
        self._calls_read: dict[int, dict[str, ast.expr]] = {}
        self._collect(place, tree)

    def _collect(self, place: Node, tree: ast.AST) -> None:
        nodes = self.case.trace.nodes
        path = self.source.path
        sites = self.case.trace.sites.all
        first = place.index
        later: list[tuple[str, str, Any]] = []
        for node in nodes[: place.index + 1]:
            if node.stack is place.stack and node.site >= 0 and sites[node.site].span.path == path:
                first = min(first, node.index)
                self._note(node)
            elif node.stack is not None and node.stack[1] is place.stack and node.site >= 0:
                for text, written, value in self._handed_on(node):
                    self._set(text, written, value, node.index)
        for node in nodes[place.index + 1 :]:  # what is used later in the same turn: arguments of the function, mostly
            if node.site == place.site and node.stack is place.stack:
                break
            if node.stack is place.stack and node.site >= 0 and sites[node.site].span.path == path:
                later += list(self._used(node))
            elif node.stack is not None and node.stack[1] is place.stack and node.site >= 0:
                later += list(self._handed_on(node))
        self._written(place, first, tree)
        for text, written, value in later:
            if text not in self.values:
                self._set(text, written, value, place.index)

    def _handed_on(self, node: Node) -> Iterator[tuple[str, str, Any]]:
        """List arguments of a call from here, as they are written here, whose values an operation in it takes."""
        assert node.stack is not None
        call, key = node.stack[0], (id(node.stack), node.site)
        if key in self._seen_in_calls:
            return
        self._seen_in_calls.add(key)
        arguments = self._arguments(call)
        for expression, value in operands(self.case, node) if arguments else ():
            argument = arguments.get(expression.id) if isinstance(expression, ast.Name) else None
            if argument is not None:
                yield ast.unparse(argument), self.source.text_of(argument), value

    def _arguments(self, call: int) -> dict[str, ast.expr]:
        """Read what a call hands on, by the names of the function's parameters: names, attributes and items only."""
        if call not in self._calls_read:
            span = self.case.trace.sites.all[call].span if call >= 0 else None
            tree = self.source.at(span, ast.Call) if span is not None and span.path == self.source.path else None
            name = called(tree) if isinstance(tree, ast.Call) else None
            functions = [n for n in ast.walk(self.source.tree) if isinstance(n, ast.FunctionDef) and n.name == name]
            read: dict[str, ast.expr] = {}
            if len(functions) == 1 and isinstance(tree, ast.Call):
                names = [a.arg for a in functions[0].args.args]
                names = names[1:] if isinstance(tree.func, ast.Attribute) and names[:1] == ["self"] else names
                pairs = [*zip(names, tree.args, strict=False), *((k.arg, k.value) for k in tree.keywords)]
                stored = {
                    n.id for n in ast.walk(functions[0]) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
                }
                read = {n: a for n, a in pairs if n is not None and n not in stored and isinstance(a, LEAVES)}
            self._calls_read[call] = read
        return self._calls_read[call]

    def _used(self, node: Node) -> Iterator[tuple[str, str, Any]]:
        for expression, value in operands(self.case, node):
            if isinstance(expression, LEAVES):
                yield ast.unparse(expression), self.source.text_of(expression), value

    def _note(self, node: Node) -> None:
        for expression, value in operands(self.case, node):
            if isinstance(expression, ast.Call):
                self.calls[ast.unparse(expression)] = plain(value)
        for text, written, value in self._used(node):
            self._set(text, written, value, node.index)

    def _set(self, text: str, written: str, value: Any, time: int) -> None:
        if self.times.get(text, -1) > time:
            return  # something else was put there since
        self.times[text] = time
        self.values[text] = plain(value)
        self.text[text] = written
        if isinstance(value, Node):
            self.nodes[text] = value

    def _written(self, place: Node, first: int, tree: ast.AST) -> None:
        """Add what was assigned in this call, in the class, and at the level of the module."""
        sites = self.case.trace.sites.all
        own = self.source.enclosing_class(tree)
        local = {
            name
            for statement in ast.walk(self.function)
            if isinstance(statement, ast.Assign | ast.AugAssign | ast.For)
            for name in _stored(statement)
        }
        now = 0  # of the last value there was: what a function gave may be named long after it was made
        for write in self.case.trace.writes:
            now = max(now, write.time)
            if write.time > place.index or sites[write.site].span.path != self.source.path:
                continue
            made = sites[write.site].node
            statement = self.source.at(sites[write.site].span, type(made) if made is not None else None)
            if statement is None:
                continue
            where = self.source.function(statement)
            if where is self.function:
                visible = first - 1 <= now <= place.index or isinstance(where, ast.Module)
            elif isinstance(where, ast.Module):
                visible = write.name not in local and write.name in free_names(self.source)
            else:
                visible = write.name.startswith("self.") and self.source.enclosing_class(statement) is own
            if visible:
                self._set(write.name, write.name, write.node, max(write.time, min(now, place.index)))

    def texts_for(self, value: Any, *, turned: bool = False) -> Iterator[str]:
        """List expressions, as written, that have a value; with `turned`, also those whose transpose it is."""
        value = np.asarray(value)
        for text, other in self.values.items():
            if not isinstance(other, np.ndarray | float | int | np.generic) or isinstance(other, bool):
                continue
            if np.shape(other) == value.shape and np.array_equal(other, value):
                yield self.text[text]
            elif (
                turned
                and np.ndim(other) == 2
                and np.shape(other)[::-1] == value.shape
                and np.array_equal(np.transpose(other), value)
            ):
                yield self.text[text] + ".T"

    @cached_property
    def counters(self) -> dict[str, int]:
        """What loops count, where the trace does not say: `H[l]` is what was stored as `H[4]`, so l is 4."""
        items = [(*text.removesuffix("]").rsplit("[", 1), text) for text in self.nodes if text.endswith("]")]
        numbers = {(base, self.nodes[text]): int(index) for base, index, text in items if index.isdigit()}
        named = [each for each in items if each[1].isidentifier() and (each[0], self.nodes[each[2]]) in numbers]
        named.sort(key=lambda each: self.times[each[2]])  # the latest counts
        return {index: numbers[base, self.nodes[text]] for base, index, text in named}

    def evaluate(self, text: str) -> Any:
        """Compute an expression from the values that its parts had.

        Raises
        ------
        Exception
            Whatever goes wrong in it.
        """
        tree = ast.parse(f"({text})", mode="eval")
        names = dict(definitions(self.source))
        owner = self.source.enclosing_class(self.function)
        if owner is not None and isinstance(names.get(owner.name), type):
            names["self"] = object.__new__(names[owner.name])
        known = ast.fix_missing_locations(_Known({**self.calls, **self.values}, names, self.counters).visit(tree))
        code = compile(known, "<repair>", "eval")  # type: ignore[call-overload]
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return eval(code, names)  # noqa: S307 - the user's own expression, where the user's script runs


class _Known(ast.NodeTransformer):
    """Put known values in the place of the expressions that had them."""

    def __init__(self, values: dict[str, Any], names: dict[str, Any], counters: dict[str, int]):
        self.values, self.names, self.counters = values, names, counters

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, (*LEAVES, ast.Call)):
            text = ast.unparse(node)
            stored = self._item(node) if isinstance(node, ast.Subscript) else text
            text = stored if stored in self.values else text  # `l` may have been another when `A[l]` was last read
            if text in self.values:
                name = f"@{text}"
                self.names[name] = self.values[text]
                return ast.copy_location(ast.Name(name, ast.Load()), node)
        return self.generic_visit(node)

    def _item(self, node: ast.Subscript) -> str:
        """Write an item as it was written when it was stored: `A[4]` for `A[l]`."""
        index = node.slice
        sides = [index.left, index.right] if isinstance(index, ast.BinOp) else [index]
        numbers: list[Any] = [
            s.value if isinstance(s, ast.Constant) else self.counters.get(ast.unparse(s)) for s in sides
        ]
        if not all(isinstance(number, int) for number in numbers):
            return ""
        number = numbers[0]
        if isinstance(index, ast.BinOp):
            if not isinstance(index.op, ast.Add | ast.Sub):
                return ""
            number += numbers[1] if isinstance(index.op, ast.Add) else -numbers[1]
        return f"{ast.unparse(node.value)}[{number}]"


@lru_cache(maxsize=8)
def free_names(source: Source) -> set[str]:
    """List what functions of the source read without having been given it: the names that it uses as globals."""
    found: set[str] = set()
    for function in ast.walk(source.tree):
        if isinstance(function, ast.FunctionDef):
            given = {a.arg for a in (*function.args.args, *function.args.kwonlyargs, *function.args.posonlyargs)}
            own = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
            declared = {name for n in ast.walk(function) if isinstance(n, ast.Global) for name in n.names}
            read = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
            found |= (read - given - own) | declared
    return found


def _stored(statement: ast.AST) -> Iterator[str]:
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
    for target in targets:
        for part in ast.walk(target):
            if isinstance(part, ast.Name):
                yield part.id


@lru_cache(maxsize=8)
def definitions(source: Source) -> dict[str, Any]:
    """Run the imports and the definitions of a source by themselves, for the functions that a repair may call."""
    names: dict[str, Any] = {"__name__": "unstuck_definitions"}
    for statement in source.tree.body:
        simple = isinstance(statement, ast.Assign) and _is_function(statement.value)
        if isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef) or simple:
            try:
                code = compile(ast.Module([statement], []), "<definitions>", "exec")
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    exec(code, names)
            except Exception:  # what cannot be defined alone is not used
                continue
    return names


def _is_function(value: ast.expr) -> bool:
    """Say whether an expression makes a function: `lambda v: ...`, `np.vectorize(lambda v: ...)`."""
    if isinstance(value, ast.Call):
        return called(value) == "vectorize" and all(isinstance(a, ast.Lambda | ast.Name) for a in value.args)
    return isinstance(value, ast.Lambda)


def one_argument_functions(scope: Scope) -> Iterator[tuple[str, Any]]:
    """List the user's functions of one argument, and how they are called at a place: `dtanh`, `self.dtanh`.

    An @ stands for the argument where there is another one.
    """
    names = definitions(scope.source)
    for name, value in names.items():
        code = getattr(value.pyfunc if isinstance(value, np.vectorize) else value, "__code__", None)
        count = getattr(code, "co_argcount", 0)
        if count == 1:
            yield name, value
        elif count == 2 and len(value.__defaults__ or ()) == 1 and isinstance(value.__defaults__[0], bool):
            switch = value.__code__.co_varnames[1]  # `nonlin(x, deriv=True)`
            yield f"{name}(@, {switch}=True)", partial(value, **{switch: True})
    owner = scope.source.enclosing_class(scope.function)
    kind = names.get(owner.name) if owner is not None else None
    if owner is None or not isinstance(kind, type):
        return
    for statement in owner.body:
        if isinstance(statement, ast.FunctionDef):
            method = getattr(object.__new__(kind), statement.name, None)
            code = getattr(getattr(method, "__func__", method), "__code__", None)
            bound = hasattr(method, "__func__")
            if code is not None and code.co_argcount - bound == 1 and not statement.name.startswith("__"):
                yield f"self.{statement.name}", method


def numpy_name(source: Source) -> str | None:
    """Find how the script writes NumPy: `np.`, `numpy.`, or nothing after `from numpy import *`."""
    names = definitions(source)
    for name, value in names.items():
        if value is np:
            return name + "."
    return "" if names.get("sum") is np.sum else None


def called(call: ast.Call) -> str | None:
    """Read the last name of what is called: `sum` of `np.sum(x)`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", None)
