from dataclasses import dataclass, field

import numpy as np
from sklearn.datasets import load_breast_cancer

rng = np.random.default_rng(31)


@dataclass
class Param:
    value: np.ndarray
    grad: np.ndarray = field(init=False)
    m: np.ndarray = field(init=False)
    v: np.ndarray = field(init=False)

    def __post_init__(self):
        self.grad = np.zeros_like(self.value)
        self.m = np.zeros_like(self.value)
        self.v = np.zeros_like(self.value)


@dataclass
class Adam:
    params: list
    lr: float = 1e-3
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    t: int = 0

    def step(self):
        self.t += 1
        for p in self.params:
            p.m = self.beta1 * p.m + (1 - self.beta1) * p.grad
            p.v = self.beta2 * p.v + (1 - self.beta2) * p.grad ** 2
            m_hat = p.m / (1 - self.beta1 ** self.t)
            v_hat = p.v / (1 - self.beta2 ** self.t)
            p.value = p.value - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


W1 = Param(rng.normal(0, np.sqrt(2 / 30), (30, 16)))
b1 = Param(np.zeros(16))
W2 = Param(rng.normal(0, np.sqrt(1 / 16), (16, 1)))
b2 = Param(np.zeros(1))
optimizer = Adam([W1, b1, W2, b2], lr=0.003)


def forward(x):
    z1 = x @ W1.value + b1.value
    a1 = np.maximum(z1, 0)
    p = 1 / (1 + np.exp(-(a1 @ W2.value + b2.value)))
    return z1, a1, p


def backward(x, t, z1, a1, p):
    d2 = (p - t) / len(x)
    W2.grad = a1.T @ d2
    b2.grad = d2.sum(axis=0)
    d1 = (d2 @ W2.value.T) * (z1 > 0)
    W1.grad = x.T @ d1
    b1.grad = d1.sum(axis=0)


def log_loss(p, t):
    p = np.clip(p, 1e-9, 1 - 1e-9)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


table = load_breast_cancer()
order = rng.permutation(len(table.data))
X, T = table.data[order], table.target[order].reshape(-1, 1).astype(float)
X_train, X_val = X[:430], X[430:]
T_train, T_val = T[:430], T[430:]
mu, sd = X_train.mean(0), X_train.std(0)
X_train, X_val = (X_train - mu) / sd, (X_val - mu) / sd

for epoch in range(60):
    perm = rng.permutation(len(X_train))
    for start in range(0, len(perm), 32):
        rows = perm[start:start + 32]
        z1, a1, p = forward(X_train[rows])
        backward(X_train[rows], T_train[rows], z1, a1, p)
        optimizer.step()
    if epoch % 10 == 0 or epoch == 59:
        p_train, p_val = forward(X_train)[2], forward(X_val)[2]
        print(f"epoch {epoch:2d}  train {log_loss(p_train, T_train):.4f}  val {log_loss(p_val, T_val):.4f}"
              f"  acc {np.mean((p_val > 0.5) == (T_val > 0.5)):.3f}")
