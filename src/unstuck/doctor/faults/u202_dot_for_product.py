"""A dot product gives one number where an array is needed

## What happens

`np.dot` of two vectors of the same length is a single number. The script goes on with it: the number is subtracted from every weight of a matrix, or
multiplied into every unit, and no error is raised, because a number fits any shape.

## Why it stops learning

For one sample the gradient of a layer's weights is the outer product of the error and of what came in, one number for each weight:

    dW[i, j] = delta[i] * a[j]        np.outer(delta, a)

`np.dot(delta, a)` adds up `delta[i] * a[i]`: all weights of the layer get the same step, whatever they did. In the same way the derivative of a layer is
`error * slope`, unit by unit, and not its sum.

## How we know

The product is made of a value that is right, and is a single number where the derivative has many entries; the derivative is exactly the outer product, or the product
entry by entry, of that value and one of the forward pass.

## The repair

`np.outer(delta, a)` for the gradient of a weight matrix, `*` for a product unit by unit.

## When this is fine

A sum of products is what `np.dot` is for: `w @ x` of a single unit, the squared length of an error, a whole batch at once, `A.T @ D`.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.alternatives import Change, other_index
from unstuck.doctor.case import Case, found, number, shape_text
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.repair import fix, place_of, scope_of, shown
from unstuck.doctor.roles import ancestors
from unstuck.doctor.substitution import substituted, with_edit, wrong_of
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import combined
from unstuck.doctor.values import Scope, numpy_name, source_of

ENTRY_BY_ENTRY = ("mul", "multiply")
DOTS = ("dot", "matmul", "inner", "vdot")


def diagnose(case: Case) -> Iterator[Finding]:
    """Find weights that the forward pass multiplies entry by entry, though their gradient is that of a matrix product."""
    evidence = case.first
    for c in evidence.compared if evidence is not None else ():
        if evidence is None or c.right or not c.moved or np.ndim(c.true) != 2:
            continue
        for product in case.roles.users.get(c.before, ()):
            given = [s for s in product.inputs if s is not c.before and np.shape(s.value) == np.shape(c.true)]
            if product.name not in ENTRY_BY_ENTRY or product not in evidence.adjoint or len(given) != 1:
                continue
            meant = array(given[0].value).T @ evidence.adjoint[product]
            if any(
                np.shape(n.value) == meant.shape and same_direction(n.value, meant, 1e-6) is not None
                for n in evidence.way(c) & evidence.backward_set
            ):
                yield _of_matrices(case, product, c)


def _of_matrices(case: Case, node: Node, c: Compared) -> Finding:
    text = case.text(case.span(node))
    return found(
        __name__,
        case.span(node),
        f"`{text}` is a product entry by entry; the product of matrices is needed.",
        f"Both have the shape {shape_text(node.value)}, so they can be multiplied entry by entry. But what a layer was given "
        "has a row for each sample, and its weights a row for each unit: only the product of matrices, a @ W, takes each "
        "unit into account for each sample. The gradients are those of that product.",
        ("shape of both", shape_text(node.value), ""),
        ("cosine of the step and the true gradient, " + c.name, number(c.cosine), "1"),
    )


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether a product of vectors should have stayed an array."""
    node = wrong.node
    if node.name in ENTRY_BY_ENTRY and len(node.inputs) == 2:
        a, b = (array(s.value) for s in node.inputs)
        if a.ndim == b.ndim == 2 and a.shape[1] == b.shape[0] and wrong.right(a @ b):
            return _of_matrices(case, node, wrong.compared)
        return _spread_over_rows(case, wrong)
    if node.name not in DOTS or len(node.inputs) != 2:
        return _in_the_slope(case, wrong)
    finding = _of_vectors(case, wrong) if np.size(node.value) == 1 else _of_squares(case, wrong)
    return finding or _in_the_slope(case, wrong)


