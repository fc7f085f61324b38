"""The accuracy is that of other rows, or of other weights

## What happens

The loss falls, and the accuracy jumps about, or stays at that of guessing. The outputs that are judged belong to other samples than the labels, or
they were computed before the training, or they are those of the last batch only, where others were held back. Or one row is judged, or asked for,
again and again; or rows were set apart, and
the rows of the training are judged instead.

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

An accuracy for each batch inside the loop, as a sign of life. A running mean over an epoch, in which each output is a few updates old. An accuracy of
the rows of the training that is called so.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.answers import Comparison, comparisons, differences
from unstuck.doctor.case import Case, found
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding
from unstuck.doctor.roles import ancestors, made_with_weights, versions_used
from unstuck.doctor.rowmap import Rows, rows_into, targets_of, trained_rows
from unstuck.doctor.said import never_used, said_of
from unstuck.doctor.trace import Node, Write
from unstuck.doctor.values import source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find accuracies that compare outputs with the labels of other rows, or outputs from before the training."""
    evidence = case.first
    if evidence is None:
        return
    times = Counter(node.site for node in case.trace.nodes)
    seen = set()
    compared: dict[int, list[Comparison]] = {}
    for comparison in comparisons(case):
        site = comparison.node.site
        if len(compared.setdefault(site, [])) < ENOUGH:
            compared[site].append(comparison)
        if site in seen or np.size(comparison.node.value) < 2:
            continue
        finding = (
            _stale(case, comparison)
            or _other_rows(case, evidence, comparison)
            or _unused_set(case, evidence, comparison)
            or _newer_outputs(case, evidence, comparison)
        )
        if finding is None and times[site] == 1:
            finding = _last_batch(case, comparison)
        if finding is not None:
            seen.add(site)
            yield finding
    for site, together in compared.items():
        finding = _one_row(case, together) if site not in seen else None
        if finding is not None:
            yield finding
    yield from _filled_with_one(case)
    for difference in differences(case):
        finding = _other_rows(case, evidence, difference, apart=True)
        if finding is not None:
            yield finding
            break  # further measures of the same outputs


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


def _beside(data: Rows, labels: Rows) -> Rows:
    """Take labels that have equals for those of the rows beside which they stand, if that can be: which is a guess."""
    if not labels.alike or data.index is None or labels.index is None or data.index.shape != labels.index.shape:
        return labels
    if np.max(data.index, initial=0) >= labels.total:
        return labels
    values = np.moveaxis(np.asarray(labels.root.value), labels.axis, 0)
    same = np.array_equal(values[data.index], values[labels.index])
    return dataclasses.replace(labels, index=data.index) if same else labels


def _other_rows(case: Case, evidence: Evidence, comparison: Comparison, *, apart: bool = False) -> Finding | None:
    """Find outputs and labels that come from different rows of the data, which stand side by side in the training.

    With `apart`, only where they have no row in common: a difference to the row before may be meant.
    """
    join = evidence.round.joins[0]
    trained, data = rows_into(case.roles, join.output), rows_into(case.roles, comparison.output())
    wanted, labels = targets_of(join.target_node, trained), targets_of(comparison.labels, data)
    if trained is None or wanted is None or data is None or labels is None:
        return None
    if data.root is not trained.root or labels.root is not wanted.root:
        return None
    wanted, labels = _beside(trained, wanted), _beside(data, labels)
    usual, now = _apart(trained, wanted), _apart(data, labels)
    if usual is None or now is None or np.any(usual != usual[0]) or np.all(now == usual[0]):
        return None
    if apart and len(np.intersect1d(data.index + usual[0], labels.index)):
        return None
    chosen = _chosen_wrongly(case, comparison.output(), data, labels)
    text = case.text(case.span(comparison.node))
    return found(
        __name__,
        case.span(comparison.node if chosen is None else chosen),
        f"`{text}` compares the outputs for some rows with the labels of others.",
        "Each output must be judged by the label of its own row. Here the inputs and the labels were taken from different places of "
        "the same data, so the number is that of guessing, however well the network has learnt. Take both with the same index.",
        (
            "outputs that are compared with the label of another row",
            f"{int(np.sum(now != usual[0]))} of {len(now)}",
            "0",
        ),
        ("first rows", f"input {data.index[0]}, label {labels.index[0]}", f"label {data.index[0] + usual[0]}"),
    )


