"""One training run, from data to run folder, and from there to answers."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from unstuck import console, datasets, nn, plots, predictions, runs
from unstuck.errors import InputError
from unstuck.settings import Settings, complete, make_network, make_recipe


def flowers(path: Path, *, header: bool = True) -> Path:
    """Write 60 rows of two features whose sum says the class."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 2))
    rows = [f"{a:.6f},{b:.6f},{'high' if a + b > 0 else 'low'}" for a, b in x]
    path.write_text("\n".join([*(["width,height,kind"] if header else []), *rows]) + "\n")
    return path


def prices(path: Path) -> Path:
    """Write 80 rows in which the price is a plane over two features, far from 0."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(80, 2))
    rows = [f"{a:.6f},{b:.6f},{250_000 + 40_000 * a - 15_000 * b:.2f}" for a, b in x]
    path.write_text("\n".join(["size,age,price", *rows]) + "\n")
    return path


def carried_out(settings: Settings, folder: Path) -> runs.Outcome:
    """Train and write, as the command does."""
    folder.mkdir()
    run = runs.prepare(settings)
    return runs.write(run, runs.train(run, folder, "unstuck train", lambda step: None), folder)


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> runs.Outcome:
    """Train on MNIST's digits, for a moment."""
    folder = tmp_path_factory.mktemp("digits") / "run"
    return carried_out(Settings("mnist-5k", hidden=(30,), epochs=3, learning_rate=0.003), folder)


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> tuple[runs.Outcome, Path]:
    """Train on a table of two classes."""
    folder = tmp_path_factory.mktemp("kinds")
    table = flowers(folder / "flowers.csv")
    return carried_out(Settings(str(table), target="kind", epochs=60), folder / "run"), table


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> tuple[runs.Outcome, Path]:
    """Train on a table of numbers."""
    folder = tmp_path_factory.mktemp("values")
    table = prices(folder / "prices.csv")
    return carried_out(Settings(str(table), epochs=150), folder / "run"), table


def completed(spec: str, **chosen: object) -> Settings:
    dataset = datasets.load(spec)
    return complete(Settings(spec, **chosen), dataset, len(dataset.x))  # type: ignore[arg-type]


def test_what_the_data_decides() -> None:
    table, image = completed("iris"), completed("mnist-5k")
    assert (table.hidden, table.scale, table.dtype, table.loss) == (
        (32, 32),
        "standard",
        "float64",
        "categorical_cross_entropy",
    )
    assert (image.hidden, image.scale, image.dtype) == ((300,), "unit", "float32")
    assert (table.l2, image.l2, completed("xor").l2, completed("iris", l2=0.0).l2) == (0.001, 0, 0, 0)
    assert completed("iris", optimizer="adamw").l2 == 0  # it has a decay of its own
    two = completed("xor")
    assert (two.loss, two.output, two.epochs) == ("binary_cross_entropy", "sigmoid", 1000)


def test_a_class_score_of_a_squared_error_lies_between_0_and_1() -> None:
    assert completed("xor", loss="half_squared_error").output == "sigmoid"
    assert completed("xor", loss="half_squared_error", output="identity").output == "identity"


@pytest.mark.parametrize(("output", "n_outputs"), [(None, 1), ("softmax", 2)])
def test_two_classes_have_one_output_unless_they_are_to_sum_to_one(output: str | None, n_outputs: int) -> None:
    settings = completed("xor", output=output)
    assert make_network(settings, datasets.load("xor")).widths[-1] == n_outputs


def test_settings_reach_network_and_recipe() -> None:
    settings = completed(
        "iris",
        hidden=(7, 5),
        activation=("tanh", "gelu"),
        dropout=(0.1, 0.5),
        l2=0.01,
        optimizer="adamw",
        momentum=0.8,
        weight_decay=0.3,
        batch_size="full",
        clip=2.0,
        order="random",
        schedule="cosine",
        patience=4,
        min_delta=0.5,
        keep_best=False,
        epochs=9,
        learning_rate=0.7,
    )
    network, recipe = make_network(settings, datasets.load("iris")), make_recipe(settings)
    assert str(network) == "4-7-5-3, tanh → gelu → softmax, categorical cross entropy, l2 0.01"
    assert network.drop_probabilities == (0.1, 0.5)
    assert recipe.describe() == {
        "epochs": 9,
        "batch_size": None,
        "order": "random",
        "learning_rate": 0.7,
        "optimizer": "adamw(beta_1=0.8, beta_2=0.999, epsilon=1e-08, weight_decay=0.3)",
        "schedule": "cosine",
        "clip_norm": 2.0,
        "patience": 4,
        "min_delta": 0.5,
        "keep_best": False,
    }


