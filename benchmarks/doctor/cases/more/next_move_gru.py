import numpy as np

np.random.seed(77)

# "prices": can a GRU foretell the next move?
steps = 1500
returns = 0.01 * np.random.randn(steps)
price = 100 * np.exp(np.cumsum(returns))

r = np.diff(np.log(price))
split = int(0.8 * len(r))
r = (r - r[:split].mean()) / r[:split].std()

L = 10
X = np.stack([r[i:i + L] for i in range(len(r) - L)])[:, :, None]
Y = r[L:][:, None]
n_train = split - L
Xtr, Ytr, Xte, Yte = X[:n_train], Y[:n_train], X[n_train:], Y[n_train:]

sigmoid = lambda z: 1 / (1 + np.exp(-z))


class GRU:
    def __init__(self, D, H):
        s = 1 / np.sqrt(H)
        self.Wx = np.random.uniform(-s, s, (D, 3 * H))
        self.Wh = np.random.uniform(-s, s, (H, 3 * H))
        self.b = np.zeros(3 * H)
        self.Wo = np.random.uniform(-s, s, (H, 1))
        self.bo = np.zeros(1)
        self.H = H

    def forward(self, x):
        H = self.H
        h = np.zeros((len(x), H))
        self.cache = []
        for t in range(x.shape[1]):
            xt = x[:, t]
            gx = xt @ self.Wx + self.b
            z = sigmoid(gx[:, :H] + h @ self.Wh[:, :H])
            k = sigmoid(gx[:, H:2 * H] + h @ self.Wh[:, H:2 * H])
            c = np.tanh(gx[:, 2 * H:] + (k * h) @ self.Wh[:, 2 * H:])
            self.cache.append((xt, h, z, k, c))
            h = (1 - z) * h + z * c
        self.h = h
        return h @ self.Wo + self.bo

    def backward(self, dy):
        H = self.H
        gWx, gWh, gb = np.zeros_like(self.Wx), np.zeros_like(self.Wh), np.zeros_like(self.b)
        gWo, gbo = self.h.T @ dy, dy.sum(0)
        dh = dy @ self.Wo.T
        for xt, h, z, k, c in reversed(self.cache):
            dc = dh * z * (1 - c * c)
            dz = dh * (c - h) * z * (1 - z)
            dkh = dc @ self.Wh[:, 2 * H:].T
            dk = dkh * h * k * (1 - k)
            d = np.hstack([dz, dk, dc])
            gWx += xt.T @ d
            gb += d.sum(0)
            gWh[:, :2 * H] += h.T @ d[:, :2 * H]
            gWh[:, 2 * H:] += (k * h).T @ dc
            dh = dh * (1 - z) + dkh * k + d[:, :2 * H] @ self.Wh[:, :2 * H].T
        return gWx, gWh, gb, gWo, gbo


net = GRU(1, 8)
for epoch in range(30):
    order = np.random.permutation(len(Xtr))
    for i in range(0, len(order), 64):
        j = order[i:i + 64]
        out = net.forward(Xtr[j])
        grads = net.backward(2 * (out - Ytr[j]) / len(j))
        for p, g in zip((net.Wx, net.Wh, net.b, net.Wo, net.bo), grads):
            p -= 0.05 * g
    if epoch % 5 == 0:
        print('epoch', epoch, 'train mse', np.mean((net.forward(Xtr) - Ytr) ** 2), 'test mse', np.mean((net.forward(Xte) - Yte) ** 2))

guess = net.forward(Xte)
print('always zero would have', np.mean(Yte ** 2))
print('direction right in', np.mean((guess > 0) == (Yte > 0)))
