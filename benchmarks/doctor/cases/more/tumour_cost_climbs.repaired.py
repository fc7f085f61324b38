# Wisconsin data, course formulas typed in again in my own notebook
import numpy as np
import math
from sklearn.datasets import load_breast_cancer

bunch = load_breast_cancer()
x_train = (bunch.data - np.mean(bunch.data, axis=0)) / np.std(bunch.data, axis=0)
y_train = bunch.target


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def compute_cost(x, y, w, b):
    m = x.shape[0]
    total = 0.0
    for i in range(m):
        f = sigmoid(np.dot(w, x[i]) + b)
        total += y[i] * math.log(f + 1e-15) + (1 - y[i]) * math.log(1 - f + 1e-15)
    return -total / m


def compute_gradient(x, y, w, b):
    m, n = x.shape
    dj_dw = np.zeros(n)
    dj_db = 0.0
    for i in range(m):
        err = sigmoid(np.dot(w, x[i]) + b) - y[i]
        dj_dw += err * x[i]
        dj_db += err
    return dj_dw / m, dj_db / m


def percent_right(x, y, w, b):
    right = 0
    for i in range(len(x)):
        guess = 1 if sigmoid(np.dot(w, x[i]) + b) >= 0.5 else 0
        right += guess == y[i]
    return 100 * right / len(x)


w = np.zeros(x_train.shape[1])
b = 0.0
costs = []
for it in range(300):
    dj_dw, dj_db = compute_gradient(x_train, y_train, w, b)
    w = w - 0.1 * dj_dw
    b = b - 0.1 * dj_db
    if it % 30 == 0 or it == 299:
        costs.append(compute_cost(x_train, y_train, w, b))
        print(f"iteration {it:4}: cost {costs[-1]:.4f}, {percent_right(x_train, y_train, w, b):.1f} % right")
