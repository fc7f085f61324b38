import numpy as np
from sklearn.datasets import load_digits

data = load_digits()
order = np.random.permutation(len(data.target))
x_train = data.data[order][:500] / 16
y_train = data.target[order][:500]
m, n = x_train.shape


def init_param():
    w1 = np.random.rand(n, 20) - 0.5
    b1 = np.random.rand(1, 20) - 0.5
    w2 = np.random.rand(20, 10) - 0.5
    b2 = np.random.rand(1, 10) - 0.5
    return w1, b1, w2, b2


def ReLU(z):
    return np.maximum(z, 0)


def Softmax(z):
    a2 = np.exp(z) / sum(np.exp(z))
    return a2


def f_propagation(a0, w1, b1, w2, b2):
    z1 = a0.dot(w1) + b1
    a1 = ReLU(z1)
    z2 = a1.dot(w2) + b2
    a2 = Softmax(z2)
    return z1, a1, z2, a2


def dev_ReLU(z):
    return z > 0


def one_hotencode(y):
    y_hat = np.zeros((np.size(y), 10))
    y_hat[np.arange(y.size), y] = 1
    return y_hat


def b_propagation(x, y, z1, w1, a1, z2, w2, a2):
    y_hat = one_hotencode(y)
    dadc = a2 - y_hat
    dw2 = 1 / m * (a1.T.dot(dadc))
    db2 = 1 / m * np.sum(dadc, axis=0)
    dw1 = 1 / m * x.T.dot((w2.dot(dadc.T).T * dev_ReLU(z1)))
    db1 = 1 / m * np.sum((w2.dot(dadc.T).T * dev_ReLU(z1)), axis=0)
    return dw2, db2, dw1, db1


def update_param(w1, b1, w2, b2, dw1, db1, dw2, db2, alpha):
    w1 = w1 - alpha * dw1
    b1 = b1 - alpha * db1
    w2 = w2 - alpha * dw2
    b2 = b2 - alpha * db2
    return w1, b1, w2, b2


def get_predictions(a2):
    return np.argmax(a2, 1)


def get_accuracy(predictions, y):
    return np.sum(predictions == y) / y.size


def gradient_descent(x, y, iterations, alpha):
    w1, b1, w2, b2 = init_param()
    for i in range(iterations):
        z1, a1, z2, a2 = f_propagation(x, w1, b1, w2, b2)
        dw2, db2, dw1, db1 = b_propagation(x, y, z1, w1, a1, z2, w2, a2)
        w1, b1, w2, b2 = update_param(w1, b1, w2, b2, dw1, db1, dw2, db2, alpha)
        if i % 30 == 0:
            print("iteration:", i, "accuracy:", get_accuracy(get_predictions(a2), y))
    return w1, b1, w2, b2


w1, b1, w2, b2 = gradient_descent(x_train, y_train, 300, 0.4)
