import random
import numpy as np

random.seed(3)
np.random.seed(3)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def dsigmoid(y):
    # y is already sigmoid(x), like in Daniel's code
    return y * (1 - y)


class NeuralNetwork:
    """My Python version of the Nature of Code toy neural network"""

    def __init__(self, input_nodes, hidden_nodes, output_nodes):
        self.input_nodes = input_nodes
        self.hidden_nodes = hidden_nodes
        self.output_nodes = output_nodes

        self.weights_ih = np.random.uniform(-1, 1, (self.hidden_nodes, self.input_nodes))
        self.weights_ho = np.random.uniform(-1, 1, (self.output_nodes, self.hidden_nodes))
        self.bias_h = np.random.uniform(-1, 1, self.hidden_nodes)
        self.bias_o = np.random.uniform(-1, 1, self.output_nodes)
        self.learning_rate = 0.1

    def feedforward(self, input_array):
        hidden = np.dot(self.weights_ih, input_array)
        hidden = np.add(hidden, self.bias_h)
        hidden = sigmoid(hidden)

        output = np.dot(self.weights_ho, hidden)
        output = np.add(output, self.bias_o)
        output = sigmoid(output)
        return output

    def train(self, inputs, targets):
        # same as feedforward, but I need the hidden values too
        hidden = np.dot(self.weights_ih, inputs)
        hidden = np.add(hidden, self.bias_h)
        hidden = sigmoid(hidden)
        output = np.dot(self.weights_ho, hidden)
        output = np.add(output, self.bias_o)
        output = sigmoid(output)

        # ERROR = TARGETS - OUTPUTS
        output_errors = targets - output

        gradient = dsigmoid(output)
        gradient = gradient * output_errors
        gradient = gradient * self.learning_rate

        # hidden layer errors (before the weights move)
        who_t = np.transpose(self.weights_ho)
        hidden_errors = np.dot(who_t, output_errors * dsigmoid(output))

        weights_ho_deltas = np.outer(gradient, hidden)
        self.weights_ho = self.weights_ho + weights_ho_deltas
        self.bias_o = self.bias_o + gradient

        hidden_gradient = dsigmoid(hidden)
        hidden_gradient = hidden_gradient * hidden_errors
        hidden_gradient = hidden_gradient * self.learning_rate

        weight_ih_deltas = np.outer(hidden_gradient, inputs)
        self.weights_ih = self.weights_ih + weight_ih_deltas
        self.bias_h = self.bias_h + hidden_gradient


nn = NeuralNetwork(2, 4, 1)

inputs = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
targets = np.array([[0], [1], [1], [0]])
zipped = zip(inputs, targets)
list_zipped = list(zipped)

for _ in range(150000):
    x, y = random.choice(list_zipped)
    nn.train(x, y)

output = [nn.feedforward(i) for i in inputs]

for i in output:
    print("Output ", i)
