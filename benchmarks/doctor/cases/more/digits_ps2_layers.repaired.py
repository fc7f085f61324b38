"""PS2, neural network with a list of layers.  digits, sigmoid units, quadratic cost."""
import numpy as np
from sklearn.datasets import load_digits

np.random.seed(6)


class Layer:
    def __init__(self, n_in, n_out):
        self.w = np.random.randn(n_out, n_in) / np.sqrt(n_in)
        self.b = np.zeros((n_out, 1))
        self.dw = np.zeros_like(self.w)
        self.db = np.zeros_like(self.b)

    def forward(self, a_prev):
        self.a_prev = a_prev
        self.a = 1 / (1 + np.exp(-(self.w @ a_prev + self.b)))
        return self.a

    def prime(self):
        return self.a * (1 - self.a)


class MLP:
    def __init__(self, sizes):
        self.layers = [Layer(i, o) for i, o in zip(sizes, sizes[1:])]

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backprop(self, x, y):
        out = self.predict(x)
        last = self.layers[-1]
        delta = (out - y) * last.prime()
        last.dw += delta @ last.a_prev.T
        last.db += delta
        for i in range(len(self.layers) - 2, -1, -1):
            layer, above = self.layers[i], self.layers[i + 1]
            delta = (above.w.T @ delta) * layer.prime()
            layer.dw += delta @ layer.a_prev.T
            layer.db += delta

    def step(self, eta, m):
        for layer in self.layers:
            layer.w -= eta / m * layer.dw
            layer.b -= eta / m * layer.db
            layer.dw = np.zeros_like(layer.w)
            layer.db = np.zeros_like(layer.b)

    def evaluate(self, data):
        return sum(int(np.argmax(self.predict(x)) == np.argmax(y)) for x, y in data)


def vectorize(d):
    v = np.zeros((10, 1))
    v[d] = 1.0
    return v


digits = load_digits()
samples = [(x.reshape(64, 1) / 16, vectorize(t)) for x, t in zip(digits.data, digits.target)]
order = np.random.permutation(len(samples))
samples = [samples[i] for i in order]
train, test = samples[:1200], samples[1200:]

net = MLP([64, 30, 30, 10])
batch_size = 10
for epoch in range(15):
    order = np.random.permutation(len(train))
    for k in range(0, len(train), batch_size):
        batch = [train[j] for j in order[k:k + batch_size]]
        for x, y in batch:
            net.backprop(x, y)
        net.step(3.0, len(batch))
    print("Epoch %d: %d / %d" % (epoch, net.evaluate(test), len(test)))
