import numpy as np
from sklearn.datasets import load_wine

# ---------- activation functions ----------
def sig(x):
    return 1.0/(1.0 + np.exp(-x))

def sig_deriv(x):
    return x*(1.0-x)

def softmax(x):
    z = np.exp(x - x.max())
    s = z.sum()
    out = z / s
    return out

# ---------- network ----------
def make(sizes):
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
    for i in range(1, last+1):
        z[i] = w[i-1].dot(a[i-1]) + b[i-1]
        if i == last:
            a[i] = softmax(z[i])
        else:
            a[i] = sig(z[i])
    return a[last], a

def back_prop(y, p, a, w):
    d = {}
    d_w = {}
    d_b = {}
    last = len(w)
    d[last] = p - y.T
    for i in range(last-1, -1, -1):
        if i == last-1:
            d[i] = w[i].T.dot(d[i+1])                      # top hidden layer
        elif i != 0:                                       # d0 is not needed
            d[i] = w[i].T.dot(d[i+1]) * sig_deriv(a[i])
        d_w[i] = d[i+1].dot(a[i].T)
        d_b[i] = np.sum(d[i+1], axis=1, keepdims=True)
    return d_w, d_b

def update(w, b, d_w, d_b, rate):
    for i in range(0, len(w)):
        w[i] = w[i] - rate * d_w[i]
        b[i] = b[i] - rate * d_b[i]
    return w, b

def sum_error(y, p):
    return np.sum(y.T * np.log(p))

def train(x, y, w, b, epoch, rate, batch):
    c = []
    for i in range(0, epoch):
        e = 0
        hits = 0
        mix = np.random.permutation(len(x))
        x, y = x[mix], y[mix]
        for k in range(0, len(x), batch):
            xb, yb = x[k:k+batch], y[k:k+batch]
            pred, layer = forward_prop(xb, w, b)
            e = e + sum_error(yb, pred)
            hits = hits + np.sum(np.argmax(pred, axis=0) == np.argmax(yb, axis=1))
            d_w, d_b = back_prop(yb, pred, layer, w)
            w, b = update(w, b, d_w, d_b, rate)
        c.append(-e/len(x))
        if i % 10 == 0:
            print("epoch", i, "cost", round(c[-1], 4), "right", hits/len(x))
    return w, b, c

np.random.seed(3)
wine = load_wine()
x = (wine.data - wine.data.mean(axis=0)) / wine.data.std(axis=0)
y = np.eye(3)[wine.target]
mix = np.random.permutation(len(x))
x, y = x[mix], y[mix]
x_test, y_test = x[140:], y[140:]
x, y = x[:140], y[:140]

w, b = make([13, 16, 10, 3])
w, b, c = train(x, y, w, b, 60, 0.05, 10)
pred, _ = forward_prop(x_test, w, b)
print("predicted", np.argmax(pred, axis=0))
print("true     ", np.argmax(y_test, axis=1))
