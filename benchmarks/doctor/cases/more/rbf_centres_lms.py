"""Radial basis function network for a 1-D curve: k-means centres, then the LMS rule for the output weights."""
import math
import numpy as np


def k_means(points, k, rng, rounds=25):
    centres = points[rng.choice(len(points), k, replace=False)].copy()
    for _ in range(rounds):
        owner = np.abs(points[:, None] - centres[None, :]).argmin(axis=1)
        for j in range(k):
            mine = points[owner == j]
            if mine.size:
                centres[j] = mine.mean()
    return np.sort(centres)


class RBFNet:
    def __init__(self, k, lr, epochs, seed):
        self.k, self.lr, self.epochs = k, lr, epochs
        self.rng = np.random.default_rng(seed)
        self.w = np.zeros(k)
        self.b = 0.0

    def _phi(self, x):
        return np.array([math.exp(-(x - c) ** 2 / (2 * self.width ** 2)) for c in self.centres])

    def fit(self, X, y):
        self.centres = k_means(X, self.k, self.rng)
        self.width = 1.0 * np.diff(self.centres).mean()
        table = [self._phi(x) for x in X]
        order = np.arange(len(X))
        for epoch in range(self.epochs):
            self.rng.shuffle(order)
            sse = 0.0
            for i in order:
                a = table[i]
                guess = a @ self.w + self.b
                error = guess - y[i]
                self.w = self.w - self.lr * error * a
                self.b = self.b - self.lr * error
                sse += error ** 2
            if epoch % 20 == 0 or epoch == self.epochs - 1:
                print("epoch {:3d}   rmse {:.4f}".format(epoch, math.sqrt(sse / len(X))))
        return self

    def predict(self, X):
        return np.array([self._phi(x) @ self.w + self.b for x in X])


def curve(x):
    return np.sin(2 * np.pi * x) + 0.5 * x


rng = np.random.default_rng(12)
X = rng.uniform(0, 1, 160)
y = curve(X) + rng.normal(0, 0.08, X.size)

net = RBFNet(k=9, lr=0.1, epochs=160, seed=3).fit(X, y)
grid = np.linspace(0.02, 0.98, 97)
guess = net.predict(grid)
r2 = 1 - np.sum((guess - curve(grid)) ** 2) / np.sum((curve(grid) - curve(grid).mean()) ** 2)
print("R2 against the noise-free curve:", round(r2, 4))
print("largest miss:", np.abs(guess - curve(grid)).max().round(3))
print("weights", net.w.round(2), "bias", round(net.b, 3))
