"""The accuracy is that of other rows, or of other weights

## What happens

The loss falls, and the accuracy jumps about, or stays at that of guessing. The outputs that are judged belong to other samples than the labels, or
they were computed before the training, or they are those of the last batch only.

## Why it stops learning

It does not; it is the measurement that fails. An accuracy asks for each sample whether the answer *to this sample*, given by the weights *as they are
now*, is right:

    right = (1/n) sum_i [ argmax p(x_i) = label_i ]

With labels of other rows the answers are compared with something independent of them. An array of outputs does not follow the weights: computed before the
training it holds the answers of random weights for ever. And what the loop leaves behind after its last turn are the outputs of one batch.

## How we know

The outputs and the labels are followed back to the rows of the data, and to the version of the weights, that they come from.

## The repair

After the training, run the forward pass over all rows once more, and compare with the labels of the same rows:
`np.mean(forward(X).argmax(axis=1) == labels)`.

## When this is fine

An accuracy for each batch inside the loop, as a sign of life. A running mean over an epoch, in which each output is a few updates old.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.answers import Comparison, comparisons
from unstuck.doctor.case import Case, found
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding
from unstuck.doctor.roles import versions_used
from unstuck.doctor.rowmap import Rows, rows_into, targets_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find accuracies that compare outputs with the labels of other rows, or outputs from before the training."""
    evidence = case.first
    if evidence is None:
        return
    times = Counter(node.site for node in case.trace.nodes)
    seen = set()
    for comparison in comparisons(case):
        site = comparison.node.site
        if site in seen or np.size(comparison.node.value) < 2:
            continue
        finding = _stale(case, comparison) or _other_rows(case, evidence, comparison)
        if finding is None and times[site] == 1:
            finding = _last_batch(case, comparison)
        if finding is not None:
            seen.add(site)
            yield finding


def _stale(case: Case, comparison: Comparison) -> Finding | None:
    """Find outputs of the first weights that are compared when the weights have long been others."""
    roles = case.roles
    used = [roles.version[node] for node in versions_used(roles, comparison.output())]
    slots = {slot.number: slot for slot in roles.parameters}
    if not used or any(version for _, version in used) or any(number not in slots for number, _ in used):
        return None
    steps = [sum(v.index < comparison.node.index for v in slots[number].versions) - 1 for number, _ in used]
    if min(steps) < 3:
        return None
    span = case.span(comparison.node)
    return found(
        __name__,
        span,
        f"`{case.text(span)}` judges outputs that were computed before the training.",
        "An array of outputs is a picture of the network at the moment when it was computed; it does not change when the "
        "weights do. These are the answers of the first, random weights, so the number is that of guessing, however well the "
        "network has learnt. Run the forward pass again after the training, and compare that.",
        ("updates between the outputs and their comparison", f"at least {min(steps)}", "0"),
    )


def _other_rows(case: Case, evidence: Evidence, comparison: Comparison) -> Finding | None:
    """Find outputs and labels that come from different rows of the data, which stand side by side in the training."""
    join = evidence.round.joins[0]
    trained, wanted = rows_into(case.roles, join.output), targets_of(join.target_node)
    data, labels = rows_into(case.roles, comparison.output()), targets_of(comparison.labels)
    if trained is None or wanted is None or data is None or labels is None:
        return None
    if data.root is not trained.root or labels.root is not wanted.root:
        return None
    usual, now = _apart(trained, wanted), _apart(data, labels)
    if usual is None or now is None or np.any(usual != usual[0]) or np.all(now == usual[0]):
        return None
    span = case.span(comparison.node)
    return found(
        __name__,
        span,
        f"`{case.text(span)}` compares the outputs for some rows with the labels of others.",
        "Each output must be judged by the label of its own row. Here the inputs and the labels were taken from different places of "
        "the same data, so the number is that of guessing, however well the network has learnt. Take both with the same index.",
        (
            "outputs that are compared with the label of another row",
            f"{int(np.sum(now != usual[0]))} of {len(now)}",
            "0",
        ),
        ("first rows", f"input {data.index[0]}, label {labels.index[0]}", f"label {data.index[0] + usual[0]}"),
    )


