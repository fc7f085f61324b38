"""A residual block after a batch normalisation with gain and shift, derivatives written out."""
import numpy as np
from sklearn.datasets import make_moons

X, y = make_moons(256, noise=0.12, random_state=5)
t = y.reshape(-1, 1).astype(float)
rng = np.random.default_rng(10)
W1, W2, W3 = rng.normal(0, 1, (2, 16)), rng.normal(0, 0.25, (16, 16)), rng.normal(0, 0.25, (16, 1))
gain, shift = np.ones(16), np.zeros(16)
b2, b3 = np.zeros(16), np.zeros(1)
lr = 0.2

for it in range(600):
    u = X @ W1
    mean, var = u.mean(0), u.var(0) + 1e-5
    n = (u - mean) / np.sqrt(var)
    h = np.maximum(0, gain * n + shift)
    r = np.tanh(h @ W2 + b2)
    s = h + r                                  # skip connection
    p = 1 / (1 + np.exp(-(s @ W3 + b3)))

    dz = (p - t) / len(t)
    ds = dz @ W3.T
    dr = ds * (1 - r ** 2)
    dh = ds + dr @ W2.T                        # both ways
    da = dh * (h > 0)
    dn = da * gain
    du = (dn - dn.mean(0) - n * (dn * n).mean(0)) / np.sqrt(var)

    W3 -= lr * s.T @ dz; b3 -= lr * dz.sum(0)
    W2 -= lr * h.T @ dr; b2 -= lr * dr.sum(0)
    gain -= lr * (da * n).sum(0); shift -= lr * da.sum(0)
    W1 -= lr * X.T @ du
    if it % 100 == 0:
        print(it, -np.mean(t * np.log(p + 1e-9) + (1 - t) * np.log(1 - p + 1e-9)))
print("accuracy", np.mean((p > 0.5) == t))
