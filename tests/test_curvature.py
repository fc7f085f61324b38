"""Curvature: against a Hessian computed in full, of the same network written again."""

import contextlib
import io
from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad, hessian

from unstuck.doctor.assign import assign_roles
from unstuck.doctor.curvature import gradient_at, hessian_product, largest_eigenvalue, sharpness
from unstuck.doctor.evidence import gather
from unstuck.doctor.run import run_traced

SCRIPT = """
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(12, 3))
T = np.eye(2)[(X[:, 0] * X[:, 1] > 0).astype(int)]
W1 = rng.normal(size=(3, 4))
b1 = np.zeros(4)
W2 = rng.normal(size=(4, 2))
b2 = np.zeros(2)
rate = RATE


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


for epoch in range(6):
    a = np.tanh(X @ W1 + b1)
    p = softmax(a @ W2 + b2)
    d = (p - T) / len(X)
    below = d @ W2.T * (1 - a**2)
    W2 -= rate * a.T @ d
    b2 -= rate * d.sum(axis=0)
    W1 -= rate * X.T @ below
    b1 -= rate * below.sum(axis=0)
"""
SHAPES = ((3, 4), (4,), (4, 2), (2,))


def evidence_of(rate):
    text = SCRIPT.replace("RATE", str(rate))
    with contextlib.redirect_stdout(io.StringIO()):
        roles = assign_roles(run_traced(text, Path("script.py").absolute()).trace)
    return gather(roles)[0]


def loss(theta):
    """The same network, written independently: cross-entropy summed over the rows."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(12, 3))
    t = np.eye(2)[(x[:, 0] * x[:, 1] > 0).astype(int)]
    parts, place = [], 0
    for shape in SHAPES:
        size = int(np.prod(shape))
        parts.append(anp.reshape(theta[place : place + size], shape))
        place += size
    w1, b1, w2, b2 = parts
    z = anp.dot(anp.tanh(anp.dot(x, w1) + b1), w2) + b2
    return -anp.sum(t * (z - anp.log(anp.sum(anp.exp(z), axis=1, keepdims=True))))


def start_of():
    rng = np.random.default_rng(1)
    rng.normal(size=(12, 3))
    w1 = rng.normal(size=(3, 4))
    w2 = rng.normal(size=(4, 2))
    return np.concatenate([w1.ravel(), np.zeros(4), w2.ravel(), np.zeros(2)])


def points_of(evidence):
    by_name = {c.name: c.before for c in evidence.compared}
    return [by_name[name] for name in ("W1", "b1", "W2", "b2")]


def test_gradient_and_hessian_products(rng):
    evidence = evidence_of(0.1)
    points, start = points_of(evidence), start_of()
    move = rng.normal(size=len(start)) * 0.1
    np.testing.assert_allclose(gradient_at(evidence, points, move), grad(loss)(start + move), rtol=1e-9, atol=1e-12)
    dense = hessian(loss)(start)
    for _ in range(3):
        v = rng.normal(size=len(start))
        np.testing.assert_allclose(hessian_product(evidence, points, v), dense @ v, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("rate", [0.1, 3.0])
def test_the_largest_stable_rate(rate):
    measured = sharpness(evidence_of(rate))
    largest = np.linalg.eigvalsh(hessian(loss)(start_of())).max() * rate / 12
    assert measured is not None
    assert measured.eigenvalue == pytest.approx(largest, rel=2e-3)
    assert measured.stable == pytest.approx(2 / largest, rel=2e-3)


def test_steps_that_are_no_gradient_have_no_rate():
    text = SCRIPT.replace("RATE", "0.1").replace("(1 - a**2)", "1")
    roles = assign_roles(run_traced(text, Path("script.py").absolute()).trace)
    assert sharpness(gather(roles)[0]) is None


@pytest.mark.parametrize("values", [[5.0, 1.0, -2.0], [1.0, -7.0, 0.5], [-3.0, -2.0, -1.0]])
def test_power_iteration(values, rng):
    q, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    matrix = q @ np.diag(values) @ q.T
    assert largest_eigenvalue(lambda v: matrix @ v, 3) == pytest.approx(max(values), rel=1e-2)
