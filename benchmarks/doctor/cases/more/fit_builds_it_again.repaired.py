import numpy as np
from sklearn.datasets import load_wine


class NN:
    def __init__(self, hidden=10, alpha=0.5):
        self.hidden = hidden
        self.alpha = alpha

    def init_weights(self, n_in, n_out):
        self.theta1 = np.random.randn(n_in + 1, self.hidden) / np.sqrt(n_in + 1)
        self.theta2 = np.random.randn(self.hidden + 1, n_out) / np.sqrt(self.hidden + 1)

    def add_ones(self, a):
        return np.hstack([np.ones((a.shape[0], 1)), a])

    def forward(self, X):
        self.a1 = self.add_ones(X)
        self.h = 1 / (1 + np.exp(-self.a1 @ self.theta1))
        self.a2 = self.add_ones(self.h)
        scores = self.a2 @ self.theta2
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return scores / scores.sum(axis=1, keepdims=True)

    def partial_fit(self, X, y):
        T = np.eye(3)[y]
        if not hasattr(self, 'theta1'):
            self.init_weights(X.shape[1], T.shape[1])
        p = self.forward(X)
        d2 = (p - T) / len(X)
        d1 = (d2 @ self.theta2[1:].T) * self.h * (1 - self.h)
        self.theta2 -= self.alpha * self.a2.T @ d2
        self.theta1 -= self.alpha * self.a1.T @ d1
        return -np.mean(np.sum(T * np.log(p), axis=1))

    def score(self, X, y):
        return np.mean(self.forward(X).argmax(axis=1) == y)


wine = load_wine()
X = (wine.data - wine.data.mean(axis=0)) / wine.data.std(axis=0)
nn = NN()
for epoch in range(400):
    loss = nn.partial_fit(X, wine.target)
    if epoch % 40 == 0:
        print(epoch, "loss", loss, "score", nn.score(X, wine.target))
