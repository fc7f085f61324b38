import numpy as np
from sklearn.datasets import load_digits

np.random.seed(13)

digits = load_digits()
X = digits.data / 16.0
X = X - X.mean(axis=0)
y = digits.target
X_train, y_train, X_test, y_test = X[:900], y[:900], X[900:1400], y[900:1400]
by_class = [np.flatnonzero(y_train == k) for k in range(10)]

MARGIN = 1.0
params = {
    'w1': np.random.randn(64, 40) * np.sqrt(2.0 / 64), 'b1': np.zeros(40),
    'w2': np.random.randn(40, 8) * np.sqrt(1.0 / 40), 'b2': np.zeros(8),
}
grads = {name: np.zeros_like(value) for name, value in params.items()}


def embed(x):
    h = np.maximum(0, x @ params['w1'] + params['b1'])
    return h, h @ params['w2'] + params['b2']


def backprop(x, h, d):
    grads['w2'] += h.T @ d
    grads['b2'] += d.sum(axis=0)
    dh = (d @ params['w2'].T) * (h > 0)
    grads['w1'] += x.T @ dh
    grads['b1'] += dh.sum(axis=0)


def triplets(n):
    a, p, neg = [], [], []
    for _ in range(n):
        k, other = np.random.choice(10, 2, replace=False)
        i, j = np.random.choice(by_class[k], 2, replace=False)
        a.append(i)
        p.append(j)
        neg.append(np.random.choice(by_class[other]))
    return X_train[a], X_train[p], X_train[neg]


lr = 0.02
history = []
for step in range(400):
    xa, xp, xn = triplets(30)
    (ha, ea), (hp, ep), (hn, en) = embed(xa), embed(xp), embed(xn)
    per_triplet = np.sum((ea - ep) ** 2, axis=1) - np.sum((ea - en) ** 2, axis=1) + MARGIN
    active = (per_triplet > 0)[:, None] / len(xa)
    history.append(np.maximum(per_triplet, 0).mean())

    for name in grads:
        grads[name][...] = 0
    backprop(xa, ha, 2 * active * (en - ep))
    backprop(xp, hp, 2 * active * (ep - ea))
    backprop(xn, hn, 2 * active * (ea - en))
    for name in params:
        params[name] -= lr * grads[name]
    if step % 50 == 49:
        print('step', step + 1, 'triplet loss', np.mean(history[-50:]))

_, train_e = embed(X_train)
_, test_e = embed(X_test)
centres = np.array([train_e[y_train == k].mean(axis=0) for k in range(10)])
nearest = np.argmin(((test_e[:, None, :] - centres) ** 2).sum(axis=2), axis=1)
print('nearest centre is right for', np.mean(nearest == y_test))
