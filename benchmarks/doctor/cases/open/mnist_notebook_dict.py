import time
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
inputs = (digits.data / 16.0).astype('float32')
targets = np.eye(10)[digits.target]
x_train, x_val, y_train, y_val = train_test_split(inputs, targets, test_size=0.25, random_state=42)


class DeepNeuralNetwork():
    def __init__(self, sizes, epochs=10, l_rate=0.1):
        self.sizes = sizes
        self.epochs = epochs
        self.l_rate = l_rate
        self.params = self.initialization()

    def sigmoid(self, x, derivative=False):
        if derivative:
            return np.exp(-x) / ((np.exp(-x) + 1) ** 2)
        return 1 / (1 + np.exp(-x))

    def softmax(self, x):
        exps = np.exp(x - x.max())
        return exps / np.sum(exps, axis=0)

    def initialization(self):
        input_layer, hidden_1, hidden_2, output_layer = self.sizes
        return {
            'W1': np.random.randn(hidden_1, input_layer) * np.sqrt(1. / hidden_1),
            'W2': np.random.randn(hidden_2, hidden_1) * np.sqrt(1. / hidden_2),
            'W3': np.random.randn(output_layer, hidden_2) * np.sqrt(1. / output_layer),
        }

    def forward_pass(self, sample):
        params = self.params
        params['A0'] = sample

        params['Z1'] = np.dot(params['W1'], params['A0'])
        params['A1'] = self.sigmoid(params['Z1'])

        params['Z2'] = np.dot(params['W2'], params['A1'])
        params['A2'] = self.sigmoid(params['Z2'])

        params['Z3'] = np.dot(params['W3'], params['A2'])
        params['A3'] = self.softmax(params['Z3'])
        return params['A3']

    def backward_pass(self, y, output):
        params = self.params
        change_w = {}

        error = output - y
        change_w['W3'] = np.dot(error, params['A3'])

        error = np.multiply(np.dot(params['W3'].T, error), self.sigmoid(params['Z2'], derivative=True))
        change_w['W2'] = np.dot(error, params['A2'])

        error = np.multiply(np.dot(params['W2'].T, error), self.sigmoid(params['Z1'], derivative=True))
        change_w['W1'] = np.dot(error, params['A1'])

        return change_w

    def update_network_parameters(self, changes_to_w):
        for key, value in changes_to_w.items():
            self.params[key] -= self.l_rate * value

    def compute_accuracy(self, x_val, y_val):
        hits = []
        for x, y in zip(x_val, y_val):
            output = self.forward_pass(x)
            guess = np.argmax(output)
            hits.append(guess == y)
        return np.average(hits)

    def train(self, x_train, y_train, x_val, y_val):
        start_time = time.time()
        for iteration in range(self.epochs):
            for x, y in zip(x_train, y_train):
                output = self.forward_pass(x)
                changes_to_w = self.backward_pass(y, output)
                self.update_network_parameters(changes_to_w)

            accuracy = self.compute_accuracy(x_val, y_val)
            print('Epoch: {0}, Time Spent: {1:.2f}s, Accuracy: {2}'.format(
                iteration + 1, time.time() - start_time, accuracy))


dnn = DeepNeuralNetwork(sizes=[64, 32, 16, 10])
dnn.train(x_train, y_train, x_val, y_val)
