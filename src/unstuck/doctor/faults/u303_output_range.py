"""The outputs cannot reach the targets

## What happens

The last layer's activation keeps the outputs in a range, and there are targets outside it: a sigmoid that is to answer 25, a ReLU that is to answer -1, a
softmax over a single output, which is 1 whatever goes in. The loss falls to a floor and stays there.

## Why it stops learning

A sigmoid lies between 0 and 1, tanh between -1 and 1, ReLU and softplus above 0. The nearest that such an output can come to a target outside is the end
of its range, and there it is flat: its slope tends to 0, so all gradients do, for the rows that could still be learnt as well. A
softmax of one output is

    p = e^z / e^z = 1,     dp/dz = p (1 - p) = 0

a constant. Nothing can be learnt through it.

## How we know

The range of the activation, told by comparing the values before and behind it, against the smallest and the largest target. The floor is what is left if each
output stood as near to its target as the range allows. Where the targets are the inputs themselves, it is told where these get their name.

## The repair

For quantities, no activation in the last layer: the output is the sum itself, and its derivative 1. For two classes, a sigmoid with targets 0 and 1,
or tanh with -1 and 1. Or scale the targets into the range, and the answers back.

## When this is fine

When the targets lie within the range, its ends included: 0 and 1 for a sigmoid. When the loss asks for a sign alone (hinge, perceptron). A few targets a
hair's breadth outside cost nothing.
"""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.causes import inputs_of, last_named, origin, targets_of
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Edit, Finding, Fix, Span
from unstuck.doctor.layers import OTHER
from unstuck.doctor.mistakes import FROM_VALUE
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.roles import Join, ancestors
from unstuck.doctor.same_layer import parameters_of
from unstuck.doctor.trace import Node, frames
from unstuck.doctor.tree import Source
from unstuck.doctor.units import Unit, find_units
from unstuck.doctor.values import LEAVES, Scope, called, source_of, tree_of

RANGES = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "ReLU": (0.0, np.inf), "softplus": (0.0, np.inf)}
DISTANCES = ("half squared error", "absolute error")  # the losses that ask the output to be the target
VAIN = 1e-9  # of a step: a gradient that is 0 but for rounding
NEAR = 1e-6  # of an end of the range
ROWS = 4  # samples whose true classes are counted, and SHARE of them with more than one, or none
SHARE = 0.2
LEAST = 0.02  # of the targets' variance must be out of reach


def diagnose(case: Case) -> Iterator[Finding]:
    """Find outputs whose activation cannot give what the targets ask for."""
    evidence = case.first
    if evidence is None:
        return
    unit = find_units(evidence)[-1]
    targets = _targets(case)
    if not targets.size or not np.all(np.isfinite(targets)):
        return
    constant = _softmax_of_one(case, unit, targets) or _whatever_the_weights(case, unit) or _one_of_several(case, unit)
    if constant is not None:
        yield constant
        return
    activation = _activation(case)
    low, high = RANGES.get(activation, (-np.inf, np.inf))
    asked = (evidence.loss.name in DISTANCES and _is_meant(case)) or _is_error_at_the_sum(case, unit, targets)
    if unit.before is unit.after or not asked:
        return
    if not np.array_equal(array(unit.after.value).ravel(), array(evidence.round.joins[0].output.value).ravel()):
        return  # scaled, say, before it meets the target
    variance = float(np.mean((targets - targets.mean()) ** 2)) or float(np.mean(targets**2))  # of one target, its size
    floor = float(np.mean((targets - np.clip(targets, low, high)) ** 2))
    if not floor or floor < LEAST * variance:
        return
    short = _short_of_its_target(case, low, high)
    yield found(
        __name__,
        _inputs_given_back(case, short) or _place(case, find_units(evidence, short.output)[-1]),
        f"The outputs are those of a {activation}, {_range(low, high)}, and there are targets outside.",
        "The nearest that an output can come to a target outside its range is the end of the range, and there the "
        "activation is flat: its slope tends to 0, and with it every gradient. The loss stops at a floor. Leave the last "
        "layer without an activation, with the derivative 1, or bring the targets into the range.",
        ("targets", f"{number(float(targets.min()))} to {number(float(targets.max()))}", _range(low, high)),
        (
            "targets outside the range of the output",
            f"{np.sum((targets < low) | (targets > high))} of {targets.size}",
            "0",
        ),
        ("mean squared error that cannot be learnt away", number(floor), "0"),
    )


