import itertools

import numpy as np
from sklearn.datasets import load_digits


def forever(x, t, size, rng):
    while True:
        order = rng.permutation(len(x))
        for first in range(0, len(order) - size + 1, size):
            rows = order[first:first + size]
            yield x[rows], t[rows]


class Decay:
    def __init__(self, rate, decay):
        self.rate = rate
        self.decay = decay
        self.steps = 0

    def next_rate(self):
        self.rate = self.rate / (1.0 + self.decay * self.steps)
        self.steps += 1
        return self.rate


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def hidden_layer(w, x):
    return np.maximum(0.0, x @ w['in'] + w['in_bias'])


def step(w, x, t, rate):
    n = len(x)
    h = hidden_layer(w, x)
    logp = log_softmax(h @ w['out'] + w['out_bias'])
    loss = -logp[np.arange(n), t].mean()
    d = np.exp(logp)
    d[np.arange(n), t] -= 1.0
    d /= n
    dh = (d @ w['out'].T) * (h > 0)
    change = {'out': h.T @ d, 'out_bias': d.sum(0), 'in': x.T @ dh, 'in_bias': dh.sum(0)}
    for name, g in change.items():
        w[name] -= rate * g
    return loss


rng = np.random.default_rng(15)
bunch = load_digits()
x = bunch.data / 16.0
train, test = np.split(rng.permutation(len(x)), [1300])
w = {
    'in': rng.normal(0, np.sqrt(2 / 64), (64, 32)), 'in_bias': np.zeros(32),
    'out': rng.normal(0, np.sqrt(1 / 32), (32, 10)), 'out_bias': np.zeros(10),
}
schedule = Decay(0.5, 0.01)
losses = []
for k, (bx, bt) in enumerate(itertools.islice(forever(x[train], bunch.target[train], 40, rng), 1000)):
    losses.append(step(w, bx, bt, schedule.next_rate()))
    if k % 100 == 99:
        guess = (hidden_layer(w, x[test]) @ w['out'] + w['out_bias']).argmax(axis=1)
        print('step', k + 1, 'loss', round(float(np.mean(losses[-100:])), 4),
              'test accuracy', round(float(np.mean(guess == bunch.target[test])), 3))
