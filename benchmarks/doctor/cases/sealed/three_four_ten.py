import random
import numpy as np
from sklearn.datasets import load_digits


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


class NeuralNetwork(object):
    def __init__(self, sizes, learning_rate=3.0, mini_batch_size=16, epochs=10):
        self.sizes = sizes
        self.num_layers = len(sizes)
        self.weights = [np.array([0])] + [np.random.randn(y, x) / np.sqrt(x) for y, x in zip(sizes[1:], sizes[:-1])]
        self.biases = [np.random.randn(y, 1) for y in sizes]
        self._zs = [np.zeros(bias.shape) for bias in self.biases]
        self._activations = [np.zeros(bias.shape) for bias in self.biases]
        self.mini_batch_size = mini_batch_size
        self.epochs = epochs
        self.eta = learning_rate

    def fit(self, training_data, validation_data):
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

                self.weights = [
                    w - (self.eta / self.mini_batch_size) * dw for w, dw in zip(self.weights, nabla_w)]
                self.biases = [
                    b - (self.eta / self.mini_batch_size) * db for b, db in zip(self.biases, nabla_b)]

            accuracy = self.validate(validation_data) / len(validation_data) * 100.0
            print("Epoch {0}, accuracy {1:.2f} %.".format(epoch + 1, accuracy))

    def validate(self, validation_data):
        results = [self.predict(x) == y for x, y in validation_data]
        return sum(result for result in results)

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


def one_hot(label):
    e = np.zeros((10, 1))
    e[label] = 1.0
    return e


digits = load_digits()
samples = [(x.reshape(64, 1) / 16, label) for x, label in zip(digits.data, digits.target)]
random.shuffle(samples)
training_data = [(x, one_hot(label)) for x, label in samples[:1200]]
test_data = samples[1200:]

nn = NeuralNetwork(sizes=[64, 3, 4, 10], epochs=15)
nn.fit(training_data, test_data)
print("Test Accuracy: {0:.1f}%".format(100 * nn.validate(test_data) / len(test_data)))
