import math
import random

# two hidden layers, every neuron an object, data = xor
# QUESTION: why does the error fall, wait and fall again?

class Neuron:
    def __init__(self, n_inputs):
        self.w = [random.uniform(-1, 1) for _ in range(n_inputs)]
        self.bias = random.uniform(-1, 1)
        self.out = 0
        self.inputs = []
        self.delta = 0

    def activate(self, inputs):
        self.inputs = inputs
        total = self.bias
        for weight, value in zip(self.w, inputs):
            total += weight * value
        self.out = 1 / (1 + math.exp(-total))
        return self.out


class MLP:
    def __init__(self, shape, rate):
        self.rate = rate
        self.layers = []
        for k in range(1, len(shape)):
            self.layers.append([Neuron(shape[k - 1]) for _ in range(shape[k])])

    def forward(self, row):
        for layer in self.layers:
            row = [neuron.activate(row) for neuron in layer]
        return row

    def backward(self, expected):
        # output layer
        for neuron, target in zip(self.layers[-1], expected):
            neuron.delta = (target - neuron.out) * neuron.out * (1 - neuron.out)
        # hidden layers, from the back
        for k in range(len(self.layers) - 2, -1, -1):
            for j, neuron in enumerate(self.layers[k]):
                blame = 0
                for after in self.layers[k + 1]:
                    blame += after.w[j] * after.delta
                neuron.delta = blame * neuron.out * (1 - neuron.out)

    def adjust(self):
        for layer in self.layers:
            for neuron in layer:
                for i in range(len(neuron.w)):
                    neuron.w[i] += self.rate * neuron.delta * neuron.inputs[i]
                neuron.bias += self.rate * neuron.delta

    def fit(self, rows, targets, epochs):
        errors = []
        for epoch in range(epochs):
            total = 0
            for row, target in zip(rows, targets):
                out = self.forward(row)
                total += sum((t - o) ** 2 for t, o in zip(target, out)) / 2
                self.backward(target)
                self.adjust()
            errors.append(total / len(rows))
            if epoch % 250 == 0:
                print("epoch", epoch, "error", errors[-1], "*" * int(errors[-1] * 400))
        return errors


random.seed(8)
rows = [[0, 0], [0, 1], [1, 0], [1, 1]]
targets = [[0], [1], [1], [0]]
mlp = MLP([2, 6, 4, 1], 0.8)
errors = mlp.fit(rows, targets, 8000)
for row, target in zip(rows, targets):
    print("prediction:", mlp.forward(row)[0], "class was:", target[0])
