import numpy as np

# fit a bumpy function with a tiny framework: params live in one flat vector
rng = np.random.default_rng(9)
x = rng.uniform(-3, 3, (300, 1))
y = np.sin(2 * x) + 0.3 * x + rng.normal(0, 0.1, x.shape)

shapes = [(1, 40), (40,), (40, 1), (1,)]
sizes = [int(np.prod(s)) for s in shapes]
theta = rng.normal(0, 1, sum(sizes))


def views(flat):
    cut = np.cumsum(sizes)[:-1]
    return [part.reshape(s) for part, s in zip(np.split(flat, cut), shapes)]


grad = np.zeros_like(theta)
A, a, B, b = views(theta)          # views, so they follow theta
gA, ga, gB, gb = views(grad)
B *= 0.1
cache = np.ones_like(theta)

for it in range(8000):
    pick = rng.integers(300, size=30)
    u = x[pick] @ A + a
    h = np.where(u > 0, u, np.expm1(np.minimum(u, 0)))     # elu
    e = (h @ B + b - y[pick]) / 30
    back = e @ B.T * np.where(u > 0, 1, h + 1)
    gA[:], ga[:], gB[:], gb[:] = x[pick].T @ back, back.sum(0), h.T @ e, e.sum(0)
    cache += 0.05 * (grad ** 2 - cache)
    theta -= 0.02 / (1 + it / 1500) * grad / (np.sqrt(cache) + 1e-6)
    if it % 1000 == 0:
        print(it, float(0.5 * 30 * (e ** 2).sum()))
