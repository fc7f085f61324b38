"""
GRU with hand-written backpropagation through time. The sequences carry a mark in the first step and noise after it, the
net has to give the mark back at the end. The loss comes down in jumps and goes up again in between, nearly
half of the steps are clipped, and I do not use the candidate's reset gate the way the paper draws it (I multiply after the
matrix product, as cuDNN does). Have I lost a term somewhere?
"""
import numpy as np

rng = np.random.default_rng(6)

STEPS, MARKS, HIDDEN, BATCH = 12, 3, 24, 32


def sigmoid(v):
    return 0.5 * (1 + np.tanh(0.5 * v))


def make_batch(n):
    marks = rng.integers(MARKS, size=n)
    x = rng.normal(0, 0.3, (STEPS, n, MARKS + 1))
    x[0, np.arange(n), marks] += 1
    x[-1, :, MARKS] += 1
    return x, marks


class GRUCell:
    def __init__(self, n_in, n_hid):
        r = 1 / np.sqrt(n_hid)
        self.U = rng.uniform(-r, r, (n_in, 3 * n_hid))
        self.R = rng.uniform(-r, r, (n_hid, 3 * n_hid))
        self.b = np.zeros(3 * n_hid)
        self.c = np.zeros(3 * n_hid)
        self.n = n_hid

    def forward(self, x, h):
        n = self.n
        xi = x @ self.U + self.b
        hi = h @ self.R + self.c
        z = sigmoid(xi[:, :n] + hi[:, :n])
        r = sigmoid(xi[:, n:2 * n] + hi[:, n:2 * n])
        cand = np.tanh(xi[:, 2 * n:] + r * hi[:, 2 * n:])
        new = z * h + (1 - z) * cand
        return new, (x, h, z, r, cand, hi[:, 2 * n:])

    def backward(self, dnew, memo, grads):
        x, h, z, r, cand, hc = memo
        dz = dnew * (h - cand) * z * (1 - z)
        dc = dnew * (1 - z) * (1 - cand ** 2)
        dr = dc * hc * r * (1 - r)
        dxi = np.hstack([dz, dr, dc])
        dhi = np.hstack([dz, dr, dc * r])
        grads[0] += x.T @ dxi
        grads[1] += h.T @ dhi
        grads[2] += dxi.sum(0)
        grads[3] += dhi.sum(0)
        return dnew * z + dhi @ self.R.T


cell = GRUCell(MARKS + 1, HIDDEN)
V = rng.normal(0, 1 / np.sqrt(HIDDEN), (HIDDEN, MARKS))
d = np.zeros(MARKS)


def run(x):
    h = np.zeros((x.shape[1], HIDDEN))
    memos = []
    for x_t in x:
        h, memo = cell.forward(x_t, h)
        memos.append(memo)
    logits = h @ V + d
    logits = logits - logits.max(1, keepdims=True)
    return np.exp(logits) / np.exp(logits).sum(1, keepdims=True), h, memos


params = [cell.U, cell.R, cell.b, cell.c, V, d]
squares = [np.zeros_like(p) for p in params]
clipped = 0
for step in range(1, 1201):
    x, marks = make_batch(BATCH)
    p, h, memos = run(x)
    loss = -np.log(p[np.arange(BATCH), marks]).mean()
    dlogits = p.copy()
    dlogits[np.arange(BATCH), marks] -= 1
    dlogits /= BATCH

    grads = [np.zeros_like(w) for w in params]
    grads[4] += h.T @ dlogits
    grads[5] += dlogits.sum(0)
    dh = dlogits @ V.T
    for memo in reversed(memos):
        dh = cell.backward(dh, memo, grads)

    norm = np.sqrt(sum((g ** 2).sum() for g in grads))
    if norm > 1.0:
        clipped += 1
        grads = [g / norm for g in grads]
    for w, g, s in zip(params, grads, squares):
        s *= 0.95
        s += 0.05 * g * g
        w -= 0.003 * g / (np.sqrt(s) + 1e-6)
    if step % 100 == 0:
        print("step %4d   loss %.4f   clipped so far %d" % (step, loss, clipped))

x, marks = make_batch(1000)
print("right at the end: %.3f" % np.mean(run(x)[0].argmax(1) == marks))
