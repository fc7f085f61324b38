"""The derivative of the output's activation is missing

## What happens

The script prints the squared error, the output is a sigmoid, and the error at the output is `p - t` alone. It learns, often better than it
should; the printed loss is not what is minimised.

## Why it stops learning

For the squared error `L = (p - t)^2 / 2` with `p = f(z)` the chain rule gives

    dL/dz = (p - t) * f'(z) = (p - t) * p * (1 - p)

Without the factor the steps are exactly those of another loss: `p - t` is the derivative of the binary cross-entropy. That is a good loss, and for
classes the better one. But the number printed belongs to the other, and for targets between 0 and 1 that are no classes the two have different
valleys in a deep network.

## How we know

The steps agree to rounding with the gradient of the cross-entropy; the loss that the script computes is the squared error. Which of the two
was meant cannot be measured, so this is only suspected. Where one row makes a step, and one layer has the factor and another lacks it, that can be
measured: the steps of the two differ by `p (1 - p)` of each row.

## The repair

Either multiply by `p * (1 - p)`, or keep `p - t` and print the cross-entropy,
`-np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))`.

## When this is fine

If cross-entropy is meant, and the squared error is printed beside it as something to look at.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.hypotheses import lacks_output_slopes
from unstuck.doctor.mistakes import Wrong, wrong_values
from unstuck.doctor.one_output import slopes_of_sigmoid, with_the_slope_everywhere, without_the_slope
from unstuck.doctor.proportions import first_delta
from unstuck.doctor.substitution import with_slope
from unstuck.doctor.values import passed_on_unchanged, place_without


def diagnose(case: Case) -> Iterator[Finding]:
    """Find steps that follow cross-entropy where the script's own loss is the squared error; or some that do."""
    evidence = case.first
    if evidence is None:
        return
    without = without_the_slope(case)
    if without:
        for span in sorted({case.span(n) for n in without if n.site >= 0}, key=lambda span: span.line)[:1]:
            yield found(
                __name__,
                span,
                f"The derivative of the output's activation is missing in `{case.text(span)}`, and not in the steps of other layers.",
                "The derivative of (p - t)^2 / 2 at the last sum is (p - t) f'(z), for the weights of the last layer as for all others. "
                "With it in some layers and without it in others, a row whose output is flat moves the last layer much and the others "
                "hardly: the steps together are not the slope of any loss. Multiply by p (1 - p) here too.",
                ("layers with the factor p (1 - p), from row to row", "some", "all, or none"),
                (
                    "p (1 - p) in the first steps",
                    ", ".join(number(s) for s in list(slopes_of_sigmoid(case).values())[:3]),
                    "",
                ),
            )
        return
    if evidence.loss.name != "binary cross-entropy":
        return
    kinds = case.kinds_of_loss
    moved = [c for c in evidence.compared if c.moved]
    start = first_delta(evidence)
    if kinds != {"half squared error"} or not moved or not all(c.right for c in moved) or start is None:
        return
    output = array(evidence.round.joins[0].output.value)
    slope = output * (1 - output)
    yield found(
        __name__,
        case.span(start[0]),
        "The derivative of the output's activation is missing for the squared error that the script computes: "
        f"`{case.text(case.span(start[0]))}`.",
        "The derivative of (p - t)^2 / 2 at the last sum is (p - t) f'(z). Without f' the steps are exactly those of "
        "cross-entropy, which learns well, often better: then it is the printed loss that is another. Multiply by p (1 - p), "
        "or print the cross-entropy.",
        ("factor that is missing", f"{number(float(slope.min()))} to {number(float(slope.max()))}", ""),
        certainty="suspected",
    )


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the derivative of the output's activation puts it right."""
    joins = wrong.evidence.round.joins
    missing = wrong.missing_slope() if wrong.at in {j.output for j in joins} else None
    if missing is not None and np.size(wrong.node.value) == 1 and len(joins) > 1 and not _again(case, wrong):
        missing = None  # one of many numbers may be the multiple of a derivative by chance
    if missing is not None and _is_missing_in_each_layer(wrong):
        return None  # it is the slope of any layer that is missing
    start = first_delta(wrong.evidence)
    if missing is not None and wrong.source is not None and wrong.at is not None:
        slope = missing[1]
        span = passed_on_unchanged(case, wrong.at) or place_without(case, wrong, wrong.source)
    elif start is not None and lacks_output_slopes(wrong.evidence):
        outputs = np.concatenate([array(j.output.value).ravel() for j in joins])
        slope = 1 - outputs**2 if np.any(outputs < 0) else outputs * (1 - outputs)
        span = case.span(start[0])
    else:
        return None
    return found(
        __name__,
        span,
        f"The derivative of the output's activation is missing in `{case.text(span)}`.",
        f"The steps go down the {wrong.evidence.loss.name}. Its derivative at the last sum is that at the output times the "
        "slope of the output's activation, f'(z). Without this factor the outputs that are flat are moved as much as the "
        "others, and all layers below get a direction that is not downhill. Multiply by the derivative of the activation.",
        ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
        ("factor that is missing", f"{number(float(slope.min()))} to {number(float(slope.max()))}", ""),
    )


