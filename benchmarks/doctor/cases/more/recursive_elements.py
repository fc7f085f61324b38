import math
import random


class ValuedElement:
    def __init__(self, name, val):
        self.name = name
        self.value = val

    def output(self):
        return self.value


class Input(ValuedElement):
    def dOutdX(self, elem):
        return 0.0


class Weight(ValuedElement):
    def __init__(self, name, val):
        super().__init__(name, val)
        self.next_value = None

    def set_next(self, v):
        self.next_value = v

    def update(self):
        self.value = self.next_value


class Neuron:
    def __init__(self, name, inputs, weights):
        assert len(inputs) == len(weights)
        self.name = name
        self.inputs = inputs
        self.weights = weights
        self.clear_cache()

    def clear_cache(self):
        self.my_output = None
        self.my_d = {}

    def output(self):
        if self.my_output is None:
            total = 0
            for i in range(len(self.inputs)):
                total += self.inputs[i].output() * self.weights[i].output()
            self.my_output = 1 / (1 + math.exp(-total))
        return self.my_output

    def has_below(self, weight):
        for i in self.inputs:
            if isinstance(i, Neuron):
                if weight in i.weights or i.has_below(weight):
                    return True
        return False

    def dOutdX(self, elem):
        if elem.name not in self.my_d:
            out = self.output()
            slope = out * (1 - out)
            if elem in self.weights:
                d = slope * self.inputs[self.weights.index(elem)].output()
            else:
                d = 0.0
                for i, w in zip(self.inputs, self.weights):
                    if isinstance(i, Neuron):
                        d += slope * w.output() * i.dOutdX(elem)
            self.my_d[elem.name] = d
        return self.my_d[elem.name]


class Performance:
    """-1/2 (desired - actual)^2, to be maximised"""

    def __init__(self, neuron):
        self.neuron = neuron
        self.desired = None

    def output(self):
        return -0.5 * (self.desired - self.neuron.output()) ** 2

    def dOutdX(self, elem):
        return (self.desired - self.neuron.output()) * self.neuron.dOutdX(elem)

    def output_for(self, point):
        load(point)
        return self.neuron.output()


names = iter("w%03d" % k for k in range(1000))
all_weights = []

def new_weight():
    w = Weight(next(names), random.uniform(-1, 1))
    all_weights.append(w)
    return w

i1, i2 = Input("i1", 0.0), Input("i2", 0.0)
i0 = Input("i0", -1.0)          # threshold input
hidden = []
for k in range(4):
    hidden.append(Neuron("h%d" % k, [i1, i2, i0], [new_weight() for _ in range(3)]))
top = Neuron("top", hidden + [i0], [new_weight() for _ in range(5)])
performance = Performance(top)
everything = hidden + [top]

def load(point):
    i1.value, i2.value = point
    for n in everything:
        n.clear_cache()

# inside a corner region of the unit square or not
table = []
for a in range(6):
    for b in range(6):
        table.append(((a / 5.0, b / 5.0), 1 if a + b < 4 else 0))
table.append(((0.9, 0.85), 0))

rate = 1.0
for turn in range(250):
    random.shuffle(table)
    for point, t in table:
        load(point)
        performance.desired = t
        for w in all_weights:
            w.set_next(w.output() + rate * performance.dOutdX(w))
        for w in all_weights:
            w.update()
    if turn % 25 == 0:
        total = 0
        for point, t in table:
            performance.desired = t
            performance.output_for(point)
            total += performance.output()
        print("round", turn, "performance", round(total / len(table), 5))
