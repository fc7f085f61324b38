import numpy as np

def spiral(per_arm=80, arms=3):
    pts, lab = [], []
    for a in range(arms):
        for k in range(per_arm):
            r = k / per_arm
            th = a * 4 + r * 4 + np.random.randn() * 0.15
            pts.append((r * np.sin(th), r * np.cos(th)))
            lab.append(a)
    return np.array(pts), np.array(lab)

Xs, Ts = spiral()
D = [2, 10, 3]
#D = [2, 10, 10, 3]
L = len(D) - 1
net = {}
for l in range(1, L + 1):
    net['W%d' % l] = np.random.randn(D[l], D[l - 1]) * (2.0 / D[l - 1]) ** .5
    net['b%d' % l] = np.zeros((D[l], 1))
hist = {'loss': [], 'acc': []}

def feed(A0):
    c = {'A0': A0}
    for l in range(1, L + 1):
        c['Z%d' % l] = net['W%d' % l] @ c['A%d' % (l - 1)] + net['b%d' % l]
        if l < L:
            c['A%d' % l] = np.tanh(c['Z%d' % l])
        else:
            z = c['Z%d' % l]
            z = np.exp(z - z.max(axis=0))
            c['A%d' % l] = z / z.sum(axis=0)
    return c

def back(c, T):
    g = {}
    n = T.size
    D_ = c['A%d' % L].copy()
    D_[T, np.arange(n)] -= 1
    D_ /= n
    for l in range(L, 1, -1):
        g['W%d' % l] = D_ @ c['A%d' % (l - 1)].T
        g['b%d' % l] = D_.sum(axis=1).reshape(-1, 1)
        if l > 1:
            D_ = (net['W%d' % l].T @ D_) * (1 - c['A%d' % (l - 1)] ** 2)
    return g

W1_before = net['W1'].copy()
vel = {k: np.zeros_like(v) for k, v in net.items()}
lr, mu = 0.3, 0.9
for it in range(1500):
    c = feed(Xs.T)
    P = c['A%d' % L]
    loss = -np.mean(np.log(P[Ts, np.arange(Ts.size)] + 1e-12))
    hist['loss'].append(loss)
    hist['acc'].append(np.mean(P.argmax(0) == Ts))
    g = back(c, Ts)
    for k in g:
        vel[k] = mu * vel[k] - lr * g[k]
        net[k] = net[k] + vel[k]
    if it % 150 == 0:
        print(it, "loss", round(loss, 4), "acc", round(hist['acc'][-1], 3))
print(np.abs(net['W1'] - W1_before).max())
