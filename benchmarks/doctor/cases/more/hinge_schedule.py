import math

import numpy as np
from sklearn.datasets import load_digits

np.random.seed(17)

# Linear multi-class SVM (one margin per wrong class), warm-up and cosine for the rate.

PENALTY = 0.005
MARGIN = 1.0


def margins(W, b, X, y):
    scores = X.dot(W) + b
    right = scores[np.arange(len(y)), y]
    m = scores - right[:, None] + MARGIN
    m[np.arange(len(y)), y] = 0.0
    return np.maximum(m, 0.0)


def hinge(W, b, X, y):
    return margins(W, b, X, y).sum() / len(y)


def objective(W, b, X, y):
    return hinge(W, b, X, y) + 0.5 * PENALTY * (W * W).sum()


def slope(W, b, X, y):
    active = (margins(W, b, X, y) > 0).astype(float)
    active[np.arange(len(y)), y] = -active.sum(axis=1)
    active /= len(y)
    return X.T.dot(active) + PENALTY * W, active.sum(axis=0)


def rate_at(step, peak, warm, total):
    if step < warm:
        return peak * (step + 1) / warm
    return 0.5 * peak * (1 + math.cos(math.pi * (step - warm) / (total - warm)))


def compare_with_numbers(W, b, X, y, h=1e-6):
    dW, db = slope(W, b, X, y)
    worst = 0.0
    for _ in range(10):
        i, j = np.random.randint(W.shape[0]), np.random.randint(W.shape[1])
        keep = W[i, j]
        W[i, j] = keep + h
        up = objective(W, b, X, y)
        W[i, j] = keep - h
        down = objective(W, b, X, y)
        W[i, j] = keep
        worst = max(worst, abs((up - down) / (2 * h) - dW[i, j]))
    return worst


digits = load_digits()
X, y = digits.data / 16.0, digits.target
picked = np.random.permutation(len(y))
train, test = picked[:1300], picked[1300:]

W = 0.01 * np.random.randn(64, 10)
b = np.zeros(10)
print('largest difference from the numerical slope:', compare_with_numbers(W, b, X[train[:50]], y[train[:50]]))

EPOCHS, BATCH = 30, 65
total = EPOCHS * (len(train) // BATCH)
step = 0
for epoch in range(EPOCHS):
    np.random.shuffle(train)
    for s in range(0, len(train), BATCH):
        rows = train[s:s + BATCH]
        dW, db = slope(W, b, X[rows], y[rows])
        eta = rate_at(step, 0.5, 40, total)
        W -= eta * dW
        b -= eta * db
        step += 1
    if epoch % 5 == 4:
        accuracy = np.mean((X[test].dot(W) + b).argmax(axis=1) == y[test])
        print('epoch %2d  rate %.4f  train objective %.4f  test hinge %.4f  test accuracy %.3f' % (
            epoch + 1, eta, objective(W, b, X[train], y[train]), hinge(W, b, X[test], y[test]), accuracy))