def _of_vectors(case: Case, wrong: Wrong) -> Finding | None:
    """See whether a dot product should have been an outer product, or one entry by entry."""
    node = wrong.node
    a, b = (array(s.value).ravel() for s in node.inputs)
    if a.size != b.size or a.size < 2:
        return None
    meant = _meant(wrong, a, b)
    if meant is None:
        return None
    what, truth = meant
    text = case.text(case.span(node))
    return found(
        __name__,
        case.span(node),
        f"`{text}` is a single number; the {what} of the two is needed.",
        f"The dot product of two vectors adds up all products of their entries. Here the derivative has the shape "
        f"{shape_text(truth)}, an entry of its own for each weight or unit, and one number for all of them moves them all "
        "alike. For the gradient of a weight matrix write np.outer(delta, a), where a is what the layer was given; for a "
        "product unit by unit write *.",
        ("numbers in the product", "1", str(np.size(truth))),
        ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
    )


def _spread_over_rows(case: Case, wrong: Wrong) -> Finding | None:
    """See whether a product of two vectors entry by entry, one row that moves all rows alike, should be the outer one."""
    node, true = wrong.node, array(wrong.compared.true)
    a, b = (array(s.value).ravel() for s in node.inputs)
    if true.ndim != 2 or not 1 < a.size == b.size == np.size(node.value) or true.shape != (a.size, a.size):
        return None
    if all(same_direction(outer, true, 1e-6) is None for outer in (np.outer(a, b), np.outer(b, a))):
        return None
    text = case.text(case.span(node))
    return found(
        __name__,
        case.span(node),
        f"`{text}` multiplies two vectors entry by entry; the outer product is needed.",
        f"Each weight between two layers has an entry of its own in the gradient, delta_j * a_i: with {a.size} units on both "
        f"sides {true.size} numbers. Entry by entry there are {a.size}, which broadcasting subtracts from every row of the "
        "weights, so that all rows move alike. Write np.outer(delta, a), where a is what the layer was given.",
        ("numbers in the product", str(np.size(node.value)), str(true.size)),
        ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
    )


