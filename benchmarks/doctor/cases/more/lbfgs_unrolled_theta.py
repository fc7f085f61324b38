# -*- coding: utf-8 -*-
# Coursera ex4 in python: unrolled parameters, regularised cost, scipy does the descent
import os
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np
from scipy.optimize import minimize
from sklearn.datasets import load_digits


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def roll(theta, n, h, k):
    cut = h * (n + 1)
    return theta[:cut].reshape(h, n + 1), theta[cut:].reshape(k, h + 1)


def feed(theta, X, n, h, k):
    T1, T2 = roll(theta, n, h, k)
    a1 = np.c_[np.ones(len(X)), X]
    a2 = np.c_[np.ones(len(X)), sigmoid(a1 @ T1.T)]
    a3 = sigmoid(a2 @ T2.T)
    return a1, a2, a3


def nnCostFunction(theta, X, Y, n, h, k, lam):
    m = X.shape[0]
    T1, T2 = roll(theta, n, h, k)
    a1, a2, a3 = feed(theta, X, n, h, k)

    tiny = 1e-12
    J = -np.sum(Y * np.log(a3 + tiny) + (1 - Y) * np.log(1 - a3 + tiny)) / m
    J += lam / (2 * m) * (np.sum(T1[:, 1:] ** 2) + np.sum(T2[:, 1:] ** 2))

    d3 = a3 - Y
    d2 = (d3 @ T2)[:, 1:] * a2[:, 1:] * (1 - a2[:, 1:])
    T2g = d3.T @ a2 / m
    T1g = d2.T @ a1 / m
    T2g[:, 1:] += lam / m * T2[:, 1:]
    T1g[:, 1:] += lam / m * T1[:, 1:]
    return J, np.concatenate((T1g.ravel(), T2g.ravel()))


def randInitializeWeights(L_in, L_out):
    epsilon = np.sqrt(6) / np.sqrt(L_in + L_out)
    return np.random.rand(L_out, L_in + 1) * 2 * epsilon - epsilon


def predict(theta, X, n, h, k):
    return feed(theta, X, n, h, k)[2].argmax(axis=1)


np.random.seed(3)
X, y = load_digits(return_X_y=True)
X = X / 16.0
perm = np.random.permutation(len(y))
X, y = X[perm], y[perm]
Xtrain, ytrain, Xval, yval = X[:700], y[:700], X[700:1100], y[700:1100]
Y = (ytrain[:, None] == np.arange(10)).astype(float)

n, h, k = 64, 25, 10
theta0 = np.concatenate((randInitializeWeights(n, h).ravel(), randInitializeWeights(h, k).ravel()))
print("cost at the start", nnCostFunction(theta0, Xtrain, Y, n, h, k, 1.0)[0])

trace = []
res = minimize(nnCostFunction, theta0, args=(Xtrain, Y, n, h, k, 1.0), method="L-BFGS-B", jac=True,
               callback=lambda th: trace.append(np.abs(th).max()),
               options={"maxiter": 80})
for it in range(0, len(trace), 15):
    print("iteration", it + 1, "largest weight", round(trace[it], 3))
theta = res.x
print("cost at the end", round(res.fun, 4))
print("train accuracy", np.mean(predict(theta, Xtrain, n, h, k) == ytrain) * 100)
print("val   accuracy", np.mean(predict(theta, Xval, n, h, k) == yval) * 100)
