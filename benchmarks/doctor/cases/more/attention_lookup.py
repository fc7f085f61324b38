"""
Self-attention from scratch, forward and backward, numpy only.

Toy task: a sequence of (key, value) tokens, the last token is a query: one of
the keys. The model must say which value was written beside that key.
"""
import numpy as np

rng = np.random.default_rng(0)
N_KEYS, N_VALS, PAIRS = 6, 5, 4
D_IN = N_KEYS + N_VALS + 1
D, D_K = 24, 16


def softmax(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def make_batch(b):
    X = np.zeros((b, PAIRS + 1, D_IN))
    y = np.zeros(b, dtype=int)
    for i in range(b):
        keys = rng.permutation(N_KEYS)[:PAIRS]
        vals = rng.integers(0, N_VALS, PAIRS)
        for t in range(PAIRS):
            X[i, t, keys[t]] = 1
            X[i, t, N_KEYS + vals[t]] = 1
        asked = rng.integers(PAIRS)
        X[i, PAIRS, keys[asked]] = 1
        X[i, PAIRS, -1] = 1
        y[i] = vals[asked]
    return X, y


class SelfAttention:
    def __init__(self, d_in, d_k, d_v):
        self.p = {
            'Wq': rng.normal(0, d_in ** -0.5, (d_in, d_k)),
            'Wk': rng.normal(0, d_in ** -0.5, (d_in, d_k)),
            'Wv': rng.normal(0, d_in ** -0.5, (d_in, d_v)),
        }
        self.g = {}

    def forward(self, x):
        self.x = x
        self.q, self.k, self.v = x @ self.p['Wq'], x @ self.p['Wk'], x @ self.p['Wv']
        self.scale = 1 / np.sqrt(self.q.shape[-1])
        self.a = softmax(self.q @ self.k.transpose(0, 2, 1) * self.scale)
        return self.a @ self.v

    def backward(self, dout):
        da = dout @ self.v.transpose(0, 2, 1)
        dv = self.a.transpose(0, 2, 1) @ dout
        ds = self.a * (da - np.sum(da * self.a, axis=-1, keepdims=True)) * self.scale
        dq = ds @ self.k
        dk = ds.transpose(0, 2, 1) @ self.q
        self.g = {n: np.einsum('btd,bte->de', self.x, d) for n, d in (('Wq', dq), ('Wk', dk), ('Wv', dv))}
        return dq @ self.p['Wq'].T + dk @ self.p['Wk'].T + dv @ self.p['Wv'].T


class Linear:
    def __init__(self, n_in, n_out):
        self.p = {'W': rng.normal(0, n_in ** -0.5, (n_in, n_out)), 'b': np.zeros(n_out)}
        self.g = {}

    def forward(self, x):
        self.x = x
        return x @ self.p['W'] + self.p['b']

    def backward(self, dout):
        flat_x = self.x.reshape(-1, self.x.shape[-1])
        flat_d = dout.reshape(-1, dout.shape[-1])
        self.g = {'W': flat_x.T @ flat_d, 'b': flat_d.sum(axis=0)}
        return dout @ self.p['W'].T


embed, attn, head = Linear(D_IN, D), SelfAttention(D, D_K, D), Linear(D, N_VALS)
layers = [embed, attn, head]


def model(X):
    h = embed.forward(X)
    z = h + attn.forward(h)  # residual
    return head.forward(z[:, -1])


def loss_and_grads(X, y):
    p = softmax(model(X))
    rows = np.arange(len(y))
    loss = -np.log(p[rows, y] + 1e-12).mean()
    dl = p
    dl[rows, y] -= 1
    dl /= len(y)
    dz_last = head.backward(dl)
    dz = np.zeros((len(y), PAIRS + 1, D))
    dz[:, -1] = dz_last
    embed.backward(dz + attn.backward(dz))
    return loss


# compare a few entries with central differences before the training starts
X, y = make_batch(8)
loss_and_grads(X, y)
saved = [{k: v.copy() for k, v in l.g.items()} for l in layers]
for l, g in zip(layers, saved):
    for k, w in l.p.items():
        idx = tuple(rng.integers(s) for s in w.shape)
        old = w[idx]
        w[idx] = old + 1e-5
        up = loss_and_grads(X, y)
        w[idx] = old - 1e-5
        down = loss_and_grads(X, y)
        w[idx] = old
        print(k, '%.7f %.7f' % (g[k][idx], (up - down) / 2e-5))

m = [{k: np.zeros_like(v) for k, v in l.p.items()} for l in layers]
v = [{k: np.zeros_like(v) for k, v in l.p.items()} for l in layers]
for step in range(1, 1201):
    X, y = make_batch(64)
    loss = loss_and_grads(X, y)
    for l, ml, vl in zip(layers, m, v):
        for k in l.p:
            ml[k] += 0.1 * (l.g[k] - ml[k])
            vl[k] += 0.01 * (l.g[k] ** 2 - vl[k])
            l.p[k] -= 0.01 * (ml[k] / (1 - 0.9 ** step)) / (np.sqrt(vl[k] / (1 - 0.99 ** step)) + 1e-8)
    if step % 200 == 0:
        Xt, yt = make_batch(500)
        print('step', step, 'loss %.4f' % loss, 'fresh accuracy', np.mean(model(Xt).argmax(1) == yt))
