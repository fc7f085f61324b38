"""The user's own arrays and images: NPZ, NPY, IDX, folders of images."""

import gzip
import os
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from unstuck.datasets import idx, images, load
from unstuck.errors import InputError

X = np.arange(24, dtype=np.uint8).reshape(4, 2, 3)
Y = np.array([0, 1, 1, 0], dtype=np.uint8)
CODES = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}


def to_idx(array):
    code = CODES[array.dtype.str[1:]]
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, code, array.ndim]) + sizes + array.astype(array.dtype.newbyteorder(">")).tobytes()


@pytest.fixture
def mnist_like(tmp_path):
    """A folder with MNIST's four files, small."""
    content = {
        "train-images-idx3-ubyte": to_idx(X),
        "train-labels-idx1-ubyte": to_idx(Y),
        "t10k-images-idx3-ubyte": to_idx(X[:2]),
        "t10k-labels-idx1-ubyte": to_idx(Y[:2]),
    }
    for name, data in content.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


# --- IDX --------------------------------------------------------------------------------------------------------------


@given(st.data())
def test_idx_gives_back_what_was_written(data):
    dtype = np.dtype(data.draw(st.sampled_from(sorted(CODES))))
    array = data.draw(hnp.arrays(dtype, hnp.array_shapes(max_dims=4, max_side=4)))
    read = idx.parse(to_idx(array), "file")
    np.testing.assert_array_equal(read, array)
    assert read.dtype == dtype
    assert read.dtype.isnative


def test_a_folder_of_four_idx_files(mnist_like):
    data = load(mnist_like)
    np.testing.assert_array_equal(data.x, X.reshape(4, 6))
    assert data.x.dtype == np.float32
    assert data.image_shape == (2, 3)
    assert data.targets.tolist() == [0, 1, 1, 0]
    assert data.class_names == ("0", "1")
    np.testing.assert_array_equal(data.test[0], X[:2].reshape(2, 6))
    assert data.test[0].dtype == np.float32
    assert data.test[1].tolist() == [0, 1]


