"""Outliers: Huber loss, gradients clipped by their norm (which happens at the start, rarely later)."""
import numpy as np

np.random.seed(11)
x = np.sort(np.random.uniform(-1, 1, 120)).reshape(-1, 1)
y = 2 * x ** 2 - 0.5
y[::15] += 3

w0, b0 = np.random.randn(1, 14), np.random.randn(14)
w1, b1 = np.random.randn(14, 1) * 0.3, np.zeros(1)
for i in range(1500):
    a = np.tanh(x.dot(w0) + b0)
    f = a.dot(w1) + b1
    r = f - y
    loss = np.where(np.abs(r) < 0.5, 0.5 * r ** 2, 0.5 * (np.abs(r) - 0.25)).mean()
    dr = np.clip(r, -0.5, 0.5) / len(x)
    da = dr.dot(w1.T) * (1 - a ** 2)
    grads = [x.T.dot(da), da.sum(0), a.T.dot(dr), dr.sum(0)]
    norm = np.sqrt(sum((g ** 2).sum() for g in grads))
    scale = 0.3 * min(1, 1.0 / norm)
    w0, b0, w1, b1 = [p - scale * g for p, g in zip((w0, b0, w1, b1), grads)]
    if i % 300 == 0:
        print(i, loss, norm)
