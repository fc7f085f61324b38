import numpy as np
import pandas as pd
from sklearn.datasets import load_digits

# rows are samples everywhere:
# a0 = m x 64, w1 = 64 x 20, b1 = 1 x 20, w2 = 20 x 10, b2 = 1 x 10, a2 = m x 10

raw = load_digits()
data = pd.DataFrame(np.column_stack((raw.target, raw.data)))
data = np.array(data.sample(frac=1, random_state=0))
dev = data[:300]
train = data[300:1100]
Y_dev, X_dev = dev[:, 0].astype(int), dev[:, 1:] / 16.
Y_train, X_train = train[:, 0].astype(int), train[:, 1:] / 16.
m = len(X_train)
np.random.seed(2)


def init_param():
    w1 = np.random.rand(64, 20) - 0.5
    b1 = np.zeros((1, 20))
    w2 = np.random.rand(20, 10) - 0.5
    b2 = np.zeros((1, 10))
    return w1, b1, w2, b2


def ReLU(z):
    return np.maximum(z, 0)


def Softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def f_propagation(a0, w1, b1, w2, b2):
    z1 = a0.dot(w1) + b1
    a1 = ReLU(z1)
    z2 = a1.dot(w2) + b2
    a2 = Softmax(z2)
    return z1, a1, z2, a2


def dev_ReLU(z):
    return z > 0


def one_hotencode(y):
    y_hat = np.zeros((y.size, 10))
    y_hat[np.arange(y.size), y] = 1
    return y_hat


def b_propagation(x, y, z1, w1, a1, z2, w2, a2):
    dz2 = a2 - one_hotencode(y)
    dw2 = 1 / m * a1.T.dot(dz2)
    db2 = 1 / m * np.sum(dz2, axis=0, keepdims=True)
    dz1 = dz2.dot(w2.T) * dev_ReLU(z1)
    dw1 = 1 / m * x.T.dot(dz1)
    db1 = 1 / m * np.sum(dz1, axis=0, keepdims=True)
    return dw2, db2, dw1, db1


def get_predictions(A2):
    return np.argmax(A2, 0)


def get_accuracy(predictions, Y):
    right = 0
    for k in range(len(predictions)):
        if predictions[k] == Y[k]:
            right += 1
    return right / Y.size


def gradient_descent(x, y, iterations, alpha):
    w1, b1, w2, b2 = init_param()
    for i in range(iterations):
        z1, a1, z2, a2 = f_propagation(x, w1, b1, w2, b2)
        dw2, db2, dw1, db1 = b_propagation(x, y, z1, w1, a1, z2, w2, a2)
        w1 = w1 - alpha * dw1
        b1 = b1 - alpha * db1
        w2 = w2 - alpha * dw2
        b2 = b2 - alpha * db2
        if i % 50 == 0:
            print('iteration', i, 'accuracy', get_accuracy(get_predictions(a2), y))
    return w1, b1, w2, b2


w1, b1, w2, b2 = gradient_descent(X_train, Y_train, 200, 0.5)
out_dev = f_propagation(X_dev, w1, b1, w2, b2)[3]
print('dev', get_accuracy(get_predictions(out_dev), Y_dev))
