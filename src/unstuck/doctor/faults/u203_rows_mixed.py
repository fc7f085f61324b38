"""The rows of a batch are mixed with one another

## What happens

A matrix of samples is brought into the other form with `reshape` where a transpose was meant; or the sums over the batch are taken before the
product, and not after it; or samples of one number each stand in a column and are multiplied with a square matrix, as if they were one sample; or a loop adds up the errors of all samples, and what it leaves behind, the last sample, is multiplied by the sum. All shapes fit. The network learns nothing, or hardly more than the mean.

## Why it stops learning

A transpose turns a matrix over, `A.T[j, i] = A[i, j]`. `reshape` reads the numbers in the order in which they lie in memory and fills them into the new
form, so that a row then holds numbers of several samples:

    A = [[1, 2, 3],        A.T = [[1, 4],        A.reshape(3, 2) = [[1, 2],
         [4, 5, 6]]               [2, 5],                           [3, 4],
                                  [3, 6]]                           [5, 6]]

The inputs no longer belong to their targets. And the gradient of a weight is the sum over the samples of products, `sum_i x_i d_i`, which is not the product of
the sums, `(sum_i x_i) (sum_i d_i)`: that moves every weight as if all samples were their mean.

## How we know

The value behind the reshape has the shape of the transpose, and other numbers in nearly all places. Inside a network, as between a convolution and
what comes next: one sample is changed, and numbers change in several rows behind the reshape. For a square matrix: the targets go with the numbers in their own places. For the gradient: the product of the whole matrices is the true
one, that of their sums is not.

## The repair

`A.T` for `A.reshape(...)`; `A.reshape(filters, samples, height, width).transpose(1, 0, 2, 3)` where the filters come first; `X.T @ delta` for the product of sums or means.

## When this is fine

A reshape that only adds or drops an axis of length 1, that flattens images, or that is undone before the samples meet anything.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number, shape_text
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.roles import ancestors
from unstuck.doctor.scrambled import Scrambled, scrambled
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source, followed
from unstuck.doctor.units import first_products
from unstuck.doctor.values import called, numpy_name, source_of

SCALING = ("mul", "multiply", "div", "divide", "neg")
SAMPLES = 20  # in one column
ALIKE = 0.8  # correlation of inputs and targets
PRODUCTS = ("dot", "matmul", "outer", "mul", "multiply")


def diagnose(case: Case) -> Iterator[Finding]:
    """Find samples that are turned over by a reshape on their way to the output."""
    evidence = case.first
    if evidence is None:
        return
    yield from _weight_for_each_pair(case)
    spread = scrambled(evidence)
    if spread is not None:
        yield _spread(case, spread, evidence.samples)
        return
    joins = [j for e in case.evidence for j in e.round.joins]
    rows = {n for j in joins for n in np.shape(j.output.value)} | {n for j in joins for n in _whole(j.target_node)}
    made_of = {n for n in ancestors([j.output for j in joins], evidence.roles.version) if _turns(n)}
    mixed = [n for n in made_of if set(np.shape(n.inputs[0].value)) & rows and not _undone(case, n)]
    widths = {_features(n) for n in mixed}
    # The same is often done to the data of the test, on a line of its own.
    twins = [n for n in case.trace.nodes if mixed and n not in made_of and _turns(n) and _features(n) in widths]
    seen = set()
    for node in sorted([*mixed, *(n for n in twins if not _undone(case, n))], key=lambda n: n.index):
        if node.site in seen:
            continue
        seen.add(node.site)
        before, after = np.asarray(node.inputs[0].value), np.asarray(node.value)
        moved = int(np.sum(after != _turned(before, after.shape)))
        what = "the transpose" if before.ndim == 2 else "a sample in each column"
        yield found(
            __name__,
            case.span(node),
            f"`{case.text(case.span(node))}` mixes the rows: it has the shape of {what}, {shape_text(after)}, and other "
            "numbers in it.",
            "reshape takes the numbers in the order in which they lie in memory and fills them into the new form, so that "
            "what was one sample is spread over several. The samples no longer belong to their targets. A transpose "
            f"turns rows into columns: write {'.T' if before.ndim == 2 else '.reshape(n, -1).T, with n samples'}.",
            ("numbers that are not where the transpose has them", f"{moved} of {after.size}", "0"),
        )


def _weight_for_each_pair(case: Case) -> Iterator[Finding]:
    """Find samples of one number each, in a column, that are taken for one sample: a weight for each two of them.

    Then each target goes with the number in its own place, and the network never sees another column.
    """
    columns = [(e, p) for e in case.evidence for p in first_products(e)[:1]]
    for evidence, (product, data, _) in columns[:1]:
        x, t = array(data.value).ravel(), array(evidence.round.joins[0].target).ravel()
        weights = next((n for n in product.inputs if n is not data), data)
        if len(x) < SAMPLES or np.shape(weights.value) != (len(x), len(x)) or len(t) != len(x) or np.ptp(t) == 0:
            continue
        if np.allclose(x, t) or any(not np.array_equal(p[1].value, data.value) for _, p in columns):
            continue  # a picture that is to come out again; many samples
        alike = float(np.corrcoef(x, t)[0, 1])
        if abs(alike) < ALIKE:
            continue
        yield found(
            __name__,
            case.span(product),
            f"`{case.text(case.span(product))}` mixes the {len(x)} samples: it has a weight for each two of them.",
            f"Each target goes with the number that stands in its own place, so these are {len(x)} samples with one number each. The "
            "product makes each output of all the samples, as if they were the features of a single one. Such a network learns "
            "this one column by heart and says nothing about any other number. One weight for all: w * x + b.",
            (
                "correlation of the numbers with the targets in their places",
                number(alike),
                "0 for features of one sample",
            ),
            ("weights", shape_text(weights.value), "(1, 1)"),
        )


def _spread(case: Case, spread: Scrambled, count: int) -> Finding:
    text = case.text(case.span(spread.node))
    shape = shape_text(np.shape(spread.node.inputs[0].value))
    return found(
        __name__,
        case.span(spread.node),
        f"`{text}` mixes the samples: numbers of one of them end up in {spread.rows} rows.",
        "reshape takes the numbers in the order in which they lie in memory and fills them into the new form. Here the samples "
        f"do not lie one behind the other: {shape} holds them side by side. What was made of one sample is handed to several, so "
        "that outputs no longer belong to their targets. Reshape so that the axes stay in their order, then transpose.",
        ("rows into which the numbers of one sample go", str(spread.rows), "1"),
        ("samples", str(count), ""),
    )


def _whole(node: Node | None) -> tuple[int, ...]:
    """List the lengths of the targets and of what they were taken from."""
    found: tuple[int, ...] = ()
    while node is not None:
        found += np.shape(node.value)
        node = node.inputs[0] if node.name in ("getitem", "reshape", "T") and node.inputs else None
    return found


def _turns(node: Node) -> bool:
    """Say whether a node reshapes samples into the form in which they would be turned, and does not turn them."""
    if node.name != "reshape" or node.site < 0 or not node.inputs:
        return False
    before, after = np.asarray(node.inputs[0].value), np.asarray(node.value)
    if before.ndim < 2 or before.dtype.kind not in "biuf" or after.ndim != 2 or min(*before.shape, *after.shape) < 2:
        return False
    turned = _turned(before, after.shape)
    square = before.ndim == 2 and before.shape == after.shape
    return turned is not None and not square and not np.array_equal(turned, after)


def _turned(before: Any, shape: tuple[int, ...]) -> Any:
    """Bring samples into columns, or back into rows; None if they do not have this shape then."""
    rows = before.reshape(len(before), -1)
    for turned in (rows.T, np.moveaxis(before, -1, 0).reshape(before.shape[-1], -1)):
        if turned.shape == shape:
            return turned
    return None


def _features(node: Node) -> int:
    """Count the numbers of each sample."""
    after = np.shape(node.value)
    return after[0] if after[1] == len(node.inputs[0].value) else after[1]


def _undone(case: Case, node: Node) -> bool:
    """Say whether a reshape undoes another one, or is undone by every use of it."""
    source = node.inputs[0]
    if source.name == "reshape" and source.inputs and np.array_equal(source.inputs[0].value, node.value):
        return True
    users, before = case.roles.users.get(node, []), np.shape(source.value)
    return bool(users) and all(u.name == "reshape" and np.shape(u.value) == before for u in users)


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether a transpose, or sums taken after the product, put it right."""
    for value in (wrong.node, *wrong.node.inputs):
        node = value
        while node.name in SCALING and node.inputs:
            node = max(node.inputs, key=lambda n: np.size(n.value))
        if not _turns(node):
            continue
        turned = _turned(array(node.inputs[0].value), np.shape(node.value))
        if wrong.right(turned) if value is wrong.node else wrong.mended(value, turned):
            return _finding(case, wrong, node, "it has the shape of the transpose, and other numbers in it", ".T")
    if wrong.node.name in PRODUCTS and len(wrong.node.inputs) == 2:
        a, b = (_summed(s) for s in wrong.node.inputs)
        if a is not None and b is not None and np.shape(a)[0] == np.shape(b)[0] > 1:
            product = a.T @ b
            if any(same_direction(product, t, 1e-6) is not None for t in wrong.truths(np.size(wrong.node.value))):
                what = "it is the product of two sums over the batch, where the sum of the products is needed"
                return _finding(case, wrong, wrong.node, what, "X.T @ delta, the whole matrices")
    product = _sum_times_one_sample(wrong)
    if product is not None:
        what = "the errors of all samples are added up first, and then multiplied by what came in for the last one"
        return _finding(case, wrong, product, what, "the product in the loop, each sample's error times its own inputs")
    return _slopes_of_one_sample(case, wrong)


