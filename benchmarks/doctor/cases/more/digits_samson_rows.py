import numpy as np
from sklearn.datasets import load_digits

# After the video of Samson Zhang, but I wanted every sample to be a ROW (m x 64), so I derived all formulas again.
# Dimensions:
#   a0 = m x 64     w1 = 64 x 20    b1 = 1 x 20    a1 = m x 20
#   w2 = 20 x 10    b2 = 1 x 10     a2 = m x 10    y  = m x 10 (one hot)

d = load_digits()
data = np.column_stack([d.target, d.data])
np.random.shuffle(data)
m, n = data[:1300].shape

x_train = data[:1300, 1:]
y_train = data[:1300, 0].astype(int)
x_train = x_train / 16
x_dev = data[1300:, 1:] / 16
y_dev = data[1300:, 0].astype(int)
print(x_train.shape, y_train.shape, x_dev.shape, y_dev.shape)


def init_param():
    w1 = np.random.rand(64, 20) - 0.5
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
    z1 = a0.dot(w1) + b1      # m x 20
    a1 = ReLU(z1)             # m x 20
    z2 = a1.dot(w2) + b2      # m x 10
    a2 = Softmax(z2)          # m x 10
    return z1, a1, z2, a2


def dev_ReLU(z):
    return z > 0


def one_hotencode(y):
    y_hat = np.zeros((np.size(y), 10))
    y_hat[np.arange(y.size), y] = 1
    return y_hat


def b_propagation(x, y, z1, w1, a1, z2, w2, a2):
    y_hat = one_hotencode(y)
    dadc = a2 - y_hat         # m x 10, start from here
    dw2 = 1 / m * (a1.T.dot(dadc))                # 20 x 10
    db2 = 1 / m * np.sum(dadc, axis=0)            # 1 x 10
    back = w2.dot(dadc.T).T * dev_ReLU(z1)        # m x 20
    dw1 = 1 / m * x.T.dot(back)                   # 64 x 20
    db1 = 1 / m * np.sum(back, axis=0)            # 1 x 20
    return dw2, db2, dw1, db1


def update_param(w1, b1, w2, b2, dw1, db1, dw2, db2, alpha):
    w1 = w1 - alpha * dw1
    b1 = b1 - alpha * db1
    w2 = w2 - alpha * dw2
    b2 = b2 - alpha * db2
    return w1, b1, w2, b2


def get_predictions(A2):
    return np.argmax(A2, 0)


def get_accuracy(A2, y):
    predictions = get_predictions(A2)
    truth = get_predictions(one_hotencode(y))
    # print(predictions, truth)
    return np.sum(predictions == truth) / truth.size


def gradient_descent(x, y, alpha, iterations):
    w1, b1, w2, b2 = init_param()
    for i in range(iterations):
        z1, a1, z2, a2 = f_propagation(x, w1, b1, w2, b2)
        dw2, db2, dw1, db1 = b_propagation(x, y, z1, w1, a1, z2, w2, a2)
        w1, b1, w2, b2 = update_param(w1, b1, w2, b2, dw1, db1, dw2, db2, alpha)
        if i % 50 == 0:
            print("iteration", i, "accuracy", get_accuracy(a2, y))
    return w1, b1, w2, b2


w1, b1, w2, b2 = gradient_descent(x_train, y_train, 0.5, 500)


def make_predictions(x, w1, b1, w2, b2):
    _, _, _, a2 = f_propagation(x, w1, b1, w2, b2)
    return a2


a_dev = make_predictions(x_dev, w1, b1, w2, b2)
print("dev accuracy", get_accuracy(a_dev, y_dev))
print("row 0:", np.round(a_dev[0], 3), "label", y_dev[0])
