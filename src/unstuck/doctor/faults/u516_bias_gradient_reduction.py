"""The gradient of a bias is not the sum over the samples

## What happens

The errors of a batch are added up along the wrong axis, or over everything, or not at all, or averaged where the weights' gradients are
sums. The weights are right, only the bias is not.

## Why it stops learning

The bias of a unit is added to every sample, so it answers for the errors of all of them:

    z = x W + b        db_j = sum over the samples i of delta_ij

one number for each unit. A total over samples *and* units gives all units the same correction, and for a softmax with cross-entropy that total is
always 0. Without a sum the bias takes the shape of the batch, and each sample gets a bias of its own, which a new sample does not
have. A mean, next to weights that are summed, is m times too small.

## How we know

The bias's step is compared with the exact gradient, which is the sum of the errors along the axis of the samples.

## The repair

`db = delta.sum(axis=0, keepdims=True)` when samples are rows, `axis=1` when they are columns; divided by m if the weights' gradients are.

## When this is fine

For a single sample the error is the gradient, and there is nothing to sum. If `delta` was divided by m already, the sum is the mean.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.alternatives import summed, sums_in
from unstuck.doctor.case import Case, found, number, shape_text
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.evidence import Evidence, sample_axis
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.lifting import Entries
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.proportions import averaged, gradient_node, proportions, rate_factor
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.substitution import substituted, with_text, wrong_of
from unstuck.doctor.trace import Node
from unstuck.doctor.values import Scope, source_of, tree_of

FEW_OTHERS = 3  # parameters that share a multiple by no chance
MOST_TIMES = 10
FEW_ROUNDS = 3  # in which a step is the same by no chance
NEARLY = 1e-6  # of a number: by so much two that are the same may differ


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the sum over the samples puts a bias right."""
    c, evidence = wrong.compared, wrong.evidence
    if not evidence.is_bias(c):
        return None
    delta = next((s for s in wrong.node.inputs if s in evidence.matches and np.ndim(s.value)), None)
    if delta is None or wrong.node.name not in ("sum", "mean", "average", "dot", "matmul", "sub", "add"):
        return None
    if not _is_one_number_of_a_row(c, wrong.node, delta) and not any(
        _is_gradient(evidence, c, each) for each in _sums(delta)
    ):
        return None
    return found(
        __name__,
        case.span(wrong.node),
        f"The gradient of the bias {c.name} is not the sum over the samples: `{case.text(case.span(wrong.node))}`.",
        "A bias is added to every sample, so its gradient is the sum of the errors of all samples, one number for each "
        "unit: db = sum over the samples of delta. Here the sum runs over something else, and the units' corrections are "
        "mixed. Sum along the axis of the samples and keep the axis of the units.",
        ("shape of what is summed", shape_text(delta.value), ""),
        ("shape of the result", shape_text(wrong.node.value), shape_text(c.true)),
        ("cosine of the step and the true gradient", number(c.cosine), "1"),
    )


def _sums(delta: Node) -> list[Any]:
    return [array(delta.value).sum(axis=axis).ravel() for axis in (0, 1)] if np.ndim(delta.value) == 2 else []


def _is_gradient(evidence: Evidence, c: Compared, value: Any) -> bool:
    """Say whether a sum is the true gradient of a bias; a single number, which has no direction, by a likely factor."""
    if value.size != c.true.size:
        return False
    return evidence.is_multiple(value, c.true) or same_direction(value, c.true.ravel(), 1e-6) is not None


def _is_one_number_of_a_row(c: Compared, total: Node, delta: Node) -> bool:
    """Say whether the errors of one row, which are the row's share of the gradient, were made one number."""
    return bool(np.size(total.value) == 1 < c.true.size == np.size(delta.value))


def diagnose(case: Case) -> Iterator[Finding]:
    """Find biases whose gradient has not their shape, or not their size."""
    yield from _that_stops_the_script(case)
    yield from _of_the_updates(case)
    yield from _of_one_sample(case)
    yield from _one_for_all_classes(case)
    yield from _one_for_all_units(case)
    yield from _without_the_error(case)


