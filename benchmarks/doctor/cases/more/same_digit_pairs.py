import numpy as np
from sklearn.datasets import load_digits

rng = np.random.RandomState(33)
data = load_digits()
images, digit = data.data / 16.0, data.target
order = rng.permutation(len(images))
images, digit = images[order], digit[order]
tr, te = slice(0, 1200), slice(1200, None)


def sample_pairs(x, d, n):
    """half of the pairs show the same digit (1), half two different ones (0)"""
    a = rng.randint(len(x), size=n)
    b = np.empty(n, dtype=int)
    label = np.zeros(n)
    for i in range(n):
        same = i % 2 == 0
        pool = np.flatnonzero((d == d[a[i]]) if same else (d != d[a[i]]))
        b[i] = rng.choice(pool)
        label[i] = 1.0 if same else 0.0
    return x[a], x[b], label


class Embedding:
    def __init__(self, sizes):
        self.W = [rng.randn(i, o) * np.sqrt(1.0 / i) for i, o in zip(sizes, sizes[1:])]
        self.b = [np.zeros(o) for o in sizes[1:]]

    def __call__(self, x):
        h = np.tanh(x @ self.W[0] + self.b[0])
        return h @ self.W[1] + self.b[1], (x, h)

    def grad(self, cache, de):
        x, h = cache
        dh = (de @ self.W[1].T) * (1 - h * h)
        return [x.T @ dh, h.T @ de], [dh.sum(0), de.sum(0)]


def contrastive(ea, eb, y, margin=2.0):
    """Hadsell, Chopra, LeCun 2006:  (1 - y) d^2 / 2 + y max(0, m - d)^2 / 2"""
    diff = ea - eb
    d = np.sqrt((diff ** 2).sum(1) + 1e-9)
    hinge = np.maximum(0, margin - d)
    loss = np.mean((1 - y) * 0.5 * d ** 2 + y * 0.5 * hinge ** 2)
    dd = ((1 - y) * d - y * hinge) / len(y)
    de = (dd / d)[:, None] * diff
    return loss, de, -de


def nearest_digit(net):
    known, _ = net(images[tr])
    new, _ = net(images[te])
    dist = ((new[:, None] - known[None]) ** 2).sum(-1)
    return np.mean(digit[tr][dist.argmin(1)] == digit[te])


net = Embedding([64, 40, 4])
print('before training, 1-NN accuracy %.3f' % nearest_digit(net))
for it in range(1, 601):
    xa, xb, y = sample_pairs(images[tr], digit[tr], 64)
    ea, ca = net(xa)
    eb, cb = net(xb)
    loss, da, db = contrastive(ea, eb, y)
    (wa, ba), (wb, bb) = net.grad(ca, da), net.grad(cb, db)
    for l in range(2):
        net.W[l] -= 0.1 * (wa[l] + wb[l])
        net.b[l] -= 0.1 * (ba[l] + bb[l])
    if it % 100 == 0:
        d = np.sqrt(((ea - eb) ** 2).sum(1))
        print('it', it, 'loss %.4f' % loss, 'same %.2f' % d[y == 1].mean(), 'different %.2f' % d[y == 0].mean())
print('after training, 1-NN accuracy %.3f' % nearest_digit(net))
