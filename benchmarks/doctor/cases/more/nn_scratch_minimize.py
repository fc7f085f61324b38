import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Layer:
    def __init__(self):
        self.input = None
        self.output = None

    def forward_propagation(self, input):
        raise NotImplementedError

    def backward_propagation(self, output_error, optimizer_fn, learning_rate):
        raise NotImplementedError


class Dense(Layer):
    # input_size = number of input neurons, output_size = number of output neurons
    def __init__(self, input_size, output_size):
        self.weights = np.random.rand(input_size, output_size) - 0.5
        self.bias = np.random.rand(1, output_size) - 0.5
        self.v_weights = np.zeros((input_size, output_size))
        self.v_bias = np.zeros((1, output_size))

    def forward_propagation(self, input_data):
        self.input = input_data
        self.output = np.dot(self.input, self.weights) + self.bias
        return self.output

    def backward_propagation(self, output_error, optimizer_fn, learning_rate):
        input_error = np.dot(output_error, self.weights.T)
        dW = np.dot(self.input.T, output_error)
        dB = output_error
        w, b, vw, vb = optimizer_fn.minimize(self.weights, self.bias, dW, dB,
                                             self.v_weights, self.v_bias, learning_rate)
        self.weights, self.bias = w, b
        self.v_weights, self.v_bias = vw, vb
        return input_error


class ActivationLayer(Layer):
    def __init__(self, activation, activation_prime):
        self.activation = activation
        self.activation_prime = activation_prime

    def forward_propagation(self, input_data):
        self.input = input_data
        self.output = self.activation(self.input)
        return self.output

    def backward_propagation(self, output_error, optimizer_fn, learning_rate):
        return self.activation_prime(self.input) * output_error


class Momentum:
    def __init__(self, nesterov=False):
        self.nesterov = nesterov

    def minimize(self, w, b, dW, dB, vW, vB, learning_rate=0.01, beta=0.9):
        if not self.nesterov:
            vW = beta * vW + (1 - beta) * dW
            vB = beta * vB + (1 - beta) * dB
            return w - learning_rate * vW, b - learning_rate * vB, vW, vB
        vW_prev, vB_prev = vW, vB
        vW = beta * vW - learning_rate * dW
        vB = beta * vB - learning_rate * dB
        w = w - beta * vW_prev + (1 + beta) * vW
        b = b - beta * vB_prev + (1 + beta) * vB
        return w, b, vW, vB


def tanh(x):
    return np.tanh(x)


def tanh_prime(x):
    return 1 - np.tanh(x) ** 2


def mse(y_true, y_pred):
    return np.mean(np.power(y_true - y_pred, 2))


def mse_prime(y_true, y_pred):
    return 2 * (y_pred - y_true) / y_true.size


class Network:
    def __init__(self, optimizer):
        self.layers = []
        self.optimizer = optimizer

    def add(self, layer):
        self.layers.append(layer)

    def predict(self, input_data):
        result = []
        for i in range(len(input_data)):
            output = input_data[i:i + 1]
            for layer in self.layers:
                output = layer.forward_propagation(output)
            result.append(output)
        return result

    def fit(self, x_train, y_train, epochs, learning_rate, batch_size):
        n = len(x_train) // batch_size
        for i in range(epochs):
            order = np.random.permutation(len(x_train))
            err = 0
            for j in range(n):
                pick = order[j * batch_size:(j + 1) * batch_size]
                output = x_train[pick]
                for layer in self.layers:
                    output = layer.forward_propagation(output)
                err += mse(y_train[pick], output)
                error = mse_prime(y_train[pick], output)
                for layer in reversed(self.layers):
                    error = layer.backward_propagation(error, self.optimizer, learning_rate)
            print("epoch %d/%d   error=%f" % (i + 1, epochs, err / n))


digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(digits.data / 16, digits.target, test_size=0.2)

net = Network(Momentum(nesterov=True))
net.add(Dense(64, 40))
net.add(ActivationLayer(tanh, tanh_prime))
net.add(Dense(40, 10))
net.add(ActivationLayer(tanh, tanh_prime))
net.fit(x_train, np.eye(10)[y_train], epochs=25, learning_rate=0.5, batch_size=32)

out = net.predict(x_test)
guesses = [int(np.argmax(o)) for o in out]
print("first guesses:", guesses[:12])
print("true values:  ", list(y_test[:12]))
print("test accuracy:", np.mean([g == t for g, t in zip(guesses, y_test)]))
