import numpy as np
from sklearn.datasets import make_moons

np.random.seed(2)

X, t = make_moons(n_samples=300, noise=0.12, random_state=2)
t = t.reshape(-1, 1)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class MLP:
    # layers e.g. [2, 4, 4, 1]
    def __init__(self, layers, lr):
        self.layers = layers
        self.lr = lr
        self.W = []
        self.B = []
        for i in range(len(layers) - 1):
            self.W.append(np.random.randn(layers[i], layers[i + 1]) / np.sqrt(layers[i]))
            self.B.append(np.zeros((1, layers[i + 1])))

    def forward(self, x):
        self.A = [x]
        for i in range(len(self.W)):
            z = np.dot(self.A[i], self.W[i]) + self.B[i]
            if i == len(self.W) - 1:
                self.A.append(sigmoid(z))
            else:
                self.A.append(np.tanh(z))
        return self.A[-1]

    def backward(self, t):
        n = t.shape[0]
        L = len(self.W)
        deltas = [None] * L
        # cross entropy + sigmoid
        deltas[L - 1] = (self.A[-1] - t) / n
        for i in range(L - 2, -1, -1):
            deltas[i] = np.dot(deltas[i + 1], self.W[i + 1].T) * (1 - self.A[i + 1] ** 2)
        for i in range(L - 1, -1, -1):
            self.W[i] -= self.lr * np.dot(self.A[i].T, deltas[i])
            self.B[i] -= self.lr * np.sum(deltas[i], axis=0, keepdims=True)

    def train(self, x, t, epochs):
        for e in range(epochs):
            out = self.forward(x)
            self.backward(t)
            if e % 500 == 0:
                print("epoch", e, "loss", -np.mean(t * np.log(out) + (1 - t) * np.log(1 - out)))


net = MLP([2, 3, 3, 1], 0.5)
net.train(X, t, 4000)

out = net.forward(X)
loss = -np.mean(t * np.log(out) + (1 - t) * np.log(1 - out))
print("loss", loss)
print("accuracy", np.mean((out > 0.5) == t))
