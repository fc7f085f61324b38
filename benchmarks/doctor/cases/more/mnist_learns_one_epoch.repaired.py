import numpy as np
from sklearn.datasets import load_digits


def tanh(z):
    return np.tanh(z)


def tanhDerivative(z):
    return 1 - np.tanh(z) ** 2


class Network:
    def __init__(self, sizes):
        rng = np.random.RandomState(4)
        self.sizes = sizes
        self.weights = [rng.randn(n, m) / np.sqrt(m) for m, n in zip(sizes[:-1], sizes[1:])]
        self.biases = [np.zeros((n, 1)) for n in sizes[1:]]
        # all zeros, same shapes as the real ones
        self.weight_templates = [np.zeros(w.shape) for w in self.weights]
        self.bias_templates = [np.zeros(b.shape) for b in self.biases]

    def feedforward(self, a):
        self.activations = [a]
        self.sums = []
        for w, b in zip(self.weights, self.biases):
            self.sums.append(np.dot(w, self.activations[-1]) + b)
            self.activations.append(tanh(self.sums[-1]))
        return self.activations[-1]

    def Transformer(self, label):
        out = -np.ones((10, 1))
        out[int(label)] = 1
        return out

    def backprop(self, data, desired):
        out = self.feedforward(data)
        delta = (out - desired) * tanhDerivative(self.sums[-1])
        for layer in range(len(self.weights) - 1, -1, -1):
            self.weight_updates[layer] += np.dot(delta, self.activations[layer].T)
            self.bias_updates[layer] += delta
            if layer > 0:
                delta = np.dot(self.weights[layer].T, delta) * tanhDerivative(self.sums[layer - 1])

    def startBatch(self):
        self.weight_updates = [t.copy() for t in self.weight_templates]  # will contain the updates required for the weights
        self.bias_updates = [t.copy() for t in self.bias_templates]

    def applyBatch(self, learnRate, batchSize):
        for layer in range(len(self.weights)):
            self.weights[layer] = self.weights[layer] - learnRate / batchSize * self.weight_updates[layer]
            self.biases[layer] = self.biases[layer] - learnRate / batchSize * self.bias_updates[layer]

    def train(self, rows, labels, learnRate, batchSize=20):
        count = 0
        self.startBatch()
        for row, label in zip(rows, labels):
            count += 1
            self.backprop(row.reshape(-1, 1), self.Transformer(label))
            if count % batchSize == 0:
                self.applyBatch(learnRate, batchSize)
                self.startBatch()

    def accuracy(self, rows, labels):
        right = 0
        for row, label in zip(rows, labels):
            if np.argmax(self.feedforward(row.reshape(-1, 1))) == label:
                right += 1
        return 100 * right / len(rows)


digits = load_digits()
pictures = digits.data / 16
network = Network([64, 24, 10])
print(network.accuracy(pictures[1200:], digits.target[1200:]))
for epoch in range(12):
    network.train(pictures[:1200], digits.target[:1200], 0.1)
    print(epoch, network.accuracy(pictures[1200:], digits.target[1200:]))
