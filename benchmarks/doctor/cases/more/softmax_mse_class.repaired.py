import numpy as np
from sklearn.datasets import load_digits

np.random.seed(0)


class NeuralNetwork:
    def __init__(self, inputs, hidden, outputs, learning_rate):
        self.weights1 = np.random.randn(hidden, inputs) * np.sqrt(1 / inputs)
        self.bias1 = np.zeros((hidden, 1))
        self.weights2 = np.random.randn(outputs, hidden) * np.sqrt(1 / hidden)
        self.bias2 = np.zeros((outputs, 1))
        self.learning_rate = learning_rate

    def sigmoid(self, z):
        return 1 / (1 + np.exp(-z))

    def sigmoid_derivative(self, a):
        return a * (1 - a)

    def softmax(self, z):
        e = np.exp(z - np.max(z))
        return e / np.sum(e)

    def softmax_derivative(self, s):
        return s * (1 - s)

    def feedforward(self, x):
        self.input = x
        self.layer1 = self.sigmoid(np.dot(self.weights1, x) + self.bias1)
        self.output = self.softmax(np.dot(self.weights2, self.layer1) + self.bias2)
        return self.output

    def backprop(self, y):
        d_loss = 2 * (self.output - y)
        delta2 = self.output * (d_loss - np.sum(d_loss * self.output))
        delta1 = np.dot(self.weights2.T, delta2) * self.sigmoid_derivative(self.layer1)
        self.weights2 -= self.learning_rate * np.dot(delta2, self.layer1.T)
        self.bias2 -= self.learning_rate * delta2
        self.weights1 -= self.learning_rate * np.dot(delta1, self.input.T)
        self.bias1 -= self.learning_rate * delta1


digits = load_digits()
X = digits.data / 16
Y = np.eye(10)[digits.target]
perm = np.random.permutation(len(X))
train, test = perm[:1200], perm[1200:]

nn = NeuralNetwork(64, 24, 10, 0.3)
for epoch in range(6):
    loss = 0
    for k in np.random.permutation(train):
        x, y = X[k].reshape(-1, 1), Y[k].reshape(-1, 1)
        loss += np.sum((nn.feedforward(x) - y) ** 2)
        nn.backprop(y)
    good = [np.argmax(nn.feedforward(X[k].reshape(-1, 1))) == digits.target[k] for k in test]
    print("epoch", epoch, "loss", loss / len(train), "accuracy", np.mean(good))
