"""Fitting: the training loop with everything around it that a user wants. Still silent: progress goes to a callback."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from unstuck.arguments import function, generator, looked_up, number, of_type, path
from unstuck.arrays import Array, Parameters
from unstuck.nn.checkpoint import Checkpoint, fingerprint
from unstuck.nn.files import write_atomically
from unstuck.nn.health import examine
from unstuck.nn.kernels import Watched, choose_loop
from unstuck.nn.model import Model
from unstuck.nn.network import Network
from unstuck.nn.records import Records
from unstuck.nn.rows import Rows, checked_rows, hold_out, row_weights
from unstuck.nn.threads import threads
from unstuck.nn.training import Diverged, EpochRecord, Recipe, Step, start


class TrainingWarning(UserWarning):
    """Training ended early, or did not get anywhere; the message says what was seen."""


@dataclass(frozen=True)
class History:
    """The records of the epochs, in their order.

    Attributes
    ----------
    records : sequence of EpochRecord
    loop : str
        Which loop made the steps, and why: ``"compiled: sparse rows, BLAS"``.
    """

    records: Sequence[EpochRecord] = ()
    loop: str = ""

    def __len__(self) -> int:
        return len(self.records)

    def column(self, name: str) -> list[Any]:
        """Give one quantity over the epochs, such as ``"loss"`` or ``"validation_accuracy"``.

        Raises
        ------
        InputError
            If there is no such quantity.
        """
        looked_up("quantity", name, dict.fromkeys(EpochRecord._fields))
        if isinstance(self.records, Records):
            return self.records.column(name)
        return [getattr(record, name) for record in self.records]

    def to_csv(self, path: str | Path) -> None:
        """Write a table with a line an epoch; a quantity that was not measured is left empty."""
        lines = [",".join(EpochRecord._fields)]
        lines += [",".join("" if value is None else repr(value) for value in record) for record in self.records]
        write_atomically(path, ("\n".join(lines) + "\n").encode())


@dataclass(frozen=True)
class Fit:
    """What training gave.

    Attributes
    ----------
    model : Model
        The network with the parameters that were chosen: the last ones, or the best (see `Recipe.keep_best`).
    history : History
    stopped : {"finished", "patience", "interrupted", "diverged"}
        Why it ended.
    message : str
        What is to be said about that; empty when it finished.
    notes : tuple of str
        What kept the network from learning, if it did not learn (see `unstuck.nn.health.examine`).
    """

    model: Model
    history: History
    stopped: str
    message: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def parameters(self) -> Parameters:
        """The parameters of the model."""
        return self.model.parameters


def fit(
    network: Network,
    x: Array,
    targets: Array,
    recipe: Recipe | None = None,
    *,
    rng: np.random.Generator,
    parameters: Parameters | None = None,
    validation: tuple[Array, Array] | float | None = None,
    sample_weight: Array | None = None,
    class_weight: str | Sequence[float] | Mapping[int, float] | None = None,
    checkpoint: str | Path | None = None,
    checkpoint_seconds: float = 10.0,
    resume: bool = False,
    on_step: Callable[[Step], None] | None = None,
    on_progress: Callable[[Step], None] | None = None,
) -> Fit:
    """Train a network.

    Parameters
    ----------
    network : Network
    x : array of shape (n_rows, n_inputs)
        float32 or float64; the arithmetic is done in the same type. It is not copied (but where `validation` is a
        fraction), so it may be larger than memory: ``numpy.load("x.npy", mmap_mode="r")``.
    targets : array of shape (n_rows, n_outputs)
        For a classification one column a class, 1 at the right one (`unstuck.datasets.one_hot`).
    recipe : Recipe, optional
    rng : numpy.random.Generator
        The only source of randomness: start, split, order of the rows, dropout, in this order.
    parameters : dict of str to array, optional
        The parameters to start from; else `Network.initial_parameters`. They are not changed.
    validation : (x, targets) or float, optional
        Rows to measure on after every epoch, or the fraction of the rows to hold out for it, each class with its share.
    sample_weight : array of shape (n_rows,), optional
        How much each row counts. The weights are scaled to the mean 1 over all training rows, so that they mean
        the same at every batch size.
    class_weight : "balanced", sequence or mapping of float, optional
        How much each class counts, times `sample_weight`; "balanced" gives every class the same share in the loss.
    checkpoint : path, optional
        A file in which the state of the run is kept; see `resume`.
    checkpoint_seconds : float, default 10
        The least time between two checkpoints. They are written at the end of an epoch.
    resume : bool, default False
        Go on from the checkpoint, if the file is there, to the same numbers as if the run had not been stopped.
        Everything but `Recipe.epochs` must be as it was. A finished run can so be made longer.
    on_step : callable, optional
        Called with the `Step` after each step. Small networks learn faster without: their steps are then not made
        one by one.
    on_progress : callable, optional
        Called about ten times a second with the latest `Step`, and at the ends of epochs, though not of each where
        several end at once.

    Returns
    -------
    Fit
        Also after Ctrl-C, and when a number became NaN: then the parameters are the last good ones, and a
        `TrainingWarning` says what happened.

    Raises
    ------
    InputError
        If the arrays do not fit the network or each other, or the checkpoint is of another run.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> t = np.array([[0.0], [1.0], [1.0], [0.0]])
    >>> network = Network((2, 4, 1), hidden="tanh", loss="binary_cross_entropy")
    >>> recipe = Recipe(epochs=500, batch_size=None, learning_rate=1.0)
    >>> result = fit(network, x, t, recipe, rng=np.random.default_rng(0))
    >>> result.model.predict(x)
    array([0, 1, 1, 0])
    """
    of_type("network", network, Network, "unstuck.Network((784, 300, 10))")
    recipe = Recipe() if recipe is None else of_type("recipe", recipe, Recipe, "unstuck.Recipe(epochs=10)")
    generator("rng", rng)
    number("checkpoint_seconds", checkpoint_seconds, "a number from 0", lambda value: value >= 0)
    if on_step is not None:
        function("on_step", on_step, "on_step(step)")
    if on_progress is not None:
        function("on_progress", on_progress, "on_progress(step)")
    rows = checked_rows(network, x, targets)
    if parameters is None:
        parameters = network.initial_parameters(rng, dtype=rows.x.dtype)
    else:
        network.check_parameters(parameters)
        parameters = {name: np.array(p, dtype=rows.x.dtype) for name, p in parameters.items()}
    weights = row_weights(rows, sample_weight, class_weight)
    rows, held_out = hold_out(network, Rows(rows.x, rows.t, weights), validation, rng)
    state = start(network, parameters, recipe, rng)
    del parameters  # there need not be more copies than the loop works on, and the one to go back to
    records = Records()
    keeper = None
    if checkpoint is not None:
        keeper = Checkpoint(
            path("checkpoint", checkpoint),
            checkpoint_seconds,
            list(state.parameters),
            fingerprint(network, recipe, state, rows, held_out),
        )
        state, earlier = keeper.begin(state, resume)
        records.extend(earlier)
    watched: Watched = "steps" if on_step else "blocks"
    reuse = not (on_step or on_progress)
    steps, loop = choose_loop(network, rows, recipe, state, rng, held_out, watched=watched, reuse=reuse)
    size = min(recipe.batch_size or len(rows), len(rows))
    stopped, message, last, good = "finished", "", state.parameters, state.parameters
    try:
        with threads(network, size):
            for step in steps:
                last = step.parameters
                records.extend(step.earlier)
                if step.record is not None and step.state is not None:
                    records.append(step.record)
                    state = step.state
                    good = state.parameters if _finite(state.parameters) else good
                    if keeper:
                        keeper.keep(state, records)
                if on_step:
                    on_step(step)
                if on_progress:
                    on_progress(step)
        if state.epoch < recipe.epochs:
            stopped = "patience"
            message = f"Stopped after epoch {state.epoch}: no lower loss since epoch {state.best.epoch}."
    except KeyboardInterrupt:
        stopped, message = (
            "interrupted",
            f"Interrupted in epoch {state.epoch + 1}; the model is what was learnt by then.",
        )
        last = {name: p.copy() for name, p in last.items()} if _finite(last) else good  # they may be the loop's own
    except Diverged as error:
        stopped, message, last = "diverged", str(error), good
    if keeper and stopped != "diverged":
        keeper.keep(state, records, now=True)
    chosen = state.best.parameters or last  # there are best ones only where the recipe keeps them
    with threads(network, size):
        notes = examine(network, chosen, rows.x, rows.t)
    for said in filter(None, (message if stopped == "diverged" else "", *notes)):
        warnings.warn(said, TrainingWarning, stacklevel=2)
    return Fit(Model(network, chosen), History(records, loop), stopped, message, notes)


def _finite(parameters: Parameters) -> bool:
    return all(np.isfinite(p).all() for p in parameters.values())
