import numpy as np
import itertools

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def sigmoid_derivative(x):
    sig = 1 / (1 + np.exp(-x))
    return sig * (1 - sig)

class NeuralNetwork:
    def __init__(self, x, y, hidden=6):
        self.input    = x
        self.weights1 = np.random.normal(0, 1, (x.shape[1], hidden))
        self.weights2 = np.random.normal(0, 1, (hidden, 1))
        self.y        = y
        self.output   = np.zeros(y.shape)
        self.v_dw1    = 0
        self.v_dw2    = 0
        self.alpha    = 0.5
        self.beta     = 0.5

    def feedforward(self):
        self.layer1 = sigmoid(np.dot(self.input, self.weights1))
        self.output = sigmoid(np.dot(self.layer1, self.weights2))
        return self.output

    def backprop(self):
        # chain rule
        err = 2 * (self.y - self.output) * sigmoid_derivative(self.output)
        d_weights2 = np.dot(self.layer1.T, err)
        d_weights1 = np.dot(self.input.T, np.dot(err, self.weights2.T) * sigmoid_derivative(self.layer1))

        # momentum
        self.v_dw1 = self.beta * self.v_dw1 + (1 - self.beta) * d_weights1
        self.v_dw2 = self.beta * self.v_dw2 + (1 - self.beta) * d_weights2

        self.weights1 = self.weights1 + self.v_dw1 * self.alpha
        self.weights2 = self.weights2 + self.v_dw2 * self.alpha

    def loss(self):
        return np.sum((self.y - self.output) ** 2)


if __name__ == "__main__":
    np.random.seed(5)
    # odd number of ones among three bits; the last column is always 1
    X = np.array([list(bits) + [1] for bits in itertools.product([0, 1], repeat=3)], dtype=float)
    y = np.array([[sum(row[:3]) % 2] for row in X])
    nn = NeuralNetwork(X, y)
    for i in range(4000):
        nn.feedforward()
        nn.backprop()
        if i % 500 == 0:
            print("iteration", i, "loss", nn.loss())
    print(np.round(nn.feedforward(), 3).ravel())
    print("final loss", nn.loss())
