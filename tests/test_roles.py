"""One network written in many styles: the same roles are found in each, the gradients agree, a planted fault is seen.

Three inputs, four tanh units, one sigmoid output, half the squared error, eight rows, learning rate 0.3.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from unstuck.doctor.examination import examine_script
from unstuck.doctor.findings import ScriptReport
from unstuck.doctor.options import Options

DATA = """
import math
import numpy as np
rng = np.random.default_rng(1)
X = rng.normal(size=(8, 3))
T = (X[:, :1] * X[:, 1:2] > 0) * 1.0
W1 = rng.normal(size=(3, 4)) * 0.6
b1 = np.zeros((1, 4))
W2 = rng.normal(size=(4, 1)) * 0.6
b2 = np.zeros((1, 1))
"""
FLAT = """
for epoch in range(200):
    H = np.tanh(X @ W1 + b1)
    Y = 1 / (1 + np.exp(-(H @ W2 + b2)))
    loss = 0.5 * np.mean((Y - T) ** 2)
    d2 = (Y - T) * Y * (1 - Y) / len(X)
    d1 = d2 @ W2.T * (1 - H ** 2)
    W2 -= 0.3 * H.T @ d2
    b2 -= 0.3 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.3 * X.T @ d1
    b1 -= 0.3 * d1.sum(axis=0, keepdims=True)
"""
FUNCTIONS = """
def sigmoid(z): return 1 / (1 + np.exp(-z))
def forward(X, W1, b1, W2, b2):
    H = np.tanh(np.dot(X, W1) + b1)
    return H, sigmoid(np.dot(H, W2) + b2)
def backward(X, T, H, Y, W2):
    d2 = (Y - T) * Y * (1 - Y) / X.shape[0]
    d1 = np.dot(d2, W2.T) * (1 - H ** 2)
    return np.dot(X.T, d1), d1.sum(axis=0), np.dot(H.T, d2), d2.sum(axis=0)
def update(W1, b1, W2, b2, g, rate):
    return W1 - rate * g[0], b1 - rate * g[1], W2 - rate * g[2], b2 - rate * g[3]
for epoch in range(200):
    H, Y = forward(X, W1, b1, W2, b2)
    loss = 0.5 * np.mean((Y - T) ** 2)
    W1, b1, W2, b2 = update(W1, b1, W2, b2, backward(X, T, H, Y, W2), 0.3)
"""
CLASS = """
class Net:
    def __init__(self, rate):
        self.W1, self.b1, self.W2, self.b2, self.rate = W1, b1, W2, b2, rate
    def forward(self, X):
        self.H = np.tanh(X.dot(self.W1) + self.b1)
        self.Y = 1 / (1 + np.exp(-(self.H.dot(self.W2) + self.b2)))
        return self.Y
    def backward(self, X, T):
        d2 = (self.Y - T) * self.Y * (1 - self.Y) / len(X)
        d1 = d2.dot(self.W2.T) * (1 - self.H ** 2)
        self.W2 = self.W2 - self.rate * self.H.T.dot(d2)
        self.b2 = self.b2 - self.rate * d2.sum(axis=0, keepdims=True)
        self.W1 = self.W1 - self.rate * X.T.dot(d1)
        self.b1 = self.b1 - self.rate * d1.sum(axis=0, keepdims=True)
net = Net(0.3)
for epoch in range(200):
    net.forward(X)
    net.backward(X, T)
"""
LAYERS = """
class Dense:
    def __init__(self, W, b): self.W, self.b = W, b
    def forward(self, x):
        self.x = x
        return x @ self.W + self.b
    def backward(self, d, rate):
        below = d @ self.W.T
        self.W -= rate * self.x.T @ d
        self.b -= rate * d.sum(axis=0, keepdims=True)
        return below
class Tanh:
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out
    def backward(self, d, rate): return d * (1 - self.out ** 2)
class Sigmoid:
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out
    def backward(self, d, rate): return d * self.out * (1 - self.out)
layers = [Dense(W1, b1), Tanh(), Dense(W2, b2), Sigmoid()]
for epoch in range(200):
    a = X
    for layer in layers: a = layer.forward(a)
    d = (a - T) / len(X)
    for layer in reversed(layers): d = layer.backward(d, 0.3)
