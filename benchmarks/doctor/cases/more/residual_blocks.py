"""
Residual blocks with batch normalisation for the breast cancer data.

Question: the linear maps in front of batch norm have no bias at all, the loss in training mode is not the loss in test mode,
and the second half of every block starts with gamma = 0, so at the start half of my gradients are exactly zero. Is that a bug?
"""
import numpy as np
from sklearn.datasets import load_breast_cancer

gen = np.random.default_rng(17)


class Param:
    def __init__(self, value):
        self.value = value
        self.grad = np.zeros_like(value)
        self.speed = np.zeros_like(value)


class BatchNorm:
    def __init__(self, width, gamma=1.0):
        self.gamma = Param(np.full(width, gamma))
        self.beta = Param(np.zeros(width))
        self.mean, self.var = np.zeros(width), np.ones(width)

    def __call__(self, x, training):
        if training:
            mu, var = x.mean(0), x.var(0)
            self.mean += 0.1 * (mu - self.mean)
            self.var += 0.1 * (var - self.var)
        else:
            mu, var = self.mean, self.var
        self.inv = 1 / np.sqrt(var + 1e-5)
        self.xhat = (x - mu) * self.inv
        return self.gamma.value * self.xhat + self.beta.value

    def back(self, g):
        self.gamma.grad += (g * self.xhat).sum(0)
        self.beta.grad += g.sum(0)
        gx = g * self.gamma.value
        return self.inv * (gx - gx.mean(0) - self.xhat * (gx * self.xhat).mean(0))


class Block:
    """x + BN(W2 relu(BN(W1 x)))"""

    def __init__(self, width):
        self.W1 = Param(gen.normal(0, np.sqrt(2 / width), (width, width)))
        self.W2 = Param(gen.normal(0, np.sqrt(2 / width), (width, width)))
        self.bn1 = BatchNorm(width)
        self.bn2 = BatchNorm(width, gamma=0.0)

    def params(self):
        return [self.W1, self.W2, self.bn1.gamma, self.bn1.beta, self.bn2.gamma, self.bn2.beta]

    def __call__(self, x, training):
        self.x = x
        self.h = np.maximum(self.bn1(x @ self.W1.value, training), 0)
        return x + self.bn2(self.h @ self.W2.value, training)

    def back(self, g):
        g2 = self.bn2.back(g)
        self.W2.grad += self.h.T @ g2
        g1 = self.bn1.back(g2 @ self.W2.value.T * (self.h > 0))
        self.W1.grad += self.x.T @ g1
        return g + g1 @ self.W1.value.T


class ResNet:
    def __init__(self, n_in, width, depth):
        self.stem = Param(gen.normal(0, np.sqrt(1 / n_in), (n_in, width)))
        self.blocks = [Block(width) for _ in range(depth)]
        self.head = Param(gen.normal(0, np.sqrt(1 / width), width))
        self.bias = Param(np.zeros(1))

    def params(self):
        return [self.stem, self.head, self.bias] + [p for b in self.blocks for p in b.params()]

    def __call__(self, x, training=False):
        self.x = x
        h = x @ self.stem.value
        for b in self.blocks:
            h = b(h, training)
        self.last = h
        return h @ self.head.value + self.bias.value

    def back(self, g):
        self.head.grad += self.last.T @ g
        self.bias.grad += g.sum()
        g = np.outer(g, self.head.value)
        for b in reversed(self.blocks):
            g = b.back(g)
        self.stem.grad += self.x.T @ g


def bce_with_logits(z, y):
    return np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))


X, y = load_breast_cancer(return_X_y=True)
rows = gen.permutation(len(y))
X, y = X[rows], y[rows].astype(float)
n = 420
shift, size = X[:n].mean(0), X[:n].std(0)
X = (X - shift) / size

net = ResNet(30, 20, depth=3)
for epoch in range(20):
    order = gen.permutation(n)
    total = 0
    for part in np.split(order, n // 42):
        z = net(X[part], training=True)
        total += bce_with_logits(z, y[part])
        for p in net.params():
            p.grad[...] = 0
        net.back((1 / (1 + np.exp(-z)) - y[part]) / len(part))
        for p in net.params():
            p.speed *= 0.9
            p.speed -= 0.02 * p.grad
            p.value += p.speed
    if epoch % 4 == 3:
        zt = net(X[n:])
        print("epoch", epoch + 1, "training mode %.4f" % (total / 10), "test mode %.4f" % bce_with_logits(net(X[:n]), y[:n]),
              "held out %.4f" % bce_with_logits(zt, y[n:]), "accuracy %.3f" % np.mean((zt > 0) == y[n:]))
