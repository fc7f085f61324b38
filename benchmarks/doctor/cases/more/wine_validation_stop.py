"""
Exercise sheet 7, problem 2
Early stopping on a validation split, L2 penalty, wine data.
"""
import copy

import numpy as np
from sklearn.datasets import load_wine


class Scaler:
    def fit(self, X):
        self.mean = X.mean(axis=0)
        self.std = X.std(axis=0)
        return self

    def transform(self, X):
        return (X - self.mean) / self.std


class Model:
    def __init__(self, d, h, k, rng):
        self.W1 = rng.normal(size=(d, h)) * np.sqrt(2.0 / d)
        self.b1 = np.zeros(h)
        self.W2 = rng.normal(size=(h, k)) * np.sqrt(2.0 / h)
        self.b2 = np.zeros(k)

    def logits(self, X):
        self.pre = X @ self.W1 + self.b1
        self.hid = np.where(self.pre > 0, self.pre, 0.01 * self.pre)
        return self.hid @ self.W2 + self.b2

    def proba(self, X):
        s = self.logits(X)
        s = np.exp(s - s.max(axis=1, keepdims=True))
        return s / s.sum(axis=1, keepdims=True)

    def nll(self, X, y):
        return -np.log(self.proba(X)[np.arange(len(y)), y] + 1e-12).mean()

    def step(self, X, y, lr, lam):
        m = len(y)
        err = self.proba(X)
        err[np.arange(m), y] -= 1
        err /= m
        up = err @ self.W2.T
        up = np.where(self.pre > 0, up, 0.01 * up)
        dW2 = self.hid.T @ err + 2 * lam * self.W2
        dW1 = X.T @ up + 2 * lam * self.W1
        self.W2 -= lr * dW2
        self.b2 -= lr * err.sum(axis=0)
        self.W1 -= lr * dW1
        self.b1 -= lr * up.sum(axis=0)


rng = np.random.default_rng(9)
X, y = load_wine(return_X_y=True)
idx = rng.permutation(len(X))
tr, va, te = idx[:100], idx[100:140], idx[140:]
scaler = Scaler().fit(X[tr])
X = scaler.transform(X)

model = Model(13, 16, 3, rng)
best, best_loss, best_epoch, bad = None, float("inf"), 0, 0
for epoch in range(500):
    for i in range(0, 100, 25):
        if i == 0:
            rng.shuffle(tr)
        rows = tr[i:i + 25]
        model.step(X[rows], y[rows], lr=0.1, lam=1e-4)
    val = model.nll(X[va], y[va])
    if val < best_loss - 1e-3:
        best, best_loss, best_epoch, bad = copy.deepcopy(model), val, epoch, 0
    else:
        bad += 1
        if bad == 30:
            print("stopped after epoch", epoch)
            break
    if epoch % 20 == 0:
        print(f"{epoch:4d}  train {model.nll(X[tr], y[tr]):.4f}  val {val:.4f}")

model = best
print("best epoch", best_epoch, "validation", model.nll(X[va], y[va]))
print("test accuracy", (model.proba(X[te]).argmax(axis=1) == y[te]).mean())
