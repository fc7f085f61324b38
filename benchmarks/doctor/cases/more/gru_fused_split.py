import numpy as np

# GRU where the two gates share one matrix, like in the cuDNN layout
rng = np.random.default_rng(5)


def sig(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


class GRU:
    def __init__(self, d, h, k):
        self.h = h
        self.p = dict(
            Wx=rng.normal(0, d ** -0.5, (d, 3 * h)),
            Ug=rng.normal(0, h ** -0.5, (h, 2 * h)),
            Uc=rng.normal(0, h ** -0.5, (h, h)),
            b=np.zeros(3 * h),
            V=rng.normal(0, h ** -0.5, (h, k)),
            c=np.zeros(k),
        )

    def run(self, X):
        p, h = self.p, np.zeros((X.shape[1], self.h))
        pre = X @ p["Wx"] + p["b"]          # all time steps in one product
        self.trace = []
        for a in pre:
            r, z = np.split(sig(a[:, :2 * self.h] + h @ p["Ug"]), 2, axis=1)
            n = np.tanh(a[:, 2 * self.h:] + (r * h) @ p["Uc"])
            self.trace.append((h, r, z, n))
            h = h + z * (n - h)
        self.top = h
        return h @ p["V"] + p["c"]

    def grads(self, X, dlogits):
        p = self.p
        g = {k: np.zeros_like(v) for k, v in p.items()}
        g["V"] = self.top.T @ dlogits
        g["c"] = dlogits.sum(0)
        dh = dlogits @ p["V"].T
        dpre = np.empty((len(X), X.shape[1], 3 * self.h))
        for t in range(len(X) - 1, -1, -1):
            h, r, z, n = self.trace[t]
            dn = dh * z * (1 - n * n)
            drh = dn @ p["Uc"].T
            gates = np.concatenate([drh * h * r * (1 - r), dh * (n - h) * z * (1 - z)], axis=1)
            g["Uc"] += (r * h).T @ dn
            g["Ug"] += h.T @ gates
            dpre[t] = np.concatenate([gates, dn], axis=1)
            dh = dh * (1 - z) + drh * r + gates @ p["Ug"].T
        g["Wx"] = np.tensordot(X, dpre, axes=([0, 1], [0, 1]))
        g["b"] = dpre.sum(axis=(0, 1))
        return g


def batch(n, T=7):
    """bits, the answer is which of the two bits came more often"""
    bits = rng.integers(0, 2, (T, n))
    return np.stack([bits, 1 - bits], axis=2).astype(float), (bits.sum(0) > T // 2).astype(int)


net = GRU(2, 12, 2)
cache = {k: np.zeros_like(v) for k, v in net.p.items()}

for step in range(301):
    X, y = batch(40)
    s = net.run(X)
    s = s - s.max(1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(1, keepdims=True))
    d = np.exp(logp)
    d[np.arange(40), y] -= 1
    for k, g in net.grads(X, d / 40).items():
        cache[k] = 0.95 * cache[k] + 0.05 * g * g
        net.p[k] -= 0.01 * g / (np.sqrt(cache[k]) + 1e-6)
    if step % 50 == 0:
        print(step, "nll", -logp[np.arange(40), y].mean())

X, y = batch(1000)
print("accuracy", (net.run(X).argmax(1) == y).mean())
