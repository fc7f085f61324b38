import numpy as np

rng = np.random.default_rng(90)

# 400 machines, 12 sensors, 28 of them failed. Sensors tell only little about it.
n, n_fail, d = 400, 28, 12
X = rng.normal(size=(n, d))
y = np.zeros(n)
y[:n_fail] = 1
X[:n_fail, :2] += 0.7

# failures are rare -> copy them until both classes are equal in number
fail, fine = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
copies = rng.choice(fail, size=len(fine), replace=True)
X, y = np.vstack([X[fine], X[copies]]), np.concatenate([y[fine], y[copies]])

perm = rng.permutation(len(X))
X, y = X[perm], y[perm]
cut = int(0.75 * len(X))
X_train, y_train, X_test, y_test = X[:cut], y[:cut], X[cut:], y[cut:]

mu, sd = X_train.mean(0), X_train.std(0)
X_train, X_test = (X_train - mu) / sd, (X_test - mu) / sd


def layer(n_in, n_out):
    return rng.normal(size=(n_in, n_out)) * np.sqrt(2 / n_in), np.zeros(n_out)


(A, a), (B, b) = layer(d, 48), layer(48, 1)


def net(X):
    h = np.maximum(0, X @ A + a)
    return h, 1 / (1 + np.exp(-(h @ B + b).ravel()))


def recall_and_specificity(X, y):
    guess = net(X)[1] > 0.5
    return guess[y == 1].mean(), (~guess[y == 0]).mean()


lr = 0.3
for epoch in range(1500):
    h, p = net(X_train)
    delta = ((p - y_train) / len(p))[:, None]
    dh = delta @ B.T * (h > 0)
    B -= lr * h.T @ delta
    b -= lr * delta.sum(0)
    A -= lr * X_train.T @ dh
    a -= lr * dh.sum(0)
    if epoch % 250 == 0:
        print(epoch, "train loss", -np.mean(np.log(np.where(y_train == 1, p, 1 - p) + 1e-12)))

recall, specificity = recall_and_specificity(X_test, y_test)
print("test: failures found %.2f, fine machines left alone %.2f" % (recall, specificity))
