import numpy as np

# GRU by hand on the adding problem: two of ten numbers are marked, answer their sum

rng = np.random.default_rng(17)
H, T, B = 16, 10, 50


def init(*shape):
    return rng.normal(0, 1 / np.sqrt(shape[0]), shape)


P = {'Wz': init(2 + H, H), 'Wr': init(2 + H, H), 'Wc': init(2 + H, H), 'bz': np.full(H, -1.0), 'br': np.zeros(H),
     'bc': np.zeros(H), 'Wo': init(H, 1), 'bo': np.zeros(1)}
M = {k: np.zeros_like(v) for k, v in P.items()}
S = {k: np.zeros_like(v) for k, v in P.items()}
sig = lambda a: 1 / (1 + np.exp(-a))


def make_batch():
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.uniform(-1, 1, (T, B))
    for b in range(B):
        x[rng.choice(T, 2, replace=False), b, 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=0)[:, None]


def forward(x):
    h, tape = np.zeros((x.shape[1], H)), []
    for xt in x:
        xh = np.concatenate([xt, h], axis=1)
        z, r = sig(xh @ P['Wz'] + P['bz']), sig(xh @ P['Wr'] + P['br'])
        xrh = np.concatenate([xt, r * h], axis=1)
        c = np.tanh(xrh @ P['Wc'] + P['bc'])
        tape.append((xh, xrh, z, r, c, h))
        h = (1 - z) * h + z * c
    return h, h @ P['Wo'] + P['bo'], tape


def backward(h, dout, tape):
    G = {k: np.zeros_like(v) for k, v in P.items()}
    G['Wo'], G['bo'] = h.T @ dout, dout.sum(0)
    dh = dout @ P['Wo'].T
    for xh, xrh, z, r, c, hp in reversed(tape):
        dc = dh * z * (1 - c ** 2)
        dz = dh * (c - hp) * z * (1 - z)
        drh = (dc @ P['Wc'].T)[:, 2:]
        dr = drh * hp * r * (1 - r)
        for name, d, inp in (('c', dc, xrh), ('z', dz, xh), ('r', dr, xh)):
            G['W' + name] += inp.T @ d
            G['b' + name] += d.sum(0)
        dh = dh * (1 - z) + drh * r + (dz @ P['Wz'].T + dr @ P['Wr'].T)[:, 2:]
    return G


for step in range(1, 701):
    x, y = make_batch()
    h, out, tape = forward(x)
    loss = np.mean((out - y) ** 2)
    G = backward(h, 2 * (out - y) / B, tape)
    for k in P:
        M[k] = 0.9 * M[k] + 0.1 * G[k]
        S[k] = 0.999 * S[k] + 0.001 * G[k] ** 2
        P[k] -= 0.01 * (M[k] / (1 - 0.9 ** step)) / (np.sqrt(S[k] / (1 - 0.999 ** step)) + 1e-8)
    if step % 70 == 0:
        print('step', step, 'loss', round(loss, 5))
