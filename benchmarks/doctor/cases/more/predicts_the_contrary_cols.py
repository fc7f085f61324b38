import numpy as np
from sklearn.datasets import load_breast_cancer


class NN:
    """every column is one example, like in the course"""

    def __init__(self, dims):
        np.random.seed(5)
        self.weights = [None]
        self.biases = [None]
        for n_prev, n in zip(dims, dims[1:]):
            self.weights.append(np.random.randn(n, n_prev) * np.sqrt(1. / n_prev))
            self.biases.append(np.zeros((n, 1)))

    def sigmoid(self, z):
        return 1 / (1 + np.exp(-z))

    def forward(self, X):
        activations = [X]
        for w, b in zip(self.weights[1:], self.biases[1:]):
            z = w.dot(activations[-1]) + b
            activations.append(self.sigmoid(z))
        return activations[-1], activations

    def cost(self, X, Y):
        h, _ = self.forward(X)
        h = np.clip(h, 1e-10, 1 - 1e-10)
        return -np.mean(Y * np.log(h) + (1 - Y) * np.log(1 - h))

    def gradients(self, X, Y):
        dws = []
        dbs = []
        h, activations = self.forward(X)
        m = X.shape[0]
        dz = h - Y
        for d in np.arange(1, len(self.weights))[::-1]:
            w = self.weights[d]
            dw = 1. / m * dz.dot(activations[d - 1].T)
            db = 1. / m * np.sum(dz, axis=1, keepdims=True)
            da = w.T.dot(dz)
            dz = da * activations[d - 1] * (1 - activations[d - 1])
            dws.insert(0, dw)
            dbs.insert(0, db)
        dws.insert(0, None)
        dbs.insert(0, None)
        return dws, dbs

    def train(self, X, Y, alpha, epochs):
        for e in range(epochs):
            dws, dbs = self.gradients(X, Y)
            for d in range(1, len(self.weights)):
                self.weights[d] -= alpha * dws[d]
                self.biases[d] -= alpha * dbs[d]
            if e % 50 == 0:
                print(e, "cost:", self.cost(X, Y))


data = load_breast_cancer()
X = data.data[:, :6]
X = ((X - X.mean(axis=0)) / X.std(axis=0)).T
Y = data.target.reshape(1, -1)
print(X.shape, Y.shape)

nn = NN([6, 5, 1])
nn.train(X, Y, alpha=1.5, epochs=300)
p, _ = nn.forward(X)
print("accuracy", np.mean((p > .5) == Y))
