import numpy as np
from sklearn.datasets import make_moons


class Dense:
    def __init__(self, n_in, n_out):
        limit = np.sqrt(6 / (n_in + n_out))
        self.w = np.random.uniform(-limit, limit, (n_in, n_out))
        self.b = np.zeros((1, n_out))

    def forward(self, x):
        self.x = x
        return x.dot(self.w) + self.b

    def backward(self, dz, lr):
        dx = dz.dot(self.w.T)
        self.w -= lr * self.x.T.dot(dz) / self.x.shape[0]
        self.b -= lr * np.mean(dz, axis=0, keepdims=True)
        return dx


class Tanh:
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, d, lr):
        return d * (1 - self.out ** 2)


class Sigmoid:
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, d, lr):
        return d * self.out * (1 - self.out)


class BinaryCrossEntropy:
    def __call__(self, p, y):
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    def derivative(self, p, y):
        return ((1 - y) / (1 - p) - y / p) / y.size


class Sequential:
    def __init__(self, *layers, cost=BinaryCrossEntropy()):
        self.layers, self.cost = layers, cost

    def __call__(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def train(self, x, y, epochs, lr):
        for e in range(epochs):
            p = self(x)
            d = self.cost.derivative(p, y)
            for layer in reversed(self.layers):
                d = layer.backward(d, lr)
            if e % 200 == 0:
                print(f'[{e:>4}] cost={self.cost(p, y):.5f} accuracy={np.mean((p > .5) == y):.3f}')


x, y = make_moons(400, noise=0.15)
y = y.reshape(-1, 1)
net = Sequential(Dense(2, 12), Tanh(), Dense(12, 8), Tanh(), Dense(8, 1), Sigmoid())
net.train(x, y, 1501, lr=1.0)
