"""Repairs in the words of the script: found by substitution, tried, and gone through until nothing is found."""

from __future__ import annotations

import ast
import difflib
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from unstuck.doctor import cure as cure_module
from unstuck.doctor.alternatives import times_sibling
from unstuck.doctor.check import check
from unstuck.doctor.cure import Cure, Repaired, helps, is_clean
from unstuck.doctor.edits import apply_edits, moved_back
from unstuck.doctor.examination import examine_script
from unstuck.doctor.faults import catalogue
from unstuck.doctor.findings import Edit, Finding, Fix, GradientRole, ScriptReport, Span
from unstuck.doctor.options import Options
from unstuck.doctor.tree import Source, combined, followed, unread_names
from unstuck.doctor.updating import whole_range
from unstuck.doctor.visit import Visits

SCRIPT = """import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(40, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 6)) * 0.5
b1 = np.zeros((1, 6))
W2 = rng.normal(size=(6, 6)) * 0.5
b2 = np.zeros((1, 6))
W3 = rng.normal(size=(6, 3)) * 0.5
b3 = np.zeros((1, 3))
lr = 0.5


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


for epoch in range(60):
    a1 = np.tanh(X @ W1 + b1)
    a2 = sigmoid(a1 @ W2 + b2)
    e = np.exp(a2 @ W3 + b3)
    p = e / e.sum(axis=1, keepdims=True)
    d3 = (p - T) / len(X)
    d2 = d3 @ W3.T * a2 * (1 - a2)  # größer: ∂
    d1 = d2 @ W2.T * (1 - a1**2)
    dW2 = a1.T @ d2
    W3 -= lr * a2.T @ d3
    b3 -= lr * d3.sum(axis=0, keepdims=True)
    W2 -= lr * dW2
    b2 -= lr * d2.sum(axis=0, keepdims=True)
    W1 -= lr * X.T @ d1
    b1 -= lr * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
"""


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Examine in this process, which is faster; the path of the script is returned."""
    path = tmp_path / "network.py"

    def examine(
        script: Path, *, options: Options | None = None, replaced: dict | None = None, visits: object = None
    ) -> ScriptReport:
        content = (replaced or {}).get(Path(script)) or Path(script).read_bytes()
        other = tmp_path / "examined" / "network.py"
        other.parent.mkdir(exist_ok=True)
        other.write_bytes(content)
        return examine_script(other, options or Options(), 20.0)

    monkeypatch.setattr(cure_module, "check", examine)
    monkeypatch.setattr(cure_module, "TOGETHER", 1)
    return path


def repaired(path: Path, text: str) -> Repaired:
    path.write_text(text, encoding="utf-8")
    with Visits(path) as visits:
        search = Cure(path, Options(), time.monotonic() + 60, lambda said: None, visits)
        return search.search(cure_module.check(path, options=Options(course=False)))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (" * (1 - a1**2)", ""),
        (" * a2 * (1 - a2)", ""),
        ("a2 * (1 - a2)", "sigmoid(a2) * (1 - sigmoid(a2))"),
        ("1 - a1**2", "1 - a2**2"),
        ("d2 @ W2.T", "d2 @ W2"),
        ("d2 @ W2.T", "d3 @ W3.T"),
        ("dW2 = a1.T @ d2", "dW2 = a2.T @ d2"),
        ("dW2 = a1.T @ d2", "dW2 = d2.T @ a1"),
        ("dW2 = a1.T @ d2", "dW2 = a1.T @ d2 * len(X)"),
        ("p - T", "T - p"),
        ("W2 -= lr * dW2", "W2 += lr * dW2"),
        ("lr * d2.sum(axis=0, keepdims=True)", "lr * d2.sum()"),
        ("e.sum(axis=1, keepdims=True)", "e.sum(axis=0, keepdims=True)"),
        ("X @ W1 + b1", "X @ W1"),
        ("np.tanh(X @ W1 + b1)", "np.tanh(X @ W1) + b1"),
        ("sigmoid(a1 @ W2 + b2)", "sigmoid(sigmoid(a1 @ W2 + b2))"),
    ],
)
def test_the_repair_is_the_text_that_was_there(here: Path, right: str, wrong: str, capsys) -> None:
    assert SCRIPT.count(right) == 1
    result = repaired(here, SCRIPT.replace(right, wrong))
    assert result.clean
    assert result.files[here].decode() == SCRIPT
    assert not any(f.candidates for f in result.report.findings)  # a second repair has nothing to do


def test_two_faults_are_repaired_and_nothing_else(here: Path, capsys) -> None:
    spoilt = SCRIPT.replace("d2 @ W2.T", "d2 @ W2").replace("W3 -=", "W3 +=")
    result = repaired(here, spoilt)
    assert result.files[here].decode() == SCRIPT
    assert len(result.chosen) == 2
    assert {f.code for f, _ in result.chosen} == {"U511", "U601"}


ROWS = """import math
import random

