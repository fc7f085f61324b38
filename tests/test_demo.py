"""The demo on one post; what each post reaches is measured in `test_examples` and in the benchmarks."""

from __future__ import annotations

import numpy as np
import pytest

from unstuck import demo
from unstuck.nn import Network


def test_every_post_has_its_script() -> None:
    assert all((demo.examples() / post.script).is_file() for post in demo.POSTS)
    assert {path.name for path in demo.examples().glob("*.py")} == {post.script for post in demo.POSTS}


def test_outputs_are_judged_by_targets_alone() -> None:
    network = Network((4, 3), "tanh")
    t = np.eye(3)[[0, 1, 2, 2]]
    perfect = demo.judge(network, t.copy(), t, 0.0)
    assert (perfect.right, perfect.rows) == (4, 4)
    assert perfect.loss < 1e-10
    thirds = demo.judge(network, np.full((4, 3), 1 / 3), t, 0.0)
    assert thirds.loss == pytest.approx(np.log(3))


@pytest.mark.slow
def test_the_table(capsys, monkeypatch) -> None:
    monkeypatch.setattr(demo, "POSTS", demo.POSTS[2:3])
    monkeypatch.setattr(np.random, "seed", np.random.mtrand.seed)
    for name in ("randn", "randint", "rand", "uniform"):
        monkeypatch.setattr(np.random, name, getattr(np.random.mtrand, name))
    demo.run(seed=0)
    said = capsys.readouterr()
    assert "Iris, 4-4-3" in said.out
    assert "50 of 150" in said.out
    assert "U518" in said.out
    assert "1 of 1: Iris, 4-4-3, tanh, as posted" in said.err
