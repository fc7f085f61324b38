import numpy as np
from sklearn.datasets import load_digits


class Affine:
    def __init__(self, i, o):
        self.p = {'W': np.random.randn(i, o) * np.sqrt(2 / i), 'b': np.zeros(o)}

    def forward(self, x, train):
        self.x = x
        return x @ self.p['W'] + self.p['b']

    def backward(self, d):
        self.g = {'W': self.x.T @ d, 'b': d.sum(0)}
        return d @ self.p['W'].T


class BatchNorm:
    def __init__(self, n, momentum=0.9, eps=1e-5):
        self.p = {'gamma': np.ones(n), 'beta': np.zeros(n)}
        self.mean, self.var = np.zeros(n), np.ones(n)
        self.momentum, self.eps = momentum, eps

    def forward(self, x, train):
        if train:
            mu, var = x.mean(0), x.var(0)
            self.mean = self.momentum * self.mean + (1 - self.momentum) * mu
            self.var = self.momentum * self.var + (1 - self.momentum) * var
        else:
            mu, var = self.mean, self.var
        self.inv = 1 / np.sqrt(var + self.eps)
        self.xhat = (x - mu) * self.inv
        return self.p['gamma'] * self.xhat + self.p['beta']

    def backward(self, d):
        self.g = {'gamma': (d * self.xhat).sum(0), 'beta': d.sum(0)}
        dx = d * self.p['gamma']
        return self.inv * (dx - dx.mean(0) - self.xhat * (dx * self.xhat).mean(0))


class Relu:
    p = {}

    def forward(self, x, train):
        self.on = x > 0
        return np.where(self.on, x, 0)

    def backward(self, d):
        self.g = {}
        return np.where(self.on, d, 0)


x, y = load_digits(return_X_y=True)
order = np.random.permutation(len(y))
x, y = x[order], y[order]

net = [Affine(64, 32), BatchNorm(32), Relu(), Affine(32, 32), BatchNorm(32), Relu(), Affine(32, 10)]


def run(a, train):
    for layer in net:
        a = layer.forward(a, train)
    a = a - a.max(1, keepdims=True)
    return np.exp(a) / np.exp(a).sum(1, keepdims=True)


for epoch in range(12):
    perm = np.random.permutation(1400)
    for k in range(0, 1400, 50):
        rows = perm[k:k + 50]
        p = run(x[rows], True)
        d = p.copy()
        d[np.arange(50), y[rows]] -= 1
        d /= 50
        for layer in net[::-1]:
            d = layer.backward(d)
        for layer in net:
            for key in layer.p:
                layer.p[key] -= 0.1 * layer.g[key]
    print(epoch, 'train', np.mean(run(x[:1400], False).argmax(1) == y[:1400]), 'test', np.mean(run(x[1400:], False).argmax(1) == y[1400:]))
