"""What each solver follows is the slope of the loss that is reported, by central differences of that loss."""

from __future__ import annotations

import numpy as np
import pytest

import unstuck
from unstuck import InputError, MLPClassifier, MLPRegressor, nn
from unstuck.estimators import lbfgs
from unstuck.nn import OPTIMIZERS
from unstuck.nn.rows import Rows

pytestmark = [
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
    pytest.mark.filterwarnings("ignore::unstuck.nn.TrainingWarning"),
]


def problem(estimator, n_outputs: int, rng):
    x = rng.standard_normal((12, 4))
    if isinstance(estimator, MLPClassifier):
        y = np.arange(12) % (n_outputs + 1) if n_outputs != 2 else rng.integers(0, 2, (12, 2))
    else:
        y = rng.uniform(0.2, 3, (12, n_outputs))
        y = y[:, 0] if n_outputs == 1 else y
    return x, y


def targets(estimator, x, y):
    return estimator._targets(x, y)


ESTIMATORS = [
    *[MLPRegressor(loss=loss) for loss in ("squared_error", "huber", "poisson", "mean_squared_error")],
    *[MLPClassifier(loss=loss) for loss in ("log_loss", "half_squared_error", "huber")],
]


@pytest.mark.parametrize("n_outputs", [1, 2, 3])
@pytest.mark.parametrize("activation", ["logistic", "tanh", "gelu", ("softplus", "leaky_relu")], ids=str)
@pytest.mark.parametrize("estimator", ESTIMATORS, ids=lambda e: f"{type(e).__name__}-{e.loss}")
def test_lbfgs_is_given_the_slope_of_its_loss(estimator, activation, n_outputs, rng) -> None:
    """With several outputs too: there scikit-learn's own is k times too large (its issue 8349)."""
    estimator = estimator.__class__(
        **{**estimator.get_params(), "solver": "lbfgs", "activation": activation, "hidden_layer_sizes": (5, 3)},
    ).set_params(alpha=0.3, max_iter=2, random_state=0)
    x, y = problem(estimator, n_outputs, rng)
    weights = rng.uniform(0.1, 2, 12)
    estimator.fit(x, y, sample_weight=weights)
    network, rows = estimator._network, Rows(x, targets(estimator, x, y), weights / weights.mean())
    evaluate = lbfgs.loss_and_gradient(network, rows)
    report = unstuck.check_gradients(
        lambda flat: evaluate(flat)[0],
        lambda flat: evaluate(flat)[1],
        lbfgs.pack(estimator._parameters()),
        samples=12,
    )
    assert report.agrees, report


@pytest.mark.parametrize("n_outputs", [1, 3])
@pytest.mark.parametrize("solver", sorted(OPTIMIZERS))
@pytest.mark.parametrize("estimator", [MLPClassifier(), MLPRegressor(), MLPRegressor(loss="poisson")], ids=str)
def test_every_solver_steps_along_the_slope_of_the_loss(estimator, solver, n_outputs, rng) -> None:
    """One step on all rows: it is the optimizer's step from the gradient that central differences of `loss_` give."""
    estimator = estimator.__class__(**estimator.get_params()).set_params(
        solver=solver, activation="tanh", hidden_layer_sizes=(3,), alpha=0.5, random_state=0, learning_rate_init=0.01
    )
    x, y = problem(estimator, n_outputs, rng)
    weights = rng.uniform(0.1, 2, 12)
    classes = {"classes": np.unique(y)} if isinstance(estimator, MLPClassifier) else {}
    estimator.partial_fit(x, y, sample_weight=weights, **classes)
    before = {name: p.copy() for name, p in estimator._parameters().items()}

    def loss_at(parameters) -> float:
        """The loss as the estimator itself reports it, of weights that it is given."""
        probe = estimator.__class__(**{**estimator.get_params(), "warm_start": True, "max_iter": 1, "solver": "sgd"})
        probe.partial_fit(x, y, sample_weight=weights, **classes)
        probe._take_parameters({name: p.copy() for name, p in parameters.items()})
        return probe.partial_fit(x, y, sample_weight=weights).loss_

    slope = {name: np.zeros_like(p) for name, p in before.items()}
    for name, p in before.items():
        for index in np.ndindex(p.shape):
            ends = []
            for shift in (1e-4, -1e-4):
                moved = {n: q.copy() for n, q in before.items()}
                moved[name][index] += shift
                ends.append(loss_at(moved))
            slope[name][index] = (ends[0] - ends[1]) / 2e-4
    optimizer = nn.optimizers.optimizer(nn.nesterov(0.9) if solver == "sgd" else solver)
    _, expected = optimizer.update(estimator._optimizer.slots, before, slope, 0.01, estimator._optimizer.step + 1)
    estimator.partial_fit(x, y, sample_weight=weights)
    for name, p in estimator._parameters().items():
        step, wanted = p - before[name], expected[name] - before[name]
        assert np.linalg.norm(step - wanted) < 1e-5 * np.linalg.norm(wanted), name


def test_an_activation_of_ones_own_is_checked_at_first_use(rng) -> None:
    x, y = rng.standard_normal((20, 3)), rng.standard_normal(20)
    swish = nn.elementwise(
        "swish", lambda z: z / (1 + np.exp(-z)), lambda z, a: (1 + np.exp(-z) * (1 + z)) / (1 + np.exp(-z)) ** 2
    )
    wrong = nn.elementwise("swish", lambda z: z / (1 + np.exp(-z)), lambda z, a: 1 / (1 + np.exp(-z)))
    right = MLPRegressor(activation=swish, random_state=0).fit(x, y)
    assert right.loss_curve_[-1] < right.loss_curve_[0]
    with pytest.raises(InputError, match="The pullback of the activation 'swish' is not the slope of its value"):
        MLPRegressor(activation=("tanh", wrong), hidden_layer_sizes=(4, 4)).fit(x, y)


@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
def test_a_loss_of_ones_own_is_checked_at_first_use(solver, rng) -> None:
    """Quantiles: with 0.9 a tenth of the targets should lie above the answers."""
    x = rng.uniform(-1, 1, (400, 1))
    y = x[:, 0] + (0.5 + 0.4 * x[:, 0]) * rng.standard_normal(400)

    def pinball(y, t):
        return np.where(t > y, 0.9 * (t - y), 0.1 * (y - t)).sum(axis=1)

    def slope(y, t):
        return np.where(t > y, -0.9, 0.1)

    right = nn.Loss("pinball", "identity", pinball, slope)
    model = MLPRegressor(loss=right, solver=solver, max_iter=300, learning_rate_init=0.01, random_state=0).fit(x, y)
    assert 0.85 < float((y < model.predict(x)).mean()) < 0.95
    wrong = nn.Loss("pinball", "identity", pinball, lambda y, t: -slope(y, t))
    with pytest.raises(InputError, match="The slope of the loss 'pinball' is not that of its value"):
        MLPRegressor(loss=wrong, solver=solver).fit(x, y)


def test_a_loss_of_ones_own_for_classes(rng) -> None:
    x = rng.standard_normal((90, 2))
    y = np.array(["a", "b", "c"])[(x[:, 0] > 0).astype(int) + (x[:, 1] > 0)]
    brier = nn.Loss("brier", "softmax", lambda y, t: ((y - t) ** 2).sum(axis=1), lambda y, t: 2 * (y - t))
    model = MLPClassifier(loss=brier, learning_rate_init=0.02, random_state=0).fit(x, y)
    assert model.out_activation_ == "softmax"
    assert model.score(x, y) > 0.9
