import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
x_train = digits.data / 16
y_train = digits.target
m, n = x_train.shape


def start_param():
    w1 = np.random.rand(64, 20) - 0.5
    b1 = np.random.rand(1, 20) - 0.5
    w2 = np.random.rand(20, 10) - 0.5
    b2 = np.random.rand(1, 10) - 0.5
    return w1, b1, w2, b2


def ReLU(z):
    return np.maximum(z, 0)


def Softmax(z):
    a2 = np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)
    return a2


def propagate(a0, w1, b1, w2, b2):
    z1 = a0.dot(w1) + b1
    a1 = ReLU(z1)
    z2 = a1.dot(w2) + b2
    a2 = Softmax(z2)
    return z1, a1, z2, a2


def slope_ReLU(z):
    return z > 0


def to_one_hot(y):
    y_rows = np.zeros((np.size(y), 10))
    y_rows[np.arange(y.size), y] = 1
    return y_rows


def back_propagate(x, y, z1, w1, a1, z2, w2, a2):
    y_rows = to_one_hot(y)
    dz2 = a2 - y_rows
    dw2 = 1 / m * (a1.T.dot(dz2))
    db2 = 1 / m * np.sum(dz2, axis=0)
    dw1 = 1 / m * x.T.dot((w2.dot(dz2.T).T * slope_ReLU(z1)))
    db1 = 1 / m * np.sum((w2.dot(dz2.T).T * slope_ReLU(z1)), axis=0)
    return dw2, db2, dw1, db1


def step_param(w1, b1, w2, b2, dw1, db1, dw2, db2, alpha):
    w1 = w1 - alpha * dw1
    b1 = b1 - alpha * db1
    w2 = w2 - alpha * dw2
    b2 = b2 - alpha * db2
    return w1, b1, w2, b2


def get_predictions(A2):
    return np.argmax(A2, 1)


def get_accuracy(predictions, y):
    return np.sum(predictions == y) / y.size


def gradient_descent(x, y, alpha, iterations):
    w1, b1, w2, b2 = start_param()
    for i in range(iterations):
        z1, a1, z2, a2 = propagate(x, w1, b1, w2, b2)
        dw2, db2, dw1, db1 = back_propagate(x, y, z1, w1, a1, z2, w2, a2)
        w1, b1, w2, b2 = step_param(w1, b1, w2, b2, dw1, db1, dw2, db2, alpha)
        if i % 50 == 0:
            print("Iteration:", i)
            print(get_accuracy(get_predictions(a2), y))
    return w1, b1, w2, b2


w1, b1, w2, b2 = gradient_descent(x_train, y_train, 0.1, 500)
