from typing import NamedTuple

import numpy as np


class Dense(NamedTuple):
    w: np.ndarray
    b: np.ndarray


def dense(rng, fan_in, fan_out):
    limit = np.sqrt(6.0 / (fan_in + fan_out))
    return Dense(rng.uniform(-limit, limit, (fan_out, fan_in)), np.zeros((fan_out, 1)))


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def relu(z):
    return z * (z > 0)


def apply(params, x):
    first, second, third = params
    z1 = first.w @ x + first.b
    a1 = relu(z1)
    z2 = second.w @ a1 + second.b
    a2 = relu(z2)
    return z1, a1, z2, a2, softmax(third.w @ a2 + third.b)


def nll(p, y):
    return -np.log(p[y, np.arange(y.size)]).mean()


def grad(params, x, y):
    """Gradients of the mean negative log-likelihood; the samples are columns, labels are integers."""
    first, second, third = params
    z1, a1, z2, a2, p = apply(params, x)
    target = np.eye(p.shape[0])[:, y]
    g3 = (p - target) / y.size
    g2 = (third.w.T @ g3) * (z2 > 0)
    g1 = (second.w.T @ g2) * (z1 > 0)
    return (
        Dense(g1 @ x.T, g1.sum(axis=1, keepdims=True)),
        Dense(g2 @ a1.T, g2.sum(axis=1, keepdims=True)),
        Dense(g3 @ a2.T, g3.sum(axis=1, keepdims=True)),
    )


def sgd(params, grads, lr):
    return tuple(Dense(p.w - lr * g.w, p.b - lr * g.b) for p, g in zip(params, grads))


def rings(rng, n):
    radius = np.repeat([0.3, 0.9, 1.5], n) + rng.normal(0, 0.08, 3 * n)
    angle = rng.uniform(0, 2 * np.pi, 3 * n)
    return np.array([radius * np.cos(angle), radius * np.sin(angle)]), np.repeat([0, 1, 2], n)


def main():
    rng = np.random.default_rng(7)
    x, y = rings(rng, 50)
    params = (dense(rng, 2, 16), dense(rng, 16, 16), dense(rng, 16, 3))
    for step in range(600):
        if step % 100 == 0:
            print(step, nll(apply(params, x)[-1], y))
        grads = grad(params, x, y)
        params = sgd(params, grads, 0.3)
    p = apply(params, x)[-1]
    accuracy = (p.argmax(axis=0) == y).mean()
    print("accuracy", accuracy)
    return params, accuracy


if __name__ == "__main__":
    trained, accuracy = main()
