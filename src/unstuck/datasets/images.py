"""A folder of images: one folder inside for each class."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from unstuck.arrays import Array
from unstuck.datasets.dataset import Dataset, assemble
from unstuck.errors import InputError

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".pgm", ".ppm"})
LARGEST = 2 * 1024**3
"""Bytes of pixels beyond which images are refused: they would fill the memory, and a dense network cannot use them."""


def load_images(folder: Path, task: str) -> Dataset:
    """Read ``folder/CLASS/*.png`` and so on; the names of the folders are the classes.

    If the folder holds just two folders, train and test, these hold the folders of the classes. Grey images give one
    number a pixel; if any image is coloured, all are read as red, green and blue.

    Raises
    ------
    InputError
        If there are no folders of images, an image cannot be read, or the images differ in size.
    """
    if task == "regression":
        raise InputError(f"{folder} is a folder of images by class; task=regression does not go with it.")
    parts = {f.name.lower(): f for f in _folders(folder)}
    if set(parts) == {"train", "test"}:
        found = [_list_images(parts["train"]), _list_images(parts["test"])]
    else:
        found = [_list_images(folder)]
    files = [file for part in found for file, _ in part]
    mode, shape = _agree(files)
    x = _read(files, mode, shape)
    n = len(found[0])
    labels = [np.array([label for _, label in part], dtype=np.str_) for part in found]
    return assemble(
        folder.name,
        x[:n],
        labels[0],
        where=str(folder),
        task="classification",
        image_shape=shape,
        test=(x[n:], labels[1]) if len(found) == 2 else None,
        notes=_left_out(folder, len(files)),
    )


def read_image(path: Path, mode: str) -> Array:
    """Read one image as uint8: "L", (height, width), or "RGB", (height, width, 3).

    Raises
    ------
    InputError
        If it cannot be read as an image.
    """
    from PIL import Image

    try:
        with Image.open(path) as image:
            return np.asarray(image.convert(mode))
    except Exception as error:  # Pillow's decoders raise errors of many kinds on damaged files
        raise _unreadable(path, error) from error


def _list_images(folder: Path) -> list[tuple[Path, str]]:
    pairs = [
        (file, label.name)
        for label in _folders(folder)
        for file in sorted(label.iterdir())
        if file.suffix.lower() in SUFFIXES and not _hidden(file.name)
    ]
    if not pairs:
        raise InputError(
            f"{folder} has no folders with images in them; expected a folder for each class, as in "
            f"{folder.name}/cat/1.png and {folder.name}/dog/1.png. Images are files that end in "
            f"{', '.join(sorted(SUFFIXES))}."
        )
    return pairs


def _folders(folder: Path) -> list[Path]:
    return sorted(f for f in folder.iterdir() if f.is_dir() and not _hidden(f.name))


def _hidden(name: str) -> bool:
    """Tell what systems leave behind: .DS_Store, __MACOSX and their like."""
    return name.startswith((".", "__"))


def _agree(files: list[Path]) -> tuple[str, tuple[int, ...]]:
    """Find the one size of all images, and whether any is coloured; only their headers are read."""
    from PIL import Image

    coloured, size = False, (0, 0)
    for file in files:
        try:
            with Image.open(file) as image:
                found, mode = image.size, image.mode
        except Exception as error:  # as in read_image
            raise _unreadable(file, error) from error
        if mode.startswith(("I", "F")):
            raise InputError(
                f"{file} has more than 8 bits a pixel (mode {mode}); convert it to 8 bits, or use an NPZ file."
            )
        if file is not files[0] and found != size:
            raise InputError(
                f"{file} has {found[0]} × {found[1]} pixels, and {files[0]} has {size[0]} × {size[1]}; all images "
                "must have the same size. To change it: Image.open(file).resize((width, height)), of the library "
                "Pillow."
            )
        size = found
        coloured = coloured or mode not in ("1", "L", "LA")
    shape = (size[1], size[0], 3) if coloured else (size[1], size[0])
    if (needed := 4 * len(files) * int(np.prod(shape))) > LARGEST:
        raise InputError(
            f"{len(files):,} images of {size[0]} × {size[1]} pixels need {needed / 1024**3:.1f} GB. A network of "
            "dense layers cannot make use of so many pixels: make the images smaller first, to 64 × 64, say."
        )
    return ("RGB" if coloured else "L"), shape


def _read(files: list[Path], mode: str, shape: tuple[int, ...]) -> Array:
    x = np.empty((len(files), int(np.prod(shape))), np.float32)
    for row, file in zip(x, files, strict=True):
        row[:] = read_image(file, mode).ravel()
    return x


def _left_out(folder: Path, n_images: int) -> tuple[str, ...]:
    files = (f for f in folder.rglob("*") if f.is_file())
    n_files = sum(not any(map(_hidden, f.relative_to(folder).parts)) for f in files)
    n_others = n_files - n_images
    return (
        (f"{n_others} file{'s' * (n_others > 1)} left out: no image inside the folder of a class",) if n_others else ()
    )


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError(
        f"{path} cannot be read as an image, it may be damaged or cut short ({error}). Remove or replace it."
    )
