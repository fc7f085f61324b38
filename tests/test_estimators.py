"""What the estimators offer beyond scikit-learn's, what they refuse, and that they fit in with the rest of it."""

from __future__ import annotations

import pickle

import joblib
import numpy as np
import pandas
import polars
import pytest
import scipy.sparse
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.datasets import load_digits, load_iris, make_multilabel_classification, make_regression
from sklearn.experimental import enable_halving_search_cv  # noqa: F401  (it makes the import below possible)
from sklearn.model_selection import GridSearchCV, HalvingRandomSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, scale
from sklearn.utils.class_weight import compute_sample_weight

from unstuck import InputError, MLPClassifier, MLPRegressor, TrainingWarning, nn

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
QUIET = pytest.mark.filterwarnings("ignore::unstuck.nn.TrainingWarning")


@pytest.fixture(scope="module")
def iris():
    x, y = load_iris(return_X_y=True)
    return scale(x), y


def same_weights(one, other) -> bool:
    return all(
        np.array_equal(a, b)
        for a, b in zip(one.coefs_ + one.intercepts_, other.coefs_ + other.intercepts_, strict=True)
    )


# -- fitting in


def test_in_a_pipeline_and_cross_validation() -> None:
    x, y = load_iris(return_X_y=True)
    model = make_pipeline(StandardScaler(), MLPClassifier((10,), solver="lbfgs", alpha=1.0, random_state=0))
    assert cross_val_score(model, x, y, cv=3).mean() > 0.93
    assert model.fit(x, y).score(x, y) > 0.96


def test_a_grid_is_searched_in_two_processes(iris) -> None:
    grid = {"alpha": [1e-4, 1.0], "activation": ["tanh", ("relu",)], "dropout": [0.0, 0.1]}
    model = MLPClassifier((8,), solver="adamw", learning_rate_init=0.02, max_iter=60, random_state=0)
    found = GridSearchCV(model, grid, cv=3, n_jobs=2).fit(*iris)
    again = GridSearchCV(model, grid, cv=3).fit(*iris)
    assert found.best_score_ > 0.93
    np.testing.assert_allclose(found.cv_results_["mean_test_score"], again.cv_results_["mean_test_score"])


@QUIET
def test_a_random_search_by_halving(iris) -> None:
    model = MLPClassifier(learning_rate_init=0.02, random_state=0)
    choices = {"hidden_layer_sizes": [(5,), (10,), (10, 5)], "alpha": [1e-4, 1e-2, 1.0]}
    search = HalvingRandomSearchCV(
        model, choices, resource="max_iter", min_resources=5, max_resources=40, cv=3, random_state=0
    )
    assert search.fit(*iris).best_score_ > 0.8


def test_targets_can_be_transformed() -> None:
    x, y = make_regression(200, 5, noise=1.0, random_state=0)
    inner = MLPRegressor(hidden_layer_sizes=(10,), solver="lbfgs", random_state=0, max_iter=500)
    assert TransformedTargetRegressor(inner, transformer=StandardScaler()).fit(x, 1000 + y).score(x, 1000 + y) > 0.98


def test_clones_have_the_parameters_and_nothing_learnt(iris) -> None:
    model = MLPClassifier((5, 3), activation=("tanh", "gelu"), dropout=(0.1, 0.2), learning_rate=nn.step(5), max_iter=2)
    copy = clone(model.fit(*iris))
    assert copy.get_params() == model.get_params()
    assert not hasattr(copy, "coefs_")


@pytest.mark.parametrize("estimator", [MLPClassifier(max_iter=5), MLPRegressor(solver="lbfgs", max_iter=5)], ids=str)
@QUIET
def test_pickled_by_joblib_and_going_on(estimator, iris, tmp_path) -> None:
    model = clone(estimator).set_params(random_state=0, warm_start=True).fit(*iris)
    joblib.dump(model, tmp_path / "model.pkl")
    again = joblib.load(tmp_path / "model.pkl")
    assert np.array_equal(again.predict(iris[0]), model.predict(iris[0]))
    assert same_weights(again.fit(*iris), model.fit(*iris))
    assert pickle.loads(pickle.dumps(model)).get_params() == model.get_params()  # noqa: S301 (made above)


