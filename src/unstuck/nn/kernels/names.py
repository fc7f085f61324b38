"""The numbers by which compiled code knows the functions that `nn` knows by names, and the ways to form a product."""

from __future__ import annotations

SIGMOID, TANH, RELU, LEAKY_RELU, SOFTPLUS, GELU, EXP, IDENTITY, SOFTMAX = range(9)
ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "softplus", "gelu", "exp", "identity", "softmax")

BINARY_CROSS_ENTROPY, CATEGORICAL_CROSS_ENTROPY, HALF_SQUARED_ERROR, MEAN_SQUARED_ERROR, HUBER, POISSON = range(6)
LOSSES = (
    "binary_cross_entropy",
    "categorical_cross_entropy",
    "half_squared_error",
    "mean_squared_error",
    "huber",
    "poisson",
)

SGD, MOMENTUM, NESTEROV, RMSPROP, ADAM, ADAMW = range(6)
OPTIMIZERS = ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")

LOOPS, SPARSE, BLAS = range(3)
FORMS = ("loops", "sparse rows", "BLAS")

BYTES = 64
"""Of the registers and the lines of the cache that rows are filled up to; on some machines two registers."""
