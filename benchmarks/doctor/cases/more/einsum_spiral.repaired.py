import numpy as np

rng = np.random.default_rng(5)


def spiral(n_per_arm, arms=3, noise=0.15):
    xs, ys = [], []
    for k in range(arms):
        r = np.linspace(0.1, 1, n_per_arm)
        t = 4.0 * r + 2 * np.pi * k / arms + noise * rng.standard_normal(n_per_arm)
        xs.append(np.stack([r * np.sin(t), r * np.cos(t)], axis=-1))
        ys.append(np.full(n_per_arm, k))
    return np.concatenate(xs) * 2, np.concatenate(ys)


x, y = spiral(150)
onehot = np.eye(3)[y]

width, depth = 24, 4
p = {
    'w_in': rng.standard_normal((2, width)) / np.sqrt(2),
    'b_in': np.zeros(width),
    'w_mid': rng.standard_normal((depth, width, width)) / np.sqrt(width),
    'b_mid': np.zeros((depth, width)),
    'w_out': rng.standard_normal((width, 3)) / np.sqrt(width),
    'b_out': np.zeros(3),
}


def forward(p, xb):
    acts = [np.tanh(np.einsum('bi,ih->bh', xb, p['w_in']) + p['b_in'])]
    for l in range(depth):
        acts.append(np.tanh(np.einsum('bi,ij->bj', acts[-1], p['w_mid'][l]) + p['b_mid'][l]))
    logits = np.einsum('bh,ho->bo', acts[-1], p['w_out']) + p['b_out']
    logits = logits - logits.max(axis=-1, keepdims=True)
    prob = np.exp(logits)
    prob /= prob.sum(axis=-1, keepdims=True)
    return acts, prob


def gradients(p, xb, tb):
    n = len(xb)
    acts, prob = forward(p, xb)
    g = {k: np.zeros_like(v) for k, v in p.items()}
    delta = (prob - tb) / n
    g['w_out'] = np.einsum('bh,bo->ho', acts[-1], delta)
    g['b_out'] = np.einsum('bo->o', delta)
    delta = np.einsum('bo,ho->bh', delta, p['w_out']) * (1 - acts[-1] ** 2)
    for l in reversed(range(depth)):
        g['w_mid'][l] = np.einsum('bi,bj->ij', acts[l], delta)
        g['b_mid'][l] = np.einsum('bj->j', delta)
        delta = np.einsum('bj,ij->bi', delta, p['w_mid'][l]) * (1 - acts[l] ** 2)
    g['w_in'] = np.einsum('bi,bh->ih', xb, delta)
    g['b_in'] = np.einsum('bh->h', delta)
    return prob, g


velocity = {k: np.zeros_like(v) for k, v in p.items()}
for it in range(3001):
    pick = rng.choice(len(x), 64, replace=False)
    prob, g = gradients(p, x[pick], onehot[pick])
    for k in p:
        velocity[k] = 0.9 * velocity[k] - 0.02 * g[k]
        p[k] += velocity[k]
    if it % 500 == 0:
        full = forward(p, x)[1]
        nll = -np.log(full[np.arange(len(y)), y] + 1e-12).mean()
        print(f'{it:5d}  loss {nll:.4f}  accuracy {(full.argmax(-1) == y).mean():.3f}')

accuracy = (forward(p, x)[1].argmax(-1) == y).mean()
