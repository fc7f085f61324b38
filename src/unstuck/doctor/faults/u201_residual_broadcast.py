"""A column of outputs meets a flat row of targets

## What happens

The outputs have the shape `(n, 1)`, the targets `(n,)`. NumPy does not complain: it repeats both, and `output - y` becomes a
table of n by n in which every output meets every target. The loss falls quickly to the variance of the targets and stays
there. The same table comes of `output[:, chosen]`, which takes the chosen columns of *every* row, where one entry of each row was meant.
An accuracy computed in this way is a mean over all pairs, and does not reach 1 even when every answer is right.

## Why it stops learning

Over the table the squared error is

    sum_ij (o_i - y_j)^2 / n^2  =  sum_i (o_i - mean(y))^2 / n  +  var(y)

It is smallest when *all* outputs are the mean of the targets. That is what the network is asked for, and what it learns:
the inputs do not matter.

## How we know

The shape of the result: n by n, made from n outputs and n targets.

## The repair

Give both the same shape, once, where the data is loaded: `y = y.reshape(-1, 1)`; or flatten the outputs:
`output.ravel()`. A line `assert output.shape == y.shape` before the loss would have told.

## When this is fine

A table of all pairs may be what is wanted: distances between all samples and all centres, for example. There what meets is data
and weights, and not an output and its target.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, shape_text
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import followed
from unstuck.doctor.values import numpy_name, operands, source_of

ELEMENTWISE = ("sub", "subtract", "mul", "multiply", "eq", "ne")


def diagnose(case: Case) -> Iterator[Finding]:
    """Find outputs of shape (n, 1) that meet targets of shape (n,), and give a table of n by n."""
    yield from _columns_for_entries(case)
    seen = set()
    for node in case.trace.nodes:
        if node.name not in ("sub", "subtract", "eq", "mul", "ne") or len(node.args) != 2 or node.site in seen:
            continue
        a, b = (np.shape(x.value) if isinstance(x, Node) else () for x in node.args)
        n = int(np.prod(a or (1,)))
        if n < 2 or int(np.prod(b or (1,))) != n or np.shape(node.value) != (n, n):
            continue
        if not ({a, b} == {(n,), (n, 1)} or {a, b} == {(1, n), (n, 1)}) or not case.roles.mask:
            continue
        if sorted(_kind(case, x) for x in node.args) != ["data", "output"]:
            continue
        if node.name == "mul" and any(np.shape(slot.versions[0].value) == (n, n) for slot in case.roles.parameters):
            continue  # the gradient of such a weight, by broadcasting: `delta.T * x`
        seen.add(node.site)
        yield found(
            __name__,
            case.span(node),
            f"Shapes {a} and {b} give a table of {n} by {n}: every output meets every target.",
            "NumPy pairs a column with a row by repeating both. The difference is no longer output minus its own target; its "
            "mean is smallest when all outputs equal the mean of the targets, so that is what the network learns. Bring both "
            "to one shape: y.reshape(-1, 1), or output.ravel().",
            ("shape of the result", shape_text(node.value), str(a)),
        )


def _columns_for_entries(case: Case) -> Iterator[Finding]:
    """Find outputs of which whole columns were taken, one for each row, where one entry of each row was meant."""
    seen = set()
    for node in case.trace.nodes:
        labels = _labels(node)
        if (
            labels is None
            or node.site in seen
            or not case.roles.mixed[node.index]
            or node.inputs[0] in case.roles.version
        ):
            continue
        n = len(labels)
        met = [u for u in case.roles.users.get(node, ()) if u.name in ELEMENTWISE and np.shape(u.value) == (n, n)]
        if not any(np.shape(other.value) == (n,) for u in met for other in u.inputs if other is not node):
            continue
        seen.add(node.site)
        rows, columns = np.shape(node.inputs[0].value)
        yield found(
            __name__,
            case.span(node),
            f"`{case.text(case.span(node))}` takes {n} columns of every row, not one entry of each: a table of {n} by {n}.",
            "A colon beside the numbers of the columns means all rows: each row gives the outputs that the other samples asked for, too, and "
            "with one target for each sample, every output meets the targets of all the others. Of each row its own entry is taken with "
            "the numbers of both: output[np.arange(n), chosen].",
            ("shape of what was taken", shape_text(node.value), f"({n},)"),
            ("shape of the outputs", f"({rows}, {columns})"),
        )


def _labels(node: Node) -> np.ndarray | None:
    """Return the numbers of the columns in `table[:, numbers]`: as many as there are rows, some of them twice."""
    index = node.args[1] if node.name == "getitem" and len(node.args) == 2 else None
    if not isinstance(index, tuple) or len(index) != 2 or index[0] != slice(None) or not isinstance(index[1], Node):
        return None
    labels, shape = np.asarray(index[1].value), np.shape(node.inputs[0].value)
    several = labels.ndim == 1 and labels.dtype.kind in "iu" and len(np.unique(labels)) < len(labels)
    return labels if several and len(shape) == 2 and shape[0] == len(labels) else None


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Bring the targets into the shape of the output; take one entry of each row, wherever columns are asked for."""
    columns = list(_entries_for_columns(case, finding))
    yield from columns
    for node in case.trace.nodes:
        if columns or node.site < 0 or case.span(node) != finding.span or len(node.args) != 2:
            continue
        source = source_of(case, finding.span.path)
        sides = list(operands(case, node))
        constant = [not (isinstance(v, Node) and case.roles.mask[v.index]) for _, v in sides]
        pairs = zip(constant, sides, sides[::-1], strict=True)
        for settled, (expression, _), (_, other) in sorted(pairs, key=lambda pair: not pair[0]):
            shape = np.shape(other.value)
            arguments = ", ".join("-1" if n == max(shape) else str(n) for n in shape)
            text = followed(source.text_of(expression), f".reshape({arguments})")
            yield from fix(f"Write {shown(text)}: a shape for both", source.put(expression, text))
            if settled and isinstance(expression, ast.Name):  # where it got its name, for all who use it
                given = list(source.assignments(source.tree, expression.id))
                value = given[-1].value if given and isinstance(given[-1], ast.Assign) else None
                if value is not None:
                    whole = followed(source.text_of(value), f".reshape({arguments})")
                    yield from fix(f"Write {shown(whole)}: a shape for both", source.put(value, whole))
        return


