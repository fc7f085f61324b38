#!/usr/bin/env python3
# nanodl - layers and trainers in one file
import numpy as np
from sklearn.datasets import load_digits


class Layer:
    params = ()

    def forward(self, x, train): ...

    def backward(self, g): ...


class FullyConn(Layer):
    params = ('W', 'b')

    def __init__(self, n_in, n_out, rng):
        self.W = rng.standard_normal((n_in, n_out)) * np.sqrt(2.0 / n_in)
        self.b = np.zeros((1, n_out))

    def forward(self, x, train):
        self.x = x
        return x @ self.W + self.b

    def backward(self, g):
        self.dW = self.x.T @ g
        self.db = g.sum(axis=0, keepdims=True)
        return g @ self.W.T


class Relu(Layer):
    def forward(self, x, train):
        self.on = x > 0
        return x * self.on

    def backward(self, g):
        return g * self.on


class SoftmaxLoss:
    def loss(self, z, y):
        z = z - z.max(axis=1, keepdims=True)
        logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        self.p, self.y = np.exp(logp), y
        return -logp[np.arange(len(y)), y].mean()

    def grad(self):
        g = self.p.copy()
        g[np.arange(len(self.y)), self.y] -= 1
        return g / len(self.y)


class Trainer:
    """method: sgd | momentum | rmsprop, gradients held at a global norm of max_norm"""

    def __init__(self, net, method, lr, max_norm=5.0, momentum=0.9, rho=0.95, eps=1e-6):
        self.net, self.method, self.lr, self.max_norm = net, method, lr, max_norm
        self.momentum, self.rho, self.eps = momentum, rho, eps
        self.slots = {}

    def grads(self):
        for i, layer in enumerate(self.net):
            for name in layer.params:
                yield (i, name), getattr(layer, name), getattr(layer, 'd' + name)

    def update(self):
        total = np.sqrt(sum(np.sum(g * g) for _, _, g in self.grads()))
        scale = min(1.0, self.max_norm / (total + self.eps))
        for key, p, g in self.grads():
            g = g * scale
            mem = self.slots.setdefault(key, np.zeros_like(p))
            if self.method == 'sgd':
                p += -self.lr * g
            elif self.method == 'momentum':
                mem[:] = self.momentum * mem - self.lr * g
                p += mem
            elif self.method == 'rmsprop':
                mem[:] = self.rho * mem + (1 - self.rho) * g * g
                p += -self.lr * g / np.sqrt(mem + self.eps)


def run(method, lr, X, y, Xv, yv, epochs=15, bs=50, seed=1):
    rng = np.random.default_rng(seed)
    net = [FullyConn(64, 40, rng), Relu(), FullyConn(40, 24, rng), Relu(), FullyConn(24, 10, rng)]
    crit, trainer = SoftmaxLoss(), Trainer(net, method, lr)

    def out(x, train=False):
        for layer in net:
            x = layer.forward(x, train)
        return x

    for e in range(epochs):
        total = 0.0
        order = rng.permutation(len(X))
        for s in range(0, len(X), bs):
            b = order[s:s + bs]
            total += crit.loss(out(X[b], True), y[b]) * len(b)
            g = crit.grad()
            for layer in reversed(net):
                g = layer.backward(g)
            trainer.update()
        acc = (out(Xv).argmax(1) == yv).mean()
        print('%-9s epoch %d  loss %.4f  val acc %.4f' % (method, e, total / len(X), acc))
    return acc, total / len(X)


X, y = load_digits(return_X_y=True)
X = X / 16.0
o = np.random.default_rng(0).permutation(len(X))
X, y = X[o], y[o]
results = {}
for method, lr in (('sgd', 0.1), ('momentum', 0.05), ('rmsprop', 0.002)):
    results[method] = run(method, lr, X[:1300], y[:1300], X[1300:], y[1300:])
print(results)
