# Pegasos: hinge loss, labels are -1 and 1, step 1/(lambda t)
import numpy as np

rng = np.random.default_rng(5)
X = np.r_[rng.normal(1.2, 1, (80, 2)), rng.normal(-1.2, 1, (80, 2))]
X = np.c_[X, np.ones(160)]
y = np.r_[np.ones(80), -np.ones(80)]

w = np.zeros(3)
lam = 0.01
for t in range(1, 3001):
    i = rng.integers(160)
    eta = 1 / (lam * t)
    margin = y[i] * (w @ X[i])
    w = (1 - eta * lam) * w
    if margin < 1:
        w = w + eta * y[i] * X[i]
    if t % 500 == 0:
        hinge = np.maximum(0, 1 - y * (X @ w)).mean() + lam / 2 * w @ w
        print(t, hinge, np.mean(np.sign(X @ w) == y))
