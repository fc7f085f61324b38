"""One is subtracted from every class, not from the true one

## What happens

The error at the output is `p - 1` in every column. All outputs are pushed up alike, the softmax takes the common part away
again, and the answers drift to 1/k for all k classes.

## Why it stops learning

The derivative of cross-entropy through softmax is `p - t` with t = 1 for the true class and 0 for the others:

    dL/dz_k = p_k - 1   for the true class        dL/dz_k = p_k   for the others

With 1 subtracted everywhere the labels are never looked at. The errors of one sample add up to 1 - k, where they should add up to
0, and the step is the same whatever the right answer is.

## How we know

The error at the output equals the output minus 1 in every entry.

## The repair

Subtract at the true class only: `delta[np.arange(m), y] -= 1`, on a copy of the output; or `p - t` with t in one-hot form.

## When this is fine

In a network with a single output, `p - 1` is right for a sample whose target is 1.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix, place_of, scope_of, shown
from unstuck.doctor.roles import ancestors
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source, followed
from unstuck.doctor.values import Scope, called, numpy_name


def diagnose(case: Case) -> Iterator[Finding]:
    """Find an error at the output that is the output minus one for every class."""
    evidence = case.first
    updates = ancestors([v for slot in case.roles.slots for v in slot.versions[1:]], case.roles.version)
    if evidence is not None and evidence.all_agree and any(j.node in updates for j in evidence.round.joins):
        return
    for node in case.trace.nodes:
        if node not in updates or not _probabilities_minus_one(node, evidence):
            continue
        again = [n for n in case.trace.nodes if (n.site, n.name) == (node.site, node.name) and np.size(n.value) > 1]
        if any(
            n.name == "sub" and not np.all(array(n.args[1].value) == 1) for n in again if isinstance(n.args[1], Node)
        ):
            continue  # targets: all classes of this row are true
        if evidence is not None and not any(_is_hot(join.target, node) for join in evidence.round.joins):
            continue
        errors = array(node.value)
        yield found(
            __name__,
            case.span(node),
            f"1 is subtracted from every class, not from the true one only: `{case.text(case.span(node))}`.",
            "The derivative of cross-entropy through softmax is p - t, and t is 1 for the true class and 0 for all others: "
            "p_k - 1 at the true class, p_k elsewhere. With 1 subtracted everywhere every output is pushed up alike, the "
            "targets are never looked at, and the answers drift to 1/k. Subtract 1 at the index of the true class.",
            ("outputs from which 1 was subtracted, in one row", str(errors.shape[-1]), "1"),
            ("sum of the errors of one row", number(float(errors.sum(axis=-1).ravel()[0])), "0"),
        )
        return


def _probabilities_minus_one(node: Node, evidence: Evidence | None) -> bool:
    """Say whether a value is `p - 1` in every entry, where the p of a sample add up to 1, or are the known outputs."""
    names = ("sub", "subtract", "add", "setitem")  # and `d[:, labels] -= 1`, which means all rows
    if node.name not in names or np.size(node.value) < 2 or not isinstance(node.args[0], Node):
        return False
    before = array(node.args[0].value)
    if before.shape != np.shape(node.value) or not np.allclose(array(node.value), before - 1, atol=1e-12):
        return False
    outputs = [join.output for join in evidence.round.joins] if evidence is not None else []
    known = before.shape[-1] > 1 and any(
        before.shape == np.shape(o.value) and node.args[0] in (o, *o.inputs) for o in outputs
    )
    return bool(np.all(before >= 0) and (known or any(np.allclose(before.sum(axis=a), 1) for a in range(before.ndim))))


def _is_hot(target: Any, node: Node) -> bool:
    """Say whether targets are 1 for the true class and 0 for the others, of so many classes; the rows may be others."""
    target, errors = array(target), np.shape(node.value)
    return (
        target.shape[-1:] == errors[-1:] and target.ndim == len(errors) and bool(np.all((target == 0) | (target == 1)))
    )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Subtract the targets, or 1 at the true class only."""
    evidence = case.first
    tree = place_of(case, finding)
    scope = scope_of(case, finding)
    node = next((n for n in case.trace.nodes if n.site >= 0 and case.span(n) == finding.span), None)
    if node is None or scope is None:
        return
    source = scope.source
    yield from _row_by_row(source, tree)
    if isinstance(tree, ast.AugAssign):
        whole: ast.expr = tree.target
        if isinstance(whole, ast.Subscript) and np.shape(scope.values.get(ast.unparse(whole.value), 0)) == np.shape(
            node.value
        ):
            whole = whole.value  # all rows, `d[range(1)]`
        target, one = source.text_of(whole), tree.value
    elif isinstance(tree, ast.BinOp) and isinstance(source.statement(tree), ast.Assign):
        target, one = source.text_of(source.statement(tree).targets[0]), tree.right  # type: ignore[attr-defined]
    else:
        return
    for text in scope.texts_for(array(evidence.round.joins[0].target)) if evidence is not None else ():
        yield from fix(f"Subtract the targets: {shown(text)}", source.put(one, text))
    given = scope.function.args.args if isinstance(scope.function, ast.FunctionDef) else []
    ranges = [n for n in ast.walk(scope.function) if isinstance(n, ast.Call) and called(n) == "range"]
    counts = {ast.unparse(argument) for n in ranges for argument in n.args}
    unread = (a.arg for a in given if a.arg not in ("self", *counts) and a.arg not in scope.values)
    for name in unread:  # targets not used yet
        yield from fix(f"Subtract the targets: `{name}`", source.put(one, name))
    statement = source.statement(tree)
    if isinstance(tree, ast.BinOp) and getattr(statement, "value", None) is not tree:
        return
    for index in _true_class(scope, np.shape(node.value)):
        written = f"{target}[{index}] -= 1"
        if isinstance(tree, ast.BinOp):
            copied = f"{target} = {followed(source.text_of(tree.left), '.copy()')}"
            written = f"{copied}\n{source.indent(statement)}{written}"
        yield from fix(
            f"Subtract 1 at the true class only: {shown(written)}", source.edit(*source.extent(statement), written)
        )


