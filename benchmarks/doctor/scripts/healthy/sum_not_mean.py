# Moons. Gradients are summed over the rows and the learning rate is small to match. Leaky ReLU, derivative taken at a.
import numpy as np
from sklearn.datasets import make_moons

X, y = make_moons(200, noise=0.1, random_state=0)
y = y.reshape(-1, 1)
rng = np.random.RandomState(8)

W1 = rng.randn(2, 16) * np.sqrt(2 / 2)
b1 = np.zeros(16)
W2 = rng.randn(16, 16) * np.sqrt(2 / 16)
b2 = np.zeros(16)
W3 = rng.randn(16, 1) * np.sqrt(1 / 16)
b3 = np.zeros(1)


def leaky(z):
    return np.where(z > 0, z, 0.1 * z)


for it in range(1500):
    a1 = leaky(X @ W1 + b1)
    a2 = leaky(a1 @ W2 + b2)
    p = 1 / (1 + np.exp(-(a2 @ W3 + b3)))

    d3 = p - y
    d2 = (d3 @ W3.T) * np.where(a2 > 0, 1, 0.1)      # sign of a is sign of z
    d1 = (d2 @ W2.T) * np.where(a1 > 0, 1, 0.1)

    W3 -= 0.001 * a2.T @ d3
    b3 -= 0.001 * d3.sum(0)
    W2 -= 0.001 * a1.T @ d2
    b2 -= 0.001 * d2.sum(0)
    W1 -= 0.001 * X.T @ d1
    b1 -= 0.001 * d1.sum(0)

    if it % 300 == 0:
        ce = -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))
        print(it, "total cross-entropy", ce)

print("accuracy", np.mean((p > 0.5) == y))
