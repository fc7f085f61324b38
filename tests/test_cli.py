"""The program as a user meets it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import unstuck
from unstuck import cli, console, datasets, nn, plots

HEAVY = ("numpy", "scipy", "sklearn", "matplotlib", "rich", "safetensors")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", "-c", "from unstuck.cli import main; main()", *arguments]


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no pictures in this process: they take longer than all else. Processes of their own do draw."""
    monkeypatch.setattr(plots, "draw_all", lambda outcome: None)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to an empty folder with one table of two classes."""
    monkeypatch.chdir(tmp_path)
    rows = [
        f"{a:.6f},{b:.6f},{'high' if a + b > 0 else 'low'}" for a, b in np.random.default_rng(0).normal(size=(60, 2))
    ]
    (tmp_path / "flowers.csv").write_text("\n".join(["width,height,kind", *rows]) + "\n")
    return tmp_path / "flowers.csv"


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Call the program in this process, and give its exit code."""
    monkeypatch.setattr(sys, "argv", ["unstuck", *arguments])
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def wait_for(path: Path) -> None:
    for _ in range(6000):
        if path.is_file():
            return
        time.sleep(0.01)
    raise AssertionError(f"{path} did not appear")


# --- help ----------------------------------------------------------------------------------------------------------


def test_help_needs_no_heavy_imports() -> None:
    code = (
        "import sys; from unstuck.cli import help_page\n"
        "for arguments in ([], ['train'], ['predict'], ['demo']): help_page(arguments)\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_help_of_train_names_every_choice() -> None:
    page = cli.help_page(["train"])
    names = [*nn.ACTIVATIONS, *nn.LOSSES, *nn.OPTIMIZERS, *nn.SCHEDULES, *datasets.names(), *datasets.SCALINGS]
    assert [name for name in names if name not in page] == []
    initializers = page.split("--init NAME")[1].split("--bias-init")[0]
    assert [name for name in nn.INITIALIZERS if name.split("_")[0] not in initializers] == []
    for heading in ("Examples", "The run folder holds", "The data:", "The network:", "The training:", "The run:"):
        assert heading in page


def test_help_is_the_same_by_either_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "train", "--help") == 0
    quick = capsys.readouterr().out
    slow = CliRunner().invoke(cli.app, ["train", "--help"], prog_name="unstuck").output
    assert quick.split() == slow.split()


def test_every_option_of_train_is_a_setting() -> None:
    from dataclasses import fields

    from unstuck.settings import Settings

    arguments = set(cli.train.__annotations__) - {"return"}
    assert arguments - {field.name for field in fields(Settings)} == {"out", "resume", "quiet"}
    assert {field.name for field in fields(Settings)} - arguments == set()


def test_version() -> None:
    result = CliRunner().invoke(cli.app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"unstuck {unstuck.__version__}\n")


def test_demo_is_given_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    from unstuck import demo

    seeds: list[int] = []
    monkeypatch.setattr(demo, "run", lambda *, seed: seeds.append(seed))
    assert call(monkeypatch, "demo", "--seed", "7") == 0
    assert seeds == [7]


