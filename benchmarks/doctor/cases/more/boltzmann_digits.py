"""Restricted Boltzmann machine, one step of contrastive divergence"""
import numpy as np
from sklearn.datasets import load_digits

rng = np.random.RandomState(0)


class RBM:
    def __init__(self, n_visible, n_hidden, lr=0.1):
        self.W = rng.normal(0, 0.01, (n_visible, n_hidden))
        self.a = np.zeros(n_visible)
        self.b = np.zeros(n_hidden)
        self.lr = lr

    @staticmethod
    def sig(x):
        return 1.0 / (1.0 + np.exp(-x))

    def up(self, v):
        return self.sig(v @ self.W + self.b)

    def down(self, h):
        return self.sig(h @ self.W.T + self.a)

    def cd1(self, v0):
        h0 = self.up(v0)
        sample = (rng.rand(*h0.shape) < h0).astype(float)
        v1 = self.down(sample)
        h1 = self.up(v1)
        n = len(v0)
        self.W += self.lr * (v0.T @ h0 - v1.T @ h1) / n
        self.a += self.lr * (v0 - v1).mean(axis=0)
        self.b += self.lr * (h0 - h1).mean(axis=0)
        return np.mean((v0 - v1) ** 2)


V = (load_digits().data > 7).astype(float)
rbm = RBM(64, 40)
for epoch in range(30):
    rng.shuffle(V)
    errors = [rbm.cd1(V[i:i + 30]) for i in range(0, len(V), 30)]
    if epoch % 3 == 0:
        print("epoch", epoch, "reconstruction error", np.mean(errors))
