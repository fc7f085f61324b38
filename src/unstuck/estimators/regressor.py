"""A regressor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from sklearn.base import RegressorMixin
from sklearn.metrics import r2_score
from sklearn.utils.metaestimators import available_if

from unstuck.arrays import Array
from unstuck.errors import InputError
from unstuck.estimators.base import BaseMLP, trains_by_steps
from unstuck.estimators.callbacks import with_callbacks
from unstuck.estimators.manual import documented
from unstuck.nn import LOSSES, Activation, Loss

THEIR_LOSSES = {"squared_error": "half_squared_error"}


@documented
@dataclass(eq=False, repr=False)
class MLPRegressor(RegressorMixin, BaseMLP):  # type: ignore[misc]
    """A multi-layer perceptron that learns numbers, in place of scikit-learn's.

    It takes scikit-learn's parameters, has its attributes, and with ``solver="sgd"`` and a `random_state` comes to the
    same weights; of several outputs see the note.

    Parameters
    ----------
    loss : str or Loss, default="squared_error"
        "squared_error", half the square, summed over the outputs; "poisson" for counts and rates; "huber" where some
        targets are far off. Any loss of `unstuck.nn`, by name or as a record of your own; its gradient is checked at
        first use. It brings its output activation.
    {parameters}

    Attributes
    ----------
    {attributes}

    Notes
    -----
    With k outputs scikit-learn reports the mean over the outputs and descends along the gradient of their sum (its
    issue 8349). Here both are the sum, so ``loss_`` is k times as large; the steps are the same.

    Examples
    --------
    >>> import numpy as np
    >>> from unstuck import MLPRegressor
    >>> x = np.linspace(-2, 2, 50).reshape(-1, 1)
    >>> model = MLPRegressor(hidden_layer_sizes=(20,), activation="tanh", solver="lbfgs", random_state=0)
    >>> model.fit(x, np.sin(2 * x[:, 0])).score(x, np.sin(2 * x[:, 0])) > 0.99
    True
    """

    loss: str | Loss = "squared_error"

    @with_callbacks
    def fit(self, X: Any, y: Any, sample_weight: Any = None, eval_set: Any = None) -> Self:
        """Train on rows and their values.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_rows, n_features)
        y : array-like of shape (n_rows,) or (n_rows, n_outputs)
        sample_weight : array-like of shape (n_rows,), optional
            How much each row counts.
        eval_set : (X, y) or (X, y, sample_weight), optional
            Rows to measure on after each epoch; with `early_stopping` these decide, and no others are held out.

        Returns
        -------
        MLPRegressor
            Itself.

        Raises
        ------
        InputError
            If a parameter or the data cannot be used, or a number became NaN or infinite.
        """
        return self._fit(X, y, sample_weight, eval_set)

    @available_if(trains_by_steps)
    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train for one epoch more.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_rows, n_features)
        y : array-like of shape (n_rows,) or (n_rows, n_outputs)
        sample_weight : array-like of shape (n_rows,), optional

        Returns
        -------
        MLPRegressor
            Itself.

        Raises
        ------
        InputError
            As `fit`.
        """
        return self._fit(X, y, sample_weight, None, incremental=True)

    def predict(self, X: Any) -> Array:
        """Give the values of each row.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_rows, n_features)

        Returns
        -------
        array of shape (n_rows,) or (n_rows, n_outputs)
        """
        y = self._outputs(X)
        return y.ravel() if y.shape[1] == 1 else y

    def _learn_targets(self, x: Any, y: Any, first: bool, classes: Array | None) -> Array:
        return self._targets(x, y)

    def _targets(self, x: Any, y: Any) -> Array:
        t: Array = y.astype(x.dtype, copy=False)
        t = t.reshape(len(t), -1)
        if self.loss == "poisson" and t.min() < 0:
            raise InputError(f"y goes down to {t.min():g}; the loss 'poisson' is for counts and rates, from 0.")
        return t

    def _loss_and_output(self) -> tuple[str | Loss, str | Activation]:
        if isinstance(self.loss, Loss):
            return self.loss, self.loss.output
        name = THEIR_LOSSES.get(self.loss, self.loss) if isinstance(self.loss, str) else None
        if name not in LOSSES:
            raise InputError(
                f"loss is {self.loss!r}; choose one of {', '.join((*THEIR_LOSSES, *LOSSES))}, or a record of your own "
                "(unstuck.nn.Loss). The first argument of MLPRegressor is the loss, as in scikit-learn: widths go by "
                "name, hidden_layer_sizes=(100,)."
            )
        return str(name), LOSSES[str(name)].output

    def _score_of(self, y: Array, t: Array, weights: Array | None) -> float:
        return float(r2_score(t, y, sample_weight=weights))
