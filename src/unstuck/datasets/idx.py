"""IDX, the format of MNIST: a magic number, the sizes, then the numbers."""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path

import numpy as np

from unstuck.arrays import Array
from unstuck.datasets.dataset import Dataset, assemble, lay_flat
from unstuck.errors import InputError

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
"""The third byte of the magic number, and what it says each number is. All are stored with the high byte first."""

GZIP = b"\x1f\x8b"
_OFFICIAL = re.compile(r"(train|t10k|test)[-_.]?(images|labels)[-_.]idx[13][-_.]ubyte(\.gz)?")


def load_idx(path: Path, task: str) -> Dataset:
    """Read images and labels: `path` is the images file, with the labels beside it, or a folder with both, or all four.

    Raises
    ------
    InputError
        If a file is missing, truncated or no IDX file, or the counts of images and labels differ.
    """
    if path.is_dir():
        files = official_files(path)
        pairs = [(files.get((part, "images")), files.get((part, "labels"))) for part in ("train", "test")]
        images_file, labels_file = pairs[0]
        if images_file is None or labels_file is None:
            raise InputError(
                f"{path}: found {', '.join(sorted(f.name for f in files.values()))}; expected train-images-idx3-ubyte "
                "and train-labels-idx1-ubyte (with or without .gz), and the two t10k files for a test part."
            )
        test_images, test_labels = pairs[1]
        if (test_images is None) != (test_labels is None):
            raise InputError(
                f"{path}: of the two t10k files, images and labels, only one is there; expected both or none."
            )
    else:
        images_file, labels_file, test_images, test_labels = path, _labels_beside(path), None, None
    images, labels = read_pair(images_file, labels_file)
    test = None
    if test_images and test_labels:
        rows, test_targets = read_pair(test_images, test_labels)
        if rows.shape[1:] != images.shape[1:]:
            raise InputError(
                f"{path}: a training image has the shape {images.shape[1:]}, a test image {rows.shape[1:]}."
            )
        test = (lay_flat(rows), test_targets)
    return assemble(
        path.name,
        lay_flat(images),
        labels,
        where=str(path),
        task=task,
        image_shape=images.shape[1:] if images.ndim > 2 else None,
        test=test,
    )


def official_files(folder: Path) -> dict[tuple[str, str], Path]:
    """Find files with MNIST's names: ("train" or "test", "images" or "labels") to path; plain before .gz."""
    found: dict[tuple[str, str], Path] = {}
    for file in sorted(folder.iterdir()):
        match = _OFFICIAL.fullmatch(file.name)
        if match:
            found.setdefault(("train" if match[1] == "train" else "test", match[2]), file)
    return found


def read_pair(images_file: Path, labels_file: Path) -> tuple[Array, Array]:
    """Read images, (n, height, width) or (n, n_features), and their labels, (n,).

    Raises
    ------
    InputError
        As `parse`, or if the shapes do not go together.
    """
    images = parse(read_bytes(images_file), images_file)
    labels = parse(read_bytes(labels_file), labels_file)
    if images.ndim < 2 or labels.ndim != 1:
        raise InputError(
            f"{images_file} has shape {images.shape} and {labels_file} has shape {labels.shape}; expected images (n, "
            "height, width) and labels (n,). Were the two files mixed up?"
        )
    if len(images) != len(labels):
        raise InputError(
            f"{images_file.name} holds {len(images):,} images and {labels_file.name} holds {len(labels):,} labels "
            f"(folder {images_file.parent}); expected as many of both. They may belong to different parts, training "
            "and test."
        )
    return images, labels


def read_bytes(path: Path) -> bytes:
    """Give the content of a file; one compressed by gzip is decompressed, whatever its name.

    Raises
    ------
    InputError
        If it cannot be read or its gzip stream is damaged.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    if not content.startswith(GZIP):
        return content
    try:
        return gzip.decompress(content)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            f"{path}: the gzip data is damaged or cut short ({error}); the file has {len(content):,} bytes. "
            "Most often a download was interrupted: fetch the file again."
        ) from error


def parse(content: bytes, path: Path) -> Array:
    """Read one IDX array; `path` is for the messages.

    Raises
    ------
    InputError
        If the magic number is wrong, or the sizes do not fit the length.
    """
    n_axes = content[3] if len(content) > 3 else 0
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in TYPES or n_axes == 0:
        hint = " It looks like a web page saved in place of the data." if content.lstrip()[:1] == b"<" else ""
        raise InputError(
            f"{path} is no IDX file: it starts with the bytes {content[:4].hex(' ') or '(none, it is empty)'}; "
            f"expected the magic number 00 00 08 03 for images or 00 00 08 01 for labels.{hint} Fetch the file again."
        )
    dtype = np.dtype(TYPES[content[2]])
    start = 4 + 4 * n_axes
    if len(content) < start:
        raise InputError(
            f"{path} is cut short: {len(content)} bytes, and its header alone needs {start}. Fetch it again."
        )
    shape = tuple(int(size) for size in np.frombuffer(content, ">u4", n_axes, 4))
    # Python's integers: a damaged header may claim more than 64 bits hold.
    expected = dtype.itemsize
    for size in shape:
        expected *= size
    found = len(content) - start
    if found != expected:
        complete = found * shape[0] // expected if expected else 0
        raise InputError(
            f"{path}: its header says {' × '.join(map(str, shape))} numbers, {expected:,} bytes, and {found:,} bytes "
            "follow"
            + (f" ({complete:,} of {shape[0]:,} items)" if found < expected else "")
            + f". It is {'cut short' if found < expected else 'longer than it should be'}: fetch it again."
        )
    return np.frombuffer(content, dtype, offset=start).reshape(shape).astype(dtype.newbyteorder("="))


def _labels_beside(images: Path) -> Path:
    if "labels" in images.name and "images" not in images.name:
        raise InputError(f"{images} is a labels file; give the images file, and the labels are found beside it.")
    plain = images.name.removesuffix(".gz")
    name = re.sub(r"idx\d", "idx1", plain.replace("images", "labels"))
    for candidate in (name, f"{name}.gz"):
        if name != plain and (images.parent / candidate).is_file():
            return images.parent / candidate
    wanted = f"{name} or {name}.gz" if name != plain else "named alike, with 'images' and 'labels' in the two names,"
    raise InputError(f"{images}: no labels file {wanted} stands beside it in {images.parent}.")