def _inputs_given_back(case: Case, join: Join) -> Span | None:
    """Find where the data get their name, if a network is to give back its own inputs: they have to be scaled."""
    inputs, target = inputs_of(case), join.target_node
    if inputs is None or inputs.met is None or target is None:
        return None
    whole = origin(target)
    alike = np.size(inputs.met.value) == np.size(target.value)
    if np.size(whole.value) < 2 or not alike or whole not in ancestors([inputs.met], {}):
        return None
    return last_named(case, target)


def _is_meant(case: Case) -> bool:
    """Say whether the loss is more than a guess: its slope may be a mere sign, which any two values that meet have."""
    assert case.first is not None
    computed = any(own.kind is not None and own.kind.name == case.first.loss.name for own in case.first.own)
    return case.first.loss.name != "absolute error" or computed or any(c.right for c in case.first.compared)


def _is_error_at_the_sum(case: Case, unit: Unit, targets: Any) -> bool:
    """Say whether the slope at the last sum is output minus target, as that of a cross-entropy: of numbers, no classes."""
    assert case.first is not None
    back, join = case.first.adjoint.get(unit.before), case.first.round.joins[0]
    error = array(join.output.value) - array(join.target)
    if back is None or np.shape(back) != error.shape or np.array_equal(targets, np.round(targets)):
        return False
    return same_direction(back, error, 1e-6) is not None


def _short_of_its_target(case: Case, low: float, high: float) -> Join:
    """Find the output whose targets lie outside a range; where each has a line of its own it is that one."""
    assert case.first is not None
    joins = [j for e in case.evidence for j in e.round.joins]
    beyond = {j.node.site for j in joins if np.any((array(j.target) < low) | (array(j.target) > high))}
    return next((j for j in case.first.round.joins if j.node.site in beyond), joins[0])


def _activation(case: Case) -> str:
    """Name the activation of the output: one that all updates agree with, as a ReLU of positive sums shows nothing."""
    outputs = [find_units(e)[-1] for e in case.evidence]
    zero = [any(not isinstance(a, Node) and np.ndim(a) == 0 and a == 0 for a in u.after.args) for u in outputs]
    if any(u.after.name == "maximum" and is_zero for u, is_zero in zip(outputs, zero, strict=True)):
        return "ReLU"
    names = {u.activation for u in outputs} - {OTHER}
    return names.pop() if len(names) == 1 else OTHER


def _targets(case: Case) -> Any:
    """Collect the targets: all that there are, if they are in the form in which they meet the outputs."""
    assert case.first is not None
    met = np.concatenate([array(j.target).ravel() for e in case.evidence for j in e.round.joins])
    whole = targets_of(case)
    if whole is not None and np.all(np.isin(met, whole.whole)) and np.ndim(whole.whole) <= 2:
        first = array(case.first.round.joins[0].target)
        column = np.ndim(whole.whole) == 1 and np.shape(first)[-1:] in ((), (1,))
        if column or whole.whole.size == met.size or np.shape(whole.whole)[-1:] == np.shape(first)[-1:]:
            return whole.whole.ravel()
    return met


def _softmax_of_one(case: Case, unit: Unit, targets: Any) -> Finding | None:
    """Find an output that is the constant 1, whatever it was made from, where the targets are not."""
    assert case.first is not None
    joins = [j for e in case.evidence for j in e.round.joins]
    if not all(np.all(array(j.output.value) == 1) for j in joins) or unit.before is unit.after:
        return None
    sums, shape = array(unit.before.value), np.shape(unit.after.value)
    back = case.first.adjoint.get(unit.before)
    if not shape or 1 not in shape or np.all(targets == 1) or back is None or np.any(np.abs(back) > 1e-12):
        return None
    if np.min(sums) > 15:
        return None  # a sigmoid or a tanh that is saturated is 1 as well
    return found(
        __name__,
        _place(case, unit),
        "The softmax runs over a single output: it is 1 for every sample, whatever the network computes.",
        "A softmax divides each output by the sum of all outputs of the sample. Of one output alone that is e^z / e^z = 1, "
        "a constant, whose derivative is 0: no weight can change the answer. Use a sigmoid for a single output with targets 0 "
        "and 1, or two outputs, one for each class.",
        ("sums that went in", f"{number(float(sums.min()))} to {number(float(sums.max()))}", ""),
        ("outputs", "1, all of them", "between 0 and 1"),
        ("targets that are not 1", f"{np.sum(targets != 1)} of {targets.size}", "0"),
    )


