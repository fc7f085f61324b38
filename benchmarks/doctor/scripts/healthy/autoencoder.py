"""Digits through a bottleneck of 16 and back. Tied weights: the decoder is the transpose of the encoder."""
import numpy as np
from sklearn.datasets import load_digits

rng = np.random.default_rng(0)
X = load_digits().data[:500] / 16
W = rng.normal(0, 0.1, (64, 16))
b = np.zeros(16)
c = np.zeros(64)

for epoch in range(60):
    for rows in np.array_split(rng.permutation(len(X)), 10):
        x = X[rows]
        code = np.tanh(x @ W + b)
        back = code @ W.T + c
        e = (back - x) / len(x)
        d = (e @ W) * (1 - code ** 2)
        W -= 0.05 * (x.T @ d + e.T @ code)    # both uses of W
        b -= 0.05 * d.sum(axis=0)
        c -= 0.05 * e.sum(axis=0)
    if epoch % 10 == 0:
        full = np.tanh(X @ W + b) @ W.T + c
        print(epoch, "reconstruction error", 0.5 * np.mean(np.sum((full - X) ** 2, axis=1)))
