"""Rprop: only the sign of the gradient is used, each weight has a step of its own."""
import numpy as np

np.random.seed(17)
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
T = np.array([[0], [1], [1], [0]], dtype=float)
weights = [np.random.randn(3, 4), np.random.randn(5, 1)]
steps = [np.full(w.shape, 0.1) for w in weights]
before = [np.zeros(w.shape) for w in weights]


def sig(z):
    return 1 / (1 + np.exp(-z))


for epoch in range(120):
    xb = np.hstack([X, np.ones((4, 1))])
    h = sig(xb @ weights[0])
    hb = np.hstack([h, np.ones((4, 1))])
    o = sig(hb @ weights[1])
    d_o = (o - T) * o * (1 - o)
    d_h = (d_o @ weights[1][:-1].T) * h * (1 - h)
    for k, g in enumerate([xb.T @ d_h, hb.T @ d_o]):
        same = np.sign(g) * np.sign(before[k])
        steps[k] = np.clip(np.where(same > 0, steps[k] * 1.2, np.where(same < 0, steps[k] * 0.5, steps[k])), 1e-6, 5)
        weights[k] -= np.sign(g) * steps[k]
        before[k] = g
    if epoch % 20 == 0:
        print(epoch, 0.5 * np.sum((o - T) ** 2))
print(o.round(2).ravel())
