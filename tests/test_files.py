"""Models and checkpoints on disk: whole or not at all, and the same numbers to the last bit."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from unstuck.errors import InputError
from unstuck.nn import Activation, Model, Network, Recipe, elementwise, fit
from unstuck.nn.files import read_arrays, write_arrays, write_atomically

NETWORK = Network((2, 6, 2), "tanh", l2=0.001, drop_probability=0.2)
RECIPE = Recipe(epochs=12, batch_size=7, optimizer="adam", learning_rate=0.05, schedule="plateau", clip_norm=1.0)


def data():
    rng = np.random.default_rng(3)
    x = rng.standard_normal((60, 2))
    return x, np.eye(2)[(x[:, 0] * x[:, 1] > 0).astype(int)]


def run(folder: Path, recipe: Recipe = RECIPE, seed: int = 0, network: Network = NETWORK, **options):
    x, t = data()
    rng = np.random.default_rng(seed)
    return fit(
        network, x, t, recipe, rng=rng, validation=0.2, checkpoint=folder / "run", checkpoint_seconds=0, **options
    )


def assert_same(a, b) -> None:
    assert {n: p.tobytes() for n, p in a.parameters.items()} == {n: p.tobytes() for n, p in b.parameters.items()}
    assert [r._replace(seconds=0) for r in a.history.records] == [r._replace(seconds=0) for r in b.history.records]


@pytest.mark.parametrize("stopped_after", [1, 5, 11, 12])
def test_a_resumed_run_gives_the_same_numbers(tmp_path, stopped_after) -> None:
    (tmp_path / "a").mkdir()
    whole = run(tmp_path / "a")

    def stop(step) -> None:
        if step.record and step.epoch == stopped_after:
            raise KeyboardInterrupt

    (tmp_path / "b").mkdir()
    assert run(tmp_path / "b", on_step=stop).stopped == "interrupted"
    assert_same(whole, run(tmp_path / "b", resume=True))


def test_a_finished_run_can_be_made_longer(tmp_path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    longer = dataclasses.replace(RECIPE, epochs=20)
    whole = run(tmp_path / "a", longer)
    run(tmp_path / "b")
    assert_same(whole, run(tmp_path / "b", longer, resume=True))


def test_an_earlier_run_is_not_overwritten(tmp_path) -> None:
    run(tmp_path)
    before = (tmp_path / "run").read_bytes()
    with pytest.raises(InputError, match="holds an earlier run"):
        run(tmp_path)
    assert (tmp_path / "run").read_bytes() == before


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"seed": 1}, "data, start and seed"),
        ({"recipe": Recipe(epochs=12, batch_size=8)}, "recipe"),
        ({"network": Network((2, 6, 2), "relu")}, "network"),
    ],
)
def test_another_run_is_not_resumed(tmp_path, change, differs) -> None:
    run(tmp_path)
    with pytest.raises(InputError, match=f"of another run: what differs is .*{differs}"):
        run(tmp_path, resume=True, **change)


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
import dataclasses, pathlib
import test_files
from unstuck.nn import Model
recipe = dataclasses.replace(test_files.RECIPE, epochs=400)
result = test_files.run(pathlib.Path(sys.argv[2]), recipe, resume=True)
result.model.save(pathlib.Path(sys.argv[2]) / "model")
"""


@pytest.mark.slow
def test_kill_minus_nine_at_any_moment(tmp_path) -> None:
    """The process is killed again and again, and what it ends with equals an undisturbed run, bit by bit."""

    def begin(folder: Path) -> subprocess.Popen[bytes]:
        folder.mkdir(exist_ok=True)
        return subprocess.Popen([sys.executable, "-c", SCRIPT, str(Path(__file__).parent), str(folder)])

    assert begin(tmp_path / "whole").wait() == 0
    kills = 0
    for delay in np.random.default_rng(0).uniform(0.0, 0.3, 8):
        process = begin(tmp_path / "killed")
        deadline = time.monotonic() + 30
        before = _stamp(tmp_path / "killed" / "run")
        while _stamp(tmp_path / "killed" / "run") == before and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.005)
        time.sleep(delay)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.wait()
    assert kills >= 3, "the run was too short to be killed"
    assert begin(tmp_path / "killed").wait() == 0
    whole, killed = (Model.load(tmp_path / name / "model") for name in ("whole", "killed"))
    assert {n: p.tobytes() for n, p in whole.parameters.items()} == {
        n: p.tobytes() for n, p in killed.parameters.items()
    }