def _row_by_row(source: Source, tree: ast.expr | ast.stmt | None) -> Iterator[Fix]:
    """Take in each row its own label: `d[np.arange(len(y)), y]` for `d[:, y]`, which takes those of all rows in each."""
    target, numpy = getattr(tree, "target", None), numpy_name(source)
    parts = target.slice.elts if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Tuple) else []
    whole = [part for part in parts if isinstance(part, ast.Slice) and ast.unparse(part) == ":"]
    labels = [part for part in parts if isinstance(part, ast.Name)]
    if numpy is not None and len(parts) == 2 and len(whole) == len(labels) == 1:
        rows = f"{numpy}arange(len({labels[0].id}))"
        yield from fix(f"In each row its own label: `{rows}`", source.put(whole[0], rows))


def _true_class(scope: Scope, shape: tuple[int, ...]) -> Iterator[str]:
    """Write the index of the true class of each row: `0, int(y[n])`, `np.arange(len(y)), y`."""
    numpy = numpy_name(scope.source) or ""
    taken = [n for n in ast.walk(scope.function) if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Load)]
    rows = [n for n in taken if np.ndim(scope.values.get(ast.unparse(n.value), 0)) == 2]
    chosen = [n.slice.elts[0] if isinstance(n.slice, ast.Tuple) else n.slice for n in rows]
    indices = dict.fromkeys(scope.source.text_of(c) for c in chosen if not isinstance(c, ast.Constant))
    for each in taken:  # as the loss picks out the true class
        of_output = np.shape(scope.values.get(ast.unparse(each.value), 0)) == shape
        parts = each.slice.elts if isinstance(each.slice, ast.Tuple) else [ast.Constant(0)]
        if of_output and not any(isinstance(part, ast.Slice | ast.Constant) for part in parts):
            yield scope.source.text_of(each.slice)
    for labels in _label_names(scope):
        if max(shape) == int(np.prod(shape)):  # one row
            for index in indices:
                one = f"int({labels}[{index}])"
                yield {1: one, 2: f"0, {one}" if shape[0] == 1 else f"{one}, 0"}.get(len(shape), one)
        elif len(shape) == 2:
            for mine in (labels, *(f"{labels}[{index}]" for index in indices)):
                counted = f"{numpy}arange(len({mine}))"
                yield from (f"{counted}, {mine}", f"{mine}, {counted}")


