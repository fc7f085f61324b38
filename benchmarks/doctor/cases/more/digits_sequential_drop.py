import numpy as np
import time
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

# ---------------------------------------------------------------
#  MLP with dropout (inverted), numpy only
#  question: why do I get a DIFFERENT accuracy every time I call
#  evaluate() on the same trained network and why is it so low?
# ---------------------------------------------------------------


class Layer:
    pass


class Affine(Layer):
    def __init__(self, i, o):
        self.w = np.random.randn(i, o) * np.sqrt(2 / i)
        self.b = np.zeros(o)

    def fwd(self, x, training):
        self.x = x
        return x @ self.w + self.b

    def bwd(self, g, lr):
        gx = g @ self.w.T
        self.w -= lr * self.x.T @ g
        self.b -= lr * g.sum(axis=0)
        return gx


class ReLU(Layer):
    def fwd(self, x, training):
        self.on = x > 0
        return x * self.on

    def bwd(self, g, lr):
        return g * self.on


class Drop(Layer):
    def __init__(self, keep):
        self.keep = keep

    def fwd(self, x, training):
        if not training:
            return x
        self.mask = (np.random.rand(*x.shape) < self.keep) / self.keep
        return x * self.mask

    def bwd(self, g, lr):
        return g * self.mask


class Sequential:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x, training=True):
        for layer in self.layers:
            x = layer.fwd(x, training)
        return x

    def softmax(self, s):
        s = s - s.max(axis=1, keepdims=True)
        e = np.exp(s)
        return e / e.sum(axis=1, keepdims=True)

    def train_step(self, x, y, lr):
        p = self.softmax(self.forward(x))
        n = len(y)
        loss = -np.mean(np.log(p[np.arange(n), y] + 1e-12))
        g = p.copy()
        g[np.arange(n), y] -= 1
        g /= n
        for layer in reversed(self.layers):
            g = layer.bwd(g, lr)
        return loss

    def predict(self, x):
        return np.argmax(self.forward(x), axis=1)


def evaluate(net, x, y):
    return np.mean(net.predict(x) == y)


def run(net, xtr, ytr, xte, yte, epochs=25, lr=0.1, bs=32):
    log = []
    t0 = time.time()
    for ep in range(epochs):
        perm = np.random.permutation(len(ytr))
        tot, cnt = 0.0, 0
        for k in range(0, len(ytr), bs):
            b = perm[k:k + bs]
            tot += net.train_step(xtr[b], ytr[b], lr) * len(b)
            cnt += len(b)
        log.append((tot / cnt, evaluate(net, xtr, ytr), evaluate(net, xte, yte)))
        if ep % 5 == 0 or ep == epochs - 1:
            print("ep %2d loss %.3f train %.3f test %.3f" % ((ep,) + log[-1]))
    print("seconds: %.1f" % (time.time() - t0))
    return log


digits = load_digits()
xtr, xte, ytr, yte = train_test_split(digits.data / 16.0, digits.target, test_size=0.25, stratify=digits.target)

net = Sequential([
    Affine(64, 64), ReLU(), Drop(0.4),
    Affine(64, 32), ReLU(), Drop(0.5),
    Affine(32, 10),
])
log = run(net, xtr, ytr, xte, yte)

print("three times the same call:")
for _ in range(3):
    print("   ", evaluate(net, xte, yte))
