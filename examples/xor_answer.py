"""A network 2-3-1 for XOR, as a flat script: sigmoid units, squared error, all four rows in each of 50,000 epochs.

What its author sees: it learns. The four answers come out right.

After the answer given on Stack Overflow to the question of `cats_explode.py`, as a network that works.
"""

import numpy as np


def sigmoid(x, derivative=False):
    if derivative:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))


# the four rows of XOR
inputs = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
targets = np.array([[0.0], [1.0], [1.0], [0.0]])

learning_rate = 0.1
epochs = 50000
n_inputs = inputs.shape[1]
n_hidden = 3
n_outputs = 1

weights_hidden = np.random.uniform(size=(n_inputs, n_hidden))
bias_hidden = np.random.uniform(1, n_hidden)
weights_output = np.random.uniform(size=(n_hidden, n_outputs))
bias_output = np.random.uniform(1, n_outputs)

for epoch in range(epochs):
    # forward
    hidden = sigmoid(np.dot(inputs, weights_hidden) + bias_hidden)
    output = sigmoid(np.dot(hidden, weights_output) + bias_output)

    # how far off?
    error = targets - output
    if epoch % 5000 == 0:
        print("epoch", epoch, "error", np.mean(abs(error)))

    # backward
    delta_output = error * sigmoid(output, derivative=True)
    error_hidden = delta_output.dot(weights_output.T)
    delta_hidden = error_hidden * sigmoid(hidden, derivative=True)

    # change weights and biases
    weights_output += hidden.T.dot(delta_output) * learning_rate
    bias_output += np.sum(delta_output, axis=0, keepdims=True) * learning_rate
    weights_hidden += inputs.T.dot(delta_hidden) * learning_rate
    bias_hidden += np.sum(delta_hidden, axis=0, keepdims=True) * learning_rate

print("answers:", np.round(output.ravel(), 3), "for", targets.ravel())
