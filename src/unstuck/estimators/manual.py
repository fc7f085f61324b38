"""The parts of the documentation that both estimators share, and how they get into it."""

from __future__ import annotations

from textwrap import indent
from typing import TypeVar

T = TypeVar("T", bound=type)

PARAMETERS = """\
hidden_layer_sizes : int or sequence of int, default=(100,)
    The units of each hidden layer; () is a linear model.
activation : str, Activation or a sequence of them, default="relu"
    "identity", "logistic", "tanh", "relu", and of `unstuck.nn` "leaky_relu", "softplus", "gelu", "exp", or one of your
    own (`unstuck.nn.elementwise`), whose gradient is checked at first use. A sequence gives each hidden layer its own.
solver : str or Optimizer, default="adam"
    "lbfgs", "sgd" (with `momentum`), "adam"; and "adamw" (with `weight_decay`), "rmsprop", or a record of `unstuck.nn`
    such as ``nn.rmsprop(decay=0.99)``.
alpha : float, default=0.0001
    Strength of the L2 term: alpha / 2 times the sum of the squares of the weights, over the number of rows of a step.
batch_size : int or "auto", default="auto"
    The rows of a step; "auto" is 200, or all if there are fewer. "lbfgs" takes all.
learning_rate : str or Schedule, default="constant"
    "constant"; "invscaling" divides the rate by (rows seen) ** `power_t`; "adaptive" divides it by 5 when training
    stops to improve. These two do nothing with "adam", as in scikit-learn. Also "cosine", "step", "plateau" or a record
    of `unstuck.nn`, with every solver but "lbfgs".
learning_rate_init : float, default=0.001
    The learning rate.
power_t : float, default=0.5
    See `learning_rate`.
max_iter : int, default=200
    The most epochs, or iterations of "lbfgs".
shuffle : bool, default=True
    Whether each epoch takes the rows in a new order.
random_state : int, RandomState or None, default=None
    Seeds the start, the rows held out, their order and what is dropped; the same numbers come out as in scikit-learn.
tol : float, default=1e-4
    Less than this is no improvement; see `n_iter_no_change`. For "lbfgs" the gradient at which it ends.
verbose : bool, default=False
    Print a line an epoch.
warm_start : bool, default=False
    Go on from the weights of the last call of `fit`.
momentum : float, default=0.9
    Of "sgd".
nesterovs_momentum : bool, default=True
    Whether "sgd" looks ahead.
early_stopping : bool, default=False
    Hold rows out, stop when the score on them stops to improve, and return to the best weights. Not for "lbfgs".
validation_fraction : float, default=0.1
    The share of the rows that is held out; of two classes each has its share.
beta_1, beta_2, epsilon : float, default=0.9, 0.999, 1e-8
    Of "adam" and "adamw".
n_iter_no_change : int, default=10
    Stop after more epochs than this without an improvement by `tol`, of the loss or, with `early_stopping`, the score.
max_fun : int, default=15000
    The most calls of the loss by "lbfgs".
dropout : float or sequence of float, default=0
    The probability with which a hidden unit is dropped in training; a sequence gives each hidden layer its own.
weight_decay : float, default=0.01
    Of "adamw".
clip_norm : float, optional
    The longest gradient that is taken, all weights together.
callbacks : callable or sequence of callable, optional
    Called with the estimator after each epoch, its attributes up to date; True ends training. Callbacks of
    scikit-learn's protocol are set with ``set_callbacks``, from its version 1.9 on."""

ATTRIBUTES = """\
coefs_ : list of array of shape (n_in, n_out)
    The weights of each layer. They can be set.
intercepts_ : list of array of shape (n_out,)
    The biases of each layer. They can be set.
loss_ : float
    The loss of the last epoch, with the L2 term.
loss_curve_ : list of float
    The loss of each epoch.
best_loss_ : float or None
    The lowest of them; None with `early_stopping`.
validation_scores_, validation_loss_curve_ : list of float or None
    The score and the loss on the rows held out or in `eval_set`, after each epoch.
best_validation_score_ : float or None
    The highest score, with `early_stopping`.
t_ : int
    The rows that were learnt from, over all epochs.
n_iter_, n_layers_, n_outputs_, n_features_in_ : int
feature_names_in_ : array of shape (n_features,)
    The names of the columns, if `X` had some.
out_activation_ : str
    The output activation, in scikit-learn's names."""


def documented(cls: T) -> T:
    """Put the shared parts into the docstring of an estimator."""
    shared = {"{parameters}": PARAMETERS, "{attributes}": ATTRIBUTES}
    for place, text in shared.items():
        cls.__doc__ = (cls.__doc__ or "").replace(f"    {place}", indent(text, "    "))
    return cls
