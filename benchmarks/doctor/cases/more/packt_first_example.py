import numpy as np


def sigmoid(x):
    return 1.0 / (1 + np.exp(-x))


def sigmoid_derivative(x):
    return x * (1.0 - x)


class NeuralNetwork:
    def __init__(self, x, y):
        self.input = x
        self.weights1 = np.random.randn(self.input.shape[1], 4)
        self.weights2 = np.random.randn(4 + 1, 1)
        self.y = y
        self.output = np.zeros(self.y.shape)

    def feedforward(self):
        self.layer1 = sigmoid(np.dot(self.input, self.weights1))
        # a column of ones for the bias of the output
        self.layer1_1 = np.hstack([self.layer1, np.ones((len(self.layer1), 1))])
        self.output = sigmoid(np.dot(self.layer1_1, self.weights2))

    def backprop(self):
        # application of the chain rule to find derivative of the loss function with respect to weights2 and weights1
        d_output = 2 * (self.y - self.output) * sigmoid_derivative(self.output)
        d_weights2 = np.dot(self.layer1_1.T, d_output)
        d_layer1 = np.dot(d_output, self.weights2[:-1].T) * sigmoid_derivative(self.layer1)
        d_weights1 = np.dot(self.input.T, d_layer1)

        # update the weights with the derivative (slope) of the loss function
        self.weights1 += d_weights1
        self.weights2 += d_weights2

    def loss(self):
        return np.sum((self.y - self.output) ** 2)


if __name__ == "__main__":
    X = np.array([[0, 0, 1],
                  [0, 1, 1],
                  [1, 0, 1],
                  [1, 1, 1]])
    y = np.array([[0], [1], [1], [0]])
    nn = NeuralNetwork(X, y)

    losses = []
    for i in range(6000):
        nn.feedforward()
        losses.append(nn.loss())
        nn.backprop()
        if i % 1000 == 0:
            print("step", i, "loss", losses[-1])

    nn.feedforward()
    print("final loss", nn.loss())
    print(nn.output)
