"""A network 4-4-3 for the three species of Iris, as a class: tanh, softmax, cross-entropy with L2.

Stochastic gradient descent, one flower drawn at random for each step; the best weights are kept.

What its author sees: the error does not go down, and after many steps the three outputs are 1/3, 1/3 and 1/3 for
every flower.

After question 238417 on Cross Validated, "Simple Neural Network Issue in Python?"
"""

import numpy as np

from unstuck.datasets import load


class NeuralNet:
    def __init__(self, input_dim, hid_dim, output_dim, alpha, reg_lambda):
        self.input_dim = input_dim
        self.alpha = alpha  # learning rate
        self.reg_lambda = reg_lambda  # strength of L2
        self.W1 = np.random.randn(input_dim, hid_dim)
        self.b1 = np.zeros((1, hid_dim))
        self.W2 = np.random.randn(hid_dim, output_dim)
        self.b2 = np.zeros((1, output_dim))

    def forward(self, X):
        # probabilities of the classes, and the hidden layer
        z1 = np.tanh(X.dot(self.W1) + self.b1)
        scores = np.exp(z1.dot(self.W2) + self.b2)
        return scores / np.sum(scores, axis=1, keepdims=True), z1

    def error(self, output, y):
        total = 0
        for i in range(len(y)):
            total += -np.log(output[i, int(y[i])])
        total += (self.reg_lambda / self.input_dim) * (np.sum(np.square(self.W1)) + np.sum(np.square(self.W2)))
        return total / len(y)

    def stochastic_gd(self, iterations, X, y):
        # the weights with the smallest error so far
        best_error = np.inf
        best_W1 = np.zeros(self.W1.shape)
        best_b1 = np.zeros(self.b1.shape)
        best_W2 = np.zeros(self.W2.shape)
        best_b2 = np.zeros(self.b2.shape)

        for i in range(iterations):
            # one flower, as a row
            n = np.random.randint(len(y))
            x_n = X[n, :].reshape((1, self.input_dim))
            output, z1 = self.forward(x_n)

            # deltas of the layers
            delta3 = output
            delta3 -= 1
            delta2 = delta3.dot(self.W2.T) * (1 - z1**2)

            # gradients
            dW2 = z1.T.dot(delta3)
            db2 = np.sum(delta3, axis=0, keepdims=True)
            dW1 = x_n.T.dot(delta2)
            db1 = np.sum(delta2, axis=0, keepdims=True)
            dW2 += self.reg_lambda * self.W2
            dW1 += self.reg_lambda * self.W1

            # step
            self.W2 -= self.alpha * dW2
            self.b2 -= self.alpha * db2
            self.W1 -= self.alpha * dW1
            self.b1 -= self.alpha * db1

            # better than before?
            new_output, _ = self.forward(X)
            error = self.error(new_output, y)
            if error < best_error:
                best_error = error
                best_W1 = self.W1
                best_b1 = self.b1
                best_W2 = self.W2
                best_b2 = self.b2
            if i % 1000 == 0:
                print("step", i, "error", error, "best", best_error)

        self.W1, self.b1, self.W2, self.b2 = best_W1, best_b1, best_W2, best_b2


iris = load("iris")
X, y = iris.x, iris.targets

net = NeuralNet(4, 4, 3, alpha=0.01, reg_lambda=0.01)
net.stochastic_gd(10000, X, y)

outputs, _ = net.forward(X)
print("error of the weights kept:", net.error(outputs, y))
print("right:", 100 * np.mean(np.argmax(outputs, axis=1) == y), "%")
print("outputs of a flower of each species:")
print(np.round(outputs[[0, 50, 100]], 4))
