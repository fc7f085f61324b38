"""The error at the output has the wrong sign

## What happens

The error is written as target minus output, and the updates subtract. The loss rises from the very first step, at every
learning rate; a smaller rate only makes it rise more slowly. The accuracy falls below what guessing would reach.

## Why it stops learning

Down the loss goes `W = W - rate * dL/dW`, and the derivative of the usual losses at the last sum is output minus target,
`p - t`. Two ways of writing it are right: `p - t` with updates that subtract, and `t - p` with updates that add. One of
each climbs: the network is trained to be as wrong as it can.

Every gradient is computed from this one error, so all of them point uphill, and a check of one layer after the other finds
nothing: each line is the right one for the error that it gets.

## How we know

The step of each parameter is compared with the exact gradient of the loss. All steps have the cosine -1 with the way
down: the directions are exact, and reversed.

## The repair

Write `p - t`, or keep `t - p` and add in *every* update. Do one of the two, not both.

## When this is fine

`t - p` together with `+=` is the older convention (the delta rule) and is right.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import angle, array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.gradients import replayed
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.proportions import first_delta, proportions
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import combined
from unstuck.doctor.values import source_of, tree_of

ROUNDS = 2  # in which a policy is moved against its rewards
ALMOST = 1 - 1e-9  # cosine of two directions that are one


def diagnose(case: Case) -> Iterator[Finding]:
    """Find an error at the output with the wrong sign for the way the updates are written."""
    evidence = case.first
    if evidence is None:
        return
    rewarded = _against_its_rewards(case)
    if rewarded:
        yield _of_a_policy(case, rewarded)
        return
    always = [p for e in case.evidence for p in proportions(e)]  # a reward may turn a step round now and then
    uphill = {p.compared.slot.number for p in always} - {p.compared.slot.number for p in always if p.factor > 0}
    steps = [p.compared for p in proportions(evidence) if p.compared.slot.number in uphill]
    start = first_delta(evidence)
    if start is None or len(steps) < len(proportions(evidence)):
        return
    node, sign = start
    steps = steps or _under_a_slope(case, node)
    if sign > 0 or not steps:
        return
    c = steps[0]
    yield found(
        __name__,
        case.span(node),
        f"The error at the output has the wrong sign for these updates: `{case.text(case.span(node))}`.",
        "The updates subtract, so they need the gradient, output minus target. With target minus output they climb the loss "
        "instead of going down: every step makes the answers worse, at any learning rate. Exchange the two, or add in every "
        "update instead of subtracting.",
        ("cosine of the step and the direction downhill", number(c.cosine), "1"),
        ("parameters that move uphill", f"{len(steps)} of {len(evidence.compared)}", "0"),
    )


def _against_its_rewards(case: Case) -> list[tuple[Compared, float]]:
    """List the steps of a policy gradient that make likelier what was punished, and rarer what was rewarded.

    Each with its length, per unit of reward. What the rewards are multiplied with is the slope of a cross-entropy, and
    some rewards are negative, as no weight of a class is.
    """
    if case.kinds_of_loss or not all("cross-entropy" in evidence.loss.name for evidence in case.evidence):
        return []
    found = []
    if all(evidence.reading.rewards for evidence in case.evidence):
        found = [[(p.compared, p.factor) for p in proportions(evidence)] for evidence in case.evidence]
    elif all(len(evidence.round.joins) == 1 for evidence in case.evidence):
        found = _by_one_reward(case)
    known = [steps for steps in found if steps]
    wrong = len(known) >= ROUNDS and all(factor < 0 for steps in known for _, factor in steps)
    return known[0] if wrong else []


def _by_one_reward(case: Case) -> list[list[tuple[Compared, float]]]:
    """Divide the steps that follow from one action by its reward: a number, now above 0 and now below, to which they all are in proportion."""
    rounds = [[(p.compared, p.factor) for p in proportions(evidence)] for evidence in case.evidence]
    if not all(rounds):
        return []
    roles = case.roles
    learnt = sum(1 << slot.number for slot in roles.parameters)  # a baseline may be learnt, too, and is none of these
    numbers: dict[tuple[int, int], list[float]] = {}
    for evidence, steps in zip(case.evidence, rounds, strict=True):
        seen = set()
        for node in sorted(evidence.way(steps[0][0]), key=lambda n: n.index):
            for place, factor in enumerate(node.args[:2] if node.name in ("mul", "multiply") else ()):
                given = (
                    isinstance(factor, Node) and np.size(factor.value) == 1 and not roles.mask[factor.index] & learnt
                )
                if given and (node.site, place) not in seen:
                    seen.add((node.site, place))
                    numbers.setdefault((node.site, place), []).append(float(np.ravel(factor.value)[0]))
    for values in numbers.values():
        if len(values) < len(rounds) or not min(values) < 0 < max(values) or 0 in values:
            continue
        shares = [[(c, factor / value) for c, factor in steps] for steps, value in zip(rounds, values, strict=False)]
        first = [steps[0][1] for steps in shares]
        if np.ptp(first) < 1e-6 * abs(first[0]):
            return shares
    return []


def _of_a_policy(case: Case, steps: list[tuple[Compared, float]]) -> Finding:
    evidence = next(e for e in case.evidence if any(c is steps[0][0] for c in e.compared))
    span = case.span(evidence.round.joins[0].node)
    return found(
        __name__,
        span,
        f"With the error `{case.text(span)}` these updates make rarer what was rewarded.",
        "A policy gradient climbs the logarithm of the probability of what was done, times its reward. The slope of that "
        "logarithm is action minus probability; probability minus action is its opposite, and has to be subtracted. As it "
        "stands, what won is done less often and what lost more often. (Right only if the numbers are costs and no rewards.)",
        ("step along the slope of log p, per unit of reward", number(steps[0][1]), "positive"),
        ("parameters that move against their rewards", f"{len(steps)} of {len(evidence.compared)}", "0"),
        certainty="suspected",
    )


def _under_a_slope(case: Case, error: Node) -> list[Compared]:
    """List what would move straight uphill if the error were not multiplied by a slope that does not belong there."""
    return [w.compared for w in case.wrong if w.source is error and _cosine_without(w) < -ALMOST]


def _cosine_without(wrong: Wrong) -> float:
    """Compute the step from the error as it is, without the products that it goes through; compare it with downhill."""
    c, source = wrong.compared, wrong.source
    if source is None or np.shape(source.value) != np.shape(wrong.end.value):
        return 0.0
    values: dict[Node, Any] = {wrong.end: source.value}
    for node in sorted(wrong.evidence.way(c), key=lambda n: n.index):
        if any(s in values for s in node.inputs) and node not in values:
            values[node] = replayed(node, lambda n: values.get(n, n.value))
    moved = array(values.get(c.after, c.before.value)) - array(c.before.value)
    return angle(-moved, c.true)[0]


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Exchange what is subtracted, or leave out a minus."""
    evidence = case.first
    tree = place_of(case, finding)
    if evidence is None or tree is None:
        return
    source = source_of(case, finding.span.path)
    for node in (tree, *(t for n in reversed(evidence.backward) if (t := tree_of(case, n)) is not None)):
        for part in ast.walk(node) if node is tree else (node,):
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Sub):
                text = combined(source.text_of(part.right), "-", source.text_of(part.left))
                yield from fix(f"Write {shown(text)}: output minus target", source.put(part, text))
            elif isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.USub):
                yield from fix("Leave out the minus", source.put(part, source.text_of(part.operand)))


