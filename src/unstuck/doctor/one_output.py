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
from unstuck.doctor.findings import Edit, Fix, Span
from unstuck.doctor.mistakes import ACTIVATIONS, FROM_VALUE
from unstuck.doctor.proportions import gradient_node
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.roles import Join
from unstuck.doctor.substitution import with_edit, with_text, wrong_at
from unstuck.doctor.trace import Node
from unstuck.doctor.units import find_units
from unstuck.doctor.values import Scope, plain, tree_of

ROUNDS = 3  # in which the lengths have to go with a slope
STEADY = 1e-4
SOME = 2  # updates that tell a slope from a rate of its own
CLOSE = 1e-6
PRODUCT = ("mul", "multiply", "neg")
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
    wanted: tuple[float, ...]  # what the error should have become, up to a factor

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
    first, nodes = rounds[0], tuple(each.node for each in rounds)
    sums, outputs, errors, made, factors = (
        np.array([getattr(each, name) for each in rounds]) for name in ("total", "output", "error", "made", "factor")
    )
    if first.activation not in FROM_VALUE or not np.all(errors) or not np.ptp(sums) or _steady(factors):
        return None
    with np.errstate(all="ignore"):
        function, slope = ACTIVATIONS[first.activation]
        used, right = made / errors, slope(sums)
        lengths, wanted = tuple(map(float, factors)), tuple(map(float, errors * right))
        # Of the squared error, the cross-entropy, the absolute error, and the squared error of the sum.
        if any(_steady(used / each) for each in (right, np.ones(len(used)), right / errors, 1 / errors)):
            return None
        tried = [(first.activation, True, slope(function(sums)))]
        tried += [(name, False, other(sums)) for name, (_, other) in ACTIVATIONS.items() if name != first.activation]
        tried += [(name, False, other(outputs)) for name, other in FROM_VALUE.items() if name != first.activation]
        tried += [(name, False, other(sums)) for name, other in FROM_VALUE.items()]
        for name, activated, values in tried:
            if _steady(used / values):
                return OutputSlope(first.weights, first.activation, name, activated, nodes, lengths, wanted)
    if all(_is_error_times_its_own(e, each.node) for e, each in zip(case.evidence, rounds, strict=True)):
        return OutputSlope(first.weights, first.activation, "", False, nodes, lengths, wanted)
    return None


def _is_error_times_its_own(evidence: Evidence, node: Node) -> bool:
    """Say whether a number is the error times others that were made of output and target alone."""
    join = evidence.round.joins[0]
    parts = _factors(node)
    errors = [n for n in parts if n is join.node]
    factors = [n for n in parts if n is not join.node]
    if len(errors) != 1 or not factors or evidence.own:
        return False
    return all(_is_made_of_the_output(join, factor) for factor in factors)


def _factors(node: Node) -> list[Node]:
    """List what a product is made of, with the signs left out."""
    if node.name in PRODUCT:
        return [factor for source in node.inputs for factor in _factors(source)]
    return [node]


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
        plain, sloped = _plain_and_sloped(case.evidence[i], slope)
        if not plain or not sloped:
            return []
        shared = set().union(*(case.evidence[i].way(c) for c in sloped))  # the error itself, for a bias
        gradients = [(_made_first(case.evidence[i], c, shared), c.after) for c in plain]
        without = without or [after if gradient in shared else gradient for gradient, after in gradients]
    values = list(slopes.values())
    return without if len(values) >= SOME and np.ptp(values) > 100 * CLOSE * max(values) else []


def _plain_and_sloped(evidence: Evidence, slope: float) -> tuple[list[Compared], list[Compared]]:
    """List the parameters whose steps lack a slope that those of others have, and these others."""
    moved = [c for c in evidence.compared if c.moved and not c.flat and np.any(c.true)]
    whole = max((abs(c.factor) for c in moved), default=0.0)
    plain = [c for c in moved if abs(abs(c.factor) - whole) < CLOSE * whole]
    sloped = [c for c in moved if abs(abs(c.factor) - whole * slope) < CLOSE * whole * slope]
    each = all(c.right for c in moved) and len(plain) + len(sloped) == len(moved)
    return (plain, sloped) if each else ([], [])


def _made_first(evidence: Evidence, c: Compared, shared: set[Node]) -> Node:
    """Find where a gradient is made; where the entries are set one by one, where the first value for these alone is."""
    gradient = gradient_node(evidence, c)
    if gradient is not c.after or c.after.name != "setitem":
        return gradient
    way = evidence.way(c) & evidence.backward_set - shared
    return min((n for n in way if n.site >= 0 and n.name != "getitem"), key=lambda n: n.index, default=gradient)


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
        if all(slope.wanted) and _steady(np.array(values) / np.array(slope.wanted)):
            edit = scope.source.put(old, text)
            if edit is not None:
                yield from fix(f"Write {shown(with_edit(scope.source, tree, edit))}", edit)


