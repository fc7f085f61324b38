"""The rows come class by class, in the same order every time

## What happens

The network is shown all rows of one class, then all of the next. It learns to answer the class that it sees, and forgets
it while it sees the next: the loss is a saw. Or batches are drawn at random, but from the first few rows only, and most of the data are never seen. Or
the number of the batch is taken for that of its first row, and all batches are cut from the first few rows, each nearly the same as the last. Or the batches come from a
generator that is made anew for each step, and gives its first batch for ever. Or the
first rows are learnt from, the last are kept for a test, and these are all of other classes.

## Why it stops learning

A step on one row lowers the loss of that row. A hundred steps on rows of the same class mostly move the output bias, and
the next hundred move it back. On average over an epoch little is left that depends on the inputs.

## How we know

How often two rows in succession belong to the same class; where each batch begins and ends; which classes are on either side of a cut; how many rows are answered rightly just after the class has changed, against all; and the
same script run on shuffled rows.

## The repair

Take the rows in a new random order in each epoch: `for i in rng.permutation(len(x))`.

## When this is fine

When all rows go into each step, or when the steps are so small that an epoch averages over them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found
from unstuck.doctor.causes import inputs_of, place_of, rows_shuffled, targets_of
from unstuck.doctor.dynamics import Suspicion
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.mixing import in_another_order
from unstuck.doctor.rowmap import rows_into, traced_joins
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source
from unstuck.doctor.values import called, source_of

SEEDING = ("seed", "default_rng", "RandomState")
AGAIN = 3  # times that each row is drawn, on the average, where it is no chance that no others are
STEPS = 5  # that have the same rows, where there is no chance in it
LEAST = 20  # rows in the order of their classes
LEAST_BATCHES = 3  # of an epoch
SEVERAL = 4  # rows of a class, on the average
FORGOTTEN = 0.05  # of the rows: answered rightly in a run of their class, and not at its beginning


def diagnose(case: Case) -> Iterator[Finding]:
    """Find rows in the order of their classes that are cut in two, and batches that are all of the first few of many."""
    yield from _cut_between_classes(case)
    yield from _drawn_from_the_first(case)
    yield from _cut_from_the_first(case)
    yield from _always_the_first(case)


def _cut_between_classes(case: Case) -> Iterator[Finding]:
    """Find the first rows of data in the order of their classes, to learn from, and the last, of other classes."""
    join = case.first.round.joins[0] if case.first is not None else None
    part = _first_part(case, join.target_node) if join is not None and join.target_node is not None else None
    if join is None or part is None:
        return
    whole, inputs = part.args[0], rows_into(case.roles, join.output)
    labels, (begin, end, _) = _classes(whole.value), _rows(part).indices(len(whole.value))
    cuts = [n for n in (inputs.way if inputs is not None else ()) if n.name == "getitem" and _rows(n) == _rows(part)]
    place = case.span(min((part, *cuts), key=lambda n: n.index))
    changes = 0 if labels is None else int(np.count_nonzero(np.diff(labels)))
    if labels is None or len(labels) < LEAST or changes + 1 != len(set(labels.tolist())):
        return  # not in the order of the classes
    missing = set(labels.tolist()) - set(labels[begin:end].tolist())
    for rest in case.roles.users.get(whole, ()):
        if rest.name != "getitem" or _rows(rest) is None or rest.site < 0:
            continue
        first, last, _ = _rows(rest).indices(len(labels))
        others = labels[first:last].tolist()
        strange = [label in missing for label in others]
        apart = (first >= end or last <= begin) and len(others) >= SEVERAL
        if apart and not missing and len(set(others)) <= changes:
            yield found(
                __name__,
                place,
                f"`{case.text(place)}` cuts rows that are in the order of their classes: the other part has "
                f"{len(set(others))} of {changes + 1} classes in it.",
                "The rows of the classes that come last are those that are kept for a test, and some of their classes are "
                "hardly learnt. What the test says is true of these few alone. Shuffle the rows, inputs and targets by one "
                "order, before they are cut.",
                ("classes in the other part", str(len(set(others))), str(changes + 1)),
            )
            return
        if apart and any(strange):
            yield found(
                __name__,
                place,
                f"`{case.text(place)}` cuts rows that are in the order of their classes: what is learnt from has "
                f"{changes + 1 - len(missing)} of {changes + 1} classes in it.",
                "The rows of the classes that come last are all among those that are kept for a test. The network never "
                "sees them, and cannot know them. Shuffle the rows, inputs and targets by one order, before they are cut.",
                (
                    "rows of the other part that belong to a class never learnt",
                    f"{sum(strange)} of {len(strange)}",
                    "0",
                ),
            )
            return


def _rows(node: Node) -> Any:
    """Give the slice of rows that a subscript takes in their order; None if it takes them in another way."""
    part = node.args[1][0] if isinstance(node.args[1], tuple) and node.args[1] else node.args[1]
    return part if isinstance(part, slice) and part.step in (None, 1) else None


def _first_part(case: Case, node: Node) -> Node | None:
    """Go back from targets to where a slice of rows was taken out of more of them, always the same, as no batch is."""
    for _ in range(LEAST):
        if node.name == "getitem" and isinstance(node.args[0], Node):
            base = node.args[0]
            taken = {
                repr(_rows(u)) for u in case.roles.users.get(base, ()) if (u.site, u.name) == (node.site, node.name)
            }
            if len(taken) == 1 and _rows(node) is not None and len(node.value) < len(base.value):
                return node
            listed = [n for n in node.inputs if n is not base and np.ndim(n.value) == 1]
            node = listed[0] if listed and np.array_equal(base.value, np.eye(len(base.value))) else base
        elif node.inputs:
            made = [n for n in node.inputs if n.inputs] or node.inputs  # not the zeros in which a label is marked
            node = max(made, key=lambda n: np.size(n.value))
        else:
            return None
    return None


def _classes(targets: Any) -> Any:
    """Give the class of each target; None if they are no classes, of which each has several rows."""
    targets = np.asarray(targets)
    if targets.dtype.kind not in "iufb":
        return None
    wide = targets.ndim == 2 and targets.shape[1] > 1
    labels = targets.argmax(axis=1) if wide else targets.ravel()
    return labels if len(labels) == len(targets) and 1 < len(np.unique(labels)) <= len(labels) / SEVERAL else None


def _drawn_from_the_first(case: Case) -> Iterator[Finding]:
    """Find rows that are drawn at random, over and over, from the first few of many."""
    drawn: list[int] = []
    draws: dict[int, Any] = {}
    first: Node | None = None
    total = 0
    for output, _ in traced_joins(case.roles):
        rows = rows_into(case.roles, output)
        picked = rows.chosen[0] if rows is not None and rows.chosen else None
        if picked is None or picked.name != "getitem" or not isinstance(picked.args[0], Node):
            return
        taken = picked.args[1].value if isinstance(picked.args[1], Node) else picked.args[1]
        if np.ndim(taken) != 1 or np.asarray(taken).dtype.kind not in "iu" or (first and picked.site != first.site):
            return
        first = first or picked
        total = len(picked.args[0].value)
        drawn += [int(i) for i in np.asarray(taken)]
        draws[id(picked.args[1])] = np.asarray(taken)
    few = sorted(set(drawn))
    if first is not None and len(draws) >= STEPS and len(few) < total:
        yield from _drawn_alike(case, first, list(draws.values()), total)
    if first is None or few != list(range(len(few))) or 2 * len(few) > total or len(drawn) < AGAIN * len(few):
        return
    if np.all(np.diff(drawn[: len(few)]) > 0):
        return  # in order, as they are where some rows are taken on purpose
    index = first.args[1]
    place = index if isinstance(index, Node) and (index.site >= 0 or index in case.trace.origins) else first
    yield found(
        __name__,
        case.place(place),
        f"The rows of a batch are drawn from the first {len(few)} of {total}: `{case.text(case.place(place))}`.",
        "All the other rows are never seen. The network learns these few by heart, and the loss of the training falls, while "
        "for new rows it has learnt next to nothing. Draw from the number of the rows, not from the size of a batch.",
        (
            "rows that were drawn",
            f"{len(drawn)} times, {len(few)} of them different",
            f"nearly all of {total}, in time",
        ),
        ("largest number drawn", str(few[-1]), str(total - 1)),
    )


def _drawn_alike(case: Case, first: Node, draws: list[Any], total: int) -> Iterator[Finding]:
    """Find rows that are drawn anew in each step, and are the same each time: the generator is seeded in the loop."""
    if not all(np.array_equal(draws[0], each) for each in draws) or np.all(np.diff(draws[0]) > 0):
        return
    index = first.args[1]
    span = case.place(index if isinstance(index, Node) and index in case.trace.origins else first)
    source = source_of(case, span.path)
    tree = source.at(span)
    loops = source.loops(tree) if tree is not None else []
    seeded = [n for loop in loops for n in ast.walk(loop) if isinstance(n, ast.Call) and called(n) in SEEDING]
    span = source.span(seeded[0]) if seeded else span
    yield found(
        __name__,
        span,
        f"Every step draws the same {len(draws[0])} of {total} rows: `{case.text(span)}`.",
        "A generator that is given its seed again gives the same numbers again. The network learns these few rows by heart, the "
        "loss of the training falls, and all the other rows are never seen. Set the seed once, before the loop.",
        ("draws looked at, and how many of them are different", f"{len(draws)}, 1", f"{len(draws)}, {len(draws)}"),
    )


def _cut_from_the_first(case: Case) -> Iterator[Finding]:
    """Find batches of rows in succession that overlap and begin again at the first before most rows were seen."""
    join = case.first.round.joins[0] if case.first is not None else None
    rows = rows_into(case.roles, join.output) if join is not None else None
    cut = next((n for n in rows.way if _batch(n) is not None), None) if rows is not None else None
    if cut is None or cut.site < 0:
        return
    alike = [_batch(n) for n in case.trace.nodes if n.site == cut.site and n.name == cut.name]
    total = alike[0][2] if alike[0] is not None else 0
    ends = [batch[:2] for batch in alike if batch is not None and batch[2] == total]
    begins = [begin for begin, _ in ends]
    again = [i for i, begin in enumerate(begins) if begin == begins[0]]  # where an epoch begins
    length, seen = again[1] if len(again) > 1 else 0, max((end for _, end in ends), default=0)
    if length < LEAST_BATCHES or length in case.trace.cut.values() or 2 * seen > total:
        return  # the traced part of an epoch need not be the whole of it
    if any(begin != begins[i % length] for i, begin in enumerate(begins)):
        return
    steps, size = np.diff(begins[:length]), ends[0][1] - ends[0][0]
    if np.ptp(steps) or not 0 < steps[0] < size:
        return
    yield found(
        __name__,
        case.span(cut),
        f"`{case.text(case.span(cut))}` takes batches that overlap, of the first {seen} of {total} rows.",
        f"Each batch has {size} rows and begins {steps[0]} after the last, and where an epoch ends, only the first rows were seen. The "
        "network learns these by heart, and the loss of the training falls, while for other rows it has learnt next to nothing. A "
        "batch begins where the last one ended: at its number times its size.",
        ("from the beginning of a batch to that of the next", str(steps[0]), str(size)),
        ("rows seen in an epoch", str(seen), f"nearly all of {total}"),
    )


def _always_the_first(case: Case) -> Iterator[Finding]:
    """Find a loop that cuts data into batches and is begun anew for each step, so that each has the first one."""
    batches = [rows_into(case.roles, output) for output, _ in traced_joins(case.roles)]
    first = batches[0] if batches else None
    if first is None or first.index is None or len(batches) < STEPS or 2 * len(first.index) > first.total:
        return
    if any(b is None or b.root is not first.root or not np.array_equal(b.index, first.index) for b in batches):
        return
    made = {(n.site, n.name): 0 for n in first.way if n.name == "getitem" and n.site >= 0}
    for node in case.trace.nodes:
        if (node.site, node.name) in made:
            made[node.site, node.name] += 1
    ended = [case.trace.sites.all[site].span for site in case.trace.cut]
    for site in [key[0] for key, times in made.items() if times >= len(batches)]:
        span = case.trace.sites.all[site].span
        source = source_of(case, span.path)
        tree = source.at(span)
        loop = next(iter(source.loops(tree)), None) if tree is not None else None
        if tree is None or not isinstance(loop, ast.For) or not _names(tree) & _names(loop.target):
            continue  # the same rows on purpose
        if source.span(loop) in ended or not any(isinstance(n, ast.Yield) for n in ast.walk(loop)):
            continue  # only its first turns were looked at, or it is left after the first (U707)
        place = _asked_anew(source, loop) or span
        yield found(
            __name__,
            place,
            f"Each step has the same {len(first.index)} of {first.total} rows: `{case.text(place)}` begins anew each time.",
            "A generator that is made anew begins at its beginning. Of all the batches that it could give, only the first is ever "
            "taken; the network learns these few rows by heart, and never sees the others. Make it once, before the loop over "
            "the steps, or go through it with a loop of its own.",
            ("steps that were looked at", str(len(batches)), ""),
            ("different rows in them", str(len(first.index)), f"nearly all of {first.total}, in time"),
        )
        return


def _names(tree: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}


def _asked_anew(source: Source, loop: ast.For) -> Span | None:
    """Find where a generator is made and asked for its first value at once: `next(batches(x))`."""
    function = source.function(loop)
    for call in ast.walk(source.tree) if isinstance(function, ast.FunctionDef) else ():
        if isinstance(call, ast.Call) and called(call) == "next" and call.args:
            made = call.args[0]
            if isinstance(made, ast.Call) and called(made) == function.name:  # type: ignore[attr-defined]
                return source.span(call)
    return None


def _batch(node: Node) -> tuple[int, int, int] | None:
    """Read which samples a slice takes of data, in rows or in columns: the first, the end, and the number of all."""
    if node.name != "getitem" or not isinstance(node.args[0], Node):
        return None
    parts = node.args[1] if isinstance(node.args[1], tuple) else (node.args[1],)
    for part, length in zip(parts, np.shape(node.args[0].value), strict=False):
        if isinstance(part, slice) and part.step in (None, 1) and part.indices(length)[:2] != (0, length):
            return *part.indices(length)[:2], length
    return None


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect rows or small batches whose classes come in long runs: by a run, or by the traced updates alone."""
    course = case.experiments.course if case.experiments is not None else None
    inputs, targets = inputs_of(case), targets_of(case)
    if inputs is None or targets is None or (course is not None and course.yardstick != "accuracy"):
        return
    order = np.array(course.order if course is not None else _order_seen(case))
    if len(order) < LEAST:
        return
    same = float(np.mean(order[1:] == order[:-1]))
    classes = order if course is not None else _classes(targets.whole)
    shares = np.unique(classes, return_counts=True)[1] / len(classes) if classes is not None else np.ones(1)
    by_chance = float(np.sum(shares**2))
    if len(shares) < 2 or same < by_chance + 0.6 * (1 - by_chance):
        return
    count = targets.whole.shape[0] if targets.whole.ndim else 0
    if targets.whole.ndim == 2 and targets.whole.shape[0] < targets.whole.shape[1]:
        count = targets.whole.shape[1]
    places = [place_of(case, d.where) for d in (inputs, targets) if d.where is not None]
    change = rows_shuffled({p for p in places if p is not None}, count)
    finding = found(
        __name__,
        inputs.span,
        "The rows come class by class: the network learns one class and forgets it while it sees the next.",
        "Each step follows the rows that it sees. A long run of one class moves the answer to that class for every input, and "
        "the next run moves it back. Take the rows in a new random order in each epoch.",
        *(
            (
                (
                    "rows answered rightly, the first of each run of a class",
                    f"{100 * course.after_changes:.3g} %",
                    "100 %",
                ),
            )
            if course is not None and course.after_changes is not None
            else ()
        ),
        ("two rows in succession of the same class", f"{100 * same:.3g} %", f"{100 * by_chance:.3g} % by chance"),
        certainty="suspected",
    )
    # What is forgotten is measured even where the answers in a run are so good that nothing seems to be amiss.
    forgotten = course is None or (
        course.after_changes is not None and course.after_changes < course.final_score - FORGOTTEN
    )
    both = len(places) == 2 and None not in places and count > 1
    yield Suspicion(
        finding, (change,) if both else (), ("rows in random order",) if both else (), strong=forgotten and both
    )