def _one_of_several(case: Case, unit: Unit) -> Finding | None:
    """Find a softmax whose targets are any number of classes, each by itself: its outputs share 1 among them."""
    wanted: list[float] = []
    for join in (j for e in case.evidence for j in e.round.joins):
        output, target, error = array(join.output.value), array(join.target), array(join.node.value)
        axes = [a for a in range(output.ndim) if output.shape[a] > 1 and np.allclose(output.sum(axis=a), 1, atol=1e-6)]
        if len(axes) != 1 or target.shape != output.shape or not np.all((target == 0) | (target == 1)):
            return None
        if error.shape != output.shape or not np.allclose(np.abs(error), np.abs(output - target), atol=1e-9):
            return None
        if target.ndim == 2 and min(target.shape) > 1 and np.all(target.sum(axis=1 - axes[0]) == 1):
            return None  # one of each row: the softmax goes along the wrong axis
        wanted += np.ravel(target.sum(axis=axes[0])).tolist()
    others = [k for k in wanted if k != 1]
    if len(wanted) < ROWS or len(others) < SHARE * len(wanted) or max(wanted) < 2:
        return None
    return found(
        __name__,
        _place(case, unit),
        "The softmax shares 1 among the classes, and the targets ask for any number of them.",
        "The outputs of a softmax add up to 1: of two classes that are both true each gets a half at most, and where none is "
        "true some class gets something all the same. The error p - t cannot become 0. Where each class is true or not by "
        "itself it needs an output of its own: a sigmoid for each, with the same error p - t.",
        ("classes that are true of a sample", f"{min(wanted):.0f} to {max(wanted):.0f}", "1"),
        ("samples of which not exactly one is true", f"{len(others)} of {len(wanted)}", "0"),
        ("sum of the outputs of a sample", "1", ""),
    )


def _whatever_the_weights(case: Case, unit: Unit) -> Finding | None:
    """Find an output that stays one number though every weight moves: what is learnt cancels out in its formula."""
    first, compared = case.first, [c for e in case.evidence for c in e.compared]
    outputs = np.concatenate([array(j.output.value).ravel() for e in case.evidence for j in e.round.joins])
    low, high = float(outputs.min()), float(outputs.max())
    vain = [c.moved and (c.flat or np.max(np.abs(c.true)) < VAIN * np.max(np.abs(c.step))) for c in compared]
    if len(case.evidence) < 2 or not vain or not all(vain):
        return None
    if high - low > 1e-12 * abs(high) or not any(NEAR < abs(v) < 1 - NEAR for v in (low, high)):
        return None  # at 0 and 1 a unit may be dead, or saturated
    if first is None or not any(_cancels_out(first, node) for node in first.adjoint):
        return None  # no slope comes to the weights at all: it is decided by a comparison
    return found(
        __name__,
        _place(case, unit),
        f"The output is {number(high)} for every sample, whatever the weights are.",
        "The weights go into the output's formula and cancel out in it, so that all its derivatives are 0: e^z / e^(1 + z) "
        "is 1/e for any z. No step changes an answer. Write the activation that was meant: a sigmoid is e^z / (1 + e^z).",
        ("outputs, over all updates that were looked at", number(high), "one for each sample"),
        ("parameters on which the output depends", "0", str(len(case.evidence[0].compared))),
    )


def _cancels_out(evidence: Evidence, node: Node) -> bool:
    """Say whether a value goes on by two ways, and what comes back by the one is taken off by the other."""
    back = [evidence.adjoint[u] for u in evidence.roles.users.get(node, ()) if u in evidence.adjoint]
    largest = [float(np.max(np.abs(array(slope)), initial=0)) for slope in back]
    return sum(size > 0 for size in largest) > 1 and bool(
        np.max(np.abs(array(evidence.adjoint[node])), initial=0) < VAIN * max(largest)
    )


