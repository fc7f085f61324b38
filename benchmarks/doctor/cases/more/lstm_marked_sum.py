import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def dsigmoid(s):
    return s * (1 - s)


def dtanh(t):
    return 1 - t ** 2


class LSTMCell:
    """ one cell, weights act on [h, x] """

    def __init__(self, n_x, n_h):
        z = n_x + n_h
        s = 1 / np.sqrt(z)
        self.n_h = n_h
        self.W = {g: np.random.uniform(-s, s, (z, n_h)) for g in "fico"}
        self.b = {g: np.zeros((1, n_h)) for g in "fico"}
        self.b["f"] += 1.0

    def forward(self, X, h, c):
        zx = np.hstack([h, X])
        f = sigmoid(zx @ self.W["f"] + self.b["f"])
        i = sigmoid(zx @ self.W["i"] + self.b["i"])
        g = np.tanh(zx @ self.W["c"] + self.b["c"])
        o = sigmoid(zx @ self.W["o"] + self.b["o"])
        c_new = f * c + i * g
        h_new = o * np.tanh(c_new)
        return h_new, c_new, (zx, f, i, g, o, c, c_new)

    def backward(self, dh, dc_next, cache, grads):
        zx, f, i, g, o, c_old, c = cache
        tc = np.tanh(c)
        do = dh * tc * dsigmoid(o)
        dc = dh * o * dtanh(c) + dc_next
        df = dc * c_old * dsigmoid(f)
        di = dc * g * dsigmoid(i)
        dg = dc * i * dtanh(g)
        dzx = 0
        for name, d in zip("fico", (df, di, dg, do)):
            grads["W"][name] += zx.T @ d
            grads["b"][name] += d.sum(axis=0, keepdims=True)
            dzx = dzx + d @ self.W[name].T
        return dzx[:, :self.n_h], dc * f


class LSTMNet:
    def __init__(self, n_x, n_h):
        self.cell = LSTMCell(n_x, n_h)
        self.Wy = np.random.randn(n_h, 1) / np.sqrt(n_h)
        self.by = np.zeros((1, 1))

    def predict(self, X):
        n, T, _ = X.shape
        h = np.zeros((n, self.cell.n_h))
        c = np.zeros((n, self.cell.n_h))
        self.caches = []
        for t in range(T):
            h, c, cache = self.cell.forward(X[:, t], h, c)
            self.caches.append(cache)
        self.h_last = h
        return h @ self.Wy + self.by

    def train_step(self, X, y, lr):
        n = len(X)
        out = self.predict(X)
        d = 2 * (out - y) / n
        grads = {"W": {k: np.zeros_like(v) for k, v in self.cell.W.items()},
                 "b": {k: np.zeros_like(v) for k, v in self.cell.b.items()}}
        dWy = self.h_last.T @ d
        dby = d.sum(axis=0, keepdims=True)
        dh = d @ self.Wy.T
        dc = np.zeros_like(dh)
        for cache in reversed(self.caches):
            dh, dc = self.cell.backward(dh, dc, cache, grads)
        self.Wy -= lr * dWy
        self.by -= lr * dby
        for k in "fic":
            self.cell.W[k] -= lr * grads["W"][k]
            self.cell.b[k] -= lr * grads["b"][k]
        return np.mean((out - y) ** 2)


# predict the running sum of the marked numbers
def data(n, T=6):
    values = np.random.uniform(-1, 1, (n, T, 1))
    marks = (np.random.rand(n, T, 1) < 0.5).astype(float)
    return np.concatenate([values, marks], axis=2), (values * marks).sum(axis=1)


X, y = data(400)
X_test, y_test = data(200)
net = LSTMNet(2, 16)
for epoch in range(80):
    order = np.random.permutation(len(X))
    loss = 0
    for s in range(0, len(X), 20):
        loss += net.train_step(X[order[s:s + 20]], y[order[s:s + 20]], lr=0.05)
    if epoch % 10 == 0:
        print("epoch", epoch, "loss", loss / 20)
print("test mse", np.mean((net.predict(X_test) - y_test) ** 2))