def test_no_row_is_in_two_parts_and_the_scale_is_that_of_the_training_rows() -> None:
    run = runs.prepare(Settings("iris", seed=3))
    assert run.validation is not None
    assert run.test is not None
    parts = [run.training.numbers, run.validation.numbers, run.test.numbers]
    assert [len(numbers) for numbers in parts] == [108, 12, 30]
    assert sorted(np.concatenate(parts)) == list(range(150))
    np.testing.assert_allclose(run.training.x.mean(axis=0), 0, atol=1e-12)
    assert np.abs(run.test.x.mean(axis=0)).max() > 0.01
    np.testing.assert_allclose(run.test.x[0], run.scaler.apply(run.dataset.x)[run.test.numbers[0]])


def test_class_weight_reaches_the_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}
    monkeypatch.setattr(runs, "fit", lambda *_, **options: given.update(options))
    runs.train(runs.prepare(Settings("xor", class_weight="balanced")), tmp_path, "", lambda step: None, resume=True)
    assert (given["class_weight"], given["resume"]) == ("balanced", True)


def test_few_rows_are_all_learnt_from() -> None:
    run = runs.prepare(Settings("xor"))
    assert (len(run.training.x), run.validation, run.test) == (4, None, None)
    assert run.measured_on is run.training


def test_a_test_part_of_its_own_is_used(tmp_path: Path) -> None:
    x, y = np.random.default_rng(0).normal(size=(40, 3)), np.arange(40) % 2
    np.savez(tmp_path / "data.npz", x_train=x[:30], y_train=y[:30], x_test=x[30:], y_test=y[30:])
    run = runs.prepare(Settings(str(tmp_path / "data.npz")))
    assert run.test is not None
    assert len(run.test.x) == 10
    assert len(run.training.x) == 27
    with pytest.raises(InputError, match="test part of its own"):
        runs.prepare(Settings(str(tmp_path / "data.npz"), test=0.5))
    assert runs.prepare(run.settings).settings == run.settings  # as a run that is resumed does


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"hidden": (4, 0)}, "--hidden is 0"),
        ({"batch_size": 0}, "--batch-size is 0"),
        ({"epochs": -1}, "--epochs is -1"),
        ({"activation": ("tanh", "relu", "relu")}, "--activation has 3 entries, and there are 2 hidden layers"),
        ({"dropout": (0.1, 0.1, 0.1)}, "--dropout has 3 entries"),
        ({"validation": 1.0}, "--validation is 1"),
        ({"test": float("nan")}, "--test is nan"),
        ({"scale": "big"}, "--scale is 'big'"),
        ({"dtype": "int8"}, "--dtype is 'int8'"),
        ({"seed": -1}, "--seed is -1"),
        ({"init": "hee"}, "no initializer 'hee'"),
        ({"bias_init": "hee"}, "no initializer 'hee'"),
        ({"momentum": 0.5, "optimizer": "sgd"}, "sgd has no --momentum"),
        ({"momentum": 1.0}, "--momentum is 1"),
        ({"weight_decay": 0.1}, "adam has no --weight-decay"),
        ({"weight_decay": -0.1, "optimizer": "adamw"}, "--weight-decay is -0.1"),
        ({"class_weight": "fair"}, "class_weight is 'fair'"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_written(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as raised:
        runs.prepare(replace(Settings("iris"), **wrong))  # type: ignore[arg-type]
    assert message in str(raised.value)


def test_run_folder(digits: runs.Outcome) -> None:
    names = {path.name for path in digits.folder.iterdir()}
    assert names == {
        *("model.safetensors", "checkpoint.safetensors", "settings.json", "history.csv", "result.json"),
        *("learning_curves.svg", "learning_curves.png", "first_layer.svg", "first_layer.png"),
        *("confusion.svg", "wrong.svg"),
    }
    with (digits.folder / "history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert float(rows[-1]["loss"]) < float(rows[0]["loss"])
    saved = json.loads((digits.folder / "settings.json").read_text())
    assert Settings(**saved["settings"]).hidden == [30]
    assert saved["versions"]["numpy"] == np.__version__


def test_each_epoch_has_its_line_also_where_many_end_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, calls = runs.prepare(Settings("xor", epochs=40, patience=None)), []
    with console.progress(run, quiet=False) as on_progress:
        runs.train(run, tmp_path, "", lambda step: (calls.append(step.epoch), on_progress(step))[1])
    said = [line.split()[1] for line in capsys.readouterr().err.splitlines() if line.startswith("epoch")]
    assert said == [f"{epoch}/40" for epoch in range(1, 41)]
    assert len(calls) < 40


def test_result_can_be_recomputed_from_the_files(digits: runs.Outcome) -> None:
    result = json.loads((digits.folder / "result.json").read_text())
    model = nn.Model.load(digits.folder / "model.safetensors")
    test = digits.run.test
    assert test is not None
    scaled = (test.source[test.numbers] - model.extras["input_offset"]) * model.extras["input_factor"]
    said = model.predict(scaled)
    assert result["part"] == "held-out rows"
    assert result["accuracy"] == pytest.approx((said == test.truth).mean())
    assert result["accuracy"] > 0.8
    confusion = np.array(result["confusion"])
    assert confusion.sum() == result["n_rows"] == 1000
    assert confusion.trace() == (said == test.truth).sum()
    assert confusion[3, 5] == ((test.truth == 3) & (said == 5)).sum()
    confidences = [wrong["confidence"] for wrong in result["wrong"]]
    assert confidences == sorted(confidences, reverse=True)
    first = result["wrong"][0]
    assert str(digits.run.dataset.targets[first["row"] - 1]) == first["truth"] != first["said"]
    assert max(model.outputs(scaled)[said != test.truth].max(axis=1)) == pytest.approx(first["confidence"])


def test_regression_is_measured_in_the_unit_of_the_targets(values: tuple[runs.Outcome, Path]) -> None:
    outcome, _ = values
    measured, test = outcome.measured, outcome.run.test
    assert test is not None
    assert measured.r2 is not None
    assert measured.rmse is not None
    assert measured.r2 > 0.98
    y = outcome.model.outputs(test.x) / outcome.model.extras["target_factor"] + outcome.model.extras["target_offset"]
    assert measured.rmse == pytest.approx(np.sqrt(np.mean((y - test.truth) ** 2)))
    assert 1 < measured.rmse < 6_000
    assert measured.wrong[0].confidence == pytest.approx(np.abs(y - test.truth).max())


def test_same_seed_same_files(tmp_path: Path) -> None:
    settings = Settings(str(flowers(tmp_path / "flowers.csv")), epochs=5, dropout=(0.2,))
    first, second = (carried_out(settings, tmp_path / name) for name in "ab")
    for file in ("model.safetensors", "confusion.svg", "first_layer.svg"):
        assert (first.folder / file).read_bytes() == (second.folder / file).read_bytes()
    other = runs.prepare(replace(settings, seed=1))
    assert not np.array_equal(other.training.numbers, first.run.training.numbers)


def test_new_folders_are_numbered_and_none_is_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert [str(runs.new_folder("my data.csv", None)) for _ in range(3)] == [f"runs/my-data-{i}" for i in (1, 2, 3)]
    (tmp_path / "full").mkdir()
    (tmp_path / "full/model.safetensors").write_text("precious")
    with pytest.raises(InputError, match="nothing is written over"):
        runs.new_folder("x", tmp_path / "full")
    assert runs.new_folder("x", tmp_path / "deep/er") == tmp_path / "deep/er"


def test_a_file_called_runs_is_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").write_text("")
    with pytest.raises(InputError, match="Cannot make the run folder"):
        runs.new_folder("iris", None)


def test_a_number_that_becomes_infinite_leaves_the_last_good_model(tmp_path: Path) -> None:
    table = prices(tmp_path / "prices.csv")
    outcome = carried_out(Settings(str(table), optimizer="sgd", learning_rate=1e6), tmp_path / "run")
    assert outcome.fit.stopped == "diverged"
    assert json.loads((tmp_path / "run/result.json").read_text())["stopped"] == "diverged"
    model = nn.Model.load(tmp_path / "run/model.safetensors")
    assert all(np.isfinite(parameter).all() for parameter in model.parameters.values())


def test_no_epochs_at_all(tmp_path: Path) -> None:
    outcome = carried_out(Settings("xor", epochs=0), tmp_path / "run")
    assert len(outcome.fit.history) == 0
    assert (tmp_path / "run/first_layer.svg").is_file()


def test_unfinished_settings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run folder"):
        runs.saved_settings(tmp_path)
    (tmp_path / "settings.json").write_text('{"settings": {"data": "iris", "colour": "red"}}')
    with pytest.raises(InputError, match="colour"):
        runs.saved_settings(tmp_path)


def test_a_finished_run_says_that_it_is_finished(kinds: tuple[runs.Outcome, Path]) -> None:
    with pytest.raises(InputError, match="has made 60 epochs"):
        runs.saved_settings(kinds[0].folder)
    assert runs.saved_settings(kinds[0].folder, 61).epochs == 61


# --- predictions ---------------------------------------------------------------------------------------------------


def test_known_answers_give_the_accuracy(kinds: tuple[runs.Outcome, Path]) -> None:
    outcome, table = kinds
    answers = predictions.predict(outcome.folder, str(table))
    truth = [line.split(",")[2] for line in table.read_text().splitlines()[1:]]
    share = np.mean([said == right for said, right in zip(answers.names(), truth, strict=True)])
    assert predictions.accuracy(answers) == pytest.approx(share)
    assert share > 0.9
    assert any("trained on rows of flowers.csv" in note for note in answers.notes)


@pytest.mark.parametrize(
    "text",
    [
        "width,height\n2,2\n-2,-2\n",
        "2,2\n-2,-2\n",
        "2 2\n-2 -2\n",
        "height;width\n2;2\n-2;-2\n",
        "name,width,colour,height\nanna,2,red,2\nbob,-2,blue,-2\n",
    ],
)
def test_tables_without_the_target(kinds: tuple[runs.Outcome, Path], tmp_path: Path, text: str) -> None:
    table = tmp_path / "new.csv"
    table.write_text(text)
    answers = predictions.predict(kinds[0].folder / "model.safetensors", str(table))
    assert answers.names() == ["high", "low"]
    assert predictions.accuracy(answers) is None


def test_whether_there_is_a_header_can_be_said(kinds: tuple[runs.Outcome, Path], tmp_path: Path) -> None:
    table = tmp_path / "new.csv"
    table.write_text("2,2\n-2,-2\n")
    assert predictions.predict(kinds[0].folder, str(table), header=False).names() == ["high", "low"]
    table.write_text("1,2\n2,2\n-2,-2\n")
    assert predictions.predict(kinds[0].folder, str(table)).names() == ["high", "high", "low"]
    # Names that look like numbers are names of columns that the network does not know.
    with pytest.raises(InputError, match="has no column width, height"):
        predictions.predict(kinds[0].folder, str(table), header=True)
    table.write_text("7,8,9\n1,2,a\n3,4,b\n5,6,a\n")
    assert runs.prepare(Settings(str(table), header=True)).dataset.feature_names == ("7", "8")
    assert len(runs.prepare(Settings(str(table), header=False, task="classification")).dataset.x) == 4


def test_columns_are_found_by_their_names(values: tuple[runs.Outcome, Path], tmp_path: Path) -> None:
    table = tmp_path / "new.csv"
    table.write_text("age,size\n-1,2\n")
    assert predictions.predict(values[0].folder, str(table)).said == pytest.approx(np.array([[345_000]]), rel=0.05)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1\n2\n", "has 1 columns, and the model was trained on 2 (width, height)"),
        ("1,2,3,4\n5,6,7,8\n", "there is no column called 'kind'"),
        ("breadth,height\n1,2\n", "has no column width"),
        ("width,height\n1,2\n3,four\n", "row 3, column 2 'height': found 'four'"),
        ("width,height\n1,nan\n", "row 2, column 2 'height': found 'nan'"),
        ("width,height\n1,2\n3\n", "row 3: found 1 cells, expected 2"),
        ("width,height\n", "no rows below"),
        ("", "is empty"),
    ],
)
def test_tables_that_do_not_fit(kinds: tuple[runs.Outcome, Path], tmp_path: Path, text: str, message: str) -> None:
    table = tmp_path / "new.csv"
    table.write_text(text)
    with pytest.raises(InputError) as raised:
        predictions.predict(kinds[0].folder, str(table))
    assert message in str(raised.value)


def test_data_of_another_shape_is_refused(digits: runs.Outcome) -> None:
    with pytest.raises(InputError, match="xor has 2 features, and the model was trained on 784"):
        predictions.predict(digits.folder, "xor")


def test_no_such_model(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run folder and no model file"):
        predictions.predict(tmp_path / "none", "iris")


def digit(outcome: runs.Outcome) -> tuple[np.ndarray, str]:
    """Choose a digit that was held out and is recognised, with its name."""
    test = outcome.run.test
    assert test is not None
    said = outcome.model.predict(test.x)
    chosen = np.flatnonzero((said == test.truth) & (outcome.model.outputs(test.x).max(axis=1) > 0.99))[0]
    pixels = test.source[test.numbers[chosen]].reshape(28, 28).astype(np.uint8)
    return pixels, outcome.run.dataset.class_names[said[chosen]]


def test_picture_of_the_right_size_is_taken_as_it_is(digits: runs.Outcome, tmp_path: Path) -> None:
    from PIL import Image

    pixels, name = digit(digits)
    Image.fromarray(pixels).save(tmp_path / "digit.png")
    answers = predictions.predict(digits.folder, str(tmp_path / "digit.png"))
    assert answers.names() == [name]
    assert answers.image is not None
    np.testing.assert_allclose(answers.image, pixels / 255)


def test_picture_of_another_size_is_inverted_fitted_and_centred(digits: runs.Outcome, tmp_path: Path) -> None:
    from PIL import Image

    pixels, name = digit(digits)
    page = Image.new("L", (300, 200), 235)
    page.paste(Image.fromarray(235 - (pixels / 255 * 200).astype(np.uint8)).resize((140, 140)), (150, 20))
    page.save(tmp_path / "photo.jpg")
    answers = predictions.predict(digits.folder, str(tmp_path / "photo.jpg"))
    assert answers.names() == [name]
    assert "inverted" in answers.notes[0]
    image = answers.image
    assert image is not None
    # As in the set itself: 20 pixels at most, and the centre of mass in the middle.
    assert max(np.ptp(np.flatnonzero(image.any(axis=axis))) for axis in (0, 1)) + 1 == 20
    centre = [(image.sum(axis=axis) @ np.arange(0.5, 28)) / image.sum() for axis in (0, 1)]
    np.testing.assert_allclose(centre, 14.5, atol=0.6)
    assert np.abs(image - pixels / 255).mean() < 0.03


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    from PIL import Image

    ink = np.zeros((28, 28), np.uint8)
    ink[10:20, 12:16] = 255
    image = Image.new("RGBA", (28, 28), (0, 0, 0, 0))
    image.putalpha(Image.fromarray(ink))
    image.save(tmp_path / "digit.png")
    pixels, _ = predictions.read_digit(tmp_path / "digit.png", (28, 28))
    np.testing.assert_allclose(pixels, ink / 255)


def test_pictures_that_cannot_be_read(digits: runs.Outcome, kinds: tuple[runs.Outcome, Path], tmp_path: Path) -> None:
    from PIL import Image

    (tmp_path / "broken.png").write_text("no image")
    Image.new("L", (40, 40), 200).save(tmp_path / "blank.png")
    with pytest.raises(InputError, match="cannot be read as an image"):
        predictions.predict(digits.folder, str(tmp_path / "broken.png"))
    with pytest.raises(InputError, match="nothing on it"):
        predictions.predict(digits.folder, str(tmp_path / "blank.png"))
    with pytest.raises(InputError, match="not trained on images"):
        predictions.predict(kinds[0].folder, str(tmp_path / "blank.png"))


def test_a_picture_in_colour_is_stretched(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (40, 20), (255, 0, 51)).save(tmp_path / "red.png")
    pixels, _ = predictions.read_colours(tmp_path / "red.png", (8, 8, 3))
    np.testing.assert_allclose(pixels, np.broadcast_to([1, 0, 0.2], (8, 8, 3)))


def test_a_model_made_in_python_needs_no_info(tmp_path: Path) -> None:
    network = nn.Network((2, 3), loss="categorical_cross_entropy")
    parameters = {"W1": np.array([[5.0, 0, 0], [0, 5.0, 0]]), "b1": np.zeros(3)}
    nn.Model(network, parameters).save(tmp_path / "model.safetensors")
    (tmp_path / "new.csv").write_text("0,9\n9,0\n")
    assert predictions.predict(tmp_path, str(tmp_path / "new.csv")).names() == ["1", "0"]


# --- pictures ------------------------------------------------------------------------------------------------------


def test_tiles_hold_each_image_once() -> None:
    images = np.arange(5 * 4).reshape(5, 2, 2).astype(float)
    board = plots._tiled(images, 3)
    assert board.shape == (5, 8)
    np.testing.assert_array_equal(board[3:5, 3:5], images[4])
    assert np.isnan(board).sum() == 5 * 8 - 5 * 4


def test_names_with_dollars_are_no_formulas() -> None:
    figure = plots.first_layer(np.ones((2, 1)), None, ["price in $", "$\\frac$"])
    file = io.BytesIO()
    figure.savefig(file, format="svg")  # a formula that is none would raise here
    assert file.getvalue().startswith(b"<?xml")
