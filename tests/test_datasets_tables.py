"""The user's own tables: what is read, what is noted, and that each mistake is found where it is."""

import gzip
import sys
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unstuck.datasets import csv_files, load
from unstuck.errors import InputError

FLOWERS = "length,width,kind\n5.1,3.5,rose\n4.9,3.0,tulip\n4.7,3.2,rose\n"


@pytest.fixture
def write(tmp_path):
    def write(text, name="data.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


# --- what is read -----------------------------------------------------------------------------------------------------


def test_a_csv_with_names_and_classes_of_text(write):
    data = load(write(FLOWERS))
    np.testing.assert_array_equal(data.x, [[5.1, 3.5], [4.9, 3.0], [4.7, 3.2]])
    assert data.x.dtype == np.float64
    assert data.targets.tolist() == [0, 1, 0]
    assert data.targets.dtype == np.int64
    assert data.class_names == ("rose", "tulip")
    assert data.feature_names == ("length", "width")
    assert data.name == "data.csv"
    assert data.notes == (
        "row 1 was taken as the names of the columns",
        "target: column 3 'kind' (the last one; say target=NAME or NUMBER for another)",
        "task: classification, as the targets are text (2 distinct)",
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (FLOWERS.replace(",", "\t"), "a.tsv"),
        (FLOWERS.replace(",", ";"), "a.csv"),
        (FLOWERS.replace(",", "   "), "a.txt"),
        (FLOWERS.replace("\n", "\r\n"), "a.csv"),
        (FLOWERS.replace("\n", "\n\n"), "a.csv"),
        ("\ufeff" + FLOWERS, "a.csv"),
        (FLOWERS.replace("5.1", '"5.1"'), "a.csv"),
        (FLOWERS.replace(",rose", ", rose"), "a.csv"),
        (gzip.compress(FLOWERS.encode(), mtime=0), "a.csv.gz"),
        (gzip.compress(FLOWERS.replace(",", "\t").encode(), mtime=0), "a.tsv.gz"),
        (gzip.compress(FLOWERS.encode(), mtime=0), "really_gzipped.csv"),
        (FLOWERS.rstrip(), "a.data"),
        (FLOWERS.replace("\n", "\r"), "old_mac.csv"),
    ],
)
def test_relatives_of_csv(write, text, name):
    data = load(write(text, name))
    np.testing.assert_array_equal(data.x, [[5.1, 3.5], [4.9, 3.0], [4.7, 3.2]])
    assert data.targets.tolist() == [0, 1, 0]
    assert data.feature_names == ("length", "width")


@given(st.lists(st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 3), min_size=2, max_size=6))
def test_the_fast_and_the_slow_reader_read_the_same_numbers(rows):
    text = "\n".join(",".join(map(repr, row)) for row in rows)
    layout = csv_files._examine(text, "data.csv", header=False)
    fast, slow = csv_files._read_fast(text, layout, 2), csv_files._read_slowly(text, layout, 2)
    np.testing.assert_array_equal(fast[0][:, :2], np.array(rows)[:, :2])
    np.testing.assert_array_equal(slow[0], np.array(rows))
    np.testing.assert_array_equal(fast[1], slow[1])
    np.testing.assert_array_equal(fast[1], np.array(rows)[:, 2])


def test_a_line_break_inside_quotes_is_read(write):
    data = load(write('a,"b\nc",y\n1.5,2,0\n2.5,3,1\n'))
    assert data.feature_names == ("a", "b\nc")
    assert data.targets.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("text", "n_rows", "names"),
    [
        ("5.1,3.5,rose\n4.9,3,tulip\n", 2, ()),  # UCI's iris.data
        ("label,0,1,2\n5,1,2,3\n6,3,2,1\n", 2, ("0", "1", "2")),  # names of pixels
        ("1,2,0\n3,4,1\n", 2, ()),
        ("1,2,3,rose\n4,5,6,tulip\n", 2, ()),
        ("0,1,2,3,4,5,6,7,8,9\n" + "7,7,7,7,7,7,7,7,7,1\n8,8,8,8,8,8,8,8,8,0\n", 2, tuple("012345678")),
        ("a,b,y\n,,0\n", None, None),  # names above missing values
        ("5.1,abc,0\n4.9,3.0,1\n", None, None),  # a wrong cell in row 1 makes no header
    ],
)
def test_whether_row_1_is_a_header(write, text, n_rows, names):
    path = write(text)
    if n_rows is None:
        with pytest.raises(InputError, match=r"row [12], column [12]"):
            load(path)
    else:
        data = load(path)
        assert len(data.x) == n_rows
        assert data.feature_names == names


