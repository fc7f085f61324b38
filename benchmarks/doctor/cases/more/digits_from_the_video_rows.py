import numpy as np
from matplotlib import pyplot as plt
from sklearn.datasets import load_digits

# followed the well known video but I keep one picture per ROW (m x 64)
np.random.seed(3)
data = load_digits()
order = np.random.permutation(data.target.size)
x_all = data.data[order] / 16.
y_all = data.target[order]

x_train, y_train = x_all[:1400], y_all[:1400]
x_dev, y_dev = x_all[1400:], y_all[1400:]
m, n = x_train.shape


def init_params():
    w1 = np.random.rand(n, 20) - 0.5
    b1 = np.random.rand(1, 20) - 0.5
    w2 = np.random.rand(20, 10) - 0.5
    b2 = np.random.rand(1, 10) - 0.5
    return w1, b1, w2, b2


def ReLU(z):
    return np.maximum(z, 0)


def softmax(z):
    a = np.exp(z) / sum(np.exp(z))
    return a


def forward_prop(a0, w1, b1, w2, b2):
    z1 = a0.dot(w1) + b1      # m x 20
    a1 = ReLU(z1)             # m x 20
    z2 = a1.dot(w2) + b2      # m x 10
    a2 = softmax(z2)          # m x 10
    return z1, a1, z2, a2


def dReLU(z):
    return z > 0


def one_hot(y):
    out = np.zeros((y.size, 10))
    out[np.arange(y.size), y] = 1
    return out


def back_prop(x, y, z1, a1, a2, w2):
    dz2 = a2 - one_hot(y)                  # m x 10
    dw2 = 1 / m * a1.T.dot(dz2)            # 20 x 10
    db2 = 1 / m * np.sum(dz2)
    dz1 = dz2.dot(w2.T) * dReLU(z1)        # m x 20
    dw1 = 1 / m * x.T.dot(dz1)             # 64 x 20
    db1 = 1 / m * np.sum(dz1)
    return dw1, db1, dw2, db2


def update(w1, b1, w2, b2, dw1, db1, dw2, db2, alpha):
    w1 = w1 - alpha * dw1
    b1 = b1 - alpha * db1
    w2 = w2 - alpha * dw2
    b2 = b2 - alpha * db2
    return w1, b1, w2, b2


def get_predictions(a2):
    return np.argmax(a2, 1)


def get_accuracy(pred, y):
    return np.sum(pred == y) / y.size


def gradient_descent(x, y, alpha, iterations):
    w1, b1, w2, b2 = init_params()
    for i in range(iterations):
        z1, a1, z2, a2 = forward_prop(x, w1, b1, w2, b2)
        dw1, db1, dw2, db2 = back_prop(x, y, z1, a1, a2, w2)
        w1, b1, w2, b2 = update(w1, b1, w2, b2, dw1, db1, dw2, db2, alpha)
        if i % 50 == 0:
            print("Iteration:", i, "Accuracy:", get_accuracy(get_predictions(a2), y))
    return w1, b1, w2, b2


w1, b1, w2, b2 = gradient_descent(x_train, y_train, 0.3, 500)

_, _, _, out_dev = forward_prop(x_dev, w1, b1, w2, b2)
dev_pred = get_predictions(out_dev)
print("dev accuracy:", get_accuracy(dev_pred, y_dev))
# plt.imshow(x_dev[0].reshape(8, 8)); plt.show()
