import numpy as np
from sklearn.datasets import load_digits


class neural_network:

    def __init__(self, num_layers, num_nodes, activation_function, cost_function):
        self.num_layers = num_layers
        self.num_nodes = num_nodes
        self.layers = []
        self.cost_function = cost_function

        for i in range(num_layers):
            if i != num_layers-1:
                layer_i = layer(num_nodes[i], num_nodes[i+1], activation_function[i])
            else:
                layer_i = layer(num_nodes[i], 0, activation_function[i])
            self.layers.append(layer_i)

    def train(self, batch_size, inputs, labels, num_epochs, learning_rate):
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        # Check if length of inputs is multiple of batch size
        if len(inputs) % self.batch_size == 0:
            for j in range(num_epochs):
                i = 0
                self.error = 0
                while i+batch_size <= len(inputs):
                    self.forward_pass(inputs[i:i+batch_size])
                    self.calculate_error(labels[i:i+batch_size])
                    self.back_pass(labels[i:i+batch_size])
                    i += batch_size
                self.error /= len(inputs) / batch_size
                if j % 4 == 0:
                    print("== EPOCH: ", j, " ==  Error: ", self.error)
        else:
            print("Error: Input length not multiple of batch size")

    def forward_pass(self, inputs):
        self.layers[0].activations = inputs
        for i in range(self.num_layers-1):
            temp = np.add(np.matmul(self.layers[i].activations, self.layers[i].weights_for_layer), self.layers[i].bias_for_layer)
            if self.layers[i+1].activation_function == "sigmoid":
                self.layers[i+1].activations = self.sigmoid(temp)
            elif self.layers[i+1].activation_function == "tanh":
                self.layers[i+1].activations = np.tanh(temp)
            else:
                self.layers[i+1].activations = temp

    def sigmoid(self, layer):
        return np.divide(1, np.add(1, np.exp(-layer)))

    def derivative(self, i):
        y = self.layers[i].activations
        if self.layers[i].activation_function == "sigmoid":
            return np.multiply(y, 1-y)
        elif self.layers[i].activation_function == "tanh":
            return 1-np.square(y)
        return np.ones(y.shape)

    def calculate_error(self, labels):
        if self.cost_function == "mean_squared":
            self.error += np.mean(np.divide(np.square(np.subtract(labels, self.layers[-1].activations)), 2))

    def back_pass(self, labels):
        i = self.num_layers-1
        y = self.layers[i].activations
        delta = np.multiply(self.derivative(i), y-labels) / self.batch_size
        while i > 0:
            deltaw = np.matmul(self.layers[i-1].activations.T, delta)
            deltab = np.sum(delta, axis=0, keepdims=True)
            if i > 1:
                delta = np.multiply(np.matmul(delta, self.layers[i-1].weights_for_layer.T), self.derivative(i-1))
            self.layers[i-1].weights_for_layer -= self.learning_rate * deltaw
            self.layers[i-1].bias_for_layer -= self.learning_rate * deltab
            i -= 1

    def predict(self, inputs):
        self.forward_pass(inputs)
        return np.argmax(self.layers[-1].activations, axis=1)

    def check_accuracy(self, inputs, labels):
        hits = np.sum(self.predict(inputs) == np.argmax(labels, axis=1))
        print("Accuracy: ", hits*100/len(labels))


class layer:
    def __init__(self, num_nodes_in_layer, num_nodes_in_next_layer, activation_function):
        self.num_nodes_in_layer = num_nodes_in_layer
        self.activation_function = activation_function
        self.activations = np.zeros([num_nodes_in_layer,1])
        if num_nodes_in_next_layer != 0:
            self.weights_for_layer = np.random.normal(0, 0.2, size=(num_nodes_in_layer, num_nodes_in_next_layer))
            self.bias_for_layer = np.zeros((1, num_nodes_in_next_layer))
        else:
            self.weights_for_layer = None
            self.bias_for_layer = None


np.random.seed(1)
mnist = load_digits()  # small mnist
inputs = mnist.data / 16
labels = np.eye(10)[mnist.target]

net = neural_network(3, [64, 40, 10], [None, "sigmoid", "sigmoid"], cost_function="mean_squared")
net.train(batch_size=20, inputs=inputs[:1400], labels=labels[:1400], num_epochs=25, learning_rate=2)
net.check_accuracy(inputs[1400:], labels[1400:])
