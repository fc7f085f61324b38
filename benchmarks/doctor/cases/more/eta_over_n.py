import numpy as np
from sklearn.datasets import load_digits


class Network(object):

    def __init__(self, sizes):
        self.num_layers = len(sizes)
        self.sizes = sizes
        self.biases = [np.random.randn(y, 1) for y in sizes[1:]]
        self.weights = [np.random.randn(y, x) / np.sqrt(x)
                        for x, y in zip(sizes[:-1], sizes[1:])]

    def feedforward(self, a):
        for b, w in zip(self.biases, self.weights):
            a = sigmoid(np.dot(w, a) + b)
        return a

    def SGD(self, x, y, epochs, mini_batch_size, eta, test_x=None, test_y=None):
        """x has one image per column, y is one-hot, one column per image"""
        n = x.shape[1]
        for j in range(epochs):
            perm = np.random.permutation(n)
            x, y = x[:, perm], y[:, perm]
            for k in range(0, n, mini_batch_size):
                self.update_mini_batch(x[:, k:k + mini_batch_size],
                                       y[:, k:k + mini_batch_size], eta, n)
            if test_x is not None:
                print("Epoch {0}: {1} / {2}".format(j, self.evaluate(test_x, test_y), test_x.shape[1]))

    def update_mini_batch(self, x, y, eta, n):
        nabla_b, nabla_w = self.backprop(x, y)
        m = x.shape[1]
        self.weights = [w - (eta / n) * nw
                        for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b - (eta / n) * nb
                       for b, nb in zip(self.biases, nabla_b)]

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        # feedforward
        activation = x
        activations = [x]
        zs = []
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        # backward pass
        delta = (activations[-1] - y) * sigmoid_prime(zs[-1])
        nabla_b[-1] = delta.sum(axis=1, keepdims=True)
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())
        for l in range(2, self.num_layers):
            sp = sigmoid_prime(zs[-l])
            delta = np.dot(self.weights[-l + 1].transpose(), delta) * sp
            nabla_b[-l] = delta.sum(axis=1, keepdims=True)
            nabla_w[-l] = np.dot(delta, activations[-l - 1].transpose())
        return (nabla_b, nabla_w)

    def evaluate(self, x, labels):
        out = np.argmax(self.feedforward(x), axis=0)
        return int(np.sum(out == labels))


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


np.random.seed(12345)
d = load_digits()
pixels = d.data.T / 16.0
train_x, train_y = pixels[:, :1200], np.eye(10)[d.target[:1200]].T
test_x, test_y = pixels[:, 1200:], d.target[1200:]

net = Network([64, 30, 10])
net.SGD(train_x, train_y, 30, 10, 3.0, test_x=test_x, test_y=test_y)
