from dataclasses import dataclass, field
from typing import Iterator
import copy
import math
import numpy as np
from sklearn.datasets import load_wine


@dataclass
class Settings:
    hidden: int = 9
    rate: float = 0.004          # gradients are summed over the batch, hence the small number
    decay: float = 0.02          # weight decay, not on the biases
    inertia: float = 0.8
    batch: int = 18
    patience: int = 15
    max_epochs: int = 200


@dataclass
class Weights:
    A: np.ndarray
    a: np.ndarray
    B: np.ndarray
    b: np.ndarray
    moves: dict = field(default_factory=dict)


squash = np.vectorize(lambda t: 1 / (1 + math.exp(-t)) if t > -30 else 0.0)


def start(n_in, n_out, cfg, rng):
    return Weights(A=rng.uniform(-1, 1, (cfg.hidden, n_in)) * math.sqrt(6 / (n_in + cfg.hidden)),
                   a=np.zeros((cfg.hidden, 1)),
                   B=rng.uniform(-1, 1, (n_out, cfg.hidden)) * math.sqrt(6 / (n_out + cfg.hidden)),
                   b=np.zeros((n_out, 1)))


def outputs(w, X):
    hid = squash(w.A @ X + w.a)
    top = w.B @ hid + w.b
    top = np.exp(top - top.max(axis=0))
    return hid, top / top.sum(axis=0)


def batches(n, size, rng) -> Iterator[np.ndarray]:
    order = rng.permutation(n)
    for k in range(0, n, size):
        yield order[k:k + size]


def cross_entropy(w, X, T):
    return -np.sum(T * np.log(outputs(w, X)[1] + 1e-12)) / X.shape[1]


def make_step(cfg):
    def step(w, X, T):
        hid, p = outputs(w, X)
        up = p - T
        down = (w.B.T @ up) * hid * (1 - hid)
        grads = {'B': up @ hid.T + cfg.decay * w.B,
                 'b': up.sum(axis=1, keepdims=True),
                 'A': down @ X.T + cfg.decay * w.A,
                 'a': down.sum(axis=1, keepdims=True)}
        for name, g in grads.items():
            w.moves[name] = cfg.inertia * w.moves.get(name, 0.0) - cfg.rate * g
            setattr(w, name, getattr(w, name) + w.moves[name])
    return step


cfg = Settings()
rng = np.random.default_rng(2024)
wine = load_wine()
mix = rng.permutation(178)
D, L = wine.data[mix].T, wine.target[mix]
T = np.equal.outer(np.arange(3), L).astype(float)
part = slice(0, 108), slice(108, 138), slice(138, 178)      # train, validation, test
centre, spread = D[:, part[0]].mean(1, keepdims=True), D[:, part[0]].std(1, keepdims=True)
D = (D - centre) / spread
(Xa, Ta), (Xv, Tv), (Xt, Tt) = [(D[:, s], T[:, s]) for s in part]

w = start(13, 3, cfg, rng)
step = make_step(cfg)
best, best_loss, waited = copy.deepcopy(w), float('inf'), 0
for epoch in range(cfg.max_epochs):
    for cols in batches(Xa.shape[1], cfg.batch, rng):
        step(w, Xa[:, cols], Ta[:, cols])
    now = cross_entropy(w, Xv, Tv)
    if now < best_loss - 1e-3:
        best, best_loss, waited = copy.deepcopy(w), now, 0
    else:
        waited += 1
    if epoch % 20 == 0:
        print(f'{epoch:4d}  train {cross_entropy(w, Xa, Ta):.4f}  validation {now:.4f}')
    if waited == cfg.patience:
        print('stopped after epoch', epoch)
        break

w = best
for label, X, Y in (('train', Xa, Ta), ('validation', Xv, Tv), ('test', Xt, Tt)):
    print(label, 'accuracy', np.mean(outputs(w, X)[1].argmax(axis=0) == Y.argmax(axis=0)).round(3))