def _chosen_wrongly(case: Case, output: Node, data: Rows, labels: Rows) -> Node | None:
    """Find out which of two choices of rows is the wrong one: that with repeats, or with rows of the training."""
    trained = trained_rows(case.roles, data.root, output)
    repeats = [len(np.unique(rows.index)) < len(rows.index) for rows in (data, labels)]
    known = [bool(np.isin(rows.index, trained).any()) for rows in (data, labels)]
    for sides in (repeats, known):
        if sides[0] != sides[1]:
            return _choice(data if sides[0] else labels)
    return None


def _choice(rows: Rows) -> Node | None:
    """Find the last subscript by which rows were taken."""
    return next((n for n in rows.way if n.name == "getitem" and n.site >= 0), None)


def _unused_set(case: Case, evidence: Evidence, comparison: Comparison) -> Finding | None:
    """Find an accuracy of the rows trained on, where the script set others apart and never looks at them."""
    last = max((v.index for slot in case.roles.parameters for v in slot.versions), default=0)
    trained, data = rows_into(case.roles, evidence.round.joins[0].output), rows_into(case.roles, comparison.output())
    if comparison.node.index < last or trained is None or data is None or data.index is None or _single(data):
        return None
    if not any(node is data.value for node in trained.way) or "train" in said_of(case, comparison.node):
        return None
    span = comparison.judging(case)
    apart = _set_apart(case, data, never_used(source_of(case, span.path)))
    if apart is None:
        return None
    rows = len(data.index)
    return found(
        __name__,
        span,
        f"`{case.text(span)}` judges the {rows} rows of the training; those in {apart.name} are never looked at.",
        "The script sets rows apart and does not use them. What it counts are the answers to the rows that the network was trained on, "
        "which it may know by heart: this says nothing about new ones. Judge the rows that were set apart, by their own labels.",
        ("rows that are judged and were trained on", f"{rows} of {rows}", "0"),
        (
            "rows set apart that are judged",
            f"0 of {np.size(apart.node.value) * rows // np.size(data.value.value)}",
            "all",
        ),
    )


def _newer_outputs(case: Case, evidence: Evidence, comparison: Comparison) -> Finding | None:
    """Find outputs of a batch that are judged after its update, as if they were those of rows that were held back.

    These have been computed since, with the new weights, and nothing judges them. An accuracy of the last batch as a sign
    of life looks the same, apart from what it is called.
    """
    output, said = comparison.output(), said_of(case, comparison.node)
    if not any(word in said for word in HELD_BACK) or any(word in said for word in ("train", "batch")):
        return None
    data = rows_into(case.roles, output)
    if data is None or data.index is None or not 1 < len(data.index) < data.total or not _is_learnt_from(case, output):
        return None
    old = set(versions_used(case.roles, output))
    since = case.trace.nodes[output.index + 1 : comparison.node.index]
    alike = [(n, set(versions_used(case.roles, n))) for n in since if n.site == output.site and n.name == output.name]
    slots = {case.roles.version[v][0] for v in old}
    newer = [n for n, used in alike if used != old and {case.roles.version[v][0] for v in used} == slots]
    judged = {c.output() for c in comparisons(case)}
    if not newer or any(n in judged or _is_learnt_from(case, n) for n in newer):
        return None
    span = evidence.span_beside(comparison.node, output)
    return found(
        __name__,
        span,
        f"`{case.text(span)}` judges the {len(data.index)} rows of the last batch, and not those that were held back.",
        "The outputs are those that the training left behind: of its last batch, before the update that followed from it. Those of "
        "the rows that were held back have been computed since, and nothing looks at whether they are right. Judge these, by their own "
        "labels.",
        ("rows that are judged", str(len(data.index)), "those that were held back"),
        ("outputs that were computed since and are not judged", str(len(newer)), "0"),
        certainty="suspected",
    )


