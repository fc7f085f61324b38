"""scikit-learn's own checks of an estimator, all of them, with nothing that is expected to fail."""

from __future__ import annotations

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from unstuck import MLPClassifier, MLPRegressor

ESTIMATORS = [
    MLPClassifier(),
    MLPRegressor(),
    MLPClassifier(solver="lbfgs", activation="gelu", class_weight="balanced", max_iter=50),
    MLPRegressor(solver="lbfgs", activation="tanh", max_iter=50),
    MLPClassifier((8, 4), activation=("tanh", "relu"), solver="adamw", learning_rate="cosine", learning_rate_init=0.02),
    MLPRegressor(hidden_layer_sizes=(8, 4), solver="sgd", clip_norm=1.0, learning_rate_init=0.02, loss="huber"),
]


@pytest.fixture(autouse=True)
def no_global_randomness() -> None:
    """Allow what conftest forbids: scikit-learn's checks themselves draw from NumPy's global generator."""


# The checks train for a few epochs on rows without sense: that this is too short is no news.
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.filterwarnings("ignore::unstuck.nn.TrainingWarning")
@parametrize_with_checks(ESTIMATORS, expected_failed_checks=lambda estimator: {})
def test_estimator_contract(estimator, check) -> None:
    check(estimator)
