"""How training went, from what `fit` has seen anyway: the curves, the values inside the network, the inputs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.arrays import Array
from unstuck.nn import Network
from unstuck.nn.health import constant_answer, examine
from unstuck.nn.rows import Rows

ROWS_LOOKED_AT, NUMBERS_LOOKED_AT = 1000, 10_000_000
LEARNT = 0.25
"""Below this share of what the best constant answer costs, a network has learnt, and what is unusual does no harm."""

LARGE = 10.0
"""Numbers beyond this are far from standardised."""


@dataclass(frozen=True)
class Finding:
    """One thing that is to be said.

    Attributes
    ----------
    message : str
        With its number, and what to do.
    grave : bool
        Whether it kept the network from learning; `fit` warns of it then.
    """

    message: str
    grave: bool = False

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Diagnosis:
    """What there is to say about a training.

    Attributes
    ----------
    findings : tuple of Finding
        The gravest first; empty if nothing is to be said.
    share : float
        The loss, without the L2 term, as a share of what the best constant answer costs: 1 has learnt nothing.
    """

    findings: tuple[Finding, ...] = ()
    share: float = math.nan

    @property
    def grave(self) -> tuple[Finding, ...]:
        """The findings that kept the network from learning."""
        return tuple(finding for finding in self.findings if finding.grave)

    def __str__(self) -> str:
        if math.isnan(self.share):
            outcome = "the loss cannot be compared with that of a constant answer."
        else:
            outcome = f"the loss went to {self.share:.2g} of that of the best constant answer."
        if not self.findings:
            return f"Nothing to be said: {outcome}"
        return "\n".join([*(f"- {finding}" for finding in self.findings), outcome.capitalize()])


def diagnose(estimator: Any, network: Network, rows: Rows) -> Diagnosis:
    """Look at a network and at how it was trained.

    Parameters
    ----------
    estimator : MLPClassifier or MLPRegressor
        With its weights and its curves.
    network : Network
    rows : Rows
        Those that were learnt from; at most 1,000, evenly spaced, are looked at, and fewer if they are very wide.

    Returns
    -------
    Diagnosis
    """
    few = min(ROWS_LOOKED_AT, max(10, NUMBERS_LOOKED_AT // rows.x.shape[1]))
    some = slice(None, None, -(-len(rows) // few))
    x = rows.x[some]
    x, t, parameters = (x.toarray() if hasattr(x, "toarray") else x), rows.t[some], estimator._parameters()
    with np.errstate(over="ignore", invalid="ignore"):
        loss, constant = network.mean_loss(parameters, x, t), constant_answer(network, t)
        share = loss / constant if constant > 1e-12 else math.nan
        notes = []
        if share >= LEARNT:  # not where all targets are alike: there the constant answer is right
            notes += [Finding(note, grave=True) for note in examine(network, parameters, x, t)]
            notes += _of_scales(network, x, t)
        notes += _of_curves(estimator, share)
    return Diagnosis(tuple(notes), share)


def _of_scales(network: Network, x: Array, t: Array) -> Iterator[Finding]:
    largest, spread = float(np.abs(x).max()), x.std(axis=0)
    varying = spread[spread > 0]
    if largest > LARGE:
        ratio = f", and their columns' spreads lie between {varying.min():.2g} and {varying.max():.2g}"
        yield Finding(
            f"The inputs reach {largest:.3g}{ratio if len(varying) > 1 else ''}. Standardise them: "
            "make_pipeline(StandardScaler(), ...)."
        )
    if network.output_activation.name == "identity":
        deviation, middle = float(t.std(axis=0).max()), float(np.abs(t.mean(axis=0)).max())
        if deviation > LARGE or middle > LARGE * max(deviation, 1e-12):
            yield Finding(
                f"The targets have the mean {middle:.3g} and the spread {deviation:.3g}, and a network starts from "
                "answers near 0. Standardise them: TransformedTargetRegressor(..., transformer=StandardScaler())."
            )


def _of_curves(estimator: Any, share: float) -> Iterator[Finding]:
    losses = np.array([loss for loss in estimator.loss_curve_ if math.isfinite(loss)])
    if len(losses) >= 10:
        rises = float((np.diff(losses) > 0).mean())
        if share >= LEARNT and (losses[-1] > 2 * losses.min() > 0 or (rises > 0.4 and losses[-1] > 0.9 * losses[0])):
            yield Finding(
                f"The loss is {losses[-1]:.4g} and was {losses.min():.4g} in epoch {losses.argmin() + 1}; it rose in "
                f"{rises:.0%} of the epochs. Lower learning_rate_init ({estimator.learning_rate_init:g}).",
                grave=share > 1,
            )
        tenth = max(1, len(losses) // 10)
        before, after = losses[-tenth - 1], losses[-1]
        if estimator.n_iter_ >= estimator.max_iter and before > 0 and (before - after) / before > 0.01:
            yield Finding(
                f"The loss still fell, by {(before - after) / before:.1%} in the last {tenth} of {len(losses)} epochs, "
                f"when max_iter ({estimator.max_iter}) was reached. Raise max_iter, or learning_rate_init."
            )
    measured = np.array([loss for loss in estimator.validation_loss_curve_ or () if math.isfinite(loss)])
    if len(measured) >= 10 and not estimator.early_stopping and measured[-1] > 1.1 * measured.min() > 0:
        yield Finding(
            f"The validation loss was {measured.min():.4g} in epoch {measured.argmin() + 1} and rose to "
            f"{measured[-1]:.4g}: from there on the network learnt the rows by heart. Use early_stopping=True, a "
            "larger alpha, or dropout."
        )
