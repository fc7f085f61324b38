import numpy as np
from sklearn.datasets import make_circles

# I added a learning rate and momentum to the usual two layer class. Is it correct?
# It appears to give adequate results, but the loss seems slow to me after the first thousand rounds.


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_derivative_from_output(s):
    return s * (1 - s)


class NeuralNetwork:
    def __init__(self, x, y, hidden=8, alpha=1.5, beta=0.9):
        self.input = x
        self.y = y
        self.weights1 = np.random.randn(x.shape[1], hidden) * 1.5
        self.bias1 = np.random.randn(1, hidden) * 0.5
        self.weights2 = np.random.randn(hidden, 1) / np.sqrt(hidden)
        self.bias2 = np.zeros((1, 1))
        self.velocity = [np.zeros_like(p) for p in self.parameters()]
        self.alpha = alpha
        self.beta = beta

    def parameters(self):
        return [self.weights1, self.bias1, self.weights2, self.bias2]

    def feedforward(self, x):
        self.layer1 = sigmoid(np.dot(x, self.weights1) + self.bias1)
        return sigmoid(np.dot(self.layer1, self.weights2) + self.bias2)

    def loss(self):
        return float(np.mean((self.y - self.feedforward(self.input)) ** 2))

    def backprop(self):
        m = len(self.input)
        output = self.feedforward(self.input)
        # downhill direction, so the error is y - output and everything is added
        d2 = 2 * (self.y - output) * sigmoid_derivative_from_output(output) / m
        d1 = np.dot(d2, self.weights2.T) * sigmoid_derivative_from_output(self.layer1)
        downhill = [np.dot(self.input.T, d1), d1.sum(axis=0, keepdims=True),
                    np.dot(self.layer1.T, d2), d2.sum(axis=0, keepdims=True)]
        for p, v, g in zip(self.parameters(), self.velocity, downhill):
            v *= self.beta
            v += (1 - self.beta) * g
            p += self.alpha * v


np.random.seed(10)
points, ring = make_circles(200, noise=0.08, factor=0.45, random_state=1)
NN = NeuralNetwork(points, ring.reshape(-1, 1))
for i in range(4000):
    NN.backprop()
    if i % 400 == 0:
        print('iteration', i, 'loss', NN.loss())

guess = NN.feedforward(points)
print('inner ring found:', np.mean((guess[:, 0] > 0.5) == (ring == 1)))