@pytest.mark.parametrize(
    "settings",
    [{}, {"solver": "sgd", "dropout": 0.3}, {"early_stopping": True}, {"solver": "lbfgs"}, {"solver": nn.rmsprop()}],
    ids=["adam", "sgd, dropout", "early stopping", "lbfgs", "record"],
)
@QUIET
def test_the_same_seed_gives_the_same_weights(settings, iris) -> None:
    fits = [MLPClassifier(max_iter=10, random_state=seed, **settings).fit(*iris) for seed in (3, 3, 4)]
    assert same_weights(fits[0], fits[1])
    assert not same_weights(fits[0], fits[2])
    generator = np.random.RandomState(3)
    first, second = (MLPClassifier(max_iter=10, random_state=generator, **settings).fit(*iris) for _ in range(2))
    assert same_weights(fits[0], first)
    assert not same_weights(first, second)


@pytest.mark.parametrize("frame", [pandas.DataFrame, polars.DataFrame], ids=["pandas", "polars"])
def test_frames_with_names_of_features(frame, iris) -> None:
    x, y = iris
    names = ["a", "b", "c", "d"]
    named = frame(dict(zip(names, x.T, strict=True)))
    model = MLPClassifier(max_iter=5, random_state=0).fit(named, frame({"y": y})["y"], eval_set=(named, y))
    assert list(model.feature_names_in_) == names
    assert same_weights(model, MLPClassifier(max_iter=5, random_state=0).fit(x, y))
    assert np.array_equal(model.predict(named), model.predict(named))
    other = frame(dict(zip(["a", "b", "d", "c"], x.T, strict=True)))
    with pytest.raises(ValueError, match="feature names should match"):
        model.predict(other)


# -- sparse inputs