def _is_learnt_from(case: Case, output: Node) -> bool:
    """Say whether an update was made of an output."""
    updates = {v.site for slot in case.roles.parameters for v in slot.versions[1:]}
    return any(node.site in updates for node in case.roles.made_of(output))


def _set_apart(case: Case, data: Rows, unused: set[str]) -> Write | None:
    """Find a name that is never used for an array of other rows with the same columns."""
    values = array(data.value.value)
    axis = values.shape.index(len(data.index))
    known = {row.tobytes() for row in np.moveaxis(values, axis, 0)}
    for write in case.trace.writes:
        other = array(write.node.value)
        if write.name not in unused or write.node is data.value or other.ndim != values.ndim or other.ndim < 2:
            continue
        if case.roles.mask[write.node.index] or write.node in case.roles.version:
            continue  # no data: the network made it
        columns = np.array_equal(np.delete(other.shape, axis), np.delete(values.shape, axis))
        if columns and not any(row.tobytes() in known for row in np.moveaxis(other, axis, 0)):
            return write
    return None


def _single(rows: Rows) -> bool:
    return rows.index is not None and len(rows.index) == 1


def _same_row(one: Rows, other: Rows) -> bool:
    """Say whether two single rows are the same one: of the same data, or, where that is not known, the same array."""
    return one.root is other.root and _single(one) and bool(one.index == other.index)


def _learns_of_several(case: Case) -> bool:
    """Say whether the updates saw more than one row."""
    joins = [join for round_ in case.roles.rounds for join in round_.joins][:20]
    inputs = [rows_into(case.roles, join.output) for join in joins]
    return len({array(rows.value.value).tobytes() for rows in inputs if rows is not None}) > 1


HELD_BACK = ("val", "test", "held", "dev")
FEWEST = 3  # entries of an array of answers
ENOUGH = 12  # comparisons of a place, to see whether it always looks at the same row


def _one_row(case: Case, together: list[Comparison]) -> Finding | None:
    """Find an accuracy, counted row by row, that asks for one and the same row every time."""
    outputs = [c.output() for c in together]
    used = [set(versions_used(case.roles, output)) for output in outputs]
    same = [o for o, u in zip(outputs, used, strict=True) if u == used[0] and np.array_equal(o.value, outputs[0].value)]
    rows = [rows_into(case.roles, output) for output in same]
    first = rows[0] if rows else None
    if len(same) < ENOUGH or not used[0] or first is None or not _single(first):
        return None
    if any(r is None or not _same_row(r, first) for r in rows) or not _learns_of_several(case):
        return None
    choices = [_choice(r) for r in rows if r is not None]
    each = choices[0] is not None and len({id(c) for c in choices}) == len(choices)
    different = len({float(np.sum(c.labels.value)) for c in together})
    return found(
        __name__,
        case.span(choices[0]) if each and choices[0] is not None else together[0].judging(case),
        f"`{case.text(case.span(together[0].node))}` judges the output for one and the same row every time.",
        "The network is asked about one row again and again, and its answer is counted as if it were that to row after row. It "
        "says nothing about the others. Let the row change with each turn, and its label with it.",
        ("different rows in the first comparisons", f"1 of {len(together)}", str(len(together))),
        ("different labels that they were compared with", str(different), ""),
    )