def _without_the_error(case: Case) -> Iterator[Finding]:
    """Find biases that move by the bare rate in each round, whatever the error is, while the weights follow it."""
    evidence = case.first
    for c in evidence.compared if evidence is not None else ():
        assert evidence is not None
        again = [(e, o) for e in case.evidence for o in e.compared if o.slot is c.slot]
        if c.right or not evidence.is_bias(c) or len(again) < FEW_ROUNDS:
            continue
        steps = np.array([array(o.step).ravel() for _, o in again])
        size = float(np.abs(steps).max())
        slopes = [abs(float(np.sum(o.true))) for _, o in again]
        if not size or np.ptp(steps) > NEARLY * size or max(slopes) < (1 + NEARLY) * min(slopes):
            continue
        if any(evidence_.way(o) & evidence_.backward_set - {o.after} for evidence_, o in again):
            continue  # it was made of the error
        if not all(any(abs(size / rate - k) < NEARLY for rate in e.rates for k in (0.5, 1, 2)) for e, _ in again):
            continue
        place = _place_of_the_constant(case, c)
        yield found(
            __name__,
            place,
            f"The bias {c.name} moves by {number(size)} at every step, whatever the error is: `{case.text(place)}`.",
            "A bias is added to the sum, so the slope of the sum with respect to it is 1, and its gradient is the error at the "
            "sum times this 1: db = delta. The 1 alone is no gradient: the bias goes one way for ever, and the weights go "
            "after it. Multiply by the error that the weights' gradients are made of.",
            ("step of the bias, in each of the first updates", number(float(steps[0][0])), ""),
            ("its true gradient there", f"{number(min(slopes))} to {number(max(slopes))}", "the same in each"),
        )


def _place_of_the_constant(case: Case, c: Compared) -> Span:
    """Find where what stands for the gradient was given its value, in each turn of the loop; else the update."""
    statement = _constant(case, c)
    return case.span(c.after) if statement is None else source_of(case, case.span(c.after).path).span(statement)


def _constant(case: Case, c: Compared) -> ast.Assign | None:
    """Find the statement that gives a name in an update a number, in the same loop."""
    tree, source = tree_of(case, c.after), source_of(case, case.span(c.after).path)
    loops = source.loops(tree) if tree is not None else []
    for name in [n.id for n in ast.walk(tree) if isinstance(n, ast.Name)] if tree is not None else ():
        for statement in source.assignments(source.function(tree), name) if tree is not None else ():
            fixed = isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
            if fixed and source.loops(statement) == loops and loops:
                assert isinstance(statement, ast.Assign)
                return statement
    return None


def _times_the_error(case: Case, c: Compared) -> Iterator[Fix]:
    """Write for the constant the value in this place that is the true gradient."""
    statement, evidence = _constant(case, c), case.first
    if statement is None or evidence is None:
        return
    scope = Scope(case, c.after)
    for text, value in scope.values.items():
        known = isinstance(value, float | np.ndarray) and np.shape(value) == np.shape(c.true)
        if known and any(np.allclose(array(value), k * array(c.true), rtol=NEARLY, atol=0) for k in (1, 2, 0.5)):
            yield from fix(f"Write {shown(scope.text[text])}", scope.source.put(statement.value, scope.text[text]))


def _one_for_all_units(case: Case) -> Iterator[Finding]:
    """Find biases that all move by one number, the sum of what a weight's gradient is made of: whatever else is wrong."""
    evidence = case.first
    for c in evidence.compared if evidence is not None else ():
        assert evidence is not None
        step = array(c.step)
        if (c.right and not c.flat) or not evidence.is_bias(c) or step.size < 2 or not np.any(step):
            continue
        if np.ptp(step) > 1e-9 * np.max(np.abs(step)):
            continue
        total = next(
            (n for n in evidence.backward if n in evidence.way(c) and _sums_all_units(case, n, step.size)), None
        )
        if total is None:
            continue
        yield found(
            __name__,
            case.span(total),
            f"`{case.text(case.span(total))}` makes one number of the errors of all units: every entry of {c.name} is moved alike.",
            "A bias is added to every sample, so its gradient is the sum of the errors of all samples, one number for each "
            "unit: db = sum over the samples of delta. Summed over the units as well, they are all moved by the same number, "
            "whatever the error of each. Sum along the axis of the samples alone.",
            ("errors that are summed", shape_text(total.inputs[0].value), ""),
            ("different numbers in the step of " + c.name, "1", str(step.size)),
        )


