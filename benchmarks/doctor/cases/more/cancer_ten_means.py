import numpy as np
from sklearn.datasets import load_breast_cancer

# The coursera course worked great so I try my own version of it, all layers sigmoid for now.
# Samples are the COLUMNS. weights[0] is empty so that the index fits the layer number.


class Net:
    def __init__(self, sizes, alpha=0.5):
        self.sizes = sizes
        self.alpha = alpha
        self.weights = [None]
        self.biases = [None]
        for d in range(1, len(sizes)):
            self.weights.append(np.random.randn(sizes[d], sizes[d - 1]) * np.sqrt(1. / sizes[d - 1]))
            self.biases.append(np.zeros((sizes[d], 1)))

    def sigmoid(self, z):
        return 1. / (1. + np.exp(-z))

    def forward(self, X):
        activations = [X]
        zs = [None]
        a = X
        for d in range(1, len(self.weights)):
            z = self.weights[d].dot(a) + self.biases[d]
            a = self.sigmoid(z)
            zs.append(z)
            activations.append(a)
        return a, activations, zs

    def cost(self, h, Y):
        h = np.clip(h, 1e-10, 1 - 1e-10)
        return -np.mean(Y * np.log(h) + (1 - Y) * np.log(1 - h))

    def gradients(self, X, Y):
        dws = []
        dbs = []
        h, activations, zs = self.forward(X)
        h = np.clip(h, 1e-10, 1 - 1e-10)
        m = X.shape[1]
        da = - (np.divide(Y, h) - np.divide(1 - Y, 1 - h))  # dJ/dOutput
        for d in np.arange(1, len(self.weights))[::-1]:
            a = activations[d]  # output for layer d
            w = self.weights[d]  # weights for layer d

            dz = da * a * (1 - a)
            dw = 1. / m * dz.dot(activations[d].T)
            db = 1. / m * np.sum(dz, axis=1, keepdims=True)
            da = w.T.dot(dz)
            dws.insert(0, dw)
            dbs.insert(0, db)
        dws.insert(0, None)
        dbs.insert(0, None)
        return dws, dbs

    def fit(self, X, Y, Xv, Yv, epochs):
        costs = []
        for e in range(epochs):
            dws, dbs = self.gradients(X, Y)
            for d in range(1, len(self.weights)):
                self.weights[d] = self.weights[d] - self.alpha * dws[d]
                self.biases[d] = self.biases[d] - self.alpha * dbs[d]
            h, _, _ = self.forward(X)
            costs.append(self.cost(h, Y))
            if e % 200 == 0:
                print("epoch", e, "cost", costs[-1], "valid", self.score(Xv, Yv))
        return costs

    def predict(self, X):
        h, _, _ = self.forward(X)
        return (h >= 0.5).astype(int)

    def score(self, X, Y):
        return np.mean(self.predict(X) == Y)


def split(X, Y, part=0.75):
    idx = np.random.permutation(X.shape[1])
    cut = int(part * X.shape[1])
    return X[:, idx[:cut]], Y[:, idx[:cut]], X[:, idx[cut:]], Y[:, idx[cut:]]


if __name__ == "__main__":
    raw = load_breast_cancer()
    # first ten columns only (the "mean" ones) -> 10 inputs, 10 hidden, 10 hidden, 1 out
    X = raw.data[:, :10].T
    Y = raw.target.reshape(1, -1)
    Xt, Yt, Xv, Yv = split(X, Y)
    mu, sd = Xt.mean(axis=1, keepdims=True), Xt.std(axis=1, keepdims=True)
    Xt = (Xt - mu) / sd
    Xv = (Xv - mu) / sd
    print("train", Xt.shape, Yt.shape, "valid", Xv.shape, Yv.shape)

    net = Net([10, 10, 10, 1])
    costs = net.fit(Xt, Yt, Xv, Yv, 1500)
    print("last cost", costs[-1])
    print("train accuracy", net.score(Xt, Yt))
    print("valid accuracy", net.score(Xv, Yv))

    p = net.predict(Xv)[0]
    for real in (0, 1):
        print("real", real, "->", [int(np.sum((Yv[0] == real) & (p == k))) for k in (0, 1)])