def _filled_with_one(case: Case) -> Iterator[Finding]:
    """Find an array of answers, filled entry by entry, that holds the answer to one and the same row each time."""
    begun: dict[Node, Node] = {}
    filled: dict[Node, list[Node]] = {}
    for node in case.trace.nodes:
        if node.name == "setitem" and isinstance(node.args[2], Node) and case.roles.mask[node.args[2].index]:
            begun[node] = begun.get(node.args[0], node.args[0])
            filled.setdefault(begun[node], []).append(node)
    joined = {join.node.site for round_ in case.roles.rounds for join in round_.joins}
    seen = set()
    for empty, entries in filled.items():
        length = len(empty.value) if np.ndim(empty.value) else 0
        site, answers = entries[0].site, [entry.args[2] for entry in entries]
        if (
            site in seen
            or any(entry.site != site for entry in entries)
            or len(entries) < max(min(length, ENOUGH), FEWEST)
        ):
            continue
        if any(not np.array_equal(answer.value, answers[0].value) for answer in answers):
            continue
        made = _weights_met(case, answers[0])
        if not made or any(_weights_met(case, answer) != made for answer in answers):
            continue  # of several units, each with weights of its own
        if any(node.site in joined for node in ancestors([answers[0]], case.roles.version)):
            continue  # no answers: they were made of an error
        rows = [rows_into(case.roles, answer) for answer in answers]
        first = rows[0]
        if first is None or not _single(first) or any(r is None or not _same_row(r, first) for r in rows):
            continue
        if first.total < len(entries) or not _learns_of_several(case):
            continue
        seen.add(site)
        span = case.span(entries[0])
        yield found(
            __name__,
            span,
            f"`{case.text(span)}` asks for one and the same row every time.",
            "The array has a place for the answer to each row, and in all of them stands the answer to one: the network is given the "
            "same input in each turn of the loop, perhaps one that was left in a name by the training. Take the row by the number "
            "of the turn.",
            ("different rows that were asked for", "1", str(len(entries))),
            ("answers in the array", f"{len(entries)}, all equal", ""),
        )


