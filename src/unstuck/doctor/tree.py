"""The source as a tree, for those who change it: from places to expressions, from changed expressions to edits.

An edit is made from the text, never from the tree: the tree only says whether the changed text means what it should.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

from unstuck.doctor.findings import Edit, Span

Place = tuple[int, int, int, int]
"""Line, column, end line, end column, as in `Span`."""
_PIECE = re.compile(r"\w+|\s+|.", re.DOTALL)


class Source:
    """A source file: its text, its tree, and the ways between the two.

    Parameters
    ----------
    text : str
        With line feeds as line ends, as `script.read_source` gives it.
    path : str or None
        As in `Span.path`.
    """

    def __init__(self, text: str, path: str | None):
        self.text = text
        self.path = path
        self.tree = ast.parse(text)
        self.lines = text.split("\n")
        self.parent: dict[ast.AST, ast.AST] = {
            child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)
        }

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line) + 1)
        return starts

    @cached_property
    def _by_place(self) -> dict[Place, list[ast.AST]]:
        found: dict[Place, list[ast.AST]] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.expr | ast.stmt):
                span = self.span(node)
                found.setdefault((span.line, span.column, span.end_line, span.end_column), []).append(node)
        return found

    # -- places

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """Find the characters of a node; the tree itself counts bytes."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return Span(
            node.lineno,
            self._column(node.lineno, node.col_offset),
            node.end_lineno,
            self._column(node.end_lineno, node.end_col_offset),
            self.path,
        )

    def _column(self, line: int, offset: int) -> int:
        return len(self.lines[line - 1].encode()[:offset].decode(errors="replace")) + 1

    def offsets(self, span: Span) -> tuple[int, int]:
        """Turn a span into offsets in the text."""
        return (
            self._starts[span.line - 1] + span.column - 1,
            self._starts[span.end_line - 1] + span.end_column - 1,
        )

    def span_of(self, begin: int, end: int) -> Span:
        """Turn offsets in the text into a span."""
        first, last = (self.text.count("\n", 0, offset) for offset in (begin, end))
        return Span(first + 1, begin - self._starts[first] + 1, last + 1, end - self._starts[last] + 1, self.path)

    def extent(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Find where a node's text begins and ends, in offsets."""
        return self.offsets(self.span(node))

    def text_of(self, node: ast.expr | ast.stmt) -> str:
        """Read the text of a node, as written."""
        begin, end = self.extent(node)
        return self.text[begin:end]

    def at(self, span: Span, kind: type[ast.AST] | None = None) -> ast.expr | ast.stmt | None:
        """Find the node that has exactly this span, of a kind if one is given; else the outermost expression."""
        nodes = self._by_place.get((span.line, span.column, span.end_line, span.end_column), [])
        nodes = [n for n in nodes if kind is None or type(n) is kind]
        nodes.sort(key=lambda n: isinstance(n, ast.stmt))
        return nodes[0] if nodes else None  # type: ignore[return-value]

    # -- surroundings

    def statement(self, node: ast.AST) -> ast.stmt:
        """Find the statement in which a node stands."""
        while not isinstance(node, ast.stmt):
            node = self.parent[node]
        return node

    def function(self, node: ast.AST) -> ast.AST:
        """Find the function in which a node stands; the module if there is none."""
        while node in self.parent:
            node = self.parent[node]
            if isinstance(node, ast.FunctionDef | ast.Lambda | ast.Module):
                return node
        return self.tree

    def enclosing_class(self, node: ast.AST) -> ast.ClassDef | None:
        """Find the class in which a node stands."""
        while node in self.parent:
            node = self.parent[node]
            if isinstance(node, ast.ClassDef):
                return node
        return None

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """Find the list of statements that one belongs to."""
        for name in ("body", "orelse", "finalbody"):
            block = getattr(self.parent[statement], name, None)
            if isinstance(block, list) and statement in block:
                return block
        return [statement]

    def loops(self, node: ast.AST) -> list[ast.For | ast.While]:
        """List the loops around a node within its function, the innermost first."""
        out = []
        while node in self.parent and not isinstance(node, ast.FunctionDef):
            node = self.parent[node]
            if isinstance(node, ast.For | ast.While):
                out.append(node)
        return out

    def indent(self, statement: ast.stmt) -> str:
        """Read what stands before a statement on its line, if it is only white space."""
        line = self.lines[statement.lineno - 1]
        return line[: len(line) - len(line.lstrip())]

    def alone(self, statement: ast.stmt) -> bool:
        """Say whether a statement has its lines for itself (no `;`, no `if x: statement`); a comment may follow."""
        begin, end = self.extent(statement)
        before = self.text[self._starts[statement.lineno - 1] : begin]
        assert statement.end_lineno is not None
        after = self.text[end : self._starts[statement.end_lineno] - 1].strip()
        return not before.strip() and (not after or after.startswith("#"))

    # -- changes

    def put(self, node: ast.expr, text: str) -> Edit | None:
        """Write an expression in the place of another.

        Parentheses are added where the surroundings need them, and those that are not needed any more go.

        Returns
        -------
        Edit or None
            Of as few characters as can be; None if the text does not fit there, or changes nothing.
        """
        try:
            new = _expression(text)
        except SyntaxError:
            return None
        if ast.dump(new) == ast.dump(node):
            return None
        wanted = _dump(self.tree, node, new)
        begin, end = self.extent(node)
        ways = [(begin, end, text), (begin, end, f"({text})")]
        outer = self._parentheses(begin, end)
        if outer is not None:
            ways = [(*outer, text), (*outer, f"({text})"), *ways]
        for first, last, written in ways:
            changed = self.text[:first] + written + self.text[last:]
            try:
                if ast.dump(ast.parse(changed)) == wanted:
                    return self.edit(first, last, written)
            except SyntaxError:
                continue
        return None

    def put_name(self, node: ast.Name, name: str) -> Edit:
        """Write another name in the place of one, where something is stored too."""
        return Edit(self.span(node), name)

    def _parentheses(self, begin: int, end: int) -> tuple[int, int] | None:
        """Find the parentheses directly around some characters, if there are any."""
        before, after = self.text[:begin].rstrip(" \t"), self.text[end:].lstrip(" \t")
        if before.endswith("(") and after.startswith(")"):
            return len(before) - 1, len(self.text) - len(after) + 1
        return None

    def edit(self, begin: int, end: int, text: str) -> Edit:
        """Make an edit of as few whole words as can be."""
        old, new = _PIECE.findall(self.text[begin:end]), _PIECE.findall(text)
        front = 0
        while front < min(len(old), len(new)) and old[front] == new[front]:
            front += 1
        back = 0
        while back < min(len(old), len(new)) - front and old[-1 - back] == new[-1 - back]:
            back += 1
        first = begin + sum(map(len, old[:front]))
        last = end - sum(map(len, old[len(old) - back :]))
        return Edit(self.span_of(first, last), "".join(new[front : len(new) - back]))

    def operator(self, node: ast.BinOp | ast.AugAssign, written: str) -> Edit | None:
        """Write another operator between two operands: `+=` for `-=`, `+` for `-`."""
        left = node.left if isinstance(node, ast.BinOp) else node.target
        right = node.right if isinstance(node, ast.BinOp) else node.value
        begin, end = self.extent(left)[1], self.extent(right)[0]
        found = re.search(r"(?:\*\*|//|[-+*/@%])=?", _without_comments(self.text[begin:end]))
        if found is None:
            return None
        return Edit(self.span_of(begin + found.start(), begin + found.end()), written)

    def insert_before(self, statement: ast.stmt, text: str) -> Edit:
        """Write statements before another, on lines of their own, indented like it."""
        start = self._starts[statement.lineno - 1]
        decorators = getattr(statement, "decorator_list", None)
        if decorators:
            start = self._starts[decorators[0].lineno - 1]
        return Edit(self.span_of(start, start), self._indented(text, self.indent(statement)))

    def insert_after(self, statement: ast.stmt, text: str, indent: str | None = None) -> Edit:
        """Write statements after another, on lines of their own, indented like it."""
        assert statement.end_lineno is not None
        written = self._indented(text, self.indent(statement) if indent is None else indent)
        if statement.end_lineno < len(self.lines):
            start = self._starts[statement.end_lineno]
            return Edit(self.span_of(start, start), written)
        end = len(self.text)  # the last line, without a line end
        return Edit(self.span_of(end, end), "\n" + written.rstrip("\n"))

    def _indented(self, text: str, indent: str) -> str:
        return "".join(indent + line + "\n" for line in text.split("\n"))

    def whole_lines(self, statement: ast.stmt) -> str:
        """Read the lines of a statement, with a comment behind it, without its indentation."""
        assert statement.end_lineno is not None
        indent = self.indent(statement)
        lines = self.lines[statement.lineno - 1 : statement.end_lineno]
        return "\n".join(line.removeprefix(indent) for line in lines)

    def remove(self, statement: ast.stmt) -> Edit | None:
        """Take a statement out, with its lines; `pass` stands in for the only one of its block."""
        begin, end = self.extent(statement)
        if len(self.block(statement)) == 1:
            return Edit(self.span_of(begin, end), "pass")
        if not self.alone(statement):
            return None
        assert statement.end_lineno is not None
        first, last = self._starts[statement.lineno - 1], self._starts[statement.end_lineno]
        return Edit(self.span_of(first, min(last, len(self.text))), "")

    def assignments(self, function: ast.AST, name: str) -> Iterator[ast.stmt]:
        """List the statements of a function, or of the module, that store under a name as written."""
        for node in ast.walk(function):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and self.function(node) is function:
                for target in targets:
                    parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
                    if any(part is not None and ast.unparse(part) == name for part in parts):
                        yield node


def defaults(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """Give the defaults of the parameters that may be given by their place, by name, the last first."""
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    return dict(zip(names[::-1], function.args.defaults[::-1], strict=False))


def unread_names(source: Source, function: ast.AST) -> Iterator[str]:
    """List what a function is given or stores, and nothing reads: names, and attributes that the whole file ignores."""
    stored = [n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    if isinstance(function, ast.FunctionDef):
        stored += [a.arg for a in function.args.args]
    read = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    yield from dict.fromkeys(name for name in stored if name not in read)
    kept: dict[str, None] = {}
    known = set()
    for n in ast.walk(source.tree):
        if isinstance(n, ast.Attribute | ast.Subscript):
            if isinstance(n.ctx, ast.Store):
                kept[ast.unparse(n)] = None
            else:
                known.add(ast.unparse(n))
    yield from (text for text in kept if text not in known)


def combined(left: str, operator: str, right: str) -> str:
    """Write `left operator right`, with parentheses where one of the two needs them."""
    sides = [_expression(left), _expression(right)]
    for a in (left, f"({left})"):
        for b in (right, f"({right})"):
            tree = _expression(f"{a} {operator} {b}")
            if isinstance(tree, ast.BinOp) and [ast.dump(tree.left), ast.dump(tree.right)] == list(
                map(ast.dump, sides)
            ):
                return f"{a} {operator} {b}"
    return f"({left}) {operator} ({right})"


def followed(text: str, suffix: str) -> str:
    """Write an expression with `.T` or `.copy()` behind it, in parentheses where it needs them."""
    tree = _expression(text)
    simple = isinstance(tree, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
    return text + suffix if simple else f"({text}){suffix}"


def _expression(text: str) -> ast.expr:
    return ast.parse(f"({text})", mode="eval").body


def _dump(tree: ast.Module, node: ast.expr, new: ast.expr) -> str:
    """Write out the tree as it would be with `new` in the place of `node`."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is node:
                setattr(parent, name, new)
                dumped = ast.dump(tree)
                setattr(parent, name, node)
                return dumped
            if isinstance(value, list) and any(v is node for v in value):
                setattr(parent, name, [new if v is node else v for v in value])
                dumped = ast.dump(tree)
                setattr(parent, name, value)
                return dumped
    return ast.dump(tree)


def _without_comments(text: str) -> str:
    return re.sub(r"#[^\n]*", lambda found: " " * len(found.group()), text)


@lru_cache(maxsize=64)
def parsed(text: str, path: str | None) -> Source:
    """Parse a source, or hand out what was parsed before."""
    return Source(text, path)
