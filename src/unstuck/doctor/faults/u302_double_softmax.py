"""The softmax is applied twice

## What happens

The network's last layer ends with a softmax, and a loss or a second function applies one again. The accuracy may look right; the loss
stops high above 0, and no output ever gets near 1.

## Why it stops learning

The softmax turns scores of any size into shares between 0 and 1. Put through it again, shares differ by at most 1, and the outcome is
squeezed: for k classes the largest possible output is

    p = e^1 / (e^1 + (k - 1) e^0) = e / (e + k - 1)

which is 0.576 for 3 classes and 0.232 for 10. So the cross-entropy cannot fall below `-log(p)`: 0.551 for 3 classes, 1.461 for 10. The slope
passes through two softmaxes, each of which flattens it, and the steps are small.

## How we know

On the way to the output there is a value that is a softmax already (its entries are positive and each sample's add up to 1), and the output is
the softmax of it.

## The repair

Apply it once. A loss "from logits" or "with softmax" is given the scores, not the shares.

## When this is fine

Nearly never. Dividing shares by their sum again changes nothing, and is no second softmax.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.losses import softmax
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.roles import ancestors
from unstuck.doctor.trace import PRODUCTS, Node, frames
from unstuck.doctor.tree import Source
from unstuck.doctor.values import source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find outputs that are the softmax of something that is a softmax already."""
    evidence = case.first
    twice = _twice(case)
    if evidence is None or twice is None:
        return
    node, output, k = twice
    again = output.site == node.site
    place = _second_call(case, evidence, output, node) if again else case.span(_first_after(case, node))
    yield found(
        __name__,
        _layer_too_many(case, node, output) or place,
        "The softmax is applied twice.",
        "A softmax turns scores into shares between 0 and 1. Applied to shares, whose differences are at most 1, "
        f"it squeezes them: with {k} classes no output can exceed e / (e + {k - 1}) = "
        f"{number(np.e / (np.e + k - 1))}, so the loss cannot go below a floor, and every gradient is small. "
        "Apply it once.",
        (
            "largest output",
            number(float(np.max(array(output.value)))),
            f"at most {number(np.e / (np.e + k - 1))}, whatever is learnt",
        ),
        ("largest output before the second softmax", number(float(np.max(node.value))), "up to 1"),
    )


def _twice(case: Case) -> tuple[Node, Node, int] | None:
    """Find what a softmax is taken of though it is one: it, the outputs, and the number of classes."""
    evidence = case.first
    if evidence is None:
        return None
    output = evidence.round.joins[0].output
    value = array(output.value)
    if value.ndim not in (1, 2) or value.size < 2 or not np.all((value > 0) & (value < 1)):
        return None
    for axis in range(value.ndim):
        if value.shape[axis] < 2 or not np.allclose(value.sum(axis=axis), 1, atol=1e-6):
            continue
        for node in sorted(ancestors([output], evidence.roles.version), key=lambda n: n.index):
            inner = node.value
            if node is output or not isinstance(inner, np.ndarray) or inner.shape != value.shape or np.any(inner < 0):
                continue
            if not np.allclose(inner.sum(axis=axis), 1, atol=1e-6) or np.allclose(inner, value):
                continue
            if np.allclose(softmax(inner, axis), value, atol=1e-9):
                return node, output, value.shape[axis]
    return None


def _layer_too_many(case: Case, inner: Node, output: Node) -> Span | None:
    """Find where a layer was made whose class does the first softmax, if another class does the second."""
    first, second = (_classes(case, node) for node in (inner, output))
    sums = [n for n in ancestors([inner], case.roles.version) if n.name in PRODUCTS and n.site >= 0]
    second += [other for node in sums for other in _classes(case, node)]  # the network as a whole is no layer
    for layer in first:
        if layer.name in {other.name for other in second}:
            continue
        source = source_of(case, None)
        made = [n for n in ast.walk(source.tree) if isinstance(n, ast.Call) and ast.unparse(n.func) == layer.name]
        if len(made) == 1:
            return source.span(made[0])
    return None


def _second_call(case: Case, evidence: Evidence, output: Node, shares: Node) -> Span:
    """Find the call by which one function is applied a second time.

    Where both times are in functions that one line calls, `loss(answer(x), y)`, it is within the second of these.
    """
    second, first = evidence.span_beside(output, shares), evidence.span_beside(shares, output)
    if (second.path, second.line) != (first.path, first.line):
        return second
    pairs = zip(frames(output.stack), frames(shares.stack), strict=False)
    site = next((here for (here, _), (there, _) in pairs if here != there), None)
    return case.trace.sites.all[site].span if site is not None else second


def _classes(case: Case, node: Node) -> list[ast.ClassDef]:
    """List the classes in whose methods a value was made, the innermost call first."""
    found = []
    for span in case.spans(node):
        source = source_of(case, span.path)
        place = source.at(span)
        within = source.enclosing_class(place) if place is not None else None
        found += [within] if within is not None else []
    return found


