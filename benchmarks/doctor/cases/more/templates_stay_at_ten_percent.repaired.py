import numpy as np
from sklearn.datasets import load_digits


class DigitNet:
    def __init__(self, sizes):
        self.sizes = sizes
        self.weights = [np.random.randn(b, a) / np.sqrt(a) for a, b in zip(sizes[:-1], sizes[1:])]
        self.biases = [np.zeros((b, 1)) for b in sizes[1:]]
        # arrays of zeros with the shapes of everything
        self.weight_templates = [np.zeros(w.shape) for w in self.weights]
        self.bias_templates = [np.zeros(b.shape) for b in self.biases]

    def tanh(self, z):
        return np.tanh(z)

    def tanhDerivative(self, z):
        return 1 - np.tanh(z) ** 2

    def feedforward(self, a, stop=None):
        """activation of layer stop (the last if None)"""
        for w, b in list(zip(self.weights, self.biases))[:stop]:
            a = self.tanh(w @ a + b)
        return a

    def feedforward2(self, a, layer):
        """sum of a layer before the activation"""
        a = self.feedforward(a, layer)
        return self.weights[layer] @ a + self.biases[layer]

    def Transformer(self, label):
        v = np.full((self.sizes[-1], 1), -1.0)
        v[label] = 1.0
        return v

    def backprop(self, data, desired):
        last = len(self.weights) - 1
        delta = (self.feedforward(data) - desired) * self.tanhDerivative(self.feedforward2(data, last))
        for layer in range(last, -1, -1):
            self.bias_updates[layer] += delta
            self.weight_updates[layer] += delta @ self.feedforward(data, layer).T
            if layer > 0:
                delta = (self.weights[layer].T @ delta) * self.tanhDerivative(self.feedforward2(data, layer - 1))

    def train(self, rows, labels, learnRate, batchSize=25):
        self.bias_updates = [t.copy() for t in self.bias_templates]  # will contain the updates for the biases
        self.weight_updates = [t.copy() for t in self.weight_templates]  # will contain the updates for the weights
        count = 0
        for row, label in zip(rows, labels):
            count += 1
            self.backprop(row.reshape(-1, 1), self.Transformer(label))
            if count % batchSize == 0:
                for layer in range(len(self.weights)):
                    self.weights[layer] -= learnRate / batchSize * self.weight_updates[layer]
                    self.biases[layer] -= learnRate / batchSize * self.bias_updates[layer]
                self.bias_updates = [t.copy() for t in self.bias_templates]
                self.weight_updates = [t.copy() for t in self.weight_templates]

    def test(self, rows, labels):
        return 100 * np.mean(self.feedforward(rows.T).argmax(axis=0) == labels)


np.random.seed(8)
d = load_digits()
rows, labels = d.data / 16, d.target
mix = np.random.permutation(len(rows))
rows, labels = rows[mix], labels[mix]

network = DigitNet((64, 16, 10))
print(network.test(rows[1200:], labels[1200:]))
for epoch in range(3):
    network.train(rows[:1200], labels[:1200], 0.3)
    print(network.test(rows[1200:], labels[1200:]))
