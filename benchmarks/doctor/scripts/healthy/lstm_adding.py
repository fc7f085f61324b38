"""LSTM for the adding problem, batched, gates split out of one big matrix."""
import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


class LSTM:
    def __init__(self, n_in, n_hidden, n_out, rng):
        s = 1.0 / np.sqrt(n_hidden)
        self.params = {
            "W": rng.uniform(-s, s, (n_in + n_hidden, 4 * n_hidden)),
            "b": np.zeros(4 * n_hidden),
            "V": rng.uniform(-s, s, (n_hidden, n_out)),
            "c": np.zeros(n_out),
        }
        self.params["b"][n_hidden:2 * n_hidden] = 1.0
        self.H = n_hidden

    def forward(self, x):
        B, T, _ = x.shape
        H = self.H
        h = np.zeros((B, H))
        c = np.zeros((B, H))
        self.cache = []
        for t in range(T):
            z = np.concatenate([x[:, t, :], h], axis=1)
            a = z @ self.params["W"] + self.params["b"]
            i = sigmoid(a[:, :H])
            f = sigmoid(a[:, H:2 * H])
            o = sigmoid(a[:, 2 * H:3 * H])
            g = np.tanh(a[:, 3 * H:])
            c_old = c
            c = f * c_old + i * g
            tc = np.tanh(c)
            h = o * tc
            self.cache.append((z, i, f, o, g, c_old, tc))
        self.h_last = h
        return h @ self.params["V"] + self.params["c"]

    def backward(self, dy, n_in):
        H = self.H
        grads = {k: np.zeros_like(v) for k, v in self.params.items()}
        grads["V"] = self.h_last.T @ dy
        grads["c"] = dy.sum(axis=0)
        dh = dy @ self.params["V"].T
        dc = np.zeros_like(dh)
        for z, i, f, o, g, c_old, tc in reversed(self.cache):
            do = dh * tc
            dc = dc + dh * o * (1 - tc ** 2)
            di = dc * g
            dg = dc * i
            df = dc * c_old
            da = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g ** 2)])
            grads["W"] += z.T @ da
            grads["b"] += da.sum(axis=0)
            dz = da @ self.params["W"].T
            dh = dz[:, n_in:]
            dc = dc * f
        return grads


def make_batch(rng, B, T):
    v = rng.uniform(0, 1, (B, T))
    m = np.zeros((B, T))
    for b in range(B):
        i, j = rng.choice(T, 2, replace=False)
        m[b, i] = m[b, j] = 1
    x = np.stack([v, m], axis=2)
    return x, (v * m).sum(axis=1, keepdims=True)


rng = np.random.default_rng(0)
net = LSTM(2, 16, 1, rng)
m = {k: np.zeros_like(v) for k, v in net.params.items()}
s = {k: np.zeros_like(v) for k, v in net.params.items()}
lr, b1, b2, eps = 0.01, 0.9, 0.999, 1e-8
for step in range(1, 401):
    x, y = make_batch(rng, 32, 8)
    out = net.forward(x)
    loss = np.mean((out - y) ** 2)
    grads = net.backward(2 * (out - y) / len(y), 2)
    for k in net.params:
        m[k] = b1 * m[k] + (1 - b1) * grads[k]
        s[k] = b2 * s[k] + (1 - b2) * grads[k] ** 2
        net.params[k] -= lr * (m[k] / (1 - b1 ** step)) / (np.sqrt(s[k] / (1 - b2 ** step)) + eps)
    if step % 50 == 0:
        print(step, loss)