def _sums_all_units(case: Case, node: Node, units: int) -> bool:
    """Say whether a value is the sum of all errors of a layer, which are multiplied into the gradient of a weight too."""
    if node.name not in ("sum", "mean", "average") or np.size(node.value) > 1 or node.site < 0 or not node.inputs:
        return False
    errors = node.inputs[0]
    users = [u for n in (errors, *errors.inputs) for u in case.roles.users.get(n, ())]
    users += [v for u in users if u.name in ("T", "transpose") for v in case.roles.users.get(u, ())]
    products = any(u.name in ("matmul", "dot", "einsum", "tensordot") for u in users)
    return (
        np.ndim(errors.value) == 2 and min(np.shape(errors.value)) > 1 and units in np.shape(errors.value) and products
    )


def _of_one_sample(case: Case) -> Iterator[Finding]:
    """Find biases that move for the error of one sample where the weights move for those of all."""
    evidence = case.first
    for c in evidence.compared if evidence is not None else ():
        assert evidence is not None
        if not c.moved or c.right or not evidence.is_bias(c):
            continue
        again = [(e, o) for e in case.evidence for o in e.compared if o.slot is c.slot and o.moved]
        if not all(_is_for_one_sample(e, o) for e, o in again):
            continue
        where = next((w.end for w in case.wrong if w.compared.slot is c.slot), c.after)
        place = case.span(where)
        yield found(
            __name__,
            place,
            f"The bias {c.name} follows the error of one sample only: `{case.text(place)}`.",
            "A bias is added to every sample, so its gradient is the sum of the errors of all samples, as that of a weight is. "
            "Here it is moved by one of them alone, as an update behind the loop over the samples does, which sees what the "
            "last turn left. Sum over the samples, or move the bias in each turn.",
            ("step of the bias, in multiples of the error of that sample", number(_rate(evidence)), ""),
            ("cosine of the step and the true gradient", number(c.cosine), "1"),
        )


def _rate(evidence: Evidence) -> float:
    return min(evidence.rates)


def _is_for_one_sample(evidence: Evidence, c: Compared) -> bool:
    """Say whether a bias moves by one row of what is to be summed, at the rate at which the right weights move."""
    shares, step = _shares(evidence, c), -array(c.step).ravel()
    if len(shares) < 2 or shares.shape[1] != step.size or np.count_nonzero(np.any(shares, axis=1)) < 2:
        return False
    near = 1e-5 * np.max(np.abs(step))
    return any(np.any(np.all(np.abs(rate * shares - step) < near, axis=1)) for rate in evidence.rates)


def _shares(evidence: Evidence, c: Compared) -> Any:
    """List what each sample gives to the true gradient of a bias, a row for each."""
    if evidence.by_output:
        return np.array([array(part[c.before]).ravel() for part in evidence.by_output if c.before in part])
    columns: dict[int, Any] = {}
    for user in evidence.roles.users.get(c.before, ()):
        back = array(evidence.adjoint[user]) if user in evidence.forward and user in evidence.adjoint else None
        if back is None or user.name != "add":
            continue
        units = [a for a, n in enumerate(back.shape) if n == np.size(c.true) and back.ndim == 2]
        if units and np.shape(c.true) == np.shape(c.before.value):
            axis = units[-1] if np.shape(c.before.value)[-1:] == (np.size(c.true),) else units[0]
            return np.moveaxis(back, axis, -1)
        index = user.function.index[user.args.index(c.before)] if isinstance(user.function, Entries) else None
        if index is not None and len(set(map(int, np.ravel(index)))) == 1:  # one unit, row by row
            columns[int(np.ravel(index)[0])] = back.ravel()
    alike = {len(column) for column in columns.values()}
    return np.array([columns[i] for i in sorted(columns)]).T if len(alike) == 1 else np.empty((0, 0))


