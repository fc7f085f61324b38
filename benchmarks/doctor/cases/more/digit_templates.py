import time
import numpy as np
from sklearn.datasets import load_digits


class Network:
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

    def Transformer(self, label):
        # 0 -> [[1],[-1],[-1],...]
        out = [[-1] for i in range(10)]
        out[int(label)] = [1]
        return np.array(out, dtype="float64")

    def feedforward(self, input, stop):
        # output after layer number "stop"
        a = input
        for i in range(stop):
            a = self.tanh(np.dot(self.weights[i], a) + self.biases[i])
        return a

    def feedforward2(self, input, stop):
        # same thing but the last layer has no activation
        a = self.feedforward(input, stop - 1)
        return np.dot(self.weights[stop - 1], a) + self.biases[stop - 1]

    def MSE(self, input, desiredOutput):
        out = self.feedforward(input, len(self.weights))
        return float(np.sum((out - desiredOutput) ** 2)) / len(out)

    def clear_updates(self):
        self.bias_updates = self.bias_templates
        self.weight_updates = self.weight_templates

    def train(self, rows, answers, learnRate, batchSize=100):
        self.clear_updates()  # This will contain the updates required
        count = 0
        for row, answer in zip(rows, answers):
            count += 1
            data = []
            for item in row:
                data.append([item / 16])
            data = np.array(data)
            desired = self.Transformer(answer)
            self.backpropagate(data, desired)
            if count % batchSize == 0:
                self.apply(learnRate, batchSize)
                self.clear_updates()

    def backpropagate(self, data, desired):
        last = len(self.weights)
        error = None
        for layer in range(last, 0, -1):
            z = self.feedforward2(data, layer)
            if layer == last:
                error = 2 * (self.tanh(z) - desired) / 10 * self.tanhDerivative(z)
            else:
                error = np.dot(self.weights[layer].T, error) * self.tanhDerivative(z)
            below = self.feedforward(data, layer - 1)
            self.weight_updates[layer - 1] += np.dot(error, below.T)
            self.bias_updates[layer - 1] += error

    def apply(self, learnRate, batchSize):
        for i in range(len(self.weights)):
            self.weights[i] -= learnRate * self.weight_updates[i] / batchSize
            self.biases[i] -= learnRate * self.bias_updates[i] / batchSize

    def test(self, rows, answers):
        right = 0
        for row, answer in zip(rows, answers):
            out = self.feedforward(np.array(row).reshape(-1, 1) / 16, len(self.weights))
            if np.argmax(out) == answer:
                right += 1
        return right / len(rows)


digits = load_digits()
images, labels = digits.data, digits.target
images, labels = images[:1300], labels[:1300]

net = Network([64, 24, 10])
print("before", net.test(images[1000:], labels[1000:]) * 100)
start = time.time()
for epoch in range(15):
    net.train(images[:1000], labels[:1000], 1.0, 20)
    mse = sum(net.MSE(images[k].reshape(-1, 1) / 16, net.Transformer(labels[k])) for k in range(50)) / 50
    print(epoch, net.test(images[1000:], labels[1000:]) * 100, "mse", mse)
# print("took", time.time() - start)