def _place(case: Case, unit: Unit) -> Span:
    """Find where the activation is applied: its call, or its formula where it stands beside the sum.

    Where it is that of hidden layers as well, it is where the last layer is made.
    """
    assert case.first is not None
    applied = case.first.span_beside(unit.after, unit.before)
    before = ancestors([unit.before], case.roles.version)
    shared = any((n.site, n.name) == (unit.after.site, unit.after.name) for n in before)
    shared = shared or any(applied in case.spans(n) for n in before)  # the function that chooses between them is
    return (_made(case, unit) if shared else None) or applied


def _made(case: Case, unit: Unit) -> Span | None:
    """Find the call that makes the last layer, and none of another: its class, or what is told the activation."""
    assert case.first is not None
    own = parameters_of(case.first, unit.after)
    rest = [c for c in case.first.compared if c not in own]
    if not rest:
        return None  # the layers are not told apart
    others = {site for c in rest for site in _calls(case, c)}
    sites = [site for c in own for site in _calls(case, c)]
    if not any(site not in others for site in sites) and not _is_chosen(case, unit):
        return None
    # If a loop makes them all alike, it is the call in there.
    sites.sort(key=lambda site: site in others)
    spans = (case.trace.sites.all[site].span for site in sites)
    return next((span for span in spans if _makes_a_layer(case, span)), None)


def _calls(case: Case, c: Compared) -> list[int]:
    """List the calls under way when a parameter got its first values, the innermost first."""
    first = c.slot.versions[0]
    return [site for site, _ in frames(case.trace.begun.get(first, first.stack))]


def _is_chosen(case: Case, unit: Unit) -> bool:
    """Say whether what a layer was told when it was made decides its activation: `if self.kind == "relu"`."""
    tree, source = tree_of(case, unit.after), source_of(case, case.span(unit.after).path)
    while tree is not None and not isinstance(tree, ast.FunctionDef):
        test = tree.test if isinstance(tree, ast.If | ast.IfExp) else None
        chosen = tree.func if isinstance(tree, ast.Call) else None
        parts = [*ast.walk(test)] if test is not None else []
        if any(isinstance(n, ast.Attribute) for n in parts) or isinstance(chosen, ast.Subscript):
            return True
        tree = source.parent.get(tree)  # type: ignore[assignment]
    return False


def _makes_a_layer(case: Case, span: Span) -> bool:
    """Say whether a call makes an object, or is given a text or a function: no mere draw of numbers."""
    source = source_of(case, span.path)
    call = source.at(span, ast.Call)
    if not isinstance(call, ast.Call):
        return False
    kinds = {n.name: type(n) for n in ast.walk(source.tree) if isinstance(n, ast.ClassDef | ast.FunctionDef)}
    given = [*call.args, *(k.value for k in call.keywords)]
    return kinds.get(called(call) or "") is ast.ClassDef or any(
        isinstance(a, ast.Lambda)
        or (isinstance(a, ast.Constant) and isinstance(a.value, str))
        or (isinstance(a, ast.Name) and a.id in kinds)
        for a in given
    )


