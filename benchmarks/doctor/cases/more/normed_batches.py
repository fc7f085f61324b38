import numpy as np


def init(rng, d, h):
    return {
        'w1': rng.randn(d, h) * np.sqrt(2.0 / d),
        'gamma': np.ones(h),
        'beta': np.zeros(h),
        'w2': rng.randn(h, 2) * np.sqrt(1.0 / h),
        'b2': np.zeros(2),
    }


def bn_forward(z, gamma, beta, run, training, keep=0.9, eps=1e-5):
    if not training:
        return gamma * (z - run['mean']) / np.sqrt(run['var'] + eps) + beta, None
    mean = z.mean(0)
    var = z.var(0)
    inv = 1 / np.sqrt(var + eps)
    zhat = (z - mean) * inv
    run['mean'] = keep * run['mean'] + (1 - keep) * mean
    run['var'] = keep * run['var'] + (1 - keep) * var
    return gamma * zhat + beta, (zhat, inv, gamma)


def bn_backward(dout, cache):
    zhat, inv, gamma = cache
    dgamma = np.sum(dout * zhat, axis=0)
    dbeta = np.sum(dout, axis=0)
    dzhat = dout * gamma
    dz = inv * (dzhat - dzhat.mean(0) - zhat * np.mean(dzhat * zhat, axis=0))
    return dz, dgamma, dbeta


def forward(p, x, run, training):
    z = x @ p['w1']          # no bias, beta does that job
    n, cache = bn_forward(z, p['gamma'], p['beta'], run, training)
    a = np.maximum(n, 0)
    return a @ p['w2'] + p['b2'], (x, n, a, cache)


def backward(p, dy, saved):
    x, n, a, cache = saved
    g = {'w2': a.T @ dy, 'b2': dy.sum(0)}
    dn = (dy @ p['w2'].T) * (n > 0)
    dz, g['gamma'], g['beta'] = bn_backward(dn, cache)
    g['w1'] = x.T @ dz
    return g


# a small robot arm: joint angles in, position of the hand out
rng = np.random.RandomState(3)
angles = rng.uniform(0, np.pi, (1500, 2))
hand = np.c_[np.cos(angles[:, 0]) + 0.7 * np.cos(angles.sum(1)),
             np.sin(angles[:, 0]) + 0.7 * np.sin(angles.sum(1))]
xtr, ytr, xte, yte = angles[:1200], hand[:1200], angles[1200:], hand[1200:]

params = init(rng, 2, 50)
run = {'mean': np.zeros(50), 'var': np.ones(50)}
lr = 0.1
for epoch in range(60):
    if epoch in (30, 50):
        lr *= 0.3
    order = rng.permutation(1200)
    losses = []
    for i in range(0, 1200, 60):
        rows = order[i:i + 60]
        out, saved = forward(params, xtr[rows], run, True)
        diff = out - ytr[rows]
        losses.append(np.mean(np.sum(diff ** 2, axis=1)))
        grads = backward(params, 2 * diff / len(rows), saved)
        for k in params:
            params[k] -= lr * grads[k]
    if epoch % 10 == 0:
        print(epoch, 'training', np.mean(losses))

test_out, _ = forward(params, xte, run, False)
test_mse = np.mean(np.sum((test_out - yte) ** 2, axis=1))
print('test, squared distance', test_mse, 'against', np.mean(np.sum((yte - ytr.mean(0)) ** 2, axis=1)))