random.seed(1)
data = [([random.uniform(-1, 1), random.uniform(-1, 1)], 0.0) for _ in range(30)]
data = [(x, 0.8 * math.tanh(2 * x[0] - x[1])) for x, _ in data]
w = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(2)]
v = [random.uniform(-1, 1) for _ in range(3)]
for epoch in range(5):
    for x, t in data:
        h = [math.tanh(x[0] * w[0][j] + x[1] * w[1][j]) for j in range(3)]
        o = sum(v[j] * h[j] for j in range(3))
        d = o - t
        for j in range(3):
            back = d * v[j] * (1 - h[j] ** 2)
            v[j] -= 0.1 * d * h[j]
            for i in range(2):
                w[i][j] -= 0.1 * back * x[i]
"""


def test_single_numbers_are_repaired_in_all_turns_of_their_loops(here: Path, capsys) -> None:
    result = repaired(here, ROWS.replace("(1 - h[j] ** 2)", "h[j] * (1 - h[j])"))
    assert result.clean
    assert "back = d * v[j] * (1 - h[j]**2)" in result.files[here].decode()


SUMS = """import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(40, 3))
t = np.tanh(X[:, 0] - X[:, 1]) + 0.5
w, c = rng.normal(size=(3, 4)), np.zeros(4)
v, b = rng.normal(size=4), np.zeros(1)
for epoch in range(30):
    gw, gc, gv, gb = np.zeros_like(w), np.zeros_like(c), np.zeros_like(v), np.zeros_like(b)
    for x, y in zip(X, t):
        h = np.tanh(x @ w + c)
        d = h @ v + b - y
        gv += d * h
        gb += d
        e = d * v * (1 - h**2)
        gw += np.outer(x, e)
        gc += e
    w -= 0.01 * gw
    c -= 0.01 * gc
    v -= 0.01 * gv
    b -= 0.01 * gb
"""


def test_the_bias_that_is_added_is_one_that_is_learnt(here: Path, capsys) -> None:
    """The sum of its gradients has the right shape, too, and nothing reads it but the update."""
    result = repaired(here, SUMS.replace("x @ w + c", "x @ w"))
    assert result.clean
    assert result.files[here].decode() == SUMS


ADAM = """import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
y = X[:, :1] - 2 * X[:, 1:2]
w, m, v = rng.normal(size=(4, 1)) * 0.1, np.zeros((4, 1)), np.zeros((4, 1))
for t in range(1, 300):
    g = X.T @ (X @ w - y) / len(X)
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    m /= 1 - 0.9**t
    v = v / (1 - 0.999**t)
    w -= 0.01 * m / (np.sqrt(v) + 1e-8)
"""


def test_corrected_means_get_names_of_their_own(here: Path, capsys) -> None:
    text = repaired(here, ADAM).files[here].decode()
    assert "    m_hat = m / (1 - 0.9**t)\n    v_hat = v / (1 - 0.999**t)\n" in text
    assert "w -= 0.01 * m_hat / (np.sqrt(v_hat) + 1e-8)" in text


UNIT = """class Unit:
    def last(self, wanted):
        self.delta = (self.out - wanted) * self.slope()

    def before(self, unit):
        self.delta = unit.weight * unit.delta
