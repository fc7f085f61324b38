"""The test set is not apart from the training set

## What happens

The same rows are in both sets, and the test looks better than the network is; the first really new data are a disappointment. Or each set is
scaled by its own mean and spread, and the network does worse on new data than it could.

Or a layer that is
centred by the mean of the batch, as in batch normalisation, is still so where the network is asked about a single row. Or rows of a rare class were copied before the data were cut in two.

## Why it stops learning

It does not; it is judged by a test that is none. What a test measures is the error on samples that had no part in the training,

    E = mean over new (x, t) of L(f(x), t)

A row that was trained on may be known by heart: its error says nothing about others. And a network knows what an input means only in the scale of its training set:
with `z = (x - mean) / std` computed from another set, the same x becomes another z.

## How we know

Rows that two sets took from the same array, by their numbers, or that are equal in both where they were not before, or were hardly ever in the training set; a set that lies all within the training set, if the script calls it a test. The
statistics by which each set was shifted and divided, and how far they are apart. Scales of its own for each set are only suspected to do harm, unless the
means are further apart than chance puts them.

## The repair

One order, cut once, and the numbers of the training set for both:

    order = rng.permutation(len(X))
    train, test = X[order[:k]], X[order[k:]]
    mean, std = train.mean(axis=0), train.std(axis=0)
    train, test = (train - mean) / std, (test - mean) / std

## When this is fine

An accuracy on the training set, or on all of the data, called so. Rows that another network was trained on: of each fold, say, its own. Scaling by fixed numbers, as `pixels / 255`.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.answers import comparisons, differences
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.joins import ELEMENTWISE
from unstuck.doctor.parted import where_parted, without_the_first
from unstuck.doctor.repair import fix
from unstuck.doctor.rowmap import Rows, rows_into, rows_of, trained_rows
from unstuck.doctor.said import said_of
from unstuck.doctor.scales import STATISTICS, edits, in_place, operand_of, written_out
from unstuck.doctor.trace import Node, frames
from unstuck.doctor.tree import Source
from unstuck.doctor.values import called, source_of, tree_of

CHANCE = 6.0  # standard errors by which the means of two draws do not differ
COPIED = 0.2  # of the rows of one set, at least, where it is no chance that they are in the other too


def diagnose(case: Case) -> Iterator[Finding]:
    """Find rows that are in the training set and in the test set, and test sets scaled by statistics of their own."""
    evidence = case.first
    if evidence is None:
        return
    yield from _of_one_row(case)
    times = Counter(node.site for node in case.trace.nodes)
    train = rows_into(case.roles, evidence.round.joins[0].output)
    if train is None:
        return
    seen = set()
    for output in _judged(case, evidence):
        test = rows_into(case.roles, output)
        if test is None or test.value is train.value:
            continue
        for finding in (
            _shared_rows(case, train, test, times),
            _copied_before(case, train, test, times),
            _drawn_twice(case, train, test, output),
            _own_scale(case, train, test, times),
            _trained_on(case, train, test, output),
        ):
            if finding is not None and finding.span not in seen:
                seen.add(finding.span)
                yield finding


def _of_one_row(case: Case) -> Iterator[Finding]:
    """Find a layer that is centred by its own mean where it holds a single row, of which nothing is left then."""
    roles = case.roles
    centred: dict[int, list[Node]] = {}
    for node in case.trace.nodes:
        if (
            node.name in ("sub", "subtract")
            and len(node.inputs) == 2
            and roles.mask[node.index]
            and np.ndim(node.value) > 1
        ):
            centred.setdefault(node.site, []).append(node)
    for site, nodes in centred.items():
        single = [n for n in nodes if len(n.value) == 1 and np.size(n.value) > 1 and not np.any(n.value)]
        several = [n for n in nodes if len(n.value) > 1 and np.any(n.value)]
        asked = [n for n in single if np.any(n.inputs[0].value) and not _is_learnt_from(case, n)]
        lost = next((n for n in asked if roles.users.get(n)), None)  # and no last batch of the training
        if lost is None or not several or not _mean_of_rows(several[0]) or not _mean_of_rows(lost):
            continue
        yield found(
            __name__,
            case.trace.sites.all[site].span,
            f"`{case.text(case.span(lost))}` takes from a single row its own mean, and nothing is left of it.",
            "In the training a batch is centred and scaled by its own mean and spread. A single row is its own mean: all its "
            "values become 0, and the network gives the same answer to every input. Keep a running mean of both in the training, "
            "and use these where the network is asked: (x - running_mean) / sqrt(running_var + eps).",
            ("values of the layer that are left, of a single row", f"0 of {np.size(lost.value)}", "all"),
            ("rows of a batch in the training", str(len(several[0].value)), ""),
        )
        return


def _mean_of_rows(centred: Node) -> bool:
    """Say whether what was taken away is the mean of the rows themselves, over the whole batch."""
    (rows, mean), made = (array(n.value) for n in centred.inputs), centred.inputs[1]
    own = any(centred.inputs[0] in n.inputs for n in (made, *made.inputs))
    axes = [a for a in range(rows.ndim) if a == 0 or (mean.ndim == rows.ndim and mean.shape[a] == 1 < rows.shape[a])]
    over_all = rows.mean(axis=tuple(axes))
    return own and mean.size == over_all.size and np.allclose(mean.ravel(), over_all.ravel())


def _judged(case: Case, evidence: Evidence) -> Iterator[Node]:
    """List outputs that no update followed from: what is compared with labels, and what the same line computes again."""
    join = evidence.round.joins[0]
    yield from (c.output() for c in itertools.chain(comparisons(case), differences(case)))
    for node in case.trace.nodes:
        again = node.site == join.output.site and node.name == join.output.name
        if again and not any(user.site == join.node.site for user in case.roles.users.get(node, ())):
            yield node


def _set_of(rows: Rows, times: Counter[int]) -> tuple[Node, Any] | None:
    """Find the set that rows were taken from: the first selection from the root, made once; with its row numbers."""
    nearest = next((n for n in reversed(rows.way) if n.name == "getitem" and np.ndim(n.value)), None)
    if nearest is None or times[nearest.site] > 2 or not isinstance(nearest.args[0], Node):
        return None
    part = nearest.args[1][0] if isinstance(nearest.args[1], tuple) else nearest.args[1]
    part = part.value if isinstance(part, Node) else part
    if nearest.args[0].value.shape[0] != rows.total or isinstance(part, int):
        return None
    try:
        return nearest, np.arange(rows.total)[part]
    except (IndexError, TypeError):
        return None


def _shared_rows(case: Case, train: Rows, test: Rows, times: Counter[int]) -> Finding | None:
    """Find sets that share some rows, neither holding all of the other."""
    if train.root is not test.root:
        return None
    one, two = _set_of(train, times), _set_of(test, times)
    if one is None or two is None or one[0] is two[0]:
        return None
    shared = np.intersect1d(one[1], two[1])
    if not 0 < len(shared) < min(len(np.unique(one[1])), len(np.unique(two[1]))):
        return None
    return found(
        __name__,
        case.span(two[0]),
        f"{len(shared)} rows are in the training set and in the other one too.",
        "A test asks what the network says of samples that it has never seen. Rows that it was trained on it may know by heart, so the "
        "test looks better than the network is. Draw one order and cut it: order = rng.permutation(n); "
        "train, test = order[:k], order[k:].",
        ("rows in both sets", str(len(shared)), "0"),
        ("rows of the training set, and of the other", f"{len(one[1])} and {len(two[1])}", ""),
    )


def _copied_before(case: Case, train: Rows, test: Rows, times: Counter[int]) -> Finding | None:
    """Find sets cut apart from one array in which rows stand several times, copied from data in which they did not."""
    both = next((node for node in train.way if any(node is n for n in test.way)), None)
    if both is None or both in (train.value, test.value) or np.ndim(both.value) != 2:
        return None
    cuts = [way[next(i for i, n in enumerate(way) if n is both) - 1] for way in (train.way, test.way)]
    taken = [rows_of(cut, 0, until=both) for cut in cuts]
    one, two = (rows.index if rows is not None and rows.root is both else None for rows in taken)
    once = cuts[0].inputs == cuts[1].inputs if cuts[0].name == "pick" else all(times[cut.site] <= 2 for cut in cuts)
    if one is None or two is None or not once or np.intersect1d(one, two).size:
        return None
    known = {row.tobytes() for row in both.value[one]}
    copied = sum(row.tobytes() in known for row in both.value[two])
    if copied < COPIED * len(two):
        return None
    at = next((i for i, n in enumerate(train.way) if n is both), 0)
    made = next((n for n in reversed(train.way[at:]) if n.site >= 0 and _times_over(n)), None)
    if made is None:
        return None
    return found(
        __name__,
        case.span(made),
        f"{copied} rows of the other set are copies of rows of the training set: `{case.text(case.span(made))}`.",
        "A test asks what the network says of samples that it has never seen. Here rows were copied before the data were cut in two, "
        "so copies of one row are in both sets; the network may know them by heart, and the test looks better than the network is. "
        "Cut the data first, and copy rows of the training set only.",
        ("rows of the other set with a copy in the training set", f"{copied} of {len(two)}", "0"),
        ("different rows in all", str(len(np.unique(both.value, axis=0))), str(len(both.value))),
    )


def _drawn_twice(case: Case, train: Rows, test: Rows, output: Node) -> Finding | None:
    """Find a test that was drawn from the same table as the training set, by a library: they have rows in common.

    By chance no more of them would be equal than of the training set among themselves.
    """
    if train.root is test.root or test.index is None or train.axis or test.axis:
        return None
    learnt, asked = (np.asarray(rows.root.value) for rows in (train, test))
    trained = trained_rows(case.roles, train.root, output)
    if learnt.ndim != 2 or asked.ndim != 2 or learnt.shape[1] != asked.shape[1] or not len(trained):
        return None
    known, rows = ({row.tobytes() for row in each} for each in (learnt[trained], asked[test.index]))
    shared = len(known & rows)
    if len(known) < (1 - COPIED / 4) * len(trained) or not COPIED * len(rows) < shared < min(len(known), len(rows)):
        return None
    if not _TEST.search(said_of(case, output)) or _is_learnt_from(case, output):
        return None
    span = _second_draw(case, train, test) or case.place(test.root)
    return found(
        __name__,
        span,
        f"{shared} of the {len(rows)} rows of the test are in the training set too: `{case.text(span)}`.",
        "A test asks what the network says of samples that it has never seen. Rows that it was trained on it may know by heart, so the "
        "test looks better than the network is. Drawn twice from one table, two sets have rows in common: take for the test what the "
        "first draw has left.",
        ("rows of the test that were trained on", f"{shared} of {len(rows)}", "0"),
        ("different rows of the training set", f"{len(known)} of {len(trained)}", ""),
    )


def _second_draw(case: Case, train: Rows, test: Rows) -> Span | None:
    parted = _parted(case, train, test)
    return parted[0].span(parted[2]) if parted is not None else None


def _parted(case: Case, train: Rows, test: Rows) -> tuple[Source, ast.expr, ast.expr] | None:
    places = [case.place(rows.root) for rows in (train, test)]
    if places[0].path != places[1].path:
        return None
    source = source_of(case, places[0].path)
    parted = where_parted(source, *places)
    return (source, *parted) if parted is not None else None


def _times_over(node: Node) -> bool:
    """Say whether rows stand in an array more often than in those that it was made of, in which nearly all differ."""
    sources = [_source(n) for n in node.inputs if np.shape(n.value)[1:] == np.shape(node.value)[1:]]
    rows = [np.asarray(n.value) for n in sources if np.ndim(n.value) == 2]
    plain = all(len(np.unique(each, axis=0)) > (1 - COPIED / 4) * len(each) for each in rows)
    return bool(rows) and plain and len(np.unique(node.value, axis=0)) < (1 - COPIED / 2) * len(node.value)


def _source(node: Node) -> Node:
    """Go back from some rows of an array, each taken once or several times, to all of them."""
    while node.name in ("getitem", "repeat", "tile", "take") and isinstance(node.args[0], Node):
        node = node.args[0]
    return node


def _trained_on(case: Case, train: Rows, test: Rows, output: Node) -> Finding | None:
    """Find rows that were taken apart and are called a test, and were all trained on."""
    first = min(join.node.index for round_ in case.roles.rounds for join in round_.joins)
    if train.root is not test.root or test.index is None or test.value.name != "getitem" or test.value.index > first:
        return None
    trained = trained_rows(case.roles, train.root, output)
    if not 1 < len(test.index) < len(trained) or not np.all(np.isin(test.index, trained)):
        return None
    if not _TEST.search(said_of(case, output)) or _is_learnt_from(case, output):
        return None
    named = [w for node in train.way for w in case.trace.writes if w.node is node and w.time < first]
    if not named:
        return None
    write = max((w for w in named if w.node is named[0].node), key=lambda w: w.time)
    span = case.trace.sites.all[write.site].span
    return found(
        __name__,
        span,
        f"The training set {write.name} holds all the {len(test.index)} rows that the network is tested on.",
        "A test asks what the network says of samples that it has never seen. Rows that it was trained on it may know by heart, so the "
        "test looks better than the network is. Leave the test rows out of the training set: train, test = order[:k], order[k:].",
        ("rows of the test that were trained on", f"{len(test.index)} of {len(test.index)}", "0"),
        ("rows that were trained on", str(len(trained)), f"{train.total - len(test.index)} of {train.total}"),
    )


def _is_learnt_from(case: Case, output: Node) -> bool:
    """Say whether an update was made of an output, a batch of the training."""
    updates = {v.site for slot in case.roles.parameters for v in slot.versions[1:]}
    return any(node.site in updates for node in case.roles.made_of(output))


# What a script calls rows that the network should not have seen.
_TEST = re.compile(r"\b(test|valid|unseen|held.?out|hold.?out)|\bval\b")


def _own_scale(case: Case, train: Rows, test: Rows, times: Counter[int]) -> Finding | None:
    """Find two sets of which each was scaled with its own statistics."""
    one, two = _scaled(train), _scaled(test)
    if one is not None and times[one[0].site] > 3 and not _for_all(case, one[2]):
        return None  # each batch is scaled by itself, and so may the others be
    if one is None or two is None or one[1] is two[1] or np.shape(one[1].value)[1:] != np.shape(two[1].value)[1:]:
        return None
    (_, first, ours), (place, second, theirs) = one, two
    maps = [_of_columns(ours), _of_columns(theirs)]
    if (maps[0] is None) != (maps[1] is None) or _alike(*maps):
        return None  # not done in the same way; or by a library, with the numbers of the training set
    spread = array(first.value).std(axis=0)
    apart = np.abs(array(first.value).mean(axis=0) - array(second.value).mean(axis=0))
    apart = apart / np.where(spread > 0, spread, 1)
    if float(np.max(apart)) < 1e-9:
        return None
    # By how much the means of two draws from the same source differ, in their standard errors.
    beyond = float(np.max(apart)) / np.sqrt(1 / len(first.value) + 1 / len(second.value))
    alone = len(second.value) == 1  # less its own mean it is 0, whatever it was
    span = _other_call(case, ours, theirs) or case.span(place)
    return found(
        __name__,
        span,
        f"`{case.text(span)}` scales this set with its own mean or spread, not with those of the training set.",
        "The network has learnt what an input means in the scale of the training set. Scaled with other numbers the same "
        "measurement becomes another input, and a shift that sets the two sets apart is wiped out. Compute mean and spread of "
        "the training set once, and use them for every set: (X_test - mean) / std.",
        (
            "largest difference between the columns' means, in standard deviations",
            number(float(np.max(apart))),
            "0, if one is used for both",
        ),
        ("the same in standard errors of the means", number(beyond), "up to 4, if the sets differ by chance alone"),
        *((("its own spread, of a single row", "0", number(float(np.max(spread)))),) if alone else ()),
        certainty="measured" if beyond > CHANCE or alone else "suspected",
    )


def _for_all(case: Case, statistic: Node) -> bool:
    """Say whether all that was trained with, as far as it was seen, was scaled with one statistic."""
    last = [rows_into(case.roles, join.output) for join in case.roles.rounds[-1].joins[:1]]
    scaled = [_scaled(rows) for rows in last if rows is not None]
    return len(case.roles.rounds) > 1 and all(s is not None and s[2] is statistic for s in scaled) and bool(scaled)


def _other_call(case: Case, ours: Node, theirs: Node) -> Span | None:
    """Find the call in which the second statistic was computed, where one function computes both."""
    if ours.site != theirs.site:
        return None
    ways = {site for site, _ in frames(ours.stack)}
    calls = [site for site, _ in frames(theirs.stack) if site not in ways]
    return case.trace.sites.all[calls[0]].span if calls else None


def _scaled(rows: Rows) -> tuple[Node, Node, Node] | None:
    """Find where data was shifted or divided by a statistic of itself: the operation, the data before it, the statistic."""
    for node in rows.way:
        if node.name not in ("sub", "div", "subtract", "divide"):
            continue
        left, right = node.args[:2]
        if not isinstance(left, Node) or not isinstance(right, Node) or right.name not in STATISTICS:
            continue
        source = right.args[0]
        axis = right.kwargs.get("axis", right.args[1] if len(right.args) > 1 else None)
        own = isinstance(source, Node) and (source is left or any(source is n for n in left.inputs))
        if own and axis in (0, None) and np.ndim(left.value) == 2:
            return node, source, right
    by_library = next((node for node in rows.way if _of_columns(node) is not None), None)
    return (by_library, by_library.inputs[0], by_library) if by_library is not None else None


def _of_columns(node: Node) -> Any:
    """Return by what a library's function has multiplied each column of its argument, and what it has added."""
    if node.name in ELEMENTWISE or hasattr(np, node.name) or hasattr(np.ndarray, node.name) or len(node.inputs) != 1:
        return None
    before, after = (np.asarray(n.value) for n in (node.inputs[0], node))
    if before.ndim != 2 or before.shape != after.shape or {before.dtype.kind, after.dtype.kind} - set("fiub"):
        return None
    low, high = before.argmin(axis=0), before.argmax(axis=0)
    columns = np.arange(before.shape[1])
    wide = np.where(
        before[high, columns] > before[low, columns], array(before[high, columns]) - before[low, columns], 1
    )
    times = (array(after[high, columns]) - after[low, columns]) / wide
    added = array(after[low, columns]) - times * before[low, columns]
    if not np.allclose(before * times + added, after, rtol=1e-6, atol=1e-9):
        return None
    return np.where(before[high, columns] > before[low, columns], [times, added], np.nan)


