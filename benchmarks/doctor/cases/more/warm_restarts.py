from dataclasses import dataclass, field
from math import cos, pi

import numpy as np

# Three outputs from one network, targets standardised, Nesterov momentum, rate restarted every 100 epochs.


@dataclass
class Nesterov:
    peak: float
    period: int
    friction: float = 0.9
    clock: int = 0
    trail: list = field(default_factory=list)

    @property
    def rate(self):
        return 0.5 * self.peak * (1 + cos(pi * (self.clock % self.period) / self.period)) + 1e-4

    def apply(self, values, grads):
        if not self.trail:
            self.trail = [np.zeros_like(v) for v in values]
        for i, (value, grad) in enumerate(zip(values, grads)):
            old = self.trail[i].copy()
            self.trail[i] = self.friction * old - self.rate * grad
            value += (1 + self.friction) * self.trail[i] - self.friction * old


@dataclass
class Scaler:
    low: np.ndarray = None
    span: np.ndarray = None

    def fit(self, a):
        self.low, self.span = a.mean(axis=0), a.std(axis=0)
        return self

    def there(self, a):
        return (a - self.low) / self.span

    def back(self, a):
        return a * self.span + self.low


@dataclass
class TwoLayer:
    n_in: int
    n_hid: int
    n_out: int
    seed: int
    decay: float = 1e-3
    values: list = field(init=False)

    def __post_init__(self):
        r = np.random.default_rng(self.seed)
        self.values = [r.normal(0, self.n_in ** -0.5, (self.n_in, self.n_hid)), np.zeros(self.n_hid),
                       r.normal(0, self.n_hid ** -0.5, (self.n_hid, self.n_out)), np.zeros(self.n_out)]

    def __call__(self, x):
        W, w, V, v = self.values
        self.h = np.tanh(x @ W + w)
        return self.h @ V + v

    def loss(self, x, y):
        W, _, V, _ = self.values
        return np.mean((self(x) - y) ** 2) + self.decay * ((W ** 2).sum() + (V ** 2).sum())

    def grads(self, x, y):
        W, w, V, v = self.values
        d = 2 * (self(x) - y) / y.size
        e = np.einsum('no,ho->nh', d, V) * (1 - self.h ** 2)
        return [x.T @ e + 2 * self.decay * W, e.sum(axis=0), self.h.T @ d + 2 * self.decay * V, d.sum(axis=0)]


def springs(n, r):
    """weight on a spring: mass, stiffness, damping, start -> position, speed, energy after one second"""
    m, k = r.uniform(0.5, 2.0, n), r.uniform(2.0, 8.0, n)
    c, s = r.uniform(0.1, 0.8, n), r.uniform(-1.0, 1.0, n)
    gone = np.exp(-c / (2 * m))
    w = np.sqrt(k / m)
    where = s * gone * np.cos(w)
    speed = -s * gone * w * np.sin(w)
    energy = 0.5 * k * where ** 2 + 0.5 * m * speed ** 2
    noise = r.normal(0, 1, (n, 3)) * [0.08, 0.2, 0.25]
    return np.column_stack([m, k, c, s]), np.column_stack([where, speed, energy]) + noise


r = np.random.default_rng(10)
inputs, outputs = springs(500, r)
x_scale, y_scale = Scaler().fit(inputs[:400]), Scaler().fit(outputs[:400])
x, y = x_scale.there(inputs), y_scale.there(outputs)
x_train, y_train, x_test, y_test = x[:400], y[:400], x[400:], y[400:]

net = TwoLayer(4, 30, 3, seed=10)
optimiser = Nesterov(peak=0.15, period=100)
for epoch in range(400):
    optimiser.clock = epoch
    order = r.permutation(400)
    for s in range(0, 400, 50):
        rows = order[s:s + 50]
        optimiser.apply(net.values, net.grads(x_train[rows], y_train[rows]))
    if epoch % 50 in (0, 49):
        print(f'epoch {epoch:3d}  rate {optimiser.rate:.4f}  loss {net.loss(x_train, y_train):.4f}')

guess = y_scale.back(net(x_test))
true = outputs[400:]
fit = 1 - ((guess - true) ** 2).sum(axis=0) / ((true - true.mean(axis=0)) ** 2).sum(axis=0)
for name, value in zip(('position', 'speed', 'energy'), fit):
    print('R2 of', name, round(value, 3))
