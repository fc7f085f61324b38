"""Styles in which targets, tables and decisions hide: the roles are found, and a planted fault is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from unstuck.doctor.examination import examine_script
from unstuck.doctor.findings import ScriptReport
from unstuck.doctor.options import Options

HEAD = "import numpy as np\nrng = np.random.default_rng(2)\n"
STYLES = {
    "a class that is a plain number": (
        """
X = rng.normal(size=(20, 3))
labels = [int(v) for v in X.argmax(axis=1)]
W = rng.normal(size=(3, 3)) * 0.1
for step in range(40):
    for x, label in zip(X, labels):
        e = np.exp(x @ W)
        d = e / e.sum()
        d[label] -= 1
        W -= 0.1 * np.outer(x, d)
""",
        ["W"],
        ("np.outer(x, d)", "np.outer(x, d * d)"),
    ),
    "a table of which each step moves one row": (
        """
table = rng.normal(size=(6, 4)) * 0.5
w = rng.normal(size=4) * 0.5
pairs = [(int(k), float(k % 3) + 0.25) for k in rng.integers(6, size=200)]
for word, target in pairs:
    error = table[word] @ w - target
    step = 0.1 * error * w
    w -= 0.1 * error * table[word]
    table[word] -= step
""",
        ["table", "w"],
        ("w -= 0.1 * error", "w += 0.1 * error"),
    ),
    "one row that never changes": (
        """
a, b, target, rate = 0.4, -0.3, 0.9, 0.5
x, z = 0.35, 0.8
for step in range(60):
    y = 1 / (1 + np.exp(-(a * x + b * z)))
    d = (y - target) * y * (1 - y)
    a, b = a - rate * d * x, b - rate * d * z
""",
        ["a", "b"],
        None,
    ),
    "an array of arrays": (
        """
X = rng.normal(size=(30, 3))
T = np.eye(2)[(X[:, 0] > 0).astype(int)]
W = np.empty(2, dtype=object)
W[0], W[1] = rng.normal(size=(3, 5)) * 0.5, rng.normal(size=(5, 2)) * 0.5
G = np.empty(2, dtype=object)
for step in range(60):
    H = np.tanh(X @ W[0])
    e = np.exp(H @ W[1])
    d = (e / e.sum(axis=1, keepdims=True) - T) / len(X)
    G[0], G[1] = X.T @ (d @ W[1].T * (1 - H ** 2)), H.T @ d
    W = W - 0.5 * G
""",
        None,
        ("(1 - H ** 2)", "(1 - H)"),
    ),
    "a step that decides": (
        """
X = rng.normal(size=(30, 2))
t = np.where(X[:, 0] > X[:, 1], 1, -1)
w = rng.normal(size=2)
for epoch in range(5):
    for x, target in zip(X, t):
        answer = np.where(x @ w >= 0, 1, -1)
        w += 0.1 * (target - answer) * x
""",
        ["w"],
        ("w += 0.1", "w -= 0.1"),
    ),
    "targets of the network's own": (
        """
W = rng.normal(size=(5, 2)) * 0.3
states = np.eye(5)
def answer(rows):
    return states[rows] @ W
for step in range(80):
    now, then = rng.integers(5, size=8), rng.integers(5, size=8)
    wanted = answer(now).copy()
    wanted[np.arange(8), now % 2] = (then == 4) + 0.9 * answer(then).max(axis=1)
    error = answer(now) - wanted
    W -= 0.1 * states[now].T @ error
""",
        ["W"],
        None,
    ),
}


def examined(text: str, folder: Path) -> ScriptReport:
    path = folder / "net.py"
    path.write_text(HEAD + text)
    return examine_script(path, Options(course=False), 20.0)


@pytest.fixture
def no_global_randomness() -> None:
    """Let programs draw as they like."""


@pytest.mark.parametrize("style", STYLES)
def test_the_roles_are_found_and_nothing_is_wrong(style: str, tmp_path: Path) -> None:
    text, names, _ = STYLES[style]
    report = examined(text, tmp_path)
    assert report.verdict == "healthy", report.message
    assert report.gradients
    assert all(gradient.agrees for gradient in report.gradients)
    if names is not None:
        assert sorted(p.name for p in report.roles.parameters) == names


@pytest.mark.parametrize("style", [style for style, (_, _, fault) in STYLES.items() if fault is not None])
def test_a_planted_fault_is_found(style: str, tmp_path: Path) -> None:
    text, _, fault = STYLES[style]
    assert fault is not None
    old, new = fault
    assert text.count(old) == 1
    report = examined(text.replace(old, new), tmp_path)
    line = (HEAD + text)[: (HEAD + text).index(old)].count("\n") + 1
    assert report.verdict == "faulty", report.message
    assert line in [finding.span.line for finding in report.findings]
