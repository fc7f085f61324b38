import math
import random
from sklearn.datasets import make_moons

# no numpy in the network itself, only lists


def sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x))


def sigmoid_deriv(out):
    return out * (1 - out)


class Neuron:
    def __init__(self, n_inputs):
        self.weights = [random.uniform(-1, 1) for _ in range(n_inputs)]
        self.bias = 0.0
        self.output = 0.0
        self.delta = 0.0

    def activate(self, inputs):
        s = self.bias
        for w, i in zip(self.weights, inputs):
            s += w * i
        self.output = sigmoid(s)
        return self.output


class Network:
    def __init__(self, sizes):
        self.layers = []
        for n_in, n_out in zip(sizes[:-1], sizes[1:]):
            self.layers.append([Neuron(n_in) for _ in range(n_out)])

    def forward(self, row):
        values = row
        for layer in self.layers:
            values = [neuron.activate(values) for neuron in layer]
        return values

    def backward(self, expected):
        for k in reversed(range(len(self.layers))):
            layer = self.layers[k]
            for j in range(len(layer)):
                if k == len(self.layers) - 1:
                    err = expected[j] - layer[j].output
                else:
                    err = 0.0
                    for neuron in self.layers[k + 1]:
                        err = neuron.weights[j] * neuron.delta
                layer[j].delta = err * sigmoid_deriv(layer[j].output)

    def update(self, row, rate):
        for k in range(len(self.layers)):
            inputs = row
            if k > 0:
                inputs = [n.output for n in self.layers[k - 1]]
            for neuron in self.layers[k]:
                for j in range(len(inputs) - 1):
                    neuron.weights[j] += rate * neuron.delta * inputs[j]
                neuron.bias += rate * neuron.delta

    def predict(self, row):
        out = self.forward(row)
        return out.index(max(out))


points, classes = make_moons(120, noise=0.1, random_state=4)
rows = [list(p) for p in points]
targets = [[1, 0] if c == 0 else [0, 1] for c in classes]

random.seed(3)
net = Network([2, 6, 2])
n_epoch = 150
rate = 0.01
for epoch in range(n_epoch):
    total = 0.0
    for row, expected in zip(rows, targets):
        out = net.forward(row)
        total += sum((e - o) ** 2 for e, o in zip(expected, out))
        net.backward(expected)
        net.update(row, rate)
    if epoch % 20 == 0:
        print('>epoch=%d, rate=%.3f, error=%.3f' % (epoch, rate, total))

good = sum(net.predict(r) == c for r, c in zip(rows, classes))
print('correct', good, 'of', len(rows))
