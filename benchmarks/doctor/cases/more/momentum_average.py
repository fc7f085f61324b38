import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_derivative(s):
    # s is sigmoid(x) already
    return s * (1 - s)


class NeuralNetwork:
    def __init__(self, x, y):
        self.input      = x
        self.weights1   = np.random.rand(self.input.shape[1], 8) * 2 - 1
        self.weights2   = np.random.rand(8 + 1, 1) * 2 - 1
        self.y          = y
        self.output     = np.zeros(self.y.shape)
        self.v_dw1      = 0
        self.v_dw2      = 0
        self.alpha      = 0.5
        self.beta       = 0.5
        self.loss       = []

    def feedforward(self):
        self.layer1 = sigmoid(np.dot(self.input, self.weights1))
        self.layer1b = np.c_[self.layer1, np.ones(len(self.layer1))]
        self.output = sigmoid(np.dot(self.layer1b, self.weights2))

    def backprop(self):
        # application of the chain rule to find derivative of the loss function with respect to weights2 and weights1
        out_delta = 2 * (self.y - self.output) * sigmoid_derivative(self.output)
        d_weights2 = np.dot(self.layer1b.T, out_delta)
        d_weights1 = np.dot(self.input.T, np.dot(out_delta, self.weights2[:-1].T) * sigmoid_derivative(self.layer1))

        # adding effect of momentum
        self.v_dw1 = (self.beta * self.v_dw1) + ((1 - self.beta) * d_weights1)
        self.v_dw2 = (self.beta * self.v_dw2) + ((1 - self.beta) * d_weights2)

        # update the weights with the derivative (slope) of the loss function
        self.weights1 = self.weights1 + (self.v_dw1 * self.alpha)
        self.weights2 = self.weights2 + (self.v_dw2 * self.alpha)

    def sse(self):
        return np.sum((self.y - self.output) ** 2)


if __name__ == "__main__":
    X = np.array([[0, 0, 1],
                  [0, 1, 1],
                  [1, 0, 1],
                  [1, 1, 1]])
    y = np.array([[0], [1], [1], [0]])
    nn = NeuralNetwork(X, y)

    for i in range(6000):
        nn.feedforward()
        nn.backprop()
        nn.loss.append(nn.sse())
        if i % 600 == 0:
            print("sum of squares after %d: %.5f" % (i, nn.loss[-1]))

    nn.feedforward()
    print(np.round(nn.output, 3).ravel())
    # plt.plot(nn.loss)
