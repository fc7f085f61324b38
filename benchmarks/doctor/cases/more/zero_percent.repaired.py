import time

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
x = (digits.data / 16).astype('float32')
y = np.eye(10)[digits.target]
x_train, x_val, y_train, y_val = train_test_split(x, y, test_size=0.2, random_state=42)


class DeepNeuralNetwork():
    def __init__(self, sizes, epochs=10, l_rate=0.01):
        self.sizes = sizes
        self.epochs = epochs
        self.l_rate = l_rate
        # we save all parameters in the neural network in this dictionary
        self.params = self.initialization()

    def sigmoid(self, x, derivative=False):
        if derivative:
            return (np.exp(-x)) / ((np.exp(-x) + 1) ** 2)
        return 1 / (1 + np.exp(-x))

    def softmax(self, x):
        exps = np.exp(x - x.max())
        return exps / np.sum(exps, axis=0)

    def initialization(self):
        params = {}
        for l in range(1, len(self.sizes)):
            fan_in, fan_out = self.sizes[l - 1], self.sizes[l]
            params['W' + str(l)] = np.random.randn(fan_out, fan_in) * np.sqrt(1. / fan_in)
        return params

    def forward_pass(self, x_row):
        params = self.params
        params['A0'] = x_row                      # one picture at a time
        L = len(self.sizes) - 1
        for l in range(1, L + 1):
            params['Z' + str(l)] = np.dot(params['W' + str(l)], params['A' + str(l - 1)])
            if l < L:
                params['A' + str(l)] = self.sigmoid(params['Z' + str(l)])
            else:
                params['A' + str(l)] = self.softmax(params['Z' + str(l)])
        return params['A' + str(L)]

    def backward_pass(self, y_row, output):
        params = self.params
        change_w = {}
        L = len(self.sizes) - 1
        error = output - y_row
        for l in range(L, 0, -1):
            change_w['W' + str(l)] = np.outer(error, params['A' + str(l - 1)])
            if l > 1:
                error = np.dot(params['W' + str(l)].T, error) * self.sigmoid(params['Z' + str(l - 1)], derivative=True)
        return change_w

    def update_network_parameters(self, changes):
        for key, value in changes.items():
            self.params[key] -= self.l_rate * value

    def compute_accuracy(self, x_val, y_val):
        predictions = []
        for x, y in zip(x_val, y_val):
            pred = np.argmax(self.forward_pass(x))
            predictions.append(pred == np.argmax(y))
        return np.mean(predictions)

    def train(self, x_train, y_train, x_val, y_val):
        start_time = time.time()
        for iteration in range(self.epochs):
            for x, y in zip(x_train, y_train):
                output = self.forward_pass(x)
                self.update_network_parameters(self.backward_pass(y, output))
            accuracy = self.compute_accuracy(x_val, y_val)
            print('Epoch: {0}, Time Spent: {1:.2f}s, Accuracy: {2:.2f}%'.format(
                iteration + 1, time.time() - start_time, accuracy * 100))


np.random.seed(0)
dnn = DeepNeuralNetwork(sizes=[64, 32, 16, 10], l_rate=0.1)
dnn.train(x_train, y_train, x_val, y_val)
