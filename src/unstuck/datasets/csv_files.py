"""CSV and its relatives: read fast where all is well, and slowly once more to find the cell where it is not."""

from __future__ import annotations

import csv
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from unstuck.arrays import Array
from unstuck.datasets.dataset import EXACT, Dataset, assemble
from unstuck.datasets.idx import read_bytes
from unstuck.datasets.tables import Columns, choose_target, is_row_number
from unstuck.errors import InputError

MISSING = frozenset({"", "?", "-", "na", "n/a", "#n/a", "nan", "null", "none", "missing"})
LIMIT = 10_000
"""So many wrong cells are counted; then it is no use to read on."""


@dataclass(frozen=True)
class _Layout:
    """How the file is laid out; rows are counted from 1 as an editor counts lines."""

    where: str
    delimiter: str  # " " stands for any run of spaces
    header_row: int  # 0: there is none
    columns: Columns


def load_csv(path: Path, target: str | int | None, task: str, header: bool | str) -> Dataset:
    """Read a table from text: CSV, TSV, or columns parted by semicolons or spaces; also compressed by gzip.

    With the header "auto", row 1 is taken as names if a column has text there and a number in row 2, or if neither row
    has a number. If row 1 has numbers besides, they must count 0, 1, 2 …, as names of pixels do; ten such are enough.

    Raises
    ------
    InputError
        Naming the file, the row and the column of the first thing that is wrong.
    """
    text = _decode(read_bytes(path), path)
    layout = _examine(text, str(path), header)
    t, note = choose_target(layout.columns, target, layout.where)
    try:
        values, labels = _read_fast(text, layout, t)
    except ValueError:
        values, labels = None, np.empty(0)
    if values is None or not np.isfinite(values).all() or not _finite(labels):
        # The slow reader accepts what the fast one does, and some more: a line break inside quotes, for one.
        values, labels = _read_slowly(text, layout, t)
    notes = [note]
    if layout.header_row and header == "auto":
        notes.insert(0, f"row {layout.header_row} was taken as the names of the columns")
    dropped = [t]
    if layout.columns.names and t != 0 and is_row_number(layout.columns.names[0], values[:, 0]):
        dropped.append(0)
        notes.append("column 1 has no name and counts the rows; it was left out")
    x = np.delete(values, dropped, axis=1)
    if x.size and max(x.max(), -x.min()) <= EXACT and (x == np.floor(x)).all():
        x = x.astype(np.float32)
    names = layout.columns.without(*dropped)
    return assemble(path.name, x, labels, where=layout.where, task=task, feature_names=names, notes=tuple(notes))


def _decode(content: bytes, path: Path) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[:4].count(0):
        raise InputError(f"{path} is not UTF-8 text but looks like UTF-16. Save it again as 'CSV UTF-8'.")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        line = content[content.rfind(b"\n", 0, error.start) + 1 : error.start]
        column = max(line.count(sign) for sign in (b",", b";", b"\t")) + 1
        raise InputError(
            f"{path}, row {row}, column {column}: the byte {content[error.start : error.start + 1].hex()} is not "
            "UTF-8 text; it is often an accented letter in an older encoding. Save the file again as 'CSV UTF-8', or "
            "with Python: open(new, 'w', encoding='utf-8').write(open(old, encoding='latin-1').read())"
        ) from error


def _examine(text: str, where: str, header: bool | str) -> _Layout:
    line = next((line for line in _lines(text) if line.strip()), "")
    # A comma comes last: where there are semicolons, commas are decimal points.
    delimiter = next((sign for sign in "\t;," if sign in line), " ")
    top = list(itertools.islice(_rows(text, delimiter, where), 2))
    if not top:
        raise InputError(f"{where} is empty. Expected rows of numbers, with the target in one of the columns.")
    row, first = top[0]
    second = top[1][1] if len(top) > 1 else None
    has_header = _is_header(first, second) if header == "auto" else bool(header)
    if has_header and second is None:
        raise InputError(
            f"{where} has a header in row {row} and no rows below it. Expected at least two rows of numbers."
        )
    names = tuple(cell.strip() for cell in first) if has_header else ()
    for i, name in enumerate(names):
        if name and name in names[:i]:
            raise InputError(
                f"{where}, row {row}: columns {names.index(name) + 1} and {i + 1} are both called {name!r}. "
                "Give each column a name of its own."
            )
    return _Layout(where, delimiter, row if has_header else 0, Columns(names, len(first)))