def _entries_for_columns(case: Case, finding: Finding) -> Iterator[Fix]:
    """Write the numbers of the rows for each colon beside these numbers of columns, in the whole function."""
    source = source_of(case, finding.span.path)
    tree, numpy = source.at(finding.span, ast.Subscript), numpy_name(source)
    if not isinstance(tree, ast.Subscript) or not isinstance(tree.slice, ast.Tuple) or numpy is None:
        return
    chosen = tree.slice.elts[-1]
    rows = f"{numpy}arange(len({source.text_of(chosen)}))"
    pairs = [n for n in ast.walk(source.function(tree)) if isinstance(n, ast.Tuple) and len(n.elts) == 2]
    alike = [n.elts[0] for n in pairs if ast.dump(n.elts[1]) == ast.dump(chosen) and _is_colon(n.elts[0])]
    yield from fix(f"Take one entry of each row: {shown(rows)}", *(source.put(colon, rows) for colon in alike))


def _is_colon(tree: ast.expr) -> bool:
    return ast.unparse(tree) in (":", "slice(None)", "slice(None, None)")


def _kind(case: Case, value: object) -> str:
    """Tell outputs (data that went through weights) from data and from weights: centres that meet data are weights."""
    roles = case.roles
    if isinstance(value, Node) and value not in roles.version and roles.mixed[value.index]:
        return "output"
    return "weight" if isinstance(value, Node) and (value in roles.version or roles.mask[value.index]) else "data"


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
x = rng.uniform(-1, 1, size=(50, 1))
y = 3 * x[:, 0] + 1 + 0.1 * rng.normal(size=50)
w, b = 0.5, 0.0
for epoch in range(500):
    output = w * x + b
    error = output - y  # ! U201
    w -= 0.2 * np.mean(error * x)
    b -= 0.2 * np.mean(error)
