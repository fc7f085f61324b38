import numpy as np
from sklearn.datasets import load_breast_cancer

bc = load_breast_cancer()
features = (bc.data - bc.data.mean(axis=0)) / bc.data.std(axis=0)
goal = bc.target.astype(float)


def h(theta, X):
    return 1 / (1 + np.exp(-(X @ theta[1:] + theta[0])))


def J(theta, X, y):
    p = np.clip(h(theta, X), 1e-9, 1 - 1e-9)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def gradient(theta, X, y):
    err = h(theta, X) - y
    return np.concatenate([[err.mean()], X.T @ err / len(y)])


def gd_step(theta, X, y, alpha):
    g = gradient(theta, X, y)
    theta = theta - alpha * g


theta = np.random.randn(31) * 0.5
for k in range(300):
    gd_step(theta, features, goal, 0.5)
    if k % 30 == 0:
        print("step", k, "J =", J(theta, features, goal))

print("right:", np.mean((h(theta, features) >= 0.5) == goal))
