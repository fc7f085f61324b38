"""Extreme learning machine: the hidden weights are random and stay as they are, only the read-out is trained."""
import numpy as np
from sklearn.datasets import load_digits

rng = np.random.default_rng(1)
digits = load_digits()
X, T = digits.data / 16, np.eye(10)[digits.target]
A = rng.normal(0, 0.4, (64, 150))
shift = rng.uniform(-1, 1, 150)
H = np.tanh(X @ A + shift)

beta = np.zeros((150, 10))
for it in range(150):
    error = H[:1200] @ beta - T[:1200]
    beta -= 0.02 * H[:1200].T @ error / 1200
    if it % 25 == 0:
        print(it, "mse", np.mean(error ** 2))
print("test", np.mean((H[1200:] @ beta).argmax(1) == digits.target[1200:]))
