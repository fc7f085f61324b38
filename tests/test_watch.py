"""The course of training: what is seen of it, and that looking changes nothing."""

import contextlib
import dataclasses
import functools
import io
import subprocess
import sys
import time
import types
from pathlib import Path

import numpy as np
import pytest

from unstuck.doctor import diagnose as diagnosis
from unstuck.doctor.assign import assign_roles
from unstuck.doctor.case import Case, found
from unstuck.doctor.course import Course
from unstuck.doctor.dynamics import Suspicion, diagnose_course, learns
from unstuck.doctor.evidence import gather
from unstuck.doctor.experiments import Experiments
from unstuck.doctor.findings import Span
from unstuck.doctor.losses import LOSSES
from unstuck.doctor.places import JoinPlace, Places, find_places
from unstuck.doctor.run import run_traced
from unstuck.doctor.script import Sites, rewrite
from unstuck.doctor.trace import Limits
from unstuck.doctor.watch import Change, CourseLimits, run_course
from unstuck.doctor.yardstick import BINS, Bins, Meter, Totals

DATA = """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
"""
SHOW = """
print(W1.tobytes().hex(), b1.tobytes().hex(), W2.tobytes().hex(), b2.tobytes().hex())
"""
BATCH = (
    DATA
    + """
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p
    d2 -= T
    d2 /= len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 = b2 - 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 = b1 - 0.5 * d1.sum(axis=0, keepdims=True)
"""
    + SHOW
)
ROWS = (
    DATA
    + """

class Net:
    def __init__(self):
        self.weights = [W1, W2]
        self.biases = [b1, b2]

    def forward(self, x):
        self.a = [x]
        for w, b in zip(self.weights, self.biases):
            self.a.append(1 / (1 + np.exp(-(self.a[-1] @ w + b))))
        return self.a[-1]

    def step(self, x, t):
        delta = (self.forward(x) - t) * self.a[-1] * (1 - self.a[-1])
        for k in reversed(range(2)):
            below = delta @ self.weights[k].T * self.a[k] * (1 - self.a[k])
            self.weights[k] -= 0.5 * self.a[k].T @ delta
            self.biases[k] -= 0.5 * delta
            delta = below


net = Net()
for epoch in range(40):
    for i in rng.permutation(len(X)):
        net.step(X[i : i + 1], T[i : i + 1])
"""
    + SHOW
)
PLAIN = """
from math import exp
from random import random, seed

seed(1)
data = [([0.1, 0.9], [1, 0]), ([0.8, 0.2], [0, 1]), ([0.3, 0.7], [1, 0]), ([0.9, 0.3], [0, 1])]
network = []
network.append([[random() - 0.5 for _ in range(3)] for _ in range(4)])
network.append([[random() - 0.5 for _ in range(5)] for _ in range(2)])


def activate(weights, inputs):
    total = weights[-1]
    for i in range(len(weights) - 1):
        total += weights[i] * inputs[i]
    return 1 / (1 + exp(-total))


for epoch in range(1500):
    for x, t in data:
        h = [activate(w, x) for w in network[0]]
        o = [activate(w, h) for w in network[1]]
        d = []
        for k in range(2):
            error = o[k] - t[k]
            d.append(error * o[k] * (1 - o[k]))
        e = []
        for j in range(4):
            back = 0.0
            for k in range(2):
                back += d[k] * network[1][k][j]
            e.append(back * h[j] * (1 - h[j]))
        for k in range(2):
            for j in range(4):
                network[1][k][j] -= 0.5 * d[k] * h[j]
            network[1][k][-1] -= 0.5 * d[k]
        for j in range(4):
            for i in range(2):
                network[0][j][i] -= 0.5 * e[j] * x[i]
            network[0][j][-1] -= 0.5 * e[j]
print([value.hex() for layer in network for w in layer for value in w])
"""
SCRIPTS = {"batch": BATCH, "rows": ROWS, "plain": PLAIN}


@functools.cache
def places_of(text, path):
    """Trace a script, and find what to watch in it."""
    with contextlib.redirect_stdout(io.StringIO()):
        roles = assign_roles(run_traced(text, path, Limits(seconds=2)).trace)
    assert not roles.problem
    return find_places(gather(roles)[0])


def watch(text, limits=None, change=None, more="") -> tuple[Course, str]:
    """Run a script, and `more` after it, to the end; returns its course, and what it printed."""
    path = Path("script.py").absolute()
    places = places_of(text, path)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        return run_course(text + more, path, places, None, limits, change), printed.getvalue()


