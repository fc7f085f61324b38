import random

import numpy as np
from sklearn.datasets import load_digits


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-np.clip(z, -60, 60)))


class QuadraticCost:
    @staticmethod
    def apply(a, y):
        return 0.5 * np.linalg.norm(a - y) ** 2 / y.shape[1]

    @staticmethod
    def delta(a, y):
        return (a - y) * a * (1 - a)


class Network:
    def __init__(self, sizes, cost_func=QuadraticCost):
        self.sizes = sizes
        self.cost_func = cost_func
        self.bias = [np.random.randn(n, 1) for n in sizes[1:]]
        self.weights = [np.random.randn(n, k) / np.sqrt(k) for k, n in zip(sizes[:-1], sizes[1:])]

    def feedforward(self, a):
        for w, b in zip(self.weights, self.bias):
            a = sigmoid(w @ a + b)
        return a

    def backprop(self, x, y):
        acts = [x]
        for w, b in zip(self.weights, self.bias):
            acts.append(sigmoid(w @ acts[-1] + b))
        gradient_b = [None] * len(self.bias)
        gradient_w = [None] * len(self.weights)
        delta = self.cost_func.delta(acts[-1], y)
        for l in range(len(self.weights) - 1, -1, -1):
            gradient_b[l] = delta.sum(axis=1, keepdims=True)
            gradient_w[l] = delta @ acts[l].T
            if l:
                delta = (self.weights[l].T @ delta) * acts[l] * (1 - acts[l])
        return gradient_b, gradient_w

    def update_mini_batch(self, mini_batch, eta, lmbda, n):
        # turn the samples of the mini batch into two matrices with samples in columns
        matrix_x, matrix_y = [np.array(arr_list).T for arr_list in zip(*mini_batch)]
        gradient_b, gradient_w = self.backprop(matrix_x, matrix_y)
        self.bias = [b - (eta / len(mini_batch)) * db for b, db in zip(self.bias, gradient_b)]
        self.weights = [(1 - eta * (lmbda / n)) * w - (eta / len(mini_batch)) * dw
                        for w, dw in zip(self.weights, gradient_w)]

    def evaluate(self, data, lmbda):
        matrix_x, matrix_y = [np.array(arr_list).T for arr_list in zip(*data)]
        output_matrix = self.feedforward(matrix_x)
        cost = self.cost_func.apply(output_matrix, matrix_y)
        cost += lmbda / (2 * matrix_y.shape[1]) * sum(np.linalg.norm(w) ** 2 for w in self.weights)
        acc = np.sum(output_matrix.argmax(axis=0) == matrix_y.argmax(axis=0))
        return cost, acc

    def SGD(self, training, epochs, size, eta, lmbda):
        for e in range(epochs):
            random.shuffle(training)
            for k in range(0, len(training), size):
                self.update_mini_batch(training[k:k + size], eta, lmbda, len(training))
            if e % 3 == 0:
                print('Epoch %d done! Cost: %s. Accuracy %s / %d' % ((e,) + self.evaluate(training, lmbda) + (len(training),)))


d = load_digits()
pairs = [(img / 16, np.eye(10)[t]) for img, t in zip(d.data, d.target)]
random.Random(3).shuffle(pairs)
training, test = pairs[:1300], pairs[1300:]

net = Network([64, 30, 10])
net.SGD(training, 30, 10, 1.0, 0.5)
print('test', net.evaluate(test, 4.0))
