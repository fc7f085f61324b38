import numpy as np
from sklearn.datasets import make_circles

# first try of a network without keras

X, y = make_circles(n_samples=400, noise=0.08, factor=0.4, random_state=3)
y = y.reshape(-1, 1)


def relu(x):
    return np.maximum(0, x)


def relu_deriv(x):
    return (x > 0).astype(float)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Network:
    def __init__(self, n_in, n_hidden, n_out, lr=0.1):
        self.W1 = np.random.randn(n_in, n_hidden) * np.sqrt(2 / n_in)
        self.b1 = np.zeros(n_hidden)
        self.W2 = np.random.randn(n_hidden, n_out) * np.sqrt(2 / n_hidden)
        self.b2 = np.zeros(n_out)
        self.lr = lr

    def forward(self, X):
        self.z1 = X @ self.W1 + self.b1
        self.a1 = relu(self.z1)
        self.z2 = self.a1 @ self.W2 + self.b2
        self.a2 = relu(self.z2)
        return self.a2

    def backward(self, X, y):
        m = len(X)
        d2 = 2 * (self.a2 - y) * relu_deriv(self.z2) / m
        dW2 = self.a1.T @ d2
        db2 = d2.sum(axis=0)
        d1 = (d2 @ self.W2.T) * relu_deriv(self.z1)
        dW1 = X.T @ d1
        db1 = d1.sum(axis=0)
        return dW1, db1, dW2, db2

    def fit(self, X, y, epochs=3000):
        for e in range(epochs):
            out = self.forward(X)
            loss = np.mean((out - y) ** 2)
            dW1, db1, dW2, db2 = self.backward(X, y)
            self.W1 -= self.lr * dW1
            self.b1 -= self.lr * db1
            self.W2 -= self.lr * dW2
            self.b2 -= self.lr * db2
            if e % 500 == 0:
                print(f"epoch {e} loss {loss:.4f}")


np.random.seed(0)
net = Network(2, 6, 1, lr=0.5)
net.fit(X, y)
pred = net.forward(X)
print("first outputs", pred[:8].ravel().round(3))
print("zeros in the output:", int(np.sum(pred == 0)), "of", len(pred))
print("accuracy", np.mean((pred >= 0.5).astype(int) == y))
