"""Training stops while the loss is still falling

## What happens

A handful of steps, and the loop is over; or a single one, as a return that belongs behind the loop stands in it. The loss falls from step to step, and nothing is learnt yet. Or a test in the loop ends it: the loss has fallen by
less than some number in one step, which a small learning rate does too.

## Why it stops learning

Gradient descent needs about 1 / (rate * curvature) steps along each direction, and where it starts close to a saddle point
some hundreds before anything is to be seen. Five steps say nothing about a network.

## How we know

The number of updates, how the loss fell in the last of them, and the same script with a loop that is two or four times as
long; or with a test that never ends it, if the test asks for the training loss.

## The repair

More epochs: until the loss has not fallen for some time.

## When this is fine

When the run is meant as a trial, or when it stops because rows that were held back are not answered better any more. Or when what is learnt is learnt, and the rest would only be the
rows by heart: the loss creeps, or there are more weights than numbers to be learnt.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

import numpy as np

from unstuck.doctor.case import Case, found
from unstuck.doctor.causes import targets_of
from unstuck.doctor.course import Course
from unstuck.doctor.definitions import definition
from unstuck.doctor.dynamics import GOOD, POOR, Suspicion, constant_evidence, improves, learns
from unstuck.doctor.evidence import rows
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.layers import dropout_masks
from unstuck.doctor.left_loops import behind_the_loop, leaving
from unstuck.doctor.readings import RULE
from unstuck.doctor.replica import Replica
from unstuck.doctor.restart import other_number
from unstuck.doctor.roles import ancestors
from unstuck.doctor.steps import training_loops, update_span
from unstuck.doctor.trace import PRODUCTS, Node
from unstuck.doctor.values import operands, source_of
from unstuck.doctor.watch import Change

FEW = 20
LONGER = (2, 4, 16, 64)
SECONDS = 3.0  # of the processor, for a run of many times the length
TURNS = 5  # of the loop
PASSES = 5  # of the data
LEAST = 20  # targets: a truth table is to be learnt by heart


def diagnose(case: Case) -> Iterator[Finding]:
    """Find loops around the updates, or around a network of which no two updates were seen, that end in their first turn."""
    evidence = case.first
    inside = [c.after for c in evidence.compared] if evidence is not None else []
    if case.roles.problem:
        inside = [n for n in case.trace.nodes if n.name in PRODUCTS]
    seen = set()
    for span in dict.fromkeys(span for node in inside if node.site >= 0 for span in case.spans(node)):
        source = source_of(case, span.path)
        place = source.at(span)
        for loop in source.loops(place) if place is not None else ():
            last = leaving(loop)
            if last is None or last in seen or not isinstance(loop, ast.For):
                continue
            if case.roles.problem and not _changes_something(loop):
                continue
            seen.add(last)
            where = source.span(last)
            yield found(
                __name__,
                where,
                f"`{case.text(where)}` ends the training in the first turn of its loop.",
                "It stands in the loop, at the end of its body, and is come to in every turn: there is no second one. Training "
                "takes hundreds of turns. Write it behind the loop, as far to the left as the loop itself.",
                ("turns of the loop", "1", f"all of `{ast.unparse(loop.iter)}`"),
            )


def _changes_something(loop: ast.For) -> bool:
    """Say whether something is changed step by step in a loop: `w -= step`, `w = w - step`."""
    for n in ast.walk(loop):
        if isinstance(n, ast.AugAssign):
            return True
        if isinstance(n, ast.Assign) and isinstance(n.value, ast.BinOp) and len(n.targets) == 1:
            target = ast.unparse(n.targets[0])
            if isinstance(n.value.op, ast.Sub | ast.Add) and ast.unparse(n.value.left) == target:
                return True
    return False


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect a run that ends while the loss falls, or after next to no updates."""
    course = case.experiments.course if case.experiments is not None else None
    if course is None or course.first_bad is not None or not course.finished or not course.quality < GOOD:
        return
    if case.first is not None and case.first.loss.name == RULE:
        return  # a perceptron steps where it is wrong alone: that it does no more is no early end
    yield from _once(case, course)
    yield from _ended_by_a_test(case, course)
    if course.quality > POOR and _has_dropout(case):
        return  # the score of a network of which some units are missing
    if course.quality > POOR and _by_heart(case):
        return
    few = course.updates <= FEW
    if learns(course) and not few:
        return
    # Of a few updates, or of each row met a few times, it cannot be told whether the loss falls.
    falls = improves(course) or course.updates <= 10 * FEW or not _passes(case, course) > PASSES
    if not falls and max(map(course.quality_of, course.score), default=1.0) > POOR:
        return
    for number_of_loop, loop in enumerate(training_loops(case)):
        finding = found(
            __name__,
            loop.span,
            f"Training stops after {course.updates:,} updates, "
            + (
                "while the loss is still falling."
                if falls
                else "on the plateau at its beginning: nothing is learnt yet."
            ),
            "Each step lowers the loss by a little, and from a start at which all units are alike it takes hundreds of steps "
            "before anything is to be seen. Let the loop run until the loss has not fallen for some time.",
            ("updates", f"{course.updates:,}", "hundreds at least"),
            (
                "loss at the first update; at the last",
                f"{course.loss[0]:.5g}; {course.loss[-1]:.5g}",
                "steady at the end",
            ),
            *constant_evidence(course),
            certainty="suspected",
        )
        # What learns already learns its rows by heart, given many times the steps: that shows nothing.
        many = course.quality < POOR
        factors = [f for f in LONGER if f < 5 or (many and f * course.seconds < SECONDS)]
        yield Suspicion(
            finding,
            tuple(loop.longer(f) for f in factors),
            tuple(f"a loop {f} times as long" for f in factors),
            longer=2.5,
            replica=Replica.longer,
            strong=few and number_of_loop == 0,
            gain=0.3,
            shows=_learns if not falls else (lambda _: True) if few else partial(_goes_on_falling, course),
        )