"""


def test_a_factor_is_taken_from_where_the_same_is_stored_elsewhere() -> None:
    source = Source(UNIT, None)
    whole = next(n.value for n in ast.walk(source.tree) if isinstance(n, ast.Assign) and n.lineno == 6)
    written = [text for _, text in times_sibling(SimpleNamespace(source=source), whole, None)]
    assert written == ["unit.weight * unit.delta * self.slope()"]


WHOLE_NUMBERS = """import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 3))
y = X @ np.array([1.5, -0.5, 0.8]) + 0.3
w = np.array([0, 0, 0])
b = np.array([0])
for epoch in range(100):
    error = X @ w + b - y
    w[:] = w - 0.1 * X.T @ error / len(X)
    b[:] = b - 0.1 * error.mean()
print("mean squared error:", np.mean(error**2))
"""


def test_all_arrays_of_whole_numbers_are_let_hold_fractions(here: Path, capsys) -> None:
    text = repaired(here, WHOLE_NUMBERS).files[here].decode()
    assert "w = np.array([0, 0, 0]).astype(float)\nb = np.array([0]).astype(float)\n" in text


def test_what_was_suspected_is_tried_together_with_what_is_proved(here: Path, capsys) -> None:
    here.write_text(SCRIPT.replace("W3 -=", "W3 +="))
    line = 1 + SCRIPT[: SCRIPT.index("W3 -=")].count("\n")
    sign = Fix("", "safe", (Edit(Span(line, 8, line, 9), "-"),))
    rate = Fix("", "changes-training", (Edit(Span(13, 6, 13, 9), "0.2"),))
    overlapping = Fix("", "changes-training", (Edit(Span(line, 5, line, 9), "W3 -"),))

    def finding(code: str, certainty: str, *candidates: Fix) -> Finding:
        return Finding(code, "name", certainty, Span(line, 1, line, 2), "", "", (), candidates=candidates)

    sure = finding("U601", "measured")
    unsure = [finding("U603", "suspected", overlapping), finding("U602", "suspected", rate)]
    start = Repaired({}, (), ScriptReport("", "faulty", "", findings=(sure, *unsure)))
    search = Cure(here, Options(), time.monotonic() + 60, lambda said: None, Visits(here))
    done = Repaired(search.edited({}, sign.edits), ((sure, sign),), ScriptReport("", "healthy", ""), start)
    found = next(search._behind(done))
    assert found.files[here].decode() == SCRIPT.replace("lr = 0.5", "lr = 0.2")
    assert [finding.code for finding, _ in found.chosen] == ["U601", "U602"]


def test_what_is_given_or_stored_and_read_nowhere_is_listed() -> None:
    source = Source("def f(a, b):\n    for i, k in b:\n        c = i\n        self.d = 1\n    return self.e\n", None)
    assert list(unread_names(source, source.tree.body[0])) == ["k", "c", "a", "self.d"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w[1:] -= g[1:]\n", ["w[:] -= g[:]\n", "w[:] -= g[1:]\n", "w[1:] -= g[:]\n"]),
        ("for k in range(n - 1):\n    w[k] -= g[k]\n", ["for k in range(n):\n    w[k] -= g[k]\n"]),
    ],
)
def test_an_update_that_leaves_something_out_is_made_whole(text: str, expected: list[str]) -> None:
    source = Source(text, None)
    update = next(n for n in ast.walk(source.tree) if isinstance(n, ast.AugAssign))
    written = [apply_edits(text.encode(), fix.edits).decode() for fix in whole_range(source, update)]
    assert written == expected


@pytest.mark.parametrize(
    ("code", "beginning", "gone", "come"),
    [
        (
            "U304",
            "corner = rng.uniform",
            ["p = 1 / (1 + np.exp(-(z @ B + b)))"],
            ["p = 1 / (1 + np.exp(-(h @ B + b)))"],
        ),
        (
            "U305",
            "rows = rng.integers",
            ["weights = rng.normal(size=(3, 1)) * 0.1"],
            [
                "rows = np.concatenate([rows, np.ones((len(rows), 1))], axis=1)",
                "weights = rng.normal(size=(4, 1)) * 0.1",
            ],
        ),
        (
            "U513",
            "series = rng.uniform",
            ["back = O.T @ error"],
            ["later = 0", "back = O.T @ error + later", "later = V.T @ inner"],
        ),
        (
            "U608",
            "first = rng.normal",
            ["speed1, speed2 = np.zeros((3, 10)), np.zeros((10, 1))"],
            ["speed1, speed2 = np.zeros((3, 10)), np.zeros((10, 1))"],
        ),
        (
            "U608",
            "def descend",
            ["speed = {name: np.zeros_like(w) for name, w in weights.items()}"],
            [
                'if not hasattr(descend, "speed"):',
                "descend.speed = {name: np.zeros_like(w) for name, w in weights.items()}",
                "speed = descend.speed",
            ],
        ),
        (
            "U608",
            "pace = [np.zeros_like",
            ["pace[k] += 0.8 * pace[k] + 0.02 * slopes[k]"],
            ["pace[k] = 0.8 * pace[k] + 0.02 * slopes[k]"],
        ),
        (
            "U608",
            "class Momentum",
            ["speeds = [np.zeros(p.shape) for p in parameters]"],
            [
                'if not hasattr(self, "speeds"):',
                "self.speeds = [np.zeros(p.shape) for p in parameters]",
                "speeds = self.speeds",
            ],
        ),
        (
            "U514",
            "bent, sums = [data], [data]",
            ["slopes[k] = sums[k].T @ error"],
            ["slopes[k] = bent[k].T @ error"],
        ),
        (
            "U611",
            "net = [dict(weights",
            ['back = back @ net[k + 1]["weights"].T * (1 - kept[k + 1] ** 2)'],
            [
                "earlier = {}",
                "back = back @ earlier[k + 1].T * (1 - kept[k + 1] ** 2)",
                'earlier[k] = net[k]["weights"].copy()',
            ],
        ),
        (
            "U604",
            "self.w_slope, self.b_slope",
            ["self.w = self.x.T @ back"],
            ["self.w_slope = self.x.T @ back"],
        ),
        (
            "U604",
            "for i, one in enumerate(sums)",
            ["one += g"],
            ["sums[i] += g"],
        ),
        (
            "U604",
            "taken = table[text]",
            ["taken -= 0.5 * off * w / 5"],
            ["np.subtract.at(table, text, 0.5 * off * w / 5)"],
        ),
        (
            "U605",
            "class Loom:",
            [],
            ["for j in range(len(self.weft)):", "self.slack[j] -= rate * back[j]"],
        ),
        (
            "U604",
            "class Scale:",
            ["middle = 0.9 * self.middle + 0.1 * here"],
            ["self.middle = 0.9 * self.middle + 0.1 * here"],
        ),
        (
            "U605",
            "class Cell:",
            [],
            ["cell.lean -= rate * each"],
        ),
        (
            "U605",
            'for name in ("V", "W", "w")',
            ['for name in ("V", "W", "w"):'],
            ['for name in ("V", "W", "w", "v"):'],
        ),
        (
            "U611",
            "def answered",
            [
                "for k, unit in enumerate(upper):",
                "for j, value in enumerate(mid + [1.0]):",
                "unit[j] -= 0.5 * offs[k] * value",
            ],
            [
                "for k, unit in enumerate(upper):",
                "for j, value in enumerate(mid + [1.0]):",
                "unit[j] -= 0.5 * offs[k] * value",
            ],
        ),
        (
            "U302",
            "class SoftmaxWithLoss",
            ["loss = criterion.forward(softmax.shares, marks)"],
            ["loss = criterion.forward(scores, marks)"],
        ),
        (
            "U301",
            "return e / np.transpose(np.array",
            [
                "e = np.exp(scores - np.transpose(np.array([np.max(scores, axis=1)])))",
                "return e / np.transpose(np.array([e.sum(axis=1)]))",
            ],
            [
                "e = np.exp(scores - np.max(scores, axis=0, keepdims=True))",
                "return e / e.sum(axis=0, keepdims=True)",
            ],
        ),
        (
            "U201",
            "worth[:, lever]",
            ["miss = worth[:, lever] - paid", "np.add.at(push, (slice(None), lever), miss / miss.size)"],
            [
                "miss = worth[np.arange(len(lever)), lever] - paid",
                "np.add.at(push, (np.arange(len(lever)), lever), miss / miss.size)",
            ],
        ),
        (
            "U401",
            "def through(U, u, V, v)",
            ["return fit + (U**2).sum() * pull / 180 + (V**2).sum()"],
            ["return fit + (U**2).sum() * pull / 180 + (V**2).sum() * pull / 180"],
        ),
        (
            "U107",
            "later = (later - later.mean(axis=0))",
            ["later = (later - later.mean(axis=0)) / later.std(axis=0)"],
            ["later = (later - first.mean(axis=0)) / first.std(axis=0)"],
        ),
        (
            "U107",
            "def levelled(table)",
            ["later = levelled(brew[100:])"],
            ["later = (brew[100:] - brew[:100].mean(axis=0)) / np.std(brew[:100], axis=0)"],
        ),
        (
            "U107",
            "StandardScaler()",
            ["later = scaler.fit_transform(brew[100:])"],
            ["later = scaler.transform(brew[100:])"],
        ),
        (
            "U107",
            "pond.sample(30",
            ["unseen = pond.sample(30, random_state=2)"],
            ["unseen = pond.drop(spring.index).sample(30, random_state=2)"],
        ),
        (
            "U510",
            "votes = np.array",
            ["blame = fault @ outer.T * steepness(votes)"],
            ["blame = fault @ outer.T * steepness(council)"],
        ),
        (
            "U513",
            "waves = rng.normal",
            ["back[rows, best[k]] = spread[:, k]"],
            ["back[rows, best[k]] += spread[:, k]"],
        ),
        (
            "U513",
            "class Chain",
            [
                "self.slope_a = self.given[:, k : k + 1].T @ back",
                "self.slope_c = self.states[k].T @ back",
                "self.slope_c0 = back.sum(axis=0)",
            ],
            [
                "self.slope_a += self.given[:, k : k + 1].T @ back",
                "self.slope_c += self.states[k].T @ back",
                "self.slope_c0 += back.sum(axis=0)",
            ],
        ),
        ("U604", "def forget()", ["move(0.8)"], ["move(0.8)"]),
        ("U307", "class Gate", [], ["if not self.learning:", "return given"]),
        (
            "U104",
            "def season",
            ["return np.where(leaf @ self.pull + self.edge > 0.0, 1, 0)"],
            ["return np.where(leaf @ self.pull + self.edge > 0.0, 1, -1)"],
        ),
        ("U605", "def drive(pulls", ["unit[-1] -= 0.1 * push"], ["unit[-1] -= 0.1 * push"]),
        ("U104", "np.identity(2)", ["wish = np.identity(2)[ring].T"], ["wish = np.identity(2)[(ring + 1) // 2].T"]),
        (
            "U606",
            "for sweep in range(40)",
            ["whole = np.zeros(3)"],
            ["whole = np.zeros(3)"],
        ),
        (
            "U202",
            "nights = rng",
            ["shares = units.dot(1 - units) * push * outer"],
            ["shares = units * (1 - units) * push * outer"],
        ),
        ("U510", "crop = (", ["sums = kept[layer - 1]"], ["sums = kept[layer]"]),
        ("U504", "glaze = ", ["off = np.multiply(p - wish, p)"], ["off = p - wish"]),
        (
            "U303",
            "tides = ",
            ["said = bend(level)", "push = off * steepness / len(hours)"],
            ["said = level", "push = off / len(hours)"],
        ),
        (
            "U303",
            "grade = ",
            ["said = 1 / (1 + np.exp(-(h @ W + w)))", "push = (said - t) * said * (1 - said)"],
            ["said = h @ W + w", "push = said - t"],
        ),
        ("U606", "hours = ", ["off += p - done"], ["off = p - done"]),
        (
            "U505",
            "either = ",
            ["step_0 = off * h[0]", "step_1 = off * h[1]"],
            ["step_0 = push * h[0]", "step_1 = push * h[1]"],
        ),
        ("U518", "beach = ", ["back[range(1)] -= 1"], ["back[0, int(beach[i])] -= 1"]),
        (
            "U103",
            "sounded",
            ["random.shuffle(spots)", "random.shuffle(sounded)"],
            [
                "order = list(range(len(spots)))",
                "random.shuffle(order)",
                "spots[:] = [spots[i] for i in order]",
                "sounded[:] = [sounded[i] for i in order]",
            ],
        ),
        (
            "U801",
            "hidden = [[0.2",
            ["hidden = [[0.2 for _ in range(4)] for _ in range(5)]", "for epoch in range(30):"],
            ["hidden = [[random.uniform(-0.5, 0.5) for _ in range(4)] for _ in range(5)]", "for epoch in range(120):"],
        ),
    ],
)
def test_a_fault_of_the_catalogue_is_repaired_as_it_is_written(
    here: Path, code: str, beginning: str, gone: list[str], come: list[str], capsys
) -> None:
    fault = next(fault for fault in catalogue() if fault.code == code)
    (text,) = (text for text in fault.module.BROKEN if beginning in text)
    result = repaired(here, text)
    assert result.clean
    changes = list(difflib.ndiff(text.splitlines(), result.files[here].decode().splitlines()))
    for sign, expected in (("-", gone), ("+", come)):
        assert [line[2:].split("#")[0].strip() for line in changes if line[0] == sign] == expected


def test_a_healthy_script_gets_no_repair(here: Path, capsys) -> None:
    result = repaired(here, SCRIPT)
    assert result.clean
    assert result.chosen == ()


def test_a_repaired_module_is_read_in_the_place_of_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "layers.py").write_text("def back(d, w):\n    return d @ w\n")
    text = SCRIPT.replace("import numpy as np\n", "import numpy as np\nfrom layers import back\n", 1)
    text = text.replace("d2 @ W2.T", "back(d2, W2)")
    script = tmp_path / "network.py"
    script.write_text(text)
    options = Options(course=False)
    report = check(script, options=options)
    assert not is_clean(report)
    with Visits(script) as visits:
        result = Cure(script, options, time.monotonic() + 100, lambda said: None, visits).search(report)
    assert result.clean
    assert result.files == {tmp_path / "layers.py": b"def back(d, w):\n    return d @ w.T\n"}
    assert (tmp_path / "layers.py").read_text() == "def back(d, w):\n    return d @ w\n"


# -- what counts as help

PLACE = Span(1, 1, 1, 2)


def report(*codes: str, agree: int, verdict: str = "faulty") -> ScriptReport:
    findings = tuple(Finding(code, "x", "measured", PLACE, code, "", ()) for code in codes)
    gradients = tuple(GradientRole(f"W{i}", 1.0, 1.0, i < agree) for i in range(3))
    return ScriptReport("x.py", verdict, "", gradients=gradients, findings=findings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (report(agree=3, verdict="healthy"), True),
        (report("U509", agree=1), False),  # it is still there
        (report("U507", agree=2), True),  # one that it had hidden
        (report("U507", agree=1), False),  # another one in its place
        (report(agree=0), False),
        (report(agree=3, verdict="crashed"), False),
        (report(agree=3, verdict="inconclusive"), False),
    ],
)
def test_a_repair_helps_if_its_finding_goes_and_nothing_gets_worse(after: ScriptReport, expected: bool) -> None:
    before = report("U509", agree=1)
    assert helps(before, after, before.findings[0]) is expected


def test_what_a_loss_that_is_not_meant_had_hidden_is_no_harm() -> None:
    before = report("U201", agree=1)
    assert helps(before, report("U611", agree=1), before.findings[0])
    assert not helps(before, report("U611", agree=0), before.findings[0])
    assert not helps(before, report("U104", agree=1), before.findings[0])  # that was looked for before, too


def test_what_steps_of_0_had_hidden_is_no_harm() -> None:
    before = report("U604", agree=0)
    still = replace(before, gradients=tuple(replace(g, cosine=None) for g in before.gradients))
    assert helps(still, report("U504", agree=0), before.findings[0])
    assert not helps(before, report("U504", agree=0), before.findings[0])


def test_a_place_in_a_repaired_text_is_found_in_the_old_one() -> None:
    old = b"a = 1\nb = 2\nc = 3\n"
    edits = [Edit(Span(1, 1, 1, 1), "new\n"), Edit(Span(2, 5, 2, 6), "200")]
    assert apply_edits(old, edits) == b"new\na = 1\nb = 200\nc = 3\n"
    assert moved_back(old, edits, Span(4, 1, 4, 6)) == Span(3, 1, 3, 6)
    assert moved_back(old, edits, Span(3, 1, 3, 4)) == Span(2, 1, 2, 4)
    assert moved_back(old, edits, Span(3, 5, 3, 8)) is None  # this text is new
    assert moved_back(old, edits, Span(1, 1, 1, 2)) is None


# -- texts


@pytest.mark.parametrize(
    ("text", "old", "new", "expected"),
    [
        ("y = x.T @ d\n", "d", "d * s", "y = x.T @ (d * s)\n"),
        ("y = d\n", "d", "d * s", "y = d * s\n"),
        ("y = (a - b) / m\n", "a - b", "b - a", "y = (b - a) / m\n"),
        ("y = (a - b) * c\n", "(a - b) * c", "a - b", "y = a - b\n"),
        ("y = f(a, b)\n", "a", "a + 1", "y = f(a + 1, b)\n"),
        ("y = a ** 2\n", "a", "a + b", "y = (a + b) ** 2\n"),
        ("y = f(\n    a,  # first\n    b)\n", "b", "c", "y = f(\n    a,  # first\n    c)\n"),
        ("größe = a * b\n", "b", "c", "größe = a * c\n"),
    ],
)
def test_an_expression_is_put_where_another_was(text: str, old: str, new: str, expected: str) -> None:
    source = Source(text, None)
    wanted = ast.dump(ast.parse(old, mode="eval").body)
    node = next(n for n in ast.walk(source.tree) if isinstance(n, ast.expr) and ast.dump(n) == wanted)
    edit = source.put(node, new)
    assert edit is not None
    assert apply_edits(text.encode(), [edit]).decode() == expected


def test_what_changes_nothing_or_does_not_fit_is_no_edit() -> None:
    source = Source("y = a\n", None)
    value = source.tree.body[0].value  # type: ignore[attr-defined]
    assert source.put(value, "a") is None
    assert source.put(value, "a +") is None


def test_statements_go_and_come_with_their_lines() -> None:
    text = "for i in x:\n    a = 1  # one\n    b = 2\nif c: d = 3"
    source = Source(text, None)
    loop, test = source.tree.body
    first, second = loop.body  # type: ignore[attr-defined]
    assert apply_edits(text.encode(), [source.remove(first)]).decode() == text.replace("    a = 1  # one\n", "")
    moved = [source.remove(first), source.insert_after(second, source.whole_lines(first))]
    assert apply_edits(text.encode(), moved).decode() == "for i in x:\n    b = 2\n    a = 1  # one\nif c: d = 3"
    alone = test.body[0]  # type: ignore[attr-defined]
    assert apply_edits(text.encode(), [source.remove(alone)]).decode().endswith("if c: pass")
    after = source.insert_after(test, "e = 4")
    assert apply_edits(text.encode(), [after]).decode() == text + "\ne = 4"


def test_products_and_suffixes_get_the_parentheses_that_they_need() -> None:
    assert combined("a - b", "*", "c") == "(a - b) * c"
    assert combined("a @ b", "*", "c") == "a @ b * c"
    assert combined("a", "-", "b - c") == "a - (b - c)"
    assert followed("a - b", ".T") == "(a - b).T"
    assert followed("a[0]", ".T") == "a[0].T"


def test_the_operator_of_an_update_is_changed_alone() -> None:
    text = "W -= (  # a - b\n  lr * d)\n"
    source = Source(text, None)
    edit = source.operator(source.tree.body[0], "+=")  # type: ignore[arg-type]
    assert edit == Edit(Span(1, 3, 1, 5), "+=")


def test_a_repair_that_cannot_be_thought_of_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys) -> None:
    from unstuck.doctor.faults import u601_update_sign as fault

    def broken(case, finding):
        yield Fix("one", "safe", (Edit(PLACE, "x"),))
        raise ValueError("oh")

    monkeypatch.setattr(fault, "repair", broken)
    path = tmp_path / "network.py"
    path.write_text(SCRIPT.replace("W2 -= lr * dW2", "W2 += lr * dW2"))
    found = examine_script(path, Options(course=False), 20.0)
    assert [len(f.candidates) for f in found.findings] == [1]
    assert "no more repairs of U601 could be thought of (ValueError: oh)" in found.left_out


TABLE = """
import numpy as np

