import numpy as np
from sklearn.datasets import load_wine


def forward_prop(x, w, b):
    z = {}
    a = {}
    a[0] = np.array(x).T
    last = len(w)
    for i in range(1, last + 1):
        z[i] = w[i-1].dot(a[i-1]) + b[i-1]
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
    d[last] = (p - y.T)
    for i in range(last-1, -1, -1):
        if i == last-1:
            d[i] = w[i].T.dot(d[i+1]) * sig_deriv(a[i])
        elif i != 0:                       # no need to get d0
            d[i] = w[i].T.dot(d[i+1])
        d_w[i] = d[i+1].dot(a[i].T)
        d_b[i] = np.sum(d[i+1], axis=1, keepdims=True)
    return d_w, d_b


def update(w, b, d_w, d_b, alpha):
    for i in range(0, len(w)):
        w[i] = w[i] - alpha * d_w[i]
        b[i] = b[i] - alpha * d_b[i]
    return w, b


def sum_error(y, p):
    return np.sum(y.T * np.log(p))


def sig(x):
    return 1.0/(1.0 + np.exp(-x))


def sig_deriv(x):
    return x*(1.0-x)


def softmax(x):
    z = np.exp(x)
    s = z.sum()
    out = z / s
    return out


def train(x, y, w, b, epoch, learn_rate, batch):
    c = []
    t_v = np.argmax(y, axis=1)             # true class
    for i in range(0, epoch):
        e = 0
        hits = 0
        for k in range(0, len(x), batch):
            pred, layer = forward_prop(x[k:k+batch], w, b)
            e = e + sum_error(y[k:k+batch], pred)
            hits += np.sum(np.argmax(pred, axis=0) == t_v[k:k+batch])
            d_w, d_b = back_prop(y[k:k+batch], pred, layer, w, b)
            w, b = update(w, b, d_w, d_b, learn_rate)
        c.append(-e/len(x))
        if i % 20 == 0:
            print('epoch', i, 'cost', c[-1], 'hits', hits / len(x))
    return w, b, c


wine = load_wine()
x = wine.data
order = np.random.permutation(len(x))
x = x[order]
y = np.eye(3)[wine.target[order]]
x_train, y_train = x[:130], y[:130]
x_test, y_test = x[130:], y[130:]

sizes = [13, 10, 8, 3]
w = [np.random.randn(sizes[i+1], sizes[i]) * 0.5 for i in range(3)]
b = [np.zeros((sizes[i+1], 1)) for i in range(3)]
w, b, c = train(x_train, y_train, w, b, 100, 0.1, 10)
final = np.argmax(forward_prop(x_test, w, b)[0], axis=0)
print('test accuracy', np.mean(final == np.argmax(y_test, axis=1)))
print(final)
