import math
import numpy as np
from sklearn.datasets import load_digits

np.random.seed(11)


class Parameter:
    def __init__(self, data):
        self.data = data
        self.grad = None


class AdamW:
    """every group has its own lr, decay and state"""

    def __init__(self, groups, lr=2e-3, betas=(0.9, 0.98), eps=1e-8, weight_decay=0.0):
        self.groups = []
        for g in groups:
            full = dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)
            full.update(g)
            full['initial_lr'] = full['lr']
            self.groups.append(full)
        self.state = {}

    def zero_grad(self):
        for g in self.groups:
            for p in g['params']:
                p.grad = None

    def step(self):
        for g in self.groups:
            b1, b2 = g['betas']
            for p in g['params']:
                if p.grad is None:
                    continue
                if id(p) not in self.state:
                    self.state[id(p)] = {'t': 0, 'm': 0.0, 'v': 0.0}
                s = self.state[id(p)]
                s['t'] += 1
                s['m'] = b1 * s['m'] + (1 - b1) * p.grad
                s['v'] = b2 * s['v'] + (1 - b2) * np.square(p.grad)
                size = g['lr'] * math.sqrt(1 - b2 ** s['t']) / (1 - b1 ** s['t'])
                p.data *= 1 - g['lr'] * g['weight_decay']
                p.data -= size * s['m'] / (np.sqrt(s['v']) + g['eps'])


class WarmupCosine:
    def __init__(self, opt, warmup, total, floor=0.05):
        self.opt, self.warmup, self.total, self.floor = opt, warmup, total, floor
        self.n = 0
        self._set()

    def _factor(self):
        if self.n < self.warmup:
            return (self.n + 1) / self.warmup
        q = (self.n - self.warmup) / (self.total - self.warmup)
        return self.floor + (1 - self.floor) * 0.5 * (1 + math.cos(math.pi * q))

    def _set(self):
        for g in self.opt.groups:
            g['lr'] = g['initial_lr'] * self._factor()

    def step(self):
        self.n = min(self.n + 1, self.total)
        self._set()


class Linear:
    def __init__(self, n, k):
        self.w = Parameter(np.random.randn(k, n) * math.sqrt(1.0 / n))
        self.b = Parameter(np.zeros(k))

    def __call__(self, x):
        self.x = x
        return x @ self.w.data.T + self.b.data

    def back(self, g):
        self.w.grad = g.T @ self.x
        self.b.grad = g.sum(0)
        return g @ self.w.data


class LayerNorm:
    def __init__(self, n):
        self.gamma = Parameter(np.ones(n))
        self.beta = Parameter(np.zeros(n))

    def __call__(self, x):
        self.r = 1 / np.sqrt(x.var(1, keepdims=True) + 1e-5)
        self.h = (x - x.mean(1, keepdims=True)) * self.r
        return self.gamma.data * self.h + self.beta.data

    def back(self, g):
        self.gamma.grad = (g * self.h).sum(0)
        self.beta.grad = g.sum(0)
        g = g * self.gamma.data
        return self.r * (g - g.mean(1, keepdims=True) - self.h * (g * self.h).mean(1, keepdims=True))


class Gelu:
    c = math.sqrt(2 / math.pi)

    def __call__(self, x):
        self.x = x
        self.t = np.tanh(self.c * (x + 0.044715 * x ** 3))
        return 0.5 * x * (1 + self.t)

    def back(self, g):
        x, t = self.x, self.t
        return g * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * self.c * (1 + 3 * 0.044715 * x * x))


net = [Linear(64, 48), LayerNorm(48), Gelu(), Linear(48, 32), LayerNorm(32), Gelu(), Linear(32, 10)]


def run(x):
    for layer in net:
        x = layer(x)
    return x


decay, rest = [], []
for layer in net:
    for name, p in vars(layer).items():
        if isinstance(p, Parameter):
            (decay if name == 'w' else rest).append(p)

digits = load_digits()
order = np.random.permutation(len(digits.target))
X = (digits.data / 8.0 - 1.0)[order]
y = digits.target[order]
Xtr, ytr, Xte, yte = X[:1400], y[:1400], X[1400:], y[1400:]

epochs, size = 14, 50
opt = AdamW([{'params': decay, 'weight_decay': 0.05}, {'params': rest, 'lr': 4e-3}])
sched = WarmupCosine(opt, warmup=60, total=epochs * len(Xtr) // size)

for epoch in range(epochs):
    total = 0.0
    for part in np.random.permutation(len(Xtr)).reshape(-1, size):
        z = run(Xtr[part])
        z = z - z.max(1, keepdims=True)
        logp = z - np.log(np.exp(z).sum(1, keepdims=True))
        total += -logp[range(size), ytr[part]].sum()
        g = np.exp(logp)
        g[range(size), ytr[part]] -= 1
        g /= size
        opt.zero_grad()
        for layer in reversed(net):
            g = layer.back(g)
        opt.step()
        sched.step()
    if epoch % 3 == 0:
        print(f'epoch {epoch:2d}  loss {total / len(Xtr):.4f}  lr {opt.groups[0]["lr"]:.5f}  test {np.mean(run(Xte).argmax(1) == yte):.4f}')
print('final', np.mean(run(Xte).argmax(1) == yte))
