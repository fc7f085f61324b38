import numpy as np
import math, copy
from sklearn.datasets import load_breast_cancer

# breast cancer data with the functions of the week 3 lab
cancer = load_breast_cancer()
X_train = cancer.data[:400, :10]
y_train = cancer.target[:400]
X_cv = cancer.data[400:, :10]
y_cv = cancer.target[400:]
mu = X_train.mean(axis=0)
print("shapes:", X_train.shape, y_train.shape)
print("first rows:", X_train[:2])


def sigmoid(z):
    z = np.clip(z, -500, 500)
    return 1 / (1 + np.exp(-z))


def compute_cost(X, y, w, b):
    m = X.shape[0]
    total = 0.
    for i in range(m):
        f_wb = sigmoid(np.dot(X[i], w) + b)
        total += -y[i] * np.log(f_wb) - (1 - y[i]) * np.log(1 - f_wb)
    return total / m


def gradient_descent(X, y, w_in, b_in, alpha, num_iters):
    m, n = X.shape
    w = copy.deepcopy(w_in)
    b = b_in
    J_history = []
    dj_dw = np.zeros(n)
    dj_db = 0.
    for it in range(num_iters):
        for i in range(m):
            err = sigmoid(np.dot(X[i], w) + b) - y[i]
            for j in range(n):
                dj_dw[j] += err * X[i, j] / m
            dj_db += err / m

        w = w - alpha * dj_dw
        b = b - alpha * dj_db

        if it % math.ceil(num_iters / 5) == 0:
            J_history.append(compute_cost(X, y, w, b))
            print(f"Iteration {it:4}: Cost {J_history[-1]}")
    return w, b, J_history


def predict(X, w, b):
    return (sigmoid(X @ w + b) >= 0.5).astype(int)


np.random.seed(1)
initial_w = 0.01 * (np.random.rand(X_train.shape[1]) - 0.5)
initial_b = 0.
w, b, hist = gradient_descent(X_train, y_train, initial_w, initial_b, 0.3, 50)
print('train accuracy: %.2f' % (np.mean(predict(X_train, w, b) == y_train) * 100))
print('cv accuracy:    %.2f' % (np.mean(predict(X_cv, w, b) == y_cv) * 100))
