# CS101 project - neural network without libraries
# learns XOR, plain python only
import math
import random

random.seed(12)

INPUTS = [[0, 0], [0, 1], [1, 0], [1, 1]]
TARGETS = [0, 1, 1, 0]
HIDDEN = 3
LEARNING_RATE = 0.5


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


class Neuron:
    def __init__(self, n):
        self.weights = [random.uniform(-1, 1) for _ in range(n)]
        self.bias = random.uniform(-1, 1)
        self.output = 0
        self.delta = 0

    def activate(self, inputs):
        total = self.bias
        for w, i in zip(self.weights, inputs):
            total += w * i
        self.output = sigmoid(total)
        return self.output

    def adjust(self, inputs):
        for j in range(len(self.weights)):
            self.weights[j] += LEARNING_RATE * self.delta * inputs[j]
        self.bias += LEARNING_RATE * self.delta


hidden_layer = [Neuron(2) for _ in range(HIDDEN)]
output_neuron = Neuron(HIDDEN)


def predict(x):
    hidden = [n.activate(x) for n in hidden_layer]
    return output_neuron.activate(hidden)


def train_one(x, target):
    out = predict(x)
    error = out - target
    output_neuron.delta = error * out * (1 - out)
    for j, n in enumerate(hidden_layer):
        n.delta = output_neuron.delta * output_neuron.weights[j] * n.output * (1 - n.output)
    output_neuron.adjust([n.output for n in hidden_layer])
    for n in hidden_layer:
        n.adjust(x)
    return error ** 2


for epoch in range(8000):
    total_error = 0
    for x, t in zip(INPUTS, TARGETS):
        total_error += train_one(x, t)
    if epoch % 1000 == 0:
        print("Epoch", epoch, "error", total_error)

print("Results:")
for x, t in zip(INPUTS, TARGETS):
    print(x, "expected", t, "got", round(predict(x), 3))