def _one_for_all_classes(case: Case) -> Iterator[Finding]:
    """Find biases of a softmax that all move by one number, the sum of all errors, which is 0."""
    evidence = case.first
    if evidence is None or "categorical" not in evidence.loss.name:
        return
    for c in evidence.compared:
        alone = c.flat and np.size(c.true) == 1
        if not evidence.is_bias(c) or (not alone and (c.right or np.size(c.true) == 1)):
            continue
        way = sorted(evidence.way(c), key=lambda n: n.index)
        sums = [n for n in way if n.name in ("sum", "mean", "average") and np.size(n.value) == 1 and n.site >= 0]
        error = next((n for n in sums if n.inputs and np.ndim(n.inputs[0].value) == 2), None)
        if error is None or min(np.shape(error.inputs[0].value)) < 2:
            continue
        if abs(float(np.ravel(error.value)[0])) > 1e-9 * float(np.sum(np.abs(error.inputs[0].value))):
            continue
        yield found(
            __name__,
            case.span(error),
            f"`{case.text(case.span(error))}` makes one number of the errors of all classes, "
            + ("for one bias in common." if alone else f"for all of {c.name}."),
            "A softmax does not change if the same number is added to all its inputs, and the errors p - t of a sample sum to "
            + ("0: this bias has no effect, and its gradient is" if alone else "0: so is the sum of them all,")
            + " 0 but for rounding. "
            + ("Give each class a bias of its own, an array, and s" if alone else "Each class has a bias of its own: s")
            + "um over the samples alone.",
            ("gradient of the bias", number(float(np.ravel(error.value)[0])), "one number for each class"),
            ("errors that are summed", shape_text(error.inputs[0].value), ""),
        )


def _that_stops_the_script(case: Case) -> Iterator[Finding]:
    """Find the sum over the wrong axis, or the missing one, behind an error of shapes that ended the script."""
    crash = case.crash
    if crash is None or crash.kind != "ValueError" or not crash.places:
        return
    path, line, _ = crash.places[-1]
    shapes = [tuple(int(n) for n in re.findall(r"\d+", s)) for s in re.findall(r"\(([\d, ]+)\)", crash.message)]
    near = [
        n for n in case.trace.nodes[-200:] if n.site >= 0 and (case.span(n).line, case.span(n).path) == (line, path)
    ]
    for node in reversed(near):
        gradient = node
        while gradient.name in ("mul", "multiply", "div", "neg", "add", "pow") and gradient.inputs:
            gradient = max(gradient.inputs, key=lambda n: np.size(n.value))
        delta = gradient.inputs[0] if gradient.name in ("sum", "mean") else gradient
        if np.ndim(delta.value) != 2 or np.shape(gradient.value) not in shapes:
            continue
        for axis in (0, 1):
            wanted = np.sum(array(delta.value), axis=axis).shape
            fits = [s for s in shapes if tuple(n for n in s if n > 1) == wanted and s != np.shape(gradient.value)]
            if fits:
                yield found(
                    __name__,
                    case.span(gradient),
                    f"The gradient of a bias of shape {fits[0]} has the shape {shape_text(gradient.value)}.",
                    "A bias is added to every sample, so its gradient is the sum of the errors over the samples, one number "
                    "for each unit. Here that sum runs over the units, or is left out, and the update cannot be carried "
                    f"out. Sum along the samples: axis={axis}.",
                    ("shape of the error that is summed", shape_text(delta.value), ""),
                    ("shape of the gradient", shape_text(gradient.value), str(fits[0])),
                )
                return


