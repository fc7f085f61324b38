"""How a traced run ends: by an error of the script's, by cutting loops that train, by its limits."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from side_by_side import same, trace_of

from unstuck.doctor.run import run_traced
from unstuck.doctor.trace import Limits


@pytest.mark.parametrize(
    ("text", "kind", "message", "places"),
    [
        ("import numpy as np\na = np.ones((2, 3))\n\nb = a @ a\n", "ValueError", "matmul", [(4, "<module>")]),
        (
            (
                "import numpy as np\n"
                "def f(z):\n"
                "    y = 1\n"
                "    return (z +\n"
                "            nothing)\n"
                "class A:\n"
                "    def go(self):\n"
                "        return f(1.0)\n"
                "for i in range(2):\n"
                "    A().go()\n"
            ),
            "NameError",
            "name 'nothing' is not defined",
            [(10, "<module>"), (8, "go"), (5, "f")],
        ),
        ("x = 1.0\nl = [q / 0 for q in [x]]\n", "ZeroDivisionError", "float division by zero", [(2, None)]),
        (
            "def f(a, b): pass\n\nf(1)\n",
            "TypeError",
            r"f\(\) missing 1 required positional argument: 'b'",
            [(3, "<module>")],
        ),
        ("d = {}\nd['k'] += 1\n", "KeyError", "'k'", [(2, "<module>")]),
        ("import numpy as np\nw = np.ones(3)\nw += np.ones((2, 3))\n", "ValueError", "broadcast", [(3, "<module>")]),
        ("def f(): return f()\nf()\n", "RecursionError", "recursion", None),
        ("assert 1 > 2, 'no'\n", "AssertionError", "no", [(1, "<module>")]),
        ("x, y = [1.0]\n", "ValueError", "not enough values to unpack", [(1, "<module>")]),
        ("raise KeyboardInterrupt\n", "KeyboardInterrupt", "", [(1, "<module>")]),
    ],
)
def test_a_crash_names_the_lines_of_the_user(text: str, kind: str, message: str, places: Any) -> None:
    crash = trace_of(text).crash
    assert crash is not None
    assert crash.kind == kind
    assert re.search(message, crash.message)
    if places is not None:
        lines, functions = [line for _, line, _ in crash.places], [f for _, _, f in crash.places]
        assert sorted(set(lines), key=lines.index) == [line for line, _ in places]
        assert all(wanted in (None, f) for f, (_, wanted) in zip(functions, places, strict=False))


def test_a_crash_in_a_module_beside_the_script_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "layers.py").write_text("def go(z):\n    return z / 0\n")
    script = tmp_path / "net.py"
    crash = run_traced("import layers\nlayers.go(2.0)\n", script).crash
    assert crash is not None
    assert crash.places == ((None, 2, "<module>"), (str(tmp_path / "layers.py"), 2, "go"))
    assert "layers" not in sys.modules


@pytest.mark.parametrize("end", ["raise SystemExit", "import sys; sys.exit(3)", "exit()", "quit(1)"])
def test_a_script_that_ends_itself_has_not_crashed(end: str) -> None:
    run = trace_of(f"x = 2.0\ny = x * 2\n{end}\nz = y * 3\n")
    assert run.crash is None
    assert [n.name for n in run.trace.nodes] == ["leaf", "mul"]


TRAIN = """
import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(8, 3))
Y = (X[:, :1] > 0) * 1.0
W = rng.normal(size=(3, 1))
turns = 0
"""
STEP = "p = 1 / (1 + np.exp(-(X @ W)))\n    W = W - 0.1 * X.T @ (p - Y)\n    turns += 1\n"
SMALL = Limits(loop_nodes=300)


@pytest.mark.parametrize(
    "loop",
    [
        f"for epoch in range(5000):\n    {STEP}",
        f"while turns < 5000:\n    {STEP}",
        f"while True:\n    {STEP}    if turns == 5000: break\n",
        f"for epoch in iter(int, 1):\n    {STEP}    if turns == 5000: break\n",
        f"def train(W, turns):\n  for epoch in range(5000):\n    {STEP}  return W, turns\nW, turns = train(W, turns)\n",
        f"for k in range(5000):\n  for epoch in range(5000):\n    {STEP}",
    ],
)
def test_loops_that_train_are_cut_and_what_follows_is_run(loop: str) -> None:
    run = trace_of(TRAIN + loop + "print(W * turns)\n", SMALL)
    assert run.crash is None
    assert run.trace.why_ended == ""
    assert run.trace.cut
    assert all(3 <= turns < 500 for turns in run.trace.cut.values())
    assert run.trace.printed, "what follows the loop was not run"


@pytest.mark.parametrize(
    "loop",
    [
        "rows = []\nfor i in range(3000):\n    rows.append([float(i) * 2, np.tanh(i / 3.0)])\nX = np.array(rows)\n",
        "c = 0.0\nfor i in range(3000):\n    c += 0.5 * i\n    c = c * 0.9\n",
        (
            "A = np.zeros((40, 40))\n"
            "for i in range(40):\n"
            "    for j in range(40):\n"
            "        A[i, j] = X[i % 8, j % 3] * 2.0\n"
        ),
        "i, s = 0, 0.0\nwhile i < 3000:\n    s = s + np.exp(-0.1 * i)\n    i += 1\n",
        "def gen():\n    for i in range(3000):\n        yield i * 0.5\ns = sum(gen())\n",
        (
            "n = 0\n"
            "for line in ('1,2\\n' * 2000).split():\n"
            "    a, b = (float(q) for q in line.split(','))\n"
            "    n += a * b\n"
        ),
    ],
)
def test_loops_that_do_not_train_run_to_their_end(loop: str) -> None:
    same(TRAIN + loop, SMALL)
    assert not trace_of(TRAIN + loop, SMALL).trace.cut


@pytest.mark.parametrize(
    "loop",
    [
        "i = 0\nwhile i < 3000:\n    i += 1\n    q = X[0, 0] * i\n",
        "i = 0\nwhile True:\n    i += 1\n    q = X[0, 0] * i\n    if i > 3000: break\n",
        "for i in range(9999):\n    q = X[0, 0] * i\n    if i > 3000: break\n",
        (
            "def read():\n"
            "    i = 0\n"
            "    while True:\n"
            "        i += 1\n"
            "        q = X[0, 0] * i\n"
            "        if i > 3000: return q\n"
            "read()\n"
        ),
        (
            "def read():\n"
            "    for i in range(9999):\n"
            "        q = X[0, 0] * i\n"
            "        if i > 3000: raise ValueError\n"
            "try:\n"
            "    read()\n"
            "except ValueError: pass\n"
        ),
        (
            "def read():\n"
            "    i = 0\n"
            "    while True:\n"
            "        i += 1\n"
            "        q = X[0, 0] * i\n"
            "        if i > 3000: raise ValueError\n"
            "try:\n"
            "    read()\n"
            "except ValueError: pass\n"
        ),
    ],
)
def test_after_a_long_loop_over_data_the_training_is_noted(loop: str) -> None:
    """A loop that prepares a great deal of data is let go on unobserved; what comes after it must be seen again."""
    run = trace_of(TRAIN + loop + f"for epoch in range(20):\n    {STEP}", SMALL)
    assert run.crash is None
    assert sum(n.name == "exp" for n in run.trace.nodes) >= 3


def test_a_run_that_takes_too_long_or_too_much_is_ended_and_says_so() -> None:
    text = (
        "import numpy as np\n"
        "x = np.ones(1000)\n"
        "try:\n"
        "    while True:\n"
        "        x = x + 1.0\n"
        "except Exception: pass\n"
        "finally: y = x * 2\n"
    )
    for limits, said in [
        (Limits(nodes=2000, loop_nodes=10**9), "2,000 operations"),
        (Limits(bytes=3_000_000, loop_nodes=10**9), "3 MB of values"),
        (Limits(seconds=0.2, loop_nodes=10**9, nodes=10**9, bytes=10**12), "after 0 s"),
        (Limits(seconds=0.2, loop_nodes=100), "after 0 s"),
    ]:
        run = trace_of(text, limits)
        assert run.crash is None
        assert said in run.trace.why_ended
