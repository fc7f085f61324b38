# Assignment 3: cross validation of the number of hidden units
# regression with one hidden layer, Nesterov momentum, early stopping on the validation fold
import numpy as np
from sklearn.datasets import load_diabetes

rng = np.random.RandomState(0)
K = 5
PATIENCE = 15


def kfold_indices(n, k):
    idx = rng.permutation(n)
    return np.array_split(idx, k)


def initialise(n_in, n_hid):
    return [rng.randn(n_in, n_hid) / np.sqrt(n_in), np.zeros(n_hid),
            rng.randn(n_hid, 1) / np.sqrt(n_hid), np.zeros(1)]


def predict(theta, X):
    w1, b1, w2, b2 = theta
    return np.tanh(X @ w1 + b1) @ w2 + b2


def gradient(theta, X, y):
    w1, b1, w2, b2 = theta
    a = np.tanh(X @ w1 + b1)
    delta2 = 2 * (a @ w2 + b2 - y) / len(X)
    delta1 = delta2 @ w2.T * (1 - a ** 2)
    return [X.T @ delta1, delta1.sum(0), a.T @ delta2, delta2.sum(0)]


def mse(theta, X, y):
    return np.mean((predict(theta, X) - y) ** 2)


def fit(X, y, Xv, yv, n_hid, epochs=200, lr=0.01, mu=0.9, batch=32):
    theta = initialise(X.shape[1], n_hid)
    v = [np.zeros_like(p) for p in theta]
    best, best_theta, waited, best_epoch = np.inf, None, 0, 0
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        for s in range(0, len(X), batch):
            rows = order[s:s + batch]
            look = [p + mu * vi for p, vi in zip(theta, v)]  # look ahead first
            g = gradient(look, X[rows], y[rows])
            v = [mu * vi - lr * gi for vi, gi in zip(v, g)]
            theta = [p + vi for p, vi in zip(theta, v)]
        err = mse(theta, Xv, yv)
        if err < best:
            best, best_theta, waited, best_epoch = err, theta, 0, epoch
        else:
            waited += 1
            if waited >= PATIENCE:
                break
    return best_theta, best, best_epoch


X, y = load_diabetes(return_X_y=True)
y = y.reshape(-1, 1)
order = rng.permutation(len(X))
X, y = X[order], y[order]
X_dev, y_dev, X_test, y_test = X[:340], y[:340], X[340:], y[340:]

results = {}
for n_hid in (2, 6, 12):
    errs, stops = [], []
    folds = kfold_indices(len(X_dev), K)
    for i in range(K):
        val = folds[i]
        tr = np.concatenate([folds[j] for j in range(K) if j != i])
        # statistics of the training folds only
        m, s = X_dev[tr].mean(0), X_dev[tr].std(0)
        my, sy = y_dev[tr].mean(), y_dev[tr].std()
        _, e, stop = fit((X_dev[tr] - m) / s, (y_dev[tr] - my) / sy, (X_dev[val] - m) / s, (y_dev[val] - my) / sy, n_hid)
        errs.append(e)
        stops.append(stop)
    results[n_hid] = np.mean(errs)
    print("hidden %2d   cv error %.3f +- %.3f   stopped at %s" % (n_hid, np.mean(errs), np.std(errs), stops))

chosen = min(results, key=results.get)
m, s = X_dev[:280].mean(0), X_dev[:280].std(0)
my, sy = y_dev[:280].mean(), y_dev[:280].std()
Xs, ys = (X_dev - m) / s, (y_dev - my) / sy
model, e, stop = fit(Xs[:280], ys[:280], Xs[280:], ys[280:], chosen)
test_err = mse(model, (X_test - m) / s, (y_test - my) / sy)
print("chosen", chosen, "test error", test_err, "R2", 1 - test_err / np.var((y_test - my) / sy))