def _sum_times_one_sample(wrong: Wrong) -> Node | None:
    """Find a product of the inputs of one sample and the errors of all, summed, where samples come one by one."""
    evidence, c = wrong.evidence, wrong.compared
    roles, joins = evidence.roles, {join.node for join in evidence.round.joins}
    if len(joins) < 2:
        return None
    by_place: dict[tuple[int, str], list[Any]] = {}
    for node, slope in evidence.adjoint.items():
        by_place.setdefault((node.site, node.name), []).append(array(slope))
    totals = [
        np.sum(each, axis=0)
        for each in by_place.values()
        if len(each) == len(joins) and len({np.shape(v) for v in each}) == 1
    ]
    data = {s for n in evidence.forward for s in n.inputs if not roles.mask[s.index] and s not in roles.version}
    data |= {base for s in data for base in s.inputs}
    way = evidence.way(c)
    for node in (n for n in evidence.backward if n in way and n.name in PRODUCTS and len(n.inputs) == 2):
        for error, sample in (node.inputs, node.inputs[::-1]):
            if error not in evidence.backward_set or not ({sample, *sample.inputs} & data):
                continue
            if (
                any(_is_part(error.value, total) for total in totals)
                and len(ancestors([error], roles.version) & joins) > 1
            ):
                return node
    return None


