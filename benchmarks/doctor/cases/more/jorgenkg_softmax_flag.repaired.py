import numpy as np
from sklearn.datasets import load_wine


def sigmoid_function(signal, derivative=False):
    signal = 1.0 / (1 + np.exp(-np.clip(signal, -500, 500)))
    if derivative:
        return np.multiply(signal, 1 - signal)
    return signal


def tanh_function(signal, derivative=False):
    squash = np.tanh(signal)
    if derivative:
        return 1 - np.power(squash, 2)
    return squash


def softmax_function(signal, derivative=False):
    e_x = np.exp(signal - np.max(signal, axis=1, keepdims=True))
    signal = e_x / np.sum(e_x, axis=1, keepdims=True)
    if derivative:
        return np.einsum("ij,jk->ijk", signal, np.eye(signal.shape[1])) - np.einsum("ij,ik->ijk", signal, signal)
    return signal


def sum_squared_error(outputs, targets, derivative=False):
    if derivative:
        return outputs - targets
    return 0.5 * np.mean(np.sum(np.power(outputs - targets, 2), axis=1))


def add_bias(A):
    return np.hstack((np.ones((A.shape[0], 1)), A))


def through(function, signal, error):
    d = function(signal, derivative=True)
    return np.einsum("ij,ijk->ik", error, d) if d.ndim == 3 else error * d


class NeuralNet:
    def __init__(self, settings):
        self.__dict__.update(settings)
        shapes = [self.n_inputs] + [n for n, f in self.layers]
        self.weights = [np.random.uniform(-self.weights_low, self.weights_low, (a + 1, b)) for a, b in zip(shapes[:-1], shapes[1:])]

    def update(self, input_values, trace=False):
        output = input_values
        derivatives, outputs = [], [output]
        for (n, function), W in zip(self.layers, self.weights):
            signal = np.dot(add_bias(output), W)
            output = function(signal)
            if trace:
                outputs.append(output)
                derivatives.append((function, signal))
        return (outputs, derivatives) if trace else output

    def backpropagation(self, inputs, targets, ERROR_LIMIT=1e-3, learning_rate=0.3, momentum_factor=0.9, max_iterations=250):
        momentum = [0.0] * len(self.weights)
        for epoch in range(1, max_iterations + 1):
            order = np.random.permutation(len(inputs))
            for batch in np.array_split(order, len(inputs) // 20):
                outputs, derivatives = self.update(inputs[batch], trace=True)
                error = self.cost_function(outputs[-1], targets[batch], derivative=True)
                delta = through(*derivatives[-1], error)
                dWs = []
                for i in reversed(range(len(self.weights))):
                    dWs.insert(0, np.dot(add_bias(outputs[i]).T, delta) / len(batch))
                    if i > 0:
                        delta = through(*derivatives[i - 1], np.dot(delta, self.weights[i][1:].T))
                for i, dW in enumerate(dWs):
                    momentum[i] = momentum_factor * momentum[i] - learning_rate * dW
                    self.weights[i] = self.weights[i] + momentum[i]
            error = self.cost_function(self.update(inputs), targets)
            if epoch % 50 == 0:
                print("[training] epoch %d  current error: %.6f" % (epoch, error))
            if error < ERROR_LIMIT:
                print("[training] done after", epoch)
                break


wine = load_wine()
X = (wine.data - wine.data.mean(axis=0)) / wine.data.std(axis=0)
# four columns only
X = X[:, [0, 2, 3, 4]]
mix = np.random.permutation(len(X))
X, T = X[mix], np.eye(3)[wine.target[mix]]
training, testing = (X[:120], T[:120]), (X[120:], T[120:])

network = NeuralNet({
    "n_inputs": 4,
    "layers": [(8, tanh_function), (3, softmax_function)],
    "weights_low": 0.5,
    "cost_function": sum_squared_error,
})
network.backpropagation(*training, max_iterations=40, learning_rate=0.05)
print("error on training data:", sum_squared_error(network.update(training[0]), training[1]))
print("hits on test data:", np.mean(network.update(testing[0]).argmax(axis=1) == testing[1].argmax(axis=1)))
