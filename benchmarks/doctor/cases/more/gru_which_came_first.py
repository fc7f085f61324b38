import numpy as np

np.random.seed(5)

# the sequence is noise with two marked values; say whether the first marked one is the bigger
T, H, V = 10, 20, 2


def sample(n):
    x = np.random.uniform(-1, 1, (T, n, 1))
    mark = np.zeros((T, n, 1))
    a = np.random.randint(0, T // 2, n)
    b = np.random.randint(T // 2, T, n)
    cols = np.arange(n)
    mark[a, cols, 0] = 1
    mark[b, cols, 0] = 1
    return np.concatenate([x, mark], 2), (x[a, cols, 0] > x[b, cols, 0]).astype(float)


def sig(v):
    return 0.5 * (1 + np.tanh(0.5 * v))


P = {}
for gate in 'urh':
    P['W' + gate] = np.random.randn(H + V, H) / np.sqrt(H + V)
    P['b' + gate] = np.zeros(H)
P['bu'] -= 1.0          # starts out remembering
P['wy'] = np.random.randn(H) / np.sqrt(H)
P['by'] = np.zeros(())


def forward(xs):
    h = np.zeros((xs.shape[1], H))
    tape = []
    for x in xs:
        hx = np.concatenate([h, x], 1)
        u = sig(hx @ P['Wu'] + P['bu'])
        r = sig(hx @ P['Wr'] + P['br'])
        rx = np.concatenate([r * h, x], 1)
        c = np.tanh(rx @ P['Wh'] + P['bh'])
        tape.append((h, hx, u, r, rx, c))
        h = h + u * (c - h)
    return sig(h @ P['wy'] + P['by']), h, tape


def backward(p, t, h, tape):
    G = {k: np.zeros_like(v) for k, v in P.items()}
    d = (p - t) / len(t)
    G['wy'] += d @ h
    G['by'] += d.sum()
    dh = np.outer(d, P['wy'])
    while tape:
        h0, hx, u, r, rx, c = tape.pop()
        dc = dh * u * (1 - c ** 2)
        du = dh * (c - h0) * u * (1 - u)
        drx = dc @ P['Wh'].T
        dr = drx[:, :H] * h0 * r * (1 - r)
        dhx = du @ P['Wu'].T + dr @ P['Wr'].T
        for k, left, right in (('h', rx, dc), ('u', hx, du), ('r', hx, dr)):
            G['W' + k] += left.T @ right
            G['b' + k] += right.sum(0)
        dh = dh * (1 - u) + drx[:, :H] * r + dhx[:, :H]
    return G


cache = {k: np.zeros_like(v) for k, v in P.items()}
smooth = np.log(2)
for it in range(1, 601):
    xs, t = sample(32)
    p, h, tape = forward(xs)
    loss = -np.mean(t * np.log(p + 1e-12) + (1 - t) * np.log(1 - p + 1e-12))
    smooth = 0.99 * smooth + 0.01 * loss
    G = backward(p, t, h, tape)
    norm = np.sqrt(sum((g ** 2).sum() for g in G.values()))
    scale = min(1.0, 1.0 / norm)
    for k in P:
        g = G[k] * scale
        cache[k] = 0.95 * cache[k] + 0.05 * g * g
        P[k] -= 0.006 * g / np.sqrt(cache[k] + 1e-6)
    if it % 100 == 0:
        print(it, 'smooth loss', round(smooth, 4))

Xq, tq = sample(1000)
answer = forward(Xq)[0]
print('right on new sequences:', np.mean((answer > 0.5) == (tq > 0.5)))
