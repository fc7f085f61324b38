import math
import random

random.seed(0)


class NeuronLayer:
    def __init__(self, num_neurons, num_inputs, bias):
        self.bias = bias
        self.neurons = [Neuron(num_inputs, bias) for _ in range(num_neurons)]

    def feed_forward(self, inputs):
        return [n.calculate_output(inputs) for n in self.neurons]


class Neuron:
    def __init__(self, num_inputs, bias):
        self.bias = bias
        self.weights = [random.random() for _ in range(num_inputs)]

    def calculate_output(self, inputs):
        self.inputs = inputs
        total = 0
        for i in range(len(inputs)):
            total += inputs[i] * self.weights[i]
        self.output = 1 / (1 + math.exp(-(total + self.bias)))
        return self.output

    def pd_total_net_input(self):
        return self.output * (1 - self.output)


class NeuralNetwork:
    LEARNING_RATE = 0.5

    def __init__(self, num_inputs, num_hidden, num_outputs, hidden_layer_bias, output_layer_bias):
        self.hidden_layer = NeuronLayer(num_hidden, num_inputs, hidden_layer_bias)
        self.output_layer = NeuronLayer(num_outputs, num_hidden, output_layer_bias)

    def feed_forward(self, inputs):
        return self.output_layer.feed_forward(self.hidden_layer.feed_forward(inputs))

    def train(self, inputs, targets):
        self.feed_forward(inputs)

        deltas_o = []
        for o, neuron in enumerate(self.output_layer.neurons):
            deltas_o.append(-(targets[o] - neuron.output) * neuron.pd_total_net_input())

        deltas_h = []
        for h, neuron in enumerate(self.hidden_layer.neurons):
            d_error = 0
            for o, out in enumerate(self.output_layer.neurons):
                d_error += deltas_o[o] * out.weights[h]
            deltas_h.append(d_error * neuron.pd_total_net_input())

        for deltas, layer in ((deltas_o, self.output_layer), (deltas_h, self.hidden_layer)):
            for delta, neuron in zip(deltas, layer.neurons):
                for k in range(len(neuron.weights)):
                    neuron.weights[k] -= self.LEARNING_RATE * delta * neuron.inputs[k]
                neuron.bias -= self.LEARNING_RATE * delta

    def total_error(self, sets):
        error = 0
        for inputs, targets in sets:
            for t, o in zip(targets, self.feed_forward(inputs)):
                error += 0.5 * (t - o) ** 2
        return error


# NOR gate of three switches
training_sets = []
for a in (0, 1):
    for b in (0, 1):
        for c in (0, 1):
            training_sets.append([[a, b, c], [0 if a or b or c else 1]])

nn = NeuralNetwork(3, 3, 1, hidden_layer_bias=0.35, output_layer_bias=0.6)
for i in range(12000):
    inputs, targets = random.choice(training_sets)
    nn.train(inputs, targets)
    if i % 2000 == 0:
        print(i, round(nn.total_error(training_sets), 6))

for inputs, targets in training_sets:
    print(inputs, targets, round(nn.feed_forward(inputs)[0], 3))