def _range(low: float, high: float) -> str:
    return f"between {low:.0f} and {high:.0f}" if np.isfinite(high) else f"never below {low:.0f}"


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Leave out the activation of the last layer, and its derivative in the error, if that is there."""
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    inner = _argument(tree) if isinstance(tree, ast.expr) and "softmax" not in finding.message else None
    if inner is None or not isinstance(tree, ast.expr) or case.first is None:
        return
    applied = [
        span for join in case.first.round.joins for n in (join.output, *join.output.inputs) for span in case.spans(n)
    ]
    if finding.span not in applied:
        return  # where the layer is made
    text = source.text_of(inner)
    edit = source.put(tree, text)
    met = _short_of_its_target(case, *RANGES.get(_activation(case), (-np.inf, np.inf))).node
    joined, here = tree_of(case, met), source_of(case, case.span(met).path)
    if isinstance(joined, ast.expr):
        for whole, left in _stripped(here, joined):
            yield from fix(f"No activation in the last layer: {shown(text)}", edit, here.put(whole, here.text_of(left)))
    yield from fix(f"No activation in the last layer, nor its slope: {shown(text)}", edit, _without_its_slope(case))
    yield from fix(f"No activation in the last layer: {shown(text)}", edit)


def _without_its_slope(case: Case) -> Edit | None:
    """Leave the slope of the last activation out of the product, of variables, that multiplies the error by it."""
    formula, evidence = FROM_VALUE.get(_activation(case)), case.first
    if formula is None or evidence is None:
        return None
    slope = array(formula(array(evidence.round.joins[0].output.value)))
    for node in evidence.backward:
        tree = tree_of(case, node)
        if node.name not in ("mul", "multiply") or not isinstance(tree, ast.expr):
            continue
        source, scope = source_of(case, case.span(node).path), Scope(case, node)
        factors = _factors(tree)
        free = [factor for factor in factors if not _knows_the_target(evidence, scope, factor)]  # 0 - t is -t
        for count in (1, 2):  # f'(a), or a * (1 - a)
            for some in itertools.combinations(free, count) if len(factors) > count else ():
                if _is_product(scope, some, slope):
                    rest = " * ".join(source.text_of(factor) for factor in factors if factor not in some)
                    return source.put(tree, rest)
    return None


def _knows_the_target(evidence: Evidence, scope: Scope, factor: ast.expr) -> bool:
    """Say whether a factor is made of the targets: it is the error, though it may be as large as a slope by chance."""
    targets = {join.target_node for join in evidence.round.joins} - {None}
    named = (scope.nodes.get(ast.unparse(each)) for each in ast.walk(factor) if isinstance(each, LEAVES))
    return any(targets & {node, *ancestors([node], evidence.roles.version)} for node in named if node is not None)


def _factors(tree: ast.expr) -> list[ast.expr]:
    """List the factors of a product of variables, from left to right."""
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult):
        return [*_factors(tree.left), *_factors(tree.right)]
    if isinstance(tree, ast.Call) and called(tree) == "multiply":
        return [factor for argument in tree.args for factor in _factors(argument)]
    return [tree]


def _is_product(scope: Scope, factors: Sequence[ast.expr], wanted: Any) -> bool:
    """Say whether the product of some expressions is a value."""
    try:
        value = math.prod(array(scope.evaluate(scope.source.text_of(factor))) for factor in factors)
    except Exception:  # what they are made of may not have been read here
        return False
    return value.shape == wanted.shape and bool(np.allclose(value, wanted, rtol=1e-9, atol=0))


def _argument(tree: ast.expr) -> ast.expr | None:
    """Find what an activation is applied to: z in `f(z)`, in `maximum(z, 0)` and in `1 / (1 + exp(-z))`."""
    if isinstance(tree, ast.Call) and tree.args and not tree.keywords:
        rest = tree.args[1:]
        return tree.args[0] if all(isinstance(a, ast.Constant) for a in rest) else None
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div) and isinstance(tree.left, ast.Constant):
        for node in ast.walk(tree.right):
            if isinstance(node, ast.Call) and called(node) == "exp" and isinstance(node.args[0], ast.UnaryOp):
                return node.args[0].operand
    return None


def _stripped(source: Source, joined: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """List products around an expression, and what is left of them without the factors behind it; the longest first."""
    node: ast.AST = joined
    kept, found = joined, []
    while isinstance(above := source.parent.get(node), ast.BinOp) and isinstance(above.op, ast.Mult | ast.Div):
        if above.left is node and isinstance(above.op, ast.Mult):
            found.append((above, kept))
        else:
            kept = above
        node = above
    yield from reversed(found)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(13)
hours = rng.uniform(-1, 1, size=(80, 2))
tides = np.sin(2 * hours[:, :1]) - hours[:, 1:]
inner, outer = rng.normal(size=(2, 9)), rng.normal(size=(9, 1)) * 0.3


def bend(z):
    return 1 / (1 + np.exp(-z))


for day in range(300):
    middle = bend(hours @ inner)
    level = middle @ outer
    said = bend(level)  # ! U303
    off = said - tides
    steepness = said * (1 - said)
    push = off * steepness / len(hours)
    back = push @ outer.T * middle * (1 - middle)
    outer -= 0.5 * middle.T @ push
    inner -= 0.5 * hours.T @ back
print("off:", np.mean(off**2))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


rng = np.random.default_rng(0)
X = rng.normal(size=(60, 3))
y = 2 * X[:, :1] - X[:, 1:2] + 1
W1 = rng.normal(size=(3, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 1)) * 0.5
b2 = np.zeros((1, 1))
for epoch in range(300):
    h = sigmoid(X @ W1 + b1)
    o = sigmoid(h @ W2 + b2)  # ! U303
    d2 = (o - y) * o * (1 - o) / len(X)
    d1 = d2 @ W2.T * h * (1 - h)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("mean squared error:", np.mean((o - y) ** 2))
""",
    """
import numpy as np


class Regression:
    def __init__(self, n_inputs, n_hidden, rng):
        self.w1 = rng.normal(size=(n_hidden, n_inputs)) / np.sqrt(n_inputs)
        self.b1 = np.zeros(n_hidden)
        self.w2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros(1)

    def forward(self, x):
        self.h = np.tanh(self.w1 @ x + self.b1)
        self.z = self.w2 @ self.h + self.b2
        return np.maximum(self.z, 0)  # ! U303

    def train(self, x, t, rate):
        o = self.forward(x)
        d2 = (o - t) * (self.z > 0)
        d1 = self.w2.T @ d2 * (1 - self.h**2)
        self.w2 -= rate * np.outer(d2, self.h)
        self.b2 -= rate * d2
        self.w1 -= rate * np.outer(d1, x)
        self.b1 -= rate * d1
        return float(np.sum((o - t) ** 2))


rng = np.random.default_rng(1)
inputs = rng.uniform(-1, 1, size=(50, 2))
targets = np.sin(3 * inputs[:, :1]) + 0.5 * inputs[:, 1:]
network = Regression(2, 8, rng)
network.b2 += 0.5
for epoch in range(30):
    error = 0.0
    for x, t in zip(inputs, targets):
        error += network.train(x, t, 0.05)
print("mean squared error:", error / len(inputs))
""",
    """
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


rng = np.random.default_rng(3)
X = rng.normal(size=(40, 2))
t = (X[:, :1] > X[:, 1:]) * 1.0
W1 = rng.normal(size=(2, 6))
b1 = np.zeros((1, 6))
W2 = rng.normal(size=(6, 1))
b2 = np.zeros((1, 1))
for epoch in range(200):
    h = np.tanh(X @ W1 + b1)
    p = softmax(h @ W2 + b2)  # ! U303
    d2 = (p - t) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.1 * h.T @ d2
    b2 -= 0.1 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.1 * X.T @ d1
    b1 -= 0.1 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean((p > 0.5) == t))
""",
    """
import numpy as np

rng = np.random.default_rng(10)
hours = rng.uniform(-3, 3, size=(1, 90))
tide = np.sin(hours)
A, a = rng.normal(size=(7, 1)), rng.normal(size=(7, 1))
B, b = rng.normal(size=(1, 7)) * 0.3, np.zeros((1, 1))
for day in range(400):
    mid = np.tanh(A @ hours + a)
    level = 1 / (1 + np.exp(-(B @ mid + b)))  # ! U303
    cost = -np.mean(tide * np.log(level) + (1 - tide) * np.log(1 - level))
    off = (level - tide) / 90
    back = B.T @ off * (1 - mid**2)
    B -= 0.5 * off @ mid.T
    b -= 0.5 * off.sum(axis=1, keepdims=True)
    A -= 0.5 * back @ hours.T
    a -= 0.5 * back.sum(axis=1, keepdims=True)
print("cost:", cost)
""",
    """
import numpy as np

rng = np.random.default_rng(31)
hours = rng.uniform(0, 8, size=(70, 1))
passed = (hours + rng.normal(size=(70, 1)) > 4).astype(float)


def odds(score):
    return np.exp(score) / np.exp(1 + score)  # ! U303


slope, start = np.zeros((1, 1)), np.zeros(1)
for turn in range(500):
    chance = odds(hours @ slope + start)
    miss = chance - passed
    slope -= 0.05 * hours.T @ miss / len(hours)
    start -= 0.05 * miss.mean(axis=0)
print("right:", np.mean((chance > 0.5) == passed))
""",
    """
import math
import random

random.seed(5)


def squash(s):
    return 1 / (1 + math.exp(-s))


places = [(random.uniform(-1, 1), random.uniform(-1, 1)) for _ in range(24)]
rows = [(u, v, squash(2 * u - v), math.sin(2 * u + v)) for u, v in places]
a, b, c, d = 0.3, -0.2, 0.4, 0.6
e, f, g, h = 0.5, -0.6, -0.3, 0.7
for turn in range(300):
    cost = 0.0
    for u, v, share, swing in rows:
        m, n = math.tanh(a * u + b * v), math.tanh(c * u + d * v)
        p = squash(e * m + f * n)
        q = squash(g * m + h * n)  # ! U303
        cost += ((p - share) ** 2 + (q - swing) ** 2) / 2
        at_p = (p - share) * p * (1 - p)
        at_q = (q - swing) * q * (1 - q)
        at_m, at_n = (at_p * e + at_q * g) * (1 - m**2), (at_p * f + at_q * h) * (1 - n**2)
        e, f, g, h = e - 0.3 * at_p * m, f - 0.3 * at_p * n, g - 0.3 * at_q * m, h - 0.3 * at_q * n
        a, b, c, d = a - 0.3 * at_m * u, b - 0.3 * at_m * v, c - 0.3 * at_n * u, d - 0.3 * at_n * v
    if turn % 30 == 0:
        print("cost:", cost / len(rows))
""",
    """
import numpy as np

rng = np.random.default_rng(14)


class Stage:
    def __init__(self, size_in, size_out):
        self.table = rng.normal(size=(size_in, size_out)) * np.sqrt(2 / size_in)
        self.lift = np.full(size_out, 0.1)

    def run(self, x):
        self.x = x
        self.on = x @ self.table + self.lift > 0
        return np.maximum(x @ self.table + self.lift, 0)

    def learn(self, error, rate):
        error = error * self.on
        back = error @ self.table.T
        self.table -= rate * self.x.T @ error
        self.lift -= rate * error.sum(axis=0)
        return back


measured = rng.normal(size=(120, 3))
change = (measured @ [[0.7], [-0.4], [0.5]]) * 1.0
lower = Stage(3, 12)
upper = Stage(12, 1)  # ! U303
for lap in range(300):
    shown = upper.run(lower.run(measured))
    lower.learn(upper.learn((shown - change) / len(change), 0.1), 0.1)
    if lap % 60 == 0:
        print(lap, np.mean((shown - change) ** 2))
""",
    """
import math
import random

random.seed(21)
shops = [[random.gauss(0, 1) for _ in range(4)] for _ in range(90)]
sells = [[float(s[0] > 0), float(s[1] + s[2] > 0.2), float(s[3] > -0.3)] for s in shops]
W = [[random.gauss(0, 0.3) for _ in range(4)] for _ in range(3)]
b = [0.0, 0.0, 0.0]
for epoch in range(40):
    right = 0
    for x, t in zip(shops, sells):
        z = [sum(w * v for w, v in zip(row, x)) + c for row, c in zip(W, b)]
        e = [math.exp(v - max(z)) for v in z]
        p = [v / sum(e) for v in e]  # ! U303
        error = [a - c for a, c in zip(p, t)]
        for k in range(3):
            for i in range(4):
                W[k][i] -= 0.05 * error[k] * x[i]
            b[k] -= 0.05 * error[k]
        right += all((a > 0.5) == (c > 0.5) for a, c in zip(p, t))
    if epoch % 10 == 0:
        print(epoch, "all right:", right)
""",
    """
import numpy as np
from sklearn.datasets import load_digits

rng = np.random.default_rng(9)
pictures = load_digits().data[:300]  # ! U303
A, B = rng.normal(size=(64, 20)) * 0.1, rng.normal(size=(20, 64)) * 0.1
a, b = np.zeros(20), np.zeros(64)
for turn in range(60):
    order = rng.permutation(300)
    for i in range(0, 300, 30):
        x = pictures[order[i : i + 30]]
        code = np.tanh(x @ A + a)
        out = 1 / (1 + np.exp(-(code @ B + b)))
        d2 = (out - x) * out * (1 - out) / 30
        d1 = d2 @ B.T * (1 - code**2)
        B -= 0.1 * code.T @ d2
        b -= 0.1 * d2.sum(axis=0)
        A -= 0.1 * x.T @ d1
        a -= 0.1 * d1.sum(axis=0)
print("off by", np.mean(np.abs(out - x)))
""",
    """
import numpy as np

rng = np.random.default_rng(7)
grade = np.repeat([0.0, 1.0, 2.0], 30)
marks = rng.normal(size=(90, 4)) + 2 * np.eye(4)[grade.astype(int)]
V, v = rng.normal(size=(4, 6)) * 0.5, np.zeros(6)
W, w = rng.normal(size=(6, 1)) * 0.5, np.zeros(1)
for lap in range(10):
    for i in range(len(marks)):
        x, t = marks[i : i + 1], grade[i : i + 1]
        h = np.tanh(x @ V + v)
        said = 1 / (1 + np.exp(-(h @ W + w)))  # ! U303
        push = (said - t) * said * (1 - said)
        back = push @ W.T * (1 - h**2)
        W, w = W - 0.1 * h.T @ push, w - 0.1 * push[0]
        V, v = V - 0.1 * x.T @ back, v - 0.1 * back[0]
""",
)

