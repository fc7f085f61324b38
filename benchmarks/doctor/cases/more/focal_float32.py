import numpy as np
from sklearn.datasets import make_moons

# 1 rare case in 15. Focal loss, everything in float32 as on the card I will use later.
# The loss is tiny from the first step (under 0.1) and my bias starts at -2.6, not 0. With float32 the numeric gradient agrees
# only to two digits. Does the thing learn the rare class or only the prior?
f32 = np.float32
rng = np.random.default_rng(3)
GAMMA = f32(2)

x, y = make_moons(n_samples=(1500, 100), noise=0.15, random_state=5)
x = x.astype(f32)
y = y.astype(f32)
idx = rng.permutation(len(y))
xt, yt, xv, yv = x[idx[:1200]], y[idx[:1200]], x[idx[1200:]], y[idx[1200:]]
mu, sd = xt.mean(axis=0), xt.std(axis=0)
xt, xv = (xt - mu) / sd, (xv - mu) / sd

n_hidden = 24
w1 = (rng.standard_normal((2, n_hidden)) * np.sqrt(2 / 2)).astype(f32)
b1 = np.zeros(n_hidden, dtype=f32)
w2 = (rng.standard_normal(n_hidden) * np.sqrt(1 / n_hidden)).astype(f32)
prior = yt.mean()
b2 = np.array(np.log(prior / (1 - prior)), dtype=f32)


def model(x):
    h = np.maximum(x @ w1 + b1, 0)
    return h, 1 / (1 + np.exp(-(h @ w2 + b2)))


def focal(p, y):
    pt = np.clip(np.where(y == 1, p, 1 - p), f32(1e-6), f32(1))
    loss = -(1 - pt) ** GAMMA * np.log(pt)
    dpt = GAMMA * (1 - pt) * np.log(pt) - (1 - pt) ** GAMMA / pt
    dz = dpt * np.where(y == 1, f32(1), f32(-1)) * p * (1 - p)
    return loss.mean(), dz / f32(len(y))


v = [np.zeros_like(a) for a in (w1, b1, w2, b2)]
for epoch in range(1, 61):
    order = rng.permutation(len(yt))
    total = 0.0
    for s in range(0, len(yt), 60):
        r = order[s:s + 60]
        h, p = model(xt[r])
        loss, dz = focal(p, yt[r])
        total += float(loss)
        dh = np.outer(dz, w2) * (h > 0)
        g = [xt[r].T @ dh, dh.sum(axis=0), h.T @ dz, dz.sum()]
        for a, va, ga in zip((w1, b1, w2, b2), v, g):
            va *= f32(0.9)
            va += ga
            a -= f32(0.3) * va
    if epoch % 10 == 0:
        hit = model(xv)[1] > 0.5
        recall = np.sum(hit & (yv == 1)) / np.sum(yv == 1)
        precision = np.sum(hit & (yv == 1)) / max(np.sum(hit), 1)
        print(f"{epoch:3d}  focal {total / 20:.5f}  recall {recall:.2f}  precision {precision:.2f}  dtype {w1.dtype}")
