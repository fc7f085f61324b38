import numpy as np
from sklearn.datasets import load_digits

np.random.seed(0)


def sig(x):
    return 1.0/(1.0 + np.exp(-x))


def sig_deriv(x):
    return x*(1.0 - x)


def softmax(x):
    z = np.exp(x - x.max())
    s = z.sum()
    out = z / s
    return out


def forward_prop(x, w, b):
    z = {}
    a = {}
    a[0] = np.array(x).T
    last = len(w)
    for i in range(1, last+1):
        z[i] = w[i-1].dot(a[i-1]) + b[i-1]
        if i == last:
            a[i] = softmax(z[i])
        else:
            a[i] = sig(z[i])
    return a[last], a


def back_prop(y, p, a, w, b):
    d = {}
    d_w = {}
    d_b = {}
    last = len(w)
    d[last] = (p - y.T) / len(y)
    for i in range(last-1, -1, -1):
        if i == last-1 and i != 0:
            d[i] = w[i].T.dot(d[i+1])
        elif i != 0:
            d[i] = w[i].T.dot(d[i+1]) * sig_deriv(a[i])
        d_w[i] = d[i+1].dot(a[i].T)
        d_b[i] = np.sum(d[i+1], axis=1, keepdims=True)
    return d_w, d_b


def update(w, b, d_w, d_b, lr):
    for i in range(0, len(w)):
        w[i] = w[i] - lr * d_w[i]
        b[i] = b[i] - lr * d_b[i]
    return w, b


def sum_error(y, p):
    return np.sum(y.T * np.log(p + 1e-12))


def train(x, y, w, b, epoch, learn_rate, batch):
    c = []
    for i in range(epoch):
        e = 0
        for k in range(0, len(x), batch):
            pred, layer = forward_prop(x[k:k+batch], w, b)
            e = e + sum_error(y[k:k+batch], pred)
            d_w, d_b = back_prop(y[k:k+batch], pred, layer, w, b)
            w, b = update(w, b, d_w, d_b, learn_rate)
        c.append(-e/len(x))
        if i % 5 == 0:
            print('Epoch', i, 'Cost', c[-1])
    return w, b, c


digits = load_digits()
x = digits.data / 16.0
y = np.eye(10)[digits.target]
order = np.random.permutation(len(x))
x, y = x[order], y[order]
x_train, y_train, x_test, y_test = x[:1400], y[:1400], x[1400:], y[1400:]

nodes = [64, 30, 20, 10]
w = [np.random.randn(n, m)/np.sqrt(m) for m, n in zip(nodes[:-1], nodes[1:])]
b = [np.zeros((n, 1)) for n in nodes[1:]]
w, b, cost = train(x_train, y_train, w, b, 20, 0.5, 40)

p, _ = forward_prop(x_test, w, b)
print('test accuracy', np.mean(np.argmax(p, axis=0) == np.argmax(y_test, axis=1)))
