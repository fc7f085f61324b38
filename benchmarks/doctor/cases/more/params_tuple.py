import numpy as np
from sklearn.datasets import load_digits


def xavier(rng, n_in, n_out):
    r = np.sqrt(6.0 / (n_in + n_out))
    return rng.uniform(-r, r, size=(n_in, n_out))


def init_params(rng):
    return (xavier(rng, 64, 48), np.zeros(48), xavier(rng, 48, 24), np.zeros(24), xavier(rng, 24, 10), np.zeros(10))


def lrelu(z):
    return np.where(z > 0, z, 0.1 * z)


def forward(params, x):
    w1, b1, w2, b2, w3, b3 = params
    z1 = x @ w1 + b1
    a1 = lrelu(z1)
    z2 = a1 @ w2 + b2
    a2 = lrelu(z2)
    z3 = a2 @ w3 + b3
    e = np.exp(z3 - np.max(z3, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True), (x, z1, a1, z2, a2)


def cross_entropy(p, t):
    return -np.mean(np.log(np.sum(p * t, axis=1) + 1e-10))


def backward(params, p, cache, t):
    w1, b1, w2, b2, w3, b3 = params
    x, z1, a1, z2, a2 = cache
    m = x.shape[0]
    d3 = (p - t) / m
    d2 = (d3 @ w3.T) * np.where(z2 > 0, 1, 0.1)
    d1 = (d2 @ w2.T) * np.where(z1 > 0, 1, 0.1)
    return (x.T @ d1 / m, np.sum(d1, axis=0) / m,
            a1.T @ d2 / m, np.sum(d2, axis=0) / m,
            a2.T @ d3 / m, np.sum(d3, axis=0) / m)


def update(params, grads, lr):
    return tuple(p - lr * g for p, g in zip(params, grads))


def accuracy(params, x, labels):
    p, _ = forward(params, x)
    return np.mean(np.argmax(p, axis=1) == labels)


def minibatches(rng, x, t, size):
    order = rng.permutation(len(x))
    for start in range(0, len(x), size):
        rows = order[start:start + size]
        yield x[rows], t[rows]


def main(seed=8, epochs=25, lr=0.2, size=64):
    rng = np.random.default_rng(seed)
    x, labels = load_digits(return_X_y=True)
    x = x / 8.0 - 1.0
    t = np.eye(10)[labels]
    perm = rng.permutation(len(x))
    train, test = perm[:1437], perm[1437:]
    params = init_params(rng)
    for epoch in range(1, epochs + 1):
        for xb, tb in minibatches(rng, x[train], t[train], size):
            p, cache = forward(params, xb)
            grads = backward(params, p, cache, tb)
            params = update(params, grads, lr)
        if epoch % 5 == 0:
            print("epoch", epoch, "loss", cross_entropy(forward(params, x[train])[0], t[train]),
                  "test accuracy", accuracy(params, x[test], labels[test]))
    return params, accuracy(params, x[test], labels[test])


params, final = main()
print("final", final)
