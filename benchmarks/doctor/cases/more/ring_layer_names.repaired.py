import numpy as np
from sklearn.datasets import make_circles


class Layer:
    def __init__(self, inputs, units, activation='linear'):
        self.activation = activation
        self.weights = np.random.normal(0, np.sqrt(2 / inputs), (inputs, units))
        self.bias = np.zeros((1, units))

    def activate(self, z):
        if self.activation == 'ReLU':
            return np.where(z > 0, z, 0)
        if self.activation == 'Sigmoid':
            return 1 / (1 + np.exp(-z))
        return z

    def slope(self, z):
        if self.activation == 'ReLU':
            return np.where(z > 0, 1.0, 0.0)
        if self.activation == 'Sigmoid':
            s = 1 / (1 + np.exp(-z))
            return s * (1 - s)
        return np.ones_like(z)


class Model:
    def __init__(self):
        self.layers = []

    def add(self, layer):
        self.layers.append(layer)

    def predict(self, x):
        self.zs, self.outs = [], [x]
        for layer in self.layers:
            self.zs.append(self.outs[-1] @ layer.weights + layer.bias)
            self.outs.append(layer.activate(self.zs[-1]))
        return self.outs[-1]

    def train_step(self, x, y, lr):
        out = self.predict(x)
        delta = (out - y) / len(x)      # sigmoid + binary cross entropy
        for i in range(len(self.layers) - 1, -1, -1):
            layer = self.layers[i]
            gw = self.outs[i].T @ delta
            gb = delta.sum(axis=0, keepdims=True)
            if i > 0:
                delta = delta @ layer.weights.T * self.layers[i - 1].slope(self.zs[i - 1])
            layer.weights -= lr * gw
            layer.bias -= lr * gb


X, y = make_circles(300, noise=0.06, factor=0.5)
y = y.reshape(-1, 1)

model = Model()
model.add(Layer(2, 16, activation='ReLU'))
model.add(Layer(16, 8, activation='ReLU'))
model.add(Layer(8, 1, activation='Sigmoid'))

for epoch in range(1500):
    model.train_step(X, y, lr=0.3)
    if epoch % 250 == 0:
        p = np.clip(model.predict(X), 1e-9, 1 - 1e-9)
        bce = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
        print('epoch %4d   loss %.4f   accuracy %.3f' % (epoch, bce, np.mean((p > 0.5) == y)))
print('accuracy', np.mean((model.predict(X) > 0.5) == y))
