import math
import random
import numpy as np

random.seed(8)
np.random.seed(8)


def make_series(n=260, lag=4):
    # sum of two waves plus a little noise, predict the next value from the last four
    s = [math.sin(0.35 * k) * 0.6 + math.sin(0.11 * k + 1) * 0.4 + random.gauss(0, 0.02) for k in range(n)]
    return [(np.array(s[k:k + lag] + [1.0]), s[k + lag]) for k in range(n - lag)]


class Cell:
    def __init__(self, n):
        self.w = np.random.uniform(-0.5, 0.5, n)
        self.last = np.zeros(n)

    def out(self, x):
        self.x = x
        self.y = math.tanh(float(np.dot(self.w, x)))
        return self.y


class OneStepAhead:
    def __init__(self, lag, cells, rate=0.08, decay=0.97, momentum=0.3):
        self.cells = [Cell(lag + 1) for _ in range(cells)]
        self.v = np.random.uniform(-0.5, 0.5, cells + 1)
        self.rate = rate
        self.decay = decay
        self.momentum = momentum
        self.dv = np.zeros(cells + 1)
        self.best = None

    def ask(self, x):
        self.h = np.array([c.out(x) for c in self.cells] + [1.0])
        return float(self.v @ self.h)

    def tell(self, x, t):
        e = self.ask(x) - t
        grads = [e * self.v[k] * (1 - c.y ** 2) * c.x for k, c in enumerate(self.cells)]
        self.dv = self.momentum * self.dv - self.rate * e * self.h
        for c, g in zip(self.cells, grads):
            c.last = self.momentum * c.last - self.rate * g
            c.w = c.w + c.last
        self.v = self.v + self.dv
        return e * e

    def cool(self):
        self.rate = self.rate * self.decay

    def epoch(self, series):
        total = 0
        for x, t in random.sample(series, len(series)):
            total += self.tell(x, t)
        self.cool()
        return total / len(series)

    def error(self, series):
        return sum((self.ask(x) - t) ** 2 for x, t in series) / len(series)


series = make_series()
train = series[:200]
som = OneStepAhead(4, 6)
for ep in range(40):
    mse = som.epoch(train)
    if ep % 4 == 0:
        print("epoch", ep, "mse", round(mse, 6), "whole series", round(som.error(series), 6))
for x, t in series[200:206]:
    print(np.round(x[:-1], 2), "next", round(t, 3), "guess", round(som.ask(x), 3))
