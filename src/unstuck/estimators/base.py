"""What the two estimators share: their parameters, and how `fit` goes from arrays to a trained network."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, fields, replace
from typing import Any, Self

import numpy as np
from sklearn.base import is_classifier
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight

from unstuck.arrays import Array
from unstuck.errors import InputError
from unstuck.estimators import choices, lbfgs, stochastic
from unstuck.estimators.callbacks import CallbackSupportMixin, Told
from unstuck.estimators.diagnosis import Diagnosis, diagnose
from unstuck.estimators.draws import RowOrder, hold_out
from unstuck.estimators.trained import Trained
from unstuck.estimators.warn import warn
from unstuck.nn import Activation, Loss, Network, Optimizer, Recipe, Schedule, TrainingWarning
from unstuck.nn.rows import Rows, row_weights
from unstuck.nn.threads import threads

STEP_BATCH = 200
"""The rows of a step when `batch_size` is "auto"."""


@dataclass(eq=False, repr=False)
class BaseMLP(CallbackSupportMixin, Trained):  # type: ignore[misc]
    """The parameters and methods of `MLPClassifier` and `MLPRegressor`, which document them."""

    loss: str | Loss = ""
    hidden_layer_sizes: int | Sequence[int] = (100,)
    activation: str | Activation | Sequence[str | Activation] = "relu"
    _: KW_ONLY
    solver: str | Optimizer = "adam"
    alpha: float = 0.0001
    batch_size: int | str = "auto"
    learning_rate: str | Schedule = "constant"
    learning_rate_init: float = 0.001
    power_t: float = 0.5
    max_iter: int = 200
    shuffle: bool = True
    random_state: Any = None
    tol: float = 1e-4
    verbose: bool | int = False
    warm_start: bool = False
    momentum: float = 0.9
    nesterovs_momentum: bool = True
    early_stopping: bool = False
    validation_fraction: float = 0.1
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8
    n_iter_no_change: int = 10
    max_fun: int = 15000
    dropout: float | Sequence[float] = 0.0
    weight_decay: float = 0.01
    clip_norm: float | None = None
    callbacks: Any = None

    # What each of the two estimators says for itself.

    @abstractmethod
    def _learn_targets(self, x: Any, y: Any, first: bool, classes: Array | None) -> Array:
        """Take note of what can be a target, if this is the first time, and give the targets as `_targets` does."""

    @abstractmethod
    def _loss_and_output(self) -> tuple[str | Loss, str | Activation]:
        """Give the loss and the output activation."""

    @abstractmethod
    def _score_of(self, y: Array, t: Array, weights: Array | None) -> float:
        """Score outputs against targets, as `score` scores predictions."""

    def _weights(self, x: Any, y: Any, sample_weight: Any) -> Array | None:
        """Give how much each row counts, or None if all count 1."""
        return None if sample_weight is None else _check_sample_weight(sample_weight, x)

    # From arrays to a trained network.

    def _fit(
        self, X: Any, y: Any, sample_weight: Any, eval_set: Any, incremental: bool = False, classes: Any = None
    ) -> Self:
        settings = {field.name: getattr(self, field.name) for field in fields(self)}
        choices.check_numbers(settings)
        first = not hasattr(self, "coefs_") or not (self.warm_start or incremental)
        if incremental and self.early_stopping:
            raise InputError("partial_fit does not support early_stopping=True: it makes one epoch.")
        x, y = self._validated(X, y, first)
        t = self._learn_targets(x, y, first, classes)
        weights = self._weights(x, y, sample_weight)
        network = self._make_network(x.shape[1], t.shape[1])
        choices.check_loss(network.loss_record, network.output_activation, t)
        random_state = check_random_state(self.random_state)
        if first:
            self._begin(network, random_state, x.dtype)
        network.check_parameters(self._parameters())
        self._ready_curves()
        rows, held_out = self._parted(_weighted(Rows(x, t), weights), weights, eval_set, random_state)
        size = self._batch_size(len(rows))
        # The sum of the losses over the rows goes with alpha/2 times the sum of the squares of the weights.
        network = replace(network, l2=self.alpha / (size * (1.0 if weights is None else float(weights.mean()))))
        self._network = network
        told = Told(self, x, y, sample_weight, self.max_iter)
        with threads(network, size):
            if trains_by_steps(self):
                self._train_by_steps(network, rows, held_out, size, random_state, told, incremental)
            else:
                lbfgs.train(self, network, rows, held_out, told)
        self._evidence = Diagnosis() if incremental else diagnose(self, network, rows)
        for finding in self._evidence.grave:
            warn(finding.message, TrainingWarning)
        told.fit_ends()
        return self

    def _make_network(self, n_inputs: int, n_outputs: int) -> Network:
        widths = choices.hidden_widths(self.hidden_layer_sizes)
        hidden = choices.hidden_activations(self.activation, len(widths))
        loss, output = self._loss_and_output()
        network = Network((n_inputs, *widths, n_outputs), hidden, output, loss, drop_probability=self.dropout)
        if any(network.drop_probabilities) and not trains_by_steps(self):
            raise InputError("dropout goes with single steps; with solver='lbfgs' set dropout=0.")
        return network

    def _batch_size(self, n_rows: int) -> int:
        if not trains_by_steps(self):
            return n_rows
        if isinstance(self.batch_size, str):
            return min(STEP_BATCH, n_rows)
        if self.batch_size > n_rows:
            warn(
                f"Got `batch_size` {self.batch_size}, larger than sample size {n_rows}. It is going to be clipped.",
            )
        return min(self.batch_size, n_rows)

    def _ready_curves(self) -> None:
        """Begin what the next epochs are measured by, if it is not begun; a warm start may stop in another way."""
        if not self._stops_early:
            self.best_loss_ = math.inf if self.best_loss_ is None else self.best_loss_
        elif self.best_validation_score_ is None:
            self.best_loss_, self.best_validation_score_ = None, -math.inf
            self.validation_scores_, self.validation_loss_curve_ = [], []
            self._best_parameters = {name: p.copy() for name, p in self._parameters().items()}

    @property
    def _stops_early(self) -> bool:
        return self.early_stopping and trains_by_steps(self)

    def _parted(
        self, rows: Rows, weights: Array | None, eval_set: Any, random_state: np.random.RandomState
    ) -> tuple[Rows, Rows | None]:
        """Part the rows into those to learn from and those to measure on."""
        if eval_set is not None:
            held_out = self._eval_rows(eval_set, rows)
            if self.validation_scores_ is None:
                self.validation_scores_, self.validation_loss_curve_ = [], []
            return rows, held_out
        if not self._stops_early:
            return rows, None
        by_class = is_classifier(self) and rows.t.shape[1] == 1
        parts = hold_out(rows.t, self.validation_fraction, by_class, random_state)
        train, held = (
            _weighted(Rows(rows.x[part], rows.t[part]), None if weights is None else weights[part]) for part in parts
        )
        return train, held

    def _eval_rows(self, eval_set: Any, rows: Rows) -> Rows:
        if isinstance(eval_set, list) and len(eval_set) == 1:
            eval_set = eval_set[0]
        if not isinstance(eval_set, tuple) or len(eval_set) not in (2, 3):
            raise InputError("eval_set is not (X, y) or (X, y, sample_weight).")
        x, y = self._validated(eval_set[0], eval_set[1], first=False)
        t = self._targets(x, y)
        if t.shape[1] != rows.t.shape[1]:
            raise InputError(f"The y of eval_set has {t.shape[1]} outputs, and y has {rows.t.shape[1]}.")
        weights = None if len(eval_set) == 2 else _check_sample_weight(eval_set[2], x)
        return Rows(x.astype(rows.x.dtype, copy=False), t.astype(rows.t.dtype, copy=False), weights)

    def _train_by_steps(
        self,
        network: Network,
        rows: Rows,
        held_out: Rows | None,
        size: int,
        random_state: np.random.RandomState,
        told: Told,
        incremental: bool,
    ) -> None:
        optimizer = choices.solver({field.name: getattr(self, field.name) for field in fields(self)})
        begun: stochastic.Optimization | None = getattr(self, "_optimizer", None)  # weights can be set without a fit
        if begun is None or not incremental or begun.name != optimizer.name:
            slots = optimizer.start(self._parameters())
            begun = stochastic.Optimization(optimizer.name, float(self.learning_rate_init), slots)
        self._optimizer = begun
        schedule = choices.schedule(self.learning_rate)
        theirs = schedule if schedule in ("invscaling", "adaptive") and self.solver != "adam" else ""  # as scikit-learn
        recipe = Recipe(
            epochs=max(self.max_iter, begun.epoch + 1),
            batch_size=size,
            order="shuffle" if self.shuffle else "sequential",
            learning_rate=self.learning_rate_init,
            optimizer=optimizer,
            schedule="constant" if isinstance(schedule, str) else schedule,
            clip_norm=self.clip_norm,
            keep_best=False,
        )
        stochastic.train(self, network, rows, held_out, recipe, str(theirs), RowOrder(random_state), told, incremental)

    def __sklearn_tags__(self) -> Any:
        """Describe what can be learnt from, as scikit-learn asks."""
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


def trains_by_steps(estimator: BaseMLP) -> bool:
    """Tell whether there is a `partial_fit`: not for "lbfgs"."""
    return not (isinstance(estimator.solver, str) and estimator.solver == "lbfgs")


def _weighted(rows: Rows, weights: Array | None) -> Rows:
    """Give rows with weights, scaled to the mean 1 over these rows."""
    return rows if weights is None else Rows(rows.x, rows.t, row_weights(rows, weights))
