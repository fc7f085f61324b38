import numpy as np
from sklearn.datasets import load_digits


def tanh(z):
    return np.tanh(z)


def tanhDerivative(z):
    return 1 - np.tanh(z) ** 2


class Network:
    def __init__(self, sizes):
        self.sizes = sizes
        self.biases = [np.zeros((s, 1)) for s in sizes[1:]]
        self.weights = [np.random.randn(b, a) / np.sqrt(a) for a, b in zip(sizes[:-1], sizes[1:])]
        self.bias_templates = [np.zeros(b.shape) for b in self.biases]
        self.weight_templates = [np.zeros(w.shape) for w in self.weights]

    def Transformer(self, label):
        out = -np.ones((10, 1))
        out[label] = 1
        return out

    def feedforward(self, a):
        self.activations = [a]
        self.zs = []
        for w, b in zip(self.weights, self.biases):
            z = np.dot(w, a) + b
            a = tanh(z)
            self.zs.append(z)
            self.activations.append(a)
        return a

    def backpropagate(self, data, desired):
        out = self.feedforward(data)
        delta = (out - desired) * tanhDerivative(self.zs[-1])
        for l in range(len(self.weights) - 1, -1, -1):
            self.bias_updates[l] += delta
            self.weight_updates[l] += np.dot(delta, self.activations[l].T)
            if l > 0:
                delta = np.dot(self.weights[l].T, delta) * tanhDerivative(self.zs[l - 1])

    def train(self, rows, labels, learnRate, batchSize=20):
        self.bias_updates = self.bias_templates
        self.weight_updates = self.weight_templates
        count = 0
        for row, label in zip(rows, labels):
            count += 1
            data = (row / 16).reshape(-1, 1)
            desired = self.Transformer(label)
            self.backpropagate(data, desired)
            if count % batchSize == 0:
                for l in range(len(self.weights)):
                    self.biases[l] = self.biases[l] - learnRate * self.bias_updates[l] / batchSize
                    self.weights[l] = self.weights[l] - learnRate * self.weight_updates[l] / batchSize
                self.bias_updates = self.bias_templates
                self.weight_updates = self.weight_templates

    def accuracy(self, rows, labels):
        right = 0
        for row, label in zip(rows, labels):
            if np.argmax(self.feedforward((row / 16).reshape(-1, 1))) == label:
                right += 1
        return 100 * right / len(labels)


digits = load_digits()
order = np.random.permutation(len(digits.data))
rows, labels = digits.data[order][:1000], digits.target[order][:1000]

net = Network([64, 24, 10])
print(net.accuracy(rows, labels))
for epoch in range(12):
    net.train(rows, labels, 0.1)
    print(net.accuracy(rows, labels))
