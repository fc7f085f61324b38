import numpy as np
from sklearn.datasets import load_digits


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def sigmoid_deriv(z):
    return sigmoid(z) * (1 - sigmoid(z))


class Network:
    def __init__(self, sizes, activation, a_derivative):
        self.activation = activation
        self.a_derivative = a_derivative
        self.num_layers = len(sizes)
        self.sizes = sizes
        self.biases = [np.random.randn(y, 1) for y in sizes[1:]]
        self.weights = [np.random.randn(y, x) / np.sqrt(x) for x, y in zip(sizes[:-1], sizes[1:])]
        self.biases_updates = [np.zeros(b.shape) for b in self.biases]
        self.weights_updates = [np.zeros(w.shape) for w in self.weights]

    def feedforward(self, a):
        for b, w in zip(self.biases, self.weights):
            a = self.activation(np.dot(w, a) + b)
        return a

    def train_step(self, input, expected_out, lr):
        m = input.shape[1]
        anow = input
        a = [input]
        zs = []
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, anow) + b
            zs.append(z)
            anow = self.activation(z)
            a.append(anow)

        # Backpropagation
        dera = (a[-1] - expected_out) * 2
        delta = dera * self.a_derivative(zs[-1])
        self.biases_updates[-1] = np.sum(delta, axis=1, keepdims=True) / m
        self.weights_updates[-1] = np.dot(delta, a[-2].transpose()) / m

        for l in range(self.num_layers - 3, -1, -1):
            dera = np.dot(self.weights[l + 1].transpose(), dera)
            delta = dera * self.a_derivative(zs[l])
            self.biases_updates[l] = np.sum(delta, axis=1, keepdims=True) / m
            self.weights_updates[l] = np.dot(delta, a[l].transpose()) / m

        for l in range(self.num_layers - 1):
            self.biases[l] -= lr * self.biases_updates[l]
            self.weights[l] -= lr * self.weights_updates[l]

        return np.sum((a[-1] - expected_out) ** 2) / m


digits = load_digits()
X = digits.data.T / 16.0
Y = np.eye(10)[digits.target].T
X_train, Y_train = X[:, :1400], Y[:, :1400]
X_test, labels = X[:, 1400:], digits.target[1400:]

n = Network([64, 30, 20, 10], sigmoid, sigmoid_deriv)
batch = 20
for epoch in range(24):
    order = np.random.permutation(X_train.shape[1])
    cost = 0
    for i in range(0, X_train.shape[1], batch):
        pick = order[i:i + batch]
        cost += n.train_step(X_train[:, pick], Y_train[:, pick], 1.5)
    if epoch % 3 == 0:
        out = n.feedforward(X_test)
        print("epoch", epoch, "cost", cost / (X_train.shape[1] // batch), "accuracy", np.mean(np.argmax(out, axis=0) == labels))

out = n.feedforward(X_test)
print("final accuracy:", np.mean(np.argmax(out, axis=0) == labels))
