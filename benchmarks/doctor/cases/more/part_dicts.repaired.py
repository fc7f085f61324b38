import random
from math import exp


# every neuron is a dictionary, every layer a list of them, last weight is the bias
def make_network(n_inputs, n_hidden, n_outputs):
    network = []
    hidden = [{'weights': [random.uniform(-0.5, 0.5) for _ in range(n_inputs + 1)]}
              for _ in range(n_hidden)]
    output = [{'weights': [random.uniform(-0.5, 0.5) for _ in range(n_hidden + 1)]}
              for _ in range(n_outputs)]
    network.append(hidden)
    network.append(output)
    return network


def activate(weights, inputs):
    total = weights[-1]
    for i in range(len(weights) - 1):
        total += weights[i] * inputs[i]
    return total


def transfer(x):
    return 1.0 / (1.0 + exp(-x))


def forward_propagate(network, row):
    inputs = row[:-1]
    for layer in network:
        new_inputs = []
        for neuron in layer:
            neuron['output'] = transfer(activate(neuron['weights'], inputs))
            new_inputs.append(neuron['output'])
        inputs = new_inputs
    return inputs


def transfer_derivative(output):
    return output * (1.0 - output)


def backward_propagate_error(network, expected):
    for i in reversed(range(len(network))):
        layer = network[i]
        for j, neuron in enumerate(layer):
            if i == len(network) - 1:
                error = neuron['output'] - expected[j]
            else:
                error = 0.0
                for following in network[i + 1]:
                    error += following['weights'][j] * following['delta']
            neuron['delta'] = error * transfer_derivative(neuron['output'])


def update_weights(network, row, l_rate):
    for i, layer in enumerate(network):
        inputs = row[:-1]
        if i > 0:
            inputs = [neuron['output'] for neuron in network[i - 1]]
        for neuron in layer:
            for j in range(len(inputs)):
                neuron['weights'][j] -= l_rate * neuron['delta'] * inputs[j]
            neuron['weights'][-1] -= l_rate * neuron['delta']


def train_network(network, train, l_rate, n_epoch, n_outputs):
    for epoch in range(n_epoch):
        random.shuffle(train)
        sum_error = 0
        for row in train:
            outputs = forward_propagate(network, row)
            expected = [0] * n_outputs
            expected[row[-1]] = 1
            sum_error += sum((expected[i] - outputs[i]) ** 2 for i in range(n_outputs))
            backward_propagate_error(network, expected)
            update_weights(network, row, l_rate)
        if epoch % 20 == 0 or epoch == n_epoch - 1:
            print('>epoch=%d, lrate=%.3f, error=%.3f' % (epoch, l_rate, sum_error))


def predict(network, row):
    outputs = forward_propagate(network, row)
    return outputs.index(max(outputs))


def accuracy(network, rows):
    return sum(predict(network, row) == row[-1] for row in rows) / float(len(rows)) * 100


# two readings per part, scaled to -1..1; a part is sent back when exactly one of them is high
random.seed(1)
dataset = []
while len(dataset) < 200:
    first = random.uniform(-1, 1)
    second = random.uniform(-1, 1)
    if abs(first) < 0.08 or abs(second) < 0.08:
        continue
    dataset.append([first, second, int((first > 0) != (second > 0))])
train_rows, test_rows = dataset[:150], dataset[150:]

network = make_network(2, 6, 2)
train_network(network, train_rows, 0.5, 200, 2)
print('train accuracy %.1f%%' % accuracy(network, train_rows))
print('test accuracy %.1f%%' % accuracy(network, test_rows))