def with_the_slope_everywhere(case: Case) -> Iterator[Fix]:
    """Put p (1 - p) into the gradients that lack it: the error that has it, where it has a name, or the product."""
    evidence, slope = case.evidence[0], slopes_of_sigmoid(case)[0]
    join, (lacking, sloped) = evidence.round.joins[0], _plain_and_sloped(evidence, slope)
    shared = set().union(*(evidence.way(c) for c in sloped))
    nodes = [n for c in lacking for n in evidence.way(c) & (evidence.backward_set | {c.after}) - shared if n.site >= 0]
    edits: dict[Span, Edit | None] = {}
    for node in sorted(nodes, key=lambda n: n.index):
        if not any(_is(source.value, join.node.value) for source in node.inputs):
            continue
        tree, scope = tree_of(case, node), Scope(case, node)
        error = next((each for each in ast.walk(tree or ast.Pass()) if _has(scope, each, join.node.value)), None)
        output = next(scope.texts_for(join.output.value), None)
        if not isinstance(error, ast.expr):
            return
        right = slope * array(scope.evaluate(scope.source.text_of(error)))
        names = (scope.text[text] for text, value in scope.values.items() if text != output and _is(value, right, 1))
        text = next(names, f"({scope.source.text_of(error)} * {output} * (1 - {output}))" if output else None)
        edits[scope.source.span(error)] = scope.source.put(error, text) if text is not None else None
    if edits:
        yield from fix("Multiply by the derivative of the output here, too", *edits.values())


def _has(scope: Scope, expression: ast.AST, error: Any) -> bool:
    """Say whether an expression is the error, of whichever sign."""
    if not isinstance(expression, ast.Name | ast.Attribute | ast.Subscript | ast.BinOp):
        return False
    try:
        return _is(scope.evaluate(scope.source.text_of(expression)), error)
    except Exception:  # what it is made of may not have been read here
        return False


def _is(value: Any, wanted: Any, *signs: int) -> bool:
    """Say whether a value is the single number that is wanted, or the same of the other sign."""
    if np.size(value) != 1 or np.asarray(plain(value)).dtype.kind not in "fi":
        return False
    value, wanted = (float(np.ravel(array(plain(each)))[0]) for each in (value, wanted))
    return any(abs(value - sign * wanted) < 1e-9 * abs(wanted) for sign in signs or (1, -1))


@dataclass(frozen=True)
class _Round:
    """An update of a single output: what `node` made of its `error`, and the length of the step along the gradient."""

    weights: Compared
    activation: str
    node: Node
    total: float
    output: float
    error: float
    made: float
    factor: float


def _of_round(evidence: Evidence) -> _Round | None:
    """Describe an update, if it follows from one output, by an error that became another number."""
    joins = evidence.round.joins
    units = find_units(evidence)
    own = {loss.kind.name for loss in evidence.own if loss.kind is not None}
    if len(joins) != 1 or not units or (own and evidence.loss.name not in own):
        return None
    moved = [c for c in evidence.from_the_output if c.right and not c.flat and np.size(c.true) > 1 and c.factor]
    node = _what_became_of_the_error(evidence)
    values = (units[-1].before.value, joins[0].output.value, joins[0].target, node.value)
    if not moved or any(np.size(value) != 1 for value in values):
        return None
    total, output, target, made = (float(np.ravel(array(value))[0]) for value in values)
    return _Round(moved[0], units[-1].activation, node, total, output, output - target, made, moved[0].factor)


def _what_became_of_the_error(evidence: Evidence) -> Node:
    """Find the longest product of the error with numbers that were made of the output, as a slope is."""
    join = evidence.round.joins[0]

    def longest(node: Node, last: Node, count: int) -> tuple[int, Node]:
        found = (count, last)
        for user in evidence.roles.users.get(node, ()):
            if user in evidence.backward_set and user.name in PRODUCT and np.size(user.value) == 1:
                others = [n for n in user.inputs if n is not node and evidence.roles.depends(n)]
                if all(_is_made_of_the_output(join, n) for n in others):
                    further = longest(user, user if others else last, count + len(others))
                    found = max(found, further, key=lambda each: each[0])
        return found

    return longest(join.node, join.node, 0)[1]


def _is_made_of_the_output(join: Join, node: Node) -> bool:
    """Say whether a number was made of output and target alone."""
    made, stack = False, [node]
    while stack:
        each = stack.pop()
        if each in (join.output, join.node, join.target_node):
            made = True
        elif not each.inputs:
            return False
        else:
            stack += each.inputs
    return made


def _steady(values: Any) -> bool:
    """Say whether numbers are all the same."""
    low, high = float(np.min(values)), float(np.max(values))
    return bool(np.isfinite([low, high]).all() and low * high > 0 and abs(high - low) < STEADY * abs(high))
