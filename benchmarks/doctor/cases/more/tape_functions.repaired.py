from dataclasses import dataclass, field
from typing import Callable, List, Tuple

import numpy as np
from sklearn.datasets import load_digits

np.random.seed(11)

# every operation appends one record; backward() walks the tape from its end
TAPE: List["Record"] = []


@dataclass
class Var:
    value: np.ndarray
    grad: np.ndarray = field(default=None, repr=False)

    def add_grad(self, g):
        self.grad = g if self.grad is None else self.grad + g


@dataclass
class Record:
    inputs: Tuple[Var, ...]
    output: Var
    pull: Callable


def op(value, inputs, pull):
    out = Var(value)
    TAPE.append(Record(inputs, out, pull))
    return out


def affine(x: Var, w: Var, b: Var) -> Var:
    def pull(g):
        return g @ w.value.T, x.value.T @ g, g.sum(axis=0)
    return op(x.value @ w.value + b.value, (x, w, b), pull)


def tanh(x: Var) -> Var:
    y = np.tanh(x.value)

    def pull(g):
        return (g * (1.0 - y ** 2),)
    return op(y, (x,), pull)


def softmax_xent(z: Var, labels: np.ndarray) -> Tuple[Var, np.ndarray]:
    e = np.exp(z.value - z.value.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    n = len(labels)
    loss = -np.log(p[np.arange(n), labels] + 1e-12).mean()

    def pull(g):
        d = p.copy()
        d[np.arange(n), labels] -= 1.0
        return (g * d / n,)
    return op(np.array(loss), (z,), pull), p


def backward(loss: Var):
    loss.grad = np.array(1.0)
    while TAPE:
        rec = TAPE.pop()
        if rec.output.grad is None:
            continue
        for var, g in zip(rec.inputs, rec.pull(rec.output.grad)):
            var.add_grad(g)


@dataclass
class Config:
    sizes: Tuple[int, ...] = (64, 48, 32, 10)
    lr: float = 0.3
    batch: int = 64
    epochs: int = 30


def make_params(cfg):
    params = []
    for a, b in zip(cfg.sizes[:-1], cfg.sizes[1:]):
        params.append((Var(np.random.randn(a, b) / np.sqrt(a)), Var(np.zeros(b))))
    return params


def network(x, params):
    h = Var(x)
    for w, b in params[:-1]:
        h = tanh(affine(h, w, b))
    return affine(h, *params[-1])


cfg = Config()
digits = load_digits()
x_all = (digits.data - digits.data.mean()) / digits.data.std()
perm = np.random.permutation(len(x_all))
x_all, y_all = x_all[perm], digits.target[perm]
x_tr, y_tr, x_te, y_te = x_all[:1400], y_all[:1400], x_all[1400:], y_all[1400:]

params = make_params(cfg)
for epoch in range(cfg.epochs):
    order = np.random.permutation(len(x_tr))
    losses = []
    for s in range(0, len(order), cfg.batch):
        pick = order[s:s + cfg.batch]
        loss, _ = softmax_xent(network(x_tr[pick], params), y_tr[pick])
        backward(loss)
        for layer in params:
            for v in layer:
                v.value = v.value - cfg.lr * v.grad
                v.grad = None
        losses.append(float(loss.value))
    if epoch % 5 == 0 or epoch == cfg.epochs - 1:
        guess = network(x_te, params).value.argmax(axis=1)
        TAPE.clear()
        print(f"epoch {epoch:2d}  loss {np.mean(losses):.4f}  test accuracy {(guess == y_te).mean():.3f}")

test_accuracy = (network(x_te, params).value.argmax(axis=1) == y_te).mean()
