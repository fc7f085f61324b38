# port of my C# classes, XOR with 2-4-1
import math
import random

random.seed(5)


class Neural:
    def __init__(self, next_count):
        self.value = 0.0
        self.error = 0.0
        self.bias = random.uniform(-1, 1)
        self.weights = [random.uniform(-1, 1) for _ in range(next_count)]


class Network:
    def __init__(self, sizes, learn_rate):
        self.learn_rate = learn_rate
        self.layers = []
        for k, size in enumerate(sizes):
            following = sizes[k + 1] if k + 1 < len(sizes) else 0
            self.layers.append([Neural(following) for _ in range(size)])

    def calc(self, inputs):
        for neural, v in zip(self.layers[0], inputs):
            neural.value = v
        for i in range(1, len(self.layers)):
            for k, neural in enumerate(self.layers[i]):
                total = neural.bias
                for prev in self.layers[i - 1]:
                    total += prev.value * prev.weights[k]
                neural.value = 1.0 / (1.0 + math.exp(-total))
        return [n.value for n in self.layers[-1]]

    def calc_errors(self, targets):
        for neural, t in zip(self.layers[-1], targets):
            neural.error = neural.value * (1 - neural.value) * (t - neural.value)
        for i in range(len(self.layers) - 2, 0, -1):
            for current in self.layers[i]:
                total = 0.0
                for k, neural in enumerate(self.layers[i + 1]):
                    total += neural.value * current.weights[k]
                current.error = current.value * (1 - current.value) * total

    def adjust(self):
        for i in range(len(self.layers) - 1):
            for neural in self.layers[i]:
                for k, neural2 in enumerate(self.layers[i + 1]):
                    neural.weights[k] += self.learn_rate * neural.value * neural2.error
        for layer in self.layers[1:]:
            for neural in layer:
                neural.bias += self.learn_rate * neural.error


net = Network([2, 4, 1], 0.25)
samples = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]

for n in range(25000):
    inp, target = random.choice(samples)
    net.calc(inp)
    net.calc_errors([target])
    net.adjust()

for inp, target in samples:
    print(inp, target, "%.3f" % net.calc(inp)[0])