def _is_part(value: Any, total: Any) -> bool:
    """Say whether a value is a sum, or a whole part of it: it may be computed again for each weight, or be a mean."""
    if np.size(value) != np.size(total) or not np.any(value):
        return False
    if np.size(value) > 1:
        return same_direction(np.ravel(value), np.ravel(total), 1e-9) is not None
    times = float(np.ravel(total)[0]) / float(np.ravel(value)[0])
    return abs(times) > 0.5 and abs(times - round(times)) < 1e-9 * abs(times)


def _slopes_of_one_sample(case: Case, wrong: Wrong) -> Finding | None:
    """See whether all samples got the slopes of the activation that belong to one of them."""
    factor = wrong.factor()
    if factor is None or np.ndim(factor) != 2:
        return None
    for axis in (0, 1):
        factors = np.moveaxis(factor, axis, 0)
        if len(factors) < 2 or not np.allclose(factors, factors[:1], rtol=1e-6, equal_nan=True):
            continue
        for _, slopes in wrong.wanted_factors():
            if np.shape(slopes) != np.shape(factor):
                continue
            rows = np.moveaxis(slopes, axis, 0)
            same = np.flatnonzero(np.all(np.isclose(rows, factors[0], rtol=1e-6), axis=1))
            if len(same) and not np.allclose(rows, rows[:1]):
                what = f"each of the {len(rows)} samples gets the slopes of sample {same[0]}"
                node = _taken_out(wrong, np.shape(factor)) or wrong.end
                return _finding(case, wrong, node, what, "a * (1 - a), or what the slope is, entry by entry")
    return None


def _taken_out(wrong: Wrong, shape: tuple[int, ...]) -> Node | None:
    """Find where the slope's operand took numbers out of all the samples' values."""
    way = ancestors([n for n in wrong.end.inputs if n is not wrong.source], wrong.evidence.roles.version)
    taken = [n for n in way if n.name == "getitem" and n.site >= 0 and np.shape(n.inputs[0].value) == shape]
    return min(taken, key=lambda n: n.index, default=None)


