from dataclasses import dataclass, field
from typing import Dict

import numpy as np
from sklearn.datasets import load_digits


@dataclass
class Adam:
    lr: float = 0.003
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    t: int = 0
    m: Dict[str, np.ndarray] = field(default_factory=dict)
    v: Dict[str, np.ndarray] = field(default_factory=dict)

    def update(self, params, grads):
        self.t += 1
        for name, grad in grads.items():
            if name not in self.m:
                self.m[name] = np.zeros_like(grad)
                self.v[name] = np.zeros_like(grad)
            self.m[name] = self.beta1 * self.m[name] + (1 - self.beta1) * grad
            self.v[name] = self.beta2 * self.v[name] + (1 - self.beta2) * grad ** 2
            self.m[name] /= 1 - self.beta1 ** self.t
            self.v[name] /= 1 - self.beta2 ** self.t
            params[name] -= self.lr * self.m[name] / (np.sqrt(self.v[name]) + self.eps)


@dataclass
class Dataset:
    x: np.ndarray
    y: np.ndarray

    def __len__(self):
        return len(self.y)

    def batches(self, size, rng):
        order = rng.permutation(len(self))
        for i in range(0, len(self), size):
            part = order[i:i + size]
            yield self.x[part], self.y[part]


@dataclass
class Network:
    n_in: int
    n_hidden: int
    n_out: int
    rng: np.random.Generator
    params: Dict[str, np.ndarray] = field(init=False)

    def __post_init__(self):
        self.params = {
            'W1': self.rng.normal(0, np.sqrt(2 / self.n_in), (self.n_in, self.n_hidden)),
            'b1': np.zeros(self.n_hidden),
            'W2': self.rng.normal(0, np.sqrt(2 / self.n_hidden), (self.n_hidden, self.n_out)),
            'b2': np.zeros(self.n_out),
        }

    def logits(self, x):
        h = np.maximum(0, x @ self.params['W1'] + self.params['b1'])
        return h, h @ self.params['W2'] + self.params['b2']

    def loss_and_grads(self, x, y):
        n = len(y)
        h, z = self.logits(x)
        z = z - z.max(axis=1, keepdims=True)
        logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        loss = -logp[np.arange(n), y].mean()
        dz = np.exp(logp)
        dz[np.arange(n), y] -= 1
        dz /= n
        dh = dz @ self.params['W2'].T
        dh[h <= 0] = 0
        grads = {'W2': h.T @ dz, 'b2': dz.sum(axis=0), 'W1': x.T @ dh, 'b1': dh.sum(axis=0)}
        return loss, grads

    def accuracy(self, data):
        return (self.logits(data.x)[1].argmax(axis=1) == data.y).mean()


rng = np.random.default_rng(17)
digits = load_digits()
order = rng.permutation(len(digits.target))
x, y = digits.data[order] / 16, digits.target[order]
train, test = Dataset(x[:1300], y[:1300]), Dataset(x[1300:], y[1300:])

net = Network(64, 50, 10, rng)
opt = Adam()
for epoch in range(1, 21):
    losses = []
    for xb, yb in train.batches(32, rng):
        loss, grads = net.loss_and_grads(xb, yb)
        opt.update(net.params, grads)
        losses.append(loss)
    if epoch % 4 == 0 or epoch == 1:
        print(f'epoch {epoch:2d}  loss {np.mean(losses):.4f}  test acc {net.accuracy(test):.3f}')
