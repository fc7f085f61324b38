import random

import numpy as np
from sklearn.datasets import load_digits


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


def load_data():
    d = load_digits()
    xs = [x.reshape(-1, 1) / 16.0 for x in d.data]
    ys = [np.eye(10)[t].reshape(-1, 1) for t in d.target]
    training = list(zip(xs[:1000], ys[:1000]))
    validation = list(zip(xs[1000:1400], d.target[1000:1400]))
    test = list(zip(xs[1400:], d.target[1400:]))
    return training, validation, test


class NeuralNetwork(object):

    def __init__(self, sizes=list(), learning_rate=1.0, mini_batch_size=16, epochs=10):
        """Initialize a Neural Network with sizes of layers specified."""
        self.sizes = sizes
        self.num_layers = len(sizes)

        # no weights enter the input layer, self.weights[0] is redundant
        self.weights = [np.array([0])] + [np.random.randn(y, x) for y, x in zip(sizes[1:], sizes[:-1])]
        # self.biases[0] is redundant as well
        self.biases = [np.random.randn(y, 1) for y in sizes]

        self._zs = [np.zeros(bias.shape) for bias in self.biases]
        self._activations = [np.zeros(bias.shape) for bias in self.biases]

        self.mini_batch_size = mini_batch_size
        self.epochs = epochs
        self.eta = learning_rate

    def fit(self, training_data, validation_data=None):
        for epoch in range(self.epochs):
            random.shuffle(training_data)
            mini_batches = [
                training_data[k:k + self.mini_batch_size]
                for k in range(0, len(training_data), self.mini_batch_size)]

            for mini_batch in mini_batches:
                nabla_b = [np.zeros(bias.shape) for bias in self.biases]
                nabla_w = [np.zeros(weight.shape) for weight in self.weights]
                for x, y in mini_batch:
                    self._forward_prop(x)
                    delta_nabla_b, delta_nabla_w = self._back_prop(x, y)
                    nabla_b = [nb + dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]
                    nabla_w = [nw + dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]

                self.weights = [w - (self.eta / self.mini_batch_size) * dw
                                for w, dw in zip(self.weights, nabla_w)]
                self.biases = [b - (self.eta / self.mini_batch_size) * db
                               for b, db in zip(self.biases, nabla_b)]

            if validation_data:
                print("Epoch {0}, accuracy {1:.2f} %.".format(epoch + 1, self.validate(validation_data)))
            else:
                print("Processed epoch {0}.".format(epoch))

    def validate(self, validation_data):
        hits = [int(self.predict(x) == y) for x, y in validation_data]
        return 100.0 * sum(hits) / len(hits)

    def predict(self, x):
        self._forward_prop(x)
        return np.argmax(self._activations[-1])

    def _forward_prop(self, x):
        self._activations[0] = x
        for i in range(1, self.num_layers):
            self._zs[i] = self.weights[i].dot(self._activations[i - 1]) + self.biases[i]
            self._activations[i] = sigmoid(self._zs[i])

    def _back_prop(self, x, y):
        nabla_b = [np.zeros(bias.shape) for bias in self.biases]
        nabla_w = [np.zeros(weight.shape) for weight in self.weights]

        error = (self._activations[-1] - y) * sigmoid_prime(self._zs[-1])
        nabla_b[-1] = error
        nabla_w[-1] = error.dot(self._activations[-2].transpose())

        for l in range(self.num_layers - 2, 0, -1):
            error = np.multiply(self.weights[l + 1].transpose().dot(error), sigmoid_prime(self._zs[l]))
            nabla_b[l] = error
            nabla_w[l] = error.dot(self._activations[l - 1].transpose())

        return nabla_b, nabla_w


if __name__ == "__main__":
    np.random.seed(42)
    random.seed(42)
    layers = [64, 30, 20, 10]
    learning_rate = 3.0
    mini_batch_size = 10
    epochs = 15

    training_data, validation_data, test_data = load_data()
    nn = NeuralNetwork(layers, learning_rate, mini_batch_size, epochs)
    nn.fit(training_data, validation_data)
    print("Test Accuracy: {:.1f}%".format(nn.validate(test_data)))
