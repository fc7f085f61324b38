"""A network 784-60-10 for the handwritten digits of MNIST, in one function.

tanh, softmax, categorical cross-entropy, 100 steps of gradient descent with all rows in each, on the test digits.

What its author sees: an accuracy of 1 or 2 %, after 100 epochs as after one. It does not learn at all.

After a question on Stack Overflow, "Neural Network for MNIST digits is not learning at all".
"""

import sys

import numpy as np

from unstuck.datasets import load

# "mnist-5k" comes with the package; "mnist" takes the 10,000 test digits, as the post did
DATA = sys.argv[1] if len(sys.argv) > 1 else "mnist-5k"

data = load(DATA)
pixels, digits = data.test if DATA == "mnist" else (data.x, data.targets)
X = pixels.astype("float32") / 255  # (rows, 784)
Y = np.eye(10)[digits]  # (rows, 10)


def tanh(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


def softmax(z):
    e = np.exp(z - np.max(z, axis=0))
    return e / np.sum(e, axis=0)


def neural_network(num_hid, epochs, learning_rate, X, Y):
    # small random weights, biases of zero
    W1 = np.random.randn(784, num_hid) * 0.01
    b1 = np.zeros((1, num_hid))
    W2 = np.random.randn(num_hid, 10) * 0.01
    b2 = np.zeros((1, 10))
    correct = 0

    for epoch in range(1, epochs + 1):
        # forward
        Z1 = np.dot(X, W1) + b1
        A1 = tanh(Z1)
        Z2 = np.dot(A1, W2) + b2
        A2 = softmax(Z2)

        # cross-entropy
        m = X.shape[1]
        loss = -np.sum(Y * np.log(A2), axis=0, keepdims=True)
        cost = np.sum(loss, axis=1) / m

        # backward
        dZ2 = A2 - Y
        dW2 = (1 / m) * np.dot(A1.T, dZ2)
        db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
        dZ1 = np.multiply(np.dot(dZ2, W2.T), 1 - np.power(A1, 2))
        dW1 = (1 / m) * np.dot(X.T, dZ1)
        db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)

        # gradient descent
        W1 = W1 - dW1 * learning_rate
        b1 = b1 - db1 * learning_rate
        W2 = W2 - dW2 * learning_rate
        b2 = b2 - db2 * learning_rate

        # compare the guesses with the answers
        for i in range(np.shape(Y)[1]):
            guess = np.argmax(A2[i, :])
            answer = np.argmax(Y[i, :])
            if guess == answer:
                correct = correct + 1
        if epoch % 10 == 0:
            print("epoch", epoch, "cost", cost[0], "last guess", guess, "answer", answer)

    accuracy = (correct / np.shape(Y)[0]) * 100
    return A2, accuracy


outputs, accuracy = neural_network(60, 100, 0.3, X, Y)
print("accuracy:", accuracy, "%")
