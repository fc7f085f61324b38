"""What an estimator says of how it was trained: for each fault a training that has it, silence where all is well."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import scale

from unstuck import MLPClassifier, MLPRegressor, TrainingWarning

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.fixture(scope="module")
def iris():
    return load_iris(return_X_y=True)


def said(model) -> str:
    return str(model.diagnose())


def test_nothing_is_said_of_a_training_that_went_well(iris) -> None:
    x, y = scale(iris[0]), iris[1]
    with warnings.catch_warnings():
        warnings.simplefilter("error", TrainingWarning)
        model = MLPClassifier((10,), learning_rate_init=0.05, random_state=0, max_iter=500).fit(x, y)
    assert model.diagnose().findings == ()
    assert said(model).startswith("Nothing to be said: the loss went to 0.0")


def test_saturated_units(iris) -> None:
    model = MLPClassifier((10,), activation="tanh", random_state=0, max_iter=20)
    with pytest.warns(TrainingWarning, match=r"tanh units are within 0.01 of -1 or 1.*standardise them"):
        model.fit(1000 * iris[0], iris[1])
    assert model.diagnose().grave


@pytest.mark.filterwarnings("ignore::unstuck.nn.TrainingWarning")  # of the answers, which are then all alike
def test_dead_units(iris) -> None:
    model = MLPClassifier((10,), random_state=0, max_iter=10, warm_start=True).fit(scale(iris[0]), iris[1])
    model.intercepts_[0] = np.full(10, -100.0)
    with pytest.warns(TrainingWarning, match="10 of 10 relu units are 0 for every row"):
        model.set_params(max_iter=20).fit(scale(iris[0]), iris[1])


def test_the_same_answer_for_every_row(rng) -> None:
    x, y = rng.standard_normal((100, 3)), rng.standard_normal(100)
    with pytest.warns(TrainingWarning, match="Every row gets the same answer, so the inputs are ignored"):
        MLPRegressor(hidden_layer_sizes=(5,), alpha=1e4, solver="lbfgs", random_state=0).fit(x, y)


def test_inputs_that_are_not_scaled(iris) -> None:
    model = MLPClassifier((5,), max_iter=3, random_state=0).fit(iris[0] * [1, 1, 1, 100], iris[1])
    assert "The inputs reach 250, and their columns' spreads lie between" in said(model)
    assert "StandardScaler()" in said(model)


def test_targets_that_are_not_scaled() -> None:
    model = MLPRegressor(max_iter=20, random_state=0).fit(*load_diabetes(return_X_y=True))
    assert "The targets have the mean 152 and the spread" in said(model)
    assert "TransformedTargetRegressor" in said(model)


def test_a_learning_rate_that_is_too_high(rng) -> None:
    x = rng.standard_normal((60, 3))
    model = MLPRegressor(
        hidden_layer_sizes=(20,), activation="tanh", solver="adam", learning_rate_init=3.0, random_state=0, max_iter=60,
        batch_size=10, n_iter_no_change=60,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TrainingWarning)
        model.fit(x, np.sin(3 * x[:, 0]))
    assert "Lower learning_rate_init (3)" in said(model)


def test_a_network_that_ends_worse_than_a_constant_answer_is_warned_of(iris) -> None:
    with pytest.warns(TrainingWarning, match=r"it rose in \d+% of the epochs. Lower learning_rate_init \(10\)"):
        MLPClassifier((10,), solver="sgd", learning_rate_init=10.0, random_state=0).fit(scale(iris[0]), iris[1])


def test_stopped_while_the_loss_still_fell(iris) -> None:
    with pytest.warns(ConvergenceWarning):
        model = MLPClassifier((10,), max_iter=20, random_state=0, learning_rate_init=0.01).fit(scale(iris[0]), iris[1])
    assert "in the last 2 of 20 epochs, when max_iter (20) was reached" in said(model)


def test_rows_learnt_by_heart(rng) -> None:
    x, y = rng.standard_normal((80, 10)), rng.integers(0, 2, 80)
    model = MLPClassifier((50,), learning_rate_init=0.02, random_state=0, max_iter=60)
    model.fit(x[:40], y[:40], eval_set=(x[40:], y[40:]))
    assert "the network learnt the rows by heart. Use early_stopping=True" in said(model)


def test_rows_that_are_given_are_looked_at_instead(iris) -> None:
    x, y = scale(iris[0]), iris[1]
    model = MLPClassifier((10,), learning_rate_init=0.05, random_state=0, max_iter=500).fit(x, y)
    assert model.diagnose(x, y).share == pytest.approx(model.diagnose().share)
    assert model.diagnose(x, (y + 1) % 3).share > 1
    parts = MLPClassifier((10,), random_state=0).partial_fit(x, y, classes=[0, 1, 2])
    assert np.isnan(parts.diagnose().share)
    assert 0.5 < parts.diagnose(x, y).share < 2


def test_targets_that_are_all_alike_say_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", TrainingWarning)
        model = MLPRegressor(max_iter=5, random_state=0).fit(np.eye(4), np.ones(4))
    assert np.isnan(model.diagnose().share)
    assert "cannot be compared" in said(model)