def _label_names(scope: Scope) -> list[str]:
    """List names that may be class numbers: given to a function or `len` here, and no table."""
    calls = [n for n in ast.walk(scope.function) if isinstance(n, ast.Call) and called(n) != "range"]
    names = [argument.id for call in calls for argument in call.args if isinstance(argument, ast.Name)]
    stored = {n.id for n in ast.walk(scope.function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    if isinstance(scope.function, ast.Module):
        stored = set()
    return [n for n in dict.fromkeys(names) if n not in stored and np.ndim(scope.values.get(n, [0])) == 1]


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(60), labels]).mean()
    d2 = p.copy()
    d2 -= 1  # ! U518
    d2 /= len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("cross-entropy:", loss, "right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
inputs = rng.uniform(-1, 1, size=(40, 2))
labels = (inputs[:, 0] > 0) * 1 + (inputs[:, 1] > 0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def train_one(x, label, w1, b1, w2, b2, rate):
    hidden = sigmoid(w1 @ x + b1)
    e = np.exp(w2 @ hidden + b2)
    output = e / e.sum()
    loss = -np.log(output[label])
    delta2 = output - 1  # ! U518
    delta1 = (w2.T @ delta2) * hidden * (1 - hidden)
    w2 -= rate * np.outer(delta2, hidden)
    b2 -= rate * delta2
    w1 -= rate * np.outer(delta1, x)
    b1 -= rate * delta1
    return output, loss


w1, b1 = rng.normal(size=(5, 2)), np.zeros(5)
w2, b2 = rng.normal(size=(3, 5)), np.zeros(3)
for epoch in range(100):
    right = 0
    for i in rng.permutation(len(inputs)):
        output, loss = train_one(inputs[i], labels[i], w1, b1, w2, b2, 1.0)
        right += output.argmax() == labels[i]
print("right:", right / len(inputs))
""",
    """
import numpy as np

draw = np.random.default_rng(6)
shells = draw.normal(size=(120, 3))
beach = shells.argmax(axis=1)


def walk(shells, beach, laps):
    A, B = draw.normal(size=(3, 8)) * 0.5, draw.normal(size=(8, 3)) * 0.5
    for lap in range(laps):
        i = draw.integers(len(beach))
        x = shells[i].reshape(1, 3)
        h = np.tanh(x @ A)
        e = np.exp(h @ B)
        back = e / e.sum()
        back[range(1)] -= 1  # ! U518
        down = back @ B.T * (1 - h**2)
        B -= 0.1 * h.T @ back
        A -= 0.1 * x.T @ down
    return A, B


A, B = walk(shells, beach, 1500)
print("right:", np.mean((np.tanh(shells @ A) @ B).argmax(axis=1) == beach))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(60), labels] -= 1
    d2 /= len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
inputs = rng.uniform(-1, 1, size=(40, 2))
labels = (inputs[:, 0] > 0) * 1 + (inputs[:, 1] > 0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def train_one(x, label, w1, b1, w2, b2, rate):
    hidden = sigmoid(w1 @ x + b1)
    e = np.exp(w2 @ hidden + b2)
    output = e / e.sum()
    delta2 = output.copy()
    delta2[label] -= 1
    delta1 = (w2.T @ delta2) * hidden * (1 - hidden)
    w2 -= rate * np.outer(delta2, hidden)
    b2 -= rate * delta2
    w1 -= rate * np.outer(delta1, x)
    b1 -= rate * delta1
    return output


w1, b1 = rng.normal(size=(5, 2)), np.zeros(5)
w2, b2 = rng.normal(size=(3, 5)), np.zeros(3)
for epoch in range(100):
    right = 0
    for i in rng.permutation(len(inputs)):
        output = train_one(inputs[i], labels[i], w1, b1, w2, b2, 0.5)
        right += output.argmax() == labels[i]
print("right:", right / len(inputs))
""",
)