@pytest.mark.parametrize("solver", ["lbfgs", "adam", "sgd"])
@pytest.mark.parametrize("kind", [scipy.sparse.csr_array, scipy.sparse.csc_matrix, scipy.sparse.coo_array])
def test_sparse_inputs_come_to_the_weights_of_dense_ones(kind, solver) -> None:
    x, y = load_digits(return_X_y=True)
    x, y = np.where(x > 8, x, 0)[:300] / 16, y[:300]
    settings = {"solver": solver, "max_iter": 5, "random_state": 0, "hidden_layer_sizes": (10,)}
    dense = MLPClassifier(**settings).fit(x, y, eval_set=(x, y))
    sparse = MLPClassifier(**settings).fit(kind(x), y, eval_set=(kind(x), y))
    for mine, its in zip(dense.coefs_, sparse.coefs_, strict=True):
        np.testing.assert_allclose(mine, its, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(dense.validation_loss_curve_, sparse.validation_loss_curve_, rtol=1e-6)
    np.testing.assert_allclose(sparse.predict_proba(kind(x)), sparse.predict_proba(x), rtol=1e-9)


@QUIET
def test_wide_sparse_inputs_are_never_made_dense(rng) -> None:
    """20,000 rows of 200,000 words would take 32 GB."""
    rows, columns = np.arange(20_000).repeat(3), rng.integers(0, 200_000, 60_000)
    x = scipy.sparse.csr_array((np.ones(60_000), (rows, columns)), shape=(20_000, 200_000))
    y = np.arange(20_000) % 2
    model = MLPClassifier((2,), max_iter=1, batch_size=5_000, random_state=0).fit(x, y)
    assert model.predict(x[:10]).shape == (10,)


# -- what comes beyond scikit-learn's


def test_each_layer_has_its_own_activation_and_width(iris) -> None:
    model = MLPClassifier((6, 4), activation=("gelu", "logistic"), max_iter=3, random_state=0).fit(*iris)
    assert [w.shape for w in model.coefs_] == [(4, 6), (6, 4), (4, 3)]
    assert [a.name for a in model._network.hidden_activations] == ["gelu", "sigmoid"]


def test_dropout_is_on_in_training_and_off_in_use(iris) -> None:
    settings = {"hidden_layer_sizes": (30,), "max_iter": 100, "learning_rate_init": 0.01, "random_state": 0}
    plain, dropped = (MLPClassifier(dropout=p, **settings).fit(*iris) for p in (0.0, 0.5))
    assert not same_weights(plain, dropped)
    assert dropped.loss_ > plain.loss_
    assert np.array_equal(dropped.predict_proba(iris[0]), dropped.predict_proba(iris[0]))
    assert dropped.score(*iris) > 0.93


@pytest.mark.parametrize("solver", ["lbfgs", "sgd"])
def test_weights_of_rows_count_as_repeated_rows(solver, iris, rng) -> None:
    x, y = iris[0][30:110], iris[1][30:110]
    times = rng.integers(0, 4, len(x))
    settings = {"solver": solver, "hidden_layer_sizes": (5,), "max_iter": 20, "random_state": 0, "batch_size": 80}
    settings |= {"alpha": 1.0, "class_weight": "balanced", "tol": 0.0}
    weighted = MLPClassifier(**settings).fit(x, y, sample_weight=times)
    settings["batch_size"] = int(times.sum())
    repeated = MLPClassifier(**settings).fit(np.repeat(x, times, axis=0), np.repeat(y, times))
    np.testing.assert_allclose(weighted.coefs_[0], repeated.coefs_[0], rtol=1e-4, atol=1e-5)


def test_class_weight_is_what_scikit_learn_means_by_it(iris) -> None:
    x, y = iris[0][:120], iris[1][:120]
    settings = {"solver": "lbfgs", "hidden_layer_sizes": (5,), "max_iter": 15, "random_state": 0}
    names = np.array(["setosa", "versicolor", "virginica"])[y]
    for class_weight in ("balanced", {"setosa": 2.0, "virginica": 0.5}):
        by_class = MLPClassifier(class_weight=class_weight, **settings).fit(x, names)
        by_row = MLPClassifier(**settings).fit(x, names, sample_weight=compute_sample_weight(class_weight, names))
        np.testing.assert_allclose(by_class.coefs_[0], by_row.coefs_[0], rtol=1e-6)


def test_a_rare_class_is_found_when_the_classes_are_balanced(rng) -> None:
    y = (rng.random(600) < 0.06).astype(int)
    x = rng.standard_normal((600, 2)) + 1.2 * y[:, None]
    found = [
        MLPClassifier((5,), class_weight=w, solver="lbfgs", alpha=1.0, random_state=0, max_iter=100)
        .fit(x, y)
        .predict(x)
        for w in (None, "balanced")
    ]
    rare = y == 1
    assert found[1][rare].mean() > found[0][rare].mean() + 0.2


@pytest.mark.parametrize("estimator", [MLPClassifier, MLPRegressor])
@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
def test_rows_to_measure_on(estimator, solver, iris) -> None:
    x, y = iris
    model = estimator(solver=solver, max_iter=12, random_state=0)
    model.fit(x[::2], y[::2], eval_set=(x[1::2], y[1::2]))
    assert len(model.validation_scores_) == len(model.validation_loss_curve_) == model.n_iter_
    assert model.validation_scores_[-1] == pytest.approx(model.score(x[1::2], y[1::2]), rel=1e-9)
    assert same_weights(model, estimator(solver=solver, max_iter=12, random_state=0).fit(x[::2], y[::2]))
    weights = np.arange(75.0)
    model.fit(x[::2], y[::2], eval_set=[(x[1::2], y[1::2], weights)])
    assert model.validation_scores_[-1] == pytest.approx(model.score(x[1::2], y[1::2], weights), rel=1e-9)


@QUIET
def test_early_stopping_goes_by_the_rows_given_and_returns_to_the_best(iris) -> None:
    x, y = iris
    model = MLPClassifier(
        learning_rate_init=0.5, early_stopping=True, n_iter_no_change=5, random_state=0, tol=0, batch_size=10
    )
    model.fit(x[::2], y[::2], eval_set=(x[1::2], y[1::2]))
    assert model.best_validation_score_ == max(model.validation_scores_) == model.score(x[1::2], y[1::2])
    assert model.t_ == 75 * model.n_iter_


@QUIET
def test_multilabel(rng) -> None:
    x, y = make_multilabel_classification(200, 8, n_classes=4, random_state=0)
    model = MLPClassifier(solver="lbfgs", random_state=0, max_iter=100).fit(scale(x), y, eval_set=(scale(x), y))
    assert model.score(scale(x), y) > 0.95
    assert model.validation_scores_[-1] == pytest.approx(model.score(scale(x), y))
    assert model.predict_proba(scale(x)).shape == (200, 4)
    sparse = MLPClassifier(solver="lbfgs", random_state=0, max_iter=100).fit(scale(x), scipy.sparse.csr_matrix(y))
    assert np.array_equal(sparse.predict(scale(x)).toarray(), model.predict(scale(x)))


def test_several_outputs() -> None:
    x, y = make_regression(200, 6, n_targets=3, noise=0.1, random_state=0)
    model = MLPRegressor(hidden_layer_sizes=(20,), solver="lbfgs", random_state=0, max_iter=500).fit(x, scale(y))
    assert model.predict(x).shape == (200, 3)
    assert model.score(x, scale(y)) > 0.99


def test_functions_are_called_after_each_epoch_and_can_stop(iris) -> None:
    seen = []

    def watch(model) -> bool:
        seen.append((model.n_iter_, model.loss_curve_[-1], model.score(*iris)))
        return model.n_iter_ == 4

    for solver in ("adam", "lbfgs"):
        seen.clear()
        model = MLPClassifier(solver=solver, callbacks=[watch, lambda model: None], random_state=0).fit(*iris)
        assert [n for n, _, _ in seen] == [1, 2, 3, 4]
        assert [loss for _, loss, _ in seen] == model.loss_curve_
        assert model.n_iter_ == 4


def test_callbacks_of_scikit_learns_protocol(iris) -> None:
    callback = pytest.importorskip("sklearn.callback", reason="scikit-learn has callbacks from version 1.9 on")

    class Stop:
        def __init__(self) -> None:
            self.told = []

        def setup(self, estimator, context) -> None:
            self.told.append("setup")

        def teardown(self, estimator, context) -> None:
            self.told.append("teardown")

        def on_fit_task_begin(self, estimator, context) -> None:
            self.told.append(f"{context.task_name} begins")

        def on_fit_task_end(self, estimator, context, *, X, y, fitted_estimator) -> bool:  # noqa: N803 (theirs)
            self.told.append(f"{context.task_name} ends")
            assert fitted_estimator.score(X, y) == estimator.score(*iris)
            return context.task_name == "epoch" and context.task_id == 1

    for solver in ("sgd", "lbfgs"):
        stop, monitor = Stop(), callback.ScoringMonitor(scoring="accuracy")
        model = MLPClassifier(solver=solver, random_state=0).set_callbacks(stop, monitor).fit(*iris)
        epochs = ["epoch begins", "epoch ends"] * 2
        assert stop.told == ["setup", "fit begins", *epochs, "fit ends", "teardown"]
        assert model.n_iter_ == 2
        scores = [row["accuracy"] for row in monitor.get_logs().data if row["task_name"] == "epoch"]
        assert scores[-1] == model.score(*iris)


@pytest.mark.parametrize(
    "learning_rate", ["cosine", "step", "plateau", nn.step(every=2, by=0.1)], ids=lambda s: getattr(s, "name", s)
)
@pytest.mark.parametrize("solver", ["adam", "sgd"])
def test_schedules_of_the_networks(solver, learning_rate, iris) -> None:
    rates = []
    MLPClassifier(
        solver=solver,
        learning_rate=learning_rate,
        max_iter=20,
        callbacks=lambda m: rates.append(m._optimizer.learning_rate),
    ).fit(*iris)
    expected = {"cosine": 0.001, "step": 0.0005, "plateau": 0.001}
    if learning_rate == "cosine":
        assert rates[0] == pytest.approx(0.001)
        assert rates[-1] < 1e-5
    elif isinstance(learning_rate, str):
        assert rates[-1] == pytest.approx(expected[learning_rate])
    else:
        assert rates[4] == pytest.approx(1e-5)


def test_weight_decay_shrinks_the_weights(iris) -> None:
    settings = {"solver": "adamw", "learning_rate_init": 0.01, "alpha": 0.0, "max_iter": 50, "random_state": 0}
    sizes = [np.abs(MLPClassifier(weight_decay=d, **settings).fit(*iris).coefs_[0]).sum() for d in (0.0, 1.0)]
    assert sizes[1] < 0.9 * sizes[0]


def test_a_clipped_gradient_makes_short_steps(iris) -> None:
    model = MLPClassifier(solver="sgd", momentum=0, clip_norm=1e-3, max_iter=1, random_state=0, learning_rate_init=1.0)
    start = MLPClassifier(solver="sgd", momentum=0, max_iter=1, random_state=0, learning_rate_init=1e-30).fit(*iris)
    model.fit(*iris)
    step = np.sqrt(
        sum(
            ((a - b) ** 2).sum()
            for a, b in zip(model.coefs_ + model.intercepts_, start.coefs_ + start.intercepts_, strict=True)
        )
    )
    assert step == pytest.approx(1e-3, rel=1e-6)


def test_partial_fit_goes_on_where_the_optimizer_was(iris) -> None:
    """Epochs one at a time come to the weights of the same epochs at once."""
    for settings in ({"solver": "adam"}, {"solver": "sgd"}, {"solver": "adamw", "learning_rate": "cosine"}):
        settings = {**settings, "random_state": 0, "batch_size": 150, "max_iter": 6, "tol": 0.0}
        whole, parts = MLPClassifier(**settings).fit(*iris), MLPClassifier(**settings)
        for _ in range(6):
            parts.partial_fit(*iris, classes=[0, 1, 2])
        for mine, its in zip(whole.coefs_, parts.coefs_, strict=True):
            np.testing.assert_allclose(mine, its, rtol=1e-9, atol=1e-12)
        assert whole.loss_curve_ == pytest.approx(parts.loss_curve_)


def test_weights_can_be_set(iris) -> None:
    model = MLPClassifier((5,), max_iter=2, random_state=0).fit(*iris)
    model.coefs_ = [np.zeros_like(w) for w in model.coefs_]
    model.intercepts_[1] = np.array([0.0, 5.0, 0.0])
    assert (model.predict(iris[0]) == 1).all()


def test_a_linear_model_without_hidden_layers(iris) -> None:
    model = MLPClassifier((), solver="lbfgs", random_state=0).fit(*iris)
    assert [w.shape for w in model.coefs_] == [(4, 3)]
    assert model.score(*iris) > 0.95


def test_verbose_says_a_line_an_epoch(iris, capsys) -> None:
    MLPClassifier(max_iter=2, verbose=True, random_state=0, early_stopping=True).fit(*iris)
    said = capsys.readouterr().out
    assert said.startswith("Iteration 1, loss = ")
    assert said.count("Validation score: 0.") == 2


@QUIET
def test_interrupted_training_keeps_what_was_learnt(iris) -> None:
    def interrupt(model) -> None:
        if model.n_iter_ == 3:
            raise KeyboardInterrupt

    for solver in ("adam", "lbfgs"):
        model = MLPClassifier(solver=solver, callbacks=interrupt, random_state=0)
        with pytest.warns(TrainingWarning, match="Training interrupted by user"):
            model.fit(*iris)
        assert model.n_iter_ == 3
        assert model.predict(iris[0]).shape == (150,)


# -- what is refused


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"alpha": -1}, r"alpha is -1; expected a number in \[0, inf\)"),
        ({"max_iter": 0}, r"max_iter is 0; expected a whole number in \[1, inf\)"),
        ({"max_iter": 10.0}, "max_iter is 10.0; expected a whole number"),
        ({"beta_1": 1.0}, r"beta_1 is 1.0; expected a number in \[0, 1\)"),
        ({"momentum": "0.9"}, "momentum is '0.9'; expected a number"),
        ({"tol": float("nan")}, "tol is nan"),
        ({"shuffle": 1}, "shuffle is 1; expected True or False"),
        ({"batch_size": 0}, "batch_size is 0; expected 'auto' or a whole number from 1"),
        ({"batch_size": "all"}, "batch_size is 'all'"),
        ({"clip_norm": 0}, "clip_norm is 0"),
        ({"hidden_layer_sizes": (10, 0)}, r"hidden_layer_sizes must be > 0 and whole numbers, got \[10, 0\]"),
        ({"hidden_layer_sizes": "100"}, "hidden_layer_sizes is '100'"),
        ({"hidden_layer_sizes": (10.5,)}, "hidden_layer_sizes must be > 0 and whole numbers"),
        ({"activation": "swish"}, "no activation 'swish'; choose one of logistic, sigmoid, tanh"),
        ({"activation": ("tanh", "relu")}, "activation has 2 entries, and there are 1 hidden layers"),
        ({"activation": 3}, "activation is 3"),
        ({"solver": "newton"}, "no solver 'newton'; choose one of lbfgs, sgd"),
        ({"learning_rate": 0.1}, r"no learning_rate 0.1.*The number itself is learning_rate_init"),
        ({"loss": "hinge"}, "hinge"),
        ({"dropout": 1.0}, "drop_probability is 1.0"),
        ({"dropout": 0.5, "solver": "lbfgs"}, "dropout goes with single steps"),
        ({"callbacks": ["x"]}, "callbacks holds 'x'; expected functions"),
    ],
    ids=lambda v: str(v) if isinstance(v, dict) else "",
)
@pytest.mark.parametrize("estimator", [MLPClassifier, MLPRegressor])
def test_parameters_that_make_no_sense_are_named(estimator, settings, said, iris) -> None:
    with pytest.raises(InputError, match=said):
        estimator(**settings).fit(*iris)


