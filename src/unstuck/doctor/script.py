"""The user's source: read, parsed, and rewritten so that every operation is noted with its place.

The tree is rewritten, not NumPy: `a * b` becomes `@binop(17, a, b)`, which does the same and notes that site 17 made
the result out of `a` and `b`. The injected names begin with `@`, which no program can contain, and positions are kept,
so a traceback shows the user's own lines. The file itself is never changed.
"""

from __future__ import annotations

import ast
import json
import operator
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from unstuck.doctor.choices import Choices
from unstuck.doctor.findings import Span
from unstuck.doctor.wrappers import inlined
from unstuck.errors import InputError

OPERATORS: dict[type[ast.AST], tuple[str, Callable[..., Any]]] = {
    ast.Add: ("add", operator.add),
    ast.Sub: ("sub", operator.sub),
    ast.Mult: ("mul", operator.mul),
    ast.Div: ("div", operator.truediv),
    ast.FloorDiv: ("floordiv", operator.floordiv),
    ast.Mod: ("mod", operator.mod),
    ast.Pow: ("pow", operator.pow),
    ast.MatMult: ("matmul", operator.matmul),
    ast.USub: ("neg", operator.neg),
    ast.Lt: ("lt", operator.lt),
    ast.LtE: ("le", operator.le),
    ast.Gt: ("gt", operator.gt),
    ast.GtE: ("ge", operator.ge),
    ast.Eq: ("eq", operator.eq),
    ast.NotEq: ("ne", operator.ne),
}
IN_PLACE: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.iadd,
    ast.Sub: operator.isub,
    ast.Mult: operator.imul,
    ast.Div: operator.itruediv,
    ast.FloorDiv: operator.ifloordiv,
    ast.Mod: operator.imod,
    ast.Pow: operator.ipow,
    ast.MatMult: operator.imatmul,
}
# They look at the frame that calls them, so nothing may stand between.
FRAME_FUNCTIONS = {"super", "locals", "globals", "vars", "dir", "eval", "exec", "breakpoint", "__import__"}
VIEW_ATTRIBUTES = {"T", "real", "imag", "flat", "A", "mT", "A1"}


@dataclass(frozen=True)
class Site:
    """A place in the source where a value is made: the operation's name, its span, and which operands are literals."""

    index: int
    name: str
    span: Span
    function: Callable[..., Any] | None = None
    in_place: Callable[..., Any] | None = None
    literal: tuple[bool, ...] = ()
    target: str = ""  # what the value is assigned to, as written
    only_tested: bool = False  # of a loop: whether its variable does nothing but decide what else is done in a turn
    node: ast.AST | None = None


@dataclass
class Sites:
    """All places of the script and of the user's modules that it imports, by number."""

    all: list[Site] = field(default_factory=list)
    sources: dict[str | None, str] = field(default_factory=dict)

    def text(self, span: Span) -> str:
        """Read the characters of a span from the source."""
        lines = self.sources[span.path].splitlines()[span.line - 1 : span.end_line]
        if not lines:
            return ""
        lines[-1] = lines[-1][: span.end_column - 1]
        lines[0] = lines[0][span.column - 1 :]
        return "\n".join(lines)

    def expression(self, site: int) -> ast.expr | None:
        """Parse the source of a place, as it was before it was rewritten; None if it is a statement."""
        try:
            return ast.parse(f"({self.text(self.all[site].span)})", mode="eval").body
        except SyntaxError:
            return None

    def line(self, span: Span) -> str:
        """Read the line on which a span begins."""
        return self.sources[span.path].splitlines()[span.line - 1]


