import random
import numpy as np
from sklearn.datasets import load_digits

# My network after the 3Blue1Brown series. Same layout: pixels -> 16 -> 16 -> 10.

random.seed(7)
np.random.seed(7)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def sigmoid_prime(x):
    s = sigmoid(x)
    return s * (1 - s)


class Network:
    def __init__(self, sizes):
        self.sizes = sizes
        self.weights = []
        self.biases = []
        for i in range(len(sizes) - 1):
            self.weights.append(np.random.randn(sizes[i + 1], sizes[i]) / np.sqrt(sizes[i]))
            self.biases.append(np.zeros((sizes[i + 1], 1)))

    def feed(self, a):
        zs = []
        activations = [a]
        for w, b in zip(self.weights, self.biases):
            z = np.dot(w, a) + b
            a = sigmoid(z)
            zs.append(z)
            activations.append(a)
        return zs, activations

    def backpropagate(self, x, y):
        zs, activations = self.feed(x)
        grad_w = [None] * len(self.weights)
        grad_b = [None] * len(self.biases)

        # dC/da of the last layer, C = sum of (a - y)^2
        error = 2 * (activations[-1] - y)
        last = len(self.weights) - 1
        for l in range(last, -1, -1):
            delta = error * sigmoid_prime(zs[l])
            grad_b[l] = delta
            grad_w[l] = np.dot(delta, activations[l].T)
            # dC/da of the previous layer
            error = np.dot(self.weights[l].T, delta)
        return grad_w, grad_b

    def update_mini_batch(self, batch, rate):
        sum_w = [np.zeros(w.shape) for w in self.weights]
        sum_b = [np.zeros(b.shape) for b in self.biases]
        for x, y in batch:
            gw, gb = self.backpropagate(x, y)
            for l in range(len(sum_w)):
                sum_w[l] += gw[l]
                sum_b[l] += gb[l]
        for l in range(len(self.weights)):
            self.weights[l] -= rate / len(batch) * sum_w[l]
            self.biases[l] -= rate / len(batch) * sum_b[l]

    def sgd(self, data, epochs, batch_size, rate, test=None):
        for e in range(epochs):
            random.shuffle(data)
            for k in range(0, len(data), batch_size):
                self.update_mini_batch(data[k:k + batch_size], rate)
            if test:
                print("Epoch", e + 1, "->", self.test(test), "of", len(test))

    def test(self, test_data):
        good = 0
        for x, label in test_data:
            out = self.feed(x)[1][-1]
            if np.argmax(out) == label:
                good += 1
        return good


digits = load_digits()
images = digits.data / 16.0
data = []
for img, label in zip(images[:1200], digits.target[:1200]):
    y = np.zeros((10, 1))
    y[label] = 1.0
    data.append((img.reshape(64, 1), y))
test_data = [(img.reshape(64, 1), label) for img, label in zip(images[1200:], digits.target[1200:])]

net = Network([64, 16, 16, 10])
net.sgd(data, 20, 10, 1.5, test_data)