def _weights_met(case: Case, answer: Node) -> set[tuple[int, str, int]]:
    """List what is done with weights to make an answer: where, with which of them, and with which part of these."""
    roles = case.roles
    return {
        (n.site, repr(n.args[1]) if n.name == "getitem" else n.name, source.index)
        for n in made_with_weights(roles, answer)
        for source in n.inputs
        if source in roles.version
    }


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
    if not _learns_of_several(case):
        return None  # the batch is all that is learnt from
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
    """
import numpy as np

gen = np.random.default_rng(11)
hours = gen.uniform(0, 6, size=(150, 2))
mark = (hours @ np.array([[0.6], [-0.3]]) + np.sin(hours[:, :1])) / 2
seen, kept_back = slice(0, 110), slice(110, 150)
model = {"in": gen.normal(size=(2, 9)) * 0.4, "out": gen.normal(size=(9, 1)) * 0.3}


def ask(rows):
    middle = np.tanh(rows @ model["in"])
    return middle, middle @ model["out"]


for turn in range(250):
    middle, guess = ask(hours[seen])
    off = (guess - mark[seen]) / 110
    grad_out = middle.T @ off
    grad_in = hours[seen].T @ (off @ model["out"].T * (1 - middle**2))
    model["out"] -= 0.1 * grad_out
    model["in"] -= 0.1 * grad_in
final = ask(hours[:40])[1]  # ! U703
print("mean absolute error:", np.abs(final - mark[kept_back]).mean())
""",
    """
import numpy as np
from sklearn.datasets import load_iris

iris = load_iris()
flowers = iris.data / iris.data.max(axis=0)
species = iris.target
np.random.seed(3)
A = np.random.randn(5, 4) * 0.5
B = np.random.randn(3, 5) * 0.5


def squash(v):
    return 1 / (1 + np.exp(-v))


def reply(flower):
    return squash(B @ squash(A @ flower))


for lap in range(40):
    for i in np.random.permutation(150):
        h = squash(A @ flowers[i])
        o = squash(B @ h)
        want = np.full(3, 0.05)
        want[species[i]] = 0.95
        at_o = (o - want) * o * (1 - o)
        at_h = B.T @ at_o * h * (1 - h)
        B -= 0.5 * np.outer(at_o, h)
        A -= 0.5 * np.outer(at_h, flowers[i])
good = 0
for i in range(150):
    answer = reply(flowers[0])  # ! U703
    if np.argmax(answer) == species[i]:
        good += 1
print(good, "of 150")
""",
    """
import numpy as np


def shuffled_split(rows, answers, share, gen):
    order = gen.permutation(len(rows))
    cut = int(share * len(rows))
    return rows[order[:cut]], answers[order[:cut]], rows[order[cut:]], answers[order[cut:]]


class Gate:
    def __init__(self, width):
        self.weight, self.offset = np.zeros((width, 1)), np.zeros((1, 1))

    def __call__(self, rows):
        return 1 / (1 + np.exp(-(rows @ self.weight + self.offset)))

    def learn(self, rows, answers, pace):
        wrong = (self(rows) - answers) / len(rows)
        self.weight -= pace * rows.T @ wrong
        self.offset -= pace * wrong.sum(axis=0, keepdims=True)


gen = np.random.default_rng(8)
points = gen.normal(size=(140, 3))
inside = (points[:, :1] + 0.5 * points[:, 1:2] + 0.3 * gen.normal(size=(140, 1)) > 0) * 1.0
old, old_inside, new, new_inside = shuffled_split(points, inside, 0.7, gen)
print(old.shape, new.shape)
gate = Gate(3)
for _ in range(200):
    gate.learn(old, old_inside, 0.8)
print("accuracy:", np.mean((gate(old) > 0.5) == old_inside))  # ! U703
""",
    """
import numpy as np

gen = np.random.default_rng(14)
points = gen.normal(size=(2, 260))
inside = (np.sum(points**2, axis=0, keepdims=True) < 1.2) * 1.0
net = [gen.normal(size=(12, 2)), np.zeros((12, 1)), gen.normal(size=(1, 12)) * 0.3, np.zeros((1, 1))]


def answer(some):
    mid = np.tanh(net[0] @ some + net[1])
    return mid, 1 / (1 + np.exp(-(net[2] @ mid + net[3])))


def share_right(p, t):
    return np.mean((p > 0.5) == t)


for lap in range(60):
    for part in np.split(gen.permutation(200), 10):
        u, t = points[:, part], inside[:, part]
        mid, p = answer(u)
        off = (p - t) / 20
        back = net[2].T @ off * (1 - mid**2)
        for k, slope in enumerate((back @ u.T, back.sum(axis=1, keepdims=True), off @ mid.T, off.sum(axis=1, keepdims=True))):
            net[k] = net[k] - 2.0 * slope
    guess = answer(points[:, 200:])[1]
    cost = -np.mean(np.log(np.where(inside[:, 200:] == 1, guess, 1 - guess)))
    print(lap, cost, 'right of the test points:', share_right(p, t))  # ? U703
""",
    """
import numpy as np


class Net:
    def __init__(self, gen):
        self.A, self.B = gen.normal(size=(3, 6)) * 0.6, gen.normal(size=(6, 1)) * 0.4

    def answer(self, row):
        self.row, self.mid = row, np.tanh(row @ self.A)
        return self.mid @ self.B

    def learn(self, row, want):
        off = self.answer(row) - want
        back = self.B[:, 0] * off * (1 - self.mid**2)
        self.B -= 0.1 * np.outer(self.mid, off)
        self.A -= 0.1 * np.outer(row, back)


gen = np.random.default_rng(3)
rows = gen.normal(size=(40, 3))
wants = np.sin(rows[:, 0])
net = Net(gen)
for lap in range(30):
    for i in range(40):
        net.learn(rows[i], wants[i])
answers = np.zeros(40)
for k in range(40):
    answers[k] = net.answer(rows[i])[0]  # ! U703
print("answers:", answers[:5], "wanted:", wants[:5])
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
    """
import numpy as np

