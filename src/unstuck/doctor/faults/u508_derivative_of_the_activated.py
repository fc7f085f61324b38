"""The derivative of the activation is taken at the activated value

## What happens

A function computes the derivative of the activation from `z`, what goes into it, but it is given `a = f(z)`, what
came out. The activation is applied twice, and the slope is that of another place.

## Why it stops learning

The chain rule asks for `f'(z)`. For a sigmoid `f'(z) = f(z) (1 - f(z))`, which is between 0 and 1/4, and near 0 for a
saturated unit. At `a = f(z)`, which lies between 0 and 1, the same formula gives 0.197 to 0.25 whatever the unit does:
it has become nearly a constant. Units that should be left alone are moved, and the step no longer goes down the
loss.

## How we know

The factor by which the error was multiplied equals the activation's derivative at `a`, and not the one at `z`, to
rounding.

## The repair

Give the derivative what it expects. Two ways of writing it are right:

    def slope(z): s = sigmoid(z); return s * (1 - s)        used as  slope(z)
    def slope(a): return a * (1 - a)                        used as  slope(a)

## When this is fine

For ReLU: `z > 0` and `relu(z) > 0` are the same, so its derivative may be taken at either.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.alternatives import other_slope, other_values, unwrapped
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.mistakes import ACTIVATIONS, Wrong, close
from unstuck.doctor.one_output import with_the_right_slope, wrong_output_slope
from unstuck.doctor.same_layer import is_wrong_at
from unstuck.doctor.slopes_made import span_of_slope
from unstuck.doctor.substitution import substituted


def diagnose(case: Case) -> Iterator[Finding]:
    """Find the slope of a single output that is taken at the activated value: the lengths of the steps tell."""
    slope = wrong_output_slope(case)
    if slope is not None and slope.of_the_activated:
        span = case.span(slope.node)
        yield found(
            __name__,
            span,
            f"The derivative of {slope.activation} at the output is taken at the activated value, in `{case.text(span)}`.",
            f"A derivative f'(z) belongs at z, what went into the {slope.activation}; here it gets a = f(z), so it is that of another "
            "place: an output that is sure and wrong is not the one that is moved least, as its slope would have it. Give it "
            f"z, or write the derivative in terms of a ({FORMULA.get(slope.activation, 'see the page')}).",
            (
                "step along the gradient, row by row",
                ", ".join(number(f) for f in slope.factors),
                "the learning rate in each",
            ),
        )


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the factor is the activation's derivative, taken at the activated value."""
    factor = wrong.factor()
    if factor is None:
        return None
    for node, wanted in wrong.wanted_factors():
        if not is_wrong_at(wrong.evidence, node):
            continue
        for name, (activation, slope) in ACTIVATIONS.items():
            with np.errstate(all="ignore"):
                z = array(node.value)
                a = activation(z)
                if not close(wanted, slope(z)) or not close(factor, slope(a)) or close(slope(a), slope(z)):
                    continue
            place = span_of_slope(case, wrong, a)
            return found(
                __name__,
                place,
                f"The derivative of {name} is taken at the activated value, in `{case.text(place)}`.",
                f"A derivative f'(z) belongs at z, what went into the {name}; here it gets a = f(z), so {name} is applied "
                "twice and the slope is that of another place. Give it z, or write the derivative in terms of a "
                f"({FORMULA.get(name, 'see the page')}).",
                ("slope used, on the average", number(float(np.mean(factor))), number(float(np.mean(wanted)))),
                (
                    "cosine of the step and the true gradient, " + wrong.compared.name,
                    number(wrong.compared.cosine),
                    "1",
                ),
            )
    return None


FORMULA = {"sigmoid": "a * (1 - a)", "tanh": "1 - a**2"}


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Take the derivative at what went into the activation, or write it in terms of its value."""
    slope = wrong_output_slope(case)
    if slope is not None and case.span(slope.node) == finding.span:
        yield from with_the_right_slope(case, slope)
        return
    yield from substituted(case, finding, unwrapped, other_values, other_slope)


BROKEN = (
    """
import numpy as np


class Tanh:
    def value(self, z):
        return np.tanh(z)

    def back(self, z, error):
        a = self.value(z)
        return error * (1 - a**2)


