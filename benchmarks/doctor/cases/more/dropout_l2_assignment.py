"""
Assignment 4: regularisation (L2 + dropout) of a network on the digits
"""
import numpy as np
from sklearn.datasets import load_digits

rng = np.random.RandomState(1)
digits = load_digits()
order = rng.permutation(len(digits.data))
X = digits.data[order] / 16.
y = digits.target[order]
# few training examples on purpose, so that it overfits
X_train, y_train = X[:300], y[:300]
X_test, y_test = X[1000:], y[1000:]


class Network:
    def __init__(self, sizes, keep_prob=0.7, lambd=1e-3):
        self.W = [rng.randn(a, b) * np.sqrt(2. / a) for a, b in zip(sizes[:-1], sizes[1:])]
        self.b = [np.zeros(b) for b in sizes[1:]]
        self.keep_prob = keep_prob
        self.lambd = lambd

    def forward(self, X, training=False):
        self.A = [X]
        self.D = []
        for W, b in zip(self.W[:-1], self.b[:-1]):
            A = np.maximum(0, self.A[-1] @ W + b)
            if training:
                D = rng.rand(*A.shape) < self.keep_prob
                A = A * D
                self.D.append(D)
            self.A.append(A)
        Z = self.A[-1] @ self.W[-1] + self.b[-1]
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        return E / E.sum(axis=1, keepdims=True)

    def cost(self, X, y):
        P = self.forward(X)
        data_cost = -np.mean(np.log(P[np.arange(len(y)), y] + 1e-12))
        l2 = 0.5 * self.lambd * sum(np.sum(W ** 2) for W in self.W)
        return data_cost + l2

    def backward(self, X, y):
        P = self.forward(X, training=True)
        delta = P
        delta[np.arange(len(y)), y] -= 1
        delta /= len(y)
        gW, gb = [None] * len(self.W), [None] * len(self.W)
        for l in range(len(self.W) - 1, -1, -1):
            gW[l] = self.A[l].T @ delta - self.lambd * self.W[l]
            gb[l] = delta.sum(axis=0)
            if l > 0:
                delta = (delta @ self.W[l].T) * (self.A[l] > 0)
                delta = delta * self.D[l - 1]
        return gW, gb

    def train(self, X, y, epochs=150, lr=0.1, batch=50):
        for e in range(epochs):
            p = rng.permutation(len(X))
            for s in range(0, len(X), batch):
                i = p[s:s + batch]
                gW, gb = self.backward(X[i], y[i])
                for l in range(len(self.W)):
                    self.W[l] -= lr * gW[l]
                    self.b[l] -= lr * gb[l]
            if e % 30 == 0:
                print("epoch %3d  cost %.4f  train %.3f" % (e, self.cost(X, y), self.accuracy(X, y)))

    def accuracy(self, X, y):
        return np.mean(np.argmax(self.forward(X), axis=1) == y)


net = Network([64, 64, 32, 10])
net.train(X_train, y_train)
print("train accuracy", net.accuracy(X_train, y_train))
print("test accuracy ", net.accuracy(X_test, y_test))