def test_an_images_file_with_its_labels_beside_it(mnist_like):
    for suffix in ("", ".gz"):
        data = load(mnist_like / f"train-images-idx3-ubyte{suffix}")
        np.testing.assert_array_equal(data.x, X.reshape(4, 6))
        assert data.test is None
        for file in [f for f in mnist_like.iterdir() if suffix == ""]:
            (mnist_like / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
            file.unlink()
    assert load(mnist_like).test is not None


def test_other_names_and_labels_from_1(tmp_path):
    (tmp_path / "letters.images.idx").write_bytes(to_idx(X))
    (tmp_path / "letters.labels.idx").write_bytes(to_idx(np.array([1, 2, 3, 1], "u1")))
    data = load(tmp_path / "letters.images.idx", task="classification")
    assert data.targets.tolist() == [0, 1, 2, 0]
    assert data.notes == ("labels 1..3 were taken as classes 0..2",)


def replace(name, content):
    return lambda folder: (folder / name).write_bytes(content)


IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
IDX_MISTAKES = {
    "magic number": (
        replace(IMAGES, b"\0\0\x07\x03" + to_idx(X)[4:]),
        f"{IMAGES} is no IDX file.*00 00 07 03.*expected",
    ),
    "web page": (replace(IMAGES, b"<html>404</html>"), "no IDX file.*web page"),
    "empty": (replace(LABELS, b""), f"{LABELS} is no IDX file.*it is empty"),
    "cut header": (replace(IMAGES, to_idx(X)[:10]), "10 bytes, and its header alone needs 16"),
    "cut content": (
        replace(IMAGES, to_idx(X)[:-7]),
        "4 × 2 × 3 numbers, 24 bytes, and 17 bytes follow.*2 of 4 items.*cut short",
    ),
    "too long": (replace(IMAGES, to_idx(X) + b"\0"), "longer than it should be"),
    "absurd sizes": (replace(IMAGES, to_idx(X)[:4] + b"\xff" * 12), "cut short"),
    "cut gzip": (replace(IMAGES, gzip.compress(to_idx(X))[:-9]), f"{IMAGES}: the gzip data is damaged or cut short"),
    "broken gzip": (replace(IMAGES, gzip.compress(to_idx(X))[:-8] + b"\0" * 8), "gzip data is damaged"),
    "no gzip": (replace(IMAGES, idx.GZIP + b"\x08 nothing"), "gzip data is damaged"),
    "counts": (replace(LABELS, to_idx(Y[:3])), f"{IMAGES} holds 4 images and {LABELS} holds 3 labels"),
    "mixed up": (replace(LABELS, to_idx(X)), "mixed up"),
    "no labels": (lambda folder: (folder / LABELS).unlink(), f"expected {IMAGES} and {LABELS}"),
    "half a test part": (lambda folder: (folder / "t10k-labels-idx1-ubyte").unlink(), "only one is there"),
    "no images": (
        lambda f: [replace(IMAGES, to_idx(X[:0]))(f), replace(LABELS, to_idx(Y[:0]))(f)],
        "found 0 rows of 6",
    ),
    "one class": (replace(LABELS, to_idx(Y * 0)), "all 4 rows have the same label"),
    "strange test label": (
        replace("t10k-labels-idx1-ubyte", to_idx(np.array([0, 7], "u1"))),
        "test part has the label '7' .row 2",
    ),
    "other test size": (
        replace("t10k-images-idx3-ubyte", to_idx(X[:2].swapaxes(1, 2))),
        r"training image has the shape \(2, 3\), a test image \(3, 2\)",
    ),
}


@pytest.mark.parametrize("mistake", IDX_MISTAKES)
def test_each_mistake_in_idx(mnist_like, mistake):
    plant, said = IDX_MISTAKES[mistake]
    plant(mnist_like)
    with pytest.raises(InputError, match=said) as caught:
        load(mnist_like)
    assert str(mnist_like) in str(caught.value)


def test_idx_files_that_do_not_find_each_other(mnist_like):
    with pytest.raises(InputError, match="is a labels file; give the images file"):
        load(mnist_like / LABELS)
    (mnist_like / LABELS).unlink()
    with pytest.raises(InputError, match=rf"no labels file {LABELS} or {LABELS}.gz"):
        load(mnist_like / IMAGES)
    (mnist_like / "photos.idx").write_bytes(to_idx(X))
    with pytest.raises(InputError, match="named alike"):
        load(mnist_like / "photos.idx")


def test_idx_that_cannot_be_opened(mnist_like):
    (mnist_like / IMAGES).unlink()
    (mnist_like / IMAGES).mkdir()
    with pytest.raises(InputError, match=rf"{IMAGES} cannot be read: Is a directory"):
        load(mnist_like)


def test_idx_with_infinite_numbers(tmp_path):
    (tmp_path / "train-images-idx2-ubyte").write_bytes(to_idx(np.array([[1, 2], [3, np.inf]], "f4")))
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(to_idx(Y[:2]))
    with pytest.raises(InputError, match=r"row 2, column 2 .counted from 1.: found inf"):
        load(tmp_path / "train-images-idx2-ubyte")


# --- NPZ and NPY ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "keys", ["x y", "X y", "X Y", "data target", "images labels", "x_train y_train", "train_X train_y"]
)
def test_the_keys_of_an_npz(tmp_path, keys):
    x_key, y_key = keys.split()
    np.savez(tmp_path / "a.npz", **{x_key: X, y_key: Y, "other": np.zeros(3)})
    data = load(tmp_path / "a.npz")
    np.testing.assert_array_equal(data.x, X.reshape(4, 6))
    assert data.image_shape == (2, 3)
    assert data.targets.tolist() == [0, 1, 1, 0]
    assert data.test is None


def test_an_npz_with_a_test_part_as_keras_has_it(tmp_path):
    np.savez_compressed(tmp_path / "mnist.npz", x_train=X, y_train=Y, x_test=X[:3], y_test=Y[:3])
    data = load(tmp_path / "mnist.npz")
    assert data.test[0].shape == (3, 6)
    assert data.test[1].tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("x", "dtype"),
    [
        (X, np.float32),
        (X.astype(np.float16), np.float32),
        (X / 3, np.float64),
        (X.astype(np.float32), np.float32),
        (X.astype(np.int64), np.float32),
        (X.astype(np.int64) * 2**40, np.float64),
        (X > 3, np.float32),
    ],
)
def test_numbers_keep_their_precision(tmp_path, x, dtype):
    np.savez(tmp_path / "a.npz", x=x.reshape(4, 6), y=Y)
    data = load(tmp_path / "a.npz")
    assert data.x.dtype == dtype
    np.testing.assert_array_equal(data.x, x.reshape(4, 6).astype(np.float64))