def test_widths_in_the_place_of_the_loss() -> None:
    with pytest.raises(InputError, match=r"The first argument of MLPRegressor is the loss.*hidden_layer_sizes"):
        MLPRegressor((50, 50)).fit([[1.0], [2.0]], [1.0, 2.0])


@pytest.mark.parametrize(
    ("eval_set", "said"),
    [
        (([[1.0, 2.0, 3.0]], [1]), "X has 3 features, but .* is expecting 4"),
        (([[1.0, 2.0, 3.0, 4.0]], [7]), "classes not in"),
        (([[1.0, 2.0, 3.0, 4.0]],), r"eval_set is not \(X, y\)"),
        (3, r"eval_set is not \(X, y\)"),
    ],
    ids=["features", "classes", "no y", "number"],
)
def test_rows_to_measure_on_that_do_not_fit(eval_set, said, iris) -> None:
    with pytest.raises(ValueError, match=said):
        MLPClassifier().fit(*iris, eval_set=eval_set)


def test_other_widths_or_classes_in_a_warm_start(iris) -> None:
    model = MLPClassifier((5,), warm_start=True, max_iter=2, random_state=0).fit(*iris)
    with pytest.raises(InputError, match=r"W1 has shape \(4, 5\); this network needs \(4, 6\)"):
        model.set_params(hidden_layer_sizes=(6,)).fit(*iris)
    with pytest.raises(InputError, match="warm_start can only be used where `y` has the same classes"):
        model.set_params(hidden_layer_sizes=(5,)).fit(iris[0][:100], iris[1][:100])


