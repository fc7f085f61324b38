"""With the same seed, the same weights as scikit-learn's own; where the two differ on purpose, by how much."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import neural_network as theirs
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import scale
from threadpoolctl import threadpool_limits

import unstuck

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Let scikit-learn's matrix products, too, be made by one thread: beside other work two are many times slower."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="module")
def iris():
    x, y = load_iris(return_X_y=True)
    return scale(x), y


@pytest.fixture(scope="module")
def cancer():
    x, y = load_breast_cancer(return_X_y=True)
    return scale(x)[:200], y[:200]


@pytest.fixture(scope="module")
def diabetes():
    x, y = load_diabetes(return_X_y=True)
    return x, scale(y)


def assert_alike(ours, other, rtol: float = 1e-9) -> None:
    assert ours.n_iter_ == other.n_iter_
    assert ours.t_ == other.t_
    assert ours.out_activation_ == other.out_activation_
    for mine, its in zip([*ours.coefs_, *ours.intercepts_], [*other.coefs_, *other.intercepts_], strict=True):
        np.testing.assert_allclose(mine, its, rtol=rtol, atol=rtol)
    for name in ("loss_curve_", "best_loss_", "validation_scores_", "best_validation_score_"):
        mine, its = getattr(ours, name), getattr(other, name)
        assert (mine is None) == (its is None), name
        if mine is not None:
            np.testing.assert_allclose(mine, its, rtol=rtol, atol=rtol, err_msg=name)


SGD = {"solver": "sgd", "learning_rate_init": 0.05, "max_iter": 30, "random_state": 5}
CHOICES = [
    {},
    {"momentum": 0},
    {"nesterovs_momentum": False},
    {"batch_size": 25},  # divides 150: scikit-learn gives a shorter last batch more of alpha, and ours does not
    {"batch_size": 25, "shuffle": False},
    {"learning_rate": "invscaling", "power_t": 0.3},
    {"learning_rate": "adaptive", "tol": 0.01, "n_iter_no_change": 3, "max_iter": 200},
    {"activation": "logistic", "hidden_layer_sizes": (7, 5)},
    {"activation": "tanh", "alpha": 1.0},
    {"activation": "identity", "hidden_layer_sizes": ()},
    {"early_stopping": True, "batch_size": 45, "n_iter_no_change": 4, "max_iter": 100},
    {"tol": 0.01, "max_iter": 300},
]


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_gradient_descent_comes_to_the_weights_of_scikit_learn(choice, iris) -> None:
    settings = {**SGD, **choice}
    assert_alike(unstuck.MLPClassifier(**settings).fit(*iris), theirs.MLPClassifier(**settings).fit(*iris))


@pytest.mark.parametrize("choice", CHOICES[-2:], ids=str)
def test_two_classes_are_held_out_as_scikit_learn_does(choice, cancer) -> None:
    settings = {**SGD, **choice, "batch_size": 45 if "early_stopping" in choice else 40}
    assert_alike(unstuck.MLPClassifier(**settings).fit(*cancer), theirs.MLPClassifier(**settings).fit(*cancer))


@pytest.mark.parametrize("loss", ["squared_error", "poisson"])
@pytest.mark.parametrize("stops", [False, True])
def test_regression_comes_to_the_weights_of_scikit_learn(loss, stops, diabetes) -> None:
    x, y = diabetes
    settings = {**SGD, "loss": loss, "early_stopping": stops, "batch_size": 17 if stops else 442}
    y = np.round(np.exp(y)) if loss == "poisson" else y
    x, y = (x[:340], y[:340]) if stops else (x, y)  # 306 rows to learn from: 18 batches of 17
    assert_alike(unstuck.MLPRegressor(**settings).fit(x, y), theirs.MLPRegressor(**settings).fit(x, y))


def test_partial_fit_comes_to_the_weights_of_scikit_learn(iris) -> None:
    x, y = iris
    settings = {**SGD, "learning_rate": "invscaling"}
    ours, other = unstuck.MLPClassifier(**settings), theirs.MLPClassifier(**settings)
    for first in (0, 50, 100, 0, 50):
        for estimator in (ours, other):
            estimator.partial_fit(x[first : first + 50], y[first : first + 50], classes=[0, 1, 2])
    assert_alike(ours, other)
    assert ours._optimizer.learning_rate == pytest.approx(other._optimizer.learning_rate, rel=1e-12)


def test_a_warm_start_goes_on_as_in_scikit_learn(iris) -> None:
    settings = {**SGD, "warm_start": True, "batch_size": 50}
    ours, other = unstuck.MLPClassifier(**settings), theirs.MLPClassifier(**settings)
    for _ in range(2):
        assert_alike(ours.fit(*iris), other.fit(*iris))
    assert len(ours.loss_curve_) == len(other.loss_curve_) > ours.n_iter_


def test_a_warm_start_keeps_the_best_weights_where_scikit_learn_overwrites_them(iris) -> None:
    """scikit-learn trains on in the arrays that it keeps as the best: they become the last."""
    settings = {**SGD, "warm_start": True, "early_stopping": True, "batch_size": 15, "max_iter": 3}
    ours, other = unstuck.MLPClassifier(**settings).fit(*iris), theirs.MLPClassifier(**settings).fit(*iris)
    assert_alike(ours, other)
    for estimator, kept in ((ours, True), (other, False)):
        best = estimator.coefs_[0].copy()
        estimator.best_validation_score_ = 2.0  # nothing that comes will be better
        estimator.fit(*iris)
        assert np.array_equal(estimator.coefs_[0], best) == kept


def test_weights_of_rows_count_as_in_scikit_learn_when_all_rows_make_a_step(iris, rng) -> None:
    weights = rng.uniform(0, 3, 150)
    settings = {**SGD, "batch_size": 150}
    ours = unstuck.MLPClassifier(**settings).fit(*iris, sample_weight=weights)
    assert_alike(ours, theirs.MLPClassifier(**settings).fit(*iris, sample_weight=weights))


def test_adam_differs_only_by_where_its_epsilon_stands(iris) -> None:
    settings = {"max_iter": 20, "random_state": 5, "batch_size": 50}
    ours = unstuck.MLPClassifier(**settings, epsilon=1e-12).fit(*iris)
    assert_alike(ours, theirs.MLPClassifier(**settings, epsilon=1e-12).fit(*iris), rtol=1e-6)


def test_with_k_outputs_the_loss_is_that_of_the_steps(diabetes) -> None:
    """scikit-learn's loss is the mean over the outputs and its gradient that of their sum: its issue 8349."""
    x, y = diabetes
    y = np.column_stack([y, -y, y**2])
    settings = {**SGD, "max_iter": 3, "alpha": 0.0, "batch_size": 442}
    ours = unstuck.MLPRegressor(**settings).fit(x, y)
    other = theirs.MLPRegressor(**settings).fit(x, y)
    np.testing.assert_allclose(ours.coefs_[0], other.coefs_[0], rtol=1e-9, atol=1e-12)
    assert ours.loss_ == pytest.approx(3 * other.loss_, rel=1e-9)


