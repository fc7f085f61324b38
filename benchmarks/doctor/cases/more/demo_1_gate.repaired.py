import math
import random

STR_REPORT_BROADER = '+' + '-' * 60 + '+'


class ActivationFunction:
    def __init__(self, types='Sigmoid'):
        if types == 'Sigmoid':
            self.func = lambda x: 1.0 / (1.0 + math.exp(-x))
            self.dfunc = lambda y: y * (1 - y)
        else:
            self.func = math.tanh
            self.dfunc = lambda y: 1 - y * y


class Neuron:
    def __init__(self, n_weights, activ_func, bias=0.0):
        self.weights = [random.uniform(-1, 1) for _ in range(n_weights)]
        self.bias = bias
        self.output = 0.0
        self.inputs = []
        self.delta = 0.0
        self.activation = activ_func

    def calculate_output(self, inputs):
        self.inputs = inputs
        total = sum(inputs[i] * self.weights[i] for i in range(len(self.weights)))
        self.output = self.activation.func(total + self.bias)
        return self.output

    def calculate_delta(self, error):
        self.delta = error * self.activation.dfunc(self.output)

    def update_weights(self, learning_rate):
        for i in range(len(self.weights)):
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
    def __init__(self, activ_func='Sigmoid', learning_rate=0.01, verbose=True):
        self.activ_func = ActivationFunction(types=activ_func)
        self.layers = []
        self.learning_rate = learning_rate
        self.verbose = verbose

    def add_layer(self, n_inputs, n_neurons):
        self.layers.append(NeuralLayer(n_inputs, n_neurons, self.activ_func))

    def feed_forward(self, inputs):
        for i, layer in enumerate(self.layers):
            inputs = layer.feed_forward(inputs)  # next_input = previous_output
            if self.verbose:
                print('Layer {}, Output: {}'.format(i + 1, inputs))
        return inputs

    def feed_backward(self, targets):
        # output layer
        for j, neuron_j in enumerate(self.layers[-1].neurons):
            error = -(targets[j] - neuron_j.output)
            neuron_j.calculate_delta(error)

        # hidden layers
        l = len(self.layers) - 2
        while l >= 0:
            curr_layer, last_layer = self.layers[l], self.layers[l + 1]
            for i, neuron_i in enumerate(curr_layer.neurons):
                total_error = 0
                for neuron_j in last_layer.neurons:
                    total_error += neuron_j.delta * neuron_j.weights[i]
                neuron_i.calculate_delta(total_error)
            l -= 1

    def update_weights(self):
        for layer in self.layers:
            layer.update_weights(self.learning_rate)

    def calculate_single_error(self, targets, actual_outputs):
        error = 0
        for i in range(len(targets)):
            error += (targets[i] - actual_outputs[i]) ** 2
        return error

    def calculate_total_error(self, dataset):
        """mean squared error of dataset"""
        total_error = 0
        for inputs, targets in dataset:
            total_error += self.calculate_single_error(targets, self.feed_forward(inputs))
        return total_error / len(dataset)

    def train(self, dataset, n_iterations=100, print_error_report=True):
        print('\n> Training...')
        print(STR_REPORT_BROADER)
        for i in range(n_iterations):
            for inputs, targets in dataset:
                self.feed_forward(inputs)
                self.feed_backward(targets)
                self.update_weights()
            total_error = self.calculate_total_error(dataset)
            if print_error_report and (i + 1) % (n_iterations // 10) == 0:
                print('| # {}/{}\t|  Total error: {}'.format(i + 1, n_iterations, total_error))
        print(STR_REPORT_BROADER)
        print('Training Finish. Error = {}\n'.format(total_error))

    def test(self, dataset):
        print('\n> Testing...')
        print(STR_REPORT_BROADER)
        for j, (inputs, targets) in enumerate(dataset):
            print('[#{}] {} -> {} (targets={})'.format(j, inputs, self.feed_forward(inputs), targets))
        print(STR_REPORT_BROADER)
        print('Testing Finish. Error: {}\n'.format(self.calculate_total_error(dataset)))


# example of XOR
train_dataset = [
    [(1, 0), [1]],
    [(0, 0), [0]],
    [(0, 1), [1]],
    [(1, 1), [0]]
]

nn = NeuralNetwork(learning_rate=0.5, verbose=False)
nn.add_layer(n_inputs=2, n_neurons=4)
nn.add_layer(n_inputs=4, n_neurons=1)

nn.train(dataset=train_dataset, n_iterations=10000, print_error_report=True)

# test
test_dataset = [
    [(1, 0), [1]],
    [(0, 0), [0]]
]
nn.test(test_dataset)
