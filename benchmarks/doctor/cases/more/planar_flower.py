# logistic regression written as a network without hidden layers
import numpy as np


def load_flower():
    np.random.seed(1)
    m = 400
    N = int(m / 2)
    D = 2
    X = np.zeros((m, D))
    Y = np.zeros((m, 1), dtype='uint8')    # 0 for red, 1 for blue
    a = 4
    for j in range(2):
        ix = range(N * j, N * (j + 1))
        t = np.linspace(j * 3.12, (j + 1) * 3.12, N) + np.random.randn(N) * 0.2
        r = a * np.sin(2 * t) + np.random.randn(N) * 0.2
        X[ix] = np.c_[r * np.sin(t) + 2.5 * j, r * np.cos(t) + 2.5 * j]
        Y[ix] = j
    return X.T, Y.T


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(X, w, b):
    return sigmoid(np.dot(w.T, X) + b)


def compute_cost(A, Y):
    m = Y.shape[1]
    return -np.sum(np.multiply(Y, np.log(A)) + np.multiply(1 - Y, np.log(1 - A))) / m


def backward(X, Y, A):
    m = X.shape[1]
    dA = np.divide(-Y, A) + np.divide(1 - Y, 1 - A)
    dZ = dA * A * (1 - A)
    dw = np.dot(X, dZ.T) / m
    db = np.sum(dZ) / m
    return dw, db


def predict(X, w, b):
    return (forward(X, w, b) > 0.5) * 1


def model(X, Y, iterations=2000, alpha=0.05):
    w = np.random.randn(X.shape[0], 1) * 0.01
    b = 0.0
    costs = []
    for i in range(iterations):
        A = forward(X, w, b)
        costs.append(compute_cost(A, Y))
        dw, db = backward(X, Y, A)
        w = w - alpha * dw
        b = b - alpha * db
        if i % 200 == 0:
            acc = np.mean(predict(X, w, b) == Y)
            print("iteration {}: cost {:.4f}  accuracy {:.1%}".format(i, costs[-1], acc))
    return w, b, costs


X, Y = load_flower()
w, b, costs = model(X, Y)
print("final accuracy", np.mean(predict(X, w, b) == Y))
