import numpy as np
from sklearn.datasets import load_digits

data = load_digits()
np.random.seed(0)
perm = np.random.permutation(len(data.target))
X_train = data.data[perm][:1400] / 16
Y_train = data.target[perm][:1400]
m, n = X_train.shape   # m x 64


def init_param():
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


def f_propagation(a0, w1, b1, w2, b2):
    z1 = a0.dot(w1) + b1     # m x 20
    a1 = ReLU(z1)            # m x 20
    z2 = a1.dot(w2) + b2     # m x 10
    a2 = Softmax(z2)         # m x 10
    return z1, a1, z2, a2


def dev_ReLU(z):
    return z > 0


def one_hotencode(y):
    y_hat = np.zeros((y.size, 10))
    y_hat[np.arange(y.size), y] = 1
    return y_hat


def b_propagation(x, y, z1, w1, a1, z2, w2, a2):
    y_hat = one_hotencode(y)
    dadc = a2 - y_hat                                   # m x 10
    dw2 = 1 / m * a1.T.dot(dadc)                        # 20 x 10
    db2 = 1 / m * np.sum(dadc, axis=0)                  # 10
    dadz = dadc.dot(w2.T) * dev_ReLU(z1)                # m x 20
    dw1 = 1 / m * x.T.dot(dadz)                         # 64 x 20
    db1 = 1 / m * np.sum(dadz, axis=0)
    return dw2, db2, dw1, db1


def get_predictions(A2):
    return np.argmax(A2, 1)


def get_accuracy(predictions, Y):
    return np.sum(predictions == Y) / Y.size


def gradient_descent(X, Y, alpha, iterations):
    w1, b1, w2, b2 = init_param()
    for i in range(iterations):
        z1, a1, z2, a2 = f_propagation(X, w1, b1, w2, b2)
        dw2, db2, dw1, db1 = b_propagation(X, Y, z1, w1, a1, z2, w2, a2)
        w1 = w1 - alpha * dw1
        b1 = b1 - alpha * db1
        w2 = w2 - alpha * dw2
        b2 = b2 - alpha * db2
        if i % 50 == 0:
            print("Iteration:", i, "Accuracy:", get_accuracy(get_predictions(a2), Y))
    return w1, b1, w2, b2


w1, b1, w2, b2 = gradient_descent(X_train, Y_train, 0.3, 300)
