from dataclasses import dataclass, field

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

DTYPE = np.float16  # saves memory on my old laptop


@dataclass
class Param:
    value: np.ndarray
    grad: np.ndarray = None
    m: np.ndarray = field(init=False)
    v: np.ndarray = field(init=False)

    def __post_init__(self):
        self.value = self.value.astype(DTYPE)
        self.m = np.zeros_like(self.value)
        self.v = np.zeros_like(self.value)


@dataclass
class Adam:
    lr: float = 0.005
    b1: float = 0.9
    b2: float = 0.99
    eps: float = 1e-8
    t: int = 0

    def step(self, params):
        self.t += 1
        for p in params:
            p.m = self.b1 * p.m + (1 - self.b1) * p.grad
            p.v = self.b2 * p.v + (1 - self.b2) * p.grad ** 2
            m_hat = p.m / (1 - self.b1 ** self.t)
            v_hat = p.v / (1 - self.b2 ** self.t)
            p.value = p.value - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class Model:
    def __init__(self, n_in, n_hid, n_out):
        self.w1 = Param(np.random.randn(n_in, n_hid) / np.sqrt(n_in))
        self.c1 = Param(np.zeros(n_hid))
        self.w2 = Param(np.random.randn(n_hid, n_out) / np.sqrt(n_hid))
        self.c2 = Param(np.zeros(n_out))

    @property
    def params(self):
        return [self.w1, self.c1, self.w2, self.c2]

    def __call__(self, x):
        self.x = x
        self.h = np.tanh(x @ self.w1.value + self.c1.value)
        s = self.h @ self.w2.value + self.c2.value
        e = np.exp(s - s.max(axis=1, keepdims=True))
        self.p = e / e.sum(axis=1, keepdims=True)
        return self.p

    def backward(self, y):
        d = self.p.copy()
        d[np.arange(len(y)), y] -= 1
        d /= len(y)
        self.w2.grad, self.c2.grad = self.h.T @ d, d.sum(axis=0)
        dh = (d @ self.w2.value.T) * (1 - self.h ** 2)
        self.w1.grad, self.c1.grad = self.x.T @ dh, dh.sum(axis=0)


X, y = load_digits(return_X_y=True)
X_tr, X_te, y_tr, y_te = train_test_split((X / 16).astype(DTYPE), y, test_size=0.25)
model, opt = Model(64, 32, 10), Adam()

for epoch in range(6):
    order = np.random.permutation(len(X_tr))
    for s in range(0, len(order), 64):
        rows = order[s:s + 64]
        model(X_tr[rows])
        model.backward(y_tr[rows])
        opt.step(model.params)
    p = model(X_te)[np.arange(len(y_te)), y_te].astype(float)
    print(f"epoch {epoch}: loss {-np.log(p + 1e-6).mean():.4f}  acc {(model.p.argmax(1) == y_te).mean():.3f}")
