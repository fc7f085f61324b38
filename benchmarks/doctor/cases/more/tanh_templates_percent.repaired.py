import numpy as np
from sklearn.datasets import load_digits


class Network:
    """Digits, tanh everywhere, squared error, targets -1 / 1."""

    def __init__(self, layers):
        self.layers = layers
        rng = np.random.default_rng(5)
        self.weights = [rng.normal(0, 1 / np.sqrt(a), (b, a)) for a, b in zip(layers[:-1], layers[1:])]
        self.biases = [np.zeros((b, 1)) for b in layers[1:]]
        # empty shapes, to start every batch with
        self.weight_templates = [np.zeros(w.shape) for w in self.weights]
        self.bias_templates = [np.zeros(b.shape) for b in self.biases]

    def tanh(self, z):
        return np.tanh(z)

    def tanhDerivative(self, z):
        return 1 - np.tanh(z) ** 2

    def Transformer(self, label):
        out = -np.ones((self.layers[-1], 1))
        out[int(label)] = 1
        return out

    def feedforward(self, a, stop=None):
        for w, b in list(zip(self.weights, self.biases))[:stop]:
            a = self.tanh(w @ a + b)
        return a

    def feedforward2(self, a, stop):
        """the sum of layer `stop` before the activation"""
        a = self.feedforward(a, stop - 1)
        return self.weights[stop - 1] @ a + self.biases[stop - 1]

    def MSE(self, a, desired):
        return float(np.mean((self.feedforward(a) - desired) ** 2))

    def backpropagate(self, a, desired):
        last = len(self.weights)
        delta = (self.feedforward(a) - desired) * self.tanhDerivative(self.feedforward2(a, last))
        for layer in range(last, 0, -1):
            self.bias_updates[layer - 1] += delta
            self.weight_updates[layer - 1] += delta @ self.feedforward(a, layer - 1).T
            if layer > 1:
                delta = self.weights[layer - 1].T @ delta * self.tanhDerivative(self.feedforward2(a, layer - 1))

    def apply(self, learnRate, batchSize):
        for k in range(len(self.weights)):
            self.weights[k] = self.weights[k] - learnRate / batchSize * self.weight_updates[k]
            self.biases[k] = self.biases[k] - learnRate / batchSize * self.bias_updates[k]

    def train(self, rows, learnRate, batchSize=20):
        count = 0
        self.bias_updates = [t.copy() for t in self.bias_templates]
        self.weight_updates = [t.copy() for t in self.weight_templates]
        for row in rows:
            count += 1
            desired = self.Transformer(row[0])
            data = row[1:].reshape(-1, 1) / 16
            self.backpropagate(data, desired)
            if count == batchSize:
                self.apply(learnRate, batchSize)
                self.bias_updates = [t.copy() for t in self.bias_templates]
                self.weight_updates = [t.copy() for t in self.weight_templates]
                count = 0

    def test(self, rows):
        right = 0
        for row in rows:
            right += np.argmax(self.feedforward(row[1:].reshape(-1, 1) / 16)) == int(row[0])
        return 100 * right / len(rows)


digits = load_digits()
table = np.column_stack([digits.target, digits.data])
np.random.default_rng(1).shuffle(table)
train_rows, test_rows = table[:1000], table[1000:1500]

net = Network([64, 24, 10])
print("before training", net.test(test_rows))
for epoch in range(8):
    net.train(train_rows, 0.1)
    print("epoch", epoch, "percent", net.test(test_rows))
