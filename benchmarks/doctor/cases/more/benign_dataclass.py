from dataclasses import dataclass, field

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split


@dataclass
class Logit:
    n_features: int
    lr: float = 0.05
    epochs: int = 400
    theta: np.ndarray = field(init=False)
    bias: float = 0.0

    def __post_init__(self):
        self.theta = np.zeros(self.n_features)

    def prob(self, X: np.ndarray) -> np.ndarray:
        return 1.0 / (1.0 + np.exp(-np.clip(X @ self.theta + self.bias, -500, 500)))

    def loss(self, X, y) -> float:
        p = np.clip(self.prob(X), 1e-12, 1 - 1e-12)
        return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())

    def score(self, X, y) -> float:
        return float((self.prob(X) == y).sum() / y.size)

    def fit(self, X, y):
        for epoch in range(self.epochs):
            error = y - self.prob(X)
            self.theta -= self.lr * X.T @ error / y.size
            self.bias -= self.lr * error.mean()
            if epoch % 50 == 0:
                print(f"{epoch=:4d} loss={self.loss(X, y):.4f} acc={self.score(X, y):.3f}")
        return self


raw = load_breast_cancer()
X_tr, X_te, y_tr, y_te = train_test_split(raw.data, raw.target, random_state=1, stratify=raw.target)
centre, spread = X_tr.mean(0), X_tr.std(0)
X_tr, X_te = (X_tr - centre) / spread, (X_te - centre) / spread

clf = Logit(X_tr.shape[1]).fit(X_tr, y_tr)
print("test accuracy", clf.score(X_te, y_te))
