import numpy as np
from sklearn.datasets import load_digits

rng = np.random.RandomState(8)


class MLP:
    def __init__(self, d, h, k):
        self.W = [rng.randn(d, h) * np.sqrt(2.0 / d), rng.randn(h, k) * np.sqrt(2.0 / h)]
        self.b = [np.zeros(h), np.zeros(k)]

    def forward(self, X):
        self.X = X
        self.h = np.maximum(X @ self.W[0] + self.b[0], 0)
        z = self.h @ self.W[1] + self.b[1]
        z = z - z.max(axis=1, keepdims=True)
        self.p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        return self.p

    def backward(self, Y, lr):
        d = (self.p - Y) / len(Y)
        dh = d @ self.W[1].T * (self.h > 0)
        self.W[1] -= lr * self.h.T @ d
        self.b[1] -= lr * d.sum(axis=0)
        self.W[0] -= lr * self.X.T @ dh
        self.b[0] -= lr * dh.sum(axis=0)


def batches(X, Y, size=64):
    order = rng.permutation(len(X))
    for i in range(0, len(X), size):
        yield X[order[i:i + size]], Y[order[i:i + size]]


model = MLP(64, 32, 10)


def train_one_epoch(X, Y, lr):
    losses = []
    for xb, yb in batches(X, Y):
        p = model.forward(xb)
        losses.append(-np.mean(np.log(p[yb == 1] + 1e-12)))
        model.backward(yb, lr)
    return model, np.mean(losses)


X, y = load_digits(return_X_y=True)
X = X / 16
Y = np.eye(10)[y]
order = rng.permutation(len(X))
X, y, Y = X[order], y[order], Y[order]
X_train, Y_train, X_test, y_test = X[:1400], Y[:1400], X[1400:], y[1400:]

for epoch in range(15):
    model, loss = train_one_epoch(X_train, Y_train, lr=0.05)
    acc = np.mean(model.forward(X_test).argmax(axis=1) == y_test)
    print(f'epoch {epoch + 1:02d} - loss {loss:.3f} - test accuracy {acc:.3f}')