def _alike(one: Any, other: Any) -> bool:
    """Say whether two sets went through the same numbers, as far as their columns vary."""
    if one is None or other is None or np.shape(one) != np.shape(other):
        return False
    told = ~np.isnan(one + other)
    return np.allclose(one[told], other[told], rtol=1e-6, atol=1e-9)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Scale the other set with the numbers of the training set; draw it from what that has left."""
    evidence = case.first
    train = rows_into(case.roles, evidence.round.joins[0].output) if evidence is not None else None
    for output in _judged(case, evidence) if evidence is not None and train is not None else ():
        test = rows_into(case.roles, output)
        if test is None or train is None:
            continue
        parted = _parted(case, train, test)
        if parted is not None and train.root is not test.root and parted[0].span(parted[2]) == finding.span:
            yield from fix("Draw it from what the training set has left", without_the_first(*parted))
            return
        one, two = _scaled(train), _scaled(test)
        if one is None or two is None or two[2] is one[2]:
            continue
        call = _other_call(case, one[2], two[2])
        if finding.span == (call or case.span(two[0])):
            yield from _scaled_alike(case, source_of(case, finding.span.path), one[2], two[2])
            return


def _scaled_alike(case: Case, source: Source, ours: Node, theirs: Node) -> Iterator[Fix]:
    title = "Scale it with the numbers of the training set"
    calls = [_other_call(case, b, a) for a, b in ((ours, theirs), (theirs, ours))]
    trees = [source.at(span, ast.Call) if span is not None else None for span in calls]
    first, second = trees if all(calls) else (tree_of(case, statistic) for statistic in (ours, theirs))
    if not isinstance(first, ast.Call) or not isinstance(second, ast.Call):
        return
    if called(second) == "fit_transform" and isinstance(first.func, ast.Attribute):
        yield from fix(title, source.put(second.func, f"{source.text_of(first.func.value)}.transform"))
        return
    if all(calls):
        yield from fix(title, *edits(source, written_out(source, first, second), first, second))
        return
    operand = [operand_of(tree) for tree in (first, second)]
    if operand[0] is not None and operand[1] is not None:
        yield from fix(title, *edits(source, in_place(source, operand[0], operand[1]), operand[0], operand[1]))


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 4))
y = (X @ np.array([1.0, -2.0, 0.5, 0.0]) + 0.3 * rng.normal(size=100) > 0) * 1.0
train, test = rng.choice(100, 70, replace=False), rng.choice(100, 30, replace=False)
X_train, y_train = X[train], y[train]
X_test, y_test = X[test], y[test]  # ! U107
w, b = np.zeros(4), np.zeros(1)
for epoch in range(300):
    p = 1 / (1 + np.exp(-(X_train @ w + b)))
    d = (p - y_train) / len(X_train)
    w -= 1.0 * X_train.T @ d
    b -= 1.0 * d.sum()
answers = 1 / (1 + np.exp(-(X_test @ w + b))) > 0.5
print("right on the test set:", np.mean(answers == y_test))
""",
    """
import numpy as np


class Line:
    def __init__(self, n):
        self.w = np.zeros((1, n))
        self.b = np.zeros((1, 1))

    def forward(self, x):
        return self.w @ x + self.b

    def train(self, x, t, rate):
        error = self.forward(x) - t
        self.w -= rate * error @ x.T / x.shape[1]
        self.b -= rate * error.mean(axis=1, keepdims=True)


rng = np.random.default_rng(1)
data = rng.uniform(0, 10, size=(90, 3))
answers = data @ np.array([1.0, -2.0, 0.5]) + 3
old, new = data[:60], data[60:]
x_old = (old - old.mean(axis=0)) / old.std(axis=0)
x_new = (new - new.mean(axis=0)) / new.std(axis=0)  # ? U107
line = Line(3)
for epoch in range(300):
    line.train(x_old.T, answers[:60].reshape(1, -1), 0.1)
error = line.forward(x_new.T) - answers[60:].reshape(1, -1)
print("mean squared error on new data:", np.mean(error**2))
""",
    """
import numpy as np

gen = np.random.RandomState(5)
spots = gen.randn(130, 2)
kind = (spots[:, 0] * spots[:, 1] > 0).astype(int)
wanted = np.eye(2)[kind]
learn_from, learn_kind = spots, wanted  # ! U107
check_on, check_kind = spots[100:], wanted[100:]
M, N = gen.randn(2, 10) * 0.7, gen.randn(10, 2) * 0.4


def shares(rows):
    mid = np.maximum(0, rows @ M)
    e = np.exp(mid @ N)
    return mid, e / e.sum(axis=1, keepdims=True)


for lap in range(200):
    mid, p = shares(learn_from)
    off = (p - learn_kind) / len(p)
    off_mid = off @ N.T * (mid > 0)
    N -= 0.5 * mid.T @ off
    M -= 0.5 * learn_from.T @ off_mid
score = np.mean(shares(check_on)[1].argmax(axis=1) == check_kind.argmax(axis=1))
print("accuracy on unseen spots:", score)
""",
    """
import numpy as np


def standard(table):
    middle = table.mean(axis=0)
    width = table.std(axis=0)
    return (table - middle) / width


def main():
    gen = np.random.default_rng(4)
    age = np.linspace(20, 80, 200).reshape(-1, 1)
    table = np.hstack([age, gen.uniform(150, 200, size=(200, 1))])
    price = 0.04 * age + 0.01 * table[:, 1:] + 0.1 * gen.normal(size=(200, 1))
    young, old = table[:150], table[150:]
    x = standard(young)
    x_old = standard(old)  # ! U107
    slope, start = np.zeros((2, 1)), np.zeros((1, 1))
    for _ in range(300):
        off = (x @ slope + start - price[:150]) / 150
        slope -= 0.3 * x.T @ off
        start -= 0.3 * off.sum(axis=0, keepdims=True)
    print("error on the old:", np.sqrt(np.mean((x_old @ slope + start - price[150:]) ** 2)))


main()
""",
    """
import numpy as np

gen = np.random.default_rng(2)
table = gen.normal(size=(140, 3)) * [1.0, 5.0, 20.0] + [0.0, 50.0, 300.0]
kind = ((table[:, 0] > 0) ^ (table[:, 1] > 50)).astype(float)
seen, kept = table[:100], table[100:]


def scale(rows):
    return (rows - rows.mean(axis=0)) / (rows.std(axis=0) + 1e-9)


x, t = scale(seen), kind[:100, None]
A, a = gen.normal(size=(3, 8)) * 0.6, np.zeros(8)
B, b = gen.normal(size=(8, 1)) * 0.4, np.zeros(1)


def answer(rows):
    mid = np.tanh(rows @ A + a)
    return mid, 1 / (1 + np.exp(-(mid @ B + b)))


def ask(one):
    row = scale(one[None, :])  # ! U107
    return float(answer(row)[1][0, 0])


for lap in range(1500):
    mid, p = answer(x)
    off = (p - t) / len(x)
    off_mid = off @ B.T * (1 - mid**2)
    B -= 1.0 * mid.T @ off
    b -= 1.0 * off.sum(axis=0)
    A -= 1.0 * x.T @ off_mid
    a -= 1.0 * off_mid.sum(axis=0)
answers = np.array([ask(one) for one in kept])
print("right, of those kept back:", np.mean((answers > 0.5) == kind[100:]))
""",
    """
import numpy as np
from sklearn.model_selection import train_test_split

gen = np.random.default_rng(8)
spots = gen.normal(size=(200, 6))
rare = spots[:, 0] + 0.5 * gen.normal(size=200) > 1.5
again = np.repeat(spots[rare], 8, axis=0)
more = np.concatenate([spots, again])  # ! U107
kind = np.concatenate([rare * 1.0, np.ones(len(again))])
seen, unseen, told, untold = train_test_split(more, kind, test_size=0.3, random_state=1)
w, b = np.zeros(6), np.zeros(1)
for lap in range(300):
    off = (1 / (1 + np.exp(-(seen @ w + b))) - told) / len(told)
    w -= 0.5 * seen.T @ off
    b -= 0.5 * off.sum()
print("right of the unseen:", np.mean((unseen @ w + b > 0) == untold))
""",
    """
import numpy as np

gen = np.random.default_rng(9)
x = gen.normal(size=(80, 3))
t = x @ np.array([[1.0], [0.5], [-1.0]]) + 0.1 * gen.normal(size=(80, 1))
many = gen.integers(0, 80, 400)
x, t = x[many], t[many]  # ! U107
order = gen.permutation(400)
x, t = x[order], t[order]
A, a, B, b = gen.normal(size=(3, 10)) * 0.5, np.zeros(10), gen.normal(size=(10, 1)) * 0.3, np.zeros(1)
learn, learn_t, test, test_t = x[:300], t[:300], x[300:], t[300:]
for lap in range(40):
    for at in range(0, 300, 20):
        rows, wanted = learn[at : at + 20], learn_t[at : at + 20]
        mid = np.tanh(rows @ A + a)
        off = (mid @ B + b - wanted) / 20
        off_mid = off @ B.T * (1 - mid**2)
        B -= 0.1 * mid.T @ off
        b -= 0.1 * off.sum(axis=0)
        A -= 0.1 * rows.T @ off_mid
        a -= 0.1 * off_mid.sum(axis=0)
print("error on the test:", np.mean((np.tanh(test @ A + a) @ B + b - test_t) ** 2))
""",
    """
import numpy as np

gen = np.random.default_rng(12)
x = gen.normal(size=(129, 4)) + 2
t = np.sin(x[:, :1]) - x[:, 1:2]
net = {"A": gen.normal(size=(4, 12)) * 0.5, "scale": np.ones(12), "shift": np.zeros(12)}
net |= {"B": gen.normal(size=(12, 1)) * 0.3, "b": np.zeros(1)}
usual = [np.zeros(12), np.ones(12)]


def centred(z, learning):
    m, v = np.mean(z, axis=0), np.var(z, axis=0)
    if learning:
        usual[0], usual[1] = 0.9 * usual[0] + 0.1 * m, 0.9 * usual[1] + 0.1 * v
    return (z - m) / np.sqrt(v + 1e-5), v  # ! U107


def forward(x, learning):
    n, v = centred(x @ net["A"], learning)
    mid = np.tanh(net["scale"] * n + net["shift"])
    return n, v, mid, mid @ net["B"] + net["b"]


for lap in range(30):
    order = gen.permutation(129)
    for at in range(0, 129, 16):
        rows, m = x[order[at : at + 16]], len(order[at : at + 16])
        n, v, mid, out = forward(rows, True)
        off = (out - t[order[at : at + 16]]) / m
        raw = off @ net["B"].T * (1 - mid**2)
        back = raw * net["scale"]
        back = (back - back.mean(axis=0) - n * (back * n).mean(axis=0)) / np.sqrt(v + 1e-5)
        for name, g in (
            ("A", rows.T @ back), ("scale", (raw * n).sum(axis=0)), ("shift", raw.sum(axis=0)),
            ("B", mid.T @ off), ("b", off.sum(axis=0)),
        ):
            net[name] = net[name] - 0.1 * g
print("one by one:", [round(forward(row[None], False)[3].item(), 2) for row in x[:5]], t[:5].ravel())
""",
    """
import numpy as np

gen = np.random.default_rng(9)
brew = gen.normal(2.0, 3.0, size=(140, 3))
brew[100:] += 6.0
rich = brew @ np.array([[0.5], [-1.0], [0.3]]) + 1
first, later = brew[:100], brew[100:]
first = (first - first.mean(axis=0)) / first.std(axis=0)
later = (later - later.mean(axis=0)) / later.std(axis=0)  # ! U107
tilt, base = np.zeros((3, 1)), np.zeros(1)
for sip in range(300):
    off = first @ tilt + base - rich[:100]
    tilt -= 0.1 * first.T @ off / 100
    base -= 0.1 * off.mean(axis=0)
print("mean square, later:", np.mean((later @ tilt + base - rich[100:]) ** 2))
""",
    """
import numpy as np


def levelled(table):
    middle = table.mean(axis=0)
    return (table - middle) / np.std(table, axis=0)


gen = np.random.default_rng(9)
brew = gen.normal(2.0, 3.0, size=(140, 3))
brew[100:] += 6.0
rich = brew @ np.array([[0.5], [-1.0], [0.3]]) + 1
first = levelled(brew[:100])
tilt, base = np.zeros((3, 1)), np.zeros(1)
for sip in range(300):
    off = first @ tilt + base - rich[:100]
    tilt -= 0.1 * first.T @ off / 100
    base -= 0.1 * off.mean(axis=0)
later = levelled(brew[100:])  # ! U107
print("mean square, later:", np.mean((later @ tilt + base - rich[100:]) ** 2))
""",
    """
import numpy as np
from sklearn.preprocessing import StandardScaler

gen = np.random.default_rng(9)
brew = gen.normal(2.0, 3.0, size=(140, 3))
brew[100:] += 6.0
rich = brew @ np.array([[0.5], [-1.0], [0.3]]) + 1
scaler = StandardScaler()
first = scaler.fit_transform(brew[:100])
later = scaler.fit_transform(brew[100:])  # ! U107
tilt, base = np.zeros((3, 1)), np.zeros(1)
for sip in range(300):
    off = first @ tilt + base - rich[:100]
    tilt -= 0.1 * first.T @ off / 100
    base -= 0.1 * off.mean(axis=0)
print("mean square, later:", np.mean((later @ tilt + base - rich[100:]) ** 2))
""",
    """
import numpy as np
import pandas as pd

gen = np.random.default_rng(33)
pond = pd.DataFrame(gen.normal(size=(120, 4)), columns=["acid", "salt", "warm", "frogs"])
pond["frogs"] = (pond["acid"] - pond["warm"] > 0) * 1.0
spring = pond.sample(80, random_state=1)
unseen = pond.sample(30, random_state=2)  # ! U107
water = spring[["acid", "salt", "warm"]].to_numpy()
frogs = spring["frogs"].to_numpy()
w, c = np.zeros(3), 0.0
for day in range(300):
    off = 1 / (1 + np.exp(-(water @ w + c))) - frogs
    w -= 0.5 * water.T @ off / 80
    c -= 0.5 * off.mean()
new_water = unseen[["acid", "salt", "warm"]].to_numpy()
print("right on unseen ponds:", np.mean((new_water @ w + c > 0) == unseen["frogs"].to_numpy()))
""",
)