def _once(case: Case, course: Course) -> Iterator[Suspicion]:
    """Tell of a single step on all rows, which no loop is around, in a script that then has learnt little."""
    assert case.first is not None
    numbers = sum(np.size(join.target) for join in case.first.round.joins)
    if course.updates != 1 or len(course.parts) != 1 or numbers < LEAST or not course.quality < POOR:
        return
    update = update_span(case)
    node = min((c.after for c in case.first.compared if c.moved), key=lambda n: n.index, default=None)
    places = [(source_of(case, s.path), s) for s in case.spans(node)] if node is not None else []
    trees = [(source, source.at(span)) for source, span in places]
    if not trees or any(tree is None or source.loops(tree) for source, tree in trees):
        return
    finding = found(
        __name__,
        update,
        f"`{case.text(update)}` is the only step in the whole run: there is no loop around it.",
        "Gradient descent goes downhill step by step: from the point where a step ends the gradient is computed again, some hundreds "
        "of times. Put all of it into a loop: forward pass, gradient, update.",
        ("updates", "1", "hundreds at least"),
        (
            "loss before it; that of one answer for all rows",
            f"{course.loss[0]:.5g}; {course.constant_loss or np.nan:.5g}",
            "",
        ),
    )
    yield Suspicion(finding, strong=True)


def _learns(longer: Course) -> bool:
    """Say whether more updates lead off a plateau, all the way."""
    return longer.quality >= GOOD


def _goes_on_falling(course: Course, longer: Course) -> bool:
    """Say whether more updates clearly make better answers: what is left falls at least as fast as 1 / sqrt(updates).

    A training that is nearly over creeps on for ever, towards rows that it learns by heart.
    """
    share = (course.updates / max(longer.updates, course.updates)) ** 0.5
    return longer.quality >= GOOD or 1 - longer.quality <= share * (1 - course.quality)


def _by_heart(case: Case) -> bool:
    """Say whether there are more weights than numbers to be learnt: given time, any loss falls, that of noise too."""
    targets = targets_of(case)
    assert case.first is not None
    weights = sum(np.size(c.true) for c in case.first.compared if c.moved)
    return targets is not None and LEAST < targets.whole.size < weights


def _passes(case: Case, course: Course) -> float:
    """Count how often each row was met, on the average."""
    targets = targets_of(case)
    assert case.first is not None
    if targets is None:
        return np.inf
    size = np.size(case.first.round.joins[0].target) / max(1, rows(case.first, case.first.round.joins[0]))
    return sum(part.rows for part in course.parts) * max(1.0, size) / max(1, targets.whole.size)


def _ended_by_a_test(case: Case, course: Course) -> Iterator[Suspicion]:
    """Suspect a test of the training loss that leaves the loop, while the loss is still falling."""
    assert case.first is not None
    sites = {join.node.site for round_ in case.roles.rounds for join in round_.joins}
    outputs = {join.output for round_ in case.roles.rounds for join in round_.joins}
    seen: set[int] = set()
    for node in case.trace.nodes:
        if node.site < 0 or node.site in seen or node.site in sites or node.name not in ("lt", "le", "gt", "ge"):
            continue
        seen.add(node.site)
        source = source_of(case, case.span(node).path)
        place = source.at(case.span(node))
        statement = source.statement(place) if isinstance(place, ast.Compare) else None
        if not isinstance(statement, ast.If) or not isinstance(statement.body[-1], ast.Break | ast.Return):
            continue
        within = any(place is part for part in ast.walk(statement.test))
        made = set().union(*(ancestors([n], case.roles.version) for n in case.trace.nodes if n.site == node.site))
        if not within or not source.loops(statement) or not outputs & made or not improves(course):
            continue
        limits = [e for e, value in operands(case, node) if not isinstance(value, Node) or not value.inputs]
        where = definition(case, source, limits[0], node.stack, scalar=True) if limits else None
        finding = found(
            __name__,
            where.span if where is not None else case.span(node),
            f"`{case.text(case.span(node))}` ends the training after {course.updates:,} updates, while the loss is still falling.",
            "By how much the loss falls in one step depends on the learning rate, and on a plateau it is next to nothing for a "
            "while. Such a test has to be so strict that it holds only where nothing more is to be gained; or ask for the "
            "loss of rows that were held back, over many steps.",
            ("updates", f"{course.updates:,}", ""),
            (
                "loss at the first update; at the last",
                f"{course.loss[0]:.5g}; {course.loss[-1]:.5g}",
                "steady at the end",
            ),
            certainty="suspected",
        )
        yield Suspicion(
            finding,
            (Change(values={node.site: lambda _: False}),),
            ("a test that never ends it",),
            longer=2.5,
            strong=True,
            shows=partial(_goes_on, course.updates),
        )


def _goes_on(updates: int, course: Course) -> bool:
    return course.updates > updates


def _has_dropout(case: Case) -> bool:
    """Say whether units or weights are left out at random, so that the outputs are worse in training than need be."""
    masks = dropout_masks(case.first) if case.first is not None else ()
    return any(case.roles.mask[kept.index] or kept in case.roles.version for _, kept, _ in masks)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Let the loop run 4, 20, 100 times as long, where it hardly began.

    With many times the updates nearly any network learns its rows by heart, whatever else is wrong with it. So nothing is
    offered where the script goes through its data often enough: more steps would be no proof. Of a table of a few rows,
    as that of XOR, there is nothing else to be learnt than the rows.
    """
    source = source_of(case, finding.span.path)
    tree = source.at(finding.span)
    if tree is not None:
        yield from behind_the_loop(source, tree)
    course = case.experiments.course if case.experiments is not None else None
    turns = tree.value if isinstance(tree, ast.Constant) and isinstance(tree.value, int) else None
    targets = targets_of(case)
    table = targets is not None and targets.whole.size <= LEAST
    hardly = (turns is not None and turns <= TURNS) or (course is not None and (table or course.updates <= FEW))
    if isinstance(tree, ast.expr) and hardly:
        yield from other_number(source, tree, "Train longer", 4, 20, 100)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 16))
b1 = np.zeros(16)
W2 = rng.normal(size=(16, 1)) * 0.25
b2 = np.zeros(1)
for epoch in range(15):  # ! U707
    h = np.tanh(X @ W1 + b1)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 1.0 * h.T @ d2
    b2 -= 1.0 * d2.sum(axis=0)
    W1 -= 1.0 * X.T @ d1
    b1 -= 1.0 * d1.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

gen = np.random.default_rng(2)
x = gen.uniform(-1, 1, size=(200, 2))
t = (x[:, :1] * x[:, 1:] > 0).astype(float)
A, a = gen.normal(size=(2, 12)), np.zeros(12)
B, b = gen.normal(size=(12, 1)) * 0.3, np.zeros(1)


def forward(rows):
    mid = np.tanh(rows @ A + a)
    return mid, 1 / (1 + np.exp(-(mid @ B + b)))


def cost(p, t):
    return -np.mean(t * np.log(p + 1e-9) + (1 - t) * np.log(1 - p + 1e-9))


before = 1e9
for lap in range(6000):
    mid, p = forward(x)
    now = cost(p, t)
    if before - now < 0.004:  # ! U707
        print("no change any more at", lap)
        break
    before = now
    off = (p - t) / len(p)
    off_mid = off @ B.T * (1 - mid**2)
    B -= 0.5 * mid.T @ off
    b -= 0.5 * off.sum(axis=0)
    A -= 0.5 * x.T @ off_mid
    a -= 0.5 * off_mid.sum(axis=0)
print("right:", np.mean((forward(x)[1] > 0.5) == t))
""",
    """
import numpy as np

rng = np.random.default_rng(9)
wind = rng.normal(size=(80, 2))
power = np.tanh(wind[:, :1] * 2) + 0.3 * wind[:, 1:]


def trained(mast, blades, turns):
    for turn in range(turns):
        spin = np.tanh(wind @ mast)
        off = (spin @ blades - power) / len(wind)
        back = off @ blades.T * (1 - spin**2)
        blades = blades - 0.5 * spin.T @ off
        mast = mast - 0.5 * wind.T @ back
        return mast, blades  # ! U707


mast, blades = trained(rng.normal(size=(2, 8)), rng.normal(size=(8, 1)) * 0.4, 600)
print("squared error:", np.mean((np.tanh(wind @ mast) @ blades - power) ** 2))
""",
    """
import numpy as np

gen = np.random.default_rng(17)
leaves = gen.normal(size=(4, 130))
tree = (leaves[0] * leaves[1] > 0) * 1.0
net = {"A": gen.normal(size=(9, 4)) * 0.5, "a": np.zeros((9, 1)), "B": gen.normal(size=(1, 9)) * 0.3, "b": 0.0}


def answers(net):
    mid = np.tanh(net["A"] @ leaves + net["a"])
    return mid, 1 / (1 + np.exp(-(net["B"] @ mid + net["b"])))


def improved(net, pace):
    mid, said = answers(net)
    off = (said - tree) / tree.size
    back = net["B"].T @ off * (1 - mid**2)
    slopes = {"A": back @ leaves.T, "a": back.sum(axis=1, keepdims=True), "B": off @ mid.T, "b": off.sum()}
    return {name: net[name] - pace * slopes[name] for name in net}  # ! U707


net = improved(net, 0.5)
print("right:", np.mean((answers(net)[1] > 0.5) == tree))
""",
)


HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 16))
b1 = np.zeros(16)
W2 = rng.normal(size=(16, 1)) * 0.25
b2 = np.zeros(1)
for epoch in range(3000):
    h = np.tanh(X @ W1 + b1)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 1.0 * h.T @ d2
    b2 -= 1.0 * d2.sum(axis=0)
    W1 -= 1.0 * X.T @ d1
    b1 -= 1.0 * d1.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 3))
T = (X.sum(axis=1, keepdims=True) > 0).astype(float)
W = np.zeros((3, 1))
for epoch in range(15):  # few, and enough
    p = 1 / (1 + np.exp(-X @ W))
    W -= 1.0 * X.T @ (p - T) / len(X)
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

gen = np.random.default_rng(3)
x = gen.uniform(-1, 1, size=(60, 2))
t = (x[:, :1] * x[:, 1:] > 0).astype(float)
A, a = gen.normal(size=(2, 12)), np.zeros(12)
B, b = gen.normal(size=(12, 1)) * 0.3, np.zeros(1)


def forward(rows):
    mid = np.tanh(rows @ A + a)
    return mid, 1 / (1 + np.exp(-(mid @ B + b)))


def cost(p, t):
    return -np.mean(t * np.log(p + 1e-9) + (1 - t) * np.log(1 - p + 1e-9))


x, t, kept, kept_t = x[:30], t[:30], x[30:], t[30:]
least, at = 1e9, 0
for lap in range(3000):
    mid, p = forward(x)
    now = cost(forward(kept)[1], kept_t)  # of rows that are not trained on
    if now < least:
        least, at = now, lap
    if now > least + 0.02:
        break
    off = (p - t) / len(p)
    off_mid = off @ B.T * (1 - mid**2)
    B -= 0.5 * mid.T @ off
    b -= 0.5 * off.sum(axis=0)
    A -= 0.5 * x.T @ off_mid
    a -= 0.5 * off_mid.sum(axis=0)
print("right:", np.mean((forward(kept)[1] > 0.5) == kept_t), "best at", at)
""",
    """
import numpy as np

gen = np.random.default_rng(20)
body = gen.normal(size=(150, 10))
health = body @ gen.normal(size=10) * 0.25 + gen.normal(size=150) * 0.7  # half of it is chance
A, a = gen.normal(size=(10, 24)) * 0.45, np.zeros(24)
B, b = gen.normal(size=24) * 0.2, 0.0
for lap in range(700):
    mid = np.maximum(body @ A + a, 0)
    off = (mid @ B + b - health) / 150
    back = np.outer(off, B) * (mid > 0)
    B -= 0.05 * mid.T @ off
    b -= 0.05 * off.sum()
    A -= 0.05 * body.T @ back
    a -= 0.05 * back.sum(axis=0)
print("mean squared error:", np.mean((150 * off) ** 2), "of", health.var())
""",
)
