import numpy as np
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

np.random.seed(42)

X, y = make_moons(n_samples=400, noise=0.15, random_state=42)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=1)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def relu(z):
    return np.maximum(0, z)


class TwoLayerNet:
    def __init__(self, n_x, n_h, n_y):
        self.W1 = np.random.randn(n_x, n_h) * np.sqrt(2 / n_x)
        self.b1 = np.zeros((1, n_h))
        self.W2 = np.random.randn(n_h, n_y) * np.sqrt(2 / n_h)
        self.b2 = np.zeros((1, n_y))

    def forward(self, X):
        self.Z1 = X @ self.W1 + self.b1
        self.A1 = relu(self.Z1)
        self.Z2 = self.A1 @ self.W2 + self.b2
        self.A2 = sigmoid(self.Z2)
        return self.A2

    def loss(self, y):
        y = y.reshape(-1, 1)
        eps = 1e-9
        return -np.mean(y * np.log(self.A2 + eps) + (1 - y) * np.log(1 - self.A2 + eps))

    def backward(self, X, y):
        m = X.shape[0]
        y = y.reshape(-1, 1)
        dZ2 = (self.A2 - y) / m
        self.dW2 = self.A1.T @ dZ2
        self.db2 = dZ2.sum(axis=0, keepdims=True)
        dA1 = dZ2 @ self.W2.T
        dZ1 = dA1 * (self.Z1 > 0)
        self.dW1 = X.T @ dZ1
        self.db1 = dZ1.sum(axis=0, keepdims=True)

    def step(self, lr):
        self.W1 -= lr * self.dW1
        self.b1 -= lr * self.db1
        self.W2 -= lr * self.dW2
        self.b2 -= lr * self.db2

    def predict(self, X):
        return (self.forward(X) > 0.5).astype(int)


def accuracy(net, X, y):
    preds = net.predict(X)
    return np.mean(preds == y)


net = TwoLayerNet(2, 16, 1)
losses = []

for epoch in range(2000):
    net.forward(X_train)
    losses.append(net.loss(y_train))
    net.backward(X_train, y_train)
    net.step(0.5)
    if epoch % 200 == 0:
        print(f"epoch {epoch}: loss {losses[-1]:.4f}  train acc {accuracy(net, X_train, y_train):.4f}")

print("loss is going down nicely:", losses[0], "->", losses[-1])
print("test accuracy:", accuracy(net, X_test, y_test))
