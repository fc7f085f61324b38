import numpy as np
from sklearn.datasets import make_classification

# credit card style data, about 3 % fraud
X, y = make_classification(n_samples=3000, n_features=10, n_informative=5, n_redundant=0, weights=[0.97],
                           class_sep=0.8, flip_y=0.0, random_state=11)
X = (X - X.mean(0)) / X.std(0)
y = y.reshape(-1, 1)
split = 2200
Xtr, Xte, ytr, yte = X[:split], X[split:], y[:split], y[split:]

sigmoid = lambda z: 1 / (1 + np.exp(-z))


class Model:
    def __init__(self, n, h=8):
        self.W1 = np.random.randn(n, h) / np.sqrt(n)
        self.b1 = np.zeros(h)
        self.W2 = np.random.randn(h, 1) / np.sqrt(h)
        self.b2 = np.zeros(1)

    def forward(self, X):
        self.A1 = np.tanh(X @ self.W1 + self.b1)
        self.A2 = sigmoid(self.A1 @ self.W2 + self.b2)
        return self.A2

    def loss(self, y):
        a = np.clip(self.A2, 1e-9, 1 - 1e-9)
        w = np.where(y == 1, 30.0, 1.0)
        return -np.sum(w * (y * np.log(a) + (1 - y) * np.log(1 - a))) / w.sum()

    def step(self, X, y, lr):
        w = np.where(y == 1, 30.0, 1.0)
        dZ2 = w * (self.A2 - y) / w.sum()
        dZ1 = dZ2 @ self.W2.T * (1 - self.A1 ** 2)
        self.W2 -= lr * self.A1.T @ dZ2
        self.b2 -= lr * dZ2.sum(0)
        self.W1 -= lr * X.T @ dZ1
        self.b1 -= lr * dZ1.sum(0)


def accuracy(model, X, y):
    return np.mean((model.forward(X) > 0.5) == y)


model = Model(10)
for it in range(301):
    model.forward(Xtr)
    loss = model.loss(ytr)
    model.step(Xtr, ytr, lr=0.3)
    if it % 30 == 0:
        print(f"it {it} loss {loss:.4f} train acc {accuracy(model, Xtr, ytr):.4f} test acc {accuracy(model, Xte, yte):.4f}")

flagged = int((model.forward(Xte) > 0.5).sum())
print("flagged as fraud:", flagged, "real frauds in test:", int(yte.sum()))
