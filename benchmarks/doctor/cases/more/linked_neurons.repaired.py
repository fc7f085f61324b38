import math
import random

from sklearn.datasets import make_moons


class Connection:
    def __init__(self, source, target):
        self.source = source
        self.target = target
        self.weight = random.gauss(0, 1)
        source.outgoing.append(self)
        target.incoming.append(self)


class Neuron:
    def __init__(self):
        self.incoming = []
        self.outgoing = []
        self.bias = 0.0
        self.output = 0.0
        self.delta = 0.0

    def fire(self):
        total = self.bias
        for c in self.incoming:
            total += c.weight * c.source.output
        self.output = 1.0 / (1.0 + math.exp(-max(-500.0, min(500.0, total))))

    def slope(self):
        return self.output * (1.0 - self.output)

    def output_delta(self, wanted):
        self.delta = (self.output - wanted) * self.slope()

    def hidden_delta(self):
        self.delta = sum(c.weight * c.target.delta for c in self.outgoing) * self.slope()

    def adapt(self, rate):
        for c in self.incoming:
            c.weight -= rate * self.delta * c.source.output
        self.bias -= rate * self.delta


class Net:
    def __init__(self, *sizes):
        self.layers = [[Neuron() for _ in range(n)] for n in sizes]
        for before, after in zip(self.layers, self.layers[1:]):
            for a in before:
                for b in after:
                    Connection(a, b)

    def run(self, values):
        for neuron, value in zip(self.layers[0], values):
            neuron.output = value
        for layer in self.layers[1:]:
            for neuron in layer:
                neuron.fire()
        return [neuron.output for neuron in self.layers[-1]]

    def teach(self, values, wanted, rate):
        self.run(values)
        for neuron, w in zip(self.layers[-1], wanted):
            neuron.output_delta(w)
        for layer in reversed(self.layers[1:-1]):
            for neuron in layer:
                neuron.hidden_delta()
        for layer in self.layers[1:]:
            for neuron in layer:
                neuron.adapt(rate)
        return sum((n.output - w) ** 2 for n, w in zip(self.layers[-1], wanted))


random.seed(23)
points, classes = make_moons(n_samples=200, noise=0.1, random_state=2)
data = [([float(a), float(b)], [float(c)]) for (a, b), c in zip(points, classes)]

net = Net(2, 8, 1)
for epoch in range(200):
    random.shuffle(data)
    error = sum(net.teach(v, w, 1.0) for v, w in data)
    if epoch % 20 == 0 or epoch == 199:
        right = sum((net.run(v)[0] > 0.5) == (w[0] > 0.5) for v, w in data)
        print("epoch", epoch, "error", round(error / len(data), 4), "right", right, "of", len(data))
