import time
import numpy as np
from sklearn.datasets import make_circles


class Timer:
    def __init__(self):
        self.t0 = time.time()

    def lap(self):
        t = time.time()
        d, self.t0 = t - self.t0, t
        return d


class Network:
    def __init__(self, sizes, seed=None):
        rs = np.random.RandomState(seed)
        self.ws = [rs.randn(o, i) / np.sqrt(i) for i, o in zip(sizes, sizes[1:])]
        self.bs = [rs.randn(o) * 0.1 for o in sizes[1:]]
        self.vws = [np.zeros_like(w) for w in self.ws]
        self.vbs = [np.zeros_like(b) for b in self.bs]

    def forward(self, x):
        acts = [x]
        for i, (w, b) in enumerate(zip(self.ws, self.bs)):
            z = acts[-1] @ w.T + b
            if i == len(self.ws) - 1:
                acts.append(1 / (1 + np.exp(-z)))
            else:
                acts.append(np.where(z > 0, z, 0.1 * z))
        return acts

    def grads(self, x, t):
        acts = self.forward(x)
        gws, gbs = [], []
        d = (acts[-1] - t) / len(x)
        for i in range(len(self.ws) - 1, -1, -1):
            gws.append(d.T @ acts[i])
            gbs.append(d.sum(axis=0))
            if i > 0:
                d = d @ self.ws[i]
                d = d * np.where(acts[i] > 0, 1, 0.1)
        return gws[::-1], gbs[::-1]

    def update(self, gws, gbs, lr, mom):
        for w, b, gw, gb, vw, vb in zip(self.ws, self.bs, gws, gbs, self.vws, self.vbs):
            vw *= mom
            vw += gw
            vb *= mom
            vb += gb
            w -= lr * vw
            b -= lr * vb
        return self.ws, self.bs

    def evaluate(self, x, t):
        p = self.forward(x)[-1]
        ce = -np.mean(t * np.log(p + 1e-9) + (1 - t) * np.log(1 - p + 1e-9))
        return ce, np.mean((p >= 0.5) == (t == 1))

    def norm(self):
        return [round(float(np.linalg.norm(w)), 4) for w in self.ws]


P, C = make_circles(400, noise=0.08, factor=0.45)
C = C.reshape(-1, 1)
clock = Timer()
net = Network([2, 10, 6, 1])
for epoch in range(30):
    order = np.random.permutation(len(P))
    biggest = 0
    for k in range(0, len(P), 25):
        i = order[k:k + 25]
        gws, gbs = net.grads(P[i], C[i])
        biggest = max(biggest, max(np.abs(g).max() for g in gws))
        net.update(gws, gbs, 0.1, 0.9)
    ce, acc = net.evaluate(P, C)
    if epoch % 2 == 0:
        print(epoch, "ce", ce, "acc", acc, "max grad", round(biggest, 5), "norms", net.norm())
print("lap %.2f s" % clock.lap())