@pytest.mark.parametrize("name", SCRIPTS)
def test_watching_changes_nothing(name):
    course, printed = watch(SCRIPTS[name])
    alone = subprocess.run([sys.executable, "-c", SCRIPTS[name]], capture_output=True, text=True, check=True)
    assert printed == alone.stdout
    assert course.finished
    assert not course.why_ended


@pytest.mark.parametrize(("name", "updates"), [("batch", 300), ("rows", 2400), ("plain", 6000)])
def test_it_learns(name, updates):
    course, _ = watch(SCRIPTS[name])
    assert course.updates == updates
    assert course.yardstick == "accuracy"
    assert course.quality > 0.9
    assert course.loss[-1] < 0.5 * course.loss[0]
    assert len(course.steps) <= BINS
    assert np.all(np.diff(course.steps) >= 0)
    assert course.first_bad is None


def test_the_numbers_are_those_of_the_run():
    course, _ = watch(BATCH.replace("range(300)", "range(150)"))  # a bin for each
    space = {}
    text = DATA + "\nh = np.tanh(X @ W1 + b1)\ne = np.exp(h @ W2 + b2)\np = e / e.sum(axis=1, keepdims=True)\n"
    exec(text, space)
    first = -np.sum(space["T"] * np.log(space["p"])) / 60
    right = np.mean(space["p"].argmax(axis=1) == space["labels"])
    assert course.loss[0] == pytest.approx(first)
    assert course.score[0] == pytest.approx(right)
    shares = np.bincount(space["labels"]) / 60
    assert course.constant_loss == pytest.approx(-np.sum(shares * np.log(shares)))
    assert course.constant_score == pytest.approx(shares.max())
    assert [a.shape[1] for a in course.activations] == [8, 3]
    assert set(course.sizes) == {"W1", "b1", "W2", "b2"}


def test_plain_numbers_become_layers():
    course, _ = watch(PLAIN)
    assert [a.shape[1] for a in course.activations] == [4, 1]


def test_limits_end_the_run():
    course, printed = watch(BATCH, CourseLimits(joins=64))
    assert not course.finished
    assert "64" in course.why_ended
    assert printed == ""
    course, _ = watch(BATCH, CourseLimits(seconds=0.5), more="\nwhile True:\n    pass\n")
    assert not course.finished
    assert course.updates == 300
    swallows = "\nwhile True:\n    try:\n        while True:\n            pass\n    except:\n        break\n"
    course, _ = watch(BATCH, CourseLimits(seconds=0.5), more=swallows)
    assert "cut" in course.why_ended


def test_a_crash_is_kept():
    course, _ = watch(BATCH, more="\nprint(undefined)\n")
    assert course.crash is not None
    assert course.crash.kind == "NameError"
    assert course.updates == 300
    assert not course.finished


def test_the_first_bad_step():
    text = BATCH.replace(
        "for epoch in range(300):", "for epoch in range(300):\n    W2[:] = np.nan if epoch == 150 else W2"
    )
    course, _ = watch(text)
    assert course.first_bad is not None
    assert abs(course.first_bad - 150) <= 2
    assert not course.quality > 0


def test_a_change():
    slow, _ = watch(BATCH, None, Change(steps=0.0))
    assert slow.updates == 300
    assert slow.loss[-1] == pytest.approx(slow.loss[0])
    sites = Sites()
    rewrite(BATCH, None, "script.py", sites)
    loop = next(site.index for site in sites.all if site.name == "for")
    longer, _ = watch(BATCH, None, Change(longer={loop: 2}))
    assert longer.updates == 600
    start = next(site.index for site in sites.all if site.target == "W1" and site.name == "assign")
    zero, _ = watch(BATCH, None, Change(values={start: lambda w: w * 0}))
    usual, _ = watch(BATCH)
    assert zero.loss[0] != usual.loss[0]


@pytest.mark.parametrize("text", [*SCRIPTS.values(), "a[b:c, 1], (d.e, *f) = g = h[i].T\nj[k()] -= l[m:, n] * -o.p\n"])
def test_places_are_numbered_alike(text):
    full, bare = Sites(), Sites()
    rewrite(text, None, "script.py", full)
    rewrite(text, None, "script.py", bare, frozenset())
    assert [(s.name, s.span, s.target) for s in full.all] == [(s.name, s.span, s.target) for s in bare.all]
    assert len(full.all) > 5


