from collections import namedtuple

import numpy as np
from sklearn.datasets import make_circles

Weights = namedtuple('Weights', 'w1 b1 w2 b2')
Pass = namedtuple('Pass', 'x z h p')

points, kinds = make_circles(n_samples=300, noise=0.08, factor=0.5, random_state=0)
kinds = kinds.reshape(-1, 1).astype(float)


def fresh(seed, hidden=10):
    r = np.random.RandomState(seed)
    return Weights(r.randn(2, hidden) * 0.7, np.zeros((1, hidden)),
                   r.randn(hidden, 1) * 0.3, np.zeros((1, 1)))


def ahead(w, x):
    z = x.dot(w.w1) + w.b1
    h = np.tanh(z)
    p = 1.0 / (1.0 + np.exp(-(h.dot(w.w2) + w.b2)))
    return Pass(x, z, h, p)


def back(w, run, t):
    e = (run.p - t) / len(t)
    eh = e.dot(w.w2.T) * (1 - run.h ** 2)
    return Weights(run.x.T.dot(eh), eh.sum(axis=0, keepdims=True),
                   run.h.T.dot(e), e.sum(axis=0, keepdims=True))


def loss(p, t):
    p = np.clip(p, 1e-10, 1 - 1e-10)
    return float(-(t * np.log(p) + (1 - t) * np.log(1 - p)).mean())


def fit(seed, steps=1500, rate=0.5):
    w = fresh(seed)
    for _ in range(steps):
        g = back(w, ahead(w, points), kinds)
        w = Weights(*(a - rate * b for a, b in zip(w, g)))
    p = ahead(w, points).p
    return loss(p, kinds), float(((p > 0.5) == (kinds > 0.5)).mean()), w


results = []
for seed in (1, 2, 3, 4):
    value, accuracy, w = fit(seed)
    results.append((value, accuracy, seed))
    print('seed', seed, 'loss', round(value, 4), 'accuracy', round(accuracy, 3))
best = min(results)
print('best of', len(results), 'starts: seed', best[2], 'accuracy', round(best[1], 3))
