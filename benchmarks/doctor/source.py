"""A script as text and tree, places in it, and edits by exact span: the rest stays as it was, to the character."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OPEN, CLOSE = "«", "»"


class PlaceError(ValueError):
    """An annotation names a place that is not in the script, or is there more than once."""


class NotHere(Exception):  # noqa: N818 - an answer of an operator, not an error
    """An operator does not apply to this place."""


@dataclass(frozen=True)
class Edit:
    """Put `text` in the place of the characters `start` to `end`. The fault stands at the characters `marks` of it."""

    start: int
    end: int
    text: str
    marks: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Site:
    """A place that an annotation names, with what it says about it."""

    node: Any
    says: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        """Look up what the annotation says; an operator that needs what is not said does not apply."""
        if key not in self.says:
            raise NotHere(f"the annotation says nothing about {key!r}")
        return self.says[key]

    def get(self, key: str, default: Any = None) -> Any:
        return self.says.get(key, default)


@dataclass
class Source:
    """A script and its annotation."""

    path: Path
    text: str
    notes: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Source:
        """Read a script and the annotation of the same name, if there is one."""
        notes = HERE / "annotations" / f"{path.stem}.toml"
        return cls(path, path.read_text(), tomllib.loads(notes.read_text()) if notes.exists() else {})

    # -- places

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.splitlines(keepends=True)

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self._lines:
            starts.append(starts[-1] + len(line))
        return starts

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Give the characters of a node: the tree counts bytes within lines."""

        def offset(line: int, column: int) -> int:
            return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

        n: Any = node
        return offset(n.lineno, n.col_offset), offset(n.end_lineno, n.end_col_offset)

    def of(self, node: ast.AST) -> str:
        start, end = self.span(node)
        return self.text[start:end]

    def line_at(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def indent(self, node: ast.AST) -> str:
        line = self._lines[self.line_at(self.span(node)[0]) - 1]
        return line[: len(line) - len(line.lstrip())]

    def find(self, place: str) -> Any:
        """Find the node of a place: a fragment of the script that occurs once, its relevant part between « and »."""
        before, opened, rest = place.partition(OPEN)
        inside, _, after = rest.partition(CLOSE) if opened else (before, "", "")
        before = before if opened else ""
        whole = before + inside + after
        if self.text.count(whole) != 1:
            raise PlaceError(f"{self.path.name}: {whole!r} occurs {self.text.count(whole)} times, must once")
        start = self.text.index(whole) + len(before)
        found = [n for n in ast.walk(self.tree) if hasattr(n, "lineno") and self.of(n) == inside]
        found = [n for n in found if self.span(n)[0] == start and not isinstance(n, ast.Expr)]
        if not found:
            raise PlaceError(f"{self.path.name}: {inside!r} in {whole!r} is no whole expression or statement")
        return found[0]  # ast.walk is breadth first: the outermost

    def sites(self, role: str) -> list[Site]:
        """List the places of a role, in the order of the annotation."""
        entries = [{"at": e} if isinstance(e, str) else e for e in self.notes.get(role, [])]
        return [Site(self.find(entry["at"]), entry) for entry in entries]

    def walk(self, node: ast.AST, text: str) -> Iterator[ast.AST]:
        """List the parts of a node that read `text`, outermost first, none within another."""
        if hasattr(node, "lineno") and self.of(node) == text:
            yield node
            return
        for child in ast.iter_child_nodes(node):
            yield from self.walk(child, text)

    # -- edits

    def replace(self, node: ast.AST, text: str, faulty: bool = True) -> Edit:
        return Edit(*self.span(node), text, (0,) if faulty else ())

    def replace_in(self, node: ast.AST, old: str, new: str) -> list[Edit]:
        """Replace every part of a node that reads `old`."""
        edits = [self.replace(part, new) for part in self.walk(node, old)]
        if not edits:
            raise PlaceError(f"{self.path.name}: no {old!r} in {self.of(node)!r}")
        return edits

    def insert_before(self, statement: ast.AST, *lines: str) -> Edit:
        start, _ = self.span(statement)
        text, marks = "", []
        for line in lines:
            marks.append(len(text))
            text += line + "\n" + self.indent(statement)
        return Edit(start, start, text, tuple(marks))

    def insert_after(self, statement: ast.AST, *lines: str) -> Edit:
        _, end = self.span(statement)
        text, marks = "", []
        for line in lines:
            text += "\n" + self.indent(statement)
            marks.append(len(text))
            text += line
        return Edit(end, end, text, tuple(marks))

    def delete(self, statement: ast.AST, faulty: bool = True) -> Edit:
        """Take a statement out with its line, or leave `pass` where it is the only one of its block."""
        parent = self.parents[statement]
        blocks = [b for name in ("body", "orelse", "finalbody") if statement in (b := getattr(parent, name, []))]
        start, end = self.span(statement)
        alone = (
            self.text[self.text.rfind("\n", 0, start) + 1 : start].strip() == "" and self.text[end : end + 1] == "\n"
        )
        if len(blocks[0]) == 1 or not alone:
            return Edit(start, end, "pass", (0,) if faulty else ())
        return Edit(self.text.rfind("\n", 0, start) + 1, end + 1, "", (0,) if faulty else ())

    def operands(self, node: ast.BinOp) -> tuple[str, str]:
        """Give the two operands of an operator as they are written, with their parentheses."""
        start, end = self.span(node)
        between = self.text[self.span(node.left)[1] : self.span(node.right)[0]]
        match = re.fullmatch(r"([\s)]*)(\*\*|//|[-+*/@%])([\s(]*)", between)
        if match is None:
            raise NotHere(f"no plain operator between the operands of {self.of(node)!r}")
        left_end = self.span(node.left)[1] + len(match[1].rstrip())
        right_start = self.span(node.right)[0] - len(match[3].lstrip())
        return self.text[start:left_end], self.text[right_start:end]

    def unchanged(self, node: ast.AST) -> Edit:
        """Leave a place as it is, and say that the fault may be reported there too."""
        return self.replace(node, self.of(node))

    def without(self, site: Site, faulty: bool = True) -> Edit:
        """Leave a factor out, or write what the annotation says is left without it."""
        if "without" in site.says:
            return self.replace(site.node, site["without"], faulty)
        return self.drop_factor(site.node, faulty)

    def drop_factor(self, node: ast.AST, faulty: bool = True) -> Edit:
        """Take a factor out of a product, or a divisor out of a quotient."""
        parent = self.parents[node]
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mult | ast.Div):
            left, right = self.operands(parent)
            if isinstance(parent.op, ast.Div) and parent.left is node:
                raise NotHere("a dividend")
            return self.replace(parent, right if parent.left is node else left, faulty)
        if isinstance(parent, ast.Call) and len(parent.args) == 2 and self.of(parent.func).endswith("multiply"):
            return self.replace(parent, self.of(parent.args[1 if parent.args[0] is node else 0]), faulty)
        if isinstance(parent, ast.AugAssign) and isinstance(parent.op, ast.Mult | ast.Div):
            return self.delete(parent, faulty)
        raise NotHere(f"{self.of(node)!r} is no factor")

    def apply(self, edits: list[Edit]) -> tuple[str, tuple[int, ...]]:
        """Apply edits; return the new text, and the lines of it on which the faulty ones begin."""
        text, shift, lines = self.text, 0, []
        last = 0
        for edit in sorted(edits, key=lambda e: (e.start, e.end)):
            if edit.start < last:
                raise ValueError("edits overlap")
            last = edit.end
            start = edit.start + shift
            text = text[:start] + edit.text + text[edit.end + shift :]
            shift += len(edit.text) - (edit.end - edit.start)
            lines += [text.count("\n", 0, start + mark) + 1 for mark in edit.marks]
        return text, tuple(dict.fromkeys(lines))
