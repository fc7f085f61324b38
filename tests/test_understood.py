"""Styles in which targets, tables and decisions hide: the roles are found, and a planted fault is seen."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from unstuck.doctor.examination import examine_script
from unstuck.doctor.findings import ScriptReport
from unstuck.doctor.options import Options

HEAD = "import numpy as np\nrng = np.random.default_rng(2)\n"
STYLES = {
    "a policy that is rewarded above a baseline, which follows the rewards": (
        """
W, b = rng.normal(size=(5, 3)) * 0.1, np.zeros(3)
baseline = 0.0
for step in range(60):
    dW, db, got = np.zeros((5, 3)), np.zeros(3), []
    for _ in range(8):
        x = rng.normal(size=5)
        e = np.exp(x @ W + b)
        p = e / e.sum()
        arm = rng.choice(3, p=p)
        reward = x[arm] + 0.1 * rng.normal()
        advantage = reward - baseline
        d = p.copy()
        d[arm] -= 1.0
        dW += advantage * np.outer(x, d) / 8
        db += advantage * d / 8
        got.append(reward)
    W -= 0.5 * dW
    b -= 0.5 * db
    for reward in got:
        baseline += 0.02 * (reward - baseline)
""",
        None,
        ("W -= 0.5 * dW", "W += 0.5 * dW"),
    ),
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
    "a loss of its own": (
        """
X = rng.normal(size=(40, 3))
y = X[:, :1] + rng.exponential(size=(40, 1))
level = np.array([[0.1, 0.5, 0.9]])
V = rng.normal(size=(3, 6)) * 0.5
W = rng.normal(size=(6, 3)) * 0.5
def pinball(off):
    return np.mean(np.maximum(level * off, (level - 1) * off))
for step in range(60):
    h = np.tanh(X @ V)
    q = h @ W
    if step % 10 == 0:
        print(pinball(y - q))
    slope = np.where(y > q, -level, 1 - level) / q.size
    back = slope @ W.T * (1 - h ** 2)
    W -= 0.3 * h.T @ slope
    V -= 0.3 * X.T @ back
""",
        ["V", "W"],
        ("(1 - h ** 2)", "(1 - h)"),
    ),
    "a loss of three outputs at once": (
        """
E = rng.normal(size=(12, 5))
U = rng.normal(size=(5, 4)) * 0.5
u = rng.normal(size=4) * 0.1
def place(rows):
    return np.tanh(E[rows] @ U + u)
for step in range(60):
    rows = rng.integers(12, size=(3, 10))
    a, b, c = place(rows[0]), place(rows[1]), place(rows[2])
    over = np.maximum(((a - b) ** 2).sum(axis=1) - ((a - c) ** 2).sum(axis=1) + 1, 0)
    on = (over > 0)[:, None] * 2.0 / len(over)
    steps = [(rows[0], a, on * (c - b)), (rows[1], b, on * (b - a)), (rows[2], c, on * (a - c))]
    U -= 0.1 * sum(E[r].T @ (g * (1 - v ** 2)) for r, v, g in steps)
    u -= 0.1 * sum((g * (1 - v ** 2)).sum(axis=0) for r, v, g in steps)
    mean = over.mean()
""",
        ["U", "u"],
        None,
    ),
    "a table that is the whole network": (
        """
pairs = rng.integers(6, size=(200, 2))
now, then = pairs[:, 0], pairs[:, 1] * pairs[:, 0] // 5
counts = np.zeros((6, 6))
np.add.at(counts, (now, then), 1)
table = rng.normal(size=(6, 6))
for step in range(60):
    e = np.exp(table)
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[now, then]).mean() + 0.01 * (table ** 2).sum()
    table -= 2.0 * ((p * counts.sum(axis=1, keepdims=True) - counts) / 200 + 0.02 * table)
""",
        ["table"],
        None,
    ),
    "a network that is frozen meanwhile": (
        """
net = {"V": rng.normal(size=(5, 8)) * 0.5, "W": rng.normal(size=(8, 2)) * 0.5}
def values(net, rows):
    hidden = np.maximum(np.eye(5)[rows] @ net["V"], 0)
    return hidden, hidden @ net["W"]
