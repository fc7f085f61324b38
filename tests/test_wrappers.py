"""Functions that give an operation another name, and those that do more."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

from unstuck.doctor.examination import examine_script
from unstuck.doctor.options import Options
from unstuck.doctor.wrappers import inlined

NETWORK = """
import numpy as np


def matmul(a, b):
    return np.dot(a, b)


def minus(a, b):
    \"\"\"Take one array off another.\"\"\"
    return a - b


def scaled(a, factor):
    return np.multiply(a, factor)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


rng = np.random.default_rng(0)
x = rng.random((80, 3))
y = (x[:, :1] + x[:, 1:2] > 1) * 1.0
w1, w2 = rng.normal(size=(3, 5)), rng.normal(size=(5, 1))
b1, b2 = np.zeros((1, 5)), np.zeros((1, 1))
for i in range(300):
    h = sigmoid(matmul(x, w1) + b1)
    o = sigmoid(matmul(h, w2) + b2)
    d2 = scaled(minus(o, y), scaled(o, minus(1, o)))
    d1 = matmul(d2, w2.T) * h * (1 - h)
    w2 = minus(w2, scaled(matmul(h.T, d2), 0.1))
    b2 = minus(b2, scaled(d2.sum(axis=0), 0.1))
    w1 = minus(w1, scaled(matmul(x.T, d1), 0.1))
    b1 = minus(b1, scaled(d1.sum(axis=0), 0.1))
"""


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("d1 = matmul(d2, w2.T) * h * (1 - h)", "d1 = matmul(d2, w2.T)", "U507"),
        ("w2 = minus(w2, ", "w2 = np.add(w2, ", "U601"),
        ("b1 = minus(b1, scaled(d1.sum(axis=0), 0.1))", "b1 = minus(b1, scaled(d1.sum(), 0.1))", "U516"),
    ],
)
def test_a_mistake_is_where_the_function_is_called(tmp_path: Path, old: str, new: str, code: str) -> None:
    path = tmp_path / "network.py"
    assert NETWORK.count(old) == 1
    path.write_text(NETWORK.replace(old, new))
    line = 1 + path.read_text().splitlines().index("    " + new if new.endswith(")") else _line_with(path, new))
    report = examine_script(path, Options(course=False, repair=False), 20)
    assert [(f.code, f.span.line) for f in report.findings] == [(code, line)]
    assert sorted(p.name for p in report.roles.parameters) == ["b1", "b2", "w1", "w2"]


def _line_with(path: Path, text: str) -> str:
    return next(line for line in path.read_text().splitlines() if text in line)


def test_the_network_as_it_is_has_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "network.py"
    path.write_text(NETWORK)
    report = examine_script(path, Options(course=False, repair=False), 20)
    assert report.verdict == "healthy", report.message
    assert all(gradient.agrees for gradient in report.gradients)


CALLS = "first = f(5, 3)\nsecond = f(first, 2)\n"


@pytest.mark.parametrize(
    "function",
    [
        "def f(a, b):\n    return a - b",
        "def f(a, b):\n    'Take b off.'\n    return np.subtract(a, b)",
        "def f(a, b):\n    return np.dot(a, b)",
    ],
)
def test_a_renamed_operation_is_written_out(function: str) -> None:
    written = ast.unparse(inlined(ast.parse(f"{function}\n{CALLS}")))
    assert not any(isinstance(n, ast.Call) and ast.unparse(n.func) == "f" for n in ast.walk(ast.parse(written)))
    assert _values(f"{function}\n{CALLS}") == _values(written)


@pytest.mark.parametrize(
    "program",
    [
        f"def f(a, b):\n    return b - a\n{CALLS}",  # in another order
        f"def f(a, b):\n    return a - b - 1\n{CALLS}",
        f"def f(a, b=2):\n    return a - b\n{CALLS}",
        f"def f(a, b):\n    print(a)\n    return a - b\n{CALLS}",
        f"def f(a, b):\n    return np.round(a, b) + 0\n{CALLS}",
        "def f(a, b):\n    return a - b\nfirst = f(5, 3)\nsecond = 0\n",  # called once: it may be the network
        f"def f(a, b):\n    return a - b\ndef f(a, b):\n    return a + b\n{CALLS}",
        "def f(a, b):\n    return a - b\nfirst = f(b=1, a=2)\nsecond = f(*[1, 2])\n",
    ],
)
def test_others_are_left_alone(program: str) -> None:
    assert ast.dump(inlined(ast.parse(program))) == ast.dump(ast.parse(program))


def _values(program: str) -> tuple[float, float]:
    scope: dict[str, object] = {"np": np}
    exec(compile(program, "program", "exec"), scope)
    return float(scope["first"]), float(scope["second"])  # type: ignore[arg-type]
