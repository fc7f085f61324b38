# back-propagation without libraries, one hidden layer, one input, one output
# target: 0.6*sin(pi*x) + 0.3*cos(3*pi*x)
from math import exp, sin, cos, pi
import random as rand

rand.seed(1)


def initialize_network(n_inputs, n_hidden, n_outputs):
    network = list()
    hidden_layer = [{'weights': [rand.uniform(-6, 6) for i in range(n_inputs + 1)]} for i in range(n_hidden)]
    network.append(hidden_layer)
    output_layer = [{'weights': [rand.uniform(-1, 1) for i in range(n_hidden + 1)]} for i in range(n_outputs)]
    network.append(output_layer)
    return network


def activate(weights, inputs):
    activation = weights[-1]
    for i in range(len(weights) - 1):
        activation += weights[i] * inputs[i]
    return activation


def transfer(activation):
    return (1 - exp(-activation)) / (1 + exp(-activation))


def transfer_derivative(output):
    return 0.5 * (1 - output ** 2)


def forward_propagate(network, row):
    inputs = row
    for layer in network:
        new_inputs = []
        for neuron in layer:
            neuron['output'] = transfer(activate(neuron['weights'], inputs))
            new_inputs.append(neuron['output'])
        inputs = new_inputs
    return inputs


def backward_propagate_error(network, expected):
    for i in reversed(range(len(network))):
        layer = network[i]
        errors = list()
        if i != len(network) - 1:
            for j in range(len(layer)):
                error = 0.0
                for neuron in network[i + 1]:
                    error += neuron['weights'][j] * neuron['delta']
                errors.append(error)
        else:
            for j in range(len(layer)):
                errors.append(expected[j] - layer[j]['output'])
        for j in range(len(layer)):
            layer[j]['delta'] = errors[j] * transfer_derivative(layer[j]['output'])


def update_weights(network, row, l_rate):
    for i in range(len(network)):
        inputs = row
        if i != 0:
            inputs = [neuron['output'] for neuron in network[i - 1]]
        for neuron in network[i]:
            for j in range(len(inputs)):
                neuron['weights'][j] += l_rate * neuron['delta'] * inputs[j]
        neuron['weights'][-1] += l_rate * neuron['delta']


def train_network(network, train, l_rate, n_epoch):
    for epoch in range(n_epoch):
        sum_error = 0
        rand.shuffle(train)
        for x, y in train:
            out = forward_propagate(network, [x])
            sum_error += (y - out[0]) ** 2
            backward_propagate_error(network, [y])
            update_weights(network, [x], l_rate)
        if epoch % 100 == 0:
            print('>epoch=%d, lrate=%.3f, error=%.4f' % (epoch, l_rate, sum_error))


points = [i / 20 - 1 for i in range(41)]
dataset = [(x, 0.6 * sin(pi * x) + 0.3 * cos(3 * pi * x)) for x in points]
network = initialize_network(1, 10, 1)
train_network(network, dataset, 0.4, 1000)
for x in points[::5]:
    print('%5.2f  %.3f' % (x, forward_propagate(network, [x])[0]))