"""
LISTS = """
W, b = [W1, W2], [b1, b2]
for epoch in range(200):
    a = [X]
    for l in range(2):
        z = a[-1] @ W[l] + b[l]
        a.append(np.tanh(z) if l == 0 else 1 / (1 + np.exp(-z)))
    d = (a[2] - T) * a[2] * (1 - a[2]) / len(X)
    for l in (1, 0):
        gW, gb = a[l].T @ d, d.sum(axis=0, keepdims=True)
        if l: d = d @ W[l].T * (1 - a[1] ** 2)
        W[l] = W[l] - 0.3 * gW
        b[l] = b[l] - 0.3 * gb
"""
DICTS = """
P = {'W1': W1, 'b1': b1, 'W2': W2, 'b2': b2}
for epoch in range(200):
    C = {'H': np.tanh(X @ P['W1'] + P['b1'])}
    C['Y'] = 1 / (1 + np.exp(-(C['H'] @ P['W2'] + P['b2'])))
    G = {}
    d2 = (C['Y'] - T) * C['Y'] * (1 - C['Y']) / len(X)
    G['W2'], G['b2'] = C['H'].T @ d2, d2.sum(axis=0, keepdims=True)
    d1 = d2 @ P['W2'].T * (1 - C['H'] ** 2)
    G['W1'], G['b1'] = X.T @ d1, d1.sum(axis=0, keepdims=True)
    for name in P: P[name] = P[name] - 0.3 * G[name]
"""
OBJECTS = """
W = np.empty(2, dtype=object)
b = np.empty(2, dtype=object)
W[0], W[1], b[0], b[1] = W1, W2, b1, b2
for epoch in range(200):
    H = np.tanh(X @ W[0] + b[0])
    Y = 1 / (1 + np.exp(-(H @ W[1] + b[1])))
    d2 = (Y - T) * Y * (1 - Y) / len(X)
    d1 = d2 @ W[1].T * (1 - H ** 2)
    W[1] -= 0.3 * H.T @ d2
    b[1] -= 0.3 * d2.sum(axis=0, keepdims=True)
    W[0] -= 0.3 * X.T @ d1
    b[0] -= 0.3 * d1.sum(axis=0, keepdims=True)
"""
COLUMNS = """
X, T, W1, W2, b1, b2 = X.T, T.T, W1.T.copy(), W2.T.copy(), b1.T.copy(), b2.T.copy()
for epoch in range(200):
    H = np.tanh(W1 @ X + b1)
    Y = 1 / (1 + np.exp(-(W2 @ H + b2)))
    d2 = (Y - T) * Y * (1 - Y) / X.shape[1]
    d1 = W2.T @ d2 * (1 - H ** 2)
    W2 = W2 - 0.3 * d2 @ H.T
    b2 = b2 - 0.3 * d2.sum(axis=1, keepdims=True)
    W1 = W1 - 0.3 * d1 @ X.T
    b1 = b1 - 0.3 * d1.sum(axis=1, keepdims=True)
"""
ROWS = """
for epoch in range(100):
    for i in range(len(X)):
        x, t = X[i:i + 1], T[i:i + 1]
        H = np.tanh(x @ W1 + b1)
        Y = 1 / (1 + np.exp(-(H @ W2 + b2)))
        d2 = (Y - t) * Y * (1 - Y)
        d1 = d2 @ W2.T * (1 - H ** 2)
        W2 -= 0.3 * H.T @ d2
        b2 -= 0.3 * d2
        W1 -= 0.3 * x.T @ d1
        b1 -= 0.3 * d1