def _of_the_updates(case: Case) -> Iterator[Finding]:
    """Find biases that move by the mean where their weights move by the sum, or the reverse, or that grow a row a sample."""
    for evidence in case.evidence[:1]:  # a bias grows in the first update, if it does
        for c in _grown(evidence):
            yield found(
                __name__,
                _maker(case, evidence, c),
                f"The gradient of the bias {c.name} is not summed over the samples.",
                "A bias is added to every sample, so its gradient is the sum of the errors over all samples. Without that "
                "sum along the samples each one gets a bias of its own, the bias takes the shape of the batch, and nothing "
                "learnt carries over to a new sample. Sum along the axis of the samples: "
                "db = sum(delta, axis of the samples, keepdims=True).",
                (
                    "shape of the bias before and after the update",
                    f"{shape_text(c.before.value)} -> {shape_text(c.after.value)}",
                    "the same",
                ),
            )
    yield from _means(case)
    yield from _several_times(case)


def _several_times(case: Case) -> Iterator[Finding]:
    """Find the one bias whose gradient is several times too long, by a number in it, where all others have one length."""
    evidence = case.first
    steps = [p for p in proportions(evidence) if p.factor] if evidence is not None else []
    for p in steps:
        assert evidence is not None
        c, others = p.compared, [o.factor for o in steps if o is not p]
        rates = {rate[0] if (rate := rate_factor(o.compared)) is not None else None for o in steps}
        if len(others) < FEW_OTHERS or not evidence.is_bias(c) or None in rates or len(rates) > 1:
            continue  # a rate of its own may be meant
        times = p.factor / others[0]
        if times < 0 or abs(times - 1) < NEARLY or np.ptp(others) > NEARLY * abs(others[0]):
            continue
        whole = max(times, 1 / times)
        if abs(whole - round(whole)) > NEARLY * whole or round(whole) in (evidence.samples, 1) or whole > MOST_TIMES:
            continue
        step = next(a for a in reversed(c.after.args) if isinstance(a, Node) and a is not c.before)
        made = next((n for n in step.inputs if np.size(n.value) == np.size(c.true) and n.site >= 0), step)
        place = case.span(made)
        yield found(
            __name__,
            place,
            f"The gradient of the bias {c.name} is {number(times)} times as long as it should be: `{case.text(place)}`.",
            "A bias is added to every sample, so its gradient is the sum of the errors of all samples, or their mean where "
            "those of the weights are means. All other parameters move by one multiple of their gradients, and this one by "
            "another, though its learning rate is theirs. Leave the number out.",
            ("step along the gradient, beside the other parameters", number(times), "1"),
            ("parameters that move by one multiple of theirs", str(len(others)), ""),
        )


def _grown(evidence: Evidence) -> list[Compared]:
    biases = [c for c in evidence.compared if evidence.is_bias(c) and c.moved]
    return [c for c in biases if np.size(c.after.value) > np.size(c.before.value)]


def _maker(case: Case, evidence: Evidence, c: Compared) -> Span:
    """Find where the summed-up gradient was made: the last value of a bias's size that came out of a larger one."""
    node: Node = c.after
    while True:
        sources = [s for s in node.inputs if s in evidence.round.ancestors and s in set(evidence.backward)]
        if node is not c.after and (node.name in ("sum", "mean") or not sources or node in evidence.matches):
            return case.span(node)
        if not sources:
            return case.span(c.after)
        node = sources[-1]


