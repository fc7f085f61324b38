import numpy as np


class Net(object):
    """weights[0] is None so that weights[d], zs[d] and activations[d] all belong to layer d"""

    def __init__(self, sizes, alpha=0.3):
        self.sizes = sizes
        self.alpha = alpha
        self.weights = [None]
        self.biases = [None]
        for i, o in zip(sizes[:-1], sizes[1:]):
            self.weights.append(np.random.randn(o, i) * 0.01)
            self.biases.append(np.zeros((o, 1)))
        self.costs = []

    @staticmethod
    def sigmoid(z):
        return 1. / (1. + np.exp(-z))

    def forward(self, X):
        zs = [None]
        activations = [X]
        a = X
        for w, b in list(zip(self.weights, self.biases))[1:]:
            z = w.dot(a) + b
            a = self.sigmoid(z)
            zs.append(z)
            activations.append(a)
        return a, activations, zs

    def cost(self, h, Y):
        m = Y.shape[1]
        h = np.clip(h, 1e-12, 1 - 1e-12)
        return -np.sum(Y * np.log(h) + (1 - Y) * np.log(1 - h)) / m

    def gradients(self, X, Y):
        dws = []
        dbs = []
        h, activations, zs = self.forward(X)
        h = np.clip(h, 1e-12, 1 - 1e-12)
        da = -(np.divide(Y, h) - np.divide(1 - Y, 1 - h))  # dJ/dOutput
        for d in np.arange(1, len(self.weights))[::-1]:
            a = activations[d]  # output for layer d
            z = zs[d]           # linear for layer d
            w = self.weights[d]
            m = Y.shape[1]

            dz = da * a * (1 - a)
            dw = 1. / m * dz.dot(activations[d].T)
            db = 1. / m * np.sum(dz, axis=1, keepdims=True)
            da = w.T.dot(dz)
            dws.insert(0, dw)
            dbs.insert(0, db)
        dws.insert(0, None)
        dbs.insert(0, None)
        return dws, dbs

    def train(self, X, Y, epochs):
        for e in range(epochs):
            dws, dbs = self.gradients(X, Y)
            for d in range(1, len(self.weights)):
                self.weights[d] -= self.alpha * dws[d]
                self.biases[d] -= self.alpha * dbs[d]
            c = self.cost(self.forward(X)[0], Y)
            self.costs.append(c)
            if e % 50 == 0:
                print("epoch %d cost %.5f" % (e, c))


np.random.seed(3)
X = np.array([[-3.], [-2.], [2.], [3.], [-1.2], [-2.4], [-0.8], [2.6]]).T
Y = np.array([[0.], [0.], [1.], [1.], [0.], [0.], [0.], [1.]]).T

# net = Net([1, 3, 1])
net = Net([1, 1])
net.train(X, Y, 400)
print("weight", net.weights[1], "bias", net.biases[1])
print(np.round(net.forward(X)[0], 3))
print(Y)
