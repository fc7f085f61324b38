import numpy as np
from sklearn.datasets import load_digits

# digit recogniser written by hand, dimensions in the comments
# a0 = m x 64, w1 = 64 x 20, a1 = m x 20, w2 = 20 x 10, a2 = m x 10

data = load_digits()
order = np.random.RandomState(1).permutation(len(data.target))
X = data.data[order] / 16
Y = data.target[order]
x_train, y_train = X[:1400], Y[:1400]
x_test, y_test = X[1400:], Y[1400:]
m, n = x_train.shape


def init_param():
    w1 = np.random.rand(64, 20) - 0.5
    b1 = np.random.rand(1, 20) - 0.5
    w2 = np.random.rand(20, 10) - 0.5
    b2 = np.random.rand(1, 10) - 0.5
    return w1, b1, w2, b2

def ReLU(z):
    return np.maximum(z, 0)

def dReLU(z):
    return z > 0

def Softmax(z):
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)

def f_prop(a0, w1, b1, w2, b2):
    z1 = a0.dot(w1) + b1      # m x 20
    a1 = ReLU(z1)             # m x 20
    z2 = a1.dot(w2) + b2      # m x 10
    a2 = Softmax(z2)          # m x 10
    return z1, a1, z2, a2

def onehot(y):
    out = np.zeros((y.size, 10))
    out[np.arange(y.size), y] = 1
    return out

def b_prop(x, y, z1, a1, w2, a2):
    dz2 = a2 - onehot(y)                      # m x 10
    dw2 = 1 / m * a1.T.dot(dz2)               # 20 x 10
    db2 = 1 / m * np.sum(dz2, axis=0)
    dz1 = dz2.dot(w2.T) * dReLU(z1)           # m x 20
    dw1 = 1 / m * x.T.dot(dz1)                # 64 x 20
    db1 = 1 / m * np.sum(dz1, axis=0)
    return dw1, db1, dw2, db2

def get_predictions(a2):
    return np.argmax(a2, 1)

def get_accuracy(predictions, truth):
    print(predictions, truth)
    return np.sum(predictions == truth) / truth.size

def gradient_descent(x, y, iterations, alpha):
    w1, b1, w2, b2 = init_param()
    for i in range(iterations):
        z1, a1, z2, a2 = f_prop(x, w1, b1, w2, b2)
        dw1, db1, dw2, db2 = b_prop(x, y, z1, a1, w2, a2)
        w1 = w1 - alpha * dw1
        b1 = b1 - alpha * db1
        w2 = w2 - alpha * dw2
        b2 = b2 - alpha * db2
        if i % 50 == 0:
            print("Iteration:", i)
            print(get_accuracy(get_predictions(a2), get_predictions(onehot(y))))
    return w1, b1, w2, b2


np.random.seed(0)
w1, b1, w2, b2 = gradient_descent(x_train, y_train, 500, 0.3)