# --- mistakes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("train", "Usage: unstuck train"),
        ("train --epochs 3", "What is to be learnt?"),
        ("train nothing.csv", "There is no file 'nothing.csv'"),
        ("train flowers.csv --target colour", "no column called 'colour'"),
        ("train flowers.csv --target kind --task regression", "targets are text"),
        ("train xor --epochs many", "--epochs"),
        ("train xor --bogus", "No such option"),
        ("train xor --hidden wide", "--hidden is 'wide'"),
        ("train xor --hidden 4,", "--hidden is '4,'"),
        ("train xor --batch-size half", "--batch-size is 'half'"),
        ("train xor --dropout most", "--dropout is 'most'"),
        ("train xor --optimizer adm", "no optimizer 'adm'"),
        ("train xor --lr 0", "unstuck: --learning-rate is 0.0"),
        ("train xor --clip 0", "--clip is 0.0"),
        ("train xor --patience 0", "--patience is 0"),
        ("train xor --dropout 1", "--dropout is 1.0"),
        ("train xor --l2 -1", "--l2 is -1"),
        ("train xor --min-delta -1", "--min-delta is -1"),
        ("train xor --task guess", "--task is 'guess'"),
        ("train xor --header", "so --header means nothing here"),
        ("train xor --no-header", "so --no-header means nothing here"),
        ("train xor --target x", "so --target 'x' means nothing here"),
        ("train flowers.csv --target 0", "--target is '0'"),
        ("train xor --loss huber --output softplus --activation cos", "no activation 'cos'"),
        ("train xor --out flowers.csv", "flowers.csv is there already"),
        ("train --resume .", "no run folder"),
        ("train xor --resume . --seed 3", "leave out DATA, --seed"),
        ("train xor --hidden 99999999999", "below 2**31"),
        ("train xor --init normal:1e400", "'normal:1e400' holds a number that is too large"),
        ("demo --seed -1", "--seed is -1"),
        ("demo --seed 4294967296", "--seed is 4294967296; expected a whole number below 2**32"),
        ("trian xor", "trian"),
        ("predict", "Usage: unstuck predict"),
        ("predict nothing xor", "no run folder and no model file nothing"),
        ("predict flowers.csv xor", "cannot be read as a model"),
    ],
)
def test_mistakes_are_said_in_words(
    table: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: str,
    message: str,
) -> None:
    assert call(monkeypatch, *arguments.split()) == 2
    said = capsys.readouterr()
    assert message in said.err + said.out
    assert "Traceback" not in said.err
    assert [path.name for path in table.parent.iterdir()] == ["flowers.csv"]  # and no empty run folder


def test_no_name_of_data(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "train", "") == 2
    assert capsys.readouterr().err.startswith("unstuck: DATA is ''; expected a name (xor, iris")


def test_out_of_memory_is_said_in_words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def too_much(**_: object) -> None:
        raise MemoryError("7.45 TiB")

    monkeypatch.setattr(cli, "app", too_much)
    assert call(monkeypatch, "train", "xor") == 2
    assert capsys.readouterr().err.startswith("unstuck: out of memory (7.45 TiB)")


# --- train ---------------------------------------------------------------------------------------------------------


def test_on_a_pipe_there_is_a_line_an_epoch(table: Path) -> None:
    without_colours = {
        name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "TTY_COMPATIBLE")
    }
    done = subprocess.run(
        command("train", "flowers.csv", "--epochs", "3"),
        capture_output=True,
        text=True,
        check=True,
        env=without_colours,
    )
    epochs = [line for line in done.stderr.splitlines() if line.startswith("epoch")]
    assert [line.split()[1] for line in epochs] == ["1/3", "2/3", "3/3"]
    assert re.search(r"loss 0\.\d+  accuracy [\d.]+ %  validation [\d.]+ %", epochs[0])
    assert "60 rows of 2 features; 2 classes: high" in done.stderr
    assert "2-32-32-1, relu → sigmoid, binary cross entropy, l2 0.001; 1,185 parameters" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "\r" not in done.stderr
    assert done.stdout.startswith("Accuracy ")
    assert "Confusion matrix" in done.stdout
    assert done.stdout.splitlines()[-1] == "Run folder: runs/flowers-1"


def test_of_many_epochs_a_hundred_get_a_line(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "train", "xor", "--epochs", "950", "--hidden", "4") == 0
    said = capsys.readouterr().err.splitlines()
    numbers = [int(line.split()[1].split("/")[0]) for line in said if line.startswith("epoch")]
    assert numbers == [1, *range(10, 951, 10)]
    assert "950 epochs: a line every 10 of them" in said