BROKEN = (
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
    d2 = (T - p) / len(X)  # ! U503
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
inputs = rng.uniform(-1, 1, size=(40, 2))
targets = np.stack([inputs[:, 0] > inputs[:, 1], inputs[:, 0] <= inputs[:, 1]], axis=1) * 1.0


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def train_one(x, t, w1, b1, w2, b2, rate):
    hidden = sigmoid(w1 @ x + b1)
    output = sigmoid(w2 @ hidden + b2)
    delta2 = (t - output) * output * (1 - output)  # ! U503
    delta1 = (w2.T @ delta2) * hidden * (1 - hidden)
    w2 -= rate * np.outer(delta2, hidden)
    b2 -= rate * delta2
    w1 -= rate * np.outer(delta1, x)
    b1 -= rate * delta1
    return output


w1, b1 = rng.normal(size=(5, 2)), np.zeros(5)
w2, b2 = rng.normal(size=(2, 5)), np.zeros(2)
for epoch in range(100):
    right = 0
    for i in rng.permutation(len(inputs)):
        output = train_one(inputs[i], targets[i], w1, b1, w2, b2, 1.0)
        right += output.argmax() == targets[i].argmax()
print("right:", right / len(inputs))
""",
    """
import numpy as np

rng = np.random.default_rng(9)
flowers = np.concatenate([rng.normal(size=(25, 4)) + shift for shift in np.eye(4)[:3] * 3])
kinds = np.eye(3)[np.repeat([0, 1, 2], 25)]


def softmax(s):
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class Dense:
    def __init__(self, n, m, function, slope):
        self.w, self.b = rng.normal(size=(n, m)) * 0.4, np.zeros(m)
        self.function, self.slope = function, slope

    def run(self, given):
        self.given, self.sums = given, given @ self.w + self.b
        return self.function(self.sums)

    def learn(self, error, rate):
        error = error * self.slope(self.sums)  # ! U504
        back = error @ self.w.T
        self.w -= rate * self.given.T @ error / len(error)
        self.b -= rate * error.mean(axis=0)
        return back


net = [Dense(4, 6, np.tanh, lambda s: 1 - np.tanh(s) ** 2), Dense(6, 3, softmax, lambda s: softmax(s) * (1 - softmax(s)))]
for turn in range(300):
    shares = flowers
    for layer in net:
        shares = layer.run(shares)
    loss = -np.mean(np.sum(kinds * np.log(shares), axis=1))
    error = kinds - shares  # ! U503
    for layer in reversed(net):
        error = layer.learn(error, 0.5)
print("loss:", loss, "right:", np.mean(shares.argmax(axis=1) == kinds.argmax(axis=1)))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
paid = np.array([[1.0, -0.5, -1.0], [-1.0, 1.0, -0.5]])
w, b = np.zeros((2, 3)), np.zeros(3)
usual, won = 0.0, []
for turn in range(2000):
    guest = rng.integers(2)
    x = np.eye(2)[guest]
    e = np.exp(x @ w + b)
    p = e / e.sum()
    dish = rng.choice(3, p=p)
    coins = paid[guest, dish] + 0.3 * rng.normal()
    better = coins - usual
    usual += 0.05 * better
    slope = p - np.eye(3)[dish]  # ? U503
    w += 0.2 * better * np.outer(x, slope)
    b += 0.2 * better * slope
    won.append(coins)
print("coins at the end:", np.mean(won[-200:]))
""",
    """
import numpy as np

rng = np.random.default_rng(8)
w1, w2 = rng.normal(size=(5, 3)) * 0.5, rng.normal(size=(1, 5)) * 0.4


def play():
    rows, errors, hidden, points = [], [], [], []
    place = rng.uniform(-1, 1)
    for move in range(10):
        x = np.array([[place], [place**2], [1.0]])
        h = np.tanh(w1 @ x)
        p = 1 / (1 + np.exp(-(w2 @ h)))
        right = float(rng.uniform() < p[0, 0])
        before = abs(place)
        place += 0.2 if right else -0.2
        rows.append(x.T)
        hidden.append(h.T)
        errors.append(right - p[0])  # ? U503
        points.append(before - abs(place))
    return np.vstack(rows), np.vstack(hidden), np.vstack(errors), np.array(points)


for game in range(800):
    x, h, error, points = play()
    later = np.cumsum(points[::-1])[::-1]
    error = error * (later - later.mean())[:, None]
    dw2 = error.T @ h
    dw1 = (error @ w2 * (1 - h**2)).T @ x
    w2 -= 0.05 * dw2
    w1 -= 0.05 * dw1
    if game % 100 == 0:
        print(game, points.sum())
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
    d2 = (T - p) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 += 0.5 * h.T @ d2
    b2 += 0.5 * d2.sum(axis=0, keepdims=True)
    W1 += 0.5 * X.T @ d1
    b1 += 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
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
        dZ2 = -(Y - self.A2)
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
for step in range(1500):
    P = network.forward(X)
    network.backward(X, Y)
    network.update(2.0)
print("right:", np.mean((P > 0.5) == Y))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
paid = np.array([[1.0, -0.5, -1.0], [-1.0, 1.0, -0.5]])
w, b = np.zeros((2, 3)), np.zeros(3)
usual, won = 0.0, []
for turn in range(2000):
    guest = rng.integers(2)
    x = np.eye(2)[guest]
    e = np.exp(x @ w + b)
    p = e / e.sum()
    dish = rng.choice(3, p=p)
    coins = paid[guest, dish] + 0.3 * rng.normal()
    better = coins - usual
    usual += 0.05 * better
    slope = np.eye(3)[dish] - p
    w += 0.2 * better * np.outer(x, slope)
    b += 0.2 * better * slope
    won.append(coins)
print("coins at the end:", np.mean(won[-200:]))
""",
    """
import numpy as np

rng = np.random.default_rng(8)
w1, w2 = rng.normal(size=(5, 3)) * 0.5, rng.normal(size=(1, 5)) * 0.4


def play():
    rows, errors, hidden, points = [], [], [], []
    place = rng.uniform(-1, 1)
    for move in range(10):
        x = np.array([[place], [place**2], [1.0]])
        h = np.tanh(w1 @ x)
        p = 1 / (1 + np.exp(-(w2 @ h)))
        right = float(rng.uniform() < p[0, 0])
        before = abs(place)
        place += 0.2 if right else -0.2
        rows.append(x.T)
        hidden.append(h.T)
        errors.append(p[0] - right)
        points.append(before - abs(place))
    return np.vstack(rows), np.vstack(hidden), np.vstack(errors), np.array(points)


for game in range(800):
    x, h, error, points = play()
    later = np.cumsum(points[::-1])[::-1]
    error = error * (later - later.mean())[:, None]
    dw2 = error.T @ h
    dw1 = (error @ w2 * (1 - h**2)).T @ x
    w2 -= 0.05 * dw2
    w1 -= 0.05 * dw1
    if game % 100 == 0:
        print(game, points.sum())
""",
)
