"""A network of four layers, 784-5-5-10, for the handwritten digits of MNIST, written with loops over the rows.

Sigmoid units, summed binary cross-entropy with L2, gradient descent on all rows at once.

What its author sees: the cost stops at about 3.25 and never goes below, about 11 % of the test digits are right, and
the ten outputs are all close to 0.1 whatever the digit. Gradient checking found nothing.

After a question on Data Science Stack Exchange, 2017: https://datascience.stackexchange.com/questions/21889
"""

import math
import sys

import numpy as np

from unstuck.datasets import load

# "mnist-5k" comes with the package; "mnist" is all of it, with the post's 30,000 and 10,000 rows (takes a minute)
DATA = sys.argv[1] if len(sys.argv) > 1 else "mnist-5k"
n_train, n_test = (30000, 10000) if DATA == "mnist" else (4000, 1000)

# units in the input layer, the two hidden layers and the output layer
sizes = [784, 5, 5, 10]
n_steps = len(sizes) - 1


def g(z):
    return 1 / (1 + np.exp(-z))


# Outputs of the network for one row x. Row 0 of each W[l] holds the biases.
def h(W, x):
    a = x
    for l in range(n_steps):
        a = np.insert(a, 0, 1)
        a = g(np.dot(a, W[l]))
    return a


# Cost of all training rows
def J(W, x, y, lam):
    total = 0
    for i in range(n_train):
        out = h(W, x[i])
        for k in range(sizes[-1]):
            total = total - y[i][k] * math.log(out[k]) - (1 - y[i][k]) * math.log(1 - out[k])
    squares = 0
    for l in range(n_steps):
        for i in range(sizes[l]):
            for j in range(sizes[l + 1]):
                squares = squares + W[l][i + 1][j] ** 2
    return total / n_train + lam / (2 * n_train) * squares


# Gradient of J, one array for each W[l]
def backprop(W, x, y, lam):
    delta = np.empty(n_steps, dtype=object)
    for l in range(n_steps):
        delta[l] = np.zeros((sizes[l] + 1, sizes[l + 1]))

    for i in range(n_train):
        # forward, keeping what went into each layer
        A = np.empty(n_steps, dtype=object)
        a = x[i]
        for l in range(n_steps):
            A[l] = a
            a = g(np.dot(np.insert(a, 0, 1), W[l]))

        # and back
        diff = a - y[i]
        delta[n_steps - 1] = delta[n_steps - 1] + np.outer(np.insert(A[n_steps - 1], 0, 1), diff)
        for l in range(n_steps - 1, 0, -1):
            no_bias = np.array([W[l][k + 1] for k in range(sizes[l])])
            diff = np.dot(no_bias, diff) * A[l] * (1 - A[l])
            delta[l - 1] = delta[l - 1] + np.outer(np.insert(A[l - 1], 0, 1), diff)

    D = np.empty(n_steps, dtype=object)
    for l in range(n_steps):
        D[l] = np.zeros((sizes[l] + 1, sizes[l + 1]))
        for i in range(sizes[l] + 1):
            for j in range(sizes[l + 1]):
                if i == 0:
                    D[l][i][j] = delta[l][i][j] / n_train
                else:
                    D[l][i][j] = (delta[l][i][j] + lam * W[l][i][j]) / n_train
    return D


def train(x, y, learn, iterations, lam):
    W = np.empty(n_steps, dtype=object)
    for l in range(n_steps):
        W[l] = np.random.rand(sizes[l] + 1, sizes[l + 1]) / 100

    for step in range(iterations):
        print("after", step, "iterations: cost", J(W, x, y, lam))
        D = backprop(W, x, y, lam)
        for l in range(n_steps):
            W[l] = W[l] - learn * D[l]
    print("after", iterations, "iterations: cost", J(W, x, y, lam))
    return W


# Pixels to [-1, 1], digits to rows of ten with a single 1
def prepare(pixels, digits, n):
    x = []
    y = []
    for i in range(n):
        x.append(2 * np.array(pixels[i]) / 255 - 1)
        y.append(np.eye(10)[digits[i]])
    return x, y


data = load(DATA)
pixels_test, digits_test = data.test if DATA == "mnist" else (data.x[n_train:], data.targets[n_train:])
x_train, y_train = prepare(data.x, data.targets, n_train)
x_test, y_test = prepare(pixels_test, digits_test, n_test)

weights = train(x_train, y_train, 2, 5, 1)


# How many digits of a set are answered with the right one?
def score(outputs, y):
    count = 0
    for i in range(len(outputs)):
        if np.argmax(outputs[i]) == np.argmax(y[i]):
            count = count + 1
    return 100 * count / len(outputs)


outputs_train = [h(weights, row) for row in x_train]
outputs_test = [h(weights, row) for row in x_test]
print("training digits right:", score(outputs_train, y_train), "%")
print("test digits right:    ", score(outputs_test, y_test), "%")
print("outputs of the first test digit:", np.round(outputs_test[0], 3))
