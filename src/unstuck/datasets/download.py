"""MNIST and Fashion-MNIST: found on this machine or fetched once, never used unless every byte is right."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from unstuck.datasets.idx import read_bytes
from unstuck.errors import InputError

Progress: TypeAlias = Callable[[str, int, int], None] | bool | None
"""Called with (file name, bytes done, bytes in all or 0). None or True: a bar on stderr, or where that is no terminal a
line for each file. False: nothing is shown."""

TIMEOUT = (10, 30)
"""Seconds to wait for a connection, and for the next bytes."""


@dataclass(frozen=True)
class Collection:
    """Files published at several places.

    Attributes
    ----------
    name : str
    files : dict of str to str
        File name without .gz, and the SHA-256 of its decompressed content. The hash of the content is enough: mirrors
        compress differently, and a .gz is right exactly if what it holds is.
    mirrors : tuple of str
        Addresses to which ``FILE.gz`` is appended, in the order to be tried.
    """

    name: str
    files: dict[str, str]
    mirrors: tuple[str, ...]


MNIST = Collection(
    "mnist",
    {
        "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
    (
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://raw.githubusercontent.com/fgnt/mnist/master/",
    ),
)
FASHION_MNIST = Collection(
    "fashion-mnist",
    {
        "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    },
    (
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",  # plain HTTP: the hashes vouch for it
    ),
)


def contents(
    collection: Collection,
    data_dir: Path | None = None,
    progress: Progress = None,
    mirrors: Sequence[str] | None = None,
) -> list[tuple[Path, bytes]]:
    """Give each file of a collection, with its decompressed content.

    Each is looked for in `data_dir`, in the folder that the environment variable UNSTUCK_DATA names, and in the cache
    folder, each time also in a folder inside which is called as the collection is. What is found nowhere is fetched.

    Parameters
    ----------
    collection : Collection
    data_dir : Path, optional
    progress : callable, optional
        See `Progress`.
    mirrors : sequence of str, optional
        Addresses in place of those of the collection.

    Raises
    ------
    InputError
        If a file that was found is not the right one, or one that was not found cannot be fetched.
    """
    found = {name: _find(collection, name, data_dir) for name in collection.files}
    missing = [name for name, file in found.items() if file is None]
    if missing:
        folder = cache_folder() / collection.name
        addresses = list(collection.mirrors if mirrors is None else mirrors)
        for name in missing:
            found[name] = _fetch(collection, name, folder, addresses, data_dir, progress)
    return [file for file in found.values() if file is not None]


def given_folders(data_dir: Path | None) -> list[Path]:
    """Give the folders that the user named: `data_dir`, and the one in UNSTUCK_DATA.

    Raises
    ------
    InputError
        If one is no folder.
    """
    named = {"data_dir": data_dir, "UNSTUCK_DATA": os.environ.get("UNSTUCK_DATA") or None}
    folders = {name: Path(folder).expanduser() for name, folder in named.items() if folder is not None}
    for name, folder in folders.items():
        if not folder.is_dir():
            raise InputError(f"{name} is {str(folder)!r}, and there is no such folder. Is it spelt right?")
    return list(folders.values())


def cache_folder() -> Path:
    """Give the folder where downloads are kept; it need not exist."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("unstuck"))


def _find(collection: Collection, name: str, data_dir: Path | None) -> tuple[Path, bytes] | None:
    """Find a file with its content. One of the sister collection is passed over, for both have the same names."""
    for folder in [*given_folders(data_dir), cache_folder()]:
        for path in (p for place in (folder / collection.name, folder) for p in (place / name, place / f"{name}.gz")):
            if not path.is_file():
                continue
            content = read_bytes(path)
            found = hashlib.sha256(content).hexdigest()
            if found == collection.files[name]:
                return path, content
            if not any(found in other.files.values() for other in (MNIST, FASHION_MNIST)):
                raise InputError(
                    f"{path} is not the file of {collection.name}: the SHA-256 of its content is {found}, expected "
                    f"{collection.files[name]}. It was not used and not changed. If it is damaged, delete it or move "
                    "it away, and it is fetched again; if it is data of your own, give its path in place of the name."
                )
    return None


def _fetch(
    collection: Collection,
    name: str,
    folder: Path,
    mirrors: list[str],
    data_dir: Path | None,
    progress: Progress,
) -> tuple[Path, bytes]:
    """Fetch one file from the first mirror that has it; a mirror that fails goes to the end of the list."""
    errors: list[str] = []
    for mirror in list(mirrors):
        url = f"{mirror.rstrip('/')}/{name}.gz"
        try:
            return _fetch_from(url, folder / f"{name}.gz", collection.files[name], progress)
        except (OSError, ValueError) as error:  # those of requests are OSErrors, those of ours ValueErrors
            errors.append(f"  {url}\n    {_in_a_line(error)}")
            mirrors.append(mirrors.pop(mirrors.index(mirror)))
    looked = [*given_folders(data_dir), cache_folder()]
    raise InputError(
        f"{collection.name} is not on this machine and could not be downloaded. Without a network, do one of these:\n"
        f"* Put these files, with or without .gz, into {folder}\n"
        + "".join(f"    {file}.gz\n" for file in collection.files)
        + "  or into a folder of your own, and name it with --data-dir (data_dir=) or the variable UNSTUCK_DATA.\n"
        "* Use mnist-5k: 5,000 real handwritten digits which come with this package.\n"
        f"Looked in: {', '.join(map(str, looked))}\n"
        f"Tried for {name}:\n" + "\n".join(errors)
    )


def _fetch_from(url: str, path: Path, sha256: str, progress: Progress) -> tuple[Path, bytes]:
    """Fetch into a file of another name in the same folder, check it, and only then give it its name."""
    import pooch

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        with _shown(path.name, url, progress) as tell:
            pooch.HTTPDownloader(progressbar=_Meter(tell), chunk_size=1 << 16, timeout=TIMEOUT)(url, name, None)
        content = read_bytes(part)
        found = hashlib.sha256(content).hexdigest()
        if found != sha256:
            raise InputError(f"sent {len(content):,} bytes with the SHA-256 {found}, expected {sha256}")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path, content


def _in_a_line(error: Exception) -> str:
    text = " ".join(str(error).split())
    # Errors of connections are nested: the reason comes last.
    return f"{type(error).__name__}: {text if len(text) <= 240 else '… ' + text[-160:]}"


@contextmanager
def _shown(file: str, url: str, progress: Progress) -> Iterator[Callable[[int, int], None]]:
    """Give the function to be told (bytes done, bytes in all) of one download."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    if callable(progress):
        tell = progress
        yield lambda done, total: tell(file, done, total)
        return
    console = Console(file=sys.stderr, quiet=progress is False)
    if not console.is_terminal:
        if progress is not False:
            print(f"downloading {url}", file=sys.stderr)
        yield lambda done, total: None
        return
    with Bar(
        TextColumn(file), BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=console, transient=True
    ) as bar:
        task = bar.add_task(file, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)


class _Meter:
    """What pooch takes for a progress bar: it sets `total`, and counts blocks."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self.total, self.done, self.tell = 0, 0, tell

    def update(self, n_bytes: int) -> None:
        # pooch counts the last block in full, even where it is shorter.
        self.done = min(self.done + n_bytes, self.total) if self.total else self.done + n_bytes
        self.tell(self.done, self.total)

    def reset(self) -> None:
        self.done = 0

    def close(self) -> None:
        pass