def test_bins_are_bounded_and_lose_nothing():
    bins = Bins()
    for i in range(10_000):
        bins.add(Totals(np.array([1, i, 0, 0, 0, 1.0]), np.zeros((6, 1)), i))
    assert len(bins.all()) <= BINS
    assert sum(part.rows for part in bins.all()) == 10_000
    assert sum(part.numbers[1] for part in bins.all()) == sum(range(10_000))
    assert bins.all()[-1].step == 9999


def test_what_is_no_number_and_what_ties_is_no_answer() -> None:
    meter = Meter(LOSSES[0])
    outputs, targets = [[np.nan, np.nan], [0.5, 0.5], [0.2, 0.8]], [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]
    assert meter.score(meter.measure(np.array(outputs), np.array(targets), 1, 1)) == pytest.approx(1 / 3)


def test_kinds_of_targets():
    half = LOSSES[0]
    numbers = Meter(half)
    totals = numbers.measure(np.zeros((3, 1)), np.array([[0.1], [0.5], [0.9]]), 1, 0)
    assert numbers.yardstick == "error"
    loss, error = numbers.best_constant(totals)
    assert error == pytest.approx(np.sum(np.square([0.4, 0, 0.4])) / 3)
    assert loss == pytest.approx(error / 2)
    signs = Meter(half)
    totals = signs.measure(np.array([[0.2], [-0.3], [0.4]]), np.array([[1.0], [-1.0], [-1.0]]), 1, 0)
    assert signs.yardstick == "accuracy"
    assert signs.score(totals) == pytest.approx(2 / 3)
    several = Meter(half)
    totals = several.measure(np.array([[0.6, 0.4, 0.9]]), np.array([[1.0, 1.0, 0.0]]), 1, 0)
    assert several.score(totals) == pytest.approx(1 / 3)


# -- suspicions


def case_of(text, **more) -> Case:
    """Trace a script, and make it ready to be run again."""
    path = Path("script.py").absolute()
    with contextlib.redirect_stdout(io.StringIO()):
        roles = assign_roles(run_traced(text, path).trace)
    evidence = gather(roles)
    experiments = Experiments(text, path, evidence[0], 0, time.monotonic() + 60, **more)
    return Case(roles.trace, roles, evidence, experiments=experiments)


def suspicion(**more) -> Suspicion:
    finding = found("x.u602_learning_rate_too_high", Span(1, 1, 1, 2), "", "", ("rate", "1"), certainty="suspected")
    return Suspicion(finding, **more)


def told(case, *suspicions):
    rule = types.SimpleNamespace(suspect=lambda _: iter(suspicions))
    return diagnose_course(case, [], {"U602": rule})


SLOW = BATCH.replace(" 0.5 * h", " 1e-5 * h").replace(" 0.5 * d", " 1e-5 * d").replace(" 0.5 * X", " 1e-5 * X")
FASTER = {"changes": (Change(steps=2.0), Change(steps=5e4)), "cures": ("twice the rate", "a higher rate")}


def test_nothing_is_said_of_a_script_that_learns():
    case = case_of(BATCH)
    assert learns(case.experiments.course)
    assert told(case, suspicion(strong=True)) == []


def test_a_cure_makes_a_suspicion_certain():
    runs = []
    case = case_of(SLOW, between=lambda: runs.append(1))
    assert not learns(case.experiments.course)
    (finding,) = told(case, suspicion(**FASTER), suspicion(strong=True))
    assert finding.certainty == "measured"
    assert len(runs) == 3  # as it is, and with each change
    assert [e.what for e in finding.evidence[-2:]] == [
        "rows answered rightly, as it is",
        "rows answered rightly, with a higher rate",
    ]


def test_what_does_not_cure_is_told_only_if_strong():
    no_cure = {"changes": (Change(steps=0.5),), "cures": ("half the rate",)}
    case = case_of(SLOW)
    assert told(case, suspicion(**no_cure)) == []
    (finding,) = told(case, suspicion(**no_cure, strong=True))
    assert finding.certainty == "suspected"


def test_other_faults_hide_the_course():
    case = case_of(SLOW)
    exact = found("x.u501_missing_mean", Span(1, 1, 1, 2), "", "", ("factor", "2"))
    rule = types.SimpleNamespace(suspect=lambda _: iter([suspicion(strong=True), suspicion(standing=True)]))
    findings = diagnose_course(case, [exact], {"U602": rule})
    assert [f.certainty for f in findings] == ["suspected", "suspected"]
    assert "course" not in vars(case.experiments)
    same = found("x.u602_learning_rate_too_high", Span(1, 1, 1, 2), "", "", ("factor", "2"))
    assert diagnose_course(case, [same], {"U602": rule}) == []  # told already


