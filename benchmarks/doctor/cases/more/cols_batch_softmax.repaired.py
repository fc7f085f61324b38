import numpy as np
from sklearn.datasets import load_digits

np.random.seed(3)


# ---------- activations ----------
def sig(x):
    return 1.0 / (1.0 + np.exp(-x))


def sig_deriv(s):
    return s * (1.0 - s)


def softmax(x):
    z = np.exp(x - x.max())
    s = z.sum(axis=0, keepdims=True)
    out = z / s
    return out


# ---------- network ----------
def init(sizes):
    w, b = [], []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        w.append(np.random.randn(n_out, n_in) / np.sqrt(n_in))
        b.append(np.zeros((n_out, 1)))
    return w, b


def forward_prop(x, w, b):
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


def back_prop(y, p, a, w, b):
    d = {}
    d_w = {}
    d_b = {}
    last = len(w)
    m = y.shape[0]
    d[last] = (p - y.T) / m
    for i in range(last - 1, -1, -1):
        if i != 0:
            d[i] = w[i].T.dot(d[i + 1]) * sig_deriv(a[i])
        d_w[i] = d[i + 1].dot(a[i].T)
        d_b[i] = np.sum(d[i + 1], axis=1, keepdims=True)
    return d_w, d_b


def update(w, b, d_w, d_b, alpha):
    for i in range(0, len(w)):
        w[i] = w[i] - alpha * d_w[i]
        b[i] = b[i] - alpha * d_b[i]
    return w, b


def sum_error(y, p):
    return np.sum(y.T * np.log(p + 1e-12))


def cal_acc(t_v, p):
    return 100.0 * np.sum(t_v == p) / len(t_v)


def train(x, y, w, b, epoch, learn_rate, batch):
    t_v = np.argmax(y, axis=1)
    costs = []
    for i in range(0, epoch):
        e = 0
        guess = np.zeros(len(x))
        order = np.random.permutation(len(x))
        x, y, t_v = x[order], y[order], t_v[order]
        for k in range(0, len(x), batch):
            xb, yb = x[k:k + batch], y[k:k + batch]
            pred, layer = forward_prop(xb, w, b)
            e = e + sum_error(yb, pred)
            guess[k:k + batch] = np.argmax(pred, axis=0)
            d_w, d_b = back_prop(yb, pred, layer, w, b)
            w, b = update(w, b, d_w, d_b, learn_rate)
        cost = -e / len(x)
        costs.append(cost)
        if i % 5 == 0 or i == epoch - 1:
            print("epoch %3d   cost %.4f   acc %.2f %%" % (i, cost, cal_acc(t_v, guess)))
    return w, b, costs


digits = load_digits()
perm = np.random.permutation(len(digits.target))
data = digits.data[perm] / 16.0
target = np.eye(10)[digits.target[perm]]
x_train, y_train = data[:1400], target[:1400]
x_test, y_test = data[1400:], target[1400:]

w, b = init([64, 40, 10])
w, b, costs = train(x_train, y_train, w, b, epoch=40, learn_rate=0.8, batch=50)

pred, _ = forward_prop(x_test, w, b)
print("test accuracy: %.2f %%" % cal_acc(np.argmax(y_test, axis=1), np.argmax(pred, axis=0)))
