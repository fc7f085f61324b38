import numpy as np
from sklearn.datasets import load_digits

data = load_digits()
x_all = data.data / 16.0
order = np.random.permutation(len(x_all))
x_all, t_all = x_all[order], data.target[order]
y_all = np.eye(10)[t_all]
x_train, y_train = x_all[:1000], y_all[:1000]
x_test, t_test = x_all[1000:1500], t_all[1000:1500]


def sig(x):
    return 1.0 / (1.0 + np.exp(-x))


def sig_slope(x):
    return x * (1.0 - x)


def softmax(x):
    z = np.exp(x - x.max())
    s = z.sum()
    return z / s


def run_forward(x, w, b):
    z = {}
    a = {}
    a[0] = np.array(x).T
    last = len(w)
    for i in range(1, last + 1):
        z[i] = w[i - 1].dot(a[i - 1]) + b[i - 1]
        if i == last:
            a[i] = softmax(z[i])
        else:
            a[i] = sig(z[i])
    pred = a[last]
    return pred, a


def run_back(y, p, a, w, b):
    d = {}
    d_w = {}
    d_b = {}
    last = len(w)
    d[last] = (p - y.T)
    for i in range(last - 1, -1, -1):
        if i == last - 1:
            d[i] = w[i].T.dot(d[i + 1]) * sig_slope(a[i])
        elif i != 0:
            d[i] = w[i].T.dot(d[i + 1]) * sig_slope(a[i])
        d_w[i] = d[i + 1].dot(a[i].T)
        d_b[i] = np.sum(d[i + 1], axis=1, keepdims=True)
    return d_w, d_b


def update(w, b, d_w, d_b, a):
    for i in range(0, len(w)):
        w[i] = w[i] - a * d_w[i]
        b[i] = b[i] - a * d_b[i]
    return w, b


def log_sum(y, p):
    return np.sum(y.T * np.log(p))


def train(x, y, w, b, epoch, rate):
    c = []
    true_v = np.argmax(y, axis=1)
    for i in range(0, epoch):
        e = 0
        p = np.zeros(len(x))
        for k in range(0, len(x)):
            pred, layer = run_forward(x[k:k + 1], w, b)
            e = e + log_sum(y[k:k + 1], pred)
            p[k] = np.argmax(pred, axis=0)[0]
            d_w, d_b = run_back(y[k:k + 1], pred, layer, w, b)
            w, b = update(w, b, d_w, d_b, rate)
        cost = -e / len(x)
        c.append(cost)
        print("epoch", i, "cost", cost, "error rate", np.mean(true_v != p))
    return w, b, c


sizes = [64, 24, 16, 10]
w = [np.random.randn(sizes[i + 1], sizes[i]) for i in range(3)]
b = [np.zeros((sizes[i + 1], 1)) for i in range(3)]
w, b, c = train(x_train, y_train, w, b, epoch=15, rate=0.5)