def _in_the_slope(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the slope that is missing was made a single number, by a dot product of the layer's values."""
    missing = wrong.missing_slope()
    total = _dot_product_in(wrong, missing[1]) if missing is not None else None
    if missing is None or total is None:
        return None
    text = case.text(case.span(total))
    return found(
        __name__,
        case.span(total),
        f"`{text}` is a single number; the product unit by unit is needed.",
        "A dot product of what the units of a layer have adds up over all units. The slope of the activation made of it is "
        "one number for the whole layer, where each unit has a slope of its own: write the product entry by entry "
        "(`*` for arrays; np.multiply for np.matrix, of which * is the product of matrices).",
        ("numbers in the slope", "1", str(np.size(wrong.source.value) if wrong.source is not None else 0)),
        ("slopes that are meant", f"{number(float(missing[1].min()))} to {number(float(missing[1].max()))}", ""),
        ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
    )


def _dot_product_in(wrong: Wrong, slope: Any) -> Node | None:
    """Find a dot product of a layer's values, with themselves or to make the slope, in what an error is multiplied with."""
    evidence, node = wrong.evidence, wrong.source
    while node is not None and node in evidence.matches:
        single = [s for s in node.inputs if np.size(s.value) == 1 < np.size(node.value)]
        for made in ancestors(single, evidence.roles.version) - evidence.forward:
            if np.size(made.value) != 1 or len(made.inputs) != 2:
                continue  # `*` of np.matrix is one too
            a, b = (array(s.value).ravel() for s in made.inputs)
            if a.size == b.size == np.size(node.value) and (
                np.array_equal(a, b) or same_direction(a * b, slope, 1e-9) is not None
            ):
                return made
        node = next((s for s in node.inputs if s in evidence.matches and np.size(s.value) > 1), None)
    return None


def _of_squares(case: Case, wrong: Wrong) -> Finding | None:
    """See whether a product of matrices, which have as many rows as columns, should have been one entry by entry."""
    node = wrong.node
    a, b = (array(s.value) for s in node.inputs)
    if a.shape != b.shape or not wrong.right(a * b):
        return None
    text = case.text(case.span(node))
    return found(
        __name__,
        case.span(node),
        f"`{text}` is a product of matrices; the product entry by entry is needed.",
        f"Both have the shape {shape_text(a)}, as many rows as units, so the product of matrices can be taken, and it mixes "
        "the samples with each other. Each error belongs to one unit and one sample, and is multiplied by the slope of the "
        "activation there: write *.",
        ("shape of both", shape_text(a), ""),
        ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
    )


def _meant(wrong: Wrong, a: Any, b: Any) -> tuple[str, Any] | None:
    """Say which product of the two, or of one of them and a value of the forward pass, is a true derivative."""
    evidence = wrong.evidence
    true = array(wrong.compared.true)
    if true.ndim == 2 and min(true.shape) > 1:
        for each in (a, b):
            for way in (true, true.T):
                if way.shape[0] == each.size and same_direction(np.outer(each, each @ way), way, 1e-6) is not None:
                    return "outer product", true
    for truth in evidence.adjoint.values():
        if np.size(truth) == a.size and same_direction(a * b, array(truth).ravel(), 1e-6) is not None:
            return "product entry by entry", truth
    return None


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Write the outer product with what the layer was given, or the product entry by entry."""
    tree, wrong, scope = place_of(case, finding), wrong_of(case, finding), scope_of(case, finding)
    source = source_of(case, finding.span.path)
    numpy = numpy_name(source)
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult):
        new = f"{numpy}dot({source.text_of(tree.left)}, {source.text_of(tree.right)})"
        yield from fix(f"Write {shown(new)}", source.put(tree, new) if numpy is not None else None)
        for a, b in itertools.permutations((source.text_of(tree.left), source.text_of(tree.right))):
            new = f"{numpy}outer({a}, {b})"
            yield from fix(f"Write {shown(new)}", source.put(tree, new) if numpy is not None else None)
        return
    if scope is None or not isinstance(tree, ast.Call | ast.BinOp):
        return
    operands = _operands(tree)
    if len(operands) != 2:
        return
    texts = [source.text_of(o) for o in operands]
    new = combined(texts[0], "*", texts[1])
    if wrong is None:  # in a slope
        yield from fix(f"Write {shown(new)}", source.put(tree, new))
        return
    true = array(wrong.compared.true)
    for node, text in zip(wrong.node.inputs, texts, strict=True):
        for first, way in ((True, true), (False, true.T)):
            each = array(node.value).ravel()
            if numpy is None or true.ndim != 2 or way.shape[0] != each.size:
                continue
            for other in _given(wrong, way.shape[1]):
                if same_direction(np.outer(each, array(other.value).ravel()), way, 1e-6) is None:
                    continue
                for name in scope.texts_for(other.value, turned=True):
                    new = f"{numpy}outer({text}, {name})" if first else f"{numpy}outer({name}, {text})"
                    yield from fix(f"Write {shown(new)}", source.put(tree, new))
    yield from substituted(case, finding, _outer)
    yield from fix(f"Write {shown(new)}", source.put(tree, new))


def _operands(tree: ast.expr) -> list[ast.expr]:
    """List what a product is made of: `a @ b`, `np.dot(a, b)`, `a.dot(b)`."""
    if isinstance(tree, ast.BinOp):
        return [tree.left, tree.right]
    if not isinstance(tree, ast.Call):
        return []
    owner = [tree.func.value] if len(tree.args) == 1 and isinstance(tree.func, ast.Attribute) else []
    return [*owner, *tree.args]


def _outer(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Write the outer product, of the same values or of those of the layer before or after."""
    source, numpy, operands = scope.source, numpy_name(scope.source), _operands(whole)
    if numpy is None or len(operands) != 2:
        return
    ways = []
    for o in operands:
        edits = (source.put(old, text) for old, text in other_index(scope, o, wrong))
        ways.append([source.text_of(o), *(with_edit(source, o, edit) for edit in edits if edit is not None)])
    for a, b in itertools.product(*ways):
        yield from ((whole, f"{numpy}outer({x}, {y})") for x, y in ((a, b), (b, a)))


def _given(wrong: Wrong, size: int) -> Iterator[Node]:
    """List the vectors of a length that the forward pass made or was given."""
    seen = set()
    for node in sorted(wrong.evidence.forward, key=lambda n: n.index):
        for each in (*node.inputs, node):
            if each not in seen and np.size(each.value) == size and np.asarray(each.value).dtype.kind in "fiu":
                seen.add(each)
                yield each


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(3)
nights = rng.normal(size=(50, 3))
cold = (nights[:, 0] - nights[:, 1] > 0.2) * 1.0
inner, outer = rng.normal(size=(3, 4)), rng.normal(size=4)
for sweep in range(30):
    for night, wish in zip(nights, cold):
        units = 1 / (1 + np.exp(-(night @ inner)))
        answer = 1 / (1 + np.exp(-(units @ outer)))
        push = (answer - wish) * answer * (1 - answer)
        shares = units.dot(1 - units) * push * outer  # ! U202
        for k in range(4):
            outer[k] -= 0.5 * push * units[k]
        for j in range(3):
            for k in range(4):
                inner[j, k] -= 0.5 * shares[k] * night[j]
print("answer:", answer)
""",
    """
import numpy as np

rng = np.random.default_rng(6)
readings = rng.normal(size=(80, 4))
answers = np.tanh(readings[:, 0] - readings[:, 1] * readings[:, 2])
a, a0 = rng.normal(size=(4, 4)) * 0.6, np.zeros(4)
c = rng.normal(size=4) * 0.6
for turn in range(40):
    cost = 0
    for r, wanted in zip(readings, answers):
        mid = np.tanh(a @ r + a0)
        gap = c @ mid - wanted
        cost += gap**2 / len(readings)
        down = gap * c * (1 - mid**2)
        c = c - 0.05 * gap * mid
        a = a - 0.05 * (down * r)  # ! U202
        a0 = a0 - 0.05 * down
    if turn % 10 == 0:
        print(turn, cost)
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


rng = np.random.default_rng(0)
inputs = rng.normal(size=(50, 6))
targets = np.eye(3)[inputs[:, :3].argmax(axis=1)]
W1 = rng.normal(size=(6, 6)) / np.sqrt(6)
W2 = rng.normal(size=(3, 6)) / np.sqrt(6)
for epoch in range(20):
    right = 0
    for x, t in zip(inputs, targets):
        h = sigmoid(np.dot(W1, x))
        e = np.exp(np.dot(W2, h))
        p = e / e.sum()
        d2 = p - t
        d1 = np.dot(W2.T, d2) * h * (1 - h)
        W2 -= 0.1 * np.dot(d2, p)  # ! U202
        W1 -= 0.1 * np.dot(d1, x)  # ! U202
        right += p.argmax() == t.argmax()
print("right:", right / len(inputs))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
inputs = rng.normal(size=(50, 3))
targets = np.tanh(inputs[:, :1] - inputs[:, 1:2])
W1 = rng.normal(size=(8, 3)) / np.sqrt(3)
b1 = np.zeros(8)
W2 = rng.normal(size=(1, 8)) / np.sqrt(8)
b2 = np.zeros(1)
for epoch in range(30):
    error = 0.0
    for x, t in zip(inputs, targets):
        h = np.tanh(W1 @ x + b1)
        y = W2 @ h + b2
        d2 = y - t
        back = W2.T @ d2
        d1 = np.dot(back, 1 - h**2)  # ! U202
        W2 -= 0.05 * np.outer(d2, h)
        b2 -= 0.05 * d2
        W1 -= 0.05 * np.outer(d1 * np.ones(8), x)
        b1 -= 0.05 * d1
        error += float(np.sum((y - t) ** 2))
print("mean squared error:", error / len(inputs))
""",
    """
import numpy as np

rng = np.random.default_rng(5)
fields = rng.normal(size=(150, 3))
crop = np.where(fields[:, 0] * fields[:, 2] > 0, 1.0, 0.0)
A = rng.normal(size=(7, 3)) * 0.6
B = rng.normal(size=(1, 7)) * 0.4
for season in range(60):
    for k in rng.permutation(150):
        x = fields[k].reshape(3, 1)
        u = np.tanh(A @ x)
        v = 1 / (1 + np.exp(-B @ u))
        d = (v - crop[k]) * v * (1 - v)
        back = (B.T @ d) * (1 - u.T @ u)  # ! U202
        B -= 0.3 * d @ u.T
        A -= 0.3 * back @ x.T
guesses = 1 / (1 + np.exp(-B @ np.tanh(A @ fields.T)))
print("right:", np.mean((guesses.ravel() > 0.5) == (crop > 0.5)))
""",
    """
import numpy as np

rng = np.random.default_rng(12)
tea = rng.uniform(-1, 1, size=(6, 6))  # six cups, six spoons
taste = np.tanh(tea @ rng.normal(size=(6, 2)))
steep, pour = rng.normal(size=(6, 6)) * 0.5, rng.normal(size=(6, 2)) * 0.5
for sip in range(500):
    warm = np.tanh(tea * steep)  # ! U202
    off = (warm @ pour - taste) / len(tea)
    cold = off @ pour.T * (1 - warm**2)
    pour -= 0.3 * warm.T @ off
    steep -= 0.3 * tea.T @ cold
print("squared error:", np.mean((warm @ pour - taste) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(13)
tea = rng.uniform(-1, 1, size=(6, 6))
taste = np.tanh(tea @ rng.normal(size=(6, 2)))
steep, pour = rng.normal(size=(6, 6)) * 0.5, rng.normal(size=(6, 2)) * 0.5
for sip in range(500):
    warm = np.tanh(np.dot(tea, steep))
    off = (np.dot(warm, pour) - taste) / len(tea)
    cold = np.dot(off, pour.T) * (1 - warm**2)
    pour -= 0.3 * np.dot(warm.T, off)
    steep -= 0.3 * (tea.T * cold)  # ! U202
print("squared error:", np.mean((np.dot(warm, pour) - taste) ** 2))
""",
)

HEALTHY = (
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


rng = np.random.default_rng(0)
inputs = rng.normal(size=(50, 6))
targets = np.eye(3)[inputs[:, :3].argmax(axis=1)]
W1 = rng.normal(size=(6, 6)) / np.sqrt(6)
W2 = rng.normal(size=(3, 6)) / np.sqrt(6)
for epoch in range(20):
    right = 0
    for x, t in zip(inputs, targets):
        h = sigmoid(np.dot(W1, x))
        e = np.exp(np.dot(W2, h))
        p = e / e.sum()
        d2 = p - t
        d1 = np.dot(W2.T, d2) * h * (1 - h)
        W2 -= 0.1 * np.dot(d2.reshape(-1, 1), h.reshape(1, -1))
        W1 -= 0.1 * np.dot(d1[:, None], x[None])
        right += p.argmax() == t.argmax()
print("right:", right / len(inputs))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
inputs = rng.normal(size=(40, 3))
targets = inputs @ np.array([1.0, -2.0, 0.5]) + 0.3
w = np.zeros(3)
b = 0.0
for epoch in range(40):
    for x, t in zip(inputs, targets):
        error = np.dot(w, x) + b - t
        w -= 0.05 * error * x
        b -= 0.05 * error
residual = inputs @ w + b - targets
print("squared error:", np.dot(residual, residual))
""",
    """
import numpy as np

rng = np.random.default_rng(5)
fields = rng.normal(size=(150, 3))
crop = np.where(fields[:, 0] * fields[:, 2] > 0, 1.0, 0.0)
A = rng.normal(size=(7, 3)) * 0.6
B = rng.normal(size=(1, 7)) * 0.4
for season in range(60):
    for k in rng.permutation(150):
        x = fields[k].reshape(3, 1)
        u = np.tanh(A @ x)
        v = 1 / (1 + np.exp(-B @ u))
        d = (v - crop[k]) * v * (1 - v)
        back = (B.T @ d) * (1 - u * u)
        B -= 0.3 * d @ u.T
        A -= 0.3 * back @ x.T
guesses = 1 / (1 + np.exp(-B @ np.tanh(A @ fields.T)))
print("right:", np.mean((guesses.ravel() > 0.5) == (crop > 0.5)))
""",
)