"""
PURE = """
X, T, W1, W2 = X.tolist(), [t[0] for t in T.tolist()], W1.tolist(), [w[0] for w in W2.tolist()]
b1, b2 = [0.0, 0.0, 0.0, 0.0], 0.0
for epoch in range(100):
    for x, t in zip(X, T):
        h = [math.tanh(sum(x[i] * W1[i][j] for i in range(3)) + b1[j]) for j in range(4)]
        y = 1 / (1 + math.exp(-(sum(h[j] * W2[j] for j in range(4)) + b2)))
        d2 = (y - t) * y * (1 - y)
        d1 = [d2 * W2[j] * (1 - h[j] ** 2) for j in range(4)]
        for j in range(4):
            W2[j] -= 0.3 * d2 * h[j]
            b1[j] -= 0.3 * d1[j]
            for i in range(3):
                W1[i][j] -= 0.3 * d1[j] * x[i]
        b2 -= 0.3 * d2
"""

# Each with its planted fault: what is replaced, and by what.
STYLES = {
    "flat": (FLAT, "(1 - H ** 2)", "(1 + H ** 2)"),
    "functions": (FUNCTIONS, "(1 - H ** 2)", "(1 + H ** 2)"),
    "class": (CLASS, "(1 - self.H ** 2)", "(1 + self.H ** 2)"),
    "layer objects": (LAYERS, "(1 - self.out ** 2)", "(1 + self.out ** 2)"),
    "lists": (LISTS, "(1 - a[1] ** 2)", "(1 + a[1] ** 2)"),
    "dicts": (DICTS, "(1 - C['H'] ** 2)", "(1 + C['H'] ** 2)"),
    "object arrays": (OBJECTS, "(1 - H ** 2)", "(1 + H ** 2)"),
    "features x rows": (COLUMNS, "(1 - H ** 2)", "(1 + H ** 2)"),
    "one row at a time": (ROWS, "(1 - H ** 2)", "(1 + H ** 2)"),
    "pure Python": (PURE, "(1 - h[j] ** 2)", "(1 + h[j] ** 2)"),
}
SINGLE = ("one row at a time", "pure Python")


@pytest.fixture
def no_global_randomness() -> None:
    """Let the scripts run as they are."""


def examined(folder: Path, text: str) -> ScriptReport:
    script = folder / "net.py"
    script.write_text(text)
    return examine_script(script, Options(repair=False, course=False), 20.0)


@pytest.mark.parametrize("style", STYLES)
def test_the_same_roles_are_found_in_every_style(tmp_path: Path, style: str) -> None:
    report = examined(tmp_path, DATA + STYLES[style][0])
    roles = report.roles
    assert report.verdict == "healthy", report.message
    assert roles.samples == (1 if style in SINGLE else 8)
    assert roles.output is not None
    shapes = sorted(tuple(sorted(s for s in p.shape if s > 1)) for p in roles.parameters)
    if style == "pure Python":  # the numbers of a matrix stand in one row
        assert shapes == [(), (4,), (4,), (12,)]
    else:
        assert shapes == [(), (3, 4), (4,), (4,)]
        assert sorted(roles.output.shape, reverse=True) == ([1, 1] if style in SINGLE else [8, 1])
    assert roles.learning_rate == pytest.approx(0.3, rel=1e-9)
    assert re.match("3-4-1, tanh → sigmoid", roles.summary)


@pytest.mark.parametrize("style", STYLES)
def test_the_loss_that_is_descended_is_told(tmp_path: Path, style: str) -> None:
    roles = examined(tmp_path, DATA + STYLES[style][0]).roles
    assert roles.loss is not None
    assert "squared error" in roles.loss.kind
    assert roles.learning_rate == pytest.approx(0.3, rel=1e-9)


@pytest.mark.parametrize("style", STYLES)
def test_all_gradients_agree(tmp_path: Path, style: str) -> None:
    report = examined(tmp_path, DATA + STYLES[style][0])
    assert report.gradients
    assert all(g.agrees for g in report.gradients)


@pytest.mark.parametrize("style", STYLES)
def test_a_planted_fault_is_seen(tmp_path: Path, style: str) -> None:
    text, right, wrong = STYLES[style]
    assert right in text
    report = examined(tmp_path, DATA + text.replace(right, wrong))
    assert report.verdict == "faulty", report.message
    lines = (DATA + text.replace(right, wrong)).splitlines()
    assert any(wrong in lines[f.span.line - 1] for f in report.findings)
    assert any(not g.agrees for g in report.gradients)
