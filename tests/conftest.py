"""What every test stands on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def no_global_randomness(monkeypatch: pytest.MonkeyPatch) -> None:
    """Randomness comes from a passed generator: a draw from NumPy's global one is an error."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the global random generator was used")

    for name in ("rand", "randn", "random", "randint", "uniform", "normal", "permutation", "shuffle", "choice"):
        monkeypatch.setattr(np.random, name, refuse)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20260401)


@pytest.fixture(scope="session")
def full_mnist() -> Path:
    folder = Path(__file__).parents[2] / "shared" / "data" / "mnist"
    if not folder.is_dir():
        pytest.skip("needs the four files of the full MNIST, 11 MB, which are not part of the package")
    return folder