def test_no_run_without_time():
    case = case_of(SLOW)
    assert case.experiments.course is not None
    case.experiments.budget = 0.0
    assert case.experiments.run(Change(steps=5e4), lambda _: False) is None


def test_a_run_ends_when_enough_was_seen():
    case = case_of(SLOW)
    seen = []

    def enough(course):
        seen.append(course)
        return True

    case.experiments.course = dataclasses.replace(case.experiments.course)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("unstuck.doctor.watch.ASKED", 0.0)
        course = case.experiments.run(Change(steps=5e4), enough)
    assert len(seen) == 1
    assert not course.finished
    assert 0 < course.updates < case.experiments.course.updates
    np.testing.assert_allclose(course.loss, seen[0].loss)


def test_a_run_that_was_cut_is_compared_where_it_was_cut():
    case = case_of(SLOW)
    whole = case.experiments.course
    case.experiments.course = dataclasses.replace(whole, parts=whole.parts[:10], why_ended="cut")
    course = case.experiments.run(Change(steps=5e4), lambda _: False)
    joins = sum(part.numbers[5] for part in whole.parts[:10])
    assert joins <= sum(part.numbers[5] for part in course.parts) <= joins + 64


def test_a_literal_can_be_changed():
    line = next(i for i, text in enumerate(BATCH.splitlines(), 1) if "range(300)" in text)
    span = Span(line, 20, line, 23)
    short, _ = watch(BATCH, None, Change(literals={span: "40"}))
    assert short.updates == 40


def test_a_mistake_of_ours_costs_no_finding(monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(diagnosis, "diagnose_course", fail)
    case = case_of(BATCH.replace("d2 /= len(X)\n", "d2 /= len(X)\n    d2 *= -1\n"))
    assert {f.code for f in diagnosis.diagnose(case)} & {"U503", "U601"}
    assert case.failures == {"what the course of training shows": "ZeroDivisionError: planted"}


ENGINE = """
import math
import random

random.seed(4)


class Value:
    def __init__(self, data, children=()):
        self.data, self.grad, self.children, self.pull = data, 0.0, children, lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def pull():
            self.grad += out.grad
            other.grad += out.grad

        out.pull = pull
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def pull():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.pull = pull
        return out

    def __pow__(self, power):
        out = Value(self.data**power, (self,))

        def pull():
            self.grad += power * self.data ** (power - 1) * out.grad

        out.pull = pull
        return out

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-(other if isinstance(other, Value) else Value(other)))

    def tanh(self):
        out = Value(math.tanh(self.data), (self,))

        def pull():
            self.grad += (1 - out.data**2) * out.grad

        out.pull = pull
        return out

    def backward(self):
        order, seen = [], set()

        def visit(value):
            if value not in seen:
                seen.add(value)
                for child in value.children:
                    visit(child)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            value.pull()


xs = [(random.uniform(-1, 1), random.uniform(-1, 1)) for _ in range(8)]
ys = [0.8 if a > b else -0.8 for a, b in xs]
w = [Value(random.uniform(-1, 1)) for _ in range(3)]
for turn in range(80):
    outs = [(w[0] * a + w[1] * b + w[2]).tanh() for a, b in xs]
    loss = Value(0.0)
    for out, y in zip(outs, ys):
        loss = loss + (out - y) ** 2
    for p in w:
        p.grad = 0.0
    loss.backward()
    for p in w:
        p.data -= 0.05 * p.grad
"""


def test_where_a_class_does_the_arithmetic_only_the_outputs_are_held_against_targets() -> None:
    path = Path("engine.py")
    trace = run_traced(ENGINE, path).trace
    sums = [node for node in trace.nodes if trace.sites.text(trace.site(node).span) == "self.data + other.data"]
    ways = {trace.callers[node] for node in sums}
    assert len(ways) == 3
    assert [name for way in ways for name, _ in way].count("__sub__") == 1
    at_the_targets = next(way for way in ways if "__sub__" in dict(way))
    join = JoinPlace(sums[0].site, 0, False, None, 1, LOSSES[0], True, at_the_targets)
    course = run_course(ENGINE, path, Places(join))
    assert sum(part.rows for part in course.parts) == 80 * 8
    assert course.loss[-1] < 0.3 * course.loss[0]
    everything = run_course(ENGINE, path, Places(dataclasses.replace(join, callers=None)))
    assert sum(part.rows for part in everything.parts) == 80 * 8 * 4  # two sums of the network, and that of the loss
