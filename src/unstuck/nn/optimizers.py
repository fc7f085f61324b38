r"""Optimizers: from a gradient to a step. Pure: (state, parameters, gradients) -> (state, parameters).

The state is a dictionary of arrays, named ``slot/parameter``, so that a checkpoint can hold it. g is the gradient, η
the learning rate, k the number of the step from 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from unstuck.arguments import looked_up, number, share
from unstuck.arrays import Array, Parameters

State: TypeAlias = dict[str, Array]
Move: TypeAlias = Callable[[Array, Array, tuple[Array, ...], float, int], tuple[Array, tuple[Array, ...]]]


@dataclass(frozen=True)
class Optimizer:
    """How a step is made from a gradient.

    Attributes
    ----------
    name : str
        With its settings, so that a checkpoint can tell whether it is resumed with the same ones.
    slots : tuple of str
        What is remembered for each parameter from step to step, an array of its shape that begins at zero.
    move : callable
        ``move(parameter, g, slots, rate, k) -> parameter, slots``, for one parameter.
    settings : tuple of float or None
        The numbers of a rule that the compiled loops know; None for one of your own.
    """

    name: str
    slots: tuple[str, ...]
    move: Move
    settings: tuple[float, ...] | None = None

    @property
    def kind(self) -> str:
        """The name without the settings."""
        return self.name.partition("(")[0]

    def start(self, parameters: Parameters) -> State:
        """Make the state before the first step: every slot zero."""
        return {f"{slot}/{name}": np.zeros_like(p) for slot in self.slots for name, p in parameters.items()}

    def update(
        self, state: State, parameters: Parameters, gradients: Parameters, rate: float, step: int
    ) -> tuple[State, Parameters]:
        """Make one step.

        Parameters
        ----------
        state : dict of str to array
            From `start` or from the step before.
        parameters, gradients : dict of str to array
        rate : float
            The learning rate.
        step : int
            The number of this step, from 1.

        Returns
        -------
        state, parameters : dict of str to array
            New ones; those given are unchanged.
        """
        new_state, new_parameters = {}, {}
        for name, parameter in parameters.items():
            slots = tuple(state[f"{slot}/{name}"] for slot in self.slots)
            new_parameters[name], slots = self.move(parameter, gradients[name], slots, rate, step)
            new_state.update({f"{slot}/{name}": value for slot, value in zip(self.slots, slots, strict=True)})
        return new_state, new_parameters


def sgd() -> Optimizer:
    """Gradient descent: p - η g."""
    return Optimizer("sgd", (), lambda p, g, _, rate, k: (p - rate * g, ()), ())


def momentum(decay: float = 0.9) -> Optimizer:
    """Heavy ball: v = decay v - η g; p + v. B. T. Polyak, USSR Comp. Math. 4 (1964) 1."""
    share("decay", decay)

    def move(p: Array, g: Array, slots: tuple[Array, ...], rate: float, k: int) -> tuple[Array, tuple[Array, ...]]:
        v = decay * slots[0] - rate * g
        return p + v, (v,)

    return Optimizer(f"momentum(decay={decay:g})", ("velocity",), move, (decay,))


def nesterov(decay: float = 0.9) -> Optimizer:
    """Momentum that looks ahead: v = decay v - η g; p + decay v - η g. I. Sutskever et al., ICML 2013."""
    share("decay", decay)

    def move(p: Array, g: Array, slots: tuple[Array, ...], rate: float, k: int) -> tuple[Array, tuple[Array, ...]]:
        v = decay * slots[0] - rate * g
        return p + decay * v - rate * g, (v,)

    return Optimizer(f"nesterov(decay={decay:g})", ("velocity",), move, (decay,))


def rmsprop(decay: float = 0.9, epsilon: float = 1e-8) -> Optimizer:
    """Step over the root of the mean square: s = decay s + (1 - decay) g²; p - η g / (√s + ε). G. Hinton, 2012."""
    share("decay", decay), _above_zero("epsilon", epsilon)

    def move(p: Array, g: Array, slots: tuple[Array, ...], rate: float, k: int) -> tuple[Array, tuple[Array, ...]]:
        s = decay * slots[0] + (1 - decay) * g * g
        return p - rate * g / (np.sqrt(s) + epsilon), (s,)

    return Optimizer(f"rmsprop(decay={decay:g}, epsilon={epsilon:g})", ("square",), move, (decay, epsilon))


def adam(beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-8) -> Optimizer:
    """Momentum over the root mean square, both corrected for their start at zero. D. Kingma, J. Ba, ICLR 2015."""
    share("beta_1", beta_1), share("beta_2", beta_2), _above_zero("epsilon", epsilon)
    name = f"adam(beta_1={beta_1:g}, beta_2={beta_2:g}, epsilon={epsilon:g})"
    return Optimizer(name, ("mean", "square"), _adam_move(beta_1, beta_2, epsilon, 0.0), (beta_1, beta_2, epsilon))


def adamw(beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-8, weight_decay: float = 0.01) -> Optimizer:
    """Adam, with the weights (not the biases) shrunk by η weight_decay a step. I. Loshchilov, F. Hutter, ICLR 2019."""
    share("beta_1", beta_1), share("beta_2", beta_2), _above_zero("epsilon", epsilon)
    number("weight_decay", weight_decay, "a number from 0", lambda value: value >= 0)
    name = f"adamw(beta_1={beta_1:g}, beta_2={beta_2:g}, epsilon={epsilon:g}, weight_decay={weight_decay:g})"
    settings = beta_1, beta_2, epsilon, weight_decay
    return Optimizer(name, ("mean", "square"), _adam_move(*settings), settings)


def _adam_move(beta_1: float, beta_2: float, epsilon: float, weight_decay: float) -> Move:
    def move(p: Array, g: Array, slots: tuple[Array, ...], rate: float, k: int) -> tuple[Array, tuple[Array, ...]]:
        m = beta_1 * slots[0] + (1 - beta_1) * g
        s = beta_2 * slots[1] + (1 - beta_2) * g * g
        step = rate * (m / (1 - beta_1**k)) / (np.sqrt(s / (1 - beta_2**k)) + epsilon)
        if weight_decay and p.ndim == 2:
            step += rate * weight_decay * p
        return p - step, (m, s)

    return move


def _above_zero(name: str, given: float) -> float:
    return number(name, given, "a number above 0", lambda value: value > 0)


OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {
    make.__name__: make for make in (sgd, momentum, nesterov, rmsprop, adam, adamw)
}


def optimizer(name: str | Optimizer) -> Optimizer:
    """Look an optimizer up by its name, with its usual settings; a record of one's own is passed through.

    Raises
    ------
    InputError
        If there is no optimizer of that name.
    """
    if isinstance(name, Optimizer):
        return name
    return looked_up("optimizer", name, OPTIMIZERS)()


def clip(gradients: Parameters, largest_norm: float) -> Parameters:
    """Shorten the gradient, all parameters taken together, to `largest_norm` where it is longer; keep its direction.

    R. Pascanu, T. Mikolov, Y. Bengio, ICML 2013.
    """
    norm = float(np.sqrt(sum(float(np.vdot(g, g)) for g in gradients.values())))
    return gradients if norm <= largest_norm else {n: g * (largest_norm / norm) for n, g in gradients.items()}
