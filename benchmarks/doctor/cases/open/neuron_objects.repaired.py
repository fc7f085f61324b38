import math
import random


class NeuralNetwork:
    LEARNING_RATE = 0.5

    def __init__(self, num_inputs, num_hidden, num_outputs, hidden_layer_bias=None, output_layer_bias=None):
        self.num_inputs = num_inputs
        self.hidden_layer = NeuronLayer(num_hidden, hidden_layer_bias)
        self.output_layer = NeuronLayer(num_outputs, output_layer_bias)
        self.init_weights(self.hidden_layer, num_inputs)
        self.init_weights(self.output_layer, num_hidden)

    def init_weights(self, layer, num_inputs):
        for neuron in layer.neurons:
            for _ in range(num_inputs):
                neuron.weights.append(random.uniform(-1, 1))

    def feed_forward(self, inputs):
        hidden_layer_outputs = self.hidden_layer.feed_forward(inputs)
        return self.output_layer.feed_forward(hidden_layer_outputs)

    def train(self, training_inputs, training_outputs):
        self.feed_forward(training_inputs)

        # output deltas
        pd_output = [0] * len(self.output_layer.neurons)
        for o in range(len(self.output_layer.neurons)):
            pd_output[o] = self.output_layer.neurons[o].calculate_pd_error_wrt_total_net_input(training_outputs[o])

        # hidden deltas
        pd_hidden = [0] * len(self.hidden_layer.neurons)
        for h in range(len(self.hidden_layer.neurons)):
            d_error_wrt_hidden_output = 0
            for o in range(len(self.output_layer.neurons)):
                d_error_wrt_hidden_output += pd_output[o] * self.output_layer.neurons[o].weights[h]
            pd_hidden[h] = d_error_wrt_hidden_output * self.hidden_layer.neurons[h].calculate_pd_total_net_input_wrt_input()

        # output weights
        for o in range(len(self.output_layer.neurons)):
            for w_ho in range(len(self.output_layer.neurons[o].weights)):
                pd_error_wrt_weight = pd_output[o] * self.output_layer.neurons[o].inputs[w_ho]
                self.output_layer.neurons[o].weights[w_ho] -= self.LEARNING_RATE * pd_error_wrt_weight
            self.output_layer.neurons[o].bias -= self.LEARNING_RATE * pd_output[o]

        # hidden weights
        for h in range(len(self.hidden_layer.neurons)):
            for w_ih in range(len(self.hidden_layer.neurons[h].weights)):
                pd_error_wrt_weight = pd_hidden[h] * self.hidden_layer.neurons[h].inputs[w_ih]
                self.hidden_layer.neurons[h].weights[w_ih] -= self.LEARNING_RATE * pd_error_wrt_weight
            self.hidden_layer.neurons[h].bias -= self.LEARNING_RATE * pd_hidden[h]

    def calculate_total_error(self, training_sets):
        total_error = 0
        for training_inputs, training_outputs in training_sets:
            self.feed_forward(training_inputs)
            for o in range(len(training_outputs)):
                total_error += self.output_layer.neurons[o].calculate_error(training_outputs[o])
        return total_error


class NeuronLayer:
    def __init__(self, num_neurons, bias):
        self.bias = bias if bias is not None else random.random()
        self.neurons = []
        for i in range(num_neurons):
            self.neurons.append(Neuron(self.bias))

    def feed_forward(self, inputs):
        outputs = []
        for neuron in self.neurons:
            outputs.append(neuron.calculate_output(inputs))
        return outputs


class Neuron:
    def __init__(self, bias):
        self.bias = bias
        self.weights = []

    def calculate_output(self, inputs):
        self.inputs = inputs
        self.output = self.squash(self.calculate_total_net_input())
        return self.output

    def calculate_total_net_input(self):
        total = 0
        for i in range(len(self.inputs)):
            total += self.inputs[i] * self.weights[i]
        return total + self.bias

    def squash(self, total_net_input):
        return 1 / (1 + math.exp(-total_net_input))

    def calculate_pd_error_wrt_total_net_input(self, target_output):
        return -(target_output - self.output) * self.calculate_pd_total_net_input_wrt_input()

    def calculate_error(self, target_output):
        return 0.5 * (target_output - self.output) ** 2

    def calculate_pd_total_net_input_wrt_input(self):
        return self.output * (1 - self.output)


training_sets = []
for i in range(9):
    for j in range(9):
        x, y = i / 8, j / 8
        training_sets.append([[x, y], [1 if 0.35 < x < 0.7 else 0]])

nn = NeuralNetwork(2, 4, 1)
for i in range(30000):
    training_inputs, training_outputs = random.choice(training_sets)
    nn.train(training_inputs, training_outputs)
    if i % 3000 == 0:
        print(i, nn.calculate_total_error(training_sets))
