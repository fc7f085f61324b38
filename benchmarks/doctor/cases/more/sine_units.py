from typing import NamedTuple

import numpy as np


class Layer(NamedTuple):
    w: np.ndarray
    b: np.ndarray


OMEGA = 12.0
rng = np.random.default_rng(8)


def make(n_in, n_out, first=False):
    bound = 1 / n_in if first else np.sqrt(6 / n_in) / OMEGA
    return Layer(rng.uniform(-bound, bound, (n_in, n_out)), rng.uniform(-bound, bound, (1, n_out)))


def run(net, x):
    kept = [x]
    for layer in net[:-1]:
        z = OMEGA * (kept[-1] @ layer.w + layer.b)
        kept += [z, np.sin(z)]
    return kept, kept[-1] @ net[-1].w + net[-1].b


def back(net, kept, delta):
    grads = [None] * len(net)
    for i in range(len(net) - 1, -1, -1):
        grads[i] = Layer(kept[2 * i].T @ delta, delta.sum(0, keepdims=True))
        if i:
            delta = (delta @ net[i].w.T) * np.cos(kept[2 * i - 1]) * OMEGA
    return grads


t = np.linspace(-1, 1, 200)[:, None]
signal = np.sign(np.sin(9 * t)) * 0.5 + 0.3 * np.sin(25 * t)

net = [make(1, 32, first=True), make(32, 32), make(32, 1)]
for step in range(1200):
    kept, out = run(net, t)
    loss = np.mean((out - signal) ** 2)
    grads = back(net, kept, 2 * (out - signal) / len(t))
    net = [Layer(l.w - 1e-3 * g.w, l.b - 1e-3 * g.b) for l, g in zip(net, grads)]
    if step % 120 == 0:
        print(f"step {step:4d} loss {loss:.5f}")