def _first_after(case: Case, node: Node) -> Node:
    """Find the first operation of the second softmax."""
    users = [u for u in case.roles.users.get(node, ()) if u.site >= 0 and u.name not in ("max", "copy")]
    return min(users, key=lambda n: n.index, default=node)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Leave the second softmax out, or give it what the first was given."""
    source = source_of(case, finding.span.path)
    tree = source.at(finding.span)
    twice = _twice(case)
    if tree is not None and twice is not None:
        yield from _given_the_scores(case, source, tree, twice[0])
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Call) and len(node.args) == 1:
            text = source.text_of(node.args[0])
            yield from fix(f"Apply it once: {shown(text)}", source.put(node, text))
    if tree is not None:
        statement = source.statement(tree)
        yield from fix(f"Leave out {shown(source.text_of(statement))}", source.remove(statement))


def _given_the_scores(case: Case, source: Source, tree: ast.AST, shares: Node) -> Iterator[Fix]:
    """Hand to a call of several arguments, one of them the shares of a first softmax, what that was handed."""
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and len(n.args) > 1]
    for span in case.spans(shares) if calls else ():
        first = source.at(span) if span.path == source.path else None
        if first is None or source.function(first) is not source.function(tree):
            continue
        given = [a for n in ast.walk(first) if isinstance(n, ast.Call) for a in n.args]
        for text in dict.fromkeys(source.text_of(a) for a in given):
            for argument in (a for call in calls for a in call.args if source.text_of(a) != text):
                yield from fix(f"Give it the scores: {shown(text)}", source.put(argument, text))


BROKEN = (
    """
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


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
    scores = softmax(h @ W2 + b2)
    p = softmax(scores)  # ! U302
    d2 = (p - T) / len(X)
    d2 = scores * (d2 - (d2 * scores).sum(axis=1, keepdims=True))
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


class Classifier:
    def __init__(self, n_in, n_classes, rng):
        self.w = rng.normal(size=(n_classes, n_in)) * 0.1
        self.b = np.zeros((n_classes, 1))

    def softmax(self, z):
        e = np.exp(z - z.max(axis=0))
        return e / e.sum(axis=0)

    def forward(self, x):
        return self.softmax(self.w @ x + self.b)

    def train(self, x, t, rate):
        s = self.forward(x)
        p = self.softmax(s)  # ! U302
        d = (p - t) / x.shape[1]
        d = s * (d - (d * s).sum(axis=0))
        self.w -= rate * d @ x.T
        self.b -= rate * d.sum(axis=1, keepdims=True)
        return -np.mean(np.log((p * t).sum(axis=0)))


rng = np.random.default_rng(1)
x = rng.normal(size=(4, 60))
t = np.eye(3)[:, x[:3].argmax(axis=0)]
model = Classifier(4, 3, rng)
for epoch in range(400):
    loss = model.train(x, t, 2.0)
print("cross-entropy:", loss)
""",
    """
import numpy as np

rng = np.random.default_rng(8)


class Softmax:
    def forward(self, scores):
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.shares = e / e.sum(axis=1, keepdims=True)


class SoftmaxWithLoss:
    def forward(self, scores, marks):
        self.end = Softmax()
        self.end.forward(scores)
        return -np.mean(np.log(np.sum(self.end.shares * marks, axis=1)))

    def backward(self, marks):
        return (self.end.shares - marks) / len(marks)


points = rng.normal(size=(90, 4))
marks = np.eye(3)[points[:, :3].argmax(axis=1)]
V, lean = rng.normal(size=(4, 3)) * 0.3, np.zeros(3)
softmax, criterion = Softmax(), SoftmaxWithLoss()
for epoch in range(300):
    scores = points @ V + lean
    softmax.forward(scores)
    loss = criterion.forward(softmax.shares, marks)  # ! U302
    back = criterion.backward(marks)
    V -= 0.5 * points.T @ back
    lean -= 0.5 * back.sum(axis=0)
print("loss:", loss)
""",
    """
import numpy as np

rng = np.random.default_rng(4)
flowers = rng.normal(size=(90, 4))
kinds = np.eye(3)[flowers[:, :3].argmax(axis=1)]
V, W = rng.normal(size=(4, 8)) * 0.5, rng.normal(size=(8, 3)) * 0.5


def shares(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def answer(rows):
    global mid
    mid = np.tanh(rows @ V)
    return shares(mid @ W)


def judge(said, wanted):
    p = shares(said)  # ! U302
    return -np.mean(np.sum(wanted * np.log(p), axis=1)), (p - wanted) / len(wanted)


for lap in range(300):
    loss, off = judge(answer(flowers), kinds)
    back = off @ W.T * (1 - mid**2)
    W -= 1.0 * mid.T @ off
    V -= 1.0 * flowers.T @ back
print("loss:", loss)
""",
)

HEALTHY = (
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
    p = p / p.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


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
    p = softmax(np.log(softmax(z)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
)