for step in range(80):
    if step % 20 == 0:
        frozen = {name: part.copy() for name, part in net.items()}
    now, then, move = rng.integers(5, size=16), rng.integers(5, size=16), rng.integers(2, size=16)
    goal = (then == 4) + 0.9 * (then != 4) * values(frozen, then)[1].max(axis=1)
    hidden, q = values(net, now)
    off = q[np.arange(16), move] - goal
    slope = np.zeros_like(q)
    slope[np.arange(16), move] = off / 16
    back = slope @ net["W"].T * (hidden > 0)
    net["W"] -= 0.1 * hidden.T @ slope
    net["V"] -= 0.1 * np.eye(5)[now].T @ back
    loss = 0.5 * np.mean(off ** 2)
""",
        None,
        ("* (hidden > 0)", "* hidden"),
    ),
    "labels that are drawn, and rewarded": (
        """
v, V = rng.normal(size=6) * 0.5, rng.normal(size=(4, 6)) * 0.5
for game in range(40):
    seen, mids, pushes = [], [], []
    for turn in range(5):
        x = rng.normal(size=4)
        mid = np.tanh(x @ V)
        p = 1 / (1 + np.exp(-mid @ v))
        move = 1 if rng.uniform() < p else 0
        seen.append(x), mids.append(mid), pushes.append(move - p)
    won = 1.0 if seen[0][0] + seen[1][1] > 0 else -1.0
    push = np.array(pushes) * won
    back = np.outer(push, v) * (1 - np.array(mids) ** 2)
    v = v + 0.1 * np.array(mids).T @ push
    V = V + 0.1 * np.array(seen).T @ back
""",
        ["V", "v"],
        None,
    ),
    "a margin for each wrong class": (
        """
X = rng.normal(size=(30, 4))
labels = X[:, :3].argmax(axis=1)
W = rng.normal(size=(4, 3)) * 0.1
for step in range(60):
    scores = X @ W
    over = np.maximum(0, scores - scores[np.arange(30), labels][:, None] + 1)
    over[np.arange(30), labels] = 0
    slope = (over > 0) * 1.0
    slope[np.arange(30), labels] -= slope.sum(axis=1)
    W -= 0.1 * X.T @ slope / 30
""",
        ["W"],
        None,
    ),
    "labels of both signs, and the negative of the data": (
        """
X = rng.normal(size=(30, 3))
y = np.where(X[:, :1] > X[:, 1:2], 1, -1)
w = rng.normal(size=(3, 1))
for step in range(60):
    push = y / (1 + np.exp(-(-X @ w * y)))
    w += 0.1 * X.T @ push
""",
        ["w"],
        ("w += 0.1", "w -= 0.1"),
    ),
    "a step after mistakes alone": (
        """
X = rng.normal(size=(40, 2))
t = np.where(X[:, 0] > X[:, 1], 1, -1)
w = np.zeros(2)
for epoch in range(6):
    for i in rng.permutation(40):
        if np.sign(np.dot(X[i], w)) != t[i]:
            w = w + t[i] * X[i]
""",
        ["w"],
        None,
    ),
    "blocks that add to what runs through": (
        """
X = rng.normal(size=(30, 4))
t = (X[:, :1] * X[:, 1:2] > 0) * 1.0
A, B = rng.normal(size=(4, 4)) * 0.5, rng.normal(size=(4, 4)) * 0.5
D = rng.normal(size=(4, 4)) * 0.5
C = rng.normal(size=(4, 1)) * 0.5
for step in range(60):
    mid = [X @ A]
    for W in (B, D):
        mid.append(mid[-1] + np.tanh(mid[-1] @ W))
    p = 1 / (1 + np.exp(-mid[2] @ C))
    d = (p - t) / 30
    e2 = d @ C.T
    g2 = e2 * (1 - (mid[2] - mid[1]) ** 2)
    e1 = e2 + g2 @ D.T
    g1 = e1 * (1 - (mid[1] - mid[0]) ** 2)
    e0 = e1 + g1 @ B.T
    A, B, C, D = A - 0.5 * X.T @ e0, B - 0.5 * mid[0].T @ g1, C - 0.5 * mid[2].T @ d, D - 0.5 * mid[1].T @ g2
