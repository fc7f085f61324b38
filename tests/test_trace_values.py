"""A traced run does what a plain run does, to the last bit."""

from __future__ import annotations

import sys
import types

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import PROGRAMS, START
from side_by_side import KEEP, PATH, canonical, differing, left_by, plainly, same

from unstuck.doctor.script import Sites, rewrite


@pytest.fixture
def no_global_randomness() -> None:
    """Let programs draw as they like."""


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.filterwarnings("ignore")
def test_a_traced_run_leaves_the_same_values_as_a_plain_one(name: str) -> None:
    same(START + PROGRAMS[name])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_run_in_which_no_place_is_noted_leaves_the_same_values(name: str) -> None:
    """The tree that is rewritten for the run to the end, where few places are watched."""
    text = f"{START}{PROGRAMS[name]}\n{KEEP}(globals())\n"

    def run() -> None:
        module = types.ModuleType("__main__")
        module.__dict__.update(__file__=str(PATH))
        main, sys.modules["__main__"] = sys.modules["__main__"], module
        try:
            exec(rewrite(text, None, str(PATH), Sites(), frozenset()), module.__dict__)
        finally:
            sys.modules["__main__"] = main

    assert differing(left_by(run), plainly(text)) == []


def test_a_difference_in_the_last_bit_would_be_seen() -> None:
    text = f"x = 0.1\ny = x * 3\n{KEEP}(globals())\n"
    assert differing(plainly(text), plainly(text)) == []
    assert differing(plainly(text), plainly(text.replace("x * 3", "x + x + x * 0.9999999999999998")))[0][0] == "y"
    assert differing(plainly(text), plainly("print()\n" + text))
    assert canonical(np.zeros(2)) != canonical(np.zeros(2, np.float32))
    one = np.ones(2)
    assert canonical([one, one]) != canonical([one, one.copy()])


# -- many shapes of the same thing

NUMBER = st.sampled_from(["x", "y", "2.0", "0.5", "3", "v[0]", "a[1, 2]", "float(v[1])"])
ARRAY = st.sampled_from(["a", "a.T", "v", "a[0]", "a[:, :2]", "np.array(v)", "a * a", "v[::-1]"])


def expressions(leaves: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Write expressions out of others."""
    return st.recursive(
        leaves,
        lambda e: st.one_of(
            st.tuples(e, st.sampled_from(["+", "-", "*", "/", "**", "%", "//"]), e).map(" ".join).map("({})".format),
            e.map("-{}".format),
            e.map("np.tanh({})".format),
            e.map("abs({})".format),
            e.map("(lambda q: q * 2)({})".format),
            e.map("[{}][0]".format),
            e.map("sum([{0}, {0}])".format),
            e.map("np.where(np.asarray({0}) > 0, {0}, 1.5)".format),
            e.map("np.maximum({}, 0)".format),
        ),
        max_leaves=6,
    )


STATEMENTS = st.one_of(
    expressions(NUMBER).map("x = {}".format),
    expressions(NUMBER).map("y += {}".format),
    expressions(NUMBER).map("v[1] = {}".format),
    expressions(NUMBER).map("a[0, 1] -= {}".format),
    expressions(NUMBER).map("l[0] *= {}".format),
    expressions(NUMBER).map("o.k = {}".format),
    expressions(ARRAY).map("w = {}".format),
    expressions(ARRAY).map("o.w = {}".format),
    expressions(ARRAY).map("l.append({})".format),
    st.sampled_from(
        [
            "a += 1",
            "a[1:] *= 0.5",
            "u = a[1]",
            "u -= x",
            "u[0] = y",
            "v = a[2]",
            "t = a.T",
            "t[0] += v[0]",
            "a = a * 1.0",
            "x, y = y, x",
            "v[0], v[1] = v[1], v[0]",
            "np.add(a, 1, out=a)",
            "a[a > 1] = 0",
            "b = a",
            "b -= b.mean()",
            "for q in v: x += q",
            "v = np.array([q * x for q in v])",
            "a[:, 0] = v[0]",
            "u = a.ravel()",
            "u[-1] = x",
        ]
    ),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(STATEMENTS, min_size=1, max_size=12))
@pytest.mark.filterwarnings("ignore")
def test_any_program_of_such_statements_leaves_the_same_values(statements: list[str]) -> None:
    guarded = [f"try: {s}\nexcept Exception as e: print(type(e).__name__, e)" for s in statements]
    if any(s.startswith("for") for s in statements):
        guarded = [g.replace("try: for", "try:\n    for") for g in guarded]
    head = "import numpy as np\nclass O: pass\no, l = O(), [1.5]\nx, y = 0.3, -1.25\n"
    data = (
        "a = np.array([[0.5, -1.5, 2.0], [1.0, 0.25, -3.0], [2.5, 0.0, 1.0]])\n"
        "u = v = np.array([1.0, -2.0, 0.5])\n"
        "t = b = a\n"
    )
    same(
        head
        + data
        + "with np.errstate(all='ignore'):\n"
        + "".join(f"    {line}\n" for g in guarded for line in g.split("\n"))
    )