def _means(case: Case) -> Iterator[Finding]:
    """Find biases that move by the mean over the samples where the weights move by the sum."""
    evidence = case.first
    if evidence is None:
        return
    m = evidence.samples
    steps = [p for p in proportions(evidence) if p.factor]
    weights = [abs(p.factor) for p in steps if not evidence.is_bias(p.compared)]
    if m < 2 or not weights:
        return
    for p in steps:
        if evidence.is_bias(p.compared) and abs(min(weights) / abs(p.factor) - m) < 1e-5 * m:
            c = p.compared
            if not averaged(evidence, c):
                continue  # the division was written down, and is missing in the weights
            node = gradient_node(evidence, c)
            yield found(
                __name__,
                case.span(node),
                f"The gradient of the bias {c.name} is a mean over the samples; those of the weights are sums.",
                f"The bias moves {m} times less than the weights at the same learning rate, so the layer cannot shift. Use "
                "the sum over the samples, as the weights do, or the mean for both.",
                ("length of the step, compared with the weights", number(abs(p.factor) / min(weights)), "1"),
                ("samples in an update", str(m), ""),
            )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Sum over the samples, and keep the shape of the bias."""
    evidence = next((e for e in case.evidence[:1] if _grown(e)), case.first)
    if evidence is None:
        return
    if "times as long" in finding.message:
        yield from _without_the_number(case, finding)
        return
    if wrong_of(case, finding) is not None:
        yield from substituted(case, finding, summed)
    for c in evidence.compared:
        if evidence.is_bias(c) and finding.span == _place_of_the_constant(case, c):
            yield from _times_the_error(case, c)
        for node in evidence.way(c) if evidence.is_bias(c) else ():
            if node.site >= 0 and case.span(node) == finding.span:
                yield from _sums_instead(case, c, node)
                return


def _without_the_number(case: Case, finding: Finding) -> Iterator[Fix]:
    """Write 1 for the number by which a gradient is too long."""
    source = source_of(case, finding.span.path)
    tree = source.at(finding.span)
    for part in ast.walk(tree) if tree is not None else ():
        number_ = part.value if isinstance(part, ast.Constant) else None
        if (
            isinstance(part, ast.Constant)
            and isinstance(number_, int | float)
            and f" {number(number_)} times" in finding.message
        ):
            yield from fix("Leave the number out", source.put(part, "1"))


def _sums_instead(case: Case, c: Compared, node: Node) -> Iterator[Fix]:
    tree = tree_of(case, node)
    whole = tree.value if isinstance(tree, ast.AugAssign | ast.Assign) else tree
    if not isinstance(whole, ast.expr):
        return
    scope = Scope(case, node)
    wanted = _wanted(case, c)
    forms = {np.shape(value) for value in wanted}
    for old, text in (each for form in forms for each in sums_in(scope, whole, form)):
        try:
            value = array(scope.evaluate(with_text(scope.source, whole, old, text)))
        except Exception:
            continue
        same = [w for w in wanted if np.shape(w) == value.shape]
        if any(value.size < 2 or same_direction(value, w, 1e-6) is not None for w in same):
            yield from fix(f"Write {shown(text)}", scope.source.put(old, text))


def _wanted(case: Case, c: Compared) -> list[Any]:
    """List what the gradient of a bias may be: the true one; a number for each unit, where the bias is one for all."""
    evidence = case.first
    if evidence is None or np.size(c.true) > 1:
        return [c.true]
    sums = [u for u in evidence.roles.users.get(c.before, ()) if np.ndim(u.value) == 2 and u in evidence.adjoint]
    if not sums:
        return [c.true]
    axis = sample_axis(evidence, evidence.round.joins[0])
    errors = array(evidence.adjoint[sums[0]])
    if errors.shape[1 - axis] == 1:
        return [c.true]
    kept = np.sum(errors, axis=axis, keepdims=True)
    return [kept, np.ravel(kept)] if axis == 0 else [kept]


BROKEN = (
    """
import numpy as np

np.random.seed(7)
m = 90
X = np.random.randn(2, m)
Y = (X[:1] * X[1:] > 0) * 1.0
W1, b1 = np.random.randn(12, 2), np.zeros((12, 1))
W2, b2 = np.random.randn(1, 12) * 0.3, np.zeros((1, 1))
for i in range(800):
    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    dZ2 = A2 - Y
    dW2 = 1 / m * dZ2 @ A1.T
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    dW1 = 1 / m * dZ1 @ X.T
    db1 = 4 / m * np.sum(dZ1, axis=1, keepdims=True)  # ! U516
    W1 = W1 - 0.5 * dW1
    b1 = b1 - 0.5 * db1
    W2 = W2 - 0.5 * dW2
    b2 = b2 - 0.5 * db2
