import numpy as np
from sklearn.datasets import load_iris

iris = load_iris()
X = iris.data[:, 2:]            # petal length, petal width (cm)
Y = np.zeros((150, 3))
for i in range(150):
    Y[i, iris.target[i]] = 1


def softmax(z):
    z = np.exp(z - z.max(axis=1)[:, None])
    return z / z.sum(axis=1)[:, None]


def init(n_hidden):
    w1 = np.random.randn(2, n_hidden) * 0.5
    b1 = np.zeros(n_hidden)
    w2 = np.random.randn(n_hidden, 3) * 0.5
    b2 = np.zeros(3)
    return w1, b1, w2, b2


def forward(X, w1, b1, w2, b2):
    a1 = np.tanh(X @ w1 + b1)
    a2 = softmax(a1 @ w2 + b2)
    return a1, a2


def backward(X, Y, a1, a2, w2, b1):
    d2 = (a2 - Y) / X.shape[0]
    d1 = d2 @ w2.T * (1 - a1 ** 2)
    return X.T @ d1, d1.sum(axis=0), a1.T @ d2, d2.sum(axis=0)


def acc(A, Y):
    return np.mean(np.argmax(A, axis=1) == np.argmax(Y, axis=1))


w1, b1, w2, b2 = init(6)
for step in range(4001):
    a1, a2 = forward(X, w1, b1, w2, b2)
    dw1, db1, dw2, db2 = backward(X, Y, a1, a2, w2, b1)
    w1 = w1 - 0.1 * dw1
    b1 = b1 - 0.1 * db1
    w2 = w2 - 0.1 * dw2
    b2 = b2 - 0.1 * db2
    if step % 500 == 0:
        print(step, "loss", -np.mean(np.sum(Y * np.log(a2 + 1e-12), axis=1)), "acc", acc(a2, Y))
