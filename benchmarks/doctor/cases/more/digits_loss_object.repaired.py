"""Tiny layer classes for digit recognition, my attempt after reading half of a book."""
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Dense:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) * np.sqrt(1.0 / n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad, lr):
        down = grad @ self.W.T
        self.W -= lr * self.x.T @ grad
        self.b -= lr * grad.sum(axis=0)
        return down


class Tanh:
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, grad, lr):
        return grad * (1 - self.y ** 2)


def softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


class SoftmaxCrossEntropy:
    def __call__(self, scores, labels):
        self.p = scores
        self.labels = labels
        return -np.log(self.p[np.arange(len(labels)), labels]).mean()

    def grad(self):
        g = self.p.copy()
        g[np.arange(len(self.labels)), self.labels] -= 1
        return g / len(self.labels)


class Net:
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return softmax(x)

    def backward(self, grad, lr):
        for layer in reversed(self.layers):
            grad = layer.backward(grad, lr)


X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16, y, test_size=0.3)

net = Net(Dense(64, 32), Tanh(), Dense(32, 10))
criterion = SoftmaxCrossEntropy()
for epoch in range(20):
    idx = np.random.permutation(len(X_train))
    losses = []
    for k in range(0, len(idx), 32):
        batch = idx[k:k + 32]
        out = net.forward(X_train[batch])
        losses.append(criterion(out, y_train[batch]))
        net.backward(criterion.grad(), lr=0.2)
    acc = (net.forward(X_test).argmax(axis=1) == y_test).mean()
    print(f"epoch {epoch:2d}  loss {np.mean(losses):.4f}  acc {acc:.3f}")
p = net.forward(X_test)
print("mean confidence", p.max(axis=1).mean())