def _stamp(path: Path) -> int | None:
    return path.stat().st_mtime_ns if path.exists() else None


# --- models ---


def test_a_model_comes_back_as_it_was(tmp_path, rng) -> None:
    network = Network((3, 4, 5, 1), ("relu", "gelu"), "tanh", "huber", l2=0.5, drop_probability=(0.1, 0.0))
    parameters = network.initial_parameters(rng, dtype=np.float32)
    extras = {"offset": np.arange(3.0)}
    Model(network, parameters, {"classes": ["a", "ß"]}, extras).save(tmp_path / "m")
    model = Model.load(tmp_path / "m")
    assert str(model.network) == str(network)
    assert model.network.drop_probabilities == (0.1, 0.0)
    assert list(model.parameters) == list(parameters)
    assert all(
        np.array_equal(model.parameters[n], p) and model.parameters[n].dtype == p.dtype for n, p in parameters.items()
    )
    assert model.info == {"classes": ["a", "ß"]}
    assert np.array_equal(model.extras["offset"], extras["offset"])
    x = rng.standard_normal((2, 3)).astype(np.float32)
    assert np.array_equal(model.outputs(x), network.outputs(parameters, x))


def whole_model(folder: Path) -> bytes:
    network = Network((2, 3, 2))
    Model(network, network.initial_parameters(np.random.default_rng(0))).save(folder / "good")
    return (folder / "good").read_bytes()


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_truncated_file_is_refused(tmp_path, share) -> None:
    content = whole_model(tmp_path)
    (tmp_path / "bad").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(InputError, match="damaged, cut short, or of another kind"):
        Model.load(tmp_path / "bad")


def test_files_of_other_kinds_are_refused(tmp_path) -> None:
    (tmp_path / "text").write_text("not a model at all, though long enough to have a header")
    with pytest.raises(InputError, match="damaged"):
        Model.load(tmp_path / "text")
    save_file({"W1": np.zeros((2, 2))}, tmp_path / "foreign")
    with pytest.raises(InputError, match="of another kind"):
        Model.load(tmp_path / "foreign")
    run(tmp_path)
    with pytest.raises(InputError, match="holds a checkpoint in format 1; expected a model"):
        Model.load(tmp_path / "run")
    with pytest.raises(InputError, match="There is no file"):
        Model.load(tmp_path / "absent")
    with pytest.raises(InputError, match="There is no file"):
        Model.load(tmp_path)


def test_a_file_that_lies_about_its_network_is_refused(tmp_path) -> None:
    whole_model(tmp_path)
    arrays, header = read_arrays(tmp_path / "good", "model")
    lies = [
        {"widths": [2, 4, 2]},
        {"widths": [2, 3, 3, 2]},
        {"widths": "three"},
        {"hidden": "__import__('os').system('true')"},
        {"loss": None},
        {"surprise": 1},
    ]
    for lie in lies:
        write_arrays(tmp_path / "bad", "model", arrays, {**header, "network": {**header["network"], **lie}})
        with pytest.raises(InputError):
            Model.load(tmp_path / "bad")


def test_functions_of_ones_own_cannot_be_put_into_a_file(tmp_path, rng) -> None:
    square: Activation = elementwise("square", lambda z: z * z, lambda z, a: 2 * z)
    network = Network((2, 3, 2), square)
    with pytest.raises(InputError, match="'square' is a function of your own"):
        Model(network, network.initial_parameters(rng)).save(tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch) -> None:
    write_atomically(tmp_path / "f", b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left"):
        write_atomically(tmp_path / "f", b"new")
    assert (tmp_path / "f").read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [tmp_path / "f"]
    with pytest.raises(InputError, match="Does the folder exist"):
        write_atomically(tmp_path / "absent" / "f", b"new")
