import numpy as np
from sklearn.datasets import make_moons


class NeuralNetwork:
    """2-layer network, tanh hidden units, sigmoid output, full batch gradient descent."""

    def __init__(self, n_in, n_hidden, lr=0.5, seed=0):
        rng = np.random.RandomState(seed)
        self.W1 = rng.randn(n_in, n_hidden) / np.sqrt(n_in)
        self.b1 = np.zeros((1, n_hidden))
        self.W2 = rng.randn(n_hidden, 1) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))
        self.lr = lr
        self.losses = []

    def _sigmoid(self, z):
        return 1.0 / (1.0 + np.exp(-z))

    def forward(self, X):
        self.Z1 = X.dot(self.W1) + self.b1
        self.A1 = np.tanh(self.Z1)
        self.Z2 = self.A1.dot(self.W2) + self.b2
        self.A2 = self._sigmoid(self.Z2)
        return self.A2

    def compute_loss(self, y):
        eps = 1e-8
        return -np.mean(y * np.log(self.A2 + eps) + (1 - y) * np.log(1 - self.A2 + eps))

    def backward(self, X, y):
        m = X.shape[0]
        dZ2 = self.A2 - y
        dW2 = self.A1.T.dot(dZ2) / m
        db2 = np.sum(dZ2, axis=0, keepdims=True) / m
        dA1 = dZ2.dot(self.W2.T)
        dZ1 = dA1 * self.A1 * (1 - self.A1)
        dW1 = X.T.dot(dZ1) / m
        db1 = np.sum(dZ1, axis=0, keepdims=True) / m

        self.W1 -= self.lr * dW1
        self.b1 -= self.lr * db1
        self.W2 -= self.lr * dW2
        self.b2 -= self.lr * db2

    def train(self, X, y, epochs):
        for i in range(epochs):
            self.forward(X)
            self.losses.append(self.compute_loss(y))
            self.backward(X, y)
            if i % 500 == 0:
                print("Epoch", i, "loss", self.losses[-1])

    def predict(self, X):
        return (self.forward(X) > 0.5).astype(int)


X, y = make_moons(n_samples=400, noise=0.15, random_state=3)
y = y.reshape(-1, 1)
X_train, y_train = X[:300], y[:300]
X_test, y_test = X[300:], y[300:]

net = NeuralNetwork(2, 8)
net.train(X_train, y_train, 3000)
print("Train acc:", np.mean(net.predict(X_train) == y_train))
print("Test acc:", np.mean(net.predict(X_test) == y_test))
