# Toy-Neural-Network in python, one row at a time, several hidden layers possible
import numpy as np
from sklearn.datasets import load_digits

np.random.seed(6)

class NeuralNetwork:
    def __init__(self, nodes, lr):
        self.weights = [np.random.rand(b, a) for a, b in zip(nodes, nodes[1:])]
        self.bias = [np.random.rand(b, 1) for b in nodes[1:]]
        self.lr = lr

    def sigmoid(self, x):
        return 1 / (1 + np.exp(-x))

    def predict(self, inputs):
        self.values = [np.array(inputs).reshape(-1, 1)]
        for w, b in zip(self.weights, self.bias):
            self.values.append(self.sigmoid(w @ self.values[-1] + b))
        return self.values[-1]

    def train(self, inputs, targets):
        outputs = self.predict(inputs)
        errors = np.array(targets).reshape(-1, 1) - outputs
        for i in range(len(self.weights) - 1, -1, -1):
            gradient = self.values[i + 1] * (1 - self.values[i + 1]) * errors * self.lr
            self.weights[i] += gradient @ self.values[i].T
            self.bias[i] += gradient
            errors = self.weights[i] .T @ gradient


d = load_digits()
pixels, numbers = d.data / 16, d.target
nn = NeuralNetwork([64, 30, 10], 0.3)
for epoch in range(3):
    for k in np.random.permutation(900):
        answer = [0] * 10
        answer[numbers[k]] = 1
        nn.train(pixels[k], answer)
    good = sum(np.argmax(nn.predict(pixels[k])) == numbers[k] for k in range(1200, 1797))
    print("epoch", epoch, "correct", good, "of 597")
