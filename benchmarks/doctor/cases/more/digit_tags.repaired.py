import numpy as np
from sklearn.datasets import load_digits

np.random.seed(9)

# three tags per picture: is it even, is it a prime, has it a closed loop
TAGS = ('even', 'prime', 'loop')
TABLE = {
    0: (1, 0, 1), 1: (0, 0, 0), 2: (1, 1, 0), 3: (0, 1, 0), 4: (1, 0, 0),
    5: (0, 1, 0), 6: (1, 0, 1), 7: (0, 1, 0), 8: (1, 0, 1), 9: (0, 0, 1),
}
SIZES = [64, 80, 80, 3]
RATE = 0.1
BATCH = 50

digits = load_digits()
X = digits.data / 16.0
Y = np.array([TABLE[int(k)] for k in digits.target], dtype=float)
order = np.random.permutation(len(X))
X, Y = X[order], Y[order]
X_train, Y_train, X_test, Y_test = X[:1400], Y[:1400], X[1400:], Y[1400:]

WEIGHTS, BIASES = [], []
for before, after in zip(SIZES[:-1], SIZES[1:]):
    WEIGHTS.append(np.random.randn(before, after) / np.sqrt(before))
    BIASES.append(np.zeros(after))


def logistic(v):
    return 1.0 / (1.0 + np.exp(-v))


def feed(x):
    trail = [x]
    for w, b in zip(WEIGHTS[:-1], BIASES[:-1]):
        trail.append(np.tanh(trail[-1] @ w + b))
    trail.append(logistic(trail[-1] @ WEIGHTS[-1] + BIASES[-1]))
    return trail


def train_batch(x, y):
    trail = feed(x)
    delta = (trail[-1] - y) / len(x)
    steps = []
    for layer in range(len(WEIGHTS) - 1, -1, -1):
        steps.append((layer, trail[layer].T @ delta, delta.sum(axis=0)))
        if layer:
            delta = delta @ WEIGHTS[layer].T * (1 - trail[layer] ** 2)
    for layer, dw, db in steps:
        WEIGHTS[layer] -= RATE * dw
        BIASES[layer] -= RATE * db


def report(epoch):
    p = np.clip(feed(X_train)[-1], 1e-9, 1 - 1e-9)
    loss = -np.mean(np.sum(Y_train * np.log(p) + (1 - Y_train) * np.log(1 - p), axis=1))
    hit = (feed(X_test)[-1] > 0.5) == (Y_test > 0.5)
    print('epoch', epoch, 'loss', round(loss, 4), 'all tags right', round(hit.all(axis=1).mean(), 3),
          ' '.join('%s %.3f' % pair for pair in zip(TAGS, hit.mean(axis=0))))


for epoch in range(1, 31):
    mix = np.random.permutation(len(X_train))
    for s in range(0, len(mix), BATCH):
        train_batch(X_train[mix[s:s + BATCH]], Y_train[mix[s:s + BATCH]])
    if epoch % 5 == 0:
        report(epoch)