class Layer:
    def __init__(self, rng, before, after):
        self.w = rng.normal(size=(after, before)) / np.sqrt(before)
        self.b = np.zeros((after, 1))
        self.bend = Tanh()

    def forward(self, x):
        self.x = x
        self.z = self.w @ x + self.b
        self.y = self.bend.value(self.z)
        return self.y

    def backward(self, error):
        error = self.bend.back(self.y, error)  # ! U508
        below = self.w.T @ error
        self.w -= 0.1 * error @ self.x.T / self.x.shape[1]
        self.b -= 0.1 * error.mean(axis=1, keepdims=True)
        return below


rng = np.random.default_rng(5)
x = rng.normal(size=(3, 60))
t = np.tanh(x[:1] * x[1:2] - x[2:])
layers = [Layer(rng, 3, 8), Layer(rng, 8, 5), Layer(rng, 5, 1)]
for epoch in range(500):
    y = x
    for layer in layers:
        y = layer.forward(y)
    error = y - t
    for layer in reversed(layers):
        error = layer.backward(error)
print("error:", np.mean((y - t) ** 2))
""",
    """
import numpy as np

np.random.seed(1)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def slope(x):
    return sigmoid(x) * (1 - sigmoid(x))


pairs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
odd = np.array([0, 1, 1, 0.0])
w_in, b_in = np.random.randn(2, 4), np.zeros(4)
w_out, b_out = np.random.randn(4), 0.0
for epoch in range(600):
    for pair, wanted in zip(pairs, odd):
        hidden = sigmoid(pair @ w_in + b_in)
        out = sigmoid(hidden @ w_out + b_out)
        delta = (out - wanted) * slope(out)  # ! U508
        back = delta * w_out * hidden * (1 - hidden)
        w_out -= 0.5 * delta * hidden
        b_out -= 0.5 * delta
        w_in -= 0.5 * np.outer(pair, back)
        b_in -= 0.5 * back
print([float(sigmoid(sigmoid(p @ w_in + b_in) @ w_out + b_out)) for p in pairs])
""",
    """
import numpy as np

rng = np.random.default_rng(2)
inputs = rng.uniform(-1, 1, size=(40, 2))
targets = np.stack([inputs[:, 0] > inputs[:, 1], inputs[:, 0] <= inputs[:, 1]], axis=1) * 1.0


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


def train_one(x, t, w1, b1, w2, b2, rate):
    hidden = sigmoid(w1 @ x + b1)
    output = sigmoid(w2 @ hidden + b2)
    delta2 = (output - t) * output * (1 - output)
    delta1 = (w2.T @ delta2) * slope(hidden)  # ! U508
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
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - np.tanh(h) ** 2)  # ! U508
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(5)
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = [0, 1, 1, 0]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


W1, b1 = rng.normal(size=(4, 2)) * 2, rng.normal(size=4)
W2, b2 = rng.normal(size=4), 0.0
for epoch in range(300):
    total = 0
    for x, t in zip(X, y):
        z1 = W1 @ x + b1
        h = sigmoid(z1)
        out = sigmoid(W2 @ h + b2)
        total += (t - out) ** 2
        delta = (out - t) * sigmoid_slope(out)  # ! U508
        back = delta * W2 * sigmoid_slope(z1)
        W2 = W2 - 0.8 * delta * h
        b2 = b2 - 0.8 * delta
        W1 = W1 - 0.8 * np.outer(back, x)
        b1 = b1 - 0.8 * back
    if epoch % 50 == 0:
        print(epoch, total / 4)
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(2)
inputs = rng.uniform(-1, 1, size=(40, 2))
targets = np.stack([inputs[:, 0] > inputs[:, 1], inputs[:, 0] <= inputs[:, 1]], axis=1) * 1.0


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


def train_one(x, t, w1, b1, w2, b2, rate):
    z1 = w1 @ x + b1
    hidden = sigmoid(z1)
    output = sigmoid(w2 @ hidden + b2)
    delta2 = (output - t) * output * (1 - output)
    delta1 = (w2.T @ delta2) * slope(z1)
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


def relu(z):
    return np.maximum(z, 0)


def relu_slope(z):
    return (z > 0) * 1.0


rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = relu(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * relu_slope(h)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
)