def _apart(data: Rows, labels: Rows) -> np.ndarray | None:
    if data.index is None or labels.index is None or len(data.index) != len(labels.index):
        return None
    apart: np.ndarray = labels.index - data.index
    return apart


def _last_batch(case: Case, comparison: Comparison) -> Finding | None:
    """Find a comparison after the training that looks at the outputs of the last batch alone."""
    output = comparison.output()
    data = rows_into(case.roles, output)
    joins = {j.node.site for round_ in case.roles.rounds for j in round_.joins}
    trained_on = any(user.site in joins for user in case.roles.users.get(output, ()))
    if data is None or data.index is None or not trained_on or not 1 < len(data.index) < data.total:
        return None
    rows = len(data.index)
    span = case.span(comparison.node)
    return found(
        __name__,
        span,
        f"`{case.text(span)}`, after the training, looks at the {rows} rows of the last batch alone.",
        f"The outputs are those that the loop left behind: of its last batch, before its last update. {rows} rows say little about "
        f"{data.total}, and the number jumps from run to run. Run the forward pass over all rows after the training.",
        ("rows that are compared", str(rows), str(data.total)),
        certainty="suspected",
    )


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(64, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W = rng.normal(size=(4, 3)) * 0.1
b = np.zeros((1, 3))


def forward(x):
    e = np.exp(x @ W + b)
    return e / e.sum(axis=1, keepdims=True)


for epoch in range(100):
    for start in range(0, 64, 16):
        rows = slice(start, start + 16)
        p = forward(X[rows])
        d = (p - T[rows]) / 16
        W -= 0.5 * X[rows].T @ d
        b -= 0.5 * d.sum(axis=0, keepdims=True)
test = forward(X[48:])
print("right:", np.mean(test.argmax(axis=1) == labels[:16]))  # ! U703
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
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
network = Network(3, 8, rng)
answers = network.forward(X) > 0.5
for step in range(1500):
    P = network.forward(X)
    network.backward(X, Y)
    network.update(2.0)
print("right:", np.mean(answers == Y))  # ! U703
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(64, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W = rng.normal(size=(4, 3)) * 0.1
b = np.zeros((1, 3))


def forward(x):
    e = np.exp(x @ W + b)
    return e / e.sum(axis=1, keepdims=True)


for epoch in range(100):
    for start in range(0, 64, 16):
        rows = slice(start, start + 16)
        p = forward(X[rows])
        d = (p - T[rows]) / 16
        W -= 0.5 * X[rows].T @ d
        b -= 0.5 * d.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels[rows]))  # ? U703
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(64, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W = rng.normal(size=(4, 3)) * 0.1
b = np.zeros((1, 3))


def forward(x):
    e = np.exp(x @ W + b)
    return e / e.sum(axis=1, keepdims=True)


for epoch in range(100):
    for start in range(0, 64, 16):
        rows = slice(start, start + 16)
        p = forward(X[rows])
        d = (p - T[rows]) / 16
        W -= 0.5 * X[rows].T @ d
        b -= 0.5 * d.sum(axis=0, keepdims=True)
test = forward(X[48:])
print("right:", np.mean(test.argmax(axis=1) == labels[48:]))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(64, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W = rng.normal(size=(4, 3)) * 0.1
b = np.zeros((1, 3))


def forward(x):
    e = np.exp(x @ W + b)
    return e / e.sum(axis=1, keepdims=True)


for epoch in range(100):
    for start in range(0, 64, 16):
        rows = slice(start, start + 16)
        p = forward(X[rows])
        d = (p - T[rows]) / 16
        W -= 0.5 * X[rows].T @ d
        b -= 0.5 * d.sum(axis=0, keepdims=True)
        right = np.mean(p.argmax(axis=1) == labels[rows])
print("last batch:", right, "all:", np.mean(forward(X).argmax(axis=1) == labels))
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
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
network = Network(3, 8, rng)
print("before:", np.mean((network.forward(X) > 0.5) == Y))
for step in range(1500):
    P = network.forward(X)
    network.backward(X, Y)
    network.update(2.0)
print("right:", np.mean((P > 0.5) == Y))
""",
)
