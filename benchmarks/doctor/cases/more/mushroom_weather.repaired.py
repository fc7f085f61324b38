import math
import random


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def sigmoid_prime(y):
    return y * (1.0 - y)


def loss(x, y):
    return sum([(a - b) ** 2 for (a, b) in zip(x, y)])


class Neuron():
    learning_rate = 0.8

    def __init__(self, input_neurons):
        self.weights = [random.uniform(-1, 1) for _ in range(input_neurons)]
        self.threshold = 0.0

    def forward(self, inputs):
        dot = sum([x * y for (x, y) in zip(inputs, self.weights)]) + self.threshold
        self.output = sigmoid(dot)
        return self.output

    def backpropagate(self, inputs, error):
        error_values = list()
        gradient = error * sigmoid_prime(self.output)
        for i, inp in enumerate(inputs):
            error_values.append(self.weights[i] * gradient)
            self.nudge_weight(i, gradient * inp)
        self.threshold += gradient * Neuron.learning_rate
        return error_values

    def nudge_weight(self, weight, amount):
        self.weights[weight] += amount * Neuron.learning_rate


class Network():
    def __init__(self, topology):
        self.layers = list()
        for i in range(1, len(topology)):
            self.layers.append([Neuron(topology[i - 1]) for _ in range(topology[i])])

    def forward(self, data):
        output = data
        for layer in self.layers:
            output = [neuron.forward(output) for neuron in layer]
        return output

    def backpropagate(self, data, output, target):
        error_values = [tval - oval for (tval, oval) in zip(target, output)]
        for i in range(len(self.layers) - 1, -1, -1):
            inputs = data if i == 0 else [n.output for n in self.layers[i - 1]]
            below = [0.0] * len(inputs)
            for neuron, error in zip(self.layers[i], error_values):
                for k, e in enumerate(neuron.backpropagate(inputs, error)):
                    below[k] += e
            error_values = below

    def train(self, samples, epochs):
        for epoch in range(epochs):
            random.shuffle(samples)
            total = 0
            for data, target in samples:
                output = self.forward(data)
                total += loss(output, target)
                self.backpropagate(data, output, target)
            if epoch % 100 == 0:
                print(epoch, total / len(samples))


random.seed(11)
samples = []
for _ in range(120):
    warm, wet = random.random(), random.random()
    # good mushroom weather: neither dry nor cold, neither soaked nor hot
    samples.append(([warm, wet], [1.0 if (warm - 0.5) ** 2 + (wet - 0.5) ** 2 < 0.1 else 0.0]))

net = Network([2, 6, 1])
net.train(samples, 1001)

hits = 0
for data, target in samples:
    hits += (net.forward(data)[0] > 0.5) == (target[0] > 0.5)
print(hits, "of", len(samples), "right")