def read_source(path: Path) -> tuple[str, list[tuple[int, int]]]:
    """Read a script, or the code cells of a notebook one after another.

    Returns
    -------
    text : str
    cells : list of (cell, first line)
        For a notebook, the number of each code cell (from 1) and the line of the text at which it begins; else empty.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not a text file in UTF-8 (byte {error.start}): give a Python script") from None
    if path.suffix != ".ipynb":
        return text, []
    try:
        record = json.loads(text)
        cells = [cell for cell in record["cells"] if cell["cell_type"] == "code"]
        sources = ["".join(cell["source"]) for cell in cells]
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path} is not a notebook: its JSON has no list `cells` of cells with `source`") from None
    starts: list[tuple[int, int]] = []
    lines: list[str] = []
    for number, source in enumerate(sources, 1):
        starts.append((number, len(lines) + 1))
        # Commands for the notebook itself (%matplotlib, !pip) are no Python.
        lines += ["#" + line if line.lstrip()[:1] in ("%", "!") else line for line in source.splitlines()] + [""]
    return "\n".join(lines) + "\n", starts


def rewrite(text: str, path: str | None, file_name: str, sites: Sites, only: Set[int] | None = None) -> Any:
    """Parse a source and compile its traced form.

    Parameters
    ----------
    text : str
    path : str or None
        As in `Span.path`: None for the script.
    file_name : str
        What tracebacks call the file.
    sites : Sites
        Gets the places of this source added.
    only : set of int, optional
        Note what happens at these places alone, and leave the rest of the program as it is. The places are numbered as
        without it.

    Returns
    -------
    code object

    Raises
    ------
    SyntaxError
        If the text is no Python.
    """
    tree = Choices().visit(inlined(ast.parse(text, file_name)))
    sites.sources[path] = text
    tree = _Rewriter(text, path, sites, only).visit(tree)
    ast.fix_missing_locations(tree)
    return compile(tree, file_name, "exec", dont_inherit=True)


class _Rewriter(ast.NodeTransformer):
    def __init__(self, text: str, path: str | None, sites: Sites, only: Set[int] | None):
        self.lines = text.splitlines()
        self.path = path
        self.sites = sites
        self.only = only
        self.classes: list[str] = []
        self.temporaries = 0

    # -- places

    def span(self, node: Any) -> Span:
        def column(line: int, offset: int) -> int:  # the tree counts bytes
            return len(self.lines[line - 1].encode()[:offset].decode(errors="replace")) + 1 if self.lines else 1

        return Span(
            node.lineno,
            column(node.lineno, node.col_offset),
            node.end_lineno,
            column(node.end_lineno, node.end_col_offset),
            self.path,
        )

    def site(self, node: Any, name: str, **more: Any) -> ast.Constant:
        index = len(self.sites.all)
        self.sites.all.append(Site(index, name, self.span(node), node=node, **more))
        return ast.Constant(index)

    def left(self, site: ast.Constant) -> bool:
        """Say whether a place is to be left as it is."""
        return self.only is not None and site.value not in self.only

    def emit(self, node: Any, function: str, *arguments: ast.expr) -> ast.Call:
        called = ast.Call(ast.Name("@" + function, ast.Load()), list(arguments), [])
        return ast.copy_location(called, node)

    def temporary(self) -> str:
        self.temporaries += 1
        return f"@{self.temporaries}"

    # -- expressions

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        name, function = OPERATORS.get(type(node.op), ("", None))
        literal = (is_literal(node.left), is_literal(node.right))
        site = self.site(node, name, function=function, literal=literal) if function else None
        self.generic_visit(node)
        if site is None or (isinstance(node.left, ast.Constant) and isinstance(node.left.value, str | bytes)):
            return node
        if self.left(site):
            return node
        return self.emit(node, "binop", site, node.left, node.right)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if not isinstance(node.op, ast.USub):
            return self.generic_visit(node)
        site = self.site(node, "neg", function=operator.neg, literal=(is_literal(node.operand),))
        self.generic_visit(node)
        return node if self.left(site) or is_literal(node.operand) else self.emit(node, "unop", site, node.operand)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        name, function = OPERATORS.get(type(node.ops[0]), ("", None))
        if len(node.ops) > 1 or function is None:
            return self.generic_visit(node)
        literal = (is_literal(node.left), is_literal(node.comparators[0]))
        site = self.site(node, name, function=function, literal=literal)
        self.generic_visit(node)
        return node if self.left(site) else self.emit(node, "binop", site, node.left, node.comparators[0])

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        if not isinstance(node.test, ast.Compare) or len(node.test.ops) > 1:
            return self.generic_visit(node)
        site = self.site(node, "where")
        asked = ast.Constant(len(self.sites.all))  # the place of the comparison, which is visited next
        self.generic_visit(node)
        if self.left(site):
            return node
        if self.only is None and isinstance(node.test, ast.Call) and isinstance(node.test.func, ast.Name):
            node.test.func.id = node.test.func.id.replace("@binop", "@tested")
        return self.emit(node, "chosen", site, asked, node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id in FRAME_FUNCTIONS:
            return self.generic_visit(node)
        literal = tuple(is_literal(a) for a in node.args)
        site = self.site(node, "call", literal=literal)
        self.generic_visit(node)
        if self.left(site):
            return node
        node.args = [site, node.func, *node.args]
        node.func = ast.copy_location(ast.Name("@call", ast.Load()), node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if not isinstance(node.ctx, ast.Load) or node.attr not in VIEW_ATTRIBUTES:
            return self.generic_visit(node)
        site = self.site(node, node.attr)
        self.generic_visit(node)
        if self.left(site):
            return node
        return self.emit(node, "attribute", site, node.value, ast.Constant(node.attr))

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if not isinstance(node.ctx, ast.Load):
            return self.generic_visit(node)
        site = self.site(node, "getitem")
        self.generic_visit(node)
        return node if self.left(site) else self.emit(node, "item", site, node.value, self.index(node.slice))

    def index(self, node: ast.expr) -> ast.expr:
        """Make an index an expression of its own: slices only stand between brackets."""
        if isinstance(node, ast.Slice):
            parts = [part or ast.Constant(None) for part in (node.lower, node.upper, node.step)]
            return self.emit(node, "slice", *parts)
        if isinstance(node, ast.Tuple) and any(isinstance(e, ast.Slice | ast.Starred) for e in node.elts):
            return ast.copy_location(ast.Tuple([self.index(e) for e in node.elts], ast.Load()), node)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        # Only the values in an f-string are expressions; its format parts must stay as they are.
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                value.value = self.visit(value.value)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        if node.value is not None and isinstance(node.target, ast.Name) and node.simple:
            node.value = self.fresh(self.visit(node.value))
            return node
        if node.value is not None:
            return self.visit(ast.copy_location(ast.Assign([node.target], node.value), node))
        return node

    def fresh(self, node: ast.expr) -> ast.expr:
        """Make a float literal an object of its own: two names that share one would look aliased."""
        if self.only is not None:
            return node
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            return self.emit(node, "fresh", node)
        if isinstance(node, ast.List | ast.Tuple) and len(node.elts) < 1000:
            node.elts = [self.fresh(e) for e in node.elts]
        if isinstance(node, ast.ListComp):
            node.elt = self.fresh(node.elt)
        if isinstance(node, ast.Dict):
            node.values = [self.fresh(e) for e in node.values]
        called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if isinstance(node, ast.Call) and called == "@call":  # `Value(0.0)`, and another
            node.args = [*node.args[:2], *(self.fresh(a) for a in node.args[2:])]
        if isinstance(node, ast.Call) and called == "@binop":  # of two lists
            node.args = [a if isinstance(a, ast.Constant) else self.fresh(a) for a in node.args]
        return node

    # -- statements

    def visit_Assign(self, node: ast.Assign) -> Any:
        targets = node.targets
        source = self.fresh(self.visit(node.value))
        plain = all(isinstance(t, ast.Name) for t in targets)
        unpacks = any(isinstance(t, ast.Tuple | ast.List) for t in targets)
        if unpacks:
            source = self.noted(node, "unpack", self.site(node, "getitem"), source)
        if plain and not unpacks:
            note = self.noted(node, "note", self.site(node, "assign", target=text_of(targets[0])), source)
            return ast.copy_location(ast.Assign(targets, note), node)
        temporary = self.temporary()
        out: list[ast.stmt] = [ast.copy_location(ast.Assign([ast.Name(temporary, ast.Store())], source), node)]
        for target in targets:
            out += self.store(target, ast.Name(temporary, ast.Load()), node)
        return out

    def noted(self, node: ast.AST, function: str, site: ast.Constant, value: ast.expr) -> ast.expr:
        """Let a value pass through the tracer, unless its place is to be left as it is."""
        return value if self.left(site) else self.emit(node, function, site, value)

    def store(self, target: ast.expr, value: ast.expr, node: ast.AST) -> list[ast.stmt]:
        """Write the statements that store an evaluated value in a target."""
        if isinstance(target, ast.Subscript):
            site = self.site(node, "setitem", target=text_of(target))
            container, place = self.visit(target.value), self.visit(target.slice)
            if self.left(site):
                plain = ast.copy_location(ast.Subscript(container, place, ast.Store()), target)
                return [ast.copy_location(ast.Assign([plain], value), node)]
            index = self.index(place)
            return [ast.copy_location(ast.Expr(self.emit(node, "setitem", site, container, index, value)), node)]
        if isinstance(target, ast.Tuple | ast.List):
            names = []
            after: list[ast.stmt] = []
            for element in target.elts:
                inner = element.value if isinstance(element, ast.Starred) else element
                if isinstance(inner, ast.Name):
                    names.append(element)
                    site = self.site(node, "assign", target=inner.id)
                    note = self.emit(node, "note", site, ast.Name(inner.id, ast.Load()))
                    if not isinstance(element, ast.Starred) and not self.left(site):
                        after.append(ast.copy_location(ast.Assign([ast.Name(inner.id, ast.Store())], note), node))
                    continue
                temporary = ast.Name(self.temporary(), ast.Store())
                names.append(ast.Starred(temporary, ast.Store()) if isinstance(element, ast.Starred) else temporary)
                after += self.store(inner, ast.Name(temporary.id, ast.Load()), node)
            unpack = ast.Assign([ast.copy_location(ast.Tuple(names, ast.Store()), target)], value)
            return [ast.copy_location(unpack, node), *after]
        stored = self.noted(node, "note", self.site(node, "assign", target=text_of(target)), value)
        return [ast.copy_location(ast.Assign([self.visit(target)], stored), node)]

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        name, function = OPERATORS.get(type(node.op), ("", None))
        if function is None:
            return self.generic_visit(node)
        site = self.site(
            node,
            name,
            function=function,
            in_place=IN_PLACE[type(node.op)],
            literal=(False, is_literal(node.value)),
            target=text_of(node.target),
        )
        value = self.visit(node.value)
        target = node.target
        if self.left(site):
            node.value = value
            if isinstance(target, ast.Attribute | ast.Subscript):
                target.value = self.visit(target.value)
            if isinstance(target, ast.Subscript):
                target.slice = self.visit(target.slice)
            return node
        if isinstance(target, ast.Name):
            result = self.emit(node, "augment", site, ast.Name(target.id, ast.Load()), value)
            return ast.copy_location(ast.Assign([target], result), node)
        holder = self.temporary()
        before = ast.Assign([ast.Name(holder, ast.Store())], self.visit(target.value))
        load = ast.Name(holder, ast.Load())
        if isinstance(target, ast.Attribute):
            old = ast.Attribute(load, target.attr, ast.Load())
            result = self.emit(node, "augment", site, old, value)
            after: ast.stmt = ast.Assign([ast.Attribute(load, target.attr, ast.Store())], result)
        else:
            index = self.temporary()
            key = ast.Assign([ast.Name(index, ast.Store())], self.index(self.visit(target.slice)))
            place = ast.Name(index, ast.Load())
            # The old value is read before the operand is evaluated.
            call = self.emit(node, "augment_item", site, load, place, ast.Subscript(load, place, ast.Load()), value)
            return [ast.copy_location(s, node) for s in (before, key, ast.Expr(call))]
        return [ast.copy_location(before, node), ast.copy_location(after, node)]

    def visit_For(self, node: ast.For) -> ast.AST:
        site = self.site(node, "for", target=text_of(node.target), only_tested=is_only_tested(node))
        self.generic_visit(node)
        node.iter = self.noted(node.iter, "loop", site, node.iter)
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        site = self.site(node, "while")
        self.generic_visit(node)
        if self.left(site):
            return node
        # The test is evaluated as before; the tracer may end the loop.
        node.test = ast.copy_location(
            ast.BoolOp(ast.And(), [self.emit(node.test, "going", site), node.test]), node.test
        )
        # However it is left: by its test, break, return or an error.
        ended = ast.copy_location(ast.Expr(self.emit(node, "ended", site)), node)
        return ast.copy_location(ast.Try([node], [], [], [ended]), node)

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.iter = self.noted(node.iter, "elements", self.site(node.iter, "getitem"), node.iter)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.classes.append(node.name)
        self.generic_visit(node)
        self.classes.pop()
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        # Defaults, decorators and annotations are evaluated outside; annotations may stay as they are.
        node.decorator_list = [self.visit(d) for d in node.decorator_list]
        node.body = [s for b in node.body for s in as_list(self.visit(b))]
        return node

    def visit_Delete(self, node: ast.Delete) -> ast.AST:
        return node

    def visit_With(self, node: ast.With) -> ast.AST:
        for item in node.items:
            item.context_expr = self.visit(item.context_expr)
        node.body = [s for b in node.body for s in as_list(self.visit(b))]
        return node

    def visit_Match(self, node: ast.Match) -> ast.AST:
        node.subject = self.visit(node.subject)
        for case in node.cases:
            case.body = [s for b in case.body for s in as_list(self.visit(b))]
        return node


def is_only_tested(loop: ast.For) -> bool:
    """Say whether a loop's variable stands nowhere but in the tests of its body, in what they guard, and in prints."""
    if not isinstance(loop.target, ast.Name):
        return False
    name, tests = loop.target.id, False

    def free(node: ast.AST) -> bool:
        nonlocal tests
        if isinstance(node, ast.If) and any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(node.test)):
            tests = True
            return True
        if isinstance(node, ast.Name):
            return node.id != name
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            return True
        return all(free(child) for child in ast.iter_child_nodes(node))

    return all(free(statement) for statement in loop.body) and tests


def is_literal(node: ast.AST) -> bool:
    """Say whether an expression is a number written out, as 2, -0.5 or 1/3."""
    if isinstance(node, ast.UnaryOp):
        return is_literal(node.operand)
    if isinstance(node, ast.BinOp):
        return is_literal(node.left) and is_literal(node.right)
    return isinstance(node, ast.Constant)


def text_of(node: ast.AST) -> str:
    """Write a tree out as source."""
    return ast.unparse(node)


def as_list(node: Any) -> list[Any]:
    """Make a list of what may be one statement or several."""
    return node if isinstance(node, list) else [node]