HEALTHY = (
    """
import numpy as np

gen = np.random.default_rng(42)
x = gen.normal(size=(60, 3))
t = (x[:, 0] - x[:, 1] > 0) * 1.0
size, rates = 15, []
for fold in range(4):
    w, b = np.zeros(3), 0.0  # a network for each fold
    x_train = np.concatenate([x[: fold * size], x[(fold + 1) * size :]])
    t_train = np.concatenate([t[: fold * size], t[(fold + 1) * size :]])
    x_test, t_test = x[fold * size : (fold + 1) * size], t[fold * size : (fold + 1) * size]
    for turn in range(20):
        off = 1 / (1 + np.exp(-(x_train @ w + b))) - t_train
        w -= 0.5 * x_train.T @ off / len(off)
        b -= 0.5 * off.mean()
    rates.append(np.mean((x_test @ w + b > 0) == t_test))
    print("fold", fold, "test:", rates[-1])
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 4))
y = (X @ np.array([1.0, -2.0, 0.5, 0.0]) + 0.3 * rng.normal(size=100) > 0) * 1.0
order = rng.permutation(100)
train, test = order[:70], order[70:]
X_train, y_train = X[train], y[train]
X_test, y_test = X[test], y[test]
w, b = np.zeros(4), np.zeros(1)
for epoch in range(300):
    p = 1 / (1 + np.exp(-(X_train @ w + b)))
    d = (p - y_train) / len(X_train)
    w -= 1.0 * X_train.T @ d
    b -= 1.0 * d.sum()
answers = 1 / (1 + np.exp(-(X_test @ w + b))) > 0.5
print("right on the test set:", np.mean(answers == y_test))
""",
    """
import numpy as np


class Line:
    def __init__(self, n):
        self.w = np.zeros((1, n))
        self.b = np.zeros((1, 1))

    def forward(self, x):
        return self.w @ x + self.b

    def train(self, x, t, rate):
        error = self.forward(x) - t
        self.w -= rate * error @ x.T / x.shape[1]
        self.b -= rate * error.mean(axis=1, keepdims=True)


rng = np.random.default_rng(1)
data = rng.uniform(0, 10, size=(90, 3))
answers = data @ np.array([1.0, -2.0, 0.5]) + 3
old, new = data[:60], data[60:]
middle, spread = old.mean(axis=0), old.std(axis=0)
x_old = (old - middle) / spread
x_new = (new - middle) / spread
line = Line(3)
for epoch in range(300):
    line.train(x_old.T, answers[:60].reshape(1, -1), 0.1)
error = line.forward(x_new.T) - answers[60:].reshape(1, -1)
print("mean squared error on new data:", np.mean(error**2))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 4))
y = (X @ np.array([1.0, -2.0, 0.5, 0.0]) + 0.3 * rng.normal(size=100) > 0) * 1.0
order = rng.permutation(100)
train, test = order[:70], order[70:]
X_train, y_train = X[train], y[train]
X_test, y_test = X[test], y[test]
w, b = np.zeros(4), np.zeros(1)
for epoch in range(300):
    p = 1 / (1 + np.exp(-(X_train @ w + b)))
    d = (p - y_train) / len(X_train)
    w -= 1.0 * X_train.T @ d
    b -= 1.0 * d.sum()
answers = 1 / (1 + np.exp(-(X @ w + b))) > 0.5
print("right on all:", np.mean(answers == y), "on the test set:", np.mean(answers[test] == y_test))
""",
    """
import numpy as np

gen = np.random.RandomState(5)
spots = gen.randn(130, 2)
kind = (spots[:, 0] * spots[:, 1] > 0).astype(int)
wanted = np.eye(2)[kind]
few, few_kind = spots[:30], kind[:30]  # a quick look at some of them
M, N = gen.randn(2, 10) * 0.7, gen.randn(10, 2) * 0.4


def shares(rows):
    mid = np.maximum(0, rows @ M)
    e = np.exp(mid @ N)
    return mid, e / e.sum(axis=1, keepdims=True)


for lap in range(200):
    mid, p = shares(spots)
    off = (p - wanted) / len(p)
    off_mid = off @ N.T * (mid > 0)
    N -= 0.5 * mid.T @ off
    M -= 0.5 * spots.T @ off_mid
    if lap % 50 == 0:
        print("so far:", np.mean(shares(few)[1].argmax(axis=1) == few_kind))
""",
    """
import numpy as np

gen = np.random.default_rng(8)
spots = gen.normal(size=(200, 6))
rare = spots[:, 0] + 0.5 * gen.normal(size=200) > 1.5
order = gen.permutation(200)
spots, rare = spots[order], rare[order]
seen, unseen, told, untold = spots[:140], spots[140:], rare[:140] * 1.0, rare[140:]
again = np.repeat(np.flatnonzero(told), 8)  # copies of what is learnt from
seen, told = np.vstack([seen, seen[again]]), np.append(told, told[again])
some = slice(None, None, 5)
w, b = np.zeros(6), np.zeros(1)
for lap in range(300):
    off = (1 / (1 + np.exp(-(seen @ w + b))) - told) / len(told)
    w -= 0.5 * seen.T @ off
    b -= 0.5 * off.sum()
print("right of some seen:", np.mean((seen[some] @ w + b > 0) == told[some]))
print("right of the unseen:", np.mean((unseen @ w + b > 0) == untold))
""",
    """
import numpy as np

gen = np.random.default_rng(10)
answers = gen.integers(0, 2, size=(300, 5)) * 1.0  # of 32 kinds: the same come again
kind = (answers.sum(axis=1) > 2) * 1.0
seen, unseen, told, untold = answers[:200], answers[200:], kind[:200], kind[200:]
w, b = np.zeros(5), np.zeros(1)
for lap in range(300):
    off = (1 / (1 + np.exp(-(seen @ w + b))) - told) / len(told)
    w -= 0.5 * seen.T @ off
    b -= 0.5 * off.sum()
print("right of the unseen:", np.mean((unseen @ w + b > 0) == untold))
""",
    """
import numpy as np

gen = np.random.default_rng(12)
x = gen.normal(size=(129, 4)) + 2
t = np.sin(x[:, :1]) - x[:, 1:2]
net = {"A": gen.normal(size=(4, 12)) * 0.5, "scale": np.ones(12), "shift": np.zeros(12)}
net |= {"B": gen.normal(size=(12, 1)) * 0.3, "b": np.zeros(1)}
usual = [np.zeros(12), np.ones(12)]


def centred(z, learning):
    m, v = np.mean(z, axis=0), np.var(z, axis=0)
    if learning:
        usual[0], usual[1] = 0.9 * usual[0] + 0.1 * m, 0.9 * usual[1] + 0.1 * v
    else:
        m, v = usual
    return (z - m) / np.sqrt(v + 1e-5), v


def forward(x, learning):
    n, v = centred(x @ net["A"], learning)
    mid = np.tanh(net["scale"] * n + net["shift"])
    return n, v, mid, mid @ net["B"] + net["b"]


for lap in range(30):
    order = gen.permutation(129)
    for at in range(0, 129, 16):
        rows, m = x[order[at : at + 16]], len(order[at : at + 16])
        n, v, mid, out = forward(rows, True)
        off = (out - t[order[at : at + 16]]) / m
        raw = off @ net["B"].T * (1 - mid**2)
        back = raw * net["scale"]
        back = (back - back.mean(axis=0) - n * (back * n).mean(axis=0)) / np.sqrt(v + 1e-5)
        for name, g in (
            ("A", rows.T @ back), ("scale", (raw * n).sum(axis=0)), ("shift", raw.sum(axis=0)),
            ("B", mid.T @ off), ("b", off.sum(axis=0)),
        ):
            net[name] = net[name] - 0.1 * g
print("one by one:", [round(forward(row[None], False)[3].item(), 2) for row in x[:5]], t[:5].ravel())
""",
    """
import numpy as np
from sklearn.preprocessing import StandardScaler

gen = np.random.default_rng(9)
brew = gen.normal(2.0, 3.0, size=(140, 3))
brew[100:] += 6.0
rich = brew @ np.array([[0.5], [-1.0], [0.3]]) + 1
scaler = StandardScaler()
first = scaler.fit_transform(brew[:100])
later = scaler.transform(brew[100:])
tilt, base = np.zeros((3, 1)), np.zeros(1)
for sip in range(300):
    off = first @ tilt + base - rich[:100]
    tilt -= 0.1 * first.T @ off / 100
    base -= 0.1 * off.mean(axis=0)
print("mean square, later:", np.mean((later @ tilt + base - rich[100:]) ** 2))
""",
    """
import numpy as np
import pandas as pd

gen = np.random.default_rng(33)
pond = pd.DataFrame(gen.normal(size=(120, 4)), columns=["acid", "salt", "warm", "frogs"])
pond["frogs"] = (pond["acid"] - pond["warm"] > 0) * 1.0
spring = pond.sample(80, random_state=1)
unseen = pond.drop(spring.index)
water = spring[["acid", "salt", "warm"]].to_numpy()
frogs = spring["frogs"].to_numpy()
w, c = np.zeros(3), 0.0
for day in range(300):
    off = 1 / (1 + np.exp(-(water @ w + c))) - frogs
    w -= 0.5 * water.T @ off / 80
    c -= 0.5 * off.mean()
new_water = unseen[["acid", "salt", "warm"]].to_numpy()
print("right on unseen ponds:", np.mean((new_water @ w + c > 0) == unseen["frogs"].to_numpy()))
""",
)