print("right:", np.mean((A2 > 0.5) == Y))
""",
    """
import math
import random

random.seed(4)
points = [(random.gauss(1, 0.5), random.gauss(2, 0.5), 1) for _ in range(30)]
points += [(random.gauss(2, 0.5), random.gauss(1, 0.5), 0) for _ in range(30)]
u, v, c = 0.3, -0.1, 0.0
for step in range(3000):
    x, y, wanted = random.choice(points)
    p = 1 / (1 + math.exp(-(u * x + v * y + c)))
    slope = 2 * (p - wanted) * p * (1 - p)
    slope_c = 1  # ! U516
    u -= 0.1 * slope * x
    v -= 0.1 * slope * y
    c -= 0.1 * slope_c
print("right:", sum((u * x + v * y + c > 0) == wanted for x, y, wanted in points))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 = b2 - 0.5 * d2  # ! U516
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, n_inputs, n_hidden, rng):
        self.W1 = rng.normal(size=(n_hidden, n_inputs)) / np.sqrt(n_inputs)
        self.b1 = np.zeros((n_hidden, 1))
        self.W2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
        self.dW2 = dZ2 @ self.A1.T / m
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 = dZ1 @ X.T / m
        self.db1 = dZ1.sum() / m  # ! U516

    def update(self, rate):
        self.W1 = self.W1 - rate * self.dW1
        self.b1 = self.b1 - rate * self.db1
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
network = Network(3, 8, rng)
for step in range(1500):
    P = network.forward(X)
    network.backward(X, Y)
    network.update(2.0)
print("right:", np.mean((P > 0.5) == Y))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p - T
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.01 * h.T @ d2
    b2 -= 0.01 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.01 * X.T @ d1
    b1 -= 0.01 * d1.mean(axis=0, keepdims=True)  # ! U516
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W, b = rng.normal(size=(4, 3)) * 0.5, 0.0
for epoch in range(300):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - T) / len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * np.sum(d)  # ! U516
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np
from sklearn.datasets import load_iris

petals = load_iris().data[:, 2:]
petals = petals - petals.mean(axis=0)
kinds = load_iris().target


class Softmax:
    def __init__(self, inputs, classes):
        self.weight = np.zeros((classes, inputs))
        self.bias = np.zeros(classes)

    def shares(self, x):
        z = x @ self.weight.T + self.bias
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def gradients(self, x, t):
        p = self.shares(x)
        return (p - t).T @ x, np.sum(p - t)  # ! U516

    def fit(self, x, t, rate, turns):
        for turn in range(turns):
            slope_w, slope_b = self.gradients(x, t)
            self.weight -= rate * slope_w / len(x)
            self.bias -= rate * slope_b / len(x)
            if turn % 100 == 0:
                print(turn, -np.mean(np.sum(t * np.log(self.shares(x)), axis=1)))


model = Softmax(2, 3)
model.fit(petals, np.eye(3)[kinds], 0.2, 400)
print("right:", np.mean(model.shares(petals).argmax(axis=1) == kinds))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(40, 3))
T = (X[:, :1] * X[:, 1:2] > 0) * 1.0
W1, b1 = rng.normal(size=(3, 6)) * 0.7, np.zeros(6)
W2, b2 = rng.normal(size=(6, 1)) * 0.7, np.zeros(1)
for epoch in range(400):
    dW1, dW2, cost = np.zeros_like(W1), np.zeros_like(W2), 0
    for x, t in zip(X, T):
        h = np.tanh(x @ W1 + b1)
        p = 1 / (1 + np.exp(-(h @ W2 + b2)))
        e = p - t
        d = e @ W2.T * (1 - h**2)
        dW2 += np.outer(h, e)
        dW1 += np.outer(x, d)
        cost -= np.sum(t * np.log(p) + (1 - t) * np.log(1 - p))
    W2 -= 0.02 * dW2
    W1 -= 0.02 * dW1
    b2 -= 0.02 * e  # ! U516
    b1 -= 0.02 * d  # ! U516
