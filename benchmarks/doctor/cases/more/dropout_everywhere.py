import numpy as np
from sklearn.datasets import load_digits


class Net:
    """index 0 of every list is unused or the input, layers count from 1"""

    def __init__(self, *sizes, keep=0.4):
        self.n = len(sizes) - 1
        self.keep = keep
        self.W, self.B = [None], [None]
        for k in range(1, len(sizes)):
            self.W.append(np.random.randn(sizes[k - 1], sizes[k]) * np.sqrt(2 / sizes[k - 1]))
            self.B.append(np.zeros(sizes[k]))
        self.A = [None] * (self.n + 1)
        self.M = [None] * (self.n + 1)

    def run(self, X):
        self.A[0] = X
        for k in range(1, self.n):
            z = self.A[k - 1] @ self.W[k] + self.B[k]
            a = z * (z > 0)
            self.M[k] = (np.random.rand(*a.shape) < self.keep) / self.keep
            self.A[k] = a * self.M[k]
        z = self.A[self.n - 1] @ self.W[self.n] + self.B[self.n]
        z = z - z.max(axis=1).reshape(-1, 1)
        e = np.exp(z)
        self.A[self.n] = e / e.sum(axis=1).reshape(-1, 1)
        return self.A[self.n]

    def back(self, y):
        g = self.A[self.n].copy()
        g[range(len(y)), y] -= 1
        g = g / len(y)
        out = {}
        for k in range(self.n, 0, -1):
            out[k] = (self.A[k - 1].T @ g, g.sum(axis=0))
            if k > 1:
                g = (g @ self.W[k].T) * self.M[k - 1] * (self.A[k - 1] > 0)
        return out

    def fit(self, X, y, Xv, yv, rounds, lr, batch=32):
        best = 0
        for r in range(rounds):
            p = np.random.permutation(len(y))
            for s in range(0, len(y), batch):
                i = p[s:s + batch]
                self.run(X[i])
                for k, (dw, db) in self.back(y[i]).items():
                    self.W[k] -= lr * dw
                    self.B[k] -= lr * db
            lr *= 0.98
            acc = self.accuracy(Xv, yv)
            best = max(best, acc)
            if r % 5 == 0:
                print("round %d  test %.4f  (best %.4f)" % (r, acc, best))

    def predict(self, X):
        scores = self.run(X)
        return scores.argmax(axis=1)

    def accuracy(self, X, y):
        return (self.predict(X) == y).mean()


bunch = load_digits()
X, y = bunch.images.reshape(len(bunch.images), -1) / 16.0, bunch.target
cut = int(0.75 * len(y))
idx = np.random.permutation(len(y))
Xtr, ytr, Xte, yte = X[idx[:cut]], y[idx[:cut]], X[idx[cut:]], y[idx[cut:]]

net = Net(64, 48, 24, 10, keep=0.5)
net.fit(Xtr, ytr, Xte, yte, 40, 0.15)
for _ in range(3):
    print("first ten:", net.predict(Xte[:10]), "real", yte[:10])