@pytest.mark.parametrize(
    ("y", "targets", "names"),
    [
        (np.array(["b", "a", "b", "b"]), [1, 0, 1, 1], ("a", "b")),
        (np.array([b"b", b"a", b"b", b"b"]), [1, 0, 1, 1], ("a", "b")),
        (np.array([True, False, True, True]), [1, 0, 1, 1], ("False", "True")),
        (np.array([[1], [0], [0], [1]]), [1, 0, 0, 1], ("0", "1")),
        (np.eye(3)[[2, 0, 1, 1]], [2, 0, 1, 1], ("0", "1", "2")),
        (np.array([0.5, 1, 2, 3]), [[0.5], [1], [2], [3]], ()),
        (np.array([[0.5, 1], [1, 2], [2, 3], [3, 3]]), [[0.5, 1], [1, 2], [2, 3], [3, 3]], ()),
    ],
)
def test_targets_of_every_kind(tmp_path, y, targets, names):
    np.savez(tmp_path / "a.npz", x=X, y=y)
    data = load(tmp_path / "a.npz")
    assert data.targets.tolist() == targets
    assert data.class_names == names
    if not names:
        assert data.targets.dtype == data.x.dtype


def test_one_hot_targets_can_stay_numbers(tmp_path):
    np.savez(tmp_path / "a.npz", x=X, y=np.eye(3)[[2, 0, 1, 1]])
    assert load(tmp_path / "a.npz").notes == ("one-hot targets were taken as classes",)
    assert load(tmp_path / "a.npz", task="regression").targets.shape == (4, 3)


def objects(x):
    return np.array(list(x), dtype=object)


NPZ_MISTAKES = {
    "keys": ({"a": X, "b": Y}, "found the arrays a, b; expected x and y"),
    "half a pair": ({"x": X}, "found the arrays x; expected"),
    "none": ({}, r"\(none\)"),
    "objects": ({"x": X, "y": objects([1, "a", 2, 3])}, "holds Python objects.*never loaded"),
    "more labels": ({"x": X, "y": Y[:3]}, r"shape \(4, 2, 3\) and the targets have \(3,\)"),
    "turned": ({"x": X.reshape(6, 4), "y": Y}, r"seem to be exchanged: save x.T"),
    "turned, as a course has it": ({"x": X.reshape(6, 4), "y": Y[None]}, r"seem to be exchanged: save x.T"),
    "flat": ({"x": np.arange(4), "y": Y}, r"x.reshape\(-1, 1\)"),
    "text": ({"x": np.array([["a"], ["b"]]), "y": Y[:2]}, "array 'x' holds <U1; expected an array of real numbers"),
    "complex": ({"x": X * 1j, "y": Y}, "holds complex128"),
    "nan": ({"x": np.array([[0, 1], [np.nan, 2.0]]), "y": Y[:2]}, "row 2, column 1 .counted from 1.: found nan"),
    "nan target": ({"x": X, "y": np.array([1, 2, np.nan, 0.5])}, "the targets, row 3 .counted from 1.: found nan"),
    "one class": ({"x": X, "y": Y * 0}, "all 4 rows have the same label"),
    "one row": ({"x": X[:1], "y": Y[:1]}, "found 1 row "),
    "no row": ({"x": X[:0], "y": Y[:0]}, "found 0 rows "),
    "no column": ({"x": np.zeros((4, 0)), "y": Y}, "of 0 numbers"),
    "three axes of targets": ({"x": X, "y": np.zeros((4, 2, 2))}, r"targets have shape \(4, 2, 2\)"),
    "two columns of text": ({"x": X, "y": np.array([["a", "b"]] * 4)}, "targets are text in 2 columns"),
    "a single target": ({"x": X, "y": np.array(1)}, r"targets have \(\)"),
    "text in the test part": (
        {"x_train": X, "y_train": Y, "x_test": X, "y_test": Y.astype(str)},
        "different kinds",
    ),
    "turned test images": (
        {"x_train": X, "y_train": Y, "x_test": X.swapaxes(1, 2), "y_test": Y},
        r"training image has the shape \(2, 3\), a test image \(3, 2\)",
    ),
    "fewer test columns": (
        {"x_train": X[:, 0], "y_train": Y, "x_test": X[:, 0, :2], "y_test": Y},
        "3 numbers in the training part and 2 in the test part",
    ),
}


@pytest.mark.parametrize("mistake", NPZ_MISTAKES)
def test_each_mistake_in_npz(tmp_path, mistake):
    arrays, said = NPZ_MISTAKES[mistake]
    np.savez(tmp_path / "a.npz", **arrays)
    with pytest.raises(InputError, match=said) as caught:
        load(tmp_path / "a.npz")
    assert "a.npz" in str(caught.value)


