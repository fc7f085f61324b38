import numpy as np
from sklearn.datasets import load_digits


def sigmoid(x):
    return 1 / (1 + np.e ** -x)


def sigmoid_prime(z):
    return z * (1 - z)


class NeuralNetwork:
    def __init__(self, layout, learning_rate):
        self.learning_rate = learning_rate
        self.weights = []
        for n_in, n_out in zip(layout[:-1], layout[1:]):
            self.weights.append(np.random.normal(0, 1 / np.sqrt(n_in), (n_out, n_in)))

    def train(self, input_vector, target_vector):
        a = np.array(input_vector, ndmin=2).T
        y = np.array(target_vector, ndmin=2).T

        A = [a]
        for k in range(3):
            a = sigmoid(np.dot(self.weights[k], a))
            A.append(a)

        delta = a - y
        for k in [2, 1, 0]:
            tmp = delta * sigmoid_prime(A[k + 1])
            delta = np.dot(self.weights[k].T, delta)
            self.weights[k] -= self.learning_rate * np.dot(tmp, A[k].T)

    def run(self, input_vector):
        a = np.array(input_vector, ndmin=2).T
        for k in range(3):
            a = sigmoid(np.dot(self.weights[k], a))
        return a

    def error(self, inputs, targets):
        total = 0
        for x, t in zip(inputs, targets):
            total += 0.5 * np.sum((self.run(x) - np.array(t, ndmin=2).T) ** 2)
        return total / len(inputs)


digits = load_digits()
X = digits.data / 16 * 0.99 + 0.01
T = np.full((len(X), 10), 0.01)
T[np.arange(len(X)), digits.target] = 0.99

net = NeuralNetwork([64, 40, 20, 10], learning_rate=0.1)
for epoch in range(12):
    for i in range(1300):
        net.train(X[i], T[i])
    print(epoch, net.error(X[:1300], T[:1300]))
