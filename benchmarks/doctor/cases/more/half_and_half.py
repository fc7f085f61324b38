import numpy as np
from sklearn.datasets import load_wine


class Dense:
    count = 0

    def __init__(self, n_in, n_out, kind):
        Dense.count += 1
        self.name = "dense%d" % Dense.count
        self.kind = kind
        self.w = np.random.uniform(-1, 1, (n_in, n_out)) / np.sqrt(n_in)
        self.b = np.zeros((1, n_out))
        self.next = None
        self.before = None

    def __rshift__(self, other):
        self.next = other
        other.before = self
        return other

    def fire(self, x):
        self.x = x
        self.y = 1 / (1 + np.exp(-(x @ self.w + self.b)))
        return self.y if self.next is None else self.next.fire(self.y)

    def learn(self, err, rate):
        delta = err * self.y * (1 - self.y)
        to_pass = delta @ self.w.T
        self.w = self.w - rate * self.x.T @ delta / len(self.x)
        self.b = self.b - rate * delta
        if self.before is not None:
            self.before.learn(to_pass, rate)


class Trainer:
    def __init__(self, first, last):
        self.first, self.last = first, last
        self.errors = []

    def go(self, x, t, rate, rounds, every=100):
        for r in range(rounds):
            y = self.first.fire(x)
            self.errors.append(0.5 * np.mean(np.sum((y - t) ** 2, axis=1)))
            self.last.learn(y - t, rate)
            if r % every == 0:
                print(r, "error", self.errors[-1], "train", self.score(x, t))

    def score(self, x, t):
        y = self.first.fire(x)
        return (y.argmax(axis=1) == t.argmax(axis=1)).mean()


def smooth(labels, k):
    # 0.9 / 0.1 instead of 1 / 0
    out = np.zeros((len(labels), k)) + 0.1
    for i, l in enumerate(labels):
        out[i][l] = 0.9
    return out


wine = load_wine()
mix = np.random.permutation(178)
X = (wine.data[mix] - wine.data.mean(axis=0)) / wine.data.std(axis=0)
X = X[:, [0, 1, 2, 4, 10, 12]] + np.random.randn(178, 6) * 0.2
T = smooth(wine.target[mix], 3)
XA, TA, XB, TB = X[::2], T[::2], X[1::2], T[1::2]       # 89 / 89

a = Dense(6, 8, "hidden")
z = Dense(8, 3, "out")
a >> z
trainer = Trainer(a, z)
trainer.go(XA, TA, 1.5, 800)
print("other half:", trainer.score(XB, TB))
