"""What a trace notes is what happened: each number knows where it came from, and on which characters."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest
from programs import PROGRAMS, START
from side_by_side import PATH, trace_of

from unstuck.doctor.gradients import replayed
from unstuck.doctor.script import Sites, rewrite
from unstuck.doctor.trace import Node


@pytest.fixture
def no_global_randomness() -> None:
    """Let programs draw as they like."""


# What is added to changes while it is being added: what it was before is not noted.
@pytest.mark.parametrize("name", sorted(PROGRAMS.keys() - {"the old value is read before the operand"}))
@pytest.mark.filterwarnings("ignore")
def test_every_noted_operation_gives_its_value_when_it_is_done_again(name: str) -> None:
    run = trace_of(START + PROGRAMS[name])
    assert run.crash is None
    wrong = []
    for node in run.trace.nodes:
        if node.function is None or node.name == "empty_like" or isinstance(node.function, np.vectorize):
            continue  # what is in empty memory, and functions of the user's, are not done again
        again, value = replayed(node, lambda n: n.value), getattr(node.value, "values", node.value)
        if isinstance(value, list | tuple) or np.asarray(value).dtype == object:
            equal = len(value) == len(again)
        else:
            equal = np.array_equal(again, value, equal_nan=np.asarray(value).dtype.kind == "f")
        if not equal:
            wrong.append((run.trace.sites.text(run.trace.site(node).span), value, again))
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "w = x * 1\nu = w[1]\nw -= 1\nout = u.sum()",
        "w = x * 1\nt = w.T\nt[0] = 5\nout = w.sum()",
        "w = x * 1\np = w\np *= 2\nout = w.sum()",
        "w = x * 1\nr = w.reshape(-1)\nr[0] += 1\nout = w.sum()",
        "w = x * 1\nnp.multiply(w, 2, out=w)\nout = w.sum()",
        "w = x * 1\nout = sum([row.sum() for row in w])",
        "w = x * 1\nl = [[float(q) for q in row] for row in w]\nout = sum(l[0]) + l[1][0]",
        "w = x * 1\nf = np.vectorize(lambda z: math.tanh(z))\nout = f(w.T).sum()",
        (
            "w = x * 1\n"
            "class N:\n"
            "    def __init__(self): self.w = w\n"
            "    def go(self): return self.w @ self.w.T\n"
            "out = N().go().sum()"
        ),
        "w = x * 1\nd = {'w': w}\nd['w'] = d['w'] * 2\nd['w'] -= 1\nout = d['w'].sum()",
        "w = x * 1\na, b = w\nout = (a * b).sum()",
        "w = x * 1\nout = sum(map(lambda r: r @ r, w))",
        "w = x * 1\nout = max(w[0]) + max(w[1])",
        "w = x * 1\nout = sum(p * q for p, q in zip(w[0], w[1]))",
        "w = (x * 1).tolist()\nout = math.fsum(p * q for p, q in zip(w[0], w[1])) + max(p * 2 for p in w[1])",
        "w = x * 1\nfor r in reversed(w): out = r @ r",
        "w = x * 1\nw.flat[1] = 3.0\nw.flat[-1] *= 2\nw.flat[0] += w[1, 0]\nout = (w * w).sum()",
        (
            "w = x * 1\n"
            "l = np.empty(2, dtype=object)\n"
            "l[0], l[1] = w, w * 2\n"
            "l[1] -= l[0]\n"
            "l[0] *= 3\n"
            "out = (l[0] * l[1]).sum() + w.sum()"
        ),
        "w = x * 1\nout = 0\nfor i in range(2):\n    for j in range(2):\n        out += w[i, j] * 2",
        "w = x * 1\nout = np.array(w.tolist()).sum()",
        "w = x * 1\na, b = np.split(w, 2, axis=1)\nout = (a * b).sum()",
        "w = x * 1\na, b = np.hsplit(w, [1])\nc, d = np.array_split(b[:, 0], 2)\nout = (a * a).sum() + (c * d).sum()",
        "w = x * 1\na, b = np.vsplit(w, 2)\na += 1\nout = (w * w).sum() + b.sum()",
    ],
)
def test_a_result_is_traced_back_to_what_it_was_made_of(text: str) -> None:
    """The numbers at the start reach the result: moved, they move it, as the trace tells without running it again."""
    head = "import math\nimport numpy as np\nx = np.array([[0.5, -0.25], [0.75, 1.5]])\n"
    run = trace_of(head + text + "\nprint(out * 1)")
    last = run.trace.printed[-1][1]
    source = next(n for n in run.trace.nodes if n.name == "leaf" and np.shape(n.value) == (2, 2))
    moved = source.value + 1e-3 * np.arange(4).reshape(2, 2)
    values: dict[Node, Any] = {source: moved}
    for node in run.trace.nodes:
        if node.function is not None:
            values[node] = replayed(node, lambda n: values.get(n, n.value))
    box: dict[str, Any] = {}
    exec(head + f"x = np.array({moved.tolist()})\n" + text, box)
    assert abs(float(values[last]) - float(box["out"])) < 1e-12
    assert abs(float(last.value) - float(box["out"])) > 1e-6


def test_what_is_written_through_the_elements_of_an_iterator_makes_the_array_a_new_value() -> None:
    text = "import numpy as np\na = np.array([1.0, 2.0]) * 1\n"
    text += "for e in np.nditer(a, op_flags=['readwrite']):\n    e[...] = e * e\nout = a * 2\nprint(out)"
    run = trace_of(text)
    doubled = run.trace.printed[-1][1]
    assert doubled.inputs[0].name == "leaf"
    assert np.array_equal(doubled.inputs[0].value, [1.0, 4.0])


# -- places


@pytest.mark.parametrize(
    "line", ["{}", "é = '日本語'; {}", "{}  # ünïcode", "if x:\t{}", "if x:\n\t{}", "'𝒳', 'ß'; {}"]
)
def test_spans_read_the_right_characters(line: str) -> None:
    pieces = ["a * 2", "np.tanh(a)", "a.T", "a[1:, 0]", "-a"]
    text = "import numpy as np\nx = 1\na = np.ones((2, 2)) * 3\n" + "".join(
        line.format(f"größe = ({piece})") + "\n" for piece in pieces
    )
    run = trace_of(text)
    assert run.crash is None
    seen = {run.trace.sites.text(run.trace.site(n).span) for n in run.trace.nodes if n.site >= 0}
    assert set(pieces) <= seen


def test_spans_over_several_lines_and_of_the_module_beside() -> None:
    run = trace_of("import numpy as np\na = np.ones(3) * (\n  'ä' and 2.5) + (1 +\n 1)\n")
    spans = {run.trace.sites.text(run.trace.site(n).span) for n in run.trace.nodes if n.site >= 0}
    assert "np.ones(3) * (\n  'ä' and 2.5)" in spans


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_span_is_that_of_a_part_of_the_program(name: str) -> None:
    text = START + PROGRAMS[name]
    sites = Sites()
    rewrite(text, None, str(PATH), sites)
    parts = {(n.lineno, ast.get_source_segment(text, n)) for n in ast.walk(ast.parse(text)) if hasattr(n, "lineno")}
    assert [t for s in sites.all if (t := (s.span.line, sites.text(s.span))) not in parts] == []


@pytest.mark.parametrize(
    "text",
    [
        "out = 1 if z > 0 else -1",
        "def f(t):\n    if t > 0:\n        return 1\n    return -1\nout = f(z)",
        "def f(t):\n    if t > 0:\n        return 1\n    else:\n        return -1\nout = f(z)",
        "if z > 0:\n    out = 1\nelse:\n    out = -1",
        "out = 2 * int(z > 0) - 1",
    ],
)
def test_a_number_that_was_chosen_knows_on_what_the_choice_hung(text: str) -> None:
    """Its own object, so that the 1 that it is is not taken for every other 1."""
    run = trace_of(f"import numpy as np\nz = np.tanh(np.array([0.5, -0.5]))[0] * 2.0\n{text}\nend = out * z\n")
    chosen = next(n for n in run.trace.nodes if n.name == "where")
    assert chosen.inputs[0].name == "gt"
    assert chosen.inputs[0].inputs[0].name == "mul"
    assert isinstance(chosen.value, int)
    assert any(chosen in n.inputs for n in run.trace.nodes)
