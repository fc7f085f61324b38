"""Single numbers in loops, lifted to arrays: the same values, in fewer operations, with the same derivatives."""

from pathlib import Path

import numpy as np
import pytest

from unstuck.doctor.assign import assign_roles
from unstuck.doctor.evidence import gather
from unstuck.doctor.followed import followed
from unstuck.doctor.lifting import lift
from unstuck.doctor.run import run_traced
from unstuck.doctor.trace import Trace

NETWORK = """
import math, random
random.seed(1)
X = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
Y = [0, 1, 1, 0]
W = [[random.uniform(-1, 1) for i in range(3)] for j in range(4)]
v = [random.uniform(-1, 1) for j in range(4)]
b = [0.0 for j in range(4)]
for step in range(40):
    for x, y in zip(X, Y):
        h = []
        for j in range(4):
            s = b[j]
            for i in range(3):
                s += W[j][i] * x[i]
            h.append(math.tanh(s))
        out = sum(v[j] * h[j] for j in range(4))
        error = out - y
        for j in range(4):
            d = error * v[j] * (1 - h[j] ** 2)
            v[j] -= 0.1 * error * h[j]
            b[j] -= 0.1 * d
            for i in range(3):
                W[j][i] -= 0.1 * d * x[i]
"""


def traced(folder: Path, text: str) -> Trace:
    return run_traced(text, folder / "net.py").trace


def test_weights_in_lists_become_arrays_with_a_right_gradient(tmp_path: Path) -> None:
    lifted = lift(traced(tmp_path, NETWORK))
    assert lifted is not None
    roles = assign_roles(lifted)
    assert not roles.problem
    assert sorted(np.size(slot.versions[0].value) for slot in roles.parameters) == [4, 4, 12]
    for evidence in gather(roles):
        assert all(c.right for c in evidence.compared if c.moved)


def test_the_bias_at_the_end_of_a_list_of_weights_is_an_array_of_its_own(tmp_path: Path) -> None:
    text = NETWORK.replace("for i in range(3)]", "for i in range(4)]").replace("b[j] -= 0.1 * d", "W[j][-1] -= 0.1 * d")
    lifted = lift(traced(tmp_path, text.replace("s = b[j]", "s = W[j][-1]")))
    assert lifted is not None
    roles = assign_roles(lifted)
    assert sorted(np.size(slot.versions[0].value) for slot in roles.parameters) == [4, 4, 12]
    for evidence in gather(roles):
        assert all(c.right for c in evidence.compared if c.moved)


def test_every_number_is_the_one_of_the_script(tmp_path: Path) -> None:
    trace = traced(tmp_path, NETWORK)
    lifted = lift(trace)
    assert lifted is not None
    numbers = {float(n.value) for n in trace.nodes if np.ndim(n.value) == 0}
    for node in lifted.nodes:
        if node.function is None:
            continue
        given = [getattr(a, "value", a) for a in node.args]
        np.testing.assert_allclose(node.function(*given), node.value, rtol=1e-12)
        if node.name not in ("sum", "concatenate"):  # what a sum begins with is added behind it
            assert {float(v) for v in np.ravel(node.value)} <= numbers


def test_a_layer_has_its_widths(tmp_path: Path) -> None:
    from unstuck.doctor.layers import network_layers

    lifted = lift(traced(tmp_path, NETWORK))
    assert lifted is not None
    layers = network_layers(gather(assign_roles(lifted))[0])
    assert [(layer.inputs, layer.outputs, layer.activation) for layer in layers] == [(3, 4, "tanh"), (4, 1, "identity")]


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("(1 - h[j] ** 2)", "1", 12),
        ("v[j] -= 0.1 * error * h[j]", "v[j] -= 0.1 * error", 4),
        ("W[j][i] -= 0.1 * d * x[i]", "W[j][i] -= 0.1 * d", 12),
    ],
)
def test_a_wrong_gradient_has_a_direction_to_be_wrong_in(tmp_path: Path, old: str, new: str, wrong: int) -> None:
    assert old in NETWORK
    lifted = lift(traced(tmp_path, NETWORK.replace(old, new)))
    assert lifted is not None
    evidence = gather(assign_roles(lifted))
    assert any(np.size(c.true) == wrong and not c.right for e in evidence for c in e.compared)


@pytest.mark.parametrize(
    "text",
    [
        "x = 1.0\nfor i in range(30):\n    x = x * 0.9 + 0.1\nprint(x)\n",
        "import numpy as np\nW = np.eye(3)\nfor i in range(90):\n    W = W - 0.1 * W @ W\n",
    ],
)
def test_what_is_no_loop_over_numbers_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    lifted = lift(traced(tmp_path, text))
    assert lifted is None or len(lifted.nodes) >= 30


PERCEPTRON = """
import random
from copy import deepcopy
random.seed(2)
rows = [[1, 0, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 1, 1, 1]]
w = [random.random(), random.random(), random.random()]
def off(w, row):
    kept = deepcopy(w)
    return step(sum(kept[i] * row[i] for i in range(3))) - row[3]
def improve(w, row):
    d = off(w, row)
    for i in range(3):
        w[i] += 0.1 * d * row[i]
    return w
def step(z):
    if z > 0:
        return 1
    else:
        return 0
for turn in range(30):
    for row in rows:
        if off(w, row) > 0.1:
            w = improve(w, row)
"""


def test_numbers_that_are_changed_after_mistakes_alone_are_followed_one_by_one(tmp_path: Path) -> None:
    """Their steps are those of the perceptron's rule, and those of no array."""
    trace, roles, evidence = followed(run_traced(PERCEPTRON, tmp_path / "perceptron.py").trace)
    assert not roles.problem
    assert not trace.lifted
    assert {e.loss.name for e in evidence} == {"perceptron rule"}
    assert all(c.right for e in evidence for c in e.compared)