def test_the_user_decides_about_the_header(write):
    path = write("1,2,3\n4,5,0\n6,7,1\n")
    assert load(path, header=True).feature_names == ("1", "2")
    assert load(path, header=True).notes[0].startswith("target: column 3 '3'")
    assert len(load(path, header=False, task="regression").x) == 3
    with pytest.raises(InputError, match="row 1, column 1: found the text 'length'"):
        load(write(FLOWERS), header=False)


@pytest.mark.parametrize(
    ("header", "target", "feature"),
    [
        ("a,b,y", None, "a"),
        ("Label,a,b", None, "a"),
        ("y,a,target", None, "y"),
        ("a,b,c", "a", "b"),
        ("a,b,c", 2, "a"),
        ("a,b,c", "2", "a"),
        ("a,b,c", -1, "a"),
        ("2,b,c", "2", "b"),
    ],
)
def test_which_column_is_the_target(write, header, target, feature):
    data = load(write(f"{header}\n0,1.5,1\n1,0,0\n"), target=target, header=True, task="regression")
    assert data.feature_names[0] == feature
    assert len(data.feature_names) == 2


@pytest.mark.parametrize(
    ("target", "said"),
    [("widht", "no column called 'widht'; did you mean 'width'"), (4, "from 1 to 3"), (0, "from 1 to 3")],
)
def test_no_such_target(write, target, said):
    with pytest.raises(InputError, match=said):
        load(write(FLOWERS), target=target)


def test_whole_numbers_are_float32_where_that_is_exact(write):
    assert load(write("0,255,0\n17,3,1\n")).x.dtype == np.float32
    big = load(write("0,16777217,0\n17,3,1\n"))
    assert big.x.dtype == np.float64
    assert big.x[0, 1] == 16777217
    assert load(write("0,1.5,0\n17,3,1\n")).x.dtype == np.float64


def test_a_column_that_counts_the_rows_is_left_out(write):
    data = load(write(",a,b,y\n0,5,6.5,0\n1,7,8,1\n2,5,5,1\n"))
    assert data.feature_names == ("a", "b")
    assert data.x.shape == (3, 2)
    assert "counts the rows" in data.notes[2]
    kept = load(write(",a,y\n0,5,0\n7,7,1\n"))
    assert kept.x.shape == (2, 2)


# --- the task ---------------------------------------------------------------------------------------------------------


def column(values):
    return "".join(f"{i}.5,{value}\n" for i, value in enumerate(values))


@pytest.mark.parametrize(
    ("values", "names", "note"),
    [
        ([0, 1, 1, 0], ("0", "1"), "whole numbers with only 2 distinct"),
        ([1, 2, 3, 1, 2, 3], ("1", "2", "3"), "labels 1..3 were taken as classes 0..2"),
        ([-1, 1, 1], ("-1", "1"), "labels -1, 1 were taken as classes 0..1"),
        (["1.0", "2", "2"], ("1", "2"), "labels 1, 2 were taken"),
        ([10, 9, 9, 10], ("9", "10"), "labels 9, 10 were taken"),
        ([1, 2, 3, 4], (), "task: regression, as the targets are whole numbers with 4 distinct values"),
        (list(range(21)) * 3, (), "task: regression, as the targets are whole numbers with 21 distinct values"),
        ([0.5, 1, 0.5, 1], (), "task: regression, as the targets are numbers with decimals"),
        (["1", "2", "b"], ("1", "2", "b"), "task: classification, as the targets are text"),
        (
            [f"id{i}" for i in range(30)],
            tuple(sorted(f"id{i}" for i in range(30))),
            "is the target column an identifier",
        ),
    ],
)
def test_the_rule_for_the_task(write, values, names, note):
    data = load(write(column(values)))
    assert data.class_names == names
    assert note in "; ".join(data.notes)
    assert data.targets.ndim == (1 if names else 2)


def test_the_user_decides_about_the_task(write):
    regression = load(write(column([0, 1, 1])), task="regression")
    assert regression.targets.tolist() == [[0], [1], [1]]
    assert regression.targets.dtype == regression.x.dtype
    classes = load(write(column([3, 5, 9])), task="classification")
    assert classes.targets.tolist() == [0, 1, 2]
    with pytest.raises(InputError, match=r"row 2 .*is 1.5.*whole number"):
        load(write(column([1, 1.5])), task="classification")
    with pytest.raises(InputError, match=r"the targets are text .*'a'.*a regression needs numbers"):
        load(write(column(["a", "b"])), task="regression")
    with pytest.raises(InputError, match="auto, classification, regression"):
        load(write(column([0, 1])), task="classify")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1, 1, 1], "all 3 rows have the same label, '1'"),
        (["a", "a"], "all 2 rows have the same label, 'a'"),
        ([2.5, 2.5], r"every row has the same target, \[2.5\]"),
    ],
)
def test_one_class_only(write, values, said):
    with pytest.raises(InputError, match=said):
        load(write(column(values)))


