"""The slope of the output, where a network has one output and takes a step for each row.

Its error is then a single number, which has no direction: whatever it is multiplied by, the steps go along the
gradient. But their length, compared with the gradient's, is the learning rate in every row, if the slope is right; if
not, it goes with the slope that was used over the one that belongs there.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.alternatives import other_slope
from unstuck.doctor.case import Case
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Fix
from unstuck.doctor.layers import network_layers
from unstuck.doctor.mistakes import ACTIVATIONS, FROM_VALUE
from unstuck.doctor.proportions import gradient_node
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.substitution import with_edit, with_text, wrong_at
from unstuck.doctor.trace import Node
from unstuck.doctor.values import Scope, tree_of

ROUNDS = 3  # in which the lengths have to go with a slope
STEADY = 1e-4
SOME = 2  # updates that tell a slope from a rate of its own
CLOSE = 1e-6
SIGMOID = ("binary cross-entropy", "half squared error")


@dataclass(frozen=True)
class OutputSlope:
    """A wrong slope at the output: by which function, of which value, and the number that the error became.

    `compared` are the weights of the output in the first round.
    """

    compared: Compared
    activation: str
    used: str
    of_the_activated: bool
    nodes: tuple[Node, ...]  # of all rounds
    factors: tuple[float, ...]  # of the steps, compared with the gradient

    @property
    def node(self) -> Node:
        """The number of the first round."""
        return self.nodes[0]


def wrong_output_slope(case: Case) -> OutputSlope | None:
    """Find the derivative that stands at the output in the place of that of its activation; None if it is right.

    Parameters
    ----------
    case : Case

    Returns
    -------
    OutputSlope or None
        None, too, where the network has several outputs, or an optimizer makes the steps.
    """
    rounds = [each for e in case.evidence if (each := _of_round(e)) is not None]
    if len(rounds) < ROUNDS or len(rounds) < len(case.evidence) or without_the_slope(case):
        return None
    factors, sums, outputs = (np.array(column) for column in zip(*(each[:3] for each in rounds), strict=True))
    activation, nodes = rounds[0][3], tuple(each[4] for each in rounds)
    if activation not in FROM_VALUE or _steady(factors) or not np.ptp(sums):
        return None
    function, slope = ACTIVATIONS[activation]
    right = slope(sums)
    tried = [(activation, True, slope(function(sums)))]
    tried += [(name, False, other(sums)) for name, (_, other) in ACTIVATIONS.items() if name != activation]
    tried += [(name, False, other(outputs)) for name, other in FROM_VALUE.items() if name != activation]
    tried += [(name, False, other(sums)) for name, other in FROM_VALUE.items()]
    for used, activated, values in tried:
        with np.errstate(all="ignore"):
            if _steady(factors * right / values):
                return OutputSlope(rounds[0][5], activation, used, activated, nodes, tuple(map(float, factors)))
    return None


def slopes_of_sigmoid(case: Case) -> dict[int, float]:
    """Give p (1 - p) of each update that followed from a single output, by its place among all."""
    found = {}
    for i, evidence in enumerate(case.evidence):
        outputs = {float(np.ravel(j.output.value)[0]) for j in evidence.round.joins if np.size(j.output.value) == 1}
        if len(outputs) == 1 and all(np.size(j.output.value) == 1 for j in evidence.round.joins):
            output = outputs.pop()
            found[i] = output * (1 - output)
    return found


def without_the_slope(case: Case) -> list[Node]:
    """List the gradients that lack the slope of the one output, where those of other layers have it.

    Of a single row each layer's gradient keeps its direction: what tells is how long it is, in several updates.
    """
    without: list[Node] = []
    slopes = slopes_of_sigmoid(case)
    if not slopes or case.evidence[0].loss.name not in SIGMOID or SIGMOID[0] in case.kinds_of_loss:
        return []  # of a cross-entropy it is one factor too many, in the others
    for i, slope in slopes.items():
        moved = [c for c in case.evidence[i].compared if c.moved and not c.flat and np.any(c.true)]
        whole = max((abs(c.factor) for c in moved), default=0.0)
        plain = [c for c in moved if abs(abs(c.factor) - whole) < CLOSE * whole]
        sloped = [c for c in moved if abs(abs(c.factor) - whole * slope) < CLOSE * whole * slope]
        if not all(c.right for c in moved) or not plain or not sloped or len(plain) + len(sloped) < len(moved):
            return []
        shared = set().union(*(case.evidence[i].way(c) for c in sloped))  # the error itself, for a bias
        gradients = [(gradient_node(case.evidence[i], c), c.after) for c in plain]
        without = without or [after if gradient in shared else gradient for gradient, after in gradients]
    values = list(slopes.values())
    return without if len(values) >= SOME and np.ptp(values) > 100 * CLOSE * max(values) else []


def with_the_right_slope(case: Case, slope: OutputSlope) -> Iterator[Fix]:
    """Put the derivative of the activation in, such that the steps have the same length in every row."""
    tree, scope = tree_of(case, slope.node), Scope(case, slope.node)
    if case.first is None or not isinstance(tree, ast.expr):
        return
    error = case.first.round.joins[0].node
    wrong = dataclasses.replace(wrong_at(case.first, slope.compared, slope.node), source=error)
    scopes = [scope, *(Scope(case, node) for node in slope.nodes[1:])]
    for old, text in other_slope(scope, tree, wrong):
        written = with_text(scope.source, tree, old, text)
        try:
            values = [float(np.ravel(each.evaluate(written))[0]) for each in scopes]
        except Exception:  # what it is made of may not have been read here
            continue
        made = [float(np.ravel(array(node.value))[0]) for node in slope.nodes]
        if all(made) and _steady(np.array(values) / np.array(made) * np.array(slope.factors)):
            edit = scope.source.put(old, text)
            if edit is not None:
                yield from fix(f"Write {shown(with_edit(scope.source, tree, edit))}", edit)


def _of_round(evidence: Evidence) -> tuple[float, float, float, str, Node, Compared] | None:
    """Return the length of a step, the last sum, the output, its activation, what the error became, and the weights."""
    joins = evidence.round.joins
    layers = network_layers(evidence)
    own = {loss.kind.name for loss in evidence.own if loss.kind is not None}
    if len(joins) != 1 or np.size(joins[0].output.value) != 1 or not layers or (own and evidence.loss.name not in own):
        return None
    last = next((c for c in evidence.compared if c.before is layers[-1].weights), None)
    if last is None or not last.agrees or last.flat or np.size(last.true) < 2 or not last.factor:
        return None
    gradient = gradient_node(evidence, last)
    backward = evidence.backward_set
    numbers = [n for n in gradient.inputs if np.size(n.value) == 1 and n in backward]
    while numbers and (inner := _times_a_number(numbers[0], backward)) is not None:
        numbers[0] = inner
    if not numbers:
        return None
    total, output = (float(np.ravel(array(n.value))[0]) for n in (layers[-1].before, joins[0].output))
    return last.factor, total, output, layers[-1].activation, numbers[0], last


def _times_a_number(node: Node, backward: set[Node]) -> Node | None:
    """Find what was multiplied by a constant, a learning rate, if that is all that was done."""
    inner = [n for n in node.inputs if n in backward]
    return inner[0] if node.name in ("mul", "multiply", "neg") and len(inner) == 1 and inner[0].inputs else None


def _steady(values: Any) -> bool:
    """Say whether numbers are all the same."""
    low, high = float(np.min(values)), float(np.max(values))
    return bool(np.isfinite([low, high]).all() and low * high > 0 and abs(high - low) < STEADY * abs(high))