HEALTHY = (
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


rng = np.random.default_rng(0)
X = rng.normal(size=(60, 3))
y = 2 * X[:, :1] - X[:, 1:2] + 1
low, high = y.min(), y.max()
t = (y - low) / (high - low)
W1 = rng.normal(size=(3, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 1)) * 0.5
b2 = np.zeros((1, 1))
for epoch in range(2000):
    h = sigmoid(X @ W1 + b1)
    o = sigmoid(h @ W2 + b2)
    d2 = (o - t) * o * (1 - o) / len(X)
    d1 = d2 @ W2.T * h * (1 - h)
    W2 -= 5 * h.T @ d2
    b2 -= 5 * d2.sum(axis=0, keepdims=True)
    W1 -= 5 * X.T @ d1
    b1 -= 5 * d1.sum(axis=0, keepdims=True)
print("mean squared error:", np.mean(((o - t) * (high - low)) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
X = rng.uniform(-1, 1, size=(60, 2))
t = np.where(X[:, :1] * X[:, 1:] > 0, 1.0, -1.0)
W1 = rng.normal(size=(2, 8))
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 1)) * 0.5
b2 = np.zeros((1, 1))
for epoch in range(1500):
    h = np.tanh(X @ W1 + b1)
    o = np.tanh(h @ W2 + b2)
    d2 = (o - t) * (1 - o**2) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean((o > 0) == (t > 0)))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
