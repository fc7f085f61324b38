import numpy as np

"""
Minimal single-query attention.  Each sequence has 8 items, an item is a key
(4 numbers) and a value (one of 5 symbols).  The query is a noisy copy of one
key; the net has to say which symbol hangs on that key.
"""
rng = np.random.default_rng(17)
T, DK, DV, D = 8, 4, 5, 12


def make(n):
    keys = rng.normal(size=(n, T, DK))
    sym = rng.integers(0, DV, size=(n, T))
    which = rng.integers(0, T, size=n)
    q = keys[np.arange(n), which] + 0.1 * rng.normal(size=(n, DK))
    return q, keys, np.eye(DV)[sym], sym[np.arange(n), which]


def init():
    return dict(Q=rng.normal(size=(DK, D)) / 2, K=rng.normal(size=(DK, D)) / 2,
                V=rng.normal(size=(DV, D)) / 3, O=rng.normal(size=(D, DV)) / 4)


def forward(p, q, k, v):
    Q = np.einsum('ni,id->nd', q, p['Q'])
    K = np.einsum('nti,id->ntd', k, p['K'])
    V = np.einsum('nti,id->ntd', v, p['V'])
    s = np.einsum('nd,ntd->nt', Q, K) / np.sqrt(D)
    a = np.exp(s - s.max(1, keepdims=True))
    a /= a.sum(1, keepdims=True)
    c = np.einsum('nt,ntd->nd', a, V)
    z = c @ p['O']
    y = np.exp(z - z.max(1, keepdims=True))
    y /= y.sum(1, keepdims=True)
    return y, (Q, K, V, a, c)


def backward(p, q, k, v, y, t, cache):
    Q, K, V, a, c = cache
    n = len(t)
    dz = y.copy()
    dz[np.arange(n), t] -= 1
    dz /= n
    gO = c.T @ dz
    dc = dz @ p['O'].T
    dV = np.einsum('nt,nd->ntd', a, dc)
    da = np.einsum('nd,ntd->nt', dc, V)
    ds = a * (1 - a) * da / np.sqrt(D)
    dQ = np.einsum('nt,ntd->nd', ds, K)
    dK = np.einsum('nt,nd->ntd', ds, Q)
    return dict(Q=np.einsum('ni,nd->id', q, dQ), K=np.einsum('nti,ntd->id', k, dK),
                V=np.einsum('nti,ntd->id', v, dV), O=gO)


p = init()
m = {w: np.zeros_like(p[w]) for w in p}
lr, mu = 0.1, 0.9
for it in range(1, 1501):
    q, k, v, t = make(64)
    y, cache = forward(p, q, k, v)
    grads = backward(p, q, k, v, y, t, cache)
    for w in p:
        m[w] = mu * m[w] - lr * grads[w]
        p[w] = p[w] + m[w]
    if it % 250 == 0:
        print(it, 'loss %.4f' % -np.log(y[np.arange(64), t] + 1e-12).mean())

q, k, v, t = make(2000)
y, cache = forward(p, q, k, v)
print('accuracy on new sequences', (y.argmax(1) == t).mean())
print('weight on the item asked for: %.3f' % cache[3].max(1).mean())
