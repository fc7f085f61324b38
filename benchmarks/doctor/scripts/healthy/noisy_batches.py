"""Batches of two: the loss jumps up and down, the trend is right."""
import numpy as np
from sklearn.datasets import load_wine

wine = load_wine()
rng = np.random.default_rng(6)
X = (wine.data - wine.data.mean(axis=0)) / wine.data.std(axis=0)
Y = np.eye(3)[wine.target]

V = rng.normal(0, 0.3, (13, 12))
c = np.zeros(12)
U = rng.normal(0, 0.3, (12, 3))
d = np.zeros(3)

for step in range(1500):
    rows = rng.integers(0, len(X), 2)
    x, t = X[rows], Y[rows]
    h = np.maximum(0, x @ V + c)
    s = h @ U + d
    q = np.exp(s - s.max(axis=1, keepdims=True))
    q /= q.sum(axis=1, keepdims=True)
    e = (q - t) / 2
    g = (e @ U.T) * (h > 0)
    U -= 0.05 * h.T @ e
    d -= 0.05 * e.sum(axis=0)
    V -= 0.05 * x.T @ g
    c -= 0.05 * g.sum(axis=0)
    if step % 100 == 0:
        print(step, "batch loss", -np.sum(t * np.log(q + 1e-12)) / 2)

h = np.maximum(0, X @ V + c)
print("accuracy", np.mean((h @ U + d).argmax(axis=1) == wine.target))
