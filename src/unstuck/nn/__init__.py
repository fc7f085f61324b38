"""A network from first principles.

To be read in this order: activations, losses, initializers, layers, network; then optimizers, schedules, model,
rows, health, training; then files, checkpoint, fitting.
"""

from unstuck.nn.activations import ACTIVATIONS, Activation, elementwise
from unstuck.nn.fitting import Fit, History, TrainingWarning, fit
from unstuck.nn.initializers import INITIALIZERS, Initializer
from unstuck.nn.losses import LOSSES, Loss
from unstuck.nn.model import Model
from unstuck.nn.network import Evaluation, Network
from unstuck.nn.optimizers import OPTIMIZERS, Optimizer, adam, adamw, momentum, nesterov, rmsprop, sgd
from unstuck.nn.schedules import SCHEDULES, Schedule, constant, cosine, inverse_scaling, plateau, step
from unstuck.nn.training import Diverged, EpochRecord, Recipe, Step, training_steps

__all__ = [
    "ACTIVATIONS",
    "INITIALIZERS",
    "LOSSES",
    "OPTIMIZERS",
    "SCHEDULES",
    "Activation",
    "Diverged",
    "EpochRecord",
    "Evaluation",
    "Fit",
    "History",
    "Initializer",
    "Loss",
    "Model",
    "Network",
    "Optimizer",
    "Recipe",
    "Schedule",
    "Step",
    "TrainingWarning",
    "adam",
    "adamw",
    "constant",
    "cosine",
    "elementwise",
    "fit",
    "inverse_scaling",
    "momentum",
    "nesterov",
    "plateau",
    "rmsprop",
    "sgd",
    "step",
    "training_steps",
]
