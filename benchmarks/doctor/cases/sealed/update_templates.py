import numpy as np
from sklearn.datasets import load_digits


class Brain:
    def __init__(self, layers):
        self.layers = layers
        self.weights = []
        self.biases = []
        self.weight_templates = []
        self.bias_templates = []
        for i in range(1, len(layers)):
            self.weights.append(np.random.randn(layers[i], layers[i - 1]) / np.sqrt(layers[i - 1]))
            self.biases.append(np.zeros((layers[i], 1)))
            self.weight_templates.append(np.zeros((layers[i], layers[i - 1])))
            self.bias_templates.append(np.zeros((layers[i], 1)))

    def tanh(self, z):
        return np.tanh(z)

    def tanhDerivative(self, z):
        return 1 - np.tanh(z) ** 2

    def feedforward(self, input, stop):
        a = input
        for i in range(stop):
            a = self.tanh(np.dot(self.weights[i], a) + self.biases[i])
        return a

    def feedforward2(self, input, stop):
        a = self.feedforward(input, stop - 1)
        return np.dot(self.weights[stop - 1], a) + self.biases[stop - 1]

    def MSE(self, input, desired):
        return np.sum((self.feedforward(input, len(self.weights)) - desired) ** 2) / 2

    def Transformer(self, label):
        desired = -np.ones((10, 1))
        desired[int(label)] = 1
        return desired

    def train(self, rows, learnRate, batchSize=100):
        self.bias_updates = self.bias_templates  # updates for the biases
        self.weight_updates = self.weight_templates  # updates for the weights
        count = 0
        for row in rows:
            count += 1
            data = row[1:].reshape(-1, 1) / 16
            desired = self.Transformer(row[0])
            self.backpropagation(data, desired)
            if count % batchSize == 0:
                for i in range(len(self.weights)):
                    self.weights[i] = self.weights[i] - learnRate * self.weight_updates[i] / batchSize
                    self.biases[i] = self.biases[i] - learnRate * self.bias_updates[i] / batchSize
                self.bias_updates = self.bias_templates  # next batch
                self.weight_updates = self.weight_templates  # next batch

    def backpropagation(self, input, desired):
        last = len(self.weights)
        output = self.feedforward(input, last)
        delta = (output - desired) * self.tanhDerivative(self.feedforward2(input, last))
        for i in range(last - 1, -1, -1):
            before = self.feedforward(input, i)
            self.weight_updates[i] += np.dot(delta, before.T)
            self.bias_updates[i] += delta
            if i > 0:
                delta = np.dot(self.weights[i].T, delta) * self.tanhDerivative(self.feedforward2(input, i))

    def test(self, rows):
        right = 0
        for row in rows:
            output = self.feedforward(row[1:].reshape(-1, 1) / 16, len(self.weights))
            right += np.argmax(output) == int(row[0])
        return 100 * right / len(rows)


digits = load_digits()
table = np.column_stack([digits.target, digits.data])
np.random.shuffle(table)
train_rows, test_rows = table[:1000], table[1000:1400]

brain = Brain([64, 24, 10])
print(brain.test(test_rows))
for epoch in range(12):
    brain.train(train_rows, 0.1, batchSize=10)
    print(brain.test(test_rows))