def test_damaged_files_of_numpy(tmp_path):
    np.savez(tmp_path / "a.npz", x=X, y=Y)
    np.save(tmp_path / "a.npy", np.arange(100.0).reshape(10, 10))
    whole = {name: (tmp_path / name).read_bytes() for name in ("a.npz", "a.npy")}
    broken = bytearray(whole["a.npz"])
    broken[150] ^= 0xFF
    huge = whole["a.npy"].replace(b"(10, 10)", b"(10**12,)"[:8]).replace(b"'shape': (10", b"'shape': (9*")
    for name, content in [
        ("a.npz", whole["a.npz"][:-30]),
        ("a.npz", bytes(broken)),
        ("a.npz", b""),
        ("a.npy", whole["a.npy"][:-30]),
        ("a.npy", whole["a.npy"][:20]),
        ("a.npy", huge),
        ("a.npy", b"hello"),
    ]:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match=rf"{name} (cannot be read|holds Python objects)"):
            load(tmp_path / name)


def test_an_npy_that_is_called_npz(tmp_path):
    np.save(tmp_path / "a.npy", X)
    (tmp_path / "a.npy").rename(tmp_path / "a.npz")
    with pytest.raises(InputError, match=r"a.npz holds a single array; call it .npy"):
        load(tmp_path / "a.npz")


def test_columns_of_targets_are_no_classes(tmp_path):
    np.savez(tmp_path / "a.npz", x=X, y=np.ones((4, 2)))
    with pytest.raises(InputError, match=r"2 columns, which are not one-hot"):
        load(tmp_path / "a.npz", task="classification")


def test_nothing_is_ever_unpickled(tmp_path):
    class Bomb:
        def __reduce__(self):
            return (os.mkdir, (str(tmp_path / "boom"),))

    bomb = np.empty(1, dtype=object)
    bomb[0] = Bomb()
    np.save(tmp_path / "a.npy", bomb, allow_pickle=True)
    np.savez(tmp_path / "a.npz", x=bomb, y=Y)
    for name in ("a.npy", "a.npz"):
        with pytest.raises(InputError, match="never loaded"):
            load(tmp_path / name)
    assert not (tmp_path / "boom").exists()


def test_an_npy_is_a_table(tmp_path):
    np.save(tmp_path / "table.npy", np.array([[0.5, 1, 0], [2, 3, 1], [4, 5, 1]]))
    data = load(tmp_path / "table.npy")
    assert data.x.tolist() == [[0.5, 1], [2, 3], [4, 5]]
    assert data.targets.tolist() == [0, 1, 1]
    assert "target: column 3 (the last one" in data.notes[0]
    assert load(tmp_path / "table.npy", target=1).targets.shape == (3, 1)
    with pytest.raises(InputError, match="It has no names: give a number from 1 to 3"):
        load(tmp_path / "table.npy", target="y")


@pytest.mark.parametrize(
    ("x", "y"), [("x", "y"), ("X_train", "y_train"), ("images", "labels"), ("train_images", "train_labels")]
)
def test_an_npy_with_its_targets_beside_it(tmp_path, x, y):
    np.save(tmp_path / f"{x}.npy", X)
    np.save(tmp_path / f"{y}.npy", Y)
    np.save(tmp_path / "x_other.npy", Y)
    data = load(tmp_path / f"{x}.npy")
    assert data.targets.tolist() == [0, 1, 1, 0]
    assert data.image_shape == (2, 3)
    assert data.notes[0] == f"targets: {y}.npy, which stands beside {x}.npy"


def test_an_npy_that_is_neither(tmp_path):
    np.save(tmp_path / "x.npy", X)
    with pytest.raises(InputError, match=r"shape \(4, 2, 3\); expected two dimensions.*y.npy beside it"):
        load(tmp_path / "x.npy")


# --- images -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def album(tmp_path):
    """Two classes of grey images."""
    for name, array in {"cat/1": X[0], "cat/2": X[1], "dog/1": X[2], "dog/2": X[3]}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.fromarray(array).save(tmp_path / f"{name}.png")
    return tmp_path


