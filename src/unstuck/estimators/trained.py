"""What there is to an estimator once it is trained: its weights, answers, diagnosis, files."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Self, cast

import numpy as np
from sklearn.base import BaseEstimator, is_classifier
from sklearn.utils import column_or_1d
from sklearn.utils.validation import check_is_fitted, validate_data

from unstuck.arrays import Array, Parameters
from unstuck.estimators import files
from unstuck.estimators.diagnosis import Diagnosis, diagnose
from unstuck.estimators.draws import initial_parameters
from unstuck.estimators.stochastic import Optimization
from unstuck.nn import Model, Network
from unstuck.nn.rows import Rows


class Trained(BaseEstimator, ABC):  # type: ignore[misc]
    """The fitted attributes of an estimator, and the methods that need no more than them."""

    @abstractmethod
    def _targets(self, x: Any, y: Any) -> Array:
        """Give the targets as the network is to learn them, of shape (n_rows, n_outputs)."""

    def _validated(self, X: Any, y: Any, first: bool) -> tuple[Any, Array]:
        x, y = validate_data(
            self,
            X,
            y,
            accept_sparse="csr",
            multi_output=True,
            y_numeric=not is_classifier(self),
            dtype=(np.float64, np.float32),
            reset=first,
        )
        return x, column_or_1d(y, warn=True) if y.ndim == 2 and y.shape[1] == 1 else y

    def _begin(self, network: Network, random_state: np.random.RandomState, dtype: Any) -> None:
        """Set the fitted attributes to what they are before the first step."""
        names = [activation.name for activation in network.hidden_activations]
        self._take_parameters(initial_parameters(network.widths, names, random_state, dtype))
        self._optimizer: Optimization | None = None
        self.n_layers_, self.n_outputs_ = network.depth + 1, network.widths[-1]
        output = network.output_activation.name
        self.out_activation_ = "logistic" if output == "sigmoid" else output
        self.n_iter_ = self.t_ = self._no_improvement_count = 0
        self.loss_ = math.inf
        self.loss_curve_: list[float] = []
        self.best_loss_: float | None = None
        self.best_validation_score_: float | None = None
        self.validation_scores_: list[float] | None = None
        self.validation_loss_curve_: list[float] | None = None
        self._best_parameters: Parameters = {}

    def _take_up(self, network: Network, parameters: Parameters) -> None:
        """Take a network and its weights as if they had been learnt here."""
        network.check_parameters(parameters)
        self._begin(network, np.random.RandomState(0), parameters["W1"].dtype)
        self._take_parameters(parameters)
        self._best_parameters = {name: p.copy() for name, p in parameters.items()}  # for a warm start that stops early
        self._network = network
        self.n_features_in_ = network.widths[0]
        self._evidence = Diagnosis()

    # The weights are where scikit-learn has them, so that those who set them are obeyed.

    def _parameters(self) -> Parameters:
        """Give the weights and biases by name."""
        parameters: Parameters = {}
        for layer, (w, b) in enumerate(zip(self.coefs_, self.intercepts_, strict=True), start=1):
            parameters[f"W{layer}"], parameters[f"b{layer}"] = w, b
        return parameters

    def _take_parameters(self, parameters: Parameters) -> None:
        self.coefs_ = [p for name, p in parameters.items() if name.startswith("W")]
        self.intercepts_ = [p for name, p in parameters.items() if name.startswith("b")]

    def _outputs(self, X: Any) -> Array:
        """Compute the outputs, an array of shape (n_rows, n_outputs)."""
        check_is_fitted(self)
        x = validate_data(self, X, accept_sparse="csr", dtype=(np.float64, np.float32), reset=False)
        z, _ = self._network.forward(self._parameters(), x)
        return self._network.output_activation.value(z)

    def diagnose(self, X: Any = None, y: Any = None) -> Diagnosis:
        """Say how training went, and what kept the network from learning if it did not.

        It looks at the curves, and at the values inside the network for the rows that `fit` was given.

        Parameters
        ----------
        X, y : array-like, optional
            Rows to look at instead. `partial_fit` looks at nothing, so after it they are needed.

        Returns
        -------
        Diagnosis
            `print` it; ``.findings`` holds the single ones, and is empty if nothing is to be said.

        Examples
        --------
        >>> import numpy as np
        >>> from unstuck import MLPRegressor
        >>> rng = np.random.default_rng(0)
        >>> x = rng.normal(size=(100, 2))
        >>> model = MLPRegressor(solver="lbfgs", random_state=0).fit(x, x[:, 0] * x[:, 1])
        >>> model.diagnose().findings, model.diagnose().share < 0.01
        ((), True)
        """
        check_is_fitted(self)
        if X is None:
            return self._evidence
        x, y = self._validated(X, y, first=False)
        return diagnose(self, self._network, Rows(x, self._targets(x, y)))

    def save(self, path: str | Path) -> None:
        """Write the trained estimator to a file that holds no code (safetensors with a JSON header), atomically.

        `unstuck predict` and `unstuck.Model.load` read it too. Functions cannot be kept: `callbacks` are left out, and
        a parameter that is a record of your own is refused.

        Parameters
        ----------
        path : path

        Raises
        ------
        InputError
            If it has an activation, a loss or a parameter that is code, or the file cannot be written.
        """
        check_is_fitted(self)
        files.as_model(self).save(path)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a trained estimator from a file that `save` wrote. Nothing in the file is executed.

        Parameters
        ----------
        path : path

        Returns
        -------
        estimator
            Its `partial_fit` and, with `warm_start`, its `fit` go on from where it was.

        Raises
        ------
        InputError
            If the file is missing, damaged, cut short, of another kind, or does not fit together.
        """
        return cast(Self, files.from_model(cls, Model.load(path), path))

    def to_scikit_learn(self) -> Any:
        """Make scikit-learn's own estimator, trained, with the same weights.

        Raises
        ------
        InputError
            If scikit-learn has no such activation.
        """
        check_is_fitted(self)
        return files.to_scikit_learn(self)

    @classmethod
    def from_scikit_learn(cls, trained: Any) -> Self:
        """Make one of these of scikit-learn's own estimator, trained, with the same weights.

        Parameters
        ----------
        trained : sklearn.neural_network.MLPClassifier or MLPRegressor

        Raises
        ------
        InputError
            If it is not trained, or not of the same name.
        """
        return cast(Self, files.from_scikit_learn(cls, trained))
