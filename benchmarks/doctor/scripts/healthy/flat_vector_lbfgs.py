"""All weights in one vector, handed to scipy.optimize."""
import numpy as np
from scipy.optimize import minimize
from sklearn.datasets import load_iris

np.random.seed(2)
iris = load_iris()
X = (iris.data - iris.data.mean(0)) / iris.data.std(0)
Y = np.eye(3)[iris.target]
shapes = [(4, 6), (6,), (6, 3), (3,)]


def unpack(v):
    parts, at = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        parts.append(v[at:at + size].reshape(shape))
        at += size
    return parts


def cost(v):
    w1, b1, w2, b2 = unpack(v)
    h = np.tanh(X @ w1 + b1)
    s = h @ w2 + b2
    s = s - s.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    loss = -np.mean(np.sum(Y * np.log(p + 1e-15), axis=1)) + 0.005 * np.sum(v ** 2)
    d = (p - Y) / len(X)
    dh = d @ w2.T * (1 - h ** 2)
    grad = np.concatenate([(X.T @ dh).ravel(), dh.sum(0), (h.T @ d).ravel(), d.sum(0)]) + 0.01 * v
    return loss, grad


start = np.random.randn(sum(int(np.prod(s)) for s in shapes)) * 0.5
result = minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": 100})
w1, b1, w2, b2 = unpack(result.x)
answer = np.argmax(np.tanh(X @ w1 + b1) @ w2 + b2, axis=1)
print(result.message, result.fun)
print("accuracy", np.mean(answer == iris.target))
