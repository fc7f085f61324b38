"""Assignment 5: autoencoder for the 8x8 digits."""
from __future__ import annotations

from dataclasses import dataclass
from typing import List, Tuple

import numpy as np
from sklearn.datasets import load_digits

Array = np.ndarray


@dataclass
class Config:
    n_hidden: int = 16
    lr: float = 2.0
    epochs: int = 60
    batch_size: int = 32
    seed: int = 0


def sigmoid(z: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-z))


@dataclass
class AutoEncoder:
    n_input: int
    cfg: Config

    def __post_init__(self) -> None:
        self.losses: List[float] = []
        self.rng = np.random.default_rng(self.cfg.seed)
        h, d = self.cfg.n_hidden, self.n_input
        s = np.sqrt(6.0 / (d + h))
        self.W_enc = self.rng.uniform(-s, s, (d, h))
        self.b_enc = np.zeros(h)
        self.W_dec = self.rng.uniform(-s, s, (h, d))
        self.b_dec = np.zeros(d)

    def encode(self, x: Array) -> Array:
        return sigmoid(x @ self.W_enc + self.b_enc)

    def decode(self, code: Array) -> Array:
        return sigmoid(code @ self.W_dec + self.b_dec)

    def step(self, x: Array) -> float:
        m = len(x)
        code = self.encode(x)
        x_hat = self.decode(code)
        diff = x_hat - x
        loss = 0.5 * np.sum(diff ** 2) / m

        delta_dec = diff * x_hat * (1 - x_hat) / m
        delta_enc = (delta_dec @ self.W_dec.T) * code * (1 - code)
        grads: Tuple[Array, ...] = (
            x.T @ delta_enc, delta_enc.sum(axis=0),
            code.T @ delta_dec, delta_dec.sum(axis=0),
        )
        self.W_enc -= self.cfg.lr * grads[0]
        self.b_enc -= self.cfg.lr * grads[1]
        self.W_dec -= self.cfg.lr * grads[2]
        self.b_dec -= self.cfg.lr * grads[3]
        return float(loss)

    def fit(self, X: Array) -> "AutoEncoder":
        n = len(X)
        for epoch in range(self.cfg.epochs):
            order = self.rng.permutation(n)
            total = 0.0
            for start in range(0, n, self.cfg.batch_size):
                rows = order[start:start + self.cfg.batch_size]
                total += self.step(X[rows]) * len(rows)
            self.losses.append(total / n)
            if epoch % 5 == 0:
                print(f"epoch {epoch:3d}  reconstruction loss {self.losses[-1]:.4f}")
        return self


if __name__ == "__main__":
    images = load_digits().data
    images = images / 16.0
    model = AutoEncoder(images.shape[1], Config()).fit(images)
    rebuilt = model.decode(model.encode(images))
    explained = 1 - np.sum((images - rebuilt) ** 2) / np.sum((images - images.mean(axis=0)) ** 2)
    print("explained share of the variance:", explained)
