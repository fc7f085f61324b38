import numpy as np
from numpy import random as rnd


class Backpropogation:
    def setupWeightsBiases(self):
        for i in range(1, self.num_layers):
            self.weights_dict[i] = rnd.rand(self.layer_spec[i], self.layer_spec[i - 1])
            self.bias_dict[i] = rnd.rand(self.layer_spec[i], 1)

    def __init__(self, hidden_layer_neurons_tuple, train_data, num_output_classes, output_layer_func="sigmoid"):
        self.train_input = train_data[0]
        self.input_layer_size = self.train_input[0].size
        self.train_input = self.train_input.reshape(self.train_input.shape[0], self.input_layer_size).T
        self.output_layer_size = num_output_classes
        self.train_output = train_data[1]
        print(self.train_output.shape)

        num_hidden_layer = len(hidden_layer_neurons_tuple)
        self.layer_spec = [self.input_layer_size] + list(hidden_layer_neurons_tuple) + [num_output_classes]
        self.layer_spec = tuple(self.layer_spec)
        self.num_layers = num_hidden_layer + 2
        self.activation_layer_gradient_dict = {}
        self.preactivation_layer_gradient_dict = {}
        self.weights_gradient_dict = {}
        self.bias_gradient_dict = {}
        self.curr_input = None
        self.curr_output = None
        self.weights_dict = {}
        self.preactivation_layer_dict = {}
        self.activation_layer_dict = {}
        self.bias_dict = {}
        self.setupWeightsBiases()
        self.output = None

    def sigmoid(self, z):
        return 1 / (1 + np.exp(-z))

    def softmax(self, z):
        e = np.exp(z - np.max(z))
        return e / np.sum(e)

    def forward(self):
        self.activation_layer_dict[0] = self.curr_input
        for i in range(1, self.num_layers):
            self.preactivation_layer_dict[i] = np.dot(self.weights_dict[i], self.activation_layer_dict[i - 1]) + self.bias_dict[i]
            if i == self.num_layers - 1:
                self.activation_layer_dict[i] = self.softmax(self.preactivation_layer_dict[i])
            else:
                self.activation_layer_dict[i] = self.sigmoid(self.preactivation_layer_dict[i])
        self.output = self.activation_layer_dict[self.num_layers - 1]

    def backward(self):
        last = self.num_layers - 1
        self.preactivation_layer_gradient_dict[last] = self.output - self.curr_output
        for i in range(last, 0, -1):
            self.weights_gradient_dict[i] = np.dot(self.preactivation_layer_gradient_dict[i], self.activation_layer_dict[i - 1].T)
            self.bias_gradient_dict[i] = self.preactivation_layer_gradient_dict[i]
            if i > 1:
                self.activation_layer_gradient_dict[i - 1] = np.dot(self.weights_dict[i].T, self.preactivation_layer_gradient_dict[i])
                a = self.activation_layer_dict[i - 1]
                self.preactivation_layer_gradient_dict[i - 1] = self.activation_layer_gradient_dict[i - 1] * a * (1 - a)

    def update(self, eta):
        for i in range(1, self.num_layers):
            self.weights_dict[i] = self.weights_dict[i] - eta * self.weights_gradient_dict[i]
            self.bias_dict[i] = self.bias_dict[i] - eta * self.bias_gradient_dict[i]

    def train(self, epochs, eta):
        n = self.train_input.shape[1]
        for e in range(epochs):
            loss = 0
            for k in range(n):
                self.curr_input = self.train_input[:, k].reshape(-1, 1)
                self.curr_output = np.zeros((self.output_layer_size, 1))
                self.curr_output[self.train_output[k]] = 1
                self.forward()
                loss += -np.log(self.output[self.train_output[k], 0])
                self.backward()
                self.update(eta)
            if e % 100 == 0:
                print(e, loss / n, self.output.ravel())

    def predict(self, x):
        self.curr_input = np.array(x, dtype=float).reshape(-1, 1)
        self.forward()
        return self.output.ravel()


# xor: el vector de salida tiene que estar cerca del vector one-hot de la clase
rnd.seed(2)
entrada = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
salida = np.array([0, 1, 1, 0])
red = Backpropogation((4,), (entrada, salida), 2)
red.train(400, 0.05)
for x, y in zip(entrada, salida):
    print(x, y, red.predict(x))
