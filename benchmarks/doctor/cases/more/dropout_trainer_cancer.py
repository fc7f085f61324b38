import numpy as np
from sklearn.datasets import load_breast_cancer

np.random.seed(2)
ds = load_breast_cancer()
X, y = ds.data, ds.target.reshape(-1, 1).astype(float)
p = np.random.permutation(len(X))
X, y = X[p], y[p]
Xtr, ytr, Xva, yva = X[:400], y[:400], X[400:], y[400:]


class FC:
    def __init__(self, i, o):
        self.W = np.random.randn(i, o) * np.sqrt(2 / i)
        self.b = np.zeros((1, o))

    def forward(self, x, train):
        self.x = x
        return x @ self.W + self.b

    def backward(self, g, lr):
        gx = g @ self.W.T
        self.W -= lr * self.x.T @ g
        self.b -= lr * g.sum(0, keepdims=True)
        return gx


class Relu:
    def forward(self, x, train):
        self.m = x > 0
        return x * self.m

    def backward(self, g, lr):
        return g * self.m


class Dropout:
    def __init__(self, keep):
        self.keep = keep

    def forward(self, x, train):
        self.mask = (np.random.rand(*x.shape) < self.keep) / self.keep
        return x * self.mask

    def backward(self, g, lr):
        return g * self.mask


class Trainer:
    def __init__(self, layers, lr):
        self.layers, self.lr = layers, lr

    def forward(self, x, train=False):
        for l in self.layers:
            x = l.forward(x, train)
        return 1 / (1 + np.exp(-np.clip(x, -50, 50)))

    def fit(self, epochs, bs=40):
        for e in range(epochs):
            idx = np.random.permutation(len(Xtr))
            for k in range(0, len(idx), bs):
                b = idx[k:k + bs]
                out = self.forward(Xtr[b], train=True)
                g = (out - ytr[b]) / bs
                for l in reversed(self.layers):
                    g = l.backward(g, self.lr)
            if e % 10 == 9:
                va = np.mean((self.forward(Xva) > .5) == yva)
                print('epoch', e + 1, 'val acc %.3f' % va)


t = Trainer([FC(30, 16), Relu(), Dropout(0.5), FC(16, 1)], lr=0.05)
t.fit(40)
