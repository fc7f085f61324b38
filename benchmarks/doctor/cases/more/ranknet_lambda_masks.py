import numpy as np

np.random.seed(12)

# queries with a varying number of documents, padded to the longest
Q, L, F = 60, 12, 6
taste = np.random.randn(F)


def queries(n):
    docs = np.random.randn(n, L, F)
    count = np.random.randint(5, L + 1, n)
    there = np.arange(L) < count[:, None]
    hidden = docs @ taste + 1.5 * np.abs(docs[..., 0] * docs[..., 1]) - docs[..., 2] ** 2
    grade = np.digitize(hidden, [-1.5, 0.5, 2.5]).astype(float)
    docs[~there] = 0
    grade[~there] = -1
    return docs, grade, there


def pair_weights(grade, there):
    """w[q, i, j] > 0 where i must stand before j; every query counts as much as every other"""
    both = there[:, :, None] & there[:, None, :]
    w = np.maximum(grade[:, :, None] - grade[:, None, :], 0) * both
    total = w.sum((1, 2), keepdims=True)
    return w / np.where(total > 0, total, 1) / len(grade)


W = [np.random.randn(F, 24) * np.sqrt(2 / F), np.random.randn(24, 16) * np.sqrt(2 / 24), np.random.randn(16) / 4]
b = [np.zeros(24), np.zeros(16)]         # a score needs no bias, only differences count


def scores(docs):
    acts = [docs]
    for w, c in zip(W, b):
        acts.append(np.maximum(acts[-1] @ w + c, 0.1 * (acts[-1] @ w + c)))
    return acts[-1] @ W[2], acts


def ordered(docs, grade, there):
    s, _ = scores(docs)
    w = pair_weights(grade, there) > 0
    return np.mean((s[:, :, None] > s[:, None, :])[w])


docs, grade, there = queries(Q)
new = queries(200)
w = pair_weights(grade, there)
moment = [np.zeros_like(p) for p in W + b]
for it in range(301):
    s, acts = scores(docs)
    gap = s[:, :, None] - s[:, None, :]
    loss = np.sum(w * np.logaddexp(0, -gap))
    lam = -w / (1 + np.exp(gap))                     # d loss / d gap
    ds = lam.sum(2) - lam.sum(1)

    gW2 = np.einsum('ql,qlh->h', ds, acts[2])
    d = ds[..., None] * W[2] * np.where(acts[2] > 0, 1, 0.1)
    gW1 = np.einsum('qlh,qlk->hk', acts[1], d)
    gb1 = d.sum((0, 1))
    d = d @ W[1].T * np.where(acts[1] > 0, 1, 0.1)
    gW0 = np.einsum('qlf,qlh->fh', docs, d)
    gb0 = d.sum((0, 1))
    for p, m, g in zip(W + b, moment, [gW0, gW1, gW2, gb0, gb1]):
        m *= 0.9
        m += g
        p -= 0.02 * m
    if it % 60 == 0:
        print(f'{it:4d} loss {loss:.4f}  pairs in order: train {ordered(docs, grade, there):.3f}  new {ordered(*new):.3f}')
