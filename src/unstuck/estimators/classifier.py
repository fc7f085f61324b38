"""A classifier."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self, cast

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.preprocessing import LabelBinarizer
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import type_of_target, unique_labels

from unstuck.arrays import Array
from unstuck.errors import InputError
from unstuck.estimators.base import BaseMLP, trains_by_steps
from unstuck.estimators.callbacks import with_callbacks
from unstuck.estimators.manual import documented
from unstuck.nn import Activation, Loss


@documented
@dataclass(eq=False, repr=False)
class MLPClassifier(ClassifierMixin, BaseMLP):  # type: ignore[misc]
    """A multi-layer perceptron that tells classes apart, in place of scikit-learn's.

    It takes scikit-learn's parameters, has its attributes, and with ``solver="sgd"`` and a `random_state` comes to the
    same weights. Two classes have one logistic output, more have a softmax; with a matrix of zeros and ones as `y`
    (multilabel) there is a logistic output for each column.

    Parameters
    ----------
    {parameters}
    loss : str or Loss, default="log_loss"
        "log_loss" is the cross-entropy. Any loss of `unstuck.nn`, by name or as a record of your own; its gradient is
        checked at first use.
    class_weight : dict, list of dict or "balanced", optional
        How much each class counts, times `sample_weight`; "balanced" gives all classes the same share in the loss.

    Attributes
    ----------
    classes_ : array of shape (n_classes,)
        The classes, in the order of the columns of `predict_proba`.
    {attributes}

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.preprocessing import scale
    >>> from unstuck import MLPClassifier
    >>> x, y = load_iris(return_X_y=True)
    >>> model = MLPClassifier((10,), solver="lbfgs", alpha=0.01, random_state=0).fit(scale(x), y)
    >>> model.score(scale(x), y) > 0.97
    True
    """

    loss: str | Loss = field(default="log_loss", kw_only=True)
    class_weight: Any = field(default=None, kw_only=True)

    @with_callbacks
    def fit(self, X: Any, y: Any, sample_weight: Any = None, eval_set: Any = None) -> Self:
        """Train on rows and their classes.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_rows, n_features)
        y : array-like of shape (n_rows,), or of zeros and ones of shape (n_rows, n_classes)
        sample_weight : array-like of shape (n_rows,), optional
            How much each row counts.
        eval_set : (X, y) or (X, y, sample_weight), optional
            Rows to measure on after each epoch; with `early_stopping` these decide, and no others are held out.

        Returns
        -------
        MLPClassifier
            Itself.

        Raises
        ------
        InputError
            If a parameter or the data cannot be used, or a number became NaN or infinite.
        """
        return self._fit(X, y, sample_weight, eval_set)

    @available_if(trains_by_steps)
    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None, classes: Any = None) -> Self:
        """Train for one epoch more.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_rows, n_features)
        y : array-like of shape (n_rows,), or of zeros and ones of shape (n_rows, n_classes)
        sample_weight : array-like of shape (n_rows,), optional
        classes : array-like of shape (n_classes,)
            All classes that there will ever be; needed in the first call.

        Returns
        -------
        MLPClassifier
            Itself.

        Raises
        ------
        InputError
            As `fit`; or if `classes` is missing in the first call, or others than in the calls before.
        """
        return self._fit(X, y, sample_weight, None, incremental=True, classes=self._classes_of_first_call(y, classes))

    def _classes_of_first_call(self, y: Any, classes: Any) -> Array | None:
        known = getattr(self, "classes_", None)
        if classes is None:
            if known is None:
                raise InputError(
                    "classes must be passed on the first call to partial_fit: all that there will ever be."
                )
            return None
        given = cast(Array, unique_labels(classes))
        if known is not None and not np.array_equal(known, given):
            raise InputError(f"`classes={classes!r}` is not the same as on last call to partial_fit, was: {known!r}")
        return given if known is None else None

    def predict(self, X: Any) -> Array:
        """Choose the class of each row, the likeliest; of a multilabel `y` all that are likelier than not.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_rows, n_features)

        Returns
        -------
        array of shape (n_rows,) or (n_rows, n_classes)
        """
        y = self._outputs(X)
        chosen: Array = self._label_binarizer.inverse_transform(y.ravel() if y.shape[1] == 1 else y)
        return chosen

    def predict_proba(self, X: Any) -> Array:
        """Give the probability of each class.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_rows, n_features)

        Returns
        -------
        array of shape (n_rows, n_classes)
            In the order of ``classes_``.
        """
        y = self._outputs(X)
        return np.column_stack([1 - y, y]) if y.shape[1] == 1 else y

    def predict_log_proba(self, X: Any) -> Array:
        """Give the logarithm of `predict_proba`, an array of shape (n_rows, n_classes)."""
        with np.errstate(divide="ignore"):
            return np.log(self.predict_proba(X))

    def _learn_targets(self, x: Any, y: Any, first: bool, classes: Array | None) -> Array:
        if classes is not None or first:
            multilabel = type_of_target(y).startswith("multilabel")
            self._label_binarizer = LabelBinarizer().fit(y if classes is None or multilabel else classes)
            self.classes_ = self._label_binarizer.classes_
        elif self.warm_start and set(unique_labels(y)) != set(self.classes_):
            raise InputError(
                "warm_start can only be used where `y` has the same classes as in the previous call to fit. Previously "
                f"got {self.classes_}, `y` has {unique_labels(y)}"
            )
        return self._targets(x, y)

    def _targets(self, x: Any, y: Any) -> Array:
        if self._label_binarizer.y_type_.startswith("multilabel"):
            if y.ndim != 2 or y.shape[1] != len(self.classes_):
                raise InputError(f"y has the shape {y.shape}; expected {len(self.classes_)} columns of zeros and ones.")
            multilabel: Array = self._label_binarizer.transform(y).astype(x.dtype)
            return multilabel
        codes = self._codes(y)
        if len(self.classes_) > 2:
            return np.eye(len(self.classes_), dtype=x.dtype)[codes]
        return codes.astype(x.dtype).reshape(-1, 1)

    def _codes(self, y: Array) -> Array:
        """Give the number of the class of each row, from 0."""
        try:
            codes = np.minimum(np.searchsorted(self.classes_, y), len(self.classes_) - 1)
            known = self.classes_[codes] == y
        except TypeError:  # numbers where names are expected, or the other way round
            known = np.zeros(1, dtype=bool)
        if y.ndim != 1 or not np.all(known):
            raise InputError(
                f"`y` has classes not in `self.classes_`. `self.classes_` has {self.classes_}. 'y' has {np.unique(y)}."
            )
        return codes

    def _weights(self, x: Any, y: Any, sample_weight: Any) -> Array | None:
        weights = super()._weights(x, y, sample_weight)
        if self.class_weight is None:
            return weights
        if weights is None:
            only: Array = compute_sample_weight(self.class_weight, y)
            return only
        if isinstance(self.class_weight, str) and y.ndim == 1:
            # A row of weight 2 counts as two rows: classes are balanced by weight, not by number.
            codes = self._codes(y)
            by_class = 1 / np.maximum(np.bincount(codes, weights=weights), np.finfo(float).tiny)
            balanced: Array = weights * by_class[codes] * weights.sum() / len(by_class)
            return balanced
        both: Array = compute_sample_weight(self.class_weight, y) * weights
        return both

    def _loss_and_output(self) -> tuple[str | Loss, str | Activation]:
        softmax = self._label_binarizer.y_type_ == "multiclass"
        output = "softmax" if softmax else "sigmoid"
        if self.loss == "log_loss":
            return ("categorical_cross_entropy" if softmax else "binary_cross_entropy"), output
        return self.loss, output

    def _score_of(self, y: Array, t: Array, weights: Array | None) -> float:
        if self._label_binarizer.y_type_ == "multiclass":
            right = y.argmax(axis=1) == t.argmax(axis=1)
        else:
            right = ((y > 0.5) == (t > 0.5)).all(axis=1)
        return float(np.average(right, weights=weights))

    def __sklearn_tags__(self) -> Any:
        """Describe what can be learnt from, as scikit-learn asks."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags
