"""The learning rate decays so fast that learning stops

## What happens

The loss falls at first and then freezes, far above what the network could reach. More epochs change nothing.

## Why it stops learning

The weights can move at most by the sum of all steps, and that is the sum of the learning rates times the gradient. With
`rate *= 0.5` in each step the sum of all rates to come is only as large as the present one: after ten steps training is
over, whatever is left to learn.

## How we know

The learning rate at the first updates and the length of the last steps, and the same script with the rate held where it
begins.

## The repair

Decay by the epoch, not by the step, and slowly: rate / (1 + 0.01 * epoch); or not at all.

## When this is fine

When the decay is slow enough for the sum of the rates to reach the minimum.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.dynamics import Suspicion
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.steps import Rate, decays_of, rate_of
from unstuck.doctor.values import source_of
from unstuck.doctor.watch import Change

SHRINKS = {"mul", "multiply", "div", "divide", "true_divide", "pow", "power"}
NOTHING = 1e-3  # of the first step: half of the run is spent with steps that are shorter


def suspect(case: Case) -> Iterator[Suspicion]:
    """Suspect statements in the loop that give the learning rate a new value."""
    course = case.experiments.course if case.experiments is not None else None
    rate = rate_of(case)
    if course is None or rate is None:
        return
    renewed = [_where_it_was_made(case, *place) for place in decays_of(case, rate)]
    for site, span, text in list(_made_smaller(case, rate)) or renewed or _made_anew(case, rate):
        sizes = [s.sizes[np.isfinite(s.sizes) & (s.sizes > 0)] for s in course.sizes.values()]
        ratio = min((float(s[-1] / s[0]) for s in sizes if s.size > 1), default=1.0)
        half = max((float(np.median(s) / s[0]) for s in sizes if s.size > 1), default=1.0)
        if ratio > 0.5 or not _only_falls(case, site):
            continue
        finding = found(
            __name__,
            span,
            f"The learning rate decays so fast that learning stops: `{text}`.",
            "The weights can move no further than the sum of all steps, and with a rate that shrinks by a factor each time that "
            "sum is soon used up, whatever is left to learn. Decay once in an epoch and slowly, or not at all.",
            ("learning rate at the first update", number(rate.value), ""),
            ("length of the last steps, compared with the first", number(ratio), ""),
            certainty="suspected",
        )
        change = Change(values={site: _held()})
        cures = ("the learning rate held where it begins",)
        stops = half < NOTHING
        yield Suspicion(finding, (change,), cures, strong=stops, by_loss=stops)


def _only_falls(case: Case, site: int) -> bool:
    """Say whether what is made at a place is above 0 and never grows, as a rate does that decays: an advantage is not."""
    stored = {w.node for w in case.trace.writes if w.site == site}
    made = [float(n.value) for n in case.trace.nodes if (n.site == site or n in stored) and np.size(n.value) == 1]
    return all(value > 0 for value in made) and all(b <= a for a, b in itertools.pairwise(made))


def _made_smaller(case: Case, rate: Rate) -> Iterator[tuple[int, Span, str]]:
    """Find the operation that makes the next rate out of the one before, a smaller one, whatever it is called by."""
    if rate.node is None:
        return
    users = case.roles.users
    places = {u.site for u in users[rate.node] if np.size(u.value) > 1}  # where steps are multiplied by it
    for node in users[rate.node]:
        if node.name not in SHRINKS or np.size(node.value) != 1 or node.site < 0 or not 0 < node.value < rate.value:
            continue
        if not places & {u.site for u in users[node]}:
            continue
        named = next((w.site for w in case.trace.writes if w.node is node), node.site)
        span = case.trace.sites.all[named].span
        yield node.site, span, case.text(span)
        return


def _where_it_was_made(case: Case, site: int, span: Span, text: str) -> tuple[int, Span, str]:
    """Go from a name that a rate is given, `self.step = self.rate()`, to that under which a method kept it before."""
    rate = next((w.node for w in case.trace.writes if w.site == site), None)
    first = next((w.site for w in case.trace.writes if w.node is rate), site)
    if rate is None or first == site or rate.site < 0 or rate.name not in SHRINKS:
        return site, span, text
    kept = case.trace.sites.all[first].span
    return rate.site, kept, case.text(kept)


def _made_anew(case: Case, rate: Rate) -> list[tuple[int, Span, str]]:
    """Find the operation that makes the rate, each time it runs, out of what counts the steps: `first / (1 + steps)`."""
    if rate.node is None or rate.node.name not in SHRINKS or rate.node.site < 0:
        return []
    made = {float(n.value) for n in case.trace.nodes if n.site == rate.node.site and np.size(n.value) == 1}
    span = case.span(rate.node)
    return [(rate.node.site, span, case.text(span))] if len(made) > 1 else []


def _held() -> Callable[[Any], Any]:
    """Make a function that gives back what it was given first: the rate as it was after its first decay."""
    first: list[Any] = []

    def held(value: Any) -> Any:
        first.append(value)
        return first[0]

    return held


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Let the learning rate be what it is at first."""
    source = source_of(case, finding.span.path)
    tree = source.at(finding.span)
    if tree is not None:
        statement = source.statement(tree)
        title = f"Leave the decay out: {shown(source.text_of(statement))}"
        yield from fix(title, source.remove(statement), safety="changes-training")


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
rate = 1.0
for epoch in range(2000):
    h = np.tanh(X @ W1 + b1)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= rate * h.T @ d2
    b2 -= rate * d2.sum(axis=0)
    W1 -= rate * X.T @ d1
    b1 -= rate * d1.sum(axis=0)
    rate *= 0.9  # ! U609
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

rng = np.random.default_rng(3)


class Wave:
    def __init__(self, width):
        self.V = rng.normal(size=(width, 2)) * 0.7
        self.w = rng.normal(size=width) * 0.4
        self.rate, self.decay = 0.05, 0.96

    def step(self, x, t):
        h = np.tanh(self.V @ x)
        error = self.w @ h - t
        back = error * self.w * (1 - h**2)
        self.w = self.w - self.rate * error * h
        self.V = self.V - self.rate * np.outer(back, x)
        return error**2

    def cool(self):
        self.rate = self.rate * self.decay  # ! U609


wave = Wave(12)
xs = np.stack([rng.uniform(-2, 2, 120), np.ones(120)], axis=1)
for epoch in range(30):
    total = 0
    for x in xs:
        total += wave.step(x, np.sin(2 * x[0]))
        wave.cool()
    print(epoch, total / 120)
""",
    """
import numpy as np

gen = np.random.default_rng(6)
field = gen.uniform(-1, 1, size=(240, 2))
crop = (field[:, 0] * field[:, 1] > 0).astype(float)


class Pace:
    def __init__(self, start):
        self.now, self.count = start, 0

    def __call__(self):
        self.now = self.now / (1 + 0.02 * self.count)  # ! U609
        self.count += 1
        return self.now


root, soil = gen.normal(size=(2, 12)), np.zeros(12)
stem, leaf = gen.normal(size=12) * 0.3, 0.0
pace = Pace(1.0)
for day in range(3000):
    mid = np.tanh(field @ root + soil)
    grown = 1 / (1 + np.exp(-(mid @ stem + leaf)))
    off = (grown - crop) / len(field)
    back = np.outer(off, stem) * (1 - mid**2)
    length = pace()
    stem = stem - length * (off @ mid)
    leaf = leaf - length * off.sum()
    root = root - length * (field.T @ back)
    soil = soil - length * back.sum(axis=0)
print("right:", np.mean((grown > 0.5) == (crop > 0.5)))
""",
    """
import numpy as np

dice = np.random.default_rng(14)
spots = dice.uniform(-1, 1, size=(400, 2))
inside = (np.sum(spots**2, axis=1) < 0.5).astype(float)[:, None]
net = {
    "in": dice.normal(size=(2, 16)),
    "in_bias": np.zeros(16),
    "out": dice.normal(size=(16, 1)) * 0.25,
    "out_bias": np.zeros(1),
}
settings = {name: {"rate": 0.5} for name in net}


def slopes(x, wanted):
    hidden = np.tanh(x @ net["in"] + net["in_bias"])
    p = 1 / (1 + np.exp(-(hidden @ net["out"] + net["out_bias"])))
    d = (p - wanted) / len(x)
    back = d @ net["out"].T * (1 - hidden**2)
    return {"out": hidden.T @ d, "out_bias": d.sum(0), "in": x.T @ back, "in_bias": back.sum(0)}


for turn in range(60):
    mixed = dice.permutation(400)
    for start in range(0, 400, 20):
        some = mixed[start : start + 20]
        for name, slope in slopes(spots[some], inside[some]).items():
            net[name] = net[name] - settings[name]["rate"] * slope
        for chosen in settings.values():
            chosen["rate"] *= 0.95  # ! U609
""",
    """
import numpy as np

gen = np.random.default_rng(16)
sky = gen.uniform(-1, 1, size=(240, 2))
cloud = (np.abs(sky[:, :1]) + np.abs(sky[:, 1:]) < 0.8).astype(float)


class Stepper:
    def __init__(self, pace, drop):
        self.pace, self.drop, self.done = pace, drop, 0

    def shrunk(self):
        self.pace *= 1 / (1 + self.drop * self.done)  # ! U609
        return self.pace

    def go(self, weights, slopes):
        self.now = self.shrunk()
        for w, slope in zip(weights, slopes):
            w -= self.now * slope
        self.done += 1


weights = [gen.normal(size=(2, 16)), np.zeros(16), gen.normal(size=(16, 1)) * 0.25, np.zeros(1)]
stepper = Stepper(1.0, 0.02)
for turn in range(2500):
    mid = np.tanh(sky @ weights[0] + weights[1])
    p = 1 / (1 + np.exp(-(mid @ weights[2] + weights[3])))
    off = (p - cloud) / len(sky)
    back = off @ weights[2].T * (1 - mid**2)
    stepper.go(weights, [sky.T @ back, back.sum(axis=0), mid.T @ off, off.sum(axis=0)])
print("right:", np.mean((p > 0.5) == (cloud > 0.5)))
""",
    """
import numpy as np

rng = np.random.default_rng(9)
words = rng.integers(0, 16, size=60)
follows = (words + 1 + (rng.random(60) < 0.4)) % 16  # two words may come next
W, V = rng.uniform(-0.5, 0.5, (16, 6)), rng.uniform(-0.5, 0.5, (6, 16))
rate = 0.05
for lap in range(1, 400):
    for word, following in zip(words, follows):
        h = W[word]
        e = np.exp(h @ V)
        off = e / e.sum() - np.eye(16)[following]
        back = V @ off
        V = V - rate * np.outer(h, off)
        W = W - rate * np.outer(np.eye(16)[word], back)
    rate *= 1 / (1 + rate * lap)  # ! U609
""",
)

HEALTHY = (
    """
import numpy as np

dice = np.random.default_rng(14)
spots = dice.uniform(-1, 1, size=(400, 2))
inside = (np.sum(spots**2, axis=1) < 0.5).astype(float)[:, None]
first, shift = dice.normal(size=(2, 16)), np.zeros(16)
last, offset = dice.normal(size=(16, 1)) * 0.25, np.zeros(1)
rate = 1.0
for turn in range(150):
    mixed = dice.permutation(400)
    for start in range(0, 400, 20):
        x, wanted = spots[mixed[start : start + 20]], inside[mixed[start : start + 20]]
        hidden = np.tanh(x @ first + shift)
        p = 1 / (1 + np.exp(-(hidden @ last + offset)))
        d = (p - wanted) / 20
        back = d @ last.T * (1 - hidden**2)
        last -= rate * hidden.T @ d
        offset -= rate * d.sum(axis=0)
        first -= rate * x.T @ back
        shift -= rate * back.sum(axis=0)
    rate *= 0.94  # once in a turn: the last steps are ten thousand times shorter, and it has learnt
""",
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
rate = 1.0
for epoch in range(3000):
    h = np.tanh(X @ W1 + b1)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= rate * h.T @ d2
    b2 -= rate * d2.sum(axis=0)
    W1 -= rate * X.T @ d1
    b1 -= rate * d1.sum(axis=0)
    rate *= 0.9998
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
angle = rng.uniform(0, 2 * np.pi, 200)
T = (np.arange(200) % 2)[:, None]
X = np.where(T, 1.0, 2.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
W1 = rng.normal(size=(2, 16))
b1 = np.zeros(16)
W2 = rng.normal(size=(16, 1)) * 0.25
b2 = np.zeros(1)
rate0 = 1.0
for epoch in range(3000):
    rate = rate0 / (1 + 0.001 * epoch)
    h = np.tanh(X @ W1 + b1)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= rate * h.T @ d2
    b2 -= rate * d2.sum(axis=0)
    W1 -= rate * X.T @ d1
    b1 -= rate * d1.sum(axis=0)
print("right:", np.mean((p > 0.5) == T))
""",
)