def _summed(node: Node) -> Any:
    """Return the rows that a value is the sum or the mean of; None if it is none."""
    for _ in range(6):
        if node.name in ("sum", "mean") and node.inputs and np.ndim(node.inputs[0].value) == 2:
            rows = array(node.inputs[0].value)
            return rows if np.size(node.value) == rows.shape[1] else None
        if node.name not in ("T", "reshape", "mul", "div", "atleast_2d", "getitem", "expand_dims") or not node.inputs:
            return None
        node = max(node.inputs, key=lambda n: np.size(n.value))
    return None


def _finding(case: Case, wrong: Wrong, node: Node, what: str, write: str) -> Finding:
    text = case.text(case.span(node))
    return found(
        __name__,
        case.span(node),
        f"`{text}` mixes the samples of the batch: {what}.",
        "The gradient of a weight is the sum over the samples of what came in times the error, each sample's own: "
        "X.T @ delta, and delta has the slopes of that sample in it. Here numbers of different samples are brought "
        f"together. Write {write}.",
        ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
    )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Write the transpose."""
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    if isinstance(tree, ast.Call) and called(tree) == "reshape" and isinstance(tree.func, ast.Attribute):
        function = ast.unparse(tree.func.value) + "." == numpy_name(source)  # of the module, not of an array
        inner = tree.args[0] if function else tree.func.value
        spread = scrambled(case.first) if case.first is not None else None
        if spread is not None and case.span(spread.node) == finding.span:
            yield from _laid_out(source, tree, inner, spread)
            return
        text = followed(source.text_of(inner), ".T")
        if any(_turns(n) and case.span(n) == finding.span and np.ndim(n.inputs[0].value) > 2 for n in case.trace.nodes):
            text = followed(source.text_of(inner), f".reshape({source.text_of(inner)}.shape[0], -1).T")
        yield from fix(f"Write {shown(text)}", source.put(tree, text))


def _laid_out(source: Source, tree: ast.Call, inner: ast.expr, spread: Scrambled) -> Iterator[Fix]:
    """Reshape to the axes in the order in which they lie, and transpose that."""
    lengths = [a for a in tree.args if a is not inner]
    if len(lengths) == 1 and isinstance(lengths[0], ast.Tuple):
        lengths = lengths[0].elts
    if spread.order is None or len(lengths) != len(spread.order):
        return
    laid = ", ".join(source.text_of(lengths[i]) for i in spread.order)
    back = ", ".join(str(int(i)) for i in np.argsort(spread.order))
    text = f"{followed(source.text_of(inner), '.reshape')}({laid}).transpose({back})"
    yield from fix(f"Write {shown(text)}", source.put(tree, text))


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(2)
pictures = rng.normal(size=(120, 6, 6))
labels = (pictures[:, 1:3, 1:3].sum(axis=(1, 2)) > pictures[:, 3:5, 3:5].sum(axis=(1, 2))) * 1
K, c = rng.normal(size=(4, 9)) * 0.3, np.zeros((4, 1))
W, b = rng.normal(size=(64, 2)) * 0.1, np.zeros(2)


def windows(x):
    parts = [x[:, i : i + 4, j : j + 4] for i in range(3) for j in range(3)]
    return np.stack([p.reshape(-1) for p in parts])


for epoch in range(60):
    for start in range(0, 120, 20):
        x, y = pictures[start : start + 20], labels[start : start + 20]
        cols = windows(x)
        z = (K @ cols + c).reshape(20, 4, 4, 4)  # ! U203
        h = np.maximum(z, 0).reshape(20, 64)
        e = np.exp(h @ W + b)
        p = e / e.sum(axis=1, keepdims=True)
        d = (p - np.eye(2)[y]) / 20
        back = (d @ W.T).reshape(20, 4, 4, 4) * (z > 0)
        flat = back.transpose(1, 0, 2, 3).reshape(4, -1)
        W -= 0.3 * h.T @ d
        b -= 0.3 * d.sum(axis=0)
        K -= 0.3 * flat @ cols.T
        c -= 0.3 * flat.sum(axis=1, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == y))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels].T
inputs = X.reshape(4, 60)  # ! U203
W1 = rng.normal(size=(8, 4)) * 0.5
b1 = np.zeros((8, 1))
W2 = rng.normal(size=(3, 8)) * 0.5
b2 = np.zeros((3, 1))
for epoch in range(300):
    h = np.tanh(W1 @ inputs + b1)
    e = np.exp(W2 @ h + b2)
    p = e / e.sum(axis=0)
    d2 = (p - T) / 60
    d1 = W2.T @ d2 * (1 - h**2)
    W2 -= 0.5 * d2 @ h.T
    b2 -= 0.5 * d2.sum(axis=1, keepdims=True)
    W1 -= 0.5 * d1 @ inputs.T
    b1 -= 0.5 * d1.sum(axis=1, keepdims=True)
print("right:", np.mean(p.argmax(axis=0) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(50, 3))
y = X[:, :1] * X[:, 1:2] + X[:, 2:]
W1, b1 = rng.normal(size=(3, 10)) / np.sqrt(3), np.zeros(10)
W2, b2 = rng.normal(size=(10, 1)) / np.sqrt(10), np.zeros(1)
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    d2 = (h @ W2 + b2 - y) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.1 * h.T @ d2
    b2 -= 0.1 * d2.sum(axis=0)
    W1 -= 0.1 * np.outer(X.mean(axis=0), d1.sum(axis=0))  # ! U203
    b1 -= 0.1 * d1.sum(axis=0)
print("mean squared error:", np.mean((h @ W2 + b2 - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(50, 3))
y = X[:, :1] * X[:, 1:2] + X[:, 2:]
W1, b1 = rng.normal(size=(3, 10)) / np.sqrt(3), np.zeros(10)
W2, b2 = rng.normal(size=(10, 1)) / np.sqrt(10), np.zeros(1)
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    d2 = (h @ W2 + b2 - y) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.1 * h.T @ d2
    b2 -= 0.1 * d2.sum(axis=0)
    W1 -= 0.1 * np.reshape(X, (3, 50)) @ d1  # ! U203
    b1 -= 0.1 * d1.sum(axis=0)
print("mean squared error:", np.mean((h @ W2 + b2 - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(5)
images = rng.uniform(size=(80, 3, 3))
labels = (images[:, 0].sum(axis=1) > images[:, 2].sum(axis=1)).astype(float)
train_images, test_images = images[:60], images[60:]
y = labels[:60].reshape(1, 60)
x = train_images.reshape(9, 60)  # ! U203
x_test = test_images.reshape(9, 20)  # ! U203
w, b = np.zeros((9, 1)), 0.0
for step in range(400):
    a = 1 / (1 + np.exp(-(w.T @ x + b)))
    w -= 0.5 * x @ (a - y).T / 60
    b -= 0.5 * np.mean(a - y)
answers = 1 / (1 + np.exp(-(w.T @ x_test + b))) > 0.5
print("right:", np.mean(answers == labels[60:]))
""",
    """
import numpy as np

rng = np.random.default_rng(8)
weather = rng.normal(size=(40, 3))
ice = np.tanh(weather @ rng.normal(size=(3, 5))) @ rng.normal(size=(5, 2))
first, last = rng.normal(size=(3, 6)) * 0.6, rng.normal(size=(6, 2)) * 0.4


def slopes(sums):
    return np.diag(1 - np.tanh(sums[0]) ** 2)  # ! U203


for day in range(400):
    sums = weather @ first
    hidden = np.tanh(sums)
    error = (hidden @ last - ice) / len(weather)
    back = error @ last.T @ slopes(sums)
    last -= 0.1 * hidden.T @ error
    first -= 0.1 * weather.T @ back
print("squared error:", np.mean((hidden @ last - ice) ** 2))
""",
    """
import math
import random

import numpy as np

random.seed(4)
hours = [(random.uniform(0, 1), random.uniform(-1, 1)) for _ in range(30)]
passed = [1 if a + 0.4 * b > 0.5 else 0 for a, b in hours]
pull, base = np.array([0.2, -0.3]), 0.1
for lap in range(300):
    off = 0.0
    for (a, b), t in zip(hours, passed):
        x = np.array([a, b])
        p = 1 / (1 + math.exp(-(pull @ x + base)))
        off += p - t
    pull = pull - 0.5 / 30 * (off * x)  # ! U203
    base = base - 0.5 / 30 * off
print("right:", np.mean([(pull @ np.array(h) + base > 0) == t for h, t in zip(hours, passed)]))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
heat = rng.normal(size=(50, 1))
sold = 4 * heat - 1 + rng.normal(0, 0.5, (50, 1))
A = rng.normal(size=(50, 50)) * 0.01
c = np.zeros((50, 1))
for turn in range(300):
    guess = A @ heat + c  # ! U203
    off = (guess - sold) / 50
    A -= 0.1 * off @ heat.T
    c -= 0.1 * off
print("error:", np.mean((A @ heat + c - sold) ** 2))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(2)
pictures = rng.normal(size=(120, 6, 6))
labels = (pictures[:, 1:3, 1:3].sum(axis=(1, 2)) > pictures[:, 3:5, 3:5].sum(axis=(1, 2))) * 1
K, c = rng.normal(size=(4, 9)) * 0.3, np.zeros((4, 1))
W, b = rng.normal(size=(64, 2)) * 0.1, np.zeros(2)


def windows(x):
    parts = [x[:, i : i + 4, j : j + 4] for i in range(3) for j in range(3)]
    return np.stack([p.reshape(-1) for p in parts])


for epoch in range(60):
    for start in range(0, 120, 20):
        x, y = pictures[start : start + 20], labels[start : start + 20]
        cols = windows(x)
        z = (K @ cols + c).reshape(4, 20, 4, 4).transpose(1, 0, 2, 3)
        h = np.maximum(z, 0).reshape(20, 64)
        e = np.exp(h @ W + b)
        p = e / e.sum(axis=1, keepdims=True)
        d = (p - np.eye(2)[y]) / 20
        back = (d @ W.T).reshape(20, 4, 4, 4) * (z > 0)
        flat = back.transpose(1, 0, 2, 3).reshape(4, -1)
        W -= 0.3 * h.T @ d
        b -= 0.3 * d.sum(axis=0)
        K -= 0.3 * flat @ cols.T
        c -= 0.3 * flat.sum(axis=1, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == y))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
images = rng.normal(size=(60, 2, 2))
X = images.reshape(60, -1)
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels].T
inputs = X.reshape(4, 60, order="F").reshape(60, 4, order="F").T
W = rng.normal(size=(3, 4)) * 0.1
b = np.zeros((3, 1))
for epoch in range(300):
    e = np.exp(W @ inputs + b)
    p = e / e.sum(axis=0)
    d = (p - T) / 60
    W -= 0.5 * d @ inputs.T
    b -= 0.5 * d.sum(axis=1).reshape(3, 1)
print("right:", np.mean(p.argmax(axis=0) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
x = np.linspace(-2, 2, 50).reshape(1, 50)
y = np.sin(2 * x).reshape(50, 1)
W1, b1 = rng.normal(size=(1, 10)), rng.normal(size=10)
W2, b2 = rng.normal(size=(10, 1)) / np.sqrt(10), np.zeros(1)
for epoch in range(1000):
    h = np.tanh(x.reshape(50, 1) @ W1 + b1)
    d2 = (h @ W2 + b2 - y) / 50
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.1 * h.T @ d2
    b2 -= 0.1 * d2.sum(axis=0)
    W1 -= 0.1 * x @ d1
    b1 -= 0.1 * d1.sum(axis=0)
print("mean squared error:", np.mean((h @ W2 + b2 - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(5)
images = rng.uniform(size=(80, 3, 3))
labels = (images[:, 0].sum(axis=1) > images[:, 2].sum(axis=1)).astype(float)
y = labels[:60].reshape(1, 60)
x = images[:60].reshape(60, -1).T
x_test = np.moveaxis(images[60:], 0, -1).reshape(9, 20)
w, b = np.zeros((9, 1)), 0.0
for step in range(400):
    a = 1 / (1 + np.exp(-(w.T @ x + b)))
    w -= 0.5 * x @ (a - y).T / 60
    b -= 0.5 * np.mean(a - y)
answers = 1 / (1 + np.exp(-(w.T @ x_test + b))) > 0.5
print("right:", np.mean(answers == labels[60:]))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
sound = np.sin(np.arange(30) / 3)[:, None]
noisy = [sound * s + 0.3 * rng.normal(size=(30, 1)) for s in rng.uniform(-1, 1, 40)]  # other columns, too
A, c = rng.normal(size=(30, 30)) * 0.01, np.zeros((30, 1))
for turn in range(60):
    for column in noisy:
        off = A @ column + c - sound
        A -= 0.01 * off @ column.T
        c -= 0.01 * off
print("error:", np.mean([(A @ column + c - sound) ** 2 for column in noisy]))
""",
)
