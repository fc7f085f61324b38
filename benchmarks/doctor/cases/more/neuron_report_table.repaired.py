import math
import random

STR_REPORT_BROADER = '+' + '-' * 60 + '+'


class ActivationFunction:
    def __init__(self, types='Sigmoid'):
        self.types = types

    def func(self, x):
        if self.types == 'Sigmoid':
            return 1.0 / (1.0 + math.exp(-x))
        return math.tanh(x)

    def dfunc(self, y):
        # derivative in terms of the output
        if self.types == 'Sigmoid':
            return y * (1 - y)
        return 1 - y ** 2


class Neuron:
    def __init__(self, n_weights, activ_func):
        self.weights = [random.uniform(-1, 1) for i in range(n_weights)]
        self.bias = random.uniform(-1, 1)
        self.output = 0.0
        self.inputs = []
        self.delta = 0.0
        self.n_weights = n_weights
        self.activation = activ_func

    def calculate_output(self, inputs):
        if len(inputs) != self.n_weights:
            raise Exception('number of inputs')
        output = sum([inputs[i] * self.weights[i] for i in range(self.n_weights)])
        self.inputs = inputs
        self.output = self.activation.func(output + self.bias)
        return self.output

    def calculate_delta(self, error):
        self.delta = error * self.activation.dfunc(self.output)

    def update_weights(self, learning_rate):
        for i in range(self.n_weights):
            self.weights[i] -= learning_rate * self.delta * self.inputs[i]
        self.bias -= learning_rate * self.delta


class NeuralLayer:
    def __init__(self, n_inputs, n_neurons, activ_func):
        self.neurons = [Neuron(n_inputs, activ_func) for _ in range(n_neurons)]

    def feed_forward(self, inputs):
        return [neuron.calculate_output(inputs) for neuron in self.neurons]

    def update_weights(self, learning_rate):
        for neuron in self.neurons:
            neuron.update_weights(learning_rate)


class NeuralNetwork:
    def __init__(self, activ_func='Sigmoid', learning_rate=0.01):
        self.activ_func = ActivationFunction(types=activ_func)
        self.layers = []
        self.learning_rate = learning_rate

    def add_layer(self, n_inputs, n_neurons):
        self.layers.append(NeuralLayer(n_inputs, n_neurons, self.activ_func))

    def feed_forward(self, inputs):
        for layer in self.layers:
            inputs = layer.feed_forward(inputs)  # next_input = previous_output
        return inputs

    def feed_backward(self, targets):  # backpropagating
        # deltas of the output layer
        for j, neuron_j in enumerate(self.layers[-1].neurons):
            error = - (targets[j] - neuron_j.output)
            neuron_j.calculate_delta(error)

        # the hidden layers
        l = len(self.layers[:-1]) - 1
        while l >= 0:
            curr_layer, last_layer = self.layers[l], self.layers[l + 1]
            for i, neuron_i in enumerate(curr_layer.neurons):
                total_error = 0
                for j, neuron_j in enumerate(last_layer.neurons):
                    total_error += neuron_j.delta * neuron_j.weights[i]
                neuron_i.calculate_delta(total_error)
            l -= 1

    def update_weights(self):
        for l in self.layers:
            l.update_weights(self.learning_rate)

    def calculate_single_error(self, targets, actual_outputs):
        error = 0
        for i in range(len(targets)):
            error += (targets[i] - actual_outputs[i]) ** 2
        return error

    def calculate_total_error(self, dataset):
        """
        Return mean squared error of dataset
        """
        total_error = 0
        for inputs, targets in dataset:
            actual_outputs = self.feed_forward(inputs)
            total_error += self.calculate_single_error(targets, actual_outputs)
        return total_error / len(dataset)

    def train(self, dataset, n_iterations=100):
        print('\n> Training...')
        print(STR_REPORT_BROADER)
        for i in range(n_iterations):
            for inputs, targets in dataset:
                self.feed_forward(inputs)
                self.feed_backward(targets)
                self.update_weights()
            if (i + 1) % (n_iterations // 10) == 0:
                print('| # {}/{}\t| Total error: {}'.format(i + 1, n_iterations, self.calculate_total_error(dataset)))
        print(STR_REPORT_BROADER)

    def test(self, dataset):
        print('\n> Testing...')
        for j, (inputs, targets) in enumerate(dataset):
            print('[#{}] {} -> {} (targets={})'.format(j, inputs, self.feed_forward(inputs), targets))


random.seed(1)
dataset = [((0, 0), [0]), ((0, 1), [1]), ((1, 0), [1]), ((1, 1), [0])]
nn = NeuralNetwork(learning_rate=1.0)
nn.add_layer(n_inputs=2, n_neurons=4)
nn.add_layer(n_inputs=4, n_neurons=1)
nn.train(dataset=dataset, n_iterations=5000)
nn.test(dataset)
