import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class NeuralNet:
    # weights[0] is not used, so the index is the number of the layer
    def __init__(self, sizes):
        self.sizes = sizes
        self.weights = [None]
        self.biases = [None]
        for i in range(1, len(sizes)):
            self.weights.append(np.random.randn(sizes[i], sizes[i - 1]) * 0.01)
            self.biases.append(np.zeros((sizes[i], 1)))

    def forward(self, X):
        activations = [X]
        zs = [None]
        for d in range(1, len(self.weights)):
            z = self.weights[d].dot(activations[d - 1]) + self.biases[d]
            zs.append(z)
            activations.append(sigmoid(z))
        return activations[-1], activations, zs

    def cost(self, X, Y):
        h = self.forward(X)[0]
        m = Y.shape[1]
        return -1. / m * np.sum(Y * np.log(h + 1e-13) + (1 - Y) * np.log(1 - h + 1e-13))

    def gradients(self, X, Y):
        dws = []
        dbs = []
        h, activations, zs = self.forward(X)
        m = X.shape[1]
        da = -(np.divide(Y, h + 1e-13) - np.divide(1 - Y, 1 - h + 1e-13))
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

    def train(self, X, Y, alpha=1.0, epochs=300):
        for e in range(epochs):
            dws, dbs = self.gradients(X, Y)
            for d in range(1, len(self.weights)):
                self.weights[d] = self.weights[d] - alpha * dws[d]
                self.biases[d] = self.biases[d] - alpha * dbs[d]
            if e % 30 == 0:
                print('epoch', e, 'cost', self.cost(X, Y))


X = np.array([[-4.], [-3.], [-2.], [-1.], [2.], [3.]]).T
Y = np.array([[0.], [0.], [0.], [0.], [1.], [1.]]).T

nn = NeuralNet([1, 1])
nn.train(X, Y)
print('w', nn.weights[1], 'b', nn.biases[1])
print('expected', Y)
print('predicted', nn.forward(X)[0])
