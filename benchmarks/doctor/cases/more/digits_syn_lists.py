import numpy as np
from sklearn.datasets import load_digits


def nonlin(x, deriv=False):
    # x is the OUTPUT of the sigmoid if deriv is True (like in the 11 lines blog)
    if deriv:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))


class ThreeLayer:
    def __init__(self, nodes, alpha=1.0, tol=1e-4, max_epochs=400):
        self.nodes = nodes
        self.alpha = alpha
        self.tol = tol
        self.max_epochs = max_epochs
        self.syn = []
        self.bias = []
        for i in range(len(nodes) - 1):
            self.syn.append(np.random.normal(0.0, nodes[i] ** -0.5, (nodes[i], nodes[i + 1])))
            self.bias.append(np.zeros(nodes[i + 1]))
        self.errors = []

    def forward(self, X):
        layer = [X]
        for s, b in zip(self.syn, self.bias):
            layer.append(nonlin(np.dot(layer[-1], s) + b))
        return layer

    def fit(self, X, Y):
        m = X.shape[0]
        for epoch in range(self.max_epochs):
            layer = self.forward(X)
            error = layer[-1] - Y
            self.errors.append(0.5 * np.sum(error ** 2) / m)

            delta = error * nonlin(layer[-1], deriv=True) / m
            for i in range(len(self.syn) - 1, -1, -1):
                g_syn = layer[i].T.dot(delta)
                g_bias = delta.sum(axis=0)
                if i > 0:
                    delta = delta.dot(self.syn[i].T) * nonlin(layer[i], deriv=True)
                self.syn[i] = self.syn[i] - self.alpha * g_syn
                self.bias[i] = self.bias[i] - self.alpha * g_bias

            if epoch % 50 == 0:
                print("epoch", epoch, "Error:", self.errors[-1])
            # finished if nothing changes any more
            if epoch > 10 and abs(self.errors[-2] - self.errors[-1]) < self.tol:
                print("converged after", epoch, "epochs, error", self.errors[-1])
                break
        return self

    def predict(self, X):
        return np.argmax(self.forward(X)[-1], axis=1)


def to_targets(t):
    out = np.zeros((len(t), 10))
    for row, v in enumerate(t):
        out[row, v] = 1
    return out


def report(name, real, pred):
    print(name, "correct: %d of %d (%.1f%%)" % (np.sum(real == pred), len(real), 100 * np.mean(real == pred)))


def load():
    data = load_digits()
    X = data.data / 16.0
    t = data.target
    s = np.random.permutation(len(t))
    return X[s[:1200]], t[s[:1200]], X[s[1200:]], t[s[1200:]]


if __name__ == "__main__":
    X, t, Xtest, ttest = load()
    Y = to_targets(t)

    # net = ThreeLayer([64, 100, 10])
    net = ThreeLayer([64, 30, 10], alpha=3.0, tol=0.003, max_epochs=600)
    net.fit(X, Y)

    report("train", t, net.predict(X))
    report("test ", ttest, net.predict(Xtest))
    table = np.zeros((10, 10), dtype=int)
    for a, b in zip(ttest, net.predict(Xtest)):
        table[a][b] += 1
    print(table)
    # with open("errors.txt", "w") as f:
    #     f.write("\n".join(str(e) for e in net.errors))
