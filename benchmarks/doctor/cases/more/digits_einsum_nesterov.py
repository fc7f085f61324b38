import numpy as np
from sklearn.datasets import load_digits

# Homework 5 (two layer net on digits). I used einsum everywhere to keep track of the indices:
# b = batch, i = input, j = hidden, k = class
rng = np.random.default_rng(17)
digits = load_digits()
order = rng.permutation(1797)
X = (digits.data[order] - 8.0) / 8.0
t = digits.target[order]
T = np.eye(10)[t]
X_tr, T_tr, t_tr = X[:1400], T[:1400], t[:1400]
X_te, t_te = X[1400:], t[1400:]

I, J, K = 64, 48, 10
theta = {
    'U': rng.normal(0, np.sqrt(1 / I), (J, I)),
    'a': np.zeros(J),
    'V': rng.normal(0, np.sqrt(1 / J), (K, J)),
    'c': np.zeros(K),
}
speed = {key: np.zeros_like(val) for key, val in theta.items()}


def run(theta, X):
    h = np.tanh(np.einsum('ji,bi->bj', theta['U'], X) + theta['a'])
    z = np.einsum('kj,bj->bk', theta['V'], h) + theta['c']
    z = z - np.max(z)
    p = np.exp(z)
    return h, p / np.einsum('bk->b', p)[:, None]


def gradients(theta, X, T):
    h, p = run(theta, X)
    e = (T - p) / len(X)
    back = np.einsum('bk,kj->bj', e, theta['V']) * (1 - h * h)
    return {
        'U': -np.einsum('bj,bi->ji', back, X),
        'a': -np.einsum('bj->j', back),
        'V': -np.einsum('bk,bj->kj', e, h),
        'c': -np.einsum('bk->k', e),
    }


lr, mom, size = 0.05, 0.9, 50
for epoch in range(25):
    order = rng.permutation(len(X_tr))
    losses = []
    for s in range(0, len(order), size):
        rows = order[s:s + size]
        ahead = {key: theta[key] + mom * speed[key] for key in theta}
        g = gradients(ahead, X_tr[rows], T_tr[rows])
        for key in theta:
            speed[key] = mom * speed[key] - lr * g[key]
            theta[key] = theta[key] + speed[key]
        _, p = run(theta, X_tr[rows])
        losses.append(-np.mean(np.log(np.einsum('bk,bk->b', p, T_tr[rows]) + 1e-12)))
    if epoch % 5 == 4:
        print('epoch', epoch + 1, 'mean loss of the batches %.4f' % np.mean(losses))

print('training', np.mean(run(theta, X_tr)[1].argmax(axis=1) == t_tr))
print('test    ', np.mean(run(theta, X_te)[1].argmax(axis=1) == t_te))