""",
        ["A", "B", "C", "D"],
        ("(1 - (mid[1] - mid[0]) ** 2)", "(1 - (mid[1] - mid[0]))"),
    ),
    "lists of weights with the bias at the end, and momentum": (
        """
cells = [[float(v) for v in row] for row in rng.normal(size=(12, 3))]
goals = [[0.8 if a > b else -0.8, 0.8 if b > c else -0.8] for a, b, c in cells]
first = [[float(v) for v in row] for row in rng.uniform(-0.5, 0.5, size=(4, 4))]
last = [[float(v) for v in row] for row in rng.uniform(-0.5, 0.5, size=(2, 5))]
kept_first, kept_last = [[0.0] * 4 for _ in range(4)], [[0.0] * 5 for _ in range(2)]
for turn in range(4):
    for cell, goal in zip(cells, goals):
        given = list(cell) + [-1.0]
        mid = [float(np.tanh(sum(w * a for w, a in zip(row, given)))) for row in first] + [-1.0]
        out = [float(np.tanh(sum(w * a for w, a in zip(row, mid)))) for row in last]
        off = [(goal[k] - out[k]) * (1 - out[k] ** 2) for k in range(2)]
        back = [sum(off[k] * last[k][j] for k in range(2)) * (1 - mid[j] ** 2) for j in range(4)]
        for k in range(2):
            for j in range(5):
                change = 0.1 * off[k] * mid[j] + 0.5 * kept_last[k][j]
                last[k][j] += change
                kept_last[k][j] = change
        for j in range(4):
            for i in range(4):
                change = 0.1 * back[j] * given[i] + 0.5 * kept_first[j][i]
                first[j][i] += change
                kept_first[j][i] = change
""",
        None,
        (
            "back = [sum(off[k] * last[k][j] for k in range(2)) * (1 - mid[j] ** 2)",
            "back = [sum(off[k] * last[k][j] for k in range(2)) * (1 - mid[j])",
        ),
    ),
    "a softmax of single precision that hardly has digits": (
        """
x = (rng.uniform(0, 255, size=(40, 6))).astype(np.float32)
y = np.eye(4, dtype=np.float32)[rng.integers(4, size=40)]
w1, w2 = rng.normal(size=(6, 8)).astype(np.float32), rng.normal(size=(8, 4)).astype(np.float32) * np.float32(0.2)
for turn in range(5):
    h = np.maximum(0, x @ w1)
    z = h @ w2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    print(-np.mean(np.sum(y * np.log(np.clip(p, 1e-7, 1.0)), axis=1)))
    d = (p - y) / np.float32(40)
    g2 = h.T @ d
    g1 = x.T @ ((d @ w2.T) * (h > 0))
    w2 -= np.float32(1e-6) * g2
    w1 -= np.float32(1e-6) * g1
""",
        ["w1", "w2"],
        ("g1 = x.T @ ((d @ w2.T) * (h > 0))", "g1 = x.T @ (d @ w2.T)"),
    ),
    "targets that are divided by the output": (
        """
a, b = rng.normal(size=(5, 1)), np.zeros(5)
c, f = rng.normal(size=5) * 0.5, np.zeros(1)
for turn in range(40):
    v = rng.random()
    goal = np.array([np.cos(v)]).T
    h = 1 / (1 + np.exp(-(a @ np.array([v]) + b)))
    o = 1 / (1 + np.exp(-(c @ h + f)))
    d = ((1 - goal) / (1 - o) - goal / o) * o * (1 - o)
    back = c * d * h * (1 - h)
    f -= 0.5 * d
    c -= 0.5 * d * h
    b -= 0.5 * back
    a -= 0.5 * np.outer(back, [v])
""",
        ["a", "b", "c", "f"],
        ("back = c * d * h * (1 - h)", "back = c * d"),
    ),
}


def examined(text: str, folder: Path) -> ScriptReport:
    path = folder / "net.py"
    path.write_text(HEAD + text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in the process in which scripts are examined
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