def _is_missing_in_each_layer(wrong: Wrong) -> bool:
    """Say whether the output's weights have their slope, and one line sends the error down from each layer without."""
    evidence = wrong.evidence
    return wrong.has_right_uses() and any(
        n.site == wrong.node.site and n.name == wrong.node.name and any(s.site == wrong.node.site for s in n.inputs)
        for n in evidence.backward
    )


def _again(case: Case, wrong: Wrong) -> bool:
    """Say whether in a later update, too, the slope of the output puts right what is computed in this place."""
    later = next((e for e in reversed(case.evidence) if e is not wrong.evidence), None)
    alike = [w for w in wrong_values(later) if w.node.site == wrong.node.site] if later is not None else []
    outputs = {join.output for join in later.round.joins} if later is not None else set()
    return later is None or any(w.at in outputs and w.missing_slope() is not None for w in alike)


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Multiply by the derivative of the output's activation, or take the error that has it already."""
    if case.first is not None and without_the_slope(case):
        return with_the_slope_everywhere(case)
    return with_slope(case, finding)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
data = rng.normal(size=(80, 3))
goal = 0.8 * np.sin(data[:, :1])
layers = [(rng.normal(size=(3, 5)), np.zeros((1, 5))), (rng.normal(size=(5, 1)), np.zeros((1, 1)))]


def slope(v):
    return 1 - np.tanh(v) ** 2


for step in range(800):
    zs, acts = [], [data]
    for w, b in layers:
        zs.append(acts[-1] @ w + b)
        acts.append(np.tanh(zs[-1]))
    delta = acts[-1] - goal  # ! U505
    if step % 200 == 0:
        print(step, np.sum(delta**2) / 2)
    new = []
    for k in (1, 0):
        w, b = layers[k]
        moved = w - 0.1 * acts[k].T @ delta / 80, b - 0.1 * delta.mean(axis=0, keepdims=True)
        if k:
            delta = delta @ w.T * slope(zs[k - 1])
        new.insert(0, moved)
    layers = new
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
        dZ2 = self.A2 - Y  # ? U505
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
    loss = np.mean((P - Y) ** 2)
    network.backward(X, Y)
    network.update(2.0)
print("squared error:", loss, "right:", np.mean((P > 0.5) == Y))
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
    loss = np.sum((output - t) ** 2) / 2
    delta2 = output - t  # ? U505
    delta1 = (w2.T @ delta2) * hidden * (1 - hidden)
    w2 -= rate * np.outer(delta2, hidden)
    b2 -= rate * delta2
    w1 -= rate * np.outer(delta1, x)
    b1 -= rate * delta1
    return output, loss


w1, b1 = rng.normal(size=(5, 2)), np.zeros(5)
w2, b2 = rng.normal(size=(2, 5)), np.zeros(2)
for epoch in range(100):
    right = 0
    for i in rng.permutation(len(inputs)):
        output, loss = train_one(inputs[i], targets[i], w1, b1, w2, b2, 0.5)
        right += output.argmax() == targets[i].argmax()