print("slope:", w, "offset:", b)
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
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m

    def update(self, rate):
        self.W1 = self.W1 - rate * self.dW1
        self.b1 = self.b1 - rate * self.db1
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
labels = (X[0] + X[1] * X[2] > 0).astype(float)
Y = labels.reshape(1, -1)
network = Network(3, 8, rng)
for step in range(1500):
    P = network.forward(X)
    network.backward(X, Y)
    network.update(2.0)
print("right:", np.mean((P.T > 0.5) == labels))  # ! U201
""",
    """
import numpy as np

gen = np.random.default_rng(21)
field = gen.normal(size=(60, 3))
lever = gen.integers(4, size=60)
paid = field @ [1.0, -0.5, 0.8] * (lever - 1.5) + 0.1 * gen.normal(size=60)
P, p = gen.normal(size=(3, 4)) * 0.3, np.zeros(4)
for pull in range(300):
    worth = field @ P + p
    miss = worth[:, lever] - paid  # ! U201
    push = np.zeros_like(worth)
    np.add.at(push, (slice(None), lever), miss / miss.size)
    P -= 0.5 * field.T @ push
    p -= 0.5 * push.sum(axis=0)
    if pull % 100 == 0:
        print(pull, "mean square", np.mean(miss**2))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(6)
rows = rng.normal(size=(60, 4))
signs = (rows[:, 0] * rows[:, 1] > 0) * 1.0
inner, lift = rng.normal(size=(4, 4)), np.zeros((1, 4))
outer, rest = rng.normal(size=(1, 4)), 0.0
for lap in range(60):
    for row, sign in zip(rows, signs):
        mid = np.tanh(inner @ row + lift)
        said = 1 / (1 + np.exp(-(mid @ outer.T + rest)))
        back = (said - sign) * outer * (1 - mid**2)
        outer = outer - 0.2 * (said - sign) * mid
        rest = rest - 0.2 * (said - sign)
        inner = inner - 0.2 * back.T * row
        lift = lift - 0.2 * back
""",
    """
import numpy as np

rng = np.random.default_rng(0)
x = rng.uniform(-1, 1, size=(50, 1))
y = (3 * x[:, 0] + 1 + 0.1 * rng.normal(size=50)).reshape(-1, 1)
w, b = 0.5, 0.0
for epoch in range(500):
    output = w * x + b
    error = output - y
    w -= 0.2 * np.mean(error * x)
    b -= 0.2 * np.mean(error)
distances = np.abs(x - x.ravel())
print("slope:", w, "offset:", b, "widest gap:", distances.max())
""",
    """
import numpy as np

rng = np.random.default_rng(1)
x = rng.uniform(-2, 2, size=(20, 1))
y = np.sin(2 * x[:, 0])
centres = np.linspace(-2, 2, 20)
width = np.ones(1)
weights = rng.normal(size=20) * 0.1
for epoch in range(2000):
    distance = x * width - centres
    bumps = np.exp(-2 * distance**2)
    error = bumps @ weights - y
    slope = error[:, None] * weights * bumps * -4 * distance / len(x)
    weights -= 0.1 * bumps.T @ error / len(x)
    centres += 0.1 * slope.sum(axis=0)
    width -= 0.1 * (slope * x).sum()
print("mean squared error:", np.mean(error**2))
""",
    """
import numpy as np

gen = np.random.default_rng(22)
tint = gen.normal(size=(48, 3))
kind = tint.argmax(axis=1)
M, m = gen.normal(size=(3, 3)) * 0.3, np.zeros(3)
for lap in range(200):
    e = np.exp(tint @ M + m)
    share = e / e.sum(axis=1, keepdims=True)
    asked = share[:, kind]  # what each says of the kinds of all
    ahead = np.max(asked - asked.diagonal()[:, None])
    off = share.copy()
    off[np.arange(48), kind] -= 1
    M -= 0.5 * tint.T @ off / 48
    m -= 0.5 * off.mean(axis=0)
    if lap % 50 == 0:
        print(lap, "another kind is ahead by", ahead)
""",
)
