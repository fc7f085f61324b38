# my layers, with a max-margin loss (one vs rest) instead of softmax
import numpy as np
from sklearn.datasets import load_iris

np.random.seed(11)
iris = load_iris()
X = (iris.data - iris.data.mean(0)) / iris.data.std(0)
T = 2 * np.eye(3)[iris.target] - 1          # -1 / +1


class Affine:
    def __init__(self, n, m):
        self.W = np.random.randn(n + 1, m) / np.sqrt(n)
        self.v = np.zeros_like(self.W)

    def forward(self, x):
        self.x = np.hstack([x, np.ones((len(x), 1))])   # last row of W is the bias
        return self.x @ self.W

    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W[:-1].T

    def step(self, lr, mu):
        # nesterov in the form of Bengio et al.
        old = self.v
        self.v = mu * old - lr * self.dW
        self.W += -mu * old + (1 + mu) * self.v


class Leaky:
    def forward(self, x):
        self.slope = np.where(x > 0, 1.0, 0.1)
        return x * self.slope

    def backward(self, g):
        return g * self.slope

    def step(self, lr, mu):
        pass


def squared_hinge(s, t):
    m = np.maximum(0, 1 - t * s)
    return np.sum(m ** 2), -2 * t * m        # sum over batch and classes


net = [Affine(4, 10), Leaky(), Affine(10, 3)]

def run(x):
    for layer in net:
        x = layer.forward(x)
    return x

for epoch in range(60):
    order = np.random.permutation(150)
    total = 0
    for i in range(0, 150, 15):
        b = order[i:i + 15]
        loss, g = squared_hinge(run(X[b]), T[b])
        total += loss
        for layer in reversed(net):
            g = layer.backward(g)
        for layer in net:
            layer.step(0.002, 0.9)
    if epoch % 10 == 9:
        print(epoch + 1, 'loss', round(total / 150, 4), 'acc', np.mean(run(X).argmax(1) == iris.target))
