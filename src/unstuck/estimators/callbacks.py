"""Who is told of each epoch: functions, and callbacks of scikit-learn's own protocol, which its version 1.9 brought."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from unstuck.arrays import Array
from unstuck.errors import InputError

__all__ = ["CallbackSupportMixin", "Told", "functions", "with_callbacks"]

try:
    from sklearn.callback import CallbackSupportMixin, with_callbacks
except ImportError:  # before scikit-learn 1.9 there are only functions

    class CallbackSupportMixin:  # type: ignore[no-redef]
        """Stands in for scikit-learn's, and offers nothing."""

    def with_callbacks(method: Any) -> Any:
        """Give the method back as it is."""
        return method


def functions(given: Any) -> tuple[Callable[[Any], Any], ...]:
    """Give the functions that are called with the estimator after each epoch.

    Raises
    ------
    InputError
        If one of them cannot be called.
    """
    each = () if given is None else (given,) if callable(given) else tuple(given)
    for one in each:
        if not callable(one):
            raise InputError(
                f"callbacks holds {one!r}; expected functions of the estimator. Callbacks of scikit-learn's protocol "
                "are set with set_callbacks(...)."
            )
    return each


class Told:
    """The functions and callbacks of one call of `fit`.

    Parameters
    ----------
    estimator : estimator
    x : array or sparse matrix of shape (n_rows, n_features)
    y : array of shape (n_rows,) or (n_rows, n_outputs)
    sample_weight : array of shape (n_rows,) or None
    n_epochs : int
        The most epochs that there can be.
    """

    def __init__(self, estimator: Any, x: Any, y: Array, sample_weight: Array | None, n_epochs: int) -> None:
        self._estimator, self._functions = estimator, functions(estimator.callbacks)
        self._data = {
            "estimator": estimator,
            "X": x,
            "y": y,
            "metadata": {} if sample_weight is None else {"sample_weight": sample_weight},
        }
        self._root: Any = None
        self._epoch: Any = None
        if hasattr(estimator, "_init_callback_context"):
            self._root = estimator._init_callback_context(max_subtasks=n_epochs)
            self._root.call_on_fit_task_begin(**self._data)

    @property
    def anybody(self) -> bool:
        """Whether there is anybody to be told of epochs."""
        return bool(self._functions or getattr(self._estimator, "_skl_callbacks", None))

    def epoch_begins(self) -> None:
        """Tell that an epoch begins."""
        if self._root is not None and getattr(self._estimator, "_skl_callbacks", None):
            self._epoch = self._root.subcontext(task_name="epoch")
            self._epoch.call_on_fit_task_begin(**self._data)

    def epoch_ends(self) -> bool:
        """Tell that an epoch is over; True if somebody wants to stop."""
        answers = [bool(function(self._estimator)) for function in self._functions]  # each is told, whoever stops
        stop = any(answers)
        if self._epoch is not None:
            stop |= self._epoch.call_on_fit_task_end(**self._data, reconstruction_attributes=self._fitted)
        return stop

    def fit_ends(self) -> None:
        """Tell that training is over."""
        if self._root is not None:
            self._root.call_on_fit_task_end(**self._data, reconstruction_attributes=self._fitted)

    def _fitted(self) -> dict[str, Any]:
        parameters = ("coefs_", "intercepts_")
        return {name: [array.copy() for array in getattr(self._estimator, name)] for name in parameters}