print("right:", right / len(inputs))
""",
    """
import numpy as np

np.random.seed(3)
spots = np.random.uniform(-1, 1, (40, 2))
kind = (spots[:, 0] > spots[:, 1] ** 2).astype(float)
below, low = np.random.randn(6, 2) * 0.7, np.zeros(6)
above, high = np.random.randn(6) * 0.5, 0.0
for lap in range(100):
    for k in np.random.permutation(40):
        mid = np.tanh(below @ spots[k] + low)
        out = 1 / (1 + np.exp(-(above @ mid + high)))
        miss = kind[k] - out
        slope = miss * out * (1 - out)
        back = slope * above * (1 - mid**2)
        above = above + 0.3 * miss * mid  # ! U505
        high = high + 0.3 * miss
        below = below + 0.3 * np.outer(back, spots[k])
        low = low + 0.3 * back
print("squared error:", miss**2)
""",
    """
import numpy as np

rng = np.random.default_rng(1)
pairs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
either = np.array([0, 1, 1, 1])
V, v = rng.normal(size=(2, 2)), np.zeros(2)
u = rng.normal(size=2)
for turn in range(500):
    for pair, one in zip(pairs, either):
        h = 1 / (1 + np.exp(-(pair @ V + v)))
        out = 1 / (1 + np.exp(-(h[0] * u[0] + h[1] * u[1])))
        off = out - one
        push = off * out * (1 - out)
        back = push * u * h * (1 - h)
        step_0 = off * h[0]  # ! U505
        step_1 = off * h[1]
        u[0] = u[0] - 0.5 * step_0
        u[1] = u[1] - 0.5 * step_1
        V -= 0.5 * np.outer(pair, back)
        v -= 0.5 * back
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


def train_one(x, t, w1, b1, w2, b2, rate):
    hidden = sigmoid(w1 @ x + b1)
    output = sigmoid(w2 @ hidden + b2)
    loss = np.sum((output - t) ** 2) / 2
    delta2 = (output - t) * output * (1 - output)
    delta1 = (w2.T @ delta2) * hidden * (1 - hidden)
    w2 -= rate * np.outer(delta2, hidden)
    b2 -= rate * delta2
    w1 -= rate * np.outer(delta1, x)
    b1 -= rate * delta1
    return output, loss


w1, b1 = rng.normal(size=(5, 2)), np.zeros(5)
w2, b2 = rng.normal(size=(2, 5)), np.zeros(2)
for epoch in range(100):
    right = 0
    for i in rng.permutation(len(inputs)):
        output, loss = train_one(inputs[i], targets[i], w1, b1, w2, b2, 1.0)
        right += output.argmax() == targets[i].argmax()
print("right:", right / len(inputs))
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
for step in range(1500):
    P = network.forward(X)
    loss = -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))
    network.backward(X, Y)
    network.update(2.0)
print("cross-entropy:", loss, "right:", np.mean((P > 0.5) == Y))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
sentence = [0, 1, 2, 3, 4, 0, 1, 5, 6, 0, 7, 8, 3, 4, 0, 7, 9]
names = range(10)
inner, outer = rng.uniform(-0.8, 0.8, (len(names), 5)), rng.uniform(-0.8, 0.8, (5, len(names)))
for epoch in range(60):
    loss = count = 0
    for i, word in enumerate(sentence):
        around = sentence[max(0, i - 2) : i] + sentence[i + 1 : i + 3]
        h = inner[word].copy()
        scores = np.exp(h @ outer - (h @ outer).max())
        p = scores / scores.sum()
        e = len(around) * p
        for other in around:
            e[other] -= 1
            loss -= np.log(p[other])
            count += 1
        back = outer @ e
        outer -= 0.05 * np.outer(h, e)
        inner[word] -= 0.05 * back
    if epoch % 10 == 0:
        print(epoch, loss / count)
""",
)