# --- each mistake, with its place -------------------------------------------------------------------------------------

MISTAKES = {
    "text column": ("a,b,y\n1,red,0\n2,blue,1\n", "row 2, column 2 'b': found the text 'red'.*one-hot"),
    "text columns": ("a,b,y\nx,red,0\ny,blue,1\n", "column 1 'a'.*Text is in 2 columns: column 1 'a', column 2 'b'"),
    "text cell": ("a,b,y\n1,2,0\n2,blue,1\n", "row 3, column 2 'b': found 'blue'; expected a number"),
    "below a line break": ('a,b,y\n1,"2\n",0\n2,3,1\n2,blue,1\n', "row 5, column 2 'b': found 'blue'"),
    "decimal comma": ("a;b;y\n1;2,5;0\n2;3;1\n", "row 2, column 2 'b': found '2,5'.*point"),
    "underscore": ("1,2,0\n1_000,2,1\n", "row 2, column 1: found '1_000'"),
    "empty cell": ("a,b,y\n1,2,0\n\n2,,1\n3,,1\n", "row 4, column 2 'b': found an empty cell.*2 such cells"),
    "missing": ("a,b,y\n1,2,0\n2,NA,1\n", "row 3, column 2 'b': found 'NA', a missing value"),
    "nan": ("1,2,0\n2,nan,1\n", "row 2, column 2: found 'nan', a missing value"),
    "missing target": ("1,2,a\n2,3,\n", "row 2, column 3: found an empty cell"),
    "missing target text": ("1,2,0\n2,3,?\n", r"row 2, column 3: found '\?'"),
    "inf": ("1,2,0\n2,-inf,1\n", "row 2, column 2: found '-inf'; expected a finite number"),
    "overflow": ("1,2,0\n2,1e999,1\n", "row 2, column 2: found '1e999'"),
    "inf target": ("1,2,0\n2,3,inf\n", "row 2, column 3: found 'inf'"),
    "short row": ("a,b,y\n1,2,0\n2,1\n", "row 3: found 2 cells, expected 3"),
    "long row": ("1,2,0\n\n2,3,1,\n", "row 3: found 4 cells, expected 3"),
    "short header": ("a,y\n1,2,0\n2,3,1\n", "row 2: found 3 cells, expected 2"),
    "first of two": ("1,x,0\n1,2,0\n1\n", "row 1, column 2: found the text 'x'"),
    "header only": ("a,b,y\n", "header in row 1 and no rows below"),
    "one row": ("1,2,0\n", "found 1 row .*at least two"),
    "one row, header": ("a,b,y\n1,2,0\n", "found 1 row .*at least two"),
    "one column": ("1\n2\n", "one column only"),
    "same name": ("a,b,a\n1,2,0\n2,3,1\n", "row 1: columns 1 and 3 are both called 'a'"),
    "open quote": ('1,2,0\n2,"3,1\n' + "4,5,1\n" * 30_000, "row 2: .*quotation mark"),
    "empty": ("", "is empty"),
    "blank": (" \n\n", "is empty"),
    "only a mark": ("\ufeff", "is empty"),
    "latin-1": ("a,b,y\n1,2,caf\u00e9\n".encode("latin-1"), "row 2, column 3: the byte e9 is not UTF-8"),
    "utf-16": ("a,b,y\n1,2,0\n".encode("utf-16"), "UTF-16"),
    "utf-16 without mark": ("a,b,y\n1,2,0\n".encode("utf-16-le"), "UTF-16"),
    "cut gzip": (gzip.compress(FLOWERS.encode() * 99)[:-20], "gzip data is damaged or cut short"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_found_at_its_place(write, mistake):
    text, said = MISTAKES[mistake]
    path = write(text)
    with pytest.raises(InputError, match=said) as caught:
        load(path)
    assert str(path) in str(caught.value)


def test_a_column_of_text_is_counted_and_not_read_to_its_end(write):
    with pytest.raises(InputError, match="such cells") as caught:
        load(write("a,b,y\n1,2,0\n" + "1,x,0\n" * 20_000))
    assert "10,001 or more" in str(caught.value)


@given(st.text('0123456789.,;\t \n\r"-eab?\x00é_\ufeff', max_size=40))
def test_any_text_is_read_or_refused_with_a_reason(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text(text, encoding="utf-8", newline="")
    refusal, data = None, None
    try:
        data = load(path)
    except InputError as error:
        refusal = str(error)
    assert refusal is None or "any.csv" in refusal
    assert data is None or (np.isfinite(data.x).all() and len(data.x) == len(data.targets) >= 2)


def test_many_rows_are_read_fast(write, monkeypatch):
    """The parser in C reads a sound file; the slow reader is not even called."""
    monkeypatch.setattr(csv_files, "_read_slowly", lambda *_: pytest.fail("slow"))
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (3000, 50))
    body = "\n".join(f"{label}," + ",".join(map(str, row)) for label, row in zip("ab" * 1500, x.tolist(), strict=True))
    data = load(write("label," + ",".join(map(str, range(50))) + "\n" + body))
    np.testing.assert_array_equal(data.x, x)


# --- Parquet ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def parquet(tmp_path):
    def parquet(columns, name="data.parquet"):
        table = columns if isinstance(columns, pa.Table) else pa.table(columns)
        pq.write_table(table, tmp_path / name)
        return tmp_path / name

    return parquet


def test_parquet(parquet):
    kinds = pa.array(["b", "a", "b"]).dictionary_encode()
    data = load(parquet({"u": [1, 2, 3], "v": [True, False, True], "w": [0.1, 0.2, 0.3], "kind": kinds}))
    assert data.x.dtype == np.float64
    np.testing.assert_array_equal(data.x, [[1, 1, 0.1], [2, 0, 0.2], [3, 1, 0.3]])
    assert data.targets.tolist() == [1, 0, 1]
    assert data.class_names == ("a", "b")
    assert data.feature_names == ("u", "v", "w")
    assert load(parquet({"u": pa.array([1, 2, 3], pa.uint8()), "y": [0, 1, 1]})).x.dtype == np.float32
    single = pa.array([0.1, 0.2, 0.3], pa.float32())
    assert load(parquet({"u": single, "y": [0, 1, 1]})).x.dtype == np.float32
    decimals = pa.array([Decimal(1), Decimal(2), Decimal(3)])
    assert load(parquet({"u": decimals, "y": [0.5, 1, 1]}), target="u").targets.tolist() == [[1], [2], [3]]


def test_parquet_leaves_the_index_of_pandas_out(parquet):
    data = load(parquet({"u": [1, 2], "y": [0, 1], "__index_level_0__": [5, 6]}))
    assert data.feature_names == ("u",)
    assert "index" in data.notes[0]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"u": [1, None, 3], "y": [0, 1, 1]}, "column 1 'u', row 2 .*missing"),
        ({"u": [1, 2, 3], "y": [0, 1, None]}, "column 2 'y', row 3 .*missing"),
        ({"u": [1, 2, 3], "y": ["a", None, "b"]}, "column 2 'y', row 2 .*missing"),
        ({"u": [1.0, float("nan"), 3], "y": [0, 1, 1]}, "column 1 'u', row 2 .*nan"),
        ({"u": [1.0, 2, float("inf")], "y": [0, 1, 1]}, "column 1 'u', row 3 .*inf"),
        ({"u": ["red", "blue"], "y": [0, 1]}, "column 1 'u' holds string; the first value is 'red'.*one-hot"),
        ({"u": [[1, 2], [3, 4]], "y": [0, 1]}, "column 1 'u' holds list"),
        ({"u": [1, 2]}, "one column only"),
        ({"u": [1], "y": [0]}, "found 1 row "),
        ({"u": pa.array([], pa.int64()), "y": pa.array([], pa.int64())}, "found 0 rows "),
        (pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["u", "u"]), "two columns are called 'u'"),
    ],
)
def test_each_mistake_in_parquet(parquet, columns, said):
    path = parquet(columns)
    with pytest.raises(InputError, match=said) as caught:
        load(path)
    assert str(path) in str(caught.value)


def test_a_damaged_parquet_file(parquet, tmp_path):
    whole = parquet({"u": list(range(100)), "y": [0, 1] * 50}).read_bytes()
    for content in (whole[:-40], b"", b"PAR1 no", whole[:30] + b"\xff" * 60 + whole[90:]):
        path = tmp_path / "cut.parquet"
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"cut.parquet cannot be read as Parquet"):
            load(path)


def test_parquet_without_pyarrow(parquet, monkeypatch):
    path = parquet({"u": [1, 2], "y": [0, 1]})
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(InputError, match=r"pip install 'unstuck\[parquet\]'"):
        load(path)