def test_float32_stays_float32_and_starts_from_the_same_numbers(iris) -> None:
    x, y = iris
    settings = {**SGD, "max_iter": 3}
    ours = unstuck.MLPClassifier(**settings).fit(x.astype(np.float32), y)
    other = theirs.MLPClassifier(**settings).fit(x.astype(np.float32), y)
    assert {p.dtype for p in (*ours.coefs_, *ours.intercepts_, ours.predict_proba(x.astype(np.float32)))} == {
        np.dtype(np.float32)
    }
    np.testing.assert_allclose(ours.coefs_[0], other.coefs_[0], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("solver", ["lbfgs", "adam"])
@pytest.mark.parametrize("load", [load_iris, load_digits, load_breast_cancer], ids=lambda load: load.__name__)
def test_classes_are_told_apart_as_well_as_by_scikit_learn(load, solver) -> None:
    x, y = load(return_X_y=True)
    x = x / 16 if load is load_digits else scale(x)
    x, x_test, y, y_test = train_test_split(x, y, test_size=0.4, random_state=0, stratify=y)
    settings = {"solver": solver, "hidden_layer_sizes": (20,), "max_iter": 60, "random_state": 1, "alpha": 0.1}
    settings["learning_rate_init"] = 0.02
    ours, other = unstuck.MLPClassifier(**settings).fit(x, y), theirs.MLPClassifier(**settings).fit(x, y)
    assert ours.score(x_test, y_test) >= other.score(x_test, y_test) - 0.02
    assert ours.score(x_test, y_test) > 0.92


@pytest.mark.parametrize("solver", ["lbfgs", "adam"])
def test_numbers_are_learnt_as_well_as_by_scikit_learn(solver, diabetes) -> None:
    x, x_test, y, y_test = train_test_split(*diabetes, test_size=0.4, random_state=0)
    settings = {"solver": solver, "hidden_layer_sizes": (10,), "max_iter": 100, "random_state": 1, "alpha": 1.0}
    settings["learning_rate_init"] = 0.05
    ours, other = unstuck.MLPRegressor(**settings).fit(x, y), theirs.MLPRegressor(**settings).fit(x, y)
    assert ours.score(x_test, y_test) >= other.score(x_test, y_test) - 0.03
    assert ours.score(x_test, y_test) > 0.35


@pytest.mark.parametrize("kernels", ["auto", "reference"])
def test_training_that_stops_within_a_block_of_epochs_has_the_weights_of_that_epoch(kernels, iris, monkeypatch) -> None:
    """Compiled loops make many epochs at once. Those after the end are not seen, in weights or in the random state."""
    monkeypatch.setenv("UNSTUCK_KERNELS", kernels)
    settings = {**SGD, "batch_size": 25, "tol": 0.02, "max_iter": 5000, "warm_start": True}
    ends = []
    for callbacks in (None, lambda model: None):  # who is told of every epoch has them one by one
        generator = np.random.RandomState(5)
        model = unstuck.MLPClassifier(**{**settings, "random_state": generator, "callbacks": callbacks})
        for _ in range(2):
            model.fit(*iris)
            ends.append((model.n_iter_, model.coefs_[0].copy(), generator.randint(10**6)))
    assert ends[0][0] < 100
    for blocks, single in zip(ends[:2], ends[2:], strict=True):
        assert blocks[0] == single[0]
        np.testing.assert_allclose(blocks[1], single[1], rtol=1e-9, atol=1e-12)
        assert blocks[2] == single[2]


def test_one_test_here_can_fail(iris) -> None:
    """Another seed is another start: the comparison notices it."""
    ours = unstuck.MLPClassifier(**{**SGD, "random_state": 6}).fit(*iris)
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_alike(ours, theirs.MLPClassifier(**SGD).fit(*iris))