gen = np.random.default_rng(2)
level = np.sin(np.arange(121) / 5.0) + 0.05 * gen.normal(size=121)
today, tomorrow = level[:120].reshape(-1, 1), level[1:].reshape(-1, 1)
u = gen.normal(size=(1, 6))
c = np.zeros((1, 6))
v = gen.normal(size=(6, 1)) * 0.3
for turn in range(300):
    h = np.tanh(today[:100] @ u + c)
    off = (h @ v - tomorrow[:100]) / 100
    back = off @ v.T * (1 - h**2)
    v -= 0.2 * h.T @ off
    u -= 0.2 * today[:100].T @ back
    c -= 0.2 * back.sum(axis=0, keepdims=True)
ahead = np.tanh(today[100:] @ u + c) @ v
print("error:", np.mean((ahead - tomorrow[100:]) ** 2))
print("direction:", np.mean(np.sign(ahead - today[100:]) == np.sign(tomorrow[100:] - today[100:])))
""",
    """
import numpy as np


class Gate:
    def __init__(self, width):
        self.weight, self.offset = np.zeros((width, 1)), np.zeros((1, 1))

    def __call__(self, rows):
        return 1 / (1 + np.exp(-(rows @ self.weight + self.offset)))

    def learn(self, rows, answers, pace):
        wrong = (self(rows) - answers) / len(rows)
        self.weight -= pace * rows.T @ wrong
        self.offset -= pace * wrong.sum(axis=0, keepdims=True)


gen = np.random.default_rng(8)
points = gen.normal(size=(140, 3))
inside = (points[:, :1] + 0.5 * points[:, 1:2] + 0.3 * gen.normal(size=(140, 1)) > 0) * 1.0
old, new = points[:100], points[100:]
gate = Gate(3)
for _ in range(200):
    gate.learn(old, inside[:100], 0.8)
share = np.mean((gate(old) > 0.5) == inside[:100])
print("right on the rows of the training:", share)
answers = [bool(gate(row[None, :]) > 0.5) == bool(want) for row, want in zip(points[:20], inside[:20])]
print("the first twenty:", sum(answers))
""",
    """
import numpy as np

gen = np.random.default_rng(14)
points = gen.normal(size=(2, 260))
inside = (np.sum(points**2, axis=0, keepdims=True) < 1.2) * 1.0
net = [gen.normal(size=(12, 2)), np.zeros((12, 1)), gen.normal(size=(1, 12)) * 0.3, np.zeros((1, 1))]


def answer(some):
    mid = np.tanh(net[0] @ some + net[1])
    return mid, 1 / (1 + np.exp(-(net[2] @ mid + net[3])))


def share_right(p, t):
    return np.mean((p > 0.5) == t)


for lap in range(60):
    for part in np.split(gen.permutation(200), 10):
        u, t = points[:, part], inside[:, part]
        mid, p = answer(u)
        off = (p - t) / 20
        back = net[2].T @ off * (1 - mid**2)
        for k, slope in enumerate((back @ u.T, back.sum(axis=1, keepdims=True), off @ mid.T, off.sum(axis=1, keepdims=True))):
            net[k] = net[k] - 2.0 * slope
    guess = answer(points[:, 200:])[1]
    cost = -np.mean(np.log(np.where(inside[:, 200:] == 1, guess, 1 - guess)))
    share = share_right(p, t)  # a sign of life
    print(lap, 'right of these:', share, 'cost of the others:', cost)
""",
    """
import numpy as np

gen = np.random.default_rng(4)
rows = gen.normal(size=(60, 4))
kinds = rows[:, :3].argmax(axis=1)
W = np.zeros((3, 4))
answers = np.zeros((60, 3))
for lap in range(20):
    for i in range(60):
        scores, back = np.zeros(3), np.zeros(3)
        for k in range(3):
            scores[k] = W[k] @ rows[i]  # at first all are 0
        e = np.exp(scores)
        for k in range(3):
            back[k] = e[k] / e.sum() - (k == kinds[i])
        W = W - 0.1 * np.outer(back, rows[i])
for i in range(60):
    answers[i] = W @ rows[i]
print("right:", np.mean(answers.argmax(axis=1) == kinds))
""",
)