def test_numbers_below_zero_are_no_counts(iris) -> None:
    with pytest.raises(InputError, match="y goes down to -2; the loss 'poisson'"):
        MLPRegressor(loss="poisson").fit(iris[0], -iris[1])


def test_weights_that_are_all_zero(iris) -> None:
    with pytest.raises(ValueError, match=r"at least one non-zero|not all 0"):
        MLPClassifier().fit(*iris, sample_weight=np.zeros(150))


def test_training_that_diverges_says_where_and_keeps_the_last_finite_weights(iris) -> None:
    model = MLPRegressor(solver="sgd", learning_rate_init=1e3, activation="identity", random_state=0)
    with pytest.raises(InputError, match=r"Solver produced non-finite parameter weights.*first number that went bad"):
        model.fit(*iris)
    assert all(np.isfinite(w).all() for w in model.coefs_)
    assert np.isnan(model.loss_curve_[-1])


@QUIET
def test_training_that_diverges_returns_to_the_best_where_it_was_kept(iris) -> None:
    model = MLPRegressor(
        solver="sgd", learning_rate_init=1.0, activation="identity", random_state=0, early_stopping=True, batch_size=50
    )
    with pytest.warns(TrainingWarning, match="The weights are the best that were measured before"):
        model.fit(*iris)
    assert np.isfinite(model.predict(iris[0])).all()


def test_a_batch_larger_than_the_data_is_said(iris) -> None:
    with pytest.warns(UserWarning, match="`batch_size` 1000, larger than sample size 150"):
        MLPClassifier(batch_size=1000, max_iter=1).fit(*iris)


def test_warnings_name_the_line_of_the_user(iris) -> None:
    with pytest.warns(UserWarning, match="larger than sample size") as caught:
        MLPClassifier(batch_size=1000, max_iter=1).fit(*iris)
    assert caught[0].filename == __file__
