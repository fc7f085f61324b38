import numpy as np
from sklearn.datasets import load_wine

np.random.seed(2)
raw = load_wine()
X = (raw.data - raw.data.mean(0)) / raw.data.std(0)
Y = np.eye(3)[raw.target]
mix = np.random.permutation(len(X))
X, Y = X[mix], Y[mix]
Xtrain, Ytrain, Xtest, Ytest = X[:130], Y[:130], X[130:], Y[130:]


def minibatches(X, Y, size=10):
    while True:
        for k in range(0, len(X), size):
            yield X[k:k + size], Y[k:k + size]


sizes = [13, 10, 3]
W = np.empty(2, dtype=object)
B = np.empty(2, dtype=object)
for i in range(2):
    W[i] = np.random.randn(sizes[i], sizes[i + 1]) * 0.3
    B[i] = np.zeros((1, sizes[i + 1]))


def feed(x):
    h = 1 / (1 + np.exp(-(x @ W[0] + B[0])))
    z = h @ W[1] + B[1]
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return h, e / e.sum(axis=1, keepdims=True)


def nabla(x, y):
    h, p = feed(x)
    out = (p - y) * p * (1 - p) / len(x)
    hid = (out @ W[1].T) * h * (1 - h)
    gW, gB = np.empty(2, dtype=object), np.empty(2, dtype=object)
    gW[0], gW[1] = x.T @ hid, h.T @ out
    gB[0], gB[1] = hid.sum(axis=0, keepdims=True), out.sum(axis=0, keepdims=True)
    return gW, gB


def xent(x, y):
    return -np.mean(np.sum(y * np.log(feed(x)[1] + 1e-12), axis=1))


def accuracy(x, y):
    return np.mean(feed(x)[1].argmax(axis=1) == y.argmax(axis=1))


eta = 0.5
for it in range(3000):
    x, y = next(minibatches(Xtrain, Ytrain))
    gW, gB = nabla(x, y)
    W = W - eta * gW          # object arrays subtract item by item
    B = B - eta * gB
    if it % 500 == 0:
        print(it, "batch loss %.4f" % xent(x, y), "train loss %.4f" % xent(Xtrain, Ytrain))

print("train accuracy", accuracy(Xtrain, Ytrain))
print("test accuracy", accuracy(Xtest, Ytest))