def _lines(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _rows(text: str, delimiter: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row that is not blank, with the number of the line where it begins."""
    if delimiter == " ":
        for row, line in enumerate(_lines(text), 1):
            if line.strip():
                yield row, line.split()
        return
    reader = csv.reader(_lines(text), delimiter=delimiter)
    row = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) or len(cells) > 1:
                yield row, cells
            row = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f'{where}, row {row}: {error}. Is a quotation mark (") opened here and never closed?'
        ) from error


def _is_header(first: list[str], second: list[str] | None) -> bool:
    numbers = [cell.strip() for cell in first if _number(cell) is not None]
    if second is None or not any(_number(cell) is not None for cell in second):
        return not numbers
    if not (all(cell.isdigit() for cell in numbers) and _count_up([int(cell) for cell in numbers])):
        return False
    text_over_number = any(_is_text(a) and _number(b) is not None for a, b in zip(first, second, strict=False))
    return text_over_number or len(numbers) >= 10


def _count_up(numbers: list[int]) -> bool:
    return not numbers or numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _read_fast(text: str, layout: _Layout, target: int) -> tuple[Array, Array]:
    """Read with NumPy's parser, in C; the target column goes through a dictionary, as it may hold text.

    Raises
    ------
    ValueError
        If any cell is wrong; it does not say in which row of the file.
    """
    codes: dict[str, float] = {}

    def code(cell: str) -> float:
        return codes.setdefault(cell.strip(), float(len(codes)))

    values = np.loadtxt(
        _lines(text),
        delimiter=None if layout.delimiter == " " else layout.delimiter,
        skiprows=layout.header_row,
        comments=None,
        quotechar='"',
        ndmin=2,
        converters={target: code},
    )
    if values.shape[1] != layout.columns.n or any(_is_missing(cell) for cell in codes):
        raise ValueError("look at each cell")
    cells = list(codes)
    return values, _labels(cells)[values[:, target].astype(np.int64)]


def _read_slowly(text: str, layout: _Layout, target: int) -> tuple[Array, Array]:
    """Read cell by cell, and report the first that is wrong, and how many more are wrong in the same way."""
    numbers: list[list[float]] = []
    labels: list[str] = []
    wrong: list[tuple[str, int, int, str]] = []
    for row, cells in _rows(text, layout.delimiter, layout.where):
        if row <= layout.header_row:
            continue
        if len(cells) != layout.columns.n and wrong:
            break
        if len(cells) != layout.columns.n:
            raise InputError(
                f"{layout.where}, row {row}: found {len(cells)} cells, expected {layout.columns.n} as in the rows "
                "above. Is a delimiter missing, or one too many, or a text with a comma not in quotation marks?"
            )
        parsed = [_number(cell) for cell in cells]
        for i, cell in enumerate(cells):
            kind = _fault(cell, parsed[i], is_target=i == target, is_first=not numbers)
            if kind:
                wrong.append((kind, row, i, cell.strip()))
        if len(wrong) > LIMIT:
            break
        numbers.append([math.nan if number is None else number for number in parsed])
        labels.append(cells[target].strip())
    if wrong:
        raise InputError(_explain(wrong, layout, target))
    return np.array(numbers), _labels(labels)


def _fault(cell: str, number: float | None, *, is_target: bool, is_first: bool) -> str:
    if _is_missing(cell):
        return "missing"
    if number is not None:
        return "" if math.isfinite(number) else "infinite"
    if is_target:
        return ""
    return "text column" if is_first else "text"


def _explain(wrong: list[tuple[str, int, int, str]], layout: _Layout, target: int) -> str:
    kind, row, column, cell = wrong[0]
    place = f"{layout.where}, row {row}, {layout.columns.call(column)}: "
    same = [w for w in wrong if w[0] == kind]
    others = sorted({w[2] for w in same})
    listed = ", ".join(layout.columns.call(i) for i in others[:6]) + (" …" if len(others) > 6 else "")
    count = f" In all there are {len(same):,}{' or more' if len(wrong) > LIMIT else ''} such cells, in {listed}."
    count *= len(same) > 1
    if kind == "missing":
        found = f"{cell!r}, a missing value" if cell else "an empty cell"
        repair = "" if column == target else ", or put the mean of the column in its place"
        return f"{place}found {found}; expected a value.{count} Leave such rows out{repair}."
    if kind == "infinite":
        return f"{place}found {cell!r}; expected a finite number.{count} Leave such rows out."
    comma = (
        " Decimals need a point, as in 3.14." if cell.replace(",", "", 1).lstrip("-").isdigit() and "," in cell else ""
    )
    if kind == "text column" and not comma:
        also = f" Text is in {len(others)} columns: {listed}." if len(others) > 1 else ""
        return (
            f"{place}found the text {cell[:60]!r}; a network needs numbers.{also} Leave the column out; or, if it "
            "names a kind of thing, put one column of 0 and 1 for each kind in its place (one-hot encoding); or, if "
            "it is what is to be predicted, name it as the target."
        )
    return f"{place}found {cell[:60]!r}; expected a number.{comma}{count}"


def _labels(cells: list[str]) -> Array:
    """Numbers if all cells are, otherwise text."""
    numbers = [_number(cell) for cell in cells]
    return np.array(cells if None in numbers else numbers, dtype=np.str_ if None in numbers else np.float64)


def _finite(labels: Array) -> bool:
    return labels.dtype.kind != "f" or bool(np.isfinite(labels).all())


def _number(cell: str) -> float | None:
    if "_" in cell:  # Python reads 1_000 as a number, a table does not mean it
        return None
    try:
        return float(cell)
    except ValueError:
        return None


def _is_missing(cell: str) -> bool:
    return cell.strip().lower() in MISSING


def _is_text(cell: str) -> bool:
    return _number(cell) is None and not _is_missing(cell)
