from math import exp
from random import random, seed, shuffle

FILE = '''5.1,3.5,1.4,0.2,0
4.9,3.0,1.4,0.2,0
7.0,3.2,4.7,1.4,1
6.3,3.3,6.0,2.5,2
4.7,3.2,1.3,0.2,0
6.4,3.2,4.5,1.5,1
5.8,2.7,5.1,1.9,2
4.6,3.1,1.5,0.2,0
6.9,3.1,4.9,1.5,1
7.1,3.0,5.9,2.1,2
5.0,3.6,1.4,0.2,0
5.5,2.3,4.0,1.3,1
6.3,2.9,5.6,1.8,2
5.4,3.9,1.7,0.4,0
6.5,2.8,4.6,1.5,1
6.5,3.0,5.8,2.2,2
4.6,3.4,1.4,0.3,0
5.7,2.8,4.5,1.3,1
7.6,3.0,6.6,2.1,2
5.0,3.4,1.5,0.2,0
6.3,3.3,4.7,1.6,1
4.9,2.5,4.5,1.7,2
4.4,2.9,1.4,0.2,0
4.9,2.4,3.3,1.0,1
7.3,2.9,6.3,1.8,2
4.9,3.1,1.5,0.1,0
6.6,2.9,4.6,1.3,1
6.7,2.5,5.8,1.8,2
'''

def load(text):
    dataset = list()
    for row in text.split('\n'):
        if not row:
            continue
        cells = row.split(',')
        dataset.append([float(c) for c in cells[:-1]] + [int(cells[-1])])
    return dataset

def dataset_minmax(dataset):
    return [[min(column), max(column)] for column in zip(*dataset)]

def normalize_dataset(dataset, minmax):
    for row in dataset:
        for i in range(len(row)-1):
            row[i] = (row[i] - minmax[i][0]) / (minmax[i][1] - minmax[i][0])

def initialize_network(n_inputs, n_hidden, n_outputs):
    network = list()
    network.append([{'weights': [random() - 0.5 for i in range(n_inputs + 1)]} for i in range(n_hidden)])
    network.append([{'weights': [random() - 0.5 for i in range(n_hidden + 1)]} for i in range(n_outputs)])
    return network

def activate(weights, inputs):
    activation = weights[-1]
    for i in range(len(weights)-1):
        activation += weights[i] * inputs[i]
    return activation

def forward_propagate(network, row):
    inputs = row
    for layer in network:
        new_inputs = []
        for neuron in layer:
            neuron['output'] = 1.0 / (1.0 + exp(-activate(neuron['weights'], inputs)))
            new_inputs.append(neuron['output'])
        inputs = new_inputs
    return inputs

def backward_propagate_error(network, expected):
    for i in reversed(range(len(network))):
        layer = network[i]
        for j in range(len(layer)):
            if i != len(network)-1:
                error = sum(neuron['weights'][j] * neuron['delta'] for neuron in network[i + 1])
            else:
                error = expected[j] - layer[j]['output']
            layer[j]['delta'] = error * layer[j]['output'] * (1.0 - layer[j]['output'])

def update_weights(network, row, l_rate):
    for i in range(len(network)):
        inputs = row[:-1] if i == 0 else [neuron['output'] for neuron in network[i - 1]]
        for neuron in network[i]:
            for j in range(len(inputs)):
                neuron['weights'][j] += l_rate * neuron['delta'] * inputs[j]
            neuron['weights'][-1] += l_rate * neuron['delta']

def train_network(network, train, l_rate, n_epoch, n_outputs):
    for epoch in range(n_epoch):
        sum_error = 0
        for row in train:
            outputs = forward_propagate(network, row[:-1])
            expected = [0 for i in range(n_outputs)]
            expected[row[-1]] = 1
            sum_error += sum([(expected[i]-outputs[i])**2 for i in range(len(expected))])
            backward_propagate_error(network, expected)
            update_weights(network, row, l_rate)
        if epoch % 30 == 0:
            print('>epoch=%d, lrate=%.3f, error=%.3f, accuracy=%.1f' % (epoch, l_rate, sum_error, evaluate()))

def predict(network, row):
    outputs = forward_propagate(network, row[:-1])
    return outputs.index(max(outputs))

def evaluate():
    good = 0
    for row in dataset:
        if predict(network, row) == row[-1]:
            good += 1
    return good / float(len(dataset)) * 100.0

seed(1)
dataset = load(FILE)
normalize_dataset(dataset, dataset_minmax(dataset))
shuffle(dataset)
n_outputs = len(set([row[-1] for row in dataset]))
network = initialize_network(len(dataset[0]) - 1, 5, n_outputs)
train_network(network, dataset, 0.5, 240, n_outputs)
print('final', evaluate())
