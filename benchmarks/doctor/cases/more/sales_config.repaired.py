from dataclasses import dataclass, field

import numpy as np


@dataclass
class Config:
    lags: int = 12
    hidden: int = 16
    epochs: int = 60
    batch: int = 16
    lr: float = 0.1
    decay: float = 0.97


@dataclass
class Forecaster:
    cfg: Config
    W1: np.ndarray = field(init=False)
    b1: np.ndarray = field(init=False)
    W2: np.ndarray = field(init=False)
    b2: np.ndarray = field(init=False)

    def __post_init__(self):
        c = self.cfg
        self.W1 = np.random.randn(c.lags, c.hidden) / np.sqrt(c.lags)
        self.b1 = np.zeros(c.hidden)
        self.W2 = np.random.randn(c.hidden, 1) / np.sqrt(c.hidden)
        self.b2 = np.zeros(1)

    def forward(self, X):
        h = np.tanh(X @ self.W1 + self.b1)
        return h, h @ self.W2 + self.b2

    def train_batch(self, X, y, lr):
        h, out = self.forward(X)
        err = out - y[:, None]
        g = err / len(y)
        gh = (g @ self.W2.T) * (1 - h ** 2)
        self.W2 -= lr * h.T @ g
        self.b2 -= lr * g.sum(0)
        self.W1 -= lr * X.T @ gh
        self.b1 -= lr * gh.sum(0)
        return float(np.mean(err ** 2))

    def rmse(self, X, y):
        _, out = self.forward(X)
        return float(np.sqrt(np.mean((out[:, 0] - y) ** 2)))


def windows(series, lags):
    X = np.array([series[i:i + lags] for i in range(len(series) - lags)])
    return X, series[lags:]


np.random.seed(19)
month = np.arange(420)
sales = (np.sin(2 * np.pi * month / 12) * (1 + 0.5 * np.sin(2 * np.pi * month / 50))
         + 0.4 * np.sin(2 * np.pi * month / 5) + 0.05 * np.random.randn(len(month)))

cfg = Config()
X, y = windows(sales, cfg.lags)
X_train, y_train, X_test, y_test = X[:320], y[:320], X[320:], y[320:]

model = Forecaster(cfg)
lr = cfg.lr
for epoch in range(cfg.epochs):
    order = np.random.permutation(len(X_train))
    losses = []
    for k in range(0, len(order), cfg.batch):
        rows = order[k:k + cfg.batch]
        losses.append(model.train_batch(X_train[rows], y_train[rows], lr))
    lr *= cfg.decay
    if epoch % 10 == 0:
        print(f"epoch {epoch:3d}  mse {np.mean(losses):.5f}")

print("test rmse", model.rmse(X_test, y_test))
print("rmse of the same month last year", np.sqrt(np.mean((X_test[:, 0] - y_test) ** 2)))