print("cost:", cost / len(X))
""",
)

HEALTHY = (
    """
import numpy as np

np.random.seed(7)
m = 90
X = np.random.randn(2, m)
Y = (X[:1] * X[1:] > 0) * 1.0
W1, b1 = np.random.randn(12, 2), np.zeros((12, 1))
W2, b2 = np.random.randn(1, 12) * 0.3, np.zeros((1, 1))
rate, rate_of_biases = 0.4, 0.8  # twice that of the weights, as some do
for i in range(800):
    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    dZ2 = (A2 - Y) / m
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    b1 = b1 - rate_of_biases * np.sum(dZ1, axis=1, keepdims=True)
    b2 = b2 - rate_of_biases * np.sum(dZ2, axis=1, keepdims=True)
    W1 = W1 - rate * dZ1 @ X.T
    W2 = W2 - rate * dZ2 @ A1.T
print("right:", np.mean((A2 > 0.5) == Y))
""",
    """
import math
import random

random.seed(4)
points = [(random.gauss(1, 0.5), random.gauss(2, 0.5), 1) for _ in range(30)]
points += [(random.gauss(2, 0.5), random.gauss(1, 0.5), 0) for _ in range(30)]
u, v, c, help = 0.3, -0.1, 0.0, 1.0
for step in range(3000):
    x, y, wanted = random.choice(points)
    p = 1 / (1 + math.exp(-(u * x + v * y + c + help)))
    slope = 2 * (p - wanted) * p * (1 - p)
    u -= 0.1 * slope * x
    v -= 0.1 * slope * y
    c -= 0.1 * slope
    help -= 0.0005  # taken away little by little
print("right:", sum((u * x + v * y + c > 0) == wanted for x, y, wanted in points))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p - T
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2 / 60
    b2 -= 0.5 * d2.mean(0)
    W1 -= 0.5 * X.T @ d1 / 60
    b1 -= 0.5 * np.ones((1, 60)) @ d1 / 60
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
inputs = rng.uniform(-1, 1, size=(40, 2))
targets = np.stack([inputs[:, 0] > inputs[:, 1], inputs[:, 0] <= inputs[:, 1]], axis=1) * 1.0


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def train_one(x, t, w1, b1, w2, b2, rate):
    hidden = sigmoid(w1 @ x + b1)
    output = sigmoid(w2 @ hidden + b2)
    delta2 = (output - t) * output * (1 - output)
    delta1 = (w2.T @ delta2) * hidden * (1 - hidden)
    w2 -= rate * np.outer(delta2, hidden)
    b2 -= rate * delta2
    w1 -= rate * np.outer(delta1, x)
    b1 -= rate * delta1
    return output


w1, b1 = rng.normal(size=(5, 2)), np.zeros(5)
w2, b2 = rng.normal(size=(2, 5)), np.zeros(2)
for epoch in range(100):
    right = 0
    for i in rng.permutation(len(inputs)):
        output = train_one(inputs[i], targets[i], w1, b1, w2, b2, 1.0)
        right += output.argmax() == targets[i].argmax()
print("right:", right / len(inputs))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
size = X.sum(axis=1, keepdims=True)
W, b = rng.normal(size=(4, 8)) * 0.5, np.zeros(8)
C, c = rng.normal(size=(8, 3)) * 0.5, np.zeros(3)
R, r = rng.normal(size=(8, 1)) * 0.5, np.zeros(1)
for epoch in range(300):
    h = np.tanh(X @ W + b)
    e = np.exp(h @ C + c)
    p = e / e.sum(axis=1, keepdims=True)
    d_class = (p - T) / len(X)
    d_size = 0.3 * (h @ R + r - size) / len(X)  # a second loss
    d = (d_class @ C.T + d_size @ R.T) * (1 - h**2)
    C -= 0.5 * h.T @ d_class
    c -= 0.5 * d_class.sum(axis=0)
    R -= 0.5 * h.T @ d_size
    r -= 0.5 * d_size.sum(axis=0)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
)
