import numpy as np
from sklearn.datasets import load_wine

# which wines come from the first grower?
wine = load_wine()
np.random.seed(12)
perm = np.random.permutation(len(wine.target))
D = wine.data[perm].T                       # 13 x 178
t = (wine.target[perm] == 0).astype(float)  # 178

fit, rest = slice(0, 120), slice(120, None)
mu = D[:, fit].mean(axis=1, keepdims=True)
sd = D[:, fit].std(axis=1, keepdims=True)
D = (D - mu) / sd
D = np.vstack([D, np.ones(D.shape[1])])     # the last row is for the bias


def prob(theta, D):
    return 1.0 / (1.0 + np.exp(-theta @ D))


def log_likelihood(theta, D, t, lam):
    p = prob(theta, D)
    return np.sum(t * np.log(p) + (1 - t) * np.log(1 - p)) - 0.5 * lam * np.sum(theta[:-1] ** 2)


theta = np.zeros(D.shape[0])
lam = 0.1
eta = 0.01
curve = []
for it in range(800):
    p = prob(theta, D[:, fit])
    slope = D[:, fit] @ (t[fit] - p)
    slope[:-1] -= lam * theta[:-1]
    theta += eta * slope
    curve.append(log_likelihood(theta, D[:, fit], t[fit], lam))
    if it % 100 == 0:
        # goes up and is always negative, is that all right?
        print("%4d  log-likelihood %9.4f" % (it, curve[-1]))

right = np.mean((prob(theta, D[:, rest]) > 0.5) == (t[rest] == 1))
print("right on the other wines: %.3f" % right)