def test_in_a_terminal_there_is_one_bar(table: Path) -> None:
    pty = pytest.importorskip("pty", reason="needs a pseudo-terminal, which Windows does not have")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command("train", "flowers.csv", "--epochs", "60"),
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"},
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 4096):
            seen += chunk
    except OSError:  # how Linux says that the other end is closed
        pass
    assert process.wait() == 0
    text = seen.decode()
    assert "epoch 60/60" in text
    assert "in all" in text
    assert text.count("\n") < 20
    os.close(ours)


def test_quiet(table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "train", "flowers.csv", "--epochs", "2", "--quiet", "--out", "here") == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "Run folder: here" in said.out
    assert (table.parent / "here/model.safetensors").is_file()


def test_diverging_is_exit_code_1(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--loss", "half_squared_error", "--output", "identity", "--optimizer", "sgd", "--lr", "1e9", "-q")
    assert call(monkeypatch, "train", "flowers.csv", *options) == 1
    assert "first number that went bad" in capsys.readouterr().err
    assert Path("runs/flowers-1/model.safetensors").is_file()


def test_a_network_that_learns_nothing_is_told_why(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "train", "flowers.csv", "--init", "zeros", "--epochs", "2") == 0
    assert "note: Layer 1: 32 of 32 relu units are 0 for every row" in capsys.readouterr().err


def test_rare_classes_are_warned_of(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["a,kind", *(f"{i},common" for i in range(60)), "1.5,rare", "2.5,rare"]
    (table.parent / "rare.csv").write_text("\n".join(rows) + "\n")
    assert call(monkeypatch, "train", "rare.csv", "--epochs", "1") == 0
    assert "few rows of class 'rare' (2); the largest has 60" in capsys.readouterr().err
    assert call(monkeypatch, "train", "rare.csv", "--epochs", "1", "--class-weight", "balanced") == 0
    assert "few rows" not in capsys.readouterr().err


def test_ctrl_c_leaves_a_usable_model(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process = subprocess.Popen(
        command("train", "flowers.csv", "--epochs", "1000000"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell lets the programs that it runs in the background ignore Ctrl-C, and they pass this on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    wait_for(table.parent / "runs/flowers-1/checkpoint.safetensors")
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted in epoch" in err
    assert "Traceback" not in err
    assert "Run folder: runs/flowers-1" in out
    assert json.loads(Path("runs/flowers-1/result.json").read_text())["stopped"] == "interrupted"
    assert call(monkeypatch, "predict", "runs/flowers-1", "flowers.csv") == 0


def test_a_killed_run_goes_on_to_the_same_bits(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = ("--epochs", "1500", "--dropout", "0.1", "--hidden", "8")
    assert call(monkeypatch, "train", "flowers.csv", *options, "--out", "whole", "-q") == 0
    process = subprocess.Popen(command("train", "flowers.csv", *options, "--out", "killed", "-q"))
    wait_for(Path("killed/checkpoint.safetensors"))
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert not Path("killed/model.safetensors").exists()
    elsewhere = table.parent / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert call(monkeypatch, "train", "--resume", "../killed", "-q") == 0
    whole, killed = table.parent / "whole", table.parent / "killed"
    assert (whole / "model.safetensors").read_bytes() == (killed / "model.safetensors").read_bytes()
    histories = [(folder / "history.csv").read_text().splitlines() for folder in (whole, killed)]
    without_seconds = [[line.rpartition(",")[0] for line in history] for history in histories]
    assert without_seconds[0] == without_seconds[1]
    commands = json.loads((killed / "settings.json").read_text())["commands"]
    assert [said["command"].split()[2] for said in commands] == ["flowers.csv", "--resume"]


def test_a_finished_run_can_be_made_longer(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "train", "flowers.csv", "--epochs", "2", "--out", "run", "-q") == 0
    assert call(monkeypatch, "train", "--resume", "run", "-q") == 2
    assert "give more: --epochs 4" in capsys.readouterr().err
    assert call(monkeypatch, "train", "--resume", "run", "--epochs", "4") == 0
    assert "The run goes on after epoch 2." in capsys.readouterr().err
    assert call(monkeypatch, "train", "flowers.csv", "--epochs", "4", "--out", "whole", "-q") == 0
    assert Path("run/model.safetensors").read_bytes() == Path("whole/model.safetensors").read_bytes()


# --- predict -------------------------------------------------------------------------------------------------------


@pytest.fixture
def trained(table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """Save a model that says "high" where width + height > 0, as `train` saves them."""
    network = nn.Network((2, 1), loss="binary_cross_entropy")
    info = {"class_names": ["low", "high"], "feature_names": ["width", "height"], "target": "kind", "scale": "none"}
    extras = {"input_offset": np.zeros(2), "input_factor": np.ones(2)}
    model = nn.Model(network, {"W1": np.full((2, 1), 9.0), "b1": np.zeros(1)}, info, extras)
    (table.parent / "run").mkdir()
    model.save(table.parent / "run/model.safetensors")
    (table.parent / "new.csv").write_text("width,height\n1,1\n-1,-1\n0.01,0\n")
    return table.parent / "run"


def test_predict_as_text(trained: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "predict", "run", "new.csv") == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["1", "high", ">99.9", "%"],
        ["2", "low", ">99.9", "%"],
        ["3", "high", "52.2", "%"],
    ]
    assert call(monkeypatch, "predict", "run", "flowers.csv") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Accuracy 100.0 %: 60 of 60 right."


def test_predict_as_csv(trained: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "predict", "run", "new.csv", "--format", "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(rows[0]) == ["row", "prediction", "probability_low", "probability_high"]
    assert [row["prediction"] for row in rows] == ["high", "low", "high"]
    assert float(rows[2]["probability_high"]) == pytest.approx(1 / (1 + np.exp(-0.09)))


def test_predict_as_json_to_a_file(
    trained: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "predict", "run", "flowers.csv", "--format", "json", "--output", "answers.json") == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "60 answers written to answers.json" in said.err
    content = json.loads(Path("answers.json").read_text())
    assert content["accuracy"] == 1.0
    first = content["predictions"][0]
    assert first["prediction"] == first["truth"]
    assert sum(first["probabilities"].values()) == pytest.approx(1)


def test_predict_refuses_another_format(
    trained: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "predict", "run", "new.csv", "--format", "xml") == 2
    assert "--format is 'xml'; expected one of text, csv, json" in capsys.readouterr().err


# --- the terminal --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0.0 %"), (0.0004, "<0.1 %"), (0.5, "50.0 %"), (0.9666, "96.7 %"), (0.99999, ">99.9 %"), (1, "100.0 %")],
)
def test_percent(share: float, text: str) -> None:
    assert console.percent(share) == text


def test_images_side_by_side_without_colours() -> None:
    from rich.console import Console

    image = np.array([[0, 9], [9, 9], [9, 0]])
    drawn = console.side_by_side(Console(color_system=None, width=80), [image, image])
    assert [line.rstrip() for line in drawn.plain.splitlines()] == ["▄█  ▄█", "▀   ▀"]


def test_images_side_by_side_in_grey() -> None:
    from rich.console import Console

    drawn = console.side_by_side(Console(color_system="truecolor", width=80), [np.array([[0, 10], [5, 10]])])
    assert [str(span.style) for span in drawn.spans] == [
        "rgb(0,0,0) on rgb(128,128,128)",
        "rgb(255,255,255) on rgb(255,255,255)",
    ]


def test_margins_are_cut_off_where_the_terminal_is_narrow() -> None:
    from rich.console import Console

    image = np.zeros((28, 28))
    image[4:8, 10:13] = 1
    drawn = console.side_by_side(Console(color_system=None, width=60), [image, image, image])
    assert [line.rstrip() for line in drawn.plain.splitlines()] == ["███  ███  ███"] * 2
