"""A network 12288-64-1 that says whether a small colour picture shows a cat: ReLU, sigmoid, binary cross-entropy.

Ten pictures only, to see whether it can learn them by heart; parameters in a dict, one column for each picture.

What its author sees: the loss explodes, comes back to the value it had at first, and stays there for good.

After a question on Stack Overflow, "What's wrong with my backpropagation?"
"""

import sys

import numpy as np


# Ten pictures, 64 x 64 x 3, pixels from 0 to 1: soft fields of colour, with a dark patch in the middle if labelled 1
def make_pictures():
    rng = np.random.default_rng(3)
    across, down = np.meshgrid(np.linspace(0, 1, 64), np.linspace(0, 1, 64))
    patch = np.exp(-((across - 0.5) ** 2 + (down - 0.5) ** 2) / 0.05)
    labels = np.arange(10).reshape(10, 1) % 2
    pictures = np.zeros((10, 64, 64, 3))
    for n in range(10):
        for colour in range(3):
            field = -1.5 - labels[n] * patch
            for wave in range(6):
                waves_across, waves_down = rng.integers(0, 4, 2)
                shift_across, shift_down = rng.random(2)
                field += (
                    rng.normal(0, 0.7)
                    * np.cos(np.pi * (waves_across * across + shift_across))
                    * np.cos(np.pi * (waves_down * down + shift_down))
                )
            pictures[n, :, :, colour] = 1 / (1 + np.exp(-field))
    return pictures, labels


# Pictures and labels of an HDF5 file with train_set_x and train_set_y
def read_pictures(path):
    import h5py

    with h5py.File(path, "r") as file:
        return file["train_set_x"][:] / 255, file["train_set_y"][:].reshape(-1, 1)


def initialize_parameters(dims):
    parameters = {}
    for i in range(1, len(dims)):
        parameters["W" + str(i)] = np.random.randn(dims[i], dims[i - 1]) * 0.01
        parameters["b" + str(i)] = np.zeros([dims[i], 1])
    return parameters


def relu(x, deriv=False):
    if deriv:
        return 1.0 * (x > 0)
    return np.maximum(0, x)


def sigmoid(x, deriv=False):
    if deriv:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))


def forward_backward(X, Y, parameters):
    grads = {}
    m = Y.shape[1]

    # forward: ReLU, then sigmoid
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = relu(Z1)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    AL = sigmoid(Z2)

    cost = (-1 / m) * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))

    # backward: second layer
    dAL = -(Y / AL - (1 - Y) / (1 - AL))
    dZ2 = dAL * sigmoid(AL, deriv=True)
    grads["dW2"] = np.dot(dZ2, A1.T) / m
    grads["db2"] = np.sum(dZ2, axis=1, keepdims=True) / m

    # backward: first layer
    dA1 = np.dot(parameters["W2"].T, dZ2)
    dZ1 = dA1 * relu(A1, deriv=True)
    grads["dW1"] = np.dot(dZ1, X.T)
    grads["db1"] = np.sum(dZ1, axis=1, keepdims=True) / m

    return AL, grads, cost


def update_parameters(grads, parameters, learning_rate):
    for name in parameters:
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters


dims = [12288, 64, 1]
epochs = 2000
learning_rate = 0.1

pictures, labels = read_pictures(sys.argv[1]) if len(sys.argv) > 1 else make_pictures()
train = pictures.reshape(len(pictures), -1)

parameters = initialize_parameters(dims)
losses = []

for i in range(epochs):
    x = np.array(train[0:10], ndmin=2).T
    y = np.array(labels[0:10], ndmin=2).T
    AL, grads, cost = forward_backward(x, y, parameters)
    losses.append(cost)
    parameters = update_parameters(grads, parameters, learning_rate)
    if i < 10 or i % 200 == 199:
        print("epoch", i + 1, "loss", cost)

print("largest loss:", max(losses))
print("answers:", np.round(AL, 3))
print("labels: ", y)