def test_a_folder_of_images(album):
    (album / ".DS_Store").write_bytes(b"x")
    (album / "cat" / ".hidden.png").write_bytes(b"x")
    (album / "__MACOSX").mkdir()  # as zip archives made on a Mac have it
    (album / "__MACOSX" / "1.png").write_bytes(b"x")
    data = load(album)
    np.testing.assert_array_equal(data.x, X.reshape(4, 6))
    assert data.x.dtype == np.float32
    assert data.image_shape == (2, 3)
    assert data.targets.tolist() == [0, 0, 1, 1]
    assert data.class_names == ("cat", "dog")
    assert data.notes == ()


def test_one_coloured_image_makes_all_coloured(album):
    red = np.zeros((2, 3, 3), np.uint8)
    red[..., 0] = 200
    Image.fromarray(red).save(album / "cat" / "0.png")
    (album / "read.me").write_text("hello")
    data = load(album)
    assert data.image_shape == (2, 3, 3)
    np.testing.assert_array_equal(data.x[0].reshape(2, 3, 3), red)
    np.testing.assert_array_equal(data.x[1].reshape(2, 3, 3), np.repeat(X[0][..., None], 3, axis=2))
    assert data.notes == ("1 file left out: no image inside the folder of a class",)


def test_images_in_train_and_test(album, tmp_path_factory):
    top = tmp_path_factory.mktemp("top")
    (album / "cat").rename(top / "cat")
    (album / "dog").rename(top / "dog")
    for part in ("train", "test"):
        (album / part).mkdir()
    for kind in ("cat", "dog"):
        (top / kind).rename(album / "train" / kind)
        (album / "test" / kind).mkdir()
        Image.fromarray(X[0] + (100 if kind == "dog" else 0)).save(album / "test" / kind / "a.png")
    data = load(album)
    assert data.x.shape == (4, 6)
    np.testing.assert_array_equal(data.test[0], [X[0].ravel(), X[0].ravel() + 100])
    assert data.test[1].tolist() == [0, 1]


def test_images_that_would_fill_the_memory(album, monkeypatch):
    monkeypatch.setattr(images, "LARGEST", 4 * 4 * 6 - 1)
    with pytest.raises(InputError, match=r"4 images of 3 × 2 pixels need .*smaller"):
        load(album)


def test_each_mistake_in_images(album):
    with pytest.raises(InputError, match="regression does not go"):
        load(album, task="regression")
    strange = album / "dog" / "3.png"
    Image.fromarray(np.zeros((5, 3), np.uint8)).save(strange)
    with pytest.raises(InputError, match=r"dog/3.png has 3 × 5 pixels, and .*cat/1.png has 3 × 2"):
        load(album)
    Image.fromarray(np.zeros((2, 3), np.uint16)).save(strange)
    with pytest.raises(InputError, match=r"dog/3.png has more than 8 bits"):
        load(album)
    for content in (b"", b"no image", (album / "dog" / "1.png").read_bytes()[:50]):
        strange.write_bytes(content)
        with pytest.raises(InputError, match=r"dog/3.png cannot be read as an image"):
            load(album)


def test_a_folder_without_images_by_class(tmp_path):
    for prepare in (lambda: None, (tmp_path / "cat").mkdir, lambda: Image.new("L", (2, 2)).save(tmp_path / "1.png")):
        prepare()
        with pytest.raises(InputError, match="has no folders with images in them; expected a folder for each class"):
            load(tmp_path)


def test_a_single_folder_of_images_is_one_class(album):
    for file in (album / "dog").iterdir():
        file.unlink()
    with pytest.raises(InputError, match="all 2 rows have the same label, 'cat'"):
        load(album)


# --- the door ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("mnst", "Did you mean 'mnist'"),
        ("MNIST_5k", "Did you mean 'mnist-5k'"),
        ("nowhere/data.csv", "There is no file 'nowhere/data.csv'"),
        ("", "expected a name"),
        (7, "expected a name"),
        (None, "expected a name"),
    ],
)
def test_no_such_data(spec, said):
    with pytest.raises(InputError, match=said):
        load(spec)


def test_a_file_of_another_kind(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    with pytest.raises(InputError, match=r"a.xlsx: files of this kind cannot be read. What can be: CSV"):
        load(tmp_path / "a.xlsx")


def test_no_option_is_passed_over_in_silence(mnist_like):
    with pytest.raises(InputError, match="not a table, so target='y'"):
        load(mnist_like, target="y")
    with pytest.raises(InputError, match="not a CSV file, so header=True"):
        load("xor", header=True)
    with pytest.raises(InputError, match="expected 'auto', True or False"):
        load("xor", header="yes")
    with pytest.raises(InputError, match="data set of classes"):
        load("iris", task="regression")
