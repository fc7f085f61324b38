import numpy as np


class Net:
    """weights[0] and biases[0] are empty so that the index is the number of the layer"""

    def __init__(self, sizes, seed=2):
        rnd = np.random.RandomState(seed)
        self.weights = [None]
        self.biases = [None]
        for n_in, n_out in zip(sizes[:-1], sizes[1:]):
            self.weights.append(rnd.randn(n_out, n_in) * 0.5)
            self.biases.append(np.zeros((n_out, 1)))

    def sigmoid(self, z):
        return 1. / (1. + np.exp(-z))

    def forward(self, X):
        activations = [X]
        zs = [None]
        for w, b in zip(self.weights[1:], self.biases[1:]):
            z = w.dot(activations[-1]) + b
            zs.append(z)
            activations.append(self.sigmoid(z))
        return activations[-1], activations, zs

    def cost(self, X, Y):
        h = self.forward(X)[0]
        return float(-np.mean(Y * np.log(h) + (1 - Y) * np.log(1 - h)))

    def gradients(self, X, Y):
        m = X.shape[1]
        dws, dbs = [], []
        h, activations, zs = self.forward(X)
        da = -(np.divide(Y, h) - np.divide(1 - Y, 1 - h))  # dJ/dOutput
        for d in np.arange(1, len(self.weights))[::-1]:
            a = activations[d]
            w = self.weights[d]
            dz = da * a * (1 - a)
            dw = 1. / m * dz.dot(activations[d - 1].T)
            db = 1. / m * np.sum(dz, axis=1, keepdims=True)
            da = w.T.dot(dz)
            dws.insert(0, dw)
            dbs.insert(0, db)
        dws.insert(0, None)
        dbs.insert(0, None)
        return dws, dbs

    def train(self, X, Y, alpha=0.1, epochs=100):
        for epoch in range(epochs):
            dws, dbs = self.gradients(X, Y)
            for d in range(1, len(self.weights)):
                self.weights[d] -= alpha * dws[d]
                self.biases[d] -= alpha * dbs[d]
            if epoch % 10 == 0:
                print('epoch', epoch, 'cost', round(self.cost(X, Y), 4))


# without hidden layers it is just a logistic regression, two inputs, label 1 if the first is larger
rnd = np.random.RandomState(8)
X = rnd.randn(2, 60)
Y = (X[:1] > X[1:]).astype(float)
net = Net([2, 1])
net.train(X, Y, 0.1, 101)
print('w', net.weights[1], 'b', net.biases[1])
print(net.forward(X)[0].round(2)[:, :10])
print(Y[:, :10])