def _order_seen(case: Case) -> list[int]:
    """List the classes of the traced updates, one after the other: that of the row, or of most rows of a small batch.

    None where an update is made of several passes, as of all rows one by one, or of many rows.
    """
    targets = targets_of(case)
    if case.first is None or targets is None or len(case.first.round.joins) > 1:
        return []
    if SEVERAL * case.first.samples > max(np.shape(targets.whole), default=0):
        return []
    found = []
    for _, target in traced_joins(case.roles):
        value = np.asarray(target.value) if target is not None else np.zeros(0)
        if value.dtype.kind not in "iufb" or not value.size:
            return []
        wide = value.ndim == 2 and 1 not in value.shape
        mean = value.mean(axis=0) if wide else np.ravel(value)
        found.append(int(mean.argmax()) if mean.size > 1 else round(float(mean[0])))
    return found


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Mix the rows, go on by whole batches, or draw from all rows."""
    return in_another_order(case, finding)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(6)
kinds = np.repeat([0, 1, 2], 40)
leaves = rng.normal(size=(120, 3)) + np.array([[0, 0, 2], [2, 0, 0], [0, 2, 0]])[kinds]
many = int(0.8 * len(leaves))
seen, unseen = leaves[:many], leaves[many:]  # ! U106
T = np.eye(3)[kinds[:many]]
w, b = rng.normal(size=(3, 3)) * 0.1, np.zeros(3)
for sweep in range(200):
    z = seen @ w + b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    w -= 0.5 * seen.T @ (p - T) / many
    b -= 0.5 * (p - T).mean(axis=0)
print("unseen:", np.mean((unseen @ w + b).argmax(axis=1) == kinds[many:]))
""",
    """
import numpy as np

rng = np.random.default_rng(5)
kinds = np.repeat([0, 1, 2], 40)
leaves = rng.normal(size=(120, 3)) + np.array([[0, 0, 2], [2, 0, 0], [0, 2, 0]])[kinds]
seen = leaves[:80]  # ! U106
taught, later = kinds[:80], kinds[80:]
w, b = rng.normal(size=(3, 3)) * 0.1, np.zeros(3)
for sweep in range(20):
    for leaf, kind in zip(seen, taught):
        z = leaf @ w + b
        p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        wish = np.zeros(3)
        wish[kind] = 1.0
        w = w - 0.05 * np.outer(leaf, p - wish)
        b = b - 0.05 * (p - wish)
print("later:", np.mean((leaves[80:] @ w + b).argmax(axis=1) == later))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
angle = rng.uniform(0, 2 * np.pi, 300)
radius = np.repeat([0.5, 1.2, 2.0], 100)
X = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)  # ! U106
T = np.repeat(np.eye(3), 100, axis=0)
W1 = rng.normal(size=(2, 20))
b1 = np.zeros((1, 20))
W2 = rng.normal(size=(20, 3)) * 0.3
b2 = np.zeros((1, 3))
for epoch in range(30):
    for i in range(len(X)):
        x, t = X[i : i + 1], T[i : i + 1]
        h = np.tanh(x @ W1 + b1)
        e = np.exp(h @ W2 + b2)
        p = e / e.sum()
        d2 = p - t
        d1 = d2 @ W2.T * (1 - h**2)
        W2 -= 0.2 * h.T @ d2
        b2 -= 0.2 * d2
        W1 -= 0.2 * x.T @ d1
        b1 -= 0.2 * d1
""",
    """
import numpy as np

np.random.seed(12)
x = np.random.uniform(-2, 2, (400, 1))
y = np.sin(2 * x) + 0.1 * np.random.randn(400, 1)
size = 16
a1, a2 = np.random.randn(1, 20), np.random.randn(20, 1) * 0.3
c1, c2 = np.zeros(20), np.zeros(1)
for k in range(600):
    rows = np.random.randint(0, size, size)  # ! U106
    u, v = x[rows], y[rows]
    h = np.tanh(u @ a1 + c1)
    d = (h @ a2 + c2 - v) / size
    back = (d @ a2.T) * (1 - h**2)
    a2 -= 0.1 * h.T @ d
    c2 -= 0.1 * d.sum(axis=0)
    a1 -= 0.1 * u.T @ back
    c1 -= 0.1 * back.sum(axis=0)
print("mean squared error:", np.mean((np.tanh(x @ a1 + c1) @ a2 + c2 - y) ** 2))
""",
    """
import numpy as np

gen = np.random.default_rng(4)
shelves = [gen.normal(size=(60, 5)) * 0.8 + spot for spot in 1.5 * np.eye(5)]  # one shelf after the other
x = np.vstack(shelves)  # ! U106
t = np.repeat(np.eye(5), 60, axis=0)
A, a = gen.normal(size=(5, 16)) * 0.5, np.zeros(16)
B, b = gen.normal(size=(16, 5)) * 0.3, np.zeros(5)
for lap in range(25):
    for k in range(0, 300, 5):
        rows, wanted = x[k : k + 5], t[k : k + 5]
        mid = np.tanh(rows @ A + a)
        e = np.exp(mid @ B + b)
        off = (e / e.sum(axis=1, keepdims=True) - wanted) / 5
        off_mid = off @ B.T * (1 - mid**2)
        B -= 0.3 * mid.T @ off
        b -= 0.3 * off.sum(axis=0)
        A -= 0.3 * rows.T @ off_mid
        a -= 0.3 * off_mid.sum(axis=0)
    print("lap", lap, "right", np.mean((np.tanh(x @ A + a) @ B + b).argmax(axis=1) == t.argmax(axis=1)))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
kinds = np.repeat(np.arange(4), 25)  # as they were collected
leaves = rng.normal(size=(100, 3)) + 2.0 * np.eye(4)[kinds][:, :3]
seen, unseen = leaves[:70], leaves[70:]  # ! U106
meant, held_back = np.eye(4)[kinds[:70]], kinds[70:]
A, B = rng.normal(size=(3, 12)) * 0.6, rng.normal(size=(12, 4)) * 0.3
for turn in range(300):
    mid = np.tanh(seen @ A)
    e = np.exp(mid @ B)
    off = (e / e.sum(axis=1, keepdims=True) - meant) / 70
    back = off @ B.T * (1 - mid**2)
    B -= 0.5 * mid.T @ off
    A -= 0.5 * seen.T @ back
print("right of those held back:", np.mean((np.tanh(unseen @ A) @ B).argmax(axis=1) == held_back))
""",
    """
import numpy as np

np.random.seed(3)
size = 12
waves = np.random.uniform(-3, 3, (1, 240))
heights = np.cos(waves) + 0.05 * np.random.randn(1, 240)
A, a, B, b = np.random.randn(16, 1), np.zeros((16, 1)), np.random.randn(1, 16) * 0.2, 0.0


def batch(number):
    here = slice(number, number + size)
    return waves[:, here], heights[:, here]  # ! U106


for lap in range(60):
    number = 0
    while number < 240 // size:
        u, v = batch(number)
        mid = np.tanh(A @ u + a)
        off = (B @ mid + b - v) / size
        back = B.T @ off * (1 - mid**2)
        B -= 0.1 * off @ mid.T
        b -= 0.1 * off.sum()
        A -= 0.1 * back @ u.T
        a -= 0.1 * back.sum(axis=1, keepdims=True)
        number += 1
print("mean squared error:", np.mean((B @ np.tanh(A @ waves + a) + b - heights) ** 2))
""",
    """
import numpy as np


class Shelf:
    def __init__(self, x, t, size):
        self.x, self.t, self.size = x, t, size

    def batches(self):
        for at in range(0, len(self.x), self.size):
            yield self.x[at : at + self.size], self.t[at : at + self.size]


gen = np.random.default_rng(5)
x = gen.normal(size=(120, 4))
shelf = Shelf(x, np.sin(x[:, :1]) + x[:, 1:2], 12)
A, a, B, b = gen.normal(size=(4, 9)) * 0.5, np.zeros(9), gen.normal(size=(9, 1)) * 0.3, np.zeros(1)
for step in range(400):
    rows, wanted = next(shelf.batches())  # ! U106
    mid = np.tanh(rows @ A + a)
    off = (mid @ B + b - wanted) / len(rows)
    off_mid = off @ B.T * (1 - mid**2)
    B -= 0.1 * mid.T @ off
    b -= 0.1 * off.sum(axis=0)
    A -= 0.1 * rows.T @ off_mid
    a -= 0.1 * off_mid.sum(axis=0)
print("error:", np.mean((np.tanh(shelf.x @ A + a) @ B + b - shelf.t) ** 2))
""",
    """
import numpy as np

chance = np.random.default_rng(0)
points = chance.normal(size=(300, 4))
marks = np.eye(3)[points[:, :3].argmax(axis=1)]
V, lean = np.zeros((4, 3)), np.zeros(3)
for step in range(200):
    chance = np.random.default_rng(7)  # ! U106
    few = chance.integers(0, 300, 20)
    rows, wanted = points[few], marks[few]
    e = np.exp(rows @ V + lean)
    off = (e / e.sum(axis=1, keepdims=True) - wanted) / 20
    V -= 0.5 * rows.T @ off
    lean -= 0.5 * off.sum(axis=0)
print("right:", np.mean((points @ V + lean).argmax(axis=1) == marks.argmax(axis=1)))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = np.concatenate([c + 0.3 * rng.normal(size=(50, 2)) for c in ([1.0, 1.0], [-1.0, -1.0])])
T = np.repeat([[1.0], [0.0]], 50, axis=0)  # sorted, but all rows go into each step
W = rng.normal(size=(2, 1)) * 0.1
b = np.zeros(1)
for epoch in range(300):
    p = 1 / (1 + np.exp(-(X @ W + b)))
    d = (p - T) / len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = np.concatenate([c + 0.3 * rng.normal(size=(50, 2)) for c in ([1.0, 1.0], [-1.0, -1.0])])
T = np.repeat([1.0, 0.0], 50)
W = rng.normal(size=2) * 0.1
b = 0.0
for epoch in range(30):
    for i in rng.permutation(len(X)):  # sorted, and drawn in random order
        p = 1 / (1 + np.exp(-(X[i] @ W + b)))
        W = W - 0.1 * (p - T[i]) * X[i]
        b = b - 0.1 * (p - T[i])
print("right:", np.mean((X @ W + b > 0) == T))
""",
    """
import numpy as np

np.random.seed(12)
x = np.random.uniform(-2, 2, (400, 1))
y = np.sin(2 * x) + 0.1 * np.random.randn(400, 1)
size = 16
a1, a2 = np.random.randn(1, 20), np.random.randn(20, 1) * 0.3
c1, c2 = np.zeros(20), np.zeros(1)
for k in range(600):
    rows = np.random.randint(0, len(x), size)
    u, v = x[rows], y[rows]
    h = np.tanh(u @ a1 + c1)
    d = (h @ a2 + c2 - v) / size
    back = (d @ a2.T) * (1 - h**2)
    a2 -= 0.1 * h.T @ d
    c2 -= 0.1 * d.sum(axis=0)
    a1 -= 0.1 * u.T @ back
    c1 -= 0.1 * back.sum(axis=0)
print("mean squared error:", np.mean((np.tanh(x @ a1 + c1) @ a2 + c2 - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
kinds = np.repeat(np.arange(3), 30)
flowers = rng.normal(size=(90, 2)) + 2.0 * np.eye(3)[kinds][:, :2]
x, t = flowers[:60], kinds[:60].reshape(-1, 1) * 1.0  # two kinds of the three, on purpose
w, b = np.zeros((2, 1)), 0.0
for turn in range(200):
    p = 1 / (1 + np.exp(-(x @ w + b)))
    d = (p - t) / len(x)
    w -= 0.5 * x.T @ d
    b -= 0.5 * d.sum()
print("right:", np.mean((p > 0.5) == t))
""",
    """
import numpy as np

rng = np.random.default_rng(8)
x = rng.normal(size=(96, 2))
t = (x[:, :1] * x[:, 1:] > 0) * 1.0
w, b, v, c = rng.normal(size=(2, 12)), np.zeros(12), rng.normal(size=(12, 1)), np.zeros(1)
for lap in range(100):
    for begin in range(0, 96 - 24 + 1, 12):  # they overlap by half, and there are rows enough for all
        some, wanted = x[begin : begin + 24], t[begin : begin + 24]
        h = np.tanh(some @ w + b)
        d = (1 / (1 + np.exp(-(h @ v + c))) - wanted) / 24
        e = d @ v.T * (1 - h**2)
        v, c = v - 0.5 * h.T @ d, c - 0.5 * d.sum(axis=0)
        w, b = w - 0.5 * some.T @ e, b - 0.5 * e.sum(axis=0)
print("right:", np.mean((np.tanh(x @ w + b) @ v + c > 0) == t))
""",
    """
import numpy as np


def dealt(x, t, size, gen):
    order = gen.permutation(len(x))
    for at in range(0, len(x), size):
        yield x[order[at : at + size]], t[order[at : at + size]]


gen = np.random.default_rng(5)
x = gen.normal(size=(120, 4))
t = np.sin(x[:, :1]) + x[:, 1:2]
A, a, B, b = gen.normal(size=(4, 9)) * 0.5, np.zeros(9), gen.normal(size=(9, 1)) * 0.3, np.zeros(1)
for step in range(400):
    rows, wanted = next(dealt(x, t, 12, gen))  # the first of another order each time
    mid = np.tanh(rows @ A + a)
    off = (mid @ B + b - wanted) / len(rows)
    off_mid = off @ B.T * (1 - mid**2)
    B -= 0.1 * mid.T @ off
    b -= 0.1 * off.sum(axis=0)
    A -= 0.1 * rows.T @ off_mid
    a -= 0.1 * off_mid.sum(axis=0)
print("error:", np.mean((np.tanh(x @ A + a) @ B + b - t) ** 2))
""",
    """
import numpy as np

gen = np.random.default_rng(6)
x = gen.normal(size=(150, 3))
t = (x @ np.array([1.0, -1.0, 0.5]) > 0) * 1.0
for fold in range(0, 150, 50):  # each fold alone
    w, b = np.zeros(3), 0.0
    for lap in range(200):
        off = 1 / (1 + np.exp(-(x[fold : fold + 50] @ w + b))) - t[fold : fold + 50]
        w = w - 0.5 * x[fold : fold + 50].T @ off / 50
        b = b - 0.5 * off.mean()
    print("right:", np.mean((x @ w + b > 0) == t))
""",
    """
import numpy as np

chance = np.random.default_rng(0)
points = chance.normal(size=(300, 4))
marks = np.eye(3)[points[:, :3].argmax(axis=1)]
few = chance.permutation(300)[:60]  # to learn from; the others are for the test
V, lean = np.zeros((4, 3)), np.zeros(3)
for step in range(200):
    rows, wanted = points[few], marks[few]
    e = np.exp(rows @ V + lean)
    off = (e / e.sum(axis=1, keepdims=True) - wanted) / 60
    V -= 0.5 * rows.T @ off
    lean -= 0.5 * off.sum(axis=0)
print("right:", np.mean((points @ V + lean).argmax(axis=1) == marks.argmax(axis=1)))
""",
)
