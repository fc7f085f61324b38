import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
data = np.c_[digits.target, digits.data]
m, n = data.shape
np.random.seed(5)
np.random.shuffle(data)

y_test = data[:300, 0].astype(int)
x_test = data[:300, 1:]
y_train = data[300:, 0].astype(int)
x_train = data[300:, 1:]
m_train = len(y_train)


# a0 (input) = m x 64, w1 = 64 x 20, b1 = 1 x 20, a1 = m x 20, w2 = 20 x 10, b2 = 1 x 10, a2 = m x 10
def init_param():
    w1 = np.random.rand(64, 20) - 0.5
    b1 = np.random.rand(1, 20) - 0.5
    w2 = np.random.rand(20, 10) - 0.5
    b2 = np.random.rand(1, 10) - 0.5
    return w1, b1, w2, b2


def ReLU(z):
    return np.maximum(z, 0)


def dev_ReLU(z):
    return z > 0


def Softmax(z):
    a2 = np.exp(z) / sum(np.exp(z))
    return a2


def f_propagation(a0, w1, b1, w2, b2):
    z1 = a0.dot(w1) + b1          # m x 20
    a1 = ReLU(z1)
    z2 = a1.dot(w2) + b2          # m x 10
    a2 = Softmax(z2)
    return z1, a1, z2, a2


def one_hotencode(y):
    y_hat = np.zeros((y.size, 10))
    y_hat[np.arange(y.size), y] = 1
    return y_hat


def b_propagation(x, y, z1, a1, a2, w2):
    mm = y.size
    dadc = a2 - one_hotencode(y)
    dw2 = 1/mm * a1.T.dot(dadc)
    db2 = 1/mm * np.sum(dadc, axis=0)
    hidden = dadc.dot(w2.T) * dev_ReLU(z1)
    dw1 = 1/mm * x.T.dot(hidden)
    db1 = 1/mm * np.sum(hidden, axis=0)
    return dw1, db1, dw2, db2


def update_param(w1, b1, w2, b2, dw1, db1, dw2, db2, alpha):
    return w1 - alpha * dw1, b1 - alpha * db1, w2 - alpha * dw2, b2 - alpha * db2


def get_predictions(a2):
    return np.argmax(a2, 1)


def get_accuracy(predictions, y):
    return np.sum(predictions == y) / y.size


def gradient_descent(x, y, alpha, iterations):
    w1, b1, w2, b2 = init_param()
    for i in range(iterations):
        z1, a1, z2, a2 = f_propagation(x, w1, b1, w2, b2)
        dw1, db1, dw2, db2 = b_propagation(x, y, z1, a1, a2, w2)
        w1, b1, w2, b2 = update_param(w1, b1, w2, b2, dw1, db1, dw2, db2, alpha)
        if i % 50 == 0:
            print("Iteration:", i, " Accuracy:", get_accuracy(get_predictions(a2), y))
    return w1, b1, w2, b2


w1, b1, w2, b2 = gradient_descent(x_train, y_train, 0.5, 200)
test_out = f_propagation(x_test, w1, b1, w2, b2)[-1]
print("predicted:", np.bincount(get_predictions(test_out), minlength=10))
print("test accuracy:", get_accuracy(get_predictions(test_out), y_test))
