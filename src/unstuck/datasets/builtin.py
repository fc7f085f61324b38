"""The data sets with a name."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

import numpy as np

from unstuck.arrays import Array
from unstuck.datasets.dataset import Dataset, assemble, lay_flat
from unstuck.datasets.download import FASHION_MNIST, MNIST, Collection, Progress, contents, given_folders
from unstuck.datasets.extras import need
from unstuck.datasets.idx import parse
from unstuck.errors import InputError

MNIST_5K_SHA256 = "9e15a640639b9faa293742b76eaac87dbdad57d1cfcf5f7b410431a3c08e969b"
"""Of files/mnist_5k.npz, which tools/build_mnist_5k.py writes."""

CLOTHES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


@dataclass(frozen=True)
class Builtin:
    """A data set with a name: a line about it, and how to read it from (data_dir, progress)."""

    about: str
    read: Callable[[Path | None, Progress], Dataset]


def _xor() -> Dataset:
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return Dataset("xor", x, np.array([0, 1, 1, 0]), ("0", "1"), None, feature_names=("a", "b"))


def _iris() -> Dataset:
    from sklearn.datasets import load_iris

    iris = load_iris()
    features, names = tuple(iris.feature_names), tuple(map(str, iris.target_names))
    return Dataset("iris", iris.data, iris.target.astype(np.int64), names, None, feature_names=features)


def _digits() -> Dataset:
    from sklearn.datasets import load_digits

    digits = load_digits()
    names = tuple(map(str, digits.target_names))
    return Dataset("digits", digits.data, digits.target.astype(np.int64), names, (8, 8))


def _mnist_5k() -> Dataset:
    content = resources.files("unstuck.datasets.files").joinpath("mnist_5k.npz").read_bytes()
    if (found := hashlib.sha256(content).hexdigest()) != MNIST_5K_SHA256:
        raise InputError(
            f"mnist_5k.npz inside the package has the SHA-256 {found}, expected {MNIST_5K_SHA256}: the installation is "
            "damaged. To repair it: pip install --force-reinstall unstuck"
        )
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        return _of_images("mnist-5k", archive["x"], archive["y"])


def _collection(collection: Collection, data_dir: Path | None, progress: Progress) -> Dataset:
    arrays = [parse(content, path) for path, content in contents(collection, data_dir, progress)]
    return _of_images(collection.name, *arrays)


def _cats(data_dir: Path | None) -> Dataset:
    h5py = need("h5py", "hdf5", "cats: reading HDF5")
    arrays: list[Array] = []
    for part in ("train", "test"):
        path = _find_cats(f"{part}_catvnoncat.h5", data_dir)
        try:
            with h5py.File(path, "r") as file:
                arrays += [np.asarray(file[f"{part}_set_{letter}"]) for letter in "xy"]
        except (OSError, KeyError) as error:
            raise InputError(
                f"{path} cannot be read; expected HDF5 with {part}_set_x and {part}_set_y: {error}"
            ) from error
    return replace(_of_images("cats", *arrays), class_names=("no cat", "cat"))


def _find_cats(name: str, data_dir: Path | None) -> Path:
    folders = given_folders(data_dir)
    for path in (place / name for folder in folders for place in (folder / "cats", folder)):
        if path.is_file():
            return path
    raise InputError(
        f"cats: there is no file {name} in "
        f"{', '.join(map(str, folders)) or 'a folder that you named (you named none)'}. These images of the Coursera "
        "course 'Neural Networks and Deep Learning' have no licence that would let us pass them on. Put "
        "train_catvnoncat.h5 and test_catvnoncat.h5 into a folder, and name it with --data-dir (data_dir=) or the "
        "environment variable UNSTUCK_DATA."
    )


def _of_images(name: str, images: Array, labels: Array, *test: Array) -> Dataset:
    flat = [lay_flat(part) for part in (images, *test[:1])]
    return assemble(
        name,
        flat[0],
        labels,
        where=name,
        task="classification",
        image_shape=images.shape[1:],
        test=(flat[1], test[1]) if test else None,
    )


BUILTIN = {
    "xor": Builtin("the 4 rows of exclusive or", lambda *_: _xor()),
    "iris": Builtin("150 flowers of 3 kinds, 4 lengths each", lambda *_: _iris()),
    "digits": Builtin("1,797 handwritten digits of 8 × 8 pixels", lambda *_: _digits()),
    "mnist-5k": Builtin(
        "5,000 handwritten digits of MNIST, 28 × 28 pixels; inside this package", lambda *_: _mnist_5k()
    ),
    "mnist": Builtin(
        "70,000 handwritten digits of 28 × 28 pixels, 10,000 of them for the test; downloaded once, 11 MB",
        lambda data_dir, progress: _collection(MNIST, data_dir, progress),
    ),
    "fashion-mnist": Builtin(
        "70,000 clothes of 10 kinds, 28 × 28 pixels, 10,000 of them for the test; downloaded once, 30 MB",
        lambda data_dir, progress: replace(_collection(FASHION_MNIST, data_dir, progress), class_names=CLOTHES),
    ),
    "cats": Builtin(
        "259 photographs, cat or no cat, 64 × 64 pixels in colour; from two files of your own, see --data-dir",
        lambda data_dir, progress: _cats(data_dir),
    ),
}


def names() -> dict[str, str]:
    """Give the name of each data set that has one, with a line about it."""
    return {name: builtin.about for name, builtin in BUILTIN.items()}