X = rng.normal(size=(60, 3))
y = 20 + 5 * np.tanh(X[:, :1] - X[:, 1:2])
W1 = rng.normal(size=(3, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 1)) * 0.5
b2 = np.zeros((1, 1))
for epoch in range(800):
    h = np.tanh(X @ W1 + b1)
    s = 1 / (1 + np.exp(-(h @ W2 + b2)))
    o = 10 + 20 * s
    d2 = (o - y) * 20 * s * (1 - s) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.02 * h.T @ d2
    b2 -= 0.02 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.02 * X.T @ d1
    b1 -= 0.02 * d1.sum(axis=0, keepdims=True)
print("mean squared error:", np.mean((o - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
words = np.concatenate([rng.permutation(4) + 4 * rng.integers(3) for _ in range(60)])
near = [[int(words[j]) for j in (i - 2, i - 1, i + 1, i + 2) if 0 <= j < len(words)] for i in range(len(words))]
E, O = rng.normal(size=(12, 6)) * 0.3, rng.normal(size=(6, 12)) * 0.3
for epoch in range(12):
    loss = 0.0
    for word, others in zip(words, near):
        z = E[word] @ O
        p = np.exp(z - z.max())
        p = p / p.sum()
        loss -= np.log(p[others]).sum()
        error = len(others) * p
        for other in others:
            error[other] -= 1
        back = O @ error
        O -= 0.02 * np.outer(E[word], error)
        E[word] -= 0.02 * back
    print(epoch, loss / len(words))
""",
)
