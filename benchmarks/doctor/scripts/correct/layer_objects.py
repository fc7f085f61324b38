import numpy as np


class Layer:
    def __init__(self):
        self.input = None
        self.output = None

    def forward(self, input):
        pass

    def backward(self, output_gradient, learning_rate):
        pass


class Dense(Layer):
    def __init__(self, input_size, output_size):
        self.weights = np.random.randn(output_size, input_size)
        self.bias = np.random.randn(output_size, 1)

    def forward(self, input):
        self.input = input
        return np.dot(self.weights, self.input) + self.bias

    def backward(self, output_gradient, learning_rate):
        weights_gradient = np.dot(output_gradient, self.input.T)
        input_gradient = np.dot(self.weights.T, output_gradient)
        self.weights -= learning_rate * weights_gradient
        self.bias -= learning_rate * output_gradient
        return input_gradient


class Activation(Layer):
    def __init__(self, activation, activation_prime):
        self.activation = activation
        self.activation_prime = activation_prime

    def forward(self, input):
        self.input = input
        return self.activation(self.input)

    def backward(self, output_gradient, learning_rate):
        return np.multiply(output_gradient, self.activation_prime(self.input))


class Tanh(Activation):
    def __init__(self):
        def tanh(x):
            return np.tanh(x)

        def tanh_prime(x):
            return 1 - np.tanh(x) ** 2

        super().__init__(tanh, tanh_prime)


def mse(y_true, y_pred):
    return np.mean(np.power(y_true - y_pred, 2))


def mse_prime(y_true, y_pred):
    return 2 * (y_pred - y_true) / np.size(y_true)


def predict(network, input):
    output = input
    for layer in network:
        output = layer.forward(output)
    return output


np.random.seed(0)
# points of the unit square: inside the ring or not, and left or right
points = np.random.uniform(-1, 1, (120, 2))
radius = np.sqrt((points ** 2).sum(axis=1))
answers = np.stack([np.where((radius > 0.4) & (radius < 0.9), 0.8, -0.8), np.sign(points[:, 0]) * 0.8], axis=1)
X = points.reshape(120, 2, 1)
Y = answers.reshape(120, 2, 1)

network = [Dense(2, 10), Tanh(), Dense(10, 10), Tanh(), Dense(10, 2), Tanh()]
epochs = 250
learning_rate = 0.05

for e in range(epochs):
    error = 0
    for x, y in zip(X, Y):
        output = predict(network, x)
        error += mse(y, output)

        grad = mse_prime(y, output)
        for layer in reversed(network):
            grad = layer.backward(grad, learning_rate)
    error /= len(X)
    if (e + 1) % 50 == 0:
        print(f"{e + 1}/{epochs}, error={error}")

hits = [np.sign(predict(network, x)) == np.sign(y) for x, y in zip(X, Y)]
print("right:", np.mean(hits))
