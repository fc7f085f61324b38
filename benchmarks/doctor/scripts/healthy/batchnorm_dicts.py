# MLP with batch norm on moons, functional with dicts
import numpy as np
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

X, y = make_moons(300, noise=0.2, random_state=0)
Xtr, Xte, ytr, yte = train_test_split(X, y, test_size=0.25, random_state=0)


def init(sizes, seed):
    rng = np.random.default_rng(seed)
    p = {}
    for l, (a, b) in enumerate(zip(sizes[:-1], sizes[1:]), start=1):
        p[f"W{l}"] = rng.normal(0, np.sqrt(2 / a), (a, b))
        p[f"b{l}"] = np.zeros(b)
        if l < len(sizes) - 1:
            p[f"gamma{l}"] = np.ones(b)
            p[f"beta{l}"] = np.zeros(b)
    return p


def bn_forward(z, gamma, beta, run, train, eps=1e-5, momentum=0.9):
    if train:
        mu = z.mean(axis=0)
        var = z.var(axis=0)
        run["mean"] = momentum * run["mean"] + (1 - momentum) * mu
        run["var"] = momentum * run["var"] + (1 - momentum) * var
    else:
        mu, var = run["mean"], run["var"]
    ivar = 1 / np.sqrt(var + eps)
    xhat = (z - mu) * ivar
    return gamma * xhat + beta, (xhat, ivar, gamma)


def bn_backward(dout, cache):
    xhat, ivar, gamma = cache
    N = len(dout)
    dgamma = np.sum(dout * xhat, axis=0)
    dbeta = np.sum(dout, axis=0)
    dxhat = dout * gamma
    dz = ivar / N * (N * dxhat - np.sum(dxhat, axis=0) - xhat * np.sum(dxhat * xhat, axis=0))
    return dz, dgamma, dbeta


def forward(p, runs, x, L, train=True):
    caches = []
    a = x
    for l in range(1, L):
        z = a @ p[f"W{l}"] + p[f"b{l}"]
        zn, bn = bn_forward(z, p[f"gamma{l}"], p[f"beta{l}"], runs[l], train)
        caches.append((a, zn, bn))
        a = np.maximum(0, zn)
    logits = a @ p[f"W{L}"] + p[f"b{L}"]
    caches.append((a, None, None))
    return logits, caches


def backward(p, logits, t, caches, L):
    g = {}
    e = np.exp(logits - logits.max(1, keepdims=True))
    probs = e / e.sum(1, keepdims=True)
    d = probs
    d[np.arange(len(t)), t] -= 1
    d /= len(t)
    for l in range(L, 0, -1):
        a, zn, bn = caches[l - 1]
        if l < L:
            d = d * (zn > 0)
            d, g[f"gamma{l}"], g[f"beta{l}"] = bn_backward(d, bn)
        g[f"W{l}"] = a.T @ d
        g[f"b{l}"] = d.sum(axis=0)
        d = d @ p[f"W{l}"].T
    return g


L = 3
params = init([2, 16, 16, 2], 0)
runs = {l: {"mean": np.zeros(16), "var": np.ones(16)} for l in (1, 2)}
rng = np.random.default_rng(1)
for epoch in range(60):
    idx = rng.permutation(len(Xtr))
    for i in range(0, len(idx), 25):
        j = idx[i:i + 25]
        logits, caches = forward(params, runs, Xtr[j], L)
        grads = backward(params, logits, ytr[j], caches, L)
        params = {k: v - 0.1 * grads[k] for k, v in params.items()}
    if epoch % 10 == 9:
        test, _ = forward(params, runs, Xte, L, train=False)
        print(epoch, "test acc", (test.argmax(1) == yte).mean())
