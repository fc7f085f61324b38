"""Mistakes behind mistakes: what comes after the first wrong value is judged with that put right."""

from pathlib import Path

import pytest

from unstuck.doctor.check import check
from unstuck.doctor.options import Options

NETWORK = """
import numpy as np

rng = np.random.default_rng(5)
X = rng.uniform(-1, 1, size=(40, 3))
T = np.sin(X.sum(axis=1, keepdims=True))
A, B, C = (rng.normal(size=s) * 0.6 for s in ((3, 6), (6, 6), (6, 1)))
a, b = np.zeros(6), np.zeros(6)
for turn in range(200):
    h = np.tanh(X @ A + a)
    g = np.tanh(h @ B + b)
    y = g @ C
    e = (y - T) / 40
    s = e @ C.T * (1 - g**2)
    r = s @ B.T * (1 - h**2)
    C -= 0.2 * g.T @ e
    B -= 0.2 * h.T @ s
    b -= 0.2 * s.sum(axis=0)
    A -= 0.2 * X.T @ r
    a -= 0.2 * r.sum(axis=0)
print(np.mean((y - T) ** 2))
"""

MISTAKES = {
    14: {
        "U507": ("s = e @ C.T * (1 - g**2)", "s = e @ C.T"),
        "U509": ("s = e @ C.T * (1 - g**2)", "s = e @ C.T * g * (1 - g)"),
    },
    15: {
        "U507": ("r = s @ B.T * (1 - h**2)", "r = s @ B.T"),
        "U508": ("r = s @ B.T * (1 - h**2)", "r = s @ B.T * (1 - np.tanh(h) ** 2)"),
        "U510": ("r = s @ B.T * (1 - h**2)", "r = s @ B.T * (1 - g**2)"),
        "U511": ("r = s @ B.T * (1 - h**2)", "r = s @ B * (1 - h**2)"),
    },
    17: {
        "U514": ("B -= 0.2 * h.T @ s", "B -= 0.2 * g.T @ s"),
        "U515": ("B -= 0.2 * h.T @ s", "B -= 0.2 * s.T @ h"),
    },
    20: {"U516": ("a -= 0.2 * r.sum(axis=0)", "a -= 0.2 * r.sum()")},
}
PAIRS = [
    ((one, first), (other, second))
    for one in MISTAKES
    for other in MISTAKES
    if one < other
    for first in MISTAKES[one]
    for second in MISTAKES[other]
]


@pytest.mark.parametrize("pair", PAIRS, ids=[" ".join(f"{code}@{line}" for line, code in pair) for pair in PAIRS])
def test_both_of_two_mistakes_on_one_way_are_found(pair: tuple[tuple[int, str], ...], tmp_path: Path) -> None:
    text = NETWORK
    for line, code in pair:
        text = text.replace(*MISTAKES[line][code])
    path = tmp_path / "two.py"
    path.write_text(text)
    report = check(path, options=Options(course=False, repair=False))
    found = {(f.span.line, f.code) for f in report.findings if f.certainty != "suspected"}
    assert found == set(pair)


def test_one_mistake_has_nothing_behind_it(tmp_path: Path) -> None:
    for line, some in MISTAKES.items():
        for code, change in some.items():
            path = tmp_path / f"one_{line}_{code}.py"
            path.write_text(NETWORK.replace(*change))
            report = check(path, options=Options(course=False, repair=False))
            assert [(f.span.line, f.code) for f in report.findings] == [(line, code)]
