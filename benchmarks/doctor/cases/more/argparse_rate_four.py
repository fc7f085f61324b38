import argparse
import time

import numpy as np
from sklearn.datasets import load_digits


class DeepNeuralNetwork():
    def __init__(self, sizes, activation='sigmoid'):
        self.sizes = sizes

        # Choose activation function
        if activation == 'relu':
            self.activation = self.relu
        elif activation == 'sigmoid':
            self.activation = self.sigmoid
        else:
            raise ValueError("please use 'relu' or 'sigmoid'")

        self.params = self.initialize()
        # intermediate values
        self.cache = {}

    def relu(self, x, derivative=False):
        if derivative:
            return np.where(x < 0, 0., 1.)
        return np.maximum(0, x)

    def sigmoid(self, x, derivative=False):
        s = 0.5 * (1 + np.tanh(0.5 * x))
        if derivative:
            return s * (1 - s)
        return s

    def softmax(self, x):
        # one column per sample
        exps = np.exp(x - x.max(axis=0, keepdims=True))
        return exps / np.sum(exps, axis=0, keepdims=True)

    def initialize(self):
        n_x, n_h, n_y = self.sizes
        return {
            "W1": np.random.randn(n_h, n_x) * np.sqrt(1. / n_x),
            "b1": np.zeros((n_h, 1)),
            "W2": np.random.randn(n_y, n_h) * np.sqrt(1. / n_h),
            "b2": np.zeros((n_y, 1)),
        }

    def feed_forward(self, x):
        p, c = self.params, self.cache
        c["X"] = x
        c["Z1"] = np.matmul(p["W1"], x.T) + p["b1"]
        c["A1"] = self.activation(c["Z1"])
        c["Z2"] = np.matmul(p["W2"], c["A1"]) + p["b2"]
        c["A2"] = self.softmax(c["Z2"])
        return c["A2"]

    def back_propagate(self, y, output):
        m = y.shape[0]
        dZ2 = output - y.T
        dW2 = (1. / m) * np.matmul(dZ2, self.cache["A1"].T)
        db2 = (1. / m) * np.sum(dZ2, axis=1, keepdims=True)

        dA1 = np.matmul(self.params["W2"].T, dZ2)
        dZ1 = dA1 * self.activation(self.cache["Z1"], derivative=True)
        dW1 = (1. / m) * np.matmul(dZ1, self.cache["X"])
        db1 = (1. / m) * np.sum(dZ1, axis=1, keepdims=True)

        self.grads = {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
        return self.grads

    def cross_entropy_loss(self, y, output):
        return -np.sum(y.T * np.log(output + 1e-12)) / y.shape[0]

    def optimize(self, l_rate=0.1, beta=.9):
        if self.optimizer == "sgd":
            for key in self.params:
                self.params[key] = self.params[key] - l_rate * self.grads[key]
        else:
            for key in self.params:
                self.momentum_opt[key] = beta * self.momentum_opt[key] + (1. - beta) * self.grads[key]
                self.params[key] = self.params[key] - l_rate * self.momentum_opt[key]

    def accuracy(self, y, output):
        return np.mean(np.argmax(y, axis=-1) == np.argmax(output.T, axis=-1))

    def train(self, x_train, y_train, x_test, y_test, epochs=10, batch_size=64,
              optimizer='momentum', l_rate=0.1, beta=.9):
        num_batches = -(-x_train.shape[0] // batch_size)
        self.optimizer = optimizer
        self.momentum_opt = {k: np.zeros(v.shape) for k, v in self.params.items()}

        start_time = time.time()
        template = "Epoch {}: {:.2f}s, train acc={:.2f}, train loss={:.2f}, test acc={:.2f}, test loss={:.2f}"

        for i in range(epochs):
            permutation = np.random.permutation(x_train.shape[0])
            x_shuffled = x_train[permutation]
            y_shuffled = y_train[permutation]

            for j in range(num_batches):
                begin = j * batch_size
                end = min(begin + batch_size, x_train.shape[0])
                output = self.feed_forward(x_shuffled[begin:end])
                self.back_propagate(y_shuffled[begin:end], output)
                self.optimize(l_rate=l_rate, beta=beta)

            out = self.feed_forward(x_train)
            train_acc, train_loss = self.accuracy(y_train, out), self.cross_entropy_loss(y_train, out)
            out = self.feed_forward(x_test)
            test_acc, test_loss = self.accuracy(y_test, out), self.cross_entropy_loss(y_test, out)
            print(template.format(i + 1, time.time() - start_time, train_acc, train_loss, test_acc, test_loss))


parser = argparse.ArgumentParser()
parser.add_argument('--activation', required=True)
parser.add_argument('--batch_size', type=int, required=True)
parser.add_argument('--optimizer', required=True)
parser.add_argument('--l_rate', type=float, required=True)
parser.add_argument('--beta', type=float, required=True)
# the command line I use
args = parser.parse_args('--activation sigmoid --optimizer momentum --l_rate 4 --beta .9 --batch_size 1'.split())

np.random.seed(0)
digits = load_digits()
x = digits.data / 16.
y = np.eye(10)[digits.target]
x_train, y_train, x_test, y_test = x[:1300], y[:1300], x[1300:], y[1300:]

dnn = DeepNeuralNetwork(sizes=[64, 64, 10], activation=args.activation)
dnn.train(x_train, y_train, x_test, y_test, epochs=5, batch_size=args.batch_size,
          optimizer=args.optimizer, l_rate=args.l_rate, beta=args.beta)
