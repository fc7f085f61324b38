"""Four sigmoid layers. It takes its time (the plateau ends after a while) and nothing is wrong with it."""
import numpy as np

np.random.seed(12)
X = np.random.uniform(-1, 1, (80, 2))
y = (X[:, :1] * X[:, 1:] > 0).astype(float)
sizes = [2, 12, 12, 12, 1]
W = [np.random.randn(a, b) * np.sqrt(16 / (a + b)) for a, b in zip(sizes[:-1], sizes[1:])]
B = [np.zeros((1, b)) for b in sizes[1:]]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


for epoch in range(4001):
    a = [X]
    for w, b in zip(W, B):
        a.append(sigmoid(a[-1] @ w + b))
    delta = (a[-1] - y) / len(X)
    grads = []
    for l in range(len(W) - 1, -1, -1):
        grads.append((a[l].T @ delta, delta.sum(axis=0, keepdims=True)))
        if l:
            delta = (delta @ W[l].T) * a[l] * (1 - a[l])
    for l, (gw, gb) in enumerate(reversed(grads)):
        W[l] -= 1.0 * gw
        B[l] -= 1.0 * gb
    if epoch % 500 == 0:
        p = np.clip(a[-1], 1e-12, 1 - 1e-12)
        print(epoch, -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), np.mean((a[-1] > 0.5) == y))
