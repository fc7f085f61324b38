import numpy as np

# single-head self-attention block trained on a look-up task:
# every sequence has one marked position, predict the symbol that stands there

rng = np.random.default_rng(21)
SYM, LEN, D = 5, 6, 16


def make(n):
    sym = rng.integers(0, SYM, size=(n, LEN))
    where = rng.integers(0, LEN, size=n)
    mark = np.zeros((n, LEN), dtype=int)
    mark[np.arange(n), where] = 1
    return sym, mark, sym[np.arange(n), where]


def softmax(a):
    e = np.exp(a - a.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


P = dict(
    E=rng.normal(0, 0.5, (SYM, D)),
    M=rng.normal(0, 0.5, (2, D)),
    Wq=rng.normal(0, D ** -0.5, (D, D)),
    Wk=rng.normal(0, D ** -0.5, (D, D)),
    Wv=rng.normal(0, D ** -0.5, (D, D)),
    Wo=rng.normal(0, D ** -0.5, (D, SYM)),
    bo=np.zeros(SYM),
)


def forward(sym, mark):
    x = P['E'][sym] + P['M'][mark]                 # n, LEN, D
    q, k, v = x @ P['Wq'], x @ P['Wk'], x @ P['Wv']
    a = softmax(np.einsum('nid,njd->nij', q, k) / np.sqrt(D))
    ctx = a @ v
    pooled = (x + ctx).mean(axis=1)                # residual, then mean over positions
    p = softmax(pooled @ P['Wo'] + P['bo'])
    return p, (x, q, k, v, a, pooled)


def backward(sym, mark, target, p, cache):
    x, q, k, v, a, pooled = cache
    n = len(target)
    G = {name: np.zeros_like(w) for name, w in P.items()}
    d = p.copy()
    d[np.arange(n), target] -= 1
    d /= n
    G['Wo'] = pooled.T @ d
    G['bo'] = d.sum(0)
    dsum = np.repeat((d @ P['Wo'].T)[:, None, :] / LEN, LEN, axis=1)
    dx = dsum.copy()
    da = np.einsum('nid,njd->nij', dsum, v)
    dv = np.einsum('nij,nid->njd', a, dsum)
    ds = a * (da - (da * a).sum(axis=-1, keepdims=True)) / np.sqrt(D)
    dq = np.einsum('nij,njd->nid', ds, k)
    dk = np.einsum('nij,nid->njd', ds, q)
    for name, dz in (('Wq', dq), ('Wk', dk), ('Wv', dv)):
        G[name] = np.einsum('nid,nie->de', x, dz)
        dx += dz @ P[name].T
    np.add.at(G['E'], sym, dx)
    np.add.at(G['M'], mark, dx)
    return G


m = {k: 0.0 for k in P}
v2 = {k: 0.0 for k in P}
history = []
for it in range(1, 701):
    sym, mark, target = make(64)
    p, cache = forward(sym, mark)
    history.append(-np.log(p[np.arange(64), target]).mean())
    G = backward(sym, mark, target, p, cache)
    for k in P:
        m[k] = 0.9 * m[k] + 0.1 * G[k]
        v2[k] = 0.99 * v2[k] + 0.01 * G[k] ** 2
        P[k] -= 0.01 * m[k] / (1 - 0.9 ** it) / (np.sqrt(v2[k] / (1 - 0.99 ** it)) + 1e-8)
    if it % 100 == 0:
        print(it, 'loss', round(float(np.mean(history[-50:])), 4), 'batch accuracy', (p.argmax(1) == target).mean())

sym_t, mark_t, target_t = make(600)
pt, ct = forward(sym_t, mark_t)
print('test accuracy', (pt.argmax(axis=1) == target_t).mean())
print('attention paid to the marked position', round(float((ct[4].mean(axis=1) * mark_t).sum(axis=1).mean()), 3))