rng = np.random.default_rng(3)
x = rng.uniform(-1, 1, size=(30, 1))
y = (1 - 2 * x + x**2)[:, 0]
a, b, c = 0.0, 0.0, 0.0
for step in range(400):
    shown = a + b * x + c * x**2
    off = 2 * (shown - y)
    loss = np.mean(np.square(shown - y))
    a -= 0.05 * off.mean()
    b -= 0.05 * (off * x).mean()
    c -= 0.05 * (off * x**2).mean()
print(loss)
"""


def test_one_repair_at_two_places_is_tried_at_once(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []
    monkeypatch.setattr(cure_module, "check", lambda *args, **kwargs: tries.append(1) or check(*args, **kwargs))
    here.write_text(TABLE)
    options = Options(course=False)
    with Visits(here) as visits:
        result = Cure(here, options, time.monotonic() + 100, lambda said: None, visits).search(
            check(here, options=options, visits=visits)
        )
    assert result.clean
    assert [(finding.code, finding.span.line) for finding, _ in result.chosen] == [("U201", 10), ("U201", 11)]
    assert len(tries) == 1


FAR = """
import numpy as np

rng = np.random.default_rng(1)
posts = np.column_stack([rng.uniform(480, 520, 50), rng.uniform(660, 700, 50)])
height = (posts[:, :1] - 500) * 0.1 + 40
V, v = rng.uniform(-1, 1, (2, 6)), np.zeros(6)
W, w = rng.uniform(-1, 1, (6, 1)), np.zeros(1)
for turn in range(500):
    h = 1 / (1 + np.exp(-(posts @ V + v)))
    said = 1 / (1 + np.exp(-(h @ W + w)))
    push = (said - height) * said * (1 - said) / len(posts)
    back = push @ W.T
    W -= 0.1 * h.T @ push
    w -= 0.1 * push.sum(axis=0)
    V -= 0.1 * posts.T @ back
    v -= 0.1 * back.sum(axis=0)
print(np.mean((said - height) ** 2))
"""


def test_what_hides_the_gradients_is_repaired_along_with_what_it_hides(here: Path, monkeypatch) -> None:
    here.write_text(FAR)
    options = Options()
    with Visits(here) as visits:
        report = check(here, options=options, visits=visits)
        assert ("U101", "suspected") in [(f.code, f.certainty) for f in report.findings if f.candidates]
        search = Cure(here, options, time.monotonic() + 200, lambda said: None, visits)
        result = search.search(report)
        assert result.clean
        assert "U101" in [finding.code for finding, _ in result.chosen]
        monkeypatch.setattr(search, "_from_another_start", lambda state: None)
        assert not search.search(report).clean
