import math
import random


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def sigmoid_slope(x):
    return x * (1.0 - x)


def loss(x, y):
    return sum([(a - b) ** 2 for (a, b) in zip(x, y)])


class Neuron():
    learning_rate = 0.5
    drag = 0.5

    def __init__(self, n_inputs):
        self.weights = [random.uniform(-1, 1) for _ in range(n_inputs + 1)]
        self.momentum = [0 for _ in range(n_inputs + 1)]

    def forward(self, inputs):
        total_in = sum([x * y for (x, y) in zip(inputs, self.weights)]) + self.weights[-1]
        self.output = sigmoid(total_in)
        return self.output

    def backpropagate(self, inputs, error):
        blames = list()
        gradient = error * sigmoid_slope(self.output)
        for i, inp in enumerate(inputs):
            blames.append(self.weights[i] * gradient)
            self.push_weight(i, gradient * inp)
        self.push_weight(-1, gradient)
        return blames

    def push_weight(self, weight, amount):
        change = amount * Neuron.learning_rate
        self.momentum[weight] += change
        self.momentum[weight] *= (1 - Neuron.drag)
        self.weights[weight] += change + self.momentum[weight]


class Network():
    def __init__(self, shape):
        self.layers = list()
        for i in range(1, len(shape)):
            self.layers.append([Neuron(shape[i - 1]) for _ in range(shape[i])])

    def forward(self, data):
        output = data
        for layer in self.layers:
            output = [neuron.forward(output) for neuron in layer]
        return output

    def backpropagate(self, data, output, target):
        blames = [tval - oval for (tval, oval) in zip(target, output)]
        for i in range(len(self.layers) - 1, 0, -1):
            layer_output = [neuron.output for neuron in self.layers[i - 1]]
            blames = self.layer_errors(self.layers[i], layer_output, blames)
        self.layer_errors(self.layers[0], data, blames)

    def layer_errors(self, layer, inputs, errors):
        totals = [0.0 for _ in inputs]
        for neuron, error in zip(layer, errors):
            for j, value in enumerate(neuron.backpropagate(inputs, error)):
                totals[j] += value
        return totals


samples = []
for i in range(12):
    for j in range(12):
        x, y = i / 11, j / 11
        inside = (x - 0.5) ** 2 + (y - 0.5) ** 2 < 0.12
        samples.append(([x, y], [1.0 if inside else 0.0]))

net = Network([2, 8, 1])
for epoch in range(300):
    random.shuffle(samples)
    total = 0.0
    for data, target in samples:
        output = net.forward(data)
        total += loss(output, target)
        net.backpropagate(data, output, target)
    if epoch % 30 == 0:
        print("epoch", epoch, "loss", total / len(samples))

right = sum((net.forward(data)[0] > 0.5) == (target[0] > 0.5) for data, target in samples)
print(right, "of", len(samples), "right")
